"""What of a glossary and of a memory touches an article: all that its units depend on, and nothing that they do not.

The hash of what touches a text is the same whatever else stands in the lists; so an entry that is added, changed or taken away
makes the editions again whose text it touches.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from pubpipe.article import Term
from pubpipe.glossary.match import Sieve, fold
from pubpipe.inputs import glossary_files, hash_of, memory_file, wording_hash
from pubpipe.memory import Match, load_memory, normal
from pubpipe.memory.fuzzy import LEAST, Hint, hints_for
from pubpipe.record import sha256_of
from pubpipe.settings import Settings
from pubpipe.termbases import termbase_of

Texts = Sequence[Sequence[str]]  # of each segment its id and its text


@dataclass(frozen=True, slots=True)
class Touch:
    """What of the lists touches one article in one language.

    Attributes:
        inputs: "glossary" and "memory" to the hash of what touches it.
        seen: The same names to the hashes of the whole lists, "" where one was written while it was read.
        hints: Similar units of the memory by segment id, for what is not in it.
    """

    inputs: Mapping[str, str]
    seen: Mapping[str, str]
    hints: Mapping[str, Hint] = field(default_factory=dict)


def touch_of(settings: Settings, slug: str, source: str, lang: str, texts: Texts) -> Touch:
    """Look through the lists of a language for all that touches an article.

    Raises:
        InputError: A list cannot be read.
    """
    before = lists_of(settings, lang)
    glossary = glossary_touch(settings, lang, texts)
    memory, hints = memory_touch(settings, slug, source, lang, texts)
    after = lists_of(settings, lang)
    seen = {name: digest if after[name] == digest else "" for name, digest in before.items()}
    return Touch({"glossary": glossary, "memory": memory}, seen, hints)


def glossary_touch(settings: Settings, lang: str, texts: Texts) -> str:
    """Hash of the terms that stand in the texts."""
    return hash_of(termbase_of(settings, lang).touching(dict.fromkeys(text for _, text in texts)))


def memory_touch(settings: Settings, slug: str, source: str, lang: str, texts: Texts) -> tuple[str, dict[str, Hint]]:
    """Hash of what the memory has for the texts, and what it has only like them."""
    memory = load_memory(memory_file(settings, lang), source, lang)
    if not memory.units:
        return hash_of([]), {}
    found = {name: memory.find(text, f"{slug}/{name}") for name, text in texts}
    hints = hints_for([(name, text) for name, text in texts if found[name] is None], memory.units, source)
    return hash_of([*((name, match) for name, match in found.items() if match), *sorted(hints.items(), key=str)]), hints


def lists_of(settings: Settings, lang: str) -> dict[str, str]:
    """Hashes of the whole lists of a language."""
    own, common = map(sha256_of, glossary_files(settings, lang))
    return {"glossary": own + common, "memory": sha256_of(memory_file(settings, lang))}


# What changed between two states of a list


def snapshot_key(name: str, source: str, lang: str, digest: str) -> str:
    """Under which a state of a list is remembered; a pubpipe that reads lists otherwise reads them anew."""
    return f"{name} {source} {lang} {digest} {wording_hash()}"


def dump_terms(terms: Sequence[Term]) -> list[dict[str, Any]]:
    """A termbase to be remembered."""
    return [asdict(term) for term in terms]


def changed_terms(before: Sequence[Mapping[str, Any]], now: Sequence[Term]) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """The terms that were there and are no longer, and those that are new. Where the order of two that sort alike changed, both
    count as changed: which of them is taken may depend on it."""
    old = _by_place([_term(row) for row in before])
    new = _by_place(now)
    places = [place for place in {**old, **new} if old.get(place) != new.get(place)]
    gone = tuple(term for place in places for term in old.get(place, ()))
    return gone, tuple(term for place in places for term in new.get(place, ()))


def _term(row: Mapping[str, Any]) -> Term:
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Term(**values)


def _by_place(terms: Sequence[Term]) -> dict[str, tuple[Term, ...]]:
    found: dict[str, list[Term]] = {}
    for term in terms:
        found.setdefault(term.source, []).append(term)
    return {source: tuple(group) for source, group in found.items()}


@dataclass(slots=True)
class TermChange:
    """The entries by which two states of a termbase differ."""

    gone: tuple[Term, ...]
    new: tuple[Term, ...]
    _sieve: Sieve = field(init=False)

    def __post_init__(self) -> None:
        self._sieve = Sieve((*self.gone, *self.new))

    def touching(self, texts: Texts, folded: str) -> list[str]:
        """Each changed entry that stands in the texts, in words."""
        found = self._sieve.found_in([text for _, text in texts], folded)
        return [said for source in dict.fromkeys(term.source for term in found) if (said := self._told(source))]

    def _told(self, source: str) -> str:
        old, new = (_targets([term for term in terms if term.source == source]) for terms in (self.gone, self.new))
        if old and new:
            return f"“{source}” → {new} (was {old})" if old != new else f"“{source}” → {new} (its other cells changed)"
        return f"“{source}” → {new} (new)" if new else f"“{source}” → {old} (deleted)"


def _targets(terms: Sequence[Term]) -> str:
    said = ("kept" if t.status == "keep" else f"{'never ' if t.status == 'forbidden' else ''}“{t.target}”" for t in terms)
    return ", ".join(dict.fromkeys(said))


def dump_units(units: Sequence[Match]) -> list[list[str]]:
    """A memory to be remembered: of each unit the source and a hash."""
    return [[normal(unit.source), hash_of(unit)[:16]] for unit in units]


@dataclass(frozen=True, slots=True)
class UnitChange:
    """The sources by which two states of a memory differ."""

    sources: tuple[str, ...]

    def touching(self, texts: Texts) -> list[str]:
        """Each segment of which the memory may say something else now, in words."""
        return [f"{name} “{_short(text)}”" for name, text in texts if self._is_near(normal(text))]

    def _is_near(self, text: str) -> bool:
        """Whether a source is the text itself, or so like it that it may be offered as a hint."""
        from rapidfuzz import fuzz, process

        return bool(self.sources) and process.extractOne(text, self.sources, scorer=fuzz.ratio, score_cutoff=LEAST) is not None


def changed_units(before: Sequence[Sequence[str]], now: Sequence[Sequence[str]]) -> UnitChange:
    """What differs between two memories, each as `dump_units` gives it."""
    old, new = ({(source, digest) for source, digest in rows} for rows in (before, now))
    return UnitChange(tuple(sorted({source for source, _ in old ^ new})))


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40].rsplit(" ", 1)[0] + " …"


def folded(texts: Texts) -> str:
    """All texts of an article, as `TermChange.touching` wants them."""
    return fold("\n".join(text for _, text in texts))
