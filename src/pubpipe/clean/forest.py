"""Evaluate boosted trees without a library: all trees of a forest at once, by bits of whole numbers.

Every leaf of every tree is one bit. A condition that fails rules out the leaves on its left, whatever the tree, so that the
figures of a line need one AND each; the lowest bit that is left in a tree is the leaf the line falls into
(Lucchese et al., QuickScorer, SIGIR 2015).
"""

import struct
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from operator import and_, getitem
from typing import Any

BITS = 32  # of one tree: as many leaves as a tree may have


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees ready to be asked.

    Attributes:
        cuts: Number of the figure → its thresholds, rising.
        masks: Number of the figure → for each interval between its thresholds the leaves that stay possible.
        values: One mapping a tree, from the bit of a leaf to what it adds.
    """

    cuts: dict[int, list[float]]
    masks: dict[int, list[int]]
    values: tuple[dict[int, float], ...]

    def scores(self, columns: Sequence[Sequence[float]]) -> list[float]:
        """Log-odds of each line; columns as `features.measure` gives them, all of one length."""
        size = len(columns[0])
        every = (1 << BITS * len(self.values)) - 1
        rows = [every] * size
        for number, cuts in self.cuts.items():
            masks, column = self.masks[number], columns[number]
            rows = list(map(and_, rows, [masks[bisect_left(cuts, value)] for value in column]))
        unit = every // ((1 << BITS) - 1)  # the lowest bit of every tree
        read = struct.Struct(f"<{len(self.values)}I")
        return [
            sum(map(getitem, self.values, read.unpack((row & ~(row - unit)).to_bytes(read.size, "little")))) for row in rows
        ]


def plant(trees: Sequence[Any]) -> Forest:
    """Make a forest of [[figure, threshold, first, end], …], [value, …] a tree.

    A line whose figure is above the threshold cannot fall into the leaves from `first` up to `end`, not counted.
    """
    lost: dict[int, dict[float, int]] = {}
    for place, (nodes, _) in enumerate(trees):
        for number, threshold, first, end in nodes:
            bits = ((1 << end) - (1 << first)) << BITS * place
            at = lost.setdefault(number, {})
            at[threshold] = at.get(threshold, 0) | bits
    every = (1 << BITS * len(trees)) - 1
    cuts = {number: sorted(at) for number, at in sorted(lost.items())}
    return Forest(
        cuts,
        {number: _masks([lost[number][cut] for cut in rising], every) for number, rising in cuts.items()},
        tuple({1 << leaf: value for leaf, value in enumerate(values)} for _, values in trees),
    )


def _masks(lost: Sequence[int], every: int) -> list[int]:
    masks = [every]
    for bits in lost:
        masks.append(masks[-1] & ~bits)
    return masks
