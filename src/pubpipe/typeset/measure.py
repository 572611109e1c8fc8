"""How wide a text runs, near enough to choose where a title should break."""

from functools import cache
from pathlib import Path

SLACK = 1.02  # kerning is not counted
ROUNDS = 20


def balanced_width(text: str, font: Path, points: float, room: float, *, tracking: float = 0, dense: bool = False) -> float:
    """The least width, in points, in which the text takes no more lines than in `room`, so that its lines come out about equal.

    Args:
        points: Type size.
        room: The widest a line may be, in points.
        tracking: Letter-spacing in ems.
        dense: A line may break between any two characters, as in Chinese and Japanese.
    """
    pieces = [(sign, _advances(font).get(sign, 0.5)) for sign in text] if dense else _words(text, font)
    widths = [(width + tracking * len(word)) * points for word, width in pieces]
    space = 0.0 if dense else (_advances(font).get(" ", 0.25) + tracking) * points
    lines = _lines(widths, space, room)
    low, high = max(widths, default=0), room
    if low >= room or lines == 1:
        return room
    for _ in range(ROUNDS):
        middle = (low + high) / 2
        low, high = (low, middle) if _lines(widths, space, middle) <= lines else (middle, high)
    return min(high * SLACK, room)


def _lines(widths: list[float], space: float, room: float) -> int:
    """How many lines the words take when each line takes as many as it can."""
    lines, at = 1, 0.0
    for width in widths:
        if at and at + space + width > room:
            lines, at = lines + 1, width
        else:
            at += (space if at else 0) + width
    return lines


def _words(text: str, font: Path) -> list[tuple[str, float]]:
    """The words and their widths in ems."""
    advances = _advances(font)
    return [(word, sum(advances.get(character, 0.5) for character in word)) for word in text.split()]


@cache
def _advances(font: Path) -> dict[str, float]:
    from fontTools.ttLib import TTFont

    with TTFont(font, lazy=True) as face:
        metrics, em = face["hmtx"].metrics, face["head"].unitsPerEm
        return {chr(point): metrics[glyph][0] / em for point, glyph in face.getBestCmap().items()}
