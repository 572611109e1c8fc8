"""Find what stands before the text: title, byline, date, section, standfirst."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pubpipe.clean.dates import find_day, is_date_line
from pubpipe.clean.lines import Line, count_words, ends_sentence, key_of
from pubpipe.clean.names import Byline, Name, is_name, read_byline
from pubpipe.clean.notes import kind_of
from pubpipe.clean.sorting import Sorting
from pubpipe.clean.weight import heaviest
from pubpipe.clean.words import chrome_of, is_appeal, is_cookie_banner, is_credit

HOME = re.compile(
    r"(?:home|homepage|start|startseite|inicio|accueil|inici|página inicial|главная|الرئيسية|首页)", re.IGNORECASE
)
CRUMB = re.compile(r"\s*(?:[›»>/→▸❯·|]|::)\s*")
GLUE = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])")
REACH = 60  # lines above the text in which a title is looked for
MOST_ABOVE = 160  # words of sentences in the text above which no title stands
MOST_BETWEEN = 6  # lines between a title and its byline: standfirst, section, picture credit, buttons


@dataclass
class Front:
    """What was found before the text; places are indices into the lines.

    Attributes:
        start: Where the text begins.
        extra_day: ISO day that a date line states.
    """

    title: str
    names: tuple[Name, ...] = ()
    day: str = ""
    section: str = ""
    subtitle: str = ""
    standfirst: list[int] = field(default_factory=list)
    start: int = 0


def find_front(sort: Sorting, *, title: str = "", authors: Sequence[str] = ()) -> Front | None:
    """Settle the lines of the front; None where there is no title.

    Args:
        title: The title, where the sidecar file or the page's metadata tell it.
        authors: Names, where they are known: a line that holds nothing but these is the byline.
    """
    at = _known_title(sort, title) if title else _find_title(sort)
    if at is None and not title:
        return None
    front = Front(title)
    if at is not None:
        front.title = _settle_title(sort, at, title, front)
        _above_title(sort, at, front)
        _below_title(sort, at, front, authors)
    else:
        _below_title(sort, -1, front, authors)
    return front


def _region(lines: Sequence[Line]) -> int:
    """How many lines the front can reach into: up to where the heaviest stretch has two paragraphs or so of running text."""
    start, _ = heaviest(lines)
    prose = words = 0
    for at in range(start, len(lines)):
        line = lines[at]
        if ends_sentence(line.text) and not _is_site_prose(line):
            prose, words = prose + (line.words >= 20), words + line.words
        if at > start and (prose > 1 or words > MOST_ABOVE):
            return at
    return len(lines)


def _is_site_prose(line: Line) -> bool:
    return is_cookie_banner(line.text, line.words) or is_appeal(line.text, line.words)


def _is_titley(line: Line) -> bool:
    """Short enough for a title, and no line of the site, date or byline."""
    if not 1 <= line.words <= 40 or len(line.text) > 300 or re.match(r"[*†‡•▪‣>(]|.*[{}<>]|.*\w\(\w+:", line.text):
        return False
    if (line.words > 22 and ends_sentence(line.text)) or chrome_of(line.text, line.words) or is_credit(line.text, line.words):
        return False
    byline = read_byline(line.text)
    if is_date_line(line.text) or (byline and (byline.is_explicit or byline.day)):
        return False
    return kind_of(line.text, (), late=False) is None


def _known_title(sort: Sorting, title: str) -> int | None:
    """The line that is the title we were told; the last such one above the text, which stands by itself."""
    key = key_of(title)
    region = _region(sort.lines)
    keys = [(at, key_of(line.text)) for at, line in enumerate(sort.lines) if sort.is_open(at)]
    same = [at for at, other in keys if other == key]
    front = [at for at in same if at < region]
    glued = [
        at
        for at, other in keys
        if at < region and len(key) >= 12 and other != key and key in other and len(other) < len(key) * 3
    ]
    return front[-1] if front else same[0] if same else glued[-1] if glued else None


def _find_title(sort: Sorting) -> int | None:
    """The title's line. It is looked for above the heaviest stretch of text, where the menus of a site are not."""
    lines = sort.lines
    start, _ = heaviest(lines)
    region = [at for at in range(max(0, start - REACH), _region(lines)) if sort.is_open(at)]
    titley = [at for at in region if _is_titley(lines[at])]
    if not titley:
        return None
    for find in (_doubled, _above_byline, _above_text):
        if (at := find(lines, region, titley)) is not None:
            return at
    return None


