"""Take a reviewer's corrections in; list what cannot be taken, with both texts; guess nothing and drop nothing."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pubpipe.article import Finding, Level, State, Unit
from pubpipe.ooxml import bookmark_name
from pubpipe.review.cells import shown
from pubpipe.review.read import names_of
from pubpipe.review.table import HINT_SIGN, export_of
from pubpipe.review.threeway import merge
from pubpipe.review.values import Comment, Correction, Export, Outcome, ReviewCopy, Row

GOOD = ("OK", "FINAL")
VERDICTS = {
    "ok": "OK",
    "okay": "OK",
    "final": "FINAL",
    "fix": "FIX",
    "reject": "REJECT",
    "rejected": "REJECT",
    "✓": "OK",
    "✔": "OK",
}


def reconcile(copy: ReviewCopy, units: Sequence[Unit], *, slug: str = "") -> Outcome:
    """What a reviewer changed, against the units as they are now.

    A row is known by its ID, and believed where its source text is the unit's; order does not matter. Where the article has
    changed since and that very source now has another ID, the row goes with its source. A changed target or a fresh OK is a
    correction. The reviewer's words win over what a machine has put there since; with those of another person they are joined
    where the two do not meet, else the row is a conflict.

    Args:
        copy: As `read_review` or `read_edition` gave it.
        units: All units of the edition the copy belongs to, as they are now, what the memory holds included.
        slug: Of the edition's article; "" to trust the copy.

    Returns:
        Corrections in the order of the units. Each row that was touched is in `corrections` or in `conflicts`, and a conflict
        quotes the words.
    """
    if stranger := _stranger(copy, units, slug):
        known = {unit.segment.id: unit for unit in units}
        foreign = [row for row in copy.rows if is_touched(row, known)]
        refused = (_refuse(row, "R-001", stranger) for row in foreign)
        return Outcome((), (*refused, *_loose(copy)), len(copy.rows) - len(foreign))
    sent, copy = copy, _followed(copy, units)
    corrections: list[Correction] = []
    conflicts: list[Finding] = []
    remarks: list[Finding] = list(_moved(sent, copy))
    desk = Desk(copy, {unit.segment.id: unit for unit in units}, _times(sent, copy))
    touched = [row for row in copy.rows if is_touched(row, desk.units)]
    untouched = len(copy.rows) - len(touched)
    for row in touched:
        fault = next((found for check in FAULTS for found in check(row, desk)), None)
        if fault is None:
            corrections.append(_correction(row, desk))
            remarks += _remarks(row, desk)
            conflicts += _left_out(row, desk)
        elif fault.level is Level.REMARK:
            remarks.append(fault)
        else:
            conflicts.append(fault)
    order = {unit.segment.id: place for place, unit in enumerate(units)}
    corrections.sort(key=lambda correction: order[correction.segment_id])
    conflicts += [*_missing(sent, units), *_loose(copy)]
    remarks += _reordered(copy, units)
    return Outcome(tuple(corrections), tuple(conflicts), untouched, tuple(remarks))


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies before us while we judge a row."""

    copy: ReviewCopy
    units: dict[str, Unit]
    times: Counter[str]


# What a person did to a row


def verdict(status: str) -> str:
    """The status a reviewer wrote as OK, FIX, REJECT or FINAL (what a second reader sets); "" for none, the text itself where
    it is none of them."""
    plain = unicodedata.normalize("NFKC", status).strip().strip(".!-–— ")
    return VERDICTS.get(plain.replace(".", "").casefold(), plain)


def is_touched(row: Row, units: Mapping[str, Unit]) -> bool:
    """Whether a person wrote anything in the row, tracked or not."""
    sent = row.record or _presumed(row, units)
    if row.fault or row.deleted or row.comments or row.pending or row.things or sent is None:
        return True
    notes = row.notes if row.record else without_hints(row.notes)
    now = Export(row.source, row.target, row.status, notes)
    same = [_even(a) == _even(b) for a, b in ((now.source, sent.source), (now.target, sent.target), (now.notes, sent.notes))]
    return not all(same) or verdict(now.status) != verdict(sent.status)


def without_hints(notes: str) -> str:
    """Notes without the lines in which we showed a similar text of the memory."""
    return "\n".join(line for line in notes.split("\n") if not line.startswith(HINT_SIGN))


def _presumed(row: Row, units: Mapping[str, Unit]) -> Export | None:
    """What the row said when it was sent, where the file's own record of it is lost: as the units would be sent now."""
    unit = units.get(row.id)
    return export_of(unit) if unit else None


def _even(text: str) -> str:
    """A text for comparison: office programs add empty paragraphs and trailing blanks, and compose letters."""
    return unicodedata.normalize("NFC", text).strip()


