"""The termbases of an edition folder: which files they are, taken in from other programs and given out to them."""

from collections.abc import Sequence
from pathlib import Path

from pubpipe.article import Finding, Level, Unit
from pubpipe.errors import InputError, UsageError
from pubpipe.files import write_atomic
from pubpipe.glossary import Termbase, load_termbase
from pubpipe.glossary.write import merge_rows, write_omegat, write_rows
from pubpipe.inputs import locale_folder
from pubpipe.settings import Settings

TABLES = (".txt", ".tab", ".utf8", ".tsv")


def termbase_of(settings: Settings, lang: str) -> Termbase:
    """The language's own list and the common one."""
    return load_termbase(locale_folder(settings.locales, lang) / "glossary.csv", settings.locales / "glossary.csv")


def import_terms(settings: Settings, path: Path) -> tuple[tuple[Path, int, tuple[Finding, ...]], ...]:
    """Add the terms of a file to the lists of their languages, where they lack them; what stands there stays.

    Returns:
        Each list, how many of its rows are new, and what was left out or looks wrong.

    Raises:
        InputError: The file cannot be read, or holds no term of the languages that are set.
    """
    from pubpipe.glossary.exchange import read_file

    read = read_file(path, settings.source_language, settings.languages)
    done = []
    for lang, found in read.items():
        home = locale_folder(settings.locales, lang) / "glossary.csv"
        data = home.read_bytes() if home.exists() else b""
        merged, count, findings = merge_rows(data, str(home), found.terms)
        if merged != data:
            write_atomic(home, merged, durable=True)
        done.append((home, count, (*found.findings, *findings)))
    if not done:
        wanted = ", ".join(settings.languages)
        hint = f"it was searched for terms from {settings.source_language} into {wanted}; name others with --lang"
        raise InputError("no term was found", where=str(path), hint=hint)
    return tuple(done)


def export_terms(settings: Settings, path: Path) -> tuple[int, tuple[Finding, ...]]:
    """Write the terms into a file, in the format that its name says; TBX takes all languages, a table takes one.

    Returns:
        How many terms were written, and what is wrong with the lists.
    """
    bases = {lang: termbase_of(settings, lang) for lang in settings.languages}
    data = _rendered(path, settings, bases)
    write_atomic(path, data)
    findings = tuple(finding for base in bases.values() for finding in base.findings)
    return sum(len(base.terms) for base in bases.values()), findings


def _rendered(path: Path, settings: Settings, bases: dict[str, Termbase]) -> bytes:
    kind = path.suffix.lower()
    if kind == ".tbx":
        from pubpipe.glossary.tbx import write_tbx

        return write_tbx({lang: base.terms for lang, base in bases.items()}, settings.source_language)
    if kind != ".csv" and kind not in TABLES:
        what = f"{path.name!r} names no format that is known"
        raise UsageError(what, hint="end it in .tbx, .csv, or .txt for OmegaT")
    if len(bases) != 1:
        raise UsageError("a table holds one language", hint="say which with --lang, or write a .tbx")
    (base,) = bases.values()
    return write_rows(base.terms) if kind == ".csv" else write_omegat(base.terms)


def derived_in(settings: Settings, lang: str, units: Sequence[Unit]) -> list[dict[str, str]]:
    """What was derived of the terms in these units where the list leaves a cell empty, as a row of the list would have it."""
    listed = {(term.source, term.target.casefold(), term.match): term for term in termbase_of(settings, lang).terms}
    rows = []
    for term in dict.fromkeys(hit.term for unit in units for hit in unit.hits if hit.term.status in ("preferred", "admitted")):
        given = listed.get((term.source, term.target.casefold(), term.match))
        if given and (given.pos, given.gender, given.plural) != (term.pos, term.gender, term.plural):
            rows.append(
                {"lang": lang, "derived": term.target, "source": term.source, "pos": term.pos, "gender": term.gender}
                | {"plural": term.plural}
            )
    return rows


def doubts(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Those about rows, each once: several lists share one."""
    return tuple(dict.fromkeys(finding for finding in findings if finding.level is Level.WARNING))
