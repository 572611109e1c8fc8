"""Lay out one edition as PDF and as DOCX, from the same design and the same galley.

`galley` says what stands on the page and in which order, `design` how large and how far apart; `pdf` and `docx` set it.
"""

from pubpipe.typeset.fetched import FAMILIES as FETCHED
from pubpipe.typeset.galley import running_texts
from pubpipe.typeset.scripts import script_of

__all__ = ["face_names", "running_texts"]

FAMILIES = {
    "latin": ("Source Serif 4", "Source Sans 3"),
    "arabic": ("Amiri", "Source Sans 3"),
    "hebrew": ("Frank Ruhl Libre", "Source Sans 3"),
    "devanagari": ("Hind", "Source Sans 3"),
    **{family.script: (family.name, "Source Serif 4") for family in FETCHED},
}


def face_names(lang: str) -> tuple[str, ...]:
    """The families an edition in `lang` is set in, as its colophon names them: text first."""
    return FAMILIES[script_of(lang)]
