"""A Dask scheduler and its workers as forks of one process that has imported all: a cluster that stands in half a second, of
which any part may be killed at any moment and is there again at once, as a nanny or a pod's controller would have it."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

START_S = 30  # for a part to stand


class Cluster:
    """One scheduler and so many workers of one thread, with a cache of their own below `home`."""

    def __init__(self, home: Path, workers: int = 2) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.home, self._count, self._made = home, workers, 0
        self._port = free_port()
        self.address = f"tcp://127.0.0.1:{self._port}"
        self.scheduler = 0
        self.workers: list[int] = []

    def mend(self) -> None:
        """Start what is not there; what has died is taken note of first."""
        if not (self.scheduler and _is_alive(self.scheduler)):
            for worker in self.workers:  # they would look for the old one for a while
                _end(worker)
            self.workers = []
            self.scheduler = self._fork(self._schedule)
            wait_for_port(self._port)
        self.workers = [worker for worker in self.workers if _is_alive(worker)]
        while len(self.workers) < self._count:
            self.workers.append(self._fork(self._work))

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            if process:
                _end(process)
        self.workers, self.scheduler = [], 0

    def _fork(self, serve: Callable[[], Coroutine[Any, Any, None]]) -> int:
        sys.stdout.flush()
        sys.stderr.flush()
        child = os.fork()
        if child:
            return child
        try:
            os.setsid()
            with (self.home / "log").open("a") as out:
                os.dup2(out.fileno(), 1)
                os.dup2(out.fileno(), 2)
            os.environ["PUBPIPE_CACHE"] = str(self.home / "cache")
            asyncio.run(serve())
        finally:
            os._exit(0)

    async def _schedule(self) -> None:
        from distributed import Scheduler

        async with Scheduler(host="127.0.0.1", port=self._port, dashboard=False, dashboard_address=None) as scheduler:
            await scheduler.finished()

    async def _work(self) -> None:
        from distributed import Worker

        place = self.home / f"worker-{os.getpid()}"
        async with Worker(self.address, nthreads=1, local_directory=str(place), dashboard=False) as worker:
            await worker.finished()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise SystemExit("the scheduler did not start")


def _is_alive(child: int) -> bool:
    try:
        return os.waitpid(child, os.WNOHANG) == (0, 0)
    except ChildProcessError:
        return False


def _end(child: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(child, 0)
