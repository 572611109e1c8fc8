"""Cleaning keeps what the author wrote, drops the site, and says of every line what became of it."""

import re
import signal
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubpipe.article import Article, Author, NoteKind, Role, SourcePage
from pubpipe.clean import (
    clean_page,
    clean_with_trail,
    ends,
    facts_path,
    read_facts,
    receipt_html,
    slug_of,
    source_lines,
    to_json,
)
from pubpipe.clean.affiliations import read_affiliations
from pubpipe.clean.body import drop_site
from pubpipe.clean.dates import find_day, is_date_line
from pubpipe.clean.html import _other_articles, _overlooked
from pubpipe.clean.language import detect_language
from pubpipe.clean.lines import Line
from pubpipe.clean.names import read_byline
from pubpipe.clean.sorting import Sorting
from pubpipe.errors import InputError, SettingsError
from pubpipe.ingest import open_page

DATA = Path(__file__).parent / "data" / "clean"
FOXES = "The foxes of the valley come out when the light is low, and the people who live there have learnt to expect them."
BERRIES = "They eat what they find, which is mostly berries, beetles and the remains of lunches that the children leave behind."
COUNT = "A count made over three winters found between forty and sixty animals, which is more than the wood alone could feed."


def page(text: str, media: str = "text", address: str = "a.txt") -> SourcePage:
    return SourcePage(address, text.encode("utf-8", "replace"), text, media, "0" * 64)


def clean(*paragraphs: str, **options: Any) -> Article:
    return clean_page(page("\n\n".join(paragraphs)), **options)


def html(body: str, head: str = "") -> Article:
    return clean_page(page(f"<html><head>{head}</head><body>{body}</body></html>", "html"))


def kept(article: Article) -> list[str]:
    return [block.text for block in article.blocks]


def rules(article: Article) -> dict[str, str]:
    return {line.text: line.rule for line in article.dropped}


def fates(article: Article) -> Counter[int]:
    """How often each line of the page is accounted for."""
    parts = (*article.blocks, *article.notes, *article.dropped)
    return Counter([*article.title_lines, *article.byline_lines, *(number for part in parts for number in part.lines)])


def assert_every_line_has_one_fate(article: Article, source: SourcePage) -> None:
    expected = [number for number, line in enumerate(source_lines(source), 1) if line.strip()]
    assert fates(article) == Counter(expected)


# What is judged on


def test_the_real_article_comes_out_exactly(real_article: Path) -> None:
    source = open_page(real_article)
    article = clean_page(source)
    assert article.title.startswith("Xinjiang’s Ex Situ")
    assert article.title.endswith("A Catalyst for Development")
    assert (article.slug, article.lang, article.date, article.section) == ("000-f84bfa84a18198a0", "en", "", "East Asia")
    assert [author.name for author in article.authors] == ["Hongli Zhang", "Xinyu Liu", "Maoxia Jiang"]
    first, second, third = (author.affiliations for author in article.authors)
    assert first == second
    assert (first[0].split(",")[0], first[0][-11:]) == ("Baize Institute for Strategy Studies", "P. R. China")
    assert third == ("Yunnan Academy of Social Sciences, P. R. China",)
    assert [block.role for block in article.blocks] == [Role.PARAGRAPH] * 15
    assert [(note.marker, note.kind, note.authors) for note in article.notes] == [
        ("*", NoteKind.AFFILIATION, ("Hongli Zhang", "Xinyu Liu", "Maoxia Jiang")),
        ("**", NoteKind.DISCLAIMER, ()),
    ]
    assert [line.rule for line in article.dropped] == ["glued-breadcrumbs", "publisher-blurb", "follow-line", "related-links"]
    assert article.publication == "The Diplomatic Insight"
    assert_every_line_has_one_fate(article, source)


def test_the_sample_comes_out_exactly(sample: Path) -> None:
    source = open_page(sample)
    article = clean_page(source)
    assert (article.title_lines, article.byline_lines, article.section) == ((3,), (6,), "Environment")
    assert (article.publication, article.lang) == ("The Ninth Meridian", "en")
    assert "’" in article.title
    assert article.authors == (
        Author("Marta Quilindo", ("Vallorne Institute for Land and Livelihoods, University of Northmere, Norway",)),
        Author("Tobias Arnesvik", ("Vallorne Institute for Land and Livelihoods, University of Northmere, Norway",)),
        Author("Leilani Fakatou", ("Oluvanga Academy of Island Studies, Fiji",)),
    )
    assert {block.role for block in article.blocks} == {Role.PARAGRAPH}
    body = source.text.split("\n")[7 : article.notes[0].lines[0] - 1]
    assert kept(article) == [line for line in body if line]
    assert [note.kind for note in article.notes] == [NoteKind.AFFILIATION, NoteKind.DISCLAIMER]
    assert {line.rule for line in article.dropped} == {
        "glued-breadcrumbs",
        "publisher-blurb",
        "follow-line",
        "related-links",
        "newsletter",
    }
    assert_every_line_has_one_fate(article, source)


