"""Notes and front matter of pasted pages in ten languages are read as a careful reader reads them."""

import sys
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from clean_set import APART, PARTS, Score, clean, figures, judge, read_pages, score  # noqa: E402

from pubpipe.article import NoteKind, SourcePage  # noqa: E402
from pubpipe.clean import clean_page  # noqa: E402

# Percent; the first three are what was asked for, the others keep what was reached.
FLOORS = {
    "kinds_right": 98,
    "authors_exact": 97,
    "pages_without_chrome": 95,
    "pages_uncut": 98,
    "pages_without_false_notes": 98,
    "affiliations_exact": 97,
    "markers_right": 98,
    "notes_tied_to_their_authors": 98,
    "title_date_language_right": 97,
    "pages_with_every_role": 87,
}
WRAPPERS = (
    ("<p><em>", "</em></p>"),
    ('<p class="footnote">', "</p>"),
    ('<div class="footnotes"><ol><li>', "</li></ol></div>"),
    ('<div class="author-bio">', "</div>"),
    ('<div class="disclaimer">', "</div>"),
    ("<p><small>", "</small></p>"),
    ("<footer>", "</footer>"),
    ("<aside>", "</aside>"),
)
AFFILIATION = (
    "* Vesna Horak is a reader in tidal law at the Coastal Institute of Marrow Bay, and Idris Falk is affiliated with it too."
)
DISCLAIMER = (
    "** The views expressed in this article are the authors’ own and do not necessarily reflect those of The Slack Water."
)
PARAGRAPHS = (
    "The harbour of Marrow Bay has two tides a day and three opinions about each. The fishermen read the water, the "
    "pilots read the table, and the children, who swim in it, read neither and are seldom wrong.",
    "In the spring the council asked which of the three should count. It hired a surveyor, who spent a month on the mole "
    "with a pole and a notebook, and who came back with a sunburn and a fourth opinion of her own.",
    "What she had found was a delay. The tide at the inner steps comes eleven minutes after the tide at the light, and "
    "nobody had ever written that down, because everybody who needed to know it knew it already.",
    "The table has since been printed again, with the eleven minutes in a column to the right. The fishermen say that it "
    "is a good table. They do not carry it, but they have hung it in the bar, beside the clock that is fast.",
    "A harbour is a place where people agree about water for a living. When they stop agreeing it becomes a marina, and the "
    "surveyor, who has bought a boat, says that she can hear the difference from the mole.",
)


@pytest.fixture(scope="module")
def scores() -> tuple[Score, ...]:
    return tuple(score(page) for part in PARTS for page in read_pages(part))


def test_the_set_has_sixty_pages_in_ten_languages() -> None:
    pages = read_pages()
    langs = Counter(page.said["lang"] for page in pages)
    assert len(pages) >= 60
    assert sum(count >= 4 for count in langs.values()) >= 10
    assert {kind for page in pages for note in page.notes for kind in note.kinds} == {kind.value for kind in NoteKind}


def test_no_note_of_the_set_is_lost(scores: tuple[Score, ...]) -> None:
    assert [(each.page.name, each.lost) for each in scores if each.lost] == []


@pytest.mark.parametrize("name", FLOORS)
def test_the_set_is_read_as_well_as_it_was(scores: tuple[Score, ...], name: str) -> None:
    reached = {figure: value for figure, value, _ in figures(scores)}
    assert reached[name] >= FLOORS[name]


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_at_the_targets(scores: tuple[Score, ...], part: str) -> None:
    names = {page.name for page in read_pages(part)}
    reached = {figure: value for figure, value, _ in figures([each for each in scores if each.page.name in names])}
    assert reached["notes_lost"] == 0
    assert [name for name in ("kinds_right", "authors_exact", "pages_without_chrome") if reached[name] < FLOORS[name]] == []


# What the parts that were kept apart reach; they were never mended to the targets.
NAMES = ("kinds_right", "authors_exact", "affiliations_exact", "pages_without_chrome", "pages_uncut")
APART_FLOORS = {
    "eighth": (91, 92, 92, 84, 72),
    "ninth": (95, 94, 88, 94, 94),
    "tenth": (91, 95, 75, 87, 70),
    "eleventh": (97, 95, 79, 70, 79),
}


@pytest.mark.parametrize("part", APART)
def test_a_part_that_was_kept_apart_is_read_as_well_as_it_was(part: str) -> None:
    reached = {name: value for name, value, _ in figures([score(page) for page in read_pages(part)])}
    assert reached["notes_lost"] <= 4
    assert [name for name, floor in zip(NAMES, APART_FLOORS[part], strict=True) if reached[name] < floor] == []


def test_a_fault_of_each_kind_lowers_its_figure(scores: tuple[Score, ...]) -> None:
    """The figures could be met by a scorer that sees nothing."""
    page = next(each.page for each in scores if each.page.name == "en-01")
    blank = SourcePage("a.txt", b"", "\n\n".join(("A Page Without Anything", *PARAGRAPHS)), "text", "0" * 64)
    judged = {name: value for name, value, _ in figures([judge(page, clean_page(blank))])}
    assert judged["notes_lost"] == 2
    assert judged["kinds_right"] == judged["authors_exact"] == judged["title_date_language_right"] == 0


def test_every_line_of_the_set_has_one_fate() -> None:
    for page in read_pages():
        article = clean(page)
        parts = (*article.blocks, *article.notes, *article.dropped)
        found = Counter([*article.title_lines, *article.byline_lines, *(line for part in parts for line in part.lines)])
        assert found == Counter(number for number, line in enumerate(page.text.split("\n"), 1) if line.strip()), page.name


def pages_with_wrapped_notes() -> Iterator[tuple[str, str]]:
    """Eight wrappers, inside the content and beside it."""
    for (start, end), place in product(WRAPPERS, ("inside", "beside")):
        notes = "".join(f"{start}{note}{end}" for note in (AFFILIATION, DISCLAIMER))
        content = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
        body = f"{content}{notes}</div>" if place == "inside" else f"{content}</div>{notes}"
        yield (
            f"{start} {place}",
            "<html><head><title>Eleven Minutes - The Slack Water</title></head><body><nav><a href='/'>Home</a></nav><article>"
            "<header><h1>Eleven Minutes at the Inner Steps</h1><p>By Vesna Horak* and Idris Falk*</p></header>"
            f'<div class="entry-content">{body}</article><aside class="widget"><h3>Related articles</h3><ul><li>'
            '<a href="/b">The bar with the fast clock</a></li></ul></aside><footer>© The Slack Water</footer></body></html>',
        )


@pytest.mark.parametrize(("name", "text"), list(pages_with_wrapped_notes()))
def test_no_wrapper_and_no_place_hides_a_note(name: str, text: str) -> None:
    article = clean_page(SourcePage("a.html", text.encode(), text, "html", "0" * 64))
    assert [(note.marker, note.kind.value) for note in article.notes] == [("*", "affiliation"), ("**", "disclaimer")]
    assert [author.name for author in article.authors] == ["Vesna Horak", "Idris Falk"]
    assert article.notes[0].authors == ("Vesna Horak", "Idris Falk")
    assert [block.text for block in article.blocks] == list(PARAGRAPHS)
