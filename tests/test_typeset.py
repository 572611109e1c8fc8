"""The PDF of an edition: what a reader sees, copies and hears; and the faces that set it."""

import json
import logging
import multiprocessing
import os
import re
import signal
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from hypothesis import given
from hypothesis import strategies as st

from factory import TEXTS, coded_edition, make_edition, specimen
from pubpipe.article import Author, Block, Edition, EngineInfo, Imprint, Mark, MarkKind, Note, NoteKind, Role, State
from pubpipe.errors import OutputError, SettingsError
from pubpipe.typeset import design, faces, fonts, page, pdf, running_texts
from pubpipe.typeset.galley import set_galley, shorten
from pubpipe.typeset.measure import balanced_width
from pubpipe.typeset.pdf import write_pdf
from pubpipe.typeset.runs import cut, split_at, tail_start
from pubpipe.verify import check_pdf

INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
HYPHENATED = re.compile(
    "[\ufffe\x02]\\s*|[-\u2010\u00ad]\\s*\n\\s*"
)  # pdfium marks a hyphen at a line's end by U+FFFE or U+0002
EXACT = ("es", "fr", "ru")


@pytest.fixture(scope="session")
def pdfs(fonts_dir: Path) -> dict[str, bytes]:
    return {lang: write_pdf(make_edition(lang), fonts_dir=fonts_dir) for lang in ("es", "fr", "ru", "ar", "he", "hi")}


def read_by_pdfium(data: bytes) -> str:
    return "\n".join(one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(data))


def read_by_pypdf(data: bytes) -> str:
    return "\n".join(one.extract_text() for one in pypdf.PdfReader(BytesIO(data)).pages)


READERS = (read_by_pdfium, read_by_pypdf)


