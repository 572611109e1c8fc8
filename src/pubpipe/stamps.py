"""What the file system says of a file without its content: enough to know that it is the one whose hash was taken.

As in git's index, a file that was written in the same tick of the clock in which it was looked at may be written once more
without a trace ("racy git", Documentation/technical/racy-git.txt). Such a stamp vouches for nothing.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

TICK_NS = 50_000_000  # a kernel's clock moves every 1 to 10 ms
COARSE_NS = 2_500_000_000  # FAT counts in 2 s, HFS+ and some servers in 1 s


class Stamp(NamedTuple):
    """Times of the content and of the entry (a program may set the first and not the second), size in bytes, inode."""

    mtime_ns: int
    ctime_ns: int
    size: int
    inode: int

    def is_settled(self, seen_ns: int) -> bool:
        """Whether a later change would have shown, given when the stamp was taken."""
        youngest = max(self.mtime_ns, self.ctime_ns)
        return youngest + (COARSE_NS if self.mtime_ns % 1_000_000 == 0 else TICK_NS) < seen_ns


def dotted(stamp: Stamp) -> str:
    """A stamp as one word."""
    return ".".join(map(str, stamp))


def stamp_of(path: str | Path) -> Stamp | None:
    """The stamp of a regular file; None where there is none."""
    try:
        return _stamp(os.stat(path))
    except OSError:
        return None


def _stamp(stat: os.stat_result) -> Stamp:
    return Stamp(stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino)


Entries = dict[str, Stamp]  # name of each file in a folder to its stamp


class Survey:
    """Every file of the output folder by its folder, read from the directories once; nothing is opened."""

    def __init__(self, output: Path) -> None:
        self._output = output
        self._folders: dict[str, Entries] = {}

    def folder(self, slug: str) -> Entries:
        """The files of one article; empty where it has no folder."""
        if slug not in self._folders:
            self._folders[slug] = entries_of(self._output / slug)
        return self._folders[slug]

    def again(self, slug: str) -> Entries:
        """The same, as they are now."""
        self._folders.pop(slug, None)
        return self.folder(slug)

    def slugs(self) -> list[str]:
        """Names of all folders, sorted."""
        try:
            with os.scandir(self._output) as found:
                return sorted(entry.name for entry in found if entry.is_dir())
        except OSError:
            return []

    def digest(self) -> str:
        """Hash of the names and stamps of all files in the output folder and in the folders of the articles."""
        digest = hashlib.sha256()
        for slug in ("", *self.slugs()):
            digest.update(f"{slug}\0{sorted(self.folder(slug).items())!r}".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def is_settled(self, seen_ns: int) -> bool:
        """Whether a later change of any of them would show."""
        return all(stamp.is_settled(seen_ns) for slug in ("", *self.slugs()) for stamp in self.folder(slug).values())


def entries_of(folder: str | Path) -> Entries:
    """The regular files of a folder; empty where there is no folder."""
    try:
        return dict(_scan(folder))
    except OSError:
        return {}


def _scan(folder: str | Path) -> Iterator[tuple[str, Stamp]]:
    with os.scandir(folder) as found:
        for entry in found:
            try:
                if entry.is_file():
                    yield entry.name, _stamp(entry.stat())
            except OSError:  # gone since the folder was read
                continue
