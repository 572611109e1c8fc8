"""One harness a parser: good files to begin with, how they are made hostile, and how pubpipe reads one."""

import hashlib
import io
import json
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import models
from fuzz.mutate import Hostile, Mutator, pdf, tar
from fuzz.walls import Bench
from pubpipe.article import Picture, Unshown

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
LANGS = ("es",)
SHELF = Path("/nowhere/source")  # where the pictures of a hostile page would be looked for


@dataclass(frozen=True, slots=True)
class Parser:
    """How one kind of foreign file is read.

    Attributes:
        file: Name that the file gets; its ending matters to some.
        read: What pubpipe does with it, as far as the input decides.
    """

    name: str
    file: str
    seeds: tuple[bytes, ...]
    mutate: Mutator
    read: Callable[[Path], Any]


def parsers(bench: Bench) -> tuple[Parser, ...]:
    """Every parser of foreign input."""
    hostile = Hostile(str(bench.canary), bench.port)
    shelf = Shelf(bench)
    bench.readable = (*bench.readable, str(shelf.root))
    made = (
        *_texts(hostile, shelf),
        *_pictures(hostile),
        *_exchange(hostile),
        *_terms(hostile),
        *_settings(hostile),
        *_reviews(hostile, shelf),
        *_records(hostile, shelf),
        *_editions(hostile, shelf),
        *_packages(hostile, bench),
    )
    return made


class Shelf:
    """An edition folder with one article in one language, made once; harnesses only read it."""

    def __init__(self, bench: Bench) -> None:
        from pubpipe.pipeline import make_editions
        from pubpipe.settings import load_settings

        self.root = bench.home / "shelf"
        (self.root / "source").mkdir(parents=True)
        shutil.copy(DATA / "orchard.txt", self.root / "source")
        formats = '["pdf", "docx", "epub"]'
        (self.root / "pubpipe.toml").write_text(
            f'languages = ["es"]\nengine = "pseudo"\noffline = true\nformats = {formats}\n[imprint]\npublisher = "Terrace"\n'
        )
        self.settings = replace(load_settings(self.root), cache=ROOT / ".pubpipe")
        for outcome in make_editions(self.settings, [str(self.root / "source" / "orchard.txt")]):
            assert outcome.status == "built", outcome
        self.folder = self.settings.output / "orchard"

    def bytes_of(self, *endings: str) -> tuple[bytes, ...]:
        return tuple((self.folder / f"orchard.{lang}{ending}").read_bytes() for ending in endings for lang in LANGS)


# Sources


def _texts(hostile: Hostile, shelf: Shelf) -> Sequence[Parser]:
    from pubpipe.clean import clean_with_trail, read_facts, receipt_html, receipt_json
    from pubpipe.ingest import open_page
    from pubpipe.pictures import local_name
    from pubpipe.segment import segment_article, sew

    def look(files: Sequence[str], data: bytes | None) -> Picture | Unshown:
        """What an article asks for, without decoding it: that has harnesses of its own."""
        names = [local_name(file, "article")[0] for file in files]
        assert all(name is None or (SHELF / name).resolve().is_relative_to(SHELF) for name in names), names
        digest = hashlib.sha256(repr(files).encode()).hexdigest()
        return Picture(files[0], digest, "image/png", 9, 9) if len(files) % 2 else Unshown(files[0], "rule", "reason")

    def read(path: Path) -> Any:
        page = open_page(path)
        article, trail = clean_with_trail(page, facts=read_facts(path), look=look)
        receipt_html(article, trail)
        json.dumps(receipt_json(article, trail, page)).encode()
        segments = segment_article(article)
        same = sew(article, {segment.id: segment.text for segment in segments}, segments, to=article.lang)
        return article.title, [block.text for block in same.blocks]

    def kind(*endings: str) -> tuple[bytes, ...]:
        return tuple(
            path.read_bytes() for path in sorted(DATA.rglob("*")) if path.suffix in endings and path.stat().st_size < 60_000
        )

    pages = (*kind(".html", ".htm"), *(_html(text) for text in (shelf.root / "source" / "orchard.txt",)))
    marked = (
        *kind(".md"),
        b"---\ntitle: The Wall\nauthor: [Ada Moreno, {name: B}]\ndate: 2026-05-14\n---\n\n# The Wall\n\nBy Ada\n\nA [link](https://a.example) and *em*[^1].\n\n> Quote\n\n- one\n  - two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[^1]: A note.\n",  # noqa: E501
    )
    documents = (*(path.read_bytes() for path in sorted(DATA.rglob("*.docx"))), _document())

    def markup(rng: random.Random, data: bytes) -> bytes:
        return rng.choice((hostile.raw, hostile.lines, hostile.xml))(rng, data)

    office = hostile.zipped(lambda name: hostile.xml if name.endswith((".xml", ".rels")) else None)
    return (
        Parser("text", "article.txt", kind(".txt"), hostile.lines, read),
        Parser("html", "article.html", pages, markup, read),
        Parser("markdown", "article.md", marked, hostile.lines, read),
        Parser("docx", "article.docx", documents, office, read),
        Parser("sidecar", "article.toml", (SIDECAR,), hostile.lines, _beside(read)),
    )


