"""The words of the house in every language: gettext catalogues, and what Babel knows of names, lists and dates."""

import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from pubpipe.errors import InputError, SettingsError, UsageError
from pubpipe.localize.habits import base, habits
from pubpipe.localize.numbers import format_count, native_digits

if TYPE_CHECKING:
    from babel import Locale
    from babel.messages.catalog import Message

__all__ = [
    "MESSAGES",
    "check_tag",
    "direction",
    "faults_in",
    "format_count",
    "is_rtl",
    "language_name",
    "languages_with_strings",
    "list_of",
    "load_strings",
    "long_date",
    "template",
]

DOMAIN = "pubpipe"
LONGEST_TAG = 35  # characters: what a program must at least hold (RFC 5646, 4.4.1), and no tag of an edition needs more
_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?(?:-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))?")

_COLOPHON = "Label of a row of the colophon."
_NOTE = "Heading of a note at the article's end."
_EDITION_NAME = "{language} is the language of this edition, named in itself. On the first page and in the list of editions."
_HOW = "{language} is the source language, as this language names it in a dictionary: keep it where that form is right. "
_MADE = _HOW + "{engine} is a product, with its version: “Apertium 3.8”. In the disclosure and the colophon."
_ROLE = "In the column “ID” of the review copy: names the role of a segment. "
_PAGE = "On the web page that lists the editions, or on that of an article. "
_REVIEW_HELP = "Instruction above the table of the review copy. Keep OK, FIX and REJECT; name the columns as translated above."

