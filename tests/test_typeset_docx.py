"""The DOCX of an edition: its text, styles, notes and bookmarks, and that programs other than ours open it."""

import os
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from lxml import etree

from factory import TEXTS, coded_edition, make_edition, make_units
from pubpipe.article import Block, Note, NoteKind, Role
from pubpipe.errors import OutputError
from pubpipe.typeset.docx import write_docx
from pubpipe.typeset.docx_parts import RLM
from pubpipe.verify import check_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RICH = (
    Block("b1", Role.STANDFIRST, "Una biblioteca de semillas en un molino."),
    Block("b2", Role.PARAGRAPH, "Primero. Y segundo."),
    Block("b3", Role.PARAGRAPH, "Tercero & <cuarto>."),
    Block("b4", Role.HEADING, "Las reglas", level=2),
    Block("b5", Role.PARAGRAPH, "Son pocas."),
    Block("b6", Role.LIST_ITEM, "No se cobra."),
    Block("b7", Role.QUOTE, "Nadie lo recuerda."),
    Block("b8", Role.CAPTION, "El molino."),
)


def part(data: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return etree.fromstring(package.read(name))


def body_of(data: bytes) -> etree._Element:
    return part(data, "word/document.xml")


def text_of(element: etree._Element) -> str:
    return "".join(node.text or "" for node in element.iter(W + "t"))


def symbols_of(element: etree._Element) -> list[tuple[str, str]]:
    return [(node.get(W + "font"), node.get(W + "char")) for node in element.iter(W + "sym")]


def paragraphs_of(data: bytes) -> list[tuple[str, str]]:
    """(style id, text) of every paragraph, those in tables too."""
    return [(one.find(f"{W}pPr/{W}pStyle").get(W + "val"), text_of(one)) for one in body_of(data).iter(W + "p")]


def bookmarks_of(root: etree._Element) -> dict[str, str]:
    """Text between the start and the end of every bookmark."""
    texts, open_ones = {}, {}
    for node in root.iter():
        if node.tag == W + "bookmarkStart":
            open_ones[node.get(W + "id")] = node.get(W + "name")
            texts[node.get(W + "name")] = ""
        elif node.tag == W + "bookmarkEnd":
            del open_ones[node.get(W + "id")]
        elif node.tag == W + "t":
            for name in open_ones.values():
                texts[name] += node.text or ""
    assert not open_ones
    return texts


@pytest.mark.parametrize("lang", ["es", "fr", "ru", "ar", "he", "hi"])
def test_every_text_of_the_edition_is_in_the_document_exactly(lang) -> None:
    edition = make_edition(lang)
    data = write_docx(edition)
    texts = [text for _, text in paragraphs_of(data)]
    texts = [text.replace(RLM, "") for text in texts]  # where two Latin names meet: see test_directions.py
    notes = text_of(part(data, "word/footnotes.xml")).replace(RLM, "")
    article = edition.article
    for expected in (article.title, *(block.text for block in article.blocks), edition.disclosure, edition.source.title):
        assert expected in texts
    for note in (*article.notes_of(NoteKind.DISCLAIMER), *edition.source.notes):
        assert note.text in texts
    assert article.notes[0].text in notes
    assert any(text.startswith(edition.byline) for text in texts)
    for label, text in edition.colophon:
        assert {label, text} <= set(texts)


def test_every_role_has_a_style_of_its_own() -> None:
    styles = {text: style for style, text in paragraphs_of(write_docx(make_edition("es", blocks=RICH, subtitle="Crónica")))}
    expected = ("Standfirst", "BodyFirst", "Body", "Heading2", "BodyFirst", "ListBullet", "Quote", "Caption")
    assert [styles[block.text] for block in RICH] == list(expected)
    assert styles["Crónica"] == "Subtitle"
    assert styles[make_edition("es").article.title] == "Heading1"


def test_every_style_that_is_used_is_defined() -> None:
    data = write_docx(make_edition("es", blocks=RICH))
    defined = {style.get(W + "styleId") for style in part(data, "word/styles.xml").iter(W + "style")}
    names = [f"word/{name}.xml" for name in ("document", "footnotes", "header1", "footer1", "footer2")]
    used = {node.get(W + "val") for name in names for tag in ("pStyle", "rStyle") for node in part(data, name).iter(W + tag)}
    assert used <= defined


def test_notes_are_footnotes_with_the_source_s_own_marks() -> None:
    data = write_docx(make_edition("es"))
    references = list(body_of(data).iter(W + "footnoteReference"))
    assert [node.get(W + "customMarkFollows") for node in references] == ["1", "1"]
    assert [text_of(node.getparent()) for node in references] == ["*", "**"]
    notes = [node for node in part(data, "word/footnotes.xml") if node.get(W + "type") is None]
    assert {node.get(W + "id"): text_of(node).strip() for node in notes} == {
        "1": TEXTS["es"]["affiliation"],
        "2": "Véase el descargo de responsabilidad al final del artículo.",
    }
    assert [symbols_of(node) for node in notes] == [[("Symbol", "F02A")], [("Symbol", "F02A")] * 2]


def test_a_mark_that_is_no_star_is_a_sign_of_the_notes_own_face() -> None:
    notes = (Note("n1", "†", NoteKind.AFFILIATION, "Uno."), Note("n2", "2", NoteKind.DISCLAIMER, "Dos."))
    data = write_docx(make_edition("es", notes=notes))
    found = [symbols_of(node) for node in part(data, "word/footnotes.xml") if node.get(W + "type") is None]
    assert found == [[("Source Sans 3", "2020")], [("Source Sans 3", "0032")]]


@pytest.mark.parametrize(
    ("old", "new"), [("F02A", "0023"), ('w:char="F02A"/><w:sym w:font="Symbol" w:char="F02A"', 'w:char="F02A"')]
)
def test_the_check_of_the_file_reads_the_marks_of_the_notes(old, new) -> None:
    edition = make_edition("es")
    data, changed = write_docx(edition), BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as package, zipfile.ZipFile(changed, "w") as other:
        for name in package.namelist():
            content = package.read(name)
            other.writestr(name, content.replace(old.encode(), new.encode()) if name == "word/footnotes.xml" else content)
    assert check_docx(data, edition) == ()
    assert {finding.code for finding in check_docx(changed.getvalue(), edition)} == {"D-016"}


def test_every_face_names_one_that_may_stand_in_for_it_in_the_order_of_the_schema() -> None:
    data = write_docx(make_edition("es"))
    table = {node.get(W + "name"): node for node in part(data, "word/fontTable.xml")}
    used = {node.get(W + slot) for node in part(data, "word/styles.xml").iter(W + "rFonts") for slot in ("ascii", "cs")}
    assert used <= set(table)
    serif = [(node.tag.removeprefix(W), node.get(W + "val")) for node in table["Source Serif 4"]]
    assert serif == [
        ("altName", "Georgia"),
        ("panose1", "02040603050405020204"),
        ("charset", "00"),
        ("family", "roman"),
        ("pitch", "variable"),
    ]


def test_the_disclaimer_has_the_source_s_wording_in_the_cell_beside_it() -> None:
    table = Document(BytesIO(write_docx(make_edition("es")))).tables[1]
    assert [cell.text for cell in table.rows[0].cells] == ["Descargo de responsabilidad **", "Texto original"]
    assert [cell.text for cell in table.rows[1].cells] == [TEXTS["es"]["disclaimer"], TEXTS["en"]["disclaimer"]]
    (language,) = table.rows[1].cells[1]._tc.iter(W + "lang")
    assert language.get(W + "val") == "en"


def test_every_segment_has_a_bookmark_round_its_target_and_nothing_else() -> None:
    edition = make_edition("es", blocks=RICH, subtitle="Crónica de un molino")
    data = write_docx(edition)
    found = bookmarks_of(body_of(data)) | bookmarks_of(part(data, "word/footnotes.xml"))
    assert found == {"seg_" + unit.segment.id.replace(".", "_"): unit.target for unit in edition.units}


def test_segments_that_are_joined_without_a_space_have_their_bookmarks_too() -> None:
    """In Chinese and Japanese what stood between two sentences of the source is not written."""
    edition = make_edition("es")
    first, rest = edition.units[0], [unit for unit in edition.units if unit.segment.block != "b1"]
    texts = ("Molía poco.", "Molía de noche.")
    units = [
        replace(first, segment=replace(first.segment, id=f"b1.{n}", block="b1", lead="", tail=" "), target=text)
        for n, text in enumerate(texts, 1)
    ]
    blocks = (replace(edition.article.blocks[0], text="".join(texts), marks=()), *edition.article.blocks[1:])
    data = write_docx(replace(edition, units=(*units, *rest), article=replace(edition.article, blocks=blocks)))
    assert {name: text for name, text in bookmarks_of(body_of(data)).items() if name.startswith("seg_b1_")} == {
        "seg_b1_1": texts[0],
        "seg_b1_2": texts[1],
    }


def test_bookmark_numbers_are_never_used_twice() -> None:
    data = write_docx(make_edition("es"))
    nodes = [*body_of(data).iter(W + "bookmarkStart"), *part(data, "word/footnotes.xml").iter(W + "bookmarkStart")]
    assert max(Counter(node.get(W + "id") for node in nodes).values()) == 1
    assert max(Counter(node.get(W + "name") for node in nodes).values()) == 1


def test_a_text_that_its_units_do_not_give_is_written_as_the_article_has_it() -> None:
    edition = make_edition("es")
    units = make_units(make_edition("es", paragraphs=["Otra cosa."]).article)
    data = write_docx(make_edition("es", units=units))
    assert edition.article.blocks[0].text in [text for _, text in paragraphs_of(data)]
    assert "seg_b1_1" not in bookmarks_of(body_of(data))


def test_a_right_to_left_edition_runs_that_way_and_its_latin_names_do_not() -> None:
    data = write_docx(make_edition("ar"))
    normal = next(style for style in part(data, "word/styles.xml") if style.get(W + "styleId") == "Normal")
    assert normal.find(f"{W}pPr/{W}bidi") is not None
    assert body_of(data).find(f"{W}body/{W}sectPr/{W}bidi") is not None
    assert all(table.find(f"{W}tblPr/{W}bidiVisual") is not None for table in body_of(data).iter(W + "tbl"))
    runs = {text_of(run): run.find(f"{W}rPr/{W}rtl") is not None for run in body_of(data).iter(W + "r")}
    assert runs["Valley Seed Library"] is False
    assert runs[str(TEXTS["ar"]["disclaimer"])] is True


@pytest.mark.parametrize(
    ("lang", "attribute", "face"), [("es", "val", "Source Serif 4"), ("ar", "bidi", "Amiri"), ("hi", "bidi", "Hind")]
)
def test_language_and_face_are_those_of_the_script(lang, attribute, face) -> None:
    defaults = part(write_docx(make_edition(lang)), "word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    assert defaults.find(W + "lang").get(W + attribute) == lang
    assert defaults.find(W + "rFonts").get(W + "cs") == face


def test_the_properties_tell_what_the_file_is() -> None:
    edition = make_edition("es", title="Un título: " + "muy largo " * 40, disclosure="Traducción automática. " * 30)
    core = Document(BytesIO(write_docx(edition))).core_properties
    assert core.title == edition.article.title
    assert core.author == "Mara Oyelaran; Tomás Quiroga-Lind"
    assert (core.language, core.comments, core.last_modified_by) == ("es", edition.disclosure, "pubpipe")
    assert (core.created.year, core.created.month, core.created.day) == (2024, 5, 14)


def test_an_undated_article_gives_an_undated_file() -> None:
    edition = make_edition("es", units=())
    from dataclasses import replace

    data = write_docx(replace(edition, article=replace(edition.article, date="")))
    assert b"2013" not in zipfile.ZipFile(BytesIO(data)).read("docProps/core.xml")


def test_nothing_of_the_template_is_left() -> None:
    with zipfile.ZipFile(BytesIO(write_docx(make_edition("es")))) as package:
        names = package.namelist()
        assert len(names) == len(set(names))
        assert not [name for name in names if any(word in name for word in ("stylesWith", "customXml", "thumbnail", "app.xml"))]
        assert b"Shading" not in package.read("word/styles.xml")
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("lang", ["es", "ar"])
def test_the_same_edition_gives_the_same_bytes(lang) -> None:
    assert write_docx(make_edition(lang)) == write_docx(make_edition(lang))


def test_running_head_folio_and_first_page_are_there() -> None:
    (section,) = Document(BytesIO(write_docx(make_edition("es")))).sections
    assert section.different_first_page_header_footer
    assert section.header.paragraphs[0].text.split("   ") == ["Terrace Review", "La biblioteca que presta semillas"]
    assert section.first_page_header.paragraphs[0].text == ""
    for footer in (section.footer, section.first_page_footer):
        assert "PAGE" in footer._element.xml


@pytest.mark.parametrize(("page", "width"), [("A4", 210), ("A5", 148), ("Letter", 216)])
def test_the_page_has_the_size_that_was_asked_for(page, width) -> None:
    assert round(Document(BytesIO(write_docx(make_edition("es"), page=page))).sections[0].page_width.mm) == width


def test_a_control_character_is_refused_and_not_dropped() -> None:
    with pytest.raises(OutputError, match=r"U\+0007"):
        write_docx(make_edition("es", paragraphs=["Un pitido \x07 aquí."]))


@pytest.mark.parametrize(
    "changes",
    [
        {"notes": (), "publication": "", "section": "", "colophon": (), "paragraphs": ("Una frase.",)},
        {"blocks": (), "authors": (), "byline": ""},
        {"notes": [Note("n1", "", NoteKind.BIO, "Sobre ella."), Note("n2", "1", NoteKind.FOOTNOTE, "Nota.")]},
    ],
    ids=["bare", "no body", "other notes"],
)
def test_unusual_editions_open_again(changes) -> None:
    texts = " ".join(paragraph.text for paragraph in Document(BytesIO(write_docx(make_edition("es", **changes)))).paragraphs)
    for note in changes.get("notes", ()):
        assert note.text in texts


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("lang", ["es", "ar"])
def test_libreoffice_opens_it_and_shows_every_paragraph_and_both_notes(tmp_path: Path, lang) -> None:
    edition = make_edition(lang)
    (tmp_path / "edition.docx").write_bytes(write_docx(edition))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "edition.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120, env={**os.environ, "HOME": str(tmp_path)})
    read = "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(tmp_path / "edition.pdf"))
    flat = "".join(read.replace("\ufffe", "").split())
    if lang == "es":
        for text in (*(block.text for block in edition.article.blocks), *(note.text for note in edition.article.notes)):
            assert "".join(text.split()).replace("-", "") in flat.replace("-", "")
    marks = Counter(re.findall(r"\*+", read))  # in the byline, before the notes, and over the boxes
    assert marks == {"*": 3, "**": 3}


# --- inline codes ---------------------------------------------------------------------------------------------------------


def test_codes_are_runs_links_and_real_numbering() -> None:
    data = write_docx(coded_edition())
    assert check_docx(data, coded_edition()) == ()
    root, relations = body_of(data), zipfile.ZipFile(BytesIO(data)).read("word/_rels/document.xml.rels").decode()
    said = {text_of(run): [local(child) for child in run.iterfind(f"{W}rPr/*")] for run in root.iter(f"{W}r")}
    assert {"i", "iCs"} <= set(said["política"])
    assert {"b", "u"} <= set(said["Praderas"])
    assert "vertAlign" in said["2"]
    assert "https://example.org/a?x=1&amp;y=2" in relations
    assert "javascript" not in relations
    (link,) = [found for found in root.iter(f"{W}hyperlink") if found.get(f"{W}anchor") is None]
    assert text_of(link) == "Instituto de Praderas"
    (upright,) = [run for run in root.iter(f"{W}r") if text_of(run) == "Nadie"]
    assert upright.find(f"{W}rPr/{W}i").get(f"{W}val") == "0"
    items = [
        tuple(one.find(f"{W}pPr/{W}numPr/{W}{name}").get(f"{W}val") for name in ("numId", "ilvl"))
        for one in root.iter(f"{W}p")
        if one.find(f"{W}pPr/{W}numPr") is not None
    ]
    assert items == [("2", "0"), ("1", "1"), ("2", "0")]
    (start,) = part(data, "word/numbering.xml").iter(f"{W}startOverride")
    assert start.get(f"{W}val") == "3"


def local(element: etree._Element) -> str:
    return etree.QName(element).localname
