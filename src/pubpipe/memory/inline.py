"""Inline codes between a plain text with marks and the elements of TMX and XLIFF."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pubpipe.article import Mark, MarkKind
from pubpipe.codes import POINTS, ordered

Step = Literal["text", "open", "close", "point"]
LINKS = ("https://", "http://", "mailto:")


@dataclass(frozen=True, slots=True)
class Event:
    """One step through a text: a stretch of it, or a code that begins, ends or stands there; `number` from 1."""

    step: Step
    text: str = ""
    number: int = 0
    mark: Mark | None = None


def numbered(marks: Iterable[Mark]) -> dict[tuple[MarkKind, str], list[int]]:
    """Numbers of the codes of a source, by what they are, in order."""
    found: dict[tuple[MarkKind, str], list[int]] = {}
    for number, mark in enumerate(ordered(marks), 1):
        found.setdefault((mark.kind, mark.target), []).append(number)
    return found


def events(
    text: str, marks: Sequence[Mark], numbers: Mapping[tuple[MarkKind, str], Sequence[int]] | None = None
) -> list[Event]:
    """A text and its codes, in reading order; what ends at a place comes before what begins there.

    Args:
        numbers: Those of the source, for a target: a code has the same number on both sides. One that the source has not, and
            every code of a source, gets the next free number.
    """
    left = {key: list(values) for key, values in (numbers or {}).items()}
    free = sum(map(len, left.values())) + 1
    found = []
    for mark in ordered(marks):
        queue = left.get((mark.kind, mark.target))
        found.append((queue.pop(0) if queue else free, mark))
        free += 0 if queue is not None and found[-1][0] != free else 1
    return list(_walk(text, found))


def _walk(text: str, found: Sequence[tuple[int, Mark]]) -> Iterator[Event]:
    at = 0
    for place in sorted({0, len(text), *(edge for _, mark in found for edge in (mark.start, mark.end))}):
        if place > at:
            yield Event("text", text[at:place])
            at = place
        spans = [(number, mark) for number, mark in found if mark.kind not in POINTS]
        for number, mark in reversed([pair for pair in spans if pair[1].end == place]):
            yield Event("close", number=number, mark=mark)
        for number, mark in found:
            if mark.kind in POINTS and mark.start == place:
                yield Event("point", number=number, mark=mark)
        for number, mark in [pair for pair in spans if pair[1].start == place]:
            yield Event("open", number=number, mark=mark)


def is_nested(marks: Iterable[Mark]) -> bool:
    """Whether no two codes overlap without one lying in the other."""
    spans = [mark for mark in ordered(marks) if mark.kind not in POINTS]
    return not any(a.start < b.start < a.end < b.end for a in spans for b in spans)


def mark_of(kind: str, target: str, start: int, end: int) -> Mark | None:
    """A code from a file; None for one that we do not know or whose address we do not let in."""
    try:
        known = MarkKind(kind)
    except ValueError:
        return None
    if known is MarkKind.LINK and not target.casefold().startswith(LINKS):
        return None
    return Mark(start, end, known, target) if known in POINTS or start < end else None


def text_of(node: Any) -> str:
    return "".join(node.itertext())
