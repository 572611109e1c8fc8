"""Find the pictures of a page: which are the article's, where they stand, and what stands under them.

A page has more pictures of its site than of its article. One is the article's where it stands among lines that were kept; what
becomes of the lines is settled before a picture is looked at, so that none of them depends on it. Whether its file is there, a
function from outside says.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from pubpipe.article import Block, Picture, Role, Unshown
from pubpipe.clean.lines import Line, Sheet, key_of, tidy
from pubpipe.clean.overrides import place_of, toml_text
from pubpipe.clean.sorting import Sorting
from pubpipe.clean.trail import Hung
from pubpipe.errors import SettingsError

Look = Callable[[Sequence[str], bytes | None], Picture | Unshown]
"""Opens the picture at the first of some addresses that leads to one; the bytes are of one that the source holds itself."""

MOST = 1000  # pictures of a page that are looked at
SMALL, THIN = 48, 8  # pixels, as a page gives them: an icon both ways, a rule or a tracker one way
CREDIT = "picture-credit"  # the rule that drops a credit which no picture is seen over
NEAR = 3  # elements around a picture whose classes say what it is
LAZY = ("data-src", "data-lazy-src", "data-original", "data-full-url", "data-orig-file", "data-large-file")
LAZY_SETS = ("data-srcset", "data-lazy-srcset")
WORD = re.compile(r"[a-z]+")
NUMBER = re.compile(r"\s*(\d{1,5})(?:px)?\s*")
SITE = frozenset(
    (
        *("avatar", "gravatar", "logo", "logos", "icon", "icons", "emoji", "smiley", "wp-smiley", "sprite", "badge", "share"),
        *("social", "sharing", "ad", "ads", "advert", "advertisement", "advertising", "adsbygoogle", "sponsor", "sponsored"),
        *("promo", "pixel", "tracker", "tracking", "spacer", "newsletter", "related", "recommended", "recirc", "cookie"),
    )
)
SITE_FILE = re.compile(
    r"(?:^|[/_.-])(?:avatar|gravatar|logo|icon|sprite|emoji|pixel|spacer|blank|1x1|tracker|beacon)s?[/_.@\d-]"
)
PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|tiff?)(?:[?#]|$)", re.IGNORECASE)
# A file's name is no alternate text (WCAG 2.2, failure F30).
FILE_NAME = re.compile(
    r"[\w .()+@-]+\.(?:jpe?g|png|gif|webp|avif|svg|tiff?|bmp)|(?:img|dsc|image|photo|untitled)[\s_-]*\d*", re.IGNORECASE
)


@dataclass(slots=True)
class Seen:
    """A picture as the page has it; filled in while the page is walked.

    Attributes:
        files: Addresses, best first.
        at: How many lines stand before it.
        alt: None where the page has none.
        scope: First line and end of the nearest element around it that has text; () where none has.
        figure: The same of its <figure>.
        span: Lines of the source that it is written in, of a text that a person wrote.
        is_within: Text of its paragraph stands before it.
        link: Address that it leads to.
    """

    files: tuple[str, ...]
    at: int
    alt: str | None = None
    title: str = ""
    size: tuple[int, int] = (0, 0)
    hints: frozenset[str] = frozenset()
    scope: tuple[int, ...] = ()
    figure: tuple[int, ...] = ()
    span: tuple[int, ...] = ()
    is_within: bool = False
    link: str = ""


@dataclass(slots=True)
class Gallery:
    """The pictures of a page while it is walked."""

    seen: list[Seen] = field(default_factory=list)
    _open: list[tuple[int, int, str]] = field(default_factory=list)
    _free: list[int] = field(default_factory=list)  # places of those around which no text stands yet

    def enter(self, lines: int, link: str = "") -> None:
        """An element opens, after so many lines."""
        self._open.append((lines, len(self.seen), link))

    def leave(self, tag: str, lines: int) -> None:
        """It closes: if it has lines, they are what stands around the pictures in it."""
        start, first, _ = self._open.pop()
        if tag == "figure":
            for seen in self.seen[first:]:
                seen.figure = seen.figure or (start, lines)
        elif self._free and lines > start and tag not in ("a", "picture", "span"):
            while self._free and self._free[-1] >= first:  # they are in order
                self.seen[self._free.pop()].scope = (start, lines)

    def see(
        self, image: Any, at: int, hints: Sequence[frozenset[str]], *, span: tuple[int, ...] = (), is_within: bool = False
    ) -> None:
        """An <img> stands here; one that only repeats the one before it, for browsers without scripts, is the same."""
        files = tuple(_files(image))
        if not files or len(self.seen) >= MOST:
            return
        last = self.seen[-1] if self.seen else None
        if last and last.at == at and _is_same(last, files, image):
            last.files = tuple(dict.fromkeys((*last.files, *files)))
            return
        own = frozenset(WORD.findall(f"{image.get('class', '')} {image.get('id', '')}".lower()[:300]))
        near = frozenset().union(own, *hints[-NEAR:])
        link = next((link for _, _, link in reversed(self._open) if link), "")
        size = tuple(_number(image.get(side)) for side in ("width", "height"))
        alt = image.get("alt")
        made = Seen(
            files, at, None if alt is None else tidy(" ".join(alt.split())), tidy(" ".join(image.get("title", "").split()))
        )
        made.size, made.hints, made.span, made.is_within, made.link = (size[0], size[1]), near, span, is_within, link
        self.seen.append(made)
        self._free.append(len(self.seen) - 1)


def _is_same(last: Seen, files: Sequence[str], image: Any) -> bool:
    if set(last.files) & set(files):
        return True
    is_empty = all(file[:5].lower() == "data:" for file in last.files)
    return is_empty and (last.alt or "") in ("", image.get("alt", ""))


def _number(text: str | None) -> int:
    found = NUMBER.fullmatch(text or "")
    return int(found[1]) if found else 0


def _files(image: Any) -> Iterator[str]:
    """Addresses of an <img>, best first: a saved page has its own file in `src`, where it is no mere placeholder."""
    parent = image.getparent()
    sources = [one for one in parent if one.tag == "source"] if parent is not None and parent.tag == "picture" else []
    told = [image.get("src", ""), *(image.get(name, "") for name in LAZY)]
    for element in (image, *sources):
        for name in ("srcset", *LAZY_SETS):
            told += _set(element.get(name, ""))
    plain = [
        file
        for file in dict.fromkeys(one.strip() for one in told)
        if file and file[:5].lower() not in ("blob:", "about", "javas")
    ]
    held = [file for file in plain if file[:5].lower() == "data:"]
    yield from [file for file in plain if file not in held]
    yield from held


def _set(text: str) -> list[str]:
    """The addresses of a `srcset`, the widest first (HTML Standard, 4.8.4.2.2)."""
    found: list[tuple[float, str]] = []
    words = iter(text.split())
    for word in words:
        file, weight = word.rstrip(","), 1.0
        if not word.endswith(","):
            for more in words:  # what describes it, up to the next comma
                weight = _weight(more) or weight
                if more.endswith(","):
                    break
        found += [(weight, file)] if file else []
    return [file for _, file in sorted(found, key=lambda pair: -pair[0])][:8]


def _weight(text: str) -> float:
    try:
        return float(text.rstrip(",")[:-1])
    except ValueError:
        return 0.0


# --- Which of them are the article's ----------------------------------------------------------------------------------


class Hanging(NamedTuple):
    """A picture of the article, and where it goes.

    Attributes:
        at: It stands before the line at this place.
        caption: Place of the line under it; None where none is known yet.
        words: A caption that a person wrote; None for that of the page.
    """

    name: str
    at: int
    caption: int | None
    words: str | None
    picture: Picture
    near: tuple[int, ...] = ()


class Hall(NamedTuple):
    """What became of all pictures of a page."""

    hanging: tuple[Hanging, ...] = ()
    unshown: tuple[Unshown, ...] = ()
    steps: tuple[Hung, ...] = ()


def hang(sheet: Sheet, sort: Sorting, told: Sequence[Mapping[str, Any]], look: Look | None, where: str) -> Hall:
    """Choose the article's pictures, open them, and give a credit back that a rule took for one of no picture.

    Args:
        told: What the sidecar file says of pictures.
        look: None where pictures are not asked for.

    Raises:
        SettingsError: The sidecar file drops a picture that is not there, or names no line.
    """
    if look is None:
        return Hall()
    hanging: list[Hanging] = []
    unshown: list[Unshown] = []
    steps: list[Hung] = []
    orders = _orders(sheet.pictures, told, where)
    lines = sheet.lines
    for number, seen in enumerate(sheet.pictures, 1):
        name, order = f"p{number}", orders.pop(number - 1, None)
        reason = _why_not(seen, sheet, sort, order)
        found = Unshown(_shown_name(seen), *reason) if reason else look(seen.files, sheet.embedded.get(seen.files[0]))
        if isinstance(found, Unshown):
            unshown.append(replace(found, alt=seen.alt or ""))
            steps.append(Hung(found.file, seen.alt or "", "", found.rule, found.reason, found.hint))
            continue
        caption = _caption(seen, sort)
        picture = _told_alt(found, seen, order, lines[caption].text if caption is not None else "")
        at = seen.at if order is None or "after" not in order else place_of(order["after"], lines, sheet.texts, where) + 1
        words = order.get("caption") if order else None
        if words is None and caption is None and seen.title and seen.title != picture.alt and sheet.is_written:
            words = seen.title
        hanging.append(Hanging(name, at, caption, words, picture, seen.scope))
        steps.append(Hung(found.file, picture.alt, name, *_why(seen, order), change=_entry(found.file)))
    for number, order in enumerate(orders.values(), len(sheet.pictures) + 1):
        made = _added(f"p{number}", order, sheet, look, where)
        if isinstance(made, Unshown):
            unshown.append(made)
            steps.append(Hung(made.file, made.alt, "", made.rule, made.reason, made.hint))
        else:
            hanging.append(made)
            steps.append(Hung(made.picture.file, made.picture.alt, made.name, "sidecar", "your sidecar file adds it"))
    return Hall(tuple(hanging), tuple(unshown), tuple(steps))


def captions_of(sheet: Sheet) -> tuple[int, ...]:
    """Places of the captions of a text that a person wrote: no rule has to guess what they are."""
    figures = [seen.figure for seen in sheet.pictures if seen.figure] if sheet.is_written else []
    return tuple(dict.fromkeys(at for figure in figures for at in range(*figure) if sheet.lines[at].tag == "figcaption"))


def _entry(file: str) -> str:
    return f"[[picture]]\nfile = {toml_text(file)}\ndrop = true"


def _orders(pictures: Sequence[Seen], told: Sequence[Mapping[str, Any]], where: str) -> dict[int, Mapping[str, Any]]:
    """Place of a picture of the page to what a person says of it; those that the page has not follow, under other places."""
    orders: dict[int, Mapping[str, Any]] = {}
    for order in told:
        at = next((at for at, seen in enumerate(pictures) if at not in orders and _answers(seen, order["file"])), None)
        if at is None and order.get("drop"):
            raise SettingsError(
                f"the page has no picture {order['file']!r}",
                where=f"{where}: [[picture]]",
                hint="copy its name out of cleaning.html",
            )
        orders[at if at is not None else len(pictures) + len(orders)] = order
    return orders


def _answers(seen: Seen, file: str) -> bool:
    """Whether a name in the sidecar file is this picture's: an address of it, or the last part of one."""
    from urllib.parse import unquote

    names = [unquote(one.partition("?")[0].partition("#")[0]).removeprefix("./") for one in seen.files]
    return file in seen.files or file in names or any(name.rpartition("/")[2] == file.rpartition("/")[2] for name in names)


