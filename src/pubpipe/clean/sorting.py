"""Keep account of what became of each line, so that none is counted twice and none is forgotten."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from pubpipe.clean.lines import Line
from pubpipe.clean.weight import heaviest


class Fate(NamedTuple):
    """What became of a line: "title", "byline", "body", "note" or "dropped"; by which rule, and why, in words for a person."""

    kind: str
    rule: str = ""
    reason: str = ""


@dataclass
class Sorting:
    """The lines of one page, and the fate of those that have one already.

    It lives for one call of `clean_page` and stays in this room.

    Attributes:
        held: Places that a person keeps: no rule drops them.
        scores: What the classifier gives each line, 0 to 1; empty where it was not asked.
    """

    lines: Sequence[Line]
    fates: dict[int, Fate] = field(default_factory=dict)
    held: set[int] = field(default_factory=set)
    scores: Sequence[float] = ()

    @cached_property
    def heaviest(self) -> tuple[int, int]:
        """First and last place of the stretch of lines that weighs most."""
        return heaviest(self.lines)

    def settle(self, at: int, kind: str, rule: str = "", reason: str = "") -> None:
        """Give a line its fate; a second one is a fault of ours."""
        if at in self.fates:
            raise AssertionError(f"line {self.lines[at].numbers} is {self.fates[at].kind} already, not {kind}")
        self.fates[at] = Fate(kind, rule, reason)

    def drop(self, at: int, rule: str, reason: str) -> None:
        """Drop a line; one that a person keeps stays open."""
        if at not in self.held:
            self.settle(at, "dropped", rule, reason)

    def drop_open(self, places: Iterable[int], rule: str, reason: str) -> None:
        """Drop those of the lines that have no fate yet."""
        for at in places:
            if self.is_open(at):
                self.drop(at, rule, reason)

    def is_open(self, at: int) -> bool:
        return at not in self.fates

    def open_after(self, at: int) -> list[int]:
        """Lines without a fate from this one on, in order."""
        return [place for place in range(at, len(self.lines)) if self.is_open(place)]

    def score(self, at: int) -> float | None:
        """What the classifier gives the line, two decimals; None where it was not asked."""
        return round(self.scores[at], 2) if self.scores else None

    def of(self, kind: str) -> list[int]:
        """The lines of that fate, in order."""
        return sorted(at for at, fate in self.fates.items() if fate.kind == kind)

    def numbers(self, kind: str) -> tuple[int, ...]:
        """Page line numbers of that fate."""
        return tuple(number for at in self.of(kind) for number in self.lines[at].numbers)
