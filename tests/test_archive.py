"""What a run over many articles may rely on: pages are cleaned when their turn comes, a full disk ends it, two runs at once are
as one, and what the disk says is there is there."""

import errno
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from pubpipe import files, pipeline, placing, report, shelf, workers
from pubpipe.errors import EngineError, FullError, PubpipeError
from pubpipe.pipeline import Outcome, make_editions
from pubpipe.settings import Settings, load_settings

CACHE = Path(__file__).parent.parent / ".pubpipe"
TEXT = (
    "The {0} at Low Water\n\nBy Ana Brook\n\nThe {0} stood still for 11 years. Nobody asked why.\n\nThen the river came back.\n"
)
NAMES = ("barn", "kiln", "mill", "weir")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Four articles, two languages, DOCX alone: an edition takes a moment."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764000000")
    monkeypatch.setenv("PUBPIPE_CACHE", str(tmp_path / "cache"))
    root = tmp_path / "folder"
    (root / "source").mkdir(parents=True)
    for name in NAMES:
        (root / "source" / f"{name}.txt").write_text(TEXT.format(name.title()), "utf-8")
    (root / "pubpipe.toml").write_text('languages = ["es", "fr"]\nformats = ["docx"]\nengine = "pseudo"\noffline = true\n')
    (tmp_path / "cache").mkdir()
    (CACHE / "fonts").mkdir(parents=True, exist_ok=True)
    (tmp_path / "cache" / "fonts").symlink_to(CACHE / "fonts")
    return replace(load_settings(root), cache=tmp_path / "cache")


def addresses(settings: Settings) -> list[str]:
    return sorted(str(path) for path in settings.sources.glob("*.txt"))


def run(settings: Settings, jobs: int = 1) -> list[Outcome]:
    return list(make_editions(settings, addresses(settings), jobs=jobs))


def cleaned(settings: Settings) -> list[str]:
    return sorted(path.parent.name for path in settings.output.glob("*/cleaning.json"))