def test_a_paste_with_everything_a_site_can_put_around_an_article() -> None:
    source = open_page(DATA / "lanterns.txt")
    article = clean_page(source)
    assert article.title == "The Last Lantern Makers of Ostrova Quay"
    assert (article.date, article.section, article.publication) == ("2026-05-04", "Crafts", "The Quay Review")
    assert [author.affiliations for author in article.authors] == [("Museum of Small Trades",), ("Northmere University",)]
    assert [block.role.value for block in article.blocks] == [
        "standfirst",
        *["paragraph"] * 2,
        "heading",
        *["paragraph"] * 3,
        *["list-item"] * 3,
        "paragraph",
    ]
    assert [(note.marker, note.kind.value) for note in article.notes] == [
        ("*", "affiliation"),
        ("**", "disclaimer"),
        ("", "editor"),
    ]
    told = rules(article)
    assert told["Home > Culture > Crafts > The Last Lantern Makers of Ostrova Quay"] == "breadcrumbs"
    assert told["Advertisement"] == "advertisement"
    assert told["Photo: Ilse Probe / Agency"] == "picture-credit"
    assert told["Read more: Ten quays to see before winter"] == "read-more"
    assert told["A lantern is a promise that someone will look for you"] == "pull-quote"
    assert told["THE LAST LANTERN MAKERS OF OSTROVA QUAY"] == "doubled-title"
    assert [line.rule for line in article.dropped if "offering a course" in line.text] == ["publisher-blurb"]
    assert any("I have one of these lanterns" in line for line in told)
    assert_every_line_has_one_fate(article, source)


def test_a_page_gives_the_article_that_its_paste_gives() -> None:
    source = open_page(DATA / "lanterns.html")
    article, pasted = clean_page(source), clean_page(open_page(DATA / "lanterns.txt"))
    assert (article.title, article.authors, article.date) == (pasted.title, pasted.authors, pasted.date)
    assert (article.lang, article.url, article.publication) == ("en-GB", "https://quay.example/lanterns", "The Quay Review")
    assert [(note.marker, note.kind) for note in article.notes] == [(note.marker, note.kind) for note in pasted.notes[:2]]
    roles = [block.role.value for block in article.blocks]
    assert roles == ["paragraph", "heading", "paragraph", "quote", "list-item", "list-item", "paragraph"]
    text = " ".join((*kept(article), *(line.text for line in article.dropped)))
    assert "opened <again>." in text
    assert "380\u00a0hands" in text
    assert not re.search(r"Hidden words|nobody sees|color|turn scripts on", text)
    assert_every_line_has_one_fate(article, source)


# Nothing crashes, nothing is forgotten

SITE = [
    "Home",
    "HomeAsia",
    "Follow us",
    "Related articles",
    "3 Comments",
    "Advertisement",
    "© 2026",
    "\u202e",
    "\u200d",
    "“",
    "x" * 300,
]
FRONT = ["Foxes at Dawn", "By Ada Example", "May 4, 2026", "Editor’s note: x", FOXES, BERRIES]
WORDS = st.sampled_from([*SITE, *FRONT, "*", "**", "• item", "1. item", "## Head", "> quote"])
LINES = st.lists(st.one_of(WORDS, st.text(max_size=40), st.just("")), max_size=25)


@settings(max_examples=250, deadline=None)
@given(LINES)
def test_every_line_of_any_text_has_one_fate_or_the_text_no_article(lines: list[str]) -> None:
    source = page("\n".join(lines))
    try:
        article = clean_page(source)
    except InputError:
        return
    assert article.title.strip()
    assert article.blocks
    assert_every_line_has_one_fate(article, source)
    assert all(line.rule and line.reason for line in article.dropped)
    assert receipt_html(*clean_with_trail(source)).startswith("<!doctype html>")


