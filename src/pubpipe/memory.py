"""Remember approved translations: read and write `memory.tmx`, and find exact matches in it."""

import contextlib
import fcntl
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pubpipe.errors import InputError
from pubpipe.files import make_folder, write_atomic

SIZE_LIMIT = 256 * 1024 * 1024  # bytes; a memory of a million units is about 200 MB
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Match:
    """An approved translation.

    Attributes:
        reviewer: Who approved it, "" where the memory does not say (one that came from elsewhere).
        context: The place it was approved for, "SLUG/SEGMENT", or "" for a unit that came from elsewhere.
        date: TMX date, "20261123T140000Z", or "".
    """

    source: str
    target: str
    reviewer: str = ""
    context: str = ""
    date: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """The approved translations of one language pair."""

    units: tuple[Match, ...] = ()
    sha256: str = hashlib.sha256(b"").hexdigest()
    _by_context: Mapping[tuple[str, str], Match] = field(default_factory=dict)
    _by_source: Mapping[str, Match] = field(default_factory=dict)

    def find(self, source: str, context: str = "") -> Match | None:
        """The approved target of exactly this text: the one made for this place if there is one, else the latest.

        Texts are compared after Unicode NFC with runs of white space as one space.
        """
        key = normal(source)
        return self._by_context.get((key, context)) or self._by_source.get(key)


def make_memory(units: Iterable[Match], sha256: str = "") -> Memory:
    """Index units. For any other place than its own a source gets the rendering that was approved last."""
    kept = tuple(units)
    by_context = {(normal(unit.source), unit.context): unit for unit in kept if unit.context}
    by_source = {normal(unit.source): unit for unit in sorted(kept, key=lambda unit: unit.date)}
    return Memory(kept, sha256, by_context, by_source)


def normal(text: str) -> str:
    """The form in which two sources are compared."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def load_memory(path: Path, source: str, to: str) -> Memory:
    """Read a TMX 1.4b file; one that does not exist is empty.

    Args:
        source, to: BCP 47 tags. The same tag is preferred; otherwise "es" serves "es-MX", and "en-GB" serves "en".

    Raises:
        InputError: It is not TMX, or larger than `SIZE_LIMIT`; the line is named.
    """
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise InputError(f"the memory is larger than {SIZE_LIMIT // 2**20} MiB", where=str(path), hint="split it")
        data = path.read_bytes()
    except FileNotFoundError:
        return Memory()
    except OSError as error:
        raise InputError(
            f"the memory cannot be read ({error.strerror})", where=str(path), hint="check its permissions"
        ) from error
    return make_memory(parse_tmx(data, str(path), source, to), hashlib.sha256(data).hexdigest())


def parse_tmx(data: bytes, where: str, source: str, to: str) -> Iterator[Match]:
    """The units of a TMX file that have both languages, in file order. No entity is expanded and nothing is fetched."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"not a TMX file ({error.msg})", where=where, hint="mend it, or take it back from git") from error
    if root.tag != "tmx":
        raise InputError(f"the root element is <{root.tag}>, not <tmx>", where=where, hint="export the memory as TMX 1.4")
    default = root.find("header").get("srclang", "") if root.find("header") is not None else ""
    for unit in root.iterfind("body/tu"):
        texts = {_language(variant): _segment(variant) for variant in unit.iterfind("tuv")}
        match = (_pick(texts, source) or (_pick(texts, default) if _serves(default, source) else None)), _pick(texts, to)
        if match[0] and match[1]:
            yield Match(match[0], match[1], *_facts(unit))


def _language(variant: Any) -> str:
    return str(variant.get(XML_LANG) or variant.get("lang") or "")


def _segment(variant: Any) -> str:
    """Text of a <seg>; the markup inside (bpt, ept, ph …) is left out, the text around it kept."""
    seg = variant.find("seg")
    if seg is None:
        return ""
    skipped = ("bpt", "ept", "ph", "it", "ut")
    return (seg.text or "") + "".join(
        ("" if child.tag in skipped else "".join(child.itertext())) + (child.tail or "") for child in seg.iterchildren("*")
    )


