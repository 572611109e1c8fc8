"""Decode with one Argos model: all texts of a document in one call of CTranslate2."""

import re
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from pubpipe.engines.attention import word_pairs
from pubpipe.engines.drafts import Decoded, Drafts
from pubpipe.engines.packages import Package, tokenizer_of
from pubpipe.engines.share import part_of, threads
from pubpipe.errors import EngineError

# 1,024 tokens a batch was the fastest of 256 to 4,096, and one thread a batch wastes least (benchmarks/neural.py).
BATCH_TOKENS = 1024
# Argos's models were trained on sentences; beyond this many pieces they begin to drop text, and CTranslate2 cuts at 1,024.
MAX_PIECES = 200
SOFT = re.compile("[\u00ad\u200b\ufeff]")
BREAKS = (
    re.compile(r"(?<=[.!?。！？])\s*"),
    re.compile(r"(?<=[;:；：—])\s*"),
    re.compile(r"(?<=[,，、])\s*"),
    re.compile(r"\s+"),
)
UNSPACED = {"zh", "zt", "ja", "th", "km", "lo", "my"}
BUDGET = 300 << 20  # bytes of loaded models that all processes keep for the next language; the one in use is always kept
LOADED = 1.2  # memory of a model for each byte of its files


@dataclass(frozen=True, slots=True)
class Options:
    """How to decode; whatever changes the result is here, so that a remembered draft is one of the same options.

    Attributes:
        beam: Hypotheses kept at each step: 1, 2 or 4.
        no_repeat: No run of so many pieces may come twice; 0 lets all.
    """

    beam: int = 2
    no_repeat: int = 0


# What CTranslate2 and SentencePiece raise for files that are not whole: a variable that a model lacks is an IndexError.
DAMAGE = (RuntimeError, ValueError, OSError, LookupError, TypeError)


