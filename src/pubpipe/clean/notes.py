"""Tell the notes that stand beside an article from the article, and say what each is."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pubpipe.article import NoteKind
from pubpipe.clean.affiliations import SENTENCE_BREAK, VERB, behind_names, read_affiliations
from pubpipe.clean.bylinewords import OFFICE as OFFICE_WORD
from pubpipe.clean.creditwords import credit_of, is_translation_credit
from pubpipe.clean.dates import is_history, is_time
from pubpipe.clean.lines import count_words, ends_sentence, small
from pubpipe.clean.names import HONORIFIC, INSTITUTION, named_in
from pubpipe.clean.notewords import disowns, is_disclaimer, label_of, opening_of, opens_correction
from pubpipe.clean.tailwords import tail_kind

# A mark at the start of a note. "**" that also ends the line is bold markup of a plain text, not a mark.
# A list of HTML puts its number before the mark.
MARK = re.compile(
    r"\s*(?:\d{1,2}\.\s+(?=[*†‡§¶]))?(\*{1,4}|†{1,2}|‡{1,2}|§|¶|#(?=[A-Z])|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\[\d{1,3}\](?!\())\s*(?=[^\s*])"
)
NUMBERED = re.compile(r"\s*(\d{1,3})[.)]?\s+(?=\S)")
NOTES_HEADING = re.compile(
    r"(?:foot|end)?notes|notas(?: al pie)?|notes de bas de page|anmerkungen|fußnoten|note a piè di pagina|note|"
    r"примечания|сноски|هوامش|الهوامش|注释|註釋|注|टिप्पणियाँ|पाद टिप्पणियाँ",
    re.IGNORECASE,
)
ABOUT_HEADING = re.compile(
    r"(?:об авторах?|об авторе|(?:عن|نبذة عن) (?:ال)?(?:كاتب|كاتبة|مؤلف|كاتبين)|作者(?:简介|簡介|介绍)|关于作者|著者紹介|"
    r"लेखक(?:ों)? (?:का परिचय|के बारे में)|लेखक परिचय|l['’]autore|l['’]autrice|gli autori|zur person|"
    r"les auteurs|l['’]auteure?)|"
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
    r"|\b(?:does not constitute|is not intended as|should not be (?:taken|construed) as) .{0,40}\badvice\b",
)
ABOUT_AUTHOR = re.compile(
    r"(?:about the authors?\s*[:.—–]\s*)?the (?:author|writer|co-?author)s?(?:, [^,]{4,50},)? (?:is|are|was|were|has|have|"
    r"teach|"
    r"teaches|works?|writes?)\b|about the authors?\s*[:.—–]\s*\S|"
    r"(?:el autor|la autora|l['’]auteure?|l['’]autrice|der autor|die autorin|l['’]autore|o autor|"
    r"a autora)(?:, [^,]{4,50},)? (?:es|est|ist|è|é|fue|war|foi)\b|"
    r"(?:los autores|las autoras|les auteure?s|die autor(?:en|innen)|gli autori|le autrici|os autores|as autoras) "
    r"(?:son|sont|sind|sono|são)\b|автор(?:ы)? — |об авторе\b|(?:ال)?(?:كاتب|كاتبة) (?:أستاذ|باحث|صحف|كاتب)|"
    r"(?:本文)?作者(?:是|为|為|系|现)|(?:लेखक|लेखिका|लेखकद्वय)\s.{2,100}(?:हैं|है)।?.{0,40}\Z|"
    r"(?:the )?(?:author|writer)s?\s.{3,60}\b(?:professor|lecturer|journalist|fellow|novelist)\b",
    re.IGNORECASE,
)
# What follows an author's name where a line tells of the author.
LIFE = re.compile(
    r"\s*,?\s*(?:\([^)]{1,60}\)\s*)?,?\s*(?:(?:is|are|was|were|has|have|writes?|teach(?:es)?|works?|lives?|"
    r"serves?|covers?|reports?|studies|studied|holds?|joined|leads?|runs?|an?|the|currently|received|earned|"
    r"specializes|specialises|contributes?|grew|directs?|edits?|"
    r"es|son|fue|ha|han|trabajan?|enseñan?|escriben?|dirigen?|viven?|imparten?|coordinan?|investigan?|"
    r"est|sont|a|ont|travaillent?|enseigne(?:nt)?|écrit|dirige(?:nt)?|vit|collabore(?:nt)?|"
    r"ist|sind|war|hat|arbeite[nt]{1,2}|lehr(?:t|en)|forsch(?:t|en)|leb(?:t|en)|schreib(?:t|en)|leite[nt]{1,2}|"
    r"studier(?:t|te)|"
    r"è|sono|insegnano?|lavorano?|scrivono?|scrive|dirige|vivono|vive|si|collaborano?|"
    r"é|são|foi|trabalham?|ensinam?|escrevem?|dirigem?|vivem?|moram?|lecionam?|tem|"
    r"работа[ею]т|преподаёт|преподает|пишет|живёт|живет|является|родил(?:ся|ась)|возглавляет|окончила?|"
    r"हैं|है|एक)(?!\w)|[—–-]\s|"
    r"(?:هو|هي|أستاذ|كاتب|باحث|صحف|محاضر|مدير|طالب|طبيب|مهندس|مؤرخ|شاعر|روائي|ناقد|عضو|رئيس|يعمل|تعمل|يكتب|تكتب|"
    r"يدرس|تدرس|يقيم|تقيم|يعيش|تعيش)|(?:是|为|為|现|現|系|曾|毕业|生于|[，,、]))",
    re.IGNORECASE,
)
OFFICE = re.compile(
    r"प्रोफ़ेसर|प्रोफेसर|पत्रकार|लेखक|लेखिका|शोधकर्ता|शोधार्थी|व्याख्याता|संपादक|शिक्षक|निदेशक|वैज्ञानिक|"
    r"इतिहासकार|कवि|रहते|रहती|लिखते|लिखती|"
    r"पढ़ाते|पढ़ाती|教授|讲师|講師|研究员|研究員|作家|记者|記者|编辑|編輯|撰稿人|学者|學者|博士|馆长|诗人|主任|研究者|"
    r"доктор|кандидат|профессор|доцент|журналист|писатель|историк|научный|редактор|корреспондент|сотрудник"
)
MOST_LENGTH = 4000  # characters: a line of more is no note, and patterns that look ahead take long over it
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
    text: str,
    names: Sequence[str],
    *,
    late: bool,
    numbered: bool = False,
    about: bool = False,
    is_referred: Callable[[str], bool] = lambda marker: False,
) -> Found | None:
    """Read a line as a note; None where it is text of the article.

    Args:
        names: The authors.
        late: Whether most of the article is above the line. Above that, only a wording that cannot be mistaken counts.
        numbered: Whether it stands below a heading such as "Notes", where a plain number is a mark.
        about: Whether it stands below "About the author".
        is_referred: Whether another line refers to a mark: without that it makes no footnote.
    """
    marker, body = split_mark(text, numbered)
    kind = kind_of(body, names, late=late or bool(marker), about=about)
    if kind is None and marker and late:
        kind = NoteKind.AFFILIATION if _names_place(body) else NoteKind.FOOTNOTE if numbered or is_referred(marker) else None
    if kind is None or (kind is not NoteKind.FOOTNOTE and count_words(body) > 250):
        return None
    body = body[label[1] :] if (label := label_of(body)) else body
    is_of_views = kind is NoteKind.DISCLAIMER and bool(label or DISCLAIMER.search(small(body)) or is_disclaimer(body))
    is_end = late and (is_of_views or kind in (NoteKind.AFFILIATION, NoteKind.BIO))
    return Found(marker, kind, body, _authors_of(body, kind, names), is_end)


def note_as(
    text: str, kind: NoteKind, names: Sequence[str], marker: str | None = None, authors: Sequence[str] | None = None
) -> Found:
    """A line as the note that a person says it is; what they leave open is read from the line."""
    mark, body = split_mark(text)
    body = body[label[1] :] if (label := label_of(body)) and label[0] is kind else body
    told = _authors_of(body, kind, names) if authors is None else tuple(authors)
    return Found(mark if marker is None else marker, kind, body, told, False)


def read_tail(text: str, names: Sequence[str]) -> Found | None:
    """Read a line that stands below the whole text, where fewer words are enough to tell that it speaks of the piece."""
    marker, body = split_mark(text)
    kind = kind_of(body, names, late=True) or tail_kind(bare_of(body), count_words(body))
    if kind is None and count_words(body) <= 60 and disowns(bare_of(body)):
        kind = NoteKind.DISCLAIMER
    return Found(marker, kind, body, _authors_of(body, kind, names), False) if kind else None


def why_note(found: Found, text: str) -> tuple[str, str]:
    """(rule, reason) of a line that was read as a note: what can be pointed at in it, the surest first."""
    _, body = split_mark(text)
    if found.marker and found.kind in (NoteKind.AFFILIATION, NoteKind.FOOTNOTE):
        return "note-mark", f"begins with the mark {found.marker!r}, as notes do"
    if label := label_of(body):
        return "note-label", f"begins with {body[: label[1]].strip()!r}, which heads such notes"
    if found.kind is NoteKind.DISCLAIMER:
        return "note-wording", "is worded as disclaimers are"
    if found.authors:
        return "note-author", f"tells of {', '.join(found.authors)}"
    return "note-wording", f"is worded as a note of this kind ({found.kind.value}) is"


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
    """What a note is, by its label or its wording; None where the wording is that of an article.

    A label that is also an everyday word ("Note:", "Source:", "Aviso:") counts only late, and gives way to the wording.
    """
    words = count_words(body)
    if words > 200 or len(body) > MOST_LENGTH:
        return None
    body = bare_of(body)
    label = label_of(body)
    if label and is_time(body[label[1] :]):
        return None  # "Updated: May 4, 2026" is a date line
    if label and label[0] in (NoteKind.EDITOR, NoteKind.CORRECTION) and words <= 120:
        return label[0]
    if is_translation_credit(body, words):
        return NoteKind.SOURCE
    if not late:
        is_labelled = label is not None and label[0] is NoteKind.DISCLAIMER and DISCLAIMER.search(small(body))
        return NoteKind.DISCLAIMER if is_labelled else NoteKind.CORRECTION if opens_correction(body) else None
    if label and label[0] in (NoteKind.FUNDING, NoteKind.SOURCE, NoteKind.BIO) and words <= 120:
        return label[0]
    if words <= 120 and (kind := opening_of(body)):
        return _told_apart(kind, body)
    if words <= 120 and (DISCLAIMER.search(small(body)) or is_disclaimer(body)):
        return NoteKind.DISCLAIMER
    if CONTACT.match(body) and words <= 60:
        return NoteKind.AFFILIATION
    if is_history(body):
        return NoteKind.SOURCE
    if kind := credit_of(body, words):
        return _told_apart(kind, body)
    if words <= 60 and any(credit_of(part, count_words(part)) is NoteKind.EDITOR for part in SENTENCE_BREAK.split(body)[1:]):
        return NoteKind.EDITOR
    return _kind_of_person(body, names, words, about)


APPEARED = re.compile(
    r"appear|published|publish|publicó|apareci|publicad|\bparu|publiée?\b|erschien|veröffentlicht|uscit|pubblicat|apparsa|"
    r"saiu|вышл|"
    r"опубликован|نشر|发表|刊|प्रकाशित",
    re.IGNORECASE,
)
WRONG = re.compile(
    r"misstat|incorrect|wrong|error|corrig|correct|fälschlich|korrigiert|berichtigt|erron|\berr|ошиб|исправ|misspel|\bsaid\b|"
    r"\bstated|decía|"
    r"decía|indiquait|\bhieß|\bstand\b|indicava|dizia|говорил|خطأ|تصحيح|错|误|更正|ग़लत|सुधार",
    re.IGNORECASE,
)
MONEY = re.compile(
    r"fund|grant|support|financ|soutien|subvention|förder|finanz|mittel|unterstütz|sostegn|apoio|apoyo|грант|поддерж|финанс|تمويل|دعم|资助|"
    r"基金|अनुदान|सहयोग|"
    r"thank|agradec|remerci|dank|ringrazi|благодар|شكر|感谢|आभार",
    re.IGNORECASE,
)


def _told_apart(kind: NoteKind, body: str) -> NoteKind:
    """An earlier version that appeared elsewhere is no correction, and what authors declare is not always money."""
    if kind is NoteKind.CORRECTION and APPEARED.search(body) and not WRONG.search(body):
        return NoteKind.SOURCE
    if kind is NoteKind.FUNDING and not MONEY.search(body):
        return NoteKind.DISCLAIMER
    return kind


TASHKEEL = re.compile(r"[\u064b-\u0652\u0640]")
ENCLOSED = re.compile(r"[(（\[]\s*([^()（）\[\]]+?)\s*[)）\]]\W*")


def bare_of(body: str) -> str:
    """A note's text as its wording is read: out of its brackets, and Arabic without vowel signs."""
    enclosed = ENCLOSED.fullmatch(body)
    return TASHKEEL.sub("", enclosed[1] if enclosed else body)


