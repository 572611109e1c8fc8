"""Tell the article's lines from the site's in a pasted page, by a model trained on pages whose body is known.

Two stages: the first judges each line by its figures, the second rereads it with the first's judgement of its neighbours and
says whether the line is text of the article, and whether it lies between the article's first line and its last. The start and
the end are those of the stretch with the most evidence. benchmarks/train_clean.py makes the model.
"""

import json
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from pubpipe.clean.features import best_run, mean_around, measure, seen_from, since
from pubpipe.clean.lines import Line

if TYPE_CHECKING:
    from pubpipe.clean.forest import Forest

WORDS, RULE, SIGN = 0, 28, 29  # columns of `features.measure`
KEPT_PARAGRAPH = 40  # words: a paragraph of as many between start and end is never dropped
STEADY = 4.0  # log-odds beyond which a single line carries no more weight for the span
ENOUGH = 6  # of a site's wording, before a page is judged: a line that is nothing else counts two, one that begins so one
LITTLE = 4  # of it, before a page is judged with caution
CAUTION = 0.2  # score that a line has to stay below to be dropped from such a page: the best of 0.1 to 0.5 on the paste set


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the model says of a page.

    Attributes:
        first: Place of the article's first line.
        last: Place of its last line.
        scores: 0 to 1 a line: how surely it is text of the article.
        keeps: Whether the line is kept, one a line.
    """

    first: int
    last: int
    scores: tuple[float, ...]
    keeps: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Model:
    first: "Forest"
    line: "Forest"
    span: "Forest"
    settings: dict[str, float]
    figures: dict[str, float]


@cache
def load_model() -> Model:
    """The model in the package; read once."""
    return read_model(files("pubpipe.clean").joinpath("model.bin").read_bytes())


def read_model(packed: bytes) -> Model:
    from pubpipe.clean.forest import plant  # numpy takes a tenth of a second to load, and only the pastes of a site need it

    told: dict[str, Any] = json.loads(zlib.decompress(packed))
    return Model(plant(told["first"]), plant(told["line"]), plant(told["span"]), told["settings"], told["cross_validated"])


def classify(lines: Sequence[Line], model: Model | None = None) -> Verdict | None:
    """Judge a page; None where it shows too little of a site, for a plain text is the article from first line to last.

    Where it shows no more than a little of one, only lines that the model is sure of are dropped.
    """
    if not lines:
        return None
    columns = measure(lines)
    if site_wording(columns) < LITTLE:
        return None
    verdict = judge(columns, model or load_model())
    return verdict if is_site(columns) else cautious(verdict, columns[WORDS])


def is_site(columns: Sequence[Sequence[float]]) -> bool:
    """Whether several short lines are worded as sites word their buttons and headings."""
    return any(columns[RULE]) and site_wording(columns) >= ENOUGH


def site_wording(columns: Sequence[Sequence[float]]) -> int:
    """How much of a page is worded as sites word their buttons and headings: see ENOUGH."""
    rules, signs = (sum(value > 0 for value in columns[number]) for number in (RULE, SIGN))
    return 2 * rules + signs


def cautious(verdict: Verdict, words: Sequence[float]) -> Verdict:
    """The same verdict, keeping every paragraph and every line that is not surely the site's."""
    held = [score > CAUTION or words[at] >= KEPT_PARAGRAPH for at, score in enumerate(verdict.scores)]
    keeps = tuple(kept or hold for kept, hold in zip(verdict.keeps, held, strict=True))
    return replace(verdict, keeps=keeps)


def judge(columns: Sequence[Sequence[float]], model: Model) -> Verdict:
    """The verdict on a page from its figures."""
    from pubpipe.clean.forest import as_figures

    figures = as_figures(columns)
    first = model.first.scores(figures)
    both = [*as_figures(reread(first, columns[WORDS])), *figures]
    return decide(first, model.line.scores(both), model.span.scores(both), columns[WORDS], model.settings)


def decide(
    first: Sequence[float], line: Sequence[float], span: Sequence[float], words: Sequence[float], settings: dict[str, float]
) -> Verdict:
    """Choose start and end, then the lines between them, from the log-odds of the three forests."""
    start, end = best_run([max(-STEADY, min(STEADY, score + settings["span"])) for score in span])
    odds = [(one + two) / 2 - settings["line"] for one, two in zip(first, line, strict=True)]
    keeps = tuple(start <= at <= end and (score > 0 or words[at] >= KEPT_PARAGRAPH) for at, score in enumerate(odds))
    return Verdict(start, end, tuple(chance(score) for score in odds), keeps)


def chance(odds: float) -> float:
    """Log-odds as a share of 1."""
    return 1 / (1 + math.exp(-max(-20.0, min(20.0, odds))))


def reread(scores: Sequence[float], words: Sequence[float]) -> list[list[float]]:
    """Columns of what the first stage says of a line, of its neighbours and of the page around it."""
    size = len(scores)
    shares = [chance(score) for score in scores]
    weights = [min(count, 300) for count in words]
    columns = [list(scores), *(seen_from(shares, by, 0) for by in (-5, -4, -3, -2, -1, 1, 2, 3, 4, 5))]
    columns += [mean_around(shares, a, b) for a, b in ((-10, -1), (1, 10), (-25, -1), (1, 25), (-60, -1), (1, 60))]
    mass = [share * weight for share, weight in zip(shares, weights, strict=True)]
    for sums, relative in (([0.0, *accumulate(mass)], True), ([0.0, *accumulate(shares)], False)):
        total = sums[-1] or 1.0
        columns += [[sums[at] for at in range(size)], [total - sums[at + 1] for at in range(size)]]
        if relative:
            columns += [[sums[at] / total for at in range(size)], [(total - sums[at + 1]) / total for at in range(size)]]
    held = [max(-STEADY, min(STEADY, score)) for score in scores]
    for evidence in (
        held,
        [score * math.log1p(weight) for score, weight in zip(held, weights, strict=True)],
        [min(60, weight + 5) * (share - 0.5) for share, weight in zip(shares, weights, strict=True)],
    ):
        start, end = best_run(evidence)
        columns += [[float(at - start) for at in range(size)], [float(end - at) for at in range(size)]]
    columns += _valleys(scores, shares, weights)
    columns.append([float(sum(share > 0.5 for share in shares))] * size)
    columns += since([share > 0.8 and weight >= 15 for share, weight in zip(shares, weights, strict=True)])
    columns += since([share > 0.5 for share in shares])
    return columns


def _valleys(scores: Sequence[float], shares: Sequence[float], weights: Sequence[float]) -> list[list[float]]:
    """What lies between a line and the heart of the article: the evidence against, at its worst, and the longest run of it."""
    start, end = best_run([(share - 0.4) * min(60, weight + 3) for share, weight in zip(shares, weights, strict=True)])
    size, heart = len(scores), (start + end) // 2
    deepest, summed, longest = [0.0] * size, [0.0] * size, [0.0] * size
    for places in (range(heart, size), range(heart - 1, -1, -1)):
        low = dip = total = bottom = 0.0
        run = most = 0
        for at in places:
            score = max(-3.0, min(3.0, scores[at]))
            dip = min(0.0, dip + score)
            low = min(low, dip)
            total += score
            bottom = min(bottom, total)
            run = run + 1 if shares[at] < 0.4 else 0
            most = max(most, run)
            deepest[at], summed[at], longest[at] = low, bottom, float(most)
    return [deepest, summed, longest]
