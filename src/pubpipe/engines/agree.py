"""Put the little words before a term right once the term stands there: l’ and d’, un and uno, e for y.

The engine chose them for a private word that begins with z. The rules are those of each language's school grammar.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

BEFORE = re.compile(r"(?<!\w)([^\W\d_]+)[^\S\n]+$")
VOWELS = "aeiou"
# French words whose h forbids elision, by their beginning and without accents; every other h is mute.
ASPIRATED = (
    "hach", "hai", "hall", "halo", "halt", "hamac", "hameau", "hamster", "hanche", "hand", "hangar", "hanse", "hant", "hao",
    "harc", "hardi", "harem", "hareng", "hargn", "haricot", "harna", "harp", "hasard", "hat", "hauss", "haut", "havre", "hern",
    "heron", "herse", "hetre", "heurt", "hibou", "hideu", "hierarch", "hip-hop", "hiss", "hobby", "hoch", "hockey", "hold",
    "holland", "homard", "hong", "hont", "hoquet", "horde", "hors", "houill", "houle", "houss", "hublot", "huche", "huer",
    "huit", "hurl", "hussard", "hutte", "onz", "oui", "uhlan",
)  # fmt: skip
FRENCH = {
    "le": "l’", "la": "l’", "de": "d’", "que": "qu’", "ne": "n’", "je": "j’", "me": "m’", "te": "t’", "se": "s’", "du": "de l’",
    "au": "à l’", "jusque": "jusqu’", "lorsque": "lorsqu’", "puisque": "puisqu’", "quoique": "quoiqu’",
}  # fmt: skip
FRENCH_MASCULINE = {"ce": "cet ", "nouveau": "nouvel ", "beau": "bel ", "vieux": "vieil "}
FRENCH_FEMININE = {"ma": "mon ", "ta": "ton ", "sa": "son "}
CATALAN = {"el": "l’", "la": "l’", "de": "d’", "del": "de l’", "al": "a l’", "pel": "per l’"}


@dataclass(frozen=True, slots=True)
class Word:
    """A term as it will stand in the target, with what the grammar around it needs to know."""

    text: str
    gender: str = ""
    is_plural: bool = False
    is_name: bool = False


def join(before: str, word: Word, language: str) -> str:
    """The text before a term, its last word made to agree with how the term begins, and the term."""
    found = BEFORE.search(before, max(0, len(before) - 40))
    rule = RULES.get(language)
    if found and rule and (said := rule(found[1].lower(), word)):
        if found[1].isupper() and len(found[1]) > 1:
            said = said.upper()
        elif found[1][0].isupper():
            said = said[0].upper() + said[1:]
        return before[: found.start()] + said + word.text
    return before + word.text


def _plain(text: str) -> str:
    """Lower case, without accents."""
    return "".join(char for char in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(char))


def _french(before: str, word: Word) -> str:
    start = _plain(word.text)
    if start.startswith(ASPIRATED) and not start.startswith(("heroi", "hallucin", "haleine", "halog")):
        return ""
    if start == "heros" or (word.is_name and start.startswith("h")) or not start.startswith(tuple(VOWELS + "h")):
        return ""
    more: Mapping[str, str] = {}
    if not word.is_plural:
        more = {"m": FRENCH_MASCULINE, "f": FRENCH_FEMININE}.get(word.gender, {})
    return FRENCH.get(before, "") or more.get(before, "")


def _catalan(before: str, word: Word) -> str:
    start = _plain(word.text).removeprefix("h")
    if not start.startswith(tuple(VOWELS)) or re.match(r"[iu][aeou]", start):
        return ""
    if before == "la" and start[0] in "iu" and not _is_stressed_first(word.text):
        return ""
    return CATALAN.get(before, "")


def _is_stressed_first(text: str) -> bool:
    """Whether the first syllable of a Catalan word carries the stress (l’illa, but la universitat)."""
    first = re.split(r"[\s-]", text.lower())[0].removeprefix("h")
    accent = re.search(r"[àèéíòóú]", first)
    if accent:
        return accent.start() == 0
    groups = re.findall(r"[aeiouïü]+", first)
    return len(groups) == 1 or (len(groups) == 2 and bool(re.search(r"([aeiouïü]s?|[ei]n)$", first)))


def _spanish(before: str, word: Word) -> str:
    start = _plain(word.text)
    if before == "y" and re.match(r"h?i(?![aeou])", start):
        return "e "
    return "u " if before == "o" and re.match(r"h?o", start) else ""


def _italian(before: str, word: Word) -> str:
    onset = _italian_onset(_plain(word.text))
    for family in ITALIAN:
        if before in family.values():
            said = family[onset]
            return said if said.endswith("’") else said + " "
    return ""


def _italian_onset(start: str) -> str:
    if re.match(r"z|x|y|gn|ps|pn|s[^aeiouh\W]|i[aeou]", start):
        return "hard"
    return "vowel" if re.match(r"h?[aeiou]", start) else "plain"


def _families() -> tuple[dict[str, str], ...]:
    """Each article or articled preposition of Italian with its forms before a vowel, a hard onset and any other."""
    families = []
    for stem in ("", "de", "a", "da", "ne", "su"):
        double = stem + "l" if stem else ""
        families.append({"plain": f"{stem}l" if stem else "il", "hard": f"{double}lo", "vowel": f"{double}l’"})
        families.append({"plain": f"{stem}i", "hard": f"{stem}gli", "vowel": f"{stem}gli"})
        families.append({"plain": f"{double}la", "hard": f"{double}la", "vowel": f"{double}l’"})
    for stem in ("", "ness", "alc", "ciasc"):
        families.append({"plain": f"{stem}un", "hard": f"{stem}uno", "vowel": f"{stem}un"})
        families.append({"plain": f"{stem}una", "hard": f"{stem}una", "vowel": f"{stem}un’"})
    for stem in ("que", "be"):
        families.append({"plain": f"{stem}l", "hard": f"{stem}llo", "vowel": f"{stem}ll’"})
        families.append({"plain": f"{stem}i", "hard": f"{stem}gli", "vowel": f"{stem}gli"})
    return tuple(families)


ITALIAN = _families()
RULES: Mapping[str, Callable[[str, Word], str]] = {"fr": _french, "it": _italian, "ca": _catalan, "es": _spanish}
