"""Hold the termbase: find terms in a source, judge them in a target."""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pubpipe.article import Term, TermHit
from pubpipe.errors import InputError

COLUMNS = ("source", "target", "pos", "gender", "plural", "match", "status", "note")
REQUIRED = ("source", "target")
ALLOWED = {
    "pos": ("", "noun", "name", "adj", "verb", "phrase"),
    "gender": ("", "m", "f"),
    "match": ("lemma", "exact", "case"),
    "status": ("preferred", "forbidden", "keep"),
}
DEFAULTS = {"pos": "noun", "match": "lemma", "status": "preferred"}
SIZE_LIMIT = 16 * 1024 * 1024  # bytes; the largest glossary a service takes is DeepL's 10 MiB


@dataclass(frozen=True, slots=True)
class Termbase:
    """The terms of one language pair, ready to be searched.

    Attributes:
        terms: Longest source first.
        sha256: Of the files it was read from, in order.
    """

    terms: tuple[Term, ...]
    sha256: str
    _held: "Index"
    _forbidden: "Index"

    def find(self, text: str) -> tuple[TermHit, ...]:
        """Every preferred or kept term in the text, left to right, the longest first where two overlap; then, by themselves,
        the terms that have a forbidden rendering.

        A term whose plural equals its target has only a plural; one that gives no plural has one form for both numbers.
        """
        return (*self._held.scan(text, overlapping=False), *self._forbidden.scan(text, overlapping=True))


class Index:
    """Terms by the first two letters of their source, so that a text is compared with few of them at each word."""

    def __init__(self, terms: Sequence[Term]) -> None:
        """Index terms; where two fit in one place, the one given first is tried first."""
        self.by_start: dict[str, list[Term]] = {}
        for term in terms:
            self.by_start.setdefault(_start(term.source, 0), []).append(term)

    def scan(self, text: str, *, overlapping: bool) -> Iterator[TermHit]:
        """The terms in a text, by place; without `overlapping` the first that fits a place takes it."""
        end, folded = 0, _even(text)
        is_even = len(folded) == len(text)  # offsets hold unless a letter such as ß became two
        for at in range(len(text)) if self.by_start else ():
            if at >= end:
                for term in (*self.by_start.get(_start(text, at), ()), *self.by_start.get(_start(text[at], 0), ())):
                    if (not is_even or folded.startswith(_head(term), at)) and (found := _pattern_of(term).match(text, at)):
                        is_plural = term.plural == term.target or _is_plural_form(found[0], term.source)
                        yield TermHit(at, found.end(), term, is_plural)
                        if not overlapping:
                            end = found.end()
                            break


def _start(text: str, at: int) -> str:
    """Key of a place in a text: two letters, whatever their case and the apostrophe's shape."""
    return _even(text[at : at + 2])


def _even(text: str) -> str:
    return text.casefold().replace("’", "'")


@lru_cache(maxsize=100_000)
def _head(term: Term) -> str:
    """What any form of the term begins with: its first word but for the last letter, which a plural may change."""
    return _even(re.split(r"[\s\u00a0-]", term.source, maxsplit=1)[0])[:-1]


def make_termbase(terms: Iterable[Term], sha256: str = "") -> Termbase:
    """Index terms. Where a language's own list and the common one have the same source, the first given wins."""
    unique: dict[tuple[str, str, str], Term] = {}
    for term in terms:
        barred = term.target if term.status == "forbidden" else ""
        unique.setdefault((term.source if term.match == "case" else term.source.casefold(), term.match, barred), term)
    ordered = tuple(sorted(unique.values(), key=lambda term: (-len(term.source), term.match != "case", term.source)))
    held = [term for term in ordered if term.status != "forbidden"]
    return Termbase(ordered, sha256, Index(held), Index([term for term in ordered if term.status == "forbidden"]))


def load_termbase(*paths: Path) -> Termbase:
    """Read CSV files, the most particular first; files that do not exist count as empty.

    Raises:
        InputError: A file is not UTF-8, lacks a column, or has a row that makes no sense; file and line are named.
    """
    digest = hashlib.sha256()
    terms: list[Term] = []
    for path in paths:
        data = _read(path)
        digest.update(data + b"\0")
        terms.extend(parse_terms(data, str(path)))
    return make_termbase(terms, digest.hexdigest())


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise InputError(
                f"the glossary is larger than {SIZE_LIMIT // 2**20} MiB", where=str(path), hint="split it by domain"
            )
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise InputError(
            f"the glossary cannot be read ({error.strerror})", where=str(path), hint="check its permissions"
        ) from error


def parse_terms(data: bytes, where: str) -> list[Term]:
    """Turn a CSV file with a header into terms, in file order. Columns may stand in any order; only two are required."""
    if not data.strip():
        return []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"byte {error.start} is not UTF-8", where=where, hint="save the glossary as CSV UTF-8") from error
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        _check_header(rows.fieldnames or (), where)
        terms = [
            _term(row, f"{where}:{rows.line_num}")
            for row in rows
            if any((cell or "").strip() for cell in row.values() if isinstance(cell, str))
        ]
    except csv.Error as error:
        raise InputError(
            f"not a CSV file ({error})", where=f"{where}:{rows.line_num}", hint="quote cells that hold commas"
        ) from error
    _check_repeats(terms, where)
    return terms