class Model:
    """A package's tokenizer and translator, loaded when they are first needed."""

    def __init__(self, package: Package) -> None:
        """Take the package; nothing is read yet."""
        self.package = package

    @cached_property
    def pieces(self) -> "SentencePieces | BytePairs":
        """The tokenizer.

        Raises:
            EngineError: The files are damaged.
        """
        try:
            return load_pieces(self.package)
        except DAMAGE as error:
            raise self._damaged(error) from error

    @cached_property
    def translator(self) -> Any:
        """CTranslate2's translator: one thread a batch, as many batches at once as this process has cores.

        Raises:
            EngineError: The files are damaged.
        """
        import ctranslate2

        try:
            return ctranslate2.Translator(
                str(self.package.folder / "model"), inter_threads=threads(), intra_threads=1, compute_type="int8"
            )
        except DAMAGE as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> EngineError:
        pair = self.package.pair
        hint = f"fetch it again: pubpipe models remove {pair} && pubpipe models add {pair}"
        return EngineError(f"the model is damaged: {error}", where=str(self.package.folder), hint=hint)

    @property
    def size(self) -> int:
        """Bytes of memory that it takes, about."""
        model = self.package.folder / "model" / "model.bin"
        return int(model.stat().st_size * LOADED) if model.is_file() else 0

    def translate(self, texts: Sequence[str]) -> list[str]:
        """As `decode`, for the texts alone, and nothing is remembered."""
        return [decoded.text for decoded in self.decode(texts)]

    def decode(
        self, texts: Sequence[str], options: Options = Options(), *, aligned: bool = False, drafts: Drafts | None = None
    ) -> list[Decoded]:
        """n texts in, n out; a blank one stays blank, one longer than the model can take is cut at a pause and sewn.

        Args:
            aligned: Also say which word became which; it costs a little.
            drafts: What is known already is taken from here and not decoded, what is new is put in.

        Raises:
            EngineError: CTranslate2 failed, or the files are damaged.
        """
        clean = [SOFT.sub("", text) for text in texts]
        cuts = [self._cut(text, *_core(text)) if text.strip() else [] for text in clean]
        parts = list(dict.fromkeys(text[start:end] for text, cut in zip(clean, cuts, strict=True) for start, end in cut))
        done = drafts.find(parts, aligned=aligned) if drafts else {}
        fresh = [part for part in parts if part not in done]
        made = dict(zip(fresh, self._decode(fresh, options, aligned), strict=True)) if fresh else {}
        if drafts and made:
            drafts.add(made)
        done |= made
        return [self._sew(given, text, cut, done, aligned) for given, text, cut in zip(texts, clean, cuts, strict=True)]

    def complete(self, items: Sequence[tuple[str, str]], options: Options) -> list[Decoded]:
        """What the model makes of each text when its translation begins as given, with pairs of words."""
        tokens = [self.pieces.encode(text) for text, _ in items]
        begun = [[*self._mark, *self.pieces.encode(prefix)] for _, prefix in items]
        return self._run([text for text, _ in items], tokens, begun, options, aligned=True) if items else []

    def score(self, items: Sequence[tuple[str, str]]) -> list[float]:
        """How likely the model holds each translation: mean log probability of its pieces and of the end."""
        if not items:
            return []
        sources, targets = [self.pieces.encode(text) for text, _ in items], [self.pieces.encode(text) for _, text in items]
        results = self.translator.score_batch(
            sources, [[*self._mark, *target] for target in targets], max_batch_size=BATCH_TOKENS, batch_type="tokens"
        )
        return [sum(result.log_probs) / max(1, len(result.log_probs)) for result in results]

    @property
    def _mark(self) -> list[str]:
        """What a model of several languages wants before the translation."""
        return [self.package.prefix] if self.package.prefix else []

    def _sew(
        self, given: str, text: str, cut: Sequence[tuple[int, int]], done: Mapping[str, Decoded], aligned: bool
    ) -> Decoded:
        """The parts of one text joined, their pairs moved to where the parts stand in the text as it was given."""
        glue = "" if self.package.to in UNSPACED else " "
        whole, pairs = "", []
        moved = _places(given) if aligned else []
        for start, end in cut:
            part = done[text[start:end]]
            whole += glue if whole and part.text else ""
            if aligned:
                pairs += [
                    (moved[start + a], moved[start + b - 1] + 1, len(whole) + c, len(whole) + d)
                    for a, b, c, d in part.pairs or ()
                ]
            whole += part.text
        return Decoded(whole, tuple(pairs) if aligned else None)

    def _cut(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """Stretches of the text that the model can take, without the white space between them."""
        if start >= end:
            return []
        if end - start < 2 or len(self.pieces.encode(text[start:end])) <= MAX_PIECES:
            return [(start, end)]
        middle = start + pause_near_middle(text[start:end])
        left, right = _core(text[:middle], start), _core(text[:end], middle)
        return self._cut(text, *left) + self._cut(text, *right)

    def _decode(self, texts: Sequence[str], options: Options, aligned: bool) -> list[Decoded]:
        tokens = [self.pieces.encode(text) for text in texts]
        return self._run(texts, tokens, [self._mark] * len(tokens) if self._mark else None, options, aligned)

    def _run(
        self,
        texts: Sequence[str],
        tokens: list[list[str]],
        prefix: list[list[str]] | None,
        options: Options,
        aligned: bool,
    ) -> list[Decoded]:
        try:
            results = self.translator.translate_batch(
                tokens,
                target_prefix=prefix,
                beam_size=options.beam,
                no_repeat_ngram_size=options.no_repeat,
                length_penalty=0.2,  # as Argos's own
                replace_unknowns=True,
                return_attention=aligned,
                max_batch_size=BATCH_TOKENS,
                batch_type="tokens",
                max_input_length=0,
                max_decoding_length=max(256, 3 * max(map(len, tokens))),
            )
        except (RuntimeError, ValueError, MemoryError) as error:
            pair = self.package.pair
            hint = f"fetch the model again: pubpipe models remove {pair} && pubpipe models add {pair}"
            raise EngineError(f"CTranslate2 failed: {error}", where=str(self.package.folder), hint=hint) from error
        return [self._read(text, pieces, result, aligned) for text, pieces, result in zip(texts, tokens, results, strict=True)]

    def _read(self, source: str, pieces: Sequence[str], result: Any, aligned: bool) -> Decoded:
        tokens = result.hypotheses[0]
        skip = int(bool(self.package.prefix) and tokens[:1] == [self.package.prefix])
        text = self.pieces.decode(list(tokens[skip:])).strip()
        if not aligned:
            return Decoded(text)
        places = self.pieces.places(source, pieces), self.pieces.places(text, tokens[skip:])
        return Decoded(text, word_pairs(*places, result.attention[0][skip:], (source, text)))


def _core(text: str, start: int = 0) -> tuple[int, int]:
    """From `start` on, where the text without the white space around it begins and ends."""
    rest = text[start:]
    begin = start + len(rest) - len(rest.lstrip())
    return begin, max(begin, len(text.rstrip()))


def _places(given: str) -> list[int]:
    """Where each character of the text without soft characters stood in the text as it was given."""
    return [at for at, character in enumerate(given) if not SOFT.match(character)]


def find_pieces(text: str, pieces: Sequence[str]) -> list[tuple[int, int]]:
    """Where each of the bare pieces stands in a text that they spell in order; one that is not found takes no room.

    A tokenizer may normalize what it reads (NFKC, one kind of space), so a piece is sought a little ahead of the last.
    """
    places, at = [], 0
    for piece in pieces:
        found = text.find(piece, at, at + len(piece) + 24) if piece else -1
        start = found if found >= 0 else at
        at = found + len(piece) if found >= 0 else at
        places.append((start, at))
    return places


def pause_near_middle(text: str) -> int:
    """Where to cut a text that is too long: at the strongest pause in its middle half, else in the middle."""
    low, high = len(text) // 4, len(text) - len(text) // 4
    for pattern in BREAKS:
        places = [found.end() for found in pattern.finditer(text) if low <= found.start() <= high and found.end() < len(text)]
        if places:
            return min(places, key=lambda place: abs(place - len(text) // 2))
    return len(text) // 2


class SentencePieces:
    """SentencePiece, as most Argos packages have it."""

    def __init__(self, path: Path) -> None:
        import sentencepiece

        self.processor = sentencepiece.SentencePieceProcessor(model_file=str(path))

    def encode(self, text: str) -> list[str]:
        pieces: list[str] = self.processor.encode(text, out_type=str)
        return pieces

    def places(self, text: str, pieces: Sequence[str]) -> list[tuple[int, int]]:
        """Where each piece stands in the text, in code points."""
        return find_pieces(text, [piece.lstrip("▁") for piece in pieces])

    def decode(self, pieces: list[str]) -> str:
        """Unlike Argos's own this leaves underscores alone: they stand in addresses."""
        return str(self.processor.decode_pieces(pieces)).replace("▁", " ")


class BytePairs:
    """Moses's tokenizer and byte-pair merges, as some older packages have it."""

    def __init__(self, path: Path, source: str, to: str) -> None:
        from sacremoses import MosesDetokenizer, MosesPunctNormalizer, MosesTokenizer  # type: ignore[import-untyped]

        self.normalizer, self.tokenizer, self.detokenizer = (
            MosesPunctNormalizer(source),
            MosesTokenizer(source),
            MosesDetokenizer(to),
        )
        text = path.read_text("utf-8")
        lines = [line.split() for line in text.splitlines() if not line.startswith("#version")]
        self.ends_apart = not text.startswith("#version")  # subword-nmt 0.1 wrote the end of a word as a symbol of its own
        self.ranks = {(line[0], line[1]): rank for rank, line in enumerate(lines) if len(line) == 2}

    def encode(self, text: str) -> list[str]:
        words = self.tokenizer.tokenize(self.normalizer.normalize(text))
        return [piece for word in words for piece in self._merge(word)]

    def _merge(self, word: str) -> list[str]:
        """Join the pair that was learnt first until none is left (Sennrich, Haddow and Birch 2016)."""
        parts = [*word, "</w>"] if self.ends_apart else [*word[:-1], word[-1:] + "</w>"]
        while len(parts) > 1:
            ranked = [(self.ranks[pair], place) for place, pair in enumerate(pairwise(parts)) if pair in self.ranks]
            if not ranked:
                break
            place = min(ranked)[1]
            parts[place : place + 2] = [parts[place] + parts[place + 1]]
        parts[-1] = parts[-1].removesuffix("</w>")
        whole = [part for part in parts if part]
        return [part + "@@" for part in whole[:-1]] + whole[-1:]

    def places(self, text: str, pieces: Sequence[str]) -> list[tuple[int, int]]:
        """Where each piece stands in the text, in code points."""
        return find_pieces(text, [piece.removesuffix("@@") for piece in pieces])

    def decode(self, pieces: list[str]) -> str:
        return str(self.detokenizer.detokenize(" ".join(pieces).replace("@@ ", "").split(" ")))


def load_pieces(package: Package) -> SentencePieces | BytePairs:
    path = tokenizer_of(package.folder)
    if path is None:
        raise OSError("sentencepiece.model is missing")
    return SentencePieces(path) if path.name == "sentencepiece.model" else BytePairs(path, package.source, package.to)


_models: OrderedDict[tuple[str, int], Model] = OrderedDict()
_lock = threading.Lock()


def load_model(package: Package) -> Model:
    """The model of a package, kept for the next language as long as all fit the budget; a changed file is loaded anew."""
    key = (str(package.folder), (package.folder / "model" / "model.bin").stat().st_mtime_ns)
    with _lock:  # CTranslate2's translators are safe to share; loading one twice would cost its memory twice
        if key not in _models:
            _models[key] = Model(package)
        _models.move_to_end(key)
        while len(_models) > 1 and sum(model.size for model in _models.values()) > part_of(BUDGET):
            _models.popitem(last=False)
        return _models[key]
