"""Train the small real models of tests/data/models/ from sentences of tests/grammar.py, and pack them as Argos packages.

A pre-norm Transformer (width 160, 3 + 2 layers, 4 heads, 3,000 joint pieces, 1.9 M weights) is trained in PyTorch, which only
this script needs, and written into CTranslate2's own specification as int8. About a quarter of an hour of one core a model:

    pip install torch sentencepiece ctranslate2
    PYTHONPATH=src python benchmarks/train_models.py es

Three things buy that speed. The embeddings start from the dictionary that the grammar knows, the last cross-attention starts
as a copy, and one of its heads, which is the one that CTranslate2 reports, is taught the grammar's own alignment (Chen et al.
2016, guided alignment). One thread and fixed seeds: the same machine and the same PyTorch give the same bytes; the sentences
and the pieces are the same everywhere, while sums in another order on another machine change the last digits of the weights.
"""

import argparse
import io
import json
import math
import random
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]
import grammar  # noqa: E402
from pubpipe.engines.decode import find_pieces  # noqa: E402

SIZE, INNER, HEADS, ENCODERS, DECODERS, PIECES = 160, 512, 4, 3, 2, 3000
SENTENCES, BATCH, PEAK, WARM, SEED = 130_000, 64, 3e-3, 120, 20261125
GUIDED = 0.3  # weight of the alignment's loss
NAMES = {"en": "English", "es": "Spanish", "fr": "French"}
PAD, START, END = 1, 2, 3
DATE = (2026, 1, 1, 0, 0, 0)


class Pair(NamedTuple):
    """A sentence as numbers: source, target, and for each piece of the target the pieces of the source it came from."""

    source: list[int]
    target: list[int]
    links: list[list[int]]


def train_pieces(texts: Sequence[str]) -> bytes:
    import sentencepiece

    alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZáéíóúüñàâçèêëîïôûœÁÉÍÓÚÑÀÂÇÈÊÎÔÛ0123456789"
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=model,
        vocab_size=PIECES,
        hard_vocab_limit=False,
        split_digits=True,
        character_coverage=1.0,
        required_chars=alphabet + ".,:;?!¿¡()[]%“”‘’'\"-–—/&@#*+=«»",
        minloglevel=2,
        num_threads=1,
    )
    return model.getvalue()


class Reader:
    """Sentences to numbers. The vocabulary is Argos's: four signs, then the pieces."""

    def __init__(self, pieces: bytes, to: str) -> None:
        import sentencepiece

        self.processor = sentencepiece.SentencePieceProcessor(model_proto=pieces)
        learnt = [self.processor.id_to_piece(number) for number in range(self.processor.get_piece_size())]
        self.vocabulary = ["<unk>", "<blank>", "<s>", "</s>", *(p for p in learnt if p not in ("<unk>", "<s>", "</s>"))]
        self.number = {piece: number for number, piece in enumerate(self.vocabulary)}
        self.to = to

    def pair(self, told: grammar.Sentence) -> Pair:
        here, at = self._pieces(told, "en")
        there, to_at = self._pieces(told, self.to)
        links: list[list[int]] = [[] for _ in there]
        for one, two in told.links(self.to):
            left, right = at[one], to_at[two]
            together = len(left) == len(right) and [here[n] for n in left][1:] == [there[n] for n in right][1:]
            for place, number in enumerate(right):
                links[number] += [left[place]] if together or len(left) == len(right) > 2 else left
        return Pair([self.number[p] for p in here], [self.number[p] for p in there], links)

    def _pieces(self, told: grammar.Sentence, lang: str) -> tuple[list[str], list[list[int]]]:
        """Pieces of a text, and for each word the numbers of its pieces."""
        text = told.text[lang]
        pieces = self.processor.encode(text, out_type=str)
        spans = find_pieces(text, [piece.lstrip("▁") for piece in pieces])
        words = [
            [n for n, (start, end) in enumerate(spans) if start < word.end and word.start < max(end, start + 1)]
            for word in told.places[lang]
        ]
        return pieces, words


def batches(pairs: Sequence[Pair], order: random.Random) -> Iterator[list[Pair]]:
    """Once through all, in batches of like length, in pools so that the order stays one of chance."""
    places = list(range(len(pairs)))
    order.shuffle(places)
    for start in range(0, len(places), BATCH * 40):
        pool = sorted((pairs[place] for place in places[start : start + BATCH * 40]), key=lambda pair: len(pair.target))
        groups = [pool[at : at + BATCH] for at in range(0, len(pool), BATCH)]
        order.shuffle(groups)
        yield from groups


