"""Read a termbase from a table: a CSV with our header, or one without.

What cannot be used is left out and said; the rest of the file is used.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pubpipe.article import Finding, Level, Term
from pubpipe.errors import InputError

COLUMNS = ("source", "target", "pos", "gender", "plural", "match", "status", "note", "domain")
ALLOWED = {
    "pos": ("", "noun", "name", "adj", "verb", "phrase"),
    "gender": ("", "m", "f"),
    "match": ("lemma", "exact", "case"),
    "status": ("preferred", "admitted", "forbidden", "keep"),
}
DEFAULTS = {"match": "lemma", "status": "preferred"}
SIZE_LIMIT = 16 * 1024 * 1024  # bytes; the largest glossary a service takes is DeepL's 10 MiB
LONGEST = 1024  # characters of a cell; DeepL takes 1,024 bytes
RECORD = 50  # lines of one record: a quotation mark that is never closed would swallow the rest of the file
# What a spreadsheet would run: a formula, or a call to another program behind any of the signs that begin one.
FORMULA = re.compile(r"\s*(?:=|[+\-@\t\r][^|]*\||[+\-@]\w+\()")
SAFE = re.compile(r"[\w ,.;'’-]*")  # a row of nothing but these can be no formula and holds no control character
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds for one language pair: the terms, in file order, and what was left out of it or looks wrong."""

    terms: tuple[Term, ...]
    findings: tuple[Finding, ...] = ()


Row = tuple[int, Sequence[str] | Finding]


