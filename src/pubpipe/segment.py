"""Cut an article into sentences, and sew it together with nothing lost.

The rules are LanguageTool's SRX rules as choppa-srx ships them: the best of 14 segmenters on seven treebanks. What they do
not know is mended here: boundaries inside a web address or between initials go, a closing quotation mark stays with its
sentence, and the full stops of scripts that have no SRX rules (danda, Urdu full stop) end one.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from operator import itemgetter
from typing import Any, TypeVar

from pubpipe.article import Article, Block, Mark, Note, Role, Segment
from pubpipe.codes import codes_json, cut_marks, joined, moved

Part = TypeVar("Part", Block, Note)

# Languages with a section of their own in the SRX file; all others take its "Generic" rules, reached through Lithuanian.
# Its "Default" section, which choppa would take, cuts nothing at all without a line break.
SRX_LANGUAGES = "ar ast be br ca crh da de el en eo es fa fr ga gl is it ja lt ml nl pl pt ro ru sk sl sr sv ta tl uk zh"
GENERIC = "lt"
UNSPACED = frozenset({"zh", "ja", "yue", "th", "lo", "km", "my"})

PROTECTED = re.compile(
    r"""
      (?:https?|ftp)://\S+ | \bwww\.\S+ | (?<!\S)\S+@[\w-]+\.[\w.-]+    # addresses: a "?" in one ends no sentence
    | (?<!\w)(?:[^\W\d_]\.[ \u00a0]?){2,12}(?=[^\W_])               # initials before a name: "P. R. China", "J. R. R. Tolkien"
    | \.(?:[ \u00a0]\.){2,}(?:\s+(?=[a-zß-ÿ]))?                    # an ellipsis set with spaces
    | ^\s*\(?(?:\d{1,3}|[A-Za-z]|[ivxlcIVXLC]{2,5})[.)]{1,2}\s+   # the number of a list item
    """,
    re.VERBOSE,
)
# No sentence ends within parentheses that hold two stops or more. Eight languages say so in three rules, of which those for
# three and four stops look back over all ways to choose these among the last 400 characters: 20 ms a stop where stops are dense
# (leaders, abbreviations, "He is. He is."), hours for a hostile megabyte. Two stops that may lie so far apart say the same.
_STOP = r"[\.:][\s\u00A0]"
TWO = r"\([^\)]*?" + _STOP + r"[^\)]*?" + _STOP
NESTED = frozenset(TWO + (r"[^\)]*?" + _STOP) * more for more in (1, 2))
WIDE = r"\([^\)]{0,100}?" + _STOP + r"[^\)]{0,304}?" + _STOP
# A closing mark belongs to the sentence before it; Chinese and Japanese rules of the file cut in front of it.
CLOSING = re.compile(r"[”’»›」』】）〉》)\]\"']*[ \u00a0]*")
CLOSING_MARKS = frozenset("”’»›」』】）〉》)]")
# Full stops without SRX rules: danda (Hindi, Bengali, Nepali …), Urdu, Armenian, Ethiopic, Burmese, Khmer, Tibetan.
OTHER_STOPS = re.compile(r"[।॥۔։።။។།][”’»\"')\]]*\s*")


def segment_article(article: Article) -> tuple[Segment, ...]:
    """Cut an article into segments, in reading order: title, subtitle, section, blocks, notes.

    Titles, the section, headings and alternate texts are one segment each; all other texts are cut into sentences. Texts that
    hold nothing but white space give no segment. For every text, the joined `lead + text + tail` of its segments is the text.
    """
    parts: tuple[Block | Note, ...] = (*article.blocks, *article.notes)
    marks = {part.id: part.marks for part in parts}
    return tuple(
        segment
        for name, text, whole in _texts(article)
        for segment in _with_marks(list(_segments(name, text, article.lang, whole)), marks.get(name, ()))
    )


def _with_marks(segments: Sequence[Segment], marks: Sequence[Mark]) -> Iterator[Segment]:
    """The segments of one text with its marks cut to them."""
    at = 0
    for number, segment in enumerate(segments):
        start = at + len(segment.lead)
        end = start + len(segment.text)
        at = end + len(segment.tail)
        until = at + (len(segments[number + 1].lead) if number + 1 < len(segments) else 0)
        cut = cut_marks(marks, start, end, until=until, first=number == 0) if marks else ()
        yield replace(segment, marks=cut) if cut else segment


def segment_text(text: str, lang: str, block: str = "b1") -> tuple[Segment, ...]:
    """Cut one running text of one block into segments."""
    return tuple(_segments(block, text, lang, whole=False))


def sew(
    article: Article,
    targets: Mapping[str, str],
    segments: Sequence[Segment],
    to: str | None = None,
    marks: Mapping[str, Sequence[Mark]] | None = None,
) -> Article:
    """Put the targets in the place of their segments; ids, order, roles, authors and markers stay.

    Args:
        targets: Segment id to its target; one for every segment.
        segments: What `segment_article` gave for this article.
        to: BCP 47 tag of the targets. The joining space goes for Chinese, Japanese and the like, and comes where the source
            had none. None keeps the language and the white space as they are.
        marks: Segment id to the marks of its target; None for those of the segments, where the texts are the source's.

    Raises:
        ValueError: A segment has no target, or the segments are those of another article.
    """
    if missing := [segment.id for segment in segments if segment.id not in targets]:
        raise ValueError(f"no target for {', '.join(missing)}")
    known = marks if marks is not None else {segment.id: segment.marks for segment in segments}
    sewn = {name: _sew_text(group, targets, known, article.lang, to) for name, group in _by_block(segments).items()}
    if stray := sewn.keys() - {name for name, _, _ in _texts(article)}:
        raise ValueError(f"not in this article: {', '.join(sorted(stray))}")
    return replace(
        article,
        lang=to or article.lang,
        title=sewn["title"][0] if "title" in sewn else article.title,
        subtitle=sewn["subtitle"][0] if "subtitle" in sewn else article.subtitle,
        section=sewn["section"][0] if "section" in sewn else article.section,
        blocks=tuple(_with_alt(_with_text(block, sewn), sewn) for block in article.blocks),
        notes=tuple(_with_text(note, sewn) for note in article.notes),
    )


def to_json(segment: Segment) -> dict[str, Any]:
    """The segment as `pubpipe segment --json` prints it."""
    said = {"id": segment.id, "block": segment.block, "text": segment.text, "lang": segment.lang}
    return said | codes_json(segment.marks)


def _texts(article: Article) -> Iterator[tuple[str, str, bool]]:
    """(name, text, is one segment) of everything that is translated."""
    yield from (("title", article.title, True), ("subtitle", article.subtitle, True), ("section", article.section, True))
    for block in article.blocks:
        yield from [(block.alt_id, block.picture.alt, True)] if block.picture else []
        yield block.id, block.text, block.role is Role.HEADING
    yield from ((note.id, note.text, False) for note in article.notes)


def _segments(name: str, text: str, lang: str, whole: bool) -> Iterator[Segment]:
    pieces = _with_words([text] if whole else _cut(text, lang))
    for number, piece in enumerate(pieces, 1):
        core = piece.strip()
        start = piece.index(core)
        yield Segment(f"{name}.{number}", name, core, lang, piece[:start], piece[start + len(core) :])


def _with_words(pieces: Iterable[str]) -> list[str]:
    """Join pieces of nothing but white space to their neighbour, so that no segment is empty and no space is lost."""
    kept: list[str] = []
    lead = ""
    for piece in pieces:
        if piece.strip():
            kept.append(lead + piece)
            lead = ""
        elif kept:
            kept[-1] += piece
        else:
            lead += piece
    return kept


def _cut(text: str, lang: str) -> list[str]:
    """Sentences with the white space after them; joined they are the text."""
    cuts = [0, *sorted(_boundaries(text, lang)), len(text)]
    return [text[start:end] for start, end in pairwise(cuts)]


def _boundaries(text: str, lang: str) -> set[int]:
    """Offsets between sentences, without 0 and the text's length."""
    found = {_after_closing_marks(text, offset) for offset in _srx_boundaries(text, lang)}
    found |= {match.end() for match in OTHER_STOPS.finditer(text)}
    spans = [match.span() for match in PROTECTED.finditer(text)]
    return {at for at in found if 0 < at < len(text) and not _is_within(at, spans)}