CONTACT = re.compile(
    r"(?:\w+ )?(?:correspondence|author for correspondence|corresponding author|contact the author|autora?(?:es)? (?:de|para|"
    r"por) correspond\w+|"
    r"autora? correspondiente|correspondencia|auteure? correspondante?|correspondance|korrespondenzadresse|"
    r"korrespondenz(?:autor\w*)?|"
    r"kontakt zu(?:m|r) autor\w*|autor\w* corrispondente|corrispondenza|correspondência|автор для (?:корреспонденции|"
    r"переписки)|"
    r"для корреспонденции|контактное лицо|(?:ال)?(?:مؤلف|باحث) المراسل|للمراسلة|通[讯信訊]作者|संपर्क लेखक|"
    r"पत्राचार)\b.{0,40}?[:：.—–(]|"
    r"(?:orcid)\s*[:：]\s*\S+[\d]\S*",
    re.IGNORECASE,
)
BORN = re.compile(
    r"(?:born|née?s?|nacid[oa]s?|nat[oai]|geboren|nascid[oa]|родил\w+|урожен\w+|ولد|وُلد|生于|出生|जन्म)\b.{0,90}", re.IGNORECASE
)


def _kind_of_person(body: str, names: Sequence[str], words: int, about: bool) -> NoteKind | None:
    """Affiliation where a line only ties authors to institutions, bio where it tells more of them."""
    if words > 200:
        return None
    first = _first_name(body, names)
    after = behind_names(body, names) if first else ""
    if first and words <= 60 and read_affiliations(body, names) and not _tells_more(body, names):
        return NoteKind.AFFILIATION
    if first and (LIFE.match(after) or (words <= 60 and OFFICE.search(after) and not after.lstrip().startswith((":", "：")))):
        return NoteKind.BIO
    if first and 5 <= words <= 120 and " " in first and ends_sentence(body) and TELLS.match(after) and not SAID.match(after):
        return NoteKind.BIO  # a line below the text that begins with its author's whole name tells of them
    if _begins_with_surname(body, names) or (BORN.match(body) and named_in(body[:140], names)):
        return NoteKind.BIO
    if _names_office_first(body, names) or (words <= 40 and AUTHOR_DOES.match(body)):
        return NoteKind.BIO
    if ABOUT_AUTHOR.match(body):
        return NoteKind.AFFILIATION if words <= 30 and VERB.search(body) else NoteKind.BIO
    return NoteKind.BIO if about and words >= 6 else None