def _facts(unit: Any) -> tuple[str, str, str, str]:
    context = next((prop.text or "" for prop in unit.iterfind("prop") if prop.get("type") == "x-context"), "")
    note = next((note.text or "" for note in unit.iterfind("note")), "")
    reviewer = unit.get("changeid") or unit.get("creationid") or ""
    return reviewer, context, unit.get("changedate") or unit.get("creationdate") or "", note


def _pick(texts: Mapping[str, str], tag: str) -> str | None:
    same = (text for language, text in texts.items() if language.replace("_", "-").casefold() == tag.casefold())
    return next(same, None) or next((text for language, text in texts.items() if _serves(language, tag)), None)


def _serves(language: str, tag: str) -> bool:
    have, want = language.replace("_", "-").casefold(), tag.casefold()
    return have == want or want.startswith(have + "-") or have.startswith(want + "-")


def remember(path: Path, source: str, to: str, fresh: Iterable[Match]) -> Memory:
    """Add approved translations to a memory and write it, sorted, one unit a block, so that git shows what changed.

    A fresh unit replaces the one for the same place. Where the same source was rendered otherwise in another place, both stay.
    What cannot be read back identically is refused before anything is written.
    """
    with _locked(path):
        units = _merged(load_memory(path, source, to).units, fresh)
        data = render_tmx(units, source, to)
        if not _comes_back(data, units, source, to):
            raise InputError(
                "an approved text has a control character", where=str(path), hint="take it out, then run this again"
            )
        write_atomic(path, data, durable=True)
        return make_memory(units, hashlib.sha256(data).hexdigest())


def _comes_back(data: bytes, units: tuple[Match, ...], source: str, to: str) -> bool:
    try:
        return tuple(parse_tmx(data, "", source, to)) == units
    except InputError:
        return False


def _merged(old: Iterable[Match], fresh: Iterable[Match]) -> tuple[Match, ...]:
    """Old and fresh units together: a place has one rendering, and a rendering that serves any place is not stored again."""
    by_key = {(normal(unit.source), unit.context): unit for unit in old}
    for unit in fresh:
        source = normal(unit.source)
        by_key.pop((source, unit.context), None)
        served = (
            make_memory(by_key.values()).find(unit.source, unit.context) if any(key[0] == source for key in by_key) else None
        )
        if served is None or served.target != unit.target:
            by_key[source, unit.context] = unit
    return tuple(sorted(by_key.values(), key=lambda unit: (normal(unit.source), unit.date, unit.context)))


def render_tmx(units: Iterable[Match], source: str, to: str) -> bytes:
    """TMX 1.4b (LISA, 2005) that OmegaT, Okapi and Phrase read; deterministic for the same units."""
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
        f'<header creationtool="pubpipe" creationtoolversion="1" segtype="sentence" o-tmf="pubpipe" adminlang="en" '
        f'srclang={quoteattr(source)} datatype="plaintext"/>\n<body>\n'
    )
    return (head + "".join(_render_unit(unit, source, to) for unit in units) + "</body>\n</tmx>\n").encode()


def _render_unit(unit: Match, source: str, to: str) -> str:
    facts = "".join(
        f" {name}={quoteattr(value)}" for name, value in (("changeid", unit.reviewer), ("changedate", unit.date)) if value
    )
    note = f"<note>{escape(unit.note)}</note>\n" if unit.note else ""
    context = f'<prop type="x-context">{escape(unit.context)}</prop>\n' if unit.context else ""
    sides = "".join(
        f"<tuv xml:lang={quoteattr(tag)}><seg>{escape(text)}</seg></tuv>\n"
        for tag, text in ((source, unit.source), (to, unit.target))
    )
    return f"<tu{facts}>\n{note}{context}{sides}</tu>\n"


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One writer at a time, over processes; the lock is a file beside the memory that may be deleted when nobody writes."""
    make_folder(path.parent)
    with open(path.parent / ".memory.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
