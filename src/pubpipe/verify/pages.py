"""Read a finished PDF back, as Chrome does, and say what of the edition is not in it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pubpipe.article import Edition, Finding, Level, NoteKind
from pubpipe.verify.contract import (
    LABELLED,
    RTL_LETTER,
    Column,
    Promise,
    body,
    byline_pattern,
    column,
    compact,
    front_matter,
    has_number,
    passage,
    stands,
    unit_facts,
    words,
)
from pubpipe.verify.machines import check_told, told_by_pdf
from pubpipe.verify.shown import shown_by_pdf

# PDFium writes U+FFFE for a hyphen at a line's end, and no line break after it: the next line may be the running foot.
LINE_END = "[\r\n\ufffe\x02]+"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a PDF gives back.

    Attributes:
        pages: Lines of each page, without running heads and feet.
        columns: The same, compact.
        bags: The same, each line as a bag of words and letters; empty where no script needs it.
    """

    pages: tuple[tuple[str, ...], ...]
    columns: tuple[Column, ...]
    bags: tuple[tuple[Counter[str], ...], ...]
    lang: str
    title: str

    @property
    def text(self) -> str:
        """All of it, with line breaks."""
        return "\n".join(line for page in self.pages for line in page)


def check_pdf(data: bytes, edition: Edition, running: Sequence[str] = ()) -> tuple[Finding, ...]:
    """Prove that a PDF shows the edition it was made from.

    Text must come back letter by letter. Lines in Arabic and Hebrew script may come back with their words in another order: of
    them all letters, words and numbers must be there, line by line.

    Args:
        running: Running heads and feet, which are no proof that the title or the byline is there.

    Returns:
        Findings of level error, P-001 to P-019, in the order of the contract; none where every promise is kept.
    """
    from pypdfium2 import PdfiumError

    try:
        reading = _read(data, running, tuple(edition.labels.values()))
    except PdfiumError as error:
        return (_finding("001", "file", f"the PDF does not open: {error}"),)
    told = (*check_told("P", told_by_pdf(data), edition), *shown_by_pdf("P", data, edition))
    return (*_check_file(reading, edition), *_check_promises(reading, edition), *_check_marks(reading, edition), *told)


def _finding(number: str, where: str, message: str) -> Finding:
    return Finding(f"P-{number}", where, message, Level.ERROR, "make the edition again; if it stays, report it")


# Reading


def _read(data: bytes, running: Sequence[str], labels: Sequence[str] = ()) -> Reading:
    """Texts of all pages, language and title."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        texts = _page_texts(data)
        pages = tuple(_without_running(text, running, first=number == 0) for number, text in enumerate(texts))
        columns = tuple(column(page, labels) for page in pages)
        shuffled = any(RTL_LETTER.search(text) for text in texts)
        bags = tuple(tuple(map(words, page)) for page in pages) if shuffled else ()
        return Reading(pages, columns, bags, _language(document), document.get_metadata_value("Title"))
    finally:
        document.close()


def page_lines(data: bytes) -> list[list[str]]:
    """Every line of every page, running heads and feet too.

    Raises:
        PdfiumError: It does not open.
    """
    return [[line for line in re.split(LINE_END, text) if line.strip()] for text in _page_texts(data)]


@lru_cache(maxsize=2)  # of an edition and its facing pages: each is checked, then its fingerprints are taken
def _page_texts(data: bytes) -> tuple[str, ...]:
    """The text of every page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        return tuple(_page_text(document[number]) for number in range(len(document)))
    finally:
        document.close()


def _page_text(page: Any) -> str:
    text = page.get_textpage()
    try:
        return str(text.get_text_range())
    finally:
        text.close()
        page.close()


