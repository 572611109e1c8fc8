"""Find terms in a text: a tree of words, walked once from each word of the text, however many terms there are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pubpipe.article import Term, TermHit

# A letter of a script without spaces stands alone, other letters and digits as a word, any other sign by itself. White space
# and hyphens only part words, so that a line break or a hyphen more or less does not hide a term.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+|[^\w\s\u2010\u2011-]")
DEEPEST = 400  # words of a term; a cell has no room for more
GAP = r"[\s\u00a0\u2010\u2011-]"


@dataclass(slots=True)
class Node:
    """A place in the tree: the terms that end here, and the words that go on."""

    terms: list[Term] = field(default_factory=list)
    next: dict[str, "Node"] = field(default_factory=dict)


class Index:
    """Terms by the words of their source."""

    def __init__(self, terms: Sequence[Term]) -> None:
        """Index terms; where two fit the same words, the one given first is taken. The tree below a first word is grown when
        a text has that word: an article has few of a large termbase."""
        self._roots: dict[str, Node] = {}
        self._seeds: dict[str, list[Term]] = {}
        for term in terms:
            for word in _first_words(term):
                self._seeds.setdefault(word, []).append(term)

    def _root(self, word: str) -> Node | None:
        for term in self._seeds.pop(word, ()):
            for path in _paths(term):
                if path[0] == word:
                    self._add(path, term)
        return self._roots.get(word)

    def _add(self, words: Sequence[str], term: Term) -> None:
        node = self._roots.setdefault(words[0], Node())
        for word in words[1:]:
            node = node.next.setdefault(word, Node())
        node.terms.append(term)

    def scan(self, text: str, *, overlapping: bool) -> tuple[TermHit, ...]:
        """The terms in a text, by place; without `overlapping` the longest takes its place and what it covers is left out."""
        found = list(self._all(text)) if self._seeds or self._roots else []
        if overlapping:
            return tuple(found)
        taken: list[TermHit] = []
        covered = bytearray(len(text))
        for hit in sorted(found, key=lambda hit: (hit.start - hit.end, hit.start)):
            if not any(covered[hit.start : hit.end]):
                covered[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
                taken.append(hit)
        return tuple(sorted(taken, key=lambda hit: hit.start))

    def _all(self, text: str) -> Iterator[TermHit]:
        spans = [found.span() for found in WORD.finditer(text)]
        words = [_fold(text[start:end]) for start, end in spans]
        for first, (start, _) in enumerate(spans):
            node = self._root(words[first])
            for word in (*words[first + 1 : first + DEEPEST], ""):
                if node is None:
                    break
                for term in node.terms:
                    if found := pattern_of(term).match(text, start):
                        is_plural = term.plural == term.target or is_plural_form(found[0], term.source)
                        yield TermHit(start, found.end(), term, is_plural)
                node = node.next.get(word)


class Sieve:
    """Tells quickly which of a few terms stand in a text, where there are many texts and most have none of them."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._terms = tuple(terms)
        self._words = frozenset(word for term in terms for word in _first_words(term))
        self._index = Index(terms)

    def found_in(self, texts: Sequence[str], folded: str) -> tuple[Term, ...]:
        """The terms that stand in any of the texts.

        Args:
            folded: All texts together, as `fold` gives them.
        """
        if not any(word in folded for word in self._words):
            return ()
        found = {id(hit.term) for text in texts for hit in self._index.scan(text, overlapping=True)}
        return tuple(term for term in self._terms if id(term) in found)


def fold(text: str) -> str:
    """The form in which words are compared."""
    return _fold(text)


def _first_words(term: Term) -> tuple[str, ...]:
    """The words that a form of the term may begin with, folded; none where it has no word at all."""
    found = WORD.search(term.source)
    if found is None:
        return ()
    word = _fold(found[0])
    if _is_conjugated(term):
        return tuple(map(_fold, verb_forms(word)))
    return (word,) if WORD.search(term.source, found.end()) else _last_words(word, term)


