"""Read finished editions back, long after they were made and wherever they went: same bytes, same text, or what differs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pubpipe.article import Edition, Finding, Level
from pubpipe.claim import Claim, attachments, claim_of, read_file
from pubpipe.errors import InputError, PubpipeError
from pubpipe.pageproof import compare_page, is_listed
from pubpipe.pipeline import lay_out, read_format
from pubpipe.record import Record, carried_again, sha256_of
from pubpipe.remake import recorded_edition
from pubpipe.settings import FORMATS, Settings
from pubpipe.shelf import Place, records, remarks_on
from pubpipe.verify import check_page, check_prints, reader_of
from pubpipe.workers import confined

SAME, SAME_TEXT, OTHER = "same bytes", "same text, other bytes", "differs"
WHOLE = "whole, by its own word"
T = TypeVar("T")
MEMORY_MB, CPU_S = 1024, 30  # an edition of 200 pages takes 90 MB and 2 s
AGAIN = "make the edition again; if it stays, report it"


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found out about one file.

    Attributes:
        verdict: "same bytes", "same text, other bytes", "differs", or for what is no edition in print "withheld",
            "missing", "review copy". A file for which only its own attachment speaks is "whole, by its own word" where nothing
            in it was changed since its digest was put into it: all that a file can prove of itself.
        claim: Where stands what the file should be: "output", "attached", "beside".
    """

    path: Path
    verdict: str
    findings: tuple[Finding, ...] = ()
    claim: str = "output"


def verify_editions(settings: Settings, paths: Sequence[Path]) -> Iterator[tuple[Path, tuple[Finding, ...]]]:
    """Each file with what was found in it; see `prove`."""
    return ((proof.path, proof.findings) for proof in prove(settings, paths))


def prove(settings: Settings, paths: Sequence[Path], *, rebuild: bool = False) -> Iterator[Proof]:
    """Read finished editions back: the same bytes as were made, and everything in them that must be.

    Args:
        paths: Files of editions from anywhere, or folders below output/; none means all editions of this folder.
        rebuild: Make each edition again and compare the bytes.

    Raises:
        InputError: A path is no edition, or nothing says what it should be.
    """
    wanted = [path.absolute() for path in paths]
    for path in wanted:
        if not path.exists():
            raise InputError(
                "there is no such file", where=str(path), hint="name a PDF, DOCX or EPUB, or a folder below output/"
            )
    asked_for, met = frozenset(wanted), set[Path]()
    is_asked = not wanted or any(_is_inside(settings, path) for path in wanted)
    for place, record in records(settings.output) if is_asked else ():
        if record.state == "withheld" and not wanted:
            errors = tuple(finding for finding in record.findings if finding.level is Level.ERROR)
            yield Proof(place.record, "withheld", errors)
        page = [place.page] if (place.folder / place.page).is_file() and record.state != "withheld" else []
        for name in (*record.files, *page):
            path = place.folder / name
            asked = asked_for.intersection((path, *path.parents))
            met.update(asked)
            if asked or not wanted:
                yield _prove_own(settings, place, record, path, rebuild)
    for path in dict.fromkeys(want for want in wanted if want not in met):
        yield _prove_stranger(settings, path, rebuild)


def _is_inside(settings: Settings, path: Path) -> bool:
    return path.is_relative_to(settings.output.absolute())


def _prove_own(settings: Settings, place: Place, record: Record, path: Path, rebuild: bool) -> Proof:
    """A file of this output folder."""
    if not path.is_file():
        return Proof(
            path, "missing", (Finding("E-002", path.name, "the file is missing", Level.ERROR, "run `pubpipe editions`"),)
        )
    is_known = record.knows(path.name, sha256_of(path))
    changed = remarks_on((path.name,)) if not is_known and path.name != place.page else ()
    if path.name == place.review:
        return Proof(path, "review copy", changed)
    claim, data = Claim(place.slug, place.lang, record, "output"), read_file(path)
    if not changed and (is_known or is_listed(settings, claim, path, data)):
        return _again(settings, claim, _compare(settings, claim, path, data), data, rebuild)
    try:
        found = _confined(path, lambda _: _compare(settings, claim, path, data))
    except InputError as error:  # the other editions are still to be looked at
        return Proof(path, OTHER, (*changed, Finding("E-009", path.name, error.what, Level.ERROR, error.hint)))
    return _again(settings, claim, replace(found, findings=(*changed, *found.findings)), data, rebuild)