def _check_header(names: Sequence[str], where: str) -> None:
    for column in REQUIRED:
        if column not in names:
            raise InputError(
                f"the column {column!r} is missing", where=f"{where}:1", hint="the first line should read " + ",".join(COLUMNS)
            )
    for name in names:
        if name not in COLUMNS:
            raise InputError(
                f"the column {name!r} is not known", where=f"{where}:1", hint="the columns are " + ",".join(COLUMNS)
            )


def _term(row: dict[str | None, str | None], where: str) -> Term:
    if None in row:
        raise InputError("the row has more cells than the header", where=where, hint="quote cells that hold commas")
    cells = {name: (row.get(name) or DEFAULTS.get(name, "")).strip() or DEFAULTS.get(name, "") for name in COLUMNS}
    for column, allowed in ALLOWED.items():
        if cells[column] not in allowed:
            raise InputError(
                f"{column} is {cells[column]!r}", where=where, hint="it may be " + ", ".join(filter(None, allowed))
            )
    if cells["status"] == "keep":
        cells["target"] = cells["target"] or cells["source"]
        cells["pos"] = "name"
    for column in REQUIRED:
        if not cells[column]:
            raise InputError(f"the {column} is empty", where=where, hint="fill it in, or set status to keep")
    return Term(**cells)


def _check_repeats(terms: Sequence[Term], where: str) -> None:
    seen: set[tuple[str, str, str]] = set()
    for term in terms:
        key = (term.source, term.match, term.target if term.status == "forbidden" else "")
        if key in seen:
            raise InputError(f"{term.source!r} stands twice", where=where, hint="keep one of the two rows")
        seen.add(key)


@lru_cache(maxsize=100_000)
def _pattern_of(term: Term) -> re.Pattern[str]:
    """A regular expression for the term in a source: any white space or hyphen between words, any apostrophe, whole words;
    a plural ending too where it matches by lemma."""
    words = [_word(word) for word in re.split(r"[\s\u00a0-]+", term.source) if word] or [re.escape(term.source)]
    if term.match == "lemma" and term.status != "keep" and term.pos != "name":
        words[-1] = _with_plural(words[-1])
    body = r"[\s\u00a0\u2010\u2011-]+".join(words)
    left = r"(?<!\w)" if _is_spaced(term.source[0]) else ""
    right = r"(?!\w)" if _is_spaced(term.source[-1]) else ""
    if term.pos in ("phrase", "verb"):
        right += r"(?!['’]s(?!\w))"  # "in Xinjiang’s counties" is not "in Xinjiang"
    flag = "" if term.match == "case" or term.status == "keep" else "i"
    return re.compile(f"{left}(?{flag}:{body}){right}")


def _word(word: str) -> str:
    return re.sub(r"['’]", "['’]", re.escape(word).replace(r"\'", "'"))


def _with_plural(pattern: str) -> str:
    """English plural endings on the last word: policies, wetlands, marshes. An irregular plural is an entry of its own."""
    if re.search(r"[^aeiou]y$", pattern):
        return pattern[:-1] + "(?:y|ies)"
    return pattern + ("(?:es)?" if re.search(r"(?:s|x|z|ch|sh)$", pattern) else "s?")


def _is_plural_form(found: str, source: str) -> bool:
    """Whether `found` is longer than the entry by a plural ending."""
    last = re.split(r"[\s\u00a0\u2010\u2011-]+", source.casefold())[-1]
    return re.split(r"[\s\u00a0\u2010\u2011-]+", found.casefold())[-1] != last


def _is_spaced(char: str) -> bool:
    """Whether a letter belongs to a script that puts spaces between words; Han, kana, Thai do not."""
    return char.isalnum() and not ("\u0e00" <= char <= "\u0eff" or "\u2e80" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7af")


def is_rendered(hit: TermHit, target: str) -> bool:
    """Whether the target holds the term's target (or its plural), whatever the case; verbatim where the term is kept."""
    if hit.term.status == "keep":
        return hit.term.target in target
    folded = _folded(target)
    forms = {hit.term.target, hit.term.plural} - {""}
    return any(_has_word(_folded(form), folded) for form in forms)


def _has_word(form: str, text: str) -> bool:
    """Whether a form stands in a text as whole words; a pattern compiled for each form costs ten times as much."""
    at = text.find(form)
    while at >= 0 and (_is_word(text[at - 1 : at]) or _is_word(text[at + len(form) : at + len(form) + 1])):
        at = text.find(form, at + 1)
    return at >= 0


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def missing_terms(hits: Sequence[TermHit], target: str) -> tuple[TermHit, ...]:
    """The hits, kept names included and forbidden renderings not, whose target is nowhere in the text."""
    held = [hit for hit in hits if hit.term.status != "forbidden"]
    return tuple(hit for hit in held if not is_rendered(hit, target))


def _folded(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f\u2010\u2011-]+", " ", text.replace("’", "'")).casefold()