def flat(text: str) -> str:
    """A text without line ends, hyphenation and white space, to compare what was set with what was read."""
    joined = HYPHENATED.sub("", INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    return re.sub(r"[\s-]+", "", joined)


def sayings(edition: Edition) -> Iterator[str]:
    """Everything that has to be on the page."""
    article = edition.article
    yield from (article.title, article.section, edition.byline, edition.date, edition.disclosure, edition.source.title)
    yield from (block.text for block in article.blocks)
    yield from (note.text for note in (*article.notes, *edition.source.notes))
    yield from (text for row in edition.colophon for text in row)
    yield from (
        edition.labels[key] for key in ("Disclaimer", "Affiliations", "Original wording", "{language} edition", "Unreviewed")
    )


# --- What the reader gets ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", EXACT)
@pytest.mark.parametrize("read", READERS)
def test_every_text_of_the_edition_can_be_copied_out_of_the_pdf_exactly(pdfs, lang, read) -> None:
    text = flat(read(pdfs[lang]))
    edition = make_edition(lang)
    torn = {flat(block.text) for block in edition.article.blocks if crosses_a_page(pdfs[lang], block)}
    assert [one for one in map(flat, sayings(edition)) if one not in text and one not in torn] == []


def crosses_a_page(data: bytes, block: Block) -> bool:
    """A paragraph over two pages has the foot of the first between its halves."""
    pages = [flat(one.get_textpage().get_text_range()) for one in pypdfium2.PdfDocument(data)]
    return not any(flat(block.text) in one for one in pages) and any(flat(block.text)[:30] in one for one in pages)


@pytest.mark.parametrize("lang", ["ar", "he"])
def test_every_word_of_a_right_to_left_paragraph_is_in_the_pdf(pdfs, lang) -> None:
    """Readers put the words of a line of two directions in an order of their own, so words are counted, not their order."""
    found = Counter(words(read_by_pdfium(pdfs[lang])))
    wanted = Counter(word for block in make_edition(lang).article.blocks for word in words(block.text))
    lost = wanted - found
    assert sum(lost.values()) <= 0.03 * sum(wanted.values()), lost


def words(text: str) -> list[str]:
    bare = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return [word for word in re.split(r"[\s.,;:()«»“”،؛־·-]+", bare) if word]


def test_a_paragraph_with_a_drop_cap_is_copied_with_its_first_letter_in_place(pdfs) -> None:
    assert "cap" in page.html(set_galley(make_edition("es")))
    assert flat(TEXTS["es"]["paragraphs"][0]) in flat(read_by_pypdf(pdfs["es"]))


@pytest.mark.parametrize("sheet", ["A4", "A5"])
def test_a_paragraph_over_two_pages_is_whole_once_the_furniture_is_taken_out(fonts_dir, sheet) -> None:
    paragraphs = [f"Número {n}. {text}" for n, text in enumerate(TEXTS["es"]["paragraphs"] * 12, 1)]
    edition = make_edition("es", paragraphs=paragraphs)
    data = write_pdf(edition, page=sheet, fonts_dir=fonts_dir)
    text = "".join(without_furniture(one.extract_text(), edition) for one in pypdf.PdfReader(BytesIO(data)).pages)
    assert [one for one in paragraphs if flat(one) not in text] == []


def without_furniture(text: str, edition: Edition) -> str:
    """The text of a page without running head, foot and folio, which come last."""
    kept = flat(text)
    for furniture in running_texts(edition):
        before, found, after = kept.rpartition(flat(furniture))
        kept = before + after if found else kept
    return re.sub(r"\d+$", "", kept)


def test_running_texts_are_what_stands_in_head_and_foot(pdfs) -> None:
    first, second = (one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(pdfs["es"]))
    house, title, byline = running_texts(make_edition("es"))
    assert all(text in second for text in (house, title, byline))
    assert byline in first


def test_a_title_is_one_heading_although_its_two_halves_are_set_apart(pdfs) -> None:
    outline = pypdf.PdfReader(BytesIO(pdfs["es"])).outline
    assert outline[0].title == make_edition("es").article.title


def test_headings_are_bookmarks_below_the_title(fonts_dir) -> None:
    blocks = (Block("b1", Role.HEADING, "Las reglas", level=2), Block("b2", Role.PARAGRAPH, "Son pocas."))
    data = write_pdf(make_edition("es", blocks=blocks), fonts_dir=fonts_dir)
    _, below, *_ = pypdf.PdfReader(BytesIO(data)).outline
    assert below[0].title == "Las reglas"


# --- Notes and disclaimer ----------------------------------------------------------------------------------------------


def test_the_notes_of_the_byline_stand_on_the_first_page_under_their_own_marks(pdfs) -> None:
    for lang in EXACT:
        edition = make_edition(lang)
        first = pypdfium2.PdfDocument(pdfs[lang])[0].get_textpage().get_text_range()
        assert re.search(r"\*\s*\*\*", first), lang
        assert flat("* " + edition.article.notes[0].text) in flat(first), lang
        assert flat("** " + edition.labels["See the disclaimer at the end of the article."]) in flat(first), lang


def test_no_word_is_left_alone_on_a_line_before_a_name() -> None:
    """Whatever the width: a text may fit its line without the space after it only."""
    widths = [300 + step / 2 for step in range(160)]
    text = "para trasladar las semillas del valle y los cuadernos de <b>Mara Oyelaran</b> al molino nuevo de la ladera"
    markup = "".join(f'<p style="width: {width}px">{text}</p>' for width in widths)
    document = pdf.laid_out(f'<html lang="es"><body>{markup}</body></html>', "p { font: 12px serif; hyphens: auto }")
    paragraphs = [box for one in document.pages for box in one._page_box.descendants() if box.element_tag == "p"]
    firsts = [box.children[0] for box in paragraphs if box.children and type(box.children[0]).__name__ == "LineBox"]
    lines = ["".join(part.text for part in line.descendants() if hasattr(part, "text")) for line in firsts]
    assert len(lines) == len(widths)
    assert min(len(line) for line in lines) > len("para trasladar las semillas")


@pytest.mark.parametrize("words_added", range(0, 60, 6))
def test_the_notes_stay_on_the_first_page_wherever_that_page_ends(fonts_dir, words_added) -> None:
    paragraphs = ["palabra " * words_added + "fin.", *TEXTS["es"]["paragraphs"] * 2]
    data = write_pdf(make_edition("es", paragraphs=paragraphs), fonts_dir=fonts_dir)
    assert "Véase el descargo" in pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()


def test_the_disclaimer_stands_in_both_wordings_and_the_source_is_marked_as_its_language() -> None:
    text = page.html(set_galley(make_edition("es")))
    english = TEXTS["en"]["disclaimer"]
    assert f'<p class="src" lang="en" dir="ltr">{english}</p>' in text
    plain = re.sub("<[^>]*>", "", text)
    assert plain.index(str(TEXTS["es"]["disclaimer"])) < plain.index(str(english))


def test_the_notes_are_on_the_first_page_in_every_script(pdfs) -> None:
    for lang, data in pdfs.items():
        first = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()
        assert first.count("*") >= 6, lang


def test_a_note_without_a_mark_gets_one_that_no_other_has() -> None:
    notes = (Note("n1", "*", NoteKind.AFFILIATION, "Uno."), Note("n2", "", NoteKind.DISCLAIMER, "Dos."))
    assert [note.mark for note in set_galley(make_edition("es", notes=notes)).footnotes] == ["*", "**"]


def test_notes_under_one_mark_share_one_footnote() -> None:
    notes = (Note("n1", "*", NoteKind.AFFILIATION, "Uno."), Note("n2", "*", NoteKind.AFFILIATION, "Dos."))
    (note,) = set_galley(make_edition("es", notes=notes)).footnotes
    assert [passage.text for passage in note.passages] == ["Uno.", "Dos."]


def test_other_notes_come_after_the_text_with_their_labels(fonts_dir) -> None:
    notes = (
        Note("n1", "", NoteKind.BIO, "Mara Oyelaran estudia cultivos."),
        Note("n2", "1", NoteKind.FOOTNOTE, "Archivo municipal."),
        Note("n3", "", NoteKind.CORRECTION, "Decía 3.421."),
    )
    text = flat(read_by_pypdf(write_pdf(make_edition("es", notes=notes), fonts_dir=fonts_dir)))
    for expected in (
        "Notas",
        "Sobre el autor Mara Oyelaran estudia cultivos.",
        "1 Archivo municipal.",
        "Corrección Decía 3.421.",
    ):
        assert flat(expected) in text


def test_nothing_is_said_about_a_disclaimer_that_is_not_there(fonts_dir) -> None:
    text = read_by_pypdf(write_pdf(make_edition("es", notes=()), fonts_dir=fonts_dir))
    assert "descargo" not in text.lower()
    assert "Texto original" not in text


# --- Provenance --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ("Traducción automática", "Sin revisar")),
        ({"state": State.REVIEWED}, ("Traducción automática", "Revisado")),
        ({"engine": EngineInfo("pseudo", "Pseudo", "pseudo", "1")}, ("Pseudo", "Sin revisar")),
        ({"units": ()}, ("Sin revisar",)),
    ],
)
def test_the_first_page_says_how_the_translation_was_made(changes, said) -> None:
    _, passages = set_galley(make_edition("es", **changes)).rail[-1]
    assert tuple(passage.text for passage in passages) == said