def _is_within(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether an offset lies in one of the spans, its end counted; they are sorted and do not overlap."""
    before = bisect_left(spans, at, key=itemgetter(0))  # of those that start before it only the last can reach it
    return before > 0 and at <= spans[before - 1][1]


def _srx_boundaries(text: str, lang: str) -> Iterator[int]:
    from choppa import SrxTextIterator

    offset = 0
    for piece in SrxTextIterator(_rules(), _srx_language(lang), text):
        offset += len(piece)
        yield offset


def _after_closing_marks(text: str, offset: int) -> int:
    """Move a boundary that stands before a closing mark behind it: 「…。|」 → 「…。」|."""
    if offset < len(text) and text[offset] in CLOSING_MARKS and not text[offset - 1].isspace():
        found = CLOSING.match(text, offset)
        return found.end() if found else offset
    return offset


def _srx_language(lang: str) -> str:
    primary = lang.split("-")[0].lower()
    return f"{primary if primary in SRX_LANGUAGES.split() else GENERIC}_two"  # "_two": a single line break ends no sentence


@cache
def _rules() -> Any:
    """The SRX document, read at the first use and shared: reading it and importing choppa cost about 0.15 s."""
    from choppa import DEFAULT_SRX_RULESET, SrxDocument

    document = SrxDocument(ruleset=DEFAULT_SRX_RULESET)
    for lang in SRX_LANGUAGES.split():
        for section in document.get_language_rule_list(f"{lang}_two"):
            section.rules[:] = [_widened(rule) for rule in section.rules if rule.before_pattern not in NESTED]
    return document


def _widened(rule: Any) -> Any:
    """The rule for two stops in parentheses, so that it does the work of those for three and four too."""
    return rule._replace(before_pattern=WIDE) if rule.before_pattern == TWO else rule


def _by_block(segments: Sequence[Segment]) -> dict[str, list[Segment]]:
    groups: dict[str, list[Segment]] = {}
    for segment in segments:
        groups.setdefault(segment.block, []).append(segment)
    return groups


def _sew_text(
    group: Sequence[Segment], targets: Mapping[str, str], known: Mapping[str, Sequence[Mark]], source: str, to: str | None
) -> tuple[str, tuple[Mark, ...]]:
    """The text of a block and its marks."""
    text = group[0].lead
    marks: list[Mark] = []
    for number, segment in enumerate(group):
        if number:
            text += _joint(group[number - 1].tail + segment.lead, source, to)
        marks += moved(known.get(segment.id, ()), len(text))
        text += targets[segment.id]
    text += group[-1].tail
    return text, joined(marks, text)


def _joint(space: str, source: str, to: str | None) -> str:
    """White space between two sentences, as the target's language writes it."""
    if to is None or "\n" in space:
        return space
    if _is_unspaced(to):
        return ""
    return space or (" " if _is_unspaced(source) else "")


def _is_unspaced(lang: str) -> bool:
    return lang.split("-")[0].lower() in UNSPACED


def _with_text(part: Part, sewn: Mapping[str, tuple[str, tuple[Mark, ...]]]) -> Part:
    return replace(part, text=sewn[part.id][0], marks=sewn[part.id][1]) if part.id in sewn else part


def _with_alt(block: Block, sewn: Mapping[str, tuple[str, tuple[Mark, ...]]]) -> Block:
    if block.picture is None or block.alt_id not in sewn:
        return block
    return replace(block, picture=replace(block.picture, alt=sewn[block.alt_id][0]))