TAGS = "<p> </p> <div> </div> <h1> <h2> <table> <tr> <td> <ul> <li> <br> <!-- --> <script> </script> <a> &amp; &#0; <article>"
MARKUP = st.sampled_from(TAGS.split(" "))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.one_of(MARKUP, WORDS, st.text(max_size=20)), max_size=30))
def test_every_line_of_any_page_has_one_fate_or_the_page_no_article(pieces: list[str]) -> None:
    source = page("".join(pieces), "html")
    try:
        article = clean_page(source)
    except InputError:
        return
    assert_every_line_has_one_fate(article, source)


def test_cleaning_a_clean_article_takes_nothing_more_away() -> None:
    first = clean_page(open_page(DATA / "lanterns.txt"))
    byline = "By " + " and ".join(author.name for author in first.authors)
    notes = [f"{note.marker}{note.text}" for note in first.notes if note.marker]
    second = clean(first.title, byline, *kept(first), *notes)
    assert second.dropped == ()
    assert [block.text for block in second.blocks] == kept(first)
    assert second.authors == first.authors


# Title, byline, date


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["Foxes at Dawn", "By Ada Example", FOXES], "Foxes at Dawn"),
        (["Foxes", FOXES, BERRIES], "Foxes"),
        (["Nature", "Foxes at dawn in the valley", "By Ada Example", FOXES], "Foxes at dawn in the valley"),
        (["A Fox's Dawn Is Near", "A Fox’s Dawn Is Near", FOXES], "A Fox’s Dawn Is Near"),
        (["A Fox’s Dawn Is Near", "A FOX'S DAWN IS NEAR", FOXES], "A Fox’s Dawn Is Near"),
        (["HomeNatureBig CatsFoxes at Dawn in the Valley", FOXES], "Foxes at Dawn in the Valley"),
        (["Home › Nature › Foxes at Dawn in the Valley", FOXES], "Foxes at Dawn in the Valley"),
        (["Will the Foxes Come Back?", "By Ada Example", FOXES], "Will the Foxes Come Back?"),
        (["HomeTechWhy YouTube Has So Many Foxes Now", FOXES + " YouTube knows."], "Why YouTube Has So Many Foxes Now"),
    ],
)
def test_the_title_is_found_in_its_best_copy(lines: list[str], title: str) -> None:
    article = clean(*lines)
    assert article.title == title
    assert kept(article)[0].startswith(FOXES)


def test_a_text_without_a_title_asks_for_one() -> None:
    with pytest.raises(InputError) as caught:
        clean(FOXES, BERRIES, COUNT)
    assert 'title = "…" into a.toml' in caught.value.hint
    with pytest.raises(InputError, match="no text below"):
        clean("Foxes at Dawn")


def test_a_long_text_above_a_guessed_title_is_never_dropped() -> None:
    article = clean("Foxes at Dawn", FOXES, BERRIES, "A short line", COUNT, FOXES.replace("foxes", "hares"))
    assert article.title == "Foxes at Dawn"
    assert len(article.blocks) == 5


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ada Example", ["Ada Example"]),
        ("By Ada Example and Bo Sample", ["Ada Example", "Bo Sample"]),
        ("Ada Example, Bo Sample, & Cy Muster", ["Ada Example", "Bo Sample", "Cy Muster"]),
        ("Words: Ada Example", ["Ada Example"]),
        ("Por Ana Ejemplo y Juan de la Muestra", ["Ana Ejemplo", "Juan de la Muestra"]),
        ("By Dr. Ada Example, PhD, and Bo Sample Jr.", ["Ada Example", "Bo Sample Jr."]),
        ("By ADA EXAMPLE | May 4, 2026 | 5 min read", ["ADA EXAMPLE"]),
        ("March 15, 2022 · 3 min read · By Ada Example", ["Ada Example"]),
        ("José Ortega y Gasset", ["José Ortega y Gasset"]),
        ("作者：张三、李四", ["张三", "李四"]),
        ("By Ada Example, The Quay Review", ["Ada Example"]),
    ],
)
def test_a_byline_is_read_into_names(line: str, names: list[str]) -> None:
    byline = read_byline(line)
    assert byline is not None
    assert [name.name for name in byline.names] == names


@pytest.mark.parametrize(
    "line", ["By the river", "By 2050, everything changes", "Par exemple", "By the old board of the mill", FOXES]
)
def test_what_is_no_byline_gives_no_author(line: str) -> None:
    assert read_byline(line) is None