def _is_rewritten(row: Row, unit: Unit) -> bool:
    """Whether the target is not what was sent; without the record, whether it is not what stands now either."""
    if _even(row.target) != _even(row.exported):
        return True
    return row.record is None and _even(row.target) != _even(shown(unit.target))


def note_of(row: Row) -> str:
    """What the reviewer wrote beside the target: the new part of the notes, then the comments."""
    sent = _even(row.record.notes) if row.record else ""
    notes = _even(row.notes)
    fresh = notes.removeprefix(sent).strip() if sent else notes if row.record else ""
    return "\n".join([*filter(None, [fresh]), *map(_said, row.comments)])


def _said(comment: Comment) -> str:
    """A comment with its author and its day."""
    return f"{', '.join(filter(None, (comment.author, comment.date[:10])))}: {comment.text}"


def _reviewer(row: Row, copy: ReviewCopy) -> str:
    """Who wrote in the row: the authors of its changes, else of its comments, else who saved the file."""
    people = row.authors or names_of([comment.author for comment in row.comments])
    return ", ".join(people) or copy.modified_by or "unknown"


# Why a row cannot be taken; the first that speaks decides


def _stranger(copy: ReviewCopy, units: Sequence[Unit], slug: str) -> str:
    langs = {unit.lang for unit in units}
    if slug and copy.slug != slug:
        return f"the review copy belongs to the article {copy.slug}, not to {slug}"
    if langs and copy.lang not in langs:
        return f"the review copy is in {copy.lang}, the edition in {', '.join(sorted(langs))}"
    return ""


def _refuse(row: Row, code: str, why: str, now: str | None = None, level: Level = Level.WARNING) -> Finding:
    """A conflict, with the reviewer's words and the text as it is now."""
    words = [f'the reviewer’s text: "{row.target}"'] if row.target.strip() else ["the reviewer left the target empty"]
    words += [f'status: "{row.status}"'] if row.status else []
    words += [f"in the row: {', '.join(row.things)}"] if row.things else []
    words += [f'beside it: "{note}"'] if (note := note_of(row)) else []
    words += [f'the text now: "{now}"'] if now is not None else []
    return Finding(code, row.id or "review copy", f"{why}; {'; '.join(words)}", level, hint=HINTS.get(code, ""))


def _check_shape(row: Row, desk: Desk) -> Iterator[Finding]:
    """R-016: cells were merged, split or taken out."""
    if row.fault:
        yield _refuse(row, "R-016", row.fault, _now(row, desk))


def _check_known(row: Row, desk: Desk) -> Iterator[Finding]:
    """R-002: no segment has this ID."""
    if row.id not in desk.units:
        yield _refuse(row, "R-002", f"no segment is named {row.id!r}" if row.id else "a row without an ID was added")


def _check_single(row: Row, desk: Desk) -> Iterator[Finding]:
    """R-003: two rows have one ID."""
    if desk.times[row.id] > 1:
        yield _refuse(row, "R-003", f"{desk.times[row.id]} rows have the ID {row.id}", _now(row, desk))


def _check_deleted(row: Row, desk: Desk) -> Iterator[Finding]:
    """R-004: the row was deleted."""
    if row.deleted:
        yield _refuse(row, "R-004", "the row was deleted", _now(row, desk))


def _check_bookmark(row: Row, desk: Desk) -> Iterator[Finding]:
    """R-014: the ID says one segment and the bookmark of the target another."""
    other = {bookmark_name(name): name for name in desk.units}.get(row.bookmark)
    if other is not None and row.bookmark != bookmark_name(row.id):
        yield _refuse(row, "R-014", f"the ID says {row.id}, the bookmark of the target {other}", _now(row, desk))


def _check_source(row: Row, desk: Desk) -> Iterator[Finding]:
    """R-005, R-006: the source cell was edited, or the article has changed since."""
    now = _even(shown(desk.units[row.id].segment.text))
    if row.record and _even(row.source) != _even(row.record.source):
        yield _refuse(row, "R-005", f'the source cell was edited, it says: "{row.source}"', _now(row, desk))
    elif _even(row.source) != now:
        yield _refuse(row, "R-006", f'the source was "{row.source}" and is now "{now}"', _now(row, desk))


def _check_joint(row: Row, desk: Desk) -> Iterator[Finding]:
    """R-019: another person has changed the target since, in the same place."""
    unit = desk.units[row.id]
    if row.record and _is_persons(unit) and _joined(row, unit) is None:
        yield _refuse(row, "R-019", f"{_author(unit)} has changed the same words since the copy was made", _now(row, desk))


