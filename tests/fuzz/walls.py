"""What a parser may do while it reads: watched by audit events (PEP 578), by a canary, and by the clock."""

import contextlib
import os
import resource
import signal
import socket
import sys
import sysconfig
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pubpipe
from pubpipe.errors import PubpipeError

CANARY = "canary-5b1c9e"  # content of a file, and path of an address, that hostile entities name
CPU_S = 8.0  # for any input, and
CPU_S_A_MB = 6.0  # for each megabyte of it
MEMORY_MB = 700  # that one input may add to the most that the process ever held
LONGEST_MESSAGE = 4000  # characters of an error
# Events that no parser has a reason for. https://docs.python.org/3/library/audit_events.html
FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "os.kill",
    "ftplib.",
    "smtplib.",
    "urllib.",
    "http.client.",
    "webbrowser.",
    "pty.",
    "pickle.find_class",
    "ctypes.dlopen",
    "shutil.unpack",
)
WRITES = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.truncate", "shutil.rmtree")
READABLE = tuple(
    str(Path(place).resolve())
    for place in (sys.prefix, sys.base_prefix, sysconfig.get_path("stdlib"), Path(__file__).parents[2] / "src",
                  Path(__file__).parents[2] / "locales", "/usr/share/zoneinfo", "/proc/self/statm", "/dev/null")
)  # fmt: skip


class Breach(Exception):
    """A parser did what no input may make it do."""


class Hang(BaseException):
    """The time for one input is up."""


def _stop(*_: object) -> None:
    raise Hang


@dataclass
class Watch:
    """One reading: where it may read and write, and what it did otherwise."""

    inside: tuple[str, ...]
    readable: tuple[str, ...]
    breaches: list[str] = field(default_factory=list)

    def see(self, event: str, args: tuple[Any, ...]) -> None:
        if event.startswith(FORBIDDEN):
            self.breaches.append(f"{event} {args!r:.120}")
        elif event in WRITES:
            # a name that is relative to an open folder was looked at when the folder was opened
            names = [arg for arg in args if isinstance(arg, (str, bytes, os.PathLike)) and os.path.isabs(arg)]
            self.breaches += [f"{event} {name!r:.120}" for name in names if not self._is_in(name, self.inside)]
        elif event == "open" and isinstance(args[0], (str, bytes, os.PathLike)):
            flags = args[2] if isinstance(args[2], int) else 0
            places = self.inside if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) else self.inside + self.readable
            beside = os.fsdecode(args[0])  # of an open folder, as rmtree walks one; ours are all absolute
            is_step = args[1] is None and os.sep not in beside and places is not self.inside
            if not is_step and not self._is_in(args[0], places):
                self.breaches.append(f"open {args[0]!r:.120} flags {flags}")

    def _is_in(self, name: Any, places: tuple[str, ...]) -> bool:
        path = os.path.abspath(os.fsdecode(name))
        return any(path == place or path.startswith(place + os.sep) for place in places)


class Bench:
    """A folder for one input at a time, a canary that hostile inputs point to, and the walls round both."""

    def __init__(self, home: Path) -> None:
        self.home = home.resolve()
        self.folder = self.home / "work"
        self.temporary = self.home / "tmp"
        for place in (self.folder, self.temporary):
            place.mkdir(parents=True)
        self.canary = self.home / "canary.txt"
        self.canary.write_text(CANARY, "utf-8")
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(8)
        self.listener.setblocking(False)
        self.port = self.listener.getsockname()[1]
        self.readable: tuple[str, ...] = READABLE
        self._watch: Watch | None = None
        tempfile.tempdir = str(self.temporary)
        signal.signal(signal.SIGPROF, _stop)
        sys.addaudithook(self._hear)

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        watch = self._watch
        if watch is not None:
            self._watch = None  # what the looking itself does is not looked at
            try:
                watch.see(event, args)
            finally:
                self._watch = watch

    @contextmanager
    def watched(self) -> Iterator[Watch]:
        self._watch = watch = Watch((str(self.folder), str(self.temporary)), self.readable)
        try:
            yield watch
        finally:
            self._watch = None

    def judge(self, read: Callable[[Path], Any], path: Path) -> None:
        """Have one file read.

        Raises:
            Breach: It did more than return or raise an error of ours, took too long or too much, or left something behind.
        """
        most = CPU_S + CPU_S_A_MB * path.stat().st_size / (1 << 20)
        _forget_peak()
        before, held, start = self._files(), _peak_mb(), time.process_time()
        said = ""
        with self.watched() as watch:
            try:
                signal.setitimer(signal.ITIMER_PROF, 2 * most)
                said = repr(read(path))
            except Hang as error:
                raise Breach("time: stopped at " + _place(error)) from error
            except PubpipeError as error:
                said = _message(error)
            except MemoryError as error:
                raise Breach("memory: MemoryError") from error
            except Exception as error:
                raise Breach(_place(error)) from error
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
        spent, more = time.process_time() - start, _peak_mb() - held
        self._check(watch, said, before)
        if spent > most:
            raise Breach(f"time: {spent:.1f} s")
        if more > MEMORY_MB:
            raise Breach(f"memory: {more} MB")

    def _check(self, watch: Watch, said: str, before: set[str]) -> None:
        if watch.breaches:
            raise Breach("walls: " + watch.breaches[0])
        if CANARY in said:
            raise Breach("an external entity was resolved")
        if self._was_called():
            raise Breach("a library opened a connection")
        if left := self._files() - before:
            raise Breach(f"left behind: {min(left)}")

    def _was_called(self) -> bool:
        try:
            self.listener.accept()[0].close()
        except BlockingIOError:
            return False
        return True

    def _files(self) -> set[str]:
        return {os.path.join(top, name) for top, folders, names in os.walk(self.home) for name in (*folders, *names)}


def _message(error: PubpipeError) -> str:
    """What the terminal would print."""
    text = str(error)
    try:
        text.encode()
    except UnicodeEncodeError as reason:
        raise Breach("the message cannot be printed: " + _place(error)) from reason
    if len(text) > LONGEST_MESSAGE:
        raise Breach(f"the message has {len(text)} characters: " + _place(error))
    return text


OURS = Path(pubpipe.__file__).parent


def _place(error: BaseException) -> str:
    """What was raised, and the last line of ours that it came through: one name a fault, however many inputs show it."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(OURS)] or frames[-1:]
    where = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "?"
    return f"{type(error).__name__} at {where}"


def _peak_mb() -> int:
    """The most memory that this process ever held, in MB; since the mark was last set back, where the kernel does that."""
    try:
        told = Path("/proc/self/status").read_text("ascii")
        return int(told.partition("VmHWM:")[2].split()[0]) >> 10
    except (OSError, ValueError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1 if sys.platform != "darwin" else 1024) // 1024


def _forget_peak() -> None:
    """Set the high water mark back to what is held now (proc(5), clear_refs): another test may have held more before."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", "ascii")
