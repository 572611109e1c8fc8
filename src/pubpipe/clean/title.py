"""Find the title: by its second copy, by the byline below it, or by the text below it; alone or at the end of a path."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pubpipe.clean.bylinewords import HAN
from pubpipe.clean.dates import is_date_line, is_dated, is_issue_line
from pubpipe.clean.lines import Line, count_words, ends_sentence, key_of
from pubpipe.clean.names import INSTITUTION, Byline, Name, read_byline
from pubpipe.clean.notes import kind_of
from pubpipe.clean.sitelines import SECTION_HEAD, chrome_of, is_appeal, is_caption, is_cookie_banner, is_credit
from pubpipe.clean.sitewords import HERE, HOMES
from pubpipe.clean.sorting import Sorting

HOME = re.compile(HOMES, re.IGNORECASE)
PATH = re.compile(rf"\s*(?:{HERE}\b.*|{HERE}\s*[:：].*|{HOMES}\s*(?:[›»>/→▸❯·|-]|::)\s*.+)", re.IGNORECASE)
CRUMB = re.compile(r"\s*(?:[›»>/→▸❯·|]|::)\s*")
SEAM = re.compile(r"(?:\s[–—-]|[›»>/→▸❯·|•:_])\s*")
GLUE = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])")
REACH = 60  # lines above the text in which a title is looked for
MOST_LINES = 300  # lines that are compared with one another; a page without running text has no end of them
MOST_ABOVE = 160  # words of sentences in the text above which no title stands
MOST_BETWEEN = 6  # lines between a title and its byline: standfirst, section, picture credit, buttons


@dataclass
class Front:
    """What was found before the text; places are indices into the lines.

    Attributes:
        start: Where the text begins.
        evidence: Where each of title, subtitle, authors, date and section was read, in words for a person.
    """

    title: str
    names: tuple[Name, ...] = ()
    day: str = ""
    section: str = ""
    subtitle: str = ""
    standfirst: list[int] = field(default_factory=list)
    start: int = 0
    evidence: dict[str, str] = field(default_factory=dict)


def region_of(sort: Sorting) -> int:
    """How many lines the front can reach into: up to where the heaviest stretch has two paragraphs or so of running text."""
    lines, (start, _) = sort.lines, sort.heaviest
    prose = words = 0
    for at in range(start, len(lines)):
        line = lines[at]
        if ends_sentence(line.text) and not is_site_prose(line):
            prose, words = prose + (line.words >= 20), words + line.words
        if at > start and (prose > 1 or words > MOST_ABOVE):
            return at
    return len(lines)


def is_site_prose(line: Line) -> bool:
    return is_cookie_banner(line.text, line.words) or is_appeal(line.text, line.words)


def _is_titley(line: Line) -> bool:
    """Short enough for a title, and no line of the site, date or byline."""
    if not 1 <= line.words <= 40 or len(line.text) > 300 or re.match(r"[*†‡•▪‣>(]|.*[{}<>]|.*\w\(\w+:", line.text):
        return False
    if len(pieces := re.split(r"\s*[|·•]\s*|\s{2,}", line.text)) > 2 and all(count_words(piece) <= 2 for piece in pieces):
        return False  # a row of links
    if PATH.fullmatch(line.text) and count_words(CRUMB.split(line.text)[-1]) < 3:
        return False
    if (line.words > 22 and ends_sentence(line.text)) or chrome_of(line.text, line.words) or is_credit(line.text, line.words):
        return False
    if is_data(line) or is_caption(line.text, line.words) or SECTION_HEAD.fullmatch(line.text):
        return False
    byline = read_byline(line.text)
    if byline and (byline.is_explicit or byline.day or has_marks(byline)):
        return False
    return kind_of(line.text, (), late=False) is None


PLACED = re.compile(r"\W*(?:\d{1,2}|[a-h]|[IV]{1,3}|[*†‡§¹²³⁴⁵⁶⁷⁸⁹]{1,3})\W{0,2}(?:\s|(?=[^\W\d_]))")
IN = re.compile(
    r"(?:published|posted|filed|appeared|publicado|publié|erschienen|pubblicato) (?:in|on|en|em|dans|su)\s.{2,50}|"
    r"(?:in|en|em|dans|под рубрикой)\s(?-i:[A-ZÀ-Þ]\w+)(?: \w+)?|"
    r"(?:dossier|special report|serie|série|series|schwerpunkt|speciale|especial)\s*[:|]\s.{2,60}",
    re.IGNORECASE,
)


def is_rubric(text: str) -> bool:
    """Whether a line says in which column or channel a piece stands: "Published in Small Repairs", "en Tecnología"."""
    return IN.fullmatch(text) is not None


CONTACTS = re.compile(r"\S@\w[\w-]*\.\w|\borcid\b", re.IGNORECASE)
NUMBERED = re.compile(r"(?:\d{1,2}[.、]?\s|[¹²³⁴⁵⁶⁷⁸⁹*†‡])\s*(?=[^\W\d_])")


def is_data(line: Line) -> bool:
    """Whether a line is data of a piece: its volume, its manuscript's dates, its rubric, an institution below its names."""
    text = line.text
    is_place = "," in text or "，" in text or "、" in text
    return (
        is_issue_line(text)
        or CONTACTS.search(text) is not None
        or (NUMBERED.match(text) is not None and INSTITUTION.search(text) is not None and line.words <= 25)
        or is_dated(text)
        or is_rubric(text)
        or (is_place and PLACED.match(text) is not None and INSTITUTION.search(text) is not None)
    )


