"""Send what was approved, or one edition's units, to another tool, and take in what comes back: TMX and XLIFF."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pubpipe.article import Finding, State
from pubpipe.disclosure import provenance
from pubpipe.errors import InputError, UsageError
from pubpipe.files import write_atomic
from pubpipe.inputs import locale_folder
from pubpipe.intake import current
from pubpipe.memory import Match, Memory, load_memory, normal, parse_tmx, remember, render_tmx
from pubpipe.memory.store import SIZE_LIMIT
from pubpipe.memory.tmx import languages_of
from pubpipe.memory.xliff import DONE, Entry, Exchange, parse_xliff, render_xliff, seal
from pubpipe.settings import Settings
from pubpipe.shelf import Place

VERSIONS = ("2.1", "1.2")
XLIFF = (".xlf", ".xliff")
LATER = "the memory has a later one"
HINT = "name a file that ends in .tmx, .xlf or .xliff"


@dataclass(frozen=True, slots=True)
class Import:
    """What came of one file in one language.

    Attributes:
        taken: Units that are in the memory now and were not, or otherwise.
        known: Units that were there already, word for word.
        left: Units that were not taken, with the reason: {"no person has touched it": 12}.
    """

    lang: str
    taken: int
    known: int
    left: dict[str, int]


def export_to(
    settings: Settings, path: Path, lang: str, *, article: str = "", version: str = "2.1", untranslated: bool = False
) -> int:
    """Write the memory of a language, or the units of one edition, machine translation and all, to a file.

    Args:
        path: Its ending says the format.
        article: Slug of an edition in the output folder; "" for the memory. XLIFF only.
        untranslated: Put the source into every target that no person has approved: OmegaT translates what stands there.

    Returns:
        How many units were written.

    Raises:
        UsageError: No such format or version.
        InputError: There is no such edition.
    """
    if version not in VERSIONS:
        raise UsageError(f"there is no XLIFF {version} here", hint="choose 2.1 or 1.2")
    memory = load_memory(locale_folder(settings.locales, lang) / "memory.tmx", settings.source_language, lang)
    if path.suffix.lower() == ".tmx" and not article:
        write_atomic(path, render_tmx(memory.units, settings.source_language, lang))
        return len(memory.units)
    if path.suffix.lower() not in XLIFF:
        raise UsageError(
            f"{path.name!r} is no format for this", hint=HINT if not article else "name an .xlf file for an article"
        )
    exchange = _edition(settings, article, lang, memory) if article else _whole(memory, settings.source_language, lang)
    if untranslated:
        exchange = replace(exchange, entries=tuple(map(_untranslated, exchange.entries)))
    write_atomic(path, render_xliff(exchange, version))
    return len(exchange.entries)


def _edition(settings: Settings, slug: str, lang: str, memory: Memory) -> Exchange:
    record = Place(settings.output, slug, lang).read()
    if record.article is None:
        raise InputError(f"there is no edition {slug}.{lang}", where=str(settings.output), hint="make it first")
    entries = (
        Entry(
            *(u.segment.id, u.segment.text, u.target, str(u.state), u.segment.marks, u.marks, _remark(u.findings)),
            made=tuple(provenance(u, record.engine).items()),
        )
        for u in current(record.units, memory, slug)
    )
    return Exchange(record.article.lang, lang, slug, tuple(entries))


def _untranslated(entry: Entry) -> Entry:
    if entry.state in DONE:
        return entry
    return replace(entry, target=entry.source, marks=entry.source_marks, state="initial", made=())


def _remark(findings: Iterable[Finding]) -> str:
    return "\n".join(f"{found.code} {found.message}" for found in findings)


def _whole(memory: Memory, source: str, lang: str) -> Exchange:
    entries = (
        Entry(
            *(str(number), unit.source, unit.target, unit.state or "reviewed", unit.source_marks, unit.marks, unit.note),
            made=(("revPerson", unit.reviewer),) if unit.reviewer not in ("", "unknown") else (),
        )
        for number, unit in enumerate(memory.units, 1)
    )
    return Exchange(source, lang, "", tuple(entries))


def import_from(
    settings: Settings, path: Path, *, langs: Sequence[str] = (), reviewer: str = "", take_all: bool = False
) -> Iterator[Import]:
    """Take a file of another tool into the memory.

    From XLIFF only what a person has worked on is taken: a target that is not the one we sent, or whose state says so and did
    not before. What is in the memory for a place is replaced by nothing older, nor by work on a text that has changed since.

    Args:
        langs: Of a TMX; empty for all that it has and the settings name.
        reviewer: Who did the work, where the file does not say.
        take_all: Take every target of an XLIFF file.

    Raises:
        InputError: It is none of these formats, damaged or hostile; nothing was taken from it.
    """
    data = _bytes(path)
    if path.suffix.lower() == ".tmx":
        there = languages_of(data, str(path))
        wanted = langs or [tag for tag in settings.languages if any(_is_same(tag, other) for other in there)]
        if not wanted:
            raise InputError("it has none of our languages", where=str(path), hint="name one with --lang")
        for lang in wanted:
            found = parse_tmx(data, str(path), settings.source_language, lang)
            yield _take(
                settings, settings.source_language, lang, [replace(u, reviewer=u.reviewer or reviewer) for u in found], {}
            )
    elif path.suffix.lower() in XLIFF:
        exchange = parse_xliff(data, str(path))
        left: dict[str, int] = {}
        units: list[Match] = []
        sent: dict[tuple[str, str], str] = {}
        for entry in exchange.entries:
            if reason := "" if take_all and entry.target.strip() else _why_not(entry):
                left[reason] = left.get(reason, 0) + 1
            else:
                units.append(_match(entry, exchange.slug, reviewer))
                sent[normal(entry.source), units[-1].context] = entry.sent
        yield _take(settings, exchange.source, exchange.to, units, left, sent)
    else:
        raise UsageError(f"{path.name!r} is no format that we read", hint=HINT)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise InputError(f"it is larger than {SIZE_LIMIT // 2**20} MiB", where=str(path), hint="split it")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=str(path), hint="name a file that exists") from error


def _is_same(tag: str, other: str) -> bool:
    have, want = other.casefold(), tag.casefold()
    return have == want or have.startswith(want + "-") or want.startswith(have + "-")


def _why_not(entry: Entry) -> str:
    """Why a unit is not a person's work; "" where it is."""
    if not entry.target.strip():
        return "the target is empty"
    if entry.is_rewritten or entry.is_approved:
        return ""
    if entry.sent or entry.state:
        return "no person has touched it"
    return "the target is the source" if normal(entry.target) == normal(entry.source) else ""