def test_two_capitalised_words_below_the_title_are_a_heading_until_something_says_name() -> None:
    plain = clean("Foxes at Dawn", "Brute Force", FOXES + " It is brute force.", BERRIES)
    told = clean("Foxes at Dawn", "Ada Example", FOXES, BERRIES, COUNT, "Ada Example is a fellow at Northmere University.")
    assert plain.authors == ()
    assert plain.blocks[0].text == "Brute Force"
    assert told.authors == (Author("Ada Example", ("Northmere University",)),)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("May 4, 2026", "2026-05-04"),
        ("Published: 4 May 2026, 10:15 GMT", "2026-05-04"),
        ("PUBLISHED: 00:01, Tue, Nov 19, 2019 | UPDATED: 10:43, Wed, Nov 20, 2019", "2019-11-19"),
        ("2026-05-04", "2026-05-04"),
        ("4 de mayo de 2026", "2026-05-04"),
        ("4. Mai 2026", "2026-05-04"),
        ("2026年5月4日", "2026-05-04"),
        ("03/04/2026", ""),
        ("May 4", ""),
        ("31 February 2026", ""),
    ],
)
def test_a_date_line_gives_its_day_only_where_it_is_certain(line: str, day: str) -> None:
    assert is_date_line(line)
    assert find_day(line) == day
    assert clean("Foxes at Dawn", "By Ada Example", line, FOXES).date == day


def test_a_date_in_a_sentence_is_not_the_date_of_the_article() -> None:
    assert clean("Foxes at Dawn", "By Ada Example", "On May 4, 2026 the count began. " + FOXES).date == ""


# Notes


def test_institutions_are_tied_to_the_authors_they_name() -> None:
    names = ["Ada Example", "Bo Sample"]
    both = read_affiliations("Ada Example and Bo Sample are both with X Institute; Y University.", names)
    assert both == dict.fromkeys(names, ("X Institute", "Y University"))
    apart = read_affiliations(
        "Ada Example is a senior fellow at X Institute and Bo Sample is an economist with the Y Bank.", names
    )
    assert apart == {"Ada Example": ("X Institute",), "Bo Sample": ("Y Bank",)}
    longer = read_affiliations(
        "Ada Example is a professor of law at Y University and the author of Foxes. She lives in Rome.", names
    )
    assert longer == {"Ada Example": ("Y University",)}


def test_marks_in_the_byline_tie_notes_to_authors() -> None:
    article = clean(
        "Foxes at Dawn",
        "Ada Example¹, Bo Sample²",
        FOXES,
        BERRIES,
        COUNT,
        "¹ University of Northmere.",
        "² Vallorne Institute.",
    )
    assert article.authors == (
        Author("Ada Example", ("University of Northmere",)),
        Author("Bo Sample", ("Vallorne Institute",)),
    )
    assert [note.marker for note in article.notes] == ["¹", "²"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("The views expressed here are the author’s own.", "disclaimer"),
        ("Disclaimer: This article is for informational purposes only.", "disclaimer"),
        ("Correction: An earlier count was wrong.", "correction"),
        ("This article was first published in The Quay Review.", "source"),
        ("This work was supported by the Fox Fund.", "funding"),
        ("Ada Example is a writer who has followed foxes for thirty years.", "bio"),
        ("Editors’ note: names were changed.", "editor"),
    ],
)
def test_notes_are_known_by_their_wording(line: str, kind: str) -> None:
    article = clean("Foxes at Dawn", "By Ada Example", FOXES, BERRIES, COUNT, line)
    assert [note.kind.value for note in article.notes] == [kind]
    assert len(article.blocks) == 3


def test_a_starred_line_is_a_footnote_only_where_the_text_refers_to_it() -> None:
    told = clean(
        "Foxes at Dawn", "By Ada Example", FOXES, BERRIES.replace("beetles", "beetles*"), COUNT, "* Not the blue ones."
    )
    plain = clean("Foxes at Dawn", "By Ada Example", FOXES, BERRIES, COUNT, "* Not the blue ones.")
    assert [(note.kind, note.marker) for note in told.notes] == [(NoteKind.FOOTNOTE, "*")]
    assert plain.notes == ()
    assert plain.blocks[-1].text == "* Not the blue ones."


def test_an_opinion_in_the_text_is_no_disclaimer() -> None:
    line = "The opinions of the author of the first count were her own, and she was right."
    assert clean("Foxes at Dawn", "By Ada Example", line + " " + FOXES, BERRIES, COUNT).notes == ()


def test_what_follows_the_notes_is_not_the_article() -> None:
    note = "Ada Example is a fellow at Vallorne Institute."
    article = clean("Foxes at Dawn", "By Ada Example", FOXES, BERRIES, COUNT, note, "A ship in the night", "Ten Hares")
    assert [line.rule for line in article.dropped] == ["after-end", "after-end"]
    assert len(article.blocks) == 3