def _confined(path: Path, work: Callable[[Path], T]) -> T:
    """Look at a file that we did not write within limits of memory and time."""
    try:
        return confined(work, path, memory_mb=MEMORY_MB, cpu_s=CPU_S)
    except InputError as error:
        raise InputError(error.what, where=error.where or str(path), hint=error.hint) from error


def _prove_stranger(settings: Settings, path: Path, rebuild: bool) -> Proof:
    """A file from anywhere, by what it says it is."""
    data = read_file(path)
    claim, found = _confined(path, lambda at: _by_claim(settings, at, data))
    return _again(settings, claim, found, data, rebuild)


def _by_claim(settings: Settings, path: Path, data: bytes) -> tuple[Claim, Proof]:
    claim, findings = claim_of(settings, path, data)
    found = _compare(settings, claim, path, data)
    told = (*findings, *found.findings)
    return claim, replace(found, findings=told, verdict=_verdict(found.verdict, told))


def _again(settings: Settings, claim: Claim, found: Proof, data: bytes, rebuild: bool) -> Proof:
    """The proof, and what came of making the edition again; in this process, for what has drawn pages cannot be forked."""
    if not rebuild or found.path.suffix == ".html":  # a page is compared with one that is written again anyway
        return found
    edition, _ = _edition(settings, claim)
    more = tuple(_rebuilt(settings, claim, edition, claim.name_of(found.path), data))
    told = (*found.findings, *more)
    return replace(found, findings=told, verdict=_verdict(found.verdict, told))


def _verdict(bytes_are: str, findings: Sequence[Finding]) -> str:
    """The verdict that the bytes allow, unless a finding speaks against it. Bytes that the record knows are beyond doubt."""
    if bytes_are == SAME:
        return SAME
    return OTHER if any(finding.level is Level.ERROR for finding in findings) else bytes_are


def _compare(settings: Settings, claim: Claim, path: Path, data: bytes) -> Proof:
    """Compare a file with its record, and read it back."""
    name = claim.name_of(path)
    edition, lies = _edition(settings, claim)
    bytes_are, read = _bytes_are(settings, claim, path, data), _read_back(claim, name, data, edition)
    findings = [*_sealed(claim, path), *lies, *read]
    if bytes_are != SAME and not any(finding.code.endswith("-001") for finding in read):
        is_page = name.endswith(".html")
        findings += compare_page(settings, claim, path, data) if is_page else _line_by_line(claim.record, name, data)
        findings += _source_within(edition, name, data)
    if claim.origin == "attached":
        findings += _by_its_own_word(name, is_whole=bytes_are == WHOLE)
    return Proof(path, _verdict(bytes_are, findings), tuple(findings), claim.origin)


def _bytes_are(settings: Settings, claim: Claim, path: Path, data: bytes) -> str:
    """What is known of a file's bytes, by its record or, for a page, by the manifest."""
    name = claim.name_of(path)
    is_known = is_listed(settings, claim, path, data) if name.endswith(".html") else claim.has_bytes(name, data)
    return SAME if is_known else WHOLE if claim.is_whole(data) else SAME_TEXT


def _read_back(claim: Claim, name: str, data: bytes, edition: Edition) -> tuple[Finding, ...]:
    return check_page(data, edition) if name.endswith(".html") else read_format(_format_of(claim, name), data, edition)


def _by_its_own_word(name: str, *, is_whole: bool) -> Iterator[Finding]:
    """E-010, E-011: what is proven of a file that travelled alone."""
    if not is_whole:
        message = "its bytes are others than when it was made; its text was compared with the record that it carries"
        yield Finding("E-010", name, message, Level.WARNING, "get the file from its publisher")
    message = "only what it carries speaks for it: that shows a change by accident, or by somebody who did not renew its digest"
    yield Finding("E-011", name, message, Level.WARNING, "its publisher's SHA256SUMS, signed, says who made it")


def _format_of(claim: Claim, name: str) -> str:
    """The format of an edition's file, by its name."""
    place = Place(Path(), claim.slug, claim.lang)
    return next(kind for kind in FORMATS if getattr(place, kind) == name)


