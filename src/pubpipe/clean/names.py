"""Read names: a byline into authors, and a note into the institutions of each."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pubpipe.clean.dates import find_day, is_date_line, without_dates

LEAD = re.compile(
    r"(?:(?:words|text|story|written|posted|published|reported|opinion|analysis|essay|commentary|report|op-ed|"
    r"review|article|interview)\s+by|by|words|text|authors?|writers?|written by)\s*[:\-–]?\s+|"
    r"(?:words|text|authors?|written by|by)\s*:\s*|"
    r"(?:por|par|von|di|da|texto(?: de)?|texte(?: de)?|autor(?:es|a|in|en)?|autores|auteurs?|autori|autore|"
    r"testo di|автор(?:ы)?|текст|بقلم|کاتب|نویسنده|מאת|作者|文|लेखक)\s*[:：]?\s+|"
    r"(?:作者|文|автор|авторы)\s*[:：]\s*",
    re.IGNORECASE,
)
# Words that begin a line in other ways too ("Di notte …", "Par exemple"): the rest has to be names beyond doubt.
STRONG = re.compile(r"\s*(?:(?:\w+ )?by\b|words\s*:|text\s*:|authors?\s*:|por\b|par\b|von\b|автор|بقلم|作者)", re.IGNORECASE)
BREAK = re.compile(
    r"\s+[|·•]\s*|\s*[|·•]\s+|\s+[–—-]\s+|\t|\s+\bon\b\s+(?=\d|[A-Z][a-z]+ \d)|,?\s+(?:published|updated|"
    r"posted|last updated)\b",
    re.IGNORECASE,
)
STRONG_JOINT = re.compile(r"\s*(?:,\s*(?:&|and\b)|[,;、，،&]|\s+(?:and|with|und)\s+)\s*", re.IGNORECASE)
SOFT_JOINT = re.compile(r"\s+(?:y|e|i|et|en|och|og|и|و|und)\s+")
MARKS = re.compile(r"(?:\*+|†+|‡+|§+|¶+|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|(?<=[^\W\d_])\d{1,2}(?:,\d{1,2})*|\[\d{1,2}\]|\(\d{1,2}\))$")
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
    ]
)
INSTITUTION = re.compile(
    r"\b(?:universi[dt]|institut|college\b|academy|cent(?:re|er)\b|school\b|facult|department\b)", re.IGNORECASE
)
SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
DEGREE = re.compile(
    r"(?:ph\.?\s?d|m\.?d|d\.?phil|m\.?a|m\.?sc|b\.?a|b\.?sc|mba|esq|llm|llb|j\.?d|r\.?n|mph|dds|dvm|cpa|frcp|"
    r"mp|mep|ph\.d\.? candidate)\.?",
    re.IGNORECASE,
)
HONORIFIC = re.compile(
    r"(?:dr|prof|professor|mr|mrs|ms|sir|dame|rev|hon|amb|ambassador|gen|col|capt)\.?\s+(?=\S+\s)", re.IGNORECASE
)
NO_PERSON = re.compile(
    r"\b(?:institute|university|college|school|academy|center|centre|news|press|magazine|times|post|journal|"
    r"review|agency|staff|team|desk|editors?|editorial|board|admin|administrator|reporter|correspondent|"
    r"writer|contributor|contributors|author|guest|group|inc|ltd|llc|company|network|media|department|"
    r"ministry|council|association|society|foundation|bureau|online|website|blog|about|contact|home|read|more|"
    r"share|follow|subscribe|sign|click|view|photo|image|video|getty|reuters|the|this|that|how|why|what|when|"
    r"where|who|is|are|was|in|on|of|for|from|to|with|your|our|you|we|us|new|part|chapter|january|february|"
    r"march|april|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|"
    r"friday|saturday|sunday|opinion|analysis|politics|business|culture|science|technology|sports?|world|"
    r"health|environment|education|economy|travel|policy|terms|latest|popular|search|menu)\b",
    re.IGNORECASE,
)
ROLE = (
    r"(?:(?:an?|the|currently|both|now|also|serving|as)\s+)*(?:[\w’'&/,-]+\s+){0,9}?"
    r"(?:professors?|lecturers?|researchers?|fellows?|scholars?|students?|candidates?|directors?|presidents?|"
    r"chairs?|scientists?|analysts?|advisers?|advisors?|associates?|members?|heads?|deans?|readers?|"
    r"economists?|historians?|lawyers?|correspondents?|editors?|reporters?|writers?|founders?|chairperson|"
    r"chairman|chairwoman|rector|secretary|instructors?|engineers?|doctors?|physicians?|managers?|partners?|"
    r"officers?|consultants?|specialists?|experts?|coordinators?)"
    r"(?:\s+(?:of|in|for|on|emeritus|emerita)\s+(?!the\s+(?:university|institute))[^.;]{1,80}?)?"
)
VERB = re.compile(
    rf"\s*,?\s*(?:is|are|was|were)\s+(?:(?:both|all|each|currently|also|respectively)\s+)*(?:affiliated|"
    rf"associated)\s+(?:with|to)\s+(?:the\s+(?=[a-z]))?"
    rf"|\s*,?\s*(?:is|are|was|were)\s+(?:(?:both|all|each|currently|also)\s+)*(?:with|at)\s+"
    rf"|\s*,?\s*(?:is|are|was|were)\s+{ROLE}\s*,?\s+(?:at|with|of|from|for)\s+"
    rf"|\s*,?\s*(?:(?:currently|also)\s+)?(?:teach(?:es)?|works?|studies|lectures?|serves?)\b[^.;]{{0,60}}?\s(?:at|for|with)\s+"
    rf"|\s*[:–—(]\s*(?=(?:[\w’'&-]+\s+){{0,6}}?(?:University|Institute|College|Academy|School|Cent(?:re|er)|"
    rf"Department|Faculty|Universi[dt]\w+)\b)",
    re.IGNORECASE,
)
ALSO = re.compile(
    r"\s*;\s*(?:and\s+)?|,?\s+and\s+(?:is\s+|are\s+)?(?:also\s+)?(?:affiliated|associated)\s+with\s+", re.IGNORECASE
)
# Where the institution ends and the sentence goes on.
TAIL = re.compile(
    r",?\s+(?:and\s+(?:is|was|has|writes|works|teaches|the\s+author|author|co-?author|an?\s)|where\s|who\s|"
    r"whose\s|but\s|specializing|specialising|with\s+a\s+focus|writing\s)[^;]*$",
    re.IGNORECASE,
)
SENTENCE_BREAK = re.compile(r"(?:(?<=[^\W\d_]{2}[.!?])|(?<=[)”’\d][.!?]))\s+(?=[A-Z“\"])")
JOINED = re.compile(r"[\s,&]*(?:and)?[\s,&]*\Z", re.IGNORECASE)


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
    """Read "By A, B and C", "Words: A" or a bare list of names; None where the line is anything else."""
    if len(text) > 300:
        return None
    text, told = _without_leading_day(text)
    lead = LEAD.match(text)
    if lead and (STRONG.match(text) or len(text) < 80):
        rest = text[lead.end() :]
        names = _names(_first_part(rest), explicit=True)
        if names and (STRONG.match(text) or all(" " in name.name for name in names)):
            return Byline(names, told or find_day(rest), True)
    names = _names(_first_part(text), explicit=False)
    return Byline(names, told or find_day(text)) if names else None


def _without_leading_day(text: str) -> tuple[str, str]:
    """("by Ada Example", ISO day) of "March 15, 2022 · 3 min read · by Ada Example"; a line without a day as it is."""
    at = re.search(r"\b(?:written )?by\s+(?=\S)", text, re.IGNORECASE)
    if not at or not at.start() or not is_date_line(text[: at.start()]):
        return text, ""
    return text[at.start() :], find_day(text[: at.start()])


def _first_part(text: str) -> str:
    parts = [part for part in BREAK.split(text) if part and part.strip(" ,")]
    first = parts[0] if parts else ""
    return without_dates(first).strip(" ,") if find_day(first) else first.strip(" ,")


def _names(text: str, *, explicit: bool) -> tuple[Name, ...]:
    """All of the names, or none where one piece is neither a name nor what belongs to one."""
    found: list[Name] = []
    pieces = [piece for part in STRONG_JOINT.split(text) for piece in _soft_pieces(part)]
    for at, piece in enumerate(pieces):
        bare = piece.strip(" .") if not SUFFIX.fullmatch(piece.strip()) else piece.strip()
        if not bare:
            continue
        if found and SUFFIX.fullmatch(bare):
            found[-1] = found[-1]._replace(name=f"{found[-1].name} {bare}")
        elif found and DEGREE.fullmatch(bare):
            continue
        elif name := _name(piece, explicit):
            found.append(name)
        elif found and explicit and (rest := _affiliation_behind(pieces[at:])):
            found[-1] = found[-1]._replace(affiliations=(*found[-1].affiliations, rest))
            break
        elif found and explicit and len(found) == at:
            break  # "By A and B, for the Example Post": what follows the names is the site's
        else:
            return ()
    return tuple(found)


def _affiliation_behind(pieces: Sequence[str]) -> str:
    """The institution that follows the names on their line, without the person's office before it."""
    told = [at for at, piece in enumerate(pieces) if INSTITUTION.search(piece)]
    return ", ".join(piece.strip() for piece in pieces[told[0] :]) if told else ""


