"""Measure lines of a pasted page without knowing its language: lengths, marks, places, repeats, neighbours.

The order of the figures is part of the trained model: whoever changes a feature trains again (benchmarks/train_clean.py).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, islice, pairwise

from pubpipe.clean.lines import SENTENCE_END, TOKEN, Line, small
from pubpipe.clean.signs import COMMENTS, NEIGHBOURS, RELATED, SHARE, TAGS, sign_of
from pubpipe.clean.words import chrome_of, is_appeal, is_cookie_banner, is_credit

SENTENCE = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[^\Wa-z\d_])|[。！？।۔؟]")
BULLET = re.compile(r"[•‣▪●◦■□➢➤✓✔·*–—-]\s|[•‣▪●◦■□➢➤✓✔·]")
NUMBER = re.compile(r"[(\[]?\d{1,3}[.)\]:]?\s")
ADDRESS = re.compile(r"https?://|www\.|\S@[\w.-]{1,80}\.\w|(?:^|\s)[@#]\w")
ADDRESS_SIGNS = ("@", "#", "://", "www.")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
DAY = re.compile(
    r"(?<!\d)\d{1,2}(?:[./-]\d{1,2}[./-]\d{2,4}|(?:st|nd|rd|th)?[\s,.]+(?:[^\W\d_]{3,10}\.?,?\s+)?(?:19|20)\d\d)(?!\d)"
)
CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d\d(?!\d)")
AGO = re.compile(
    r"\b\d+\s?(?:s|m|h|d|w|mo|y|min|mins|hrs?|hours?|days?|weeks?|months?|years?|minutes?)\b(?:\s+ago)?", re.IGNORECASE
)
MONEY = re.compile(r"[$€£¥₹]\s?\d|\d\s?[€£¥₹]")
PARTS = re.compile(r"\s[|·•»>/›→–—-]\s|[|»›→]")
QUOTE = re.compile(r"[\"“”«»„]")
BRACKET = re.compile(r"[(\[{]")
CODE = re.compile(r"[{};=<>\\]|\(\)|::|->")
BYLINE = re.compile(r"(?:by|from|von|de|por|par|di|words|text|author|written by|posted by|story by)\b[\s:]", re.IGNORECASE)
ABOUT = re.compile(
    r"(?:about (?:the |our )?(?:authors?|writers?|contributors?)|author|written by|editor['’]s note|disclosure|references|"
    r"sources?|"
    r"footnotes?|notes?|bibliography|conclusion|faqs?|frequently asked questions|table of contents|contents|in this article)\b",
    re.IGNORECASE,
)
YOU = re.compile(r"\b(?:i|we|you|my|your|our|us|me)\b")
SHORT, LONG = 8, 25  # words: at most those of a label, at least those of a paragraph
FAR = 99
MEASURED = 20_000  # characters of a line that are looked at: a longer one is no label, whatever comes later

RULES = (
    "advertisement", "share-line", "follow-line", "newsletter", "comments", "related-links",
    "read-more", "copyright", "navigation", "page-data",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """What can be said of a line by itself."""

    key: str
    tokens: tuple[str, ...]
    words: int
    closed: bool
    rule: int  # 0: no rule of the site's wording matches; else 1 + its place in RULES
    cue: bool
    sign: int  # 0: not what sites print at the end of an article; else 1 + its place in SIGNS
    figures: tuple[float, ...]


def measure(lines: Sequence[Line]) -> list[Sequence[float]]:
    """Columns of figures, each with one figure a line, in the lines' order; at least one line is needed."""
    shapes = [shape_of(line) for line in lines]
    return [*_alone(shapes), *_around(lines, shapes), *_repeats(shapes), *_places(shapes), *_topics(shapes)]