# In doubt a line is kept


def test_short_last_lines_are_kept() -> None:
    article = clean("Foxes at Dawn", "By Ada Example", FOXES, BERRIES, COUNT, "We shall see", "Or not.")
    assert kept(article)[-2:] == ["We shall see", "Or not."]


def test_a_paragraph_that_is_one_quotation_is_no_pull_quote() -> None:
    quoted = f"“{BERRIES}”"
    assert kept(clean("Foxes at Dawn", FOXES, quoted, COUNT)) == [FOXES, quoted, COUNT]


def test_a_poem_is_kept_whole() -> None:
    poem = ["The fox", "goes out", "at dawn", "and I", "stay in"]
    article = clean_page(page("Foxes at Dawn\n\n" + "\n".join(poem)))
    assert kept(article) == poem


def test_a_word_of_a_site_within_a_sentence_is_no_site() -> None:
    lines = [
        "Follow us into the wood, he said, and we did so at once.",
        "Share nothing with a fox that you would like to keep.",
    ]
    assert kept(clean("Foxes at Dawn", FOXES, *lines, COUNT)) == [FOXES, *lines, COUNT]


def test_a_blurb_needs_the_name_and_the_praise_and_the_end() -> None:
    about = (
        "The Quay Review is a magazine of crafts; its newsroom was founded in 1998 "
        "and it has readers in forty countries of the world."
    )
    top = clean("Foxes at Dawn", "By Ada Example", about, FOXES, BERRIES, COUNT, facts={"publication": "The Quay Review"})
    end = clean("Foxes at Dawn", "By Ada Example", FOXES, BERRIES, COUNT, about, facts={"publication": "The Quay Review"})
    assert about in kept(top)
    assert [line.rule for line in end.dropped] == ["publisher-blurb"]


def test_a_lone_question_is_a_paragraph_where_no_other_line_is_a_heading() -> None:
    question = "Who counts the foxes?"
    alone = clean("Foxes at Dawn", FOXES, question, BERRIES)
    beside = clean("Foxes at Dawn", FOXES, question, BERRIES, "The count", COUNT)
    assert [block.role for block in alone.blocks] == [Role.PARAGRAPH] * 3
    assert [block.role.value for block in beside.blocks] == ["paragraph", "heading", "paragraph", "heading", "paragraph"]


def test_hard_wrapped_paragraphs_are_joined() -> None:
    wrapped = (
        "The foxes of the valley come out when the\nlight is low, and the people who live there\n"
        "have learnt to expect them at the end of\neach lane.\n"
    )
    article = clean_page(page(f"Foxes at Dawn\n\n{wrapped}\n{wrapped.replace('foxes', 'hares')}"))
    assert [block.lines for block in article.blocks] == [(3, 4, 5, 6), (8, 9, 10, 11)]
    assert article.blocks[0].text.endswith("at the end of each lane.")


def test_what_cannot_be_seen_goes_and_what_spelling_needs_stays() -> None:
    article = clean(
        "Foxes at Dawn",
        "The fox\u00ades \u200bcome\u202e out  now, and 10\u00a0km is their way. " + FOXES,
        "می\u200cرود و " * 8,
    )
    assert kept(article)[0].startswith("The foxes come out now, and 10\u00a0km is")
    assert "می\u200cرود" in kept(article)[1]


# HTML


@pytest.mark.parametrize("marks", [("*", "**"), ("", "")])
def test_a_wrapper_never_hides_the_notes(marks: tuple[str, str]) -> None:
    notes = (
        f"{marks[0]}Ada Example is a fellow at Vallorne Institute.",
        f"{marks[1]}The views expressed here are the author’s own.",
    )
    head = "<h1>Foxes at Dawn</h1><p class=byline>By Ada Example</p>"
    paragraphs = [text.replace("fox", f"{kind} fox") for kind in ("red", "grey", "arctic") for text in (FOXES, BERRIES, COUNT)]
    content = "".join(f"<p>{n} {text} {n} {text[::-1]}</p>" for n, text in enumerate(paragraphs))
    text = f"{head}<div class=entry-content>{content}</div>"
    wrappers = ("p", "p class=footnote", "div class=author-bio", "div class=disclaimer", "footer", "aside", "p><small")
    for start in wrappers:
        tail = "".join(f"<{start}>{note}</{start.split()[0].split('>')[0]}>" for note in notes)
        for body in (f"{text}{tail}", text.replace("</div>", f"{tail}</div>")):
            article = html(f"<article>{body}</article><footer>© 2026</footer>")
            assert [note.kind.value for note in article.notes] == ["affiliation", "disclaimer"], start
            assert len(article.blocks) == 9, start


