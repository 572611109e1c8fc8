"""A language anyone can read, made to judge the layout: "The fox" becomes "Ťħée föox", or Hebrew letters that sound like it.

Each script gets letters of its own, so that direction, shaping, line breaking and fonts are really tried; the words stay
recognisable, numbers and terms stay themselves, and the text grows as a translation from English would.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from pubpipe.article import EngineInfo
from pubpipe.engines.base import Draft, Job
from pubpipe.engines.held import Hold, hold

WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
VOWELS = "aeiou"

# Only letters of Latin-1 and Latin Extended-A, which every text face has.
LATIN = dict(zip("acdeghijklnorstuwyz", "áçďéğħíĵķļñöŕšťüŵýž", strict=True))


def _alphabet(letters: str) -> dict[str, str]:
    """What stands for a to z, in that order."""
    return dict(zip("abcdefghijklmnopqrstuvwxyz", letters.split(), strict=True))


CYRILLIC = _alphabet("а б к д е ф г х и ж к л м н о п к р с т у в в кс ы з")
GREEK = _alphabet("α β κ δ ε φ γ χ ι ζ κ λ μ ν ο π κ ρ σ τ υ β ω ξ υ ζ")
# Every vowel is written, which Arabic and Hebrew would not do, so that a reader of the letters can sound the words out.
ARABIC = _alphabet("ا ب ك د ي ف غ ه ي ج ك ل م ن و ب ق ر س ت و ف و كس ي ز")
PERSIAN = _alphabet("ا ب ک د ی ف گ ه ی ج ک ل م ن و پ ق ر س ت و و و کس ی ز")
HEBREW = _alphabet("א ב ק ד א פ ג ה י ג ק ל מ נ ו פ ק ר ס ט ו ו ו קס י ז")
FINAL = {"מ": "ם", "נ": "ן", "פ": "ף", "צ": "ץ", "σ": "ς"}
DEVANAGARI = {
    "b": "ब", "c": "क", "d": "द", "f": "फ", "g": "ग", "h": "ह", "j": "ज", "k": "क", "l": "ल", "m": "म", "n": "न",
    "p": "प", "q": "क", "r": "र", "s": "स", "t": "त", "v": "व", "w": "व", "x": "क्ष", "y": "य", "z": "ज़",
}  # fmt: skip
DEVANAGARI_VOWELS = {"a": ("अ", "ा"), "e": ("ए", "े"), "i": ("इ", "ि"), "o": ("ओ", "ो"), "u": ("उ", "ु")}
VIRAMA = "्"
LETTERS: Mapping[str, Mapping[str, str]] = {
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn"), CYRILLIC),
    **dict.fromkeys(("fa", "ur", "ps", "ckb"), PERSIAN),
    "ar": ARABIC, "he": HEBREW, "yi": HEBREW, "el": GREEK,
}  # fmt: skip
DEVANAGARI_LANGUAGES = {"hi", "mr", "ne", "sa"}
UNSPACED_LANGUAGES = {"zh", "ja", "yue"}


class Pseudo:
    """Rewrites the source letter by letter; knows every language, needs nothing."""

    name = "pseudo"

    def info(self, source: str, to: str) -> EngineInfo | None:
        return EngineInfo(self.name, "Pseudo-translation", "pseudo", "1", (f"{source}-{to}",))

    def remedy(self, source: str, to: str) -> str:
        return ""

    def translate(self, jobs: Sequence[Job], source: str, to: str) -> list[Draft]:
        """Terms come out as agreed, names, addresses and numbers as they are, and all other letters changed."""
        return [Draft(_rewrite(job, to)) for job in jobs]


def _rewrite(job: Job, to: str) -> str:
    parts, at = [], 0
    for start, end, item in hold(job.text, job.hits, Hold.NAIVE):
        parts += [_letters(job.text[at:start], to), item.word(item.plural).text]
        at = end
    return "".join(parts) + _letters(job.text[at:], to)


def _letters(text: str, to: str) -> str:
    language = "" if "-latn" in to.lower() else to.split("-")[0].lower()
    if language in UNSPACED_LANGUAGES:
        return _full_width(text)
    return WORD.sub(lambda found: _word(found[0], language), text)


def _word(word: str, language: str) -> str:
    """A word in the letters of the language's script; one with a digit in it is a number or a code and stays."""
    if any(char.isdigit() for char in word):
        return word
    if language in DEVANAGARI_LANGUAGES:
        return _devanagari(_plain(word))
    letters = LETTERS.get(language)
    if letters is None:
        return "".join(_accented(char) for char in word)
    said = "".join(_cased(char, letters.get(_plain(char), char)) for char in word)
    return said[:-1] + FINAL.get(said[-1], said[-1])


def _accented(char: str) -> str:
    """With an accent; a vowel is written twice, which makes an English text about a third longer."""
    small = char.lower()
    said = LATIN.get(small, small)
    return _cased(char, said) + (small if small in VOWELS else "")


def _cased(like: str, said: str) -> str:
    return said[:1].upper() + said[1:] if like.isupper() else said


def _plain(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(char))


def _devanagari(word: str) -> str:
    """Consonants with the sign of the vowel that follows them; two consonants in a row are joined."""
    done, after_consonant = "", False
    for char in word:
        if char in DEVANAGARI_VOWELS:
            done += DEVANAGARI_VOWELS[char][after_consonant]
        else:
            done += (VIRAMA if after_consonant and char in DEVANAGARI else "") + DEVANAGARI.get(char, char)
        after_consonant = char in DEVANAGARI
    return done


def _full_width(text: str) -> str:
    """Wide letters without spaces: a line may break between any two, as between Han characters; a capital opens each word."""
    joined = re.sub(r"(?<=[^\W\d_]) +(?=[^\W\d_])", "", WORD.sub(lambda found: found[0][:1].upper() + found[0][1:], text))
    return WORD.sub(lambda found: found[0] if any(c.isdigit() for c in found[0]) else found[0].translate(WIDE), joined)


WIDE = {code: code + 0xFEE0 for code in (*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1))}
