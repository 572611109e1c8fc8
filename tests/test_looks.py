"""One page of each script as Word, an e-book reader and a browser show it, held against pictures that a person looked at."""

import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

import looks
from factory import LOCALES, language_name, load_strings, specimen
from pubpipe.article import Edition
from pubpipe.distribute.offer import Offer
from pubpipe.distribute.reading import write_reading
from pubpipe.typeset import fetched, fonts
from pubpipe.typeset.docx import write_docx
from pubpipe.typeset.epub import write_epub
from pubpipe.typeset.scripts import is_rtl, script_of

ONE_A_SCRIPT = ("es", "ru", "el", "ar", "he", "hi", "zh-Hans", "zh-Hant", "ja", "ko")
CHANGED = {"reordered": "es", "shortened": "es", "reordered-ar": "ar"}
"""Pages that must look different, and the page that they were."""


def here() -> list[str]:
    return [lang for lang in ONE_A_SCRIPT if all(family.is_here for family in fetched.needed([script_of(lang)]))]


def editions() -> dict[str, Edition]:
    """An edition of each script, and those that lost their order or a sentence."""
    made = {lang: specimen(lang) for lang in here()}
    for name, lang in CHANGED.items():
        first, second, *rest = made[lang].article.blocks
        blocks = (second, first, *rest)
        if name == "shortened":
            blocks = (replace(first, text=first.text[:-40]), second, *rest)
        article = replace(made[lang].article, blocks=blocks)
        units = tuple(unit for unit in made[lang].units if unit.segment.block not in (first.id, second.id))
        made[name] = replace(made[lang], article=article, units=units)
    return made


@pytest.fixture(scope="session")
def conf(fonts_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return looks.fontconfig(tmp_path_factory.mktemp("conf"), fonts.prepare(fonts_dir).parent)


@pytest.fixture(scope="session")
def docx(conf: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Image.Image]:
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed: make peers")
    files = {name: write_docx(edition) for name, edition in editions().items()}
    return looks.by_libreoffice(files, tmp_path_factory.mktemp("docx"), conf)


@pytest.fixture(scope="session")
def epub(conf: Path, browse: Callable[..., object], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Image.Image]:
    folder = tmp_path_factory.mktemp("epub")
    for name, edition in editions().items():
        with zipfile.ZipFile(BytesIO(write_epub(edition))) as book:
            book.extractall(folder / name)
    return looks.by_chromium({name: folder / name / "EPUB" / "text.xhtml" for name in editions()}, folder, conf, browse)


@pytest.fixture(scope="session")
def html(conf: Path, browse: Callable[..., object], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Image.Image]:
    folder = tmp_path_factory.mktemp("html")
    for name, edition in editions().items():
        (folder / f"{name}.html").write_bytes(reading_page(edition))
    return looks.by_chromium({name: folder / f"{name}.html" for name in editions()}, folder, conf, browse)


def reading_page(edition: Edition) -> bytes:
    words = load_strings(edition.lang, LOCALES, LOCALES)
    name = words["{language} edition"].format(language=language_name(edition.lang, inside=edition.lang))
    offer = Offer(
        "seeds",
        edition.lang,
        "translated",
        edition.article.title,
        edition.source.title,
        "en",
        own_name=language_name(edition.lang, inside=edition.lang),
        is_rtl=is_rtl(edition.lang),
        words=words,
    )
    labelled = replace(edition, labels={**words, "{language} edition": name})
    return write_reading(labelled, offer, [offer], imprint=edition.imprint)


def by(kind: str) -> dict[str, str]:
    program = shutil.which("soffice" if kind == "docx" else "chromium")
    assert program
    return looks.version_of(program)


@pytest.mark.parametrize("kind", ["docx", "epub", "html"])
def test_the_other_formats_look_as_they_did_when_a_person_looked_at_them(kind, request, tmp_path) -> None:
    pictures = {name: image for name, image in request.getfixturevalue(kind).items() if name not in CHANGED}
    if request.config.getoption("--update-golden"):
        looks.save(pictures, kind, by(kind))
    if looks.was_made_by(kind) != by(kind):
        pytest.skip(f"the pictures were made by {looks.was_made_by(kind)}")
    assert not looks.changed(pictures, kind, tmp_path), f"see {tmp_path}: kept, now, difference"


@pytest.mark.parametrize("kind", ["docx", "epub", "html"])
def test_a_text_that_is_gone_or_out_of_order_is_seen(kind, request) -> None:
    pictures: Mapping[str, Image.Image] = request.getfixturevalue(kind)
    for name, lang in CHANGED.items():
        assert looks.difference(pictures[lang], pictures[name])[1], name
