"""Write files so that a reader sees the old one or the new one, never half of one."""

import contextlib
import errno
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from pubpipe.errors import FullError, OutputError

ASIDE = re.compile(r"\..+[-.][a-z0-9_]{8}(\.part)?")
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)  # after which no other file can be written either
LEFT = re.compile(r"\..+\.[a-z0-9_]{8}\.part")  # as tempfile makes the name of what `write_atomic` renames


def write_atomic(path: Path, data: bytes | str, *, durable: bool = False) -> None:
    """Put `data` at `path` in one step: a temporary file beside it, then a rename.

    Args:
        durable: Also force it to the disk, with its name; for what a person wrote, and for what says where it is.

    Raises:
        OutputError: No permission, no space, or the folder is a file; the path and the remedy are named.
    """
    with explained(path):
        new = [folder for folder in path.parents if not folder.exists()] if durable else []
        _put(path, data.encode() if isinstance(data, str) else data, forced=durable)
        for folder in (path.parent, *(folder.parent for folder in new)) if durable else ():
            _force(folder)


def write_together(folder: Path, made: Mapping[str, bytes]) -> None:
    """Put several files into a folder, each in one step, and force them to the disk with their names: what is written after
    this may rely on them even when the power goes.

    Raises:
        OutputError: As `write_atomic`.
    """
    for name, data in made.items():
        with explained(folder / name):
            _put(folder / name, data, forced=True)
    with explained(folder):
        _force(folder)


def _put(path: Path, raw: bytes, *, forced: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:60]}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            if forced:
                file.flush()
                os.fsync(file.fileno())
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _force(folder: Path) -> None:
    """Have the disk know the names in a folder: fsync of a file does not reach the one that was just given to it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some file systems know no such thing
            os.fsync(handle)
    finally:
        os.close(handle)


def is_blank(path: Path) -> bool:
    """Whether a file has lost its content: it is empty, or all NUL. That is what a file system may leave of one whose name had
    reached the disk when the power went and whose bytes had not (ext4(5), auto_da_alloc); nobody saves such a document."""
    try:
        with path.open("rb") as file:
            return not any(chunk.strip(b"\0") for chunk in iter(lambda: file.read(1 << 16), b""))
    except OSError:
        return False


def sweep(*folders: Path) -> int:
    """Take away what a killed run left of its writing, in folders and two levels below; how many files that were.

    Only under a lock: what another run is just writing looks the same.
    """
    swept = 0
    for path in (path for folder in folders for depth in range(3) for path in folder.glob("*/" * depth + ".*.part")):
        if LEFT.fullmatch(path.name) and path.is_file() and not path.is_symlink():
            with contextlib.suppress(OSError):
                path.unlink()
                swept += 1
    return swept


def sweep_cache(folder: Path, age_s: float = 3600) -> None:
    """The same in a cache, folders too. Other runs may share it, so what is younger than an hour stays."""
    for path in (*folder.glob("*/.*"), *folder.glob(".*")):
        with contextlib.suppress(OSError):
            if ASIDE.fullmatch(path.name) and path.lstat().st_mtime < time.time() - age_s:
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def make_folder(path: Path) -> None:
    """Make a folder and those above it, and prove that a file can be written there, before hours are spent on its contents."""
    with explained(path):
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Say in one sentence what the system said about a path, and what a person can do.

    Raises:
        OutputError: In place of any OSError; a FullError where no other file could be written either.
    """
    hints = {
        errno.ENOSPC: "the disk is full: free some space and run this again; nothing that was there is lost",
        errno.EDQUOT: "your quota is used up: free some space and run this again; nothing that was there is lost",
        errno.EROFS: "the disk is read-only: choose another folder with --output",
        errno.EACCES: "choose another folder with --output, or change the permissions of this one",
        errno.EPERM: "choose another folder with --output, or change the permissions of this one",
        errno.ENOTDIR: "a file stands where a folder is needed: move it, or choose another folder with --output",
        errno.EEXIST: "a file stands where a folder is needed: move it, or choose another folder with --output",
        errno.ENAMETOOLONG: "the name is too long for this disk: shorten the source's file name",
    }
    try:
        yield
    except OSError as error:
        hint = hints.get(error.errno or 0, "see whether the disk is in order, then run this again")
        kind = FullError if error.errno in FULL else OutputError
        raise kind(f"cannot be written ({error.strerror})", where=str(path), hint=hint) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