def has_marks(byline: Byline) -> bool:
    """Names that carry marks or institutions are those of authors, not the words of a title."""
    return any(name.mark or name.affiliations for name in byline.names)


def known_title(sort: Sorting, title: str) -> int | None:
    """The line that is the title we were told; the last such one above the text, which stands by itself."""
    key = key_of(title)
    region = region_of(sort)
    keys = [(at, key_of(line.text)) for at, line in enumerate(sort.lines) if sort.is_open(at)]
    same = [at for at, other in keys if other == key]
    front = [at for at in same if at < region]
    glued = [
        at
        for at, other in keys
        if at < region and len(key) >= 12 and other != key and key in other and len(other) < len(key) * 3
    ]
    return front[-1] if front else same[0] if same else glued[-1] if glued else None


def find_title(sort: Sorting) -> tuple[int, str] | None:
    """The title's line, and why it is that. It is looked for above the heaviest stretch of text, where no menus are."""
    lines = sort.lines
    start, _ = sort.heaviest
    region = [at for at in range(max(0, start - REACH), min(region_of(sort), start + MOST_LINES)) if sort.is_open(at)]
    titley = [at for at in region if _is_titley(lines[at])]
    if not titley:
        return None
    if (at := _doubled(lines, region, titley)) is not None and not _is_listed_part(lines, titley, at):
        return at, "stands there twice, once beside the path through the site or its name"
    titley = [at for at in titley if not _is_names_below(lines, titley, at)]
    at = _above_byline(lines, region, titley)
    if at is not None:
        return at, "stands over the first byline or date"
    at = _above_text(lines, region, titley, start)
    return None if at is None else (at, "is the line over the first running text that can best be a title")


def _is_listed_part(lines: Sequence[Line], titley: Sequence[int], at: int) -> bool:
    """Whether a line that stands there twice is a heading of the text and an entry of its contents: both copies stand below a
    title with its byline and its date."""
    first = next(place for place in titley if key_of(lines[place].text) == key_of(lines[at].text))
    for place in titley:
        if place >= first - 3 or lines[place].words < 4:
            continue
        byline = read_byline(lines[place + 1].text)
        if byline and byline.names and is_dated(lines[place + 2].text):
            return True
    return False


