"""Make a new edition folder: settings, source/, locales/ with the house strings, output/."""

from collections.abc import Iterator
from pathlib import Path

from pubpipe.errors import OutputError
from pubpipe.files import make_folder, write_atomic
from pubpipe.inputs import builtin_locales

SETTINGS = """\
# How this folder wants its editions. Every key may be left out.
languages = ["es", "fr", "it", "pt", "ca"] # BCP 47 tags
engine = "auto"                            # Argos where it has a model for the language, else Apertium, else no edition
page = "A4"                                # or A5, Letter
# review = { pending = ["Ada Moreno"] }    # whose pending changes in a review copy count; everybody's without this

[imprint]
publisher = ""
rights = ""
contact = ""
url = ""
# logo = "logo.svg"
# accent = "#8c2f1b"
# cover = "strip"                          # a band in that colour across the head of the first page; without it a line of text
"""
IGNORED = ".pubpipe/\noutput/\nlocales/**/.memory.lock\n"
GLOSSARY = "source,target,pos,gender,plural,match,status,note,domain\n"


def make_edition_folder(folder: Path) -> Iterator[Path]:
    """Make the folder and what it should hold; yield each file that was not there.

    Raises:
        OutputError: It cannot be written, or is a file.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError("is a file", where=str(folder), hint="name a folder")
    for name in ("source", "output"):
        make_folder(folder / name)
    yield from _new(folder / "pubpipe.toml", SETTINGS.encode())
    yield from _new(folder / ".gitignore", IGNORED.encode())
    yield from _new(folder / "locales" / "glossary.csv", GLOSSARY.encode())
    for catalogue in sorted(builtin_locales().glob("**/pubpipe.po*")):
        yield from _new(folder / "locales" / catalogue.relative_to(builtin_locales()), catalogue.read_bytes())


def _new(path: Path, data: bytes) -> Iterator[Path]:
    if not path.exists():
        write_atomic(path, data)
        yield path
