"""Say of one line why it went where it went."""

import re
from collections.abc import Sequence
from typing import Any

from pubpipe.clean.trail import Step, Trail
from pubpipe.errors import UsageError

RANGE = re.compile(r"\s*(\d{1,9})(?:\s*[-–]\s*(\d{1,9}))?\s*")


def numbers_in(wanted: Sequence[str], total: int, where: str) -> list[int]:
    """The line numbers of "12" and "14-16", in order, each once.

    Raises:
        UsageError: Not a number, or beyond the page's last line.
    """
    found: list[int] = []
    for told in wanted:
        match = RANGE.fullmatch(told)
        if not match:
            raise UsageError(f"{told!r} is no line number", where=where, hint="such as --explain 12, or --explain 14-16")
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= total:
            raise UsageError(f"there is no line {told.strip()}", where=where, hint=f"the page has lines 1 to {total}")
        found += range(first, last + 1)
    return list(dict.fromkeys(found))


def explain_line(trail: Trail, number: int) -> dict[str, Any]:
    """What became of a line, by which rule and why, how its neighbours fared, and the entry that changes it."""
    step = trail.step_of(number)
    text = trail.texts[number - 1]
    if step is None:
        return {"line": number, "text": text, "became": "blank", "rule": "", "reason": "a blank line belongs to nothing"}
    return {
        "line": number,
        "text": text,
        "became": step.label,
        "part": step.part,
        "rule": step.rule,
        "reason": step.reason,
        "score": step.score,
        "before": _neighbour(trail, step, -1),
        "after": _neighbour(trail, step, 1),
        "change": step.change,
    }


def _neighbour(trail: Trail, step: Step, way: int) -> str:
    """Number, fate and rule of the piece before or after, "" at the page's edge."""
    at = trail.steps.index(step) + way
    if not 0 <= at < len(trail.steps):
        return ""
    near = trail.steps[at]
    return f"line {near.lines[0]}: {near.label} ({near.rule})"