def _is_names_below(lines: Sequence[Line], titley: Sequence[int], at: int) -> bool:
    """Whether a line is nothing but names, with a line above it that can be the title."""
    byline = read_byline(lines[at].text)
    if not byline or (len(byline.names) < 2 and not _is_names_line(lines, at)):
        return False
    return any(at - 3 <= other < at and lines[other].words >= 3 for other in titley)


def _doubled(lines: Sequence[Line], region: Sequence[int], titley: Sequence[int]) -> int | None:
    """A title that is there twice, or once more at the end of a breadcrumb line, spaced or run together."""
    keys = {at: key_of(lines[at].text) for at in titley}
    found = [
        at
        for at in titley
        for other in region
        if at != other
        and (
            (
                other in keys
                and lines[at].words >= 4
                and len(keys[at]) >= 15
                and keys[other].endswith(keys[at])
                and _is_path(lines[other].text, lines[at].text)
            )
            or _has_seam(lines[other].text, lines[at].text)
        )
    ]
    return max(found, key=lambda at: (lines[at].words, at)) if found else None


def _has_seam(longer: str, title: str) -> bool:
    """Whether a line is a title of two words or more beside a path or the site's name, with a sign between."""
    if len(title) < 5 or len(longer) <= len(title) or not (longer.endswith(title) or longer.startswith(title)):
        return False  # asked first: a line is compared with all others
    if count_words(title) < 2 or count_words(longer) > count_words(title) + 14:
        return False
    if longer.endswith(title):
        return re.search(rf"{SEAM.pattern}\Z", longer[: -len(title)]) is not None
    return (
        longer.startswith(title)
        and SEAM.match(longer[len(title) :]) is not None
        and count_words(longer) <= count_words(title) + 8
    )


def _is_path(longer: str, title: str) -> bool:
    """Whether what stands before the title on its other line can be a path through the site (or is nothing)."""
    extra = count_words(longer) - count_words(title)
    return -2 <= extra <= 14 and not ends_sentence(longer[: max(0, len(longer) - len(title))].strip(" /|>»›:·-"))


def _above_byline(lines: Sequence[Line], region: Sequence[int], titley: Sequence[int]) -> int | None:
    """The title over the first byline or date line, with at most a few lines between."""
    sure = (at for at in region if is_date_line(lines[at].text) or _is_explicit(lines[at]))
    likely = (at for at in region if is_dated(lines[at].text) or _is_names_line(lines, at))
    for at in (*sure, *likely):
        if _is_over_title(lines, titley, at):
            continue
        above = [place for place in titley if at - MOST_BETWEEN <= place < at and lines[place].words >= 3]
        above = [place for place in above if not any(lines[between].words >= 45 for between in range(place, at))]
        if above:
            return _best_of(lines, above)
    return None


def _is_explicit(line: Line) -> bool:
    byline = read_byline(line.text)
    return byline is not None and (byline.is_explicit or has_marks(byline))


def _is_over_title(lines: Sequence[Line], titley: Sequence[int], at: int) -> bool:
    """Whether a date or a name stands above the title: a line that can be one comes next, and none stands above."""
    below = [place for place in titley if at < place <= at + 3 and _size(lines[place]) >= 4]
    above = [place for place in titley if at - 3 <= place < at and _size(lines[place]) >= 4]
    prose = next((place for place in range(at + 1, len(lines)) if lines[place].is_prose), 0)
    if below and not above and prose - below[-1] <= 4:
        return True
    return is_dated(lines[at].text) and any(
        _is_names_line(lines, names) for place in below[:1] for names in range(place + 1, min(place + 4, len(lines)))
    )


def _is_names_line(lines: Sequence[Line], at: int) -> bool:
    """A byline beyond doubt; names alone where marks, a date or a note to the article says that they are its authors'."""
    byline = read_byline(lines[at].text)
    if not byline or byline.is_explicit or byline.day or has_marks(byline):
        return bool(byline)
    if not any(line.is_prose for line in lines[at + 1 : at + 16]):
        return False
    name = byline.names[0].name
    is_cased = name.lower() != name.upper() or len(byline.names) > 1  # any three words of Hindi could be a name
    near = is_cased and any(is_dated(line.text) for line in lines[max(0, at - 1) : at + 3])
    return near or any(line.text.startswith(name) and line.words >= 5 for line in lines[at + 4 :])


