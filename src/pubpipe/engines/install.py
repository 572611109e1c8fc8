"""Install Argos's packages, remove them, and prove that they translate.

A package is unpacked beside the folder and proved there; only one that works takes its place, in one move. Argos's own
installer keeps half a package when the disk is full.
"""

import fcntl
import json
import lzma
import os
import re
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

from pubpipe.engines.decode import Model
from pubpipe.engines.packages import Package, codes, file_sha256, installed, packages_folder, read_package
from pubpipe.errors import EngineError, InputError, UsageError

MAX_BYTES = 2 << 30  # the largest packages unpack to a quarter of this
MAX_FILES = 500
RECEIPT = "pubpipe.json"
PROBE = "Hello."
MUTE = "it translates nothing"


# All that zipfile raises for a wrong checksum, a cut stream, a password or an unknown method, the disk's errors aside.
DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, ValueError)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Only one process at a time changes the packages of a folder. The lock lies beside it, where Argos does not look."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder.parent / f".{folder.name}.lock").open("w")
    except OSError as error:
        hint = "make it writable, or name another folder in ARGOS_PACKAGES_DIR"
        raise EngineError(f"the models' folder cannot be written: {error.strerror}", where=str(folder), hint=hint) from error
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def install(path: Path | str, *, packages_dir: Path | None = None, origin: str = "") -> Path:
    """Check a package file and put it in its place; a package of the same pair gives way only when the new one works.

    Raises:
        InputError: The file is not a package that can be used.
        EngineError: The folder cannot be written.
    """
    if not Path(path).is_file():
        raise InputError("there is no such file", where=str(path), hint="name a .argosmodel file")
    home = packages_dir or packages_folder()
    with locked(home):
        return install_locked(Path(path), home, origin)


def install_locked(path: Path, home: Path, origin: str) -> Path:
    """As `install`, with the folder's lock already held."""
    try:
        # Not inside the scanned folder: Argos would take a half-unpacked package for a real one.
        with tempfile.TemporaryDirectory(prefix=".pubpipe-stage-", dir=home.parent) as name:
            root = _unpack(path, Path(name))
            package = _prove(root, path)
            receipt = {
                "origin": origin or path.name,
                "sha256": file_sha256(path),
                "bytes": path.stat().st_size,
                "files": _hashes(root),
            }
            (root / RECEIPT).write_text(json.dumps(receipt, indent=2) + "\n", "utf-8")
            return _swap(root, home / f"{package.source}_{package.to}", Path(name) / ".old")
    except OSError as error:
        what = f"the model cannot be installed: {error.strerror or error}"
        raise EngineError(what, where=str(path), hint="see that the disk has space and the folder is writable") from error


def _refuse(path: Path, why: str) -> InputError:
    why = " ".join(why.split())
    why = why if len(why) <= 300 else why[:297] + "…"  # a name in the package may have 65,535 characters
    return InputError(f"this is not a model package that can be used: {why}", where=str(path), hint="fetch it once more")


def _unpack(path: Path, stage: Path) -> Path:
    """The package's folder, unpacked; every name is looked at before a byte is written."""
    if not zipfile.is_zipfile(path):
        raise _refuse(path, "it is not a zip file")
    try:
        archive = zipfile.ZipFile(path)
    except DAMAGE as error:
        raise _refuse(path, f"it is damaged ({error})") from error
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_BYTES:
            raise _refuse(path, "it unpacks to more than a model needs")
        tops = {_top(path, entry) for entry in entries}
        if len(tops) != 1:
            raise _refuse(path, f"it has {len(tops)} folders at the top, not one")
        try:
            archive.extractall(stage)
        except DAMAGE as error:
            raise _refuse(path, f"it is damaged ({error})") from error
    return stage / tops.pop()


