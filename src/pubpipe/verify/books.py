"""Read an e-book and a bilingual PDF back, and say what of the edition is not in them."""

import hashlib
import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pubpipe.article import Edition, Finding, Level
from pubpipe.codes import note_labels, shown
from pubpipe.opc import UNPACKING
from pubpipe.verify.contract import RTL_LETTER, Promise, body, byline_pattern, column, compact, front_matter, stands, words
from pubpipe.verify.shown import shown_by_epub, shown_by_pdf

HINT = "make the edition again; if it stays, report it"
TEXT, PACKAGE = "EPUB/text.xhtml", "EPUB/package.opf"


SPAN = 4  # pages that one paragraph may go over
PARTS, PART_BYTES = 192, 32 << 20  # ours have six parts and up to 120 pictures
PICTURES = "EPUB/pictures/"
OPF, DC = "{http://www.idpf.org/2007/opf}", "{http://purl.org/dc/elements/1.1/}"
RECORD = "META-INF/pubpipe.json"
UNREADABLE = (*UNPACKING, KeyError, SyntaxError)


def check_epub(data: bytes, edition: Edition) -> tuple[Finding, ...]:
    """Prove that an e-book holds the edition it was made from.

    Returns:
        Findings of level error, B-001 to B-019: the same promises by the same numbers as for a PDF.
    """
    try:
        parts = book_parts(data)
        roots = {name: tree_of(parts[name]) for name in (TEXT, PACKAGE)}
    except UNREADABLE as error:
        return (_finding("B-001", "file", f"the EPUB does not open: {error}"),)
    pictures = shown_by_epub(parts, roots[TEXT], edition)
    return (*_check_package(roots[PACKAGE], roots[TEXT], edition), *missing("B", roots[TEXT], edition), *pictures)


