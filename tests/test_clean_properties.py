"""What holds for any page: lines are accounted for exactly once, nothing is invented, and cleaning twice is cleaning once."""

import hashlib
import html
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from clean_set import GoldPage, read_pages  # noqa: E402

from pubpipe.article import Article, Block, Note, NoteKind, Role, SourcePage  # noqa: E402
from pubpipe.clean import clean_page, source_lines  # noqa: E402
from pubpipe.clean.features import count_chars, is_capital  # noqa: E402
from pubpipe.clean.lines import key_of, small, tidy  # noqa: E402
from pubpipe.errors import InputError  # noqa: E402

# Everything that ends a line somewhere, cannot be seen, or turns the text round.
ODD = (
    "\x00\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202b\u202c\u202e\u2066\u2067\u2069\ufeff"
)
PIECES = st.sampled_from(
    [
        "The well", "was dug", "in a dry year.", "By Ada Example", "Menu", "Share", "Comments", "* A note.", "** Another.",
        "Views are the author’s own.", "4 May 2026", "Home » News »", "כל הזכויות", "مقال", "作者：王明", "1", "(a)", "•", "—",
        "The baker of the small town counts the steps to her shop every morning, and there are never as many as before.",
    ]
)  # fmt: skip
ROWS = st.lists(st.lists(PIECES | st.text(st.sampled_from(ODD + "aÉ "), max_size=6), max_size=5).map("".join), max_size=30)


def page_of(text: str, media: str = "text") -> SourcePage:
    data = text.encode("utf-8", "surrogatepass")
    return SourcePage(f"page.{media}", data, text, media, hashlib.sha256(data).hexdigest())


def assert_one_fate(article: Article, page: SourcePage) -> None:
    parts = (*article.blocks, *article.notes, *article.dropped)
    found = Counter([*article.title_lines, *article.byline_lines, *(number for part in parts for number in part.lines)])
    assert found == Counter(number for number, line in enumerate(source_lines(page), 1) if line.strip())


def assert_nothing_is_invented(article: Article, page: SourcePage) -> None:
    """Every letter of the article stands on the lines that it names."""
    rows = source_lines(page)
    for part in (*article.blocks, *article.notes):
        assert key_of(part.text) in "".join(key_of(tidy(rows[number - 1])) for number in part.lines)


def assert_sound(page: SourcePage) -> None:
    try:
        article = clean_page(page)
    except InputError:
        return
    assert_one_fate(article, page)
    assert_nothing_is_invented(article, page)


@settings(max_examples=150, deadline=None)
@given(ROWS)
def test_lines_of_a_text_with_odd_characters_are_accounted_for_once(rows: list[str]) -> None:
    assert_sound(page_of("\n".join(["The title of a page", *rows, "It ends here, with a full stop."])))


@settings(max_examples=100, deadline=None)
@given(ROWS, st.sampled_from(["p", "div", "li", "h2", "td", "blockquote", "pre", "b", "span"]))
def test_lines_of_html_with_odd_characters_are_accounted_for_once(rows: list[str], tag: str) -> None:
    body = "".join(f"<{tag}>{html.escape(row)}</{tag}>" for row in rows)
    assert_sound(page_of(f"<html><body><h1>The title of a page</h1>{body}<p>It ends here.</p></body></html>", "html"))


BROKEN = st.sampled_from(
    [
        "<p>", "</p>", "<div>", "<b", ">", "<script>", "</script>", "<meta http-equiv=refresh content=0>", "<!--", "-->",
        "&amp;", "&#0;", "&#xD800;", "&bogus;", "text ", "\x00", "<table><tr><td>", "\ud800",
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(BROKEN, max_size=40))
def test_broken_html_is_cleaned_or_refused_in_our_words(pieces: list[str]) -> None:
    assert_sound(page_of("<html><body><h1>The title of a page</h1><p>It begins here.</p>" + "".join(pieces), "html"))


def test_zero_width_characters_in_a_name_do_not_hide_it() -> None:
    article = clean_page(
        page_of("The title of a page\nBy A\u200bda Ex\u2060ample\n\nIt begins here, and goes on for a while.\n")
    )
    assert [author.name for author in article.authors] == ["Ada Example"]


@given(st.text())
def test_quick_ways_for_plain_texts_are_no_other_ways(text: str) -> None:
    assert count_chars(text, str.isalpha) == sum(map(str.isalpha, text))
    assert count_chars(text, is_capital) == sum(char.isupper() and char.isalpha() for char in text)
    assert all(char.isalnum() for char in key_of(text))
    assert key_of(text + "’") == key_of(text + " ")  # the second is the quick way where the text is plain
    assert small(text).isascii() or not text.isascii()


# Cleaning what was cleaned

LABELS = {
    NoteKind.EDITOR: "Editor’s note: ",
    NoteKind.CORRECTION: "Correction: ",
    NoteKind.FOOTNOTE: "Note: ",
    NoteKind.SOURCE: "Source: ",
    NoteKind.FUNDING: "Funding: ",
}
SIGNS = {Role.HEADING: "## ", Role.QUOTE: "> "}
# Pages whose plain text says less than the page did: where only the doubled title told it from the standfirst below it, where
# an institution was an affiliation only because it stood right below the byline, and where the standfirst stood above a date
# and there is no byline to stand above; and where sources were told by the heading above them, which a text of notes lacks.
SAID_BY_PLACE = {"ru-02", "en-13", "en-28", "de-06", "en-98", "en-102"}


def name_as_text(article: Article, name: str) -> str:
    marks = [note.marker for note in article.notes if note.marker and name in note.authors]
    letters = any(mark.isascii() and mark.islower() for mark in marks)
    return name + " " * letters + ",".join(marks)  # "Ada Example a,b,*", as journals print it


def block_as_text(block: Block) -> str:
    is_bullet = block.role is Role.LIST_ITEM and not block.text[:1].isdigit()
    return ("• " if is_bullet else SIGNS.get(block.role, "")) + block.text


def note_as_text(note: Note) -> str:
    return f"{note.marker} {note.text}" if note.marker else LABELS.get(note.kind, "") + note.text


def as_text(article: Article) -> str:
    """The article as a person would type it: title, standfirst, byline with marks, text, notes behind mark or label."""
    standfirst = [block.text for block in article.blocks if block.role is Role.STANDFIRST]
    names = ", ".join(name_as_text(article, author.name) for author in article.authors)
    body = [block_as_text(block) for block in article.blocks if block.role is not Role.STANDFIRST]
    return "\n\n".join([article.title, *standfirst, *[f"By {names}"][: bool(names)], *body, *map(note_as_text, article.notes)])


def said(article: Article) -> tuple[object, ...]:
    return (
        article.title,
        [author.name for author in article.authors],
        [(block.role, block.text) for block in article.blocks],
        [(note.kind, note.marker, note.text) for note in article.notes],
    )


@pytest.mark.parametrize("page", [page for page in read_pages() if page.name not in SAID_BY_PLACE], ids=lambda page: page.name)
def test_cleaning_a_cleaned_article_changes_nothing(page: GoldPage) -> None:
    once = clean_page(page_of(page.text))
    twice = clean_page(page_of(as_text(once)))
    assert said(twice) == said(once)
    assert not twice.dropped