@pytest.mark.parametrize(
    ("publication", "date", "labels"),
    [
        ("Terrace Review", "3 de mayo de 2025", ["Título original", "Fuente", "Publicado", "Traducción"]),
        ("Terrace Review", "", ["Título original", "Fuente", "Traducción"]),
        ("", "3 de mayo de 2025", ["Título original", "Publicado", "Traducción"]),
        ("", "", ["Título original", "Traducción"]),
    ],
)
def test_every_row_of_the_rail_says_what_its_label_says(publication, date, labels) -> None:
    edition = make_edition("es")
    edition = replace(edition, article=replace(edition.article, publication=publication), date=date)
    rail = set_galley(edition).rail
    said = {label: [passage.text for passage in passages] for label, passages in rail}
    assert list(said) == labels
    assert said.get("Fuente", [""]) == [publication]
    assert said.get("Publicado", [""]) == [date]


def test_an_edition_without_a_house_string_is_refused() -> None:
    labels = {key: text for key, text in make_edition("es").labels.items() if key != "Disclaimer"}
    with pytest.raises(OutputError, match="no wording for 'Disclaimer' in es"):
        set_galley(make_edition("es", labels=labels))


# --- The file ----------------------------------------------------------------------------------------------------------


def test_the_pdf_says_its_title_authors_language_and_that_it_is_tagged(pdfs) -> None:
    reader = pypdf.PdfReader(BytesIO(pdfs["fr"]))
    edition = make_edition("fr")
    assert reader.metadata.title == edition.article.title
    assert reader.metadata.author == "Mara Oyelaran, Tomás Quiroga-Lind"
    assert reader.metadata.subject == edition.disclosure
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "fr"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]


