"""Which engine makes an edition, and what is fetched for it before anything is translated."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import models
from pubpipe.engines import base
from pubpipe.engines.choose import choose_engine, fetch_models
from pubpipe.errors import UsageError
from pubpipe.pipeline import make_editions
from pubpipe.settings import load_settings
from test_argos import Server


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A machine without models and without Apertium's data, whose index is a server of ours; engines are made anew."""
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))
    monkeypatch.setenv("APERTIUM_DATADIR", str(tmp_path / "nothing"))
    base.load_engine.cache_clear()
    yield tmp_path
    base.load_engine.cache_clear()


@pytest.fixture
def server(machine: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    one = Server()
    models.build_package(machine / "en-es.argosmodel", "en", "es", models.SPANISH)
    one.offer(("en", "es", "en-es"))
    one.bodies["/en-es"] = (machine / "en-es.argosmodel").read_bytes()
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", one.url)
    yield one
    one.http.shutdown()
    one.http.server_close()


def said(caplog: pytest.LogCaptureFixture) -> str:
    return "\n".join(record.getMessage() for record in caplog.records if record.name == "pubpipe.progress")


@pytest.mark.usefixtures("machine")
def test_without_any_engine_the_choice_is_none_and_names_the_commands() -> None:
    choice = choose_engine("auto", "en", "es")
    assert choice.engine is None
    assert "pubpipe models add en-es" in choice.remedy
    assert "apt-get install" in choice.remedy


@pytest.mark.usefixtures("needs_apertium")
def test_apertium_is_taken_where_argos_has_no_model() -> None:
    assert choose_engine("auto", "en", "es").info.name == "apertium"


def test_a_name_that_no_engine_has_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        choose_engine("deepl", "en", "es")
    assert "argos" in caught.value.hint


@pytest.mark.usefixtures("server")
def test_a_model_that_the_index_has_is_fetched_and_then_chosen(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "pubpipe.progress")
    fetch_models("auto", "en", ["es"])
    assert "MB to fetch" in said(caplog)
    assert choose_engine("auto", "en", "es").info.name == "argos"


@pytest.mark.usefixtures("server")
def test_a_language_that_the_index_has_not_is_said_and_the_next_is_fetched(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "pubpipe.progress")
    fetch_models("auto", "en", ["sw", "es"])
    assert "no model for en-sw" in said(caplog)
    assert choose_engine("argos", "en", "es").engine is not None


@pytest.mark.usefixtures("machine")
def test_without_a_network_one_line_says_so_and_nothing_is_tried_again(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", "http://127.0.0.1:9")
    caplog.set_level(logging.INFO, "pubpipe.progress")
    fetch_models("auto", "en", ["es", "fr", "it"])
    assert said(caplog).count("cannot be reached") == 1


@pytest.mark.usefixtures("machine")
def test_an_engine_that_was_named_fetches_nothing(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", "http://127.0.0.1:9")
    caplog.set_level(logging.INFO, "pubpipe.progress")
    fetch_models("apertium", "en", ["es"])
    assert said(caplog) == ""


@pytest.mark.usefixtures("server")
def test_the_editions_fetch_the_model_first_and_name_the_engine(tmp_path: Path, sample: Path) -> None:
    root = Path(__file__).parent.parent
    settings = replace(load_settings(root), output=tmp_path / "out", languages=("es",), cache=root / ".pubpipe")
    (outcome,) = make_editions(settings, [str(sample)])
    assert outcome.engine == "argos"  # the dictionary of the test model knows few words, so the edition itself is withheld
    (again,) = make_editions(replace(settings, offline=True), [str(sample)])
    assert again.status == outcome.status
    record = (tmp_path / "out" / outcome.slug / f"{outcome.slug}.es.json").read_text("utf-8")
    assert '"name": "argos"' in record
    assert "apertium" not in record