def _shown_name(seen: Seen) -> str:
    return "data:" if seen.files[0][:5].lower() == "data:" else seen.files[0][:200]


def _why_not(seen: Seen, sheet: Sheet, sort: Sorting, order: Mapping[str, Any] | None) -> tuple[str, str] | None:
    """Rule and reason by which a picture is none of the article's; None where it is one."""
    if order is not None:
        return ("sidecar", "your sidecar file says so") if order.get("drop") else None
    width, height = seen.size
    if width and height and ((width < SMALL and height < SMALL) or min(width, height) < THIN):
        return "small-picture", f"is only {width} × {height} pixels"
    if sheet.is_written:
        return None
    if seen.hints & SITE or SITE_FILE.search(seen.files[0].lower().partition("?")[0].rpartition("/")[2]):
        return "site-picture", "is called what sites call their own: a logo, an icon, a portrait, an advertisement"
    if not seen.figure and _leads_away(seen.link, sheet.url):
        return "linked-picture", "leads to another site, as advertisements do"
    return _among(seen, sheet.lines, sort)


def _leads_away(link: str, own: str) -> bool:
    host = re.match(r"https?://([^/?#]+)", link)
    home = re.match(r"https?://([^/?#]+)", own)
    return bool(host and home and host[1].lower() != home[1].lower()) and not PICTURE_FILE.search(link)


