"""What travels inside a PDF or an EPUB: the source article, the segments with the edition's record, a digest of the file."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from io import BytesIO
from typing import Any

from pubpipe.article import Edition

Carried = Callable[[bytes], Mapping[str, Any]]
"""Gives what a PDF is to say of its own making, from a draft of it in which every page is as it will be."""


def dump(value: Any) -> str:
    """JSON that a person can read; the same value gives the same text."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def source_json(edition: Edition) -> dict[str, Any]:
    """The article as its authors wrote it, in the keys of `pubpipe clean --json`."""
    source = edition.source
    return {
        **{name: getattr(source, name) for name in ("source", "slug", "title", "subtitle", "lang", "date", "url", "sha256")},
        "authors": [{"name": author.name, "affiliations": list(author.affiliations)} for author in source.authors],
        "blocks": [
            {"id": block.id, "role": block.role.value, "text": block.text}
            | ({"picture": asdict(block.picture)} if block.picture else {})
            for block in source.blocks
        ],
        "notes": [
            {"marker": note.marker, "kind": note.kind.value, "text": note.text, "authors": list(note.authors)}
            for note in source.notes
        ],
    }


def segments_json(edition: Edition) -> dict[str, Any]:
    """The segments in reading order, and what made the translation, in the keys of the edition's own record."""
    return {
        "slug": edition.article.slug,
        "lang": edition.lang,
        "state": edition.state.value,
        "engine": {"name": edition.engine.name, "version": edition.engine.version, "route": list(edition.engine.route)},
        "segments": [
            {
                "id": unit.segment.id,
                "block": unit.segment.block,
                "source": unit.segment.text,
                "target": unit.target,
                "state": unit.state.value,
                "origin": unit.origin,
            }
            for unit in edition.units
        ],
    }


# --- A digest of the file in the file ----------------------------------------------------------------------------------

UNKNOWN = b"0" * 64
IDENTITY = re.compile(rb"(?:/ID ?\[\(|sha256=)([0-9a-f]{64})(?:\)|\Z)")


def fill_in(pdf: Any, placeholder: str, carried: Carried) -> None:
    """Put what the file says of its making in the place of an attachment that stands for it, now that its pages are done."""
    told = dump(carried(_draft(pdf))).encode()
    stream = next(item for item in pdf.objects if getattr(item, "stream", None) == [placeholder.encode()])
    stream.stream = [told]
    stream.extra["Params"] |= {"Size": len(told), "CheckSum": f"<{hashlib.md5(told, usedforsecurity=False).hexdigest()}>"}


def _draft(pdf: Any) -> bytes:
    """The file as it stands, and the value as it was: pydyf adds objects when it writes."""
    count, out = len(pdf.objects), BytesIO()
    pdf.write(out, b"1.7")
    del pdf.objects[count:]
    pdf.current_position, pdf.xref_position = 0, None
    return out.getvalue()


def identified(data: bytes) -> bytes:
    """The file with a digest of itself: the sha256 of all its bytes, taken while this very place holds zeros.

    In a PDF it is the first of its identifiers (ISO 32000-1, 14.4), which a program that saves it anew leaves as it is; in an
    EPUB it is the comment at the end of the ZIP."""
    found = IDENTITY.search(data)
    if found is None or found[1] != UNKNOWN:
        raise ValueError("the file has no place for its digest")
    return data[: found.start(1)] + hashlib.sha256(data).hexdigest().encode() + data[found.end(1) :]


def is_whole(data: bytes) -> bool:
    """Whether a file is byte for byte as it was when its digest was put into it. Whoever changes it on purpose can do the
    same, so that this proves nothing about who made it."""
    found = IDENTITY.search(data)
    if found is None:
        return False
    blank = data[: found.start(1)] + UNKNOWN + data[found.end(1) :]
    return hashlib.sha256(blank).hexdigest().encode() == found[1]