def _paths(term: Term) -> list[tuple[str, ...]]:
    """The words of every form in which a term is to be found: a noun in both numbers, a verb with its first word conjugated."""
    words = [_fold(found[0]) for found in WORD.finditer(term.source)]
    if _is_conjugated(term):
        return [(form, *words[1:]) for form in map(_fold, verb_forms(words[0]))]
    return [(*words[:-1], last) for last in _last_words(words[-1], term)]


def _is_conjugated(term: Term) -> bool:
    return term.pos == "verb" and term.match == "lemma" and term.source[0].isascii()


@lru_cache(maxsize=20_000)
def verb_forms(word: str) -> tuple[str, ...]:
    """An English verb in its regular forms: deploy, deploys, deployed, deploying; an irregular one is an entry of its own."""
    stem = word
    if re.search(r"[^aeiou]y$", word):
        return word, word[:-1] + "ies", word[:-1] + "ied", word + "ing"
    if word.endswith("e"):
        return word, word + "s", word + "d", (word if word.endswith(("ee", "oe", "ye")) else word[:-1]) + "ing"
    if re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", word):
        stem = word + word[-1]
    return word, word + ("es" if SIBILANT.search(word) else "s"), stem + "ed", stem + "ing"


def _fold(word: str) -> str:
    return word.casefold().replace("’", "'").replace("“", '"').replace("”", '"')


def _last_words(word: str, term: Term) -> tuple[str, ...]:
    """The last word of a source in each number in which it is to be found."""
    if not _has_plural(term):
        return (word,)
    plural = word[:-1] + "ies" if re.search(r"[^aeiou]y$", word) else word + ("es" if SIBILANT.search(word) else "s")
    return (word, plural)


SIBILANT = re.compile(r"(?:s|x|z|ch|sh)$", re.IGNORECASE)


def _has_plural(term: Term) -> bool:
    return term.match == "lemma" and term.status != "keep" and term.pos != "name"


@lru_cache(maxsize=20_000)
def pattern_of(term: Term) -> re.Pattern[str]:
    """A regular expression for the term in a source: any white space or hyphen between words, any apostrophe, whole words;
    a plural ending too where it matches by lemma."""
    words = [_word(word) for word in re.split(f"{GAP}+", term.source) if word] or [re.escape(term.source)]
    if _is_conjugated(term) and " " not in words[0]:
        first = re.split(f"{GAP}+", term.source.strip())[0]
        words[0] = "(?:" + "|".join(_word(form) for form in verb_forms(first)) + ")"
    elif _has_plural(term):
        words[-1] = _with_plural(words[-1])
    left = r"(?<!\w)" if _is_spaced(term.source[0]) else ""
    right = r"(?!\w)" if _is_spaced(term.source[-1]) else ""
    if term.pos in ("phrase", "verb"):
        right += r"(?!['’]s(?!\w))"  # "in Xinjiang’s counties" is not "in Xinjiang"
    flag = "" if term.match == "case" or term.status == "keep" else "i"
    return re.compile(f"{left}(?{flag}:{f'{GAP}+'.join(words)}){right}")


def _word(word: str) -> str:
    return re.sub('["“”]', '["“”]', re.sub(r"['’]", "['’]", re.escape(word).replace(r"\'", "'")))


def _with_plural(pattern: str) -> str:
    """English plural endings on the last word: policies, wetlands, marshes. An irregular plural is an entry of its own."""
    if re.search(r"[^aeiou]y$", pattern, re.IGNORECASE):
        return pattern[:-1] + "(?:y|ies)"
    return pattern + ("(?:es)?" if SIBILANT.search(pattern) else "s?")


def is_plural_form(found: str, source: str) -> bool:
    """Whether `found` is longer than the entry by a plural ending."""
    last = re.split(f"{GAP}+", source.casefold())[-1]
    return re.split(f"{GAP}+", found.casefold())[-1] != last


def _is_spaced(char: str) -> bool:
    """Whether a letter belongs to a script that puts spaces between words; Han, kana, Thai do not."""
    return char.isalnum() and not re.match(f"[{UNSPACED}\uac00-\ud7af]", char)
