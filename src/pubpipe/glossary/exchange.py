"""Take in a termbase from another program: a CSV without a header as DeepL has it, OmegaT's tab format, TBX."""

import re
from collections.abc import Sequence
from pathlib import Path

from pubpipe.article import Finding, Term
from pubpipe.errors import InputError
from pubpipe.glossary.read import Read, decode_line, is_of, read_bytes, read_terms, rows_of, term_of
from pubpipe.glossary.tbx import read_tbx

TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def read_file(path: Path, source: str, languages: Sequence[str]) -> dict[str, Read]:
    """A file of any format that is known, by target language.

    Args:
        source: BCP 47 tag of the source language; a file with several languages gives what it has from this one.
        languages: Target languages that are wanted. A file that does not name its languages is taken for the only one.

    Raises:
        InputError: It is none of the formats, or it does not say its language and several are wanted.
    """
    data = read_bytes(path)
    if path.suffix.lower() in (".tbx", ".xml") or data[:400].lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<"):
        return read_tbx(data, str(path), source, languages)
    named = _deepl_languages(data, str(path), source)
    if named:
        wanted = {tag for tag in named if any(is_of(tag, to) for to in languages)}
        return {to: named[tag] for tag in sorted(wanted) for to in languages if is_of(tag, to)}
    if len(languages) != 1:
        hint = "say which with --lang, such as --lang es"
        raise InputError("the file does not say which language it is in", where=str(path), hint=hint)
    return {languages[0]: read_terms(data, str(path), header=path.suffix.lower() == ".csv" and _has_header(data))}


def _has_header(data: bytes) -> bool:
    first = decode_line(data.split(b"\n", 1)[0]) or ""
    return {"source", "target"} <= {cell.strip(' "\r\ufeff').lower() for cell in re.split(r"[,;\t]", first)}


def _deepl_languages(data: bytes, where: str, source: str) -> dict[str, Read]:
    """A CSV without a header whose third and fourth column name the languages, as DeepL takes it; {} where it is not one."""
    if _has_header(data):
        return {}
    found: dict[str, list[Term]] = {}
    findings: list[Finding] = []
    for line, row in rows_of(data, where):
        if isinstance(row, Finding):
            findings.append(row)
        elif not any(row):
            continue
        elif len(row) != 4 or not all(TAG.fullmatch(cell.strip()) for cell in row[2:]):
            return {}
        elif is_of(row[2].strip(), source):
            term, said = term_of(row[:2], ("source", "target"), f"{where}:{line}")
            findings += said
            found.setdefault(row[3].strip().lower(), []).extend([term] if term else [])
    return {tag: Read(tuple(terms), tuple(findings)) for tag, terms in found.items()}
