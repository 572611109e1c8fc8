"""Read the day that a date line states; a date in running text is never taken."""

import re
from datetime import date

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene janvier janv januar gennaio gen janeiro gener xaneiro",
            "february feb febrero février févr fevrier februar febbraio fevereiro fev febrer febreiro",
            "march mar marzo mars märz maerz março març",
            "april apr abril abr avril avr aprile",
            "may mayo mai maggio mag maio maig",
            "june jun junio juin juni giugno giu junho juny xuño",
            "july jul julio juillet juil juli luglio lug julho juliol xullo",
            "august aug agosto ago août aout agost",
            "september sep sept septiembre septembre settembre set setembro setembre",
            "october oct octubre octobre oktober okt ottobre ott outubro out octubre",
            "november nov noviembre novembre novembro",
            "december dec diciembre dic décembre déc decembre dezember dez dicembre dezembro desembre decembro",
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
        rf"\b{DAY}\s*(?:de |d['’]|of )?\s*(?P<month>{NAMES})\.?,?\s*(?:de |del )?\s*{YEAR}\b",
        r"\b(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
        r"(?P<year>(?:19|20)\d\d)\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日",
        rf"\b(?P<day>\d{{1,2}})\.\s*(?P<month>\d{{1,2}})\.\s*{YEAR}\b",  # 3.4.2026 is day first wherever dots are written
    )
)
# Dates that are no whole day, or that two countries read in two ways; their line is a date line all the same.
VAGUE = re.compile(
    rf"\b(?:{NAMES})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b|\b\d{{1,2}}\s+(?:{NAMES})\b|"
    rf"\b\d{{1,2}}[/-]\d{{1,2}}[/-]\d{{2,4}}\b|\b(?:{NAMES})\s+{YEAR}\b",
    re.IGNORECASE,
)
AROUND = re.compile(
    r"\b(?:first|last|originally)?\s*(?:published|updated|posted|modified|reviewed|created|written|released|"
    r"publicado|publié|veröffentlicht|pubblicato|actualizado|mis à jour|aktualisiert|date|on|at|le|el|il|em|"
    r"am|den|mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|"
    r"[ap]\.?m\.?|utc|gmt|[ecmp][ds]?t|ist|bst|cet|uhr|h|\d{1,2}[:h.]\d{2}(?::\d{2})?|"
    r"\d+ min(?:ute)?s? (?:read|ago)|\d+ (?:hours?|days?|weeks?|months?|years?) ago|read)\b",
    re.IGNORECASE,
)


def find_day(text: str) -> str:
    """The first whole day in a text, as ISO 8601; "" where there is none that is certain."""
    found = [match for form in FORMS if (match := form.search(text))]
    for match in sorted(found, key=lambda match: match.start()):
        month = match["month"].lower().rstrip(".")
        try:
            return date(int(match["year"]), MONTHS.get(month) or int(month), int(match["day"])).isoformat()
        except ValueError:  # 31 February
            continue
    return ""


def without_dates(text: str) -> str:
    for form in (*FORMS, VAGUE):
        text = form.sub(" ", text)
    return text


def is_date_line(text: str) -> bool:
    """Whether a line states a date and says nothing else."""
    rest = without_dates(text)
    if rest == text and not re.search(r"\b\d+ (?:hours?|days?|weeks?|months?) ago\b", text):
        return False
    return len(text) <= 140 and not re.search(r"\w", AROUND.sub(" ", rest))
