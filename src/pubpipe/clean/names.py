"""Read names: a byline into authors with the marks and institutions that stand behind them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from pubpipe.clean.bylinewords import (
    BODY_NAME,
    BODY_WORD,
    BRACKETED,
    BREAK,
    CONTACT,
    DESK,
    HAN,
    HAN_FOREIGN,
    HAN_MARKS,
    HAN_NAME,
    HAN_NAMES,
    HAN_OTHERS,
    HAN_WORKERS,
    LEAD,
    MARK_ONLY,
    MARKS,
    OFFICE,
    PICTURE_ROLE,
    PICTURES,
    ROLES,
    SOFT_JOINT,
    STRONG,
    STRONG_JOINT,
    TRAIL,
)
from pubpipe.clean.dates import WEEKDAYS_LONG, find_day, is_date_line, is_time, unglue, without_dates

PARTICLES = frozenset(
    [
        "de",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "das",
        "do",
        "van",
        "von",
        "der",
        "den",
        "ter",
        "ten",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "ben",
        "abu",
        "bint",
        "af",
        "av",
        "zu",
        "zur",
        "du",
        "des",
        "y",
        "e",
        "st.",
        "mac",
        "o'",
        "ap",
        "ab",
        "ferch",
        "ní",
        "uí",
        "vom",
        "zum",
        "op",
        "'t",
        "dei",
        "degli",
        "dal",
        "dalla",
        "san",
        "binti",
        "i",
    ]
)
INSTITUTION = re.compile(
    r"\b(?:universi[dtsä]|univ\.|institut|istituto|instituto|college\b|colegio|collège|academ|akadem|acad[eé]m|accadem|"
    r"cent(?:re|er)\b|centro\b|zentrum|school\b|escuela|école|escola|scuola|hochschule|schule\b|facult|fakultät|faculté|"
    r"facoltà|department\b|departa?mento|dipartimento|département|laborator|museum\b|museo|musée|foundation\b|fundaci|"
    r"fondation|fondazione|stiftung|council\b|observator|observatoire|hospital\b|hôpital|ospedale|klinik|больниц|университет|"
    r"институт|академи|факультет|кафедр|центр|лаборатори|"
    r"музей|школ)|\bpolit[eé]cnico\b|\bpolytechnic|(?:universit(?:y|ät)|institute?)\b|\w(?:universität|institut|akademie|"
    r"zentrum|hochschule)\b|"
    r"(?:جامعة|معهد|مركز|كلية|أكاديمية|قسم|مؤسسة|مستشفى)|(?:大学|大學|学院|學院|研究所|研究院|研究中心|中心|医院|系\b)|"
    r"(?:विश्वविद्यालय|संस्थान|महाविद्यालय|केंद्र|अकादमी|विभाग)",
    re.IGNORECASE,
)
# Whole words only: "Escolà" and "Школьников" are names.
PLACE_WORD = re.compile(
    r"(?<!\w)(?:universi(?:dad|dade|tà|té|tät|tat|teit)|institut[oe]?|istituto|cent(?:ro|rum)|zentrum|"
    r"academi[ae]|académie|akademie|"
    r"accademia|escuela|école|hochschule|facultad|faculté|fakultät|facoltà|departamento|département|"
    r"dipartimento|museo|musée|museum|"
    r"fundación|fondation|fondazione|stiftung|fundação|laboratori\w+|redacción|rédaction|redaktion|redazione|redação|"
    r"университет|институт|академия|факультет|центр|редакция|جامعة|معهد|مركز|كلية|أكاديمية|هيئة التحرير)(?!\w)|"
    r"大学|學院|学院|研究所|研究院|编辑部|本刊|विश्वविद्यालय|संस्थान|डेस्क|ब्यूरो",
    re.IGNORECASE,
)
SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
DEGREE = re.compile(
    r"(?:ph\.?\s?d|m\.?d|d\.?phil|m\.?a|m\.?sc|b\.?a|b\.?sc|mba|esq|llm|llb|j\.?d|r\.?n|mph|dds|dvm|cpa|frcp|"
    r"mp|mep|ph\.d\.? candidate)\.?",
    re.IGNORECASE,
)
HONORIFIC = re.compile(
    r"(?<!\w)(?:(?:dr\.?-ing|dr\.? (?:rer\. ?nat|phil|med|jur|ing|iur|h\. ?c|rer\. ?pol|habil|sc)|dipl\.-?ing|mag|lic|pd|ing|"
    r"arch|avv|"
    r"dr|dra|"
    r"prof|profa|professor|professorin|profesora?|professore|professoressa|professeure?|mr|mrs|ms|mme|sir|"
    r"dame|lord|lady|rev|hon|amb|ambassador|gen|col|colonel|capt|captain|admiral|dott|dott\.ssa|доктор|проф|профессор|д-р|डॉ|"
    r"डा|प्रो|الدكتور(?:ة)?|د|أ\.د)"
    r"(?:\.|\s|\.\s)\s*(?=\S+\s))+",
    re.IGNORECASE,
)
NO_PERSON = re.compile(
    r"\b(?:facebook|twitter|instagram|youtube|linkedin|whatsapp|institute|university|college|school|academy|center|centre|"
    r"news|press|magazine|times|post|journal|"
    r"review|agency|staff|team|desk|editors?|editorial|board|admin|administrator|reporter|correspondent|"
    r"writer|contributor|contributors|chief|officer|marketing|demo|free|seo|practices|strategies|director|president|manager|"
    r"professor|cart|author|"
    r"guest|group|inc|ltd|llc|company|network|media|department|"
    r"ministry|council|association|society|foundation|bureau|online|website|blog|about|contact|home|read|more|"
    r"share|follow|subscribe|sign|click|view|photo|image|video|getty|reuters|the|this|that|how|why|what|when|"
    r"where|who|is|are|was|in|on|of|for|from|to|with|your|our|you|we|us|new|part|chapter|january|february|"
    r"march|april|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|"
    r"friday|saturday|sunday|opinion|analysis|politics|business|culture|science|technology|sports?|world|"
    r"колонка|рубрика|мнение|колумна|columna|column|chronique|kolumne|rubrica|coluna|article|research|health|environment|"
    r"education|economy|travel|policy|terms|latest|popular|search|menu)\b",
    re.IGNORECASE,
)


# Words that a sentence has and no name: in scripts without capitals nothing else tells a phrase from a name.
NO_NAME_WORD = frozenset(
    [
        "है",
        "हैं",
        "हूँ",
        "था",
        "थी",
        "थे",
        "के",
        "की",
        "का",
        "को",
        "में",
        "से",
        "पर",
        "नहीं",
        "वह",
        "यह",
        "जो",
        "जिसे",
        "हम",
        "वे",
        "शायद",
        "कि",
        "भी",
        "तो",
        "ने",
        "في",
        "من",
        "على",
        "إلى",
        "عن",
        "أن",
        "هل",
        "ما",
        "لا",
        "لم",
        "لن",
        "هو",
        "هي",
        "مع",
        "التي",
        "الذي",
        "كيف",
        "لماذا",
        "بين",
        "بعد",
        "قبل",
    ]
)


class Name(NamedTuple):
    """A name of the byline, the mark that ties it to a note, and what stands behind it on the same line."""

    name: str
    mark: str = ""
    affiliations: tuple[str, ...] = ()


class Byline(NamedTuple):
    """Names of a byline, and the day where the line states it too."""

    names: tuple[Name, ...]
    day: str = ""
    is_explicit: bool = False


def read_byline(text: str) -> Byline | None:
    """Read "By A, B and C", "Words: A" or a bare list of names; None where the line is anything else.

    A byline of nobody by name ("By our staff") has no names.
    """
    return _read_byline(text) if len(text) <= 300 else None


@lru_cache(maxsize=1024)  # title and front ask of the same lines
def _read_byline(text: str) -> Byline | None:
    whole_day = find_day(text) if HAN.search(text) else ""
    text = LABEL_BEHIND.split(text.replace("˒", ","))[0] if HAN.search(text) else text.replace("˒", ",")
    text, told = _without_leading_day(CONTACT.sub("", unglue(text)).strip())
    told = told or whole_day
    text = RETIRED.sub("", AGENCY_TOO.sub("", JOINED_TITLE.sub("، ", text)))
    apart = [part for part in APART.split(text) if not is_date_line(part)]
    if len(apart) > 1 and all(MARKED.search(part) for part in apart):
        text = ", ".join(apart)  # "Ada Example1 · Ben Sample2"
    if HAN_WORKERS.match(text):
        text = "作者：" + "、".join(part.strip() for part in HAN_WORKERS.split(HAN_OTHERS.sub("", text)) if part.strip())
    lead = LEAD.match(text)
    start = lead.end() if lead else 0  # "Text und Fotos: A" names one person for both
    text = text[:start] + PICTURES.sub("", text[start:])
    if lead and (is_strong := bool(STRONG.match(text)) or len(text) < 80):
        found = _led(text[lead.end() :], told, is_strong=bool(STRONG.match(text)))
        if found and is_strong:
            return found
    bare = TRAIL.sub("", text)
    first = _first_part(bare)
    if len(text) - len(first) > 100 and re.search(r"[.!?。।؟]\W*\Z", text):
        return None  # "LAKE FORD — The hall is …" is a dateline and text
    names = _names(first, explicit=False)
    return Byline(names, told or find_day(text), bare != text) if names else None


APART = re.compile(r"\s*[·•|]\s*|\u3000+")
MARKED = re.compile(r"[^\W\d_]\s?(?:\d{1,2}|[*†‡§¹²³⁴⁵⁶⁷⁸⁹])+\Z")
JOINED_TITLE = re.compile(r"\s+و(?=(?:أ\.)?د\.\s)")  # the Arabic "and" before "Dr."
RETIRED = re.compile(r"\s*\((?:ret|retd|em|emeritus|emerita|a\. ?d|i\. ?r)\.?\)", re.IGNORECASE)
AGENCY_TOO = re.compile(r",?\s+(?:avec|with|con|com|mit)\s+(?:l['’]|the |la |le )?[A-Z]{2,6}\Z")
# "作者：顾某　时间：2020年5月9日　点击：12次": further labels on the byline's line.
LABEL_BEHIND = re.compile(r"(?<=\S)[\s\u3000]+(?=[\u4e00-\u9fff]{2,5}\s?[:：])")


def _led(rest: str, told: str, *, is_strong: bool) -> Byline | None:
    """The byline behind a word such as "By"."""
    first = FOR.split(_first_part(rest))[0]
    day = told or find_day(rest)
    if is_strong and DESK.fullmatch(first.strip()):
        return Byline((), day, True)
    names = _names(first, explicit=True)
    if names and (is_strong or all(_is_whole(name.name) for name in names)):
        return Byline(names, day, True)
    if is_strong and BODY_NAME.fullmatch(first) and BODY_WORD.search(first):
        return Byline((Name(first),), day, True)
    return None


# "By Jane Doe for the Example Post"
FOR = re.compile(r",?\s+(?:for|in|at|para|pour|für|per)\s+(?=(?:the|el|la|le|die|il|o|a)\s|(?-i:[A-ZÀ-ÞА-Я]))", re.IGNORECASE)


def _is_whole(name: str) -> bool:
    """Two words, or a name in a script that writes no spaces."""
    return " " in name or bool(re.fullmatch(r"[\u3400-\u9fff·]{2,12}", name))


def _without_leading_day(text: str) -> tuple[str, str]:
    """("by Ada Example", ISO day) of "March 15, 2022 · 3 min read · by Ada Example"; a line without a day as it is."""
    at = re.search(r"\b(?:written by|by|par|por|von|di|da|автор:?)\s+(?=\S)", text, re.IGNORECASE)
    if at and at.start() and is_date_line(text[: at.start()]):
        return text[at.start() :], find_day(text[: at.start()])
    parts = PART.split(text)
    day = find_day(parts[0])
    dated = next((n for n, part in enumerate(parts) if not (re.search(r"\d", part) and is_time(part))), 0) if day else 0
    return (" | ".join(parts[dated:]), day) if dated else (text, "")


PART = re.compile(r"\s*[|·•]\s*|\s+[–—/-]\s+|\t|\s{2,}")
WEEKDAY = re.compile(rf"(?:,\s*|\s+(?:el|le|am|on|il|em|на|в)\s+)(?:{WEEKDAYS_LONG})\b.*\Z", re.IGNORECASE)


def _first_part(text: str) -> str:
    parts = [part for part in BREAK.split(text) if part and part.strip(" ,")]
    first = WEEKDAY.sub("", parts[0]) if parts else ""
    return LEFT_OVER.sub("", without_dates(first)).strip(" ,") if find_day(first) else first.strip(" ,")


LEFT_OVER = re.compile(
    r"[\s,]+(?:il|el|le|am|vom|on|em|на|от|del|de|at|в)?[\s,]*\Z", re.IGNORECASE
)  # "by Ada Example on", its date taken out


def _names(text: str, *, explicit: bool) -> tuple[Name, ...]:
    """All of the names, or none where one piece is neither a name nor what belongs to one."""
    if BRACKETED.search(text):
        return _with_brackets(text, explicit)
    found: list[Name] = []
    if HAN_NAMES.fullmatch(HAN_MARKS.sub("", text)):
        text = re.sub(r"\s+", "、", text)
    pieces = [piece for part in STRONG_JOINT.split(text) for piece in _soft_pieces(part)]
    if not explicit and HAN.search(text) and not all(_is_han_name(MARKS.sub("", piece).strip()) for piece in pieces):
        return ()
    for at, piece in enumerate(pieces):
        bare = piece.strip(" .") if not SUFFIX.fullmatch(piece.strip()) else piece.strip()
        if not bare:
            continue
        if found and SUFFIX.fullmatch(bare):
            found[-1] = found[-1]._replace(name=f"{found[-1].name} {bare}")
        elif found and (DEGREE.fullmatch(bare) or re.fullmatch(r"[A-Z]{2,6}(?:-[A-Z]{1,3})?", bare)):
            continue
        elif found and explicit and bare.islower() and len(bare.split()) <= 3 and OFFICE.match(bare):
            continue  # "By A, architect, and B, planner"
        elif found and len(found) == at and FROM.match(bare):
            break  # "A and B, de São Bento": where they write from
        elif name := _name(piece, explicit):
            found.append(name)
        elif MARK_ONLY.fullmatch(bare) and found and found[-1].mark:
            found[-1] = found[-1]._replace(mark=f"{found[-1].mark},{bare}")
        elif found and (rest := _affiliation_behind(pieces[at:])) and (explicit or _is_label(text)):
            found[-1] = found[-1]._replace(affiliations=(*found[-1].affiliations, rest))
            break
        elif found and explicit and len(found) == at:
            break  # "By A and B, for the Example Post": what follows the names is the site's
        elif len(found) == at == 1 and not found[0].mark and len(text) <= 60 and all(map(_is_place_name, pieces[at:])):
            break  # "Ada Example, Lisbon"
        else:
            return ()
    return tuple(found)


def _is_han_name(text: str) -> bool:
    return bool(HAN_NAME.fullmatch(text) or HAN_FOREIGN.fullmatch(text))


def _is_place_name(text: str) -> bool:
    """One to three words with capitals, as a town, a country or a newspaper is named."""
    words = text.split()
    return 1 <= len(words) <= 3 and all(word[0].isalpha() and not word[0].islower() for word in words)


AND = re.compile(r"^(?:and|und|et|y|e|и|en|och|og|i|और|&)\s+", re.IGNORECASE)


def _with_brackets(text: str, explicit: bool) -> tuple[Name, ...]:
    """Read "A (Institute X), B (Institute Y, Town)"; the brackets hold what belongs to the name before them."""
    helds = BRACKETED.findall(text)
    if not explicit and not any(INSTITUTION.search(held) for held in helds) and not all(map(ROLES.fullmatch, helds)):
        return ()
    found: list[Name] = []
    ends = [0, *(match.end() for match in BRACKETED.finditer(text))]
    for start, match in zip(ends, BRACKETED.finditer(text), strict=False):
        names = _names(AND.sub("", text[start : match.start()].strip(" ,;&")), explicit=True)
        if not names:
            return ()
        if PICTURE_ROLE.fullmatch(match[1]):
            continue
        places = (match[1].strip(),) if (INSTITUTION.search(match[1]) or explicit) and not ROLES.fullmatch(match[1]) else ()
        found += [*names[:-1], names[-1]._replace(affiliations=places)]
    rest = AND.sub("", text[ends[-1] :].strip(" ,;&."))
    more = _names(rest, explicit=True) if rest else ()
    return (*found, *more) if bool(more) == bool(rest) else ()


def _is_label(text: str) -> bool:
    """Whether a line can be "Name, Institute of X" and not a sentence that mentions one."""
    return len(text) <= 160 and not re.search(r"[.!?。।؟]\s*\Z", text)


def _affiliation_behind(pieces: Sequence[str]) -> str:
    """The institution that follows the names on their line, without the person's office before it."""
    told = [at for at, piece in enumerate(pieces) if INSTITUTION.search(piece)]
    return ", ".join(piece.strip() for piece in pieces[told[0] :]) if told else ""


