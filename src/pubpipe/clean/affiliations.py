"""Read which institutions a sentence ties to which authors."""

import re
from collections.abc import Sequence

from pubpipe.clean.bylinewords import HAN, OFFICE
from pubpipe.clean.names import INSTITUTION

ROLE = (
    r"(?:(?:an?|the|currently|both|now|also|serving|as)\s+)*(?:[\w’'&/,-]+\s+){0,9}?"
    r"(?:professors?|lecturers?|researchers?|fellows?|scholars?|students?|candidates?|directors?|presidents?|"
    r"chairs?|scientists?|analysts?|advisers?|advisors?|associates?|members?|heads?|deans?|readers?|"
    r"economists?|historians?|lawyers?|correspondents?|editors?|reporters?|writers?|founders?|chairperson|"
    r"chairman|chairwoman|rector|secretary|instructors?|engineers?|doctors?|physicians?|managers?|partners?|"
    r"officers?|consultants?|specialists?|experts?|coordinators?|\w{3,}(?:ist|eer|ect|ician)s?)"
    r"(?:\s+(?:of|in|for|on|emeritus|emerita)\s+(?!the\s+(?:university|institute))[^.;]{1,80}?)?"
)
VERB = re.compile(
    rf"\s*,?\s*(?:is|are|was|were)\s+(?:(?:both|all|each|currently|also|respectively)\s+)*(?:affiliated|"
    rf"associated)\s+(?:with|to)\s+(?:the\s+(?=[a-z]))?"
    rf"|\s*,?\s*(?:is|are|was|were)\s+(?:(?:both|all|each|currently|also)\s+)*(?:with|at)\s+"
    rf"|\s*,?\s*(?:is|are|was|were)\s+{ROLE}\s*,?\s+(?:at|with|of|from|for)\s+"
    rf"|\s*,?\s*(?:(?:currently|also)\s+)?(?:teach(?:es)?|works?|studies|lectures?|"
    rf"serves?)\b[^.;]{{0,60}}?\s(?:at|for|with)\s+"
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
JOINED = re.compile(r"[\s,&、，]*(?:and|und|et|y|e|i|и|en|och|og|و|और|एवं|和|与)?[\s,&]*\Z", re.IGNORECASE)


# Where an institution stands in a sentence about its member. In Russian it would be in an oblique case: it is left alone.
PLACES = (
    re.compile(
        r"\s*,?\s*(?:es|son|fue|ha sido|trabaja|enseña|imparte|investiga|est|sont|enseigne|travaille|ist|sind|"
        r"arbeitet|lehrt|forscht|"
        r"è|sono|insegna|lavora|é|são|leciona|ensina|trabalha)\b.{0,90}?"
        r"(?:\b(?:en|na|no|da|do|del|de|à|au|an|am|im|beim|der|des|alla|al|dalla|della|del|nella|presso|pela|pelo)\s+|"
        r"\b(?:à l|de l|all|dell|nell|l)['’])(?:(?:la|el|le|der|dem|den|die|das|los|las|a|o)\s+|l['’])?"
        r"(?P<place>(?:(?-i:[A-ZÀ-Þ])[\w’-]+\s+){0,3}?(?:universi[dtsä]|institut|istitut|academi|académi|akademi|accademi|"
        r"colegio|collège|escuela|école|escola|scuola|hochschule|fakultät|faculté|facultad|facoltà|faculdade|centro|centre|"
        r"zentrum|museo|musée|museum|departamento|département|dipartimento|fundaci|fondation|fondazione|"
        r"stiftung|college|school|laborat|polit[eé]cn|polytechn|observat|consejo|conseil|cnrs|csic|cnr\\b)"
        r".*)",
        re.IGNORECASE,
    ),
    re.compile(r"[^.]{0,60}?\s(?:في|ب|لدى)\s?(?P<place>(?:جامعة|معهد|مركز|كلية|أكاديمية|مؤسسة|قسم)[^.،؛]*)"),
    re.compile(
        r"\s*[,，是为為现現任系就职於于在教]*(?P<place>[^，。,]*?(?:大学|大學|学院|學院|研究所|研究院|"
        r"中心)(?:[^，。,]{0,8}?(?:系|学院|學院|所|院))?)"
        r"(?=[^，。]{0,6}(?:教授|讲师|講師|研究员|研究員|学者|主任|博士|任教|院长|所长))"
    ),
    re.compile(r"\s*,?\s*(?P<place>(?:\S+ ){1,4}?(?:विश्वविद्यालय|संस्थान|महाविद्यालय|केंद्र|अकादमी)(?:, \S+)?)\s(?:में|के|की|से)\s"),
)
PLACE_END = re.compile(
    r",?\s+(?:y|e|et|und|i)\s+(?:autor\w*|auteur\w*|es|est|ist|è|é|ha|a|escribe|dirige|vive|scrive|schreibt|lebt|mora|"
    r"investiga|colabora|membro|miembro|membre|mitglied)\b.*\Z|,\s+(?:donde|où|wo|dove|onde)\b.*\Z",
    re.IGNORECASE,
)


CONTACT = re.compile(
    r"[\s.,;:()|–—-]*(?:\b(?:e-?mails?|correo(?: electrónico)?|courriel|orcid(?: id)?|tel(?:efon|éfono|efono)?|correspond\w*|"
    r"contact(?:o|to)?|contato|эл(?:ектронная)?\.? ?почта|почта)\b|البريد(?: الإلكتروني)?|邮箱|电子邮箱|ईमेल|"
    r"[\w.+-]+@[\w-]+\.\w|https?://orcid|\d{4}-\d{4}-\d{4}-\d{3}[\dX]).*\Z",
    re.IGNORECASE | re.DOTALL,
)
INTO = re.compile(
    r"\b(?:at|of|from|with|in|en|de|del|da|do|di|du|de la|de l['’]|au|à|an|am|im|der|des|alla|al|dell['’]|della|all['’]|"
    r"nell['’]|na|no|"
    r"presso|pela|pelo)(?:\s+|(?<=['’]))(?:(?:the|la|el|l['’]|le|der|dem|den|die|das|il|lo)\s*)?(?=\w)"
)


def place_of(text: str) -> str:
    """The institution of a marked note, without the person's office before it and the address for letters behind it."""
    whole, text = text, CONTACT.sub("", text).strip(" .,;")
    if text != whole.strip(" .,;") and not INSTITUTION.search(text):
        return ""
    text = _without_office(text)
    parts = [part for part in SENTENCE_BREAK.split(text) if INSTITUTION.search(part)]
    if not parts:
        return "" if len(text) < 3 else text
    place, found = parts[0], INSTITUTION.search(parts[0])
    if len(parts) < len(SENTENCE_BREAK.split(text)) or (found and OFFICE.search(place[: found.start()])):
        starts = [into.end() for into in INTO.finditer(place) if found and into.end() <= found.start()]
        place = place[starts[-1] :] if starts and OFFICE.search(place[: starts[-1]]) else place
    return _without_office(place.strip(" .,;"))


OFFICE_LEAD = re.compile(r"[^,;]{3,70},\s+(?=\S)")
HAN_OFFICE = re.compile(
    r"(?<=[\u4e00-\u9fff])(?:(?:特聘|客座|助理|副|高级|首席)?(?:教授|讲师|講師|研究员|研究員|博士(?:生|后)?|硕士生|学者|"
    r"工程师|主任|院长|所长|会员))\Z"
)
ARABIC_OFFICE = re.compile(
    r"(?:ال)?(?:أستاذ|باحث|محاضر|كاتب|مدير|طالب|رئيس|عضو|زميل)\S*(?: \S+){0,5}? (?:في |لدى |ب)(?=(?:ال)?(?:جامعة|معهد|مركز|"
    r"كلية|أكاديمية|مؤسسة|قسم))"
)


def _without_office(place: str) -> str:
    """ "Fellow, Institute of X" without the person's office: "Institute of X"."""
    lead = OFFICE_LEAD.match(place)
    if lead and OFFICE.search(lead[0]) and not INSTITUTION.search(lead[0]):
        place = place[lead.end() :]
    place = ARABIC_OFFICE.sub("", place, count=1)
    bare = HAN_OFFICE.sub("", place)
    return bare if INSTITUTION.search(bare) else place


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
    ends = "" if any(HAN.search(name) for name in names) else r"(?!\w)"
    spelt = {name.lower(): name for name in names}
    for match in re.finditer(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))}){ends}", text, re.IGNORECASE):
        if groups and JOINED.fullmatch(text[groups[-1][1] : match.start()]):
            start, _, before = groups.pop()
            groups.append((start, match.end(), (*before, spelt[match[0].lower()])))
        else:
            groups.append((match.start(), match.end(), (spelt[match[0].lower()],)))
    return groups


