"""Evaluate boosted trees without their library: all trees of a forest at once, by the bits of whole numbers.

Every leaf of a tree is one bit. A condition that fails rules out the leaves on its left, so that the figures of a line need
one AND each, for all trees together; the lowest bit that is left in a tree is the leaf the line falls into
(Lucchese et al., QuickScorer, SIGIR 2015).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

TOGETHER = 1024  # lines that are asked at once, so that a page of any length takes a few megabytes


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees ready to be asked.

    Attributes:
        cuts: Number of the figure → its thresholds, rising.
        masks: Number of the figure → the leaves that stay possible, one row for each interval between its thresholds, one
            column a tree.
        values: What the leaves of each tree add, one row a tree, the first leaf in column 1.
    """

    cuts: Mapping[int, NDArray[Any]]
    masks: Mapping[int, NDArray[Any]]
    values: NDArray[Any]

    def scores(self, columns: Sequence[Sequence[float]]) -> list[float]:
        """Log-odds of each line; columns as `features.measure` gives them, all of one length."""
        figures = {number: np.asarray(columns[number], dtype=np.float64) for number in self.cuts}
        scores: list[float] = []
        for start in range(0, len(columns[0]), TOGETHER):
            scores += self._ask({number: column[start : start + TOGETHER] for number, column in figures.items()})
        return scores

    def _ask(self, figures: Mapping[int, NDArray[Any]]) -> list[float]:
        masks = ((self.masks[number], cuts.searchsorted(figures[number])) for number, cuts in self.cuts.items())
        rows, places = next(masks)
        possible = rows.take(places, axis=0)
        mask = np.empty_like(possible)
        for rows, places in masks:
            rows.take(places, axis=0, out=mask, mode="clip")  # no place is out of reach, and "raise" would copy once more
            possible &= mask
        lowest = possible & (~possible + 1)
        leaves = np.frexp(lowest.astype(np.float64))[1]  # 1 for the first leaf: bit 0 is 0.5 times 2 to the first power
        added = self.values[np.arange(len(self.values)), leaves]
        scores: list[float] = np.add.accumulate(added, axis=1)[:, -1].tolist()  # one by one: a sum by halves rounds otherwise
        return scores


def as_figures(columns: Sequence[Sequence[float]]) -> list[Any]:
    """The same columns as several forests can be asked with, so that they are not made ready for each."""
    return [np.array(column, dtype=np.float64) for column in columns]


def plant(trees: Sequence[Any]) -> Forest:
    """Make a forest of [[figure, threshold, first, end], …], [value, …] a tree; a tree has at most 32 leaves.

    A line whose figure is above the threshold cannot fall into the leaves from `first` up to `end`, not counted.
    """
    lost: dict[int, dict[float, list[tuple[int, int]]]] = {}
    for place, (nodes, _) in enumerate(trees):
        for number, threshold, first, end in nodes:
            lost.setdefault(number, {}).setdefault(threshold, []).append((place, (1 << end) - (1 << first)))
    most = max(len(values) for _, values in trees)
    kind = np.uint16 if most <= 16 else np.uint32  # half the memory is half the time
    values = np.zeros((len(trees), most + 1))
    for place, (_, told) in enumerate(trees):
        values[place, 1 : len(told) + 1] = told
    cuts = {number: np.array(sorted(at), dtype=np.float64) for number, at in sorted(lost.items())}
    return Forest(cuts, {number: _masks(lost[number], len(trees), kind) for number in cuts}, values)


def _masks(lost: Mapping[float, Sequence[tuple[int, int]]], trees: int, kind: Any) -> NDArray[Any]:
    """One row more than there are thresholds: each has lost the leaves of the row above and those of its own threshold."""
    possible = [[int(np.iinfo(kind).max)] * trees]
    for _, told in sorted(lost.items()):
        row = list(possible[-1])
        for place, bits in told:
            row[place] &= ~bits
        possible.append(row)
    return np.array(possible, dtype=kind)