# Each message with a word to the translator: where the reader meets it, and what stands in the braces.
MESSAGES: tuple[tuple[str, str], ...] = (
    ("By {authors}", "The byline below the title. {authors} is one name or a list of names; nothing is known of their gender."),
    ("Affiliations", _NOTE + " Where the authors work; one author or several."),
    ("Disclaimer", _NOTE + " The magazine's statement that the views are those of the authors."),
    ("About this edition", "Heading of the box that says how the translation was made, and of the colophon."),
    ("Original title", _COLOPHON),
    ("Original wording", "Stands over the source text of a disclaimer, beside or below its translation."),
    ("See the disclaimer at the end of the article.", "Line on the first page."),
    (
        "Source",
        "Label of a row of the colophon (magazine, date, address), and of the column of the review copy with the source text.",
    ),
    ("Translation", _COLOPHON + " Names the engine."),
    ("Glossary", _COLOPHON),
    ("Review", _COLOPHON + " Says whether a person has checked the translation."),
    ("Typesetting", _COLOPHON + " Names the typefaces."),
    ("Date of this edition", _COLOPHON),
    ("Published", "Label before the day on which the source was published."),
    ("Rights", _COLOPHON),
    ("Contact", _COLOPHON),
    ("Publisher", _COLOPHON),
    ("Notes", "Heading of the notes at the article's end, and of the column of the review copy with remarks."),
    ("About the author", _NOTE + " One author or several; nothing is known of their gender."),
    ("Editor’s note", _NOTE),
    ("Correction", _NOTE),
    ("Funding", _NOTE + " Who paid for the work."),
    ("All editions", _PAGE + "Its title, and the link back to it from an article's page."),
    ("Search", _PAGE + "Label of the field that searches titles and authors."),
    ("Language", _PAGE + "Label of the list from which a reader picks one language."),
    ("All languages", _PAGE + "First entry of that list."),
    ("Articles: {count}", _PAGE + "{count} is a number: word it so that it holds for 1 and for many."),
    ("No article matches.", _PAGE + "Said when a search finds nothing."),
    ("Download", _PAGE + "Heading over the files of an edition."),
    ("Skip to the text", _PAGE + "For readers without a mouse: jumps over the head of the page."),
    ("Show the source", _PAGE + "Switch: shows each paragraph of the source beside its translation."),
    (
        "How the page was cleaned",
        _PAGE + "Link to the receipt: which lines of the magazine's page were kept, and which were dropped.",
    ),
    ("Findings", _PAGE + "Heading of the list of what the checks found in the translation."),
    ("{language} edition", _EDITION_NAME),
    ("Machine translation from {language} with {engine}, a neural engine.", _MADE),
    ("Machine translation from {language} with {engine}, a rule-based engine.", _MADE),
    ("Translated from {language} with approved translations only; no engine was used.", _HOW + "In the disclosure."),
    (
        "Pseudo-translation from {language}, made to judge the layout; it is not a translation.",
        _HOW + "In the disclosure of a layout proof.",
    ),
    ("No person has reviewed this edition yet.", "In the disclosure."),
    (
        "Reviewed in part: {done} of {total} segments.",
        "In the disclosure. Two numbers: word it so that it holds for 1 and for many.",
    ),
    ("Every segment of this edition was reviewed by a person.", "In the disclosure."),
    ("Reviewed by {names}.", "In the disclosure, after one of the two sentences above. One name or a list of names."),
    ("Revised by a second person: {names}.", "In the disclosure, after the sentence above. One name or a list of names."),
    (
        "Approved as a whole by {names}; no time to read it is on record.",
        "In the disclosure: they approved all segments at once, in less time than reading takes. One name or several.",
    ),
    (
        "Changed by a person: {done} of {total} segments, {share} of the words.",
        "In the colophon. Two numbers and a percentage ({share}): word it so that it holds for 1 and for many.",
    ),
    ("The text in {language} is the one that governs.", _HOW + "Last sentence of the disclosure."),
    (
        "{found} terms of the glossary occur in the source; {kept} came out as agreed.",
        "In the colophon. Two numbers: word it so that it holds for 1 and for many.",
    ),
    (
        "{memory} segments from the memory, {engine} from the engine.",
        "In the colophon. Two numbers here ({engine} too): word it so that it holds for 1 and for many.",
    ),
    ("Set in {faces}.", "In the colophon. Names of one or more typefaces."),
    ("Review copy", "Title of the bilingual table for the reviewer, and its running head."),
    ("ID", "Column of the review copy: number of the segment."),
    ("Target", "Column of the review copy with the translated text, beside “Source”."),
    ("Status", "Column of the review copy: OK, FIX or REJECT."),
    ("Correct the text in the Target column only; leave the other columns as they are.", _REVIEW_HELP),
    ("Set Status to OK, FIX or REJECT.", _REVIEW_HELP),
    ("Save the file in its place: the next run takes your corrections in.", "Instruction above the table of the review copy."),
    (
        "Comments say what the checks found and which terms the glossary has; a line with ≈ is a similar text, only a hint.",
        "Instruction above the table of the review copy. The comments are those in its margin.",
    ),
    (
        "Begin with these segments: the checks found a fault or a doubt in them.",
        "Heading of the list above the table of the review copy.",
    ),
    ("Title", _ROLE + "The title of the article."),
    ("Subtitle", _ROLE + "The line below the title."),
    ("Section", _ROLE + "The section of the magazine that the article appeared in, such as “Politics”."),
    ("Heading", _ROLE + "A heading within the text, not the title."),
    ("Paragraph", _ROLE + "A paragraph of the text."),
    ("List item", _ROLE + "One item of a list."),
    ("Quotation", _ROLE + "A quotation set apart from the text."),
    ("Caption", _ROLE + "The text below a picture."),
    (
        "Standfirst",
        _ROLE + "The introductory paragraph between the title and the text, in the word an editor of a magazine uses.",
    ),
    ("Note", _ROLE + "One note at the article's end, such as a footnote; “Notes” is the heading over them."),
    ("Machine translation", "In the running head, beside “Unreviewed” or “Reviewed”."),
    ("Unreviewed", "In the running head: this edition, this translation has been checked by no person."),
    ("Reviewed", "In the running head: this edition, this translation has been checked by a person."),
    ("Alternate text", _ROLE + "What a screen reader says of a picture in its place."),
    ("Picture without a description", "What a screen reader says of a picture of which the source says nothing."),
)


