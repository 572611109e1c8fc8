"""What every edition promises its authors and readers, and how a text is compared with what a file gives back."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate

from pubpipe.article import ALT, Block, Edition, MarkKind, NoteKind
from pubpipe.codes import note_labels, shown
from pubpipe.digits import counted

# Marks of direction, soft and other invisible hyphens, joiners, and what PDFium writes for a hyphen at a line's end.
UNSEEN = dict.fromkeys(
    map(
        ord,
        "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\ufffe\x02",
    )
)
HYPHENS = dict.fromkeys(map(ord, "-\u2010\u2011\u2012\u05be"))
BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")  # spaces and control characters
RTL_LETTER = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
INDIC_LETTER = re.compile("[\u0900-\u0dff\u1000-\u109f\u1780-\u17ff]")
NUMBER = re.compile(r"\d+(?:[.,\u202f\u00a0\u2009'’٬٫]\d+)*")
LABELLED = frozenset(("bio", "editor", "source", "correction", "funding", "footnote"))  # notes that follow a label or a mark
# Of a text over two pages at least so many characters stand on the first: a letter found by chance begins no paragraph.
SHORTEST_BEGINNING = 12
MARKS = r"[*†‡§¶\d,]{0,6}"


@dataclass(frozen=True, slots=True)
class Promise:
    """A text that a finished file must show.

    Attributes:
        number: Of the check: "005" is P-005 in a PDF and D-005 in a DOCX.
        what: As a person calls it: "title", "author", "disclaimer in the source’s wording".
        where: "title", "subtitle", "byline", "disclosure", or the id of a block or note.
    """

    number: str
    what: str
    where: str
    text: str


def front_matter(edition: Edition) -> tuple[Promise, ...]:
    """What must never be lost: title, subtitle, byline, authors, notes, disclaimers in both wordings, disclosure."""
    article = edition.article
    labels = note_labels(article)
    promises = [
        Promise("005", "title", "title", article.title),
        Promise("006", "subtitle", "subtitle", article.subtitle),
        Promise("015", "byline", "byline", edition.byline),
        *(Promise("007", "author", "byline", author.name) for author in edition.source.authors),
        *(
            Promise(
                "009" if note.kind is NoteKind.DISCLAIMER else "008",
                note.kind.value,
                note.id,
                shown(note.text, note.marks, labels),
            )
            for note in article.notes
        ),
        *(
            Promise("010", "disclaimer in the source’s wording", note.id, shown(note.text, note.marks, labels))
            for note in edition.source.notes_of(NoteKind.DISCLAIMER)
        ),
        Promise("014", "disclosure", "disclosure", edition.disclosure),
    ]
    return tuple(promise for promise in promises if promise.text.strip())


def body(edition: Edition, *, numbered: bool) -> tuple[Promise, ...]:
    """The blocks of the article, in order, with the labels of their note references.

    Args:
        numbered: The file has the number of a list's item in its text, as a PDF has; a DOCX counts by itself.
    """
    labels = note_labels(edition.article)
    return tuple(
        Promise(
            "011", block.role.value, block.id, _number(block, edition.lang, numbered) + shown(block.text, block.marks, labels)
        )
        for block in edition.article.blocks
        if block.text.strip()
    )


def _number(block: Block, lang: str, numbered: bool) -> str:
    return f"{counted(block.number, lang)}. " if numbered and block.number else ""


@lru_cache(maxsize=8192)  # the same promises are looked for in every format, the same labels on every page
def compact(text: str) -> str:
    """A text without what a line break, a ligature or a hyphenation may add or take: spaces, hyphens, controls."""
    text = unicodedata.normalize("NFKC", text.translate(UNSEEN)).translate(HYPHENS)
    return BLANK.sub("", text)


def words(text: str) -> Counter[str]:
    """A text as a bag: its numbers and Latin words whole, of all other scripts the letters one by one, without marks.

    For scripts whose letters come back from a PDF in another order or with other marks than they went in.
    """
    text = unicodedata.normalize("NFKC", text.translate(UNSEEN))
    bare = "".join(sign for sign in text if unicodedata.category(sign) not in ("Mn", "Mc"))
    bare = re.sub("ل+", "ل", bare)  # the ligature of lam and kaf comes back with a second lam
    found = re.findall(r"[A-Za-zÀ-ʯ]+|\d+|[^\W\d_]", bare)
    if INDIC_LETTER.search(bare):  # a glyph without text comes back as a stray letter of any alphabet
        found = [word for word in found if INDIC_LETTER.match(word) or word.isdigit() or re.search("[A-Za-z]", word)]
    return Counter(found)


def byline_pattern(edition: Edition) -> re.Pattern[str]:
    """The byline, compact, with the marks of notes behind each name."""
    pattern = re.escape(compact(edition.byline))
    for author in edition.source.authors:
        name = re.escape(compact(author.name))
        pattern = pattern.replace(name, name + MARKS)
    return re.compile(pattern)


def unit_facts(edition: Edition) -> Iterator[tuple[str, str, str, str, str]]:
    """Numbers and kept names of the units: (number of the check, what, segment id, block, text)."""
    shown = (unit for unit in edition.units if not unit.segment.block.startswith(ALT))  # alternate texts are not on the page
    for unit in shown:
        place = unit.segment.id, unit.segment.block
        ends = {mark.start for mark in unit.marks if mark.kind is MarkKind.NOTE}  # "46" and a reference reads as "461"
        found = (match for match in NUMBER.finditer(unit.target) if match.end() not in ends)
        for number in dict.fromkeys(match[0] for match in found):
            yield "012", "number", *place, number
        for term in dict.fromkeys(hit.term for hit in unit.hits):
            if term.status == "keep" or (term.pos == "name" and term.status != "forbidden"):
                yield "013", "name", *place, term.target


def has_number(text: str, number: str) -> bool:
    """Whether a text has a number with these digits, however it groups them; not as a part of a longer one."""
    digits = r"[.,\s'’٬٫]?".join(re.findall(r"\d", number))
    return re.search(rf"(?<!\d){digits}(?!\d)", text) is not None


def passage(wanted: str, found: str) -> tuple[str, str]:
    """Of a compact text that is nearly there: what stands in its place, and as a phrase where it goes wrong; else "", ""."""
    most = _longest_prefix(wanted, found)
    if most < 12:
        return "", ""
    start = found.find(wanted[:most])
    at = start + most
    phrase = f"after “…{wanted[most - 12 : most]}” it should say “{wanted[most : most + 16]}”, it says “{found[at : at + 16]}”"
    return found[start : start + len(wanted) + 20], phrase.replace("\n", " ")


def _longest_prefix(wanted: str, found: str) -> int:
    """How many characters of `wanted`, from its start, stand together somewhere in `found`."""
    low, high = 0, len(wanted)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if wanted[:middle] in found else (low, middle - 1)
    return low


@dataclass(frozen=True, slots=True)
class Column:
    """Lines of a page run together without spaces.

    Attributes:
        breaks: Where one line ends and the next begins.
        labels: House strings, compact, that may stand before a text in its first line.
    """

    bare: str
    breaks: frozenset[int]
    labels: tuple[str, ...] = ()

    def starts_at(self, at: int) -> bool:
        """Whether only ornament (a bullet, a mark) or a label stands between the start of a line and this place."""
        back = self._skip_back(at)
        if back == 0 or back in self.breaks:
            return True
        # A label may end in a vowel sign, which is no letter to Python and would be skipped as ornament.
        ends = (end - len(label) for end in (back, at) for label in self.labels if self.bare.endswith(label, 0, end))
        return any(end == 0 or end in self.breaks for end in map(self._skip_back, ends))

    def _skip_back(self, at: int) -> int:
        while at and at not in self.breaks and not self.bare[at - 1].isalnum():
            at -= 1
        return at

    def ends_at(self, at: int) -> bool:
        """Whether only ornament stands between this place and the end of a line."""
        while at < len(self.bare) and at not in self.breaks and not self.bare[at].isalnum():
            at += 1
        return at == len(self.bare) or at in self.breaks

    def places(self, text: str, *, labelled: bool = False) -> Iterator[int]:
        """Where a compact text begins a line; with a label that is no house string before it, anywhere."""
        at = self.bare.find(text)
        while at >= 0:
            if labelled or self.starts_at(at):
                yield at
            at = self.bare.find(text, at + 1)

    def has(self, text: str, *, labelled: bool = False) -> bool:
        """Whether a compact text has lines of its own."""
        return any(self.ends_at(at + len(text)) for at in self.places(text, labelled=labelled))

    def matches(self, pattern: re.Pattern[str]) -> bool:
        """Whether a pattern has lines of its own."""
        return any(self.starts_at(found.start()) and self._closes(*found.span()) for found in pattern.finditer(self.bare))

    def _closes(self, start: int, end: int) -> bool:
        """Whether a stretch ends a line, were it not for marks at its end that begin the next one."""
        while not self.ends_at(end):
            end -= 1
            if end <= start or self.bare[end].isalnum():
                return False
        return True

    def beginnings(self, text: str, *, labelled: bool = False) -> Iterator[int]:
        """How much of a compact text stands here, up to the end of a line, longest first."""
        for at in self.places(text[:SHORTEST_BEGINNING], labelled=labelled):
            most = next((n for n, (one, two) in enumerate(zip(text, self.bare[at:], strict=False)) if one != two), len(text))
            yield from sorted((end - at for end in self.breaks if SHORTEST_BEGINNING <= end - at <= most), reverse=True)


def column(lines: Iterable[str], labels: Iterable[str] = ()) -> Column:
    """A page, or the paragraphs of a document, run together; a drop cap, a letter on its own, ends no line."""
    bare = [compact(line) for line in lines]
    ends = accumulate(map(len, bare))
    breaks = frozenset(end for line, end in zip(bare, ends, strict=True) if len(line) > 1 or not line.isalpha())
    return Column("".join(bare), breaks, tuple(dict.fromkeys(filter(None, map(compact, labels)))))


def stands(text: str, pages: Sequence[Column], *, labelled: bool = False) -> bool:
    """Whether a compact text has lines of its own on one page, or begins at the end of one page and goes on in the next.

    Every place of the text is asked about once for each page: a refrain may break off at a hundred places.
    """

    @cache
    def rest(start: int, first: int, end: int) -> bool:
        piece, is_labelled = text[start:], labelled and start == 0
        if any(page.has(piece, labelled=is_labelled) for page in pages[first:end]):
            return True
        return any(
            rest(start + most, at + 1, min(at + 2, end)) or (len(piece) > 1500 and rest(start + most, at + 1, end))
            for at in range(first, end - 1)
            for most in pages[at].beginnings(piece, labelled=is_labelled)
        )

    return rest(0, 0, len(pages))
