"""The pages in Debian's Chromium: search, filter, keyboard, direction, dark mode, no request to anywhere, axe-core clean.

The packages from npm that drive it and judge it come with `make peers`; they are for these tests alone.
"""

from pathlib import Path
from typing import Any

import pytest

from pubpipe.settings import Settings

ROOT = Path(__file__).parent.parent
PEERS = ROOT / ".pubpipe" / "peers"
CARDS = "[...document.querySelectorAll('article')].filter(node => !node.hidden).length"
ROWS = "[...document.querySelectorAll('article li')].filter(row => !row.hidden).map(row => row.lang)"
LIT = "[...document.querySelectorAll('.lit')].map(node => node.id)"
ACTIVE = "document.activeElement.id"
COLOURS = "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"
LANGS = ("es", "ar", "ru", "he")


def page_of(shelf: Settings, lang: str) -> Path:
    return shelf.output / "orchard" / f"orchard.{lang}.html"


@pytest.fixture(scope="session")
def seen(browse, shelf: Settings) -> list[dict[str, Any]]:
    """Every kind of page in four scripts, in daylight on a desk and at night on a phone."""
    pages = [shelf.output / "index.html", shelf.output / "orchard" / "cleaning.html", *(page_of(shelf, lang) for lang in LANGS)]
    wide = [{"page": page, "axe": True, "steps": [["eval", SIDEWAYS], ["eval", COLOURS]]} for page in pages]
    return browse(*wide, *(job | {"width": 360, "height": 740, "dark": True} for job in wide))


def test_no_page_breaks_a_rule_of_accessibility(seen: list[dict[str, Any]]) -> None:
    assert [(one["page"], one["violations"]) for one in seen if one["violations"]] == []


def test_no_request_leaves_the_page_and_the_console_is_silent(seen: list[dict[str, Any]], shelf: Settings) -> None:
    home = shelf.output.as_uri()
    assert [url for one in seen for url in one["requests"] if not url.startswith(home)] == []
    assert [one["faults"] for one in seen if one["faults"]] == []


def test_no_page_is_wider_than_the_window(seen: list[dict[str, Any]]) -> None:
    assert [one["page"] for one in seen if one["results"][0]] == []


def test_the_night_has_other_colours_than_the_day(seen: list[dict[str, Any]]) -> None:
    half = len(seen) // 2
    assert all(day["results"][1] != night["results"][1] for day, night in zip(seen[:half], seen[half:], strict=True))


def test_search_and_filter_work_without_a_server(browse, shelf: Settings) -> None:
    count = "document.getElementById('count').textContent"
    steps = [
        ["eval", CARDS],
        ["type", "#q", "ILSE  órchard"],  # any case, accents aside, words in any order
        ["eval", CARDS],
        ["type", "#q", "nothing of the kind"],
        ["eval", CARDS],
        ["eval", count],
        ["type", "#q", ""],
        ["select", "#lang", "he"],
        ["eval", ROWS],
        ["eval", "location.hash"],
        ["eval", "document.querySelector('article img').getAttribute('src')"],
    ]
    (one,) = browse({"page": shelf.output / "index.html", "steps": steps})
    assert one["results"] == [1, 1, 0, "No article matches.", ["he"], "#lang=he", "orchard/orchard.he.webp"]


def test_a_link_may_open_the_list_in_one_language(browse, shelf: Settings) -> None:
    (one,) = browse({"page": shelf.output / "index.html", "hash": "#lang=ar", "steps": [["eval", ROWS]]})
    assert one["results"] == [["ar"]]


def test_pointing_at_a_segment_shows_its_pair(browse, shelf: Settings) -> None:
    steps = [["hover", "#s-b2\\.1"], ["eval", LIT], ["hover", "h1"], ["eval", LIT]]
    (one,) = browse({"page": page_of(shelf, "ar"), "steps": steps})
    assert one["results"] == [["t-b2.1", "s-b2.1"], ["t-title.1", "s-title.1"]]


def test_the_whole_page_can_be_used_from_the_keyboard(browse, shelf: Settings) -> None:
    tabs = [["press", "Tab"]] * (1 + 1 + len(LANGS) + 1)  # the skip link, the list, the languages, the switch
    steps = [
        *tabs,
        ["eval", ACTIVE],
        ["press", "Space"],
        ["eval", "document.getElementById('both').checked"],
        ["press", "Tab"],
        ["eval", ACTIVE],
        ["press", "ArrowDown"],
        ["eval", ACTIVE],
        ["eval", LIT],
        ["press", "End"],
        ["eval", "document.activeElement.dataset.p"],
        ["press", "Tab"],
        ["eval", "document.activeElement.closest('.notes') === null"],
    ]
    (one,) = browse({"page": page_of(shelf, "es"), "steps": steps})
    assert one["results"] == ["both", False, "t-section.1", "t-title.1", ["t-title.1", "s-title.1"], "n2.2", True]


def test_arabic_stands_at_the_right_and_its_source_at_the_left(browse, shelf: Settings) -> None:
    middle = "(node => { const box = node.getBoundingClientRect(); return (box.left + box.right) / 2 })"
    steps = [["eval", f"{middle}(document.querySelector('#{side}-b1\\\\.1'))"] for side in ("t", "s")]
    arabic, spanish = browse(*({"page": page_of(shelf, lang), "steps": steps} for lang in ("ar", "es")))
    assert arabic["results"][0] > arabic["results"][1]
    assert spanish["results"][0] < spanish["results"][1]


def test_without_script_everything_is_readable(browse, shelf: Settings) -> None:
    (one,) = browse({"page": shelf.output / "index.html", "script": False, "steps": []})
    assert one["text"].count("PDF") == len(LANGS)
    assert "Search" not in one["text"]


SCROLLS = "[...document.querySelectorAll('table, .wide, main, section')].some(one => one.scrollWidth > one.clientWidth + 1)"
SAID = "[...document.querySelectorAll('table td')].every(one => one.getBoundingClientRect().right <= innerWidth)"


def test_the_sheet_of_the_terms_needs_no_scrolling_sideways_on_a_phone(browse, shelf: Settings) -> None:
    page = shelf.output / "orchard" / "terms.html"
    steps = [["eval", SIDEWAYS], ["eval", SCROLLS], ["eval", SAID], ["eval", "document.querySelectorAll('td').length > 4"]]
    phone, desk = browse(
        {"page": page, "width": 320, "height": 640, "steps": steps, "axe": True}, {"page": page, "steps": steps, "axe": True}
    )
    assert phone["results"] == desk["results"] == [False, False, True, True]
    assert (phone["violations"], desk["violations"]) == ([], [])
