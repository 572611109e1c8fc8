"""What the eye of a compositor sees first: lines of a title, ends of notes, marks, one face for a script."""

import re
import zipfile
from dataclasses import replace
from html import unescape
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document

from factory import SPECIMENS, make_edition, make_units, specimen
from pubpipe.article import Article, Block, Edition, Note, NoteKind, Role
from pubpipe.typeset import fetched
from pubpipe.typeset.docx import write_docx
from pubpipe.typeset.epub import write_epub
from pubpipe.typeset.galley import set_galley
from pubpipe.typeset.page import html
from pubpipe.typeset.pdf import write_pdf
from pubpipe.typeset.scripts import script_of
from pubpipe.verify import check_docx, check_epub, check_page, check_pdf
from pubpipe.verify.contract import compact
from test_looks import reading_page

TITLES = {
    "es": ("La biblioteca que ", "presta semillas: "),
    "fr": ("La bibliothèque qui ", "prête des graines : "),
    "ru": ("Библиотека, которая ", "выдаёт семена: "),
}


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return package.read(name).decode()


@pytest.mark.parametrize("lang", TITLES)
def test_a_title_of_the_docx_has_lines_of_about_one_length(lang: str) -> None:
    title = next(p.text for p in Document(BytesIO(write_docx(specimen(lang)))).paragraphs if p.style.name == "Heading 1")
    lines = title.replace("\u202f", " ").replace("\u00a0", " ").split("\n")
    assert tuple(lines[:2]) == TITLES[lang]
    assert "".join(title.split("\n")) == specimen(lang).article.title


def test_a_title_that_fits_its_line_is_not_broken() -> None:
    edition = specimen("es")
    data = write_docx(replace(edition, article=replace(edition.article, title="Las semillas del valle")))
    assert next(p.text for p in Document(BytesIO(data)).paragraphs if p.style.name == "Heading 1") == "Las semillas del valle"


def test_a_star_at_the_byline_is_not_raised_again_and_a_number_is() -> None:
    style = re.search('w:styleId="FootnoteReference".*?</w:style>', part(write_docx(make_edition("es")), "word/styles.xml"))
    assert style
    assert '<w:vertAlign w:val="baseline"/>' in style[0]
    edition = make_edition("es", notes=[Note("n1", "1", NoteKind.AFFILIATION, "Mara Oyelaran trabaja en Praderas.")])
    found = re.search(r"<w:rPr>([^/]*/>)*</w:rPr><w:footnoteReference ", part(write_docx(edition), "word/document.xml"))
    assert found
    assert '<w:vertAlign w:val="superscript"/>' in found[0]


def test_latin_words_of_a_hindi_docx_are_of_the_same_face_as_its_own() -> None:
    styles = part(write_docx(specimen("hi")), "word/styles.xml")
    assert set(re.findall('w:ascii="([^"]*)"', styles)) == {"Hind"}


def test_a_note_does_not_end_in_a_line_of_one_short_word() -> None:
    page = html(set_galley(specimen("el")))
    notes = re.findall('<span class="note"[^>]*>(.*?)</span></p>', page)
    assert notes
    assert '<span class="tail">' in page.partition('class="note"')[2].partition("</p>")[0]


def test_korean_in_small_type_breaks_between_words(fonts_dir: Path) -> None:
    edition = specimen("ko")
    words = set(" ".join(note.text for note in edition.article.notes).split())
    data = write_pdf(edition, fonts_dir=fonts_dir)
    with pypdfium2.PdfDocument(data) as document:
        lines = "\n".join(page.get_textpage().get_text_range() for page in document).splitlines()
    notes = [line.split() for line in lines if {"Harrow", "Library의"} & set(line.split()) or "관장이다." in line]
    assert notes
    assert all(line[-1] in words for line in notes)


def whole(lang: str) -> Edition:
    """The specimen with a subtitle and a standfirst, in sentences of its own."""
    edition = specimen(lang)
    texts = [block.text for block in edition.article.blocks if block.role is Role.LIST_ITEM]
    first = Block("stand", Role.STANDFIRST, texts[1])

    def fuller(article: Article, subtitle: str) -> Article:
        return replace(article, subtitle=subtitle, blocks=(first, *article.blocks))

    article = fuller(edition.article, texts[0])
    return replace(edition, article=article, source=fuller(edition.source, texts[0]), units=make_units(article))


@pytest.mark.parametrize("lang", SPECIMENS)
def test_every_format_opens_with_all_that_the_article_opens_with_and_in_its_order(lang: str, fonts_dir: Path) -> None:
    if any(not family.is_here for family in fetched.needed([script_of(lang)])):
        pytest.skip(f"run: pubpipe fonts add {lang}")
    edition = whole(lang)
    page, docx, book = reading_page(edition), write_docx(edition), write_epub(edition)
    assert check_docx(docx, edition) == check_epub(book, edition) == ()
    # The word for the edition is the test's own, and the page of a lone edition has no files to offer.
    assert {finding.where for finding in check_page(page, edition)} <= {"file"}
    assert [f for f in check_pdf(write_pdf(edition, fonts_dir=fonts_dir), edition) if f.where in ("title", "stand")] == []
    with zipfile.ZipFile(BytesIO(book)) as package:
        text = package.read("EPUB/text.xhtml").decode()
    said = {
        "html": page.decode().partition("<main")[2],
        "epub": text.partition("<body")[2],
        "docx": part(docx, "word/document.xml"),
    }
    article = edition.article
    opening = (article.section, article.title, article.subtitle, article.blocks[0].text, article.authors[0].name)
    for name, markup in said.items():
        plain = compact(unescape(re.sub("<[^>]*>", "", markup)))
        places = [plain.find(compact(one)) for one in opening]
        assert -1 not in places, (name, opening[places.index(-1)])
        assert places == sorted(places), name
