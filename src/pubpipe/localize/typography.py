"""Set a text as its language is set: numbers, quotation marks, apostrophes, spaces and signs. Pure, and twice gives the same as once."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from pubpipe.localize.habits import NBSP, NNBSP, SPACES, base, habits
from pubpipe.localize.numbers import missing_numbers, native_digits, number_values, numbers_in, opaque_spans, set_numbers

__all__ = ["missing_numbers", "number_values", "numbers_in", "set_typography"]

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3005\u3007\u3040-\u30ff\U00020000-\U0003ffff"
ARABIC = "\u0620-\u064a\u0660-\u0669\u066e-\u06d3\u06d5\u06ee-\u06ff\u0750-\u077f\u064b-\u065f"
DEVANAGARI = "\u0900-\u0963\u0966-\u097f"
HEBREW = "\u05d0-\u05ea"
FULL_SIGNS = "，。：；？！、（）「」『』“”‘’《》…—"
_STAND_INS = range(0xF0000, 0xFFFFE)  # a plane for private use: no text of a person holds it, and none of it is a letter


def set_typography(source: str, target: str, source_lang: str, lang: str, protected: Sequence[str] = ()) -> str:
    """Write `target` the way of `lang`; no word and no value changes.

    Args:
        source: What it translates; its numbers tell how to read those of the target, its open quotation marks that a quotation
            runs over more than this text.
        source_lang, lang: BCP 47 tags.
        protected: Names and terms that stay to the letter. Addresses, handles, inline codes and codes such as "G20" do anyway.

    Returns:
        The text; given back to this function it comes out the same. A text that holds private-use code points of plane 15 comes
        back as it was, since those stand for the protected spans here.
    """
    if any(ord(char) in _STAND_INS for char in target):
        return target
    masked, kept = _mask(target, protected)
    number_set = set_numbers(source, _collapse(masked), source_lang, lang)
    quoted = _set_quotes(source, _set_percent(number_set, lang), lang)
    for step in _steps(lang):
        quoted = step(quoted, source) if step is _open_questions else step(quoted, lang)
    return _unmask(quoted, kept)


def _mask(text: str, protected: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Put one stand-in for each span that must not change, so that every step sees a word there and none can touch it."""
    parts, kept, end = [], [], 0
    for start, stop in opaque_spans(text, protected):
        parts += [text[end:start], chr(_STAND_INS[len(kept)])]
        kept.append(text[start:stop])
        end = stop
    return "".join((*parts, text[end:])), tuple(kept)


def _unmask(text: str, kept: Sequence[str]) -> str:
    return text.translate({_STAND_INS[n]: span for n, span in enumerate(kept)})


def _is_word(char: str) -> bool:
    return char.isalnum() or (char != "" and ord(char) in _STAND_INS)


def _collapse(text: str) -> str:
    """One space where there were several, none before a comma or a full stop; line ends stay."""
    text = re.sub(r"(?<=\S)[ \t]{2,}(?=\S)", " ", text)
    return re.sub(rf"(?<=\S)[{SPACES}]+(?=[,.](?:\s|$))", "", text)


def _set_percent(text: str, lang: str) -> str:
    """The percent sign of the language at the distance it keeps: "3,5 %", "3.5%", "۳٫۵٪"."""
    sign = habits(lang).percent
    return re.sub(rf"(?<=\d)[{SPACES}]?[%٪％](?![^\W\d_])", sign, text)


# ---------------------------------------------------------------- quotation marks

_OPENING, _CLOSING = "“«„‟「『‘‹‚", "”»」』’›"
_SINGLE = "'‘’‚‹›"
_MARK = re.compile(r"[\"'“”„‟«»‘’‚‹›「」『』]")
_BEFORE_OPEN = set("([{-–—―/¿¡") | set(_OPENING)
_BEFORE_CLOSE = set(".,;:!?…)]}–—，。：；？！、）،؛؟۔।") | set(_CLOSING) | {'"'}


@dataclass(slots=True)
class _Mark:
    at: int
    is_single: bool
    way: str  # "open", "close" or "either"
    is_sure: bool  # the context or the shape says so, not a guess
    partner: int = -1
    depth: int = 0


def _set_quotes(source: str, text: str, lang: str) -> str:
    """Quotation marks in pairs become those of the language, by depth; apostrophes become typographic.

    A mark without partner stays, unless the source lacks the same partner: then the quotation goes on in another text.
    """
    text = _set_apostrophes(text, lang)
    marks = _paired(text)
    lone = [mark for mark in marks if mark.partner < 0]
    runs_on = [m.way for m in lone] == [m.way for m in _paired(_set_apostrophes(source, "en")) if m.partner < 0]
    out, end = [], 0
    for mark in marks:
        if mark.partner < 0 and not (runs_on and mark.is_sure and not mark.is_single):
            continue
        out.append(_with_mark(text[end : mark.at], mark, lang, is_after_open=bool(out) and out[-1].endswith(_opening_ends(lang))))
        end = mark.at + 1
        if mark.way == "open":
            end += len(text[end:]) - len(text[end:].lstrip(SPACES))
    return "".join((*out, text[end:]))