def shape_of(line: Line) -> Shape:
    text = line.text[:MEASURED]
    found = line.tokens if len(line.text) <= MEASURED else TOKEN.findall(text)
    words = len(found)
    tokens = tuple(map(str.lower, found))
    kind = chrome_of(text, words) if words <= 60 else None
    rule = 1 + RULES.index(kind.rule) if kind and kind.rule in RULES else 0
    sign = sign_of(text, words)
    size = max(1, len(text))
    count = max(1, words)
    letters = count_chars(text, str.isalpha)
    capitals = count_chars(text, is_capital)
    digits = count_chars(text, str.isdigit)
    initials = sum([token[0].isupper() for token in found])
    cased = capitals > 0 or any(map(str.islower, islice(filter(str.isalpha, text), 40)))
    closed = bool(SENTENCE_END.search(text))
    figures = (
        words,
        len(text),
        sum(map(len, found)) / count,
        closed,
        text.endswith(":"),
        text.endswith((",", ";", "-", "–")),
        text.endswith("?"),
        text.endswith(("…", "...", "»", "›", "→", ">")),
        text.count(",") + text.count(";") + text.count("،") + text.count("、") + text.count("，"),
        len(SENTENCE.findall(text)),
        digits / size,
        initials / count if cased else -1,
        capitals / max(1, letters) if cased else -1,
        text[:1].islower(),
        bool(BULLET.match(text)),
        bool(NUMBER.match(text)),
        any(sign in text for sign in ADDRESS_SIGNS) and bool(ADDRESS.search(text)),
        bool(YEAR.search(text)) + 2 * bool(DAY.search(text)) + 4 * bool(CLOCK.search(text)) if digits else 0,
        bool(AGO.search(text)) if digits and words < 30 else 0,
        bool(MONEY.search(text)) if digits else 0,
        len(PARTS.findall(text)),
        len(QUOTE.findall(text)),
        len(BRACKET.findall(text)),
        len(CODE.findall(text)) / size,
        letters / size,
        bool(BYLINE.match(text)),
        bool(ABOUT.match(text)),
        len(YOU.findall(small(text))) / count,
        rule,
        sign,
        is_credit(text, words),
        is_appeal(text, words) or is_cookie_banner(text, words),
        2 <= words <= 5 and initials == words,
        line.gap,
    )
    cue = bool(kind and (kind.ends_article or kind.opens_list))
    return Shape("".join(tokens), tokens, words, closed, rule, cue, sign, tuple(map(float, figures)))


def is_capital(char: str) -> bool:
    return char.isupper() and char.isalpha()  # "Ⓐ" is upper case, and a sign


# What is left out of an ASCII text to count the rest: bytes are counted fifty times as fast as characters.
OTHERS: dict[Callable[[str], bool], bytes] = {
    kind: bytes(code for code in range(128) if not kind(chr(code))) for kind in (str.isalpha, is_capital, str.isdigit)
}


def count_chars(text: str, kind: Callable[[str], bool]) -> int:
    """How many characters are of a kind, of which `OTHERS` has a table."""
    return len(text.encode().translate(None, OTHERS[kind])) if text.isascii() else sum(map(kind, text))


def _alone(shapes: Sequence[Shape]) -> Iterator[Sequence[float]]:
    yield from zip(*(shape.figures for shape in shapes), strict=True)


def seen_from(column: Sequence[float], by: int, blank: float) -> list[float]:
    """The column as seen from `by` lines further up; `blank` beyond the page's ends."""
    size = len(column)
    if by >= 0:
        return [*column[by:], *[blank] * min(by, size)]
    return [*[blank] * min(-by, size), *column[: max(0, size + by)]]


def mean_around(column: Sequence[float], first: int, last: int) -> list[float]:
    """Mean of the lines from `first` to `last` away, both counted; lines beyond the page's ends count as 0."""
    sums = [0.0, *accumulate(column)]
    size, width = len(column), last - first + 1
    return [(upto - before) / width for before, upto in zip(_held(sums, first, size), _held(sums, last + 1, size), strict=True)]


def _held(sums: Sequence[float], by: int, size: int) -> list[float]:
    """The sums `by` places further down, as many as there are lines; the first and the last stand for those beyond the ends."""
    if by < 0:
        return [*[sums[0]] * min(-by, size), *sums[: max(0, size + by)]]
    return [*sums[by : by + size], *[sums[-1]] * max(0, by - 1)][:size]


