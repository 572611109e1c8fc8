"""One design: pages on a screen have the colours, the strip and the labels of the editions on paper."""

import re
from dataclasses import replace

import pytest

from factory import HOUSE, specimen
from pubpipe.colours import ACCENT, INK, LEAST, NIGHT, RULE, SOFT, TINT, by_night, contrast
from pubpipe.distribute.press import style_of
from pubpipe.typeset import design
from test_looks import reading_page


def strip_of(page: str) -> str:
    found = re.search('<p class="strip(.*?)</p>', page, re.DOTALL)
    assert found
    return found[1]


def test_paper_and_screen_have_the_same_colours() -> None:
    assert (design.INK, design.SOFT, design.RULE, design.ACCENT, design.TINT) == (INK, SOFT, RULE, ACCENT, TINT)
    assert all(f"#{colour}" in style_of(ACCENT) for colour in (INK, SOFT, RULE, ACCENT, TINT, NIGHT))


@pytest.mark.parametrize("accent", [ACCENT, "000000", "1f4e5f", "0000ff", "006600", "767676"])
def test_a_publishers_accent_can_be_read_by_day_and_by_night(accent: str) -> None:
    style = style_of(accent)
    assert f"--accent: #{accent}" in style
    assert f"--accent: #{by_night(accent)}" in style
    assert contrast(by_night(accent), NIGHT) >= LEAST


@pytest.mark.parametrize("lang", ["es", "ar", "zh-Hans"])
def test_the_reading_page_opens_with_house_section_and_edition(lang: str) -> None:
    edition = specimen(lang)
    strip = strip_of(reading_page(edition).decode())
    words = re.sub("<[^>]*>", "", strip.partition(">")[2])
    assert edition.article.section in words
    assert (edition.article.publication or edition.imprint.publisher) in words
    assert "band" not in strip.partition(">")[0]


def test_a_cover_strip_is_a_band_on_the_reading_page_too() -> None:
    edition = replace(specimen("es"), imprint=replace(HOUSE, cover="strip", accent="1f4e5f"))
    page = reading_page(edition).decode()
    assert strip_of(page).startswith(" band")
    assert "--band: #1f4e5f" in page
