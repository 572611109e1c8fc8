"""The pieces of WordprocessingML that the edition is written with: runs, bookmarks around segments, footnotes, tables."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count, groupby
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pubpipe.article import Mark, MarkKind, Unit
from pubpipe.codes import cut_marks, stretches
from pubpipe.typeset.docx_styles import NS, SANS, office_tag
from pubpipe.typeset.galley import Galley
from pubpipe.typeset.runs import Run, cut, split_at
from pubpipe.typeset.scripts import DENSE, is_east_asian, is_rtl

R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'

# Before what parts two Latin names in a right-to-left sentence. Word goes by the run's `w:rtl`, LibreOffice by Unicode's rules
# alone (UAX 9, N1), by which "A; B" would run as one from left to right. The review takes it out again.
RLM = "\u200f"

ITALIC = {None: "", True: "<w:i/><w:iCs/>", False: '<w:i w:val="0"/><w:iCs w:val="0"/>'}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a block: a segment, or the white space between two; `bookmark` is "" for the latter."""

    text: str
    bookmark: str = ""


@dataclass(slots=True)
class Writer:
    """Writes text as runs, and gives every bookmark and footnote a number of its own.

    Attributes:
        pieces: Block id to the targets of its segments, in order.
        relate: Ties an address to the part that is being written and gives the id of the relationship.
        breaks: Offsets in the title where a line ends, for a script that Word would break within a word.
    """

    galley: Galley
    pieces: dict[str, tuple[Piece, ...]]
    relate: Callable[[str], str]
    breaks: tuple[int, ...] = ()
    numbers: Any = field(default_factory=lambda: count(1))

    def text(self, text: str, block: str = "", marks: Sequence[Mark] = (), *, slanted: bool = False) -> str:
        """Runs of a text of the edition, its segments between bookmarks where `block` names one.

        Args:
            slanted: The paragraph is in italics, so that emphasis is upright.
        """
        made, at = "", 0
        for piece in self._cut(text, block):
            end = at + len(piece.text)
            inner = self.runs(piece.text, marks=cut_marks(marks, at, end, first=at == 0) if marks else (), slanted=slanted)
            made += self.bookmarked(inner, piece.bookmark) if piece.bookmark else inner
            at = end
        return made

    def _cut(self, text: str, block: str) -> tuple[Piece, ...]:
        """The text as the targets of its block, with the white space between them that it has: Chinese is joined without any.
        In one piece where the targets do not make it up."""
        made, at = [], 0
        for piece in self.pieces.get(block, ()):
            start = text.find(piece.text, at)
            gap = text[at:start] if start >= 0 else "lost"
            made += [Piece(gap), piece]
            at = start + len(piece.text)
            if gap.strip():
                return (Piece(text),)
        return (Piece(text),) if text[at:].strip() else tuple(piece for piece in (*made, Piece(text[at:])) if piece.text)

    def bookmarked(self, inner: str, name: str) -> str:
        """A bookmark round some runs."""
        number = next(self.numbers)
        return f'<w:bookmarkStart w:id="{number}" w:name={quoteattr(name)}/>{inner}<w:bookmarkEnd w:id="{number}"/>'

    def runs(self, text: str, *, style: str = "", names: str = "", marks: Sequence[Mark] = (), slanted: bool = False) -> str:
        """Runs of a text in the language of the edition.

        Args:
            style: Character style of all runs.
            names: Character style of the names of the authors, which elsewhere are only kept from the spelling check.
        """
        galley = self.galley
        parts = cut(text, names=galley.names, rtl=galley.rtl)
        pieces = (
            (
                self._one(part, left, right, over, names if part.text in galley.authors and names else style, slanted),
                _link(over),
            )
            for part in parts
            for left, right, over in stretches(part.start, part.start + len(part.text), marks)
        )
        return "".join(
            self._linked("".join(inner for inner, _ in group), target)
            for target, group in groupby(pieces, lambda pair: pair[1])
        )

    def _one(self, part: Run, left: int, right: int, over: Sequence[Mark], style: str, slanted: bool) -> str:
        """What stands between two borders: a run, a line break, or a reference to a note."""
        if over and over[-1].kind is MarkKind.BREAK:
            return "<w:r><w:br/></w:r>"
        if over and over[-1].kind is MarkKind.NOTE:
            return self._reference(over[-1])
        text = RLM * (part.apart and left == part.start) + part.text[left - part.start : right - part.start]
        return self._run(text, style, part.name, part.foreign, frozenset(mark.kind for mark in over), slanted)

    def _reference(self, mark: Mark) -> str:
        """A note's mark, raised, that leads to the note below the article."""
        label = run(
            self.galley.references.get(mark.target, ""), style="FootnoteReference", rtl=self.galley.rtl, raised="superscript"
        )
        is_here = any(note.passage.block == mark.target for note in self.galley.notes)
        return f'<w:hyperlink w:anchor="seg_{mark.target}_1" w:history="1">{label}</w:hyperlink>' if is_here else label

    def _linked(self, inner: str, target: str) -> str:
        return f'<w:hyperlink {R} r:id="{self.relate(target)}" w:history="1">{inner}</w:hyperlink>' if target else inner

    def _run(
        self, text: str, style: str, name: bool, foreign: bool, kinds: frozenset[MarkKind] = frozenset(), slanted: bool = False
    ) -> str:
        galley = self.galley
        rtl = galley.rtl is not foreign
        language = f"<w:lang w:val={quoteattr(galley.source_lang)}/>" if foreign and galley.rtl else ""
        slants = galley.script == "latin"  # a script without italics has its bold face for emphasis
        emphasis = MarkKind.EMPHASIS in kinds
        return run(
            text,
            style=style,
            rtl=rtl,
            no_proof=name,
            language=language,
            face=SANS if MarkKind.CODE in kinds else "",
            bold=MarkKind.STRONG in kinds or (emphasis and not slants),
            italic=None if not (emphasis and slants) else not slanted,
            underlined=MarkKind.LINK in kinds,
            is_wide=galley.script in DENSE,
            raised="superscript" if MarkKind.SUPERSCRIPT in kinds else "subscript" if MarkKind.SUBSCRIPT in kinds else "",
        )

    def title(self) -> str:
        """The title's runs; what follows its first colon goes to a line of its own in another style, with the text unbroken."""
        galley = self.galley
        colon = galley.head + (2 if galley.title[galley.head :].startswith(": ") else 1)
        borders = sorted({at for at in (colon, *self.breaks) if galley.title[at:]})
        at, parts = 0, []
        for piece in self._cut(galley.title, "title"):
            runs, inner = cut(piece.text, names=galley.names, rtl=galley.rtl), ""
            for border in (*borders, len(galley.title)):
                line, runs = split_at(runs, border - at)
                style = "" if border <= colon else "TitleLine"
                inner += "".join(self._run(part.text, style, part.name, part.foreign) for part in line)
                inner += "<w:r><w:br/></w:r>" if border in borders and at < border <= at + len(piece.text) else ""
            parts.append(self.bookmarked(inner, piece.bookmark) if piece.bookmark else inner)
            at += len(piece.text)
        return "".join(parts)


