"""Similar texts in the memory: a hint for a reviewer, never a translation by itself.

None is offered where the two sources differ in a number, a unit, a name, a negation, a modal or a listed opposite, however
alike they are: a text that is 95 % the same and says the opposite is worse than none. No list has every opposite, so that
each hint also says which words of the two sources differ. For source languages whose words for these are not listed here, and
for scripts that do not mark names, only texts that differ in signs and spaces are offered.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pubpipe.memory.heldwords import MODALS, NEGATIONS, NUMBERS, OPPOSITES, PLAIN
from pubpipe.memory.match import Match, normal

LEAST = 75.0  # per cent of likeness, OmegaT's and Weblate's own lowest mark
LONGEST_UNIT = 4  # letters: m, kg, km, MWh, mmHg; the word after a number, which a unit is if it is as short as that
WORD = re.compile(r"\w+(?:[’'\-.,:/]\w+)*|[%‰°€$£¥₹§]")


@dataclass(frozen=True, slots=True)
class Hint:
    """A similar source with its approved target; `score` in per cent (rapidfuzz, normalised indel distance).

    `difference` says which words differ, the wanted text's first: "accepted ≠ rejected"; "" where only signs and spaces do.
    """

    score: float
    match: Match
    difference: str = ""


# A prefix that makes of a word another, often its opposite.
PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "mis", "de", "anti", "counter", "a", "des", "over", "under", "re")


def hints_for(sources: Iterable[tuple[str, str]], memory: Sequence[Match], lang: str) -> dict[str, Hint]:
    """The most similar unit of the memory for each text, where one may be offered.

    Args:
        sources: (key, text) of what is not in the memory itself.
        memory: Units of the same pair.
        lang: Of the sources.

    Returns:
        Key to hint; keys without one are left out.
    """
    from rapidfuzz import fuzz, process

    known = {normal(match.source): match for match in sorted(memory, key=lambda match: match.date)}
    choices = list(known)
    found = {}
    for key, text in sources:
        wanted = normal(text)
        for choice, score, _ in process.extract(wanted, choices, scorer=fuzz.ratio, score_cutoff=LEAST, limit=5):
            if choice != wanted and is_safe(wanted, choice, lang):
                found[key] = Hint(score, known[choice], difference(wanted, choice))
                break
    return found


def difference(wanted: str, known: str) -> str:
    """The words in which two texts differ, stretch by stretch; "–" where one has nothing there."""
    from difflib import SequenceMatcher

    one, other = WORD.findall(wanted), WORD.findall(known)
    same = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    parts = ((" ".join(one[a:b]) or "–", " ".join(other[c:d]) or "–") for kind, a, b, c, d in same if kind != "equal")
    return ", ".join(f"{mine} ≠ {yours}" for mine, yours in parts)


def is_safe(one: str, other: str, lang: str) -> bool:
    """Whether neither text has a number, unit, name, negation, modal or opposite that the other has not, in the same order."""
    language = lang.split("-")[0].lower()
    mine, yours = WORD.findall(one), WORD.findall(other)
    if language not in NEGATIONS:
        return [word.casefold() for word in mine] == [word.casefold() for word in yours]
    if _held(mine, language) != _held(yours, language):
        return False
    return not _is_turned({word.casefold() for word in mine}, {word.casefold() for word in yours})


def _held(words: Sequence[str], language: str) -> list[str]:
    """What must not differ, in order: numbers, names, negations, modals."""
    listed = {word for table in (NEGATIONS, MODALS, NUMBERS, OPPOSITES) for word in table[language].split()}
    plain = set(PLAIN[language].split())
    held = []
    for place, word in enumerate(words):
        low = word.casefold().replace("’", "'")
        parts = set(re.split("[-']", low))
        is_name = any(map(str.isupper, word[1:] if place == 0 else word)) or (
            place == 0 and word[:1].isupper() and low not in plain
        )
        is_sign = any(map(str.isnumeric, word)) or not word[0].isalnum()
        is_unit = len(word) <= LONGEST_UNIT and place > 0 and words[place - 1][-1].isnumeric()
        if is_name or is_sign or is_unit or parts & listed or low.endswith(("n't", "'ll", "'d")):
            held.append(low)
    return held


def _is_turned(mine: set[str], yours: set[str]) -> bool:
    """Whether a word of one text is a word of the other with a prefix or an ending that turns it round: "possible" and
    "impossible", "careful" and "careless"."""
    only, others = mine - yours, yours - mine
    pairs = [(a, b) for a in only for b in others]
    return any(_turns(a, b) or _turns(b, a) for a, b in pairs)


def _turns(short: str, long: str) -> bool:
    stems = {short[: -len(end)] for end in ("ful", "less") if short.endswith(end)}
    return any(long == prefix + short for prefix in PREFIXES) or any(long in (stem + "ful", stem + "less") for stem in stems)