def _around(lines: Sequence[Line], shapes: Sequence[Shape]) -> Iterator[Sequence[float]]:
    words = [min(shape.words, 120) for shape in shapes]
    closed = [float(shape.closed and shape.words >= 4) for shape in shapes]
    prose = [float(_is_prose(shape)) for shape in shapes]
    short = [float(shape.words <= SHORT and not shape.closed) for shape in shapes]
    site = [float(shape.rule > 0) for shape in shapes]
    cues = [float(shape.cue) for shape in shapes]
    caps = [shape.figures[11] for shape in shapes]
    gaps = [float(line.gap) for line in lines]
    dates = [float(shape.figures[17] >= 2 or shape.figures[18] > 0) for shape in shapes]
    for by in (-3, -2, -1, 1, 2, 3):
        yield seen_from(words, by, -1)
        yield seen_from(closed, by, -1)
    for by in (-2, -1, 1, 2):
        yield seen_from(caps, by, -2)
        yield seen_from([float(shape.rule) for shape in shapes], by, -1)
        yield seen_from(gaps, by, -1)
        yield seen_from([float(shape.sign) for shape in shapes], by, -1)
    for column in (words, prose, short, site):
        for first, last in ((-4, -1), (1, 4), (-12, -1), (1, 12), (-30, -1), (1, 30)):
            yield mean_around(column, first, last)
    signs = [float(shape.sign in (TAGS, COMMENTS, NEIGHBOURS, SHARE, RELATED)) for shape in shapes]
    kinds = [[float(shape.sign == kind) for shape in shapes] for kind in (1, 2, 3, 4, 5, 6)]
    for flags in kinds:
        yield mean_around(flags, -15, -1)
        yield mean_around(flags, 1, 6)
    yield from _bursts([shape.sign for shape in shapes])
    for column in (cues, dates, closed, signs):
        for first, last in ((-6, -1), (1, 6), (-20, -1), (1, 20)):
            yield mean_around(column, first, last)
    yield from _since(shapes, lambda shape: shape.words >= LONG and shape.closed)
    yield from _since(shapes, _is_prose)
    yield from _since(shapes, lambda shape: shape.cue)
    yield from _since(shapes, lambda shape: shape.rule > 0)
    yield from _since(shapes, lambda shape: shape.rule == 1 + RULES.index("comments"))
    yield from _since(shapes, lambda shape: shape.rule in (1 + RULES.index("share-line"), 1 + RULES.index("follow-line")))
    for kind in (TAGS, COMMENTS, NEIGHBOURS, RELATED):
        yield from since([shape.sign == kind for shape in shapes])
    yield from _since(shapes, lambda shape: shape.figures[26] > 0)
    yield from _since(shapes, lambda shape: shape.figures[17] >= 2 and shape.words <= 14)
    yield from _since(shapes, lambda shape: shape.figures[25] > 0 and shape.words <= 14)
    yield from _runs(shapes)
    yield [0.0, *(_alike(one, two) for one, two in pairwise(shapes))]
    yield [*(_alike(one, two) for one, two in pairwise(shapes)), 0.0]


def _bursts(signs: Sequence[int]) -> Iterator[list[float]]:
    """Kinds of signs in the eight lines below and above, and the distance to where three kinds come close together."""
    size = len(signs)
    below = [float(len(set(signs[at + 1 : at + 9]) - {0})) for at in range(size)]
    above = [float(len(set(signs[max(0, at - 8) : at]) - {0})) for at in range(size)]
    yield below
    yield above
    yield from since([kinds >= 3 for kinds in below])


def _is_prose(shape: Shape) -> bool:
    return shape.words >= LONG or (shape.words >= 10 and shape.closed)


def _since(shapes: Sequence[Shape], wanted: Callable[[Shape], bool]) -> Iterator[list[float]]:
    return since([wanted(shape) for shape in shapes])


def since(hits: Sequence[bool]) -> Iterator[list[float]]:
    """Lines from the last hit above, and to the next below; FAR where there is none."""
    for flags, turn in ((hits, 1), (hits[::-1], -1)):
        column: list[float] = []
        far: float = FAR
        for hit in flags:
            column.append(far)
            far = 1 if hit else far + 1 if far < FAR else FAR
        yield column[::turn]


def _runs(shapes: Sequence[Shape]) -> Iterator[list[float]]:
    """Length of the run of short lines that a line is in, and how many of them stand above it."""
    above, length = [0.0] * len(shapes), [0.0] * len(shapes)
    start = 0
    for at in range(len(shapes) + 1):
        if at == len(shapes) or shapes[at].words > SHORT or shapes[at].closed:
            for place in range(start, at):
                above[place], length[place] = place - start, at - start
            start = at + 1
    yield above
    yield length


def _alike(one: Shape, two: Shape) -> float:
    """How alike two neighbours are in length, end and beginning; 0 to 3."""
    longer = max(one.words, two.words, 1)
    return min(one.words, two.words) / longer + (one.closed == two.closed) + (one.tokens[:1] == two.tokens[:1])


def _repeats(shapes: Sequence[Shape]) -> Iterator[Sequence[float]]:
    counts = Counter(shape.key for shape in shapes)
    starts = Counter(shape.tokens[:6] for shape in shapes if shape.words >= 6)
    seen: dict[str, int] = {}
    order, back = [], []
    for at, shape in enumerate(shapes):
        order.append(float(shape.key in seen))
        back.append(float(min(FAR * 3, at - seen[shape.key])) if shape.key in seen else -1.0)
        seen[shape.key] = at
    yield [float(counts[shape.key]) for shape in shapes]
    yield order
    yield back
    yield [float(starts[shape.tokens[:6]]) if shape.words >= 6 else 0.0 for shape in shapes]
    doubled = [float(counts[shape.key] > 1) for shape in shapes]
    yield mean_around(doubled, -8, -1)
    yield mean_around(doubled, 1, 8)


