"""The publisher's own face: logo, colour and cover strip in every format, with nothing lost to whoever cannot see them."""

import zipfile
from dataclasses import replace
from io import BytesIO

import pypdf
import pypdfium2
import pytest
from PIL import Image

from factory import HOUSE, LOGO, specimen
from pubpipe.errors import SettingsError
from pubpipe.settings import load_settings
from pubpipe.typeset.docx import write_docx
from pubpipe.typeset.epub import write_epub
from pubpipe.typeset.logo import clean_logo, plated, size_of
from pubpipe.typeset.pdf import write_pdf
from pubpipe.typeset.picture import draw_logo
from pubpipe.verify import check_docx, check_epub, check_pdf
from test_typeset_scripts import tags

BLUE = (0x1B, 0x4F, 0x8C)


def first_page(data: bytes) -> Image.Image:
    return pypdfium2.PdfDocument(data)[0].render(scale=1).to_pil().convert("RGB")


@pytest.mark.parametrize(("lang", "page"), [("es", "A4"), ("ar", "A4"), ("he", "A5"), ("fr", "Letter")])
def test_the_strip_runs_from_edge_to_edge_and_only_where_it_is_wanted(lang, page, fonts_dir) -> None:
    image = first_page(write_pdf(specimen(lang, imprint=replace(HOUSE, logo="")), page=page, fonts_dir=fonts_dir))
    corners = [(2, 2), (image.width - 3, 2), (2, 30), (image.width - 3, 30)]
    assert {image.getpixel(at) for at in corners} == {BLUE}
    assert image.getpixel((2, 80)) == (255, 255, 255)
    plain = first_page(write_pdf(specimen(lang, imprint=replace(HOUSE, cover="")), page=page, fonts_dir=fonts_dir))
    assert plain.getpixel((2, 2)) == (255, 255, 255)


def test_every_promise_holds_with_a_strip_and_a_logo(fonts_dir) -> None:
    for lang in ("es", "ar"):
        edition = specimen(lang, imprint=HOUSE)
        assert check_pdf(write_pdf(edition, fonts_dir=fonts_dir), edition) == ()
        assert check_docx(write_docx(edition), edition) == ()
        assert check_epub(write_epub(edition), edition) == ()


def test_a_logo_is_a_figure_with_its_name_in_every_format(fonts_dir) -> None:
    edition = specimen("es", imprint=HOUSE)
    assert [node["/Alt"] for kind, node in tags(write_pdf(edition, fonts_dir=fonts_dir)) if kind == "/Figure"] == [
        "Terrace Review"
    ]
    with zipfile.ZipFile(BytesIO(write_docx(edition))) as package:
        document = package.read("word/document.xml").decode()
        assert document.count('descr="Terrace Review"') == 1
        assert package.read("word/media/logo.svg").decode() == plated(clean_logo(LOGO))
        with Image.open(BytesIO(package.read("word/media/logo.png"))) as drawn:
            assert drawn.getpixel((drawn.width // 2, drawn.height // 2)) == (0, 255, 0)
            assert drawn.getpixel((2, 2)) == (255, 255, 255)
    with zipfile.ZipFile(BytesIO(write_epub(edition))) as book:
        assert 'src="logo.svg" alt="Terrace Review"' in book.read("EPUB/text.xhtml").decode()
        assert 'href="logo.svg" media-type="image/svg+xml"' in book.read("EPUB/package.opf").decode()
        assert "logo.svg" in "".join(book.namelist())


def test_the_section_and_the_edition_stand_in_the_strip_of_every_format(fonts_dir) -> None:
    edition = specimen("es", imprint=HOUSE)
    text = pypdf.PdfReader(BytesIO(write_pdf(edition, fonts_dir=fonts_dir))).pages[0].extract_text()
    assert text.index("Medio ambiente") < text.index("La biblioteca")
    with zipfile.ZipFile(BytesIO(write_docx(edition))) as package:
        assert "Medio ambiente" in package.read("word/document.xml").decode().split("Heading1")[0]
    with zipfile.ZipFile(BytesIO(write_epub(edition))) as book:
        assert "Medio ambiente" in book.read("EPUB/text.xhtml").decode().split("<h1")[0]


def test_the_words_of_the_strip_in_word_are_legible_without_the_band() -> None:
    with zipfile.ZipFile(BytesIO(write_docx(specimen("es", imprint=HOUSE)))) as package:
        style = package.read("word/styles.xml").decode().split('w:styleId="Strip"')[1].split("</w:style>")[0]
        header = "".join(package.read(name).decode() for name in package.namelist() if name.startswith("word/header"))
    assert 'w:fill="1B4F8C"' in style
    assert '<w:color w:val="FFFFFF"/>' in style
    assert header.count("decorative") >= 1
    assert 'behindDoc="1"' in header


def test_the_same_strip_gives_the_same_bytes() -> None:
    edition = specimen("ja", imprint=HOUSE)
    first = write_docx(edition), write_epub(edition)
    draw_logo.cache_clear()
    assert (write_docx(edition), write_epub(edition)) == first


@pytest.mark.parametrize("box", ["0 0 0 0", "0 0 -4 9", "0 0 1e9 1", "none"])
def test_a_logo_without_a_size_is_refused(box) -> None:
    with pytest.raises(SettingsError, match="size"):
        clean_logo(LOGO.replace("0 0 60 30", box))


def test_a_logo_with_units_and_no_view_box_keeps_its_shape() -> None:
    clean = clean_logo(LOGO.replace('viewBox="0 0 60 30"', 'width="60mm" height="30mm"'))
    assert size_of(clean) == (60, 30)
    assert size_of(plated(clean)) == (75, 45)


def test_a_cover_that_does_not_exist_is_refused_with_those_that_do(tmp_path) -> None:
    (tmp_path / "pubpipe.toml").write_text('[imprint]\ncover = "stripe"\n')
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path)
    assert caught.value.hint == "it may be none, strip"
    (tmp_path / "pubpipe.toml").write_text('[imprint]\ncover = "none"\n')
    assert load_settings(tmp_path).imprint.cover == ""
    (tmp_path / "pubpipe.toml").write_text('[imprint]\ncover = "strip"\n')
    assert load_settings(tmp_path).imprint.cover == "strip"
