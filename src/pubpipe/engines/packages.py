"""Argos's model packages: read those that are installed, and find the way from one language to another.

A package is a folder with metadata.json, model/ (CTranslate2) and sentencepiece.model or bpe.model. `argostranslate` itself is
not imported: it writes folders into the home directory when it is, and one damaged package takes all languages from it.
"""

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pubpipe.engines.cache import cache_folder
from pubpipe.errors import OutputError
from pubpipe.files import write_atomic

CODE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]+)?")
# Codes of Argos's own that are not BCP 47 tags, and tags that share a model: best first.
CODES = {
    "pt-br": ("pb", "pt"), "pt": ("pt", "pb"), "zh-hant": ("zt",), "zh-tw": ("zt",), "zh-hk": ("zt",), "zh-mo": ("zt",),
    "zh": ("zh",), "no": ("nb",), "nb": ("nb",), "nn": ("nn",), "iw": ("he",), "fil": ("tl",), "in": ("id",),
}  # fmt: skip
# What Argos's index offers from and to English, November 2026.
OFFERED = frozenset(
    (
        "ar", "az", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "eo", "es", "et", "eu", "fa", "fi", "fr", "ga", "gl", "he",
        "hi", "hu", "id", "it", "ja", "ko", "ky", "lt", "lv", "ms", "nb", "nl", "pb", "pl", "pt", "ro", "ru", "sk", "sl", "sq",
        "sv", "th", "tl", "tr", "uk", "ur", "vi", "zh", "zt",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Package:
    """A package folder as it is on the disk.

    Attributes:
        source, to: Argos's codes; "" where the metadata cannot be read.
        prefix: Token that opens every target of a model for several languages, or "".
        problem: Why it cannot be used, or "".
    """

    folder: Path
    source: str
    to: str
    version: str
    prefix: str = ""
    problem: str = ""

    @property
    def pair(self) -> str:
        return f"{self.source}-{self.to}" if self.source and self.to else self.folder.name

    @property
    def state(self) -> str:
        return f"damaged: {self.problem}" if self.problem else "ready"

    def to_json(self) -> dict[str, Any]:
        """For `pubpipe models list --json` and `models verify --json`."""
        size = sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())
        return {"pair": self.pair, "version": self.version, "bytes": size, "state": self.state, "folder": str(self.folder)}


def packages_folder() -> Path:
    """Where Argos Translate keeps its packages, by the rule of its own settings module."""
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "argos-translate"
    return Path(setting("ARGOS_PACKAGES_DIR") or data / "packages")


def setting(name: str) -> str:
    """One of Argos Translate's settings: from the environment, else from its settings.json."""
    if os.environ.get(name):
        return os.environ[name]
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    try:
        value = json.loads((home / "argos-translate" / "settings.json").read_text("utf-8")).get(name)
    except (OSError, ValueError, AttributeError):
        return ""  # Argos too goes on without a settings file that it cannot read
    return value if isinstance(value, str) else ""


def installed(folder: Path | None = None) -> tuple[Package, ...]:
    """Every package below the folder, damaged ones too, by name."""
    home = folder or packages_folder()
    try:
        folders = sorted(path for path in home.iterdir() if path.is_dir() and not path.name.startswith("."))
    except OSError:
        return ()
    return tuple(package for path in folders if (package := read_package(path)) is not None)


def read_package(folder: Path) -> Package | None:
    """One package; None for a package of another kind (Argos has sentence splitters too). Damage is told, not raised."""
    try:
        data = json.loads((folder / "metadata.json").read_text("utf-8"))
    except FileNotFoundError:
        return Package(folder, "", "", "", problem="metadata.json is missing")
    except (OSError, ValueError) as error:
        return Package(folder, "", "", "", problem=f"metadata.json cannot be read: {error}")
    if not isinstance(data, dict):
        return Package(folder, "", "", "", problem="metadata.json is not an object")
    if data.get("type", "translate") != "translate":
        return None
    source, to, version, prefix = (
        str(data.get(key) or "") for key in ("from_code", "to_code", "package_version", "target_prefix")
    )
    return Package(folder, source, to, version, prefix, _problem(folder, source, to))


def _problem(folder: Path, source: str, to: str) -> str:
    if not (CODE.fullmatch(source) and CODE.fullmatch(to)):
        return "metadata.json does not name its languages"
    model = folder / "model" / "model.bin"
    if not model.is_file() or not model.stat().st_size:
        return "model/model.bin is missing"
    if not tokenizer_of(folder):
        return "sentencepiece.model is missing"
    return ""


def tokenizer_of(folder: Path) -> Path | None:
    return next((folder / name for name in ("sentencepiece.model", "bpe.model") if (folder / name).is_file()), None)


def codes(tag: str) -> tuple[str, ...]:
    """Argos's codes for a BCP 47 tag, best first."""
    low = tag.lower().replace("_", "-")
    parts = low.split("-")
    tries = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return next((CODES[name] for name in tries if name in CODES), (parts[0],))


def find_route(source: str, to: str, packages: Collection[Package]) -> tuple[Package, ...]:
    """The packages that lead from one language to another: one, or two by way of a third (English first); () for none."""
    best: dict[tuple[str, str], Package] = {}
    for package in sorted(packages, key=lambda package: _numbers(package.version)):
        if not package.problem:
            best[package.source, package.to] = package
    starts, ends = codes(source), codes(to)
    if source.lower() == to.lower():
        return ()
    for start, end in ((start, end) for end in ends for start in starts if start != end):
        if (start, end) in best:
            return (best[start, end],)
        middles = {right for left, right in best if left == start} & {left for left, right in best if right == end}
        for middle in sorted(middles, key=lambda code: (code != "en", code)):
            return best[start, middle], best[middle, end]
    return ()


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))


def fingerprint(package: Package) -> str:
    """SHA-256 of the model, from the cache while size and time of the file are as they were."""
    model = package.folder / "model" / "model.bin"
    state = model.stat()
    key, now = str(model.resolve()), [state.st_size, state.st_mtime_ns]
    book = cache_folder("argos") / "hashes.json"
    known = _read_book(book)
    entry = known.get(key)
    if isinstance(entry, list) and len(entry) == 4 and entry[:2] == now and entry[3] == _seal(key, *entry[:3]):
        return str(entry[2])
    digest = file_sha256(model)
    _write_book(book, {**known, key: [*now, digest, _seal(key, *now, digest)]})
    return digest


def _seal(*parts: object) -> str:
    """Tells an entry that is as it was written from a damaged one."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_book(book: Path) -> dict[str, list[Any]]:
    try:
        known = json.loads(book.read_text("utf-8"))
    except (OSError, ValueError):
        return {}  # a cache: what is not there is computed
    return known if isinstance(known, dict) else {}


def _write_book(book: Path, known: dict[str, list[Any]]) -> None:
    with contextlib.suppress(OutputError):  # a cache that cannot be written costs time, nothing else
        write_atomic(book, json.dumps(known))