def test_the_pdf_declares_pdf_a_3a_and_pdf_ua_1(pdfs) -> None:
    metadata = pypdf.PdfReader(BytesIO(pdfs["ar"])).trailer["/Root"]["/Metadata"].get_data().decode()
    assert re.search(r"pdfaid:part\W+3\b", metadata)
    assert re.search(r"pdfaid:conformance\W+A\b", metadata)
    assert 'pdfuaid:part="1"' in metadata
    assert "<dc:language><rdf:Bag><rdf:li>ar</rdf:li>" in metadata


def test_the_same_edition_gives_the_same_bytes(pdfs, fonts_dir) -> None:
    for lang in ("es", "ar"):
        assert write_pdf(make_edition(lang), fonts_dir=fonts_dir) == pdfs[lang]


def test_only_faces_of_ours_are_embedded(pdfs) -> None:
    for lang, data in pdfs.items():
        names = {name for one in pypdf.PdfReader(BytesIO(data)).pages for name in embedded(one)}
        assert names
        assert all(re.fullmatch(r"/\w+\+(Pubpipe|Amiri|Hind).*", name) for name in names), (lang, names)


def embedded(one: pypdf.PageObject) -> set[str]:
    return {str(font.get_object()["/BaseFont"]) for font in one["/Resources"]["/Font"].values()}


def test_the_date_of_the_file_is_the_article_s_and_never_the_run_s(fonts_dir, pdfs) -> None:
    assert pypdf.PdfReader(BytesIO(pdfs["es"])).metadata["/CreationDate"].startswith("D:20240514")
    undated = replace(make_edition("es"), article=replace(make_edition("es").article, date=""))
    assert "/CreationDate" not in pypdf.PdfReader(BytesIO(write_pdf(undated, fonts_dir=fonts_dir))).metadata


@pytest.mark.parametrize(("name", "points"), [("A4", (595, 842)), ("a5", (420, 595)), ("Letter", (612, 792))])
def test_pages_have_the_size_that_was_asked_for(fonts_dir, name, points) -> None:
    data = write_pdf(make_edition("es"), page=name, fonts_dir=fonts_dir)
    assert tuple(round(side) for side in pypdfium2.PdfDocument(data)[0].get_size()) == points


def test_an_unknown_page_size_is_named_with_those_there_are() -> None:
    with pytest.raises(SettingsError, match="choose one of: A4, Letter, A5"):
        design.sheet_of("B4")


TWELVE_NOTES = tuple(Note(f"n{n}", str(n), NoteKind.AFFILIATION, f"Trabaja en el centro {n}.") for n in range(1, 13))
ARABIC_ROLES = (Block("b1", Role.LIST_ITEM, "بند"), Block("b2", Role.QUOTE, "قول"), Block("b3", Role.CAPTION, "صورة"))