SIDECAR = b"""title = "The Orchard"
lang = "en"
date = "2026-05-14"
url = "https://terrace.example/a"
keep = [17]
drop = ["11"]

[roles]
"9" = "quote"

[[picture]]
file = "a.png"
alt = "A"
caption = "Below"
after = 9

[[authors]]
name = "Ada Moreno"
affiliations = ["Terrace House"]

[[notes]]
marker = "*"
kind = "affiliation"
text = "Ada Moreno is a mason."
authors = ["Ada Moreno"]
"""


# Pictures


def _pictures(hostile: Hostile) -> Sequence[Parser]:
    """What happens within the fence of memory and time that `pictures` puts round each file."""
    from PIL import Image

    from pubpipe.pictures import _attributed, _decoded
    from pubpipe.typeset.logo import clean_logo

    def picture(path: Path) -> Any:
        made = _decoded(path.read_bytes())
        if not isinstance(made, str):
            with Image.open(io.BytesIO(made.data)) as image:
                assert image.mode in ("L", "RGB")
                assert not image.getexif()
        return made

    def drawing(path: Path) -> Any:
        try:
            text = clean_logo(_attributed(path.read_bytes()))
        except ValueError as error:  # why it is none, which the reader puts into words
            return str(error)
        assert not any(word in text for word in ("<script", "href", "onload", "file:", "http://127"))
        return text

    return (
        Parser("picture", "picture.png", _photographs(), hostile.raw, picture),
        Parser("drawing", "drawing.svg", (DRAWING,), hostile.xml, drawing),
    )


DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 30 12" onload="x()">'
    b'<defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient></defs><g transform="scale(2)">'
    b'<rect width="9" height="9" style="fill: url(#g); stroke: red"/><path d="M0 0h9v9z" fill="#333"/></g>'
    b'<script>x()</script><a xlink:href="https://a.example"><circle r="3"/></a></svg>'
)


def _photographs() -> tuple[bytes, ...]:
    """One picture in each format and mode that is read."""
    from PIL import Image

    grey = Image.radial_gradient("L").resize((120, 80))
    exif = Image.Exif()
    exif[0x0112] = 6
    kinds: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("JPEG", "RGB", {"exif": exif, "progressive": True}),
        ("JPEG", "CMYK", {"icc_profile": b"x" * 200}),
        ("PNG", "RGBA", {}),
        ("PNG", "P", {"transparency": 3}),
        ("PNG", "I;16", {}),
        ("PNG", "1", {}),
        ("GIF", "P", {"save_all": True, "append_images": [grey.convert("P")]}),
        ("WEBP", "RGBA", {"lossless": True}),
        ("WEBP", "RGB", {"quality": 40}),
    )
    made = []
    for kind, mode, options in kinds:
        out = io.BytesIO()
        grey.convert("I").convert(mode).save(out, kind, **options) if mode == "I;16" else grey.convert(mode).save(
            out, kind, **options
        )
        made.append(out.getvalue())
    return tuple(made)


def _html(path: Path) -> bytes:
    rows = [f"<p id='p{n}'>{row}</p>" for n, row in enumerate(path.read_text("utf-8").splitlines()) if row.strip()]
    head = (
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>Orchard</title><meta name=author content='Ada Moreno'>"
    )
    data = (
        '<script type="application/ld+json">{"@type": "Article", "headline": "Orchard", "author": [{"name": "Ada"}]}</script>'
    )
    table = "<table><tr><td colspan=2>a</td></tr></table><ul><li>one<ul><li>two</li></ul></li></ul><img src=x onerror=y alt=z>"
    table += (
        "<figure><picture><source srcset='a.webp 2x, b.png 1x'><img src='p_files/a.png' alt='A' width=300 height=200></picture>"
    )
    table += (
        "<figcaption>Photo: Ada</figcaption></figure><p><img data-src='../a.png'><noscript><img src='data:,'></noscript></p>"
    )
    return f"{head}{data}</head><body><nav><a href='/'>Home</a></nav><article><h1>Orchard</h1>{''.join(rows)}{table}</article></body></html>".encode()  # noqa: E501


