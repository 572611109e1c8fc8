"""The faces that set an edition: cut once from the fonts of Python packages, kept with their checksums, checked for gaps."""

import contextlib
import hashlib
import json
import multiprocessing
import os
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

from pubpipe.article import Article, Edition
from pubpipe.errors import OutputError
from pubpipe.typeset import fetched
from pubpipe.typeset.scripts import script_of

REVISION = 5  # raise it when this file or faces.py would cut other bytes from the same fonts
SERIF, DISPLAY, SANS, HEBREW = "Pubpipe Serif", "Pubpipe Display", "Pubpipe Sans", "Pubpipe Hebrew"
WESTERN, WESTERN_SANS = "Pubpipe Western", "Pubpipe Western Sans"


@dataclass(frozen=True, slots=True)
class Cut:
    """A face to make: from which file of which package, at which place of its design space.

    Attributes:
        location: Empty for a static font, which is taken as it is and keeps its name.
        is_guest: Set among East Asian characters: without the punctuation that is as wide as they are, and as high and deep as
            their faces, so that a word of it does not make a line taller.
    """

    package: str
    file: str
    family: str
    weight: int = 400
    italic: bool = False
    location: tuple[tuple[str, float], ...] = ()
    is_guest: bool = False

    @property
    def name(self) -> str:
        """File name of the face; unique."""
        return f"{self.family.replace(' ', '')}-{self.weight}{'i' if self.italic else ''}.ttf"


SERIF_ROMAN, SERIF_ITALIC = "SourceSerif4[opsz,wght].ttf", "SourceSerif4-Italic[opsz,wght].ttf"
SANS_ROMAN, SANS_ITALIC = "SourceSans3[wght].ttf", "SourceSans3-Italic[wght].ttf"

CUTS = (
    # opsz is in points: 11 for text, 48 for a title of 33, 24 for the line below it.
    Cut("fontpkg_source_serif_4", SERIF_ROMAN, SERIF, 400, False, (("opsz", 11), ("wght", 400))),
    Cut("fontpkg_source_serif_4", SERIF_ITALIC, SERIF, 400, True, (("opsz", 11), ("wght", 400))),
    Cut("fontpkg_source_serif_4", SERIF_ROMAN, SERIF, 700, False, (("opsz", 11), ("wght", 700))),
    Cut("fontpkg_source_serif_4", SERIF_ITALIC, SERIF, 700, True, (("opsz", 11), ("wght", 700))),
    Cut("fontpkg_source_serif_4", SERIF_ROMAN, DISPLAY, 400, False, (("opsz", 48), ("wght", 400))),
    Cut("fontpkg_source_serif_4", SERIF_ITALIC, DISPLAY, 400, True, (("opsz", 24), ("wght", 400))),
    Cut("fontpkg_source_sans_3", SANS_ROMAN, SANS, 400, False, (("wght", 400),)),
    Cut("fontpkg_source_sans_3", SANS_ROMAN, SANS, 600, False, (("wght", 600),)),
    Cut("fontpkg_source_sans_3", SANS_ITALIC, SANS, 400, True, (("wght", 400),)),
    Cut("fontpkg_source_sans_3", SANS_ITALIC, SANS, 600, True, (("wght", 600),)),
    Cut("fontpkg_source_serif_4", SERIF_ROMAN, WESTERN, 400, False, (("opsz", 11), ("wght", 400)), True),
    Cut("fontpkg_source_serif_4", SERIF_ROMAN, WESTERN, 700, False, (("opsz", 11), ("wght", 700)), True),
    Cut("fontpkg_source_sans_3", SANS_ROMAN, WESTERN_SANS, 400, False, (("wght", 400),), True),
    Cut("fontpkg_source_sans_3", SANS_ROMAN, WESTERN_SANS, 600, False, (("wght", 600),), True),
    Cut("fontpkg_frank_ruhl_libre", "FrankRuhlLibre[wght].ttf", HEBREW, 400, False, (("wght", 400),)),
    Cut("fontpkg_frank_ruhl_libre", "FrankRuhlLibre[wght].ttf", HEBREW, 600, False, (("wght", 600),)),
    Cut("fontpkg_frank_ruhl_libre", "FrankRuhlLibre[wght].ttf", HEBREW, 700, False, (("wght", 700),)),
    Cut("fontpkg_amiri", "Amiri-Regular.ttf", "Amiri"),
    Cut("fontpkg_amiri", "Amiri-Bold.ttf", "Amiri", 700),
    Cut("fontpkg_hind", "Hind-Regular.ttf", "Hind"),
    Cut("fontpkg_hind", "Hind-Medium.ttf", "Hind", 500),
    Cut("fontpkg_hind", "Hind-SemiBold.ttf", "Hind", 600),
    Cut("fontpkg_hind", "Hind-Bold.ttf", "Hind", 700),
)