def behind_names(text: str, names: Sequence[str]) -> str:
    """What follows the names that a line begins with: " are film-makers." of "A and B are film-makers."."""
    groups = _subjects(text, names)
    return text[groups[0][1] :] if groups else ""


# "was until 2023 deputy head of X and now teaches at Y": the post of today.
ONCE = re.compile(r"\A\s*,?\s*(?:was|were)\s(?:[^.;]*?\band\s+(?:is\s+|are\s+)?(?:now|currently)\s+|until\b[^.;]*\Z)")


def _institutions(clause: str) -> tuple[str, ...]:
    clause = ONCE.sub(" ", clause)
    verb = VERB.match(clause)
    if not verb:
        return _foreign_place(clause)
    rest = SENTENCE_BREAK.split(clause[verb.end() :])[0]
    places = (TAIL.sub("", place).strip(" ,;)") for place in ALSO.split(rest))
    cut = (re.sub(r"^the\s+|\s+and$|\.\s*$", "", place) for place in places)
    return tuple(place for place in cut if place and not re.match(r"(?:its|his|her|their|our|a|an)\s", place))


# "A, M.Sc., Institute of X, Town": a list, no sentence.
LISTED = re.compile(r"\s*[,，]\s*(?:[A-Z][\w.]{1,5},\s*)?(?P<place>[^,;()，。.]+)(?:,[^.;。]*)?")


def _foreign_place(clause: str) -> tuple[str, ...]:
    """The institution of "es profesora de X en la Universidad de Y." and its like in other languages."""
    if (listed := LISTED.fullmatch(clause)) and INSTITUTION.search(listed["place"]):
        return (listed["place"].strip(),)
    sentence = re.split(r"[.;。।؛](?:\s|\Z)", clause, maxsplit=1)[0]
    found = next((match for form in PLACES if (match := form.match(sentence))), None)
    if not found:
        return ()
    place = PLACE_END.sub("", found["place"]).strip(" ,.،")
    return (place,) if place else ()
