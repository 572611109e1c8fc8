"""Read a saved web page: its visible text line by line, its metadata, and which lines trafilatura takes for the article.

trafilatura is among the best at finding the body (0.96 on the article extraction benchmark), and loses bylines, affiliations
and disclaimers more often than not. So it only votes on the body here, and every visible line of the page is looked at again.
Nothing is ever fetched: scripts, styles and frames are no part of the text, and of a picture only its address is taken.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from pubpipe.article import MarkKind, SourcePage
from pubpipe.clean.figures import Gallery
from pubpipe.clean.inline import COLLAPSED, Code, Piece, is_back_link, kinds_of, marks_of, note_reference
from pubpipe.clean.lines import Line, Sheet, key_of, tidy
from pubpipe.clean.metadata import Metadata, read_metadata
from pubpipe.codes import shown
from pubpipe.errors import InputError

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "td",
        "th",
        "ul",
        "br",
        "html",
    ]
)
UNSEEN = frozenset(
    [
        "head",
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "canvas",
        "audio",
        "video",
        "select",
        "textarea",
        "input",
        "datalist",
        "map",
    ]
)
NAMED = ("h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "blockquote", "li", "pre")
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:sr-only|visually-hidden|visuallyhidden|screen-reader-text|screenreader|screen-reader-only|"
    r"element-invisible|d-none|hidden-text)(?:\s|$)"
)
HINT = re.compile(r"[a-z]+")
ITEM_NUMBER = re.compile(r"^\d+\. ")
XML_LINE = re.compile(r"\A\s*<\?xml[^>]*\?>")
MANY = 3000  # lines from which a page is no article's, and trafilatura's fallbacks take too long
DEEPEST = 200  # trafilatura and libxml2's copying call themselves once a level; real pages stay under 60
LONG_KEY = 24  # letters from which a line is found in the body by its wording alone
CHAIN = 4  # lines that may stand between a short line of the body and the next one
DEEP = 8  # <article> and <main> elements around a line that are told apart
FULL = 40  # words of running text with which an <article> under the page's one <h1> is the article
NEAR = 8  # lines after the body within which a note still belongs to it where no <article> says so


@dataclass(slots=True)
class Frame:
    """An open element: its name, the words of its class and id.

    Attributes:
        number: Of a list item, until its first line has taken it; of an ordered list, that of its latest item.
        is_row: A table row whose cells make one line.
        codes: How many inline codes it opened.
        anchor: Its id where it is a footnote.
        span: Source lines that it was written in, where the page says so.
    """

    tag: str
    hints: frozenset[str]
    is_link: bool = False
    number: int = 0
    is_row: bool = False
    codes: int = 0
    anchor: str = ""
    span: tuple[int, ...] = ()


@dataclass(slots=True)
class Walk:
    """The visible text of a page as it is collected; lives for one call.

    Attributes:
        is_written: An author's own text: a <br> is a line break inside a paragraph, and `data-line` gives line numbers.
        codes: The inline codes that are open.
        homes: For each line the <article> and <main> elements around it, as numbers, the outermost first.
        labels: Id of each footnote of the page that is referred to, to what the first reference shows.
        anchor: Such an id whose element was empty: the next line is the note.
    """

    base: str = ""
    is_written: bool = False
    labels: dict[str, str] = field(default_factory=dict)
    anchor: str = ""
    serial: int = 0
    codes: list[Code] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    homes: list[tuple[int, ...]] = field(default_factory=list)
    home: list[int] = field(default_factory=list)
    deepest: int = 0
    gallery: Gallery = field(default_factory=Gallery)

    def flush(self) -> None:
        """End the line; runs of white space become one space."""
        pieces, self.pieces = self.pieces, []
        raw = COLLAPSED.sub(" ", "".join(piece.text for piece in pieces))
        text = tidy(raw.strip(" |"))
        if not text:
            return
        linked = sum(len(piece.text.strip()) for piece in pieces if piece.is_link)
        tag = next((frame.tag for frame in reversed(self.frames) if frame.tag in NAMED), "p")
        number = self._take_number() if tag == "li" else 0
        before = f"{number}. " if number else ""
        text = before + text
        anchor = next((frame.anchor for frame in reversed(self.frames) if frame.anchor), self.anchor)
        self.anchor = ""
        span = next((frame.span for frame in reversed(self.frames) if frame.span), ())
        line = Line(
            span or (len(self.lines) + 1,),
            text,
            1,
            tag,
            None,
            frozenset().union(*(frame.hints for frame in self.frames[-8:])),
            min(1.0, linked / len(text)),
            marks_of(pieces, text, len(before)),
            number,
            sum(frame.tag == "li" for frame in self.frames) if tag == "li" else 0,
            anchor,
            self.labels.get(anchor, ""),
        )
        self.lines.append(line)
        self.homes.append(tuple(self.home[:DEEP]))

    def say(self, text: str) -> None:
        """Go on with a text, under the codes that are open."""
        self.pieces.append(Piece(text, any(frame.is_link for frame in self.frames[-3:]), tuple(self.codes)))

    def see(self, image: Any) -> None:
        """A picture stands here; in a paragraph that has begun, it belongs behind that."""
        is_within = any(piece.text.strip() for piece in self.pieces)
        span = next((frame.span for frame in reversed(self.frames) if frame.span), ())
        hints = [frame.hints for frame in self.frames]
        self.gallery.see(image, len(self.lines) + is_within, hints, span=span, is_within=is_within)

    def break_line(self) -> None:
        """A line break that the author set inside a paragraph."""
        self.serial += 1
        self.pieces.append(Piece(" ", False, ()))
        self.pieces.append(Piece("", False, (*self.codes, Code(MarkKind.BREAK, "", self.serial))))

    def refer(self, target: str, label: str) -> None:
        """A reference to a footnote stands here."""
        self.serial += 1
        self.labels.setdefault(target, label)
        self.pieces.append(Piece("", False, (*self.codes, Code(MarkKind.NOTE, target, self.serial))))

    def _take_number(self) -> int:
        """The number of an ordered list's item, for its first line only."""
        item = next((frame for frame in reversed(self.frames) if frame.tag == "li"), None)
        number = item.number if item else 0
        if item:
            item.number = 0
        return number


