"""Keep what the author wrote; drop the site around it.

Roles come first, then the body: a title, a byline or a note is known by what it says and where it stands, whatever its
length, and only then are the site's lines told from the article's. In doubt a line is kept: a lost paragraph is worse than an
advertisement. What is dropped goes into the receipt, with the rule and the reason.

The steps are imported when a page is cleaned: their patterns take a twentieth of a second to compile, which a run that
finds nothing changed need not pay.
"""

from collections.abc import Mapping
from typing import Any

from pubpipe.article import Article, SourcePage
from pubpipe.clean.facts import facts_path, read_facts
from pubpipe.clean.naming import slug_of
from pubpipe.clean.receipt import receipt_of, to_json

__all__ = ["clean_page", "facts_path", "read_facts", "receipt_html", "slug_of", "source_lines", "to_json"]


def clean_page(
    page: SourcePage, *, lang: str | None = None, facts: Mapping[str, Any] | None = None, default_lang: str = "en"
) -> Article:
    """Keep what the author wrote; drop the site around it, and say of every dropped line why.

    Every line of the page that is not blank is in exactly one of title_lines, byline_lines, blocks, notes and dropped.

    Args:
        lang: BCP 47 tag of the text; None takes it from `facts`, the page's own tag, or the words of the text.
        facts: What the sidecar file says (see `read_facts`); it wins over the page. Its notes are added to the page's.
        default_lang: Taken where the words of the text decide nothing.

    Raises:
        InputError: No title, or no text below it.
        SettingsError: A key or value of `facts` is not understood.
    """
    from pubpipe.clean.page import article_of

    return article_of(page, lang, facts or {}, default_lang)


def source_lines(page: SourcePage) -> tuple[str, ...]:
    """The lines that `lines` of blocks, notes and dropped lines count, the first of them line 1."""
    from pubpipe.clean.page import lines_of

    return lines_of(page)


def receipt_html(article: Article, page: SourcePage) -> str:
    """One self-contained page that shows every line of the source, and what became of it."""
    return receipt_of(article, source_lines(page))