def _among(seen: Seen, lines: Sequence[Line], sort: Sorting) -> tuple[str, str] | None:
    """By the lines around it: one that was kept stands beside it in the same part of the page."""
    start, end = seen.scope or (0, len(lines))
    if all(at in sort.fates and sort.fates[at].rule == CREDIT for at in range(start, end)):
        start, end = 0, len(lines)  # nothing but its credit stands with it
    around = [at for at in (seen.at - 1, *seen.figure[:1], seen.at, *seen.figure[1:]) if start <= at < end]
    around += range(*seen.figure) if seen.figure else ()
    fates = [(sort.fates.get(at), lines[at]) for at in around]
    if any(_is_kept(sort, at) for at in around) and any(_is_kept(sort, at, front=False) for at in range(start, end)):
        return None
    if not any(_is_kept(sort, at) for at in around) and not any(fate and fate.kind == "dropped" for fate, _ in fates):
        return "outside-picture", "stands in no part of the page that was kept"
    dropped = next((fate for fate, _ in fates if fate and fate.kind == "dropped"), None)
    if dropped:
        return "beside-the-site", f"stands beside a line that was dropped ({dropped.rule})"
    return "front-picture", "stands beside the byline or a note, as portraits do"


def _is_kept(sort: Sorting, at: int, *, front: bool = True) -> bool:
    """Whether a line is the article's; its title and its byline count too where they are asked for."""
    fate = sort.fates.get(at)
    kinds = ("body", "title", "byline") if front else ("body", "title")
    return fate is None or fate.kind in kinds