def _check_empty(row: Row, desk: Desk) -> Iterator[Finding]:
    """R-007: the target was emptied, or nothing was approved."""
    if not row.target.strip() and (row.exported.strip() or verdict(row.status) in GOOD):
        yield _refuse(row, "R-007", "the target is empty", _now(row, desk))


def _check_verdict(row: Row, desk: Desk) -> Iterator[Finding]:
    """R-008, R-009, R-010: the reviewer asks for another text, or says something we do not know."""
    said = verdict(row.status)
    if said == "REJECT":
        yield _refuse(row, "R-009", "the reviewer rejects the translation", _now(row, desk))
    elif said == "FIX" and not _is_rewritten(row, desk.units[row.id]):
        yield _refuse(row, "R-008", "the reviewer asks for a better translation", _now(row, desk))
    elif said not in ("", "FIX", *GOOD) and not _is_rewritten(row, desk.units[row.id]):
        yield _refuse(row, "R-010", f"the status {row.status!r} is none of OK, FIX, REJECT", _now(row, desk))


def _check_approval(row: Row, desk: Desk) -> Iterator[Finding]:
    """R-011, R-015, R-020: nothing was written in the target that counts."""
    unit = desk.units[row.id]
    if _is_rewritten(row, unit):
        return
    if row.pending:
        yield from _left_out(row, desk)
    if row.record and _is_persons(unit) and _even(shown(unit.target)) != _even(row.exported):
        why = f"{_author(unit)} has changed the translation since; what was approved here stands no more"
        yield _refuse(row, "R-011", why, _now(row, desk), Level.REMARK)
        return
    if verdict(row.status) not in GOOD:
        yield _refuse(row, "R-015", "the reviewer wrote beside the translation and did not judge it", _now(row, desk))
    elif row.record and row.record.status == verdict(row.status):
        yield _refuse(row, "R-015", "the reviewer wrote beside an approved translation", _now(row, desk), Level.REMARK)


def _left_out(row: Row, desk: Desk) -> Iterator[Finding]:
    """R-018, R-020: what stands in the row and was not taken: changes of people who do not count, pictures."""
    if row.pending:
        who = ", ".join(row.waiting) or "an unnamed person"
        whole = replace(row, target=row.pending)
        yield _refuse(whole, "R-020", f"the pending changes of {who} do not count by pubpipe.toml", _now(row, desk))
    if row.things:
        message = f"{' and '.join(row.things)} in the row cannot be taken into a text; the words beside it are"
        yield Finding("R-018", row.id, message, Level.WARNING, HINTS["R-018"])


FAULTS: tuple[Callable[[Row, Desk], Iterator[Finding]], ...] = (
    _check_shape,
    _check_known,
    _check_single,
    _check_deleted,
    _check_bookmark,
    _check_source,
    _check_empty,
    _check_joint,
    _check_verdict,
    _check_approval,
)
HINTS = {
    "R-001": "put the file beside the edition it was made for",
    "R-002": "copy the words into the row they belong to",
    "R-003": "keep one of the rows",
    "R-005": "change the source in the article itself; put the cell back as it was",
    "R-006": "copy the words into a fresh review copy",
    "R-007": "write the translation, or set the status to REJECT",
    "R-008": "write the better text in the target cell, or add the terms to the glossary",
    "R-009": "write another translation in the target cell of a fresh review copy",
    "R-010": "set the status to OK, FIX or REJECT",
    "R-014": "copy the words into the row they belong to",
    "R-016": "copy the words into a fresh review copy",
    "R-018": "put pictures into the article itself; write a list's number in the text",
    "R-019": "copy what should stay into a fresh review copy",
    "R-020": "accept or reject them in the copy, or name their author under [review] pending in pubpipe.toml",
}


def _now(row: Row, desk: Desk) -> str | None:
    unit = desk.units.get(row.id)
    return unit.target if unit else None


# The article has changed since


def _followed(copy: ReviewCopy, units: Sequence[Unit]) -> ReviewCopy:
    """The copy with each row under the ID that its source has now, where that source occurs once in the copy and once now."""
    places = {unit.segment.id: _even(shown(unit.segment.text)) for unit in units}
    now = {text: name for name, text in places.items()}
    often = Counter(places.values())
    sent = Counter(_even(row.source) for row in copy.rows)

    def follow(row: Row) -> Row:
        text = _even(row.source)
        is_intact = not row.fault and row.record is not None and text == _even(row.record.source)
        if not is_intact or places.get(row.id) == text or often[text] != 1 or sent[text] != 1:
            return row
        mark = bookmark_name(now[text]) if row.bookmark == bookmark_name(row.id) else row.bookmark
        return replace(row, id=now[text], bookmark=mark)

    return replace(copy, rows=tuple(map(follow, copy.rows)))


