"""Work in other processes: the same function over many tasks, or one task that may take so much and no more."""

import contextlib
import faulthandler
import logging
import logging.handlers
import multiprocessing
import resource
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from pubpipe.errors import EngineError, InputError, PubpipeError

T = TypeVar("T")
R = TypeVar("R")


def map_in_processes(function: Callable[[T], R], tasks: Sequence[T], jobs: int) -> Iterator[R]:
    """`map(function, tasks)` over `jobs` processes; results in the order of the tasks.

    Processes are forked, so that what is imported here already is not imported again: WeasyPrint's import costs more than one
    edition. Nothing may have been rendered in this process before: Pango keeps state that a fork does not survive.

    Raises:
        EngineError: A process was killed, as by the kernel when memory runs out.
    """
    import weasyprint  # noqa: F401  before the fork

    context = multiprocessing.get_context("fork")
    lines: Any = context.Queue()
    listener = logging.handlers.QueueListener(lines, _Forward())
    pool = ProcessPoolExecutor(min(jobs, len(tasks)), mp_context=context, initializer=_start_worker, initargs=(lines,))
    with pool:
        futures = [pool.submit(function, task) for task in tasks]
        listener.start()  # after the fork: a thread that runs while a process is forked may hold a lock for ever
        try:
            yield from (future.result() for future in futures)
        except BrokenProcessPool as error:
            raise EngineError("a worker process was killed", hint="memory may have run out: try --jobs 1") from error
        finally:
            listener.stop()


class _Forward(logging.Handler):
    """Give a record that came from a worker to the logger it was written to there."""

    def emit(self, record: logging.LogRecord) -> None:
        logging.getLogger(record.name).handle(record)


def _start_worker(lines: Any) -> None:
    """In a new worker: send every log record to the parent, show none here."""
    root = logging.getLogger()
    root.handlers = [logging.handlers.QueueHandler(lines)]
    for name in ("pubpipe", "pubpipe.progress"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True


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
