"""`pubpipe verify FILE`: a file from anywhere is what it was made as, says the same, or is shown where it differs."""

import io
import json
import re
import shutil
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from pubpipe import proof
from pubpipe.article import Level
from pubpipe.errors import InputError
from pubpipe.pipeline import lay_out, make_editions
from pubpipe.proof import Proof
from pubpipe.record import LEFT_ALONE, carried_again, parse_record, seal_of
from pubpipe.remake import recorded_edition
from pubpipe.settings import Settings, load_settings
from pubpipe.shelf import Place
from pubpipe.typeset.enclosed import UNKNOWN, identified, is_whole
from pubpipe.verify.prints import check_prints, take_prints
from pubpipe.workers import confined

ROOT = Path(__file__).parent.parent
LANGS = ("es", "ar", "ru", "he")


def look(settings: Settings, path: Path, **options: bool) -> Proof:
    (found,) = proof.prove(settings, [path], **options)
    return found


def errors(found: Proof) -> set[str]:
    return {finding.code for finding in found.findings if finding.level is Level.ERROR}


def away(shelf: Settings, tmp_path: Path, name: str, data: bytes | None = None) -> Path:
    """A file of the shelf, or such bytes, under this name somewhere else."""
    path = tmp_path / name
    path.write_bytes(data if data is not None else (shelf.output / "orchard" / name).read_bytes())
    return path


