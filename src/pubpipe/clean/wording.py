"""What a line is by its wording alone: text, byline, caption, the site's, or a note of which kind.

Rules know the formulas that we thought of; a page has others. This model has read labelled lines in ten languages and weighs
every run of one to five letters and every pair of words (Joachims, ECML 1998; n-grams of letters: Cavnar and Trenkle, 1994), so
that it also knows the formula's relatives. It is asked where the rules say nothing. benchmarks/train_wording.py makes it.
"""

import json
import math
import re
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np

from pubpipe.article import NoteKind

BITS = 15
MOST_LETTERS = 600  # of a line that are read
LONGEST = 5  # letters of a run
TEXT, FRONT, CAPTION, SITE = "text", "front", "caption", "site"
CLASSES = (TEXT, FRONT, CAPTION, SITE, *(kind.value for kind in NoteKind))
DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Wording:
    """How likely each class is for one line; the shares add up to 1."""

    shares: Mapping[str, float]

    @property
    def note(self) -> float:
        """How likely the line is a note, of whatever kind."""
        return sum(self.shares[kind] for kind in NoteKind)

    @property
    def kind(self) -> NoteKind:
        """The likeliest kind, if it is a note."""
        return max(NoteKind, key=lambda kind: self.shares[kind])

    @property
    def site(self) -> float:
        return self.shares[SITE]

    @property
    def text(self) -> float:
        return self.shares[TEXT]


@dataclass(frozen=True, slots=True)
class Weights:
    """The model.

    Attributes:
        rows: One row for each of 2 ** BITS features, of a small whole number for each of CLASSES.
        scale: What one of them is worth, for each class.
        offset: What is added, for each class.
    """

    rows: Any
    scale: Any
    offset: Any


@cache
def load_weights() -> Weights:
    """The model in the package; read once."""
    return read_weights(files("pubpipe.clean").joinpath("wording.bin").read_bytes())


def read_weights(packed: bytes) -> Weights:
    """Read what `pack` wrote."""
    data = zlib.decompress(packed)
    head, _, body = data.partition(b"\n")
    said = json.loads(head)
    rows = np.frombuffer(body, np.int8).reshape(len(CLASSES), 1 << BITS).T
    return Weights(np.ascontiguousarray(rows), np.array(said["scale"]), np.array(said["offset"]))


def pack(weights: Weights) -> bytes:
    """The model as one file: a line of JSON, then the rows."""
    head = json.dumps({"classes": CLASSES, "scale": weights.scale.tolist(), "offset": weights.offset.tolist()}).encode()
    return zlib.compress(b"\n".join((head, np.ascontiguousarray(weights.rows.T).tobytes())), 9)


def features(text: str) -> dict[int, float]:
    """Place of each feature to its weight; the weights' squares add up to 1."""
    words = DIGIT.sub("0", text[:MOST_LETTERS].lower()).split()
    padded = [f" {word} " for word in words]
    runs = [
        word[at : at + length] for word in padded for length in range(1, LONGEST + 1) for at in range(len(word) - length + 1)
    ]
    seen = Counter([*runs, *(f"{first}_{second}" for first, second in pairwise(words))])
    for word in words[:2]:
        seen[f"^{word}"] += 2
    seen[f"#{min(6, len(words).bit_length())}"] += 3
    found: dict[int, int] = {}
    crc32, last = zlib.crc32, (1 << BITS) - 1
    for run, count in seen.items():
        place = crc32(run.encode("utf-8", "replace")) & last
        found[place] = found.get(place, 0) + count
    heights = {place: math.log1p(count) for place, count in found.items()}
    norm = math.sqrt(math.fsum(height * height for height in heights.values())) or 1.0
    return {place: height / norm for place, height in heights.items()}


@lru_cache(maxsize=1024)
def wording_of(text: str) -> Wording:
    """What a line is by its wording."""
    return judge(features(text), load_weights())


def judge(found: Mapping[int, float], weights: Weights) -> Wording:
    values = np.fromiter(found.values(), float, len(found))
    sums = values @ weights.rows[np.fromiter(found, np.intp, len(found))].astype(float)
    logits = sums * weights.scale + weights.offset
    odds = np.exp(logits - logits.max())
    return Wording(dict(zip(CLASSES, (odds / odds.sum()).tolist(), strict=True)))
