"""What a person left in a review copy: every letter of it, pending changes included.

An own walk over WordprocessingML (ECMA-376-1, 17.13.5), by local names, so that "Strict Open XML" is read too. python-docx's
`cell.text` is not used: it leaves out inserted text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pubpipe.errors import InputError
from pubpipe.ooxml import W, local
from pubpipe.opc import Package
from pubpipe.review.values import COLUMNS, NAMESPACE, Comment, Export, ReviewCopy, Row

HINT = "send back the file that pubpipe wrote, saved as .docx"
Anchor = tuple[str, str]  # "comment", "footnote" or "endnote", and its id
GONE = frozenset(("del", "moveFrom"))
NEW = frozenset(("ins", "moveTo"))
SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
# Nothing in these is text; Fallback repeats what stands in Choice.
SKIP = frozenset(
    ("rPr", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "instrText", "delInstrText", "Fallback")
)
WRAPPERS = frozenset(("sdt", "sdtContent", "customXml", "smartTag")) | GONE | NEW
NOBODY = frozenset(("", "unknown author", "unknown", "author", "pubpipe"))
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
KEY_LINE = re.compile(r"([a-z0-9-]+)\s·\s([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s·\s(\S+)")
SEGMENT_ID = re.compile(r"(?:title|subtitle|section|[a-z]+\d+)\.\d+", re.ASCII)


def read_review(data: bytes) -> ReviewCopy:
    """Read a review copy back.

    Args:
        data: A DOCX from Word, LibreOffice or Google Docs, pending changes and all.

    Raises:
        InputError: It is not a DOCX, is damaged or hostile, or is not a review copy of ours.
    """
    package = Package(data, "review copy", HINT)
    main = next(iter(package.related("", "officeDocument")), "word/document.xml")
    root = package.tree(main)
    body = None if root is None else next((node for node in root if local(node) == "body"), None)
    if body is None:
        raise InputError("the review copy has no Word document in it", hint=HINT)
    record = _record(package, main)
    margin = _margin(package, main)
    rows, outside, used = _rows(body, record, margin)
    slug, lang, export = _key(package, body)
    if not rows:
        raise InputError("the review copy has no table with segments", hint=HINT)
    remarks = tuple(text for text in outside if text.strip() and not _is_ours(text.strip(), record))
    loose = tuple(comment for anchor, comment in margin.items() if anchor not in used)
    return ReviewCopy(slug, lang, export, tuple(rows), loose, remarks, _modified_by(package))


def names_of(people: Sequence[str]) -> tuple[str, ...]:
    """Names of people, each once; what an office program writes for nobody is left out."""
    return tuple(dict.fromkeys(name.strip() for name in people if name.strip().casefold() not in NOBODY))


# Text


@dataclass(slots=True)
class Reading:
    """What stands in a stretch of a document: before and after its pending changes, and who made them."""

    old: str = ""
    new: str = ""
    authors: list[str] = field(default_factory=list)
    bookmarks: list[str] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)


def read_text(node: Any) -> Reading:
    """Both texts of a cell, paragraph or note: with pending changes rejected (`old`) and accepted (`new`).

    Paragraphs are joined by "\\n"; a paragraph mark that was inserted is no break in `old`, one that was deleted none in `new`.
    """
    from lxml import etree

    reading, old, new = Reading(), [""], [""]
    gone = added = depth = 0
    breaks = ("", "")
    walk = etree.iterwalk(node, events=("start", "end"))
    for event, piece in walk:
        name = local(piece)
        step = 1 if event == "start" else -1
        if name in GONE:
            gone += step
        elif name in NEW:
            added += step
        if event == "end":
            if name == "p":
                depth -= 1
                breaks = _paragraph_mark(piece)
            continue
        if name in GONE or name in NEW:
            reading.authors.append(_attribute(piece, "author"))
        elif name == "p":
            before = ("\n", "\n") if depth else breaks
            depth += 1
            old.append(before[0])
            new.append(before[1])
        elif name == "pPr":
            reading.authors += [_attribute(mark, "author") for mark in _marks(piece)]
            walk.skip_subtree()
        elif name in SKIP:
            walk.skip_subtree()
        elif name == "bookmarkStart":
            reading.bookmarks.append(_attribute(piece, "name"))
        elif name in ("commentReference", "footnoteReference", "endnoteReference"):
            reading.anchors.append((name.removesuffix("Reference"), _attribute(piece, "id")))
        elif text := _own_text(piece, name):
            old.append("" if added else text)
            new.append("" if gone else text)
    reading.old, reading.new = "".join(old), "".join(new)
    return reading


def _own_text(piece: Any, name: str) -> str:
    """Text that an element stands for by itself."""
    if name in ("t", "delText"):
        text = re.sub("[\t\r\n]", " ", piece.text or "")
        kept = piece.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
        return text if kept else text.strip(" ")
    if name == "sym":
        code = _attribute(piece, "char")
        return chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{4,5}", code) else ""
    return SIGNS.get(name, "")


def _marks(properties: Any) -> list[Any]:
    """The changes pending on a paragraph's own mark."""
    return [
        change
        for holder in properties
        if local(holder) == "rPr"
        for change in holder
        if local(change) in GONE or local(change) in NEW
    ]


