"""Put a finished edition into the output folder: the part of the work that only the process that holds the folder does."""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pubpipe.article import Edition, Finding
from pubpipe.errors import OutputError
from pubpipe.files import write_atomic
from pubpipe.record import LEFT_ALONE, Record, render_record, sha256_of
from pubpipe.shelf import Place

if TYPE_CHECKING:
    from pubpipe.review import AsSet

progress = logging.getLogger("pubpipe.progress")


@dataclass(frozen=True, slots=True)
class Made:
    """An edition as it was made, wherever that was: values and bytes, no path.

    Attributes:
        files: Name of each file to its bytes; of an edition that is withheld only the review copy.
        sums: Name of each file to the SHA-256 that it had where it was made: the manifest of what was sent.
        review: What a reviewer said that no approved target answers yet.
        inputs: Name of everything that it is a function of, to its hash, as it was found where it was made.
        day: The day it is dated.
        tools, prints, read, export, seen, keys: For the record, see `render_record`.
    """

    edition: Edition
    files: Mapping[str, bytes]
    sums: Mapping[str, str]
    findings: tuple[Finding, ...]
    review: tuple[Finding, ...]
    is_withheld: bool
    inputs: Mapping[str, str]
    day: str
    tools: Mapping[str, str]
    prints: Mapping[str, Mapping[str, Any]]
    read: "AsSet"
    export: str
    seen: Mapping[str, str]
    keys: Mapping[str, str]


def put(place: Place, record: Record, made: Made, *, page: str) -> tuple[tuple[Path, ...], dict[str, str]]:
    """Write an edition's files and, last, its record. A withheld one leaves its review copy and its record, so that a person
    can mend it, and no PDF or DOCX.

    Returns:
        The files, and the inputs as the record has them: one that was left alone is made by the next run.

    Raises:
        OutputError: It cannot be written, or did not arrive as it was made.
    """
    _check(made)
    held = {name: lock for name, lock in place.open_elsewhere().items() if name in made.files}
    hashes = place.replace(record, made.files, held)
    inputs = dict(made.inputs) | ({LEFT_ALONE: ", ".join(sorted(held))} if held else {})
    about = render_record(
        made.edition,
        inputs=inputs,
        files=hashes,
        findings=made.findings,
        review=made.review,
        day=made.day,
        withheld=made.is_withheld,
        tools=made.tools,
        page=page,
        receipt=sha256_of(place.folder / "cleaning.json"),
        prints=made.prints,
        export=made.export,
        segments_set=made.read.segments,
        outside_set=made.read.outside,
        seen=made.seen,
        keys=made.keys,
    )
    write_atomic(place.record, about, durable=True)
    return tuple(place.folder / name for name in made.files), inputs


def _check(made: Made) -> None:
    """What was made elsewhere has come here whole."""
    for name, data in made.files.items():
        if hashlib.sha256(data).hexdigest() != made.sums.get(name):
            hint = "run this again; if it comes back, that machine's memory or network is at fault"
            raise OutputError("it did not arrive as it was made", where=name, hint=hint)
