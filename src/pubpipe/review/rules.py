"""What a review is worth, by rule: who changed what, and whether there was time to read it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pubpipe.article import Mark, MarkKind, Unit
from pubpipe.codes import carry, count_words, ordered
from pubpipe.review.values import Correction, ReviewCopy

# Ten words a second is three times what skilled silent readers do (Brysbaert 2019: 238 words a minute).
WORDS_A_SECOND = 10
BULK = 5  # approvals; below that nobody can tell a quick reader from none
SET = {"em": MarkKind.EMPHASIS, "strong": MarkKind.STRONG, "sup": MarkKind.SUPERSCRIPT, "sub": MarkKind.SUBSCRIPT}


def how_reviewed(correction: Correction, *, bulk: bool) -> str:
    """ "edited", "approved", or "bulk" for an approval among many for which there was no time."""
    if correction.target != correction.before:
        return "edited"
    return "bulk" if bulk else "approved"


def is_bulk(copy: ReviewCopy, corrections: Sequence[Correction]) -> bool:
    """Whether the approvals in a copy came faster than anybody reads, or no time at all is on record for them.

    Time is what the office program counted, or from the first to the last tracked change, whichever is longer.
    """
    approved = [correction for correction in corrections if correction.target == correction.before]
    words = sum(count_words(correction.target) for correction in approved)
    return len(approved) >= BULK and seconds_spent(copy) * WORDS_A_SECOND < words


def seconds_spent(copy: ReviewCopy) -> float:
    """Time that the file itself tells of."""
    moments = sorted(filter(None, (_moment(date) for row in copy.rows for date in row.dates)))
    span = (moments[-1] - moments[0]).total_seconds() if moments else 0.0
    return max(copy.minutes * 60.0, span)


def _moment(date: str) -> datetime | None:
    try:
        return datetime.fromisoformat(date).replace(tzinfo=None)
    except ValueError:
        return None


def codes_of(correction: Correction, unit: Unit) -> tuple[Mark, ...]:
    """The inline codes of a corrected target: italics and the like as the reviewer left them, where all of them are still
    there; the others, and all of them where one is missing or one came along with a paste, go with their words."""
    carried = carry(unit.marks, unit.target, correction.target)
    read = ordered(Mark(a, b, SET[kind]) for kind in SET for a, b in _runs(correction, kind))
    wanted = [mark for mark in unit.marks if mark.kind in SET.values()]
    if sorted(mark.kind for mark in read) != sorted(mark.kind for mark in wanted):
        return ordered(carried)
    return ordered((*(mark for mark in carried if mark.kind not in SET.values()), *read))


def _runs(correction: Correction, kind: str) -> Iterable[tuple[int, int]]:
    """The stretches of one kind, those that touch as one, without the white space at their ends."""
    merged: list[list[int]] = []
    for start, end, name in sorted(correction.kinds):
        if name != kind:
            continue
        if merged and not correction.target[merged[-1][1] : start].strip():
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    for start, end in merged:
        text = correction.target[max(start, 0) : end]
        left = max(start, 0) + len(text) - len(text.lstrip())
        if text.strip():
            yield left, left + len(text.strip())


def worth(corrections: Iterable[Correction], copy: ReviewCopy) -> dict[str, str]:
    """Segment id to how it was reviewed."""
    made = list(corrections)
    bulk = is_bulk(copy, made)
    return {correction.segment_id: how_reviewed(correction, bulk=bulk) for correction in made}


def second_reader(unit: Unit, reviewer: str) -> str:
    """Who had approved a target before this reviewer, where both are known and the reviewer is somebody else; else ""."""
    kind, _, before = unit.origin.partition(":")
    old, new = ({name.strip().casefold() for name in names.split(",")} - {"", "unknown"} for names in (before, reviewer))
    return before if kind == "reviewer" and old and new - old else ""