def with_part(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            assert name != part or change(content) != content
            after.writestr(name, change(content) if name == part else content)
    return out.getvalue()


def rewritten(data: bytes, change: Callable[[pypdf.PdfWriter], object] = lambda writer: None) -> bytes:
    """A PDF that another program saved, perhaps with a change."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_an_untouched_edition_has_the_same_bytes_wherever_it_lies_and_whatever_its_name(
    shelf: Settings, tmp_path: Path, lang: str, kind: str
) -> None:
    path = away(shelf, tmp_path, f"orchard.{lang}.{kind}").rename(tmp_path / f"download (1).{kind}")
    found = look(shelf, path)
    assert (found.verdict, found.findings) == ("same bytes", ())


@pytest.mark.parametrize("lang", LANGS)
def test_a_pdf_that_another_program_saved_has_the_same_text_and_other_bytes(shelf: Settings, tmp_path: Path, lang: str) -> None:
    data = rewritten((shelf.output / "orchard" / f"orchard.{lang}.pdf").read_bytes())
    found = look(shelf, away(shelf, tmp_path, f"orchard.{lang}.pdf", data))
    assert (found.verdict, errors(found)) == ("same text, other bytes", set())


@pytest.mark.parametrize("lang", ["es", "ar"])
def test_a_docx_that_libreoffice_saved_has_the_same_text_and_other_bytes(shelf: Settings, tmp_path: Path, lang: str) -> None:
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed: make peers")
    path = shelf.output / "orchard" / f"orchard.{lang}.docx"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, capture_output=True, check=True, timeout=180)
    found = look(shelf, tmp_path / path.name)
    assert (found.verdict, errors(found)) == ("same text, other bytes", set())
    renamed = (tmp_path / path.name).rename(tmp_path / "from a friend.docx")
    assert look(shelf, renamed).verdict == "same text, other bytes"  # its properties say which edition it is


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("word/document.xml", b"Maraschi", b"Marashci"),
        ("word/footnotes.xml", "Váaļmöoŕáa".encode(), "Váaļmöoŕáe".encode()),
        ("word/document.xml", b"3412", b"3413"),
        ("word/document.xml", b'w:customMarkFollows="1" w:id="1"/><w:t>*<', b'w:customMarkFollows="1" w:id="1"/><w:t>+<'),
        ("word/document.xml", b"responsibility", b"responsability"),
        ("docProps/core.xml", b">es<", b">pt<"),
        ("word/styles.xml", b'w:val="es"', b'w:val="pt"'),
        ("word/document.xml", b"</w:body>", b"<w:p><w:r><w:t>One sentence more.</w:t></w:r></w:p></w:body>"),
    ],
    ids=["name", "affiliation", "digit", "mark", "source wording", "language", "language of the text", "a sentence more"],
)
def test_a_docx_that_says_one_thing_else_is_caught(shelf: Settings, tmp_path: Path, part: str, old: bytes, new: bytes) -> None:
    data = (shelf.output / "orchard" / "orchard.es.docx").read_bytes()
    changed = with_part(data, part, lambda xml: xml.replace(old, new, 1))
    found = look(shelf, away(shelf, tmp_path, "orchard.es.docx", changed))
    assert found.verdict == "differs"
    assert errors(found)


def test_two_letters_exchanged_in_arabic_are_caught_in_the_pdf(shelf: Settings, tmp_path: Path) -> None:
    """Lines of Arabic come back with their words in another order, so that the promises compare bags of letters."""

    def swap(writer: pypdf.PdfWriter) -> None:
        page = writer.pages[0]
        content = page.get_contents().get_data()
        word = next(word for word in re.findall(rb"\[<([0-9a-f]{20,32})>\] TJ", content) if word[4:8] != word[8:12])
        stream = pypdf.generic.StreamObject()
        stream._data = content.replace(word, word[:4] + word[8:12] + word[4:8] + word[12:], 1)
        page[pypdf.generic.NameObject("/Contents")] = writer._add_object(stream)

    data = rewritten((shelf.output / "orchard" / "orchard.ar.pdf").read_bytes(), swap)
    found = look(shelf, away(shelf, tmp_path, "orchard.ar.pdf", data))
    assert "P-017" in errors(found)


def test_a_finding_quotes_the_line_that_was_not_there(shelf: Settings) -> None:
    data = (shelf.output / "orchard" / "orchard.es.docx").read_bytes()
    more = with_part(
        data, "word/document.xml", lambda xml: xml.replace(b"</w:body>", b"<w:p><w:r><w:t>Sold out.</w:t></w:r></w:p></w:body>")
    )
    (finding,) = check_prints("x.docx", more, take_prints("x.docx", data))
    assert "Sold" in finding.message
    assert list(check_prints("x.docx", data, take_prints("x.docx", data))) == []


# The record


def attached(data: bytes, record: bytes, name: str = "orchard.json") -> bytes:
    return rewritten(data, lambda writer: writer.add_attachment(name, record))


def test_a_record_beside_the_file_serves_as_well(shelf: Settings, tmp_path: Path) -> None:
    nowhere = Settings(tmp_path, output=tmp_path / "output", cache=shelf.cache)
    path = away(shelf, tmp_path, "orchard.he.docx")
    with pytest.raises(InputError, match="nothing says which edition"):
        look(nowhere, path)
    away(shelf, tmp_path, "orchard.he.json")
    found = look(nowhere, path)
    assert (found.verdict, found.claim) == ("same bytes", "beside")


@pytest.mark.parametrize("with_folder", [True, False])
@pytest.mark.parametrize("key", ["hash", "target", "state", "disclosure"])
def test_an_attached_record_that_was_altered_is_caught(shelf: Settings, tmp_path: Path, key: str, with_folder: bool) -> None:
    pdf, record = ((shelf.output / "orchard" / f"orchard.es.{kind}").read_bytes() for kind in ("pdf", "json"))
    told = json.loads(record)
    if key == "hash":
        told["hashes"]["inputs"]["source"] = "0" * 64
    elif key == "target":
        told["segments"][4]["target"] += "x"
    else:
        told[key] = "reviewed"
    settings = shelf if with_folder else Settings(tmp_path, output=tmp_path / "output", cache=shelf.cache)
    found = look(settings, away(shelf, tmp_path, "orchard.es.pdf", attached(pdf, json.dumps(told).encode())))
    assert "E-004" in errors(found)


def test_a_record_in_the_output_folder_that_was_altered_is_caught(folder_of_editions: Settings) -> None:
    record = folder_of_editions.output / "orchard" / "orchard.es.json"
    record.write_text(
        record.read_text("utf-8").replace('"engine": {\n  "name": "pseudo"', '"engine": {\n  "name": "argos"'), "utf-8"
    )
    found = look(folder_of_editions, folder_of_editions.output / "orchard" / "orchard.es.pdf")
    assert "E-004" in errors(found)


@pytest.mark.parametrize(("slug", "lang"), [("../../etc", "es"), ("orchard", "e" * 10_000), ("a/b", "es"), ("orchard", "../x")])
def test_a_record_whose_edition_no_folder_could_hold_is_refused_in_a_sentence(
    shelf: Settings, tmp_path: Path, slug: str, lang: str
) -> None:
    told = json.loads((shelf.output / "orchard" / "orchard.es.json").read_bytes())
    told["article"]["slug"], told["lang"] = slug, lang
    path = away(
        shelf,
        tmp_path,
        "x.pdf",
        attached((shelf.output / "orchard" / "orchard.es.pdf").read_bytes(), json.dumps(told).encode()),
    )
    with pytest.raises(InputError, match="names no edition") as caught:
        look(Settings(tmp_path, output=tmp_path / "output", cache=shelf.cache), path)
    assert len(str(caught.value)) < 500


# A file that travelled alone


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An edition folder with every format, in two scripts."""
    root = tmp_path_factory.mktemp("book")
    (root / "source").mkdir()
    shutil.copy(ROOT / "tests" / "data" / "orchard.txt", root / "source")
    (root / "pubpipe.toml").write_text('languages = ["es", "ar"]\nengine = "pseudo"\noffline = true\n')
    settings = replace(load_settings(root), cache=ROOT / ".pubpipe", formats=("pdf", "docx", "epub", "bilingual"))
    assert [made.status for made in make_editions(settings, [str(root / "source" / "orchard.txt")])] == ["built"] * 2
    return settings


@pytest.fixture
def nowhere(book: Settings, tmp_path: Path) -> Settings:
    """No edition folder at all."""
    return Settings(tmp_path, output=tmp_path / "output", cache=book.cache)


def file_of(book: Settings, kind: str, lang: str = "es") -> bytes:
    return (book.output / "orchard" / f"orchard.{lang}.{kind}").read_bytes()


def with_attached(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A PDF in which one of its attached files is another."""

    def swap(writer: pypdf.PdfWriter) -> None:
        names = writer.root_object["/Names"]["/EmbeddedFiles"]["/Names"]
        specs = [item.get_object() for item in names[1::2]]
        spec = next(spec for spec in specs if spec["/UF"] == name)
        stream = spec["/EF"]["/F"].get_object()
        assert change(stream.get_data()) != stream.get_data()
        stream.set_data(change(stream.get_data()))

    return rewritten(data, swap)


def resealed(record: bytes, change: Callable[[dict], object]) -> bytes:
    told = json.loads(record)
    change(told)
    told["hashes"]["seal"] = seal_of(told)
    return json.dumps(told, ensure_ascii=False).encode()


def other_target(told: dict) -> None:
    """The record says that another sentence stands in the text."""
    segment = next(segment for segment in told["segments"] if segment["id"] == "b2.1")
    segment["target"] = segment["target"].replace("Möošť", "Ñöoñée")


@pytest.mark.parametrize("kind", ["pdf", "epub", "bilingual.pdf"])
@pytest.mark.parametrize("lang", ["es", "ar"])
def test_a_file_that_travelled_alone_is_whole_by_its_own_word_and_says_what_that_proves(
    book: Settings, nowhere: Settings, tmp_path: Path, kind: str, lang: str
) -> None:
    path = away(book, tmp_path, f"from a friend.{kind.rpartition('.')[2]}", file_of(book, kind, lang))
    found = look(nowhere, path)
    assert (found.verdict, found.claim) == ("whole, by its own word", "attached")
    assert [finding.code for finding in found.findings] == ["E-011"]
    again = look(nowhere, path, rebuild=True)
    assert [finding.code for finding in again.findings] == ["E-011", "E-007"]
    assert look(book, path).verdict == "same bytes"


def test_a_lone_pdf_that_another_program_saved_has_the_same_text(book: Settings, nowhere: Settings, tmp_path: Path) -> None:
    found = look(nowhere, away(book, tmp_path, "a.pdf", rewritten(file_of(book, "pdf", "ar"))))
    assert (found.verdict, errors(found)) == ("same text, other bytes", set())
    assert {finding.code for finding in found.findings} == {"E-010", "E-011"}


def test_one_bit_of_a_lone_pdf_is_enough(book: Settings, nowhere: Settings, tmp_path: Path) -> None:
    data = bytearray(file_of(book, "pdf"))
    at = data.find(b"FontFile") + 200
    data[at] ^= 1
    assert look(nowhere, away(book, tmp_path, "a.pdf", bytes(data))).verdict != "whole, by its own word"


def test_altered_text_of_a_lone_file_is_caught_by_the_lines_that_it_carries(
    book: Settings, nowhere: Settings, tmp_path: Path
) -> None:
    epub = with_part(file_of(book, "epub"), "EPUB/text.xhtml", lambda xml: xml.replace(b"3412", b"3421"))
    found = look(nowhere, away(book, tmp_path, "a.epub", epub))
    assert (found.verdict, "B-017" in errors(found)) == ("differs", True)

    def swap(writer: pypdf.PdfWriter) -> None:
        content = writer.pages[0].get_contents().get_data()
        word = next(word for word in re.findall(rb"\[<([0-9a-f]{20,32})>\] TJ", content) if word[4:8] != word[8:12])
        stream = pypdf.generic.StreamObject()
        stream._data = content.replace(word, word[:4] + word[8:12] + word[4:8] + word[12:], 1)
        writer.pages[0][pypdf.generic.NameObject("/Contents")] = writer._add_object(stream)

    found = look(nowhere, away(book, tmp_path, "a.pdf", rewritten(file_of(book, "pdf", "ar"), swap)))
    assert (found.verdict, "P-017" in errors(found)) == ("differs", True)


@pytest.mark.parametrize("name", ["orchard.es.json", "orchard.en.json"])
def test_an_altered_attachment_of_a_lone_pdf_is_caught(book: Settings, nowhere: Settings, tmp_path: Path, name: str) -> None:
    data = with_attached(file_of(book, "pdf"), name, lambda told: told.replace(b"Maraschi", b"Marasca", 1))
    found = look(nowhere, away(book, tmp_path, "a.pdf", data))
    assert found.verdict == "differs"
    assert errors(found) & ({"E-004"} if name == "orchard.es.json" else {"E-003"})


def test_an_attachment_that_lies_is_caught_though_its_seal_and_the_digest_of_the_file_are_right(
    book: Settings, nowhere: Settings, tmp_path: Path
) -> None:
    lie = lambda told: resealed(told, other_target)  # noqa: E731
    found = look(nowhere, away(book, tmp_path, "a.pdf", with_attached(file_of(book, "pdf"), "orchard.es.json", lie)))
    assert (found.verdict, "P-011" in errors(found)) == ("differs", True)

    path = away(book, tmp_path, "b.epub", with_part(file_of(book, "epub"), "META-INF/pubpipe.json", lie))
    with zipfile.ZipFile(path, "a") as package:
        package.comment = b"sha256=" + UNKNOWN
    path.write_bytes(identified(path.read_bytes()))
    assert is_whole(path.read_bytes())
    found = look(nowhere, path)
    assert (found.verdict, "B-011" in errors(found)) == ("differs", True)


def test_whoever_alters_text_and_record_and_digest_alike_is_caught_by_the_publishers_record_alone(
    book: Settings, nowhere: Settings, tmp_path: Path
) -> None:
    """What a file cannot prove of itself, said plainly."""
    record = parse_record(resealed(file_of(book, "json"), other_target))
    edition = recorded_edition(book, Place(book.output, "orchard", "es"), record)
    made = lay_out(replace(book, formats=("pdf",)), edition, carried_again(edition, record))
    path = away(book, tmp_path, "a.pdf", made["pdf"])
    found = look(nowhere, path)
    assert found.verdict == "whole, by its own word"
    assert any("publisher" in finding.hint for finding in found.findings)
    found = look(book, path)
    assert (found.verdict, {"E-003", "P-017"} <= errors(found)) == ("differs", True)


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_what_machines_are_told_of_authors_and_making_is_read_too(book: Settings, tmp_path: Path, kind: str) -> None:
    old, new = b"algorithmicMedia", b"digitalCreation"
    if kind == "docx":
        data = with_part(file_of(book, "docx"), "docProps/custom.xml", lambda xml: xml.replace(old, new))
    else:

        def swap(writer: pypdf.PdfWriter) -> None:
            stream = writer.root_object["/Metadata"].get_object()
            stream.set_data(stream.get_data().replace(old, new))

        data = rewritten(file_of(book, "pdf"), swap)
    found = look(book, away(book, tmp_path, f"orchard.es.{kind}", data))
    (finding,) = (finding for finding in found.findings if finding.level is Level.ERROR)
    assert finding.code[1:] == "-018"
    assert "digital source type" in finding.message


# E-books


@pytest.mark.parametrize(
    ("part", "old", "new", "code"),
    [
        ("EPUB/text.xhtml", b"Maraschi", b"Marasca", "B-017"),
        ("EPUB/text.xhtml", b">**<", b">*<", "B-017"),
        ("EPUB/text.xhtml", b'xml:lang="en"', b'xml:lang="nl"', "B-017"),
        ("EPUB/package.opf", b"<dc:language>es", b"<dc:language>pt", "B-003"),
        ("EPUB/package.opf", b"<dc:creator>Pio Maraschi", b"<dc:creator>Pia Maraschi", "B-007"),
        ("EPUB/style.css", b"}", b"} .x { display: none }", "B-017"),
    ],
)
def test_an_e_book_that_says_one_thing_else_is_caught(
    book: Settings, tmp_path: Path, part: str, old: bytes, new: bytes, code: str
) -> None:
    data = with_part(file_of(book, "epub"), part, lambda content: content.replace(old, new, 1))
    found = look(book, away(book, tmp_path, "orchard.es.epub", data))
    assert (found.verdict, code in errors(found)) == ("differs", True)


def test_an_e_book_that_was_packed_anew_has_the_same_text_and_one_with_a_file_more_has_not(
    book: Settings, tmp_path: Path
) -> None:
    path = away(book, tmp_path, "orchard.es.epub", with_part(file_of(book, "epub"), "no such part", lambda part: part))
    assert look(book, path).verdict == "same text, other bytes"
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("EPUB/more.xhtml", "<p>Sold out.</p>")
    assert "B-017" in errors(look(book, path))


def test_an_e_book_that_is_damaged_or_a_bomb_is_told_in_a_sentence(book: Settings, tmp_path: Path) -> None:
    path = away(book, tmp_path, "orchard.es.epub", b"PK\x03\x04 a book")
    assert errors(look(book, path)) == {"B-001"}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("EPUB/text.xhtml", b" " * (40 << 20))
    (finding,) = look(book, path).findings
    assert "larger than any text" in finding.message


# The page to read an edition on


def on_page(book: Settings, tmp_path: Path, old: str, new: str) -> Proof:
    text = file_of(book, "html").decode()
    assert old in text
    return look(book, away(book, tmp_path, "orchard.es.html", text.replace(old, new, 1).encode()))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Maraschi</bdi>", "Marasca</bdi>"),
        ('<html lang="es"', '<html lang="pt"'),
        ('lang="en" dir="auto"', 'lang="nl" dir="auto"'),
        (">**<", ">*<"),
        ('"inLanguage": "es"', '"inLanguage": "pt"'),
        ("algorithmicMedia", "digitalCreation"),
        ("</main>", "<p>Sold out.</p></main>"),
        ("</main>", "<script>alert(1)</script></main>"),
        ('"use strict"', '"use trust"'),
    ],
)
def test_a_page_that_says_one_thing_else_is_caught(book: Settings, tmp_path: Path, old: str, new: str) -> None:
    found = on_page(book, tmp_path, old, new)
    assert (found.verdict, "W-017" in errors(found)) == ("differs", True)


def test_two_paragraphs_in_each_others_place_are_caught(book: Settings, tmp_path: Path) -> None:
    text = file_of(book, "html").decode()
    one, two = re.findall(r'<div class="row paragraph">.*?</div>\n</div>', text, re.DOTALL)[:2]
    swapped = text.replace(one, "@").replace(two, one).replace("@", two)
    found = look(book, away(book, tmp_path, "orchard.es.html", swapped.encode()))
    assert "W-017" in errors(found)


def test_a_page_in_its_folder_or_beside_its_record_is_as_it_was_made(book: Settings, nowhere: Settings, tmp_path: Path) -> None:
    assert look(book, book.output / "orchard" / "orchard.ar.html").verdict == "same bytes"
    path = away(book, tmp_path, "orchard.ar.html")
    assert look(book, path).verdict == "same bytes"
    away(book, tmp_path, "orchard.ar.json")
    found = look(nowhere, path)  # the manifest that knows its bytes is elsewhere, and its files with their sizes
    assert (found.verdict, found.claim, errors(found)) == ("same text, other bytes", "beside", set())


def test_a_page_that_knows_fewer_languages_than_there_are_now_is_no_lie(book: Settings, tmp_path: Path) -> None:
    text = file_of(book, "html").decode()
    fewer = re.sub(r'<li><a href="orchard.ar.html".*?</li>\n|<link rel="alternate" hreflang="ar".*?>\n', "", text)
    assert fewer != text
    found = look(book, away(book, tmp_path, "orchard.es.html", fewer.encode()))
    assert (found.verdict, errors(found)) == ("same text, other bytes", set())


def test_all_pages_of_a_folder_are_read_with_their_editions(book: Settings) -> None:
    proofs = {found.path.name: found.verdict for found in proof.prove(book, [])}
    assert proofs["orchard.es.html"] == proofs["orchard.ar.html"] == proofs["orchard.ar.epub"] == "same bytes"


# Made again


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_an_edition_made_again_from_its_record_has_the_same_bytes(shelf: Settings, kind: str) -> None:
    found = look(shelf, shelf.output / "orchard" / f"orchard.ru.{kind}", rebuild=True)
    assert [finding.code for finding in found.findings] == ["E-007"]


def test_that_a_file_was_open_when_an_edition_was_made_does_not_change_what_is_made_again(
    shelf: Settings, folder_of_editions: Settings
) -> None:
    record = folder_of_editions.output / "orchard" / "orchard.ru.json"
    record.write_bytes(resealed(record.read_bytes(), lambda told: told["hashes"]["inputs"].update({LEFT_ALONE: "a.docx"})))
    path = record.with_suffix(".pdf")
    found = look(replace(folder_of_editions, cache=shelf.cache), path, rebuild=True)
    assert [finding.code for finding in found.findings] == ["E-007"]


def test_a_file_made_again_otherwise_is_told_what_its_tools_were(shelf: Settings, folder_of_editions: Settings) -> None:
    path = folder_of_editions.output / "orchard" / "orchard.ru.pdf"
    path.write_bytes(rewritten(path.read_bytes()))
    found = look(replace(folder_of_editions, cache=shelf.cache), path, rebuild=True)  # its faces are cut already
    (finding,) = (finding for finding in found.findings if finding.code == "E-006")
    assert finding.level is Level.ERROR
    assert "the tools are the same" in finding.message


# Files that are meant to do harm


def bomb(stream: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    """A PDF of one page with this stream as its content."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Length %d/Filter %s>>stream\n%s\nendstream" % (len(stream), filters, stream),
    ]
    out, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%sendobj\n" % (number, part)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 5\n0000000000 65535 f \n%strailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (rows, len(out))


def test_a_pdf_bomb_is_refused_in_a_sentence(shelf: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "MEMORY_MB", 200)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(300)) + packer.flush()
    path = away(shelf, tmp_path, "orchard.es.pdf", bomb(zlib.compress(packed, 9), b"[/FlateDecode/FlateDecode]"))
    with pytest.raises(InputError, match="no edition does"):
        look(shelf, path)


def test_work_that_dies_or_eats_too_much_is_an_error_with_a_sentence() -> None:
    import os
    import signal

    with pytest.raises(InputError, match="no edition does"):
        confined(lambda size: len(bytearray(size)), 1 << 32, memory_mb=64)
    with pytest.raises(InputError, match="no edition does"):
        confined(lambda _: os.kill(os.getpid(), signal.SIGKILL), 0)
    assert confined(lambda number: number + 1, 1) == 2


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x.pdf", b"", "no PDF"),
        ("x.pdf", b"PK\x03\x04", "no PDF"),
        ("x.docx", b"%PDF-1.7", "no DOCX"),
        ("x.exe", b"MZ", "no edition"),
        ("x.docx", b"PK\x03\x04" + b"\0" * 50, "damaged"),
    ],
)
def test_what_is_no_edition_is_refused_in_a_sentence(
    shelf: Settings, tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        look(shelf, away(shelf, tmp_path, name, data))
