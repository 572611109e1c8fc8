"""Give each line of the body its role, by its tag or by its shape."""

import re
from collections.abc import Iterator, Sequence

from pubpipe.article import Role
from pubpipe.clean.lines import Line, ends_sentence
from pubpipe.clean.sitelines import is_caption
from pubpipe.clean.sorting import Sorting

BULLET = re.compile(r"(?:[•‣▪●◦■□➢➤✓✔·]\s*|[-–*+]\s+)(?=\S)")
NUMBER = re.compile(r"(?:\(?\d{1,2}[.)]|\(?[a-z]\))\s+(?=\S)")
MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*")
# One quotation from end to end, perhaps with who said it behind a dash; two in a row are a dialogue.
STANDS_QUOTED = re.compile(
    r"(?:“[^“”]+”|«[^«»]+»|„[^„“”]+[“”]|\"[^\"]+\"|「[^「」]+」|『[^『』]+』)\s*(?:[—–-]{1,2}\s*[^“”«»\".!?]{2,60})?"
)
MARKDOWN_QUOTE = re.compile(r">\s*(?=\S)")


def roles(sort: Sorting, places: Sequence[int]) -> Iterator[tuple[int, Role, int, str]]:
    """(place, role, level, text) of each line of the body; marks of lists, quotes and headings taken off the text."""
    headed = any(
        is_heading_shape(sort.lines[at], sort, places, index) and not sort.lines[at].text.endswith(("?", "!"))
        for index, at in enumerate(places)
    )
    for index, at in enumerate(places):
        line = sort.lines[at]
        yield at, *(_tagged_role(line) if line.tag else _plain_role(sort, places, index, headed))


def _tagged_role(line: Line) -> tuple[Role, int, str]:
    if re.fullmatch(r"h[1-6]", line.tag):
        return Role.HEADING, max(2, int(line.tag[1])), line.text
    named = {"li": Role.LIST_ITEM, "blockquote": Role.QUOTE, "figcaption": Role.CAPTION}
    return named.get(line.tag, Role.PARAGRAPH), 0, line.text


def _plain_role(sort: Sorting, places: Sequence[int], index: int, headed: bool) -> tuple[Role, int, str]:
    line = sort.lines[places[index]]
    if heading := MARKDOWN_HEADING.fullmatch(line.text):
        return Role.HEADING, max(2, len(heading[1])), heading[2]
    if quote := MARKDOWN_QUOTE.match(line.text):
        return Role.QUOTE, 0, line.text[quote.end() :]
    if (bullet := BULLET.match(line.text)) and (line.text[0] in "•‣▪●◦■□➢➤✓✔" or _is_beside(sort, places, index, BULLET)):
        return Role.LIST_ITEM, 0, line.text[bullet.end() :]
    if NUMBER.match(line.text) and _is_beside(sort, places, index, NUMBER):
        return Role.LIST_ITEM, 0, line.text
    if is_caption(line.text, line.words):
        return Role.CAPTION, 0, line.text
    if STANDS_QUOTED.fullmatch(line.text) and line.words >= 4 and not _is_beside(sort, places, index, STANDS_QUOTED):
        return Role.QUOTE, 0, line.text
    if is_heading_shape(line, sort, places, index) and (headed or not line.text.endswith(("?", "!"))):
        return Role.HEADING, 2, line.text
    return Role.PARAGRAPH, 0, line.text


def _is_beside(sort: Sorting, places: Sequence[int], index: int, pattern: re.Pattern[str]) -> bool:
    return any(0 <= near < len(places) and pattern.match(sort.lines[places[near]].text) for near in (index - 1, index + 1))


def is_heading_shape(line: Line, sort: Sorting, places: Sequence[int], index: int) -> bool:
    """A short line with a capital that does not close like a sentence and has running text below it."""
    if line.tag:
        return bool(re.fullmatch(r"h[1-6]", line.tag))
    if (
        not 1 <= line.words <= 14
        or index + 1 >= len(places)
        or (
            not line.text[0].isupper()
            and not line.text[0].isdigit()
            and line.text[0].isalpha()
            and line.text[0].lower() != line.text[0].upper()
        )
    ):
        return False
    closes = ends_sentence(line.text) and not line.text.endswith(("?", "!"))
    return not closes and line.text[-1] not in ",)’”\"'" and sort.lines[places[index + 1]].is_prose
