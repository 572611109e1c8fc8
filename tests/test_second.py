"""A second opinion: how two drafts are compared, and how what differs becomes notes, the worst first."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pubpipe import pipeline
from pubpipe.article import EngineInfo, Level, Segment, State, Unit
from pubpipe.engines import Draft, Job, choose
from pubpipe.errors import UsageError
from pubpipe.inputs import inputs_of
from pubpipe.memory import Match, remember
from pubpipe.settings import Settings, load_settings
from pubpipe.verify import second_opinions
from pubpipe.verify.second import compare

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    ("source", "one", "other", "kinds"),
    [
        ("It moved 1,200 families.", "Trasladó a 1.200 familias.", "Trasladó a 1200 familias.", {}),
        ("It moved 12 families.", "Trasladó a 12 familias.", "Trasladó a 21 familias.", {"numbers": ("12", "21")}),
        ("On January 31, 2019 it rose.", "El 31 de enero de 2019 subió.", "El 31 de enero, 2019 subió.", {}),
        ("Rain in Lanzhou fell.", "Llovió en Lanzhou.", "Llovió en la ciudad.", {"names": ("Lanzhou",)}),
        ("They did not move.", "No se mudaron.", "Se mudaron.", {"negation": ("No",)}),
        ("However, they moved.", "Sin embargo, se mudaron.", "Pero se mudaron.", {}),
    ],
)
def test_what_two_drafts_do_not_share_is_named(source: str, one: str, other: str, kinds: dict[str, tuple[str, ...]]) -> None:
    assert dict(compare(source, one, other, "es").kinds) == kinds


def test_the_wording_counts_what_is_said_not_the_order_or_the_ending() -> None:
    assert compare("", "las casas nuevas", "las casas nuevas", "es").wording == 0
    assert compare("", "las casas nuevas", "nuevas las casas", "es").wording < 0.4
    assert compare("", "las casas nuevas", "el presupuesto", "es").wording > 0.9


def units(*targets: str, source: str = "The village has 12 houses.") -> list[Unit]:
    return [
        Unit(Segment(f"b{n}.1", f"b{n}", source, "en"), target, "es", State.TRANSLATED, "engine:x")
        for n, target in enumerate(targets, 1)
    ]


def test_the_worst_comes_first_and_what_agrees_has_no_note() -> None:
    first = units(
        "La aldea tiene 12 casas.", "La aldea tiene 12 casas.", "La aldea tiene 12 casas.", "La aldea tiene 12 casas."
    )
    other = units(
        "La aldea tiene 12 casas.", "Un cobertizo, docena y más.", "La aldea no tiene 21 casas.", "La aldea tiene 3 casas."
    )
    notes = list(second_opinions(first, other, "Other"))
    assert [note.where for note in notes] == ["b3.1", "b2.1", "b4.1"]
    assert [note.level for note in notes] == [Level.REMARK] * 3
    assert notes[0].message == (
        "Other differs in numbers (12, 21); negation (no), no. 1 of 3, the worst first: “La aldea no tiene 21 casas.”"
    )
    assert "numbers (12)" in notes[1].message


class Told:
    """An engine that says what it was told to, and counts how often it is asked."""

    def __init__(self, name: str, answers: dict[str, str]) -> None:
        self.name, self.answers, self.asked = name, answers, list[str]()

    def info(self, source: str, to: str) -> EngineInfo | None:
        return EngineInfo(self.name, self.name.title(), "rule-based", "1")

    def remedy(self, source: str, to: str) -> str:
        return ""

    def translate(self, jobs: Sequence[Job], source: str, to: str) -> list[Draft]:
        self.asked += [job.text for job in jobs]
        return [Draft(self.answers.get(job.text, f"¡{job.text.upper()}!")) for job in jobs]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Settings, Told, Told]:
    text = "A title of some words\n\nBy Ann Lee\n\n" + "\n\n".join(
        f"Paragraph {word} says that {number} families moved to the new houses near the old river in the valley."
        for word, number in (("one", 120), ("two", 240), ("three", 360))
    )
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "a.txt").write_text(text + "\n", "utf-8")
    (tmp_path / "pubpipe.toml").write_text('languages = ["es"]\nengine = "one"\nsecond_engine = "other"\n', "utf-8")
    one, other = Told("one", {}), Told("other", {})
    monkeypatch.setattr(choose, "load_engine", lambda name: {"one": one, "other": other}[name])
    return replace(load_settings(tmp_path), cache=ROOT / ".pubpipe"), one, other


def notes_of(settings: Settings) -> dict[str, str]:
    article, segments = pipeline.open_article(settings, pipeline.ingest.open_page(str(settings.sources / "a.txt")))
    translated, _ = pipeline.translate(settings, article, segments, "es")
    return {f.where: f.message for unit in translated for f in unit.findings if f.code == "U-030"}


def test_only_where_the_second_engine_differs_there_is_a_note(folder: tuple[Settings, Told, Told]) -> None:
    settings, one, other = folder
    assert notes_of(settings) == {}
    changed = next(text for text in one.asked if "240" in text)
    other.answers[changed] = f"¡{changed.upper().replace('240', '420')}!"
    ((where, message),) = notes_of(settings).items()
    assert "numbers (240, 420), no. 1 of 1" in message
    assert where.startswith("b2")
    assert notes_of(replace(settings, second_engine="")) == {}


def test_what_a_person_approved_is_not_asked_about(folder: tuple[Settings, Told, Told]) -> None:
    settings, one, other = folder
    notes_of(settings)
    approved = next(text for text in one.asked if "240" in text)
    other.asked.clear()
    memory = settings.locales / "es" / "memory.tmx"
    remember(memory, "en", "es", [Match(approved, "Aprobado.", "ada", "", "20260101T000000Z")])
    notes_of(settings)
    assert other.asked
    assert approved not in other.asked


def test_the_first_engine_is_no_second_opinion_and_the_run_says_so(
    folder: tuple[Settings, Told, Told], caplog: pytest.LogCaptureFixture
) -> None:
    settings, _, _ = folder
    with caplog.at_level("INFO", logger="pubpipe.progress"):
        assert notes_of(replace(settings, second_engine="one")) == {}
    assert "no second opinion on es: One is the first already" in caplog.text


def test_turning_it_on_makes_the_edition_again(folder: tuple[Settings, Told, Told]) -> None:
    settings, _, _ = folder
    inputs = inputs_of
    assert inputs(settings, "en", "es") != inputs(replace(settings, second_engine=""), "en", "es")


def test_an_engine_that_is_none_is_misuse() -> None:
    from pubpipe.cli import _settings

    with pytest.raises(UsageError, match="no engine named 'argus'"):
        _settings(ROOT, None, second_engine="argus")


def test_apertium_as_second_engine_notes_the_sample(tmp_path: Path, sample: Path, needs_apertium: None) -> None:
    """The pseudo-language and Apertium agree on next to nothing."""
    root = tmp_path / "folder"
    root.mkdir()
    shutil.copytree(ROOT / "locales", root / "locales")
    settings = Settings(root, ("es",), engine="pseudo", second_engine="apertium", output=root / "out", cache=ROOT / ".pubpipe")
    article = pipeline.clean_article(settings, pipeline.ingest.open_page(str(sample)))
    translated, _ = pipeline.translate(settings, article, pipeline.segment_article(article)[:6], "es")
    found = [f for unit in translated for f in unit.findings if f.code == "U-030"]
    assert len(found) >= 3  # title and byline may be approved or kept
    assert all(f.message.startswith("Apertium differs in ") for f in found)
