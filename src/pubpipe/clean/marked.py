"""Take the notes that a mark of the byline points to, and the institution that stands right below a byline."""

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise

from pubpipe.article import NoteKind
from pubpipe.clean.affiliations import SENTENCE_BREAK
from pubpipe.clean.lines import Line, count_words, ends_sentence
from pubpipe.clean.names import INSTITUTION, Name, marks_of, named_in
from pubpipe.clean.notes import Found, kind_of, why_note
from pubpipe.clean.notewords import label_of
from pubpipe.clean.sitelines import chrome_of, is_appeal, is_caption
from pubpipe.clean.sorting import Sorting

MARKED = re.compile(
    r"\s*(?:\d{1,2}\.\s+(?=[*†‡§¶]))?(?:(?P<sign>[*†‡§¶]{1,3}|[¹²³⁴⁵⁶⁷⁸⁹⁰ᵃᵇᶜᵈᵉ]{1,2})|[(\[](?P<held>\d{1,2}|"
    r"[a-h]|[*†‡]{1,2})[)\]]|(?P<bare>\d{1,2}|[a-h]|[IV]{1,3}(?=[\s.)]))[.)]?)"
    r"\s*(?P<body>[^\W\d_].*)"
)
NO_NOTE = re.compile(
    r"(?:hours?|days?|weeks?|minutes?|months?|years?|more|comments?|repl(?:y|ies)|likes?|shares?|views?)\b", re.IGNORECASE
)
NUMBER = re.compile(r"\s*(?:\[(?P<held>\d{1,3})\]|\((?P<round>\d{1,3})\)|(?P<bare>\d{1,3})[.)]?)\s+(?P<body>\S.*)")
MOST_NAMED = 8  # of one that no word and no comma tells as one, between two that are
MOST_WORDS = 40  # of an institution with its address
MOST_NUMBERED = 120  # of a footnote
PARTICLE = re.compile(
    r"(?:of|for|and|the|in|de|del|la|las|los|y|et|du|des|da|do|dos|e|di|della|delle|dell|für|und|der|des|al|и|при)\Z"
)

NOTE_HINTS = frozenset(("footnote", "footnotes", "note", "notes", "endnote", "endnotes", "fn", "reference", "references"))


def take_marked(sort: Sorting, start: int, names: Sequence[Name]) -> list[tuple[int, Found]]:
    """Settle these notes; (place, note) in page order.

    Args:
        start: Where the text begins; institutions may stand between byline and text.
    """
    found = [*_below_byline(sort, start, names), *_pointed_to(sort, names), *_referred_to(sort, start)]
    for at, note in found:
        sort.settle(at, "note", *why_note(note, sort.lines[at].text))
    return sorted(found, key=lambda pair: pair[0])


def _below_byline(sort: Sorting, start: int, names: Sequence[Name]) -> list[tuple[int, Found]]:
    """The line between byline and text that names an institution and nothing else speaks of all its authors."""
    bylines = sort.of("byline")
    if not names or not bylines:
        return []
    places = sort.open_after(bylines[0])[:2]
    if len(places) < 2:
        return []
    at = places[0]
    if at > max(start, bylines[-1] + 2) or MARKED.match(sort.lines[at].text) or not _is_place(sort.lines[at]):
        return []
    if not (sort.lines[places[1]].is_prose or sort.lines[places[1]].words >= 10):
        return []
    text = sort.lines[at].text
    return [(at, Found("", NoteKind.AFFILIATION, text, tuple(name.name for name in names), False))]


def _is_place(line: Line) -> bool:
    """Whether a line is an institution's name: one of its words says so, and the others are names or particles."""
    text = line.text
    if is_caption(text, line.words) or line.tag.startswith("h") or line.words > 25:
        return False
    if not INSTITUTION.search(text) or re.search(r"[.?!:。？！।]\W*\Z", text):
        return False
    words = re.findall(r"[^\W\d_]+", text)
    small = [word for word in words if word[0].islower() and not PARTICLE.match(word)]
    return ("," in text and 2 * len(small) <= len(words)) or (not small and len(words) >= 3)


def _pointed_to(sort: Sorting, names: Sequence[Name]) -> list[tuple[int, Found]]:
    marks = {mark for name in names for mark in marks_of(name.mark)}
    if not marks:
        return []
    places = [at for at in range(len(sort.lines)) if sort.is_open(at)]
    read = {at: found for at in places if (found := _read(sort.lines[at].text, names, marks))}
    for at in places:  # an institution that no word tells as one, in a list of those that words do
        beside = sum(near in read for near in (at - 1, at + 1))
        if at not in read and beside and (found := _read(sort.lines[at].text, names, marks, listed=beside)):
            read[at] = found
    return sorted(read.items())


def _read(text: str, names: Sequence[Name], marks: set[str], *, listed: int = 0) -> Found | None:
    """A line as an institution that a mark ties to authors.

    Args:
        listed: How many of its two neighbours are such lines: beside them less has to be said.
    """
    match = MARKED.match(text)
    sign = match and (match["sign"] or match["held"] or match["bare"])
    if not match or not sign or not marks_of(sign) & marks or text.count("*") > 3 * len(sign):
        return None
    body = match["body"].strip()
    words = count_words(body)
    bare = [name.name for name in names]
    if words > MOST_WORDS or label_of(body) or (kind_of(body, bare, late=True) not in (None, NoteKind.AFFILIATION)):
        return None
    is_place = INSTITUTION.search(body) is not None
    if (
        not is_place
        and not (listed and ("," in body or (listed > 1 and words <= MOST_NAMED)) and not ends_sentence(body))
        and (match["bare"] or (ends_sentence(body) and words > 12))
    ):
        return None
    kind = NoteKind.BIO if not is_place and "@" not in body and len(SENTENCE_BREAK.split(body)) > 1 else NoteKind.AFFILIATION
    authors = named_in(body, bare) or tuple(name.name for name in names if marks_of(name.mark) & marks_of(sign))
    return Found(sign, kind, body, authors, False)


