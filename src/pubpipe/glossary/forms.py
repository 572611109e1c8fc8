"""Judge a target: whether the terms of its source are in it."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from pubpipe.article import Term, TermHit

GAPS = re.compile(r"[\s\u00a0\u202f\u2010\u2011-]+")


def forms_of(term: Term) -> tuple[str, ...]:
    """Every form in which a target may show the term, the preferred one first; each once."""
    return tuple(dict.fromkeys(form for form in (term.target, term.plural, *term.also, *term.forms) if form))


def is_rendered(hit: TermHit, target: str) -> bool:
    """Whether the target holds a form of the term, whatever the case; verbatim where the term is kept."""
    return count_rendered(hit.term, target) > 0


def count_rendered(term: Term, target: str) -> int:
    """How often a form of the term stands in the target as whole words."""
    if term.status == "keep":
        return target.count(term.target)
    folded = _folded(target)
    count = end = 0
    for start, to in sorted(place for form in forms_of(term) for place in _places(_folded(form), folded)):
        count += start >= end
        end = max(end, to)
    return count


def find_forms(term: Term, target: str) -> tuple[tuple[int, int], ...]:
    """Where forms of the term stand in the target, in order, the longest of those that begin at one place."""
    if term.status == "keep":
        return tuple(found.span() for found in re.finditer(re.escape(term.target), target))
    found = sorted(
        (place.start(), -place.end()) for form in forms_of(term) for place in _pattern(form).finditer(target.replace("’", "'"))
    )
    places: list[tuple[int, int]] = []
    for start, end in found:
        if not places or start >= places[-1][1]:
            places.append((start, -end))
    return tuple(places)


@lru_cache(maxsize=20_000)
def _pattern(form: str) -> re.Pattern[str]:
    words = [re.escape(word) for word in GAPS.split(form.replace("’", "'")) if word]
    return re.compile(rf"(?<!\w){GAPS.pattern.join(words)}(?!\w)", re.IGNORECASE)


def _places(form: str, text: str) -> list[tuple[int, int]]:
    """Where a form stands in a text as whole words; a pattern compiled for each form costs ten times as much."""
    found = []
    at = text.find(form)
    while at >= 0 and form:
        end = at + len(form)
        if not (_is_word(text[at - 1 : at]) or _is_word(text[end : end + 1])):
            found.append((at, end))
        at = text.find(form, at + 1)
    return found


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def missing_terms(hits: Sequence[TermHit], target: str) -> tuple[TermHit, ...]:
    """The hits, kept names included and forbidden renderings not, that have no rendering of their own in the text.

    A term that stands twice in the source wants two; which of them is missing cannot be told, so it is the last.
    """
    left: Counter[Term] = Counter()
    missing = []
    for hit in hits:
        if hit.term.status == "forbidden":
            continue
        if hit.term not in left:
            left[hit.term] = count_rendered(hit.term, target)
        if left[hit.term] <= 0:
            missing.append(hit)
        left[hit.term] -= 1
    return tuple(missing)


@lru_cache(maxsize=20_000)
def _folded(text: str) -> str:
    return GAPS.sub(" ", text.replace("’", "'")).casefold()