def test_a_visible_byline_wins_over_metadata() -> None:
    head = '<meta name="author" content="admin"><meta name="author" content="Site Poster">'
    article = html(f"<article><h1>Foxes at Dawn</h1><p>By Ada Example</p><p>{FOXES}</p><p>{BERRIES}</p></article>", head)
    assert [author.name for author in article.authors] == ["Ada Example"]


def test_metadata_names_the_authors_that_the_page_does_not_show() -> None:
    told = '{"@type":"BlogPosting","headline":"Foxes at Dawn","author":[{"name":"Ada Example"},{"name":"https://x.example"}]}'
    head = f'<script type="application/ld+json">{told}</script>'
    article = html(f"<article><h1>Foxes at Dawn</h1><p>{FOXES}</p><p>{BERRIES}</p></article>", head)
    assert [author.name for author in article.authors] == ["Ada Example"]


def test_broken_and_hostile_pages_give_a_result_or_a_sentence() -> None:
    deep = clean_page(page("<h1>Foxes at Dawn</h1>" + "<div>" * 900 + f"<p>{FOXES}</p><p>{BERRIES}</p>", "html"))
    assert kept(deep) == [FOXES, BERRIES]
    for body in (
        "<div>" * 100_000 + FOXES,
        "<script>let x</script>",
        "<frameset><frame src=x></frameset>",
        "<p hidden>Fox</p>",
    ):
        with pytest.raises(InputError) as caught:
            clean_page(page(body, "html"))
        assert caught.value.hint
    nested = '<script type="application/ld+json">' + "[" * 100_000 + "</script>"
    assert html(f"<h1>Foxes at Dawn</h1><p>{FOXES}<p>{BERRIES}", nested).title == "Foxes at Dawn"


@pytest.mark.parametrize("sign", [".", "“", "—", "* "])
def test_a_line_of_twenty_thousand_signs_neither_hangs_nor_gets_lost(sign: str) -> None:
    def give_up(*_: object) -> None:
        raise AssertionError("it looks ahead from each of the signs")

    former = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, 30)  # seconds of this process alone; it took two minutes, and takes a tenth of one
    try:
        article = clean_page(page(f"Foxes at Dawn\nBy Ada Example\n\n{FOXES}\n{sign * 20_000}\n{BERRIES}"))
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, former)
    parts = (*article.blocks, *article.notes, *article.dropped)
    numbers = [*article.title_lines, *article.byline_lines, *(number for part in parts for number in part.lines)]
    assert sorted(numbers) == [1, 2, 4, 5, 6]


def test_a_table_of_data_keeps_its_rows_and_a_table_of_layout_its_paragraphs() -> None:
    table = "<table><tr><th>Year<th>Foxes</tr><tr><td>2025<td>44</tr></table>"
    article = html(
        f"<table><tr><td><h1>Foxes at Dawn</h1><p>{FOXES}</p><p>{BERRIES}</p>{table}<p>{COUNT}</p></td></tr></table>"
    )
    assert "2025 | 44" in kept(article)
    assert FOXES in kept(article)


def test_quotations_among_the_paragraphs_and_a_first_paragraph_that_trafilatura_overlooked_are_the_articles() -> None:
    tags = ("h1", "p", "p", "blockquote", "p", "blockquote")
    texts = ("Foxes at Dawn", FOXES, BERRIES, "Foxes again, by the bins.", COUNT, "Rate this page")
    lines = [Line((at,), text, 1, tag) for at, (tag, text) in enumerate(zip(tags, texts, strict=True), 1)]
    assert _overlooked(lines, {2, 4}) == {1, 3}
    aside = [*lines[:1], replace(lines[1], hints=frozenset({"teaser"})), *lines[2:]]
    assert _overlooked(aside, {2, 4}) == {3}


def test_an_article_beside_the_one_with_the_title_is_another_one() -> None:
    body = (FOXES, BERRIES, COUNT, "Badgers dig where the ground is soft, and nobody minds it much.")
    lines = [Line((1,), "Foxes at Dawn", 1, "h1"), *(Line((at,), text, 1, "p") for at, text in enumerate(body, 2))]
    assert _other_articles(lines, [(1,), (1,), (1,), (1, 2), (3,)], {1, 2, 3, 4}) == {4}
    assert _other_articles(lines, [(1,), (3,), (3,), (3,), (1,)], {1, 2, 3, 4}) == set()  # the title alone in an element
    assert _other_articles(lines, [(3, 1), (3,), (3,), (3,), ()], {1, 2, 3, 4}) == set()