@pytest.mark.parametrize(
    "edition",
    [
        make_edition("es", notes=(), paragraphs=["Una."], publication="", section="", imprint=Imprint(), colophon=()),
        make_edition("es", blocks=()),
        make_edition("es", title="Palabra " * 60),
        make_edition("es", title="Sin dos puntos", authors=(), byline=""),
        make_edition("es", authors=[Author(f"Nombre Apellido {n}") for n in range(12)]),
        make_edition("es", notes=TWELVE_NOTES),
        make_edition("es", notes=[Note("n1", "**", NoteKind.DISCLAIMER, "Aviso muy largo. " * 300)]),
        make_edition("es", blocks=[Block(f"b{n}", Role.LIST_ITEM, f"Punto {n}.") for n in range(90)]),
        make_edition("ar", blocks=ARABIC_ROLES),
    ],
    ids=["bare", "no body", "long title", "no authors", "12 authors", "12 notes", "long disclaimer", "list", "arabic"],
)  # fmt: skip
def test_unusual_editions_are_set_with_nothing_lost(fonts_dir, edition) -> None:
    text = read_by_pypdf(write_pdf(edition, fonts_dir=fonts_dir))
    for note in edition.article.notes_of(NoteKind.AFFILIATION):
        assert flat(note.text) in flat(text)
    wanted = Counter(words(f"{edition.article.title} {edition.byline}"))
    assert edition.lang == "ar" or not wanted - Counter(words(HYPHENATED.sub("", text)))


def test_a_long_disclaimer_is_on_the_pages_to_its_last_word(fonts_dir) -> None:
    said = " ".join(f"aviso{n}" for n in range(1500))
    notes = [Note("n1", "**", NoteKind.DISCLAIMER, said)]
    text = read_by_pypdf(write_pdf(make_edition("es", notes=notes), fonts_dir=fonts_dir))
    assert {f"aviso{n}" for n in range(1500)} <= set(words(text))


# --- Safety ------------------------------------------------------------------------------------------------------------

HOSTILE = (
    '<img src="http://192.0.2.1/x.png"><link rel=attachment href="file:///etc/passwd"></p><style>@import "http://192.0.2.1/";'
)


def test_markup_in_an_article_is_text_on_the_page(fonts_dir) -> None:
    edition = make_edition("es", paragraphs=[HOSTILE], title=f"Título {HOSTILE}", byline=HOSTILE, disclosure=HOSTILE)
    data = write_pdf(edition, fonts_dir=fonts_dir)
    assert flat("<img src=") in flat(read_by_pypdf(data))
    assert sorted(pypdf.PdfReader(BytesIO(data)).attachments) == ["seeds.en.json", "seeds.es.json"]


@pytest.mark.parametrize("address", ["http://192.0.2.1/a.css", "file:///etc/passwd", "data:text/css,p{}"])
def test_a_page_that_asks_for_a_resource_is_refused(monkeypatch, fonts_dir, address) -> None:
    monkeypatch.setattr(pdf, "stylesheet", lambda *args, **named: f'@import "{address}"; p {{ color: red }}')
    with pytest.raises(OutputError, match=r"outside resource|complained"):
        write_pdf(make_edition("es"), fonts_dir=fonts_dir)


def test_what_the_layout_engine_ignores_is_an_error(monkeypatch, fonts_dir) -> None:
    monkeypatch.setattr(pdf, "stylesheet", lambda *args, **named: "p { text-wrap: balance }")
    with pytest.raises(OutputError, match="text-wrap"):
        write_pdf(make_edition("es"), fonts_dir=fonts_dir)


def test_environment_and_loggers_are_as_before_afterwards(fonts_dir) -> None:
    logger = logging.getLogger("weasyprint")
    before = (os.environ.get("FONTCONFIG_FILE"), list(logger.handlers), logger.propagate)
    write_pdf(make_edition("hi"), fonts_dir=fonts_dir)
    assert (os.environ.get("FONTCONFIG_FILE"), list(logger.handlers), logger.propagate) == before


# --- Faces -------------------------------------------------------------------------------------------------------------


def test_a_character_without_a_glyph_withholds_the_edition(tmp_path) -> None:
    edition = make_edition("es", paragraphs=["Un trébol \N{FOUR LEAF CLOVER} y un carácter \x07."])
    assert fonts.missing(edition) == ("\x07", "\N{FOUR LEAF CLOVER}")
    with pytest.raises(OutputError, match=r"U\+1F340") as caught:
        write_pdf(edition, fonts_dir=tmp_path / "never made")
    assert caught.value.where == "b1"
    assert not (tmp_path / "never made").exists()


