"""How each language writes numbers and quotation marks: small frozen tables, so that a new library version changes no edition.

Source: CLDR, read through ICU 72 (CLDR 42) for signs, `minimumGroupingDigits` and delimiters; digits are in `digits.py`. Two
departures, because publishers differ from CLDR: Arabic has «», which are mirrored with the text while CLDR's ”“ are not; and a
quotation inside a French one has “ ” in place of a second « ».
"""

from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from pubpipe.digits import ARABIC, PERSIAN, wider, zero_of

T = TypeVar("T")

NBSP, NNBSP, THIN = "\u00a0", "\u202f", "\u2009"
SPACES = f" {NBSP}{NNBSP}{THIN}"


@dataclass(frozen=True, slots=True)
class Habits:
    """The way of one language.

    Attributes:
        decimal, group: Signs written in a number.
        least: Digits before the first group sign: 1 groups from 1000, 2 from 10000 (CLDR `minimumGroupingDigits`).
        is_indian: Groups of two above the thousand: 1,69,400.
        zero: The digit 0 of the numbering system.
        percent: What follows the last digit of a percentage.
        quotes: Opening and closing mark, then the same of a quotation inside a quotation.
    """

    decimal: str
    group: str
    least: int
    is_indian: bool
    zero: str
    percent: str
    quotes: tuple[str, str, str, str]


_COMMA_GROUPS = (
    "ar cy en es-419 es-BR es-BZ es-CU es-DO es-GT es-HN es-MX es-NI es-PA es-PE es-PR es-SV es-US fil ga gd ha he ja ko mt sw"
    " th tl ur yi yue zh zu"
)
_POINT_GROUPS = (
    "ar-DZ ar-LY ar-MA ar-TN ast az bs ca da de el en-AT en-BE en-DE en-NL es-AR es-BO es-CL es-CO es-EC es-PY es-UY es-VE eu"
    " fo fr-LU fr-MA fur fy gl hr id is it jv ku lb mk nl pt ro sc sl sr sw-CD tr vi"
)
_PORTUGUESE = "pt-CH pt-CV pt-GQ pt-GW pt-LU pt-MO pt-MZ pt-PT pt-ST pt-TL"  # all but Brazil and Angola

# (decimal, group, least, whether the groups are Indian), tags. The most specific tag that is listed decides.
_SIGNS = (
    ((".", ",", 1, False), _COMMA_GROUPS),
    ((",", ".", 1, False), _POINT_GROUPS),
    ((",", ".", 2, False), "es ia"),
    ((",", NBSP, 1, False), "af br cs de-AT eo es-CR fi fr-CA hu hy kk ky lt nb nn no oc pt-AO ru sk sv tg tk tt uk uz"),
    ((",", NNBSP, 1, False), "fr"),
    ((",", NBSP, 2, False), f"be bg et ka lv pl sq {_PORTUGUESE}"),
    ((".", "’", 1, False), "de-CH de-LI gsw it-CH rm"),
    ((".", ",", 1, True), "as bn en-IN gu hi ml mr ne or pa ta te"),
    (("٫", "٬", 1, False), f"{ARABIC} {PERSIAN}"),
)

# CLDR: a no-break space before the percent sign.
_PERCENT_APART = "be br bs ca cs da de es eo fi fo fr gl hr hsb hy kk lb lt mk nb nn no oc ro ru sk sl sq sv tt uk"
_PERCENT_TOGETHER = "de-CH de-LI es-MX"

_SPANISH_AMERICA = (
    "es-419 es-AR es-BO es-BR es-BZ es-CL es-CO es-CR es-CU es-DO es-EC es-GT es-HN es-MX es-NI es-PA es-PE es-PR es-PY es-SV"
    " es-UY es-VE"
)

_QUOTES = (
    ("“”‘’", _SPANISH_AMERICA),
    ("“”‘’", "af as az bn cy da en fil ga gd gl gu ha hi id ko ml mr ne or pa pt sw ta te th tr vi yue zh zu"),
    ("«»“”", "ar ast br ca el eo es eu fr it kk oc pt-AO sc sq " + _PORTUGUESE),
    ("„“‚‘", "cs de et hr is lb mk sk sl"),
    ("«»„“", "be ky ru tt uk"),
    ("«»‹›", "fa de-CH de-LI fr-CH gsw it-CH rm"),
    ("”“’‘", "ur"),
    ("””’’", "fi he sv yi"),
    ("„”‚’", "ff"),
    ("„”«»", "pl ro"),
    ("„”»«", "hu"),
    ("„“„“", "bg lt"),
    ("«»‘’", "nb nn no"),
    ("‘’“”", "nl fur"),
    ("„“‘‘", "sr"),
    ("「」『』", "ja zh-Hant zh-HK zh-MO zh-TW"),
)


def base(tag: str) -> str:
    """The language alone: "pt" for "pt-BR"."""
    return tag.split("-")[0]


def _find(rows: tuple[tuple[T, str], ...], lang: str, default: T) -> T:
    for tag in wider(lang):
        for value, tags in rows:
            if tag in tags.split():
                return value
    return default


@cache
def habits(lang: str) -> Habits:
    """How `lang` (BCP 47) writes; an unlisted language has the signs of CLDR's root, which are those of English."""
    decimal, group, least, is_indian = _find(_SIGNS, lang, (".", ",", 1, False))
    zero = zero_of(lang)
    percent = "٪" if zero in "٠۰" else _find(((f"{NBSP}%", _PERCENT_APART), ("%", _PERCENT_TOGETHER)), lang, "%")
    marks = _find(_QUOTES, lang, "“”‘’")
    return Habits(decimal, group, least, is_indian, zero, percent, (marks[0], marks[1], marks[2], marks[3]))


