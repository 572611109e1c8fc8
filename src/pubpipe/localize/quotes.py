"""Quotation marks and apostrophes: pair what a text has, and write each pair as its language does, by depth."""

import re
from dataclasses import dataclass

from pubpipe.localize.habits import NBSP, SPACES, base, habits

STAND_INS = range(0xF0000, 0xFFFFE)  # a plane for private use; one code point stands for a span that must not change
OPENING, CLOSING = "“«„‟「『‘‹‚", "”»」』’›"
_SINGLE = "'‘’‚‹›"
_MARK = re.compile(r"[\"'“”„‟«»‘’‚‹›「」『』]")
_BEFORE_OPEN = set("([{-–—―/¿¡־\"'") | set(OPENING)
_BEFORE_CLOSE = set(".,;:!?…)]}–—-，。：；？！、）،؛؟۔।\"'") | set(CLOSING)
_HEBREW = "\u05d0-\u05ea"
_LETTER = rf"[^\W\d_]|[{chr(STAND_INS[0])}-{chr(STAND_INS[-1])}]"
_ELISION = re.compile(rf"(?<={_LETTER})'(?=\w|[{chr(STAND_INS[0])}-{chr(STAND_INS[-1])}])")


@dataclass(slots=True)
class _Mark:
    """A quotation mark.

    Attributes:
        way: "open" or "close".
        is_sure: Its place or its shape says which, not a guess.
        is_low: It opened with „ or ‚, so that “ or ‘ closes it.
        partner: Index of the other mark of the pair; -1 for none.
    """

    at: int
    is_single: bool
    way: str
    is_sure: bool
    is_low: bool
    partner: int = -1


def set_quotes(source: str, text: str, lang: str) -> str:
    """Marks in pairs become those of the language, apostrophes typographic.

    A mark without partner stays as it is, unless the source lacks the same partner: then the quotation runs on in another text.
    """
    text = _set_apostrophes(text, lang)
    marks = _pairs(text)
    runs_on = _lone_ways(marks) == _lone_ways(_pairs(source))
    marks = [mark for mark in marks if mark.partner >= 0 or (runs_on and _may_run_on(mark))]
    depth = sum(mark.way == "close" and mark.partner < 0 for mark in marks)
    parts, end = [], 0
    for mark in marks:
        depth -= mark.way == "close"
        start, stop, written = _written(text, mark, depth, lang)
        parts += [text[end : max(start, end)], written]
        end = stop
        depth += mark.way == "open"
    return "".join((*parts, text[end:]))


def _lone_ways(marks: list[_Mark]) -> list[str]:
    return [mark.way for mark in marks if mark.partner < 0 and _may_run_on(mark)]


def _may_run_on(mark: _Mark) -> bool:
    return mark.is_sure and not mark.is_single


def _written(text: str, mark: _Mark, depth: int, lang: str) -> tuple[int, int, str]:
    """(start, end, new text) of a mark together with the space inside of it, which only French keeps."""
    is_open = mark.way == "open"
    sign = habits(lang).quotes[2 * (depth % 2) + (not is_open)]
    space = NBSP if base(lang) == "fr" and not lang.endswith("-CH") and sign in "«»" else ""
    start, end = mark.at, mark.at + 1
    if is_open:
        end += len(text[end:]) - len(text[end:].lstrip(SPACES))
        return start, end, sign + space
    return len(text[:start].rstrip(SPACES)), end, space + sign


def _set_apostrophes(text: str, lang: str) -> str:
    """’ between letters; in Hebrew, geresh and gershayim, which are signs of their own."""
    if base(lang) == "he":
        text = re.sub(rf"(?<=[{_HEBREW}])'(?=[{_HEBREW}])", "׳", text)
        last = rf"(?<=[{_HEBREW}])\"(?=[{_HEBREW}]" + (rf"(?![{_HEBREW}]))" if text.count('"') > 1 else ")")
        text = re.sub(last, "״", text)
    text = _ELISION.sub("’", text)
    return re.sub(r"(?<=[^\W\d_])'(?=\W|$)", "’", text) if not re.search(r"(?<!\w)['‘](?=\w)", text) else text


def _pairs(text: str) -> list[_Mark]:
    """All quotation marks of a text in order, apostrophes and signs of inches left out, with their partners found."""
    marks: list[_Mark] = []
    opened: list[int] = []
    for found in _MARK.finditer(text):
        mark = _classified(text, found.start(), [marks[i] for i in opened])
        if mark is None:
            continue
        marks.append(mark)
        if mark.way == "open":
            opened.append(len(marks) - 1)
            continue
        fitting = [place for place, i in enumerate(opened) if marks[i].is_single == mark.is_single]
        if fitting:
            mark.partner = opened[fitting[-1]]
            marks[mark.partner].partner = len(marks) - 1
            del opened[fitting[-1] :]
    return marks


def _classified(text: str, at: int, opened: list[_Mark]) -> _Mark | None:
    """A mark and its way; None for an apostrophe and for a sign of feet or inches."""
    sign, before, after = text[at], text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    same = [mark for mark in opened if mark.is_single == (sign in _SINGLE)]
    if sign in "'’" and (_is_word(before) and (_is_word(after) or not same)):
        return None
    if sign in "\"'" and before.isdigit() and not same:
        return None
    may_open = not before or before.isspace() or before in _BEFORE_OPEN
    may_close = not after or after.isspace() or after in _BEFORE_CLOSE
    is_low = sign in "„‚"
    if may_open != may_close:
        way = "open" if may_open else "close"
    elif sign in "\"'":
        way = "close" if same else "open"
    elif sign in "“‘" and same and same[-1].is_low:
        way = "close"
    else:
        way = "open" if sign in OPENING else "close"
    if sign in "'‘" and way == "open" and _is_word(before):
        return None
    is_sure = may_open != may_close or sign not in "\"'"
    return _Mark(at, sign in _SINGLE, way, is_sure, is_low)


def _is_word(char: str) -> bool:
    """A letter or digit of a script that parts words, so that a ’ at it may be an apostrophe."""
    return (char.isalnum() and char < "\u2e80") or (char != "" and ord(char) in STAND_INS)
