"""Keep what a download has brought so far beside the cache, so that the next run of pubpipe goes on where this one ended.

A partial file is only gone on with if the server says that its file is still the same one (If-Range with a strong validator,
RFC 9110, section 13.1.5); where a server gives none, nothing is kept.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pubpipe.engines.cache import cache_folder
from pubpipe.errors import OutputError
from pubpipe.files import write_atomic

STALE_S = 14 * 86_400  # nobody comes back to a download of two weeks ago, and its server has another file by then


class Partial:
    """The file of one address, open for writing, and what its server said of it.

    Attributes:
        file: Unbuffered: what was received is in it when the process is killed.
        seal: Strong ETag, or Last-Modified, of what is in the file; "" where it cannot be gone on with.
        total: Bytes of the whole.
        is_resumed: An earlier run has begun it.
    """

    def __init__(self, url: str, file: Any, note: Path | None) -> None:
        """Take up what an earlier run left, if its note says what it is; else begin anew."""
        self.url, self.file, self._note = url, file, note
        self.seal, self.total = _read_note(note, url) if note else ("", 0)
        if not self.seal or not 0 < self.size < self.total:
            self.restart("", 0)
        self.is_resumed = self.size > 0

    @property
    def path(self) -> Path:
        return Path(self.file.name)

    @property
    def size(self) -> int:
        return os.fstat(self.file.fileno()).st_size

    def asked(self) -> dict[str, str]:
        """Headers that ask for the rest; none where there is nothing to go on with."""
        return {"Range": f"bytes={self.size}-", "If-Range": self.seal} if self.size and self.seal else {}

    def add(self, chunk: bytes) -> None:
        left = memoryview(chunk)
        while left:
            left = left[self.file.write(left) :]

    def restart(self, seal: str, total: int) -> None:
        """Empty the file, and note what will be in it, for the run that finds it."""
        self.file.seek(0)
        self.file.truncate()
        self.seal, self.total, self.is_resumed = seal, total, False
        if self._note and seal and total:
            with contextlib.suppress(OutputError):  # without a note the next run begins anew
                write_atomic(self._note, json.dumps({"url": self.url, "seal": seal, "bytes": total}))
        elif self._note:
            self._note.unlink(missing_ok=True)

    @property
    def is_worth_keeping(self) -> bool:
        return bool(self._note and self.seal and 0 < self.size < self.total)


@contextmanager
def partial_of(url: str) -> Iterator[Partial]:
    """The partial file of an address, held by this process alone; afterwards it stays only if it can be gone on with."""
    folder = cache_folder("downloads")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder)
        path = folder / (hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:24] + ".part")
        file = _held(path)
    except OSError:  # a cache that cannot be written costs the resuming, not the model
        with tempfile.NamedTemporaryFile(suffix=".argosmodel", prefix="pubpipe-", buffering=0) as other:
            yield Partial(url, other, None)
        return
    note = path.with_suffix(".json")
    with file:
        partial = Partial(url, file, note)
        try:
            yield partial
        finally:
            if not partial.is_worth_keeping:
                for left in (path, note):
                    left.unlink(missing_ok=True)


def _held(path: Path) -> Any:
    """The file, locked; opened again where the process that had the lock has deleted it meanwhile."""
    while True:
        file = path.open("a+b", buffering=0)
        fcntl.flock(file, fcntl.LOCK_EX)
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                return file
        file.close()


def sweep(folder: Path, *, now: float = 0.0) -> None:
    """Delete what no run will go on with any more; what another process is loading has just been written to."""
    for path in folder.glob("*.*"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < (now or time.time()) - STALE_S:
                path.unlink()


def _read_note(note: Path, url: str) -> tuple[str, int]:
    """Seal and length that an earlier run noted; ("", 0) where there is no note, or it is none of this address."""
    try:
        told = json.loads(note.read_bytes())
        seal, total = told["seal"], told["bytes"]
        if told["url"] == url and isinstance(seal, str) and seal.isascii() and seal.isprintable() and isinstance(total, int):
            return seal, total
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass  # begun anew: nothing is lost but time
    return "", 0


def seal_of(headers: Any) -> str:
    """What tells one version of a file from another for certain (RFC 9110, 8.8): a strong ETag, else its date."""
    tag = headers.get("ETag") or ""
    return str(tag if tag.startswith('"') else headers.get("Last-Modified") or "")
