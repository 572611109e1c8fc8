"""Weigh lines: running text against the labels that a site is made of."""

import re
from collections.abc import Sequence

from pubpipe.clean.lines import Line, ends_sentence
from pubpipe.clean.sitelines import chrome_of, is_appeal, is_cookie_banner

LIST_MARK = re.compile(r"(?:[•‣▪●◦■✓✔]|[-–*]\s|\(?\d{1,2}[.)]\s)")
LABEL = -5  # words that a line without an end has to have before it counts for the text: the best of 5 and 10 on the paste set
SITE, SITE_LIST = -15, -40


def weigh(line: Line) -> int:
    """Words for what reads like text; less than nothing for a label, and far less for a line of the site."""
    words = line.words
    if kind := chrome_of(line.text, words):
        return SITE_LIST if kind.opens_list else SITE
    if is_cookie_banner(line.text, words) or is_appeal(line.text, words):
        return SITE
    if line.is_prose or (words >= 4 and ends_sentence(line.text)) or LIST_MARK.match(line.text):
        return max(1, words)
    return min(words + LABEL, 10)


def heaviest(lines: Sequence[Line]) -> tuple[int, int]:
    """First and last index of the stretch that weighs most; of equal ones the longer."""
    best, found = 0, (0, max(0, len(lines) - 1))
    total = start = 0
    for at, line in enumerate(lines):
        if total < 0:
            total, start = 0, at
        total += weigh(line)
        if total >= best and total > 0:
            best, found = total, (start, at)
    return found