# Words that multiply the number they stand at, as regular expressions of whole words, with the power of ten. A language writes
# "4.5 billion" as "4,5 mil millones" or "4500 millones", and both are the same number.
SCALES: dict[str, tuple[tuple[str, int], ...]] = {
    "en": (("thousand", 3), ("million|mn", 6), ("billion|bn", 9), ("trillion|tn", 12), ("lakhs?", 5), ("crores?", 7)),
    "es": (("mil millones|millardos?", 9), ("mil", 3), ("mill[oó]n(?:es)?|mill\\.", 6), ("bill[oó]n(?:es)?", 12)),
    "fr": (("mille", 3), ("millions?", 6), ("milliards?|mds?", 9), ("billions?|mille milliards", 12)),
    "it": (("mila|mille", 3), ("milion[ei]|mln", 6), ("miliard[oi]|mld", 9), ("mila miliardi|bilion[ei]", 12)),
    "pt": (
        ("mil milhões|bilh(?:ão|ões)", 9),
        ("mil", 3),
        ("milh(?:ão|ões)", 6),
        ("bili(?:ão|ões)|trilh(?:ão|ões)", 12),
    ),
    "ca": (("mil milions|miliards?", 9), ("mil", 3), ("mili(?:ó|ons)", 6), ("bili(?:ó|ons)", 12)),
    "gl": (("mil millóns", 9), ("mil", 3), ("mill(?:ón|óns)", 6), ("bill(?:ón|óns)", 12)),
    "de": (("Tausend|Tsd\\.?", 3), ("Million(?:en)?|Mio\\.?", 6), ("Milliarden?|Mrd\\.?", 9), ("Billion(?:en)?|Bio\\.?", 12)),
    "ru": (("тыс\\.?|тысяч\\w*", 3), ("млн\\.?|миллион\\w*", 6), ("млрд\\.?|миллиард\\w*", 9), ("трлн\\.?|триллион\\w*", 12)),
    "ar": (("ألف(?:ا|ًا|اً)?|آلاف", 3), ("مليون(?:ا|ًا|اً)?|ملايين", 6), ("مليار(?:ا|ًا|اً)?|مليارات|بليون", 9), ("تريليون", 12)),
    "ur": (("ہزار", 3), ("لاکھ", 5), ("ملین", 6), ("کروڑ", 7), ("ارب|بلین", 9), ("کھرب", 11), ("ٹریلین", 12)),
    "fa": (("هزار", 3), ("میلیون", 6), ("میلیارد", 9), ("تریلیون", 12)),
    "he": (("אלף|אלפים|אלפי", 3), ("מיליון|מיליוני", 6), ("מיליארד|מיליארדי", 9), ("טריליון", 12)),
    "zh": (("万亿|萬億|兆", 12), ("亿|億", 8), ("千万|千萬", 7), ("百万|百萬", 6), ("万|萬", 4)),
    "ja": (("兆", 12), ("億", 8), ("千万", 7), ("百万", 6), ("万", 4), ("千", 3)),
    "hi": (("हज़ार|हजार", 3), ("लाख", 5), ("मिलियन", 6), ("करोड़", 7), ("अरब|बिलियन", 9), ("खरब", 11), ("ट्रिलियन", 12)),
    "sw": (("elfu", 3), ("laki", 5), ("milioni", 6), ("bilioni", 9), ("trilioni", 12)),
}

# Words before a dotted number that is a place or a name, not a quantity: "section 3.2", "version 2.0"; in any language.
LABELS = (
    "sections?|sec\\.|sects?\\.|chapters?|chap\\.|figures?|figs?\\.|tables?|tab\\.|versions?|v\\.|vers?\\.|articles?|"
    "arts?\\.|annex(?:es)?|appendix|paragraphs?|paras?\\.|clauses?|rules?|steps?|releases?|nos?\\.|nr\\.?|núm\\.|"
    "n\\.º|nº|n°|№|§|goals?|targets?|indicators?|secci(?:ón|ones)|cap[ií]tulos?|cap\\.|figuras?|tablas?|cuadros?|"
    "versi(?:ón|ones)|artículos?|apartados?|anexos?|metas?|chapitres?|tableaux?|annexes?|paragraphes?|sezion[ei]|"
    "capitol[oi]|figur[ae]|tabell[ae]|version[ei]|articol[oi]|allegat[oi]|paragraf[oi]|sec?ç(?:ão|ões)|tabelas?|"
    "vers(?:ão|ões)|artigos?|secci(?:ó|ons)|capítols?|taul(?:a|es)|versi(?:ó|ons)|táboas?|abschnitte?s?|kapiteln?|"
    "abbildung(?:en)?|abb\\.|tabellen?|artikeln?|anhang|nummer|раздел\\w*|глав\\w*|рис\\.|рисун\\w+|таблиц\\w*|"
    "табл\\.|верси\\w*|стат(?:ь|е)\\w*|пункт\\w*|п\\.|القسم|الفصل|الشكل|الجدول|المادة|الإصدار|سیکشن|باب|جدول|شکل|ورژن|"
    "دفعہ|حصہ|بخش|فصل|نسخه|ماده|סעיף|פרק|טבלה|איור|גרסה|अनुभाग|अध्याय|तालिका|चित्र|संस्करण|धारा|अनुच्छेद|sehemu|sura|"
    "jedwali|kielelezo|toleo|ibara|kifungu"
)