SAID = re.compile(
    r"\s*(?:(?:says?|said|asks?|asked|tells?|told|replied|adds?|added|dice|dijo|pregunta|dit|déclare|demande|sagt|sagte|fragt|"
    r"dice|disse|chiede|diz|pergunta|говорит|сказал|спрашивает)(?!\w)|[:：«“\"])",
    re.IGNORECASE,
)
TELLS = re.compile(r"\s*(?:\([^)]{2,60}\)|,|\s[–—-]|\s(?=[^\W\d_])(?!(?-i:[A-ZÀ-ÞА-ЯЁ])))")
FAMILY_NAME = re.compile(r"[^\W\d_][\w’'-]{2,}\Z")


def _begins_with_surname(body: str, names: Sequence[str]) -> bool:
    """ "Dr. Marsh is a reader in …", "Никифорова Пелагея Семёновна — …": an author by the last name."""
    lead = HONORIFIC.match(body)
    rest = body[lead.end() :] if lead else body
    for family in (found[0] for name in names if len(name.split()) > 1 and (found := FAMILY_NAME.search(name))):
        if not re.match(rf"{re.escape(family)}(?!\w)", rest):
            continue
        after = re.sub(r"\A(?:[ ,]+(?-i:[A-ZÀ-ÞА-ЯЁ])[\w’'.-]*){0,3}(?=\s+[—–-]\s|,\s)", "", rest[len(family) :])
        if (LIFE.match(after) and not SAID.match(after)) and (
            lead or after.lstrip()[:1] in "—–-," or OFFICE.search(after) or INSTITUTION.search(after) or BIO_WORD.search(after)
        ):
            return True
    return False


