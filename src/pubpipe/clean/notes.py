"""Tell the notes that stand beside an article from the article, and say what each is."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pubpipe.article import NoteKind
from pubpipe.clean.lines import count_words
from pubpipe.clean.names import VERB, named_in, read_affiliations

# A mark at the start of a note. "**" that also ends the line is bold markup of a plain text, not a mark.
MARK = re.compile(r"\s*(\*{1,4}|†{1,2}|‡{1,2}|§|¶|#(?=[A-Z])|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\[\d{1,3}\](?!\())\s*(?=[^\s*])")
NUMBERED = re.compile(r"\s*(\d{1,3})[.)]?\s+(?=\S)")
NOTES_HEADING = re.compile(
    r"(?:foot|end)?notes|notas(?: al pie)?|notes de bas de page|anmerkungen|fußnoten|примечания", re.IGNORECASE
)
ABOUT_HEADING = re.compile(
    r"about the (?:authors?|writers?|contributors?)|author bios?|contributors|sobre (?:el|la|los|las|o|"
    r"a) autor(?:es|a)?|à propos de l['’]auteur|über (?:den|die) autor(?:en|in)?",
    re.IGNORECASE,
)

VIEWS = r"(?:opinions?|views?|thoughts|perspectives?|statements|conclusions)"
DISCLAIMER = re.compile(
    rf"\b{VIEWS}\b.{{0,80}}\b(?:author(?:s|['’]s|s['’])?|writer(?:s|['’]s|s['’])?|contributor(?:s|['’]s)?|"
    rf"his own|her own|their own|personal|solely|those of)\b"
    rf"|\b(?:do|does|may|might|should|need) not (?:necessarily |always |be taken to )?(?:reflect|represent|"
    rf"express|constitute)\b.{{0,60}}\b(?:{VIEWS}|polic(?:y|ies)|positions?|stance|endorsement)\b"
    r"|\b(?:does|do) not (?:necessarily )?endorse\b.{0,80}\b(?:responsib|content|views|opinions)"
    r"|\b(?:for )?(?:general )?(?:informational|information|educational) purposes only\b"
    r"|\b(?:does not constitute|is not intended as|should not be (?:taken|construed) as) .{0,40}\badvice\b"
    rf"|\b(?:las opiniones|les opinions|die meinungen|le opinioni|as opiniões|"
    rf"les opinions)\b.{{0,80}}\b(?:autor|auteur|autore)",
    re.IGNORECASE,
)
EDITOR = re.compile(
    r"(?:editor(?:s|['’]s|s['’]|ial)? note|note from the editors?|ed\.? ?note|editor['’]s comment|"
    r"note to readers?|translator['’]s note|nota (?:del editor|de la redacción)|note de la rédaction|"
    r"anm(?:erkung)?\.? d(?:er)? red(?:aktion)?)\b\s*[:.—–-]",
    re.IGNORECASE,
)
CORRECTION = re.compile(
    r"(?:correction|corrections|clarification|corrected|update|updated)\b(?:\s*\([^)]{1,40}\)|"
    r",? [\w ,]{1,30}\d{4})?\s*[:—–]|(?:an )?earlier version of this (?:article|story|post|piece)|"
    r"this (?:article|story|post|piece) (?:has been|was) (?:corrected|updated|amended)",
    re.IGNORECASE,
)
FUNDING = re.compile(
    r"(?:funding|acknowledge?ments?|financial support|disclosure|competing interests?|"
    r"conflicts? of interest)\b(?: statement)?\s*[:.—–]|(?:this|the) (?:work|research|study|article|project|"
    r"reporting|story) (?:was|is|has been) (?:partly |partially |in part )?(?:funded|supported|financed|"
    r"made possible)\b|.{3,80}\breceive[sd]? funding from\b|"
    r".{3,80}\bdo(?:es)? not work for, consult, own shares\b",
    re.IGNORECASE,
)
SOURCE = re.compile(
    r"(?:sources?|via|fuente|quelle|fonte)\s*:\s*\S|(?:this|the) (?:article|story|post|piece|essay|text|"
    r"interview|commentary) (?:(?:was|is|has been) )?(?:(?:first|originally) (?:appeared|published|posted)|"
    r"(?:re)?published (?:here |from |with |by |under |on |in |courtesy)|(?:re)?printed|(?:first|"
    r"originally) ran|is part of|is an? (?:edited )?(?:extract|excerpt))|(?:first|originally) (?:published|"
    r"appeared|posted) (?:in|on|by|at)\b|read the original (?:article|story)",
    re.IGNORECASE,
)
ABOUT_AUTHOR = re.compile(
    r"(?:about the authors?\s*[:.—–]\s*)?the (?:author|writer|co-?author)s? (?:is|are|was|were|has|have|teach|"
    r"teaches|works?|writes?)\b|about the authors?\s*[:.—–]\s*\S",
    re.IGNORECASE,
)
# A note's label goes: the edition sets its own, in its own language.
LABEL = re.compile(
    r"(?:editor(?:s|['’]s|s['’]|ial)? note|note from the editors?|nota del editor|note de la rédaction|correction|clarification"
    r"|funding|disclaimer|disclosure|about the authors?|author bio|source)\s*[:—–]\s*(?=\S)",
    re.IGNORECASE,
)
LIFE = re.compile(
    r"\s*,?\s*(?:\([^)]{1,60}\)\s*)?,?\s*(?:is|are|was|were|has|have|writes?|teach(?:es)?|works?|lives?|"
    r"serves?|covers?|reports?|studies|studied|holds?|joined|leads?|runs?|an?|the|currently|received|earned|"
    r"specializes|specialises|contributes?)\b",
    re.IGNORECASE,
)
VIEWS_OF = re.compile(
    r"\b(?:of|by|at)\s+((?:The|the|El|La|Le|Les|Die|Der|Das)\s+)?((?:[A-Z][\w’'&.-]*|of|and|for|de|la|du|"
    r"&)(?:\s+(?:[A-Z0-9][\w’'&-]*|of|and|for|the|de|la|du|des|&))*)"
)


class Found(NamedTuple):
    """A note as it was read from one line; `is_end` where only the site follows such a note."""

    marker: str
    kind: NoteKind
    text: str
    authors: tuple[str, ...]
    is_end: bool


def read_note(
    text: str, names: Sequence[str], *, late: bool, numbered: bool = False, about: bool = False, rest: str = ""
) -> Found | None:
    """Read a line as a note; None where it is text of the article.

    Args:
        names: The authors.
        late: Whether most of the article is above the line. Above that, only a wording that cannot be mistaken counts.
        numbered: Whether it stands below a heading such as "Notes", where a plain number is a mark.
        about: Whether it stands below "About the author".
        rest: The other lines: a mark that none of them refers to makes no footnote.
    """
    marker, body = split_mark(text, numbered)
    kind = kind_of(body, names, late=late or bool(marker), about=about)
    if kind is None and marker and late:
        kind = (
            NoteKind.AFFILIATION
            if _names_place(body)
            else NoteKind.FOOTNOTE
            if numbered or _is_referred_to(marker, rest)
            else None
        )
    if kind is None or (kind is not NoteKind.FOOTNOTE and count_words(body) > 250):
        return None
    body = body[label.end() :] if (label := LABEL.match(body)) else body
    is_end = late and kind in (NoteKind.AFFILIATION, NoteKind.DISCLAIMER, NoteKind.BIO)
    return Found(marker, kind, body, _authors_of(body, kind, names), is_end)


def split_mark(text: str, numbered: bool = False) -> tuple[str, str]:
    """("*", "text") of a line that begins with a mark, otherwise ("", line)."""
    found = MARK.match(text) or (NUMBERED.match(text) if numbered else None)
    if not found or _is_bold(text, found[1]):
        return "", text.strip()
    return found[1].strip("[]"), text[found.end() :].strip()


def _is_bold(text: str, mark: str) -> bool:
    """Whether stars are the markup of a plain text ("**Heading**", "*emphasis* at the start") and no mark of a note."""
    return mark.startswith("*") and text.count(mark) > 1


def kind_of(body: str, names: Sequence[str], *, late: bool, about: bool = False) -> NoteKind | None:
    """What a note is, by its wording; None where the wording is that of an article."""
    words = count_words(body)
    for kind, pattern in (
        (NoteKind.EDITOR, EDITOR),
        (NoteKind.CORRECTION, CORRECTION),
        (NoteKind.FUNDING, FUNDING),
        (NoteKind.SOURCE, SOURCE),
    ):
        if words <= 120 and pattern.match(body) and (late or kind in (NoteKind.EDITOR, NoteKind.CORRECTION)):
            return kind
    if words <= 120 and DISCLAIMER.search(body) and (late or re.match(r"disclaimer\b", body, re.IGNORECASE)):
        return NoteKind.DISCLAIMER
    return _kind_of_person(body, names, words, about) if late else None


def _kind_of_person(body: str, names: Sequence[str], words: int, about: bool) -> NoteKind | None:
    """Affiliation where a line only ties authors to institutions, bio where it tells more of them."""
    first = next(
        (
            name
            for name in names
            if re.match(rf"(?:about\s+)?(?:(?:dr|prof|professor|mr|mrs|ms)\.?\s+)?{re.escape(name)}(?!\w)", body, re.IGNORECASE)
        ),
        None,
    )
    if first and words <= 60 and read_affiliations(body, names):
        return NoteKind.AFFILIATION
    if first and words <= 200 and LIFE.match(body[body.lower().index(first.lower()) + len(first) :]):
        return NoteKind.BIO
    if words <= 200 and ABOUT_AUTHOR.match(body):
        return NoteKind.AFFILIATION if words <= 30 and VERB.search(body) else NoteKind.BIO
    return NoteKind.BIO if about and 6 <= words <= 200 else None


def _is_referred_to(marker: str, rest: str) -> bool:
    """Whether the mark stands behind a word in some other line, as in "a measure* of"."""
    sign = rf"\[{re.escape(marker)}\]" if marker.isascii() and marker.isdigit() else rf"{re.escape(marker)}(?![\w*])"
    return re.search(rf"[^\W\d_]{{2}}[.,;:!?”’\"')]*{sign}", rest) is not None


def _names_place(body: str) -> bool:
    return count_words(body) <= 30 and bool(
        re.match(
            r"(?:[\w’'&,.-]+\s+){0,8}?(?:University|Institute|College|Academy|School of|Department of|Faculty of|"
            r"Cent(?:re|er) for)\b",
            body,
        )
    )


def _authors_of(body: str, kind: NoteKind, names: Sequence[str]) -> tuple[str, ...]:
    if kind not in (NoteKind.AFFILIATION, NoteKind.BIO):
        return ()
    told = named_in(body, names)
    return told or (tuple(names) if ABOUT_AUTHOR.match(body) or len(names) == 1 else ())


def publication_of(disclaimers: Sequence[str], others: Sequence[str]) -> str:
    """The magazine's name, where a disclaimer speaks of it and a line of the site begins with it; "" where that is not sure."""
    for text in disclaimers:
        for match in VIEWS_OF.finditer(text):
            name = f"{match[1] or ''}{match[2]}".strip(" .")
            if len(name) > 3 and any(re.match(rf"\W*{re.escape(name)}(?!\w)", other, re.IGNORECASE) for other in others):
                return name[0].upper() + name[1:]
    return ""
