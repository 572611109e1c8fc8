"""What a person left in a review copy: every letter of it, pending changes included."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pubpipe.errors import InputError
from pubpipe.ooxml import local
from pubpipe.opc import Package
from pubpipe.review.text import GONE, NEW, Anchor, Counts, Reading, attribute, counting, note_change, read_text
from pubpipe.review.values import COLUMNS, NAMESPACE, OURSELVES, POINTER, Comment, Export, ReviewCopy, Row

HINT = "send back the file that pubpipe wrote, saved as .docx"
WRAPPERS = frozenset(("sdt", "sdtContent", "customXml", "smartTag")) | GONE | NEW
NOBODY = frozenset(("", "unknown author", "unknown", "author", OURSELVES))
MARGIN = 4 << 20  # characters of comments; a reviewer of a whole book writes a hundredth of it
MACROS = ("vbaproject.bin", "vbadata.xml")
TIMES_MERGED = frozenset(("vMerge", "hMerge", "cellMerge"))
CELL_CHANGES = frozenset(("cellIns", "cellDel"))
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
KEY_LINE = re.compile(r"([a-z0-9-]+)\s·\s([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s·\s(\S+)")
SEGMENT_ID = re.compile(r"(?:title|subtitle|section|[a-z]+\d+)\.\d+", re.ASCII)


def read_review(data: bytes, pending: tuple[str, ...] = ()) -> ReviewCopy:
    """Read a review copy back.

    Args:
        data: A DOCX from Word, LibreOffice or Google Docs, pending changes and all.
        pending: Names of those whose pending changes count; everybody's where none is given.

    Raises:
        InputError: It is not a DOCX, is damaged or hostile, or is not a review copy of ours.
    """
    package, main, body = open_body(data, "review copy")
    record = _record(package, main)
    margin = margin_of(package, main)
    rows, outside, used = _rows(body, record, margin, counting(pending))
    slug, lang, export = _key(package, body)
    if not rows:
        raise InputError("the review copy has no table with segments", hint=HINT)
    outside += _furniture(package, main, slug)
    remarks = tuple(text for text in outside if text.strip() and not _is_ours(text.strip(), record))
    loose = tuple(comment for anchor, comment in margin.items() if anchor not in used and comment.author != OURSELVES)
    return ReviewCopy(
        slug, lang, export, tuple(rows), loose, remarks, modified_by(package), minutes_of(package), tuple(record.rows)
    )


def open_body(data: bytes, what: str) -> tuple[Package, str, Any]:
    """A DOCX from a person: its package, the name of its main part, and the body in it.

    Raises:
        InputError: It is not a DOCX, is damaged or hostile, or brings macros.
    """
    package = Package(data, what, HINT)
    if any(name.lower().endswith(MACROS) for name in package.names()):
        raise InputError(f"the {what} brings macros along and is not opened", hint="save it as .docx, without macros")
    main = next(iter(package.related("", "officeDocument")), "word/document.xml")
    root = package.tree(main)
    body = None if root is None else next((node for node in root if local(node) == "body"), None)
    if body is None:
        raise InputError(f"the {what} has no Word document in it", hint=HINT)
    return package, main, body


def names_of(people: Sequence[str]) -> tuple[str, ...]:
    """Names of people, each once; what an office program writes for nobody is left out."""
    return tuple(dict.fromkeys(name.strip() for name in people if name.strip().casefold() not in NOBODY))


# Rows


@dataclass(frozen=True, slots=True)
class Record:
    """What was sent, as the file itself remembers it."""

    lines: frozenset[str] = frozenset()
    rows: Mapping[str, Export] = field(default_factory=dict)


def _rows(
    body: Any, record: Record, margin: Mapping[Anchor, Comment], counts: Counts
) -> tuple[list[Row], list[str], set[Anchor]]:
    """Rows of all tables (Word can split one), the texts outside them, and which comments hang on a row."""
    rows, outside, used = [], [], set[Anchor]()
    for block in _unwrapped(body, ("p", "tbl")):
        if local(block) == "p":
            outside += [read_text(block).full] if _is_foreign(block, record) else []
            continue
        for node in _unwrapped(block, ("tr",)):
            found = list(_unwrapped(node, ("tc",)))
            cells = [read_text(cell, counts) for cell in found]
            if _is_heading(node, cells, record) or _is_summary(cells, record):
                outside += [cell.full for cell in cells] if record.lines else []
            elif any(cell.old.strip() or cell.full.strip() or cell.things for cell in cells):
                used |= {anchor for cell in cells for anchor in cell.anchors}
                rows.append(_row(node, found, cells, record, margin, counts))
    ours = any(SEGMENT_ID.fullmatch(row.id) or row.bookmark for row in rows)
    return rows if ours else [], outside, used


def _unwrapped(node: Any, names: tuple[str, ...]) -> Iterator[Any]:
    """Children of these names in order, looking into content controls and the other wrappers that may stand between."""
    waiting = list(reversed(node))
    while waiting:
        child = waiting.pop()
        if local(child) in names:
            yield child
        elif local(child) in WRAPPERS:
            waiting += reversed(child)


def _is_foreign(paragraph: Any, record: Record) -> bool:
    """Whether a paragraph may be a reviewer's; without the record, one in a style of ours is taken for ours."""
    styles = [attribute(node, "val") for node in paragraph.iter() if local(node) == "pStyle"]
    return bool(record.lines) or not any(style.startswith("Review") for style in styles)


