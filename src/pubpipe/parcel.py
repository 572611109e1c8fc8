"""What a task needs of the editor's folders, named by content, so that a machine that has none of them can make an edition.

A parcel lists files by path and SHA-256: termbases, memory, house strings, Argos's models, fetched fonts,
the article's pictures. A worker keeps
contents by their hash, is sent only those that it lacks, and lays a folder of links for each parcel. Nothing is believed beyond
its hash.
"""

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pubpipe.article import Article
from pubpipe.engines import packages
from pubpipe.engines.cache import cache_folder
from pubpipe.engines.choose import choose_engine
from pubpipe.settings import Settings
from pubpipe.shelf import file_of

CHUNK = 4 << 20  # bytes sent at once, so that neither scheduler nor worker holds a model in memory
GIVEN = {"ARGOS_PACKAGES_DIR": "packages", "PUBPIPE_FONTS_DIR": "fonts"}  # where engines and fonts look, and what of a parcel


@dataclass(frozen=True, slots=True)
class Parcel:
    """Path below a root to SHA-256, sorted by path."""

    files: tuple[tuple[str, str], ...]

    @property
    def digest(self) -> str:
        """Names a parcel by all that is in it."""
        return hashlib.sha256(repr(self.files).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a content, from byte `at` on."""

    digest: str
    at: int
    data: bytes
    is_last: bool


class Counter:
    """The side of the editor: makes parcels, and gives out contents by their hash."""

    def __init__(self, settings: Settings) -> None:
        """For the folders of these settings."""
        self._settings = settings
        self._contents: dict[str, bytes | Path] = {}
        self._parcels: dict[tuple[str, str], Parcel] = {}

    def parcel(self, source: str, lang: str, article: Article | None = None) -> Parcel:
        """What an edition in `lang` of an article in `source` needs. It is made once a run: a list that somebody changes
        meanwhile counts for the next run.

        Args:
            article: Whose pictures go along.
        """
        if (source, lang) not in self._parcels:
            files = {**dict(self._lists(lang)), **dict(self._models(source, lang)), **dict(self._fonts(source, lang))}
            self._parcels[source, lang] = Parcel(tuple(sorted((name, self._named(path)) for name, path in files.items())))
        common = self._parcels[source, lang]
        shown = dict(self._pictures(article)) if article else {}
        return Parcel(tuple(sorted((*common.files, *((name, self._named(path)) for name, path in shown.items())))))

    def letters(self, digests: Iterable[str]) -> Iterator[list[Piece]]:
        """Contents in pieces, and as many small ones together as `CHUNK` holds."""
        letter: list[Piece] = []
        for piece in (piece for digest in digests for piece in self._pieces(digest)):
            if letter and sum(len(one.data) for one in letter) + len(piece.data) > CHUNK:
                yield letter
                letter = []
            letter.append(piece)
        if letter:
            yield letter

    def _pieces(self, digest: str) -> Iterator[Piece]:
        content = self._contents[digest]
        size = len(content) if isinstance(content, bytes) else content.stat().st_size
        for at in range(0, max(size, 1), CHUNK):
            yield Piece(digest, at, _read(content, at), at + CHUNK >= size)

    def _named(self, path: Path) -> str:
        """The hash of a file. A small one is kept as it is now; a model is read again when it is sent."""
        if path.stat().st_size > CHUNK:
            digest = packages.file_sha256(path)
            self._contents[digest] = path
            return digest
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        self._contents[digest] = data
        return digest

    def _lists(self, lang: str) -> Iterator[tuple[str, Path]]:
        home = self._settings.locales
        folder = lang.replace("-", "_")
        wanted = [home / "glossary.csv", home / folder / "glossary.csv", home / folder / "memory.tmx"]
        for path in (*wanted, *home.glob("*/LC_MESSAGES/pubpipe.po")):
            if path.is_file():
                yield f"locales/{path.relative_to(home).as_posix()}", path

    def _pictures(self, article: Article) -> Iterator[tuple[str, Path]]:
        """Where a worker looks for them: in the output folder that it is given."""
        for picture in article.pictures:
            path = self._settings.output / article.slug / file_of(article.slug, picture)
            yield f"output/{article.slug}/{path.name}", path

    def _models(self, source: str, lang: str) -> Iterator[tuple[str, Path]]:
        settings = self._settings
        for name in filter(None, (settings.engine, settings.second_engine)):
            if choose_engine(name, source, lang, settings.quality).info.name == "argos":
                for package in packages.find_route(source, lang, packages.installed()):
                    yield from _all_of("packages", package.folder)

    def _fonts(self, source: str, lang: str) -> Iterator[tuple[str, Path]]:
        from pubpipe.typeset import fetched
        from pubpipe.typeset.scripts import script_of

        for family in fetched.needed([script_of(lang), script_of(source)]):
            yield from _all_of("fonts", family.folder) if family.is_here else ()
        for folder in (self._settings.cache / "fonts").glob("faces-*"):
            for path in (*folder.glob("*.[ot]tf"), folder / "manifest.json"):  # cutting them again would take a worker 20 s
                yield f"faces/{folder.name}/{path.name}", path


def _all_of(kind: str, folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield f"{kind}/{folder.name}/{path.relative_to(folder).as_posix()}", path


def _read(content: bytes | Path, at: int) -> bytes:
    if isinstance(content, bytes):
        return content[at : at + CHUNK]
    with content.open("rb") as file:
        file.seek(at)
        return file.read(CHUNK)


class Store:
    """The side of the worker: contents by hash, and the folders laid of them."""

    def __init__(self, folder: Path | None = None) -> None:
        """In the cache of the machine; several workers on it may share it."""
        self.folder = folder or cache_folder("parcels")

    def lacking(self, parcel: Parcel) -> tuple[str, ...]:
        """Hashes of what is not here, or is damaged."""
        return tuple(sorted({digest for _, digest in parcel.files if not self._has(digest)}))

    def lay(self, piece: Piece, sender: str) -> bool:
        """Take a piece in; after the last, whether the whole has its hash and is kept now.

        Args:
            sender: Names the transfer, so that two of the same content do not meet.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f".{piece.digest}.{sender[:8]}.part"
        with part.open("r+b" if piece.at else "wb") as file:
            file.seek(piece.at)
            file.write(piece.data)
        if not piece.is_last:
            return True
        if packages.file_sha256(part) != piece.digest:
            part.unlink()
            return False
        os.replace(part, self.folder / piece.digest)
        return True

    @contextlib.contextmanager
    def opened(self, parcel: Parcel, settings: Settings) -> Iterator[Settings]:
        """The settings as they hold here, while engines and fonts look into the parcel too; one at a time in a process."""
        root = self._laid(parcel)
        for faces in root.glob("faces/*"):
            _copy(faces, self.folder.parent / "fonts" / faces.name)
        before = {name: os.environ.get(name) for name in GIVEN}
        for name, part in GIVEN.items():
            if (root / part).is_dir():
                os.environ[name] = str(root / part)
        try:
            yield replace(settings, root=root, output=root / "output", cache=self.folder.parent, offline=True)
        finally:
            for name, value in before.items():
                _restore(name, value)

    def _has(self, digest: str) -> bool:
        path = self.folder / digest
        try:
            state = path.stat()
        except OSError:
            return False
        return _digest_of(path, state.st_size, state.st_mtime_ns) == digest

    def _laid(self, parcel: Parcel) -> Path:
        home = self.folder / "laid" / parcel.digest
        if not self._is_whole(home, parcel):
            home.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".laid-", dir=home.parent) as name:
                stage = Path(name) / "new"
                for path, digest in parcel.files:
                    (stage / path).parent.mkdir(parents=True, exist_ok=True)
                    (stage / path).symlink_to(self.folder.resolve() / digest)
                stage.mkdir(exist_ok=True)
                shutil.rmtree(home, ignore_errors=True)
                with contextlib.suppress(OSError):  # another worker of this machine was first
                    os.rename(stage, home)
        return home

    def _is_whole(self, home: Path, parcel: Parcel) -> bool:
        wanted = {path: str(self.folder.resolve() / digest) for path, digest in parcel.files}
        return home.is_dir() and all(os.path.realpath(home / path) == target for path, target in wanted.items())


def _copy(folder: Path, home: Path) -> None:
    """Files, where nothing stands yet; whoever uses them compares their checksums."""
    if home.exists():
        return
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".faces-", dir=home.parent) as name:
        shutil.copytree(folder, Path(name) / "new")
        with contextlib.suppress(OSError):  # another worker of this machine was first
            os.rename(Path(name) / "new", home)


@cache
def _digest_of(path: Path, size: int, time: int) -> str:
    """Remembered within a process, as long as the file has its size and time."""
    return packages.file_sha256(path)


def _restore(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value
