"""The same work on the workers of a Dask scheduler, by the `concurrent.futures` interface that its client has.

A worker has none of the editor's folders. It gets a task with the hashes of what it needs, says what it lacks, is sent that,
and gives back values and bytes; this process alone writes. A worker of another pubpipe, or with other tools, would make other
bytes and is left out, with a sentence.
"""

import concurrent.futures
import logging
import platform
import threading
import time
import uuid
from collections import Counter as Count
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from pubpipe.engines.choose import choose_engine
from pubpipe.engines.share import take_share
from pubpipe.errors import EngineError, FullError, PubpipeError, UsageError
from pubpipe.files import FULL
from pubpipe.inputs import code_hash, hash_of, tool_versions
from pubpipe.parcel import Counter, Parcel, Piece, Store

T = TypeVar("T")
R = TypeVar("R")
progress = logging.getLogger("pubpipe.progress")
REACH_S = 5  # to find a scheduler; it is there or it is not
LOOK_S = 5  # between two looks at who is there
PATIENCE_S = 60  # without any worker: as long as a cluster may take to replace one
AHEAD = 2  # tasks in flight for each thread of the workers
TRIES = 3  # of one task that answers by anything but a result
_one_at_a_time = threading.Lock()  # WeasyPrint's stand-ins and the environment are the process's


@dataclass(frozen=True, slots=True)
class Order(Generic[T]):
    """A task on its way to a worker.

    Attributes:
        hello: Code and tools of the machine that asks.
        engine: Hash of what would translate there.
        parts: Host to how many workers share it.
    """

    task: T
    parcel: Parcel
    hello: Mapping[str, str]
    engine: str
    parts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Answer(Generic[R]):
    """What a worker says: a result with the log of its making; what it lacks first; or why it cannot."""

    worker: str
    result: R | None = None
    log: tuple[tuple[str, int, str], ...] = ()
    lacking: tuple[str, ...] = ()
    refusal: str = ""


# --- In the worker ----------------------------------------------------------------------------------------------------


def hello() -> dict[str, str]:
    """What must be the same on two machines, so that they make the same bytes."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"pubpipe's code": code_hash()[:12], **tool_versions(), "python": python}


def work(function: Callable[[T], R], order: "Order[Any]") -> Answer[R]:
    """One task, from its parcel."""
    worker = _address()
    if said := unlike(order.hello, hello()):
        return Answer(worker, refusal=said)
    store = Store()
    if lacking := store.lacking(order.parcel):
        return Answer(worker, lacking=lacking)
    task = order.task
    with _one_at_a_time, store.opened(order.parcel, task.settings) as settings, _Log() as log:
        take_share(order.parts.get(_host(worker), 1))
        choice = choose_engine(settings.engine, task.article.lang, task.lang, settings.quality)
        if hash_of(choice.info) != order.engine:
            has = f"{choice.info.title} {choice.info.version}" if choice.engine else "nothing"
            said = f"it would translate from {task.article.lang} to {task.lang} with {has}, or other data than here"
            return Answer(worker, refusal=said)
        result = function(replace(task, settings=settings))
    return Answer(worker, result, tuple(log.lines))


def lay(letter: Sequence[Piece], sender: str) -> bool:
    """Keep pieces of contents in this machine's store; whether all that are whole now have their hash."""
    store = Store()
    return all(store.lay(piece, sender) for piece in letter)


def unlike(ours: Mapping[str, str], theirs: Mapping[str, str]) -> str:
    """In what two machines differ, as words; "" where in nothing."""
    names = [name for name in ours if ours[name] != theirs.get(name)]
    return ", ".join(f"{name} {theirs.get(name, 'none')}, here {ours[name]}" for name in names[:3])


def _address() -> str:
    from distributed import get_worker

    return str(get_worker().address)


def _host(address: str) -> str:
    return address.rpartition("://")[2].rpartition(":")[0]


