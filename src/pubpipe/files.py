"""Write files so that a reader sees the old one or the new one, never half of one."""

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pubpipe.errors import OutputError


def write_atomic(path: Path, data: bytes | str, *, durable: bool = False) -> None:
    """Put `data` at `path` in one step: a temporary file beside it, then a rename.

    Args:
        durable: Also force it to the disk; for what a person wrote.

    Raises:
        OutputError: No permission, no space, or the folder is a file; the path and the remedy are named.
    """
    raw = data.encode() if isinstance(data, str) else data
    with _explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:60]}.", suffix=".part", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(raw)
                if durable:
                    file.flush()
                    os.fsync(file.fileno())
            os.chmod(name, 0o666 & ~_umask())
            os.replace(name, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise


def make_folder(path: Path) -> None:
    """Make a folder and those above it, and prove that a file can be written there, before hours are spent on its contents."""
    with _explained(path):
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
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
        raise OutputError(f"cannot be written ({error.strerror})", where=str(path), hint=hint) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
