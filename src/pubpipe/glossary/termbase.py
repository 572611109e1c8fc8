"""The termbase of one language pair, ready to be searched."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from pubpipe.article import Finding, Term, TermHit
from pubpipe.glossary.match import Index
from pubpipe.glossary.read import read_bytes, read_terms


@dataclass(frozen=True, slots=True)
class Termbase:
    """The terms of one language pair.

    Attributes:
        terms: Longest source first.
        sha256: Of the files it was read from, in order.
        findings: Rows that were left out or read with a doubt; `where` is file and row.
    """

    terms: tuple[Term, ...]
    sha256: str
    findings: tuple[Finding, ...]
    _held: Index
    _forbidden: Index

    def find(self, text: str) -> tuple[TermHit, ...]:
        """Every preferred or kept term in the text, left to right, the longest first where two overlap; then, by themselves,
        the terms that have a forbidden rendering.

        A term whose plural equals its target has only a plural; one that gives no plural has one form for both numbers.
        """
        return (*self._held.scan(text, overlapping=False), *self._forbidden.scan(text, overlapping=True))

    def find_all(self, text: str) -> tuple[TermHit, ...]:
        """Every preferred or kept term, also those that lie within a longer one."""
        return self._held.scan(text, overlapping=True)

    def touching(self, texts: Iterable[str]) -> tuple[Term, ...]:
        """Every term that stands in any of the texts, forbidden ones and those within a longer one too, in the order of
        `terms`: all that `find` depends on for these texts."""
        hits = (hit for text in texts for index in (self._held, self._forbidden) for hit in index.scan(text, overlapping=True))
        found = {id(hit.term) for hit in hits}
        return tuple(term for term in self.terms if id(term) in found)


def make_termbase(terms: Iterable[Term], sha256: str = "", findings: Iterable[Finding] = ()) -> Termbase:
    """Index terms. Where a language's own list and the common one have the same source, the first given wins; the targets of
    its admitted entries are put beside it."""
    held: dict[tuple[str, str], Term] = {}
    admitted: dict[tuple[str, str], list[Term]] = {}
    barred: dict[tuple[str, str, str], Term] = {}
    for term in terms:
        key = (term.source if term.match == "case" else term.source.casefold(), term.match)
        if term.status == "forbidden":
            barred.setdefault((*key, term.target), term)
        elif term.status == "admitted":
            admitted.setdefault(key, []).append(term)
        else:
            held.setdefault(key, term)
    for key, others in admitted.items():
        first = held.get(key) or replace(others[0], status="preferred")
        forms = (form for other in others for form in (other.target, other.plural) if form)
        held[key] = replace(first, also=tuple(dict.fromkeys(form for form in (*first.also, *forms) if form != first.target)))
    ordered = sorted(
        (*held.values(), *barred.values()), key=lambda term: (-len(term.source), term.match != "case", term.source)
    )
    return Termbase(
        tuple(ordered),
        sha256,
        tuple(findings),
        Index([term for term in ordered if term.status != "forbidden"]),
        Index([term for term in ordered if term.status == "forbidden"]),
    )


def load_termbase(*paths: Path) -> Termbase:
    """Read CSV files, the most particular first; files that do not exist count as empty.

    Raises:
        InputError: A file cannot be read at all; a row that makes no sense is left out and is a finding.
    """
    return _termbase(tuple((str(path), read_bytes(path) if path.exists() else b"") for path in paths))


@lru_cache(maxsize=16)  # a run over many articles asks for the same few lists again and again
def _termbase(files: tuple[tuple[str, bytes], ...]) -> Termbase:
    """The termbase of these files, each with its name; the same contents are read once."""
    digest = hashlib.sha256()
    terms: list[Term] = []
    findings: list[Finding] = []
    for where, data in files:
        digest.update(data + b"\0")
        read = read_terms(data, where)
        terms += read.terms
        findings += read.findings
    return make_termbase(terms, digest.hexdigest(), findings)