def _row(
    node: Any, found: Sequence[Any], cells: Sequence[Reading], record: Record, margin: Mapping[Anchor, Comment], counts: Counts
) -> Row:
    """One row, whatever became of its cells."""
    texts = [cell.new for cell in cells]
    name = _identity(cells[0])
    sent = record.rows.get(name)
    anchors = dict.fromkeys(anchor for cell in cells for anchor in cell.anchors)
    flags = [flag for holder in node if local(holder) == "trPr" for flag in holder if local(flag) in GONE or local(flag) in NEW]
    whole = Reading()
    for flag in flags:
        note_change(flag, whole)
    people = [*(author for cell in cells for author in cell.authors), *whole.authors]
    row = Row(
        id=name,
        source="",
        exported="",
        target=" | ".join(cell.full for cell in cells[1:] if cell.full.strip()),
        authors=names_of([author for author in people if counts(author)]),
        comments=tuple(margin[anchor] for anchor in anchors if anchor in margin and not _is_sent(margin[anchor], sent)),
        deleted=any(local(flag) in GONE and counts(attribute(flag, "author")) for flag in flags),
        things=tuple(dict.fromkeys(thing for cell in cells for thing in cell.things)),
        dates=tuple(date for cell in cells for date in cell.dates),
        record=sent,
    )
    if fault := _shape(found):
        return replace(row, fault=fault)
    waiting = cells[2].full if cells[2].full != cells[2].new else ""
    others = names_of([author for author in people if not counts(author)]) if waiting else ()
    return replace(
        row,
        source=texts[1],
        exported=cells[2].old if sent is None else sent.target,
        target=texts[2],
        status=texts[3].strip(),
        notes=texts[4],
        bookmark=next((mark for mark in cells[2].bookmarks if mark.startswith("seg_")), ""),
        pending=waiting,
        waiting=others,
        kinds=spans_of(cells[2]),
    )


def spans_of(cell: Reading) -> tuple[tuple[int, int, str], ...]:
    """Where the text that counts is set in italics and the like: (start, end, kind), offsets in `new`."""
    at, spans = 0, list[tuple[int, int, str]]()
    for piece in cell.stretches:
        if piece.new:
            spans += [(at, at + len(piece.text), kind) for kind in sorted(piece.kinds)]
            at += len(piece.text)
    return tuple(spans)


def _shape(cells: Sequence[Any]) -> str:
    """What is wrong with the cells of a row, or ""."""
    if len(cells) != COLUMNS:
        return f"the row has {len(cells)} cells in place of {COLUMNS}"
    flags = {local(flag) for cell in cells for holder in cell if local(holder) == "tcPr" for flag in holder}
    if flags & TIMES_MERGED:
        return "cells of the row were merged with those of another row"
    return "a cell was put in or taken out" if flags & CELL_CHANGES else ""


def _is_sent(comment: Comment, sent: Export | None) -> bool:
    """Whether a comment is the one that we wrote, unchanged."""
    known = sent is None or re.sub(r"\s+", " ", comment.text).strip() == re.sub(r"\s+", " ", sent.remark).strip()
    return comment.author == OURSELVES and known


def _identity(cell: Reading) -> str:
    """The ID in a cell's first line as it was sent: a pending change there does not rename the segment."""
    text = (cell.old if cell.old.strip() else cell.new).translate(INVISIBLE).strip()
    return text.split("\n")[0].strip()


def _is_heading(row: Any, cells: Sequence[Reading], record: Record) -> bool:
    """The repeated header row: by its flag, or by its words where an office program dropped the flag."""
    if not cells or SEGMENT_ID.match(_identity(cells[0])):
        return False
    flagged = any(local(flag) == "tblHeader" for holder in row if local(holder) == "trPr" for flag in holder)
    return flagged or all(cell.new.strip() in record.lines for cell in cells)


