"""Find what a file from anywhere claims to be: by the record attached to it, beside it, or in the output folder."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pubpipe.article import Finding, Level
from pubpipe.catalogue import TAG
from pubpipe.errors import InputError
from pubpipe.inputs import builtin_locales, locale_folder
from pubpipe.opc import Package
from pubpipe.record import Record, parse_record, sha256_of
from pubpipe.settings import Settings
from pubpipe.shelf import Place, records

FILE_BYTES = 64 << 20
RECORD_BYTES = 16 << 20
SLUG = re.compile(r"[a-z0-9][a-z0-9._-]{0,150}")
KINDS = (".pdf", ".docx", ".epub", ".html")
STARTS = {".pdf": (b"%pdf",), ".html": (b"<!doctype html", b"<html")}
HINT = "put its SLUG.LANG.json beside it, or name its edition folder with --root"


@dataclass(frozen=True, slots=True)
class Claim:
    """A record, the edition it describes, and where it was found: "output", "attached" or "beside".

    Attributes:
        file: Which of the edition's files it is, where its bytes or what it carries tell; "" where only its name does.
    """

    slug: str
    lang: str
    record: Record
    origin: str
    file: str = ""

    def name_of(self, path: Path) -> str:
        """The name that a file of this kind has in its folder."""
        suffix = path.suffix.lower()
        if self.file.endswith(suffix) and self.file in Place(Path(), self.slug, self.lang).editions:
            return self.file
        kind = ".bilingual.pdf" if path.name.lower().endswith(".bilingual.pdf") else suffix
        return f"{self.slug}.{self.lang}{kind}"

    def has_bytes(self, name: str, data: bytes) -> bool:
        """Whether the record knows these very bytes under this name."""
        return self.record.files.get(name) == hashlib.sha256(data).hexdigest()

    def is_whole(self, data: bytes) -> bool:
        """Whether the file is as it was made by its own word, where nothing but what it carries speaks for it."""
        from pubpipe.typeset.enclosed import is_whole

        return self.origin == "attached" and is_whole(data)

    def has_other_strings(self, settings: Settings) -> bool:
        """Whether the house strings here are others than those the edition was made with, as far as the record tells."""
        here = sha256_of(locale_folder(settings.locales, self.lang) / "LC_MESSAGES" / "pubpipe.po")
        made = self.record.inputs.get("strings", "")
        if here == made:
            return False
        builtin = sha256_of(builtin_locales() / self.lang.replace("-", "_") / "LC_MESSAGES" / "pubpipe.po")
        return {here or builtin, made or builtin} != {builtin}


def read_file(path: Path) -> bytes:
    """The bytes of an edition.

    Raises:
        InputError: Too large, unreadable, or of a kind that no edition has.
    """
    if path.suffix.lower() not in KINDS:
        raise InputError(
            "is no edition", where=str(path), hint="name a PDF, DOCX, EPUB or page that pubpipe made, or a folder below output/"
        )
    try:
        with path.open("rb") as file:
            data = file.read(FILE_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=str(path), hint="name a file that exists") from error
    if len(data) > FILE_BYTES:
        raise InputError(f"is larger than {FILE_BYTES >> 20} MB; no edition is", where=str(path), hint="name an edition")
    if not data[:64].lstrip().lower().startswith(STARTS.get(path.suffix.lower(), (b"pk",))):
        raise InputError(f"is no {path.suffix[1:].upper()}, whatever its name says", where=str(path), hint="name an edition")
    return data


def claim_of(settings: Settings, path: Path, data: bytes) -> tuple[Claim, list[Finding]]:
    """The record that a file is to be judged by, the output folder's own first: it was not carried about.

    Returns:
        The claim, and what is to be said of records that contradict it.

    Raises:
        InputError: Nothing says what the file should be.
    """
    carried = [*_attached(path, data), *_beside(path)]
    own = list(_in_output(settings, path, data, {f"{claim.slug}.{claim.lang}" for claim in carried}))
    if not own and not carried:
        raise InputError("nothing says which edition this is", where=str(path), hint=HINT)
    claim = (own or carried)[0]
    if not claim.file:
        claim = replace(claim, file=next((one.file for one in carried if one.file), ""))
    others = carried if own else carried[1:]
    return claim, [finding for other in others for finding in _contradictions(claim, other, path)]


def _in_output(settings: Settings, path: Path, data: bytes, carried: set[str]) -> Iterator[Claim]:
    """Records of the output folder that know the bytes; else the one of that name, or of the name the file gives itself."""
    digest, names = hashlib.sha256(data).hexdigest(), {path.name.removesuffix(path.suffix), _own_name(path, data), *carried}
    named = [found for name in sorted(names) for found in _named(settings.output, name)]
    held = [one for one in named if digest in one[1].files.values()]
    if not held and not named and settings.output.is_dir():  # thousands of records are read where nothing else tells
        held = [one for one in records(settings.output) if digest in one[1].files.values()]
    for place, record in held or named:
        file = next((name for name, known in record.files.items() if known == digest), "")
        yield Claim(place.slug, place.lang, record, "output", file)


def _named(output: Path, name: str) -> Iterator[tuple[Place, Record]]:
    """The edition of a name such as "orchard.es", if it stands in the output folder."""
    slug, _, lang = name.rpartition(".")
    if SLUG.fullmatch(slug) and TAG.fullmatch(lang):
        place = Place(output, slug, lang)
        record = place.read()
        if record.article:
            yield place, record


def _own_name(path: Path, data: bytes) -> str:
    """What a DOCX says it is, in its properties; they survive a renaming."""
    if path.suffix.lower() != ".docx":
        return ""
    core = Package(data, "edition").tree("docProps/core.xml")
    found = None if core is None else core.findtext("{http://purl.org/dc/elements/1.1/}identifier")
    return (found or "").strip()


def _beside(path: Path) -> Iterator[Claim]:
    try:
        with path.with_suffix(".json").open("rb") as file:
            data = file.read(RECORD_BYTES + 1)
    except OSError:
        return
    yield from _claims(data, "beside", path)


def _attached(path: Path, data: bytes) -> Iterator[Claim]:
    """The record that a file carries: a PDF as an attached file (PDF 2.0, 7.11.4), an EPUB beside its container's."""
    for name, attached in carried_files(path, data):
        if name.lower().endswith(".json"):
            yield from _claims(attached, "attached", path)


