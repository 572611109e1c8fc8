"""Keep what the author wrote; drop the site around it.

Roles come first, then the body: a title, a byline or a note is known by what it says and where it stands, whatever its
length, and only then are the site's lines told from the article's. In doubt a line is kept: a lost paragraph is worse than an
advertisement. What is dropped goes into the receipt, with the rule and the reason.

The steps are imported when a page is cleaned: their patterns take a twentieth of a second to compile, which a run that
finds nothing changed need not pay.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pubpipe.article import Article, SourcePage
from pubpipe.clean.facts import facts_path, read_facts
from pubpipe.clean.naming import slug_of
from pubpipe.clean.receipt import receipt_of, to_json
from pubpipe.clean.undo import page_of, undo

if TYPE_CHECKING:
    from pubpipe.clean.figures import Look
    from pubpipe.clean.trail import Trail

__all__ = [
    "clean_page",
    "clean_with_trail",
    "explain",
    "facts_path",
    "read_facts",
    "receipt_html",
    "receipt_json",
    "slug_of",
    "source_lines",
    "to_json",
    "undo",
]


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
    return clean_with_trail(page, lang=lang, facts=facts, default_lang=default_lang)[0]


def clean_with_trail(
    page: SourcePage,
    *,
    lang: str | None = None,
    facts: Mapping[str, Any] | None = None,
    default_lang: str = "en",
    look: "Look | None" = None,
) -> "tuple[Article, Trail]":
    """The same, and how it came about: what became of each line and why, and where each fact was read.

    Args:
        look: Opens a picture; without it the article has none.
    """
    from pubpipe.clean.page import article_of

    return article_of(page, lang, facts or {}, default_lang, look)


def source_lines(page: SourcePage) -> tuple[str, ...]:
    """The lines that `lines` of blocks, notes and dropped lines count, the first of them line 1."""
    from pubpipe.clean.page import lines_of

    return lines_of(page)


def explain(article: Article, trail: "Trail", wanted: Sequence[str]) -> list[dict[str, Any]]:
    """What became of each of these lines and why, one mapping a line.

    Args:
        wanted: Line numbers and ranges: "12", "14-16".

    Raises:
        UsageError: Not a number, or no line of the page.
    """
    from pubpipe.clean.why import explain_line, numbers_in

    return [explain_line(trail, number) for number in numbers_in(wanted, len(trail.texts), article.source)]


def receipt_html(article: Article, trail: "Trail") -> str:
    """One self-contained page that shows every line of the source, and what became of it."""
    return receipt_of(article, trail)


def receipt_json(article: Article, trail: "Trail", page: SourcePage) -> dict[str, Any]:
    """The article as `pubpipe clean --json` prints it, with what `undo` needs to give the page back."""
    return to_json(article, trail) | {"page": page_of(article, trail, page)}
