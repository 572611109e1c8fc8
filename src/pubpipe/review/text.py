"""Every letter of a stretch of WordprocessingML: before and after its pending changes, and who made them.

An own walk (ECMA-376-1, 17.13.5), by local names, so that "Strict Open XML" is read too. python-docx's `cell.text` is not
used: it leaves out inserted text.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pubpipe.ooxml import OURS, W, local

Anchor = tuple[str, str]  # "comment", "footnote" or "endnote", and its id
Counts = Callable[[str], bool]  # whether the pending changes of an author count
GONE = frozenset(("del", "moveFrom"))
NEW = frozenset(("ins", "moveTo"))
SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
# Nothing in these is text; Fallback repeats what stands in Choice.
SKIP = frozenset(
    ("rPr", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "instrText", "delInstrText", "Fallback")
)
# What is no text, so that it cannot go into the memory; it is named to the reader of the report.
THINGS = {"drawing": "a picture", "pict": "a picture", "object": "an embedded object", "altChunk": "an embedded file"}
MARKS = {"i": "em", "iCs": "em", "b": "strong", "bCs": "strong"}
RAISED = {"superscript": "sup", "subscript": "sub"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text in one state of change.

    Attributes:
        old: It stood there before the pending changes.
        new: It stands there once the changes that count are accepted.
        full: It stands there once all are.
        kinds: How it is set: "em", "strong", "sup", "sub".
        inside: Bookmarks open over it, the outermost first.
        by: Authors of the changes that it is in.
    """

    text: str
    old: bool = True
    new: bool = True
    full: bool = True
    kinds: frozenset[str] = frozenset()
    inside: tuple[str, ...] = ()
    by: tuple[str, ...] = ()


@dataclass(slots=True)
class Reading:
    """What stands in a stretch of a document."""

    stretches: list[Stretch] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    bookmarks: list[str] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    things: list[str] = field(default_factory=list)
    hung: dict[Anchor, int] = field(default_factory=dict)  # how many stretches stand before each anchor

    @property
    def old(self) -> str:
        """With all pending changes rejected."""
        return "".join(piece.text for piece in self.stretches if piece.old)

    @property
    def new(self) -> str:
        """With the pending changes that count accepted."""
        return "".join(piece.text for piece in self.stretches if piece.new)

    @property
    def full(self) -> str:
        """With all pending changes accepted."""
        return "".join(piece.text for piece in self.stretches if piece.full)


def everyone(_author: str) -> bool:
    return True


def counting(names: tuple[str, ...]) -> Counts:
    """Whose pending changes count: those of these people, and everybody's where none is named."""
    wanted = {name.strip().casefold() for name in names}
    return (lambda author: author.strip().casefold() in wanted) if wanted else everyone


def read_text(node: Any, counts: Counts = everyone, skips: Callable[[Any], bool] | None = None) -> Reading:
    """Read a cell, paragraph or note.

    Paragraphs are joined by "\\n"; a paragraph mark that was inserted is no break in `old`, one that was deleted none in `new`.

    Args:
        counts: Whose pending changes make `new`; those of others are as if rejected there.
        skips: Elements that are left out with all that is in them.
    """
    from lxml import etree

    reading, walker = Reading(), Walker(counts)
    walk = etree.iterwalk(node, events=("start", "end"))
    for event, piece in walk:
        name = local(piece)
        if event == "end":
            walker.leave(piece, name)
        elif skips is not None and skips(piece):
            walk.skip_subtree()
            walker.skipped = piece
        elif name == "pPr":
            _read_properties(piece, reading)
            walk.skip_subtree()
        elif name in SKIP:
            walk.skip_subtree()
        else:
            walker.enter(piece, name, reading)
    return reading


