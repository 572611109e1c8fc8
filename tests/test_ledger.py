"""What is out of date and why: the ledger, fine inputs, units that are kept, dry runs."""

import json
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pubpipe import due, pipeline
from pubpipe.engines.base import Draft, Job
from pubpipe.engines.pseudo import Pseudo
from pubpipe.ledger import Ledger, open_ledger
from pubpipe.memory import Match, load_memory, remember
from pubpipe.pipeline import Outcome, make_editions
from pubpipe.record import read_record
from pubpipe.settings import Settings, load_settings
from pubpipe.shelf import Place
from pubpipe.stamps import Stamp, stamp_of

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests" / "data"
BORDER = "source,target,status\n"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles, two languages, the pseudo-language; a folder in which nothing was made, and one in which all was."""
    for name in ("new", "made"):
        root = tmp_path_factory.getbasetemp() / "house" / name
        (root / "source").mkdir(parents=True)
        for source in ("orchard.txt", "lamps.txt"):
            shutil.copy(DATA / source, root / "source")
        (root / "pubpipe.toml").write_text('languages = ["es", "fr"]\nengine = "pseudo"\noffline = true\n')
        (root / ".pubpipe").mkdir()
        (root / ".pubpipe" / "fonts").symlink_to(ROOT / ".pubpipe" / "fonts")
    run(load_settings(root))
    return root.parent


@pytest.fixture
def new(house: Path, tmp_path: Path) -> Settings:
    """A copy of the folder in which nothing was made."""
    return load_settings(shutil.copytree(house / "new", tmp_path / "folder", symlinks=True))


@pytest.fixture
def folder(house: Path, tmp_path: Path) -> Settings:
    """A copy of the one in which all was made, in its ledger."""
    settings = load_settings(shutil.copytree(house / "made", tmp_path / "folder", symlinks=True))
    assert set(statuses(run(settings)).values()) == {"current"}
    time.sleep(0.06)
    run(settings)
    return settings


def run(settings: Settings, *names: str, **options: bool) -> dict[str, Outcome]:
    """The outcomes by "slug.lang"."""
    sources = [str(settings.sources / name) for name in names or ("lamps.txt", "orchard.txt")]
    return {f"{o.slug}.{o.lang}": o for o in make_editions(settings, sources, **options)}


def statuses(outcomes: dict[str, Outcome]) -> dict[str, str]:
    return {name: outcome.status for name, outcome in outcomes.items()}


def made(settings: Settings, **options: bool) -> list[str]:
    """The editions that a run makes."""
    return sorted(name for name, outcome in run(settings, **options).items() if outcome.status in ("built", "due"))


def why(settings: Settings) -> dict[str, str]:
    """What a dry run says of each edition that is out of date."""
    found = run(settings, dry_run=True, explain=True)
    return {name: "; ".join(map(str, outcome.reasons)) for name, outcome in found.items() if outcome.status == "due"}


def glossary(settings: Settings, text: str, lang: str = "") -> None:
    path = settings.locales / lang / "glossary.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


ALL = ["lamps.es", "lamps.fr", "orchard.es", "orchard.fr"]


class Told(Pseudo):
    """The pseudo-language, which remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def translate(self, jobs: Sequence[Job], source: str, to: str) -> list[Draft]:
        self.asked += [job.text for job in jobs]
        return super().translate(jobs, source, to)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    told = Told()
    from pubpipe.engines import choose

    monkeypatch.setattr(choose, "load_engine", lambda name: told)
    return told  # type: ignore[return-value]


# What is read


