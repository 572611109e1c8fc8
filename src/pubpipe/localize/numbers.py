"""Numbers as each language writes them: read in any of them, compared between two, written in any."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from pubpipe.digits import own_digits
from pubpipe.localize.habits import LABELS, NBSP, NNBSP, SCALES, SPACES, THIN, Habits, base, habits

Reading = tuple[str, str, bool]  # whole, fraction, is_grouped
TIGHT = f"{NBSP}{NNBSP}{THIN}"
_SIGN = re.compile(r"(?:^|[\s(\[{«“„‘\"'\u200e\u200f\u061c])[-−][$€£¥₹]?$")
_CURRENCY = re.compile(r"(?<![A-Za-z])(?:USD|EUR|GBP|CNY|RMB|JPY|INR|PKR|CHF|AUD|CAD|NZD|BRL|KES|TZS|Rs|Sh|KSh|TSh)$")
_HOURS = re.compile(r"\d{1,2} ?h$")
_LABEL = re.compile(rf"(?:(?<!\w)(?:{LABELS})[ {TIGHT}]?|[第图圖表図])$", re.IGNORECASE)
_ORDINAL = re.compile(r"(?:st|nd|rd|th|er|ère|e|ème|o|a|\.?[ºªᵉ°]|-[йяегоым]{1,3}|[-–]?(?:ième))(?!\w)")
_ROMAN = re.compile(r"(?<![A-Za-z])(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?![A-Za-z])")
_ARABIC_DIGIT = re.compile("[٠-٩۰-۹]")
_GLUED_SCALES = (("m", 6), ("k", 3), ("b", 9))

# Never touched: addresses, handles, inline codes, and names made of capitals and digits ("COVID-19", "G20").
_ADDRESS = (
    r"(?:https?://|www\.)[^\s<>«»“”]*[^\s<>«»“”.,;:!?)\]'\"’]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)10\.\d{4,9}/[^\s;,]*[^\s;,.)]"
)
_DOMAINS = "com|org|net|edu|gov|int|info|io|eu|uk|cn|pk|in|de|fr|es|it|pt|br|ru|ir|il|jp|ke|tz"
_SITE = rf"(?<![\w.@])(?:[a-z0-9-]+\.)+(?:{_DOMAINS})(?:/[^\s<>]*[\w/])?(?!\w)"
_CODE = r"⟦/?\d+⟧|(?<!\w)[@#][A-Za-z]\w*|(?<![A-Za-z0-9])(?=[\w/.-]*[A-Z])[A-Za-z][A-Za-z/]*-?\d[A-Za-z0-9]*(?:[-./]\d\w*)*"
_OPAQUE = re.compile(f"{_ADDRESS}|{_SITE}|{_CODE}")
_CURRENCY_CODE = re.compile(r"(?:USD|EUR|GBP|CNY|RMB|JPY|INR|PKR|CHF|AUD|CAD|NZD|BRL|KES|TZS|Rs|Sh|KSh|TSh)-?\d")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text.

    Attributes:
        start, end: Code point offsets of its digits.
        text: As it stands there.
        value: With sign, and multiplied by the word that follows ("million").
        whole, fraction: Its digits, as ASCII; `fraction` is "" for an integer.
        is_grouped: It has group signs.
        is_part: It is a piece of a time, date, version, list or label: never written anew.
        scale: Power of ten of the word at it, otherwise 0.
        is_ordinal, is_decade: "13th"; "1990s".
    """

    start: int
    end: int
    text: str
    value: Decimal
    whole: str
    fraction: str = ""
    is_grouped: bool = False
    is_part: bool = False
    scale: int = 0
    is_ordinal: bool = False
    is_decade: bool = False

    @property
    def key(self) -> Decimal:
        """The value without sign and scale."""
        return _decimal(self.whole, self.fraction)


def opaque_spans(text: str, protected: Sequence[str] = ()) -> tuple[tuple[int, int], ...]:
    """Where `text` must stay as it is: addresses, handles, codes, each of `protected` as whole words.

    In order, none overlapping another.
    """
    found = [m.span() for m in _OPAQUE.finditer(text) if not _CURRENCY_CODE.match(m.group())]
    for name in sorted(filter(str.strip, protected), key=len, reverse=True):
        found += [m.span() for m in _name(name).finditer(text)]
    spans: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans)