def test_a_language_whose_script_has_no_font_is_withheld_by_name() -> None:
    edition = replace(make_edition("es", paragraphs=["ห้องสมุดเมล็ดพันธุ์ให้ยืมเมล็ดในหุบเขาและรับคืนทุกฤดูใบไม้ร่วง"]), lang="th")
    with pytest.raises(OutputError, match="the edition in th cannot be set") as caught:
        fonts.check_glyphs(edition)
    assert "take th out of the languages" in caught.value.hint


def test_every_face_has_a_family_weight_and_style_of_its_own(fonts_dir) -> None:
    folder = fonts.prepare(fonts_dir).parent
    seen = Counter()
    for file in folder.glob("*.ttf"):
        with TTFont(file) as face:
            names, os2 = face["name"], face["OS/2"]
            family = names.getDebugName(16) or names.getDebugName(1)
            seen[family, os2.usWeightClass, bool(os2.fsSelection & 1)] += 1
            assert "fvar" not in face
            assert not family.startswith("Source"), "a reserved name on a changed font"
    assert len(seen) == len(fonts.CUTS)
    assert set(seen.values()) == {1}


def test_faces_are_made_once_and_mended_when_damaged(fonts_dir, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(fonts, "CUTS", fonts.CUTS[-3:])  # the static ones: nothing to cut, so it is quick
    fonts._key.cache_clear()
    try:
        conf = fonts.prepare(tmp_path)
        face = conf.parent / fonts.CUTS[0].name
        whole, before = face.read_bytes(), face.stat().st_mtime_ns
        assert fonts.prepare(tmp_path) == conf
        assert face.stat().st_mtime_ns == before
        face.write_bytes(whole[:1000])
        fonts.prepare(tmp_path)
        assert face.read_bytes() == whole
        assert [one.name for one in tmp_path.iterdir()] == [conf.parent.name]
    finally:
        fonts._key.cache_clear()


def cut_slowly(cut: fonts.Cut) -> bytes:
    """A face that is the longer in the making the earlier it stands."""
    time.sleep(0.05 * (len(fonts.CUTS) - fonts.CUTS.index(cut)))
    return f"{cut.name} by {os.getpid()}".encode()


def test_faces_that_several_processes_cut_stand_under_their_own_names(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(fonts, "CUTS", fonts.CUTS[-4:])
    monkeypatch.setattr(fonts, "_cut", cut_slowly)
    fonts._make(tmp_path / "faces", 2)
    said = [(tmp_path / "faces" / cut.name).read_text().split(" by ") for cut in fonts.CUTS]
    assert [name for name, _ in said] == [cut.name for cut in fonts.CUTS]
    assert str(os.getpid()) not in {process for _, process in said}


def die_in_a_child(cut: fonts.Cut) -> bytes:
    if multiprocessing.parent_process():
        os.kill(os.getpid(), signal.SIGKILL)
    return cut.name.encode()


def test_faces_whose_processes_are_killed_are_cut_in_this_one(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(fonts, "CUTS", fonts.CUTS[-2:])
    monkeypatch.setattr(fonts, "_cut", die_in_a_child)
    fonts._make(tmp_path / "faces", 2)
    assert [(tmp_path / "faces" / cut.name).read_text() for cut in fonts.CUTS] == [cut.name for cut in fonts.CUTS]


def test_a_folder_that_cannot_be_written_is_an_output_error(tmp_path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="cannot be written"):
        fonts.prepare(tmp_path / "file")


def test_the_manifest_tells_the_checksum_of_every_face(fonts_dir) -> None:
    folder = fonts.prepare(fonts_dir).parent
    assert set(json.loads((folder / "manifest.json").read_text())) == {cut.name for cut in fonts.CUTS}


def test_our_quick_kerning_is_the_one_that_font_tools_would_make() -> None:
    """Of a small subset, for the whole font takes fontTools many seconds."""
    location = {"opsz": 11, "wght": 700}
    quick, slow = small_font(), small_font()
    faces.settle_positions(quick, location)
    tables = [instancer.instantiateVariableFont(font, location)["GPOS"] for font in (quick, slow)]
    assert pair_values(tables[0]) == pair_values(tables[1]) != {}


def small_font() -> TTFont:
    font = TTFont(fonts._original("fontpkg_source_serif_4", fonts.SERIF_ROMAN))
    options = Options(layout_features=["kern"])
    subsetter = Subsetter(options)
    subsetter.populate(text="AVTovy.,")
    subsetter.subset(font)
    return font


def pair_values(gpos: object) -> dict[tuple[str, ...], int]:
    """Kerning by glyph pair, whatever format the pair tables have."""
    values: dict[tuple[str, ...], int] = {}
    for table in (sub for lookup in gpos.table.LookupList.Lookup for sub in lookup.SubTable):
        table = getattr(table, "ExtSubTable", table)
        for at, first in enumerate(table.Coverage.glyphs):
            if table.Format == 1:
                pairs = ((record.SecondGlyph, record.Value1) for record in table.PairSet[at].PairValueRecord)
            else:
                row = table.Class1Record[table.ClassDef1.classDefs.get(first, 0)].Class2Record
                pairs = ((second, row[number].Value1) for second, number in table.ClassDef2.classDefs.items())
            for second, value in pairs:
                values.setdefault((first, second), getattr(value, "XAdvance", 0) if value else 0)
    return {pair: value for pair, value in values.items() if value}


# --- Runs and lines ----------------------------------------------------------------------------------------------------

MIXED = st.text(st.sampled_from("ab Ω אב عب 12.,()«»-Mara Oyelaran"), max_size=60)


@given(MIXED, st.booleans())
def test_runs_joined_are_the_text(text: str, rtl: bool) -> None:
    assert "".join(run.text for run in cut(text, names=("Mara Oyelaran",), rtl=rtl)) == text


@given(MIXED, st.integers(0, 70))
def test_runs_split_anywhere_are_still_the_text(text: str, offset: int) -> None:
    before, after = split_at(cut(text), offset)
    assert "".join(run.text for run in before) == text[:offset]
    assert "".join(run.text for run in after) == text[offset:]


def test_a_latin_name_is_found_behind_an_arabic_and() -> None:
    runs = cut("بقلم Mara Oyelaran وTomás Quiroga-Lind", names=("Mara Oyelaran", "Tomás Quiroga-Lind"), rtl=True)
    assert [run.text for run in runs if run.name and run.foreign] == ["Mara Oyelaran", "Tomás Quiroga-Lind"]


def test_a_name_inside_a_longer_word_is_not_a_name() -> None:
    assert not any(run.name for run in cut("Marathon", names=("Mara",)))


def test_a_number_belongs_to_the_latin_word_before_it_in_right_to_left_text() -> None:
    assert [run.text for run in cut("نضد ببرنامج WeasyPrint 70 أمس", rtl=True) if run.foreign] == ["WeasyPrint 70"]


def test_the_last_words_of_a_paragraph_keep_together_when_the_last_is_short() -> None:
    long = "Palabras y más palabras hasta que la línea se llena del todo y sigue, y sigue, hasta llegar por fin a su"
    assert f"{long} fin."[tail_start(f"{long} fin.") :] == "a su fin."
    assert f"{long} acabamiento."[tail_start(f"{long} acabamiento.") :] == "acabamiento."
    assert tail_start("Corto.") == len("Corto.")


def test_no_name_is_hyphenated_and_no_foreign_word_is_left_unmarked() -> None:
    text = page.html(set_galley(make_edition("ar")))
    assert '<span class="fx" lang="en" dir="ltr">Valley Seed Library</span>' in text
    assert '<span class="n">Tomás Quiroga-Lind</span>' in page.html(set_galley(make_edition("es")))


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("corto", 10, "corto"),
        ("la biblioteca que presta", 15, "la biblioteca…"),
        ("semillas, y más", 11, "semillas…"),
        ("x" * 20, 10, "x" * 9 + "…"),
    ],
)
def test_a_running_title_is_shortened_at_a_word(text, most, expected) -> None:
    assert shorten(text, most) == expected


def test_title_lines_are_about_equal(fonts_dir) -> None:
    face = fonts.display_file("fr", fonts.prepare(fonts_dir).parent)
    room = 400
    width = balanced_width("La bibliothèque qui prête des graines", face, 33, room)
    assert 0.5 * room < width < 0.75 * room
    assert balanced_width("Court", face, 33, room) == room


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("La vieja semillería del norte y su archivo de las variedades: un catálogo", 2),
        ("Molinos, semillas, panes: memoria", 1),
        ("Historia breve de una semilla y de los vecinos que la guardaron en el molino: un relato", 2),
    ],
)
def test_a_balanced_title_takes_no_line_more_than_it_must(fonts_dir, title, lines) -> None:
    data = write_pdf(make_edition("es", title=title), fonts_dir=fonts_dir)
    read = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()
    start = read.index(title[:12])
    head = read[start : read.index(title.split(": ")[1], start)]
    assert len(head.strip().splitlines()) == lines


