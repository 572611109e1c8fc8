"""Keep the output folder: where an edition's files stand, which of them a person changed, and how new ones replace them."""

import datetime
import hashlib
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from pubpipe.article import ENDINGS, Finding, Level, Picture, State, Unit
from pubpipe.codes import count_words
from pubpipe.files import is_blank, write_atomic, write_together
from pubpipe.record import Record, read_record, render_pending, sha256_of

progress = logging.getLogger("pubpipe.progress")
KEPT = "reviews"


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
        return *self.editions, self.review

    @property
    def editions(self) -> tuple[str, ...]:
        """Those that are handed out."""
        return self.pdf, self.docx, self.epub, self.bilingual

    @property
    def page(self) -> str:
        """The page to read it on, which `publish` writes."""
        return f"{self.slug}.{self.lang}.html"

    def read(self) -> Record:
        """What the last run wrote here."""
        return read_record(self.record)

    def is_complete(self, record: Record) -> bool:
        """Whether every file that the last run wrote is still there; one that a person changed since counts as there."""
        return bool(record.files) and all((self.folder / name).is_file() for name in record.files)

    def changed(self, record: Record) -> tuple[str, ...]:
        """Names of the files that stand here and were not written by us, or were changed since; not those that lost their
        content, which no person did."""
        digests = {name: sha256_of(self.folder / name) for name in self.names}
        others = (name for name, digest in digests.items() if digest and not record.knows(name, digest))
        return tuple(name for name in others if not is_blank(self.folder / name))

    def open_elsewhere(self) -> dict[str, Path]:
        """Names of the files that an office program has open, with the file by which it says so."""
        found = ((name, lock_of(self.folder / name)) for name in (self.docx, self.review))
        return {name: lock for name, lock in found if lock is not None}

    def replace(self, record: Record, made: Mapping[str, bytes], held: Mapping[str, Path] | None = None) -> dict[str, str]:
        """Put new files in the place of the old ones. What a person changed goes to reviews/ first; a file of the last run that
        is not made any more (the PDF of an edition that is withheld now) is taken away. One that is open in an office program
        is left alone, with a word about it.

        Args:
            held: Files that are open, if the caller has looked already.

        Each step is on the disk before the next is taken: hashes of what is going to be there, the files, then the record. So
        what the power leaves is the old edition, or a mixture of which every file is known to be ours, or the new one.

        Returns:
            Name of each file to its sha256, for the record, which the caller writes last: it is what makes the edition whole.
        """
        held = self.open_elsewhere() if held is None else held
        for name, lock in held.items():
            hint = f"close it (or delete {lock.name}, if nobody has it open), then run this again"
            progress.warning("%s: open in an office program, left as it is\n  hint: %s", self.folder / name, hint)
        hashes = {name: hashlib.sha256(data).hexdigest() for name, data in made.items() if name not in held}
        hashes |= {name: record.files[name] for name in held if name in record.files}
        for name in self.changed(record):
            if name not in held:
                kept, is_new = keep_aside(self.folder / name)
                if is_new:
                    progress.info("      kept      %s was changed by hand; that version is %s", name, kept)
        write_atomic(self.record, render_pending(self.record, hashes), durable=True)
        write_together(self.folder, {name: data for name, data in made.items() if name not in held})
        for name in self.names:
            if name not in made and name not in held:
                (self.folder / name).unlink(missing_ok=True)
        return hashes


def file_of(slug: str, picture: Picture) -> str:
    """Name of a picture in the output folder of its article."""
    return f"{slug}.{picture.sha256[:16]}.{ENDINGS[picture.media]}"


def lock_of(path: Path) -> Path | None:
    """The file by which an office program says that it has a document open; None where there is none.

    LibreOffice writes `.~lock.NAME#`, Word `~$NAME`, with the first letters of a longer name left out.
    """
    names = (f".~lock.{path.name}#", *(f"~${path.name[cut:]}" for cut in (2, 1, 0)))
    return next((path.with_name(name) for name in names if path.with_name(name).is_file()), None)


def keep_aside(path: Path, folder: Path | None = None) -> tuple[Path, bool]:
    """Copy a file that a person worked on to reviews/ beside it, under a name that the day and its content give; the same
    content once, and nothing there overwritten.

    Args:
        folder: Where reviews/ is, if not beside the file.

    Returns:
        The file there, and whether it is new.
    """
    shelf, mark = (folder or path.parent) / KEPT, sha256_of(path)[:8]
    if known := sorted(shelf.glob(f"*.{mark}{path.suffix}")):
        return known[0], False
    kept = shelf / f"{path.stem}.{datetime.datetime.now(datetime.UTC).date()}.{mark}{path.suffix}"
    write_atomic(kept, path.read_bytes(), durable=True)
    return kept, True


def append_rejects(path: Path, head: str, block: str) -> Path:
    """Add what could not be taken in to the `.rej` file beside a copy; what stands there stays, and stands there once."""
    target = path.with_name(path.name + ".rej")
    old = target.read_text("utf-8") if target.is_file() else head
    if block not in old:
        write_atomic(target, old + block, durable=True)
    return target


def remarks_on(names: tuple[str, ...]) -> tuple[Finding, ...]:
    """What to say of files that were changed by hand and are left as they are."""
    hint = "put corrections in the review copy; --force makes the file again and keeps the changed one in reviews/"
    message = "the file was changed since it was made, and is left as it is"
    return tuple(Finding("E-001", name, message, Level.WARNING, hint) for name in names)


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
    """How far the review of each edition is.

    `label` is given by rule: "machine translation" where no person has approved a segment, "approved in bulk" where all that
    was approved was approved in less time than reading takes, "in review", "checked" (all approved, nothing changed),
    "post-edited" (all approved, some changed), "revised" (all of it by a second person too).
    """
    return [_review_state(place, record) for place, record in records(output)]


def _review_state(place: Place, record: Record) -> dict[str, str | int | bool]:
    units, changed = record.units, place.changed(record)
    done = [unit for unit in units if unit.state in (State.REVIEWED, State.FINAL)]
    edited = [unit for unit in done if unit.how == "edited"]
    people = dict.fromkeys(unit.origin.partition(":")[2] for unit in done if unit.origin.startswith("reviewer:"))
    return {
        "slug": place.slug,
        "lang": place.lang,
        "state": record.state,
        "label": label_of(units),
        "reviewed": len(done),
        "segments": len(units),
        "edited": len(edited),
        "bulk": sum(unit.how == "bulk" for unit in done),
        "final": sum(unit.state is State.FINAL for unit in done),
        "words": sum(count_words(unit.target) for unit in units),
        "words_edited": sum(count_words(unit.target) for unit in edited),
        "reviewers": ", ".join(people),
        "day": record.day,
        "open": len(record.review),
        "changed": place.review in changed or place.docx in changed,
    }


def label_of(units: Sequence[Unit]) -> str:
    """How far a review is, in the words of `review_states`."""
    done = [unit for unit in units if unit.state in (State.REVIEWED, State.FINAL)]
    read = [unit for unit in done if unit.how != "bulk"]
    if not read:
        return "approved in bulk" if done else "machine translation"
    if len(read) < len(units):
        return "in review"
    if all(unit.state is State.FINAL for unit in units):
        return "revised"
    return "post-edited" if any(unit.how == "edited" for unit in units) else "checked"
