"""Write an edition as EPUB 3.3: the same galley as flowing text, with the notes of the byline where a reader taps them."""

import re
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from html import escape
from importlib.resources import files
from io import BytesIO
from string import Template

from pubpipe.article import Edition, Role
from pubpipe.disclosure import in_html, provenance
from pubpipe.typeset import design, fonts, page
from pubpipe.typeset.enclosed import UNKNOWN, Carried, dump, identified
from pubpipe.typeset.galley import Galley, set_galley
from pubpipe.typeset.pdf import created
from pubpipe.typeset.scripts import EAST_ASIAN

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a ZIP entry can bear
NAMESPACE = uuid.UUID("6f1c9d1a-6d0f-5d0e-9a55-3f3f5a7b2c11")  # of pubpipe's editions; made once, never changed
ROLES = {"tool": "trl", "revPerson": "pfr"}
RECORD = "META-INF/pubpipe.json"
UNDATED = "1980-01-01T00:00:00Z"  # dcterms:modified may not be missing (EPUB 3.3, 5.5.5)
BAND = (
    ".strip {{ background: #{}; color: #fff; border-top: none; padding: .7em 1em; align-items: center }}\n"
    ".strip > span + span {{ color: #fff }}\n.logo {{ height: 2.4em }}"
)
VOID = re.compile(r"<(br|hr|img)((?:\s[^<>]*)?)(?<!/)>")
LANG = re.compile(r' lang="([^"]*)"')
CONTAINER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>\n'
)
ACCESS = (
    ("schema:accessMode", "textual"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessibilityFeature", "structuralNavigation"),
    ("schema:accessibilityFeature", "tableOfContents"),
    ("schema:accessibilityFeature", "displayTransformability"),
    ("schema:accessibilityHazard", "none"),
)
"""What a reader with a screen reader should know beforehand (EPUB Accessibility 1.1, 2.2)."""


def write_epub(edition: Edition, *, carried: Carried | None = None, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """Set the edition as an e-book; the same edition gives the same bytes.

    Args:
        pictures: SHA-256 of each picture of the edition to its bytes.
        carried: What the file is to say of its making: a file of its own beside the container's (EPUB 3.3, 4.2.6).

    Raises:
        OutputError: A character has no glyph in any of our faces, or a house string has no wording.
    """
    fonts.check_glyphs(edition)
    galley = set_galley(edition)
    parts: dict[str, str | bytes] = {
        "META-INF/container.xml": CONTAINER,
        "EPUB/package.opf": _package(edition, galley),
        "EPUB/nav.xhtml": _navigation(edition, galley),
        "EPUB/text.xhtml": _document(galley, galley.title, _text(edition, galley)),
        "EPUB/style.css": _stylesheet(galley),
    }
    if galley.logo:
        parts[f"EPUB/{page.FLOWING_LOGO}"] = galley.logo
    for one in edition.article.pictures:
        parts[f"EPUB/{page.FLOWING_PICTURES}{page.name_of(one)}"] = (pictures or {})[one.sha256]
    if carried:
        parts |= {RECORD: dump(carried(_zipped(parts)))}
    return identified(_zipped(parts))


def _zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """The container; its first entry says what it is, uncompressed (OCF 3.3, 4.2)."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.comment = b"sha256=" + UNKNOWN
        for name, text in {"mimetype": "application/epub+zip", **parts}.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            entry.external_attr, entry.create_system = 0o644 << 16, 3
            package.writestr(entry, text, compresslevel=9)
    return out.getvalue()


def _package(edition: Edition, galley: Galley) -> str:
    """The package document: metadata, manifest, reading order."""
    turn = ' page-progression-direction="rtl"' if galley.rtl else ""
    logo = f'<item id="logo" href="{page.FLOWING_LOGO}" media-type="image/svg+xml"/>' if galley.logo else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
        f'unique-identifier="id" xml:lang="{escape(galley.lang)}" dir="{"rtl" if galley.rtl else "ltr"}">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{"".join(_metadata(edition, galley))}</metadata>'
        '<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        '<item id="text" href="text.xhtml" media-type="application/xhtml+xml"/>'
        f'<item id="style" href="style.css" media-type="text/css"/>{logo}{_pictures(edition)}</manifest>'
        f'<spine{turn}><itemref idref="text"/></spine></package>\n'
    )


def _pictures(edition: Edition) -> str:
    """Their entries in the manifest; a file that is shown twice has one."""
    files = {page.name_of(one): one.media for one in edition.article.pictures}
    entries = ((f"p{at}", page.FLOWING_PICTURES + name, media) for at, (name, media) in enumerate(files.items(), 1))
    return "".join(f'<item id="{at}" href="{href}" media-type="{media}"/>' for at, href, media in entries)


def _metadata(edition: Edition, galley: Galley) -> Iterator[str]:
    article = edition.article
    name = uuid.uuid5(NAMESPACE, f"{article.slug}.{edition.lang}.{edition.source.sha256}")
    yield f'<dc:identifier id="id">urn:uuid:{name}</dc:identifier><dc:title>{escape(galley.title)}</dc:title>'
    yield f"<dc:language>{escape(edition.lang)}</dc:language>"
    yield from (f"<dc:creator>{escape(author)}</dc:creator>" for author in galley.authors)
    yield from _contributors(edition)
    said = {"publisher": edition.imprint.publisher or article.publication, "description": edition.disclosure}
    said |= {"rights": edition.imprint.rights or article.rights, "subject": article.section}
    said |= {"source": edition.source.url, "date": article.date if created(article) else ""}
    yield from (f"<dc:{key}>{escape(text)}</dc:{key}>" for key, text in said.items() if text)
    yield f'<meta property="dcterms:modified">{created(article) or UNDATED}</meta>'
    yield from (f'<meta property="{key}">{text}</meta>' for key, text in _access(edition))


def _access(edition: Edition) -> Iterator[tuple[str, str]]:
    """The same of an edition: where each picture has a text, text alone suffices."""
    blocks = [block for block in edition.article.blocks if block.picture]
    told = all(block.picture.alt or block.text or block.picture.is_decorative for block in blocks if block.picture)
    for key, text in ACCESS:
        if key != "schema:accessModeSufficient" or told:
            yield key, text
        if blocks and key == "schema:accessMode":
            yield key, "visual"
    if any(block.picture.alt for block in blocks if block.picture):
        yield "schema:accessibilityFeature", "alternativeText"


def _navigation(edition: Edition, galley: Galley) -> str:
    """The table of contents: the title, and below it the headings."""
    headings = (block for group in galley.body for block in group if block.role is Role.HEADING)
    inner = "".join(f'<li><a href="text.xhtml#h-{escape(block.id)}">{escape(block.text)}</a></li>' for block in headings)
    below = f"<ol>{inner}</ol>" if inner else ""
    start = f'<li><a href="text.xhtml#title">{escape(galley.title)}</a>{below}</li>'
    return _document(galley, galley.title, f'<nav epub:type="toc" id="toc"><ol>{start}</ol></nav>')


def _document(galley: Galley, title: str, body: str) -> str:
    lang, direction = escape(galley.lang), "rtl" if galley.rtl else "ltr"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops" lang="{lang}" xml:lang="{lang}" dir="{direction}"><head>'
        f'<meta charset="utf-8"/><title>{escape(title)}</title><link rel="stylesheet" type="text/css" href="style.css"/></head>'
        f"<body>{_as_xml(body)}</body></html>\n"
    )


def _as_xml(html: str) -> str:
    """HTML of ours as XHTML: void elements closed, languages said twice, as reading systems differ in which they heed."""
    return LANG.sub(r' lang="\1" xml:lang="\1"', VOID.sub(r"<\1\2/>", html))


def _text(edition: Edition, galley: Galley) -> str:
    """The text; its body, where nothing of the source stands, says who made and who revised it."""
    told = {name: ", ".join(people) for name, people in _makers(edition).items()}
    flowing = page.flowing(galley).replace('<section class="body"', f'<section class="body"{in_html(told)}', 1)
    return f'<article epub:type="bodymatter">{flowing}</article>'


def _makers(edition: Edition) -> dict[str, tuple[str, ...]]:
    """By the names of ITS, everything and everybody that had a hand in the translation, each once."""
    found: dict[str, dict[str, None]] = {}
    for unit in edition.units:
        for name, who in provenance(unit, edition.engine).items():
            found.setdefault(name, {})[who] = None
    return {name: tuple(people) for name, people in found.items()}


def _contributors(edition: Edition) -> Iterator[str]:
    """Translator and proofreader by the MARC relators, as catalogues of libraries and bookshops show them."""
    made = ((ROLES[name], who) for name, people in _makers(edition).items() for who in people)
    for number, (role, who) in enumerate(made, 1):
        yield f'<dc:contributor id="c{number}">{escape(who)}</dc:contributor>'
        yield f'<meta refines="#c{number}" property="role" scheme="marc:relators">{role}</meta>'


def _stylesheet(galley: Galley) -> str:
    """The design in what reading systems leave to a book: proportions and colours, not sizes."""
    kind = design.TYPES[galley.script]
    colours = {name.lower(): "#" + getattr(design, name) for name in ("INK", "SOFT", "RULE", "ACCENT", "TINT")}
    colours["accent"] = "#" + galley.accent
    start, end = ("right", "left") if galley.rtl else ("left", "right")
    values = {
        **colours,
        **{"start": start, "end": end, "lead": f"{kind.text[1] / kind.text[0]:.2f}", "small": "0.8em"},
        **{"title": f"{kind.display[0] / kind.text[0] * 0.62:.2f}em", "deck": f"{kind.deck[0] / kind.text[0] * 0.85:.2f}em"},
        **{"italic": "italic" if kind.caps else "normal", "emphasis": "inherit" if kind.caps else "700"},
        **{"indent": f"{page.indent_of(galley.script)}em", "headweight": str(kind.head)},
        "first": f"{page.indent_of(galley.script) if galley.script in EAST_ASIAN else 0}em",
        "cover": BAND.format(galley.accent) if galley.cover else "",
    }
    return Template(files("pubpipe.typeset").joinpath("flowing.css").read_text(encoding="utf-8")).substitute(values)
