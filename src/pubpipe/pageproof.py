"""Hold the reading page of an edition against the record that it was written from."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from pubpipe.article import Finding, Level
from pubpipe.claim import Claim
from pubpipe.inputs import code_hash
from pubpipe.publish import page_again, read_ledger
from pubpipe.settings import Settings
from pubpipe.shelf import Place
from pubpipe.verify import compare_pages


def is_listed(settings: Settings, claim: Claim, path: Path, data: bytes) -> bool:
    """Whether the manifest above the page's folder lists these very bytes under its name."""
    place = _place(settings, claim, path)
    try:
        written = (place.folder.parent / "manifest.json").stat().st_mtime_ns
    except OSError:
        return False
    listed = _ledger(place.folder.parent, written).get(f"{place.folder.name}/{place.page}", {})
    return listed.get("sha256") == hashlib.sha256(data).hexdigest()


@lru_cache(maxsize=2)  # the manifest of thousands of editions is read once, not once a page
def _ledger(output: Path, written: int) -> Mapping[str, Mapping[str, Any]]:
    return read_ledger(output)


def compare_page(settings: Settings, claim: Claim, path: Path, data: bytes) -> Iterator[Finding]:
    """W-017: every element of a page against the page that its record gives; a remark where that cannot be written here."""
    strange = _why_not(settings, claim)
    if strange:
        message = f"{strange}, so that only title, authors, notes and blocks could be compared"
        yield Finding("E-008", path.name, message, Level.REMARK, "name its edition folder with --root")
        return
    place, record = _place(settings, claim, path), claim.record
    here = replace(settings, imprint=record.imprint or settings.imprint)
    with_files = all((place.folder / name).is_file() for name in record.files if name in place.editions)
    yield from compare_pages(data, page_again(here, place, record), with_files=with_files)


def _why_not(settings: Settings, claim: Claim) -> str:
    """Why the page that this record gives cannot be known here, or ""."""
    if claim.record.inputs.get("code") not in (None, code_hash()):
        return "it was written by another version of pubpipe"
    return "the house strings here are others than those it was written with" if claim.has_other_strings(settings) else ""


def _place(settings: Settings, claim: Claim, path: Path) -> Place:
    """Where the page lies: in the output folder, or wherever its record lies beside it."""
    place = Place(settings.output, claim.slug, claim.lang)
    if claim.origin != "output":
        place.folder = path.parent
    return place
