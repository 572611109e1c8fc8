"""How wide a text runs, near enough to choose where a title should break."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from unicodedata import east_asian_width

SLACK = 1.02  # kerning is not counted
ROUNDS = 20


def balanced_width(
    text: str, font: Path, points: float, room: float, *, tracking: float = 0, pieces: Sequence[str] = ()
) -> float:
    """The least width, in points, in which the text takes no more lines than in `room`, so that its lines come out about equal.

    Args:
        points: Type size.
        room: The widest a line may be, in points.
        tracking: Letter-spacing in ems.
        pieces: What a line may break between where it is not at spaces; joined they are the text.
    """
    widths = [(_width(word, font) + tracking * len(word)) * points for word in pieces or text.split()]
    space = 0.0 if pieces else (_advances(font).get(" ", 0.25) + tracking) * points
    lines = _lines(widths, space, room)
    low, high = max(widths, default=0), room
    if low >= room or lines == 1:
        return room
    for _ in range(ROUNDS):
        middle = (low + high) / 2
        low, high = (low, middle) if _lines(widths, space, middle) <= lines else (middle, high)
    return min(high * SLACK, room)


def line_ends(pieces: Sequence[str], room: float) -> tuple[int, ...]:
    """Offsets at which the lines of a text end, but for the last, so that they come out about equal.

    Args:
        pieces: What no line may end within; joined they are the text.
        room: The widest a line may be, in ems. A character of East Asia has one, any other half of one,
            which is what those of Source Serif have on an average.
    """
    widths = [sum(1 if east_asian_width(sign) in "WF" else 0.5 for sign in piece) for piece in pieces]
    lines = _lines(widths, 0, room)
    if lines == 1 or max(widths) > room:
        return ()
    least = next(tried / 2 for tried in range(1, round(room * 2) + 1) if _fits(widths, tried / 2, lines))
    made: list[int] = []
    at, text = 0.0, 0
    for piece, width in zip(pieces, widths, strict=True):
        if at and at + width > least:
            made, at = [*made, text], 0.0
        at, text = at + width, text + len(piece)
    return tuple(made)


def _fits(widths: list[float], room: float, lines: int) -> bool:
    return max(widths) <= room and _lines(widths, 0, room) <= lines


def _lines(widths: list[float], space: float, room: float) -> int:
    """How many lines the words take when each line takes as many as it can."""
    lines, at = 1, 0.0
    for width in widths:
        if at and at + space + width > room:
            lines, at = lines + 1, width
        else:
            at += (space if at else 0) + width
    return lines


def _width(text: str, font: Path) -> float:
    """In ems."""
    advances = _advances(font)
    return sum(advances.get(character, 0.5) for character in text)


@cache
def _advances(font: Path) -> dict[str, float]:
    from fontTools.ttLib import TTFont

    with TTFont(font, lazy=True) as face:
        metrics, em = face["hmtx"].metrics, face["head"].unitsPerEm
        return {chr(point): metrics[glyph][0] / em for point, glyph in face.getBestCmap().items()}
