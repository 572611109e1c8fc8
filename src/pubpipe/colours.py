"""The colours of every page, on paper and on a screen, as RRGGBB, and how well one can be read on another."""

INK, SOFT, RULE, ACCENT, TINT = "1b1a18", "6a655d", "c9c2b6", "8c2f1b", "f6f2ea"
"""SOFT on TINT has a contrast of 5.2, ACCENT on white of 8.3; WCAG 2.2 asks for 4.5."""

NIGHT = "171614"  # what pages stand on in the dark
LEAST = 4.5  # of text on what is behind it (WCAG 2.2, 1.4.3)


def contrast(one: str, two: str = "ffffff") -> float:
    """Of text in one colour on the other (WCAG 2.2, "contrast ratio")."""
    dark, light = sorted((_luminance(one), _luminance(two)))
    return (light + 0.05) / (dark + 0.05)


def by_night(colour: str) -> str:
    """The colour mixed with as much white, in twentieths, as it takes to be read on `NIGHT` with some ease."""
    mixed = (_mixed(colour, part / 20) for part in range(21))
    return next(each for each in mixed if contrast(each, NIGHT) >= LEAST + 2)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(colour: str, white: float) -> str:
    return "".join(f"{round(int(colour[at : at + 2], 16) * (1 - white) + 255 * white):02x}" for at in (0, 2, 4))
