"""Corrections that a person made in the typeset DOCX instead of the review copy: read by the bookmark round each segment."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pubpipe.article import Unit
from pubpipe.ooxml import bookmark_name, local
from pubpipe.opc import Package
from pubpipe.review.read import HINT, margin_of, minutes_of, modified_by, names_of, open_body, properties_of
from pubpipe.review.text import Anchor, Counts, Reading, Stretch, attribute, counting, everyone, read_text
from pubpipe.review.values import Comment, Export, ReviewCopy, Row

PREFIX, EXPORT = "seg_", "pubpipe.export"
NAME = re.compile(r"([a-z0-9][a-z0-9-]*)\.([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)")
NOTE_STYLES = frozenset(("FootnoteReference", "FootnoteCharacters", "FootnoteAnchor"))  # ours, and what LibreOffice makes of it
# A right-to-left mark between words that run from left to right, with no letter beside it: set by `typeset.docx_parts`.
APART = re.compile(r"(?<=[^\s\u0590-\u08ff])\u200f(?=[^\w\u200f]+[^\W\u0590-\u08ff])")


@dataclass(frozen=True, slots=True)
class AsSet:
    """How an edition reads in the DOCX that we wrote of it, so that a later reading can be held against it.

    Attributes:
        segments: Bookmark to its text, with what stands beside it in the paragraph, such as the label of a note.
        outside: Paragraphs without a segment: byline, labels, colophon.
        export: Hash of the texts, as the file itself names it.
    """

    segments: Mapping[str, str] = field(default_factory=dict)
    outside: tuple[str, ...] = ()
    export: str = ""


def as_set(data: bytes) -> AsSet:
    """Read an edition that we have just written."""
    package, main, body = open_body(data, "edition")
    found = Found()
    for root in _stories(package, main, body):
        _gather(read_text(root, everyone, _is_reference), found)
    texts = {name: "".join(piece.text for piece in pieces) for name, pieces in found.segments.items()}
    return AsSet(texts, tuple(found.outside), properties_of(package).get(EXPORT, ""))


def edition_name(data: bytes) -> tuple[str, str]:
    """Slug and language of an edition, as its DOCX says; two empty texts where it is none.

    Raises:
        InputError: It is not a DOCX, or is damaged or hostile.
    """
    package = Package(data, "file", HINT)
    roots = [package.tree(name) for name in package.related("", "core-properties")]
    told = [node.text or "" for root in roots if root is not None for node in root if local(node) == "identifier"]
    found = next((match for text in told if (match := NAME.fullmatch(text.strip()))), None)
    return (found[1], found[2]) if found else ("", "")


def read_edition(
    data: bytes, units: Sequence[Unit], before: AsSet, slug: str, lang: str, pending: tuple[str, ...] = ()
) -> ReviewCopy:
    """What a person changed in an edition, as if it had been written into a review copy.

    A segment is what stands between its bookmarks, with what was typed beside it in the same paragraph. Where a bookmark is
    gone, all that changed in its block is a fault: nobody can tell which words are whose. So is every difference in an edition
    that was made from other texts than the last one: what was edited cannot be told from what has changed since.

    Args:
        units: Those that the edition was made from.
        before: As `as_set` read it when it was written.
        pending: Names of those whose pending changes count; everybody's where none is given.

    Raises:
        InputError: It is not a DOCX, or is damaged or hostile.
    """
    package, main, body = open_body(data, "edition")
    found, margin = Found(), {key: said for key, said in margin_of(package, main).items() if key[0] == "comment"}
    for root in _stories(package, main, body):
        _gather(read_text(root, counting(pending), _is_reference), found)
    broken = _broken(units, before, found)
    is_old = bool(before.export) and properties_of(package).get(EXPORT, "") != before.export
    rows = tuple(
        _row(unit, found, before, margin, counting(pending), broken, is_old)
        for unit in units
        if bookmark_name(unit.segment.id) in found.segments
    )
    sent = tuple(unit.segment.id for unit in units if bookmark_name(unit.segment.id) in before.segments)
    used = {anchor for anchors in found.anchors.values() for anchor in anchors}
    known = {_plain(text) for text in before.outside}
    remarks = tuple(text for text in found.outside if _plain(text) not in known)
    loose = tuple(comment for anchor, comment in margin.items() if anchor not in used)
    return ReviewCopy(slug, lang, "", rows, loose, remarks, modified_by(package), minutes_of(package), sent)


@dataclass(slots=True)
class Found:
    """What a walk over an edition found, by bookmark."""

    segments: dict[str, list[Stretch]] = field(default_factory=dict)
    anchors: dict[str, list[Anchor]] = field(default_factory=dict)
    outside: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)


def _stories(package: Package, main: str, body: Any) -> Iterator[Any]:
    """The body, and each footnote that holds text."""
    yield body
    for name in package.related(main, "footnotes"):
        root = package.tree(name)
        yield from [] if root is None else [note for note in root.iterchildren("{*}*") if not attribute(note, "type")]


def _is_reference(piece: Any) -> bool:
    """The mark of a note: no text of the segment it stands in."""
    name = local(piece)
    if name == "hyperlink":
        return attribute(piece, "anchor").startswith(PREFIX)
    if name != "r":
        return False
    inside = {local(child) for child in piece}
    styles = [
        attribute(style, "val") for child in piece if local(child) == "rPr" for style in child if local(style) == "rStyle"
    ]
    return bool(inside & {"footnoteReference", "footnoteRef"}) or not NOTE_STYLES.isdisjoint(styles)


def _gather(reading: Reading, found: Found) -> None:
    """Give each stretch to the segment whose bookmark is open over it, else to its neighbour in the paragraph."""
    found.dates += reading.dates
    owners = [next((name for name in reversed(piece.inside) if name.startswith(PREFIX)), "") for piece in reading.stretches]
    for start, end in _paragraphs(reading.stretches, owners):
        names = [name for name in owners[start:end] if name]
        if not names:
            text = "".join(piece.text for piece in reading.stretches[start:end] if piece.full).strip()
            found.outside += [text] if text else []
            continue
        _share(reading.stretches, owners, start, end, found)
    for anchor, at in reading.hung.items():
        near = next((owners[place] for place in range(min(at, len(owners)) - 1, -1, -1) if owners[place]), "")
        found.anchors.setdefault(near, []).append(anchor)


def _share(pieces: Sequence[Stretch], owners: list[str], start: int, end: int, found: Found) -> None:
    """Give out the stretches of one paragraph. White space between two segments is nobody's; before or after words that were
    typed there it goes with them."""
    owner = next(name for name in owners[start:end] if name)
    gap: list[Stretch] = []
    is_loose = False
    for at in range(start, end):
        piece, owner = pieces[at], owners[at] or owner
        into = found.segments.setdefault(owner, [])
        if owners[at]:
            into.append(piece)
            gap, is_loose = [], False
        elif piece.text.strip() or is_loose:
            into += [*gap, piece]
            gap, is_loose, owners[at] = [], True, owner
        else:
            gap.append(piece)


def _paragraphs(pieces: Sequence[Stretch], owners: Sequence[str]) -> Iterator[tuple[int, int]]:
    """From, to of each paragraph; a break inside a segment does not end one."""
    start = 0
    for at, piece in enumerate(pieces):
        if piece.text == "\n" and not owners[at]:
            yield start, at
            start = at + 1
    yield start, len(pieces)


def _broken(units: Sequence[Unit], before: AsSet, found: Found) -> set[str]:
    """Blocks of which a bookmark is gone."""
    names = {unit.segment.id: bookmark_name(unit.segment.id) for unit in units}
    return {
        u.segment.block for u in units if names[u.segment.id] in before.segments and names[u.segment.id] not in found.segments
    }


def _row(
    unit: Unit, found: Found, before: AsSet, margin: Mapping[Anchor, Comment], counts: Counts, broken: set[str], is_old: bool
) -> Row:
    name = bookmark_name(unit.segment.id)
    pieces = found.segments[name]
    sent = before.segments.get(name, unit.target)
    text = "".join(piece.text for piece in pieces if piece.new)
    new, full = (_target(each, sent, unit.target) for each in (text, "".join(piece.text for piece in pieces if piece.full)))
    people = [author for piece in pieces for author in piece.by if counts(author)]
    fault = "" if new is not None else "what stands beside the segment, such as the label of a note, was changed"
    if unit.segment.block in broken and new != unit.target:
        fault = "the bookmark of a sentence in this paragraph is gone, so that the words cannot be told apart"
    if is_old and new != unit.target:
        fault = "the edition was made from other texts than the last one: edits cannot be told from what has changed since"
    return Row(
        unit.segment.id,
        unit.segment.text,
        unit.target,
        text if new is None else new,
        authors=names_of(people),
        comments=tuple(margin[anchor] for anchor in found.anchors.get(name, ()) if anchor in margin),
        bookmark=name,
        fault=fault,
        record=Export(unit.segment.text, unit.target, "", ""),
        pending=full if full is not None and full != new else "",
        dates=tuple(found.dates) if new != unit.target else (),
    )


def _target(text: str, sent: str, target: str) -> str | None:
    """The target in what was read, by how the target that was sent reads; None where what stands beside it was changed.

    The line breaks of a title are the page's, not the text's, and so is a mark of direction between two Latin names.
    """
    text, sent, bare = (APART.sub("", each) for each in (text, sent, target))
    if _plain(text) == _plain(sent):
        return target
    for glue in ("", " "):
        whole, now = (re.sub(r"\n", glue, each) for each in (sent, text))
        lead, is_there, tail = whole.partition(bare)
        if is_there and now.startswith(lead) and now.endswith(tail):
            return now[len(lead) : len(now) - len(tail)].strip() if len(now) >= len(lead) + len(tail) else None
    return None


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
