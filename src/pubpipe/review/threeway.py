"""Two people changed one text: both changes together where they do not meet, else nothing."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

PIECE = re.compile(r"\w+|\s+|[^\w\s]")
Change = tuple[int, int, tuple[str, ...]]  # from, to in the base, and what stands there now


def merge(base: str, ours: str, theirs: str) -> str | None:
    """A text with the changes of both; None where they touch the same words or the same gap and differ.

    By words, spaces and signs, as diff3 does by lines (Khanna, Kunal, Pierce 2007). Changes that only touch, with no word kept
    between them, are taken for one place: two people who rewrite neighbouring words mean the same passage. Where words come
    again ("on and on and on"), it may be open which of them a person changed: what reads otherwise when it is compared from its
    end is not joined.
    """
    if theirs == base or ours == theirs:
        return ours
    if ours == base:
        return theirs
    pieces, *texts = (PIECE.findall(text) for text in (base, ours, theirs))
    joined = _joined(pieces, *texts)
    back = _joined(pieces[::-1], *(text[::-1] for text in texts))
    return "".join(joined) if joined is not None and back is not None and joined == back[::-1] else None


def _joined(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[str] | None:
    mine, other = (list(_changes(base, text)) for text in (ours, theirs))
    if any(first != second and _meet(first, second, base) for first in mine for second in other):
        return None
    return list(_applied(base, sorted({*mine, *other})))


def _changes(base: Sequence[str], text: Sequence[str]) -> Iterator[Change]:
    for tag, start, end, to_start, to_end in SequenceMatcher(None, base, text, autojunk=False).get_opcodes():
        if tag != "equal":
            yield start, end, tuple(text[to_start:to_end])


def _meet(first: Change, second: Change, base: Sequence[str]) -> bool:
    """Whether no word is kept between two changes."""
    (start, end), (other, till) = (first[0], first[1]), (second[0], second[1])
    if start > other or (start, end) > (other, till):
        (start, end), (other, till) = (other, till), (start, end)
    return other < end or not any(map(str.isalnum, "".join(base[end:other])))


def _applied(base: Sequence[str], changes: Sequence[Change]) -> Iterator[str]:
    at = 0
    for start, end, pieces in changes:
        yield from base[at:start]
        yield from pieces
        at = end
    yield from base[at:]