# ---------------------------------------------------------------- catalogues


def load_strings(lang: str, locales: Path, fallback: Path) -> Mapping[str, str]:
    """All house strings in `lang`, by English message id.

    Args:
        lang: BCP 47 tag. "pt-BR" is served by a catalogue "pt_BR", else by "pt"; a script is never exchanged for another.
        locales: The edition folder's own catalogues, asked first.
        fallback: Those that come with the program.

    Raises:
        SettingsError: There is no catalogue, it cannot be read, or it lacks a message: the edition would speak two languages.
    """
    path = _catalogue_path(lang, locales, fallback)
    if path:
        return _read_catalogue(path, path.stat().st_mtime_ns, lang)
    if base(lang) == "en":
        return MappingProxyType({msgid: msgid for msgid, _ in MESSAGES})
    raise SettingsError(
        f"there are no house strings in {lang!r}",
        where=str(locales),
        hint=f"write {_relative(lang)} from {DOMAIN}.pot; there are: {', '.join(languages_with_strings(fallback))}",
    )


def _relative(lang: str) -> str:
    return f"locales/{lang.replace('-', '_')}/LC_MESSAGES/{DOMAIN}.po"


def _catalogue_path(lang: str, *folders: Path) -> Path | None:
    """The catalogue of the most specific tag; for one tag, that of the first folder."""
    for name in _names(lang):
        for folder in folders:
            path = folder / name / "LC_MESSAGES" / f"{DOMAIN}.po"
            if path.is_file():
                return path
    return None


def _names(lang: str) -> tuple[str, ...]:
    """Folder names that may serve a tag, most specific first: zh_Hans_CN, zh_Hans, zh; zh_TW, zh_Hant and never zh."""
    parts = lang.split("-")
    tags = ("_".join(parts[:count]) for count in range(len(parts), 0, -1))
    script = _script(lang.replace("-", "_"))
    return tuple(dict.fromkeys((*(tag for tag in tags if _script(tag) == script), f"{parts[0]}_{script}")))


def _script(name: str) -> str:
    """Script of a locale by CLDR's likely subtags: "Hant" for "zh_TW"."""
    from babel.core import get_global

    for part in name.split("_")[1:]:
        if len(part) == 4 and part.isalpha():
            return part.title()
    likely = get_global("likely_subtags")
    whole = likely.get(name) or likely.get(name.split("_")[0]) or ""
    return next((part for part in whole.split("_")[1:] if len(part) == 4), "")


@cache
def _read_catalogue(path: Path, _changed: int, lang: str) -> Mapping[str, str]:
    """A catalogue, once a process for each state of the file."""
    from babel.messages.pofile import PoFileError, read_po

    try:
        with path.open("rb") as file:
            catalogue = read_po(file, charset="utf-8", abort_invalid=True)
    except (PoFileError, ValueError, OSError) as error:
        raise SettingsError(
            f"the catalogue cannot be read: {error}", where=str(path), hint="save it as a PO file in UTF-8"
        ) from error
    strings = {}
    for msgid, _ in MESSAGES:
        message = catalogue.get(msgid)
        fault = _fault_of(message, msgid)
        if fault:
            raise SettingsError(
                f"{lang}: {fault}: {msgid!r}",
                where=str(path),
                hint="complete that message in the file; `make messages` lists them all",
            )
        strings[msgid] = str(message.string) if message else ""
    return MappingProxyType(strings)


def _fault_of(message: "Message | None", msgid: str) -> str:
    """What keeps a message from being printed, or ""."""
    if message is None:
        return "the message is missing"
    if message.fuzzy:
        return "the message is marked as fuzzy"
    wording = message.string if isinstance(message.string, str) else ""
    if not wording.strip():
        return "the message is not translated"
    if Counter(_PLACEHOLDER.findall(wording)) != Counter(_PLACEHOLDER.findall(msgid)) or re.search(
        r"[{}]", _PLACEHOLDER.sub("", wording)
    ):
        return "what stands in braces differs from the message"
    return ""


