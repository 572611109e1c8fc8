"""Where a title in Chinese, Japanese or Korean may break: between phrases, and never within a word.

CSS, Word and LibreOffice break Chinese and Japanese between almost any two characters (UAX 14), which is right for a text and
wrong for a title. Where words end is told by BudouX; what its Chinese models still part is held together by a few rules.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budoux import Parser

LONGEST = 12  # characters of a phrase that is kept whole; a longer one would not fit a narrow page
# How sure a model has to be of a break, in its own points: 0 is its own choice. Set on 88 titles (benchmarks/titles.py): of
# 100 lines of a Chinese title 10 end badly, with 0 it is 16, where any break will do 63; Japanese 3, 6, 69 (2026-11).
SURE = {"hans": 1000, "hant": 1000, "ja": 500}
NUMERALS = "〇一二三四五六七八九十百千万萬亿億两兩几幾半每这這那第0123456789"
CLINGING = "的地得了着著过過们們吗嗎呢吧里裡上下中之"  # particles and the like, which belong to what stands before them
CLOSING = ("Po", "Pe", "Pf")


def phrase_ends(text: str, lang: str) -> tuple[int, ...]:
    """Offsets after which a title may break, the end of the text last; () for a language that parts all its words by spaces.

    Args:
        lang: BCP 47 tag of the text.
    """
    primary, *rest = lang.lower().split("-")
    if primary == "ko":
        return _ends(text, _after_spaces(text))
    if primary not in ("zh", "ja"):
        return ()
    kind = "ja" if primary == "ja" else "hant" if {"hant", "tw", "hk", "mo"} & set(rest) and "hans" not in rest else "hans"
    return _ends(text, _after_spaces(text) | {at for at in _told(text, kind) if kind == "ja" or _may_part(text, at)})


def phrases(text: str, lang: str) -> tuple[str, ...]:
    """The text cut at its phrases' ends; joined they are the text, which is one piece where there are none to tell."""
    ends = phrase_ends(text, lang)
    return tuple(text[start:end] for start, end in pairwise((0, *ends))) if ends else (text,)


def _ends(text: str, inner: Iterable[int]) -> tuple[int, ...]:
    """Offsets in order, none before a closing mark, none twice."""
    kept = {at for at in inner if 0 < at < len(text) and unicodedata.category(text[at]) not in CLOSING}
    return (*sorted(kept), len(text)) if text else ()


def _after_spaces(text: str) -> set[int]:
    return {at for at in range(1, len(text)) if text[at - 1].isspace() and not text[at].isspace()}


def _told(text: str, kind: str) -> Iterable[int]:
    """What the model says, for a text of one line."""
    end = 0
    for phrase in _parser(kind).parse(text):
        end += len(phrase)
        yield end


def _may_part(text: str, at: int) -> bool:
    """Whether Chinese may break there: not between a number and what it counts, nor before a particle."""
    if at >= len(text):
        return True
    return text[at] not in CLINGING and (text[at - 1] not in NUMERALS or text[at] in NUMERALS)


@cache
def _parser(kind: str) -> "Parser":
    """BudouX's own model, asked to be surer: a group of features that no text has moves the sum that a break needs."""
    import budoux

    load = {
        "hans": budoux.load_default_simplified_chinese_parser,
        "hant": budoux.load_default_traditional_chinese_parser,
        "ja": budoux.load_default_japanese_parser,
    }
    return budoux.Parser({**load[kind]().model, "sure": {"": 2 * SURE[kind]}})
