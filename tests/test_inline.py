"""Inline codes of a web page: emphasis, links, footnotes, numbered lists; each on the words it had, and nothing hostile."""

import pytest

from pubpipe import clean
from pubpipe.article import Article, Block, MarkKind, NoteKind, Role, SourcePage

PROSE = (
    "The county counted its sheep, its wells and its families, and found that the last of these had been counted twice over. "
)


def page(body: str, head: str = "") -> Article:
    text = (
        f"<html lang=en><head><title>Counting sheep</title>{head}</head><body><nav><a href=/>Home</a></nav><article>"
        f"<h1>Counting sheep</h1><p>By Ana Ruiz</p><p>{PROSE * 2}</p>{body}<p>{PROSE}</p></article></body></html>"
    )
    return clean.clean_page(SourcePage("page.html", text.encode(), text, "html", "0" * 64), facts=None, default_lang="en")


def block(article: Article, start: str) -> Block:
    return next(found for found in article.blocks if found.text.startswith(start))


def said(found: Block) -> list[tuple[str, str, str]]:
    return [(mark.kind.value, found.text[mark.start : mark.end], mark.target) for mark in found.marks]


def test_emphasis_and_links_stay_on_their_words() -> None:
    found = block(
        page(
            "<p>Nobody  <em>asked</em> the <strong>herders of <i>Ordos</i></strong>, says "
            "<a href='/r?a=1&amp;b=2'>a report</a> on CO<sub>2</sub> and 5&nbsp;km<sup>2</sup>, built by "
            f"<code>make&#8203; editions</code>. {PROSE}</p>",
            "<link rel=canonical href='https://mag.example/x/y'>",
        ),
        "Nobody",
    )
    assert said(found) == [
        ("em", "asked", ""),
        ("strong", "herders of Ordos", ""),
        ("em", "Ordos", ""),
        ("link", "a report", "https://mag.example/r?a=1&b=2"),
        ("sub", "2", ""),
        ("sup", "2", ""),
        ("code", "make editions", ""),
    ]


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        " JAVASCRIPT:x",
        "#top",
        "https:///x",
        "java\nscript:x",
        "//",
        "ftp://x.example/",
    ],
)
def test_no_other_address_becomes_a_link(href: str) -> None:
    found = block(page(f"<p>Read <a href='{href}'>the whole story</a> here. {PROSE}</p>"), "Read")
    assert not [mark for mark in found.marks if mark.kind is MarkKind.LINK]


def test_styles_of_a_word_processor_are_read_and_its_wrapping_is_not() -> None:
    found = block(
        page(
            "<p><b style='font-weight:normal'>It was <span style='font-style: italic'>never</span> "
            f"<span style='font-weight:700'>said</span>. {PROSE}</b></p>"
        ),
        "It was",
    )
    assert said(found) == [("em", "never", ""), ("strong", "said", "")]


def test_emphasis_of_a_whole_heading_says_nothing_more() -> None:
    article = page(f"<h2><strong>The wells</strong></h2><p>{PROSE}</p><h2>The <em>other</em> wells</h2>")
    assert said(block(article, "The wells")) == []
    assert said(block(article, "The other")) == [("em", "other", "")]


FOOTNOTES = {
    "pandoc": (
        '<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup></a>',
        '<section class="footnotes" role="doc-endnotes"><hr><ol><li id="fn1"><p>See the report of 2020.'
        '<a href="#fnref1" class="footnote-back" role="doc-backlink">↩︎</a></p></li></ol></section>',
    ),
    "kramdown": (
        '<sup id="fnref:1"><a href="#fn:1" class="footnote">1</a></sup>',
        '<div class="footnotes"><ol><li id="fn:1"><p>See the report of 2020. '
        '<a href="#fnref:1" class="reversefootnote">&#8617;</a></p></li></ol></div>',
    ),
    "wiki": (
        '<sup id="cite_ref-1" class="reference"><a href="#cite_note-1">[1]</a></sup>',
        '<ol class="references"><li id="cite_note-1"><b><a href="#cite_ref-1">^</a></b> See the report of 2020.</li></ol>',
    ),
    "word": (
        '<a href="#_ftn1" name="_ftnref1"><sup>[1]</sup></a>',
        '<div><p><a href="#_ftnref1" name="_ftn1"><sup>[1]</sup></a> See the report of 2020.</p></div>',
    ),
}


@pytest.mark.parametrize("habit", FOOTNOTES)
def test_a_footnote_is_a_note_and_its_reference_a_mark(habit: str) -> None:
    reference, note = FOOTNOTES[habit]
    article = page(f"<p>They counted twice.{reference} {PROSE}</p><p>{PROSE}</p>{note}")
    (found,) = article.notes_of(NoteKind.FOOTNOTE)
    assert (found.text, found.marker) == ("See the report of 2020.", "1")
    counted = block(article, "They counted")
    assert counted.text.startswith("They counted twice. The county")
    (mark,) = counted.marks
    assert (mark.kind, mark.target, mark.start) == (MarkKind.NOTE, found.id, len("They counted twice."))


def test_a_reference_whose_note_is_not_on_the_page_stays_text() -> None:
    article = page(f'<p>They counted twice.<sup><a href="#fn9">9</a></sup> {PROSE}</p><p id="fn9"></p>')
    found = block(article, "They counted")
    assert found.text.startswith("They counted twice.9 The")
    assert not [mark for mark in found.marks if mark.kind is MarkKind.NOTE]


def test_items_know_their_numbers_and_how_deep_they_are() -> None:
    article = page(
        "<ol start=3><li>Count the sheep of every household before the first of May.</li>"
        f"<li>Count the wells.<ul><li>Dry ones too.</li></ul></li></ol><p>{PROSE}</p>"
    )
    items = [(found.text.split()[0], found.number, found.level) for found in article.blocks if found.role is Role.LIST_ITEM]
    assert items == [("Count", 3, 1), ("Count", 4, 1), ("Dry", 0, 2)]


def test_a_paragraph_with_a_reference_is_in_the_body_all_the_same() -> None:
    first = f'<p>{PROSE}They counted twice.<sup><a href="#fn1">1</a></sup> {PROSE}</p>'
    note = "<ol><li id=fn1>See the report of 2020.</li></ol>"
    text = f"<html><body><h1>Counting sheep</h1>{first}<p>{PROSE * 2}</p>{note}</body></html>"
    article = clean.clean_page(SourcePage("page.html", text.encode(), text, "html", "0" * 64), facts=None, default_lang="en")
    assert any("They counted twice." in found.text for found in article.blocks)