def languages_with_strings(locales: Path) -> tuple[str, ...]:
    """BCP 47 tags of the catalogues in a folder, sorted; English, which needs none, is not among them."""
    paths = locales.glob(f"*/LC_MESSAGES/{DOMAIN}.po") if locales.is_dir() else ()
    return tuple(sorted(path.parent.parent.name.replace("_", "-") for path in paths))


def faults_in(path: Path) -> tuple[str, ...]:
    """What a catalogue lacks, one line each: for `make messages`."""
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalogue = read_po(file, charset="utf-8", abort_invalid=True)
    found = ((msgid, _fault_of(catalogue.get(msgid), msgid)) for msgid, _ in MESSAGES)
    wanted = {msgid for msgid, _ in MESSAGES}
    old = (f"no longer used: {message.id!r}" for message in catalogue if message.id and message.id not in wanted)
    return (*(f"{fault}: {msgid!r}" for msgid, fault in found if fault), *old)


def template() -> str:
    """The text of pubpipe.pot: every message with its comment, in the order of `MESSAGES`. The same on every day."""
    return _HEADER + "".join(map(_entry, MESSAGES))


_HEADER = """\
# House strings of pubpipe.
# This file is distributed under the same licence as the pubpipe project.
#
msgid ""
msgstr ""
"Project-Id-Version: pubpipe\\n"
"POT-Creation-Date: 2026-11-23 12:00+0000\\n"
"PO-Revision-Date: 2026-11-23 12:00+0000\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def _entry(message: tuple[str, str]) -> str:
    msgid, comment = message
    flag = "#, python-brace-format\n" if _PLACEHOLDER.search(msgid) else ""
    return f'\n#. {comment}\n{flag}msgid "{msgid}"\nmsgstr ""\n'


# ---------------------------------------------------------------- languages


def check_tag(tag: str) -> str:
    """The BCP 47 tag in its canonical case: "pt-br" is "pt-BR", "spa" is "es".

    Raises:
        UsageError: It is no tag, or of a language that CLDR has no locale for.
    """
    from babel import Locale, UnknownLocaleError

    if len(tag) > LONGEST_TAG:
        raise UsageError(f"{tag[:20]!r}… is no language tag, with {len(tag)} characters", hint="such as es, pt-BR or zh-Hans")
    if "_" in tag and _TAG.fullmatch(tag.replace("_", "-")):
        raise UsageError(f"{tag!r} is not a language tag", hint=f"write {check_tag(tag.replace('_', '-'))}")
    try:
        locale = Locale.parse(tag, sep="-") if _TAG.fullmatch(tag) else None
    except (UnknownLocaleError, ValueError):
        locale = None
    if locale is None or tag.lower().startswith("und"):
        raise UsageError(f"unknown language {tag!r}", hint=_suggestion(tag))
    rest = [
        part.title() if len(part) == 4 and part.isalpha() else part.upper() if len(part) < 4 else part
        for part in tag.split("-")[1:]
    ]
    return "-".join((str(locale.language), *rest))


# Offered for a misspelt tag, by their names too: those that editions are most often asked in.
_COMMON = "ar ca cs da de el en es eu fa fi fr gl he hi hu id it ja ko nl nb pl pt ro ru sv sw tr uk ur vi zh"


def _suggestion(word: str) -> str:
    """The tags nearest to a word: by the tag, by the English name, by the name in the language itself."""
    from difflib import get_close_matches

    from babel import Locale

    english = Locale("en").languages
    names: dict[str, str] = {}
    for tag in _COMMON.split():
        names |= {tag: tag, english[tag].lower(): tag, str(Locale(tag).languages[tag]).lower(): tag}
    if word.lower() in names:
        return f"write {names[word.lower()]}"
    near = dict.fromkeys(names[name] for name in get_close_matches(word.lower().partition("-")[0], names, n=4, cutoff=0.6))
    listed = " or ".join(f"{tag} ({english[tag]})" for tag in list(near)[:3])
    return f"did you mean {listed}?" if listed else "give a BCP 47 tag such as es, pt-BR or zh-Hans"


@cache
def _locale(lang: str) -> "Locale":
    """Babel's locale of a tag; for a region or script that it does not know, that of the language."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(lang, sep="-")
    except (UnknownLocaleError, ValueError):
        if base(lang) == lang:
            raise UsageError(f"unknown language {lang!r}", hint=_suggestion(lang)) from None
        return _locale(base(lang))