def _link(over: Sequence[Mark]) -> str:
    """The address that a stretch leads to: out of the file, and to no place of this machine."""
    found = (mark.target for mark in over if mark.kind is MarkKind.LINK)
    is_note = bool(over) and over[-1].kind is MarkKind.NOTE  # which is a link of its own
    return "" if is_note else next((to for to in found if to.startswith(("https://", "http://", "mailto:"))), "")


def run(
    text: str,
    *,
    style: str = "",
    rtl: bool = False,
    no_proof: bool = False,
    language: str = "",
    face: str = "",
    bold: bool = False,
    italic: bool | None = None,
    underlined: bool = False,
    raised: str = "",
    is_wide: bool = False,
) -> str:
    """One run, its properties in the order of CT_RPr.

    Args:
        no_proof: Word neither checks nor hyphenates it.
        italic: None leaves it to the style.
        is_wide: Quotation marks and dashes are those of the East Asian face (`w:hint`, ECMA-376-1, 17.3.2.26).
    """
    properties = f'<w:rStyle w:val="{style}"/>' if style else ""
    named = f' w:ascii="{face}" w:hAnsi="{face}"' if face else ""
    named = ' w:hint="eastAsia"' * is_wide + named
    properties += f"<w:rFonts{named}/>" if named else ""
    properties += "<w:b/><w:bCs/>" * bold + ITALIC[italic] + "<w:noProof/>" * no_proof
    properties += '<w:u w:val="single"/>' * underlined + (f'<w:vertAlign w:val="{raised}"/>' if raised else "")
    properties += "<w:rtl/>" * rtl + language
    inside = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{inside}</w:r>" if text else ""


def source_run(text: str, lang: str) -> str:
    """A run in the language of the source."""
    kind = "bidi" if is_rtl(lang) else "eastAsia" if is_east_asian(lang) else "val"
    return run(text, rtl=is_rtl(lang), language=f"<w:lang w:{kind}={quoteattr(office_tag(lang))}/>")


def paragraph(style: str, *runs: str, ltr: bool = False, keep: bool = False, item: tuple[int, int] | None = None) -> str:
    """A paragraph.

    Args:
        item: Number of its list and level in it, from 0, where they are not those of the style.
        ltr: Turn one of a right-to-left edition round, for the source's wording.
        keep: On the page of the next one.
    """
    turn = "<w:keepNext/>" * keep
    turn += f'<w:numPr><w:ilvl w:val="{item[1]}"/><w:numId w:val="{item[0]}"/></w:numPr>' if item else ""
    turn += '<w:bidi w:val="0"/>' * ltr
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{turn}</w:pPr>{"".join(runs)}</w:p>'


def segment_pieces(units: Sequence[Unit]) -> dict[str, tuple[Piece, ...]]:
    """The targets of every block, in order, each with the name of its bookmark; what stands between them the text tells."""
    made = {}
    for block, group in groupby(units, key=lambda unit: unit.segment.block):
        pieces = (Piece(unit.target, "seg_" + unit.segment.id.replace(".", "_")) for unit in group)
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
    lines = [writer.text(passage.text, passage.block, passage.marks) for passage in note.passages]
    turn = "<w:rtl/>" * rtl
    mark = f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/>{turn}</w:rPr>{_symbols(note.mark)}</w:r>' + run(" ", rtl=rtl)
    inner = "".join(paragraph("FootnoteText", mark if not at else "", line) for at, line in enumerate(lines))
    return f'<w:footnote w:id="{number}">{inner}</w:footnote>'


def footnote_references(galley: Galley) -> str:
    """The marks after the byline, each tied to its note (`customMarkFollows`: Word does not number it)."""
    rtl = "<w:rtl/>" if galley.rtl else ""
    return run(" ", rtl=galley.rtl).join(
        f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/>{RAISED * note.mark.isalnum()}{rtl}</w:rPr>'
        f'<w:footnoteReference w:customMarkFollows="1" w:id="{number}"/>{_mark(note.mark)}</w:r>'
        for number, note in enumerate(galley.footnotes, 1)
    )


RAISED = '<w:vertAlign w:val="superscript"/>'  # a number; a star is raised and small by itself


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
