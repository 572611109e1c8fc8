"""Which script a language is written in, and which way it runs."""

SCRIPTS = {
    **dict.fromkeys(("ar", "arz", "ckb", "fa", "prs", "ps", "sd", "ug", "ur"), "arabic"),
    **dict.fromkeys(("he", "iw", "yi"), "hebrew"),
    **dict.fromkeys(("bho", "hi", "kok", "mai", "mr", "ne", "sa"), "devanagari"),
    **dict.fromkeys(("zh", "cmn", "wuu"), "hans"),
    **dict.fromkeys(("yue", "nan", "hak"), "hant"),
    "ja": "japanese",
    "ko": "korean",
}
NAMED = {"arab": "arabic", "aran": "arabic", "hebr": "hebrew", "deva": "devanagari", "latn": "latin", "cyrl": "latin"}
NAMED |= {"hans": "hans", "hant": "hant", "jpan": "japanese", "kore": "korean"}
TRADITIONAL = ("tw", "hk", "mo")  # regions that write Chinese in its traditional characters (CLDR, likelySubtags)
DENSE = ("hans", "hant", "japanese")  # no spaces between words: a line may break between most characters
EAST_ASIAN = ("hans", "hant", "japanese", "korean")
BALANCED = ("latin", "hebrew", *EAST_ASIAN)  # scripts whose letters are as wide alone as they are in a word


def script_of(lang: str) -> str:
    """The script of a BCP 47 tag: "arabic", "hebrew", "devanagari", one of `EAST_ASIAN`, or "latin", which stands for Cyrillic
    and Greek too.

    A script in the tag decides ("az-Arab"), then for Chinese the region; a language that we know no other script for is set as
    Latin is, and the glyph check tells whether that can be.
    """
    primary, *rest = lang.lower().split("-")
    named = next((NAMED[part] for part in rest if part in NAMED), "")
    script = named or SCRIPTS.get(primary, "latin")
    return "hant" if script == "hans" and not named and any(part in TRADITIONAL for part in rest) else script


def is_rtl(lang: str) -> bool:
    """Whether the language runs from right to left."""
    return script_of(lang) in ("arabic", "hebrew")


def is_east_asian(lang: str) -> bool:
    """Whether the language is set in characters as wide as they are high, an em each."""
    return script_of(lang) in EAST_ASIAN
