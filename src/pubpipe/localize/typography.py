"""Set a text as its language is set: numbers, quotation marks, apostrophes, spaces, signs. Twice gives the same as once."""

import re
from collections.abc import Callable, Sequence

from pubpipe.localize.habits import NBSP, NNBSP, SPACES, base, habits
from pubpipe.localize.numbers import missing_numbers, number_values, numbers_in, opaque_spans
from pubpipe.localize.quotes import OPENING, STAND_INS, set_quotes
from pubpipe.localize.renumber import set_numbers

__all__ = ["missing_numbers", "number_values", "numbers_in", "set_typography"]

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3005\u3007\u3040-\u30ff\U00020000-\U0003ffff"
FULL_SIGNS = "，。：；？！、（）「」『』“”‘’《》…—"
_ENDS = r"(?=\s|$|[»”“’)\]」』])"  # after a sign that closes something
_ABBREVIATED = {  # words whose full stop ends no sentence
    "es": " sr sra srta sres dr dra prof ud uds vd ee uu p pp ej pág págs núm art cap fig vol etc av gral st ms jr ",
    "hi": " डॉ प्रो श्री सुश्री पं मो सं पृ ई लि स्व कि मी ",
    "ur": "",
}
_FULL_STOP = {"hi": "।", "ur": "۔"}

_ROUNDS = 5  # a text that does not settle by then comes back as it was

Step = Callable[[str, str, str], str]


def set_typography(source: str, target: str, source_lang: str, lang: str, protected: Sequence[str] = ()) -> str:
    """Write `target` the way of `lang`; no word and no value changes.

    Args:
        source: What it translates. Its numbers tell how to read those of the target; a quotation mark that it leaves open tells
            that the quotation goes on in the next text.
        source_lang, lang: BCP 47 tags.
        protected: Names and terms that stay to the letter. Addresses, handles, inline codes and names such as "G20" do anyway.

    Returns:
        The text; given back to this function it comes out the same. A text that holds code points of private plane 15 comes
        back as it was, since they stand for the protected spans here.
    """
    if any(ord(char) in STAND_INS for char in target):
        return target
    text = target
    for _ in range(_ROUNDS):
        before, text = text, _set(source, text, source_lang, lang, protected)
        if text == before:
            return text
    return target


def _set(source: str, target: str, source_lang: str, lang: str, protected: Sequence[str]) -> str:
    """Every step once. On a real text the second time changes nothing; a heap of bare quotation marks may need more."""
    text, kept = _mask(target, protected)
    for step in _steps(lang):
        text = step(source, text, lang)
        if step is _set_spaces:
            text = set_numbers(source, text, source_lang, lang)
    return text.translate({STAND_INS[n]: span for n, span in enumerate(kept)})


