"""The pieces of WordprocessingML that the edition is written with: runs, bookmarks around segments, footnotes, tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count, groupby
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pubpipe.article import Unit
from pubpipe.typeset.docx_styles import NS, SANS
from pubpipe.typeset.galley import Galley
from pubpipe.typeset.runs import cut, split_at
from pubpipe.typeset.scripts import is_rtl


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a block: a segment, or the white space between two; `bookmark` is "" for the latter."""

    text: str
    bookmark: str = ""


@dataclass(slots=True)
class Writer:
    """Writes text as runs, and gives every bookmark and footnote a number of its own.

    Attributes:
        pieces: Block id to its pieces; only blocks whose units sew together to the text that the article has.
    """

    galley: Galley
    pieces: dict[str, tuple[Piece, ...]]
    numbers: Any = field(default_factory=lambda: count(1))

    def text(self, text: str, block: str = "", *, style: str = "", names: str = "") -> str:
        """Runs of a text of the edition, its segments between bookmarks where `block` names one.

        Args:
            style: Character style of all runs.
            names: Character style of the names of the authors, which elsewhere are only kept from the spelling check.
        """
        return "".join(self._piece(piece, style, names) for piece in self._cut(text, block))

    def _cut(self, text: str, block: str) -> tuple[Piece, ...]:
        pieces = self.pieces.get(block, ())
        return pieces if "".join(piece.text for piece in pieces) == text else (Piece(text),)

    def _piece(self, piece: Piece, style: str, names: str) -> str:
        inner = self.runs(piece.text, style=style, names=names)
        return self.bookmarked(inner, piece.bookmark) if piece.bookmark else inner

    def bookmarked(self, inner: str, name: str) -> str:
        """A bookmark round some runs."""
        number = next(self.numbers)
        return f'<w:bookmarkStart w:id="{number}" w:name={quoteattr(name)}/>{inner}<w:bookmarkEnd w:id="{number}"/>'

    def runs(self, text: str, *, style: str = "", names: str = "") -> str:
        """Plain runs of a text in the language of the edition."""
        galley = self.galley
        known = galley.authors if names else galley.names
        parts = cut(text, names=known, rtl=galley.rtl)
        return "".join(self._run(part.text, names if part.name and names else style, part.name, part.foreign) for part in parts)

    def _run(self, text: str, style: str, name: bool, foreign: bool) -> str:
        galley = self.galley
        rtl = galley.rtl is not foreign
        language = f"<w:lang w:val={quoteattr(galley.source_lang)}/>" if foreign and galley.rtl else ""
        return run(text, style=style, rtl=rtl, no_proof=name, language=language)

    def title(self) -> str:
        """The title's runs; what follows its first colon goes to a line of its own in another style, with the text unbroken."""
        galley = self.galley
        colon = galley.head + (2 if galley.title[galley.head :].startswith(": ") else 1)
        at, parts = 0, []
        for piece in self._cut(galley.title, "title"):
            large, small = split_at(cut(piece.text, names=galley.names, rtl=galley.rtl), colon - at)
            inner = "".join(self._run(part.text, "", part.name, part.foreign) for part in large)
            inner += "<w:r><w:br/></w:r>" if at < colon <= at + len(piece.text) and galley.title[colon:] else ""
            inner += "".join(self._run(part.text, "TitleLine", part.name, part.foreign) for part in small)
            parts.append(self.bookmarked(inner, piece.bookmark) if piece.bookmark else inner)
            at += len(piece.text)
        return "".join(parts)


def run(text: str, *, style: str = "", rtl: bool = False, no_proof: bool = False, language: str = "") -> str:
    """One run; Word neither checks nor hyphenates what is marked `no_proof`."""
    properties = f'<w:rStyle w:val="{style}"/>' if style else ""
    properties += "<w:noProof/>" * no_proof + "<w:rtl/>" * rtl + language
    inside = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{inside}</w:r>" if text else ""


def source_run(text: str, lang: str) -> str:
    """A run in the language of the source."""
    kind = "bidi" if is_rtl(lang) else "val"
    return run(text, rtl=is_rtl(lang), language=f"<w:lang w:{kind}={quoteattr(lang)}/>")


def paragraph(style: str, *runs: str, ltr: bool = False, keep: bool = False) -> str:
    """A paragraph.

    Args:
        ltr: Turn one of a right-to-left edition round, for the source's wording.
        keep: On the page of the next one.
    """
    turn = "<w:keepNext/>" * keep + '<w:bidi w:val="0"/>' * ltr
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{turn}</w:pPr>{"".join(runs)}</w:p>'


