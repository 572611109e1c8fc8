"""Tell which editions are out of date, and of what: every input of each compared with what its record says it was made from.

What stands in the ledger and is vouched for by its stamps is not read again. What is not is read and hashed; so an edition that
a person edited, or of which a file is gone, is always noticed.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pubpipe import clean
from pubpipe.article import Finding, Level
from pubpipe.errors import PubpipeError
from pubpipe.files import is_blank
from pubpipe.inputs import code_hash, glossary_files, hash_of, inputs_of, memory_file
from pubpipe.ledger import Ledger, Row, open_ledger
from pubpipe.memory import load_memory
from pubpipe.pictures import INPUT, still
from pubpipe.record import Record, count_origins, finding_json
from pubpipe.settings import Settings
from pubpipe.shelf import Place
from pubpipe.stamps import Entries, Survey, stamp_of
from pubpipe.termbases import termbase_of
from pubpipe.touch import (
    TermChange,
    Texts,
    UnitChange,
    changed_terms,
    changed_units,
    dump_terms,
    dump_units,
    folded,
    glossary_touch,
    lists_of,
    memory_touch,
    snapshot_key,
)

CLEANED = ("source", "facts", "source language", "code")  # where one of these changed, the article's text is another


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an edition is made.

    Attributes:
        name: An input as the record names it; or "edition", "file", "review copy", "force".
        old, new: Hashes, or what a person understands better; "" where there is none.
        details: Which entries, segments or files.
    """

    name: str
    old: str = ""
    new: str = ""
    details: tuple[str, ...] = ()

    def __str__(self) -> str:
        change = f"{self.old[:40] or 'none'} → {self.new[:40] or 'none'}" if self.old or self.new else ""
        shown = "; ".join((*self.details[:3], *([f"and {len(self.details) - 3} more"] if len(self.details) > 3 else [])))
        return f"{self.name}: {shown or change}"


@dataclass(frozen=True, slots=True)
class Stand:
    """How an edition stands in the output folder.

    Attributes:
        row: What its record says; None where it was never made or the record cannot be read.
        changed: Files that a person changed since they were written.
        missing: Files of the record that are gone, or lost their content.
        findings: Of the record, where it was read for this; None where the ledger has them.
    """

    place: Place
    row: Row | None = None
    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    findings: tuple[Finding, ...] | None = None


