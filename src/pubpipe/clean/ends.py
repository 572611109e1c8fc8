"""Find where the article ends where no classifier was asked: by its notes, by what only sites say, by its weight."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate

from pubpipe.clean.lines import Line
from pubpipe.clean.notes import Found
from pubpipe.clean.sitelines import SECTION_HEAD, chrome_of, is_appeal, is_caption
from pubpipe.clean.sorting import Sorting
from pubpipe.clean.weight import heaviest

REFERENCES = re.compile(
    r"(?:references|bibliography|sources|works cited|further reading|bibliograf[íi]a|literatur|références)\W*", re.IGNORECASE
)
FOREIGN = 12  # lines that the end of an article is judged over


def drop_after_end(sort: Sorting, start: int, notes: Sequence[tuple[int, Found]], *, judged: bool) -> None:
    """By the notes that close the article; and where the classifier has not found the end, by weight and by comments."""
    places = [at for at in sort.open_after(start) if sort.lines[at].inside is not False]
    if not places or (judged and _end_by_notes(sort, places, notes) is None):
        return
    end, reason = _end(sort, places, notes)
    for at in places:
        if at > end:
            kind = chrome_of(sort.lines[at].text, sort.lines[at].words)
            sort.drop(at, kind.rule if kind else "after-end", kind.reason if kind else reason)


def _end(sort: Sorting, places: Sequence[int], notes: Sequence[tuple[int, Found]]) -> tuple[int, str]:
    """The last line of the article, and why what follows is not part of it."""
    by_notes = _end_by_notes(sort, places, notes)
    if by_notes is not None:
        return by_notes, "stands after the notes that close the article"
    if sort.lines[places[0]].inside is not None:
        return _hard_end(sort, places), "stands after the article, with the readers' comments"
    return min(
        _end_by_weight(sort, places), _hard_end(sort, places)
    ), "stands after the end of the article, among lines of the site"


def _end_by_notes(sort: Sorting, places: Sequence[int], notes: Sequence[tuple[int, Found]]) -> int | None:
    """After an affiliation, a bio or a disclaimer comes only the site, unless more than a third of the text does."""
    closes = _closing(sort, places)
    ends = [place for place, found in notes if found.is_end or (place >= places[0] and closes(place))]
    if not ends:
        return None
    total = sum(sort.lines[at].words for at in places) or 1
    after = sum(sort.lines[at].words for at in places if at > ends[0] and sort.lines[at].is_prose)
    end = ends[0] if after <= total / 3 else ends[-1]
    if sum(sort.lines[at].words for at in places if at > end and sort.lines[at].is_prose) > total / 3:
        return None
    return _with_references(sort, places, end)


def _closing(sort: Sorting, places: Sequence[int]) -> Callable[[int], bool]:
    """Whether only the site follows a note of any kind: no running text before the readers' comments begin.

    Asked of each note, and a page may have a thousand: words are added up once, and a line is judged once.
    """
    lines = [sort.lines[at] for at in places]
    words = [0, *accumulate(line.words for line in lines)]
    prose = [0, *accumulate(line.words if line.is_prose else 0 for line in lines)]
    judged = cache(lambda number: _is_site(lines[number]))

    def closes(note: int) -> bool:
        above, below = bisect_left(places, note), bisect_right(places, note)
        if below == len(places) or words[above] < prose[-1] - prose[below]:
            return False
        return next((said for number in range(below, len(places)) if (said := judged(number)) is not None), True)

    return closes


def _is_site(line: Line) -> bool | None:
    """Whether a line below a note says that the article is over, or that it goes on; None where it says neither."""
    kind = chrome_of(line.text, line.words)
    if kind and kind.ends_article:
        return True
    if not kind and line.is_prose and not is_appeal(line.text, line.words) and not is_caption(line.text, line.words):
        return False
    return False if REFERENCES.fullmatch(line.text) or SECTION_HEAD.fullmatch(line.text) else None


def _with_references(sort: Sorting, places: Sequence[int], end: int) -> int:
    """A list of references after the notes belongs to the article."""
    inside = False
    for at in places:
        line = sort.lines[at]
        if at <= end or not (inside or REFERENCES.fullmatch(line.text)):
            if at > end:
                break
            continue
        if chrome_of(line.text, line.words):
            break
        inside, end = True, at
    return end


def _hard_end(sort: Sorting, places: Sequence[int]) -> int:
    """The line before the readers' comments, where a fair piece of text stands above them."""
    words = 0
    for before, at in zip([places[0], *places], places, strict=False):
        line = sort.lines[at]
        kind = chrome_of(line.text, line.words)
        if (
            kind
            and kind.ends_article
            and words >= 120
            and not re.fullmatch(r"(?:view |show )?(?:\d+ |no )?comments?\W*(?:\(?\d*\)?)?", line.text, re.IGNORECASE)
        ):
            return before
        words += line.words if line.is_prose else 0
    return places[-1]


def _end_by_weight(sort: Sorting, places: Sequence[int]) -> int:
    """Where the heaviest stretch of running text ends; the page's last line where nothing after that says "site"."""
    _, end = heaviest([sort.lines[at] for at in places])
    tail = [sort.lines[at] for at in places[end + 1 :]]
    known = any(chrome_of(line.text, line.words) for line in tail)
    return places[end] if known or len(tail) >= FOREIGN else places[-1]