def segment_pieces(units: Sequence[Unit]) -> dict[str, tuple[Piece, ...]]:
    """The pieces of every block, sewn as `segment` sews them: lead, target, tail."""
    made = {}
    for block, group in groupby(units, key=lambda unit: unit.segment.block):
        pieces: list[Piece] = []
        for unit in group:
            name = "seg_" + unit.segment.id.replace(".", "_")
            pieces += [Piece(unit.segment.lead), Piece(unit.target, name), Piece(unit.segment.tail)]
        made[block] = tuple(piece for piece in pieces if piece.text)
    return made


# --- Footnotes --------------------------------------------------------------------------------------------------------

SEPARATORS = "".join(
    f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
    f"<w:r><w:{kind}/></w:r></w:p></w:footnote>"
    for kind, number in (("separator", -1), ("continuationSeparator", 0))
)


def footnotes_xml(writer: Writer) -> str:
    """The footnotes part: the notes of the byline, each under the mark that the source gave it."""
    notes = "".join(_footnote(writer, number, note) for number, note in enumerate(writer.galley.footnotes, 1))
    return f"<w:footnotes {NS}>{SEPARATORS}{notes}</w:footnotes>"


def _footnote(writer: Writer, number: int, note: Any) -> str:
    """The mark stands before the first paragraph only."""
    rtl = writer.galley.rtl
    lines = [writer.text(passage.text, passage.block) for passage in note.passages]
    turn = "<w:rtl/>" * rtl
    mark = f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/>{turn}</w:rPr>{_symbols(note.mark)}</w:r>' + run(" ", rtl=rtl)
    inner = "".join(paragraph("FootnoteText", mark if not at else "", line) for at, line in enumerate(lines))
    return f'<w:footnote w:id="{number}">{inner}</w:footnote>'


def footnote_references(galley: Galley) -> str:
    """The marks after the byline, each tied to its note (`customMarkFollows`: Word does not number it)."""
    rtl = "<w:rtl/>" if galley.rtl else ""
    return run(" ", rtl=galley.rtl).join(
        f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/>{rtl}</w:rPr>'
        f'<w:footnoteReference w:customMarkFollows="1" w:id="{number}"/>{_mark(note.mark)}</w:r>'
        for number, note in enumerate(galley.footnotes, 1)
    )


def _mark(mark: str) -> str:
    """A mark character by character: LibreOffice 7 takes the first for the mark, and would show "**" twice if it came whole."""
    return "".join(f"<w:t>{escape(character)}</w:t>" for character in mark)


def _symbols(mark: str) -> str:
    """A mark in its note, as Word writes one that is picked from its table of symbols.

    LibreOffice 7.4 puts the mark of the reference before the note by itself and leaves out a symbol, but not a text: from the
    second note on, "**" would stand there twice. The star is the one of the face "Symbol", as with Word; that face has no
    daggers, so any other sign is one of the notes' own face, by its Unicode value (ECMA-376-1, 17.3.3.30).
    """
    return "".join(_symbol(sign) for sign in mark)


def _symbol(sign: str) -> str:
    if sign > "\uffff":  # `w:char` has four digits
        return f"<w:t>{sign}</w:t>"
    font, code = ("Symbol", 0xF02A) if sign == "*" else (SANS, ord(sign))
    return f'<w:sym w:font="{font}" w:char="{code:04X}"/>'


# --- Tables -----------------------------------------------------------------------------------------------------------


def table(
    rows: Iterable[Sequence[str]], widths: Sequence[int], *, rtl: bool, cell: str = "", edge: str = "", padding: int = 0
) -> str:
    """A table without rules.

    Args:
        rows: Cells of each row, as paragraphs; a row with one cell spans all columns.
        widths: Of the columns, in twentieths of a point.
        cell: Properties of every cell.
        edge: Properties of the table's borders.
        padding: Of every cell, in twentieths of a point.
    """
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    visual = "<w:bidiVisual/>" if rtl else ""
    properties = (
        f'{visual}<w:tblW w:w="{sum(widths)}" w:type="dxa"/>{edge}<w:tblLayout w:type="fixed"/>{_padding(padding, rtl)}'
    )
    inner = "".join(_row(list(row), widths, cell) for row in rows)
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{inner}</w:tbl>"


def _padding(twentieths: int, rtl: bool) -> str:
    """Cell margins; columns without padding still keep apart, on the side where a line ends."""
    left, right = (twentieths, twentieths) if twentieths else (160, 0) if rtl else (0, 160)
    above = max(twentieths // 3, 30)
    sides = (("top", above), ("left", left), ("bottom", above), ("right", right))
    return "<w:tblCellMar>" + "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in sides) + "</w:tblCellMar>"


def _row(cells: list[str], widths: Sequence[int], properties: str) -> str:
    whole = len(cells) == 1 and len(widths) > 1
    spans = f'<w:gridSpan w:val="{len(widths)}"/>' if whole else ""
    sizes = [sum(widths)] if whole else widths
    inner = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{size}" w:type="dxa"/>{spans}{properties}</w:tcPr>{text}</w:tc>'
        for text, size in zip(cells, sizes, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{inner}</w:tr>"
