"""Cut a page into lines, keep their numbers, and tidy what cannot be seen."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from pubpipe.article import Mark

if TYPE_CHECKING:
    from pubpipe.clean.figures import Seen

# A token is a word, or one character of a script that writes none.
TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]|[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)
DOTS = str.maketrans("İıſ", "iis")  # what IGNORECASE takes for i and s
ALNUM = re.compile(r"[^\W_]+")
ASCII_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
SENTENCE_END = re.compile(r"[.!?…。！？।॥۔؟։።:;]['\"”’»›」』)\]*†‡]*$")
SPACES = re.compile(r"[ \t\v\f\x1c-\x1f\x85\u2028\u2029]+")
# Invisible and of no use in a text: soft hyphen, zero-width space, word joiner, byte order mark, interlinear marks, tags,
# and controls. Overrides (U+202D, U+202E) show a text in another order than it is read, so they go from every script.
INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u180e\u200b\u202d\u202e\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
BIDI = re.compile(r"[\u061c\u200e\u200f\u202a-\u202c\u2066-\u2069]")
JOINERS = re.compile(r"[\u200c\u200d]")
FOLD = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "‑": "-", "…": "..."})


@dataclass(frozen=True)  # no slots: what every step asks of a line again is worked out once and kept with it
class Line:
    """A piece of visible text that stands by itself.

    Attributes:
        numbers: 1-based lines of the page; more than one where a hard-wrapped paragraph was joined.
        text: Tidied; "" where the line holds nothing that can be seen.
        gap: Blank lines before it.
        tag: Name of the HTML element it stands in, "" for a pasted text.
        inside: For HTML, whether it belongs to what trafilatura takes for the article; None for a pasted text.
        hints: For HTML, words of the classes, ids and names of the elements around it.
        linked: Share of its characters that are links, 0 to 1.
        marks: Inline codes with offsets in `text`; whoever cuts or changes the text moves them along.
        anchor, label: Of a footnote, the id that references to it lead to, and what they show.
        number, depth: Of a list item, where the page says so: its number (0 for a bullet) and how deep it is nested, from 1.
    """

    numbers: tuple[int, ...]
    text: str
    gap: int = 0
    tag: str = ""
    inside: bool | None = None
    hints: frozenset[str] = field(default_factory=frozenset)
    linked: float = 0.0
    marks: tuple[Mark, ...] = ()
    number: int = 0
    depth: int = 0
    anchor: str = ""
    label: str = ""

    @cached_property
    def tokens(self) -> list[str]:
        return TOKEN.findall(self.text)

    @cached_property
    def words(self) -> int:
        return len(self.tokens)

    @cached_property
    def is_closed(self) -> bool:
        return ends_sentence(self.text)

    @cached_property
    def key(self) -> str:
        return key_of(self.text)

    @cached_property
    def is_prose(self) -> bool:
        """Long enough, and closed like a sentence: running text and not a label."""
        return self.words >= 25 or (self.words >= 10 and self.is_closed)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as lines, and what its metadata say; all of them empty for a pasted text.

    Attributes:
        is_written: An author's own file with no site around the text, so that nothing of it is the site's.
        pictures: All that the page has, in its order (see `figures.Seen`).
        embedded: Address of each picture that the source holds itself to its bytes.
    """

    lines: tuple[Line, ...]
    texts: tuple[str, ...]
    title: str = ""
    authors: tuple[str, ...] = ()
    day: str = ""
    lang: str = ""
    url: str = ""
    section: str = ""
    publication: str = ""
    is_written: bool = False
    pictures: "tuple[Seen, ...]" = ()
    embedded: Mapping[str, bytes] = field(default_factory=dict)


def count_words(text: str) -> int:
    return len(TOKEN.findall(text))


def ends_sentence(text: str) -> bool:
    return bool(SENTENCE_END.search(text))


def small(text: str) -> str:
    """A text in small letters, for patterns of small letters: Python asks them three times as fast as with IGNORECASE."""
    return (text.translate(DOTS) if "İ" in text or "ı" in text or "ſ" in text else text).lower()