def _soft_pieces(part: str) -> list[str]:
    """Cut at "y", "et" and the like, but only between whole names: "Ortega y Gasset" is one."""
    for joint in (*JOINTS, SOFT_JOINT):
        pieces = joint.split(part)
        if len(pieces) > 1 and all(_name(piece, False) for piece in pieces):
            return pieces
    return [part]


JOINTS = tuple(re.compile(rf"\s+{word}\s+") for word in ("y", "e", "et", "und", "i", "и"))
FROM = re.compile(r"(?:de|da|do|from|aus|em|en|in|à|из|von|di)\s+(?-i:[A-ZÀ-ÞА-Я])")


def _name(piece: str, explicit: bool) -> Name | None:
    piece = piece.strip()
    found = MARKS.search(piece)
    mark, bare = (found[0], piece[: found.start()].strip()) if found else ("", piece)
    return Name(HONORIFIC.sub("", bare), mark) if is_name(bare, explicit) else None


def is_name(text: str, mononym: bool = False) -> bool:
    """Whether a text has the shape of a person's name."""
    tokens = HONORIFIC.sub("", text).split()
    if (
        not (1 if mononym or _is_han_name(text.strip()) else 2) <= len(tokens) <= 6
        or len(text) > 60
        or NO_PERSON.search(text)
        or PLACE_WORD.search(text)
    ):
        return False
    if not NO_NAME_WORD.isdisjoint(tokens):
        return False
    capitals = [token for token in tokens if token.lower().rstrip("'’") not in PARTICLES]
    if len(tokens) == 1 and HAN.search(text) and not _is_han_name(text) and not mononym:
        return False
    spelt = any(len(token.strip(".")) > 1 for token in capitals)  # "A A A" is a button for larger type
    return spelt and all(_is_name_token(token) for token in capitals)


