"""What an Apertium analyser knows about single words, and what follows for names and for letters that are all capitals."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from pubpipe.engines.stream import Command, run

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
GENITIVE = re.compile(r"[’']s\b")
INSIDE = re.compile(r"[\w,;)]\s+$")
COMPOUND = re.compile(r"(?<![\w-])[^\W\d_]{2,}(?:-[^\W\d_]{2,})+(?![\w-])")
PREFIXES = frozenset(
    {
        "anti", "auto", "bi", "co", "counter", "cross", "de", "ex", "extra", "inter", "intra", "macro", "mega",
        "micro", "mid", "mini", "multi", "neo", "non", "over", "pan", "post", "pre", "pro", "pseudo", "re", "self",
        "semi", "sub", "super", "trans", "ultra", "un", "under", "vice",
    }
)  # fmt: skip
# A private word (see `overlay`) that owns the next word.
OWNED = re.compile(r"(?<!\w)(?P<the>(?:[Tt]he|[Tt]his|[Tt]hat|[Aa]) )?(?P<name>[Zz]q[a-z]{1,2}\d+s?)[’']s? (?P<noun>[a-z]+)\b")
QUOTED = re.compile(r"(?:‘|(?<!\w)')[^’']*$")
OPENS = re.compile(r"(?:^|[.!?…]\s)[\s“”«\"'‘(]*$")
UNIT = re.compile(r"\^([^/^$]+)/([^$]*)\$")
Readings = Mapping[str, tuple[str, ...]]


def look_up(mode: str, commands: Sequence[Command], words: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The readings of each word, () where the analyser knows none; one short run for all."""
    wanted = sorted({word for word in words if word.isprintable()})
    readings: dict[str, tuple[str, ...]] = dict.fromkeys(wanted, ())
    if not wanted:
        return readings
    answer = run(mode, commands[:1], "".join(f"{word}\n\n" for word in wanted), 60 + len(wanted) / 100)
    parts = answer.split("\n\n")
    for word, part in zip(wanted, parts, strict=False):
        found = UNIT.findall(part)
        if len(found) == 1 and not found[0][1].startswith("*"):
            readings[word] = tuple(reading for _, said in found for reading in said.split("/"))
    return readings


def open_genitives(text: str, readings: Readings, *, only_plurals: bool) -> str:
    """ "The zqef1s’ cost" as "The cost of the zqef1s": no pair reads the genitive of a plural.

    Args:
        only_plurals: Leave a singular alone; else it is opened where the word behind may also be a participle, since
            eng-cat 1.0.1 reads "the mill’s cost" as "has cost".
    """

    def turn(found: re.Match[str]) -> str:
        said = readings.get(found["noun"], ())
        if QUOTED.search(text[: found.start("name")]):  # the mark closes a quotation
            return found[0]
        wanted = ["<n>"] if found["name"].endswith("s") else ["<n>", "<pp>"]
        if not all(any(tag in one for one in said) for tag in wanted) or (only_plurals and len(wanted) > 1):
            return found[0]
        article = "The" if (found["the"] or found["name"])[0].isupper() and OPENS.search(text[: found.start()]) else "the"
        owner = (found["the"] or "").lower() + found["name"]
        return f"{article} {found['noun']} of {owner}"

    return OWNED.sub(turn, text)


def open_compounds(text: str, keep: Sequence[tuple[int, int]], readings: Readings) -> str:
    """Write "long-term" as two words where the analyser knows both but not the whole: over the hyphen it would glue them.

    A compound with a prefix ("ex-minister") or with a name in it keeps its hyphen. The length stays the same.
    """

    def unhyphen(found: re.Match[str]) -> str:
        parts = found[0].split("-")
        held = any(start < found.end() and found.start() < end for start, end in keep)
        known = all(any("<np>" not in reading for reading in readings.get(part.lower(), ())) for part in parts)
        if held or not known or parts[0].lower() in PREFIXES or readings.get(found[0]):
            return found[0]
        return found[0].replace("-", " ")

    return COMPOUND.sub(unhyphen, text)


def unknown_names(text: str, readings: Readings) -> list[tuple[int, int]]:
    """Where an unknown word is written like a name within a sentence, or has a genitive ’s, which only a noun can take."""
    spans: list[tuple[int, int]] = []
    openers: list[tuple[int, int]] = []
    for found in WORD.finditer(text):
        genitive = GENITIVE.match(text, found.end())
        inside = found[0][0].isupper() and INSIDE.search(text, max(0, found.start() - 4), found.start())
        if readings.get(found[0]) == () and (genitive or inside):
            spans.append(found.span())
        elif readings.get(found[0]) == () and found[0][0].isupper():
            openers.append(found.span())
    return _merge(text, spans, openers)


def _merge(text: str, spans: list[tuple[int, int]], openers: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """One span for a name of several words, or the engine would make one of them own the other.

    An unknown word that opens a sentence may be any word; before a name it belongs to it.
    """
    before = {end: start for start, end in openers}
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and text[merged[-1][1] : start] == " ":
            merged[-1] = (merged[-1][0], end)
        elif text[start - 1 : start] == " " and start - 1 in before:
            merged.append((before[start - 1], end))
        else:
            merged.append((start, end))
    return merged


def sentence_case(text: str, keep: Sequence[tuple[int, int]], readings: Readings) -> str:
    """A heading in capitals or in Title Case as a sentence would write it, since the engine takes a capital for a name.

    Words inside `keep` stay as they are, and so do the first word's capital, unknown words and abbreviations.
    """
    recase = _recase_capitals if is_capitals(text) else _recase_title if is_title(text) else None
    if recase is None:
        return text
    first = WORD.search(text)

    def small(found: re.Match[str]) -> str:
        if any(start < found.end() and found.start() < end for start, end in keep):
            return found[0]
        said = recase(found[0], readings)
        if len(said) != len(found[0]):  # İ grows when it is made small, and the places of terms would shift
            return found[0]
        return said[:1].upper() + said[1:] if first and found.start() == first.start() else said

    return WORD.sub(small, text)


def _recase_title(word: str, readings: Readings) -> str:
    return word if len(word) > 1 and word.isupper() else _recase_capitals(word, readings)


def _recase_capitals(word: str, readings: Readings) -> str:
    capital, small = word.capitalize(), word.lower()
    if any("<np>" in reading and re.search("<loc>|<top>", reading) for reading in readings.get(capital, ())):
        return capital
    known = any("<np>" not in reading for reading in readings.get(small, ()))
    return small if known else word


def cased_forms(texts: Iterable[str]) -> set[str]:
    """Every word that `sentence_case` or `unknown_names` may ask for."""
    forms: set[str] = set()
    for text in texts:
        recased: tuple[Callable[[str], str], ...] = (str.capitalize, str.lower) if is_capitals(text) or is_title(text) else ()
        for word in WORD.findall(text):
            forms.update((word, *(change(word) for change in recased), *(word.lower().split("-") if "-" in word else ())))
    return forms


def is_capitals(text: str) -> bool:
    """Whether a heading is set in capitals: two words or more, none of them small."""
    words = WORD.findall(text)
    return len([word for word in words if len(word) > 1]) > 1 and all(word.isupper() for word in words)


def is_title(text: str) -> bool:
    """Whether a text is in Title Case: most of three words or more that are longer than a preposition have a capital."""
    long = [word for word in WORD.findall(text) if len(word) > 3]
    return len(long) > 2 and sum(word[0].isupper() for word in long) > 0.8 * len(long) and not text.rstrip().endswith(".")