def test_a_link_to_another_article_that_stands_alone_between_paragraphs_is_dropped() -> None:
    teaser = "Why nobody counts the badgers of the upper valley"
    link = f"<p><a href='/b'>{teaser}</a></p>"
    article = html(f"<article><h1>Foxes at Dawn</h1><p>{FOXES}</p>{link}<p>{BERRIES}</p><p>{COUNT}</p></article>")
    assert kept(article) == [FOXES, BERRIES, COUNT]
    assert rules(article)[teaser] == "read-more"


def test_a_list_of_links_at_the_end_is_kept_where_it_is_what_the_text_cites() -> None:
    def fates_below(heading: str, number: int) -> list[str]:
        lines = [Line((1,), FOXES, 1, "p", True), Line((2,), heading, 1, "h2", True)]
        item = Line((3,), "Foxes and their food in upland valleys", 1, "li", True, linked=1.0, number=number)
        sort = Sorting([*lines, item])
        drop_site(sort, 0, (), "")
        return [sort.fates[at].rule if at in sort.fates else "kept" for at in range(3)]

    assert fates_below("References", 0) == fates_below("The papers", 1) == ["kept"] * 3
    assert fates_below("The papers", 0) == ["kept", "empty-heading", "read-more"]


def test_a_heading_with_nothing_below_it_is_dropped() -> None:
    tagged = (("p", FOXES), ("h2", "The count"), ("p", COUNT), ("h3", "Tell us what you saw"), ("h4", "Thank you!"))
    sort = Sorting([Line((at,), text, 1, tag, True) for at, (tag, text) in enumerate(tagged, 1)])
    drop_site(sort, 0, (), "")
    assert {at: fate.rule for at, fate in sort.fates.items()} == {3: "empty-heading", 4: "empty-heading"}


# Facts, language, slug, receipt


def test_the_sidecar_file_wins_over_the_page(tmp_path: Path) -> None:
    source = tmp_path / "foxes.txt"
    source.write_text(f"{FOXES}\n\n{BERRIES}\n", encoding="utf-8")
    (tmp_path / "foxes.toml").write_text(
        'title = "Foxes"\nsubtitle = "A count"\nstandfirst = "They are many."\ndate = 2026-05-04\nlang = "en-GB"\n'
        'authors = ["Ada Example", { name = "Bo Sample", affiliations = ["X Institute"] }]\n'
        'notes = [{ kind = "source", text = "From the archive." }]\nrights = "All ours"\n',
        encoding="utf-8",
    )
    article = clean_page(open_page(source), facts=read_facts(source))
    assert facts_path(source) == tmp_path / "foxes.toml"
    assert (article.title, article.subtitle, article.date, article.lang, article.rights) == (
        "Foxes",
        "A count",
        "2026-05-04",
        "en-GB",
        "All ours",
    )
    assert article.authors == (Author("Ada Example"), Author("Bo Sample", ("X Institute",)))
    assert (article.blocks[0].role.value, article.blocks[0].text) == ("standfirst", "They are many.")
    assert [(note.kind.value, note.text) for note in article.notes] == [("source", "From the archive.")]
    assert_every_line_has_one_fate(article, open_page(source))


