"""One page comes in three ways, pasted, as a magazine's HTML and as Markdown, and says the same each time."""

import html
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from clean_set import PAGES, GoldPage, read_page  # noqa: E402

from pubpipe.article import Article, SourcePage  # noqa: E402
from pubpipe.clean import clean_page  # noqa: E402

# A page of the set, and whom its metadata call the author: the site, a poster, a desk, or one author of two.
CASES = (
    ("third/en-23", "Nordhaven Centre for Climate Policy"),
    ("third/es-09", "admin"),
    ("third/de-08", "Zeitschrift für Landschaftsbau"),
    ("fifth/fr-13", "La rédaction"),
    ("third/ru-07", "Новости"),
    ("third/zh-07", "夜航评论编辑部"),
    ("third/ar-05", "webmaster"),
    ("fourth/it-12", "Concetta D’Ambrosio-Lund"),
)
TAGS = {"p": "p", "h": "h2", "q": "blockquote", "l": "li", "c": "figcaption"}


def rows_of(page: GoldPage) -> list[tuple[str, str]]:
    """(role, text) of each line, in page order."""
    texts = page.text.split("\n")
    return [(tag.partition(":")[0], texts[number - 1]) for number, tag in page.tags.items()]


def as_html(page: GoldPage, author: str) -> str:
    """The page as a magazine builds it: header, nav, article, aside, footer, JSON-LD and meta elements."""
    title = html.escape(page.said["title"])
    rows = rows_of(page)
    first = next(at for at, (role, _) in enumerate(rows) if role == "t")
    end = max(at for at, (role, _) in enumerate(rows) if role in TAGS or role == "n")

    def links(texts: list[str]) -> str:
        return "<ul>" + "".join(f'<li><a href="/{n}">{html.escape(text)}</a></li>' for n, text in enumerate(texts)) + "</ul>"

    def element(role: str, text: str) -> str:
        text = html.escape(text)
        if role == "x":
            return f'<div class="widget promo"><a href="/x">{text}</a></div>'
        if role in ("f", "s"):
            return f'<p class="{"entry-meta" if role == "f" else "standfirst"}">{text}</p>'
        return f'<p class="article-note">{text}</p>' if role == "n" else f"<{TAGS[role]}>{text}</{TAGS[role]}>"

    above = [text for role, text in rows[:first] if role == "x"]
    told = json.dumps({"@type": "NewsArticle", "headline": page.said["title"], "author": {"name": author}}, ensure_ascii=False)
    inner = "".join(element(role, text) for role, text in rows[first + 1 : end + 1])
    return (
        f'<html lang="{page.said["lang"]}"><head><title>{title} | {html.escape(above[0])}</title>'
        f'<meta name="author" content="{html.escape(author)}"><script type="application/ld+json">{told}</script></head><body>'
        f"<header><nav>{links(above)}</nav></header><main><article><h1>{title}</h1>{inner}</article>"
        f'<aside class="related">{links([text for role, text in rows[end + 1 :]])}</aside></main>'
        f"<footer>{links(['Contact', 'Privacy'])}<p>In print since its inception in 2009.</p></footer></body></html>"
    )


def as_markdown(page: GoldPage) -> str:
    """The page as its author wrote it: no site around it."""
    marks = {"t": "# ", "h": "## ", "q": "> ", "l": "- "}
    rows = [(role, text) for role, text in rows_of(page) if role != "x"]
    return "\n\n".join(marks.get(role, "") + text.replace("*", "\\*").lstrip("•- ") for role, text in rows)


def read(text: str, media: str) -> Article:
    return clean_page(SourcePage(f"a.{media}", text.encode(), text, media, "0" * 64))


@pytest.mark.parametrize(("name", "author"), CASES)
@pytest.mark.parametrize("media", ["text", "html", "markdown"])
def test_a_page_says_the_same_however_it_comes_in(name: str, author: str, media: str) -> None:
    page = read_page(PAGES / f"{name}.page")
    text = {"text": page.text, "html": as_html(page, author), "markdown": as_markdown(page)}[media]
    article = read(text, media)
    assert article.title == page.said["title"]
    assert [a.name for a in article.authors] == [a.name for a in page.authors]
    assert [(note.kind.value in gold.kinds) for note, gold in zip(article.notes, page.notes, strict=True)] == [True] * len(
        page.notes
    )
    kept = {block.text for block in article.blocks}
    assert not kept & {row for role, row in rows_of(page) if role == "x"}
    assert {row for role, row in rows_of(page) if role == "p"} <= kept


@pytest.mark.parametrize(
    "author", ["admin", "The Vallorne Gazette", "Vallorne Gazette Staff", "https://vallorne.example/ada", "Editor"]
)
def test_metadata_that_name_no_person_give_no_author(author: str) -> None:
    told = json.dumps(
        {"@type": "Article", "headline": "Foxes at Dawn", "author": author, "publisher": {"name": "The Vallorne Gazette"}}
    )
    paragraph = (
        "The foxes of the valley come out when the light is low, and the people who live there expect them at each lane. "
    )
    page = (
        f'<html><head><meta name="author" content="{author}"><script type="application/ld+json">{told}</script></head><body>'
        f"<article><h1>Foxes at Dawn</h1><p>{paragraph * 2}</p><p>{paragraph[::-1] * 2}</p></article>"
        "<footer>The Gazette has counted foxes since its inception in 2009.</footer></body></html>"
    )
    article = read(page, "html")
    assert article.authors == ()
    assert article.date == ""