def read_html(page: SourcePage) -> Sheet:
    """The page as lines and metadata.

    Raises:
        InputError: The page cannot be parsed, or shows no text.
    """
    tree = _parse(page.text, page.address)
    walk = _lines(tree, page.address, "it may be built by scripts: save it from the browser after it has loaded")
    texts = tuple(line.text for line in walk.lines)
    source = _flat(walk.lines) if walk.deepest > DEEPEST else page.text
    lines = _with_verdicts(walk.lines, walk.homes, _article_keys(source, fast=len(walk.lines) > MANY))
    meta = read_metadata(tree)
    about = (meta.authors, meta.day, meta.lang, meta.url, meta.section, meta.publication)
    return Sheet(lines, texts, _title(lines, meta), *about, pictures=tuple(walk.gallery.seen))


def read_markup(text: str, where: str) -> Sheet:
    """A text that a person wrote, as HTML without a site around it: all of it is the article's.

    Attributes `data-line="FIRST-LAST"` give the lines their numbers; without them they are counted.

    Raises:
        InputError: It shows no text.
    """
    tree = _parse(f"<html><body><article>{text}</article></body></html>", where)
    walk = _lines(tree, where, "write the article into it, the title first", is_written=True)
    lines = tuple(replace(line, inside=True) for line in walk.lines)
    title = next((line.text for line in lines if line.tag == "h1"), "")
    texts = tuple(line.text for line in lines)
    return Sheet(lines, texts, title, is_written=True, pictures=tuple(walk.gallery.seen))


def _lines(tree: Any, where: str, hint: str, *, is_written: bool = False) -> Walk:
    walk = _walk(tree, _ids(tree), is_written)
    if lost := walk.labels.keys() - {line.anchor for line in walk.lines}:  # notes that show no text: their references stay text
        walk = _walk(tree, _ids(tree) - lost, is_written)
    if not walk.lines:
        raise InputError("the page shows no text", where=where, hint=hint)
    return walk


