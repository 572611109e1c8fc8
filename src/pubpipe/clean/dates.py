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
WEEKDAYS_LONG = "|".join(day for day in WEEKDAYS.split("|") if len(day) > 4 and "(" not in day and "?" not in day) + (
    "|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
)
AROUND = re.compile(
    r"(?<![^\W\d_])(?:first|last|originally)?\s*(?:[ap]\.?m\.?|published|updated|posted|modified|reviewed|"
    r"created|written|released|"
    r"publicad[oa]|publié|veröffentlicht|erschienen|pubblicato|actualizad[oa]|atualizad[oa]|mis à jour|mise à jour|"
    r"aktualisiert|aggiornato|fecha|datum|stand|data|última actualización|ultimo aggiornamento|дата|опубликовано|"
    r"обновлено|публикации|года|г|نشر|نُشر|نشرت|تاريخ النشر|آخر تحديث|تحديث|بتاريخ|في|م|发布时间|发布日期|发布于|发表于|发布|"
    r"更新时间|更新于|时间|日期|प्रकाशित|प्रकाशन|अपडेट|अपडेटेड|दिनांक|तिथि|को|"
    r"date|on|at|le|el|il|em|am|um|vom|a las|às|alle|ore|à|a|las|los|as|den|в|" + WEEKDAYS + r"|"
    r"(?:utc|gmt|bst|ist|msk|cest|cet|eet|jst|hkt)(?:\s?[+-]\d{1,2}(?::?\d{2})?)?|[aecmp][ds]?t|мск|uhr|h|hs|hrs|"
    r"il y a \S+ \S+|hace \S+ \S+|há \S+ \S+|vor \S+ \S+n|\S+ \S+ fa|\S+ \S+ назад|منذ \S+ \S+|\S+ \S+ पहले|"
    r"online|inserito|scritto|postato|added|submitted|eingestellt|verfasst|gepostet|ajouté|posté|mis en ligne|rédigé|escrito|"
    r"subido|"
    r"colgado|inserido|"
    r"atualizada|enviada|размещено|добавлено|разместил\w*|last updated|last modified|zuletzt aktualisiert|publicación|"
    r"publication|postado|enviado|modificado|modifié|"
    r"geändert|stand:?|lesedauer|lesezeit|temps de lecture|tiempo de lectura|tempo di lettura|tempo de leitura|"
    r"время чтения|reading time|minut[eio]s?|minuten|min|mins|мин|часов|г\.|\d{1,2}[:h.]\d{2}(?::\d{2})?(?:h|\s?[ap]\.?m\.?)?|"
    r"\d{1,2}\s?(?:uhr|h)|"
    r"\d+ min(?:ute)?s? (?:read|ago)|\d+ (?:hours?|days?|weeks?|months?|years?) ago|read|"
    r"\d+[- ]min(?:uti|utos|utes|uten|\.)?(?: de lectura| de lecture| lesezeit| di lettura| de leitura))(?![^\W\d_])",
    re.IGNORECASE,
)


# Day first in every language but English, where 03/04 is read in two ways.
NUMERIC = re.compile(rf"(?<![\d/])(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})/{YEAR}(?!\d)")
NOT_ENGLISH = re.compile(
    r"\b(?:publicad[oa]|publiée?|actualizad[oa]|atualizad[oa]|aggiornat[oa]|pubblicat[oa]|mis à jour|le|el|em|il|del|alle|às|"
    r"à|stand|am|"
    r"veröffentlicht|fecha|data|опубликовано|par|por|di|von)\b|نشر|تاريخ|प्रकाशित",
    re.IGNORECASE,
)


def find_day(text: str) -> str:
    """The first whole day in a text, as ISO 8601; "" where there is none that is certain."""
    if not DIGIT.search(text):
        return ""
    numeric = NUMERIC.search(text)
    if numeric and (numeric["day"].zfill(2) == numeric["month"].zfill(2) or (len(text) <= 90 and NOT_ENGLISH.search(text))):
        try:
            return date(int(numeric["year"]), int(numeric["month"]), int(numeric["day"])).isoformat()
        except ValueError:
            pass
    found = [match for form in FORMS if (match := form.search(text))]
    for match in sorted(found, key=lambda match: match.start()):
        month = match["month"].lower().rstrip(".")
        try:
            return date(int(match["year"]), MONTHS.get(month) or int(month), int(match["day"])).isoformat()
        except ValueError:  # 31 February
            continue
    return ""


