"""Write the numbers of a target the way of its language, with never a changed value: the source tells how to read them."""

import re
from collections import defaultdict
from collections.abc import Sequence

from pubpipe.localize.habits import habits
from pubpipe.localize.numbers import (
    Reading,
    ascii_digits,
    chains_in,
    is_label,
    native_digits,
    opaque_spans,
    read_loosely,
    read_number,
    write_number,
)

_Key = tuple[str, str, bool]  # whole, fraction without its last zeros, whether there is a fraction: "12" is not "12.000"
_FAR = float("inf")


def set_numbers(source: str, target: str, source_lang: str, lang: str, protected: Sequence[str] = ()) -> str:
    """Write each number of `target` that the source has too in the way of `lang`; any other stays as it is.

    An engine copies "40,146" into Spanish, or has made "40.146" of it: the reading that is a value of the source holds. Where
    both are, the place in the text decides. Times, dates, versions and numbered places keep their signs.
    """
    known = _Known(source, source_lang)
    skip = opaque_spans(target, protected)
    chains = list(chains_in(target, source_lang, lang))
    parts: list[str] = []
    end = 0
    for index, found in enumerate(chains):
        if any(start < found.end() and found.start() < stop for start, stop in skip):
            continue
        parts += [target[end : found.start()], _rewritten(found, target, known, index / len(chains), source_lang, lang)]
        end = found.end()
    return "".join((*parts, target[end:]))


class _Known:
    """The numbers of a source: where each stands, from 0 to 1, and which have group signs; not the pieces of a date."""

    def __init__(self, source: str, lang: str) -> None:
        self.places: dict[_Key, list[float]] = defaultdict(list)
        self.grouped: set[_Key] = set()
        chains = list(chains_in(source, lang))
        for index, found in enumerate(chains):
            for reading in _readings(found, source, lang):
                self.places[_key(reading)].append(index / len(chains))
                if reading[2]:
                    self.grouped.add(_key(reading))

    def has(self, reading: Reading | None) -> bool:
        return reading is not None and _key(reading) in self.places

    def distance(self, reading: Reading | None, place: float) -> float:
        """How far from `place` the source has it."""
        if reading is None or not self.has(reading):
            return _FAR
        return min(abs(place - other) for other in self.places[_key(reading)])


def _key(reading: Reading) -> _Key:
    whole, fraction, _ = reading
    return whole.lstrip("0") or "0", fraction.rstrip("0"), bool(fraction)


def _readings(found: re.Match[str], source: str, lang: str) -> tuple[Reading, ...]:
    """What a chain of the source stands for: one number, or the members of a list such as "1,2"."""
    if is_label(found.group(), *_around(found, source)):
        return ()
    reading = read_number(found.group(), lang)
    return (reading,) if reading else _members(found.group())


def _members(chain: str) -> tuple[Reading, ...]:
    members = ascii_digits(chain).split(",")
    return tuple((member, "", False) for member in members) if len(members) > 1 and all(map(str.isdecimal, members)) else ()


def _around(found: re.Match[str], text: str) -> tuple[str, str]:
    return text[max(0, found.start() - 24) : found.start()], text[found.end() : found.end() + 24]


def _rewritten(found: re.Match[str], target: str, known: _Known, place: float, source_lang: str, lang: str) -> str:
    chain, ways = found.group(), habits(lang)
    before, after = _around(found, target)
    if is_label(chain, before, after):
        return chain
    ours, theirs = read_number(chain, lang), read_number(chain, source_lang)
    members = _members(chain) if theirs is None and all(map(known.has, _members(chain))) else ()
    if members and known.distance(members[0], place) < known.distance(ours, place):
        return _as_list(chain, lang)
    reading = _vouched(chain, ours, theirs, known, place)
    if reading:
        return write_number(*reading[:2], ways, grouped=reading[2] or _key(reading) in known.grouped)
    own = native_digits(chain, ways)
    is_code = "." in chain or (after[:1].isalpha() and after[:1] < "\u0590") or read_number(own, lang) != ours
    return chain if is_code else own


def _as_list(chain: str, lang: str) -> str:
    """ "1,2" for 1 and 2, with a space where the reader would take it for a decimal."""
    own = native_digits(chain, habits(lang))
    return own.replace(",", ", ") if read_number(own, lang) else own


def _vouched(chain: str, ours: Reading | None, theirs: Reading | None, known: _Known, place: float) -> Reading | None:
    """The reading that the source vouches for: that of the target's language unless the other is nearer; None if neither is."""
    if known.has(ours) or known.has(theirs):
        return theirs if known.distance(theirs, place) < known.distance(ours, place) else ours
    if ours is None and theirs is None:
        return None
    return next((reading for reading in read_loosely(chain) if known.has(reading)), None)