def _parse(text: str, where: str) -> Any:
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    data = XML_LINE.sub("", text).replace("\x00", "").encode("utf-8", "replace")
    try:
        tree = lxml_html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise InputError(f"the page cannot be parsed: {error}", where=where, hint="save it again from the browser") from error
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        what = "its elements are nested deeper than any real page's, and text was lost on the way"
        raise InputError(what, where=where, hint="copy the article from the browser into a .txt file")
    return tree


def _ids(tree: Any) -> frozenset[str]:
    return frozenset(name for element in tree.iter() for name in (element.get("id"), element.get("name")) if name)


def _base(tree: Any) -> str:
    """What relative addresses count from: <base>, else the page's own address."""
    paths = ("//base/@href", "//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content")
    found = (str(value).strip() for path in paths for value in tree.xpath(path))
    return next((value for value in found if re.match(r"https?://", value)), "")


def _walk(tree: Any, ids: frozenset[str], is_written: bool) -> Walk:
    """Visit every element without recursion, so that no page is too deep."""
    walk = Walk(_base(tree), is_written)
    notes = _notes(tree, ids)
    skip: Any = None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            if skip is None and _is_unseen(element):
                for image in element.iter("img") if element.tag == "noscript" else ():
                    walk.see(image)
                skip = element
            elif skip is None and (reference := notes and note_reference(element, notes)):
                walk.refer(*reference)
                skip = element
            elif skip is None and notes and is_back_link(element):
                skip = element
            elif skip is None:
                _open(walk, element, notes)
        elif skip is None:
            _close(walk, element)
        if event == "end":
            skip = None if skip is element else skip
            if skip is None and element.tail and element is not tree:
                walk.say(element.tail)
    walk.flush()
    return walk


def _notes(tree: Any, ids: frozenset[str]) -> frozenset[str]:
    """Ids of the footnotes: what the references lead down to. The mark before a note often leads back up the same way."""
    places: dict[str, int] = {}
    found: list[tuple[int, str]] = []
    for place, element in enumerate(tree.iter()):
        for name in (element.get("id"), element.get("name")):
            places.setdefault(name or "", place)
        if told := note_reference(element, ids):
            found.append((place, told[0]))
    return frozenset(target for place, target in found if places[target] > place)


def _is_unseen(element: Any) -> bool:
    if not isinstance(element.tag, str) or element.tag in UNSEEN:
        return True
    if element.tag in ("html", "body"):
        return False
    known = element.attrib
    return bool(known) and (
        "hidden" in known
        or known.get("aria-hidden") == "true"
        or (element.tag == "dialog" and "open" not in known)
        or HIDDEN_STYLE.search(known.get("style", "")) is not None
        or HIDDEN_CLASS.search(known.get("class", "")) is not None
    )


def _open(walk: Walk, element: Any, notes: frozenset[str]) -> None:
    tag = element.tag.lower()
    row = walk.frames[-1].is_row if walk.frames else False
    if tag == "br" and walk.is_written:
        walk.break_line()
    elif tag in BLOCKS and not (row and tag in ("td", "th")):
        walk.say(" ") if tag == "br" and _in_heading(walk) else walk.flush()
    number = _item_number(walk) if tag == "li" else _first_number(element) - 1 if tag == "ol" else 0
    codes = kinds_of(element, walk.base)
    for kind, target in codes:
        walk.serial += 1
        walk.codes.append(Code(kind, target, walk.serial))
    anchor = next((name for name in (element.get("id"), element.get("name")) if name in notes), "")
    is_row = tag == "tr" and _is_data_row(element)
    own = anchor if tag in BLOCKS else ""
    span = _span(element) if walk.is_written else ()
    walk.frames.append(Frame(tag, _hints(element, tag), tag == "a", number, is_row, len(codes), own, span))
    walk.anchor = anchor if anchor and tag not in BLOCKS else walk.anchor
    walk.deepest = max(walk.deepest, len(walk.frames))
    if tag in ("article", "main"):
        walk.serial += 1
        walk.home.append(walk.serial)
    walk.gallery.enter(len(walk.lines), element.get("href", "") if tag == "a" else "")
    if tag == "img":
        walk.see(element)
    if element.text:
        walk.say(element.text)


