"""Set the text of a block as HTML, its segments named, its inline codes, terms and findings marked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape

from pubpipe.article import Mark, MarkKind, Unit
from pubpipe.codes import cut_marks, stretches

TAGS = {
    MarkKind.EMPHASIS: "em",
    MarkKind.STRONG: "strong",
    MarkKind.SUPERSCRIPT: "sup",
    MarkKind.SUBSCRIPT: "sub",
    MarkKind.CODE: "code",
}
PARTS = re.compile(r'<a [^>]*href="#.*?</a>|<[^>]*>|&[^;]*;|.', re.DOTALL)  # our own link, a tag, an escaped character, any
NEVER = re.compile("(?!)")
EDGE = r"(?<![^\W_\u0590-\u08ff])", r"(?![^\W_\u0590-\u08ff])"  # no letter or digit that reads on from left to right
SAFE = ("https://", "http://", "mailto:")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two languages of a page.

    Attributes:
        prefix: Of the segments' names: "t" for the translation, "s" for the source.
        numbers: Segment id to the numbers of its findings; only on the side of the translation.
        references: Note id to what a reference to it shows.
        terms: Segment id to the forms of the termbase that stand in it.
        word: "Findings", in the language of the page.
        made: Segment id to who made and revised its text, as attributes in the spelling of HTML.
        isolated: Names of the other direction: "A; B" would otherwise run as one from left to right (UAX 9, N1).
    """

    prefix: str
    references: Mapping[str, str]
    terms: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, tuple[int, ...]]
    word: str = ""
    made: Mapping[str, str] = field(default_factory=dict)
    isolated: tuple[str, ...] = ()

    def text_of(self, unit: Unit) -> str:
        return unit.target if self.prefix == "t" else unit.segment.text


def set_block(text: str, marks: Sequence[Mark], units: Sequence[Unit], side: Side) -> str:
    """The text between its segments' borders; what no segment covers stands plain."""
    made, at = [], 0
    for unit in units:
        piece = side.text_of(unit)
        start = text.find(piece, at) if piece else -1
        if start < 0:
            continue
        made.append(escape(text[at:start]))
        end = start + len(piece)
        made.append(_segment(piece, cut_marks(marks, start, end, first=start == 0), unit.segment.id, side))
        at = end
    rest = cut_marks(marks, at, len(text), first=at == 0)
    return "".join((*made, _inline(text[at:], rest, (), side)))


def with_breaks(html: str, ends: Sequence[int]) -> str:
    """HTML of a text with a `<wbr>` after each of these offsets of it but the last, for a style that breaks nowhere else.

    A link inside the page, of a finding or a note, is none of the text.
    """
    made, at, left = "", 0, list(ends[:-1])
    for part in PARTS.findall(html):
        if left and at == left[0] and not part.startswith(("</", "<a ")):
            made, left = made + "<wbr>", left[1:]
        made, at = made + part, at + (not part.startswith("<"))
    return made


def _segment(text: str, marks: Sequence[Mark], name: str, side: Side) -> str:
    inner = _inline(text, marks, side.terms.get(name, ()), side)
    flags = "".join(
        f'<a class="flag" href="#f{n}" aria-label="{escape(side.word)} {n}">{n}</a>' for n in side.numbers.get(name, ())
    )
    kind = "s flagged" if flags else "s"
    by = side.made.get(name, "")
    return f'<span class="{kind}" id="{side.prefix}-{escape(name)}" data-p="{escape(name)}"{by}>{inner}</span>{flags}'


def _inline(text: str, marks: Sequence[Mark], terms: Sequence[str], side: Side) -> str:
    return "".join(_stretch(text[left:right], over, terms, side) for left, right, over in stretches(0, len(text), marks))


def _stretch(text: str, over: Sequence[Mark], terms: Sequence[str], side: Side) -> str:
    if over and over[-1].kind is MarkKind.BREAK:
        return "<br>"
    if over and over[-1].kind is MarkKind.NOTE:
        label = escape(side.references.get(over[-1].target, ""))
        return f'<sup><a href="#{side.prefix}-note-{escape(over[-1].target)}">{label}</a></sup>' if label else ""
    inner = "".join(_with_terms(text, terms, _isolating(side.isolated)))
    for mark in reversed(over):
        inner = _wrapped(inner, mark)
    return inner


def _wrapped(inner: str, mark: Mark) -> str:
    if mark.kind is MarkKind.LINK:
        if not mark.target.lower().startswith(SAFE):
            return inner
        return f'<a href="{escape(mark.target)}" rel="noopener noreferrer">{inner}</a>'
    tag = TAGS.get(mark.kind)
    return f"<{tag}>{inner}</{tag}>" if tag else inner


def _with_terms(text: str, terms: Sequence[str], name: re.Pattern[str]) -> Iterator[str]:
    """The text with each form of a term, as a whole word and in any case, marked, and names isolated."""
    if not terms:
        yield _with_names(text, name)
        return
    found = re.compile(
        "|".join(rf"(?<!\w){re.escape(form)}(?!\w)" for form in sorted(terms, key=len, reverse=True)), re.IGNORECASE
    )
    at = 0
    for match in found.finditer(text):
        yield _with_names(text[at : match.start()], name)
        yield f"<mark>{_with_names(match[0], name)}</mark>"
        at = match.end()
    yield _with_names(text[at:], name)


@lru_cache(maxsize=8)
def _isolating(names: tuple[str, ...]) -> re.Pattern[str]:
    """Finds each name as a whole word; a word of the other direction may touch it, as the Arabic "and" does."""
    longest_first = sorted(filter(None, names), key=len, reverse=True)
    return re.compile(rf"{EDGE[0]}({'|'.join(map(re.escape, longest_first))}){EDGE[1]}") if longest_first else NEVER


def _with_names(text: str, name: re.Pattern[str]) -> str:
    parts = name.split(text)  # text, name, text …
    return "".join(f"<bdi>{escape(part)}</bdi>" if at % 2 else escape(part) for at, part in enumerate(parts))