def _source_within(edition: Edition, name: str, data: bytes) -> Iterator[Finding]:
    """E-003: the source article that a PDF has attached is the one that the edition was made from."""
    from pubpipe.typeset.enclosed import dump, source_json

    for attached, content in attachments(data) if name.endswith(".pdf") else ():
        is_source = attached == f"{edition.source.slug}.{edition.source.lang}.json" and b'"segments"' not in content
        if is_source and content != dump(source_json(edition)).encode():
            message = "the source article attached to it is not the one that the edition was made from"
            yield Finding("E-003", name, message, Level.ERROR, "get the file from its publisher")


def _line_by_line(record: Record, name: str, data: bytes) -> Iterator[Finding]:
    """What reads otherwise than on the day the file was made; a remark where the fingerprints cannot tell."""
    prints = record.prints.get(name)
    if prints and prints["reader"] == reader_of(name):
        try:
            yield from check_prints(name, data, prints)
        except ValueError as error:
            yield Finding("E-008", name, f"it cannot be read line by line: {error}", Level.ERROR, AGAIN)
        return
    known = f"its lines were read with {prints['reader']}" if prints else "the record has no fingerprints of its lines"
    message = f"{known}, so that only title, authors, notes, blocks, numbers and names could be compared"
    yield Finding("E-008", name, message, Level.REMARK, "--rebuild compares it with the edition made again")


def _sealed(claim: Claim, path: Path) -> Iterator[Finding]:
    if not claim.record.is_sealed:
        message = "the record of this edition was changed since it was written"
        yield Finding("E-004", path.name, message, Level.ERROR, "run `pubpipe editions` to have it written anew")


def _edition(settings: Settings, claim: Claim) -> tuple[Edition, list[Finding]]:
    """The edition that the record describes, and where the record contradicts itself.

    What it says of byline and disclosure must follow from its own segments; the words are those of this machine's catalogues,
    so that with other catalogues than those it was made with the difference is a remark.
    """
    record = claim.record
    imprint = record.imprint or settings.imprint
    place = Place(settings.output, claim.slug, claim.lang)
    try:
        edition = recorded_edition(replace(settings, imprint=imprint), place, record)
    except (ValueError, LookupError) as error:  # marks beyond a text, units of other blocks, a language that has no names
        what = f"the record describes no edition: its parts do not fit each other ({error})"
        raise InputError(what, where=str(place.record), hint="get the file from its publisher") from error
    lies = []
    for what, said, should in (
        ("disclosure", record.disclosure, edition.disclosure),
        ("byline", record.byline, edition.byline),
        ("title", record.title, edition.article.title),
    ):
        if said and said != should:
            level = Level.REMARK if what != "title" and claim.has_other_strings(settings) else Level.ERROR
            message = f"the record gives as its {what} “{said[:80]}”, its segments give “{should[:80]}”"
            lies.append(Finding("E-005", what, message, level, "make the edition again"))
    if lies and all(finding.level is Level.REMARK for finding in lies):
        edition = replace(edition, byline=record.byline or edition.byline, disclosure=record.disclosure or edition.disclosure)
    return edition, lies


def _rebuilt(settings: Settings, claim: Claim, edition: Edition, name: str, data: bytes) -> Iterator[Finding]:
    """Make the edition again; where its bytes are others, say which part of the machine is another than then."""
    from pubpipe.inputs import code_hash, tool_versions

    record = claim.record
    kind = _format_of(claim, name)
    try:
        wanted = replace(settings, page=record.page or settings.page, formats=(kind,))
        made = lay_out(wanted, edition, carried_again(edition, record))
    except PubpipeError as error:
        yield Finding("E-006", name, f"it cannot be made again here: {error.what}", Level.WARNING, error.hint)
        return
    if made[kind] == data:
        yield Finding("E-007", name, "made again from its record: the same bytes", Level.REMARK)
        return
    now = tool_versions() | {"code": code_hash()}
    then = dict(record.tools) | {"code": record.inputs.get("code", "")}
    others = [
        f"{tool} {then.get(tool, '')[:12] or 'unknown'} then, {now.get(tool, '')[:12] or 'absent'} here"
        for tool in sorted({*now, *then})
        if now.get(tool) != then.get(tool)
    ]
    why = "; ".join(others) or "and the tools are the same, so that the file is not what the record describes"
    level = Level.WARNING if others else Level.ERROR
    yield Finding("E-006", name, f"made again from its record it has other bytes: {why}", level, AGAIN)