@dataclass(slots=True)
class Desk:
    """All that is asked while it is told what is out of date."""

    settings: Settings
    ledger: Ledger
    survey: Survey
    _inputs: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    _lists: dict[str, dict[str, str]] = field(default_factory=dict)
    _terms: dict[tuple[str, ...], TermChange | None] = field(default_factory=dict)
    _units: dict[tuple[str, ...], UnitChange | None] = field(default_factory=dict)
    _texts: tuple[str, Texts, str] = ("", (), "")
    _rows: dict[tuple[str, str], Row] = field(init=False)
    _pairs: set[tuple[str, str]] = field(default_factory=set)
    _waiting: list[tuple[Place, Row, str, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._rows = self.ledger.rows()

    def stand(self, slug: str, lang: str) -> Stand:
        """How an edition stands; read only where the ledger does not vouch for it."""
        place = Place(self.settings.output, slug, lang)
        row = self._rows.get((slug, lang))
        if row and row.vouches_for(place.record.name, place.names, self.survey.folder(slug)):
            return Stand(place, row)
        return self._read(place)

    def _read(self, place: Place) -> Stand:
        seen = time.time_ns()
        entries = self.survey.again(place.slug)
        record = place.read() if place.record.name in entries else Record()
        if record.article is None:
            self.ledger.drop(place.slug, place.lang)
            return Stand(place)
        row = row_of(record, entries, place)
        changed = place.changed(record)
        missing = tuple(name for name in record.files if name not in entries or is_blank(place.folder / name))
        if not changed and not missing and all(stamp.is_settled(seen) for stamp in (row.record, *row.files.values())):
            self.put(place, row, dump_findings(record.findings))
        else:
            self.ledger.drop(place.slug, place.lang)
        return Stand(place, row, changed, missing, record.findings)

    def put(self, place: Place, row: Row, findings: str | None = None) -> None:
        """Remember an edition that is as it was written."""
        self._rows[place.slug, place.lang] = row
        self.ledger.put(place.slug, place.lang, row, findings)

    def reasons(self, stand: Stand, page: Mapping[str, str], address: str = "") -> tuple[Reason, ...]:
        """Why an edition is out of date; none where it is not.

        Args:
            page: Hashes of the source and of its sidecar file (see `page_inputs`).
            address: Of the source, beside which its pictures lie.
        """
        row, place = stand.row, stand.place
        if row is None:
            return (Reason("edition", details=("it was not made yet, or its record cannot be read",)),)
        found = [Reason("file", details=stand.missing)] if stand.missing or not row.files else []
        if place.review in stand.changed and place.review not in place.open_elsewhere():
            found.append(Reason("review copy", details=(f"{place.review} was changed",)))
        now = dict(page) | self.common(row.source_lang, place.lang) | self._pictures(row, address)
        then = {name: digest for name, digest in row.inputs.items() if name not in ("glossary", "memory")}
        found += [
            Reason(name, then.get(name, "")[:12], now.get(name, "")[:12])
            for name in {**then, **now}
            if then.get(name) != now.get(name)
        ]
        if any(reason.name in CLEANED for reason in found):
            return tuple(found)
        return (*found, *self._touched(stand, row, page))

    def page_inputs(self, address: str) -> dict[str, str]:
        """Hashes of a source and of the file beside it; "" for what cannot be read."""
        facts = clean.facts_path(address)
        return {"source": self._digest(Path(address)), "facts": self._digest(facts) if facts else ""}

    def _pictures(self, row: Row, address: str) -> dict[str, str]:
        """Hashes of the picture files that an edition was made with, or looked for in vain; opened only where they changed."""
        found = {name: still(address, name) for name in row.inputs if name.startswith(INPUT)}
        return {name: self._digest(path) if path else "" for name, path in found.items()}

    def _digest(self, path: Path) -> str:
        try:
            return self.ledger.digest(path)
        except OSError:
            return ""

    def common(self, source: str, lang: str) -> dict[str, str]:
        """What editions of one pair of languages have in common."""
        if (source, lang) not in self._inputs:
            self._inputs[source, lang] = inputs_of(self.settings, source, lang)
        return self._inputs[source, lang]

    def lists(self, lang: str) -> dict[str, str]:
        """Hashes of the whole glossary and of the memory of a language, as `touch.lists_of` gives them."""
        if lang not in self._lists:
            own, common = map(self._digest, glossary_files(self.settings, lang))
            self._lists[lang] = {"glossary": own + common, "memory": self._digest(memory_file(self.settings, lang))}
        return self._lists[lang]

    # What of the lists touches an edition

    def _touched(self, stand: Stand, row: Row, page: Mapping[str, str]) -> list[Reason]:
        """The lists of which something touches the edition otherwise than when it was made."""
        place, now = stand.place, self.lists(stand.place.lang)
        self._pairs.add((row.source_lang, place.lang))
        found = []
        for name, whole in now.items():
            if row.seen.get(name) == whole:
                continue
            try:
                details, digest = self._touch(name, place, row, page)
            except PubpipeError as error:  # the build says it with its remedy
                found.append(Reason(name, details=(error.what,)))
                continue
            if digest != row.inputs.get(name):
                found.append(Reason(name, row.inputs.get(name, "")[:12], digest[:12], tuple(details)))
        if not found and row.seen != now and self._rows.get((place.slug, place.lang)) is row:
            self.put(place, replace(row, seen=now))
        return found

    def _touch(self, name: str, place: Place, row: Row, page: Mapping[str, str]) -> tuple[list[str], str]:
        """What of a list touches the text otherwise, in words, and the hash of all that touches it now."""
        texts = self.texts(place, page)
        key = (row.source_lang, place.lang, row.seen.get(name, ""))
        change: TermChange | UnitChange | None
        if name == "glossary":
            change = self._terms[key] if key in self._terms else self._term_change(key)
            details = change.touching(texts, self._folded) if change else []
        else:
            change = self._units[key] if key in self._units else self._unit_change(key)
            details = change.touching(texts) if change else []
        if change and not details:
            return [], row.inputs.get(name, "")
        if name == "glossary":
            return details, glossary_touch(self.settings, place.lang, texts)
        return details, memory_touch(self.settings, place.slug, row.source_lang, place.lang, texts)[0]

    def _term_change(self, key: tuple[str, str, str]) -> TermChange | None:
        before = self.ledger.snapshot(snapshot_key("glossary", *key))
        now = termbase_of(self.settings, key[1]).terms
        made = self._terms[key] = TermChange(*changed_terms(before, now)) if before is not None else None
        return made

    def _unit_change(self, key: tuple[str, str, str]) -> UnitChange | None:
        before = self.ledger.snapshot(snapshot_key("memory", *key))
        now = load_memory(memory_file(self.settings, key[1]), key[0], key[1]).units
        made = self._units[key] = changed_units(before, dump_units(now)) if before is not None else None
        return made

    def texts(self, place: Place, page: Mapping[str, str]) -> Texts:
        """The segments of an article that is what it was: from the ledger, else from a record of it."""
        if self._texts[0] != place.slug:
            key = self._texts_key(page)
            texts: Texts | None = self.ledger.texts(place.slug, key)
            if texts is None:
                texts = [[unit.segment.id, unit.segment.text] for unit in place.read().units]
                self.ledger.put_texts(place.slug, key, texts)
            self._texts = place.slug, texts, folded(texts)
        return self._texts[1]

    @property
    def _folded(self) -> str:
        return self._texts[2]

    def put_texts(self, slug: str, page: Mapping[str, str], texts: Texts) -> None:
        """Remember the segments of an article that was cleaned."""
        self.ledger.put_texts(slug, self._texts_key(page), texts)

    def _texts_key(self, page: Mapping[str, str]) -> str:
        return hash_of((sorted(page.items()), code_hash(), self.settings.source_language))

    # What was made

    def made(self, place: Place, row: Row | None, findings: Sequence[Finding]) -> None:
        """Take note of an edition that was just written; what the clock cannot vouch for yet waits a moment."""
        self._rows.pop((place.slug, place.lang), None)
        self.ledger.drop(place.slug, place.lang)
        if row is not None and "left alone" not in row.inputs:  # a copy that is open somewhere is not as we wrote it
            self._pairs.add((row.source_lang, place.lang))
            self._waiting.append((place, row, dump_findings(findings), time.monotonic()))
        if self._waiting and time.monotonic() - self._waiting[0][3] > 3:
            self._settle()

    def _settle(self) -> None:
        """Write down what stands as it was written, if a later change would show by now."""
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            place, row, findings, _ = one
            seen, entries = time.time_ns(), self.survey.again(place.slug)
            if not row.vouches_for(place.record.name, place.names, entries):
                continue
            if all(stamp.is_settled(seen) for stamp in (row.record, *row.files.values())):
                self.put(place, row, findings)
            else:
                self._waiting.append(one)
        self.ledger.save()

    def close(self) -> None:
        """Write down what was learnt."""
        if self._waiting:
            time.sleep(0.06)
        self._settle()
        for source, lang in self._pairs:
            for name, whole in self.lists(lang).items():
                key = snapshot_key(name, source, lang, whole)
                if not self.ledger.has_snapshot(key):
                    rows = self._dumped(name, source, lang)
                    if rows is not None and lists_of(self.settings, lang)[name] == whole:
                        self.ledger.put_snapshot(key, rows)
        self.ledger.save()

    def _dumped(self, name: str, source: str, lang: str) -> Sequence[Any] | None:
        """A list as it is remembered; None of one that cannot be read."""
        try:
            if name == "glossary":
                return dump_terms(termbase_of(self.settings, lang).terms)
            return dump_units(load_memory(memory_file(self.settings, lang), source, lang).units)
        except PubpipeError:
            return None


def open_desk(settings: Settings) -> Desk:
    """The desk of an output folder."""
    return Desk(settings, open_ledger(settings.cache, settings.output), Survey(settings.output))


def row_of(record: Record, entries: Entries, place: Place) -> Row:
    """What a record says, beside the stamps of its files."""
    approved, machine = count_origins(record.units)
    return Row(
        entries[place.record.name],
        {name: entries[name] for name in place.names if name in entries},
        record.inputs,
        record.seen,
        record.article.lang if record.article else "",
        record.state,
        record.engine.name,
        approved,
        machine,
    )


def row_after(
    place: Place,
    inputs: Mapping[str, str],
    seen: Mapping[str, str],
    lang: str,
    state: str,
    engine: str,
    counts: tuple[int, int],
) -> Row | None:
    """What the ledger is to know of an edition, told right after it was written; None where a file of it was not.

    Args:
        inputs, seen: As its record has them.
        lang: BCP 47 tag of the article.
        counts: Units that a person approved, and units that an engine made.
    """
    found = {name: stamp_of(place.folder / name) for name in (place.record.name, *place.names)}
    record = found.pop(place.record.name)
    if record is None:
        return None
    files = {name: stamp for name, stamp in found.items() if stamp is not None}
    return Row(record, files, dict(inputs), dict(seen), lang, state, engine, *counts)


def dump_findings(findings: Sequence[Finding]) -> str:
    return json.dumps([finding_json(finding) for finding in findings], ensure_ascii=False) if findings else "[]"


def load_findings(text: str) -> tuple[Finding, ...]:
    return tuple(Finding(**{**one, "level": Level(one["level"])}) for one in json.loads(text)) if text != "[]" else ()