def carried_files(path: Path, data: bytes) -> list[tuple[str, bytes]]:
    """Name and bytes of what travels in a file; none of one that does not open."""
    if path.suffix.lower() == ".pdf":
        return attachments(data)
    if path.suffix.lower() != ".epub":
        return []
    from pubpipe.verify.books import RECORD, UNREADABLE, book_parts

    try:
        return [(name, part) for name, part in book_parts(data).items() if name == RECORD]
    except UNREADABLE:
        return []


def attachments(data: bytes) -> list[tuple[str, bytes]]:
    """Name and bytes of each file attached to a PDF; none of one that does not open. Larger ones than a record are left out."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return []
    try:
        return [found for number in range(min(16, document.count_attachments())) for found in _attachment(document, number)]
    finally:
        document.close()


def _attachment(document: Any, number: int) -> Iterator[tuple[str, bytes]]:
    import ctypes

    from pypdfium2 import PdfiumError, raw

    try:
        attachment = document.get_attachment(number)
        size = ctypes.c_ulong()
        raw.FPDFAttachment_GetFile(attachment, None, 0, ctypes.byref(size))
        if 0 < size.value <= RECORD_BYTES:
            yield attachment.get_name(), bytes(attachment.get_data())
    except PdfiumError:
        return


def _claims(data: bytes, origin: str, path: Path) -> Iterator[Claim]:
    """A record as a claim, if it is one, of an edition with a slug and a language that a folder can have."""
    record = parse_record(data) if len(data) <= RECORD_BYTES else Record()
    if record.article is None:
        return
    slug, lang = record.article.slug, record.lang
    if not SLUG.fullmatch(slug) or not TAG.fullmatch(lang) or len(lang) > 35:  # RFC 5646, 4.4.1: longer tags make no sense
        what = f"the record {origin} names no edition: “{slug[:40]}”, “{lang[:40]}”"
        raise InputError(what, where=str(path), hint="the file was tampered with; get it from its publisher")
    yield Claim(slug, lang, record, origin, record.file)


def _contradictions(claim: Claim, other: Claim, path: Path) -> Iterator[Finding]:
    """E-003, E-004: what a record that travels with the file says otherwise than the one that it is judged by."""
    where, hint = path.name, "get the file from its publisher"
    if not other.record.is_sealed:
        yield Finding("E-004", where, f"the record {other.origin} was changed since it was written", Level.ERROR, hint)
    if (claim.slug, claim.lang) != (other.slug, other.lang):
        message = f"the record {other.origin} is of {other.slug}.{other.lang}, not of {claim.slug}.{claim.lang}"
        yield Finding("E-003", where, message, Level.ERROR, hint)
        return
    texts = [{unit.segment.id: (unit.segment.text, unit.target) for unit in one.record.units} for one in (claim, other)]
    changed = [name for name in {**texts[0], **texts[1]} if texts[0].get(name) != texts[1].get(name)]
    if changed:
        message = f"the record {other.origin} has other texts in {len(changed)} segments: {', '.join(sorted(changed)[:5])}"
        yield Finding("E-003", where, message, Level.ERROR, hint)
    inputs = sorted(name for name, digest in other.record.inputs.items() if claim.record.inputs.get(name, digest) != digest)
    if inputs:
        message = f"the record {other.origin} was made of another {', '.join(inputs)}"
        yield Finding("E-003", where, message, Level.WARNING, hint)
