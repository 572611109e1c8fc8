"""Read the day that a date line states; a date in running text is never taken."""

import re
from datetime import date

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene janvier janv januar jänner gennaio gen janeiro gener xaneiro января янв يناير जनवरी",
            "february feb febrero février févr fevrier februar febbraio fevereiro fev febrer febreiro февраля февр "
            "فبراير फ़रवरी फरवरी",
            "march mar marzo mars märz maerz março març марта мар مارس मार्च",
            "april apr abril abr avril avr aprile апреля апр أبريل ابريل إبريل نيسان अप्रैल",
            "may mayo mai maggio mag maio maig мая مايو ماي أيار मई",
            "june jun junio juin juni giugno giu junho juny xuño июня июн يونيو حزيران जून",
            "july jul julio juillet juil juli luglio lug julho juliol xullo июля июл يوليو تموز जुलाई",
            "august aug agosto ago août aout agost августа авг أغسطس اغسطس آب अगस्त",
            "september sep sept septiembre septembre settembre set setembro setembre сентября сент سبتمبر أيلول सितंबर सितम्बर",
            "october oct octubre octobre oktober okt ottobre ott outubro out octubre октября окт أكتوبر اكتوبر अक्टूबर अक्तूबर",
            "november nov noviembre novembre novembro ноября нояб نوفمبر नवंबर नवम्बर",
            "december dec diciembre dic décembre déc decembre dezember dez dicembre dezembro desembre decembro декабря дек "
            "ديسمبر दिसंबर दिसम्बर",
        ),
        1,
    )
    for name in names.split()
}
NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|\.)?"
YEAR = r"(?P<year>(?:19|20)\d\d)"
FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<![^\W\d_])(?P<month>{NAMES})\.?\s+{DAY},?\s+{YEAR}(?!\d)",
        rf"(?<!\d){DAY}[\s-]*(?:de |d['’]|of |من )?\s*(?P<month>{NAMES})\.?,?[\s/-]*(?:de |del )?\s*{YEAR}(?!\d)",
        r"\b(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
        r"(?P<year>(?:19|20)\d\d)\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日",
        rf"\b(?P<day>\d{{1,2}})\.\s*(?P<month>\d{{1,2}})\.\s*{YEAR}\b",  # 3.4.2026 is day first wherever dots are written
        rf"\b(?P<day>1[3-9]|2\d|3[01])[/-](?P<month>\d{{1,2}})[/-]{YEAR}\b",  # no month is above 12
        rf"\b(?P<month>\d{{1,2}})[/-](?P<day>1[3-9]|2\d|3[01])[/-]{YEAR}\b",
    )
)
DIGIT = re.compile(r"\d")
LONGEST = 140  # characters of a line that is nothing but a date
# Dates that are no whole day, or that two countries read in two ways; their line is a date line all the same.
VAGUE = re.compile(
    rf"\b(?:{NAMES})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b|\b\d{{1,2}}\s+(?:{NAMES})(?![^\W\d_])|"
    rf"\b\d{{1,2}}[/-]\d{{1,2}}[/-]\d{{2,4}}\b|\b(?:{NAMES})\s+{YEAR}\b",
    re.IGNORECASE,
)
WEEKDAYS = (
    "mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|"
    "lunes|martes|miércoles|jueves|viernes|sábado|domingo|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do|fr|sa|so|"
    "lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|segunda|terça|quarta|quinta|sexta|feira|"
    "понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|"
    "الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد|"
    "सोमवार|मंगलवार|बुधवार|गुरुवार|शुक्रवार|शनिवार|रविवार|星期[一二三四五六日天]|周[一二三四五六日]"
)
AROUND = re.compile(
    r"(?<![^\W\d_])(?:first|last|originally)?\s*(?:[ap]\.?m\.?|published|updated|posted|modified|reviewed|"
    r"created|written|released|"
    r"publicad[oa]|publié|veröffentlicht|erschienen|pubblicato|actualizad[oa]|atualizad[oa]|mis à jour|mise à jour|"
    r"aktualisiert|aggiornato|fecha|datum|stand|data|última actualización|ultimo aggiornamento|дата|опубликовано|"
    r"обновлено|публикации|года|г|نشر|نُشر|نشرت|تاريخ النشر|آخر تحديث|تحديث|بتاريخ|في|م|发布时间|发布日期|发布于|发表于|发布|"
    r"更新时间|更新于|时间|日期|प्रकाशित|प्रकाशन|अपडेट|अपडेटेड|दिनांक|तिथि|को|"
    r"date|on|at|le|el|il|em|am|um|vom|a las|às|alle|ore|à|a|las|los|as|den|в|" + WEEKDAYS + r"|"
    r"utc|gmt|[ecmp][ds]?t|ist|bst|cet|мск|uhr|h|hs|hrs|\d{1,2}[:h.]\d{2}(?::\d{2})?(?:h|\s?[ap]\.?m\.?)?|"
    r"\d{1,2}\s?(?:uhr|h)|"
    r"\d+ min(?:ute)?s? (?:read|ago)|\d+ (?:hours?|days?|weeks?|months?|years?) ago|read|"
    r"\d+ min(?:uti|utos|utes|uten|\.)?(?: de lectura| de lecture| lesezeit| di lettura| de leitura))(?![^\W\d_])",
    re.IGNORECASE,
)


def find_day(text: str) -> str:
    """The first whole day in a text, as ISO 8601; "" where there is none that is certain."""
    if not DIGIT.search(text):
        return ""
    found = [match for form in FORMS if (match := form.search(text))]
    for match in sorted(found, key=lambda match: match.start()):
        month = match["month"].lower().rstrip(".")
        try:
            return date(int(match["year"]), MONTHS.get(month) or int(month), int(match["day"])).isoformat()
        except ValueError:  # 31 February
            continue
    return ""


def without_dates(text: str) -> str:
    if not DIGIT.search(text):
        return text  # most lines are done here
    for form in (*FORMS, VAGUE):
        text = form.sub(" ", text)
    return text


def is_date_line(text: str) -> bool:
    """Whether a line states a date and says nothing else."""
    if len(text) > LONGEST or not DIGIT.search(text):
        return False
    rest = without_dates(text)
    if rest == text and not re.search(r"\b\d+ (?:hours?|days?|weeks?|months?) ago\b", text):
        return False
    return not re.search(r"[^\W_]", AROUND.sub(" ", rest))


def is_time(text: str) -> bool:
    """Whether a text is a day, an hour or both, and nothing else."""
    return len(text) <= LONGEST and not re.search(r"[^\W_]", AROUND.sub(" ", without_dates(text)))