def _top(path: Path, entry: zipfile.ZipInfo) -> str:
    name = PurePosixPath(entry.filename)
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    if name.is_absolute() or ".." in name.parts or re.search(r"[\\:\x00]", entry.filename) or is_link:
        raise _refuse(path, f"it has a file named {entry.filename!r}")
    if len(name.parts) < 2 or name.parts[0].startswith("."):
        raise _refuse(path, f"{entry.filename!r} lies outside its folder")
    return name.parts[0]


def _prove(root: Path, path: Path) -> Package:
    """The package, once its model has translated a word: the only proof that it works."""
    package = read_package(root)
    if package is None or package.problem:
        raise _refuse(path, package.problem if package else "it holds no translation model")
    try:
        answer = _answer(package)
    except EngineError as error:
        raise _refuse(path, error.what) from error
    if not answer:
        raise _refuse(path, MUTE)
    return package


def _answer(package: Package) -> str:
    """What its model makes of the probe; loaded for this alone, since it may be deleted or replaced right after."""
    return Model(package).translate([PROBE])[0].strip()


def _swap(new: Path, place: Path, old: Path) -> Path:
    if place.exists():
        os.replace(place, old)
    try:
        os.replace(new, place)
    except OSError:
        if old.exists():
            os.replace(old, place)
        raise
    return place


def remove(*pairs: str, packages_dir: Path | None = None) -> tuple[Path, ...]:
    """Delete the packages of these pairs ("en-fr", or the name of a folder); the folders that are gone.

    Raises:
        UsageError: One of them is not installed; then nothing is deleted.
        EngineError: The folder cannot be changed.
    """
    home = packages_dir or packages_folder()
    with locked(home):
        found = installed(home)
        gone = tuple(dict.fromkeys(package.folder for pair in pairs for package in _named(pair, found)))
        try:
            for folder in gone:
                shutil.rmtree(folder)
        except OSError as error:
            what = f"the model cannot be removed: {error.strerror or error}"
            raise EngineError(what, where=str(folder), hint="see that the folder is writable") from error
    return gone


def _named(pair: str, found: Sequence[Package]) -> tuple[Package, ...]:
    """The packages that a person means: "en-pt-BR" is the pair that Argos calls en-pb."""
    own = "-".join(codes(tag)[0] for tag in pair.split("-", 1))
    names = {package.pair for package in found} | {package.folder.name for package in found}
    name = pair if pair in names else own
    if name not in names:
        hint = "installed: " + ", ".join(sorted({package.pair for package in found})) if found else "no model is installed"
        raise UsageError(f"no Argos model {pair!r} is installed", hint=hint)
    return tuple(package for package in found if name in (package.pair, package.folder.name))


def verify(packages_dir: Path | None = None) -> Iterator[Package]:
    """Every installed package, one by one as it is proved; `problem` says why one does not translate."""
    for package in installed(packages_dir):
        yield package if package.problem else replace(package, problem=_fault(package))


def _hashes(root: Path) -> dict[str, str]:
    """SHA-256 of every file of a package, by its name below the folder."""
    files = sorted(path for path in root.rglob("*") if path.is_file() and path.name != RECEIPT)
    return {path.relative_to(root).as_posix(): file_sha256(path) for path in files}


def _changed(package: Package) -> str:
    """What is no longer as it was installed; "" where nothing is, or where Argos itself installed it and no receipt tells."""
    try:
        told = json.loads((package.folder / RECEIPT).read_text("utf-8")).get("files", {})
        now = _hashes(package.folder)
    except FileNotFoundError:
        return ""
    except (OSError, ValueError, AttributeError) as error:
        return f"{RECEIPT} cannot be read: {error}"
    gone = next((name for name in told if name not in now), "")
    other = next((name for name, digest in told.items() if now.get(name, digest) != digest), "")
    return f"{gone} is missing" if gone else f"{other} is not what was installed" if other else ""


def _fault(package: Package) -> str:
    """Why a package that looks whole does not translate, or is not what was installed, in one line, or ""."""
    if changed := _changed(package):
        return changed
    try:
        return "" if _answer(package) else MUTE
    except EngineError as error:
        return " ".join(str(error.__cause__ or error.what).split())
