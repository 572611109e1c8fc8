"""Read finished editions back, long after they were made: the same bytes, and everything in them that must be."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pubpipe.article import Edition, Finding, Level
from pubpipe.engines.choose import Choice
from pubpipe.errors import InputError
from pubpipe.glossary import load_termbase
from pubpipe.inputs import locale_folder
from pubpipe.pipeline import make_edition, read_file
from pubpipe.record import Record, sha256_of
from pubpipe.settings import FORMATS, Settings
from pubpipe.shelf import Place, records, remarks_on


def verify_editions(settings: Settings, paths: Sequence[Path]) -> Iterator[tuple[Path, tuple[Finding, ...]]]:
    """Read finished editions back: the same bytes as were made, and everything in them that must be.

    Args:
        paths: Files of editions, or folders below output/; none means all.

    Raises:
        InputError: A path is no edition of this folder.
    """
    wanted = [path.absolute() for path in paths]
    for path in wanted:
        if not path.exists():
            raise InputError("there is no such file", where=str(path), hint="name a PDF or DOCX below output/, or its folder")
    met: set[Path] = set()
    for place, record in records(settings.output):
        if record.state == "withheld" and not wanted:
            yield place.record, tuple(finding for finding in record.findings if finding.level is Level.ERROR)
        for name in record.files:
            path = place.folder / name
            asked = [want for want in wanted if path == want or path.is_relative_to(want)]
            met.update(asked)
            if asked or not wanted:
                yield path, _verify_file(settings, place, record, path)
    for path in set(wanted) - met:
        raise InputError(
            "is no edition that was made here", where=str(path), hint="name a file below output/ that a record names"
        )


def _verify_file(settings: Settings, place: Place, record: Record, path: Path) -> tuple[Finding, ...]:
    """Compare one file with its record, then read it back."""
    if not path.is_file():
        return (Finding("E-002", path.name, "the file is missing", Level.ERROR, "run `pubpipe editions`"),)
    changed = remarks_on((path.name,)) if not record.knows(path.name, sha256_of(path)) else ()
    if path.name == place.review:
        return changed
    edition = recorded_edition(settings, place, record)
    data = path.read_bytes()
    kind = next(name for name in FORMATS if getattr(place, name) == path.name)
    return (*changed, *read_file(kind, data, edition))


def recorded_edition(settings: Settings, place: Place, record: Record) -> Edition:
    """The edition as the record describes it, with the terms that the termbase finds in it now."""
    assert record.article is not None  # noqa: S101  `records` yields no other
    folder = locale_folder(settings.locales, place.lang)
    termbase = load_termbase(folder / "glossary.csv", settings.locales / "glossary.csv")
    units = tuple(replace(unit, hits=termbase.find(unit.segment.text)) for unit in record.units)
    segments = tuple(unit.segment for unit in units)
    return make_edition(settings, record.article, segments, units, Choice(None, record.engine), place.lang, record.day)
