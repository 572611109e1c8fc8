"""Take a person's work in: a review copy or an edition that came back changed goes to the memory, and nothing of it is lost."""

import datetime
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pubpipe.article import Finding, State, Unit
from pubpipe.codes import carry
from pubpipe.errors import InputError
from pubpipe.inputs import locale_folder
from pubpipe.memory import Match, Memory, load_memory, remember
from pubpipe.record import Record, sha256_of
from pubpipe.settings import Settings
from pubpipe.shelf import Place, append_rejects, keep_aside, lock_of

if TYPE_CHECKING:
    from pubpipe.review import Outcome, ReviewCopy

progress = logging.getLogger("pubpipe.progress")
Read = TypeVar("Read")
Say = Callable[[str], None]  # one numbered line of progress


@dataclass(frozen=True, slots=True)
class Change:
    """A target as it was sent and as it goes to the memory."""

    before: str
    match: Match


@dataclass(frozen=True, slots=True)
class Intake:
    """What becomes of one file that came back.

    Attributes:
        changes: What goes to the memory, in reading order.
        open_points: What a person still has to decide.
        remarks: What was taken or needs nothing, yet should be known.
        kept: Where the file itself was put; None in a dry run.
        rejects: The `.rej` file, where something could not be taken in.
    """

    slug: str
    lang: str
    changes: tuple[Change, ...] = ()
    open_points: tuple[Finding, ...] = ()
    remarks: tuple[Finding, ...] = ()
    kept: Path | None = None
    rejects: Path | None = None


def take_in_all(settings: Settings, place: Place, record: Record, say: Say) -> tuple[Finding, ...]:
    """Take in what a person changed of one edition, before anything is made: its review copy, and its DOCX.

    Returns:
        What the reviewer said, now or earlier, that no approved target answers yet.
    """
    points = record.review
    for name in place.changed(record):
        path = place.folder / name
        if name == place.pdf or (name == place.docx and not record.set_segments):
            continue
        if lock := lock_of(path):
            hint = f"close it (or delete {lock.name}, if nobody has it open), then run this again"
            progress.warning("%s: open in an office program, so what was changed in it waits\n  hint: %s", path, hint)
            continue
        try:
            intake = take_in(settings, path, place, record, is_edition=name == place.docx)
        except InputError as error:
            if name == place.review:
                raise
            progress.warning("%s; no correction was taken from it", error)  # it is left there, or kept when it is made again
            continue
        for remark in intake.remarks:
            progress.info("      review    %s %s: %s", place.lang, remark.where, remark.message)
        if intake.kept:
            say(summary(intake))
        answered = {change.match.context.partition("/")[2] for change in intake.changes}
        answered |= {finding.where for finding in intake.open_points}
        points = (*(finding for finding in points if finding.where not in answered), *intake.open_points)
    return points


def take_in_mail(settings: Settings, path: Path, *, dry_run: bool = False) -> Intake:
    """Take in a review copy, or an edition, that came by another way, whatever its name: it says itself what it is.

    Raises:
        InputError: It is not a review copy, or of an edition that is not in the output folder, or open in an office program.
    """
    from pubpipe.review import edition_name

    if lock := lock_of(path):
        raise InputError(
            "it is open in an office program", where=str(path), hint=f"close it, or delete {lock.name}, if nobody has it open"
        )
    slug, lang = _named(path, edition_name)
    is_edition = bool(slug)
    if not is_edition:
        copy = _read_copy(settings, path)
        slug, lang = copy.slug, copy.lang
    place = Place(settings.output, slug, lang)
    record = place.read()
    if record.article is None:
        what = f"it is a copy of {slug}.{lang}, and no such edition is in {settings.output}"
        raise InputError(what, where=str(path), hint="make that edition first, or name its folder with --root")
    return take_in(settings, path, place, record, is_edition=is_edition, dry_run=dry_run)