def _document() -> bytes:
    """An article as an author sends it."""
    import docx

    out, document = io.BytesIO(), docx.Document()
    document.core_properties.author = "Ada Moreno"
    document.add_heading("The Orchard", 0)
    document.add_paragraph("By Ada Moreno")
    for number in range(4):
        paragraph = document.add_paragraph(f"Paragraph {number} says that a wall is a promise, which nobody is paid for. ")
        paragraph.add_run("Loudly").bold = True
        document.add_paragraph("an item", style="List Bullet")
    document.add_table(2, 2).cell(0, 0).text = "cell"
    document.add_heading("Part", 2)
    document.save(out)
    return out.getvalue()


def _beside(read: Callable[[Path], Any]) -> Callable[[Path], Any]:
    """Read a good article with a hostile sidecar file."""
    article = (DATA / "orchard.txt").read_bytes()

    def both(path: Path) -> Any:
        page = path.with_suffix(".txt")
        page.write_bytes(article)
        try:
            return read(page)
        finally:
            page.unlink()

    return both


# Memories and termbases


def _exchange(hostile: Hostile) -> Sequence[Parser]:
    from pubpipe.article import Mark, MarkKind
    from pubpipe.memory import Match, Memory, load_memory, parse_tmx, render_tmx
    from pubpipe.memory.tmx import languages_of
    from pubpipe.memory.xliff import Entry, Exchange, parse_xliff, render_xliff

    marks = Mark(2, 6, MarkKind.EMPHASIS), Mark(4, 6, MarkKind.LINK, "https://a.example"), Mark(7, 7, MarkKind.BREAK)
    units = (
        Match("A wall stands.", "Un muro está.", "Ada", "orchard/b1.1", "20261123T140000Z", "note", "reviewed", "edited"),
        Match("A wall", "Un muro", source_marks=marks[:1], marks=marks),
    )
    entries = tuple(Entry(str(n), u.source, u.target, "reviewed", u.source_marks, u.marks, u.note) for n, u in enumerate(units))
    exchange = Exchange("en", "es", "orchard", entries)

    def memory(path: Path) -> Any:
        data = path.read_bytes()
        found = tuple(parse_tmx(data, str(path), "en", "es"))
        render_tmx(found, "en", "es")
        kept: Memory = load_memory(path, "en", "es")
        return languages_of(data, str(path)), found, kept.find("A wall", "")

    def xliff(path: Path) -> Any:
        read = parse_xliff(path.read_bytes(), str(path))
        again = [parse_xliff(render_xliff(read, version), "again") for version in ("1.2", "2.1")]
        return read, [entry.is_rewritten for one in again for entry in one.entries]

    files = (render_xliff(exchange, "1.2"), render_xliff(exchange, "2.1"))
    return (
        Parser("tmx", "memory.tmx", (render_tmx(units, "en", "es"),), hostile.xml, memory),
        Parser("xliff", "units.xlf", files, hostile.xml, xliff),
    )


def _terms(hostile: Hostile) -> Sequence[Parser]:
    from pubpipe.article import Term
    from pubpipe.glossary import load_termbase
    from pubpipe.glossary.exchange import read_file
    from pubpipe.glossary.tbx import write_tbx
    from pubpipe.glossary.write import merge_rows, write_omegat, write_rows

    terms = (
        Term("ladder terrace", "bancal en escalera", gender="m", plural="bancales en escalera", note="a, b", domain="farming"),
        Term("Velda", "Velda", "name", status="keep"),
        Term("wall", "muro"),
        Term("wall", "pared", status="forbidden"),
    )

    def table(path: Path) -> Any:
        base = load_termbase(path)
        hits = base.find("Each ladder terrace of Velda has a wall, and walls have terraces.")
        merged = merge_rows(path.read_bytes(), str(path), terms)
        return base.terms, hits, merged

    def foreign(path: Path) -> Any:
        read = {to: found for langs in (("es",), ("es", "fr")) for to, found in _tried(read_file, path, "en", langs).items()}
        return read, [merge_rows(b"", "glossary.csv", found.terms) for found in read.values()]

    rows = write_rows(terms)
    deepl = b"ladder terrace,bancal,en,es\nwall,mur,en,fr\n"
    old = b'<?xml version="1.0"?><martif type="TBX"><text><body><termEntry id="c1"><descrip type="subjectField">x</descrip><langSet xml:lang="en"><tig><term>wall</term></tig></langSet><langSet xml:lang="es"><ntig><termGrp><term>muro</term><termNote type="partOfSpeech">noun</termNote></termGrp></ntig></langSet></termEntry></body></text></martif>'  # noqa: E501
    return (
        Parser("glossary", "glossary.csv", (rows, rows.replace(b",", b";")), hostile.lines, table),
        Parser("deepl", "foreign.csv", (deepl, rows), hostile.lines, foreign),
        Parser("omegat", "foreign.txt", (write_omegat(terms),), hostile.lines, foreign),
        Parser("tbx", "foreign.tbx", (write_tbx({"es": terms, "fr": terms[1:]}, "en"), old), hostile.xml, foreign),
    )