@pytest.mark.parametrize(
    "text", ["¿Quién presta semillas? " * 12, "«Nadie» lo recuerda. " * 15, "1987 fue el año. " * 16, "Corto."]
)
def test_a_drop_cap_is_only_made_of_a_letter_before_enough_text(text) -> None:
    assert not page.takes_drop_cap(set_galley(make_edition("es")), text)


def test_only_web_addresses_in_the_colophon_become_links(fonts_dir) -> None:
    rows = (("Fuente", "https://terrace.example/a?b=1&c=2, javascript:alert(1)"),)
    data = write_pdf(make_edition("es", colophon=rows), fonts_dir=fonts_dir)
    notes = [note.get_object() for one in pypdf.PdfReader(BytesIO(data)).pages for note in one.get("/Annots", [])]
    assert {str(note["/A"]["/URI"]) for note in notes if "/A" in note} == {"https://terrace.example/a?b=1&c=2"}


# --- inline codes ---------------------------------------------------------------------------------------------------------


def test_codes_are_elements_and_only_safe_addresses_are_links() -> None:
    made = page.html(set_galley(coded_edition()))
    assert "<em>política</em>" in made
    assert 'href="https://example.org/a?x=1&amp;y=2">Instituto de <strong>Praderas</strong></a>' in made
    assert "CO<sub>2</sub>" in made
    assert "mismo,<br>" in made
    assert "javascript" not in made
    assert '<a class="ref" href="#note-n3">1</a>' in made
    assert '<p id="note-n3"><b>1</b>Informe anual.</p>' in made
    assert '<ol><li><p data-number="3.">Primero</p><ul><li><p>Dentro</p></li></ul></li><li><p data-number="4.">' in made