def _span(element: Any) -> tuple[int, ...]:
    told = re.fullmatch(r"(\d{1,7})-(\d{1,7})", element.get("data-line", ""))
    return tuple(range(int(told[1]), int(told[2]) + 1)) if told and int(told[2]) - int(told[1]) < 100_000 else ()


def _close(walk: Walk, element: Any) -> None:
    tag = element.tag.lower()
    row = len(walk.frames) > 1 and walk.frames[-2].is_row
    if row and tag in ("td", "th"):
        walk.say(" | ")
    elif tag in BLOCKS and tag != "br":
        walk.flush()
    walk.gallery.leave(tag, len(walk.lines))
    frame = walk.frames.pop()
    del walk.codes[len(walk.codes) - frame.codes :]
    if tag in ("article", "main"):
        walk.home.pop()


def _in_heading(walk: Walk) -> bool:
    return any(re.fullmatch(r"h[1-6]", frame.tag) for frame in walk.frames[-4:])


def _hints(element: Any, tag: str) -> frozenset[str]:
    told = " ".join(element.get(name, "") for name in ("class", "id", "itemprop", "rel", "role"))[:300]
    return frozenset((tag, *HINT.findall(told.lower())))


def _item_number(walk: Walk) -> int:
    """Number that a browser shows before an item of an ordered list."""
    if not walk.frames or walk.frames[-1].tag != "ol":
        return 0
    walk.frames[-1].number += 1
    return walk.frames[-1].number


def _first_number(element: Any) -> int:
    start = element.get("start", "1")
    return int(start) if start.isdecimal() and len(start) < 6 else 1


def _is_data_row(element: Any) -> bool:
    """A row of short cells is one line; the cells of a table that lays out the page are blocks."""
    cells = [cell for cell in element if cell.tag in ("td", "th")]
    if not 2 <= len(cells) <= 12 or any(child.tag in BLOCKS for cell in cells for child in cell):
        return False
    return sum(len(text) for cell in cells for text in cell.itertext()) <= 400


def _flat(lines: Sequence[Line]) -> str:
    """The page again without its nesting, for a page that is too deep for trafilatura."""
    import html

    body = "".join(f"<{line.tag}>{html.escape(line.text)}</{line.tag}>" for line in lines)
    return f"<html><body><article>{body}</article></body></html>"


def _article_keys(source: str, *, fast: bool) -> list[str]:
    """Keys of the lines that trafilatura takes for the article, in its order.

    Args:
        fast: Without its fallbacks, of which one compares each paragraph with all that follow: 20,000 items took two minutes.
    """
    from trafilatura import bare_extraction

    found = bare_extraction(source, include_comments=False, with_metadata=False, deduplicate=False, fast=fast)
    text = str(getattr(found, "text", None) or "")
    return [key for row in text.split("\n") if (key := key_of(row))]


def _with_verdicts(lines: Sequence[Line], homes: Sequence[tuple[int, ...]], keys: Sequence[str]) -> tuple[Line, ...]:
    """Mark each line as inside or outside the article; all stay None where trafilatura found none."""
    if not keys:
        return tuple(lines)
    labels = {line.anchor: line.label for line in lines if line.anchor}  # trafilatura has the references as text
    said = [shown(line.text, line.marks, labels) if labels else line.text for line in lines]
    own = [key_of(ITEM_NUMBER.sub("", text) if line.tag == "li" else text) for line, text in zip(lines, said, strict=True)]
    inside = _long_matches(own, keys)
    if not inside:
        return tuple(lines)
    inside |= _short_matches(own, frozenset(keys), sorted(inside))
    inside -= _other_articles(lines, homes, inside)
    inside |= _overlooked(lines, inside)
    home, last = homes[max(inside)], max(inside)
    near = {at for at in range(len(lines)) if at not in inside and (homes[at] == home if home else 0 < at - last <= NEAR)}
    return tuple(
        replace(line, inside=at in inside, hints=line.hints | {"near"} if at in near else line.hints)
        for at, line in enumerate(lines)
    )


