"""Decode with one Argos model: all texts of a document in one call of CTranslate2."""

import os
import re
import threading
from collections import OrderedDict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from pubpipe.engines.packages import Package, tokenizer_of
from pubpipe.errors import EngineError

# Beam 2 costs half of Argos's own beam 4 and reads about as well; 1,024 tokens a batch was the fastest of 256 to 4,096, and one
# thread a batch wastes least (research of 2026-11 on two cores: 4.4 times the speed of stock Argos).
BEAM = 2
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
KEPT = 2  # loaded models; each takes about 100 MB


class Model:
    """A package's tokenizer and translator, loaded."""

    def __init__(self, package: Package, *, beam: int = BEAM) -> None:
        """Load it.

        Raises:
            EngineError: The files are damaged.
        """
        import ctranslate2

        self.package, self.beam = package, beam
        threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        try:
            self.pieces = load_pieces(package)
            folder = str(package.folder / "model")
            self.translator: Any = ctranslate2.Translator(folder, inter_threads=threads, intra_threads=1)
        except (RuntimeError, ValueError, OSError) as error:
            hint = f"fetch it again: pubpipe models remove {package.pair} && pubpipe models add {package.pair}"
            raise EngineError(f"the model is damaged: {error}", where=str(package.folder), hint=hint) from error

    def translate(self, texts: Sequence[str]) -> list[str]:
        """n texts in, n texts out; a blank one stays blank, one longer than the model can take is cut at a pause and sewn.

        Raises:
            EngineError: CTranslate2 failed.
        """
        cuts = [self._cut(SOFT.sub("", text).strip()) for text in texts]
        parts = list(dict.fromkeys(part for cut in cuts for part in cut))
        done = dict(zip(parts, self._decode(parts), strict=True))
        glue = "" if self.package.to in UNSPACED else " "
        return [glue.join(done[part] for part in cut).strip() for cut in cuts]

    def _cut(self, text: str) -> list[str]:
        if not text:
            return []
        if len(self.pieces.encode(text)) <= MAX_PIECES or len(text) < 2:
            return [text]
        middle = pause_near_middle(text)
        return self._cut(text[:middle].strip()) + self._cut(text[middle:].strip())

    def _decode(self, texts: Sequence[str]) -> list[str]:
        tokens = [self.pieces.encode(text) for text in texts]
        if not tokens:
            return []
        prefix = [[self.package.prefix]] * len(tokens) if self.package.prefix else None
        try:
            results = self.translator.translate_batch(
                tokens,
                target_prefix=prefix,
                beam_size=self.beam,
                length_penalty=0.2,  # as Argos's own
                replace_unknowns=True,
                max_batch_size=BATCH_TOKENS,
                batch_type="tokens",
                max_input_length=0,
                max_decoding_length=max(256, 3 * max(map(len, tokens))),
            )
        except (RuntimeError, ValueError, MemoryError) as error:
            pair = self.package.pair
            hint = f"fetch the model again: pubpipe models remove {pair} && pubpipe models add {pair}"
            raise EngineError(f"CTranslate2 failed: {error}", where=str(self.package.folder), hint=hint) from error
        return [self._read(result.hypotheses[0]) for result in results]

    def _read(self, tokens: Sequence[str]) -> str:
        own = tokens[1:] if self.package.prefix and tokens[:1] == [self.package.prefix] else tokens
        return self.pieces.decode(list(own)).strip()


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
    """The model of a package, kept for the next language; a changed file is loaded anew."""
    key = (str(package.folder), (package.folder / "model" / "model.bin").stat().st_mtime_ns)
    with _lock:  # CTranslate2's translators are safe to share; loading one twice would cost its memory twice
        if key not in _models:
            while len(_models) >= KEPT:
                _models.popitem(last=False)
            _models[key] = Model(package)
        _models.move_to_end(key)
        return _models[key]
