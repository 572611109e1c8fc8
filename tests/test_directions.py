"""Right-to-left editions: Latin names in a row stay in the order of the sentence, and digits are the language's own."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pypdf
import pypdfium2
import pytest

import looks
from factory import NAMES, make_units, specimen
from pubpipe.article import Block, Edition, Role
from pubpipe.digits import counted
from pubpipe.review import as_set, read_edition
from pubpipe.typeset import fonts
from pubpipe.typeset.bilingual import write_bilingual
from pubpipe.typeset.docx import write_docx
from pubpipe.typeset.docx_parts import RLM
from pubpipe.typeset.pdf import write_pdf
from pubpipe.typeset.runs import cut
from pubpipe.verify.contract import body
from test_looks import reading_page

PARTED = {"ar": "؛ ", "fa": "، ", "he": "; ", "ur": "، "}
ROW = ("Mara Oyelaran", "Tomás Quiroga-Lind", "Harrow Institute")


def with_row(lang: str) -> Edition:
    """The specimen with three Latin names in a row, in its byline and in a short first paragraph."""
    edition = specimen(lang)
    row = PARTED[lang].join(ROW)
    word = edition.article.blocks[0].text.split()[0]
    blocks = (replace(edition.article.blocks[0], text=f"{word} {row} {word}.", marks=()), *edition.article.blocks[1:])
    article = replace(edition.article, blocks=blocks)
    byline = edition.byline.split("Mara")[0] + row
    return replace(edition, article=article, units=make_units(article), byline=byline, names=tuple({*edition.names, *NAMES}))


@pytest.mark.parametrize("lang", PARTED)
def test_names_in_a_row_run_from_right_to_left_in_libreoffice(lang: str, fonts_dir: Path, tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed: make peers")
    conf = looks.fontconfig(tmp_path, fonts.prepare(fonts_dir).parent)
    looks.by_libreoffice({lang: write_docx(with_row(lang))}, tmp_path, conf)
    with pypdfium2.PdfDocument(tmp_path / f"{lang}.pdf") as document:
        text = document[0].get_textpage()
        whole = text.get_text_range()
        rows = [[whole.find(name, start) for name in ROW] for start in (0, max(map(whole.find, ROW)) + 1)]
        for places in rows:  # byline, then paragraph
            assert min(places) >= 0
            places = [text.get_charbox(at)[0] for at in places]
            assert places == sorted(places, reverse=True)


@pytest.mark.parametrize("lang", PARTED)
def test_what_libreoffice_needs_is_no_change_to_a_reviewer(lang: str) -> None:
    edition = with_row(lang)
    data = write_docx(edition)
    read = read_edition(data, edition.units, as_set(data), "x", lang)
    assert {row.id: row.target for row in read.rows} == {unit.segment.id: unit.target for unit in edition.units}
    assert read.remarks == ()


def test_an_edit_beside_names_in_a_row_is_read_without_the_mark_of_direction() -> None:
    import zipfile

    edition = with_row("he")
    data, out = write_docx(edition), BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            assert name != "word/document.xml" or part.count(f"{RLM}; ".encode()) >= 4
            after.writestr(name, part.replace(b"Harrow Institute<", b"Harrow College<"))
    read = read_edition(out.getvalue(), edition.units, as_set(data), "x", "he")
    first = edition.units[[unit.segment.block for unit in edition.units].index(edition.article.blocks[0].id)]
    (row,) = (row for row in read.rows if row.id == first.segment.id)
    assert row.target == first.target.replace("Institute", "College")


def test_only_what_stands_between_two_names_of_the_other_direction_parts_them() -> None:
    runs = cut("מאת Mara Oyelaran; Tomás Quiroga-Lind, כאן", names=ROW, rtl=True)
    assert [run.text for run in runs if run.apart] == ["; "]
    assert not any(run.apart for run in cut("Mara Oyelaran; Tomás Quiroga-Lind", names=ROW))


@pytest.mark.parametrize("lang", PARTED)
def test_names_in_a_row_run_from_right_to_left_on_the_reading_page(lang: str, browse: Callable, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(reading_page(with_row(lang)))
    find = (
        "[...document.querySelectorAll('%s bdi')].slice(0, 3).map(one => [one.textContent, one.getBoundingClientRect().left])"
    )
    steps = [["eval", find % place] for place in (".byline", ".row.paragraph .target")]
    (seen,) = browse({"page": path, "width": 1400, "steps": steps})
    for row in seen["results"]:
        assert [name for name, _ in row][: len(row)] == list(ROW)[: len(row)]
        assert len(row) >= 2
        assert all(one > two for (_, one), (_, two) in pairwise(row))


def with_list(lang: str) -> Edition:
    edition = specimen(lang)
    word = edition.article.blocks[0].text.split()[0]
    items = tuple(Block(f"i{n}", Role.LIST_ITEM, f"{word} {word}", level=1, number=n) for n in (7, 8))
    article = replace(edition.article, lang=lang, blocks=(*edition.article.blocks, *items))
    source = replace(edition.source, blocks=(*edition.source.blocks, *items))
    return replace(edition, article=article, source=source)


def test_each_language_counts_in_its_own_digits() -> None:
    assert [counted(120, lang) for lang in ("fa", "ar-EG", "ar", "ur", "hi", "ne", "he")] == [
        *("۱۲۰", "١٢٠", "120", "120", "120", "१२०", "120")
    ]


def test_a_persian_list_is_numbered_in_persian_in_every_format_that_counts_itself(fonts_dir: Path) -> None:
    edition = with_list("fa")
    data = write_pdf(edition, fonts_dir=fonts_dir)
    said = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages)
    assert "۷." in said
    assert "7." not in said
    assert next(promise.text for promise in body(edition, numbered=True) if promise.where == "i7").startswith("۷. ")
    labels = re.findall('<span class="mark">([^<]*)</span>', reading_page(edition).decode())
    assert [label for label in labels if label.rstrip(".").isdigit()] == ["۷.", "7.", "۸.", "8."]  # beside it the source's own


def test_pages_are_counted_in_the_digits_of_the_text(fonts_dir: Path) -> None:
    for lang, two in (("fa", "۲"), ("ar-EG", "٢"), ("ar", "2")):
        edition = replace(specimen(lang.partition("-")[0]), lang=lang)
        edition = replace(edition, article=replace(edition.article, lang=lang))
        for data in (write_pdf(edition, fonts_dir=fonts_dir), write_bilingual(edition, fonts_dir=fonts_dir)):
            said = pypdf.PdfReader(BytesIO(data)).pages[1].extract_text()
            assert re.search(rf"(?<!\d){two}(?!\d)", said[-90:]), (lang, said[-90:])


def test_the_page_field_of_a_docx_says_its_language_and_direction() -> None:
    import zipfile

    with zipfile.ZipFile(BytesIO(write_docx(specimen("fa")))) as package:
        feet = [package.read(name).decode() for name in package.namelist() if "footer" in name]
    fields = [found for foot in feet for found in re.findall("<w:fldSimple.*?</w:fldSimple>", foot)]
    assert fields
    assert all('w:bidi="fa"' in field and "<w:rtl/>" in field and "۱" in field for field in fields)