def _paragraph_mark(paragraph: Any) -> tuple[str, str]:
    """What the end of a paragraph is worth, rejected and accepted."""
    properties = next((child for child in paragraph if local(child) == "pPr"), None)
    kinds = set() if properties is None else {local(mark) for mark in _marks(properties)}
    return ("" if kinds & NEW else "\n"), ("" if kinds & GONE else "\n")


def _attribute(node: Any, name: str) -> str:
    """An attribute by local name: transitional and strict files differ in the namespace."""
    found = node.get(f"{{{W}}}{name}")
    if found is None:
        found = next((value for key, value in node.attrib.items() if key.rpartition("}")[2] == name), "")
    return str(found)


# Rows


@dataclass(frozen=True, slots=True)
class Record:
    """What was sent, as the file itself remembers it."""

    lines: frozenset[str] = frozenset()
    rows: Mapping[str, Export] = field(default_factory=dict)


def _rows(body: Any, record: Record, margin: Mapping[Anchor, Comment]) -> tuple[list[Row], list[str], set[Anchor]]:
    """Rows of all tables (Word can split one), the texts outside them, and which comments hang on a row."""
    rows, outside, used = [], [], set[Anchor]()
    for block in _unwrapped(body, ("p", "tbl")):
        if local(block) == "p":
            outside += [read_text(block).new] if _is_foreign(block, record) else []
            continue
        for node in _unwrapped(block, ("tr",)):
            cells = [read_text(cell) for cell in _unwrapped(node, ("tc",))]
            if _is_heading(node, cells, record):
                outside += [cell.new for cell in cells] if record.lines else []
            elif any(cell.old.strip() or cell.new.strip() for cell in cells):
                used |= {anchor for cell in cells for anchor in cell.anchors}
                rows.append(_row(node, cells, record, margin))
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
    styles = [_attribute(node, "val") for node in paragraph.iter() if local(node) == "pStyle"]
    return bool(record.lines) or not any(style.startswith("Review") for style in styles)


def _row(node: Any, cells: Sequence[Reading], record: Record, margin: Mapping[Anchor, Comment]) -> Row:
    """One row, whatever became of its cells."""
    texts = [cell.new for cell in cells]
    name = _identity(cells[0])
    sent = record.rows.get(name)
    anchors = dict.fromkeys(anchor for cell in cells for anchor in cell.anchors)
    row = Row(
        id=name,
        source="",
        exported="",
        target=" | ".join(text for text in texts[1:] if text.strip()),
        authors=names_of([author for cell in cells for author in cell.authors]),
        comments=tuple(margin[anchor] for anchor in anchors if anchor in margin),
        deleted=any(local(flag) in GONE for holder in node if local(holder) == "trPr" for flag in holder),
        record=sent,
    )
    if len(cells) != COLUMNS:
        return replace(row, fault=f"the row has {len(cells)} cells in place of {COLUMNS}")
    return replace(
        row,
        source=texts[1],
        exported=cells[2].old if sent is None else sent.target,
        target=texts[2],
        status=texts[3].strip(),
        notes=texts[4],
        bookmark=next((mark for mark in cells[2].bookmarks if mark.startswith("seg_")), ""),
    )


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
        texts = [node.findtext(f"{{{NAMESPACE}}}{name}") or "" for name in ("source", "target", "notes")]
        name = node.get("id") or ""
        twice |= {name} & rows.keys()
        rows[name] = Export(texts[0], texts[1], node.get("status") or "", texts[2])
    lines = frozenset((node.text or "").strip() for node in root.iterchildren(f"{{{NAMESPACE}}}line"))
    return Record(lines, {name: row for name, row in rows.items() if name not in twice})


def _margin(package: Package, main: str) -> dict[Anchor, Comment]:
    """Comments, footnotes and endnotes by kind and id."""
    found = {}
    for kind in ("comment", "footnote", "endnote"):
        for name in package.related(main, f"{kind}s"):
            root = package.tree(name)
            for node in [] if root is None else root:
                text = read_text(node).new.strip() if local(node) == kind else ""
                if text:
                    who, when = _attribute(node, "author"), _attribute(node, "date")
                    found[kind, _attribute(node, "id")] = Comment(who, when, text)
    return found


def _key(package: Package, body: Any) -> tuple[str, str, str]:
    """Slug, language and export hash: the file's own properties, else the key line."""
    values = _properties(package)
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


def _properties(package: Package) -> dict[str, str]:
    roots = [package.tree(name) for name in package.related("", "custom-properties")]
    return {node.get("name") or "": "".join(node.itertext()).strip() for root in roots if root is not None for node in root}


def _modified_by(package: Package) -> str:
    roots = [package.tree(name) for name in package.related("", "core-properties")]
    people = [node.text or "" for root in roots if root is not None for node in root if local(node) == "lastModifiedBy"]
    return next(iter(names_of(people)), "")
