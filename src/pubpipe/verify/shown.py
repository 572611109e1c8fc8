"""Whether a finished file shows the article's pictures, and says in its own language what they show."""

import hashlib
import io
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from pubpipe.article import ENDINGS, Edition, Finding, Level, Picture
from pubpipe.codes import note_labels, shown
from pubpipe.opc import UNPACKING
from pubpipe.verify.contract import compact

HINT = "make the edition again; if it stays, report it"
DEEPEST = 60  # levels of a structure tree that are followed; ours have a dozen
MOST_BYTES = 32 << 20
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def told_of(edition: Edition) -> tuple[tuple[str, Picture, str], ...]:
    """(block id, picture, what is said of it) of each picture; "" for one of which there is nothing to tell.

    Without an alternate text the caption stands for it (ISO 14289-1, 7.3 asks each figure for one).
    """
    labels = note_labels(edition.article)
    unknown = edition.labels.get("Picture without a description", "")
    return tuple(
        (block.id, picture, picture.alt or shown(block.text, block.marks, labels) or ("" if picture.is_decorative else unknown))
        for block in edition.article.blocks
        if (picture := block.picture)
    )


def _faults(letter: str, edition: Edition, alts: Sequence[str], files: Collection[str] | None) -> Iterator[Finding]:
    """P-019 and its like: a picture or its alternate text is missing.

    Args:
        alts: What the file says of its pictures.
        files: SHA-256 of each file in it; None where pictures are no files of their own.
    """
    said = Counter(map(compact, alts))
    for block, picture, alt in told_of(edition):
        if files is not None and picture.sha256 not in files:
            yield _finding(letter, block, f"the picture {picture.file} is missing or altered")
        elif alt and not said[compact(alt)]:
            yield _finding(letter, block, f"the alternate text “{alt[:57]}” is missing or altered")
        else:
            said[compact(alt)] -= 1


def _finding(letter: str, where: str, message: str) -> Finding:
    return Finding(f"{letter}-019", where, message, Level.ERROR, HINT)


# --- PDF --------------------------------------------------------------------------------------------------------------


def shown_by_pdf(letter: str, data: bytes, edition: Edition) -> Iterator[Finding]:
    """By the structure tree, which a screen reader reads, and by how many pictures its pages draw."""
    if not edition.article.pictures:
        return
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        alts = [alt for page in document for alt in _alternates(page)]
        drawn = sum(
            item.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE for page in document for item in page.get_objects(max_depth=8)
        )
    yield from _faults(letter, edition, alts, None)
    wanted = sum(picture.media in ("image/jpeg", "image/png") for picture in edition.article.pictures)
    if drawn < wanted:
        yield _finding(letter, "file", f"it draws {drawn} pictures, the edition has {wanted}")


def _alternates(page: Any) -> list[str]:
    """The alternate texts of the figures that a page tags."""
    from pypdfium2 import raw

    tree = raw.FPDF_StructTree_GetForPage(page)
    if not tree:
        return []
    found: list[str] = []
    try:
        tops = (raw.FPDF_StructTree_GetChildAtIndex(tree, at) for at in range(raw.FPDF_StructTree_CountChildren(tree)))
        open_at = [(top, 0) for top in tops if top]
        while open_at:
            element, depth = open_at.pop()
            found += filter(None, [_alternate(element)])
            count = raw.FPDF_StructElement_CountChildren(element) if depth < DEEPEST else 0
            children = (raw.FPDF_StructElement_GetChildAtIndex(element, at) for at in range(max(0, count)))
            open_at += [(child, depth + 1) for child in children if child]
    finally:
        raw.FPDF_StructTree_Close(tree)
    return found


def _alternate(element: Any) -> str:
    import ctypes

    from pypdfium2 import raw

    size = raw.FPDF_StructElement_GetAltText(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDF_StructElement_GetAltText(element, buffer, size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


# --- Packages and pages -----------------------------------------------------------------------------------------------


def shown_by_docx(data: bytes, edition: Edition) -> Iterator[Finding]:
    """By the description of each drawing and the media beside the text."""
    if not edition.article.pictures:
        return
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = [name for name in package.namelist() if name.startswith("word/media/")]
            files = {hashlib.sha256(package.open(name).read(MOST_BYTES)).hexdigest() for name in names}
            root = etree.fromstring(package.read("word/document.xml"), parser)
    except (KeyError, etree.XMLSyntaxError, *UNPACKING):
        return  # it does not open, which another check says
    yield from _faults("D", edition, [node.get("descr") or "" for node in root.iter(f"{DRAWING}docPr")], files)


def shown_by_epub(parts: dict[str, bytes], text: Any, edition: Edition) -> Iterator[Finding]:
    """By the files of the container and the elements of its text."""
    files = {hashlib.sha256(part).hexdigest() for name, part in parts.items() if name.startswith("EPUB/pictures/")}
    yield from _faults("B", edition, [node.get("alt") or "" for node in text.iter(f"{XHTML}img")], files)


def shown_by_page(root: Any, edition: Edition) -> Iterator[Finding]:
    """By the elements of a reading page, whose picture files lie beside it; a caption below is not said twice."""
    images = [(node.get("src") or "", node.get("alt") or "") for node in root.iter("img")]
    for block, picture, alt in told_of(edition):
        file = f".{picture.sha256[:16]}.{ENDINGS[picture.media]}"
        said = [told for name, told in images if name.endswith(file)]
        if not said:
            yield _finding("W", block, f"the picture {picture.file} is missing or altered")
        elif picture.alt and compact(alt) not in map(compact, said):
            yield _finding("W", block, f"the alternate text “{alt[:57]}” is missing or altered")
