"""Draw lines so that every reader gives the text back as it was written.

A PDF maps a glyph to the text it stands for (ToUnicode, ISO 32000-1, 9.10.3), one text for each code. WeasyPrint 70 uses the
glyph's own number as its code, so a glyph that stands for one text here and for another there is copied wrongly once: in Hindi
every second word. Here a glyph gets a code of its own for each text (CIDToGIDMap, 9.7.4.2), and a cluster's letters are handed
out to its glyphs in the order in which they are drawn.

A line that runs from right to left is read back by guesses, and two readers guess differently: pypdf 7.1 takes the pieces of a
line in the order of the file and turns the letters of each right-to-left one round; PDFium 5.15 sorts the pieces of a line by
where they begin, cuts them where the direction of a letter changes, and where at least half of the cuts run from right to left
it takes them from the last to the first, the words of a Latin name too. So words are written in the order in which they are
read, for the one; and for the other a Latin word of a name begins, unseen, where that name will be turned the right way round,
beside a right-to-left mark that keeps the balance.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from fontTools.ttLib import TTFont

from pubpipe.typeset.outlines import draw_shapes, wants_shapes

LEFT_MARK, MARK, UNSEEN = "\u200e", "\u200f", "\u200b"  # left-to-right mark; right-to-left mark; zero-width space
JOINERS = ("\u200c", "\u200d")  # they have no ink, but Persian is misspelt without them
STEP = 0.12  # ems between the beginnings of two pieces that PDFium is to keep apart; below 0.07 it drops one of two like signs
RIGHT, LEFT = ("R", "AL", "NSM"), ("L",)  # bidirectional classes (UAX 9, table 4) as PDFium lumps them
WEAK = ("EN", "AN", "ES", "ET", "CS", "BN")


class Glyph(NamedTuple):  # of which a page has thousands: no dataclass, which takes three times as long to make
    """A glyph of a line; lengths in CSS pixels.

    Attributes:
        x: Where its pen stands, from the start of the line.
        dx, dy: How far it is moved from there; down is positive.
        at: Where its cluster begins in the text of the line, in bytes.
        text: Of its cluster.
    """

    id: int
    font: Any
    size: float
    x: float
    advance: float
    dx: float
    dy: float
    at: int
    text: str
    rtl: bool


@contextmanager
def faithful_text() -> Iterator[None]:
    """Draw so while a PDF is written, then put WeasyPrint back."""
    from weasyprint import draw
    from weasyprint.draw import text
    from weasyprint.formatting_structure.boxes import LineBox
    from weasyprint.pdf import fonts

    inline, line, clean, build = (
        draw.draw_inline_level,
        text.draw_first_line,
        fonts.Font.clean,
        fonts._build_vector_font_dictionary,
    )
    turned = [False]

    def noted(stream: Any, page: Any, box: Any, *others: Any, **named: Any) -> None:
        turned.append(_is_turned(box) if isinstance(box, LineBox) else turned[-1])
        try:
            inline(stream, page, box, *others, **named)
        finally:
            turned.pop()

    def drawn(stream: Any, box: Any, overflow: str, ellipsis: str, matrix: Any) -> list[Any]:
        return draw_line(stream, box, matrix, turned=turned[-1])

    def cleaned(font: Any, to_unicode: dict[int, str], hinting: Any) -> None:
        clean(font, {_aliases(font).get(code, code): said for code, said in to_unicode.items()}, hinting)

    def built(dictionary: Any, pdf: Any, font: Any, widths: Any, compress: Any, *others: Any) -> None:
        build(dictionary, pdf, font, widths, compress, *others)
        if _aliases(font):
            _map_codes(pdf, font, compress)

    draw.draw_inline_level, text.draw_first_line = noted, drawn
    fonts.Font.clean, fonts._build_vector_font_dictionary = cleaned, built
    try:
        yield
    finally:
        draw.draw_inline_level, text.draw_first_line = inline, line
        fonts.Font.clean, fonts._build_vector_font_dictionary = clean, build


def _is_turned(line: Any) -> bool:
    """Whether a line runs from right to left and has a letter that does."""
    from weasyprint.formatting_structure.boxes import TextBox

    if line.style["direction"] != "rtl":
        return False
    texts = (box.text for box in line.descendants() if isinstance(box, TextBox))
    return any(unicodedata.bidirectional(sign) in ("R", "AL") for text in texts for sign in text)


def draw_line(stream: Any, box: Any, matrix: Any, *, turned: bool) -> list[Any]:
    """What `weasyprint.draw.text.draw_first_line` does, for outline fonts and lines that are not cut off.

    Args:
        turned: The line runs from right to left.
    """
    from weasyprint.text.ffi import pango

    if not box.text.strip() or box.style["font_size"] < 1e-6:
        return []
    pango.pango_layout_set_single_paragraph_mode(box.pango_layout.layout, True)
    line, _ = box.pango_layout.get_first_line()
    if wants_shapes(stream):
        _draw_shapes(stream, line, box, matrix)
        return []
    glyphs = list(_glyphs(stream, line, box.pango_layout.text.encode()))
    pen = _Pen(stream, *matrix.values[4:])
    if turned or any(glyph.rtl for glyph in glyphs):
        for rtl, group in groupby(sorted(_clusters(glyphs), key=lambda cluster: cluster[0].at), key=lambda c: c[0].rtl):
            (_show_right_to_left if rtl else _show_left_to_right)(pen, list(group), turned)
    else:
        pen.show([pair for cluster in _clusters(glyphs) for pair in _handed_out(cluster)])
    return []


def _draw_shapes(stream: Any, line: Any, box: Any, matrix: Any) -> None:
    """The line as shapes; a face that no text needs is not kept."""
    known = set(stream._fonts)
    draw_shapes(stream, _glyphs(stream, line, box.pango_layout.text.encode(), measured=False), *matrix.values[4:])
    for key in set(stream._fonts) - known:
        del stream._fonts[key]


# --- What stands in a line --------------------------------------------------------------------------------------------


def _glyphs(stream: Any, line: Any, text: bytes, *, measured: bool = True) -> Iterator[Glyph]:
    """The glyphs of a Pango line from left to right."""
    from weasyprint.text.ffi import FROM_UNITS, ffi, pango

    x, run = 0.0, line.runs[0]
    while run != ffi.NULL:
        item, run = run.data, run.next
        face, offset, count = item.item.analysis.font, item.item.offset, item.glyphs.num_glyphs
        font, size = stream.add_font(face)
        rtl = bool(item.item.analysis.level % 2)
        clusters = ffi.unpack(item.glyphs.log_clusters, count)
        borders = pairwise(sorted({*clusters, item.item.length}))
        texts = {start: text[offset + start : offset + end].decode() for start, end in borders}
        for info, start in zip(ffi.unpack(item.glyphs.glyphs, count), clusters, strict=True):
            glyph, space, said = info.glyph, info.geometry, texts[start]
            advance = space.width * FROM_UNITS
            if glyph == pango.PANGO_GLYPH_EMPTY and said in JOINERS:
                yield Glyph(_space(font), font, size, x, 0, 0, 0, offset + start, said, rtl)
            elif glyph != pango.PANGO_GLYPH_EMPTY:
                if measured and glyph not in font.widths:
                    font.widths[glyph] = _width(stream, face, glyph, size)
                moved = space.x_offset * FROM_UNITS, space.y_offset * FROM_UNITS
                yield Glyph(glyph, font, size, x, advance, *moved, offset + start, said, rtl)
            x += advance


def _width(stream: Any, face: Any, glyph: int, size: float) -> int:
    """The glyph's own width, in thousandths of an em; a glyph that no face has is one that the check let through."""
    from weasyprint.text.ffi import FROM_UNITS, pango

    from pubpipe.errors import OutputError

    if glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG:
        point = glyph - pango.PANGO_GLYPH_UNKNOWN_FLAG
        raise OutputError(f"no font at hand has U+{point:04X}", hint="report it: the check before the page was set missed it")
    pango.pango_font_get_glyph_extents(face, glyph, stream.ink_rect, stream.logical_rect)
    width: int = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)
    return width


