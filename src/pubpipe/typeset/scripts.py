"""Which script a language is written in, and which way it runs."""

SCRIPTS = {
    **dict.fromkeys(("ar", "arz", "ckb", "fa", "prs", "ps", "sd", "ug", "ur"), "arabic"),
    **dict.fromkeys(("he", "iw", "yi"), "hebrew"),
    **dict.fromkeys(("bho", "hi", "kok", "mai", "mr", "ne", "sa"), "devanagari"),
}
NAMED = {"arab": "arabic", "aran": "arabic", "hebr": "hebrew", "deva": "devanagari", "latn": "latin", "cyrl": "latin"}


def script_of(lang: str) -> str:
    """The script of a BCP 47 tag: "arabic", "hebrew", "devanagari", or "latin", which stands for Cyrillic and Greek too.

    A script in the tag decides ("az-Arab"); a language that we know no other script for is set as Latin is, and the glyph
    check tells whether that can be.
    """
    primary, *rest = lang.lower().split("-")
    named = next((NAMED[part] for part in rest if part in NAMED), "")
    return named or SCRIPTS.get(primary, "latin")


def is_rtl(lang: str) -> bool:
    """Whether the language runs from right to left."""
    return script_of(lang) in ("arabic", "hebrew")