RECEIVED = re.compile(
    r"\b(?:received|accepted|submitted|revised|recibido|aceptado|enviado el|reçu|accepté|soumis|eingegangen|angenommen|"
    r"eingereicht|ricevuto|accettato|recebido|aceito|aceite|submetido|поступила|принята)\b|تاريخ (?:الاستلام|القبول|الاستقبال)|"
    r"(?:استُ?لم|قُ?بل) في|收稿日期|修回日期|接受日期|录用日期|प्राप्त|स्वीकृत",
    re.IGNORECASE,
)
HISTORY = re.compile(
    rf"\W*(?:(?:manuscript|article|paper|manuskript|artículo|статья)\s+)?(?:{RECEIVED.pattern})\W{{0,3}}(?:\w+\s+){{0,2}}"
    rf"(?=\d|(?:{NAMES})\b)",
    re.IGNORECASE,
)
PUBLISHED = re.compile(
    r"\b(?:published(?: online)?|publicad[oa]|publicación|publiée?|date de publication|fecha de publicación|"
    r"data di pubblicazione|"
    r"data de publicação|veröffentlicht|online seit|erschienen|pubblicato|publicação|"
    r"опубликована|posted)\b\s*:?\s*|تاريخ النشر\s*:?\s*|(?:发布|出版|刊出)日期\s*[:：]?\s*|प्रकाशित\s*:?\s*",
    re.IGNORECASE,
)
STEP = re.compile(
    r"\s+(?=(?:来源|來源|来自|作者|编辑|fuente|source|quelle|fonte|источник|المصدر)\s*[:：])|\s*[|·•›»>]\s*|\s+[–—-]\s+|\s*[:：]\s+|\t|"
    r"\s{2,}|,\s+(?=\d)"
)


def is_history(text: str) -> bool:
    """Whether a line tells when a manuscript came in and was taken, as journals print it."""
    return len(text) <= 200 and HISTORY.match(text) is not None and bool(find_day(text) or VAGUE.search(text))


def day_of_line(text: str) -> str:
    """The day of publication on a date line; of a manuscript's dates only the one that says so."""
    if is_history(text):
        told = PUBLISHED.search(text)
        return find_day(text[told.end() :]) if told else ""
    return find_day(text)


VOLUME = re.compile(
    r"(?:[^.!?]{0,40}[,|·]\s*)?(?:vol(?:ume|umen)?\.?|v\.|bd\.|band|jg\.|jahrgang|tome|tomo|anno|año|ano|n[.º°o]{1,2}|"
    r"núm(?:ero)?\.?|"
    r"nr\.|num[eé]ro|edição|edición|edition|edizione|heft|issue|ausgabe|fascicolo|том|т\.|№|выпуск|المجلد|العدد|السنة|"
    r"第)\s?\d+\b.{0,100}|"
    r"\d{4}年第?\d+[期卷].{0,20}|doi:?\s.{5,60}|https?://\S+|issn:?\s.{5,40}|удк\s.{1,30}",
    re.IGNORECASE,
)


def is_issue_line(text: str) -> bool:
    """Whether a line says which volume, number or identifier a piece has."""
    return len(text) <= 150 and not re.search(r"[!?]\W*\Z", text) and VOLUME.fullmatch(text.strip()) is not None


def is_labelled_date(text: str) -> bool:
    """Whether a line is a whole day behind or before a label of a few words: "Cities – 22 May 2021", "Brief | 1 June 2020"."""
    if len(text) > 100 or not find_day(text) or re.search(r"[.!?。।؟]\W*\Z", text):
        return False
    parts = [part for part in STEP.split(text) if part.strip()]
    others = [part for part in parts if not is_time(part)]
    return len(others) < len(parts) and sum(len(part.split()) for part in others) <= 4


def is_dated(text: str) -> bool:
    """A date line, one with a label of a few words, or the dates of a manuscript."""
    return is_date_line(text) or is_labelled_date(text) or is_history(text)


# "By Jane Doe12 March 20243 min read": what a page sets apart by a style only comes glued in a paste.
GLUED_DAY = re.compile(
    rf"(?<=[^\W\d_])(?=\d{{1,2}}\.?\s+(?:de\s+)?(?:{NAMES})\.?,?\s+(?:de\s+)?{YEAR})|"
    rf"(?<=[a-zß-öø-ÿа-я])(?=(?-i:[A-Z])[a-z]{{2,8}}\.?\s+\d{{1,2}},\s+(?:19|20)\d\d)|"
    r"(?<=[a-zß-öø-ÿа-я])(?=(?-i:Published|Updated|Posted|Last|Publicado|Actualizado|Publié|Mis à|Veröffentlicht|"
    r"Aktualisiert|Pubblicato|Aggiornato|Atualizado|Опубликовано|Обновлено)(?![^\W\d_]))|"
    r"(?<=[^\W\d_])(?=\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d)|(?<=[^\W\d_])(?=(?:19|20)\d\d-\d\d-\d\d)|"
    r"(?<=(?:19|20)\d\d)(?=\d{1,2}[ -]min)|(?<=[a-z])(?=\d{1,2}[ -]min(?:ute)?s? read)",
    re.IGNORECASE,
)


def unglue(text: str) -> str:
    """A short line with its date and reading time set apart."""
    return GLUED_DAY.sub(" | ", text) if len(text) <= 200 else text


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