class _Log(logging.Handler):
    """Keep what is logged while a task runs; the editor's process says it."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[str, int, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append((record.name, record.levelno, record.getMessage()))

    def __enter__(self) -> "_Log":
        for name in ("pubpipe", "pubpipe.progress"):
            logging.getLogger(name).setLevel(logging.INFO)
        logging.getLogger("pubpipe").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("pubpipe").removeHandler(self)


# --- In the editor's process ------------------------------------------------------------------------------------------


def map_on_cluster(function: Callable[[T], R], tasks: Iterable[T], scheduler: str) -> Iterator[tuple[int, R | PubpipeError]]:
    """`function` of each task on the workers, each result as it is done.

    Raises:
        UsageError: Dask is not installed.
        EngineError: The scheduler cannot be reached.
    """
    client = _connect(scheduler)
    try:
        yield from _Run(client, function, tasks, scheduler).results()
    finally:
        client.close(timeout=REACH_S)


def _connect(scheduler: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError("--scheduler needs Dask", hint="run: python -m pip install 'pubpipe[cluster]'") from error
    for name in ("distributed.client", "distributed.core", "distributed.comm"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what they would say is said here
    try:
        return Client(scheduler, timeout=REACH_S, set_as_default=False)  # type: ignore[no-untyped-call,unused-ignore]
    except (OSError, ValueError, TypeError) as error:  # no answer, or no address
        hint = "start one with `dask scheduler`, see docs/scale.md; without --scheduler this machine does the work"
        raise EngineError("no Dask scheduler answers", where=scheduler, hint=hint) from error


class _Run:
    """The tasks of one run and the workers that they are with."""

    def __init__(self, client: Any, function: Callable[[Any], Any], tasks: Iterable[Any], scheduler: str) -> None:
        self.client, self.function, self.scheduler = client, function, scheduler
        self.line = enumerate(tasks)
        self.tasks: dict[int, Any] = {}  # those that were asked for and have no result yet
        self.waiting: deque[int] = deque()
        self.flying: dict[concurrent.futures.Future[Answer[Any]], tuple[int, frozenset[str] | None]] = {}
        self.tries: Count[int] = Count()
        self.workers: dict[str, int] = {}
        self.refused: dict[str, str] = {}
        self.sent: set[tuple[str, str]] = set()
        self.hello = hello()
        self.counter: Counter | None = None
        self.seen_at = self.looked_at = time.monotonic()

    def results(self) -> Iterator[tuple[int, Any]]:
        """Every task once: its result, or why there is none."""
        for at, result in self._results():
            del self.tasks[at]
            yield at, result

    def _pull(self) -> bool:
        """Ask for one task more; whether there was one."""
        for at, task in self.line:
            self.tasks[at] = task
            self.waiting.append(at)
            return True
        return False

    def _results(self) -> Iterator[tuple[int, Any]]:
        self.look()
        while self.waiting or self.flying or self._pull():
            if not self.workers and time.monotonic() - self.seen_at > PATIENCE_S * (not self.refused):
                yield from self.give_up(self.why_none())
                return
            self.send()
            done, _ = concurrent.futures.wait(self.flying, LOOK_S, concurrent.futures.FIRST_COMPLETED)
            if not self.flying:
                time.sleep(0.5)
            for future in done:
                at, _ = self.flying.pop(future)
                if isinstance(error := _failure(future), concurrent.futures.CancelledError):
                    self.waiting.appendleft(at)
                    hint = "start it, then run this again; what is finished stays"
                    yield from self.give_up(EngineError("the Dask scheduler went away", where=self.scheduler, hint=hint))
                    return
                yield from self.failed(at, error) if error else self.answered(at, future.result())
            if time.monotonic() - self.looked_at > LOOK_S or not self.workers:
                self.look()

    def send(self) -> None:
        """Keep the workers fed."""
        if not self.workers:
            return
        allowed = frozenset(self.workers) if self.refused else None
        only = {"workers": sorted(allowed)} if allowed else {}
        executor = self.client.get_executor(pure=False, **only)  # a task that comes again is not the answer that it got before
        parts = Count(map(_host, self.workers))
        while len(self.flying) < AHEAD * sum(self.workers.values()) and (self.waiting or self._pull()):
            at = self.waiting.popleft()
            self.flying[executor.submit(work, self.function, self.order(self.tasks[at], parts))] = at, allowed

    def order(self, task: Any, parts: Mapping[str, int]) -> Order[Any]:
        settings = task.settings
        choice = choose_engine(settings.engine, task.article.lang, task.lang, settings.quality)
        self.counter = self.counter or Counter(settings)
        parcel = self.counter.parcel(task.article.lang, task.lang, task.article)
        return Order(task, parcel, self.hello, hash_of(choice.info), dict(parts))

    def answered(self, at: int, answer: Answer[Any]) -> Iterator[tuple[int, Any]]:
        for name, level, text in answer.log:
            logging.getLogger(name).log(level, "%s", text)
        if answer.refusal:
            self.refuse(answer.worker, answer.refusal)
            self.waiting.appendleft(at)
        elif answer.lacking:
            yield from self.again(at, self.deliver(answer.worker, answer.lacking))
        elif isinstance(answer.result, FullError):  # its disk, not ours
            self.refuse(answer.worker, str(answer.result))
            self.waiting.appendleft(at)
        else:
            yield at, answer.result

    def deliver(self, worker: str, lacking: Sequence[str]) -> Exception | None:
        """Send contents to one worker, past the tasks that wait there; what went wrong with it."""
        new = [digest for digest in lacking if (worker, digest) not in self.sent]
        if not new:  # a task that was there already when the last letter came
            return EngineError(f"{worker} does not keep what it is sent")
        sender = uuid.uuid4().hex
        assert self.counter is not None  # noqa: S101  it made the parcel that is lacking
        try:
            for letter in self.counter.letters(new):
                if not self.client.run(lay, letter, sender, workers=[worker])[worker]:
                    return EngineError(f"what was sent to {worker} did not arrive as it is here")
            self.sent.update((worker, digest) for digest in new)
        except OSError as error:
            if error.errno not in FULL:
                return error
            self.refuse(worker, f"nothing can be kept there ({error.strerror})")
        except Exception as error:  # whatever the worker or Dask says; the task is tried again, so often and no more
            return error
        return None

    def failed(self, at: int, error: BaseException) -> Iterator[tuple[int, Any]]:
        """A worker that dies is Dask's affair; here comes what several workers died of, or what broke in one."""
        from distributed.scheduler import KilledWorker

        if isinstance(error, KilledWorker):
            hint = "memory may have run out there: give the workers more, or make this one edition here"
            yield at, EngineError("the workers that made it were killed", where=self.scheduler, hint=hint)
        else:
            yield from self.again(at, error)

    def again(self, at: int, error: BaseException | None) -> Iterator[tuple[int, Any]]:
        """Try a task again; the third error is its result."""
        self.tries[at] += 1 if error else 0
        if self.tries[at] < TRIES:
            self.waiting.appendleft(at)
        elif isinstance(error, PubpipeError):
            yield at, error
        else:
            hint = "`--jobs 1` without --scheduler shows where it comes from"
            yield at, EngineError(f"it failed on a worker: {error!r}", where=self.scheduler, hint=hint)

    def look(self) -> None:
        """Who is there: greet those that are new, forget those that left, and call back what waits for none but these."""
        self.looked_at = time.monotonic()
        try:
            there: dict[str, int] = dict(self.client.nthreads())
        except (OSError, RuntimeError, concurrent.futures.TimeoutError):
            return  # the futures are cancelled when it is gone for good
        new = [worker for worker in there if worker not in self.workers and worker not in self.refused]
        for worker, said in (self.client.run(hello, workers=new, on_error="return") if new else {}).items():
            if reason := repr(said) if isinstance(said, BaseException) else unlike(self.hello, said):
                self.refuse(worker, reason)
        self.workers = {worker: threads for worker, threads in there.items() if worker not in self.refused}
        if self.workers:
            self.seen_at = self.looked_at
        for future, (at, allowed) in list(self.flying.items()):
            if allowed is not None and not allowed & self.workers.keys():
                del self.flying[future]
                future.cancel()
                self.waiting.appendleft(at)

    def refuse(self, worker: str, reason: str) -> None:
        if worker not in self.refused:
            progress.warning("the worker %s is left out: %s", worker, reason)
        self.refused[worker] = reason
        self.workers.pop(worker, None)

    def why_none(self) -> EngineError:
        if self.refused:
            worker, reason = next(iter(self.refused.items()))
            what = f"no worker can be used; {worker} is left out: {reason}"
            return EngineError(what, where=self.scheduler, hint="install on the workers what is installed here")
        hint = f"start one with: dask worker {self.scheduler} --nthreads 1"
        return EngineError(f"no worker came within {PATIENCE_S} seconds", where=self.scheduler, hint=hint)

    def give_up(self, error: PubpipeError) -> Iterator[tuple[int, PubpipeError]]:
        left = sorted([*self.waiting, *(at for at, _ in self.flying.values())])
        self.waiting.clear()
        self.flying.clear()
        yield from ((at, error) for at in left)


def _failure(future: "concurrent.futures.Future[Any]") -> BaseException | None:
    if future.cancelled():
        return concurrent.futures.CancelledError()
    return future.exception()
