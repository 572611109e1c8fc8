"""Where titles of Chinese, Japanese and Korean may break, and that every format breaks them there and nowhere else."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from factory import specimen
from pubpipe.article import Edition
from pubpipe.distribute.pairs import with_breaks
from pubpipe.phrases import phrase_ends, phrases
from pubpipe.review import as_set, read_edition
from pubpipe.typeset.docx import write_docx
from pubpipe.typeset.measure import line_ends
from pubpipe.typeset.pdf import write_pdf
from test_looks import reading_page

LONG = {
    "zh-Hans": "渔村的最后一艘木船和一座没有人记得名字的灯塔怎样回到同一张旧地图上",
    "zh-Hant": "漁村的最後一艘木船和一座沒有人記得名字的燈塔怎樣回到同一張舊地圖上",
    "ja": "漁村に残る最後の木造船と名前を忘れられた灯台が一枚の古い地図に戻るまで",
}
WORDS = {
    "zh-Hans": ("一座", "灯塔", "木船", "名字", "地图"),
    "zh-Hant": ("一座", "燈塔", "木船", "名字", "地圖"),
    "ja": ("最後", "木造船", "名前", "灯台が"),
}


def titled(lang: str, title: str) -> Edition:
    """The specimen under another title."""
    edition = specimen(lang)
    units = tuple(replace(unit, target=title) if unit.segment.block == "title" else unit for unit in edition.units)
    return replace(edition, article=replace(edition.article, title=title), units=units)


@pytest.mark.parametrize("lang", LONG)
def test_a_phrase_does_not_end_within_a_word(lang: str) -> None:
    text = LONG[lang]
    inside = {at for word in WORDS[lang] for at in range(text.index(word) + 1, text.index(word) + len(word))}
    assert len(phrases(text, lang)) >= 5
    assert not inside & set(phrase_ends(text, lang))


def test_chinese_does_not_part_a_number_from_what_it_counts_nor_a_particle_from_its_word() -> None:
    text = "两个村庄共用一口井的三十年"
    ends = phrase_ends(text, "zh-Hans")
    assert ends
    assert not {1, text.index("一口") + 1, text.index("的"), text.index("三十年") + 1} & set(ends)


def test_korean_parts_at_its_spaces_only() -> None:
    assert phrases("씨앗을 빌려주는 도서관", "ko") == ("씨앗을 ", "빌려주는 ", "도서관")


def test_a_language_with_spaces_is_left_alone() -> None:
    assert phrase_ends("The library that lends seeds", "en") == ()


@given(st.text(max_size=60), st.sampled_from(("zh-Hans", "zh-TW", "ja", "ko", "en")))
def test_phrases_joined_are_the_text(text: str, lang: str) -> None:
    assert "".join(phrases(text, lang)) == text


@given(st.lists(st.text("一座山谷abc", min_size=1, max_size=6), min_size=1, max_size=12), st.integers(6, 20))
def test_a_line_holds_whole_pieces_and_no_more_than_it_has_room_for(pieces: list[str], room: int) -> None:
    text, ends = "".join(pieces), line_ends(pieces, room)
    assert set(ends) <= {len("".join(pieces[:at])) for at in range(1, len(pieces))}
    lines = [text[start:end] for start, end in zip((0, *ends), (*ends, len(text)), strict=True)]
    assert len(lines) == 1 or all(sum(1 if sign > "\u0100" else 0.5 for sign in line) <= room for line in lines)


def lines_of(data: bytes, title: str) -> list[str]:
    """The lines of the first page that make up the title."""
    with pypdfium2.PdfDocument(data) as document:
        lines = document[0].get_textpage().get_text_range().splitlines()
    start = next(at for at, line in enumerate(lines) if line.strip() and title.startswith(line.strip()))
    end = next(end for end in range(start + 1, len(lines)) if "".join(map(str.strip, lines[start:end])) == title)
    return [line.strip() for line in lines[start:end]]


@pytest.mark.parametrize("page", ["A4", "A5"])
@pytest.mark.parametrize("lang", LONG)
def test_a_title_of_the_pdf_breaks_between_phrases_and_is_copied_whole(fonts_dir: Path, lang: str, page: str) -> None:
    lines = lines_of(write_pdf(titled(lang, LONG[lang]), fonts_dir=fonts_dir, page=page), LONG[lang])
    ends = {len("".join(lines[:at])) for at in range(1, len(lines) + 1)}
    assert len(lines) > 1
    assert ends <= set(phrase_ends(LONG[lang], lang))


@pytest.mark.parametrize("lang", LONG)
def test_a_title_of_the_docx_breaks_between_phrases_and_is_read_back_whole(lang: str) -> None:
    from docx import Document

    edition = titled(lang, LONG[lang])
    data = write_docx(edition)
    title = next(p.text for p in Document(BytesIO(data)).paragraphs if p.style.name == "Heading 1")
    lines = title.split("\n")
    assert "".join(lines) == LONG[lang]
    assert len(lines) > 1
    assert {len("".join(lines[:at])) for at in range(1, len(lines) + 1)} <= set(phrase_ends(LONG[lang], lang))
    read = read_edition(data, edition.units, as_set(data), "x", lang)
    assert {row.id: row.target for row in read.rows} == {unit.segment.id: unit.target for unit in edition.units}


@pytest.mark.parametrize("lang", LONG)
def test_a_title_of_the_reading_page_may_break_between_phrases_only(lang: str) -> None:
    page = reading_page(titled(lang, LONG[lang])).decode()
    found = re.search("<h1>(.*?)</h1>", page)
    assert found
    pieces = re.sub(r"<(?!wbr)[^>]*>", "", found[1]).split("<wbr>")
    assert tuple(pieces) == phrases(LONG[lang], lang)


def test_a_break_stands_outside_of_entities_and_counts_no_link_of_the_page() -> None:
    html = 'A<a class="flag" href="#f1" aria-label="Findings 1">1</a>&amp;<b>C</b>D'
    assert with_breaks(html, (1, 3, 4)) == 'A<a class="flag" href="#f1" aria-label="Findings 1">1</a><wbr>&amp;<b>C</b><wbr>D'


def test_an_edit_in_a_title_of_several_lines_is_read_without_their_breaks() -> None:
    edition = titled("zh-Hans", LONG["zh-Hans"])
    data = write_docx(edition)
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            after.writestr(name, part.replace("渔村".encode(), "小渔村".encode()) if name == "word/document.xml" else part)
    read = read_edition(out.getvalue(), edition.units, as_set(data), "x", "zh-Hans")
    assert next(row for row in read.rows if row.id.startswith("title")).target == "小" + LONG["zh-Hans"]