def _soft_pieces(part: str) -> list[str]:
    """Cut at "y", "et" and the like, but only between whole names: "Ortega y Gasset" is one."""
    pieces = SOFT_JOINT.split(part)
    return pieces if len(pieces) > 1 and all(_name(piece, False) for piece in pieces) else [part]


def _name(piece: str, explicit: bool) -> Name | None:
    piece = piece.strip()
    found = MARKS.search(piece)
    mark, bare = (found[0], piece[: found.start()].strip()) if found else ("", piece)
    return Name(HONORIFIC.sub("", bare), mark) if is_name(bare, explicit or bool(mark)) else None


def is_name(text: str, mononym: bool = False) -> bool:
    """Whether a text has the shape of a person's name."""
    tokens = HONORIFIC.sub("", text).split()
    if not (1 if mononym else 2) <= len(tokens) <= 6 or len(text) > 60 or NO_PERSON.search(text):
        return False
    capitals = [token for token in tokens if token.lower() not in PARTICLES]
    return bool(capitals) and all(_is_name_token(token) for token in capitals)


def _is_name_token(token: str) -> bool:
    letters = re.sub(r"['’.\-·‐]", "", token)
    if not letters or not all(char.isalpha() or char in "\u200c\u0300\u0301" for char in letters):
        return False
    return (
        letters[0].isupper() or letters[0].upper() == letters[0].lower() or token.lower().startswith(("al-", "el-", "d'", "o'"))
    )


