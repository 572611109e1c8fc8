"""Find what stands before the text: title, byline, date, section, standfirst."""

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile

from pubpipe.article import NoteKind
from pubpipe.clean.bylinewords import OFFICE, PICTURE_LEAD
from pubpipe.clean.dates import PUBLISHED, day_of_line, is_date_line, is_dated, is_issue_line
from pubpipe.clean.lines import Line, ends_sentence, key_of
from pubpipe.clean.names import INSTITUTION, Byline, Name, is_name, read_byline, respelt
from pubpipe.clean.notes import kind_of, split_mark
from pubpipe.clean.sitelines import SELF_PRAISE, chrome_of, is_credit
from pubpipe.clean.sorting import Sorting
from pubpipe.clean.title import MOST_BETWEEN, Front, find_title, has_marks, is_rubric, is_site_prose, known_title, settle_title

MOST_REPEATED = 8  # words of a line that only says a name again


def find_front(
    sort: Sorting,
    *,
    title: str = "",
    source: str = "",
    authors: Sequence[str] = (),
    told_at: int | None = None,
    front: Front | None = None,
) -> Front | None:
    """Settle the lines of the front; None where there is no title.

    Args:
        title: The title, where the sidecar file or the page's metadata tell it.
        source: Who told it, for the receipt.
        told_at: The title's place, where a person names the line.
        front: What a person has settled already.
        authors: Names, where they are known: a line that holds nothing but these is the byline.
    """
    found = _place_of_title(sort, title, source, told_at)
    if found is None and not title:
        return None
    front = front or Front("")
    front.title = title
    front.evidence["title"] = source
    at = found[0] if found else None
    if found:
        at, reason = found
        front.title = settle_title(sort, at, title, front, reason)
        front.evidence["title"] = f"{source}, " * bool(source and title) + f"line {sort.lines[at].numbers[0]}: it {reason}"
        _above_title(sort, at, front)
        _below_title(sort, at, front, authors)
    else:
        _below_title(sort, -1, front, authors)
    if at is not None and not front.names and not authors:
        _sign_below(sort, front)
    if not front.day:
        _day_elsewhere(sort, front)
    front.names = respelt(front.names, (line.text for line in sort.lines))
    return front


def _place_of_title(sort: Sorting, title: str, source: str, told_at: int | None) -> tuple[int, str] | None:
    if told_at is not None:
        return told_at, "is the title by your sidecar file"
    if not title:
        return find_title(sort)
    at = known_title(sort, title)
    return None if at is None else (at, f"is the title that stands in {source}")


def _above_title(sort: Sorting, at: int, front: Front) -> None:
    """Take byline and date from the lines just above the title, and drop the rest of the site there."""
    above = [place for place in range(at) if sort.is_open(place)]
    for place in above[-4:]:
        line = sort.lines[place]
        if line.inside is not False and is_dated(line.text):
            _settle_date(sort, place, front)
        elif not front.names and _is_told_by_note(sort, at, line.text):
            settle_byline(sort, place, front, Byline(_names_of(line.text)), "holds a name of which a note tells")
    labels = [place for place in above if sort.is_open(place) and not sort.lines[place].is_prose]
    crowded = len(labels) >= 3
    for place in above:
        line = sort.lines[place]
        if (
            not sort.is_open(place)
            or (line.is_prose and not crowded and not is_site_prose(line))
            or kind_of(line.text, (), late=False)
        ):
            continue
        kind = chrome_of(line.text, line.words)
        sort.drop(
            place,
            kind.rule if kind else "above-title",
            kind.reason if kind else "stands above the title, among the site's menus",
        )


def _is_told_by_note(sort: Sorting, title_at: int, text: str) -> bool:
    """Whether a line is one name, and a line below the title begins with it and tells of the person."""
    byline = read_byline(text)
    if byline is None or len(byline.names) != 1 or " " not in byline.names[0].name:
        return False
    name = byline.names[0].name
    below = (line for line in sort.lines[title_at + 1 :] if line.words >= 5 and not is_site_prose(line))
    told = (line.text for line in below if line.text.startswith(name) and not SELF_PRAISE.search(line.text))
    return any(kind_of(line, (name,), late=True) in (NoteKind.BIO, NoteKind.AFFILIATION) for line in told)


