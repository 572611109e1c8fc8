"""Cut a text where its typography changes: names that must not be hyphenated, words of the other direction or script."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

RTL = {"R", "AL"}


@dataclass(frozen=True, slots=True)
class Run:
    """Text that is set in one way.

    Attributes:
        name: Never hyphenated.
        foreign: Of the other direction than the paragraph, so it is isolated.
        start: Offset in the paragraph, in code points.
        apart: What parts two foreign runs and has no letter, such as "; ".
    """

    text: str
    name: bool = False
    foreign: bool = False
    start: int = 0
    apart: bool = False


def _strong(character: str) -> bool | None:
    """True for a letter that runs right to left, False for one that runs left to right, None for anything else."""
    kind = unicodedata.bidirectional(character)
    return True if kind in RTL else False if kind == "L" else None


FOLLOWERS = re.compile(r"[ \-–/]?\d+(?:[.,:]\d+)*%?(?![^\W\d])")


def foreign_spans(text: str, rtl: bool) -> list[tuple[int, int]]:
    """Where letters of the other direction stand, each span from its first to its last letter.

    A number right after a foreign word belongs to it: "COVID-19", "WeasyPrint 70".
    """
    spans: list[list[int]] = []
    inside = False
    for at, character in enumerate(text):
        side = _strong(character)
        if side is None:
            continue
        if side == rtl:
            inside = False
        elif inside:
            spans[-1][1] = at + 1
        else:
            spans.append([at, at + 1])
            inside = True
    return [(start, _closed(text, start, _with_marks(text, end, rtl))) for start, end in spans]


def _with_marks(text: str, end: int, rtl: bool) -> int:
    """Move the end past combining marks, and past a number that belongs to a Latin word."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    follower = FOLLOWERS.match(text, end) if rtl else None
    return follower.end() if follower else end


BRACKETS = {")": "(", "]": "[", "}": "{", "»": "«", "”": "“"}


def _closed(text: str, start: int, end: int) -> int:
    """Move the end past a bracket or quotation mark that was opened inside the span."""
    while end < len(text) and (opening := BRACKETS.get(text[end])):
        if text.count(opening, start, end) <= text.count(text[end], start, end):
            break
        end += 1
    return end


@lru_cache(maxsize=64)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    longest_first = sorted({name for name in names if name.strip()}, key=lambda name: (-len(name), name))
    return re.compile("|".join(map(re.escape, longest_first))) if longest_first else None


def name_spans(text: str, names: Iterable[str]) -> list[tuple[int, int]]:
    """Where the names stand as whole words; of two that overlap the longer wins.

    An Arabic or Hebrew letter before a Latin name is a word of its own ("و" is "and"), so only a letter of the name's own
    direction makes it part of a longer word.
    """
    pattern = _pattern(tuple(names))
    found = pattern.finditer(text) if pattern else ()
    return [match.span() for match in found if not (_joined(text, match.start()) or _joined(text, match.end()))]


def _joined(text: str, at: int) -> bool:
    """Whether the characters on both sides of `at` belong to one word."""
    if not 0 < at < len(text) or not (text[at - 1].isalnum() and text[at].isalnum()):
        return False
    return _strong(text[at - 1]) in (None, _strong(text[at])) or _strong(text[at]) is None


def cut(text: str, *, names: Iterable[str] = (), rtl: bool = False) -> tuple[Run, ...]:
    """The runs of a paragraph, in order; joined they are the text."""
    flags = [(False, False)] * len(text)
    for start, end in name_spans(text, names):
        flags[start:end] = [(True, False)] * (end - start)
    for start, end in foreign_spans(text, rtl):
        flags[start:end] = [(name, True) for name, _ in flags[start:end]]
    runs, at = [], 0
    for (name, foreign), group in groupby(flags):
        end = at + len(list(group))
        # What stands between two names is no word of theirs: "; " belongs to the sentence around them.
        runs.append(Run(text[at:end], name, foreign and any(_strong(sign) is not None for sign in text[at:end]), at))
        at = end
    return tuple(replace(run, apart=_is_apart(runs, at)) for at, run in enumerate(runs))


def _is_apart(runs: Sequence[Run], at: int) -> bool:
    beside = [runs[other].foreign for other in (at - 1, at + 1) if 0 <= other < len(runs)]
    return beside == [True, True] and not runs[at].foreign and all(_strong(sign) is None for sign in runs[at].text)


def split_at(runs: Iterable[Run], offset: int) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """The runs before and from `offset`; a run across it is divided."""
    before, after = [], []
    for run in runs:
        cut_at = min(max(offset - run.start, 0), len(run.text))
        if cut_at:
            before.append(replace(run, text=run.text[:cut_at]))
        if cut_at < len(run.text):
            after.append(replace(run, text=run.text[cut_at:], start=run.start + cut_at))
    return tuple(before), tuple(after)


DENSE_TAIL = 3  # characters of East Asian text, punctuation among them


def tail_start(text: str, *, least: int = 8, most: int = 26, dense: bool = False) -> int:
    """Where the last words begin that should stay together, so that no paragraph ends in a line of a few letters.

    Args:
        dense: Without spaces between words, as Chinese and Japanese are: then the last few characters keep together.
        least: Characters that a last line should have.
        most: Longer tails would tear holes into the line before.

    Returns:
        An offset; len(text) where the paragraph is too short to care or its last word is too long to keep whole.
    """
    end = len(text.rstrip())
    if end < 2 * most:
        return len(text)
    if dense:
        return end - DENSE_TAIL
    start = next((start for start in _word_starts(text, end) if end - start >= least), 0)
    return start if end - start <= most else len(text)


def _word_starts(text: str, end: int) -> Iterator[int]:
    """Offsets of the words before `end`, last word first."""
    for at in range(end - 1, 0, -1):
        if text[at - 1].isspace() and not text[at].isspace():
            yield at
