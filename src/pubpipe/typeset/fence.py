"""Lay out a very long article in a process of its own, which may take so much time and memory and no more.

A short one is laid out where it is asked for: a new process has to warm up WeasyPrint again, which costs as much as half an
edition, and what a few pages can take is little.
"""

import os
import pickle
import select
import signal
import sys
import time
from collections.abc import Callable

from pubpipe.errors import OutputError, PubpipeError

LONG = 120_000  # characters, some fifty pages of A4
SECONDS = 1800  # 300 pages take about 90 s
BYTES = 6 << 30  # of address space, of which a run maps far more than it uses; 300 pages use 0.4 GiB
CHUNK = 1 << 16


def fenced(make: Callable[[], bytes], *, seconds: float = SECONDS, memory: int = BYTES) -> bytes:
    """What `make` gives, made in a copy of this process.

    Raises:
        OutputError: It took too long or too much memory, or the process died.
        PubpipeError: Whatever of ours `make` raised.
    """
    if not hasattr(os, "fork"):
        return make()
    sys.stdout.flush()
    sys.stderr.flush()
    inlet, outlet = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(inlet)
        _work(make, outlet, memory)
    os.close(outlet)
    try:
        answer = _read(inlet, time.monotonic() + seconds)
    finally:
        os.close(inlet)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return _answered(answer, seconds)


def _work(make: Callable[[], bytes], outlet: int, memory: int) -> None:
    """In the copy: make it, send it, and leave without tidying up what belongs to the original."""
    import resource

    try:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        sent = b"+" + make()
    except PubpipeError as error:
        sent = b"!" + pickle.dumps(error)
    except MemoryError:
        sent = b"?memory"
    except BaseException as error:
        sent = b"?" + repr(error).encode()
    try:
        with os.fdopen(outlet, "wb") as stream:
            stream.write(sent)
    finally:
        os._exit(0)


def _read(inlet: int, deadline: float) -> bytes | None:
    """All that comes before the deadline; None where it passes first."""
    parts: list[bytes] = []
    while (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([inlet], [], [], left)
        if ready:
            part = os.read(inlet, CHUNK)
            if not part:
                return b"".join(parts)
            parts.append(part)
    return None


def _answered(answer: bytes | None, seconds: float) -> bytes:
    hint = "split the article, or leave the format out of `formats`"
    if answer is None:
        raise OutputError(f"the layout took more than {seconds:.0f} seconds", hint=hint)
    kind, data = answer[:1], answer[1:]
    if kind == b"!":
        error = pickle.loads(data)  # noqa: S301  from our own copy, by a pipe that nobody else has
        raise error
    if kind != b"+":
        what = "memory" if data == b"memory" else data.decode() or "the process ended by itself, as when memory runs out"
        raise OutputError(f"the layout failed: {what}", hint=hint)
    return data