def _below_title(sort: Sorting, title_at: int, front: Front, authors: Sequence[str]) -> None:
    """Take byline, date, subtitle and standfirst from the lines below the title; `front.start` is where the text begins."""
    front.start = title_at + 1
    between: list[int] = []
    for at in range(title_at + 1, min(len(sort.lines), title_at + 14)):
        if not sort.is_open(at):
            continue
        line = sort.lines[at]
        near_title = len(between) <= 1 and title_at >= 0
        if (
            _take_byline(sort, at, front, authors, near_title=near_title)
            or _take_date(sort, at, front)
            or _take_office(sort, at)
        ):
            _settle_between(sort, between, front, title_at)
            between, front.start = [], at + 1
        elif (kind := chrome_of(line.text, line.words)) and not kind.opens_list:
            sort.drop(at, kind.rule, kind.reason)
        elif is_rubric(line.text) or is_issue_line(line.text):
            sort.drop(at, "label", "says in which column or volume the piece stands")
        elif line.words >= 60 or sum(sort.lines[place].is_prose for place in between) > 1 or len(between) > MOST_BETWEEN:
            break
        else:
            between.append(at)
    if between and _is_subtitle(sort, between[0], title_at):
        _settle_between(sort, between[:1], front, title_at)


def _is_subtitle(sort: Sorting, at: int, title_at: int) -> bool:
    """Whether a line right below the title is parted from the text by a blank line, as the title is not from it."""
    line = sort.lines[at]
    follows = sort.lines[at + 1] if at + 1 < len(sort.lines) else line
    return at == title_at + 1 and not line.tag and line.gap == 0 and follows.gap > 0 and 4 <= line.words <= 45


def _take_date(sort: Sorting, at: int, front: Front) -> bool:
    text = sort.lines[at].text
    if not is_dated(text):
        return False
    _settle_date(sort, at, front)
    return True


def _take_office(sort: Sorting, at: int) -> bool:
    """What the author does, on the line below the name; and who took the pictures."""
    line = sort.lines[at]
    led = PICTURE_LEAD.match(line.text)
    if led and is_name(line.text[led.end() :].strip().title()):
        sort.settle(at, "byline", "byline", "says who took the pictures")
        return True
    before = sort.fates.get(at - 1)
    if not before or before.rule != "byline" or line.words > 8 or ends_sentence(line.text) or line.tag.startswith("h"):
        return False
    if INSTITUTION.search(line.text) or not OFFICE.search(line.text) or is_post(line):
        return False
    sort.settle(at, "byline", "office", "says below the byline what the author does")
    return True


def _sign_below(sort: Sorting, front: Front) -> None:
    """Names below the text, where none stand above it: "— Ada Example", "Text: Ada Example", or a note that begins with one."""
    prose = [at for at in sort.open_after(front.start) if sort.lines[at].is_prose and sort.lines[at].inside is not False]
    if len(prose) < 2:
        return
    for at in sort.open_after(prose[1] + 1)[:60]:
        line = sort.lines[at]
        above = sort.lines[at - 1]
        byline = read_byline(line.text.lstrip("—–- ")) if line.words <= 10 and above.is_prose else None
        if byline and byline.names and (byline.is_explicit or (line.text[:1] in "—–-" and len(byline.names) == 1)):
            settle_byline(sort, at, front, byline, "signs the text")
            return
        if is_told := _told_of(sort, at):
            front.names = (Name(is_told),)
            front.evidence["authors"] = f"line {line.numbers[0]}: a note that tells of its author"
            return


def _told_of(sort: Sorting, at: int) -> str:
    """The name that a note below the text begins with and that no line above it holds; "" where there is none."""
    line = sort.lines[at]
    words = line.text.split()
    for length in (4, 3, 2):
        name = " ".join(words[:length]).strip(",—–- ")
        if len(words) <= length or line.words > 60 or not is_name(name) or not OFFICE.search(line.text[len(name) :]):
            continue
        if kind_of(line.text, (name,), late=True) not in (NoteKind.BIO, NoteKind.AFFILIATION):
            continue
        known = any(word in other.text for other in sort.lines[:at] if other.is_prose for word in name.split() if len(word) > 2)
        if not known and not any(other.is_prose for other in _after(sort, at)):
            return name
    return ""


