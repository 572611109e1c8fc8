"""One run at a time in a folder: a lock that the kernel frees when the process dies, so that none is ever left behind.

The folder itself is locked (flock(2)), not a file in it, which somebody might delete while it is held. Some network file
systems lock only what is open for writing; there a file stands in.
"""

import contextlib
import errno
import fcntl
import functools
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar, cast

from pubpipe.errors import OutputError
from pubpipe.files import make_folder, sweep, sweep_cache
from pubpipe.settings import Settings

progress = logging.getLogger("pubpipe.progress")
P = ParamSpec("P")
R = TypeVar("R")
STAND_IN = ".pubpipe.lock"
CANNOT = (errno.EBADF, errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL)  # what a folder of a network file system answers
_held: dict[Path, int] = {}


@contextlib.contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold the edition folder, and the output folder where that is elsewhere; what a killed run left of its writing is swept.

    Within one process it may be entered again by what is done under it.

    Raises:
        OutputError: Another run holds it, and the settings say not to wait.
    """
    with contextlib.ExitStack() as stack:
        for folder in _folders(settings):
            if folder not in _held:
                stack.enter_context(_holding(folder, is_patient=settings.is_patient))
        sweep(settings.output, settings.locales)
        sweep_cache(settings.cache)
        yield


def one_run(
    make: Callable[Concatenate[Settings, P], Iterator[R]],
) -> Callable[Concatenate[Settings, P], Iterator[R]]:
    """A generator that works with settings, alone in their folder from its first step to its last."""

    @functools.wraps(make)
    def made(settings: Settings, *args: P.args, **kwargs: P.kwargs) -> Iterator[R]:
        with alone(settings):
            yield from make(settings, *args, **kwargs)

    return cast(Callable[Concatenate[Settings, P], Iterator[R]], made)  # `wraps` hides that the first may be positional


def _folders(settings: Settings) -> list[Path]:
    """In the order in which every run takes them, so that two do not wait for each other."""
    root, output = settings.root.resolve(), settings.output.resolve()
    if root not in output.parents:
        make_folder(output)
    return [root] if root in output.parents else [root, output]


@contextlib.contextmanager
def _holding(folder: Path, *, is_patient: bool) -> Iterator[None]:
    handle = _open(folder)
    try:
        if not _try(handle):
            who = _holder(handle)
            if not is_patient:
                what = f"another pubpipe is at work here{who}"
                raise OutputError(what, where=str(folder), hint="run this again when it is done, or without --no-wait")
            progress.warning("waiting for another pubpipe that is at work here%s: %s", who, folder)
            fcntl.flock(handle, fcntl.LOCK_EX)
        _held[folder] = handle
        yield
    finally:
        _held.pop(folder, None)
        os.close(handle)


def _open(folder: Path) -> int:
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            _try(handle, fcntl.LOCK_SH)
            fcntl.flock(handle, fcntl.LOCK_UN)
        except OSError as error:
            os.close(handle)
            if error.errno not in CANNOT:
                raise
            handle = os.open(folder / STAND_IN, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        what = f"cannot be opened ({error.strerror})"
        raise OutputError(what, where=str(folder), hint="check its permissions") from error
    return handle


def _try(handle: int, how: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(handle: int) -> str:
    """Whose lock it is, where the kernel tells (proc(5), /proc/locks)."""
    inode = str(os.fstat(handle).st_ino)
    with contextlib.suppress(OSError, IndexError):
        for line in Path("/proc/locks").read_text("ascii").splitlines():
            part = line.split()
            if part[1] == "FLOCK" and part[5].endswith(f":{inode}"):
                return f" (process {part[4]})"
    return ""


def _let_go() -> None:
    """In a fork: a copy of the handle would hold the lock when the run is killed and its child is not. Closing one copy frees
    nothing."""
    for handle in _held.values():
        os.close(handle)
    _held.clear()


os.register_at_fork(after_in_child=_let_go)