@cache
def _name(name: str) -> re.Pattern[str]:
    """A name as whole words. Only Latin letters and digits are neighbours: scripts without spaces have no such edge."""
    letter = "[A-Za-z0-9À-ɏ]"
    before = f"(?<!{letter})" if re.match(letter, name) else ""
    after = f"(?!{letter})" if re.search(f"{letter}$", name) else ""
    return re.compile(before + re.escape(name) + after)


# ---------------------------------------------------------------- reading


@cache
def _grammar(decimal: str, groups: str) -> re.Pattern[str]:
    indian = r"|[1-9]\d?(?:,\d{2})+,\d{3}" if "," in groups else ""
    grouped = rf"[1-9]\d{{0,2}}(?P<sign>[{groups}])\d{{3}}(?:(?P=sign)\d{{3}})*{indian}"
    return re.compile(rf"(?:(?P<grouped>{grouped})|(?P<plain>\d+))(?:[{decimal}](?P<fraction>\d+))?")


def _signs(lang: str) -> tuple[str, str]:
    """Signs that a reader of `lang` takes for a decimal sign, and for a group sign."""
    ways = habits(lang)
    if ways.zero in "٠۰":  # Latin digits inside such a text are read as the international press writes them
        return ".", ",٬" + TIGHT
    groups = ways.group + TIGHT + (" " if ways.group in TIGHT else "") + ("'" if ways.group == "’" else "")
    return ways.decimal, groups


def read_number(chain: str, lang: str) -> Reading | None:
    """(whole, fraction, is_grouped) of a chain of digits and signs, or None where it is not one number in `lang`."""
    decimal, groups = ("٫.,", "٬,،") if _ARABIC_DIGIT.match(chain) else _signs(lang)
    found = _grammar(decimal, groups).fullmatch(ascii_digits(chain))
    if not found:
        return None
    whole = re.sub(r"\D", "", found["grouped"] or found["plain"])
    return whole, found["fraction"] or "", bool(found["grouped"])


def read_loosely(chain: str) -> tuple[Reading, ...]:
    """What a chain could be in another country: the groups of any, the decimal sign of any."""
    readings = (
        _grammar(d, g).fullmatch(ascii_digits(chain))
        for d, g in (("٫", f".{SPACES}’'"), (",", f".{SPACES}’'"), (".", f",{SPACES}’'"))
    )
    found = (m for m in readings if m and (m["grouped"] or m["fraction"]))
    return tuple((re.sub(r"\D", "", m["grouped"] or m["plain"]), m["fraction"] or "", bool(m["grouped"])) for m in found)