SCRIPT_FAMILY = {"latin": (), "arabic": ("Amiri",), "hebrew": (HEBREW,), "devanagari": ("Hind",)}
OTHERS = ("Amiri", HEBREW, "Hind")  # so that a word of another script that we have a face for comes out in any edition


def stacks(lang: str) -> dict[str, tuple[str, ...]]:
    """Families for the CSS roles "serif", "display" and "sans"; of those in a stack the first that has a glyph sets it."""
    script = script_of(lang)
    if script in fetched.BY_SCRIPT:
        return _east_asian_stacks(script)
    own = SCRIPT_FAMILY[script]
    rest = tuple(family for family in OTHERS if family not in own)
    roles = {"serif": (SERIF, SANS), "display": (DISPLAY, SERIF), "sans": (SANS, SERIF)}
    return {role: (*own, *latin, *rest) for role, latin in roles.items()}


def _east_asian_stacks(script: str) -> dict[str, tuple[str, ...]]:
    """Latin words from a face of ours, and all else, quotation marks and dashes too, from the script's own."""
    own = fetched.BY_SCRIPT[script].name
    serif, sans = (WESTERN, own, SERIF, *OTHERS), (WESTERN_SANS, own, SANS, *OTHERS)
    return {"serif": serif, "display": serif, "sans": sans}


def display_file(lang: str, folder: Path) -> Path:
    """The face of a title in `lang`, to measure it with; `folder` is where `prepare` put the faces."""
    if family := fetched.BY_SCRIPT.get(script_of(lang)):
        return family.folder / family.file(700)
    first = stacks(lang)["display"][0]
    return folder / next(cut.name for cut in CUTS if cut.family == first and not cut.italic)


# Middle dot, dashes, quotation marks, ellipsis, per mille and primes: East Asian faces have them an em or half an em wide.
WIDE = (0xB7, *range(0x2012, 0x2013), *range(0x2014, 0x2022), *range(0x2023, 0x2028), *range(0x2030, 0x203C))
STRAY = 20  # characters: more than that are not a slip in the text but a script that we have no font for
HELD = (
    "Latin, Cyrillic, Greek, Arabic, Hebrew, Devanagari and, in an edition or a source of theirs, Chinese, Japanese and Korean"
)


# --- Making the faces -------------------------------------------------------------------------------------------------


def prepare(fonts_dir: Path, scripts: Sequence[str] = (), *, jobs: int = 1) -> Path:
    """Make the faces below `fonts_dir` where they are missing or damaged, and write the fontconfig file that names only them.

    Args:
        scripts: Those of the edition and of its source; the families of theirs that are fetched are named too.
        jobs: Processes that cut faces, where they have to be cut.

    The first run takes some 16 s of one core; a later one compares checksums. Two processes may call it at once: each makes
    the faces in a folder of its own, and the first to finish moves it into place.

    Returns:
        The fontconfig file; the faces and `manifest.json` are beside it.

    Raises:
        OutputError: A font package is missing, a family was not fetched, or the folder cannot be written.
    """
    families = fetched.require(scripts)
    folder = fonts_dir.resolve() / f"faces-{_key()}"
    try:
        if not _is_whole(folder):
            _make(folder, jobs)
        return _write_conf(folder, families)
    except OSError as error:
        what = f"the faces cannot be written ({error.strerror or error})"
        raise OutputError(what, where=str(folder), hint="check the folder's permissions and free space") from error


