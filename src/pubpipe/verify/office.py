"""Read a finished DOCX back from its own XML, and say what of the edition is not in it."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pubpipe.article import Edition, Finding, Level, NoteKind
from pubpipe.opc import UNPACKING
from pubpipe.verify.contract import (
    LABELLED,
    UNSEEN,
    Column,
    Promise,
    body,
    byline_pattern,
    column,
    compact,
    front_matter,
    has_number,
    passage,
    unit_facts,
)
from pubpipe.verify.machines import Told, check_told, told_by_docx
from pubpipe.verify.shown import shown_by_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DC = "{http://purl.org/dc/elements/1.1/}"
SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011", f"{W}softHyphen": "\u00ad"}
PARTS = ("word/document.xml", "word/footnotes.xml", "docProps/core.xml", "word/styles.xml", "docProps/custom.xml")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text of a paragraph, compact, and the footnotes it refers to; `text` is the same as it stands."""

    bare: str
    references: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a DOCX gives back; headers and footers are not read, for they prove nothing.

    Attributes:
        lang: Of the file's properties.
        text_languages: Of text that says no other: one for each kind of script (ECMA-376-1, 17.3.2.20), without regions.
    """

    paragraphs: tuple[Paragraph, ...]
    footnotes: dict[str, str]
    text: str
    lang: str
    title: str
    text_languages: frozenset[str] = frozenset()
    told: Told = field(default_factory=dict)


def check_docx(data: bytes, edition: Edition) -> tuple[Finding, ...]:
    """Prove that a DOCX shows the edition it was made from.

    Returns:
        Findings of level error, D-001 to D-019: the same promises by the same numbers as for a PDF.
    """
    from lxml import etree

    try:
        reading = _read(data)
    except (KeyError, etree.XMLSyntaxError, *UNPACKING) as error:
        return (_finding("001", "file", f"the DOCX does not open: {error}"),)
    told = (*check_told("D", reading.told, edition), *shown_by_docx(data, edition))
    return (*_check_file(reading, edition), *_check_promises(reading, edition), *_check_marks(reading, edition), *told)


def _finding(number: str, where: str, message: str) -> Finding:
    return Finding(f"D-{number}", where, message, Level.ERROR, "make the edition again; if it stays, report it")


# Reading


@lru_cache(maxsize=1)  # checked, then its fingerprints are taken
def _read(data: bytes) -> Reading:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: _root(package, name) for name in PARTS}
    document, notes, core, styles, custom = parts.values()
    if document is None:
        raise KeyError("it has no word/document.xml")
    paragraphs = list(document.iter(f"{W}p"))
    footnotes = {} if notes is None else dict(_footnotes(notes))
    texts = [_text(paragraph) for paragraph in paragraphs]
    return Reading(
        tuple(
            Paragraph(compact(text), tuple(mark.get(f"{W}id") for mark in node.iter(f"{W}footnoteReference")), text)
            for node, text in zip(paragraphs, texts, strict=True)
        ),
        footnotes,
        "\n".join([*texts, *footnotes.values()]),
        _property(core, "language"),
        _property(core, "title"),
        _text_languages(styles),
        told_by_docx(core, custom),
    )


def document_lines(data: bytes) -> list[str]:
    """Every paragraph and footnote, in the order of the file, without those that say nothing.

    Raises:
        KeyError, XMLSyntaxError, one of `UNPACKING`: It does not open as a DOCX.
    """
    reading = _read(data)
    lines = [*(paragraph.text for paragraph in reading.paragraphs), *reading.footnotes.values()]
    return [line.translate(UNSEEN) for line in lines if compact(line)]


def _root(package: zipfile.ZipFile, name: str) -> Any | None:
    """Root of a part, None where there is no such part."""
    from lxml import etree

    if name not in package.namelist():
        return None
    return etree.fromstring(package.read(name), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def _text(node: Any) -> str:
    """Text of a paragraph or a footnote, without what is marked as deleted."""
    return "".join(_said(piece) for piece in node.iter(f"{W}t", f"{W}sym", *SIGNS) if _counts(piece))


def _said(piece: Any) -> str:
    """What one piece of a run says; a sign of a symbol face may stand 0xF000 above its code (ECMA-376-1, 17.3.3.30)."""
    if piece.tag == f"{W}t":
        return piece.text or ""
    if piece.tag != f"{W}sym":
        return SIGNS[piece.tag]
    code = int(piece.get(f"{W}char"), 16)
    return chr(code - 0xF000 if 0xF020 <= code <= 0xF0FF else code)


def _counts(piece: Any) -> bool:
    """A tab in a paragraph's properties is a tab stop, not a tab."""
    return str(piece.getparent().tag) == f"{W}r"


