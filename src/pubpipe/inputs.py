"""Say what an edition is a function of, as hashes, so that what has not changed is not made again."""

import datetime
import hashlib
import os
from functools import cache
from pathlib import Path

from pubpipe import __version__
from pubpipe.engines.choose import choose_engine
from pubpipe.record import sha256_of
from pubpipe.settings import Settings

PACKAGE = Path(__file__).parent


def inputs_of(settings: Settings, source: str, lang: str) -> dict[str, str]:
    """Hashes of everything beside the page that an edition is a function of. Quick: it is asked on every run."""
    folder = locale_folder(settings.locales, lang)
    choice = choose_engine(settings.engine, source, lang, settings.quality)
    house = (settings.page, settings.formats, settings.imprint)
    second = choose_engine(settings.second_engine, source, lang, settings.quality).info if settings.second_engine else None
    return {
        "glossary": sha256_of(folder / "glossary.csv") + sha256_of(settings.locales / "glossary.csv"),
        "memory": sha256_of(folder / "memory.tmx"),
        "strings": sha256_of(folder / "LC_MESSAGES" / "pubpipe.po"),
        "engine": hash_of(choice.info),
        "second engine": hash_of(second),
        "settings": hash_of(house),
    }


def hash_of(value: object) -> str:
    """Hex digest of a value, by its repr: for frozen values of ours."""
    return hashlib.sha256(repr(value).encode()).hexdigest()


@cache
def code_hash() -> str:
    """One hash over our own files, so that a new version of pubpipe makes the editions again."""
    digest = hashlib.sha256(__version__.encode())
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in (".py", ".css", ".html", ".xml", ".js", ".bin"):
            digest.update(path.relative_to(PACKAGE).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


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