def ascii_digits(text: str) -> str:
    """Digits of any script as 0-9, full-width signs as plain ones."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else {"，": ",", "．": "."}.get(c, c) for c in text)


def _decimal(whole: str, fraction: str = "") -> Decimal:
    return Decimal(f"{whole}.{fraction}" if fraction else whole)


@cache
def _chain(with_space: bool) -> re.Pattern[str]:
    spaces = TIGHT + (" " if with_space else "")
    grouped = rf"\d{{1,3}}(?:[{spaces}]\d{{3}}(?!\d))+(?:[.,٫]\d+)?"
    return re.compile(rf"(?<!\d)(?:{grouped}|\d+(?:[.,٫٬،'’:/，．]\d+)*)")


def chains_in(text: str, *langs: str) -> Iterator[re.Match[str]]:
    """Digits with the signs between them; not those that belong to a name ("CO2"), as a letter right before them tells."""
    with_space = any(habits(lang).group in TIGHT for lang in langs)
    for found in _chain(with_space).finditer(text):
        before = text[max(0, found.start() - 5) : found.start()]
        is_glued = before[-1:].isalpha() and before[-1:] < "\u0590"  # Latin, Greek, Cyrillic; other scripts write no space
        if not is_glued or _CURRENCY.search(before) or _HOURS.search(before):
            yield found


def numbers_in(text: str, lang: str, protected: Sequence[str] = ()) -> tuple[Number, ...]:
    """Every number of `text`, in order, as a reader of `lang` understands it.

    Digits of any script and all separators are read; addresses, codes and `protected` names are passed over.
    What is not one number in `lang` ("10:30", "2.0.1", English "1,2") gives one part for each run of digits.
    """
    return _numbers_in(text, lang, tuple(protected))


@lru_cache(maxsize=4096)  # drafts are compared with their source, then the unit is checked; a source has several targets
def _numbers_in(text: str, lang: str, protected: tuple[str, ...]) -> tuple[Number, ...]:
    skip = opaque_spans(text, protected)
    found: list[Number] = []
    for match in chains_in(text, lang):
        if not any(start < match.end() and match.start() < end for start, end in skip):
            found += _numbers_of(match, text, lang)
    return _joined(found, text, lang)


def _numbers_of(match: re.Match[str], text: str, lang: str) -> list[Number]:
    chain, start, end = match.group(), match.start(), match.end()
    before, after = text[max(0, start - 24) : start], text[end : end + 24]
    reading = None if is_label(chain, before, after) else read_number(chain, lang)
    if reading is None:
        whole = re.compile(r"\d+")
        pieces = [(start + m.start(), start + m.end(), m.group()) for m in whole.finditer(chain)]
        return [Number(a, b, raw, Decimal(ascii_digits(raw)), ascii_digits(raw), is_part=True) for a, b, raw in pieces]
    power = _power(before, after, lang)
    value = _decimal(*reading[:2]).scaleb(power) * (-1 if _SIGN.search(before) else 1)
    is_ordinal = bool(not reading[1] and _ORDINAL.match(after))
    is_decade = bool(re.fullmatch(r"\d{3}0", chain) and re.match(r"['’]?s(?!\w)", after))
    return [Number(start, end, chain, value, *reading, scale=power, is_ordinal=is_ordinal, is_decade=is_decade)]


def is_label(chain: str, before: str, after: str) -> bool:
    """A dotted number behind "section", "Figure", "version" … is a place or a name, unless a percent sign says otherwise."""
    return bool(re.fullmatch(r"\d+(?:\.\d+)+", chain) and _LABEL.search(before) and not re.match(rf"[{SPACES}]?[%٪]", after))


@cache
def _scales(lang: str) -> tuple[tuple[re.Pattern[str], re.Pattern[str], int], ...]:
    rows = sorted(SCALES.get(base(lang), ()), key=lambda row: -max(map(len, row[0].split("|"))))
    edge = "" if base(lang) in ("zh", "ja") else r"(?!\w)"
    flags = re.IGNORECASE
    return tuple(
        (re.compile(rf"[-{SPACES}]?(?:{words}){edge}", flags), re.compile(rf"(?<!\w)(?:{words})[{SPACES}]$", flags), power)
        for words, power in rows
    )


def _power(before: str, after: str, lang: str) -> int:
    """Power of ten of the word at a number: behind it; in Swahili ("milioni 1.2") in front of it."""
    for behind, in_front, power in _scales(lang):
        if behind.match(after) or (base(lang) == "sw" and in_front.search(before)):
            return power
    if base(lang) == "en" and re.search(r"[$€£¥₹]$", before):
        return next((power for letter, power in _GLUED_SCALES if re.match(rf"{letter}(?!\w)", after, re.IGNORECASE)), 0)
    return 0


def _joined(numbers: list[Number], text: str, lang: str) -> tuple[Number, ...]:
    """Chinese and Japanese write 40146 as 4万146 too: pieces that stand together, the greater first, are one number."""
    if base(lang) not in ("zh", "ja"):
        return tuple(numbers)
    kept: list[Number] = []
    for number in numbers:
        last = kept[-1] if kept else None
        if last and last.scale > number.scale and re.fullmatch("[千万萬亿億兆百]{1,2}", text[last.end : number.start]):
            value = last.value + number.value
            kept[-1] = Number(last.start, number.end, text[last.start : number.end], value, str(value), scale=number.scale)
        else:
            kept.append(number)
    return tuple(kept)


def number_values(text: str, lang: str) -> tuple[Decimal, ...]:
    """The values of `numbers_in`, so that two texts in two languages can be compared: "1,2 millones" is 1200000."""
    return tuple(number.value for number in numbers_in(text, lang))


# ---------------------------------------------------------------- comparing


def missing_numbers(
    source_text: str, target_text: str, source_lang: str, lang: str, protected: Sequence[str] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Numbers of the source that the target lacks, each as the source writes it.

    Returns:
        (missing, perhaps in words). A value must stand in the target as often as in the source. The second holds those that
        a good translation may spell out: whole numbers up to 12, and ordinals.
    """
    wanted = numbers_in(source_text, source_lang, protected)
    given = tuple(_split_lists(numbers_in(target_text, lang, protected), {number.value for number in wanted}))
    left = Counter(number.value for number in given)
    absent = [number for number in wanted if not _take(left, number.value)]
    bare = Counter(number.key for number in given if not number.scale and left[number.value] > 0)
    romans = Counter(map(_roman_value, _ROMAN.findall(target_text)))
    absent = [number for number in absent if not _stands_otherwise(number, left, bare, romans)]
    small = [
        number for number in absent if number.is_ordinal or (number.key <= 12 and not number.fraction and not number.scale)
    ]
    return tuple(map(_signed, (n for n in absent if n not in small))), tuple(map(_signed, small))