def named_in(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Which of the names a text holds, in the order of the byline."""
    return tuple(name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text))


def read_affiliations(text: str, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Read "A & B are affiliated with X, Y. C is a fellow at Z." into name → institutions.

    The subjects are found first; an institution runs from its verb to the next subject, so that full stops inside it
    ("P. R. China.") do no harm.
    """
    groups = _subjects(text, names)
    found: dict[str, tuple[str, ...]] = {}
    for at, (_, end, subjects) in enumerate(groups):
        stop = groups[at + 1][0] if at + 1 < len(groups) else len(text)
        for name in subjects:
            if places := _institutions(text[end:stop]):
                found[name] = (*found.get(name, ()), *(place for place in places if place not in found.get(name, ())))
    return found


def _subjects(text: str, names: Sequence[str]) -> list[tuple[int, int, tuple[str, ...]]]:
    """(start, end, names) of every group of names that stand together, in order."""
    if not names:
        return []
    longest = sorted(names, key=len, reverse=True)
    groups: list[tuple[int, int, tuple[str, ...]]] = []
    for match in re.finditer(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", text):
        if groups and JOINED.fullmatch(text[groups[-1][1] : match.start()]):
            start, _, before = groups.pop()
            groups.append((start, match.end(), (*before, match[0])))
        else:
            groups.append((match.start(), match.end(), (match[0],)))
    return groups


def _institutions(clause: str) -> tuple[str, ...]:
    verb = VERB.match(clause)
    if not verb:
        return ()
    rest = SENTENCE_BREAK.split(clause[verb.end() :])[0]
    places = (TAIL.sub("", place).strip(" ,;)") for place in ALSO.split(rest))
    return tuple(re.sub(r"^the\s+|\s+and$|\.\s*$", "", place) for place in places if place)