def test_where_nothing_changed_no_record_and_no_edition_is_opened(folder: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    real = Path.open

    def noted(self: Path, *args: object, **kwargs: object) -> object:
        opened.append(self.name)
        return real(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", noted)
    assert set(statuses(run(folder)).values()) == {"current"}
    assert not [name for name in opened if name.startswith(("orchard", "lamps", "cleaning"))]


def test_an_edition_is_noticed_that_was_changed_in_the_same_second_to_the_same_size(folder: Settings) -> None:
    place = Place(folder.output, "orchard", "es")
    path = place.folder / place.docx
    before = path.stat()
    data = bytearray(path.read_bytes())
    data[40] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    outcome = run(folder)["orchard.es"]
    assert [finding.code for finding in outcome.findings if finding.where == place.docx] == ["E-001"]


@pytest.mark.parametrize(("written", "seen", "settled"), [(1000, 1000, False), (1000, 1040, False), (1000, 1060, True)])
def test_a_stamp_of_the_tick_in_which_it_was_taken_vouches_for_nothing(written: int, seen: int, settled: bool) -> None:
    stamp = Stamp(written * 1_000_000 + 1, written * 1_000_000 + 1, 5, 9)
    assert stamp.is_settled(seen * 1_000_000 + 1) is settled


def test_a_clock_of_whole_seconds_is_trusted_after_two_of_them() -> None:
    stamp = Stamp(5_000_000_000, 5_000_000_000, 5, 9)
    assert not stamp.is_settled(7_000_000_000)
    assert stamp.is_settled(8_000_000_000)


def test_a_file_in_a_racy_tick_is_hashed_again(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path, tmp_path)
    path = tmp_path / "a.txt"
    path.write_text("one")
    first = ledger.digest(path)
    stamp = path.stat().st_mtime_ns
    path.write_text("two")
    os.utime(path, ns=(stamp, stamp))
    assert ledger.digest(path) != first


@pytest.mark.parametrize("harm", ["deleted", "noise", "cut", "row"])
def test_a_damaged_ledger_costs_a_look_and_changes_nothing(folder: Settings, harm: str) -> None:
    run(folder)
    path = open_ledger(folder.cache, folder.output).path
    if harm == "deleted":
        path.unlink()
    elif harm == "noise":
        path.write_bytes(b"no table at all" * 1000)
    elif harm == "cut":
        path.write_bytes(path.read_bytes()[:5000])
    else:
        with sqlite3.connect(path) as base:  # as if another record had been read
            base.execute("UPDATE editions SET body = replace(body, 'pseudo', 'argos')")
    before = {path: path.stat().st_mtime_ns for path in folder.output.rglob("*") if path.is_file()}
    found = run(folder)
    assert statuses(found) == dict.fromkeys(ALL, "current")
    assert {outcome.engine for outcome in found.values()} == {"pseudo"}
    assert {path: path.stat().st_mtime_ns for path in folder.output.rglob("*") if path.is_file()} == before
    assert len(Ledger(path).rows()) == 4


def test_a_ledger_that_cannot_be_written_is_no_hindrance(folder: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings = replace(folder, cache=tmp_path / "file")
    ledger = open_ledger(settings.cache, settings.output)
    assert ledger.digest(folder.sources / "orchard.txt")
    assert ledger.rows() == {}


@pytest.mark.parametrize("name", ["orchard.es.pdf", "orchard.es.docx", "orchard.es.review.docx", "orchard.es.json"])
def test_what_is_missing_is_made_again(folder: Settings, name: str) -> None:
    (folder.output / "orchard" / name).unlink()
    assert made(folder) == ["orchard.es"]
    assert (folder.output / "orchard" / name).is_file()


# What touches an edition


def test_a_glossary_entry_makes_the_editions_again_that_it_touches_and_no_other(folder: Settings) -> None:
    glossary(folder, BORDER + "zzz,zzz,keep\n")
    assert made(folder) == []
    glossary(folder, BORDER + "zzz,zzz,keep\nwell,WELL,preferred\n")
    assert why(folder) == dict.fromkeys(("orchard.es", "orchard.fr"), "glossary: “well” → “WELL” (new)")
    assert made(folder) == ["orchard.es", "orchard.fr"]
    assert made(folder) == []
    glossary(folder, BORDER + "zzz,zzz,keep\nwell,PIT,preferred\n")
    assert set(why(folder).values()) == {"glossary: “well” → “PIT” (was “WELL”)"}
    made(folder)
    glossary(folder, BORDER + "zzz,zzz,keep\n")
    assert set(why(folder).values()) == {"glossary: “well” → “PIT” (deleted)"}


def test_an_entry_of_one_language_touches_that_language(folder: Settings) -> None:
    glossary(folder, BORDER + "wells,pozos,preferred\norchard,huerto,preferred\n", "es")
    assert made(folder) == ["orchard.es"]


def test_an_entry_that_stands_nowhere_makes_nothing_again_and_is_not_asked_about_twice(
    folder: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    glossary(folder, BORDER + "narwhal,narwhal,keep\n")
    assert made(folder) == []
    monkeypatch.setattr(due, "glossary_touch", lambda *args: pytest.fail("looked again"))
    monkeypatch.setattr(due.Desk, "texts", lambda *args: pytest.fail("looked again"))
    assert made(folder) == []


def test_without_a_ledger_a_changed_entry_is_found_all_the_same(folder: Settings) -> None:
    for path in folder.cache.glob("ledger.*"):
        path.unlink()
    glossary(folder, BORDER + "well,WELL,preferred\n")
    assert made(folder) == ["orchard.es", "orchard.fr"]


def test_a_correction_touches_the_articles_that_have_the_sentence_or_one_like_it(folder: Settings) -> None:
    store = folder.locales / "fr" / "memory.tmx"
    remember(store, "en", "fr", [Match("Nobody has ever written this.", "Personne.", "ada")])
    assert made(folder) == []
    remember(store, "en", "fr", [Match("Most did not.", "Non.", "ada")])
    assert list(why(folder)) == ["orchard.fr"]
    assert "“Most did not.”" in why(folder)["orchard.fr"]
    assert made(folder) == ["orchard.fr"]
    text = next(unit.segment.text for unit in Place(folder.output, "lamps", "fr").read().units if len(unit.segment.text) > 60)
    similar = text.replace(" made ", " built ", 1)
    assert similar != text
    remember(store, "en", "fr", [Match(similar, "Semblable.", "ada")])
    assert made(folder) == ["lamps.fr"]
    assert made(folder) == []


def test_a_review_copy_that_was_edited_is_said_in_a_dry_run_and_not_taken_in(folder: Settings) -> None:
    place = Place(folder.output, "orchard", "fr")
    path = place.folder / place.review
    path.write_bytes(path.read_bytes() + b"\0")
    assert why(folder) == {"orchard.fr": "review copy: orchard.fr.review.docx was changed"}
    assert not (folder.locales / "fr").exists()
    assert not (place.folder / "reviews").exists()


def test_a_dry_run_writes_nothing_at_all(new: Settings) -> None:
    assert made(new, dry_run=True) == ALL
    assert not new.output.exists()
    assert why(new)["orchard.fr"] == "edition: it was not made yet, or its record cannot be read"


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('page = "A5"\n', "page: A4 → A5"),
        ('[imprint]\npublisher = "Terrace"\n', "imprint: publisher none → Terrace"),
        ('formats = ["pdf"]\n', "formats: pdf, docx → pdf"),
    ],
)
def test_the_reason_names_old_and_new(folder: Settings, toml: str, said: str) -> None:
    with (folder.root / "pubpipe.toml").open("a") as file:
        file.write(toml)
    assert set(why(load_settings(folder.root)).values()) == {said}


def test_a_changed_source_is_named_with_its_hashes_and_a_bad_one_fails_in_a_dry_run(folder: Settings) -> None:
    (folder.sources / "orchard.txt").write_text("A new title\n\nAda Nemo\n\nA sentence that is long enough to stay.\n", "utf-8")
    assert why(folder)["orchard.es"].startswith("source: ")
    (folder.sources / "orchard.txt").write_bytes(b"%PDF-1.7")
    assert run(folder, dry_run=True)["orchard.es"].status == "failed"


def test_force_is_a_reason(folder: Settings) -> None:
    found = run(folder, force=True, dry_run=True, explain=True)
    assert {str(reason) for outcome in found.values() for reason in outcome.reasons} == {"force: --force"}


# What is kept


def test_a_page_of_another_size_is_set_anew_and_nothing_is_translated(folder: Settings, engine: Told) -> None:
    before = Place(folder.output, "orchard", "es").read()
    found = run(replace(folder, page="A5"))
    after = Place(folder.output, "orchard", "es").read()
    assert set(statuses(found).values()) == {"built"}
    assert engine.asked == []
    assert after.units == before.units
    assert after.ways == before.ways
    assert after.files["orchard.es.pdf"] != before.files["orchard.es.pdf"]


def test_one_changed_sentence_is_one_segment_to_translate_in_each_language(folder: Settings, engine: Told) -> None:
    engine.asked.clear()
    path = folder.sources / "orchard.txt"
    path.write_text(path.read_text("utf-8").replace("Most did not.", "Most of them never did."), "utf-8")
    assert made(folder) == ["orchard.es", "orchard.fr"]
    assert engine.asked == ["Most of them never did."] * 2


def test_what_is_kept_comes_out_as_if_it_were_made_anew(folder: Settings) -> None:
    """A sentence is put in before the others, and an entry changes: the same bytes as without anything to keep."""
    glossary(
        folder, BORDER + "cooperative,cooperativa,preferred\nwell,pozo,forbidden\nHarrow Institute,Harrow Institute,keep\n"
    )
    run(folder)
    path = folder.sources / "orchard.txt"
    path.write_text(path.read_text("utf-8").replace("Most did not.", "A few wished to. Most did not."), "utf-8")
    glossary(folder, BORDER + "cooperative,unión,preferred\nwell,pozo,forbidden\nHarrow Institute,Harrow Institute,keep\n")
    kept = [Path(p).read_bytes() for p in run(folder, "orchard.txt")["orchard.es"].files]
    anew = [Path(p).read_bytes() for p in run(folder, "orchard.txt", force=True)["orchard.es"].files]
    assert kept == anew


def test_a_record_that_was_changed_by_hand_has_no_unit_to_keep(folder: Settings, engine: Told) -> None:
    engine.asked.clear()
    place = Place(folder.output, "orchard", "es")
    data = json.loads(place.record.read_text("utf-8"))
    data["segments"][3]["target"] = "Falsch."
    place.record.write_text(json.dumps(data), "utf-8")
    run(replace(folder, page="A5"))
    assert "Falsch." not in {unit.target for unit in place.read().units}
    assert engine.asked


@pytest.mark.usefixtures("needs_apertium")
def test_apertium_translates_only_the_sentence_that_changed_and_the_edition_is_as_if_made_anew(
    new: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pubpipe.engines.apertium import Apertium

    settings = replace(new, engine="apertium", languages=("es",))
    glossary(new, "source,target,pos,gender\norchard,huerto,noun,m\ncooperative,cooperativa,noun,f\n", "es")
    run(settings, "orchard.txt")
    asked: list[str] = []
    real = Apertium.translate
    monkeypatch.setattr(
        Apertium, "translate", lambda self, jobs, *to: asked.extend(j.text for j in jobs) or real(self, jobs, *to)
    )
    path = new.sources / "orchard.txt"
    path.write_text(path.read_text("utf-8").replace("Most did not.", "Most of them never did."), "utf-8")
    run(settings, "orchard.txt")
    kept = Place(settings.output, "orchard", "es").read().units
    assert set(asked) == {"Most of them never did."}
    run(settings, "orchard.txt", force=True)
    assert Place(settings.output, "orchard", "es").read().units == kept


def test_a_correction_is_remembered_after_the_units_are_kept(folder: Settings) -> None:
    store = folder.locales / "es" / "memory.tmx"
    place = Place(folder.output, "orchard", "es")
    unit = next(unit for unit in place.read().units if unit.segment.text == "Most did not.")
    remember(store, "en", "es", [Match(unit.segment.text, "No.", "ada", f"orchard/{unit.segment.id}", how="edited")])
    run(folder)
    run(replace(folder, page="A5"))
    (again,) = [u for u in place.read().units if u.segment.id == unit.segment.id]
    assert (again.target, again.origin, again.how) == ("No.", "reviewer:ada", "edited")
    assert load_memory(store, "en", "es").units[0].target == "No."


def test_the_first_day_stays_where_nothing_an_edition_is_made_of_changed(
    new: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    run(new, "orchard.txt")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    run(new, "orchard.txt", force=True)
    assert read_record(Place(new.output, "orchard", "es").record).day == "2023-11-14"


# The pages beside the editions


def test_pages_read_one_record_where_one_edition_changed(folder: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from pubpipe import catalogue

    run(folder)
    run(folder)
    asked: list[str] = []
    real = catalogue._facts
    monkeypatch.setattr(catalogue, "_facts", lambda data, stem: asked.append(stem) or real(data, stem))
    glossary(folder, BORDER + "wells,pozos,preferred\norchard,huerto,preferred\n", "es")
    run(folder)
    assert asked == ["orchard.es."]
    manifest = json.loads((folder.output / "manifest.json").read_text("utf-8"))
    assert [f"{one['slug']}.{one['lang']}" for one in manifest["editions"]] == ALL


def test_a_page_that_was_deleted_is_written_again_although_no_edition_changed(folder: Settings) -> None:
    for name in ("index.html", "feed.xml", "manifest.json", "SHA256SUMS", "orchard/orchard.es.html", "orchard/terms.html"):
        before = (folder.output / name).read_bytes()
        (folder.output / name).unlink()
        assert set(statuses(run(folder)).values()) == {"current"}
        assert (folder.output / name).read_bytes() == before


PAGES = ("index.html", "feed.xml", "orchard/orchard.es.html")


def test_a_page_that_a_person_changed_is_kept_aside_and_written_again(folder: Settings) -> None:
    run(folder)
    before = [(folder.output / name).read_bytes() for name in PAGES]
    run(folder)
    for name in PAGES:
        (folder.output / name).write_text("my own words", "utf-8")
    run(folder)
    assert [(folder.output / name).read_bytes() for name in PAGES] == before
    kept = [path for path in folder.output.rglob("reviews/*") if path.read_bytes() == b"my own words"]
    assert len(kept) == 3


@pytest.mark.parametrize("lost", [b"", bytes(5000)])
def test_a_page_whose_content_the_power_took_is_written_again_and_not_kept(folder: Settings, lost: bytes) -> None:
    run(folder)
    before = [(folder.output / name).read_bytes() for name in PAGES]
    for name in PAGES:
        (folder.output / name).write_bytes(lost)
    run(folder)
    assert [(folder.output / name).read_bytes() for name in PAGES] == before
    assert not list(folder.output.rglob("reviews/*"))


def test_an_output_folder_that_was_restored_is_brought_up_to_date(folder: Settings, tmp_path: Path) -> None:
    run(folder)
    shutil.copytree(folder.output, tmp_path / "backup")
    glossary(folder, BORDER + "wells,pozos,preferred\norchard,huerto,preferred\n", "es")
    run(folder)
    after = (folder.output / "index.html").read_bytes()
    shutil.rmtree(folder.output)
    shutil.copytree(tmp_path / "backup", folder.output)
    assert (folder.output / "index.html").read_bytes() != after
    run(folder)
    assert (folder.output / "index.html").read_bytes() == after
    assert not list(folder.output.rglob("reviews/*"))


def test_stamps_tell_a_file_from_none(tmp_path: Path) -> None:
    assert stamp_of(tmp_path / "none") is None
    assert pipeline.plan_of([], 4).due == {}