def _is_name_token(token: str) -> bool:
    letters = re.sub(r"['’.\-·‐]", "", token)
    if (
        not letters
        or not letters[0].isalpha()
        or not all(unicodedata.category(char)[0] in "LM" or char == "\u200c" for char in letters)
    ):
        return False
    return (
        letters[0].isupper()
        or letters[0].upper() == letters[0].lower()
        or token.lower().replace("’", "'").startswith(("al-", "el-", "d'", "o'", "l'", "ad-", "ash-"))
    )


def respelt(names: Sequence[Name], lines: Iterable[str]) -> tuple[Name, ...]:
    """Names of a byline in capitals as another line of the page spells them; where none does, as they are."""
    texts = list(lines)
    return tuple(name._replace(name=_other_spelling(name.name, texts)) if name.name.isupper() else name for name in names)


def _other_spelling(name: str, texts: Sequence[str]) -> str:
    form = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
    found = (match[0] for text in texts for match in form.finditer(text))
    return next((other for other in found if not other.isupper() and not other.islower()), name)


SUPERSCRIPTS = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰ᵃᵇᶜᵈᵉ", "1234567890abcde")


def marks_of(mark: str) -> frozenset[str]:
    """The single marks of "1,*" or "¹²" as they are compared: superscripts as digits, without brackets."""
    mark = re.sub(r"\*(?=[†‡§¶])|†(?=[*‡§¶])|‡(?=[*†§¶])|§(?=[*†‡¶])", r"\g<0>,", mark.replace("˒", ","))
    plain = re.sub(r"(?<=[¹²³⁴⁵⁶⁷⁸⁹⁰ᵃᵇᶜᵈᵉ])(?=[¹²³⁴⁵⁶⁷⁸⁹⁰ᵃᵇᶜᵈᵉ])", ",", mark).translate(SUPERSCRIPTS)
    parts = re.split(r"[\s,;()\[\]]+|(?<=[\da-zIV])(?=[*†‡§¶])|(?<=[*†‡§¶])(?=[\da-zIV])", plain)
    return frozenset(part for part in parts if part)


def named_in(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Which of the names a text holds, in the order of the byline."""
    return tuple(name for name in names if _at(name, text))


def _at(name: str, text: str) -> bool:
    """Whether a text holds the name as whole words; scripts without spaces run on, and "Dr ANNA KOVÁCS" is Anna Kovács."""
    ends = "" if re.search(r"[\u3040-\u9fff]", name) else r"(?!\w)"
    return re.search(rf"(?<!\w){re.escape(name)}{ends}", text, re.IGNORECASE) is not None or (not ends and name in text)
