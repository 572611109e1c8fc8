"""`pubpipe verify FILE`: a file from anywhere is what it was made as, says the same, or is shown where it differs."""

import hashlib
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
from pubpipe.proof import Proof
from pubpipe.record import seal_of
from pubpipe.settings import Settings
from pubpipe.verify.prints import check_prints, take_prints
from pubpipe.workers import confined

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


def test_a_pdf_that_carries_its_record_proves_itself_where_no_folder_is(shelf: Settings, tmp_path: Path) -> None:
    pdf, record = ((shelf.output / "orchard" / f"orchard.he.{kind}").read_bytes() for kind in ("pdf", "json"))
    nowhere = Settings(tmp_path, output=tmp_path / "output", cache=shelf.cache)
    path = away(shelf, tmp_path, "a.pdf", attached(pdf, record))
    found = look(nowhere, path)
    assert (found.verdict, found.claim, errors(found)) == ("same text, other bytes", "attached", set())


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


def test_an_epub_of_other_bytes_is_not_taken_for_ours(folder_of_editions: Settings) -> None:
    folder = folder_of_editions.output / "orchard"
    (folder / "orchard.es.epub").write_bytes(b"PK\x03\x04 a book")
    record = json.loads((folder / "orchard.es.json").read_bytes())
    record["hashes"]["files"]["orchard.es.epub"] = hashlib.sha256(b"PK\x03\x04 a book").hexdigest()
    record["hashes"]["seal"] = seal_of(record)
    (folder / "orchard.es.json").write_text(json.dumps(record))
    assert look(folder_of_editions, folder / "orchard.es.epub").verdict == "same bytes"
    (folder / "orchard.es.epub").write_bytes(b"PK\x03\x04 another")
    assert errors(look(folder_of_editions, folder / "orchard.es.epub")) == {"B-001", "E-010"}


# Made again


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_an_edition_made_again_from_its_record_has_the_same_bytes(shelf: Settings, kind: str) -> None:
    found = look(shelf, shelf.output / "orchard" / f"orchard.ru.{kind}", rebuild=True)
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
