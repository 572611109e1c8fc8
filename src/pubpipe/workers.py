"""Work in other processes: the same function over many tasks, or one task that may take so much and no more."""

import contextlib
import faulthandler
import multiprocessing
import resource
from collections.abc import Callable, Generator, Iterable
from typing import Any, TypeVar

from pubpipe.errors import InputError, PubpipeError
from pubpipe.pool import fitting, map_in_processes

T = TypeVar("T")
R = TypeVar("R")


def each(
    function: Callable[[T], R], tasks: Iterable[T], jobs: int, count: int, *, scheduler: str = "", warm: Callable[[], None]
) -> Generator[tuple[int, R | PubpipeError], None, None]:
    """`function` of each task: here, in `jobs` processes of this machine, or on the workers of a Dask scheduler.

    Pool and cluster keep a few tasks in flight by `submit` of a `concurrent.futures.Executor`; no task is asked for before it
    is wanted. All give the place of a task with what came of it, as each is done. Where the workers go away, what was asked
    for comes to an error and the rest is not asked for.

    Args:
        jobs: As many as there is work and memory for are taken.
        count: How many tasks there are at most.
        warm: Imports what the function needs; called once, before processes are forked.
    """
    if scheduler and count:
        from pubpipe.cluster import map_on_cluster

        yield from map_on_cluster(function, tasks, scheduler)
    elif (wanted := fitting(min(jobs, count))) > 1:
        warm()
        yield from map_in_processes(function, tasks, wanted)
    else:
        yield from ((at, function(task)) for at, task in enumerate(tasks))


def confined(function: Callable[[T], R], task: T, *, memory_mb: int = 1024, cpu_s: int = 30) -> R:
    """`function(task)` in a process of its own that may take so much memory and time, and no more.

    For files from outside: a few kilobytes of PDF unpack to gigabytes in libraries that know no limit.

    Raises:
        InputError: It took more, or crashed the library that read it.
        PubpipeError: What the function raised.
    """
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_confine, args=(function, task, theirs, memory_mb << 20, cpu_s), daemon=True)
    child.start()
    theirs.close()
    try:
        result = ours.recv()
    except EOFError as error:
        what = f"takes more than {memory_mb} MB or {cpu_s} s to read, or breaks what reads it; no edition does"
        raise InputError(what, hint="do not open it; get the edition from its publisher") from error
    finally:
        child.join(5)
        ours.close()
    if isinstance(result, PubpipeError):
        raise result
    done: R = result
    return done


def _confine(function: Callable[[T], R], task: T, answer: Any, memory: int, cpu_s: int) -> None:
    """In the new process: take the limits on, work, answer. A process that dies before it answers is an answer too."""
    faulthandler.disable()  # a library that breaks on a hostile file is expected here, its stack is nobody's concern
    _limit(resource.RLIMIT_CPU, cpu_s)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, _mapped() + memory)
    with contextlib.suppress(MemoryError):
        try:
            answer.send(function(task))
        except PubpipeError as error:
            answer.send(error)
    answer.close()


def _limit(kind: int, most: int) -> None:
    """Lower a limit as far as the system lets; macOS knows none of address space."""
    _, hard = resource.getrlimit(kind)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _mapped() -> int:
    """Bytes of address space in use: Linux alone tells, and Linux alone limits it."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 1 << 34