# Pages are cleaned when their turn comes


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_first_edition_is_there_before_the_last_page_is_read(
    folder: Settings, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        (folder.sources / f"z{number:02}.txt").write_text(TEXT.format(f"Pump {number}"), "utf-8")
    made = make_editions(folder, addresses(folder), jobs=jobs)
    assert next(made).status == "built"
    assert 1 <= len(cleaned(folder)) <= 6
    made.close()  # type: ignore[attr-defined]
    assert [outcome.status for outcome in make_editions(folder, addresses(folder), dry_run=True)].count("current") >= 1


def test_outcomes_keep_the_order_of_the_pages_those_that_hold_no_article_too(folder: Settings) -> None:
    (folder.sources / "kiln.txt").write_bytes(b"\0\1\2")
    outcomes = run(folder, jobs=2)
    assert [(o.slug, o.lang) for o in outcomes] == [(name, lang) for name in NAMES for lang in ("es", "fr")]
    assert [o.status for o in outcomes] == ["built", "built", "failed", "failed", "built", "built", "built", "built"]


def test_a_run_that_is_left_has_the_sheets_of_the_articles_it_finished(folder: Settings) -> None:
    run(folder)
    (folder.locales / "es").mkdir(parents=True)
    (folder.locales / "es" / "glossary.csv").write_text("source,target\nriver,río\n", "utf-8")
    made = make_editions(folder, addresses(folder))
    first = next(outcome for outcome in made if outcome.status == "built")
    made.close()  # type: ignore[attr-defined]
    assert (first.slug, first.lang) == ("barn", "es")
    assert "río" in (folder.output / "barn" / "terms.json").read_text("utf-8")


def test_a_sheet_that_is_older_than_a_record_is_written_again(folder: Settings) -> None:
    """A run may be killed between the last edition of an article and its sheet."""
    run(folder)
    sheet = folder.output / "mill" / "terms.html"
    right = sheet.read_bytes()
    sheet.write_bytes(b"of an older edition")
    os.utime(sheet, (1, 1))
    assert {outcome.status for outcome in run(folder)} == {"current"}
    assert sheet.read_bytes() == right


# A full disk


def fill_up(monkeypatch: pytest.MonkeyPatch, after: int, code: int = errno.ENOSPC) -> list[str]:
    """A disk to which so many records can be written and nothing after that; the slugs that were tried to be put there."""
    tried: list[str] = []
    real, put = files.write_atomic, placing.put
    records = 0

    def write(path: Path, data: bytes | str, *, durable: bool = False) -> None:
        nonlocal records
        if records >= after:
            with files.explained(path):
                raise OSError(code, os.strerror(code))
        real(path, data, durable=durable)
        records += path.name.count(".") == 2 and path.suffix == ".json"  # two for each edition, the pending one first

    def noted(place: shelf.Place, *args: object, **rest: object) -> object:
        tried.append(f"{place.slug}.{place.lang}")
        return put(place, *args, **rest)  # type: ignore[arg-type]

    def together(folder: Path, made: Mapping[str, bytes]) -> None:
        for name, data in made.items():
            write(folder / name, data)

    for module in (placing, shelf, pipeline):
        monkeypatch.setattr(module, "write_atomic", write)
    monkeypatch.setattr(shelf, "write_together", together)
    monkeypatch.setattr(pipeline, "put", noted)
    return tried


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_a_full_disk_ends_the_run_and_the_rest_is_not_begun(
    folder: Settings, jobs: int, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        tried = fill_up(patch, 6, code)
        outcomes = run(folder, jobs=jobs)
    assert len(outcomes) == 8
    counts = [outcome.status for outcome in outcomes]
    assert counts.count("failed") == 1
    assert counts.count("not begun") >= 3
    assert len(tried) <= 5
    (failure,) = (outcome.error for outcome in outcomes if outcome.error)
    assert isinstance(failure, FullError)
    assert report.exit_code(outcomes) == 6
    report.close(outcomes, show_paths=False, show_remarks=False)
    said = capsys.readouterr().err
    assert said.count(os.strerror(code)) == 1
    assert "editions were not begun" in said
    assert {outcome.status for outcome in run(folder)} == {"current", "built"}


def test_a_disk_that_is_full_when_corrections_are_taken_in_ends_the_run(
    folder: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(folder)
    copy = folder.output / "mill" / "mill.es.review.docx"
    with zipfile.ZipFile(copy, "a") as box:
        box.comment = b"saved again"
    before = copy.read_bytes()
    (folder.sources / "weir.txt").write_text(TEXT.format("Old Weir"), "utf-8")

    def full(*_: object) -> None:
        raise FullError("cannot be written", hint="free some space")

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "take_in_all", full)
        outcomes = run(folder)
    assert [o.status for o in outcomes if o.slug == "weir"] == ["not begun", "not begun"]
    assert report.exit_code(outcomes) == 6
    assert copy.read_bytes() == before


def test_an_error_that_is_not_of_the_disk_stops_nothing(folder: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder.output / "kiln").parent.mkdir(parents=True, exist_ok=True)
    (folder.output / "kiln").write_text("a file stands where a folder is needed")
    outcomes = run(folder)
    assert {o.slug for o in outcomes if o.status == "failed"} == {"kiln"}
    assert {o.status for o in outcomes if o.slug != "kiln"} == {"built"}


def test_where_the_workers_go_away_what_was_not_asked_for_is_not_begun(
    folder: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = EngineError("the Dask scheduler went away", hint="start it")

    def gone(function: object, tasks: Iterator[object], *_: object, **__: object) -> Iterator[tuple[int, object]]:
        next(tasks)
        yield 0, error

    monkeypatch.setattr(workers, "each", gone)
    outcomes = run(folder)
    assert [outcome.status for outcome in outcomes] == ["failed"] + 7 * ["not begun"]
    assert report.exit_code(outcomes) == error.exit_code
    assert cleaned(folder) == ["barn"]


# Two runs at once


def command(settings: Settings, *more: str) -> list[str]:
    return [sys.executable, "-m", "pubpipe", "editions", "--root", str(settings.root), *more]


def start(settings: Settings, *more: str) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen(command(settings, *more), stdout=pipe, stderr=pipe, text=True, start_new_session=True)


def state(settings: Settings, *without: str) -> dict[str, bytes]:
    found = [path for path in settings.output.rglob("*") if path.is_file() and path.name not in without]
    return {str(path.relative_to(settings.output)): path.read_bytes() for path in found}


def alone(settings: Settings) -> dict[str, bytes]:
    """What one run makes; the folder is as before."""
    import shutil

    assert {outcome.status for outcome in run(settings)} == {"built"}
    made = state(settings)
    shutil.rmtree(settings.output)
    for path in settings.cache.glob("ledger.*"):
        path.unlink()
    return made


@pytest.mark.parametrize("ways", [((), ()), (("--lang", "es"), ("--lang", "fr"))])
def test_two_runs_at_once_make_what_one_makes(folder: Settings, ways: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    wanted = alone(folder)
    both = [start(folder, *way) for way in ways]
    said = [process.communicate(timeout=120)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum("waiting for another pubpipe" in text for text in said) == 1
    assert state(folder) == wanted


def test_a_run_beside_one_that_watches_waits_and_nothing_is_lost(folder: Settings) -> None:
    wanted = alone(folder)
    watching = start(folder, "--watch")
    other = start(folder, "--jobs", "1")
    try:
        assert other.wait(timeout=120) == 0
        deadline = time.monotonic() + 60
        while state(folder) != wanted and time.monotonic() < deadline:
            time.sleep(0.1)
        assert state(folder) == wanted
    finally:
        os.killpg(watching.pid, signal.SIGINT)
        watching.communicate(timeout=60)
    assert watching.returncode == 0
    assert state(folder) == wanted


def test_a_release_beside_a_run_waits_and_holds_what_the_run_made(folder: Settings) -> None:
    wanted = alone(folder)
    making = start(folder)
    assert making.stderr
    first = next(line for line in making.stderr if "editions of" in line)  # it holds the folder by now
    assert "8 editions of 4 articles" in first
    releasing = [sys.executable, "-m", "pubpipe", "release", "--root", str(folder.root)]
    released = subprocess.run(releasing, capture_output=True, text=True, timeout=120, check=False, cwd=folder.root)
    making.communicate(timeout=60)
    assert released.returncode == 0, released.stderr
    assert "waiting for another pubpipe" in released.stderr
    (archive,) = folder.root.rglob("*.zip")
    with zipfile.ZipFile(archive) as box:
        names = box.namelist()
        held = {name.partition("/")[2]: box.read(name) for name in names} | {name: box.read(name) for name in names}
    docx = [name for name in wanted if name.endswith(".docx") and "review" not in name]
    assert len(docx) == 8
    assert all(held[name] == wanted[name] for name in docx)


# What the disk has when the power goes


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is forced to the disk and what is renamed, in order, by name."""
    done: list[str] = []
    force, move = os.fsync, os.replace

    def fsync(handle: int) -> None:
        name = Path(os.readlink(f"/proc/self/fd/{handle}"))
        done.append("force " + ("folder" if name.is_dir() else name.name.removeprefix(".").rsplit(".", 2)[0]))
        force(handle)

    def renamed(old: str, new: Path) -> None:
        done.append(f"name {Path(new).name}")
        move(old, new)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", renamed)
    return done


@pytest.mark.skipif(sys.platform != "linux", reason="the name behind a handle is asked of /proc")
def test_a_record_is_written_when_all_that_it_names_is_on_the_disk(folder: Settings, order: list[str]) -> None:
    list(make_editions(replace(folder, languages=("es",)), addresses(folder)[:1]))
    mine = [step for step in order if "barn.es" in step or step == "force folder"]
    mine = mine[mine.index("force barn.es.json") :]
    last = len(mine) - 1 - mine[::-1].index("name barn.es.json")
    assert mine[:3] == ["force barn.es.json", "name barn.es.json", "force folder"]  # what is going to be there
    for name in ("barn.es.docx", "barn.es.review.docx"):
        assert 2 < mine.index(f"force {name}") < mine.index(f"name {name}") < last
    assert "force folder" in mine[mine.index("name barn.es.review.docx") : last]
    assert mine[last + 1] == "force folder"


@pytest.mark.parametrize("lost", [b"", bytes(3000)])
def test_a_file_whose_content_the_power_took_is_made_again_and_is_nobodys_work(folder: Settings, lost: bytes) -> None:
    run(folder)
    wanted = state(folder)
    for name in ("mill.es.docx", "mill.es.review.docx"):
        (folder.output / "mill" / name).write_bytes(lost)
    outcomes = run(folder)
    assert [f"{o.slug}.{o.lang}" for o in outcomes if o.status == "built"] == ["mill.es"]
    assert state(folder) == wanted


def test_the_errors_of_a_full_disk_travel_between_processes() -> None:
    import pickle

    again = pickle.loads(pickle.dumps(FullError("no", where="here", hint="do this")))  # noqa: S301
    assert isinstance(again, PubpipeError)
    assert isinstance(again, FullError)
    assert (again.what, again.where, again.hint) == ("no", "here", "do this")
