"""Read lines by their wording where no rule knows them: notes, front matter and the site's lines that are left in the article.

How sure the model has to be depends on the place: below the whole text little is enough, between two paragraphs a great deal.
The thresholds were set on the eighth part of tests/data/paste-set, with a model that had not seen it.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile

from pubpipe.article import NoteKind
from pubpipe.clean.lines import Line, ends_sentence
from pubpipe.clean.names import named_in
from pubpipe.clean.notes import Found, note_as
from pubpipe.clean.sitelines import chrome_of, is_appeal
from pubpipe.clean.sorting import Sorting
from pubpipe.clean.wording import Wording, wording_of

# That a line is a note: one that names an author and any other below the text, a whole sentence there, and one above the text.
# Within the text none is: four in five that the model takes for notes there are not (paste set, development half).
NAMED, BELOW, SAID, ABOVE = 0.3, 0.55, 0.65, 0.75
SITE = 0.9  # that a line at either end of the article is the site's
WITHIN = 0.96  # and that one between two paragraphs is: at 0.93 the paste set lost 0.03 and 0.07 points to it
LEAST_WITHIN = 5  # words of such a line: a shorter one may be a heading
SURE = 0.8  # what the classifier of the body gives a line that stays, however it is worded
FRONT = 0.6  # that a line above the text is byline, date or section
FEWEST = 2  # words of a note
FAR = 60  # lines below the text that may be notes to it
MOST_WORDS, MOST_ABOVE = 80, 40  # of a note below the text, and of one above it
CITED = re.compile(r"\d{1,3}[.)]\s?\S")  # an item of a list of works
SURELY_TEXT = 60  # words of a line that is text whatever its wording
BRIEF = 250  # words of running text up to the end that the classifier sees: of a short article it knows little
APART = 3  # lines of the site between two paragraphs of such an article
TEXT = 0.75  # that a line below the end is text after all
LEAST_TEXT = 15  # words of it
MOST_FRONT = 16  # words of a line above the text
SHORT = 30  # words of a line of the site
ABOVE_TEXT = frozenset((NoteKind.AFFILIATION, NoteKind.BIO, NoteKind.CORRECTION, NoteKind.EDITOR, NoteKind.SOURCE))


def is_running(line: Line) -> bool:
    """Text that only an article has: long enough to be judged by its wording, and worded like text."""
    return line.is_prose and (line.words > SURELY_TEXT or wording_of(line.text).text >= 0.5)


def text_span(sort: Sorting, start: int) -> tuple[int, int]:
    """Places of the first and the last running text among the open lines; (start, start) where there is none."""
    places = sort.open_after(start)
    first = next((at for at in places if is_running(sort.lines[at])), start)
    return first, next((at for at in reversed(places) if at > first and is_running(sort.lines[at])), first)


def note_by_wording(sort: Sorting, at: int, names: Sequence[str], span: tuple[int, int], *, late: bool) -> Found | None:
    """A line as a note, where its wording says so surely enough for its place.

    Args:
        span: First and last place of the running text.
        late: Whether most of the text is above the line.
    """
    line, (first, last) = sort.lines[at], span
    is_below = at > last and late
    if not (is_below or at < first) or at > last + FAR or not FEWEST <= line.words <= (MOST_WORDS if is_below else MOST_ABOVE):
        return None
    if chrome_of(line.text, line.words) or is_appeal(line.text, line.words) or CITED.match(line.text):
        return None
    wording = wording_of(line.text)
    if is_below:
        least = NAMED if named_in(line.text, names) else SAID if line.is_prose else BELOW
    else:
        least = ABOVE if wording.kind in ABOVE_TEXT else 2.0
    if wording.note < least or wording.site > wording.note or wording.kind is NoteKind.FOOTNOTE:
        return None  # a footnote is told by the place that refers to it
    return note_as(line.text, wording.kind, names)


def heads_comments(line: Line) -> bool:
    """Whether readers speak below a line, and no longer the piece's makers."""
    kind = chrome_of(line.text, line.words)
    return kind is not None and kind.rule == "comments"


def why_worded(text: str) -> tuple[str, str]:
    """(rule, reason) of a line that was read so."""
    wording = wording_of(text)
    return (
        "note-model",
        f"reads like a note of this kind ({wording.kind.value}); the model of wordings gives it {wording.note:.2f} of 1",
    )


def goes_on(sort: Sorting, start: int, first: int, last: int) -> frozenset[int]:
    """The paragraphs that follow the end that the classifier sees in a short article, and those that stand above the beginning
    that it sees, a few lines of the site between."""
    above = sum(sort.lines[at].words for at in range(start, last + 1) if sort.is_open(at) and sort.lines[at].is_prose)
    before = [at for at in sort.open_after(start) if at < first]
    return _paragraphs(sort, reversed(before)) | _paragraphs(sort, sort.open_after(last + 1) if above <= BRIEF else ())


def _paragraphs(sort: Sorting, places: Iterable[int]) -> frozenset[int]:
    """Those of the lines that are text, up to where too much of the site stands between two of them."""
    found: list[int] = []
    apart = 0
    for at in places:
        line = sort.lines[at]
        is_text = line.words >= LEAST_TEXT and ends_sentence(line.text) and wording_of(line.text).text >= TEXT
        apart = 0 if is_text else apart + 1
        if apart > APART:
            break
        found += [at] if is_text else []
    return frozenset(found)


def settle_front(sort: Sorting, start: int) -> None:
    """Take what stands above the text and reads like a byline, a date or a section out of the text."""
    first, _ = text_span(sort, start)
    for at in takewhile(lambda place: place < first, sort.open_after(start)):
        line = sort.lines[at]
        if not line.tag and line.words <= MOST_FRONT and wording_of(line.text).shares["front"] >= FRONT:
            sort.settle(at, "byline", "front-model", _reason(wording_of(line.text), "front", "a byline, a date or a section"))


def drop_worded(sort: Sorting, start: int) -> None:
    """Drop what stands above or below the text and reads like the site's, unless the classifier is sure of it."""
    first, last = text_span(sort, start)
    for at in sort.open_after(start):
        line = sort.lines[at]
        is_within = first <= at <= last
        if line.tag or line.words > SHORT or _is_item(sort, at) or (is_within and line.words < LEAST_WITHIN):
            continue
        wording = wording_of(line.text)
        if wording.site >= (WITHIN if is_within else SITE) and sort.scores[at] < SURE:
            sort.drop(at, "site-wording", _reason(wording, "site", "what sites say around an article"))


def _is_item(sort: Sorting, at: int) -> bool:
    """Whether a line closes a sentence and stands among the text's own."""
    return ends_sentence(sort.lines[at].text) and wording_of(sort.lines[at].text).text > 0.2


def _reason(wording: Wording, name: str, what: str) -> str:
    return f"reads like {what}; the model of wordings gives it {wording.shares[name]:.2f} of 1"
