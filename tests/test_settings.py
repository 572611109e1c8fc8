"""pubpipe.toml: what it may say, and how a mistake in it is named."""

from pathlib import Path

import pytest

from pubpipe.errors import SettingsError
from pubpipe.settings import find_root, load_settings


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(tmp_path).languages == ("es", "fr", "it", "pt", "ca")


def test_a_file_is_read_with_its_imprint(tmp_path: Path) -> None:
    (tmp_path / "pubpipe.toml").write_text('languages = ["pt-BR"]\npage = "A5"\n[imprint]\npublisher = "Ninth Press"\n')
    settings = load_settings(tmp_path)
    assert (settings.languages, settings.page, settings.imprint.publisher) == (("pt-BR",), "A5", "Ninth Press")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('langages = ["es"]', "did you mean 'languages'"),
        ("languages = 'es'", "languages should be a list"),
        ("languages = []", "a list of language tags"),
        ("languages = [1]", "a list of language tags"),
        ('page = "A3"', "A4, A5, Letter"),
        ("offline = 1", "offline should be a bool"),
        ("limit_mb = 5000", "choose 1 to 64"),
        ("[imprint]\npublsher = 'x'", "did you mean 'publisher'"),
        ("languages = [", "not TOML"),
    ],
)
def test_a_mistake_is_named_with_the_way_out(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "pubpipe.toml").write_text(text)
    with pytest.raises(SettingsError, match=message.replace("(", r"\(")):
        load_settings(tmp_path)


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    (tmp_path / "pubpipe.toml").write_bytes(b"languages = ['\xff']")
    with pytest.raises(SettingsError, match="not TOML"):
        load_settings(tmp_path)


def test_the_folder_is_found_from_below(tmp_path: Path) -> None:
    (tmp_path / "pubpipe.toml").write_text("")
    (tmp_path / "source" / "deep").mkdir(parents=True)
    assert find_root(tmp_path / "source" / "deep") == tmp_path
    assert find_root(Path("/")) == Path("/")


def test_an_imprint_has_its_logo_read_and_its_colour_checked(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg/>")
    (tmp_path / "pubpipe.toml").write_text('formats = ["epub", "pdf"]\n[imprint]\nlogo = "logo.svg"\naccent = "#1B4F8C"\n')
    settings = load_settings(tmp_path)
    assert (settings.formats, settings.imprint.logo, settings.imprint.accent) == (("epub", "pdf"), "<svg/>", "1b4f8c")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('formats = ["odt"]', "no format 'odt'"),
        ("formats = []", "a list of names"),
        ("[imprint]\naccent = 'red'", "six digits"),
        ("[imprint]\naccent = '#ffcc00'", "too light to read"),
        ("[imprint]\nlogo = 'none.svg'", "logo cannot be read"),
    ],
)
def test_a_mistake_in_formats_or_imprint_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "pubpipe.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path)
    assert message in str(caught.value)
