"""Terms that an article has and no glossary holds: words that an engine does not know, names, noun phrases that come again."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

WORD = re.compile(r"[^\W\d_][\w’'-]*")
BREAK = re.compile(r"[.,;:!?()\[\]“”\"«»—–…/]|\s-\s")
# Words that neither begin, end nor join a term in English; a name may be joined by "of".
INSIDE = re.compile(r"[\w,;)’]\s+$")  # what stands before a word within a sentence
STOP_WORDS = """
    a about above across after against all along also although among an and another any are around as at away be because
    been before being below between both but by can could did do does doing down during each either else even ever every few
    for from further get gets give given gives go goes had has have having he her here hers him his how however i if in into
    is it its itself just last least less let like made make makes many may me might more most much must my near neither
    never new no nor not now of off often on once one only onto or other others our out over own per put said same say says
    see she should since so some soon still such take taken takes than that the their them then there these they this those
    though through thus to today together too toward towards two under until up upon us use used uses using very via was we
    well were what when where which while who whom whose why will with within without would year years yet you your first
    second three four five six seven eight nine ten next several various according including became become becomes began
    begin called came come comes show shows shown found led know known means mean whether
"""
STOPS = frozenset(STOP_WORDS.split())
LONGEST = 4  # words
MOST = 40


@dataclass(frozen=True, slots=True)
class Candidate:
    """A term that is not in the glossary.

    Attributes:
        text: As it stands in the article, for the most part.
        count: How often.
        why: "unknown to the engine", "name" or "comes again".
        where: Ids of the segments it stands in.
    """

    text: str
    count: int
    why: str
    where: tuple[str, ...]


def candidates(
    texts: Mapping[str, str], held: Mapping[str, Sequence[tuple[int, int]]], unknown: Iterable[str]
) -> tuple[Candidate, ...]:
    """Candidates, the most promising first.

    Args:
        texts: English source texts by segment id.
        held: Where the terms of the glossary stand in them: what touches one is no candidate.
        unknown: Words that an engine does not know.
    """
    strange = {word.casefold() for word in unknown}
    places: dict[str, list[str]] = defaultdict(list)
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    inside: set[str] = set()
    for name, text in texts.items():
        for start, phrase in _phrases(text, held.get(name, ())):
            key = _singular(phrase.casefold())
            places[key].append(name)
            forms[key][phrase] += 1
            inside |= {key} if INSIDE.search(text[:start]) else set()
    found = [_candidate(places[key], forms[key], strange, is_inside=key in inside) for key in places]
    ranked = sorted((one for one in found if one), key=lambda one: (-_weight(one), one.text.casefold()))
    return tuple(_without_parts(ranked))[:MOST]


def _phrases(text: str, held: Sequence[tuple[int, int]]) -> Iterable[tuple[int, str]]:
    """Runs of words that may be a term, with their places: none of them a stop word, none of the glossary, nothing but spaces
    between."""
    words = [found for found in WORD.finditer(text) if not any(a < found.end() and found.start() < b for a, b in held)]
    for first in range(len(words)):
        for last in range(first, min(first + LONGEST, len(words))):
            start, end = words[first].start(), words[last].end()
            phrase = re.sub(r"[’']s$", "", text[start:end])
            if BREAK.search(phrase) or any(a < end and start < b for a, b in held):
                break
            if words[last][0].casefold() in STOPS:
                if words[last][0].islower() and first != last and words[last][0] == "of":
                    continue
                break
            yield start, " ".join(phrase.split())


def _singular(phrase: str) -> str:
    return re.sub(r"(?<=[^\W_]{3})(?<![sui])s$", "", re.sub(r"(?<=[^\W_]{2})ies$", "y", phrase))


def _candidate(where: Sequence[str], forms: Counter[str], strange: set[str], *, is_inside: bool) -> Candidate | None:
    text = min(forms, key=lambda form: (-forms[form], len(form)))
    words = text.split()
    is_name = all(word[0].isupper() for word in words if word.casefold() not in STOPS) and (len(words) > 1 or is_inside)
    is_strange = any(part in strange for word in words for part in (word.casefold(), *word.casefold().split("-")))
    if is_strange:
        why = "unknown to the engine"
    elif is_name:
        why = "name"
    elif len(where) > 1 and len(words) > 1:
        why = "comes again"
    else:
        return None
    return Candidate(text, len(where), why, tuple(dict.fromkeys(where)))


def _weight(one: Candidate) -> float:
    """Often, long and unknown is promising."""
    words = len(one.text.split())
    return one.count * (1 + 0.5 * (words - 1)) * {"unknown to the engine": 2.0, "name": 1.5}.get(one.why, 1.0)


def _without_parts(ranked: Sequence[Candidate]) -> Iterable[Candidate]:
    """Those that are no part of a longer one that stands as often, nor a longer one around an unknown word that stands once."""
    for one in ranked:
        words = one.text.casefold().split()
        inside = [other for other in ranked if other is not one and f" {' '.join(words)} " in f" {other.text.casefold()} "]
        if any(other.count >= one.count and (other.why == one.why or other.count > 1) for other in inside):
            continue
        around = [o for o in ranked if o is not one and f" {o.text.casefold()} " in f" {' '.join(words)} "]
        if one.count == 1 and len(words) > 2 and one.why != "name" and around:
            continue
        yield one