def _footnotes(root: Any) -> Iterator[tuple[str, str]]:
    for note in root.iter(f"{W}footnote"):
        if note.get(f"{W}type") in (None, "normal"):
            yield note.get(f"{W}id"), _text(note)


def _property(core: Any, name: str) -> str:
    return "" if core is None else core.findtext(f"{DC}{name}") or ""


def _text_languages(styles: Any) -> frozenset[str]:
    """The languages that spelling and speech go by where a run does not name its own."""
    marks = [] if styles is None else styles.findall(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    return frozenset(tag.split("-")[0].casefold() for mark in marks for tag in mark.values())


# Checks


def _check_file(reading: Reading, edition: Edition) -> Iterator[Finding]:
    """D-002 to D-004: there is text, and the file says its language and title."""
    if not any(paragraph.bare for paragraph in reading.paragraphs):
        yield _finding("002", "file", "the DOCX has no text")
    if reading.lang.split("-")[0].casefold() != edition.lang.split("-")[0].casefold():
        yield _finding("003", "file", f"the DOCX says its language is “{reading.lang}”, the edition is in “{edition.lang}”")
    if reading.text_languages and edition.lang.split("-")[0].casefold() not in reading.text_languages:
        named = ", ".join(sorted(reading.text_languages))
        yield _finding("003", "file", f"the text of the DOCX is marked as {named}, the edition is in “{edition.lang}”")
    if compact(reading.title) != compact(edition.article.title):
        yield _finding("004", "file", f"the DOCX says its title is “{reading.title}”")


def _check_promises(reading: Reading, edition: Edition) -> Iterator[Finding]:
    """D-005 to D-015: front matter, blocks, then the numbers and names of each unit."""
    sheet = column(
        [*(paragraph.bare for paragraph in reading.paragraphs), *reading.footnotes.values()], edition.labels.values()
    )
    kept: dict[str, str] = {}
    promised = {promise.where: promise.text for promise in (*front_matter(edition), *body(edition, numbered=False))}
    for promise in (*front_matter(edition), *body(edition, numbered=False)):
        if _is_kept(promise, reading, sheet, edition):
            kept[promise.where] = f"{kept.get(promise.where, '')}\n{promise.text}"
        else:
            yield _finding(promise.number, promise.where, _lost(promise, sheet))
    for number, what, segment, block, text in unit_facts(edition):
        if block not in promised:
            continue
        near = kept.get(block) or passage(compact(promised[block]), sheet.bare)[0] or reading.text
        if not (has_number(near, text) if what == "number" else compact(text) in compact(near)):
            yield _finding(number, segment, f"the {what} {text} is missing or altered")


def _is_kept(promise: Promise, reading: Reading, sheet: Column, edition: Edition) -> bool:
    if promise.what == "byline":
        return _byline(reading, edition) is not None
    wanted = compact(promise.text)
    if promise.what == "author":
        line = _byline(reading, edition)
        return wanted in (sheet.bare if line is None else line.bare)
    return sheet.has(wanted, labelled=promise.what in LABELLED)


def _lost(promise: Promise, sheet: Column) -> str:
    head = promise.text if len(promise.text) <= 60 else promise.text[:57] + "…"
    _, place = passage(compact(promise.text), sheet.bare)
    return f"the {promise.what} “{head}” is missing or altered" + (f": {place}" if place else "")


def _byline(reading: Reading, edition: Edition) -> Paragraph | None:
    pattern = byline_pattern(edition)
    return next((paragraph for paragraph in reading.paragraphs if column([paragraph.bare]).matches(pattern)), None)


def _check_marks(reading: Reading, edition: Edition) -> Iterator[Finding]:
    """D-016: affiliations and disclaimers are footnotes of the byline, with the marks the source gives them."""
    notes = edition.article.notes_of(NoteKind.AFFILIATION, NoteKind.DISCLAIMER)
    line = _byline(reading, edition)
    if not notes or line is None:
        return
    marks = dict.fromkeys(note.marker for note in notes if note.marker)
    if len(line.references) < max(1, len(marks)):
        yield _finding("016", "byline", f"{len(marks) or 1} notes belong to the byline, it refers to {len(line.references)}")
    shown = re.findall(r"\*+|[†‡§¶]+|\d+", line.bare)
    for mark in marks:
        if mark not in shown and mark not in "".join(shown):
            yield _finding("016", "byline", f"the mark {mark} of a note is not in the byline")
    heads = {text.split()[0] for reference in line.references if (text := reading.footnotes.get(reference, "").strip())}
    for mark in marks:
        if mark not in heads:
            yield _finding("016", "byline", f"no footnote of the byline begins with the mark {mark}")
    for reference in line.references:
        if not reading.footnotes.get(reference, "").strip():
            yield _finding("016", "byline", f"the byline refers to footnote {reference}, which is not there")