def _places(shapes: Sequence[Shape]) -> Iterator[Sequence[float]]:
    size = len(shapes)
    prose = [shape.words if _is_prose(shape) else 0 for shape in shapes]
    total = max(1, sum(prose))
    sums = [0, *accumulate(prose)]
    long = [0, *accumulate(float(shape.words >= LONG and shape.closed) for shape in shapes)]
    yield [float(at) for at in range(size)]
    yield [at / size for at in range(size)]
    yield [float(size - at) for at in range(size)]
    yield [float(min(5000, sums[at])) for at in range(size)]
    yield [sums[at] / total for at in range(size)]
    yield [float(min(5000, total - sums[at + 1])) for at in range(size)]
    yield [float(long[at]) for at in range(size)]
    yield [float(long[-1] - long[at + 1]) for at in range(size)]
    for value in (size, total, total / max(1, sum(shape.words for shape in shapes)), long[-1]):
        yield [float(value)] * size
    for label in (-4, -10, -20):
        yield from _main_run([max(shape.words, 1) if _is_prose(shape) else min(10, shape.words + label) for shape in shapes])
    yield from _cut_share([at for at, shape in enumerate(shapes) if shape.cue], sums, total)
    yield from _cut_share([at for at, shape in enumerate(shapes) if shape.sign in (TAGS, COMMENTS, NEIGHBOURS)], sums, total)
    yield from _cut_share([at for at, shape in enumerate(shapes) if shape.sign in (SHARE, RELATED)], sums, total)


def best_run(weights: Sequence[float]) -> tuple[int, int]:
    """First and last place of the stretch with the largest sum (Kadane's algorithm)."""
    best, found, total, start = 0.0, (0, len(weights) - 1), 0.0, 0
    for at, weight in enumerate(weights):
        if total <= 0:
            total, start = 0.0, at
        total += weight
        if total > best:
            best, found = total, (start, at)
    return found


def _main_run(weights: Sequence[float]) -> Iterator[list[float]]:
    """Distance below the first line and above the last line of the heaviest stretch, and its share of all the weight."""
    first, last = best_run(weights)
    yield [float(at - first) for at in range(len(weights))]
    yield [float(last - at) for at in range(len(weights))]
    gain = sum(weight for weight in weights if weight > 0) or 1
    yield [sum(weights[first : last + 1]) / gain] * len(weights)


def _cut_share(cues: Sequence[int], sums: Sequence[int], total: int) -> Iterator[list[float]]:
    """Prose between the line and the nearest cue above and below, as words; and how many cues stand above."""
    above, below, count = [], [], []
    index = 0
    for at in range(len(sums) - 1):
        while index < len(cues) and cues[index] < at:
            index += 1
        above.append(float(min(5000, sums[at] - sums[cues[index - 1]])) if index else -1.0)
        below.append(float(min(5000, sums[cues[index]] - sums[at])) if index < len(cues) else -1.0)
        count.append(float(index))
    yield above
    yield below
    yield count


def _topics(shapes: Sequence[Shape]) -> Iterator[Sequence[float]]:
    """What a line's words share with the page's running text: its small words, and its rare ones."""
    prose = [shape for shape in shapes if _is_prose(shape)]
    # Each word once a line, in the order of the line: a set would break ties between words by the hash seed of the run.
    spread = Counter(token for shape in prose for token in dict.fromkeys(shape.tokens))
    common = {token for token, _ in spread.most_common(40) if spread[token] >= max(2, len(prose) / 8)}
    small = [sum(token in common for token in shape.tokens) / max(1, shape.words) for shape in shapes]
    yield small
    yield mean_around(small, -6, -1)
    yield mean_around(small, 1, 6)
    first, last = best_run([max(shape.words, 1) if _is_prose(shape) else min(10, shape.words - 10) for shape in shapes])
    half = first + (last - first) // 2
    telling = {token for token in set().union(*(shape.tokens for shape in shapes)) if _is_telling(token, common)}
    own = Counter(chain.from_iterable(telling.intersection(shape.tokens) for shape in shapes[first : last + 1]))
    early = Counter(chain.from_iterable(telling.intersection(shape.tokens) for shape in shapes[first : half + 1]))
    inside = [first <= at <= last for at in range(len(shapes))]
    words = [[token for token in shape.tokens if token in telling] for shape in shapes]
    shares = [_shared(row, own, 1 + inside[at]) for at, row in enumerate(words)]
    yield shares
    yield [_shared(row, early, 1 + (first <= at <= half)) for at, row in enumerate(words)]
    yield mean_around(shares, -5, -1)
    yield mean_around(shares, 1, 5)


def _is_telling(token: str, common: set[str]) -> bool:
    return (len(token) >= 4 or ord(token[0]) > 0x590) and token not in common


def _shared(telling: Sequence[str], own: Mapping[str, int], least: int) -> float:
    return sum([own.get(token, 0) >= least for token in telling]) / len(telling) if telling else -1.0