def _clusters(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    for _, group in groupby(glyphs, key=lambda glyph: (glyph.at, id(glyph.font))):
        yield list(group)


def _handed_out(cluster: Sequence[Glyph]) -> list[tuple[Glyph, str]]:
    """Each glyph of a cluster, in the order of drawing, with its share of the text: together they make up the whole.

    A ligature that is read from right to left is one glyph with several letters, which no two readers take in the same order:
    all but the last of its letters go to spaces, which leave no ink, drawn behind it.
    """
    text, first = cluster[0].text, cluster[0]
    if not first.rtl:
        if len(cluster) == 1:
            return [(first, text or UNSEEN)]
        last = len(cluster) - 1
        return [(glyph, (text[at:] if at == last else text[at : at + 1]) or UNSEEN) for at, glyph in enumerate(cluster)]
    letters = list(reversed(text)) + [UNSEEN] * (len(cluster) - len(text))
    shared = list(zip(cluster, letters, strict=False))
    behind = cluster[-1].x + cluster[-1].advance
    return shared + [(_blank(first, behind)._replace(dy=cluster[-1].dy), letter) for letter in letters[len(cluster) :]]


# --- Writing it -------------------------------------------------------------------------------------------------------


def _show_right_to_left(pen: "_Pen", clusters: Sequence[list[Glyph]], turned: bool) -> None:
    """The letters of each word together, drawn from the left; spaces and punctuation one by one."""

    def lump(pair: tuple[int, Sequence[Glyph]]) -> int:
        return -1 if _direction(pair[1]) in RIGHT or pair[1][0].text in JOINERS else pair[0]

    for _, group in groupby(enumerate(clusters), key=lump):
        word = [cluster for _, cluster in group]
        pen.show([pair for cluster in reversed(word) for pair in (*_handed_out(cluster), *_guard(cluster))])


def _guard(cluster: Sequence[Glyph]) -> list[tuple[Glyph, str]]:
    """What keeps PDFium from turning a bracket or a quotation mark round: a left-to-right mark, and one to make up for it."""
    if not unicodedata.mirrored(cluster[0].text[0]):
        return []
    behind = _blank(cluster[0], max(glyph.x + glyph.advance for glyph in cluster))
    return [(behind, LEFT_MARK), (behind, MARK)]


def _show_left_to_right(pen: "_Pen", clusters: Sequence[list[Glyph]], turned: bool) -> None:
    """Latin words and numbers. In a line that runs from right to left all pieces but the last begin, unseen, behind the last.

    Digits that are not ASCII are written one by one: pypdf takes them for neutral, and orders them like what came before.
    """
    pieces = [[cluster for _, cluster in group] for _, group in groupby(enumerate(clusters), key=_lump)]
    anchor, size = min(glyph.x for glyph in pieces[-1][0]), pieces[-1][0][0].size
    for at, piece in enumerate(pieces):
        shown = [pair for cluster in piece for pair in _handed_out(cluster)]
        kind = _direction(piece[0])
        if not turned:
            pen.show(shown)
        elif kind in WEAK and len(pieces) == 1:
            for part in [shown] if piece[0][0].text.isascii() else [[pair] for pair in shown]:
                pen.show(part)
        elif kind in LEFT or not piece[0][0].text.isspace():
            sign = MARK if kind in LEFT else UNSEEN
            pen.show([(_blank(shown[0][0], anchor + STEP * size * (len(pieces) - 1 - at)), sign), *shown])
        else:  # each space longer than the one before: PDFium drops a piece that is like its neighbour
            begins = anchor + STEP * size * (len(pieces) - 1 - at)
            moved = [(glyph._replace(x=begins), said) for glyph, said in shown]
            pen.show(moved + [(_blank(shown[0][0], begins), UNSEEN)] * (at // 2))


def _direction(cluster: Sequence[Glyph]) -> str:
    return unicodedata.bidirectional(cluster[0].text[0])


def _lump(pair: tuple[int, Sequence[Glyph]]) -> tuple[str, int]:
    """What a cluster stands together with: letters with letters, and a number with its points."""
    number, cluster = pair
    kind = _direction(cluster)
    if kind in LEFT:
        return "left", 0
    return ("weak", 0) if kind in WEAK else ("", number)


def _blank(beside: Glyph, x: float) -> Glyph:
    """A space of the same font, which leaves no ink."""
    return Glyph(_space(beside.font), beside.font, beside.size, x, 0, 0, 0, 0, " ", beside.rtl)


_SPACES: dict[bytes, tuple[int, int]] = {}  # our faces are pinned, so one name is one file


def _space(font: Any) -> int:
    """The glyph of the font's space; its width is kept on the way."""
    if font.name not in _SPACES:
        with TTFont(BytesIO(font.file_content), lazy=True) as face:
            name = face.getBestCmap()[0x20]
            width = round(face["hmtx"][name][0] * 1000 / face["head"].unitsPerEm)
            _SPACES[font.name] = face.getGlyphID(name), width
    glyph, width = _SPACES[font.name]
    font.widths.setdefault(glyph, width)
    return glyph


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes pieces of a line whose baseline begins at (x, y)."""

    stream: Any
    x: float
    y: float

    def show(self, glyphs: Sequence[tuple[Glyph, str]]) -> None:
        """Glyphs with their texts, which belong together: one above or below the line begins a piece of its own, but the pieces
        begin one after the other, whatever the glyphs do."""
        self.stream._current_font = None  # so that the font is set although it is the same: it parts the words for pypdf
        pieces = [list(group) for _, group in groupby(glyphs, key=lambda pair: (id(pair[0].font), pair[0].size, pair[0].dy))]
        for at in range(len(pieces) - 2, -1, -1):
            first, after = pieces[at][0][0], pieces[at + 1][0][0]
            if first.x + first.dx >= after.x + after.dx:
                blank = _blank(first, after.x + after.dx - STEP * after.size)._replace(dy=first.dy)
                pieces[at] = [(blank, UNSEEN), *pieces[at]]
        for piece in pieces:
            first = piece[0][0]
            self.stream.set_font_size(first.font.hash, first.size)
            self.stream.set_text_matrix(1, 0, 0, -1, round(self.x + first.x + first.dx, 4), round(self.y + first.dy, 4))
            self.stream.show_text(_string(piece))


def _string(piece: Sequence[tuple[Glyph, str]]) -> str:
    """The operand of TJ: codes, and between them by how much the pen has to be moved back, in thousandths of an em."""
    first = piece[0][0]
    font, size, codes = first.font, first.size, _codes(first.font)  # the same for all of a piece
    made, pen = "<", first.x + first.dx
    for glyph, said in piece:
        back = round((pen - glyph.x - glyph.dx) * 1000 / size)
        if back:
            made += f">{back}<"
            pen -= back * size / 1000
        code = codes[glyph.id, said] if (glyph.id, said) in codes else _new_code(font, glyph.id, said)
        made += f"{code:04x}"
        pen += font.widths[glyph.id] * size / 1000
    return (made + ">").replace("<>", "")


# --- Codes ------------------------------------------------------------------------------------------------------------


def _codes(font: Any) -> dict[tuple[int, str], int]:
    """(glyph, text) to code, kept on WeasyPrint's own font."""
    return vars(font).setdefault("pubpipe_codes", {})  # type: ignore[no-any-return]


def _aliases(font: Any) -> dict[int, int]:
    """Code to glyph, where the two differ."""
    return vars(font).setdefault("pubpipe_aliases", {})  # type: ignore[no-any-return]


def _new_code(font: Any, glyph: int, said: str) -> int:
    """The code for a glyph that has not stood for that text yet."""
    aliases, is_taken = _aliases(font), glyph in font.to_unicode
    code: int = font.glyph_count + len(aliases) if is_taken else glyph
    _codes(font)[glyph, said] = code
    font.to_unicode[code], font.widths[code] = said, font.widths[glyph]
    if is_taken:
        aliases[code] = glyph
    return code


def _map_codes(pdf: Any, font: Any, compress: Any) -> None:
    """Tell readers which glyph each code means."""
    import pydyf

    aliases = _aliases(font)
    table = [aliases.get(code, code) for code in range(max(*font.to_unicode, *aliases) + 1)]
    mapping = pydyf.Stream([b"".join(glyph.to_bytes(2, "big") for glyph in table)], compress=compress)
    pdf.add_object(mapping)
    for item in reversed(pdf.objects):
        if isinstance(item, pydyf.Dictionary) and item.get("CIDToGIDMap") == "/Identity" and item["BaseFont"] == font.name:
            item["CIDToGIDMap"] = mapping.reference
            return
