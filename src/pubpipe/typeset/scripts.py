"""Which script a language is written in, and the faces that set it."""

ARABIC = frozenset("ar fa ur ps sd ug ckb prs arz".split())
HEBREW = frozenset("he iw yi".split())
DEVANAGARI = frozenset("hi mr ne sa kok mai bho".split())
NAMED = {"arab": "arabic", "aran": "arabic", "hebr": "hebrew", "deva": "devanagari", "latn": "latin", "cyrl": "latin"}

FACES = {
    "latin": ("Source Serif 4", "Source Sans 3"),
    "arabic": ("Amiri", "Source Serif 4"),
    "hebrew": ("Frank Ruhl Libre", "Source Serif 4"),
    "devanagari": ("Hind", "Source Serif 4"),
}


def script_of(lang: str) -> str:
    """The script of a BCP 47 tag: "arabic", "hebrew", "devanagari", or "latin", which stands for Cyrillic and Greek too.

    A script in the tag decides ("az-Arab"); a language that we know no other script for is set as Latin is, and the glyph
    check tells whether that can be.
    """
    primary, *rest = lang.lower().split("-")
    named = next((NAMED[part] for part in rest if part in NAMED), "")
    known = "arabic" if primary in ARABIC else "hebrew" if primary in HEBREW else "devanagari" if primary in DEVANAGARI else "latin"
    return named or known


def is_rtl(lang: str) -> bool:
    """Whether the language runs from right to left."""
    return script_of(lang) in ("arabic", "hebrew")


def faces(lang: str) -> tuple[str, ...]:
    """Names of the typefaces that an edition in `lang` is set in, the main one first; for the colophon."""
    return FACES[script_of(lang)]