def _signed(number: Number) -> str:
    return ("-" if number.value < 0 else "") + number.text


def _take(left: Counter[Decimal], value: Decimal) -> bool:
    if left[value] <= 0:
        return False
    left[value] -= 1
    return True


def _stands_otherwise(number: Number, left: Counter[Decimal], bare: Counter[Decimal], romans: Counter[Decimal]) -> bool:
    """Whether the target has the number in another guise: scale word unknown to us, Roman ordinal, decade of two digits."""
    if number.scale:
        return _take(bare, number.key)
    if number.is_decade:
        return _take(left, number.value % 100)
    return (number.is_ordinal or number.key <= 30) and not number.fraction and _take(romans, number.value)


def _split_lists(numbers: tuple[Number, ...], wanted: set[Decimal]) -> Iterator[Number]:
    """Where digits stand apart by a plain space, "3 150" is 3150, or 3 and 150: what the source has decides."""
    for number in numbers:
        if " " in number.text and number.value not in wanted:
            for piece in number.text.split():
                yield Number(
                    number.start,
                    number.end,
                    piece,
                    Decimal(re.sub(r"\D", "", ascii_digits(piece))),
                    re.sub(r"\D", "", ascii_digits(piece)),
                )
        else:
            yield number


def _roman_value(text: str) -> Decimal:
    values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}[c] for c in text]
    return Decimal(sum(-v if v < max(values[i:]) else v for i, v in enumerate(values)))


# ---------------------------------------------------------------- writing


def write_number(whole: str, fraction: str, ways: Habits, *, grouped: bool = True) -> str:
    """A number from its ASCII digits; no digit is added, rounded or dropped."""
    if grouped and len(whole) >= 3 + ways.least:
        step = 2 if ways.is_indian else 3
        head, tail = whole[:-3], whole[-3:]
        heads = [head[max(0, end - step) : end] for end in range(len(head), 0, -step)][::-1]
        whole = ways.group.join((*heads, tail))
    return native_digits(whole + (ways.decimal + fraction if fraction else ""), ways)


def native_digits(text: str, ways: Habits) -> str:
    """ASCII digits as the language's own; nothing changes where those are its own."""
    return own_digits(text, ways.zero)


def format_count(n: int, lang: str) -> str:
    """A whole number as `lang` writes it: 40146 is "40,146", "40.146", "40 146" (with a no-break space) or "۴۰٬۱۴۶"."""
    return ("−" if n < 0 else "") + write_number(str(abs(n)), "", habits(lang))


def format_share(share: float, lang: str) -> str:
    """A share of 1 in per cent, as the language writes it (CLDR): 0.125 is "13%", "13 %" with a no-break space, "٪۱۳"."""
    from babel.core import Locale
    from babel.numbers import format_percent

    return native_digits(format_percent(share, locale=Locale.parse(lang, sep="-")), habits(lang))