def key_of(text: str) -> str:
    """What two copies of a line have in common: letters and digits, without case, quotation marks and spaces."""
    if text.isascii():  # nine lines of ten, and bytes are taken out ten times as fast
        return text.lower().encode().translate(None, ASCII_SIGNS).decode()
    return "".join(ALNUM.findall(unicodedata.normalize("NFKC", text).casefold()))


def tidy(text: str) -> str:
    """Take out what cannot be seen, and make runs of white space one space. No-break spaces stay."""
    if text.isascii() and text.isprintable():
        return text.strip() if "  " not in text else SPACES.sub(" ", text).strip()
    text = INVISIBLE.sub("", text)
    if BIDI.search(text):
        text = text if _is_rtl(text) and _is_balanced(text) else BIDI.sub("", text)
    if JOINERS.search(text):
        text = _keep_needed_joiners(text)
    return SPACES.sub(" ", text).strip()


def _is_rtl(text: str) -> bool:
    return any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)


def _is_balanced(text: str) -> bool:
    """Whether every embedding and isolate is closed; an open one would turn the rest of the page round."""
    pairs = {"\u202a": "\u202c", "\u202b": "\u202c", "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}
    waiting: list[str] = []
    for char in BIDI.findall(text):
        if char in pairs:
            waiting.append(pairs[char])
        elif char in pairs.values() and (not waiting or waiting.pop() != char):
            return False
    return not waiting


def _keep_needed_joiners(text: str) -> str:
    """Keep joiners where spelling needs them (Persian, Indic scripts, emoji): never beside a Latin letter or a space."""

    def needed(match: re.Match[str]) -> str:
        before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
        return match[0] if before and after and before > "\u0590" and after > "\u0590" else ""

    return JOINERS.sub(needed, text)


def text_lines(text: str) -> tuple[Line, ...]:
    """The non-blank lines of a pasted text; hard-wrapped paragraphs joined."""
    rows = tuple((number, row) for number, row in enumerate(text.split("\n"), 1))
    runs = [(blank, list(run)) for blank, run in groupby(rows, key=lambda row: not row[1].strip())]
    wrapped = _is_hard_wrapped([[row for _, row in run] for blank, run in runs if not blank])
    return tuple(_lines_of_runs(runs, wrapped))


def _lines_of_runs(runs: Iterable[tuple[bool, list[tuple[int, str]]]], wrapped: bool) -> Iterator[Line]:
    gap = 0
    for blank, run in runs:
        if blank:
            gap = len(run)
            continue
        for group in _unwrapped(run) if wrapped else ([row] for row in run):
            yield Line(tuple(number for number, _ in group), tidy(" ".join(row.strip() for _, row in group)), gap)
            gap = 0


def _is_hard_wrapped(runs: Sequence[Sequence[str]]) -> bool:
    """Whether line breaks stand at a width and not at the end of paragraphs, as in mail and old web pages."""
    inner = [len(row.rstrip()) for run in runs if len(run) > 2 for row in run[:-1]]
    if len(inner) < 4:
        return False
    width = max(inner)
    ended = sum(ends_sentence(row.strip()) for run in runs if len(run) > 2 for row in run[:-1])
    full = sum(length > width * 0.75 for length in inner)
    return 40 <= width <= 100 and full > len(inner) * 0.8 and ended < len(inner) * 0.4 and _goes_on(runs)


def _goes_on(runs: Sequence[Sequence[str]]) -> bool:
    """Whether lines begin in the middle of a sentence, with a small letter; a script without capitals tells nothing."""
    starts = [row.strip()[:1] for run in runs if len(run) > 2 for row in run[1:]]
    cased = [start for start in starts if start.lower() != start.upper()]
    return len(cased) < len(starts) / 2 or sum(start.islower() for start in cased) >= len(cased) * 0.3


def _unwrapped(run: list[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Groups of rows that make one paragraph; a row far shorter than the run's width ends one."""
    width = max(len(row) for _, row in run)
    group: list[tuple[int, str]] = []
    for row in run:
        group.append(row)
        if len(row[1].rstrip()) < width * 0.6:
            yield group
            group = []
    if group:
        yield group