def _tried(read: Callable[..., dict[str, Any]], *args: Any) -> dict[str, Any]:
    """{} where several languages are wanted and the file does not name its own: that is no fault of the file."""
    from pubpipe.errors import InputError

    try:
        return read(*args)
    except InputError:
        if len(args[-1]) == 1:
            raise
        return {}


# Settings


def _settings(hostile: Hostile) -> Sequence[Parser]:
    from pubpipe.settings import load_settings
    from pubpipe.typeset.logo import clean_logo

    def toml(path: Path) -> Any:
        return replace(load_settings(path.parent), root=Path())

    def logo(path: Path) -> Any:
        (path.parent / "pubpipe.toml").write_text(f'[imprint]\nlogo = "{path.name}"\n')
        try:
            cleaned = clean_logo(load_settings(path.parent).imprint.logo)
        finally:
            (path.parent / "pubpipe.toml").unlink()
        assert clean_logo(cleaned) == cleaned
        assert not any(sign in cleaned.lower() for sign in ("script", "javascript:", "onload", "file:", "@import", "<!"))
        return cleaned

    drawing = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10" onload="x()"><defs><linearGradient id="g"><stop offset="0" stop-color="#123"/></linearGradient></defs><style>@import url(http://a)</style><script>x</script><g transform="scale(2)"><path d="M0 0L5 5" fill="url(#g)" stroke="red"/><image xlink:href="http://a/b.png"/><use xlink:href="#g"/></g><text>x</text></svg>'  # noqa: E501
    config = b'languages = ["es", "pt-BR"]\nsource_language = "en"\nengine = "auto"\npage = "A4"\nquality = "fine"\nformats = ["pdf"]\nlimit_mb = 8\noffline = true\n\n[imprint]\npublisher = "Terrace House"\nrights = "CC BY"\nurl = "https://t.example"\naccent = "#8c2f1b"\n\n[review]\npending = ["Ada"]\n'  # noqa: E501
    return (
        Parser("settings", "pubpipe.toml", (config,), hostile.lines, toml),
        Parser("logo", "logo.svg", (drawing,), hostile.xml, logo),
    )


# What comes back from people


def _reviews(hostile: Hostile, shelf: Shelf) -> Sequence[Parser]:
    from pubpipe.record import read_record
    from pubpipe.review import read_edition, read_review, reconcile
    from pubpipe.review.edition import AsSet, edition_name
    from pubpipe.shelf import Place

    record = read_record(Place(shelf.settings.output, "orchard", "es").record)
    set_as = AsSet(record.set_segments, record.set_outside, record.set_export)

    def review(path: Path) -> Any:
        copy = read_review(path.read_bytes())
        outcome = reconcile(copy, record.units, slug="orchard")
        return copy, outcome

    def edition(path: Path) -> Any:
        data = path.read_bytes()
        name = edition_name(data)
        copy = read_edition(data, record.units, set_as, "orchard", "es")
        return name, copy, reconcile(copy, record.units, slug="orchard")

    office = hostile.zipped(lambda name: hostile.xml if name.endswith((".xml", ".rels")) else None)
    return (
        Parser("review", "orchard.es.review.docx", shelf.bytes_of(".review.docx"), office, review),
        Parser("edition", "orchard.es.docx", shelf.bytes_of(".docx")[:1], office, edition),
    )


# Records, and editions to be verified


