"""What a finished file says of itself to machines: its authors, its disclosure, and how its text was made."""

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pubpipe.article import Edition, Finding, Level
from pubpipe.disclosure import IPTC, digital_source
from pubpipe.verify.contract import compact

XMP_BYTES = 1 << 20
DC, RDF = "{http://purl.org/dc/elements/1.1/}", "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
IPTC_EXT = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
METADATA = re.compile(rb"/Type\s*/Metadata\b")

Told = Mapping[str, Sequence[str]]
"""What a file says, under the names that a finding gives them: "authors", "disclosure", "digital source type"."""


def check_told(letter: str, told: Told, edition: Edition) -> Iterator[Finding]:
    """P-018, D-018: machines are told the same authors, disclosure and digital source type as people."""
    wanted = {
        "authors": tuple(author.name for author in edition.source.authors),
        "disclosure": (edition.disclosure,),
        "digital source type": (IPTC + digital_source(edition.engine, edition.units),),
    }
    for what, texts in wanted.items():
        said, should = "; ".join(told.get(what, ())), "; ".join(texts)
        if compact(said) != compact(should):
            message = f"its metadata gives as its {what} “{said[:80] or 'nothing'}”, not “{should[:80]}”"
            hint = "make the edition again; if it stays, report it"
            yield Finding(f"{letter}-018", "file", message, Level.ERROR, hint)


def told_by_pdf(data: bytes) -> Told:
    """What the XMP packet of a PDF says (ISO 16684-1); empty where there is none."""
    root = _xmp(data)
    if root is None:
        return {}
    items = {
        "authors": root.iterfind(f".//{DC}creator//{RDF}li"),
        "disclosure": root.iterfind(f".//{DC}description//{RDF}li"),
        "digital source type": root.iter(f"{IPTC_EXT}DigitalSourceType"),
    }
    return {what: tuple(item.text or "" for item in found) for what, found in items.items()}


def _xmp(data: bytes) -> Any | None:
    """Root of the last metadata stream. A stream is never within another object, so that the file shows its dictionary
    (ISO 32000-1, 7.5.7); PDFium does not give this one out."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    for match in reversed(list(METADATA.finditer(data))):
        start = data.find(b"stream", match.end())
        head = data[data.rfind(b"obj", 0, match.start()) : start]
        stream = data[start + 6 : data.find(b"endstream", start)].removeprefix(b"\r").removeprefix(b"\n")
        try:
            packet = zlib.decompressobj().decompress(stream, XMP_BYTES) if b"/FlateDecode" in head else stream[:XMP_BYTES]
            return etree.fromstring(packet.strip(), parser)
        except (zlib.error, etree.XMLSyntaxError, ValueError):
            continue
    return None


def told_by_docx(core: Any | None, custom: Any | None) -> Told:
    """What the properties of a DOCX say: Dublin Core, and our own under the name of the IPTC's."""
    said = {name: "" if core is None else core.findtext(f"{DC}{name}") or "" for name in ("creator", "description")}
    kinds = [] if custom is None else [node for node in custom if node.get("name") == "digitalSourceType"]
    return {
        "authors": (said["creator"],),
        "disclosure": (said["description"],),
        "digital source type": tuple("".join(node.itertext()) for node in kinds),
    }
