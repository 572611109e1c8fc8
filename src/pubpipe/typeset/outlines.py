"""Draw words as shapes: what repeats words of the text is shown to the eye, and nobody copies or hears them twice."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

if TYPE_CHECKING:
    from pubpipe.typeset.glyphs import Glyph

FLAG = "pubpipe_outlined"
_FACES: dict[bytes, TTFont] = {}  # our faces are pinned, so one name is one file


@contextmanager
def as_shapes(stream: Any) -> Iterator[None]:
    """Let all words that are drawn on the page meanwhile be shapes."""
    setattr(stream, FLAG, True)
    try:
        yield
    finally:
        setattr(stream, FLAG, False)


def wants_shapes(stream: Any) -> bool:
    """Whether words are to be drawn as shapes now."""
    return bool(getattr(stream, FLAG, False))


def draw_shapes(stream: Any, glyphs: Iterable["Glyph"], x: float, y: float) -> None:
    """Fill the outlines of glyphs whose line begins at (x, y), in the colour that is set; text drawing is left for a moment."""
    stream.end_text()
    for glyph in glyphs:
        face = _face(glyph.font)
        scale = glyph.size / face["head"].unitsPerEm
        pen = _Path(face.getGlyphSet(), stream, scale, x + glyph.x + glyph.dx, y + glyph.dy)
        face.getGlyphSet()[face.getGlyphName(glyph.id)].draw(pen)
    stream.fill()
    stream.begin_text()


def _face(font: Any) -> TTFont:
    if font.name not in _FACES:
        _FACES[font.name] = TTFont(BytesIO(font.file_content), lazy=True)
    return _FACES[font.name]


class _Path(BasePen):  # type: ignore[misc]
    """Writes outlines to a page whose y runs down, as a font's runs up; BasePen turns quadratic curves into cubic ones."""

    def __init__(self, glyphs: Any, stream: Any, scale: float, x: float, y: float) -> None:
        super().__init__(glyphs)
        self.stream, self.scale, self.x, self.y = stream, scale, x, y

    def _place(self, point: tuple[float, float]) -> tuple[float, float]:
        return round(self.x + point[0] * self.scale, 2), round(self.y - point[1] * self.scale, 2)

    def _moveTo(self, point: tuple[float, float]) -> None:
        self.stream.move_to(*self._place(point))

    def _lineTo(self, point: tuple[float, float]) -> None:
        self.stream.line_to(*self._place(point))

    def _curveToOne(self, one: tuple[float, float], two: tuple[float, float], three: tuple[float, float]) -> None:
        self.stream.curve_to(*self._place(one), *self._place(two), *self._place(three))

    def _closePath(self) -> None:
        self.stream.close()
