"""Look at this machine: what is installed, what is missing, and the one command that mends it."""

import os
import shutil
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from pubpipe.engines.base import load_engine
from pubpipe.engines.choose import choose_engine
from pubpipe.errors import PubpipeError
from pubpipe.inputs import builtin_locales
from pubpipe.localize.strings import load_strings
from pubpipe.settings import Settings

PACKAGES = ("weasyprint", "python-docx", "babel", "trafilatura", "choppa-srx", "ctranslate2", "sentencepiece", "pypdfium2")
PEERS = {"soffice": "reopens our DOCX in the tests", "chromium": "opens our pages in the tests"}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked for.

    Attributes:
        found: What is there, or what is wrong.
        remedy: The command that mends it.
        is_needed: Whether editions cannot be made without it.
    """

    name: str
    is_there: bool
    found: str
    remedy: str = ""
    is_needed: bool = True

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def examine(settings: Settings) -> list[Check]:
    """Look at everything an edition needs, for the languages of the settings."""
    return [
        *(_package(name) for name in PACKAGES),
        _pango(),
        _overlay(),
        *(_edition(settings, lang) for lang in settings.languages),
        *(_strings(settings, lang) for lang in settings.languages),
        *(check for lang in settings.languages for check in _fonts(lang)),
        _output(settings),
        *(Check(name, bool(shutil.which(name)), why, "make peers", is_needed=False) for name, why in PEERS.items()),
    ]


def _package(name: str) -> Check:
    try:
        return Check(name, True, version(name))
    except PackageNotFoundError:
        return Check(name, False, "not installed", "make setup")


def _pango() -> Check:
    """WeasyPrint loads Pango as a system library; its own error names a C file."""
    try:
        from weasyprint.text.ffi import pango

        return Check("Pango", True, f"{pango.pango_version() // 10000}.{pango.pango_version() // 100 % 100}")
    except OSError:
        return Check("Pango", False, "the system library is missing", "make system   (macOS: brew install pango)")


def _overlay() -> Check:
    """The compiler that teaches Apertium a term with its gender; without it terms go in as words it does not know."""
    there = bool(shutil.which("lt-comp") and shutil.which("lt-append"))
    return Check(
        "lttoolbox", there, "terms agree in gender and number" if there else "not installed", "make system", is_needed=False
    )


def _edition(settings: Settings, lang: str) -> Check:
    name = f"{settings.source_language} → {lang}"
    try:
        choice = choose_engine(settings.engine, settings.source_language, lang)
    except PubpipeError as error:
        return Check(name, False, error.what, error.hint)
    if choice.engine is None:
        return Check(name, False, "no engine has it", choice.remedy)
    better = load_engine("argos").remedy(settings.source_language, lang) if choice.info.name == "apertium" else ""
    route = ", ".join(choice.info.route)
    return Check(name, True, f"{choice.info.title} {choice.info.version} ({route})" + (f"; better: {better}" if better else ""))


def _strings(settings: Settings, lang: str) -> Check:
    try:
        count = len(load_strings(lang, settings.locales, builtin_locales()))
        return Check(f"house strings in {lang}", True, f"{count} messages")
    except PubpipeError as error:
        return Check(f"house strings in {lang}", False, error.what, error.hint)


def _fonts(lang: str) -> list[Check]:
    """The family that a language needs and that does not come with pubpipe."""
    from pubpipe.typeset.fetched import needed
    from pubpipe.typeset.scripts import script_of

    found = needed([script_of(lang)])
    remedy = f"pubpipe fonts add {lang}"
    return [Check(f"fonts for {lang}", f.is_here, f.name if f.is_here else f"{f.name} is not here", remedy) for f in found]


def _output(settings: Settings) -> Check:
    folder = next((path for path in (settings.output, *settings.output.parents) if path.exists()), settings.output)
    is_open = folder.is_dir() and os.access(folder, os.W_OK)
    free = shutil.disk_usage(folder).free // 2**20 if folder.is_dir() else 0
    found = f"{folder}: {free} MiB free" if is_open else f"{folder} cannot be written"
    return Check("output", is_open and free > 50, found, "choose another folder with --output, or free some space")