@cache
def _key() -> str:
    """Names the set of faces: the same packages, fontTools and cuts give the same bytes."""
    packages = sorted({cut.package for cut in CUTS})
    parts = [f"{package} {_version(package)}" for package in (*packages, "fonttools")]
    return hashlib.sha256(repr((REVISION, parts, CUTS)).encode()).hexdigest()[:12]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError as error:
        raise _no_package(package) from error


def _no_package(package: str) -> OutputError:
    name = package.replace("_", "-")
    return OutputError(f"the font package {name} is not installed", hint=f"run: python -m pip install {name}")


@cache
def _original(package: str, file: str) -> Path:
    """Where the package keeps the font; the package itself is not imported."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise _no_package(package)
    return Path(spec.origin).parent / "files" / file


def _cut(cut: Cut) -> bytes:
    path = _original(cut.package, cut.file)
    if not cut.location:
        return path.read_bytes()
    from pubpipe.typeset.faces import cut_face

    return cut_face(path, dict(cut.location), family=cut.family, weight=cut.weight, italic=cut.italic)


def _guest(cut: Cut, folder: Path) -> bytes:
    """A guest is made from the face of the same package, file and place, which was cut before it."""
    from pubpipe.typeset.faces import guest_face

    same = next(one for one in CUTS if one.location == cut.location and one.file == cut.file and not one.is_guest)
    data = (folder / same.name).read_bytes()
    return guest_face(data, family=cut.family, weight=cut.weight, without=WIDE, extent=fetched.EXTENT)


def _is_whole(folder: Path) -> bool:
    """Whether every face is there with the checksum that its manifest gives; files that were not touched are read once."""
    try:
        stats = [os.stat(folder / name) for name in ("manifest.json", *(cut.name for cut in CUTS))]
    except FileNotFoundError:
        return False
    return _has_its_sums(folder, tuple((stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns) for stat in stats))


@lru_cache(maxsize=4)
def _has_its_sums(folder: Path, stamps: tuple[tuple[int, ...], ...]) -> bool:
    """The same, read from the files, whose stamps these are."""
    try:
        sums = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return all(hashlib.sha256((folder / cut.name).read_bytes()).hexdigest() == sums[cut.name] for cut in CUTS)
    except (FileNotFoundError, ValueError, KeyError):
        return False


def _make(folder: Path, jobs: int) -> None:
    """Make all faces aside, then move them into place at once; of two processes the later one yields to the earlier."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".faces-", dir=folder.parent))
    try:
        own = [cut for cut in CUTS if not cut.is_guest]
        for cut, data in zip(own, _cut_all(own, jobs), strict=True):
            (aside / cut.name).write_bytes(data)
        for cut in (cut for cut in CUTS if cut.is_guest):
            (aside / cut.name).write_bytes(_guest(cut, aside))
        sums = {cut.name: hashlib.sha256((aside / cut.name).read_bytes()).hexdigest() for cut in CUTS}
        (aside / "manifest.json").write_text(json.dumps(sums, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        _put(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _cut_all(cuts: Sequence[Cut], jobs: int) -> Iterator[bytes]:
    """The faces in their order; one process that dies, as where memory is short, leaves all of them to this one."""
    if jobs > 1:
        with (
            contextlib.suppress(BrokenProcessPool),
            ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork")) as pool,
        ):
            return iter(list(pool.map(_cut, cuts)))
    return map(_cut, cuts)


def _put(aside: Path, folder: Path) -> None:
    """Rename `aside` to `folder`; a damaged one gives way first, a whole one that another process has put there stays."""
    if folder.exists() and not _is_whole(folder):
        os.rename(folder, aside / "damaged")
    try:
        os.rename(aside, folder)
        folder.chmod(0o755)
    except OSError:
        if not _is_whole(folder):
            raise


def _write_conf(folder: Path, families: Sequence[fetched.Family]) -> Path:
    """The fontconfig file that knows this folder, and those of fetched families, so that no font of the machine can slip in."""
    conf = folder / "-".join(["fonts", *(family.script for family in families)])
    conf = conf.with_name(conf.name + ".conf")
    dirs = "".join(f"<dir>{escape(str(place))}</dir>" for place in (folder, *(family.folder.resolve() for family in families)))
    cache_place = escape(str(folder.parent / "fontconfig"))
    text = f'<?xml version="1.0"?>\n<fontconfig>{dirs}<cachedir>{cache_place}</cachedir></fontconfig>\n'
    if not conf.exists() or conf.read_text(encoding="utf-8") != text:
        fresh = conf.with_suffix(f".{os.getpid()}")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(conf)
    return conf


# --- The check before the page is set ---------------------------------------------------------------------------------


def check_glyphs(edition: Edition) -> None:
    """See that every character of the edition can be set.

    WeasyPrint says nothing about a missing glyph (its issue 1810), so this has to come first.

    Raises:
        OutputError: No face has some characters, which the message names.
    """
    gaps = missing(edition)
    if not gaps:
        return
    shown = ", ".join(f"{_shown(character)} (U+{ord(character):04X})" for character in gaps[:8])
    more = f" and {len(gaps) - 8} more" if len(gaps) > 8 else ""
    where = next(place for place, text in _strings(edition) if any(character in text for character in gaps))
    hint = "take it out of the source, or correct it in the review copy"
    if len(gaps) > STRAY:
        hint = f"take {edition.lang} out of the languages; the fonts at hand hold {HELD}"
    what = f"no font at hand has {shown}{more}, so the edition in {edition.lang} cannot be set"
    raise OutputError(what, where=where, hint=hint)


def missing(edition: Edition) -> tuple[str, ...]:
    """The characters of the edition that no face has, in code point order; control characters are among them.

    White space and characters without a picture of their own (joiners, direction marks) need no glyph.
    """
    characters = set().union(*(text for _, text in _strings(edition)))
    wanted = {character for character in characters if not character.isspace() and unicodedata.category(character) != "Cf"}
    held = (_covered(), *(_covered_by(family) for family in fetched.require(scripts_of(edition))))
    return tuple(sorted(wanted.difference(*held)))


def scripts_of(edition: Edition) -> tuple[str, ...]:
    """The scripts that an edition is set in: its own, and that of its source, whose title and disclaimer it shows."""
    return tuple(dict.fromkeys((script_of(edition.lang), script_of(edition.source.lang))))


@cache
def _covered_by(family: fetched.Family) -> frozenset[str]:
    from fontTools.ttLib import TTFont

    with TTFont(family.folder / family.file(400), lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def _shown(character: str) -> str:
    return character if character.isprintable() else "a control character"


@cache
def _covered() -> frozenset[str]:
    """Every character that some face has; each stack holds all families in the end."""
    from fontTools.ttLib import TTFont

    files = sorted({(cut.package, cut.file) for cut in CUTS if not cut.italic and cut.weight == 400})
    points: set[int] = set()
    for package, file in files:
        with TTFont(_original(package, file), lazy=True) as font:
            points |= font.getBestCmap().keys()
    return frozenset(map(chr, points))


def _strings(edition: Edition) -> Iterator[tuple[str, str]]:
    """(place, text) of everything that may stand on a page, the source's title and note wordings included."""
    yield from _article_strings(edition.article)
    yield "title", edition.source.title
    yield from ((note.id, note.text) for note in edition.source.notes)
    yield from (("house strings", text) for text in edition.labels.values())
    yield from (("colophon", text) for row in edition.colophon for text in row)
    said = ("publisher", "rights", "contact", "url")
    yield from (("imprint", getattr(edition.imprint, name)) for name in said)
    yield from (("byline", edition.byline), ("disclosure", edition.disclosure), ("date", edition.date))


def _article_strings(article: Article) -> Iterable[tuple[str, str]]:
    front = ("title", "subtitle", "section", "publication")
    return (
        *((name, getattr(article, name)) for name in front),
        *(("byline", author.name) for author in article.authors),
        *((block.id, block.text) for block in article.blocks),
        *((note.id, note.text) for note in article.notes),
        *((note.id, note.marker) for note in article.notes),
    )