def _times(sent: ReviewCopy, followed: ReviewCopy) -> Counter[str]:
    """How many rows speak for each ID: those that were sent under it, and those that followed their source to it."""
    times = Counter(row.id for row in sent.rows)
    stayed = Counter(new.id for old, new in zip(sent.rows, followed.rows, strict=True) if old.id == new.id)
    came = Counter(new.id for old, new in zip(sent.rows, followed.rows, strict=True) if old.id != new.id)
    doubled = {name for name, count in times.items() if count > 1}
    return Counter({name: times[name] if name in doubled else came[name] or stayed[name] for name in {*stayed, *came}})


def _moved(sent: ReviewCopy, followed: ReviewCopy) -> Iterator[Finding]:
    """R-017: rows that went with their source."""
    moves = [f"{a.id} is now {b.id}" for a, b in zip(sent.rows, followed.rows, strict=True) if a.id != b.id]
    if moves:
        text = f"the article has changed since the export; {len(moves)} rows were known by their source text: "
        yield Finding("R-017", "review copy", text + ", ".join(moves[:12]) + "…" * (len(moves) > 12), Level.REMARK)


# What is taken


def _correction(row: Row, desk: Desk) -> Correction:
    unit = desk.units[row.id]
    said = verdict(row.status)
    joined = (_joined(row, unit) or row.target) if row.record and _is_persons(unit) else row.target
    lead = len(row.target) - len(row.target.lstrip())
    return Correction(
        row.id,
        unit.segment.text,
        joined.strip(),
        _reviewer(row, desk.copy),
        said if said in ("FIX", *GOOD) else "",
        note_of(row),
        row.exported.strip(),
        tuple((a - lead, b - lead, kind) for a, b, kind in row.kinds) if joined == row.target else (),
    )


def _is_persons(unit: Unit) -> bool:
    """Whether the target is what a person approved."""
    return unit.state in (State.REVIEWED, State.FINAL)


def _author(unit: Unit) -> str:
    return unit.origin.partition(":")[2] or "another person"


def _joined(row: Row, unit: Unit) -> str | None:
    """The reviewer's text together with what another person made of the same export; None where the two meet."""
    base, ours, theirs = (_even(text) for text in (row.exported, shown(unit.target), row.target))
    return row.target if base == ours else merge(base, ours, theirs)


def _remarks(row: Row, desk: Desk) -> Iterator[Finding]:
    """R-010, R-011, R-015: what the reader of the report should know about a correction that was taken."""
    unit, said = desk.units[row.id], verdict(row.status)
    changed_since = row.record is not None and _even(shown(unit.target)) not in (_even(row.exported), _even(row.target))
    if changed_since and _is_persons(unit):
        message = f'{_author(unit)} had changed the translation since the export; both are joined: "{_joined(row, unit)}"'
        yield Finding("R-011", row.id, message, Level.REMARK)
    elif changed_since:
        message = f'the translation had changed since the export; the reviewer’s text is taken and replaces "{unit.target}"'
        yield Finding("R-011", row.id, message, Level.REMARK)
    if said not in ("", "FIX", *GOOD):
        message = f"the status {row.status!r} is none of OK, FIX, REJECT; the changed text is taken"
        yield Finding("R-010", row.id, message, Level.REMARK)
    if note := note_of(row):
        yield Finding("R-015", row.id, f'{_reviewer(row, desk.copy)} wrote beside it: "{note}"', Level.REMARK)


# What concerns the whole copy


def _loose(copy: ReviewCopy) -> tuple[Finding, ...]:
    """R-012: words outside the table, and comments that hang on no row."""
    words = [*copy.remarks, *map(_said, copy.comments)]
    return tuple(
        Finding("R-012", "review copy", f'written outside the table: "{text}"', Level.WARNING, "copy it where it belongs")
        for text in words
    )


def _missing(copy: ReviewCopy, units: Sequence[Unit]) -> Iterator[Finding]:
    """R-004: rows that did not come back; their units stay as they are."""
    back = {row.id for row in copy.rows}
    sent = copy.sent or tuple(unit.segment.id for unit in units)
    gone = [name for name in sent if name not in back]
    if gone:
        listed = ", ".join(gone[:12]) + "…" * (len(gone) > 12)
        text = f"{len(gone)} of {len(sent)} segments have no row in the review copy: {listed}"
        yield Finding("R-004", "review copy", text, Level.REMARK)


def _reordered(copy: ReviewCopy, units: Sequence[Unit]) -> Iterator[Finding]:
    """R-013: rows in another order; each was still known by its ID."""
    place = {unit.segment.id: number for number, unit in enumerate(units)}
    order = [place[row.id] for row in copy.rows if row.id in place]
    if order != sorted(order):
        yield Finding("R-013", "review copy", "the rows came back in another order", Level.REMARK)
