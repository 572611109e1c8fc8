"""Keep the output folder: where an edition's files stand, which of them a person changed, and how new ones replace them."""

import hashlib
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pubpipe.article import Finding, Level, State
from pubpipe.files import write_atomic
from pubpipe.record import Record, dump, read_record, render_pending, sha256_of

progress = logging.getLogger("pubpipe.progress")
KEPT = "kept"


class Place:
    """Where one edition stands: `output/SLUG/SLUG.LANG.*`."""

    def __init__(self, output: Path, slug: str, lang: str) -> None:
        self.folder = output / slug
        self.slug, self.lang = slug, lang
        stem = f"{slug}.{lang}"
        self.pdf, self.docx, self.review = f"{stem}.pdf", f"{stem}.docx", f"{stem}.review.docx"
        self.epub, self.bilingual = f"{stem}.epub", f"{stem}.bilingual.pdf"
        self.record = self.folder / f"{stem}.json"

    @property
    def names(self) -> tuple[str, ...]:
        """Every file that an edition may have, the record aside."""
        return self.pdf, self.docx, self.epub, self.bilingual, self.review

    def read(self) -> Record:
        """What the last run wrote here."""
        return read_record(self.record)

    def is_complete(self, record: Record) -> bool:
        """Whether every file that the last run wrote is still there; one that a person changed since counts as there."""
        return bool(record.files) and all((self.folder / name).is_file() for name in record.files)

    def changed(self, record: Record) -> tuple[str, ...]:
        """Names of the files that stand here and were not written by us, or were changed since."""
        digests = {name: sha256_of(self.folder / name) for name in self.names}
        return tuple(name for name, digest in digests.items() if digest and not record.knows(name, digest))

    def replace(self, record: Record, made: Mapping[str, bytes]) -> dict[str, str]:
        """Put new files in the place of the old ones. What a person changed goes to kept/ first; a file of the last run that is
        not made any more (the PDF of an edition that is withheld now) is taken away.

        Returns:
            Name of each file to its sha256, for the record, which the caller writes last: it is what makes the edition whole.
        """
        hashes = {name: hashlib.sha256(data).hexdigest() for name, data in made.items()}
        for name in self.changed(record):
            kept = keep_aside(self.folder / name)
            progress.info("      kept      %s was changed by hand; that version is %s", name, kept)
        write_atomic(self.record, render_pending(self.record, hashes))
        for name, data in made.items():
            write_atomic(self.folder / name, data)
        for name in self.names:
            if name not in made:
                (self.folder / name).unlink(missing_ok=True)
        return hashes


def keep_aside(path: Path) -> Path:
    """Copy a file that a person worked on to kept/ beside it, under a name that its content gives; overwrite nothing there."""
    kept = path.parent / KEPT / f"{path.stem}.{sha256_of(path)[:8]}{path.suffix}"
    if not kept.exists():
        write_atomic(kept, path.read_bytes(), durable=True)
    return kept


def remarks_on(names: tuple[str, ...]) -> tuple[Finding, ...]:
    """What to say of files that were changed by hand and are left as they are."""
    hint = "put corrections in the review copy; --force makes the file again and keeps the changed one in kept/"
    message = "the file was changed since it was made, and is left as it is"
    return tuple(Finding("E-001", name, message, Level.WARNING, hint) for name in names)


def write_manifest(output: Path) -> None:
    """`manifest.json` and `SHA256SUMS` of all editions in the output folder; untouched where they say the same already."""
    editions = [_entry(place, record) for place, record in records(output)]
    sums = "".join(f"{file['sha256']}  {file['name']}\n" for edition in editions for file in edition["files"])
    for name, data in (("manifest.json", dump({"editions": editions})), ("SHA256SUMS", sums.encode())):
        if sha256_of(output / name) != hashlib.sha256(data).hexdigest():
            write_atomic(output / name, data)


def _entry(place: Place, record: Record) -> dict[str, Any]:
    files = [{"name": f"{place.slug}/{name}", "sha256": digest} for name, digest in sorted(record.files.items())]
    return {"slug": place.slug, "lang": place.lang, "state": record.state, "date": record.day, "files": files}


def records(output: Path) -> list[tuple[Place, Record]]:
    """Every edition that stands in the output folder, sorted by name."""
    found = []
    for path in sorted(output.glob("*/*.json")):
        record = read_record(path)
        if record.article:
            slug = path.parent.name
            found.append((Place(output, slug, path.stem.removeprefix(slug + ".")), record))
    return found


def review_states(output: Path) -> list[dict[str, str | int | bool]]:
    """How far the review of each edition is: `reviewed` of `segments`, `open` points, and whether its copy was changed."""
    return [
        {
            "slug": place.slug,
            "lang": place.lang,
            "state": record.state,
            "reviewed": sum(unit.state in (State.REVIEWED, State.FINAL) for unit in record.units),
            "segments": len(record.units),
            "open": len(record.review),
            "changed": place.review in place.changed(record),
        }
        for place, record in records(output)
    ]