def language_name(tag: str, inside: str) -> str:
    """The name of a language in another, in the form of a dictionary: "inglés", "Englisch", "portugués de Brasil".

    Where CLDR has no name for it in that language, it is named in itself, never in English.
    """
    names = _locale(inside).languages
    for name in _names(tag):
        if name in names:
            territory = _locale(inside).territories.get(tag.split("-")[-1], "") if name != tag.replace("-", "_") else ""
            return f"{names[name]} ({territory})" if territory else str(names[name])
    own = _locale(tag)
    return str(own.languages.get(base(tag), tag))


def is_rtl(tag: str) -> bool:
    """Whether the language is written from right to left."""
    return direction(tag) == "rtl"


def direction(tag: str) -> str:
    """ "rtl" or "ltr", as HTML's `dir` names it."""
    return str(_locale(tag).text_direction)


def list_of(names: Sequence[str], lang: str) -> str:
    """Names in a sentence: "A, B y C", "A、B和C", "A، B اور C"; "" for none, and the names untouched.

    Beyond CLDR's patterns: Spanish "y" is "e" before the sound i, and Hebrew "ו" has a maqaf before another script.
    """
    from babel.lists import format_list

    joined = str(format_list(list(names), style="standard", locale=_locale(lang))) if names else ""
    if len(names) < 2:
        return joined
    before, last = joined[: -len(names[-1])], names[-1]
    if (
        base(lang) == "es"
        and re.match(r"(?:h?i(?!e)|h?í|y[^aeiouáéíóú])", last.lower())
        and not re.match(r"h?ia|hie", last.lower())
    ):
        before = re.sub(r" y $", " e ", before)
    if base(lang) == "he" and not re.match("[\u05d0-\u05ea]", last):
        before = re.sub("ו$", "ו־", before)
    return before + last


def long_date(iso: str, lang: str) -> str:
    """A day in words, Gregorian in every language, in its default digits: "23 de noviembre de 2026"; "" for "".

    Raises:
        InputError: `iso` is no ISO 8601 day.
    """
    from babel.dates import format_date

    if not iso:
        return ""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        raise InputError(f"{iso!r} is not a date", hint="write it as year-month-day: 2026-11-23") from None
    return native_digits(str(format_date(day, "long", locale=_locale(lang))), habits(lang))


# ---------------------------------------------------------------- make messages


def _report(locales: Path) -> Iterator[str]:
    for path in sorted(locales.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        faults = faults_in(path)
        done = len(MESSAGES) - sum(not fault.startswith("no longer") for fault in faults)
        yield f"{path.parent.parent.name}: {done} of {len(MESSAGES)} messages"
        yield from (f"  {fault}" for fault in faults)


def main(arguments: Sequence[str]) -> int:
    """Write locales/pubpipe.pot anew and say what each catalogue lacks: `python -m pubpipe.localize.strings locales`."""
    locales = Path(arguments[0] if arguments else "locales")
    (locales / f"{DOMAIN}.pot").write_text(template(), encoding="utf-8")
    lines = list(_report(locales))
    sys.stdout.write("\n".join((f"wrote {locales / f'{DOMAIN}.pot'}", *lines)) + "\n")
    return int(any(line.startswith("  ") for line in lines))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