def _records(hostile: Hostile, shelf: Shelf) -> Sequence[Parser]:
    from pubpipe.catalogue import _facts
    from pubpipe.claim import Claim, _claims
    from pubpipe.proof import _compare, _edition
    from pubpipe.record import read_record, render_pending
    from pubpipe.shelf import Place, label_of

    alone = replace(shelf.settings, output=shelf.root / "none")
    made = (shelf.folder / "orchard.es.pdf").read_bytes()

    def record(path: Path) -> Any:
        found = read_record(path)
        _facts(path.read_bytes(), "orchard.es.")
        render_pending(path, {"a": "b"})
        if found.article is None:
            return found
        place = Place(path.parent, "orchard", "es")
        return label_of(found.units), place.changed(found), place.is_complete(found)

    def attached(path: Path) -> Any:
        """Rebuild the edition of a record that came with a file, and hold the file against it."""
        for claim in _claims(path.read_bytes(), "attached", path):
            edition, lies = _edition(alone, claim)
            named = replace_name(path, claim)
            return edition.article, lies, _compare(alone, claim, named, made)
        return None

    def replace_name(path: Path, claim: Claim) -> Path:
        return path.with_name(f"{claim.slug}.{claim.lang}.pdf")

    seeds = shelf.bytes_of(".json")
    return (
        Parser("record", "orchard.es.json", seeds, hostile.json, record),
        Parser("attached", "orchard.es.attached.json", seeds, hostile.json, attached),
    )


def _editions(hostile: Hostile, shelf: Shelf) -> Sequence[Parser]:
    from pubpipe.claim import read_file
    from pubpipe.proof import _by_claim

    def verify(path: Path) -> Any:
        """What happens within the fence of memory and time that `proof` puts round files of others."""
        claim, proof = _by_claim(shelf.settings, path, read_file(path))
        return claim.slug, proof.verdict, len(proof.findings)

    office = hostile.zipped(lambda name: hostile.xml if name.endswith((".xml", ".rels", ".xhtml", ".opf")) else None)
    return (
        Parser("verify-pdf", "orchard.es.pdf", (*shelf.bytes_of(".pdf"), _with_record(shelf)), pdf(hostile), verify),
        Parser("verify-epub", "orchard.es.epub", shelf.bytes_of(".epub"), office, verify),
        Parser("verify-docx", "orchard.es.docx", shelf.bytes_of(".docx")[:1], office, verify),
    )


def _with_record(shelf: Shelf) -> bytes:
    """A PDF that carries its record."""
    from pypdf import PdfWriter

    out, writer = io.BytesIO(), PdfWriter(clone_from=io.BytesIO((shelf.folder / "orchard.es.pdf").read_bytes()))
    writer.add_attachment("orchard.es.json", (shelf.folder / "orchard.es.json").read_bytes())
    writer.write(out)
    return out.getvalue()


# Packages


def _packages(hostile: Hostile, bench: Bench) -> Sequence[Parser]:
    from pubpipe.engines import download, install
    from pubpipe.errors import PubpipeError
    from pubpipe.typeset import fetched

    package, family = _fonts()

    def model(path: Path) -> Any:
        home = bench.folder / "argos" / "packages"
        try:
            return install.install(path, packages_dir=home).name
        except PubpipeError:
            assert list(home.iterdir()) == [], "a package that was refused is there"
            raise
        finally:
            shutil.rmtree(home.parent)

    def index(path: Path) -> Any:
        given = path.read_bytes()
        kept, download._get = download._get, lambda url, limits: given  # type: ignore[assignment]
        try:
            return download._missing("en", "pt-BR", "https://a.example/", (), (1, 1))
        finally:
            download._get = kept

    def font(path: Path) -> Any:
        return fetched.family_of(path), dict(fetched._members(family, path))

    rows = [
        {"from_code": a, "to_code": b, "package_version": "1.9", "type": "translate", "links": ["https://a.example/m"]}
        for a, b in (("en", "es"), ("es", "pb"), ("en", "pb"))
    ]
    by_name = hostile.zipped(lambda name: hostile.json if name.endswith(".json") else None)
    return (
        Parser("model", "en-es.argosmodel", (_model(bench),), by_name, model),
        Parser("index", "index.json", (json.dumps(rows).encode(),), hostile.json, index),
        Parser(
            "font", "font.tgz", (package,), hostile.tarred(lambda name: hostile.json if name.endswith("json") else None), font
        ),
    )


def _model(bench: Bench) -> bytes:
    path = bench.home / "seed.argosmodel"
    models.build_package(path, "en", "es", models.SPANISH)
    shutil.rmtree(path.with_suffix(".build"))
    data = path.read_bytes()
    path.unlink()
    return data


def _fonts() -> tuple[bytes, Any]:
    """A package of a family, and the family with the checksums of what is in it."""
    from pubpipe.typeset.fetched import FAMILIES

    face, family = b"x" * 400, FAMILIES[0]
    family = replace(family, faces=tuple((weight, name, hashlib.sha256(face).hexdigest()) for weight, name, _ in family.faces))
    about = json.dumps({"name": family.package, "version": family.version}).encode()
    names = ("package/LICENSE_FONT", *(name for _, name, _ in family.faces))
    return tar([("package/package.json", about), *((name, face) for name in names)]), family