def _other_articles(lines: Sequence[Line], homes: Sequence[tuple[int, ...]], inside: set[int]) -> set[int]:
    """Lines of the articles that some sites print below the first, where that is the longest and has the page's only <h1>."""
    heads = [at for at, line in enumerate(lines) if line.tag == "h1"]
    own = homes[heads[0]] if len(heads) == 1 else ()
    words: Counter[tuple[int, ...]] = Counter()
    others = {at for at in inside if homes[at][: len(own)] != own and homes[at] != own[: len(homes[at])]}
    for at in inside:
        words[homes[at] if at in others else own] += lines[at].words
    return others if own and words[own] >= max(FULL, *words.values()) else set()


def _overlooked(lines: Sequence[Line], inside: set[int]) -> set[int]:
    """Quotations among the article's lines, such as embedded posts, and a paragraph just above them in the same element."""
    quotes = {at for at in range(min(inside), max(inside)) if lines[at].tag == "blockquote"}
    text = next((at for at in sorted(inside) if lines[at].is_prose and lines[at].tag == "p"), 0)
    above = [lines[at] for at in range(max(0, text - CHAIN), text)]
    alike = (line.is_prose and line.linked < 0.5 and line.hints == lines[text].hints for line in above)
    return quotes | {text - len(above) + place for place, found in enumerate(alike) if found}


def _long_matches(own: Sequence[str], keys: Sequence[str]) -> set[int]:
    """Lines whose wording is in the body, whole or for the most part."""
    body = "\n".join(keys)
    whole = frozenset(keys)  # asked first: a search through the whole body for each line takes long on a long page
    found = {at for at, key in enumerate(own) if len(key) >= LONG_KEY and (key in whole or key in body)}
    long_keys = sorted((key for key in keys if len(key) >= LONG_KEY), key=len)
    lengths = [len(key) for key in long_keys]
    longer = {
        at for at, key in enumerate(own) if at not in found and len(key) > LONG_KEY and _holds_most(key, long_keys, lengths)
    }
    return found | longer


def _holds_most(key: str, keys: Sequence[str], lengths: Sequence[int]) -> bool:
    """Whether a body line is most of this longer page line, as where trafilatura left a link or a note mark out."""
    likely = keys[bisect_left(lengths, int(len(key) * 0.6)) : bisect_left(lengths, len(key))]
    return any(part in key for part in likely)


def _short_matches(own: Sequence[str], keys: frozenset[str], anchors: Sequence[int]) -> set[int]:
    """Short lines of the body's wording, but only between its long lines or in a chain that starts beside one."""
    likely = [at for at, key in enumerate(own) if len(key) < LONG_KEY and key in keys]
    found = {at for at in likely if anchors[0] < at < anchors[-1]}
    found |= _chain((at for at in likely if at > anchors[-1]), anchors[-1])
    return found | _chain((at for at in reversed(likely) if at < anchors[0]), anchors[0])


def _chain(places: Iterable[int], last: int) -> set[int]:
    """Those that follow one another, from `last` on, without a wider gap than `CHAIN`."""
    found: set[int] = set()
    for at in places:
        if abs(at - last) > CHAIN:
            break
        found.add(at)
        last = at
    return found


def _title(lines: Sequence[Line], meta: Metadata) -> str:
    """The visible heading that the metadata confirm, else the first one of the article, else the metadata's title."""
    heads = [line for line in lines if line.tag == "h1" and key_of(line.text)]
    told = [key_of(title) for title in meta.titles]
    confirmed = [
        line.text for line in heads if any(key_of(line.text) in title or title in key_of(line.text) for title in told if title)
    ]
    if confirmed:
        return max(confirmed, key=lambda text: (any(key_of(text) == title for title in told), len(text)))
    seen = {key_of(line.text): line.text for line in lines}
    visible = [seen[title] for title in told if title in seen]
    if visible:
        return visible[0]
    return max((line.text for line in heads), key=len) if heads and not told else meta.titles[0] if meta.titles else ""