def test_a_source_without_a_sidecar_file_has_no_facts(tmp_path: Path) -> None:
    assert facts_path(tmp_path / "foxes.txt") is None
    assert facts_path("-") is None
    assert read_facts(tmp_path / "foxes.txt") == {}


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ('titel = "Foxes"', "'title'"),
        ('author = "Ada"', "'authors'"),
        ("title = 3", 'write title = "…"'),
        ('authors = "Ada"', "write authors"),
        ('date = "4 May"', "date = 2026-11-23"),
        ('lang = "English language"', "en"),
        ('notes = [{ kind = "rumour", text = "x" }]', "affiliation"),
        ("title = ", "a line looks like this"),
    ],
)
def test_a_sidecar_file_with_a_fault_says_which_and_what_to_write(tmp_path: Path, line: str, hint: str) -> None:
    (tmp_path / "a.toml").write_text(line, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read_facts(tmp_path / "a.txt")
    assert "a.toml" in caught.value.where
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", FOXES),
        ("es", "Los zorros del valle salen cuando la luz es baja, y la gente que vive allí ha aprendido a esperarlos."),
        ("fr", "Les renards de la vallée sortent quand la lumière est basse, et les gens qui y vivent les attendent."),
        ("de", "Die Füchse des Tals kommen, wenn das Licht tief steht, und die Leute haben gelernt, auf sie zu warten."),
        ("it", "Le volpi della valle escono quando la luce è bassa, e la gente che ci vive ha imparato ad aspettarle."),
        ("pt", "As raposas do vale saem quando a luz é baixa, e as pessoas que lá vivem não se espantam mais com isso."),
        ("ca", "Les guineus de la vall surten quan la llum és baixa, i la gent que hi viu ha après a esperar-les amb calma."),
        ("ru", "Лисы долины выходят, когда свет уже низок, и люди привыкли."),
        ("ar", "تخرج ثعالب الوادي عندما يكون الضوء خافتا"),
        ("fa", "روباه‌های دره وقتی نور کم است بیرون می‌آیند و گاهی پیدا می‌شوند"),
        ("ur", "وادی کی لومڑیاں روشنی کم ہونے پر نکلتی ہیں اور لوگ ان کے لیے تیار ہیں"),
        ("he", "השועלים של העמק יוצאים כשהאור נמוך"),
        ("hi", "घाटी की लोमड़ियाँ तब निकलती हैं जब रोशनी कम होती है"),
        ("zh", "山谷里的狐狸在光线暗的时候出来"),
        ("ja", "谷のキツネは光が低いときに出てくる"),
        ("", "xyz 123"),
    ],
)
def test_the_language_is_told_by_script_and_commonest_words(lang: str, text: str) -> None:
    assert detect_language(text) == lang


def test_the_language_asked_for_wins_and_the_default_comes_last() -> None:
    assert clean("Foxes at Dawn", FOXES, lang="en-AU").lang == "en-AU"
    assert clean("Zzz", "xyz kjh wrt", default_lang="fr").lang == "fr"


@pytest.mark.parametrize(
    ("address", "slug"),
    [
        ("source/000_f84bfa84a18198a0.txt", "000-f84bfa84a18198a0"),
        ("Füchse im Tal!.html", "fuchse-im-tal"),
        ("../...txt", ""),
        ("記事.txt", ""),
        ("-", "stdin"),
        ("a" * 200 + ".txt", "a" * 80),
    ],
)
def test_a_slug_is_a_safe_folder_name(address: str, slug: str) -> None:
    made = slug_of(address)
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", made)
    assert len(made) <= 80
    assert made == slug or (not slug and made.startswith("article-"))
    assert slug_of("記事.txt") != slug_of("論文.txt")


def test_the_article_as_json_has_the_keys_of_the_interface() -> None:
    told = to_json(clean_page(open_page(DATA / "lanterns.txt")))
    assert {
        "source",
        "slug",
        "title",
        "subtitle",
        "lang",
        "date",
        "url",
        "authors",
        "blocks",
        "notes",
        "dropped",
    } <= told.keys()
    assert told["authors"][0] == {"name": "Ada Example", "affiliations": ["Museum of Small Trades"]}
    assert told["blocks"][0].keys() >= {"id", "role", "text", "lines"}
    assert told["notes"][0].keys() >= {"marker", "kind", "text", "authors", "lines"}
    assert told["dropped"][0].keys() >= {"text", "rule", "reason", "lines"}
    assert (told["title_lines"], told["byline_lines"]) == ([8], [10, 11])


def test_the_receipt_shows_every_line_and_runs_nothing() -> None:
    evil = "<script>alert(1)</script> & the foxes"
    source = page(f"Foxes at Dawn\n\nBy Ada Example\n\n{FOXES}\n\n{evil}\n\n{BERRIES}\n\nFollow us on X\n")
    receipt = receipt_html(*clean_with_trail(source))
    assert "<script" not in receipt
    assert "&lt;script&gt;alert(1)" in receipt
    assert "http" not in receipt
    for told in ("Foxes at Dawn", "By Ada Example", FOXES, "follow-line: asks to follow", "Follow us on X"):
        assert told in receipt


def test_where_a_page_of_many_notes_ends_is_asked_of_each_line_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = ends._is_site
    monkeypatch.setattr(ends, "_is_site", lambda line: (asked.append(line.text), real(line))[1])
    lines = [Line((n,), f"Row {n}", 1) for n in range(1, 401)]
    closes = ends._closing(Sorting(lines), range(len(lines)))
    assert [closes(place) for place in range(399)] == [True] * 399
    assert not closes(399), "nothing stands below the last line"
    assert len(asked) == 399