def take_in(
    settings: Settings, path: Path, place: Place, record: Record, *, is_edition: bool = False, dry_run: bool = False
) -> Intake:
    """Read one file; approved targets go to the memory, the file to reviews/, what could not be taken to a `.rej` file.

    Args:
        is_edition: It is the typeset DOCX, not the review copy.
        dry_run: Write nothing.

    Raises:
        InputError: It is not such a file; it stays where it is.
    """
    from pubpipe import review

    store = locale_folder(settings.locales, place.lang) / "memory.tmx"
    source = record.article.lang if record.article else settings.source_language
    units = current(record.units, load_memory(store, source, place.lang), place.slug)
    copy = _read_edition(settings, path, place, record) if is_edition else _read_copy(settings, path)
    outcome = review.reconcile(copy, units, slug=place.slug)
    changes = _changes(copy, outcome, units, place.slug)
    intake = Intake(place.slug, place.lang, changes, outcome.conflicts, outcome.remarks)
    if dry_run:
        return intake
    if changes:
        remember(store, source, place.lang, [change.match for change in changes])
    title = f"{path.name}, sha256 {sha256_of(path)[:8]}"
    block = review.render_rejects(copy, outcome.conflicts, units, title)
    rejects = append_rejects(path, review.HEAD, block) if block else None
    kept = keep_aside(path, place.folder)[0] if changes or block or not is_edition else None
    return replace(intake, kept=kept, rejects=rejects)


def current(units: Sequence[Unit], memory: Memory, slug: str) -> tuple[Unit, ...]:
    """Units with what the memory holds for their places now: another copy may have been taken in since they were made."""
    return tuple(with_memory(unit, memory.find(unit.segment.text, f"{slug}/{unit.segment.id}"), slug) for unit in units)


def with_memory(unit: Unit, match: Match | None, slug: str) -> Unit:
    """A unit as the memory has it for this very place: text, codes, who approved it and how."""
    if match is None or not match.reviewer or match.context != f"{slug}/{unit.segment.id}":
        return unit
    state = State.FINAL if match.state == State.FINAL else State.REVIEWED
    fresh = replace(unit, target=match.target, state=state, origin=f"reviewer:{match.reviewer}", how=match.how)
    wanted = sorted((mark.kind, mark.target) for mark in unit.segment.marks)
    fits = sorted((mark.kind, mark.target) for mark in match.marks) == wanted
    if fits:
        return replace(fresh, marks=match.marks)
    return replace(fresh, marks=carry(unit.marks, unit.target, match.target))


def _changes(copy: "ReviewCopy", outcome: "Outcome", units: Sequence[Unit], slug: str) -> tuple[Change, ...]:
    """What goes to the memory, each with who, when, how and for which place."""
    from pubpipe import review

    known = {unit.segment.id: unit for unit in units}
    how = review.worth(outcome.corrections, copy)
    now = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
    made = []
    for correction in outcome.corrections:
        unit = known[correction.segment_id]
        first = review.second_reader(unit, correction.reviewer) if how[correction.segment_id] != "bulk" else ""
        is_final = bool(first) or (unit.state is State.FINAL and how[correction.segment_id] != "bulk")
        match = Match(
            correction.source,
            correction.target,
            correction.reviewer,
            f"{slug}/{correction.segment_id}",
            now,
            correction.note,
            str(State.FINAL if is_final else State.REVIEWED),
            how[correction.segment_id],
            first,
            unit.segment.marks,
            review.codes_of(correction, unit),
        )
        made.append(Change(unit.target, match))
    return tuple(made)


def _read_copy(settings: Settings, path: Path) -> "ReviewCopy":
    from pubpipe.review import read_review

    return _named(path, lambda data: read_review(data, settings.pending))


def _read_edition(settings: Settings, path: Path, place: Place, record: Record) -> "ReviewCopy":
    from pubpipe.review import AsSet, read_edition

    before = AsSet(record.set_segments, record.set_outside, record.set_export)

    def read(data: bytes) -> "ReviewCopy":
        return read_edition(data, record.units, before, place.slug, place.lang, settings.pending)

    return _named(path, read)


def _named(path: Path, read: Callable[[bytes], Read]) -> Read:
    """Read a file, so that what is wrong with it names it."""
    try:
        return read(path.read_bytes())
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=str(path), hint="name a review copy") from error
    except InputError as error:
        raise InputError(error.what, where=str(path), hint=error.hint) from error


def summary(intake: Intake) -> str:
    """What was taken in, in one line."""
    edited = sum(change.match.how == "edited" for change in intake.changes)
    said = f"{intake.lang}: {len(intake.changes)} segments approved, {edited} of them changed"
    said += f"; {len(intake.open_points)} points open"
    said += f" (words not taken in: {intake.rejects})" if intake.rejects else ""
    return said + (f"; the copy is kept as {intake.kept}" if intake.kept else "")
