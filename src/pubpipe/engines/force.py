"""Put terms into what a model made, by decoding again from a prefix that ends in the term.

A sentence is translated freely first. Where a term did not come out, the attention says where its words went; the target up
to there, with the word before set to the term's gender and number, and the term are given to the model as a beginning, and it
goes on from there. A plain splice, the term in place of what stood there, is a candidate too. The model's own score chooses
among those that lose nothing (after Hokamp and Liu 2017 and Dinu et al. 2019, who force strings as they are).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pubpipe.article import TermHit
from pubpipe.engines.agree import Word, join
from pubpipe.engines.articles import before, is_article
from pubpipe.engines.decode import Model, Options
from pubpipe.engines.drafts import Decoded, Pairs
from pubpipe.engines.held import is_name, is_start
from pubpipe.faults import faults

NEAR = 3  # characters between two words of a target that count as one stretch
WORD = re.compile(r"[^\W_]+")
# "Of", where a term that the model dropped stood before a noun.
LINKS = {"es": " de ", "gl": " de ", "pt": " de ", "ca": " de ", "fr": " de ", "it": " di "}
PLACES = 3  # stretches of a target that may be a term's: attention wanders
MOST = 12  # candidates for one term
SHORTEST, LONGEST = 0.7, 1.6  # length of a candidate against the free translation, beyond what the term itself adds


@dataclass(frozen=True, slots=True)
class Wish:
    """A term that is wanted; start and end are its place in the text that the last model reads."""

    start: int
    end: int
    hit: TermHit


@dataclass(frozen=True, slots=True)
class Task:
    """One text on its way to having its terms.

    Attributes:
        made: What the model makes of it, with pairs of words.
        ways: How each of the wishes got in: "", "prefix" or "splice".
        tried: Numbers of the wishes that need not be tried again.
    """

    source: str
    made: Decoded
    wishes: tuple[Wish, ...]
    ways: tuple[str, ...]
    tried: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to put in one term.

    Attributes:
        at: Where the term begins; the prefix ends with it.
    """

    task: int
    wish: int
    way: str
    prefix: str
    at: int
    text: str = ""
    pairs: Pairs = ()


def force(model: Model, tasks: Sequence[Task], options: Options, to: str) -> list[Task]:
    """Put in the terms that are missing, one a round for every text, those that stand first in the target first."""
    done, to = list(tasks), to.split("-")[0].lower()
    while chosen := [(number, wish) for number, task in enumerate(done) if (wish := _next(task)) is not None]:
        for ways in (_candidates, _insertions):
            left = [(number, wish) for number, wish in chosen if wish not in done[number].tried]
            candidates = [candidate for number, wish in left for candidate in ways(number, wish, done[number], to)]
            whole = _completed(model, candidates, done, options)
            for number, wish in left:
                ranked = [one for one in whole if one.task == number]
                if ranked or ways is _insertions:
                    done[number] = _settled(done[number], wish, ranked)
    return done


def lacks(hits: Sequence[TermHit], text: str) -> list[int]:
    """Numbers of the hits that have no rendering of their own in the text; of several for one term the last."""
    left: dict[object, int] = {}
    numbers = []
    for number, hit in enumerate(hits):
        if hit.term.status != "forbidden":
            left[hit.term] = left.get(hit.term, _count(hit, text)) - 1
            if left[hit.term] < 0:
                numbers.append(number)
    return numbers


def _missing(task: Task, text: str) -> list[int]:
    return lacks([wish.hit for wish in task.wishes], text)


def _count(hit: TermHit, text: str) -> int:
    return len({found.end() for form in _all_forms(hit) for found in _places(form, text, exact=is_name(hit.term))})


def _places(form: str, text: str, *, exact: bool) -> list[re.Match[str]]:
    body = r"[\s\u00a0\u2010\u2011-]+".join(re.escape(word) for word in re.split(r"[\s\u00a0-]+", form))
    return list(re.finditer(rf"(?<!\w){body}(?!\w)", text, 0 if exact else re.IGNORECASE))


def _all_forms(hit: TermHit) -> tuple[str, ...]:
    term = hit.term
    return tuple(dict.fromkeys(form for form in (term.target, term.plural, *term.also, *term.forms) if form))


def _next(task: Task) -> int | None:
    """The missing wish whose place in the target comes first."""
    terms = {task.wishes[number].hit.term for number in _missing(task, task.made.text)}
    open_wishes = [n for n, wish in enumerate(task.wishes) if wish.hit.term in terms and n not in task.tried]
    if not open_wishes:
        return None
    return min(open_wishes, key=lambda number: (_place(task, task.wishes[number]) or (len(task.made.text), 0))[0])


def _place(task: Task, wish: Wish) -> tuple[int, int] | None:
    """Where the words of a term most likely went in the target."""
    return next(iter(_stretches(task, wish, "")), None)


def _stretches(task: Task, wish: Wish, to: str) -> list[tuple[int, int]]:
    """Where the words of a term may have gone in the target: stretches of words that looked at it, the longest first. An
    article that looked at it too is no part of it."""
    text = task.made.text
    spans = sorted({(c, d) for a, b, c, d in task.made.pairs or () if a < wish.end and wish.start < b and _is_word(text[c:d])})
    groups: list[list[int]] = []
    for start, end in spans:
        if is_article(text[start:end], to) and (not groups or start - groups[-1][1] > NEAR):
            continue
        if groups and start - groups[-1][1] <= NEAR:
            groups[-1][1] = max(end, groups[-1][1])
        else:
            groups.append([start, end])
    return sorted(((start, end) for start, end in groups), key=lambda span: span[0] - span[1])[:PLACES]


