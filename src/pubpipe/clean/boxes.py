"""Lines that no blank line parts stand in one box; a box with a line of the site in it is the site's."""

from pubpipe.clean.shapes import BULLET
from pubpipe.clean.sitelines import chrome_of, is_appeal, is_cookie_banner
from pubpipe.clean.sorting import Sorting


def is_gapped(sort: Sorting, start: int) -> bool:
    """Whether blank lines stand between the paragraphs, so that lines without one between them belong together."""
    lines = (
        (at, sort.lines[at])
        for at in range(start + 1, len(sort.lines))
        if at not in sort.fates or sort.fates[at].kind == "body"
    )
    prose = [at for at, line in lines if line.is_prose and not is_appeal(line.text, line.words)]
    return len(prose) >= 2 and sum(sort.lines[at].gap > 0 for at in prose) >= 0.6 * len(prose)


REACH = 12  # lines of a box that are looked at on either side; a page may be one box of ten thousand


def box_of(sort: Sorting, at: int) -> range:
    """The lines around one that no blank line parts from it."""
    first = last = at
    while first > max(0, at - REACH) and sort.lines[first].gap == 0:
        first -= 1
    while last + 1 < min(len(sort.lines), at + REACH) and sort.lines[last + 1].gap == 0:
        last += 1
    return range(first, last + 1)


def is_boxed(sort: Sorting, at: int) -> bool:
    """Whether a line stands in a box of the site: a line of the box is the site's by its wording."""
    return any(is_sites(sort, place) for place in box_of(sort, at) if place != at)


def is_sites(sort: Sorting, at: int) -> bool:
    line = sort.lines[at]
    if (fate := sort.fates.get(at)) and (fate.kind != "dropped" or fate.rule in BOX_RULES):
        return fate.kind == "dropped"
    kind = chrome_of(line.text, line.words)
    return (
        (kind is not None and kind.rule in BOX_RULES)
        or is_appeal(line.text, line.words)
        or is_cookie_banner(line.text, line.words)
    )


BOX_RULES = frozenset(
    (
        "newsletter",
        "navigation",
        "share-line",
        "follow-line",
        "comments",
        "related-links",
        "read-more",
        "copyright",
        "cookie-banner",
        "advertisement",
        "publisher-blurb",
        "boilerplate",
    )
)
MOST_LINES = 8  # of a box within the text
SURE = 0.95  # what the classifier gives a line that only a wording it was trained with can take from the text


def is_surely_text(sort: Sorting, at: int) -> bool:
    return bool(sort.scores) and sort.scores[at] >= SURE


MOST_BOXED = 40  # words of a line that goes with its box


def drop_boxes(sort: Sorting, start: int) -> None:
    """Drop what stands in one box with a line of the site, on a page that parts its paragraphs by blank lines."""
    if not is_gapped(sort, start):
        return
    first = next((at for at in sort.open_after(start) if sort.lines[at].is_prose and not is_boxed(sort, at)), len(sort.lines))
    for at in sort.open_after(first):
        line = sort.lines[at]
        if line.tag or line.words > MOST_BOXED or BULLET.match(line.text) or is_surely_text(sort, at):
            continue
        if not 2 <= len(box_of(sort, at)) <= MOST_LINES:
            continue
        if is_boxed(sort, at):
            sort.drop(at, "site-box", "stands in one block with a line of the site")