def _referred_to(sort: Sorting, start: int) -> list[tuple[int, Found]]:
    """The footnotes below the text: "Note: …", and numbered lines that numbers in the text point to."""
    places, below = sort.open_after(start), _below_text(sort, start)
    half = places[len(places) // 2] if places else 0
    lines_below = frozenset(below)
    before = {later: at for at, later in pairwise(places) if later >= half}
    labelled = [(at, note) for at in sorted({*below, *before}) if (note := _labelled(sort.lines[at].text))]
    found = [(at, note) for at, note in labelled if at in lines_below or kind_of(sort.lines[before[at]].text, (), late=True)]
    found += _lone(sort, places)
    taken = {at for at, _ in found}
    below = [at for at in below if at not in taken]
    known = frozenset(below)
    rest = "\n".join(sort.lines[at].text for at in places if at not in known)
    read = [(at, match) for at in below if (match := NUMBER.match(sort.lines[at].text)) and not _is_plain_item(sort.lines[at])]
    numbers = [int(match["held"] or match["round"] or match["bare"]) for _, match in read]
    if any(later != number + 1 for number, later in pairwise(numbers)):
        return found  # the items of a list start anew, those of the footnotes go on
    for (at, match), number in zip(read, numbers, strict=True):
        text = match["body"].strip()
        if _points(str(number), rest, len(numbers) > 1) and count_words(text) <= MOST_NUMBERED and not NO_NOTE.match(text):
            found.append((at, Found(str(number), NoteKind.FOOTNOTE, text, (), False)))
    return found


def _lone(sort: Sorting, places: Sequence[int]) -> list[tuple[int, Found]]:
    """One line "1 …" below the text is its only footnote, though a paste has lost the raised number that points to it."""
    words = [sort.lines[at].words if sort.lines[at].is_prose else 0 for at in places]
    total = sum(words)
    late = [at for at, above in zip(places, accumulate(words, initial=0), strict=False) if above * 2 >= total]
    numbered = [at for at in late if NUMBER.match(sort.lines[at].text) and not _is_plain_item(sort.lines[at])]
    sentences = [at for at in numbered if ends_sentence(sort.lines[at].text) and sort.lines[at].words >= 7]
    if len(sentences) != 1 or not (match := NUMBER.match(sort.lines[sentences[0]].text)):
        return []
    at, text = sentences[0], match["body"].strip()
    above = [line for line in sort.lines[:at] if line.text][-1:]
    below = [line for line in sort.lines[at + 1 :] if line.text][:1]
    if (match["held"] or match["round"] or match["bare"]) != "1" or not above or count_words(text) > MOST_NUMBERED:
        return []
    if not ends_sentence(above[0].text) or above[0].text.endswith((":", "：")) or (below and _goes_on(below[0])):
        return []
    return [(at, Found("1", NoteKind.FOOTNOTE, text, (), False))]


def _goes_on(line: Line) -> bool:
    """Whether the text goes on with a line: it is neither the site's nor a note."""
    is_site = chrome_of(line.text, line.words) or is_appeal(line.text, line.words) or kind_of(line.text, (), late=True)
    return line.is_prose and not is_site


def _is_plain_item(line: Line) -> bool:
    """An item of a page's numbered list that nothing calls a note: "km2" above it does not point to the second."""
    return bool(line.number) and not line.hints & NOTE_HINTS


def _labelled(text: str) -> Found | None:
    label = label_of(text)
    if not label or label[0] is not NoteKind.FOOTNOTE or count_words(text) > MOST_NUMBERED or kind_of(text, (), late=True):
        return None
    return Found("", NoteKind.FOOTNOTE, text[label[1] :].strip(), (), False)


def _below_text(sort: Sorting, start: int) -> list[int]:
    """The open lines after which no running text comes but notes and the site's."""
    found: list[int] = []
    for at in reversed(sort.open_after(start)):
        line = sort.lines[at]
        if line.inside is False:
            continue
        if line.is_prose and not _is_after_text(line):
            break
        found.append(at)
    return found[::-1]


def _is_after_text(line: Line) -> bool:
    """Whether running text is a note or the site's."""
    is_note = NUMBER.match(line.text) or label_of(line.text) or kind_of(line.text, (), late=True)
    return bool(is_note or chrome_of(line.text, line.words) or is_appeal(line.text, line.words))


def _points(number: str, rest: str, several: bool) -> bool:
    """Whether the text has the number behind a sentence, in brackets or raised; behind a bare word where there are several."""
    superscript = number.translate(str.maketrans("1234567890", "¹²³⁴⁵⁶⁷⁸⁹⁰"))
    stop = "[.,;:!?”’\"')»]" + ("*" if several else "+")
    forms = (rf"[^\W\d_]{{2}}{stop}{number}(?![\d.,]*\d)(?!\w)", rf"\[{number}\]", rf"{superscript}(?![¹²³⁴⁵⁶⁷⁸⁹⁰])")
    return any(re.search(form, rest) for form in forms)
