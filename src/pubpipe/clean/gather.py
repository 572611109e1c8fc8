"""Take the notes out of the lines, wherever they stand, before the site is told from the article."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from pubpipe.article import NoteKind
from pubpipe.clean.boxes import MOST_BOXED, box_of, is_boxed, is_gapped
from pubpipe.clean.lines import Line, ends_sentence
from pubpipe.clean.notes import ABOUT_HEADING, NOTES_HEADING, Found, is_referred_to, note_as, read_note, read_tail, why_note
from pubpipe.clean.sitelines import SELF_PRAISE, chrome_of, is_appeal, is_credit
from pubpipe.clean.sorting import Sorting
from pubpipe.clean.tailwords import other_kind
from pubpipe.clean.worded import heads_comments, note_by_wording, text_span, why_worded

FOOTNOTE_LABEL = re.compile(r"^(?:[\[(]?(?:\d{1,3}|[*†‡§¶]{1,3})[\])]?[.:]?|\^)\s+")


def take_footnotes(sort: Sorting) -> list[tuple[int, Found]]:
    """Settle the footnotes that references of the page lead to; (place, note) in page order."""
    notes = []
    for at, line in enumerate(sort.lines):
        if line.anchor and sort.is_open(at):
            text = FOOTNOTE_LABEL.sub("", line.text, count=1) or line.text
            notes.append((at, Found(line.label, NoteKind.FOOTNOTE, text, (), False)))
            sort.settle(at, "note")
    return notes


def take_notes(sort: Sorting, start: int, names: Sequence[str]) -> list[tuple[int, Found]]:
    """Settle the notes, wherever they stand; (place, note) in page order."""
    places = [at for at in range(len(sort.lines)) if sort.is_open(at)]
    words = words_above(sort, start)
    total = words[-1] or 1
    notes: list[tuple[int, Found]] = []
    rest = "\n".join(line.text for line in sort.lines)
    is_referred = cache(lambda marker: is_referred_to(marker, rest))  # a thousand notes may bear the same mark
    numbered = about = talked = False
    span = text_span(sort, start)
    for at in places:
        line = sort.lines[at]
        late = at >= start and words[at] >= total * 0.5 and (line.inside is not False or "near" in line.hints)
        if late and (heading := _notes_heading(line)):
            numbered, about = heading == "notes", heading == "about"
            sort.drop(at, "notes-heading", "heads the notes, which are kept as notes")
            continue
        found = read_note(line.text, names, late=late, numbered=numbered, about=about, is_referred=is_referred)
        if found is None and not late:
            found = _bio_below_byline(sort, at, names)
        talked = talked or (late and heads_comments(line))
        worded = None if found or talked else note_by_wording(sort, at, names, span, late=late)
        is_item = found is not None and bool(line.number) and not numbered and found.marker.isdigit()
        if found and not is_item and not (found.marker == "*" and _is_list(sort, at)):
            notes.append((at, found))
            sort.settle(at, "note", *why_note(found, line.text))
        elif worded:
            notes.append((at, worded))
            sort.settle(at, "note", *why_worded(line.text))
        about = about and not found and line.words < 6
    return sorted([*notes, *_tail_notes(sort, start, names, words)], key=lambda pair: pair[0])


def _tail_notes(sort: Sorting, start: int, names: Sequence[str], words: Sequence[int]) -> Iterator[tuple[int, Found]]:
    """The lines that speak of the piece and have nothing but notes and the site below them, from the last one up."""
    gapped = is_gapped(sort, start)
    found_at: set[int] = set()
    counts = Counter(line.text for line in sort.lines)
    for at in reversed(sort.open_after(start)):
        line = sort.lines[at]
        if words[at] < words[-1] * 0.6 or line.inside is False:
            return
        if is_appeal(line.text, line.words) or chrome_of(line.text, line.words) or is_credit(line.text, line.words) or line.tag:
            continue
        if len(SELF_PRAISE.findall(line.text)) > 1 or counts[line.text] > 1:
            continue  # the publisher's word about itself
        if found := read_tail(line.text, names):
            if not is_boxed(sort, at):
                sort.settle(at, "note", *why_note(found, line.text))
                yield at, found
        elif gapped and _is_beside_note(sort, at, found_at):
            found = note_as(line.text, other_kind(line.text), names)
            sort.settle(at, "note", "note-block", "stands in one block with notes to the article")
            yield at, found
        elif line.is_prose and not (gapped and is_boxed(sort, at)):
            return
        if found:
            found_at.add(at)


def _is_beside_note(sort: Sorting, at: int, found: set[int]) -> bool:
    """Whether a line stands in a block of notes, with nothing of the site in it."""
    line = sort.lines[at]
    box = box_of(sort, at)
    is_note = any(place in found or (place in sort.fates and sort.fates[place].kind == "note") for place in box if place != at)
    is_said = ends_sentence(line.text) and not line.text.endswith(("?", "!"))
    return is_note and is_said and line.words <= MOST_BOXED and line.words >= 3 and len(box) <= 8 and not is_boxed(sort, at)


def _bio_below_byline(sort: Sorting, at: int, names: Sequence[str]) -> Found | None:
    """What a page tells of an author right below the byline."""
    before = sort.fates.get(at - 1)
    if before is None or before.kind not in ("byline", "note") or sort.lines[at].words > 60:
        return None
    found = read_note(sort.lines[at].text, names, late=True)
    is_life = found is not None and found.kind in (NoteKind.BIO, NoteKind.AFFILIATION) and bool(found.authors)
    return found._replace(is_end=False) if found and is_life else None


def _notes_heading(line: Line) -> str:
    if NOTES_HEADING.fullmatch(line.text.strip(" :")):
        return "notes"
    return "about" if ABOUT_HEADING.fullmatch(line.text.strip(" :")) else ""


def _is_list(sort: Sorting, at: int) -> bool:
    """Whether a line with "*" is an item of a list: its neighbours begin the same way."""
    near = [sort.lines[place].text for place in (at - 1, at + 1) if 0 <= place < len(sort.lines)]
    return bool(re.match(r"\*\s", sort.lines[at].text)) and any(re.match(r"\*\s", text) for text in near)


def words_above(sort: Sorting, start: int) -> list[int]:
    """Words of running text from the article's start up to each line, the line itself not counted; the total comes last."""
    above, total = [], 0
    for at, line in enumerate(sort.lines):
        above.append(total)
        total += line.words if at >= start and line.inside is not False and (line.is_prose or ends_sentence(line.text)) else 0
    return [*above, total]
