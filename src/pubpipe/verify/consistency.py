"""Faults that only show when units are laid side by side: one text translated in two ways, two texts translated in one."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from pubpipe.article import Finding, Level, Unit

WORDS = 3  # a shorter text may rightly be translated in two ways


def check_consistency(units: Sequence[Unit]) -> dict[str, tuple[Finding, ...]]:
    """U-015: the same source has another target elsewhere in the article. U-016: the same target stands for another source.

    Case, spaces and the mark at the end do not count. Both are remarks: a reviewer may have had a reason.

    Returns:
        Findings by segment id, for the units that have any.
    """
    found: dict[str, list[Finding]] = defaultdict(list)
    live = [unit for unit in units if unit.target.strip() and unit.origin != "source"]
    for code, key, value, message in (
        ("U-015", _source, _target, "the same text is translated in another way at {}"),
        ("U-016", _target, _source, "the text at {} has the same translation"),
    ):
        for group in _groups(live, key):
            for unit in group:
                others = [other.segment.id for other in group if value(other) != value(unit)]
                if others:
                    said = message.format(", ".join(others[:3]))
                    found[unit.segment.id].append(Finding(code, unit.segment.id, said, Level.REMARK, "compare them"))
    return {name: tuple(findings) for name, findings in found.items()}


def _groups(units: Sequence[Unit], key: Callable[[Unit], str]) -> list[list[Unit]]:
    groups: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        groups[key(unit)].append(unit)
    return [group for text, group in groups.items() if len(group) > 1 and len(text.split()) >= WORDS]


def _source(unit: Unit) -> str:
    return _even(unit.segment.text)


def _target(unit: Unit) -> str:
    return _even(unit.target)


def _even(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(" .:;").casefold()