def _doubled(lines: Sequence[Line], region: Sequence[int], titley: Sequence[int]) -> int | None:
    """A title that is there twice, or once more at the end of a breadcrumb line, spaced or run together."""
    keys = {at: key_of(lines[at].text) for at in titley}
    found = [
        at
        for at in titley
        for other in titley
        if at != other
        and lines[at].words >= 4
        and len(keys[at]) >= 15
        and keys[other].endswith(keys[at])
        and _is_path(lines[other].text, lines[at].text)
    ]
    return max(found, key=lambda at: (lines[at].words, at)) if found else None


def _is_path(longer: str, title: str) -> bool:
    """Whether what stands before the title on its other line can be a path through the site (or is nothing)."""
    extra = count_words(longer) - count_words(title)
    return -2 <= extra <= 14 and not ends_sentence(longer[: max(0, len(longer) - len(title))].strip(" /|>»›:·-"))


def _above_byline(lines: Sequence[Line], region: Sequence[int], titley: Sequence[int]) -> int | None:
    """The title over the first byline or date line, with at most a few lines between."""
    for at in region:
        byline = read_byline(lines[at].text)
        if not (byline and byline.is_explicit) and not is_date_line(lines[at].text):
            continue
        above = [place for place in titley if at - MOST_BETWEEN <= place < at and lines[place].words >= 3]
        above = [place for place in above if not any(lines[between].words >= 45 for between in range(place, at))]
        if above:
            return _best_of(lines, above)
    return None


def _above_text(lines: Sequence[Line], region: Sequence[int], titley: Sequence[int]) -> int | None:
    """The line that can best be a title over the first running text; a page without running text begins with it."""
    start, _ = heaviest(lines)
    text = next((at for at in region if at >= start and lines[at].is_prose and not _is_site_prose(lines[at])), None)
    if text is None or (text == titley[0] == region[0] and not ends_sentence(lines[text].text)):
        return titley[0]
    above = [at for at in titley if at < text]
    if 0 < len(above) <= 3 and above[0] == 0:
        return 0
    near = [at for at in above if text - at <= MOST_BETWEEN + 2]
    return _best_of(lines, near) if near else above[-1] if above else None


def _best_of(lines: Sequence[Line], places: Sequence[int]) -> int:
    """A line of 4 to 25 words that does not close like a sentence, the topmost of the nearest such ones."""
    full = [at for at in places if 4 <= lines[at].words <= 25 and not lines[at].text.endswith((".", ":", ";", ","))]
    runs = [at for at in full if at >= full[-1] - 2] if full else []
    return runs[0] if runs else max(places, key=lambda at: (lines[at].words >= 3, at))


def _settle_title(sort: Sorting, at: int, told: str, front: Front) -> str:
    """Settle the title's line and every copy of it above the text; the title in its best typography."""
    text = sort.lines[at].text
    title = told or _without_path(text, sort, front)
    key = key_of(title)
    sort.settle(at, "title")
    copies = [text] if key_of(text) == key else []
    for place in [place for place in range(min(_region(sort.lines), len(sort.lines))) if sort.is_open(place)]:
        line = sort.lines[place]
        if (other := key_of(line.text)) == key:
            copies.append(line.text)
            sort.drop(place, "doubled-title", f"is the title again, which stands on line {sort.lines[at].numbers[0]}")
        elif len(key) >= 12 and other.endswith(key) and _is_path(line.text, title):
            front.section = front.section or _section_of(line.text, title)
            reason = f"is the path through the site with the title, which stands by itself on line {sort.lines[at].numbers[0]}"
            spaced = CRUMB.search(line.text[: _start_of(line.text, title)])
            sort.drop(place, "breadcrumbs" if spaced else "glued-breadcrumbs", reason)
        elif (
            len(key) >= 12
            and other.startswith(key)
            and re.match(r"\s*[|–—·-]\s", line.text[len(title) :])
            and line.words <= count_words(title) + 8
        ):
            sort.drop(place, "page-title", "is the title with the name of the site")
    return told or max(copies or [title], key=lambda copy: (_typography(copy), copy == text))


