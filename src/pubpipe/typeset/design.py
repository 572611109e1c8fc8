"""The measures of the page, for the PDF and the DOCX alike: trim sizes, type sizes by script, colours."""

from dataclasses import dataclass, replace

from pubpipe.colours import ACCENT, INK, RULE, SOFT, TINT
from pubpipe.errors import SettingsError

__all__ = ["ACCENT", "INK", "RULE", "SOFT", "TINT"]  # and what stands below


@dataclass(frozen=True, slots=True)
class Sheet:
    """A trim size and its type area, in millimetres.

    Attributes:
        rail: Width of the narrow column on the start side that holds the provenance; 0 where there is no room for one.
        gap: Between rail and text.
        start, end: Margins beside rail and text.
        scale: What type sizes are multiplied by.
        band: Height of the cover strip at the head of the first page, where a publisher wants one.
    """

    name: str
    width: float
    height: float
    top: float
    foot: float
    start: float
    end: float
    rail: float = 0
    gap: float = 0
    scale: float = 1
    band: float = 22

    @property
    def hang(self) -> float:
        """How far rail and gap reach out beside the text."""
        return self.rail + self.gap

    @property
    def measure(self) -> float:
        """Width of the text column."""
        return self.width - self.start - self.hang - self.end


SHEETS = {
    sheet.name: sheet
    for sheet in (
        Sheet("A4", 210, 297, top=30, foot=30, start=24, end=24, rail=32, gap=6),
        Sheet("Letter", 215.9, 279.4, top=28, foot=28, start=24, end=27, rail=33, gap=6),
        Sheet("A5", 148, 210, top=24, foot=22, start=19, end=19, scale=0.88, band=16),
    )
}


@dataclass(frozen=True, slots=True)
class Type:
    """Sizes and leadings in points, as (size, leading); the leading of the text is the rhythm of the page.

    Attributes:
        head: Weight of the title, the face of which is "display".
        spaced: Whether capitals and small capitals may be letter-spaced; joined scripts never are.
        caps: Whether the script has small capitals and a drop cap.
        foreign: Size of a Latin word beside the script's own letters, in ems: the x-heights should meet.
    """

    text: tuple[float, float]
    small: tuple[float, float]
    display: tuple[float, float]
    deck: tuple[float, float]
    standfirst: tuple[float, float]
    head: int = 400
    spaced: bool = False
    caps: bool = False
    foreign: float = 1

    def scaled(self, factor: float) -> "Type":
        """The same for a smaller sheet; small type shrinks half as much, so that it stays legible."""
        gentle = (1 + factor) / 2
        return replace(
            self,
            text=_grown(self.text, factor),
            small=_grown(self.small, gentle),
            display=_grown(self.display, factor * factor),
            deck=_grown(self.deck, factor),
            standfirst=_grown(self.standfirst, factor),
        )


def _grown(pair: tuple[float, float], factor: float) -> tuple[float, float]:
    return round(pair[0] * factor, 2), round(pair[1] * factor, 2)


TYPES = {
    "latin": Type((10.75, 16), (8, 11.5), (33, 40), (17, 24), (13.5, 20), spaced=True, caps=True),
    "arabic": Type((13, 24), (9.4, 16), (31, 50), (17, 30), (15.5, 27), head=700, foreign=0.84),
    "hebrew": Type((11.75, 17.5), (8.8, 13), (35, 42), (18, 25), (14.5, 21), foreign=0.92),
    "devanagari": Type((10.75, 18), (8.4, 13.5), (28, 42), (15.5, 25), (13, 22), head=500),
    **dict.fromkeys(("hans", "hant"), Type((10.6, 18.5), (8.2, 13), (27, 39), (14.5, 24), (12.6, 21.5), head=700)),
    "japanese": Type((10.2, 18.5), (7.9, 13), (25.5, 38), (14, 24), (12.2, 21.5), head=700),
    "korean": Type((10.4, 18), (8.1, 13), (27, 39), (14.5, 24), (12.6, 21.5), head=700),
}

LONG_TITLES = ((170, 0.55), (110, 0.68), (64, 0.82))  # characters, factor: a title keeps to four lines on A4


def sheet_of(page: str) -> Sheet:
    """The trim size of that name, in any case.

    Raises:
        SettingsError: There is no such page size.
    """
    for name, sheet in SHEETS.items():
        if name.casefold() == page.strip().casefold():
            return sheet
    raise SettingsError(f"there is no page size named {page!r}", hint="choose one of: " + ", ".join(SHEETS))


def title_factor(title: str, *, wide: bool = False) -> float:
    """What the display size is multiplied by, so that a long title does not fill the page.

    Args:
        wide: Its characters are an em wide each, twice a Latin letter.
    """
    return next((factor for length, factor in LONG_TITLES if len(title) * (1 + wide) > length), 1)


def whole_ems(size: float, measure_mm: float) -> float:
    """The size nearest to `size`, in points, of which the measure holds a whole number, so that East Asian lines end flush."""
    points = measure_mm / 25.4 * 72
    return points / round(points / size) - 0.002  # a hair less, so that rounding never throws the last character out
