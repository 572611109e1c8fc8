"""Read what a web page says of itself: JSON-LD, meta elements, the language tag."""

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any, NamedTuple

from pubpipe.clean.dates import find_day
from pubpipe.clean.lines import count_words, key_of, tidy
from pubpipe.clean.names import is_name, read_byline

ARTICLE = re.compile(r"(?:article|posting|report|essay|review|newsarticle|creativework)$", re.IGNORECASE)
LANG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?")
TITLE_CUT = re.compile(r"\s+[|–—·•«»-]\s+|\s+::\s+")
JSON_LD_LIMIT = 2_000_000  # characters; more is no description of one article


class Metadata(NamedTuple):
    """All of it as the page's makers wrote it; "" or () where they said nothing.

    Attributes:
        titles: The most trustworthy first: JSON-LD, Open Graph, <title> without the site's name.
        day: ISO 8601.
    """

    titles: tuple[str, ...]
    authors: tuple[str, ...]
    day: str
    lang: str
    url: str
    section: str
    publication: str


def read_metadata(tree: Any) -> Metadata:
    """Read a parsed page's metadata."""
    meta = _meta(tree)
    told = next((found for found in _json_ld(tree) if found.get("headline") or found.get("author")), {})
    publication = _first(meta, "og:site_name", "citation_journal_title") or _name_of(told.get("publisher"))
    return Metadata(
        tuple(dict.fromkeys(_titles(tree, meta, told, publication))),
        _authors(meta, told, publication),
        find_day(
            _text(told.get("datePublished"))
            or _first(
                meta,
                "article:published_time",
                "citation_date",
                "citation_publication_date",
                "dc.date",
                "date",
                "pubdate",
                "datepublished",
            )
        ),
        _lang(tree),
        _url(tree, meta),
        _section(meta, told),
        publication,
    )


def _meta(tree: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        value = tidy(element.get("content") or "")
        if name and value:
            found.setdefault(name.strip().lower(), []).append(value)
    return found


def _first(meta: Mapping[str, list[str]], *names: str) -> str:
    return next((meta[name][0] for name in names if name in meta), "")


def _json_ld(tree: Any) -> Iterator[Mapping[str, Any]]:
    """Every object in the page's JSON-LD that describes an article. What is not JSON tells nothing and is passed over."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text or len(script.text) > JSON_LD_LIMIT:
            continue
        try:
            waiting = [json.loads(script.text, strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            value = waiting.pop()
            if isinstance(value, Mapping):
                if any(ARTICLE.search(kind) for kind in _strings(value.get("@type"))):
                    yield value
                waiting.extend(part for part in value.values() if isinstance(part, Mapping | list))
            elif isinstance(value, list):
                waiting.extend(reversed(value))


def _strings(value: object) -> list[str]:
    parts = value if isinstance(value, list) else [value]
    return [part for part in parts if isinstance(part, str)]


def _text(value: object) -> str:
    return tidy(unescape(value)) if isinstance(value, str) else ""


def _name_of(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return _text(value.get("name")) if isinstance(value, Mapping) else _text(value)


def _titles(tree: Any, meta: Mapping[str, list[str]], told: Mapping[str, Any], publication: str) -> Iterator[str]:
    yield from (title for title in (_text(told.get("headline")),) if title)
    for name in ("citation_title", "og:title", "twitter:title"):
        yield from (_without_site(title, publication) for title in meta.get(name, ())[:1])
    element = next(tree.iter("title"), None)
    title = tidy("".join(element.itertext())) if element is not None else ""
    if title:
        yield _without_site(title, publication)


def _without_site(title: str, publication: str) -> str:
    """Cut the site's name off: what is after the last bar, where it is that name or far shorter than the rest."""
    parts = TITLE_CUT.split(title)
    if len(parts) < 2:
        return title
    last, head = parts[-1], title[: title.rindex(parts[-1])].rstrip(" |–—·•«»-:")
    is_site = publication and key_of(last) == key_of(publication)
    return head if is_site or (count_words(last) <= 4 and count_words(head) >= 4 and "|" in title) else title


def _authors(meta: Mapping[str, list[str]], told: Mapping[str, Any], publication: str) -> tuple[str, ...]:
    """Names of persons; a site, a team or a network's address is none. No author is better than a wrong one."""
    names = [name for author in _as_list(told.get("author")) for name in _person(author)]
    for key in (
        ()
        if names
        else ("citation_author", "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl")
    ):
        names = names or [name for value in meta.get(key, ()) for name in _split(value)]
    return tuple(dict.fromkeys(name for name in names if key_of(name) != key_of(publication)))


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _person(author: object) -> list[str]:
    if isinstance(author, Mapping):
        kinds = _strings(author.get("@type"))
        names = [name for value in _as_list(author.get("name")) for name in _split(_text(value))]
        return names if not kinds or "Person" in kinds else []
    return _split(_text(author))


def _split(value: str) -> list[str]:
    if "://" in value or "@" in value:
        return []
    byline = read_byline(value)
    return [name.name for name in byline.names] if byline else [value] if is_name(value) else []


def _lang(tree: Any) -> str:
    """BCP 47 tag of the page, its parts in their usual case; "" where it has none that makes sense."""
    told = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang") or ""
    found = LANG.fullmatch(told.strip())
    if not found:
        return ""
    parts = (found[1].lower(), (found[2] or "").title(), (found[3] or "").upper())
    return "-".join(part for part in parts if part)


def _url(tree: Any, meta: Mapping[str, list[str]]) -> str:
    links = [link.get("href") or "" for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower()]
    return next(
        (link.strip() for link in (*links, *meta.get("og:url", ())) if link.strip().startswith(("https://", "http://"))), ""
    )


def _section(meta: Mapping[str, list[str]], told: Mapping[str, Any]) -> str:
    section = _first(meta, "article:section") or next(iter(_strings(told.get("articleSection"))), "")
    return tidy(unescape(section)) if 1 <= count_words(section) <= 4 else ""
