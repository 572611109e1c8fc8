"""Read the page of an edition back, and hold it against the one that its record gives."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pubpipe.article import Edition, Finding, Level
from pubpipe.verify.books import element_lines, missing
from pubpipe.verify.shown import shown_by_page

HINT = "run `pubpipe editions` to have the page written anew"
SHOWN = 4
# Of these a record knows nothing: the other languages of the article, and the termbase of the day.
ELSEWHERE = "//nav//ul | //link[@hreflang] | //details[.//dl[@class='terms']]"
OFFERED = "//section[@aria-labelledby='files'] | //link[@rel='alternate'][@type]"


def check_page(data: bytes, edition: Edition) -> tuple[Finding, ...]:
    """Prove that a reading page shows the edition it was made from.

    Returns:
        Findings of level error, W-001 to W-019: the same promises by the same numbers as for a PDF.
    """
    try:
        root = _tree(data)
    except ValueError as error:
        return (_finding("001", f"the page does not open: {error}"),)
    for flag in root.xpath("//a[@class='flag']"):  # the number of a finding stands within the text
        flag.drop_tree()
    return (*_check_head(root, edition), *missing("W", root.find("body"), edition), *shown_by_page(root, edition))


def compare_pages(data: bytes, wanted: bytes, *, with_files: bool) -> Iterator[Finding]:
    """W-017: a page is the one that its record gives, element by element, in order; but for the other languages of the
    article and the terms of the glossary, of which a record knows nothing, and for files that are not there to be measured.

    Args:
        with_files: The files of the edition lie beside the page.
    """
    have, want = (page_lines(one, with_files=with_files) for one in (data, wanted))
    foreign, lost = Counter(have) - Counter(want), Counter(want) - Counter(have)
    for line in [line for line in dict.fromkeys(have) if line in foreign][:SHOWN]:
        yield _finding("017", f"its record gives no “{_short(line)}”")
    for line in [line for line in dict.fromkeys(want) if line in lost][: SHOWN - min(SHOWN, foreign.total())]:
        yield _finding("017", f"its record gives “{_short(line)}”, which is missing")
    if not foreign and not lost and have != want:
        yield _finding("017", "its parts stand in another order than its record gives")


def page_lines(data: bytes, *, with_files: bool = True) -> list[str]:
    """Every element of a page with its attributes, every text, and every value that machines read."""
    root = _tree(data)
    for node in root.xpath(ELSEWHERE if with_files else f"{ELSEWHERE} | {OFFERED}"):
        node.drop_tree()
    for node in root.xpath("//mark"):
        node.drop_tag()
    told: list[str] = []
    for node in root.xpath("//script[@type='application/ld+json']"):
        told += _values(node.text or "", with_files)
        node.text = ""
    return [*element_lines(root), *told]


def _tree(data: bytes) -> Any:
    """Root of the page.

    Raises:
        ValueError: There is no page in it.
    """
    from lxml import html
    from lxml.etree import ParserError

    try:
        root = html.document_fromstring(data, html.HTMLParser(encoding="utf-8", huge_tree=False))
    except ParserError as error:
        raise ValueError(str(error)) from error
    if root.find("body") is None or root.find("head") is None:
        raise ValueError("it has no text")
    return root


def _values(text: str, with_files: bool) -> list[str]:
    """The values of a JSON object, each with the way to it; the text as it stands where it is none."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return [text]
    if isinstance(told, dict) and not with_files:
        told.pop("encoding", None)
    return list(_leaves(told, ""))


def _leaves(value: Any, way: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, f"{way}.{name}")
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _leaves(inner, f"{way}[{at}]")
    else:
        yield f"{way} = {value!r}"


def _check_head(root: Any, edition: Edition) -> Iterator[Finding]:
    """W-003, W-004, W-007: what the page says of itself to machines."""
    if root.get("lang") != edition.lang:
        yield _finding(
            "003", f"the page says its language is “{(root.get('lang') or '')[:35]}”, the edition is in “{edition.lang}”"
        )
    if not (root.findtext("head/title") or "").startswith(edition.article.title):
        yield _finding("004", f"the page says its title is “{(root.findtext('head/title') or '')[:80]}”")
    named: Sequence[str] = root.xpath("//meta[@name='author']/@content")
    for author in edition.source.authors:
        if author.name not in named:
            yield _finding("007", f"the page does not name {author.name} among its authors")


def _finding(number: str, message: str) -> Finding:
    return Finding(f"W-{number}", "page", message, Level.ERROR, HINT)


def _short(line: str) -> str:
    line = " ".join(line.split())
    return line if len(line) <= 80 else line[:77] + "…"