def _is_summary(cells: Sequence[Reading], record: Record) -> bool:
    """A row of the list of segments to begin with: ours, as long as every cell says what we wrote."""
    ours = len(cells) == len(("ID", "findings")) and cells[0].full.strip().startswith(POINTER)
    return ours and (not record.lines or all(cell.full.strip() in record.lines for cell in cells))


# What travels beside the text


def _record(package: Package, main: str) -> Record:
    for name in package.related(main, "customXml"):
        root = package.tree(name)
        if root is not None and root.tag == f"{{{NAMESPACE}}}review":
            return _read_record(root)
    return Record()


def _read_record(root: Any) -> Record:
    """The record; of two rows with one id neither is believed."""
    rows: dict[str, Export] = {}
    twice = set()
    for node in root.iterchildren(f"{{{NAMESPACE}}}row"):
        texts = [node.findtext(f"{{{NAMESPACE}}}{name}") or "" for name in ("source", "target", "notes", "remark")]
        name = node.get("id") or ""
        twice |= {name} & rows.keys()
        rows[name] = Export(texts[0], texts[1], node.get("status") or "", texts[2], texts[3])
    lines = frozenset((node.text or "").strip() for node in root.iterchildren(f"{{{NAMESPACE}}}line"))
    return Record(lines, {name: row for name, row in rows.items() if name not in twice})


def margin_of(package: Package, main: str) -> dict[Anchor, Comment]:
    """Comments, footnotes and endnotes by kind and id.

    Raises:
        InputError: They are longer than `MARGIN`.
    """
    found = {}
    size = 0
    for kind in ("comment", "footnote", "endnote"):
        for name in package.related(main, f"{kind}s"):
            root = package.tree(name)
            for node in [] if root is None else root:
                text = read_text(node).full.strip() if local(node) == kind else ""
                size += len(text)
                if size > MARGIN:
                    what = f"the comments have more than {MARGIN >> 20} million characters"
                    raise InputError(what, hint="take them out, and send those that matter")
                if text:
                    who, when = attribute(node, "author"), attribute(node, "date")
                    found[kind, attribute(node, "id")] = Comment(who, when, text)
    return found


def _furniture(package: Package, main: str, slug: str) -> list[str]:
    """What was written in running heads and feet, our own folio line aside."""
    roots = [package.tree(name) for kind in ("header", "footer") for name in package.related(main, kind)]
    texts = [read_text(root).full.strip() for root in roots if root is not None]
    return [text for text in texts if text and not re.fullmatch(re.escape(slug) + r" · \S+ · [\d/\s]*", text)]


def _key(package: Package, body: Any) -> tuple[str, str, str]:
    """Slug, language and export hash: the file's own properties, else the key line."""
    values = properties_of(package)
    if all(values.get(f"pubpipe.{name}") for name in ("slug", "lang", "export")):
        return values["pubpipe.slug"], values["pubpipe.lang"], values["pubpipe.export"]
    for text in (read_text(node).new for node in _unwrapped(body, ("p",))):
        found = KEY_LINE.fullmatch(text.strip())
        if found:
            return found[1], found[2], found[3]
    raise InputError("this is not a review copy of pubpipe: it names no article, language and export", hint=HINT)


def _is_ours(text: str, record: Record) -> bool:
    """Whether a line outside the table is one we wrote; without the record, the key line is known by its shape."""
    return text in record.lines or KEY_LINE.fullmatch(text) is not None


def properties_of(package: Package) -> dict[str, str]:
    """The file's custom properties."""
    roots = [package.tree(name) for name in package.related("", "custom-properties")]
    nodes = (node for root in roots if root is not None for node in root if isinstance(node.tag, str))
    return {node.get("name") or "": "".join(node.itertext("*")).strip() for node in nodes}


def modified_by(package: Package) -> str:
    roots = [package.tree(name) for name in package.related("", "core-properties")]
    people = [node.text or "" for root in roots if root is not None for node in root if local(node) == "lastModifiedBy"]
    return next(iter(names_of(people)), "")


def minutes_of(package: Package) -> int:
    """How long the file was open for editing, in minutes, as Word and LibreOffice count it; 0 where they do not say."""
    roots = [package.tree(name) for name in package.related("", "extended-properties")]
    told = [node.text or "" for root in roots if root is not None for node in root if local(node) == "TotalTime"]
    return max((int(text) for text in told if re.fullmatch(r"\d{1,6}", text.strip())), default=0)