def _mask(text: str, protected: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Put one stand-in for each span that must not change: every step sees a word there, and none can touch it."""
    parts: list[str] = []
    kept: list[str] = []
    end = 0
    for start, stop in opaque_spans(text, protected):
        parts += [text[end:start], chr(STAND_INS[len(kept)])]
        kept.append(text[start:stop])
        end = stop
    return "".join((*parts, text[end:])), tuple(kept)


def _steps(lang: str) -> tuple[Step, ...]:
    return (_set_spaces, _set_percent, set_quotes, *_OWN_STEPS.get(base(lang), ()))


def _set_spaces(source: str, text: str, lang: str) -> str:
    """One space where there were several, none before a sign that stands at its word; line ends stay."""
    text = re.sub(r"(?<=\S)[ \t]{2,}(?=\S)", " ", text)
    # French keeps the space before its tall signs, see `_french`.
    signs = r",.،؛؟۔।" if base(lang) == "fr" else r",.;:!?،؛؟۔।"
    return re.sub(rf"(?<=[^\s{signs}])[{SPACES}]+(?=[{signs}](?:\s|$))", "", text)


def _set_percent(source: str, text: str, lang: str) -> str:
    """The percent sign of the language at the distance it keeps: "3,5 %", "3.5%", "۳٫۵٪"."""
    return re.sub(rf"(?<=\d)[{SPACES}]?[%٪％](?![^\W\d_])", habits(lang).percent, text)


def _french(source: str, text: str, lang: str) -> str:
    """A thin no-break space before ; ! ? and a full one before : (Imprimerie nationale); in Québec before : only."""
    thin = "" if lang.endswith("-CA") else NNBSP
    word = rf"(?<=[^\s(\[¡¿!?;:{OPENING}])[{SPACES}]*"
    text = re.sub(rf"{word}([;!?]+)(?=\s|$|[»”’)\].,…])", rf"{thin}\1", text)
    return re.sub(rf"{word}:{_ENDS}", f"{NBSP}:", text)


def _open_questions(source: str, text: str, lang: str) -> str:
    """¿ and ¡ where a question or an exclamation of the source lacks them; after an inner colon or an open quotation mark."""
    for closing, opening, signs in (("?", "¿", "?？؟;"), ("!", "¡", "!！")):
        if not any(sign in source for sign in signs):
            continue
        for end in [m.start() for m in re.finditer(rf"(?<![?!]){re.escape(closing)}", text)][::-1]:
            start = _phrase_start(text, end)
            if not re.search("[¿¡]", text[start:end]) and any(_is_word(char) for char in text[start:end]):
                text = text[:start] + opening + text[start:]
    return text


def _phrase_start(text: str, end: int) -> int:
    """Where the sentence that closes at `end` begins, or the part of it that a colon, a bracket or a quotation mark opens."""
    start = 0
    for found in re.finditer(r"(\w*)[.!?…]+[»”’)\]]*\s+(?=[\W\dA-ZÁÉÍÓÚÑÜ])", text[:end]):
        is_stop = "." not in found.group() or not (len(found[1]) == 1 or f" {found[1].lower()} " in _ABBREVIATED["es"])
        start = found.end() if is_stop else start
    for found in re.finditer(r":\s+|\n\s*", text[:end]):
        start = max(start, found.end())
    for opening, closing in ("«»", "“”", "()", "[]"):
        at = text.rfind(opening, start, end)
        if at >= 0 and text.find(closing, at, end) < 0:
            start = at + 1
    lead = re.match(r"[\s—–«“‘(\[-]*", text[start:end])
    return start + (lead.end() if lead else 0)


def _is_word(char: str) -> bool:
    return char.isalnum() or ord(char) in STAND_INS


def _arabic_signs(source: str, text: str, lang: str) -> str:
    """، ؛ ؟ for the Latin signs, save a comma inside a run of Latin words, where it belongs to them."""

    def sign(found: re.Match[str]) -> str:
        before, after = text[: found.start()].rstrip()[-1:], text[found.end() :].lstrip()[:1]
        is_latin = all(char.isalpha() and char < "\u0250" for char in (before, after) if char) and bool(before and after)
        return found.group() if is_latin and found.group() in ",;" else {",": "،", ";": "؛", "?": "؟"}[found.group()]

    return re.sub(r"(?<=\S)[,;?](?=\s|$|[»”“’)\]!?؟])", sign, text)


def _full_stops(source: str, text: str, lang: str) -> str:
    """The full stop of Urdu and of Hindi, not behind an abbreviation or an initial."""
    letters = "\u0900-\u097f" if lang.startswith("hi") else "\u0620-\u06d3"

    def stop(found: re.Match[str]) -> str:
        is_short = len(found[1]) < 2 or f" {found[1]} " in _ABBREVIATED[base(lang)]
        return found.group() if is_short and found.end() < len(text) else found[1] + _FULL_STOP[base(lang)]

    return re.sub(rf"([{letters}]+)\.{_ENDS}", stop, text)


def _full_width(source: str, text: str, lang: str) -> str:
    """Full-width signs beside Han or kana, no space between those, none at a full-width sign; Japanese has 、 for the comma."""
    text = re.sub(rf"(?<=[{HAN}{FULL_SIGNS}])[{SPACES}]+(?=[{HAN}{FULL_SIGNS}])", "", text)
    text = re.sub(
        rf"(?<=[{HAN}{FULL_SIGNS}])[{SPACES}]*\(([^()]*)\)|\(([^()]*[{HAN}][^()]*)\)", lambda m: f"（{m[1] or m[2]}）", text
    )
    signs = {",": "、" if base(lang) == "ja" else "，", ";": "；", ":": "：", "?": "？", "!": "！"}
    beside = rf"(?<=[{HAN}{FULL_SIGNS}])[{SPACES}]*([,;:?!])|([,;:?!])[{SPACES}]*(?=[{HAN}])"
    text = re.sub(rf"(?:{beside})(?!\d*[,:]\d)", lambda m: signs[m[1] or m[2]], text)
    text = re.sub(rf"(?<=[{HAN}）」』”’》])\.(?=[\s{HAN}{FULL_SIGNS}]|$)", "。", text)
    if re.search(f"[{HAN}]", text):
        text = re.sub(r"(?<=[^\s.,:;!?])\.$", "。", text)
    text = re.sub(rf"(?<=[，。：；？！、（）「」『』])[{SPACES}]+|[{SPACES}]+(?=[，。：；？！、（）「」『』])", "", text)
    return text.replace("，", "、") if base(lang) == "ja" else text


_OWN_STEPS: dict[str, tuple[Step, ...]] = {
    "fr": (_french,),
    "es": (_open_questions,),
    "ar": (_arabic_signs,),
    "fa": (_arabic_signs,),
    "ur": (_arabic_signs, _full_stops),
    "hi": (_full_stops,),
    "zh": (_full_width,),
    "ja": (_full_width,),
}
