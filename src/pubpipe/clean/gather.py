"""Take the notes out of the lines, wherever they stand, before the site is told from the article."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from pubpipe.article import NoteKind
from pubpipe.clean.boxes import MOST_BOXED, box_of, is_boxed, is_gapped
from pubpipe.clean.front import is_post
from pubpipe.clean.lines import Line, ends_sentence
from pubpipe.clean.names import named_in
from pubpipe.clean.notes import ABOUT_HEADING, NOTES_HEADING, Found, is_referred_to, note_as, read_note, read_tail, why_note
from pubpipe.clean.notewords import opening_of
from pubpipe.clean.sitelines import SELF_PRAISE, chrome_of, is_appeal, is_credit
from pubpipe.clean.sorting import Sorting
from pubpipe.clean.tailwords import other_kind, told_beside_notes
from pubpipe.clean.worded import heads_comments, note_by_wording, text_span, why_worded
from pubpipe.clean.wording import wording_of

FOOTNOTE_LABEL = re.compile(r"^(?:[\[(]?(?:\d{1,3}|[*†‡§¶]{1,3})[\])]?[.:]?|\^)\s+")


SOURCES_HEADING = re.compile(
    r"(?:article )?sources|fuentes|quellen|fonti|fontes|источники|(?:ال)?مصادر|参考资料|资料来源|स्रोत", re.IGNORECASE
)


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
    numbered = about = talked = listed = False
    span = text_span(sort, start)
    for at in places:
        line = sort.lines[at]
        late = at >= start and words[at] >= total * 0.5 and (line.inside is not False or "near" in line.hints)
        if late and (heading := _notes_heading(line)):
            numbered, about, listed = heading == "notes", heading == "about", heading == "sources"
            sort.drop(at, "notes-heading", "heads the notes, which are kept as notes")
            continue
        found = read_note(line.text, names, late=late, numbered=numbered, about=about, is_referred=is_referred)
        if found and found.kind is NoteKind.DISCLAIMER and heads_comments(line):
            found = None  # whose opinions the readers' comments are
        if found is None and not late:
            found = (
                _bio_below_byline(sort, at, names) or _post_below_byline(sort, at, names) or _history_above(sort, at, span[0])
            )
        talked = talked or (late and heads_comments(line))
        worded = None if found or talked else note_by_wording(sort, at, names, span, late=late)
        is_item = found is not None and bool(line.number) and not numbered and found.marker.isdigit()
        if found and not is_item and not (found.marker == "*" and _is_list(sort, at)):
            notes.append((at, found))
            sort.settle(at, "note", *why_note(found, line.text))
        elif worded:
            notes.append((at, worded))
            sort.settle(at, "note", *why_worded(line.text))
        elif listed := listed and _is_source(line):
            notes.append((at, note_as(line.text, NoteKind.SOURCE, names)))
            sort.settle(at, "note", "note-list", "stands in the list of sources")
        about = about and not found and line.words < 6
    notes += _tail_notes(sort, start, names, words)
    notes += _thanks_beside(sort, [at for at in places if words[at] >= total * 0.6])
    return sorted(notes, key=lambda pair: pair[0])


def _thanks_beside(sort: Sorting, places: Sequence[int]) -> Iterator[tuple[int, Found]]:
    """Lines that thank, or send to the work that the piece is about, right beside notes to the article."""
    for step in (places, places[::-1]):
        for at in step:
            text = sort.lines[at].text
            near = (sort.fates.get(place) for place in (at - 1, at + 1))
            if not sort.is_open(at) or not any(fate is not None and fate.kind == "note" for fate in near):
                continue
            if kind := told_beside_notes(text):
                sort.settle(at, "note", "note-wording", f"is worded as a note of this kind ({kind.value}) is, beside others")
                yield at, note_as(text, kind, ())


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
    """What a page tells of an author right below the byline: who they are, who pays them; a heading of it may stand between."""
    text = sort.lines[at].text
    fates = [sort.fates.get(place) for place in (at - 1, at - 2)]
    is_headed = fates[0] is None and at > 1 and sort.lines[at - 1].words <= 4
    before = fates[1] if is_headed else fates[0]
    if before is None or before.kind not in ("byline", "note") or sort.lines[at].words > 60:
        return None
    found = read_note(text, names, late=True)
    if found is None:
        return None
    is_life = found.kind in (NoteKind.BIO, NoteKind.AFFILIATION) and bool(found.authors) and not is_headed
    is_pledge = found.kind in (NoteKind.FUNDING, NoteKind.DISCLAIMER) and bool(named_in(text, names))
    return found._replace(is_end=False) if is_life or is_pledge else None


def _post_below_byline(sort: Sorting, at: int, names: Sequence[str]) -> Found | None:
    """ "Senior Fellow, Forum for X" right below a name of the byline: what that author is, and where."""
    before, line = sort.fates.get(at - 1), sort.lines[at]
    if before is None or before.kind != "byline" or not is_post(line):
        return None
    told = named_in(sort.lines[at - 1].text, names) or tuple(names)
    return Found("", NoteKind.AFFILIATION, line.text, told, False) if told else None


def _history_above(sort: Sorting, at: int, text_at: int) -> Found | None:
    """Where the piece appeared before or who translated it, said between title and text."""
    line = sort.lines[at]
    if at >= text_at or line.words > 40 or opening_of(line.text) is not NoteKind.SOURCE:
        return None
    return note_as(line.text, NoteKind.SOURCE, ())


def _notes_heading(line: Line) -> str:
    if NOTES_HEADING.fullmatch(line.text.strip(" :")):
        return "notes"
    if SOURCES_HEADING.fullmatch(line.text.strip(" :：")):
        return "sources"
    return "about" if ABOUT_HEADING.fullmatch(line.text.strip(" :")) else ""


def _is_source(line: Line) -> bool:
    """Whether a line below "Sources" is one of them; the first that is not ends the list."""
    if line.words > 50 or line.tag or chrome_of(line.text, line.words) or is_appeal(line.text, line.words):
        return False
    return re.search(r"[\d,，、;；]", line.text) is not None and wording_of(line.text).site < 0.5


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