def _match(entry: Entry, slug: str, reviewer: str) -> Match:
    state = State.FINAL if entry.state == State.FINAL else State.REVIEWED
    how = "edited" if entry.is_rewritten else "approved" if entry.sent else ""
    context = f"{slug}/{entry.id}" if slug else ""
    return Match(
        entry.source,
        entry.target,
        reviewer,
        context,
        state=str(state),
        how=how,
        source_marks=entry.source_marks,
        marks=entry.marks,
    )


def _take(
    settings: Settings,
    source: str,
    lang: str,
    units: Sequence[Match],
    left: dict[str, int],
    sent: Mapping[tuple[str, str], str] | None = None,
) -> Import:
    """Put units into the memory, but for those that it has in a later version.

    Args:
        sent: Source and place to the hash of the target that was sent, for what came back from XLIFF.
    """
    path = locale_folder(settings.locales, lang) / "memory.tmx"
    memory = load_memory(path, source, lang)
    held = {(normal(unit.source), unit.context): unit for unit in memory.units}
    now = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
    fresh, known = [], 0
    for unit in units:
        key = normal(unit.source), unit.context
        own = held.get(key)
        old = own or memory.find(unit.source, unit.context)
        base = (sent or {}).get(key, "")
        if old is not None and (old.target, old.marks) == (unit.target, unit.marks):
            known += 1
        elif own is not None and (own.date >= unit.date if unit.date else base != seal(own.target, own.marks)):
            left[LATER] = left.get(LATER, 0) + 1
        else:
            fresh.append(unit if unit.date else replace(unit, date=now))
    if fresh:
        remember(path, source, lang, fresh)
    return Import(lang, len(fresh), known, left)
