"""Say what an edition is a function of, as hashes, so that what has not changed is not made again."""

import datetime
import hashlib
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pubpipe import __version__
from pubpipe.engines.choose import choose_engine
from pubpipe.record import sha256_of
from pubpipe.settings import Settings

PACKAGE = Path(__file__).parent
SETTERS = ("weasyprint", "python-docx", "babel", "fonttools", "pyphen", "pillow", "budoux")  # what sets pages, beside faces
FACES = ("source-serif-4", "source-sans-3", "amiri", "frank-ruhl-libre", "hind")
KINDS = (".py", ".css", ".html", ".xml", ".js", ".bin")
# What has a hand in a unit: of these files alone a change makes pubpipe translate again what it has translated.
WORDING = ("engines", "glossary", "localize", "memory", "verify")
WORDING_FILES = (
    "article.py",
    "codes.py",
    "digits.py",
    "faults.py",
    "intake.py",
    "pipeline.py",
    "reuse.py",
    "segment.py",
    "termbases.py",
)


def inputs_of(settings: Settings, source: str, lang: str) -> dict[str, str]:
    """Hashes of what an edition is a function of beside its page and what of the glossary and the memory touches its text
    (see `touch`). Quick: it is asked on every run."""
    folder = locale_folder(settings.locales, lang)
    choice = choose_engine(settings.engine, source, lang, settings.quality)
    second = choose_engine(settings.second_engine, source, lang, settings.quality).info if settings.second_engine else None
    return {
        "code": code_hash(),
        "strings": sha256_of(folder / "LC_MESSAGES" / "pubpipe.po"),
        "engine": hash_of(choice.info),
        "second engine": hash_of(second),
        "quality": hash_of(settings.quality)[:16],
        "source language": hash_of(settings.source_language)[:16],
        "page": hash_of(settings.page)[:16],
        "formats": hash_of(settings.formats)[:16],
        "imprint": hash_of(settings.imprint)[:16],
        "pictures": hash_of(settings.pictures)[:16],
        "fonts": fonts_hash(),
        "setters": setters_hash(),
    }


def glossary_files(settings: Settings, lang: str) -> tuple[Path, Path]:
    """The language's own list and the common one."""
    return locale_folder(settings.locales, lang) / "glossary.csv", settings.locales / "glossary.csv"


def memory_file(settings: Settings, lang: str) -> Path:
    """The memory of a language."""
    return locale_folder(settings.locales, lang) / "memory.tmx"


def hash_of(value: object) -> str:
    """Hex digest of a value, by its repr: for frozen values of ours."""
    return hashlib.sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def code_hash() -> str:
    """One hash over our own files, so that a new version of pubpipe makes the editions again."""
    return _hash_files(path for path in PACKAGE.rglob("*") if path.suffix in KINDS)


@cache
def wording_hash() -> str:
    """The same over what has a hand in a unit alone: where this is what it was, a new version sets its pages anew and
    translates nothing."""
    paths = [path for room in WORDING for path in (PACKAGE / room).rglob("*") if path.suffix in KINDS]
    return _hash_files([*paths, *(PACKAGE / name for name in WORDING_FILES)], salt="")


def _hash_files(paths: Iterable[Path], salt: str = __version__) -> str:
    digest = hashlib.sha256(salt.encode())
    for path in sorted(paths):
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


@cache
def setters_hash() -> str:
    """One hash over the versions of the libraries that set a page."""
    return hash_of(tuple(version_of(name) for name in SETTERS))


@cache
def fonts_hash() -> str:
    """One hash over the faces that came with pubpipe; those that are fetched are pinned to the byte in our own code."""
    return hash_of(tuple(version_of(f"fontpkg-{name}") for name in FACES))


@cache
def version_of(name: str) -> str:
    """A distribution with its version, or "absent"."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name} absent"


def locale_folder(locales: Path, lang: str) -> Path:
    """The folder of a language below locales/, in gettext's spelling: pt-BR stands in pt_BR."""
    return locales / lang.replace("-", "_")


@cache
def builtin_locales() -> Path:
    """The catalogues that came with pubpipe: in the package, or beside src/ in a clone."""
    packed = PACKAGE / "_locales"
    return packed if packed.is_dir() else PACKAGE.parent.parent / "locales"


def today() -> str:
    """The day an edition is dated; SOURCE_DATE_EPOCH (reproducible-builds.org) sets another."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = datetime.datetime.now(datetime.UTC)
    return (datetime.datetime.fromtimestamp(int(epoch), datetime.UTC) if epoch.isdecimal() else now).date().isoformat()


@cache
def tool_versions() -> dict[str, str]:
    """Version of everything that has a hand in an edition."""
    import platform
    from importlib.metadata import distributions, version

    names = ("weasyprint", "python-docx", "babel", "trafilatura", "choppa-srx", "lxml", "fonttools", "pypdfium2")
    fonts = sorted(name for name in (item.metadata["Name"] for item in distributions()) if name.startswith("fontpkg-"))
    made = {name: version(name) for name in (*names, *fonts)}
    return {"pubpipe": __version__, "python": platform.python_version(), "pango": _pango()} | made


def _pango() -> str:
    """Version of the library that WeasyPrint sets lines with; it is not Python's, so that no package names it."""
    from weasyprint.text.ffi import pango

    number = int(pango.pango_version())
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"
