"""What pubpipe.toml says, read once in cli.py, overridden by flags, frozen."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pubpipe.article import Imprint
from pubpipe.colours import LEAST, contrast
from pubpipe.errors import SettingsError

PAGES = ("A4", "A5", "Letter")
FORMATS = ("pdf", "docx", "epub", "bilingual")
QUALITIES = ("draft", "standard", "fine")
COVERS = ("none", "strip")
NAME = "pubpipe.toml"
COLOUR = re.compile("[0-9a-f]{6}")
LARGEST_LOGO = 256 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Settings:
    """An edition folder and how it wants its editions.

    Attributes:
        root: The folder that holds pubpipe.toml, source/, locales/ and output/.
        languages: BCP 47 tags of the editions, in the order they are built.
        order: Those of pubpipe.toml, where a run makes others: the order in which the pages list them; empty for `languages`.
        source_language: Of articles that do not say theirs and whose words do not tell.
        engine: "auto" or a name from the registry.
        quality: One of `QUALITIES`: how long an engine may look for a better translation, where it can.
        second_engine: Name of another engine whose drafts are only compared with the first one's; "" for none.
        formats: Those of `FORMATS` that are made; "bilingual" is a PDF with the source on the facing page.
        offline: Never fetch a model or a font.
        limit_mb: Largest source that is opened, in MiB.
        pictures: Editions show the pictures of their article; one who may not print them says false.
        pending: Whose pending changes in a review copy count; empty for everybody's. `[review] pending` in the file.
        scheduler: Address of a Dask scheduler whose workers make the editions; "" for this machine.
        is_patient: Wait for another run in the same folder; otherwise it is an error.
        cache: What this machine made for itself (cut fonts, compiled terms); safe to delete at any time.
    """

    root: Path
    languages: tuple[str, ...] = ("es", "fr", "it", "pt", "ca")
    source_language: str = "en"
    engine: str = "auto"
    quality: str = "standard"
    second_engine: str = ""
    page: str = "A4"
    formats: tuple[str, ...] = ("pdf", "docx")
    offline: bool = False
    limit_mb: int = 8
    pictures: bool = True
    pending: tuple[str, ...] = ()
    imprint: Imprint = field(default_factory=Imprint)
    scheduler: str = ""
    is_patient: bool = True
    output: Path = field(default=Path("output"))
    cache: Path = field(default=Path(".pubpipe"))
    order: tuple[str, ...] = ()

    @property
    def sources(self) -> Path:
        return self.root / "source"

    @property
    def locales(self) -> Path:
        return self.root / "locales"


def find_root(start: Path) -> Path:
    """The nearest folder at or above `start` that holds pubpipe.toml; `start` itself where none does."""
    return next((folder for folder in (start, *start.parents) if (folder / NAME).is_file()), start)


def load_settings(root: Path, config: Path | None = None) -> Settings:
    """Read pubpipe.toml (or `config`); without one the defaults hold.

    Raises:
        SettingsError: Not TOML, an unknown key, or a value of the wrong kind; the nearest known key is offered.
    """
    path = config or root / NAME
    settings = Settings(root, output=root / "output", cache=root / ".pubpipe")
    if config is None and not path.is_file():
        return settings
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"cannot be read ({error.strerror})", where=str(path), hint="name a file that exists") from error
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is no TOMLDecodeError
        raise SettingsError(f"not TOML ({error})", where=str(path), hint="strings need quotes; lists need brackets") from error
    return _apply(settings, table, str(path))


def _apply(settings: Settings, table: Mapping[str, Any], where: str) -> Settings:
    kinds: dict[str, type] = {"languages": list, "source_language": str, "engine": str, "page": str}
    kinds |= {"quality": str, "second_engine": str, "offline": bool, "limit_mb": int, "imprint": dict, "pictures": bool}
    kinds |= {"review": dict, "formats": list}
    _check_keys(table, kinds, where)
    values = dict(table)
    if "languages" in values:
        values["languages"] = tuple(_strings(values["languages"], "languages", where))
    if "formats" in values:
        names = _strings(values["formats"], "formats", where, "names", 'such as ["pdf", "epub"]')
        values["formats"] = tuple(dict.fromkeys(names))
        if strange := [name for name in values["formats"] if name not in FORMATS]:
            raise SettingsError(f"there is no format {strange[0]!r}", where=where, hint="there are " + ", ".join(FORMATS))
    if "imprint" in values:
        fields: dict[str, type] = dict.fromkeys(("publisher", "rights", "contact", "url", "logo", "accent", "cover"), str)
        _check_keys(values["imprint"], fields, where)
        values["imprint"] = _imprint(settings.root, values["imprint"], where)
    if "review" in values:
        told = values.pop("review")
        _check_keys(told, {"pending": list}, where)
        names = told.get("pending", [])
        values["pending"] = tuple(_strings(names, "pending", where, "names", 'such as ["Ada Moreno"]')) if names else ()
    if values.get("page", "A4") not in PAGES:
        raise SettingsError(f"page is {values['page']!r}", where=where, hint="it may be " + ", ".join(PAGES))
    if values.get("quality", "standard") not in QUALITIES:
        raise SettingsError(f"quality is {values['quality']!r}", where=where, hint="it may be " + ", ".join(QUALITIES))
    if not 1 <= values.get("limit_mb", 8) <= 64:
        raise SettingsError(f"limit_mb is {values['limit_mb']}", where=where, hint="choose 1 to 64")
    return replace(settings, **values)


def _imprint(root: Path, table: Mapping[str, str], where: str) -> Imprint:
    """The imprint, its logo read and its colour checked."""
    accent = table.get("accent", "").removeprefix("#").lower()
    if accent and not COLOUR.fullmatch(accent):
        raise SettingsError(f"accent is {table['accent']!r}", where=where, hint='a colour is six digits, such as "#8c2f1b"')
    if accent and contrast(accent) < LEAST:
        what = f"accent {table['accent']!r} is too light to read on white ({contrast(accent):.1f} to 1)"
        raise SettingsError(what, where=where, hint=f"WCAG 2.2 asks for {LEAST} to 1: choose a darker one")
    cover = table.get("cover", "none")
    if cover not in COVERS:
        raise SettingsError(f"cover is {cover!r}", where=where, hint="it may be " + ", ".join(COVERS))
    name = table.get("logo", "")
    try:
        with (root / name).open("rb") as file:
            logo = file.read(LARGEST_LOGO + 1).decode("utf-8") if name else ""
    except (OSError, UnicodeDecodeError) as error:
        if name:
            raise SettingsError("the logo cannot be read", where=str(root / name), hint="name an SVG file beside it") from error
        logo = ""
    return Imprint(**{**table, "accent": accent, "logo": logo, "cover": cover.replace("none", "")})


def _check_keys(table: Mapping[str, Any], kinds: Mapping[str, type], where: str) -> None:
    for key, value in table.items():
        if key not in kinds:
            near = difflib.get_close_matches(key, kinds, 1)
            hint = f"did you mean {near[0]!r}?" if near else "the keys are " + ", ".join(kinds)
            raise SettingsError(f"the key {key!r} is not known", where=where, hint=hint)
        if type(value) is not kinds[key]:
            raise SettingsError(
                f"{key} should be a {kinds[key].__name__}, not a {type(value).__name__}", where=where, hint="see README"
            )


def _strings(
    values: Iterable[Any], key: str, where: str, what: str = "language tags", such: str = 'such as ["es", "pt-BR"]'
) -> list[str]:
    found = list(values)
    if not found or not all(isinstance(value, str) and value for value in found):
        raise SettingsError(f"{key} should be a list of {what}", where=where, hint=such)
    return found