def _typography(text: str) -> int:
    """How well a copy is set: curly quotation marks and dashes, and not all in capitals."""
    return sum(map(text.count, "’‘“”–—…«»\u00a0\u202f")) - sum(map(text.count, "'\"")) - (5 if text.isupper() else 0)


def _without_path(text: str, sort: Sorting, front: Front) -> str:
    """The title of a line that begins with the path "HomeAsiaEast Asia" and has no second copy."""
    if not HOME.match(text):
        return text
    crumbs = [part for part in CRUMB.split(text) if part]
    if len(crumbs) > 2 and HOME.fullmatch(crumbs[0]) and count_words(crumbs[-1]) >= 3:
        front.section = crumbs[-2] if count_words(crumbs[-2]) <= 4 else ""
        return crumbs[-1]
    pieces = _unglued(text, " ".join(line.text for line in sort.lines[1:]))
    if len(pieces) < 2 or not HOME.fullmatch(pieces[0]):
        return text
    start = next((at for at, piece in enumerate(pieces) if count_words(piece) >= 4), len(pieces) - 1)
    front.section = pieces[start - 1] if start > 1 else ""
    return "".join(pieces[start:])


def _unglued(text: str, rest: str = "") -> list[str]:
    """Cut "HomeAsiaEast Asia" at its seams; a word like "YouTube" that the text has too is none."""
    seams = [0]
    for match in GLUE.finditer(text):
        start = max(text.rfind(" ", 0, match.start()) + 1, seams[-1])
        word = re.match(r"[^\W\d_]+", text[start:])
        if not (word and rest and re.search(rf"\b{re.escape(word[0])}\b", rest)):
            seams.append(match.start())
    return [text[start:end] for start, end in zip(seams, [*seams[1:], len(text)], strict=True)]


def _section_of(line: str, title: str) -> str:
    """The last step of the path before the title, where the path begins at "Home"; otherwise "" ."""
    path = line[: _start_of(line, title)].strip()
    crumbs = [part.strip() for part in CRUMB.split(path) if part.strip()]
    crumbs = _unglued(path) if len(crumbs) == 1 else crumbs
    if len(crumbs) < 2 or not HOME.fullmatch(crumbs[0].strip()) or any(count_words(crumb) > 4 for crumb in crumbs):
        return ""
    return crumbs[-1].strip()


def _start_of(line: str, title: str) -> int:
    """Where the copy of the title begins, counting letters and digits from the end."""
    left = len(key_of(title))
    for at in range(len(line) - 1, -1, -1):
        left -= len(key_of(line[at]))
        if left <= 0:
            return at
    return 0


def _above_title(sort: Sorting, at: int, front: Front) -> None:
    """Take byline and date from the lines just above the title, and drop the rest of the site there."""
    above = [place for place in range(at) if sort.is_open(place)]
    for place in above[-4:]:
        line = sort.lines[place]
        if line.inside is not False and is_date_line(line.text):
            front.day = front.day or find_day(line.text)
            sort.settle(place, "byline")
    labels = [place for place in above if sort.is_open(place) and not sort.lines[place].is_prose]
    crowded = len(labels) >= 3
    for place in above:
        line = sort.lines[place]
        if (
            not sort.is_open(place)
            or (line.is_prose and not crowded and not _is_site_prose(line))
            or kind_of(line.text, (), late=False)
        ):
            continue
        kind = chrome_of(line.text, line.words)
        sort.drop(
            place,
            kind.rule if kind else "above-title",
            kind.reason if kind else "stands above the title, among the site's menus",
        )


