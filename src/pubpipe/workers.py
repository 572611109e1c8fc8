"""Run the same function over many tasks in several processes, their progress lines joined in this one."""

import logging
import logging.handlers
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from pubpipe.errors import EngineError

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
