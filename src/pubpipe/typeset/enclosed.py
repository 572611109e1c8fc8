"""The JSON files that travel inside a PDF: the source article, and the segments of the edition."""

import json
from typing import Any

from pubpipe.article import Edition


def dump(value: Any) -> str:
    """JSON that a person can read; the same value gives the same text."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def source_json(edition: Edition) -> dict[str, Any]:
    """The article as its authors wrote it, in the keys of `pubpipe clean --json`."""
    source = edition.source
    return {
        **{name: getattr(source, name) for name in ("source", "slug", "title", "subtitle", "lang", "date", "url", "sha256")},
        "authors": [{"name": author.name, "affiliations": list(author.affiliations)} for author in source.authors],
        "blocks": [{"id": block.id, "role": block.role.value, "text": block.text} for block in source.blocks],
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
