"""Train the model of wordings, judge it page by page, and write src/pubpipe/clean/wording.bin.

    python -m venv /tmp/train && /tmp/train/bin/pip install scikit-learn==1.9.1
    PYTHONPATH=src /tmp/train/bin/python benchmarks/train_wording.py [--judge]

It learns from the labelled pages in tests/data/paste-set, from the lines in tests/data/wording (one a line: CLASS|text) and,
where it is at hand, from a sample of the paste set in ../shared/bench, which knows text and site only. With `--judge` each part
of our pages is judged by a model that has not seen it, and nothing is written. The same lines and library give the same bytes.
"""

import argparse
import gzip
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import clean_set
import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from pubpipe.article import NoteKind
from pubpipe.clean.wording import BITS, CAPTION, CLASSES, FRONT, SITE, TEXT, Weights, features, pack

ROOT = Path(__file__).parent.parent
LINES = ROOT / "tests" / "data" / "wording"
MODEL = ROOT / "src" / "pubpipe" / "clean" / "wording.bin"
BENCH = ROOT.parent / "shared" / "bench" / "paste-dev.jsonl.gz"
NAMES = {"x": SITE, "f": FRONT, "c": CAPTION} | dict.fromkeys("thplqs", TEXT)
EACH = 4  # lines of text, and as many of the site, from each page of the paste set
STRANGE = 0.5  # weight of such a line: bylines, notes and captions are among those called the site's


class Sample(NamedTuple):
    """A line, the classes of which either is right, and how much it counts."""

    text: str
    classes: tuple[str, ...]
    weight: float = 1.0


def from_pages(part: str) -> Iterator[Sample]:
    for page in clean_set.read_pages(part):
        texts = page.text.split("\n")
        for number, tag in page.tags.items():
            kinds = tuple(tag.split(":")[1].split("/")) if tag.startswith("n:") else (NAMES[tag],)
            yield Sample(texts[number - 1], kinds)


def from_lines() -> Iterator[Sample]:
    for path in sorted(LINES.glob("*.lines")):
        for row in path.read_text(encoding="utf-8").splitlines():
            name, _, text = row.partition("|")
            yield Sample(text, (NAMES.get(name, name),))


def from_bench() -> Iterator[Sample]:
    chance = random.Random(1)  # noqa: S311
    with gzip.open(BENCH, "rt", encoding="utf-8") as file:
        for page in map(json.loads, file):
            for label, name in ((1, TEXT), (0, SITE)):
                lines = [line for line, kept in zip(page["lines"], page["labels"], strict=True) if kept == label]
                for line in chance.sample(lines, min(EACH, len(lines))):
                    yield Sample(line, (name,), STRANGE)


def matrix(samples: Sequence[Sample]) -> sparse.csr_matrix:
    found = [features(sample.text) for sample in samples]
    ends = np.cumsum([0, *map(len, found)])
    places = [place for each in found for place in sorted(each)]
    values = [each[place] for each in found for place in sorted(each)]
    return sparse.csr_matrix((values, places, ends), shape=(len(samples), 1 << BITS))


def train(samples: Sequence[Sample]) -> Weights:
    """The weights of each class, in the order of CLASSES, rounded to whole numbers from -127 to 127."""
    model = LogisticRegression(C=60, max_iter=300)
    model.fit(matrix(samples), [sample.classes[0] for sample in samples], [sample.weight for sample in samples])
    order = [list(model.classes_).index(name) for name in CLASSES]
    rows = model.coef_[order]
    scale = np.abs(rows).max(axis=1) / 127
    whole = np.rint(rows / scale[:, None]).astype(np.int8)
    return Weights(whole.T, scale, np.round(model.intercept_[order], 6))


def report(weights: Weights, samples: Sequence[Sample], name: str) -> None:
    """Kinds right among notes; notes found, and lines that are none taken for notes, at several thresholds."""
    logits = matrix(samples) @ weights.rows.astype(float) * weights.scale + weights.offset
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    kinds = [CLASSES.index(kind.value) for kind in NoteKind]
    is_note = np.array([sample.classes[0] not in (TEXT, FRONT, CAPTION, SITE) for sample in samples])
    best = [CLASSES[kinds[at]] for at in shares[:, kinds].argmax(axis=1)]
    right = sum(kind in sample.classes for kind, sample, note in zip(best, samples, is_note, strict=True) if note)
    print(f"{name}: {right} of {is_note.sum()} kinds")
    note = shares[:, kinds].sum(axis=1)
    for least in (0.3, 0.5, 0.7, 0.9):
        false = Counter(s.classes[0] for s, n, is_one in zip(samples, note, is_note, strict=True) if n >= least and not is_one)
        print(f"  note >= {least}: {(note[is_note] >= least).sum()} found, false: {dict(false)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judge", action="store_true")
    judged = parser.parse_args().judge
    others = [*from_lines(), *(from_bench() if BENCH.is_file() else ())]
    parts = {part: list(from_pages(part)) for part in (*clean_set.PARTS, *clean_set.APART)}
    if judged:
        for part, samples in parts.items():
            rest = [sample for name, each in parts.items() if name != part for sample in each]
            report(train([*rest, *others]), samples, part)
        return
    packed = pack(train([*(sample for each in parts.values() for sample in each), *others]))
    MODEL.write_bytes(packed)
    print(f"{MODEL.name}: {len(packed)} bytes")


if __name__ == "__main__":
    main()