def _language(document: Any) -> str:
    """/Lang of the catalog."""
    import ctypes

    from pypdfium2 import raw

    size = raw.FPDFCatalog_GetLanguage(document, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFCatalog_GetLanguage(document, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def _without_running(text: str, running: Sequence[str], *, first: bool) -> tuple[str, ...]:
    """Lines of a page without its running heads and feet: at its edges, on the first page only at its end."""
    lines = [line.strip() for line in re.split(LINE_END, text) if line.strip()]
    bags = [words(piece) for piece in running if piece.strip()]
    top = 0 if first else next((at for at, line in enumerate(lines[:3]) if not _is_running(line, bags)), min(3, len(lines)))
    lines = lines[top:]
    end = next((at for at, line in enumerate(reversed(lines[-3:])) if not _is_running(line, bags)), min(3, len(lines)))
    return tuple(lines[: len(lines) - end])


def _is_running(line: str, bags: Sequence[Counter[str]]) -> bool:
    """Whether a line is a page number, running texts, or both; a PDF may give back their words in another order."""
    rest = words(line)
    for bag in bags:
        if bag <= rest:
            rest = rest - bag
    return all(word.isdigit() for word in rest) and rest.total() <= 2


# The file


def _check_file(reading: Reading, edition: Edition) -> Iterator[Finding]:
    """P-001 to P-004: there are pages, each has text, and the file says its language and title."""
    if not reading.pages:
        yield _finding("001", "file", "the PDF has no pages")
    for number, page in enumerate(reading.pages, 1):
        if not page:
            yield _finding("002", f"page {number}", f"page {number} has no text")
    if reading.lang.casefold() != edition.lang.casefold():
        yield _finding("003", "file", f"the PDF says its language is “{reading.lang}”, the edition is in “{edition.lang}”")
    if compact(reading.title) != compact(edition.article.title):
        yield _finding("004", "file", f"the PDF says its title is “{reading.title}”")


def _check_marks(reading: Reading, edition: Edition) -> Iterator[Finding]:
    """P-016: the marks of the notes stand on the page of the byline; those of footnotes stand in the text."""
    notes = [note for note in edition.article.notes if note.kind is not NoteKind.FOOTNOTE]
    for mark in dict.fromkeys(note.marker for note in notes if note.marker):
        if not any(mark in page.bare for page in reading.columns[:1]):
            yield _finding("016", "byline", f"the mark {mark} of a note is not on the first page")


# Promises


def _check_promises(reading: Reading, edition: Edition) -> Iterator[Finding]:
    """P-005 to P-015: front matter, blocks, then the numbers and names of each unit."""
    kept: dict[str, str] = {}
    promises = (*front_matter(edition), *body(edition, numbered=True))
    paired = _side_by_side(promises, reading)
    for promise in promises:
        if _is_kept(promise, reading, edition) or promise in paired:
            kept[promise.where] = f"{kept.get(promise.where, '')}\n{promise.text}"
        else:
            yield _finding(promise.number, promise.where, _lost(promise, reading))
    yield from _check_facts(reading, edition, kept)


def _side_by_side(promises: Sequence[Promise], reading: Reading) -> list[Promise]:
    """Disclaimers that are one line each in both wordings: they stand beside each other, and PDFium reads them as one line."""
    halves = [promise for promise in promises if promise.number in ("009", "010")]
    pairs = ((one, two) for one in halves for two in halves if one.where == two.where and one is not two)
    return [one for pair in pairs if stands("".join(compact(half.text) for half in pair), reading.columns) for one in pair]


def _is_kept(promise: Promise, reading: Reading, edition: Edition) -> bool:
    if promise.what == "author":
        return _has_name(reading, promise.text, first=True)
    if promise.what == "byline" and any(page.matches(byline_pattern(edition)) for page in reading.columns[:2]):
        return True
    wanted = compact(promise.text)
    if promise.what != "byline" and stands(wanted, reading.columns, labelled=promise.what in LABELLED):
        return True
    script = RTL_LETTER.search(promise.text) or RTL_LETTER.search(edition.article.title)
    return bool(script) and _is_kept_in_bags(promise, reading, edition)


def _is_kept_in_bags(promise: Promise, reading: Reading, edition: Edition) -> bool:
    """The same for scripts that come back in another order: with the marks of the notes, or after a label, if need be."""
    bag = words(promise.text)
    if _stands_in_lines(bag, reading):
        return True
    if promise.what == "byline":
        return _stands_in_lines(bag + words(" ".join({note.marker for note in edition.article.notes})), reading)
    labels = edition.labels.values() if promise.number not in ("005", "006", "011") else ()
    return any(_stands_in_lines(bag + words(label), reading) for label in dict.fromkeys(labels))


def _lost(promise: Promise, reading: Reading) -> str:
    """What is missing, and where the page departs from it."""
    wanted = compact(promise.text)
    _, place = passage(wanted, _joined(reading))
    page = next((at for at, page in enumerate(reading.columns, 1) if wanted[:12] in page.bare), 0)
    head = promise.text if len(promise.text) <= 60 else promise.text[:57] + "…"
    message = f"the {promise.what} “{head}” is missing or altered"
    return message + (f" (page {page})" if page and place else "") + (f": {place}" if place else "")


def _joined(reading: Reading) -> str:
    return "\n".join(page.bare for page in reading.columns)


def _check_facts(reading: Reading, edition: Edition, kept: dict[str, str]) -> Iterator[Finding]:
    """P-012, P-013: the numbers and kept names of a unit are in its block, or in the file where the block is not."""
    promised = {promise.where: promise.text for promise in (*front_matter(edition), *body(edition, numbered=True))}
    joined = _joined(reading)
    for number, what, segment, block, text in unit_facts(edition):
        if block not in promised:
            continue
        near = kept.get(block) or passage(compact(promised[block]), joined)[0]
        if what == "number":
            found = has_number(near or reading.text, text)
        else:
            found = compact(text) in compact(near) if near else _has_name(reading, text)
        if not found:
            yield _finding(number, segment, f"the {what} {text} is missing or altered")


def _has_name(reading: Reading, name: str, *, first: bool = False) -> bool:
    """A name stands in one piece, or, in a line that runs from right to left, with all its words.

    Args:
        first: On the first two pages only: there the byline is.
    """
    end = 2 if first else len(reading.pages)
    if any(compact(name) in page.bare for page in reading.columns[:end]):
        return True
    bag = words(name)
    lines = [
        (line, have) for page in zip(reading.pages[:end], reading.bags, strict=False) for line, have in zip(*page, strict=True)
    ]
    return any(RTL_LETTER.search(line) and bag <= have for line, have in lines)


# Bags of letters


def _stands_in_lines(bag: Counter[str], reading: Reading) -> bool:
    """Whether consecutive lines make up a text, perhaps with the foot of one page and the head of the next between them."""
    starts = ((page, line) for page, lines in enumerate(reading.bags) for line in range(len(lines)))
    return any(_fills(bag, reading.bags, page, line) for page, line in starts)


def _fills(bag: Counter[str], pages: Sequence[Sequence[Counter[str]]], page: int, line: int) -> bool:
    """Whether the lines from here on are the bag, neither more nor less."""
    have: Counter[str] = Counter()
    for at in range(line, len(pages[page])):
        if pages[page][at].keys() - bag.keys():  # the quick way out for nearly all lines
            return False
        have = have + pages[page][at]
        if have - bag:
            return False
        if have == bag:
            return True
        if page + 1 < len(pages) and any(
            _fills(bag - have, pages, page + 1, first) for first in range(min(4, len(pages[page + 1])))
        ):
            return True
    return False