def _caption(seen: Seen, sort: Sorting) -> int | None:
    """The line of its <figcaption>, or a credit right below it. Both are the article's once the picture is, whatever a rule
    took them for that knew of no picture; what a person dropped stays dropped."""
    captions = [at for at in range(*seen.figure) if sort.lines[at].tag == "figcaption"] if seen.figure else []
    for at in captions:
        fate = sort.fates.get(at)
        if fate and fate.kind == "dropped" and fate.rule != "sidecar":
            del sort.fates[at]
    if kept := [at for at in captions if _is_kept(sort, at, front=False)]:
        return kept[0]
    start, end = seen.scope or (0, 0)
    fate = sort.fates.get(seen.at) if start <= seen.at < end else None
    if fate and fate.rule == CREDIT:
        del sort.fates[seen.at]
        return seen.at
    return None


def _told_alt(picture: Picture, seen: Seen, order: Mapping[str, Any] | None, caption: str) -> Picture:
    """With its alternate text. The name of a file is none, nor is the caption once more: it would be read twice."""
    alt = seen.alt
    if order is not None and "alt" in order:
        alt = order["alt"]
    elif alt is not None and (FILE_NAME.fullmatch(alt) or (alt and key_of(alt) == key_of(caption))):
        alt = None
    return replace(picture, alt=alt or "", is_decorative=alt == "")


def _why(seen: Seen, order: Mapping[str, Any] | None) -> tuple[str, str]:
    if order is not None:
        return "sidecar", "your sidecar file names it"
    if seen.figure:
        return "figure", "stands in a <figure> of the article"
    return "article-picture", "stands among the article's lines"


def _added(name: str, order: Mapping[str, Any], sheet: Sheet, look: Look, where: str) -> Hanging | Unshown:
    """A picture that a person adds."""
    found = look([order["file"]], None)
    if isinstance(found, Unshown):
        return replace(found, alt=order.get("alt", ""))
    picture = replace(found, alt=order.get("alt", ""), is_decorative=order.get("alt") == "")
    at = place_of(order["after"], sheet.lines, sheet.texts, where) + 1 if "after" in order else 0
    return Hanging(name, at, None, order.get("caption", ""), picture)


# --- Where they hang --------------------------------------------------------------------------------------------------


def with_pictures(blocks: Sequence[Block], hall: Hall, lines: Sequence[Line]) -> tuple[Block, ...]:
    """The blocks with their pictures: over its caption where it has one, else as a block of its own."""
    places = {line.numbers: at for at, line in enumerate(lines)}
    placed = [(places.get(block.lines, -1), block) for block in blocks]
    for one in hall.hanging:
        at = next((at for at, pair in enumerate(placed) if _goes_over(one, *pair, lines)), None)
        if at is not None:
            place, block = placed[at]
            placed[at] = place, _over(block, one)
            continue
        head = sum(block.role is Role.STANDFIRST for _, block in placed)
        before = next((at for at, (place, _) in enumerate(placed) if at >= head and place >= one.at), len(placed))
        placed.insert(before, (one.at - 1, Block(one.name, Role.CAPTION, one.words or "", picture=one.picture)))
    return tuple(block for _, block in placed)


def _goes_over(one: Hanging, place: int, block: Block, lines: Sequence[Line]) -> bool:
    """Whether this block is the picture's caption: the one it is tied to, or the caption that follows it."""
    if place < 0 or block.picture is not None:
        return False
    if one.caption is not None:
        return place == one.caption
    is_caption = block.role is Role.CAPTION or "caption" in lines[place].hints
    is_near = place == one.at and (not one.near or one.near[0] <= place < one.near[1])
    return is_caption and is_near and one.words is None


def _over(block: Block, one: Hanging) -> Block:
    block = replace(block, role=Role.CAPTION, picture=one.picture, level=0, number=0)
    return block if one.words is None else replace(block, text=one.words, marks=())