def _is_word(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _words(hit: TermHit) -> tuple[Word, ...]:
    """The forms that may be put in: of a noun the number that the source has, of an adjective all."""
    term = hit.term
    if is_name(term):
        return (Word(term.target, term.gender, is_name=True),)
    if term.pos == "verb":
        return tuple(Word(form) for form in dict.fromkeys((term.target, *filter(None, term.forms))))
    if len(term.forms) == len(GENDERS):
        return tuple(Word(form, gender, plural) for form, (gender, plural) in zip(term.forms, GENDERS, strict=True))
    said = (term.plural or term.target) if hit.is_plural else term.target
    return (Word(said, term.gender, hit.is_plural and bool(term.plural)), *(Word(form) for form in term.also))


GENDERS = (("m", False), ("m", True), ("f", False), ("f", True))


def _candidates(number: int, wish: int, task: Task, to: str) -> list[Candidate]:
    """Beginnings that end in the term, and splices."""
    text, hit = task.made.text, task.wishes[wish].hit
    found: list[Candidate] = []
    for start, end in _stretches(task, task.wishes[wish], to):
        for word in dict.fromkeys(_words(hit)):
            for head in before(text[:start], word, to):
                said = word
                if not word.is_name and is_start(head, opens=text[:1].isupper()):
                    said = replace(word, text=word.text[:1].upper() + word.text[1:])
                prefix = _joined(head, said, to)
                begun = Candidate(number, wish, "prefix", prefix, len(prefix) - len(said.text))
                pairs = _spliced(task, start, end, begun)
                found += [begun, replace(begun, way="splice", text=prefix + text[end:], pairs=pairs)]
    return list(dict.fromkeys(found))[: 2 * MOST]


def _joined(head: str, word: Word, to: str) -> str:
    """The text up to the end of a term, with the apostrophe that the model writes: it may not know the other."""
    prefix = join(head, word, to)
    return prefix if "’" in head + word.text else prefix.replace("’", "'")


def _insertions(number: int, wish: int, task: Task, to: str) -> list[Candidate]:
    """Beginnings that end in the term behind any word, where what the model made has nothing of it."""
    text, hit = task.made.text, task.wishes[wish].hit
    found = []
    for end in [found.end() for found in WORD.finditer(text)][:MOST]:
        for link in (" ", LINKS.get(to, " ")):
            for word in dict.fromkeys(_words(hit)[:4]):
                prefix = _joined(text[:end] + link, word, to)
                found.append(Candidate(number, wish, "prefix", prefix, len(prefix) - len(word.text)))
    return list(dict.fromkeys(found))


def _spliced(task: Task, start: int, end: int, begun: Candidate) -> Pairs:
    """The pairs of the text with the stretch from start to end replaced; the word before it may have another length too."""
    moved = len(begun.prefix) - end
    same = next(
        (at for at, pair in enumerate(zip(begun.prefix, task.made.text[:start], strict=False)) if len(set(pair)) > 1), start
    )
    same = min(same, len(begun.prefix))
    pairs = []
    for a, b, c, d in task.made.pairs or ():
        if d <= start:
            pairs.append((a, b, c, d) if d <= same else (a, b, min(c, same), len(begun.prefix[: begun.at].rstrip())))
        elif c >= end:
            pairs.append((a, b, c + moved, d + moved))
    return tuple(pairs)


def _with_term(task: Task, best: Candidate) -> Pairs:
    """The pairs of a candidate, the term as one whole."""
    wish, end = task.wishes[best.wish], len(best.prefix)
    others = [(a, b, c, d) for a, b, c, d in best.pairs if (b <= wish.start or wish.end <= a) and (d <= best.at or end <= c)]
    return tuple(sorted((*others, (wish.start, wish.end, best.at, end)), key=lambda pair: pair[2]))


def _completed(model: Model, candidates: Sequence[Candidate], tasks: Sequence[Task], options: Options) -> list[Candidate]:
    """The candidates as whole texts with their pairs, best first; those that lose something are left out."""
    begun = [one for one in candidates if one.way == "prefix"]
    made = model.complete([(tasks[one.task].source, one.prefix) for one in begun], options)
    whole = [replace(one, text=decoded.text, pairs=decoded.pairs or ()) for one, decoded in zip(begun, made, strict=True)]
    whole += [one for one in candidates if one.way == "splice"]
    good = [one for one in whole if _is_good(one, tasks[one.task], model)]
    scores = model.score([(tasks[one.task].source, one.text) for one in good])
    return [one for _, one in sorted(zip(scores, good, strict=True), key=lambda pair: -pair[0])]


def _is_good(candidate: Candidate, task: Task, model: Model) -> bool:
    """Whether the term is in, and nothing else was lost by it: another term, a number, an address, half of the text."""
    before, after = (
        Counter(task.wishes[n].hit.term for n in _missing(task, text)) for text in (task.made.text, candidate.text)
    )
    before[task.wishes[candidate.wish].hit.term] -= 1
    if after - before:
        return False
    extra = max(
        0,
        len(task.wishes[candidate.wish].hit.term.target)
        - (task.wishes[candidate.wish].end - task.wishes[candidate.wish].start),
    )
    usual = len(task.made.text)
    if not SHORTEST * usual <= len(candidate.text) <= LONGEST * usual + extra:
        return False
    pair = model.package.source, model.package.to
    return set(faults(task.source, candidate.text, *pair)) <= set(faults(task.source, task.made.text, *pair))


def _settled(task: Task, wish: int, ranked: Sequence[Candidate]) -> Task:
    """The text with the best candidate, or the wish given up."""
    tried = task.tried | {wish}
    if not ranked:
        return replace(task, tried=tried)
    best = ranked[0]
    ways = tuple(best.way if number == wish else way for number, way in enumerate(task.ways))
    return replace(task, made=Decoded(best.text, _with_term(task, best)), ways=ways, tried=tried)
