"""Read an e-book and a bilingual PDF back, and say what of the edition is not in them."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from pubpipe.article import Edition, Finding, Level
from pubpipe.codes import note_labels, shown
from pubpipe.opc import UNPACKING
from pubpipe.verify.contract import RTL_LETTER, Promise, body, column, compact, front_matter, stands, words

HINT = "make the edition again; if it stays, report it"
TEXT = "EPUB/text.xhtml"


def check_epub(data: bytes, edition: Edition) -> tuple[Finding, ...]:
    """Prove that an e-book holds the edition it was made from.

    Returns:
        Findings of level error, B-001 to B-015: the same promises by the same numbers as for a PDF.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            root = etree.fromstring(package.read(TEXT), parser)
    except (KeyError, etree.XMLSyntaxError, *UNPACKING) as error:
        return (_finding("B-001", "file", f"the EPUB does not open: {error}"),)
    found = compact("".join(root.itertext()))
    promises = (*front_matter(edition), *body(edition, numbered=False))
    return tuple(
        _finding(f"B-{promise.number}", promise.where, f"the {promise.what} “{promise.text[:57]}” is missing or altered")
        for promise in promises
        if promise.what != "byline" and compact(promise.text) not in found
    )


def check_bilingual(data: bytes, edition: Edition) -> tuple[Finding, ...]:
    """Prove that a bilingual PDF shows every block and note of the edition and of its source.

    Returns:
        Findings of level error, F-001 to F-015.
    """
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as document:
            pages = [column(lines) for side in (0, 1) for page in document for lines in [_half(page, side)]]
            bags = [
                words(page.get_textpage().get_text_range()) for page in document
            ]  # a Latin name beside a source line may turn
    except pypdfium2.PdfiumError as error:
        return (_finding("F-001", "file", f"the PDF does not open: {error}"),)
    return tuple(
        _finding(f"F-{promise.number}", promise.where, f"the {promise.what} “{promise.text[:57]}” is missing or altered")
        for promise in _both(edition)
        if not stands(compact(promise.text), pages, labelled=True)
        and not (RTL_LETTER.search(promise.text) and any(words(promise.text) <= bag for bag in bags))
    )


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