@dataclass(slots=True)
class Walker:
    """Where we are on the walk: inside which changes, paragraphs, bookmarks."""

    counts: Counts
    added: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)
    depth: int = 0
    joint: Stretch | None = None
    kinds: frozenset[str] = frozenset()
    skipped: Any = None

    def enter(self, piece: Any, name: str, reading: Reading) -> None:
        if name in GONE or name in NEW:
            (self.gone if name in GONE else self.added).append(attribute(piece, "author"))
            note_change(piece, reading)
        elif name == "p":
            joint = Stretch("\n") if self.depth else self.joint
            reading.stretches += [self._within(joint)] if joint else []
            self.depth += 1
        elif name == "r":
            self.kinds = kinds_of(piece)
        elif name == "bookmarkStart":
            reading.bookmarks.append(attribute(piece, "name"))
            self.marks[attribute(piece, "id")] = attribute(piece, "name")
        elif name == "bookmarkEnd":
            self.marks.pop(attribute(piece, "id"), None)
        elif name in ("commentReference", "footnoteReference", "endnoteReference"):
            anchor = name.removesuffix("Reference"), attribute(piece, "id")
            reading.anchors.append(anchor)
            reading.hung[anchor] = len(reading.stretches)
        elif name in THINGS:
            reading.things += [] if _is_ours(piece) else [THINGS[name]]
        elif text := _own_text(piece, name):
            reading.stretches.append(self._stretch(text))

    def leave(self, piece: Any, name: str) -> None:
        if piece is self.skipped:
            return
        if name in GONE:
            self.gone.pop()
        elif name in NEW:
            self.added.pop()
        elif name == "p":
            self.depth -= 1
            self.joint = self._joint(piece)

    def _stretch(self, text: str) -> Stretch:
        counts = self.counts
        new = all(map(counts, self.added)) and not any(map(counts, self.gone))
        by = (*self.added, *self.gone)
        return Stretch(text, not self.added, new, not self.gone, self.kinds, tuple(self.marks.values()), by)

    def _within(self, joint: Stretch) -> Stretch:
        return Stretch(joint.text, joint.old, joint.new, joint.full, frozenset(), tuple(self.marks.values()), joint.by)

    def _joint(self, paragraph: Any) -> Stretch:
        """What the end of a paragraph is worth."""
        properties = next((child for child in paragraph if local(child) == "pPr"), None)
        changes = [] if properties is None else [(local(mark), attribute(mark, "author")) for mark in _changes(properties)]
        added = [author for kind, author in changes if kind in NEW]
        gone = [author for kind, author in changes if kind in GONE]
        new = all(map(self.counts, added)) and not any(map(self.counts, gone))
        return Stretch("\n", not added, new, not gone, by=(*added, *gone))


def _read_properties(properties: Any, reading: Reading) -> None:
    for mark in _changes(properties):
        note_change(mark, reading)
    if any(local(child) == "numPr" for child in properties):
        reading.things.append("the number or bullet of a list")


def note_change(mark: Any, reading: Reading) -> None:
    """Who made a change, and when."""
    reading.authors.append(attribute(mark, "author"))
    reading.dates.append(attribute(mark, "date"))


def _changes(properties: Any) -> Iterator[Any]:
    """The changes pending on a paragraph's own mark."""
    for holder in properties:
        if local(holder) == "rPr":
            yield from (change for change in holder if local(change) in GONE or local(change) in NEW)


def kinds_of(run: Any) -> frozenset[str]:
    """How a run is set, as far as an inline code can say it."""
    properties = next((child for child in run if local(child) == "rPr"), ())
    found = set()
    for child in properties:
        name = local(child)
        if name in MARKS and attribute(child, "val") not in ("0", "false", "off"):
            found.add(MARKS[name])
        elif name == "vertAlign":
            found |= {RAISED[kind]} if (kind := attribute(child, "val")) in RAISED else set()
    return frozenset(found)


def _is_ours(piece: Any) -> bool:
    """Whether a drawing is one that we sent."""
    return any(local(node) == "docPr" and attribute(node, "name").startswith(OURS) for node in piece.iter())


def _own_text(piece: Any, name: str) -> str:
    """Text that an element stands for by itself."""
    if name in ("t", "delText"):
        text = re.sub("[\t\r\n]", " ", piece.text or "")
        kept = piece.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
        return text if kept else text.strip(" ")
    if name == "sym":
        code = attribute(piece, "char")
        return chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{4,5}", code) else ""
    return SIGNS.get(name, "")


def attribute(node: Any, name: str) -> str:
    """An attribute by local name: transitional and strict files differ in the namespace."""
    found = node.get(f"{{{W}}}{name}")
    if found is None:
        found = next((value for key, value in node.attrib.items() if key.rpartition("}")[2] == name), "")
    return str(found)