def _above_text(lines: Sequence[Line], region: Sequence[int], titley: Sequence[int], start: int) -> int | None:
    """The line that can best be a title over the first running text; a page without running text begins with it."""
    text = next((at for at in region if at >= start and lines[at].is_prose and not is_site_prose(lines[at])), None)
    if text is None or (text == titley[0] == region[0] and not ends_sentence(lines[text].text)):
        return titley[0]
    above = [at for at in titley if at < text]
    if 0 < len(above) <= 3 and above[0] == 0:
        return 0
    near = [at for at in above if text - at <= MOST_BETWEEN + 2]
    return _best_of(lines, near) if near else above[-1] if above else None


def _best_of(lines: Sequence[Line], places: Sequence[int]) -> int:
    """A line of 4 to 25 words that does not close like a sentence, the topmost of the nearest such ones."""
    full = [at for at in places if 4 <= _size(lines[at]) <= 25 and not lines[at].text.endswith((".", ":", ";", ","))]
    runs = [at for at in full if at >= full[-1] - 2] if full else []
    return (
        runs[0] if runs else max(places, key=lambda at: (_size(lines[at]) >= 3 or HAN.search(lines[at].text) is not None, at))
    )


def _size(line: Line) -> int:
    """Words between spaces; of Chinese, two characters a word. (Vowel signs would cut a Hindi word in two.)"""
    return line.words * 3 // 5 if HAN.search(line.text) else len(line.text.split())


def settle_title(sort: Sorting, at: int, told: str, front: Front, reason: str) -> str:
    """Settle the title's line and every copy of it above the text; the title in its best typography."""
    text = sort.lines[at].text
    title = told or _without_path(text, sort, front)
    key = key_of(title)
    sort.settle(at, "title", "title", reason)
    copies = [text] if key_of(text) == key else []
    for place in [place for place in range(min(region_of(sort), len(sort.lines))) if sort.is_open(place)]:
        line = sort.lines[place]
        if (other := key_of(line.text)) == key:
            copies.append(line.text)
            sort.drop(place, "doubled-title", f"is the title again, which stands on line {sort.lines[at].numbers[0]}")
        elif (
            other != key
            and other.endswith(key)
            and (_has_seam(line.text, title) or (len(key) >= 12 and _is_path(line.text, title)))
        ):
            if not front.section and (section := _section_of(line.text, title)):
                front.section = section
                front.evidence["section"] = f"line {line.numbers[0]}: the last step of the path before the title"
            reason = f"is the path through the site with the title, which stands by itself on line {sort.lines[at].numbers[0]}"
            spaced = CRUMB.search(line.text[: _start_of(line.text, title)])
            sort.drop(place, "breadcrumbs" if spaced else "glued-breadcrumbs", reason)
        elif (
            other.startswith(key)
            and count_words(title) >= 2
            and re.match(r"\s*[|–—·_-]\s*", line.text[len(title) :])
            and line.words <= count_words(title) + 8
        ):
            sort.drop(place, "page-title", "is the title with the name of the site")
    return told or max(copies or [title], key=lambda copy: (_typography(copy), copy == text))


def _typography(text: str) -> int:
    """How well a copy is set: curly quotation marks and dashes, and not all in capitals."""
    return sum(map(text.count, "’‘“”–—…«»\u00a0\u202f")) - sum(map(text.count, "'\"")) - (5 if text.isupper() else 0)


def _without_path(text: str, sort: Sorting, front: Front) -> str:
    """The title of a line that begins with the path "HomeAsiaEast Asia" and has no second copy."""
    text = re.sub(rf"^{HERE}\s*[:：]?\s*", "", text, flags=re.IGNORECASE)
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
