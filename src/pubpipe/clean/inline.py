"""Inline codes of a web page: what an element says of the words in it, and which links are references to a footnote."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import urljoin

from pubpipe.article import Mark, MarkKind
from pubpipe.clean.lines import tidy
from pubpipe.codes import POINTS, ordered

KINDS = {
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), MarkKind.EMPHASIS),
    **dict.fromkeys(("strong", "b"), MarkKind.STRONG),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), MarkKind.CODE),
    "sup": MarkKind.SUPERSCRIPT,
    "sub": MarkKind.SUBSCRIPT,
}
COLLAPSED = re.compile(r"[ \t\n\r\f]+")  # what HTML collapses; no-break spaces are none of it
SLANTED = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
HEAVY = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
PLAIN = re.compile(
    r"font-(?:weight|style)\s*:\s*normal", re.IGNORECASE
)  # <b style="font-weight:normal">, as Google Docs wraps all
LABEL = re.compile(r"[\[(]?\s*(\d{1,3}|[*†‡§¶]{1,3}|[a-z]|[ivx]{1,5})\s*[\])]?")
NOTE_WORDS = frozenset(("noteref", "footnote", "footnotes", "fn", "fnref", "endnote", "reference", "ref", "annotation"))
BACK_WORDS = frozenset(("backlink", "backref", "reversefootnote", "back"))
BACK_TEXT = re.compile(
    r"[\s\ufe0e\ufe0f]*(?:[↩⤴⏎↑^⇑]+|(?:jump|back|return) (?:up|to (?:text|top|content|reference).*))[\s\ufe0e\ufe0f:]*", re.I
)
WORD = re.compile(r"[a-z]+")
MOST = 20_000_000  # characters looked at for the marks of one line; a line beyond that is no prose


class Code(NamedTuple):
    """An inline code as the page has it; `serial` tells two of the same kind apart."""

    kind: MarkKind
    target: str
    serial: int


class Piece(NamedTuple):
    """A text of the page with the codes over it; for a note reference no text and its code last."""

    text: str
    is_link: bool
    codes: tuple[Code, ...] = ()


def kinds_of(element: Any, base: str) -> list[tuple[MarkKind, str]]:
    """What an element makes of its text: (kind, target) each; empty for an element that says nothing."""
    tag, style = element.tag, element.get("style", "")
    if tag == "a":
        target = _address(element.get("href", ""), base)
        return [(MarkKind.LINK, target)] if target else []
    kind = KINDS.get(tag)
    if kind and not (style and PLAIN.search(style) and kind in (MarkKind.EMPHASIS, MarkKind.STRONG)):
        return [(kind, "")]
    found = []
    if tag == "span" and style:
        found += [(MarkKind.EMPHASIS, "")] if SLANTED.search(style) else []
        found += [(MarkKind.STRONG, "")] if HEAVY.search(style) else []
    return found


def _address(href: str, base: str) -> str:
    """An address of the web or of a person, absolute; "" for any other: scripts, files, places in the page itself."""
    href = href.strip()
    if not href or href.startswith("#") or any(ord(char) < 33 for char in href):
        return ""
    try:
        full = urljoin(base, href) if base else href
    except ValueError:
        return ""
    return full if re.match(r"(?:https?://[^/\s]|mailto:[^\s@]+@)", full, re.IGNORECASE) else ""


def note_reference(element: Any, ids: Iterable[str]) -> tuple[str, str] | None:
    """(id of the note, label) where an element is a reference to a footnote of this page, else None."""
    if element.tag not in ("a", "sup"):
        return None
    link = element if element.tag == "a" else next(element.iter("a"), None)
    if link is None or "#" not in link.get("href", ""):
        return None
    target = link.get("href").rpartition("#")[2]
    said = " ".join("".join(element.itertext()).split())
    label = LABEL.fullmatch(said) if len(said) < 12 else None
    is_raised = element.tag == "sup" or any(child.tag == "sup" for child in element)
    is_named = link.get("role") == "doc-noteref" or bool(_words(link) & NOTE_WORDS)
    return (target, label[1]) if label and target in ids and (is_raised or is_named) else None


def is_back_link(element: Any) -> bool:
    """Whether a link leads from a footnote back to its reference."""
    if element.tag != "a" or "#" not in element.get("href", ""):
        return False
    said = "".join(element.itertext())
    is_named = element.get("role") == "doc-backlink" or bool(_words(element) & BACK_WORDS)
    return BACK_TEXT.fullmatch(said) is not None or (is_named and len(said) < 12)


def _words(element: Any) -> set[str]:
    return set(WORD.findall(f"{element.get('class', '')} {element.get('rel', '')} {element.get('id', '')}".lower()))


def marks_of(pieces: Sequence[Piece], text: str, shift: int) -> tuple[Mark, ...]:
    """The marks of a line.

    Args:
        pieces: What the line was put together of.
        text: The line as it came out, tidied.
        shift: Characters that were put before what the pieces say.
    """
    spans: dict[Code, list[int]] = {}
    raw = 0
    for piece in pieces:
        for code in piece.codes:
            spans.setdefault(code, [raw, raw])[1] = raw + len(piece.text)
        raw += len(piece.text)
    if not spans or raw * len(spans) > MOST:
        return ()
    whole = "".join(piece.text for piece in pieces)
    found = []
    for code, (start, end) in spans.items():
        left, right = (min(_settled(whole, at) + shift, len(text)) for at in (start, end))
        if code.kind in POINTS:
            at = len(text[:left].rstrip())
            found.append(Mark(at, at, code.kind, code.target))
            continue
        inner = text[left:right]
        left, right = left + len(inner) - len(inner.lstrip()), right - len(inner) + len(inner.rstrip())
        if left < right:
            found.append(Mark(left, right, code.kind, code.target))
    return ordered(found)


def _settled(raw: str, at: int) -> int:
    """Where an offset of the pieces lies once white space is collapsed and what cannot be seen is gone."""
    return len(tidy(COLLAPSED.sub(" ", raw[:at]).lstrip(" |") + "x")) - 1