# "Die Autorin arbeitet als …": the author by that word, and what they do.
AUTHOR_DOES = re.compile(
    r"(?:the (?:author|writer)s?|el autor|la autora|l[oa]s autor[ea]s|l['’]aut(?:eure?|rice|ore)|les aut\w+|der autor|"
    r"die autor(?:in|en|innen)|"
    r"gli autori|le autrici|[oa]s? autor[ea]?s?)\s+(?!of\b|de\b|du\b|di\b|do\b|da\b|des\b|der\b|and\b|und\b|"
    r"et\b)(?-i:[a-zà-ÿ]{2,})\s|"
    r"автор(?:ы)?\s+(?:работа|живёт|живет|преподаёт|преподает|пишет|занима)\w*|(?:الكاتب|الكاتبة)\s+(?:ي|ت)\w+|作者(?:现|曾|任|毕业|"
    r"居)",
    re.IGNORECASE,
)


def _names_office_first(body: str, names: Sequence[str]) -> bool:
    """ "Journaliste et photographe, Ada Example vit à …": what an author does, and then the name."""
    for name in names:
        at = body.find(name)
        lead = body[:at].rstrip()
        is_lead = 3 <= at <= 80 and lead.endswith((",", "，", "،")) and "." not in lead and OFFICE_WORD.search(lead) is not None
        after = body[at + len(name) :]
        if is_lead and LIFE.match(after) and not SAID.match(after):
            return True
    return False


