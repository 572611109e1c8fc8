"""The editor's own machine as a pool: the same function over many tasks, in as many processes as it can feed.

Processes are forked, so that what is imported is not imported again: WeasyPrint's import costs more than one edition. Nothing
may have been rendered in this process before: Pango keeps state that a fork does not survive. Workers write nothing but caches,
so that one may be killed at any time.
"""

import contextlib
import logging
import logging.handlers
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

from pubpipe.errors import EngineError, PubpipeError

T = TypeVar("T")
R = TypeVar("R")
Result = tuple[int, R | PubpipeError]  # the place of the task, and what came of it
AHEAD = 2  # tasks in flight for each process, so that none waits for the next
WORKER = 700 << 20  # bytes of one process: 440 MB at its peak without a model (benchmarks/pool.py), and a model
SPARE = 0.8  # of the free memory; the rest is the editor's


def map_in_processes(function: Callable[[T], R], tasks: Iterable[T], jobs: int) -> Iterator[Result[R]]:
    """`function` of each task in `jobs` processes, each result as it is done. Tasks are asked for as they are wanted.

    A process that dies (the kernel kills one when memory runs out) costs the tasks that were in flight one trial more, each
    alone; the task that dies again is an error of its own, and the others go on.
    """
    line = iter(enumerate(tasks))
    for first in line:
        with _pool(jobs) as pool:
            lost = yield from _drain(pool, function, chain([first], line), AHEAD * jobs)
        for task in lost:
            with _pool(1) as pool:
                died = yield from _drain(pool, function, iter([task]), 1)
            if died:
                hint = "memory may have run out: close other programs, or try --jobs 1 for this one alone"
                yield task[0], EngineError("the process that made it was killed, twice", hint=hint)


def _drain(
    pool: Executor, function: Callable[[T], R], line: Iterator[tuple[int, T]], window: int
) -> Generator[Result[R], None, list[tuple[int, T]]]:
    """Results as they are done, until nothing waits or the pool breaks; the tasks that were in flight then."""
    flying: dict[Future[R], tuple[int, T]] = {}
    waiting: deque[tuple[int, T]] = deque()
    with contextlib.suppress(BrokenProcessPool):
        while True:
            while len(flying) < window:
                waiting.extend(islice(line, not waiting))
                if not waiting:
                    break
                flying[pool.submit(function, waiting[0][1])] = waiting[0]
                waiting.popleft()
            if not flying:
                break
            done, _ = wait(flying, return_when=FIRST_COMPLETED)
            yield from _taken(done, flying)
    yield from _taken([future for future in flying if future.done() and not future.exception()], flying)
    return sorted((*flying.values(), *waiting), key=itemgetter(0))


def _taken(done: Iterable[Future[R]], flying: dict[Future[R], tuple[int, T]]) -> Iterator[Result[R]]:
    for future in done:
        result = future.result()
        yield flying.pop(future)[0], result


@contextlib.contextmanager
def _pool(jobs: int) -> Iterator[Executor]:
    """Processes whose log comes here. One that is left before its time kills them: they have nothing to lose."""
    context = multiprocessing.get_context("fork")
    others = set(multiprocessing.active_children())
    lines: Any = context.Queue()
    listener = logging.handlers.QueueListener(lines, _Forward())
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_start_worker, initargs=(lines, jobs, os.getpid()))
    pool.submit(os.getpid)  # forks them all
    listener.start()  # after the fork: a thread that runs while a process is forked may hold a lock for ever
    try:
        yield pool
    except BaseException:
        for child in set(multiprocessing.active_children()) - others:
            child.kill()
        _end_of_results(pool)
        raise
    finally:
        pool.shutdown(cancel_futures=True)
        listener.stop()


def _end_of_results(pool: Any) -> None:
    """A worker that was killed within a result leaves half of it in the pipe, and the pool would wait for the rest for ever:
    this process holds the pipe's other end. Closed, it reads as an end of the file, and the pool gives up."""
    if (queue := getattr(pool, "_result_queue", None)) is not None:
        queue._writer.close()


class _Forward(logging.Handler):
    """Give a record that came from a worker to the logger it was written to there."""

    def emit(self, record: logging.LogRecord) -> None:
        logging.getLogger(record.name).handle(record)


def _start_worker(lines: Any, jobs: int, parent: int) -> None:
    """In a new worker: take a part of the machine, send every log record to the parent, and end when the parent does."""
    from pubpipe.engines.share import take_share

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all of a terminal's processes; the parent ends this one
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    take_share(jobs)
    root = logging.getLogger()
    root.handlers = [logging.handlers.QueueHandler(lines)]
    for name in ("pubpipe", "pubpipe.progress"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True


def _follow(parent: int) -> None:
    """A parent that was killed says nothing, and a worker of it would wait for its next task for ever."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def fitting(jobs: int) -> int:
    """How many of so many processes have room in the memory that is free now; one at least."""
    free = _free_memory()
    return jobs if free is None else max(1, min(jobs, int(free * SPARE) // WORKER))


def _free_memory() -> int | None:
    """Bytes that are free, by the kernel and by the container's limit (cgroup 2); None where nothing tells, as on macOS."""
    with contextlib.suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
        free = int(next(line for line in lines if line.startswith("MemAvailable")).split()[1]) << 10
        with contextlib.suppress(OSError, ValueError):
            group = Path("/sys/fs/cgroup")
            limit, used = int((group / "memory.max").read_text()), int((group / "memory.current").read_text())
            free = min(free, max(0, limit - used))
        return free
    return None