def read_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        InputError: It cannot be read, or is too large.
    """
    try:
        if path.stat().st_size > SIZE_LIMIT:
            what = f"the glossary is larger than {SIZE_LIMIT // 2**20} MiB"
            raise InputError(what, where=str(path), hint="split it by domain")
        return path.read_bytes()
    except OSError as error:
        what = f"the glossary cannot be read ({error.strerror})"
        raise InputError(what, where=str(path), hint="check its name and its permissions") from error


def is_of(tag: str, to: str) -> bool:
    """Whether a language as a file names it is the one that is wanted: the same, or the same without a region."""
    tag, to = tag.replace("_", "-").lower(), to.lower()
    return tag == to or tag == to.split("-")[0] or (to == tag.split("-")[0])


def read_terms(data: bytes, where: str, *, header: bool = True) -> Read:
    """Turn a table into terms, in file order: with a header by the columns' names, which may stand in any order, without
    one as source, target, note.

    Raises:
        InputError: The header lacks a column without which nothing can be read.
    """
    if not data.strip():
        return Read(())
    rows = rows_of(data, where)
    names: tuple[str, ...] = COLUMNS if header else ("source", "target", "note")
    findings: list[Finding] = []
    if header:
        first = next(rows, (1, ()))[1]
        names, findings = _header(first, where)
    terms: list[tuple[Term, str]] = []
    for line, row in rows:
        place = f"{where}:{line}"
        if isinstance(row, Finding):
            findings.append(row)
        elif any(cell.strip() for cell in row):
            term, said = term_of(row, names, place)
            findings += said
            terms += [(term, place)] if term else []
    kept, repeats = without_repeats(terms)
    said = sorted((*findings, *repeats, *_circles(terms)), key=lambda finding: int(finding.where.rpartition(":")[2]))
    return Read(kept, tuple(said))


def rows_of(data: bytes, where: str) -> Iterator[Row]:
    """The records of a table with the number of their first line; one that cannot be read is a finding in its place."""
    lines = _lines(data)
    first = next((line for line in lines if line and line.strip() and not line.startswith("#")), "")
    delimiter = "\t" if "\t" in first else ";" if ";" in first and "," not in first else ","
    at = 0
    while at < len(lines):
        row, taken = _record(lines, at, delimiter, where)
        if isinstance(row, Finding) or not (delimiter == "\t" and row and row[0].startswith("#")):
            yield at + 1, row
        at += taken


def _record(lines: Sequence[str | None], at: int, delimiter: str, where: str) -> tuple[Sequence[str] | Finding, int]:
    """One record and how many lines it takes. A quotation mark that is never closed costs its own line alone."""
    place, line = f"{where}:{at + 1}", lines[at]
    if line is None:
        hint = "save the glossary as CSV UTF-8"
        return _finding("G-001", place, "the row is not UTF-8 and is left out", hint), 1
    if '"' not in line or delimiter == "\t":  # most rows; and OmegaT quotes nothing
        return line.split(delimiter), 1
    reader = csv.reader(_feed(lines, at), delimiter=delimiter, strict=True)
    try:
        return next(reader, []), max(1, reader.line_num)
    except csv.Error as error:
        hint = "put quotation marks around cells that hold commas, and write a quotation mark in one twice"
        return _finding("G-001", place, f"the row cannot be read ({error}) and is left out", hint), 1


def _feed(lines: Sequence[str | None], at: int) -> Iterator[str]:
    for line in lines[at : at + RECORD]:
        if line is None:
            return
        yield line + "\n"


def _lines(data: bytes) -> list[str | None]:
    """The lines of a file; None for one in another encoding than the file's own: its byte order mark's, else UTF-8."""
    mark, encoding = next(((mark, name) for mark, name in MARKS if data.startswith(mark)), (b"", "utf-8"))
    if encoding != "utf-8":
        return list(data[len(mark) :].decode(encoding, "replace").splitlines())
    return [decode_line(line) for line in re.split(rb"\r\n|\r|\n", data[len(mark) :])]


def decode_line(line: bytes) -> str | None:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _header(first: Sequence[str] | Finding, where: str) -> tuple[tuple[str, ...], list[Finding]]:
    """The columns' names; those that are not known are passed over."""
    if isinstance(first, Finding):
        raise InputError(first.message, where=first.where, hint=first.hint)
    names = tuple(cell.strip().lower() for cell in first)
    for column in ("source", "target"):
        if column not in names:
            hint = "the first line should read " + ",".join(COLUMNS)
            raise InputError(f"the column {column!r} is missing", where=f"{where}:1", hint=hint)
    strange = [name for name in names if name and name not in COLUMNS]
    hint = "the columns are " + ", ".join(COLUMNS)
    return names, [
        _finding("G-002", f"{where}:1", f"the column {name!r} is not known and is passed over", hint) for name in strange
    ]


def term_of(row: Sequence[str], names: Sequence[str], place: str) -> tuple[Term | None, list[Finding]]:
    """The term of a row, None where it cannot be one, and what is wrong with it."""
    cells = dict(zip(names, map(str.strip, row), strict=False))
    if fault := _fault(row, names, cells):
        return None, [_finding(fault[0], place, f"{fault[1]}; the row is left out", fault[2])]
    if len(cells) == 2 and "target" in cells:  # a list of pairs, as most are
        return _careful(Term(cells["source"], cells["target"], pos=""), place)
    cells = {name: cell for name, cell in cells.items() if name in COLUMNS}
    findings = []
    for column, allowed in ALLOWED.items():
        value = cells.get(column, "").lower() or DEFAULTS.get(column, "")
        cells[column] = value if value in allowed else DEFAULTS.get(column, "")
        if value not in allowed:
            hint = "it may be " + ", ".join(filter(None, allowed))
            findings.append(_finding("G-003", place, f"{column} is {value!r} and is passed over", hint))
    if cells["status"] == "keep":
        cells |= {"target": cells["target"] or cells["source"], "pos": "name"}
    term, doubts = _careful(Term(**cells), place)  # type: ignore[arg-type]  # the cells are the columns of text
    return term, findings + doubts


