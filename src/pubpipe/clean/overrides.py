"""Find the lines that a sidecar file names, and what it wants of them: keep, drop, or a role of its own.

A line is named by its number, or by its own text, which still finds it when the paste is edited. White space, quotation marks
and dashes are folded before texts are compared; a text that ends with "…" names the line that begins so.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pubpipe.clean.lines import FOLD, Line, tidy
from pubpipe.errors import SettingsError

NUMBERS = re.compile(r"\s*(\d{1,9})(?:\s*[-–]\s*(\d{1,9}))?\s*")
PREFIX = re.compile(r"\s*text:\s*")
LONGEST = 60  # characters of a line that a proposal quotes
REASON = "your sidecar file says so"


class Order(NamedTuple):
    """What a person wants of a line.

    Attributes:
        role: "keep", "drop", or one of `facts.ROLES`.
        marker: Of a note; None leaves it to the line.
        authors: Of a note; None leaves them to the line.
    """

    role: str
    marker: str | None = None
    authors: tuple[str, ...] | None = None


def orders_of(facts: Mapping[str, Any], lines: Sequence[Line], texts: Sequence[str], where: str) -> dict[int, Order]:
    """Place of a line to the order for it.

    Args:
        facts: As `check_facts` gives them.
        texts: The page's lines, the first of them line 1.

    Raises:
        SettingsError: An entry that names no line, or a line that two entries want different things of.
    """
    orders: dict[int, Order] = {}
    for key, entry, order in _told(facts):
        for at in _places(entry, lines, texts, f"{where}: {key}"):
            if not lines[at].text and order.role != "drop":
                raise SettingsError(
                    f"line {lines[at].numbers[0]} holds nothing that can be seen",
                    where=f"{where}: {key}",
                    hint="take the entry out: there is nothing to keep",
                )
            before = orders.get(at, Order("keep"))
            if before != order and before.role != "keep" and order.role != "keep":
                raise SettingsError(
                    f"line {lines[at].numbers[0]} is {_said(before)} already, and {_said(order)} here",
                    where=f"{where}: {key}",
                    hint="leave one of the two",
                )
            if at in orders and "drop" in (before.role, order.role) and before != order:
                raise SettingsError(
                    f"line {lines[at].numbers[0]} is to be kept and dropped",
                    where=f"{where}: {key}",
                    hint="leave one of the two",
                )
            orders[at] = before if order.role == "keep" else order
    _refuse_two_titles(orders, lines, where)
    return orders


def _told(facts: Mapping[str, Any]) -> Iterator[tuple[str, str | int, Order]]:
    for key in ("keep", "drop"):
        yield from ((key, entry, Order(key)) for entry in facts.get(key, ()))
    for entry, told in facts.get("roles", {}).items():
        yield "[roles]", entry, Order(**told)


def _said(order: Order) -> str:
    return {"keep": "kept", "drop": "dropped"}.get(order.role, order.role)


def _refuse_two_titles(orders: Mapping[int, Order], lines: Sequence[Line], where: str) -> None:
    for role in ("title", "subtitle"):
        numbers = [lines[at].numbers[0] for at, order in sorted(orders.items()) if order.role == role]
        if len(numbers) > 1:
            raise SettingsError(
                f"lines {' and '.join(map(str, numbers))} are both to be the {role}",
                where=f"{where}: [roles]",
                hint="name one of them, by its number where both have the same text",
            )


def _places(entry: str | int, lines: Sequence[Line], texts: Sequence[str], where: str) -> list[int]:
    """The lines that an entry names; all of them where several have the very same text."""
    told = str(entry)
    if found := NUMBERS.fullmatch(told):
        return _by_number(int(found[1]), int(found[2] or found[1]), lines, texts, where)
    wanted = fold(PREFIX.sub("", told, count=1))
    if not wanted.strip("."):
        raise SettingsError(f"{told!r} names no line", where=where, hint="write a line's number, or its text")
    return _by_text(wanted, told, lines, texts, where)


def place_of(entry: str | int, lines: Sequence[Line], texts: Sequence[str], where: str) -> int:
    """The place of the line that an entry names, the last of them where it names several.

    Raises:
        SettingsError: It names none.
    """
    return _places(entry, lines, texts, f"{where}: [[picture]]")[-1]


def _by_number(first: int, last: int, lines: Sequence[Line], texts: Sequence[str], where: str) -> list[int]:
    if first < 1 or last > len(texts) or first > last:
        what = f"line {first}" if first == last else f"lines {first}-{last}"
        raise SettingsError(
            f"there is no {what}: the page has lines 1 to {len(texts)}",
            where=where,
            hint="look the number up in cleaning.html, or name the line by its text",
        )
    places = [at for at, line in enumerate(lines) if any(first <= number <= last for number in line.numbers)]
    if not places:
        raise SettingsError(
            f"line {first} is blank" if first == last else f"lines {first}-{last} are blank",
            where=where,
            hint="look the number up in cleaning.html: the page may have been edited since; a line's text is the safer name",
        )
    return places


def _by_text(wanted: str, told: str, lines: Sequence[Line], texts: Sequence[str], where: str) -> list[int]:
    """Lines with this very text, or else the one line that begins so, where the entry ends with "…"."""
    folded = [fold(line.text) for line in lines]
    same = [at for at, text in enumerate(folded) if text == wanted]
    rows = {number for number, text in enumerate(texts, 1) if fold(text) == wanted}
    same = same or [at for at, line in enumerate(lines) if rows & set(line.numbers)]
    if same:
        return same
    start = wanted.removesuffix("...").rstrip()
    begin = [at for at, text in enumerate(folded) if start != wanted and text.startswith(start)]
    if len({folded[at] for at in begin}) > 1:
        numbers = ", ".join(str(lines[at].numbers[0]) for at in begin)
        raise SettingsError(
            f"lines {numbers} all begin with {start!r}", where=where, hint="write more of the text, or the line's number"
        )
    if not begin:
        raise SettingsError(
            f"no line of the page has the text {told!r}",
            where=where,
            hint='copy the line out of cleaning.html; a long one may be cut with "…"; keys stand above [roles]',
        )
    return begin


def fold(text: str) -> str:
    """A text with its white space, quotation marks and dashes made plain, so that a copy by hand is found."""
    if text.isascii():
        return " ".join(tidy(text).split())
    return " ".join(unicodedata.normalize("NFC", tidy(text)).translate(FOLD).split())


class Namer:
    """Knows for each line of a page the shortest sure entry; made once a page."""

    def __init__(self, lines: Sequence[Line]) -> None:
        """Fold every line once and sort them, so that no line is compared with all others."""
        self._folded = {line.numbers: fold(line.text) for line in lines}
        self._counts = Counter(self._folded.values())
        self._sorted = sorted(self._folded.values())

    def change(self, line: Line, kept: bool) -> str:
        """The line of a sidecar file that turns the fate of a line round."""
        return f"{'drop' if kept else 'keep'} = [{self._name(line)}]"

    def _name(self, line: Line) -> str:
        """As TOML: its text, its beginning, or its number where others begin the same."""
        own = self._folded[line.numbers]
        if own and len(own) <= LONGEST and self._counts[own] == 1 and not NUMBERS.fullmatch(own):
            return toml_text(own)
        start = own[:LONGEST].rsplit(" ", 1)[0] if len(own) > LONGEST else ""
        if len(start) > LONGEST // 3 and self._beginning(start) == 1:
            return toml_text(start + "…")
        first, last = line.numbers[0], line.numbers[-1]
        return str(first) if first == last else f'"{first}-{last}"'

    def _beginning(self, start: str) -> int:
        """How many lines begin so."""
        return bisect_right(self._sorted, start + "\U0010ffff") - bisect_left(self._sorted, start)


def toml_text(text: str) -> str:
    """A basic string of TOML (TOML 1.0, "String")."""
    text = re.sub(r'[\\"]', lambda found: "\\" + found[0], text)
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\u{ord(found[0]):04x}", text) + '"'