class Attention(nn.Module):
    def __init__(self, *, crossed: bool) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(SIZE)
        self.query, self.key, self.value, self.out = (nn.Linear(SIZE, SIZE) for _ in range(4))
        self.crossed = crossed

    def forward(self, x: Tensor, memory: Tensor | None, mask: Tensor) -> tuple[Tensor, Tensor]:
        normed = self.norm(x)
        seen = normed if memory is None else memory
        query, key, value = (
            part.unflatten(-1, (HEADS, -1)).transpose(1, 2) for part in (self.query(normed), self.key(seen), self.value(seen))
        )
        scores = (query @ key.transpose(-1, -2)) / math.sqrt(SIZE // HEADS)
        weights = scores.masked_fill(mask, -1e9).softmax(-1)
        return x + self.out((weights @ value).transpose(1, 2).flatten(2)), weights


class Forward(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.norm, self.into, self.back = nn.LayerNorm(SIZE), nn.Linear(SIZE, INNER), nn.Linear(INNER, SIZE)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.back(functional.relu(self.into(self.norm(x))))


class Network(nn.Module):
    """As CTranslate2 reads a pre-norm Transformer: tied embeddings times √size, sine positions counted from one."""

    def __init__(self, embedding: Tensor) -> None:
        super().__init__()
        self.embedding = nn.Parameter(embedding)
        self.encoder = nn.ModuleList(nn.ModuleList((Attention(crossed=False), Forward())) for _ in range(ENCODERS))
        self.decoder = nn.ModuleList(
            nn.ModuleList((Attention(crossed=False), Attention(crossed=True), Forward())) for _ in range(DECODERS)
        )
        self.encoded, self.decoded = nn.LayerNorm(SIZE), nn.LayerNorm(SIZE)
        self.bias = nn.Parameter(torch.zeros(len(embedding)))
        steps = torch.exp(torch.arange(SIZE // 2) * (-math.log(10_000) / (SIZE // 2 - 1)))
        turns = torch.arange(1, 401)[:, None] * steps
        self.positions = torch.cat([turns.sin(), turns.cos()], 1)
        with torch.no_grad():
            last = self.decoder[-1][1]
            for linear in (last.value, last.out):
                linear.weight.copy_(torch.eye(SIZE) + 0.02 * torch.randn(SIZE, SIZE))
            last.key.weight.copy_(last.query.weight)

    def embed(self, numbers: Tensor) -> Tensor:
        return functional.embedding(numbers, self.embedding) * math.sqrt(SIZE) + self.positions[: numbers.shape[1]]

    def forward(self, source: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """Logits after each piece of the target, and the weights of the taught head."""
        hidden = (source == PAD)[:, None, None, :]
        memory = self.embed(source)
        for attention, forward in self.encoder:
            memory = forward(attention(memory, None, hidden)[0])
        memory = self.encoded(memory)
        length = target.shape[1]
        later = torch.ones(length, length, dtype=torch.bool).triu(1)
        x, weights = self.embed(target), torch.empty(0)
        for own, across, forward in self.decoder:
            x, _ = own(x, None, later)
            x, weights = across(x, memory, hidden)
            x = forward(x)
        return self.decoded(x) @ self.embedding.T + self.bias, weights[:, 0]


def first_embedding(reader: Reader, pairs: Sequence[Pair]) -> Tensor:
    """Random, but a piece of the target lies near the pieces of the source that it translates."""
    size = len(reader.vocabulary)
    counts = torch.zeros(size, size)
    for pair in pairs:
        for number, links in zip(pair.target, pair.links, strict=True):
            for link in links:
                counts[number, pair.source[link]] += 1 / len(links)
    vectors = torch.randn(size, SIZE)
    shares = counts / counts.sum(1, keepdim=True).clamp(min=1)
    near = 0.8 * (shares**2) @ vectors + 0.6 * vectors
    return functional.normalize(near, dim=1)


def tensors(batch: Sequence[Pair]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Source, target in, target out (padded with -100), and which weights each piece of the target should see."""
    rows, columns = max(len(pair.target) for pair in batch) + 1, max(len(pair.source) for pair in batch)
    source = torch.full((len(batch), columns), PAD)
    into, out = torch.full((len(batch), rows), PAD), torch.full((len(batch), rows), -100)
    gold = torch.zeros(len(batch), rows, columns)
    for n, pair in enumerate(batch):
        source[n, : len(pair.source)] = torch.tensor(pair.source)
        into[n, : len(pair.target) + 1] = torch.tensor([START, *pair.target])
        out[n, : len(pair.target) + 1] = torch.tensor([*pair.target, END])
        for row, links in enumerate(pair.links):
            gold[n, row, links] = 1
    return source, into, out, gold


def train(reader: Reader, pairs: Sequence[Pair]) -> Network:
    network = Network(first_embedding(reader, pairs))
    optimizer = torch.optim.Adam(network.parameters(), lr=PEAK, betas=(0.9, 0.98))
    total, start, seen = math.ceil(len(pairs) / BATCH), time.process_time(), 0.0
    for step, batch in enumerate(batches(pairs, random.Random(SEED)), 1):  # noqa: S311 - no secret
        rate = min(step / WARM, 0.5 * (1 + math.cos(math.pi * step / (total + 1))))
        for group in optimizer.param_groups:
            group["lr"] = PEAK * rate
        source, into, out, gold = tensors(batch)
        with torch.autocast("cpu", torch.bfloat16):  # products in half the width: 1.8 times as fast here, the sums stay whole
            logits, weights = network(source, into)
        loss = functional.cross_entropy(logits.float().flatten(0, 1), out.flatten(), ignore_index=-100)
        told = gold.any(-1)
        taught = -((weights.float() * gold).sum(-1)[told] + 1e-6).log().mean()
        optimizer.zero_grad()
        (loss + GUIDED * taught).backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        seen += loss.item()
        if step % 50 == 0:
            spent = time.process_time() - start
            print(
                f"{step}/{total} loss {seen / 50:.3f} alignment {taught.item():.3f} {spent:.0f} s", file=sys.stderr, flush=True
            )
            seen = 0.0
    return network


def specification(network: Network, vocabulary: list[str]) -> Any:
    from ctranslate2.specs import TransformerSpec

    spec: Any = TransformerSpec.from_config((ENCODERS, DECODERS), HEADS, pre_norm=True)

    def array(tensor: Tensor) -> Any:
        return np.ascontiguousarray(tensor.detach().numpy())

    def norm(into: Any, layer: nn.LayerNorm) -> None:
        into.gamma, into.beta = array(layer.weight), array(layer.bias)

    def linear(into: Any, *layers: nn.Linear) -> None:
        into.weight = np.concatenate([array(layer.weight) for layer in layers])
        into.bias = np.concatenate([array(layer.bias) for layer in layers])

    def attention(into: Any, layer: Attention) -> None:
        norm(into.layer_norm, layer.norm)
        parts = [(layer.query,), (layer.key, layer.value)] if layer.crossed else [(layer.query, layer.key, layer.value)]
        for place, part in enumerate([*parts, (layer.out,)]):
            linear(into.linear[place], *part)

    def forward(into: Any, layer: Forward) -> None:
        norm(into.layer_norm, layer.norm)
        linear(into.linear_0, layer.into)
        linear(into.linear_1, layer.back)

    for into, (own, last) in zip(spec.encoder.layer, network.encoder, strict=True):
        attention(into.self_attention, own)
        forward(into.ffn, last)
    for into, (own, across, last) in zip(spec.decoder.layer, network.decoder, strict=True):
        attention(into.self_attention, own)
        attention(into.attention, across)
        forward(into.ffn, last)
    norm(spec.encoder.layer_norm, network.encoded)
    norm(spec.decoder.layer_norm, network.decoded)
    spec.encoder.embeddings[0].weight = spec.decoder.embeddings.weight = array(network.embedding)
    spec.decoder.projection.weight, spec.decoder.projection.bias = array(network.embedding), array(network.bias)
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.config.add_source_eos = False  # as Argos's own
    spec.validate()
    spec.optimize(quantization="int8")
    return spec


def pack(path: Path, to: str, pieces: bytes, spec: Any) -> None:
    """The package as Argos's own lie in their archive; fixed dates, so that the same weights are the same bytes."""
    data = {
        "package_version": "1.0", "argos_version": "1.9", "from_code": "en", "from_name": "English", "to_code": to,
        "to_name": NAMES[to],
    }  # fmt: skip
    top = f"translate-en_{to}-1_0"
    note = (
        f"# {NAMES['en']} - {NAMES[to]}\n\nTrained by benchmarks/train_models.py on sentences of a grammar, for tests only.\n"
    )
    with tempfile.TemporaryDirectory() as name:
        spec.save(name)
        files = {f"model/{file.name}": file.read_bytes() for file in sorted(Path(name).iterdir())}
    files |= {"metadata.json": json.dumps(data, indent=1).encode(), "sentencepiece.model": pieces, "README.md": note.encode()}
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for inner, content in files.items():
            info = zipfile.ZipInfo(f"{top}/{inner}", DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("to", choices=("es", "fr"))
    parser.add_argument("--out", type=Path, default=ROOT / "tests" / "data" / "models")
    parser.add_argument("--sentences", type=int, default=SENTENCES)
    given = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    torch.use_deterministic_algorithms(mode=True)
    told = list(grammar.sentences("train", given.sentences))
    pieces = train_pieces([one.text[lang] for one in told[:40_000] for lang in ("en", given.to)])
    reader = Reader(pieces, given.to)
    pairs = [reader.pair(one) for one in told]
    print(f"{len(pairs)} pairs, {sum(len(pair.target) for pair in pairs)} pieces of the target", file=sys.stderr, flush=True)
    network = train(reader, pairs)
    pack(given.out / f"translate-en_{given.to}-1_0.argosmodel", given.to, pieces, specification(network, reader.vocabulary))


if __name__ == "__main__":
    main()