def _below_title(sort: Sorting, title_at: int, front: Front, authors: Sequence[str]) -> None:
    """Take byline, date, subtitle and standfirst from the lines below the title; `front.start` is where the text begins."""
    front.start = title_at + 1
    between: list[int] = []
    for at in range(title_at + 1, min(len(sort.lines), title_at + 14)):
        if not sort.is_open(at):
            continue
        line = sort.lines[at]
        if _take_byline(sort, at, front, authors, near_title=not between and title_at >= 0) or _take_date(sort, at, front):
            _settle_between(sort, between, front, title_at)
            between, front.start = [], at + 1
        elif (kind := chrome_of(line.text, line.words)) and not kind.opens_list:
            sort.drop(at, kind.rule, kind.reason)
        elif line.words >= 60 or sum(sort.lines[place].is_prose for place in between) > 1 or len(between) > MOST_BETWEEN:
            break
        else:
            between.append(at)


def _take_date(sort: Sorting, at: int, front: Front) -> bool:
    text = sort.lines[at].text
    if not is_date_line(text):
        return False
    front.day = front.day or find_day(text)
    sort.settle(at, "byline")
    return True


def _take_byline(sort: Sorting, at: int, front: Front, authors: Sequence[str], *, near_title: bool) -> bool:
    """Settle a byline. Names alone count beside the title, and only where nothing says that they are words of the text."""
    line = sort.lines[at]
    byline = read_byline(line.text)
    hinted = bool(line.hints & {"byline", "author", "authors", "contributors"})
    told = bool(authors) and key_of(line.text) in (
        "".join(map(key_of, authors)),
        "by" + "".join(map(key_of, authors)),
        *map(key_of, authors),
    )
    if not byline:
        if told:
            sort.settle(at, "byline")
        return told
    if not (told or hinted or byline.is_explicit) and (front.names or not near_title or not _is_bare_byline(sort, at, byline)):
        return False
    if (
        front.names
        and not told
        and key_of("".join(name.name for name in byline.names)) != key_of("".join(name.name for name in front.names))
    ):
        return False
    front.names = front.names or byline.names
    front.day = front.day or byline.day
    sort.settle(at, "byline")
    return True


def _is_bare_byline(sort: Sorting, at: int, byline: Byline) -> bool:
    """Two names are a byline; one is where a note tells of it, a date is beside it, or its words occur nowhere else."""
    if len(byline.names) > 1 or any(name.mark for name in byline.names):
        return True
    name = byline.names[0].name
    others = [line.text for place, line in enumerate(sort.lines) if place != at]
    if any(kind_of(other, (name,), late=True) and name in other for other in others[-15:]):
        return True
    if any(is_date_line(line.text) for line in sort.lines[max(0, at - 1) : at + 2]):
        return True
    body = " ".join(others)
    words = [token for token in name.split() if len(token) > 2]
    return (
        2 <= len(words) <= 3
        and is_name(name)
        and not any(re.search(rf"\b{re.escape(word.lower())}\b", body) for word in words)
        and sort.lines[min(at + 1, len(sort.lines) - 1)].is_prose
    )


def _settle_between(sort: Sorting, between: Iterable[int], front: Front, title_at: int) -> None:
    """Lines between title and byline: a sentence is the standfirst, a phrase just below the title the subtitle."""
    for at in between:
        line = sort.lines[at]
        if is_credit(line.text, line.words):
            continue  # settled with the body, where the rule for credits is
        if line.words >= 8 or (ends_sentence(line.text) and line.words >= 4):
            front.standfirst.append(at)
        elif at == title_at + 1 and line.words >= 4 and not front.subtitle:
            front.subtitle = line.text
            sort.settle(at, "title")
        elif line.words <= 3 and not ends_sentence(line.text):
            sort.drop(at, "label", "is a label between title and byline")
