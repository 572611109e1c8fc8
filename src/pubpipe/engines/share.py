"""What part of the machine an engine may take: all of it, or one of n parts where n processes translate at once."""

import os

_parts = 1


def take_share(parts: int) -> None:
    """From now on this process is one of so many. Called before a model is loaded."""
    global _parts
    _parts = max(1, parts)


def threads() -> int:
    """Cores for this process, one at least: n processes with so many threads each fill the machine and no more."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, cores // _parts)


def part_of(amount: int) -> int:
    """This process's part of something that the processes share, such as memory."""
    return amount // _parts