def _careful(term: Term, place: str) -> tuple[Term, list[Finding]]:
    """The term; a single letter, which would be found everywhere, only as it stands."""
    if len(term.source) > 1 or not term.source.isascii() or term.match != "lemma" or term.status == "keep":
        return term, []
    what = f"{term.source!r} is a single letter and is found only as it stands"
    return replace(term, match="case"), [_finding("G-008", place, what, "give it more letters, or match case")]


def _fault(row: Sequence[str], names: Sequence[str], cells: Mapping[str, str]) -> tuple[str, str, str] | None:
    """Code, message and remedy of what makes a row unusable."""
    status = cells.get("status", "").lower()
    if len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
        return (
            "G-001",
            f"it has {len(row)} cells and the header {len(names)}",
            "put quotation marks around cells that hold commas",
        )
    if status and status not in ALLOWED["status"]:
        return "G-003", f"status is {status!r}", "it may be " + ", ".join(ALLOWED["status"])
    for column in ("source", "target"):
        if not cells.get(column) and (column == "source" or status != "keep"):
            return "G-004", f"the {column} is empty", "fill it in, or set status to keep"
    if not cells["source"].strip("-\u2010\u2011"):
        return "G-004", "the source is empty", "fill it in"
    text = "".join(row)
    return None if len(text) <= LONGEST and SAFE.fullmatch(text) else _bad_cell(cells)


def _bad_cell(cells: Mapping[str, str]) -> tuple[str, str, str] | None:
    for column, cell in cells.items():
        if FORMULA.match(cell):
            return "G-007", f"the {column} {cell[:20]!r} is a formula", "a spreadsheet would run it: write plain text"
        if CONTROL.search(cell):
            return "G-001", f"the {column} holds a control character", "delete it"
        if len(cell) > LONGEST:
            return "G-009", f"the {column} has {len(cell)} characters", f"a term has {LONGEST} at most"
    return None


def without_repeats(terms: Sequence[tuple[Term, str]]) -> tuple[tuple[Term, ...], list[Finding]]:
    """The terms without those that stand twice; of two preferred targets for one source the second counts as admitted."""
    seen: dict[tuple[str, str, str, str], str] = {}
    preferred: dict[tuple[str, str], tuple[Term, str]] = {}
    kept: list[Term] = []
    findings = []
    for term, place in terms:
        group = "held" if term.status in ("preferred", "keep", "admitted") else term.status
        key, first = (term.source, term.match, group, term.target), preferred.get((term.source, term.match))
        if key in seen:
            what = f"{term.source!r} stands twice (first in row {seen[key].rpartition(':')[2]}); this row is left out"
            findings.append(_finding("G-005", place, what, "delete one of the two rows"))
            continue
        seen[key] = place
        if term.status in ("preferred", "keep"):
            if first:
                what = (
                    f"{term.source!r} is {first[0].target!r} in row {first[1].rpartition(':')[2]}; this row counts as admitted"
                )
                findings.append(_finding("G-005", place, what, "set status to admitted, or delete the row"))
                term = replace(term, status="admitted")
            else:
                preferred[term.source, term.match] = term, place
        kept.append(term)
    return tuple(kept), findings


def _circles(terms: Sequence[tuple[Term, str]]) -> list[Finding]:
    """Pairs of rows that translate each other's words: one of them is likely in the wrong direction. Both are used: a target
    is never looked up again."""
    rows: Mapping[str, Term] = {term.source.casefold(): term for term, _ in terms if term.status == "preferred"}
    findings = []
    for term, place in terms:
        back = rows.get(term.target.casefold())
        if term.status == "preferred" and back and back.target.casefold() == term.source.casefold() != term.target.casefold():
            what = f"{term.source!r} and {term.target!r} are given as translations of each other"
            findings.append(_finding("G-006", place, what, "delete the row that is in the wrong direction"))
    return findings


def _finding(code: str, where: str, message: str, hint: str) -> Finding:
    return Finding(code, where, message, Level.WARNING, hint)
