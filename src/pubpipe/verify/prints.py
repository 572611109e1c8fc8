"""Fingerprints of what a finished file says, line by line, and the comparison of a file with those taken when it was made.

The promises of `contract` are judged by the edition alone and hold for any file. A fingerprint is stricter: it knows every line
as the same reader gave it back on the day the file was made, marks, running heads and colophon too, in any script. It does not
hold across versions of the reader.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pubpipe.article import Finding, Level
from pubpipe.opc import UNPACKING
from pubpipe.verify.contract import compact
from pubpipe.verify.office import document_lines
from pubpipe.verify.pages import page_lines

Prints = Mapping[str, Any]
SHOWN = 4  # lines that are quoted; a file that is another altogether need not be read out
HINT = "make the edition again; if it was you who changed it, put the change in the review copy"


def take_prints(name: str, data: bytes) -> Prints:
    """The reader with its version, and for each page (of a DOCX: for all of it) a digest of each line."""
    lines = lines_of(name, data)
    return {"reader": reader_of(name), "pages": [[_digest(line) for line in page] for page in lines]}


def reader_of(name: str) -> str:
    """What reads a file of this name, with its version where another version may read otherwise."""
    from importlib.metadata import version

    return f"pypdfium2 {version('pypdfium2')}" if name.endswith(".pdf") else "lines 1"


def lines_of(name: str, data: bytes) -> list[list[str]]:
    """The lines of each page of a PDF; the paragraphs of a DOCX as one page.

    Raises:
        ValueError: The file is of neither kind, or does not open.
    """
    from lxml import etree
    from pypdfium2 import PdfiumError

    try:
        if name.endswith(".pdf"):
            return page_lines(data)
        if name.endswith(".docx"):
            return [document_lines(data)]
    except (PdfiumError, KeyError, etree.XMLSyntaxError, *UNPACKING) as error:
        raise ValueError(str(error)) from error
    raise ValueError(f"{name} is neither a PDF nor a DOCX")


def _digest(line: str) -> str:
    return hashlib.sha256(compact(line).encode()).hexdigest()[:10]


def check_prints(name: str, data: bytes, prints: Prints) -> Iterator[Finding]:
    """P-017, D-017: every line reads as it did when the file was made, none is missing and none was added.

    The lines of a page may come in another order, as after a word processor saved the file anew.
    """
    code = f"{'P' if name.endswith('.pdf') else 'D'}-017"
    pages = lines_of(name, data)
    wanted: Sequence[Sequence[str]] = prints["pages"]
    if len(pages) != len(wanted):
        yield Finding(code, "file", f"it has {len(pages)} pages, it was made with {len(wanted)}", Level.ERROR, HINT)
        return
    for number, (page, digests) in enumerate(zip(pages, wanted, strict=True), 1):
        where = f"page {number}" if len(wanted) > 1 else "file"
        have = Counter(map(_digest, page))
        foreign, lost = have - Counter(digests), (Counter(digests) - have).total()
        strange = [line for line in page if foreign[_digest(line)]]
        for line in strange[:SHOWN]:
            yield Finding(code, where, f"this was not in it when it was made: “{_short(line)}”", Level.ERROR, HINT)
        if lost > len(strange) or len(strange) > SHOWN:
            message = f"{lost} lines that were in it when it was made are missing or altered"
            yield Finding(code, where, message, Level.ERROR, HINT)


def _short(line: str) -> str:
    line = " ".join(line.split())
    return line if len(line) <= 80 else line[:77] + "…"