def _after(sort: Sorting, at: int) -> list[Line]:
    """The lines below one, up to the first of the site, that are no notes."""
    below = takewhile(
        lambda line: not is_site_prose(line) and chrome_of(line.text, line.words) is None, sort.lines[at + 1 : at + 8]
    )
    return [line for line in below if kind_of(line.text, (), late=True) is None]


def _day_elsewhere(sort: Sorting, front: Front) -> None:
    """The day of the one line of the page that says when the piece was published, as journals print it below."""
    days: dict[str, int] = {}
    for at, line in enumerate(sort.lines):
        if not sort.is_open(at) or line.words > 14:
            continue
        said = PUBLISHED.match(line.text) and (is_date_line(line.text) or line.words <= 3)
        after = sort.lines[at + 1].text if at + 1 < len(sort.lines) else ""
        day = day_of_line(line.text) or (day_of_line(after) if said and is_date_line(after) else "") if said else ""
        if day:
            days.setdefault(day, at)
    if len(days) == 1:
        ((front.day, at),) = days.items()
        front.evidence["date"] = f"line {sort.lines[at].numbers[0]}: {sort.lines[at].text!r}, which says when it was published"


def _settle_date(sort: Sorting, at: int, front: Front) -> None:
    line = sort.lines[at]
    if not front.day and (day := day_of_line(line.text)):
        front.day = day
        front.evidence["date"] = f"line {line.numbers[0]}: {line.text!r}, a line that is nothing but a date"
    sort.settle(at, "byline", "date-line", "holds nothing but a date")


def _take_byline(sort: Sorting, at: int, front: Front, authors: Sequence[str], *, near_title: bool) -> bool:
    """Settle a byline. Names alone count beside the title, and only where nothing says that they are words of the text."""
    line = sort.lines[at]
    byline = read_byline(line.text)
    near_title = near_title or bool(byline and _is_sure(byline))
    hinted = bool(line.hints & {"byline", "author", "authors", "contributors"})
    told = bool(authors) and key_of(line.text) in (
        "".join(map(key_of, authors)),
        "by" + "".join(map(key_of, authors)),
        *map(key_of, authors),
    )
    if not byline:
        if told:
            sort.settle(at, "byline", "byline", "holds the names of the authors and nothing else")
        return told
    known = {key_of(name.name) for name in front.names}
    if known and byline.names and all(key_of(name.name) in known for name in byline.names) and line.words <= MOST_REPEATED:
        sort.settle(at, "byline", "byline", "says an author's name again")
        return True
    goes_on = _goes_on(sort, at, front, byline)
    if not (told or hinted or byline.is_explicit or goes_on) and (
        front.names or not near_title or not _is_bare_byline(sort, at, byline)
    ):
        return False
    if goes_on:
        front.names = (*front.names, *byline.names)
    elif (
        front.names
        and not told
        and key_of("".join(name.name for name in byline.names)) != key_of("".join(name.name for name in front.names))
    ):
        return False
    reason = (
        "begins as bylines do"
        if byline.is_explicit
        else "stands in an element that the page calls its byline"
        if hinted
        else "holds the names of the authors and nothing else"
        if told
        else "holds names only, at the place of a byline"
    )
    settle_byline(sort, at, front, byline, reason)
    return True


def _goes_on(sort: Sorting, at: int, front: Front, byline: Byline) -> bool:
    """Whether a line goes on with the names of the line above it: one author a line."""
    before = sort.fates.get(at - 1)
    known = {key_of(name.name) for name in front.names}
    if front.names and byline.names and not byline.is_explicit and _is_listed(sort, at):
        return all(key_of(name.name) not in known for name in byline.names)
    return (
        bool(front.names and byline.names)
        and before is not None
        and before.rule == "byline"
        and not byline.is_explicit
        and sort.lines[at].gap <= 1
        and all(len(name.name.split()) > 1 and key_of(name.name) not in known for name in byline.names)
        and (
            (has_marks(byline) and has_marks(Byline(front.names)))
            or all(_is_told(sort, at, name.name) for name in byline.names)
        )
    )


def _is_listed(sort: Sorting, at: int) -> bool:
    """Whether a name stands in a list of authors, what each is below the name: a byline and its post above, a post below."""
    above = sort.fates.get(at - 2)
    beside = [sort.lines[place] for place in (at - 1, at + 1) if place < len(sort.lines)]
    is_told = len(beside) == 2 and (_is_place(beside[0]) or is_post(beside[0]))
    return above is not None and above.rule == "byline" and is_told and _is_like_post(beside[1])


