"""What an Apertium analyser knows about single words, and what follows for names and for letters that are all capitals."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from pubpipe.engines.stream import Command, run

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
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
        if all(not said.startswith("*") for _, said in found):
            readings[word] = tuple(reading for _, said in found for reading in said.split("/"))
    return readings


def unknown_names(text: str, readings: Readings) -> list[tuple[int, int]]:
    """Where an unknown word is written like a name within a sentence, or has a genitive ’s, which only a noun can take."""
    spans = []
    for found in WORD.finditer(text):
        genitive = re.match(r"[’']s\b", text[found.end() :])
        inside = found[0][0].isupper() and re.search(r"[\w,;)]\s+$", text[: found.start()])
        if readings.get(found[0]) == () and (genitive or inside):
            spans.append(found.span())
    return spans


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
            forms.update((word, *(change(word) for change in recased)))
    return forms


def is_capitals(text: str) -> bool:
    """Whether a heading is set in capitals: two words or more, none of them small."""
    words = WORD.findall(text)
    return len([word for word in words if len(word) > 1]) > 1 and all(word.isupper() for word in words)


def is_title(text: str) -> bool:
    """Whether a text is in Title Case: most of three words or more that are longer than a preposition have a capital."""
    long = [word for word in WORD.findall(text) if len(word) > 3]
    return len(long) > 2 and sum(word[0].isupper() for word in long) > 0.8 * len(long) and not text.rstrip().endswith(".")