def test_marks_inside_words_of_the_other_direction_keep_their_order() -> None:
    text = "قال Annual Report هنا"
    at = text.index("Report")
    block = Block("b1", Role.PARAGRAPH, text, marks=(Mark(at, at + 6, MarkKind.STRONG),))
    made = page.html(set_galley(make_edition("ar", blocks=(block,), units=())))
    assert 'dir="ltr">Annual <strong>Report</strong></span>' in made


def test_a_pdf_with_codes_keeps_every_promise_and_its_links(fonts_dir: Path) -> None:
    edition = coded_edition()
    data = write_pdf(edition, fonts_dir=fonts_dir)
    assert check_pdf(data, edition, running_texts(edition)) == ()
    links = [
        target["/URI"]
        for sheet in pypdf.PdfReader(BytesIO(data)).pages
        for note in sheet.get("/Annots", ())
        if "/URI" in (target := note.get_object().get("/A", {}))
    ]
    assert "https://example.org/a?x=1&y=2" in links
    assert not any("javascript" in link for link in links)


@pytest.mark.parametrize("length", [306, 345, 657, 735, 813, 891])
def test_the_notes_stay_with_the_byline_wherever_the_page_ends(length, fonts_dir) -> None:
    edition = specimen("es")
    first, *rest = edition.article.blocks
    shorter = replace(first, text=(f"{first.text} " * 2)[:length].rstrip() + ".")
    data = write_pdf(replace(edition, article=replace(edition.article, blocks=(shorter, *rest))), fonts_dir=fonts_dir)
    page = pypdf.PdfReader(BytesIO(data)).pages[0].extract_text()
    assert "Véase el descargo" in page
    assert "trabaja en el Harrow Institute" in page
