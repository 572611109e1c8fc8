"""Small models that translate word by word: real CTranslate2 files, made by hand in under a second, with nothing learnt.

Every weight of a Transformer is set so that the token at place n of the output is the dictionary's word for the token at
place n of the source. Half of each vector says which token it is, the other half where it stands; the last cross-attention
looks by place and copies by content. Length, end of text and attention are those of a perfect model.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

# Training text for SentencePiece: every word that a test uses must be here, whole, so that it becomes one piece.
ENGLISH = "the government moves families to new houses in the valley and rain falls on poor soil . , : ; ? ! old river Hello"
SPANISH = {
    "the": "el", "government": "gobierno", "moves": "mueve", "families": "familias", "to": "a", "new": "nuevas",
    "houses": "casas", "in": "en", "valley": "valle", "and": "y", "rain": "lluvia", "falls": "cae", "on": "sobre",
    "poor": "pobre", "soil": "suelo", "old": "viejo", "river": "río", "The": "El", "Rain": "Lluvia", "Hello": "Hola",
}  # fmt: skip
FRENCH = {
    "el": "le", "gobierno": "gouvernement", "mueve": "déplace", "familias": "familles", "nuevas": "nouvelles",
    "casas": "maisons", "en": "dans", "valle": "vallon", "y": "et", "lluvia": "pluie", "cae": "tombe", "sobre": "sur",
    "pobre": "pauvre", "suelo": "sol",
}  # fmt: skip


def train_pieces(words: str) -> bytes:
    """A SentencePiece model whose pieces are these words, and single characters for all else."""
    import sentencepiece

    known = list(dict.fromkeys(words.split()))
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    text = [words, " ".join(letters), *known] * 20
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(text),
        model_writer=model,
        vocab_size=len(known) + len(set(words + letters)) + 40,
        hard_vocab_limit=False,
        user_defined_symbols=["▁" + word for word in known if word.isalpha()],
        character_coverage=1.0,
        minloglevel=2,
        num_threads=1,
    )
    return model.getvalue()


def write_model(
    folder: Path,
    pieces: bytes,
    words: Mapping[str, str],
    *,
    size: int = 128,
    layers: int = 1,
    heads: int = 4,
    inner: int = 0,
    entries: int = 0,
) -> None:
    """Write model/ for a dictionary from words to words; what is not in it is copied.

    Args:
        inner: Width of the feed-forward layers; 0 for `size`.
        entries: Least entries of the vocabulary, filled up with words that no text has: so that a model costs as much as a
            real one of that size.
    """
    import sentencepiece
    from ctranslate2.specs import TransformerSpec

    processor = sentencepiece.SentencePieceProcessor(model_proto=pieces)
    learnt = [processor.id_to_piece(number) for number in range(processor.get_piece_size())]
    vocabulary = ["<unk>", "<blank>", "<s>", "</s>", *(piece for piece in learnt if piece not in ("<unk>", "<s>", "</s>"))]
    vocabulary += [f"▁unused{number}" for number in range(entries - len(vocabulary))]
    spec: Any = TransformerSpec.from_config(layers, heads, pre_norm=True)
    _fill(spec, vocabulary, {"▁" + left: "▁" + right for left, right in words.items()}, size, inner or size)
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.config.add_source_eos = True
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True)
    spec.save(str(folder))


def _fill(spec: Any, vocabulary: list[str], words: Mapping[str, str], size: int, inner: int) -> None:
    random = np.random.default_rng(7)
    half, places = size // 2, 600

    def noise(*shape: int) -> Any:
        return random.standard_normal(shape, dtype=np.float32) * 1e-4

    def norm(layer: Any) -> None:
        layer.gamma, layer.beta = np.ones(size, np.float32), np.zeros(size, np.float32)

    def linear(layer: Any, out: int, into: int) -> None:
        layer.weight, layer.bias = noise(out, into), np.zeros(out, np.float32)

    for layer in (*spec.encoder.layer, *spec.decoder.layer):
        norm(layer.self_attention.layer_norm)
        linear(layer.self_attention.linear[0], 3 * size, size)
        linear(layer.self_attention.linear[1], size, size)
        norm(layer.ffn.layer_norm)
        linear(layer.ffn.linear_0, inner, size)
        linear(layer.ffn.linear_1, size, inner)
    for layer in spec.decoder.layer:
        norm(layer.attention.layer_norm)
        for part, out in enumerate((size, 2 * size, size)):
            linear(layer.attention.linear[part], out, size)
    norm(spec.encoder.layer_norm)
    norm(spec.decoder.layer_norm)

    content, place = _signs(random, len(vocabulary), half), _signs(random, places, half)
    empty = np.zeros((len(vocabulary), half), np.float32)
    embedding = np.concatenate([content, empty], 1)
    positions = np.concatenate([np.zeros((places, half), np.float32), place], 1)
    for side in (spec.encoder, spec.decoder):
        side.scale_embeddings = False
        side.position_encodings.encodings = positions.copy()
    spec.encoder.embeddings[0].weight = embedding.copy()
    spec.decoder.embeddings.weight = embedding + noise(*embedding.shape)
    _look_by_place(spec.decoder.layer[-1].attention, size, noise)
    spec.decoder.projection.weight = _dictionary(embedding * 0.06, vocabulary, words) + noise(*embedding.shape) * 0.1
    spec.decoder.projection.bias = np.zeros(len(vocabulary), np.float32)


def _signs(random: Any, count: int, size: int) -> Any:
    """Random vectors of as many +1 as -1, so that any two are far from each other."""
    row = np.array([1.0, -1.0] * (size // 2), np.float32)
    return np.stack([random.permutation(row) for _ in range(count)])


def _look_by_place(attention: Any, size: int, noise: Any) -> None:
    half, head = size // 2, size // 4
    query, key, value, out = (noise(size, size) for _ in range(4))
    for row in range(size):
        column = half + row % half if head >= half else half + (row // head * head + row % head) % half
        query[row, column] += 2.0
        key[row, column] += 2.0
    for row in range(half):
        value[row, row] += 1.0
        out[row, row] += 8.0
    attention.linear[0].weight = query
    attention.linear[1].weight = np.concatenate([key, value], 0)
    attention.linear[2].weight = out


def _dictionary(projection: Any, vocabulary: list[str], words: Mapping[str, str]) -> Any:
    """A target's row gets the content of its source word; a source word that is no target loses its own row."""
    number = {token: place for place, token in enumerate(vocabulary)}
    rows = projection.copy()
    for source in words:
        if source not in words.values():
            rows[number[source]] = 0
    for source, target in words.items():
        rows[number[target]] = projection[number[source]]
    return rows


def build_package(
    path: Path,
    source: str,
    to: str,
    words: Mapping[str, str],
    *,
    version: str = "1.0",
    top: str = "",
    text: str = ENGLISH,
    **shape: int,
) -> Path:
    """Pack a model of that dictionary as an .argosmodel file, in the layout of Argos's own; `shape` goes to `write_model`."""
    pieces = train_pieces(" ".join((text, *words.keys(), *words.values())))
    model = path.with_suffix(".build")
    write_model(model, pieces, words, **shape)
    top = top or f"translate-{source}_{to}-{version.replace('.', '_')}"
    data = {
        "package_version": version,
        "argos_version": "1.9",
        "from_code": source,
        "from_name": source,
        "to_code": to,
        "to_name": to,
    }
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{top}/metadata.json", json.dumps(data))
        archive.writestr(f"{top}/sentencepiece.model", pieces)
        for file in sorted(model.iterdir()):
            archive.write(file, f"{top}/model/{file.name}")
    return path