BIO_WORD = re.compile(
    r"\b(?:professor|author of|writer|lecturer|fellow|director|researcher|teaches|reporter|journalist|editor|novelist|"
    r"historian|poet|"
    r"profesora?|autora? de|escritora?|periodista|investigadora?|maîtresse? de|auteure? d|écrivaine?|journaliste|chercheu\w+|"
    r"autor\w* von|schriftsteller\w*|journalist\w*|professor\w*|docente|autore d|autrice d|scrittor\w+|giornalista|jornalista|"
    r"escritora?)\b",
    re.IGNORECASE,
)


def _first_name(body: str, names: Sequence[str]) -> str | None:
    """The author whom a line begins with."""
    lead = HONORIFIC.match(body)
    rest = body[lead.end() :] if lead else re.sub(r"^about\s+", "", body, flags=re.IGNORECASE)
    return next(
        (name for name in names if rest.lower().startswith(name.lower()) and named_in(rest[: len(name) + 1], [name])), None
    )


def _tells_more(body: str, names: Sequence[str]) -> bool:
    """Whether a sentence after the first names no author, as in "Her next book is about salt."."""
    return any(not named_in(sentence, names) and count_words(sentence) > 3 for sentence in SENTENCE_BREAK.split(body)[1:])


def is_referred_to(marker: str, rest: str) -> bool:
    """Whether the mark stands behind a word in some other line, as in "a measure* of"."""
    sign = rf"\[{re.escape(marker)}\]" if marker.isascii() and marker.isdigit() else rf"{re.escape(marker)}(?![\w*])"
    return any(_ends_word(rest, found.start()) for found in re.finditer(sign, rest))


def _ends_word(text: str, end: int) -> bool:
    """Whether two letters stand before a place, with nothing but signs between."""
    while end > 0 and text[end - 1] in ".,;:!?”’\"')":
        end -= 1
    return end > 1 and re.fullmatch(r"[^\W\d_]{2}", text[end - 2 : end]) is not None


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
    told = named_in(body, names) or _by_family(body, names)
    is_of_all = ABOUT_AUTHOR.match(body) or AUTHOR_DOES.match(body) or len(names) == 1
    return told or (tuple(names) if is_of_all else ())


def _by_family(body: str, names: Sequence[str]) -> tuple[str, ...]:
    """The authors whose last name a note begins with."""
    lead = HONORIFIC.match(body)
    rest = body[lead.end() :] if lead else body
    return tuple(
        name for name in names if (found := FAMILY_NAME.search(name)) and re.match(rf"{re.escape(found[0])}(?!\w)", rest)
    )


def in_full(body: str, names: Sequence[str]) -> str:
    """A note that begins with an author's last name, with the whole name in its place."""
    told = _by_family(body, names)
    if not told or named_in(body, names):
        return body
    lead = HONORIFIC.match(body)
    rest = body[lead.end() :] if lead else body
    return told[0] + rest[len(told[0].split()[-1]) :]


def publication_of(disclaimers: Sequence[str], others: Sequence[str]) -> str:
    """The magazine's name, where a disclaimer speaks of it and a line of the site begins with it; "" where that is not sure."""
    for text in disclaimers:
        for match in VIEWS_OF.finditer(text):
            name = f"{match[1] or ''}{match[2]}".strip(" .")
            if len(name) > 3 and any(re.match(rf"\W*{re.escape(name)}(?!\w)", other, re.IGNORECASE) for other in others):
                return name[0].upper() + name[1:]
    return ""
