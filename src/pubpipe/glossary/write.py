"""Write a termbase: rows added to a CSV that a person keeps, and OmegaT's tab format. TBX has a file of its own."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from pubpipe.article import Finding, Level, Term
from pubpipe.glossary.read import COLUMNS, read_terms

# What a cell means that is not there.
USUAL = dict.fromkeys(COLUMNS, ("",)) | {"pos": ("", "noun"), "match": ("lemma",), "status": ("preferred",)}


def write_rows(terms: Iterable[Term]) -> bytes:
    """A CSV with all columns, one term a row, admitted targets as rows of their own."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows(_cells(term, COLUMNS) for given in terms for term in (given, *admitted(given)))
    return out.getvalue().encode()


def admitted(term: Term) -> tuple[Term, ...]:
    """The other targets of a term as terms of their own."""
    return tuple(
        Term(term.source, target, term.pos, match=term.match, status="admitted", domain=term.domain) for target in term.also
    )


def write_omegat(terms: Iterable[Term]) -> bytes:
    """Source, target and comment with tabs between, as OmegaT reads it; forbidden targets are left out, since it would
    propose them."""
    lines = []
    for given in terms:
        for term in (given, *admitted(given)):
            if term.status != "forbidden":
                cells = (term.source, term.target, term.note)
                line = "\t".join(" ".join(cell.split()) for cell in cells).rstrip("\t")
                lines.append(f" {line}" if line.startswith("#") else line)  # a line that begins so is a comment to OmegaT
    return ("\n".join(lines) + "\n").encode() if lines else b""


def merge_rows(data: bytes, where: str, terms: Iterable[Term]) -> tuple[bytes, int, tuple[Finding, ...]]:
    """A CSV with rows added for the terms it lacks. What stands in it stays byte for byte; only the header may grow.

    Returns:
        The bytes, how many rows are new, and findings: a source that has another preferred target there keeps it, and the
        new one is added as admitted.
    """
    known = read_terms(data, where).terms
    there = {(term.source, term.match, term.target) for term in known}
    preferred = {(term.source, term.match): term for term in known if term.status in ("preferred", "keep")}
    fresh: list[Term] = []
    findings = []
    for given in terms:
        for term in (given, *admitted(given)):
            if (term.source, term.match, term.target) in there:
                continue
            there.add((term.source, term.match, term.target))
            if term.status in ("preferred", "keep") and (held := preferred.get((term.source, term.match))):
                what = f"{term.source!r} is {held.target!r} here; {term.target!r} was added as admitted"
                findings.append(Finding("G-010", where, what, Level.WARNING, "swap their status if the new one is right"))
                term = Term(**{**asdict(term), "status": "admitted"})
            elif term.status in ("preferred", "keep"):
                preferred[term.source, term.match] = term
            fresh.append(term)
    return _appended(data, fresh), len(fresh), tuple(findings)


def _appended(data: bytes, terms: Sequence[Term]) -> bytes:
    if not terms:
        return data
    if not data.strip():
        return write_rows(terms)
    head, _, rest = data.partition(b"\n")
    delimiter = ";" if b";" in head and b"," not in head else "\t" if b"\t" in head else ","
    names = [name.strip(' "\r\ufeff').lower() for name in head.decode("utf-8", "replace").split(delimiter)]
    missing = [name for name in COLUMNS if name not in names and any(getattr(term, name) not in USUAL[name] for term in terms)]
    end = b"\r" if head.endswith(b"\r") else b""
    head = head.removesuffix(b"\r") + "".join(delimiter + name for name in missing).encode() + end
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator=end.decode() + "\n", delimiter=delimiter)
    rows.writerows(_cells(term, (*names, *missing)) for term in terms)
    gap = b"" if not rest or rest.endswith(b"\n") else end + b"\n"
    return head + b"\n" + rest + gap + out.getvalue().encode()


def _cells(term: Term, names: Sequence[str]) -> list[str]:
    return [str(getattr(term, name)) if name in COLUMNS else "" for name in names]