def book_parts(data: bytes) -> dict[str, bytes]:
    """The files of an e-book by name, never more than a book of ours could need.

    Raises:
        BadZipFile, ValueError: It does not open, or is larger.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        entries = package.infolist()
        if len(entries) > PARTS or len({entry.filename for entry in entries}) != len(entries):
            raise ValueError("it has more files than an edition has, or two of one name")
        parts = {}
        for entry in entries:
            with package.open(entry) as part:
                parts[entry.filename] = part.read(PART_BYTES + 1)
            if len(parts[entry.filename]) > PART_BYTES:
                raise ValueError(f"{entry.filename} is larger than any text")
        return parts


def book_lines(data: bytes) -> list[str]:
    """What every part of an e-book says, element by element, and the lines of its style; the record that it carries aside.

    Raises:
        BadZipFile, ValueError, SyntaxError: It does not open.
    """
    parts = book_parts(data)
    return [line for name, part in sorted(parts.items()) if name != RECORD for line in (f"[{name}]", *_part_lines(name, part))]


def _part_lines(name: str, part: bytes) -> Iterator[str]:
    if name.startswith(PICTURES):
        return iter([hashlib.sha256(part).hexdigest()])
    if name.endswith((".xhtml", ".opf", ".xml", ".ncx")):
        return element_lines(tree_of(part))
    return filter(str.strip, part.decode("utf-8", "backslashreplace").splitlines())


def tree_of(part: bytes) -> Any:
    """Root of an XML document from anywhere."""
    from lxml import etree

    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False))


def element_lines(root: Any) -> Iterator[str]:
    """Every element with what it is marked with, and every text, in the order of the document."""
    for node in root.iter():
        if not isinstance(node.tag, str):
            yield f"<!{node.text or ''}>"
            yield from _said(node.tail)
            continue
        marks = "".join(f' {key.rpartition("}")[2]}="{value}"' for key, value in sorted(node.attrib.items()))
        yield f"<{node.tag.rpartition('}')[2]}{marks}>"
        yield from _said(node.text)
        yield from _said(node.tail)


def _said(text: str | None) -> Iterator[str]:
    if text and text.strip():
        yield text


def _check_package(package: Any, text: Any, edition: Edition) -> Iterator[Finding]:
    """B-003, B-004, B-007: what the e-book says of itself to a library or a bookshop."""
    root = text.getroottree().getroot()
    said = [node.text or "" for node in package.iter(f"{DC}language")] + [root.get("lang") or ""]
    for tag in said or [""]:
        if tag != edition.lang:
            yield _finding("B-003", "file", f"the EPUB says its language is “{tag[:35]}”, the edition is in “{edition.lang}”")
    titles = [node.text or "" for node in package.iter(f"{DC}title")]
    if [compact(title) for title in titles] != [compact(edition.article.title)]:
        yield _finding("B-004", "file", f"the EPUB says its title is “{'”, “'.join(titles)[:80]}”")
    creators = [compact(node.text or "") for node in package.iter(f"{DC}creator")]
    for author in edition.source.authors:
        if compact(author.name) not in creators:
            yield _finding("B-007", "file", f"the EPUB does not name {author.name} among its authors")


def missing(letter: str, root: Any, edition: Edition) -> Iterator[Finding]:
    """The promises that the text of an XML or HTML document does not keep: front matter, blocks, numbers and names."""
    found = compact("".join(root.itertext()))
    for promise in (*front_matter(edition), *body(edition, numbered=False)):
        is_there = compact(promise.text) in found or (promise.what == "byline" and byline_pattern(edition).search(found))
        if not is_there:
            message = f"the {promise.what} “{promise.text[:57]}” is missing or altered"
            yield _finding(f"{letter}-{promise.number}", promise.where, message)


def check_bilingual(data: bytes, edition: Edition) -> tuple[Finding, ...]:
    """Prove that a bilingual PDF shows every block and note of the edition and of its source.

    Returns:
        Findings of level error, F-001 to F-019.
    """
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as document:
            pages = [column(lines) for side in (0, 1) for page in document for lines in [_half(page, side)]]
            single = [words(page.get_textpage().get_text_range()) for page in document]
    except pypdfium2.PdfiumError as error:
        return (_finding("F-001", "file", f"the PDF does not open: {error}"),)
    # Not by halves, for a Latin name in a line of Arabic may turn to the other side; and a paragraph may go over some pages.
    bags = [sum(single[at : at + count], Counter[str]()) for count in range(1, SPAN + 1) for at in range(len(single))]
    texts = tuple(
        _finding(f"F-{promise.number}", promise.where, f"the {promise.what} “{promise.text[:57]}” is missing or altered")
        for promise in _both(edition)
        if not stands(compact(promise.text), pages, labelled=True)
        and not (RTL_LETTER.search(promise.text) and any(words(promise.text) <= bag for bag in bags))
    )
    return (*texts, *shown_by_pdf("F", data, edition))


def _half(page: Any, side: int) -> list[str]:
    """Lines of the left or the right half of a page: PDFium runs lines of one height together across the columns."""
    width, height = page.get_size()
    text: str = page.get_textpage().get_text_bounded(left=width / 2 * side, bottom=0, right=width / 2 * (side + 1), top=height)
    return text.splitlines()


def _both(edition: Edition) -> Iterator[Promise]:
    """Title, blocks and notes in both languages; what goes over a page begins at a line of it."""
    for article, which in ((edition.article, ""), (edition.source, " in the source")):
        labels = note_labels(article)
        yield Promise("005", "title" + which, "title", article.title)
        for block in article.blocks:
            if block.text.strip():
                yield Promise("011", block.role.value + which, block.id, shown(block.text, block.marks, labels))
        for note in article.notes:
            yield Promise("008", note.kind.value + which, note.id, shown(note.text, note.marks, labels))


def _finding(code: str, where: str, message: str) -> Finding:
    return Finding(code, where, message, Level.ERROR, HINT)