def _is_like_post(line: Line) -> bool:
    """A post, or any line of two parts that closes no sentence: below a second name the first name's post tells what it is."""
    return _is_place(line) or is_post(line) or (line.words <= 20 and "," in line.text and not ends_sentence(line.text))


def _is_told(sort: Sorting, at: int, name: str) -> bool:
    """Whether a line below begins with the name and tells of it."""
    return any(line.text.startswith(name) and line.words >= 5 for line in sort.lines[at + 3 :])


def settle_byline(sort: Sorting, at: int, front: Front, byline: Byline, reason: str) -> None:
    """Take names and day from a byline, unless an earlier one had them."""
    line = sort.lines[at]
    if not front.names and byline.names:
        front.names = byline.names
        front.evidence["authors"] = f"line {line.numbers[0]}: it {reason}"
    if not front.day and byline.day:
        front.day = byline.day
        front.evidence["date"] = f"line {line.numbers[0]}: {line.text!r}, the byline"
    sort.settle(at, "byline", "byline", reason)


def _names_of(text: str) -> tuple[Name, ...]:
    byline = read_byline(text)
    return byline.names if byline else ()


def _is_sure(byline: Byline) -> bool:
    """Marks, institutions, or three names in a row are no words of a text, and stand below a subtitle too."""
    return has_marks(byline) or len(byline.names) > 2


def _is_bare_byline(sort: Sorting, at: int, byline: Byline) -> bool:
    """Two names are a byline; one is where a note tells of it, a date is beside it, or its words occur nowhere else."""
    if len(byline.names) > 1 or has_marks(byline) or byline.day:
        return True
    name = byline.names[0].name
    others = [line.text for place, line in enumerate(sort.lines) if place != at]
    if any(kind_of(other, (name,), late=True) and name in other for other in others[-40:]):
        return True
    around = sort.lines[max(0, at - 1) : at + (3 if len(name.split()) > 1 and _is_told(sort, at, sort.lines[at].text) else 2)]
    after = sort.lines[at + 1 : at + 2]
    if any(is_dated(line.text) for line in around) or any(_is_place(line) for line in after):
        return True
    body = " ".join(others)
    words = [token for token in name.split() if len(token) > 2]
    return (
        2 <= len(words) <= 3
        and is_name(name)
        and not any(re.search(rf"\b{re.escape(word.lower())}\b", body) for word in words)
        and sort.lines[min(at + 1, len(sort.lines) - 1)].is_prose
    )


def _is_place(line: Line) -> bool:
    """Whether a line names an institution and is no sentence; the rule for notes below the byline settles it."""
    return line.words <= 25 and bool(INSTITUTION.search(line.text)) and not ends_sentence(line.text)


POST = re.compile(r"[^,]{3,60},\s+(?=(?-i:[A-ZÀ-ÞА-ЯЁ]))")


def is_post(line: Line) -> bool:
    """Whether a line is an office and behind a comma where it is held: "Senior Fellow, Forum for X"."""
    lead = POST.match(line.text)
    return bool(lead and OFFICE.search(lead[0])) and line.words <= 20 and not ends_sentence(line.text) and not line.tag


def _settle_between(sort: Sorting, between: Iterable[int], front: Front, title_at: int) -> None:
    """Lines between title and byline: a sentence is the standfirst, a phrase just below the title the subtitle."""
    for at in between:
        line = sort.lines[at]
        if is_credit(line.text, line.words) or (at > title_at + 1 and front.names and (_is_place(line) or is_post(line))):
            continue  # settled with the body, where the rule for credits is
        if split_mark(line.text)[0] or kind_of(line.text, [name.name for name in front.names], late=True):
            continue  # a note, settled with the notes
        if line.words >= 8 or (ends_sentence(line.text) and line.words >= 4):
            front.standfirst.append(at)
            if not line.tag:
                sort.settle(at, "body", "standfirst", "is a sentence between title and byline")
        elif at == title_at + 1 and line.words >= 4 and not front.subtitle:
            front.subtitle = line.text
            front.evidence["subtitle"] = f"line {line.numbers[0]}: a phrase between title and byline"
            sort.settle(at, "title", "subtitle", "is a phrase between title and byline")
        elif line.words <= 3 and not ends_sentence(line.text):
            sort.drop(at, "label", "is a label between title and byline")
