"""The same work over Dask: a worker has none of the editor's folders, is sent what it lacks; one that differs is left out."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pubpipe import cluster, parcel
from pubpipe.errors import EngineError, FullError, UsageError
from pubpipe.pipeline import make_editions
from pubpipe.settings import Settings, load_settings

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".pubpipe"  # the faces are cut once, not once a test
PASTE = (ROOT / "tests" / "data" / "orchard.txt").read_text("utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Settings:
    root = tmp_path / "editor"
    (root / "source").mkdir(parents=True)
    (root / "source" / "orchard.txt").write_text(PASTE, "utf-8")
    (root / "locales" / "fr").mkdir(parents=True)
    (root / "locales" / "fr" / "glossary.csv").write_text("source,target\norchard,verger\n", "utf-8")
    (root / "pubpipe.toml").write_text('languages = ["fr", "it"]\nformats = ["docx"]\nengine = "pseudo"\noffline = true\n')
    return replace(load_settings(root), cache=CACHE)


def files_of(settings: Settings) -> dict[str, bytes]:
    return {str(p.relative_to(settings.output)): p.read_bytes() for p in settings.output.rglob("*") if p.is_file()}


# Parcels: a content by its hash, and nothing beyond it


def send(counter: parcel.Counter, store: parcel.Store, wanted: parcel.Parcel) -> int:
    """What a worker would be sent; the number of contents."""
    lacking = store.lacking(wanted)
    for letter in counter.letters(lacking):
        assert all(store.lay(piece, "sender-1") for piece in letter)
    return len(lacking)


def test_a_parcel_brings_the_lists_of_a_language_and_leaves_out_those_of_others(folder: Settings, tmp_path: Path) -> None:
    counter, store = parcel.Counter(folder), parcel.Store(tmp_path / "worker" / "parcels")
    wanted = counter.parcel("en", "fr")
    assert send(counter, store, wanted)
    with store.opened(wanted, folder) as here:
        assert (here.locales / "fr" / "glossary.csv").read_text("utf-8") == "source,target\norchard,verger\n"
        assert folder.root not in (here.root, *here.root.parents)
    assert not any("glossary" in name for name, _ in counter.parcel("en", "it").files)


def test_what_a_worker_has_is_not_sent_again(folder: Settings, tmp_path: Path) -> None:
    store = parcel.Store(tmp_path / "parcels")
    counter = parcel.Counter(folder)
    send(counter, store, counter.parcel("en", "fr"))
    (folder.locales / "fr" / "glossary.csv").write_text("source,target\norchard,pommeraie\n", "utf-8")
    later = parcel.Counter(folder)
    assert send(later, store, later.parcel("en", "fr")) == 1


def test_a_content_that_was_damaged_is_sent_again(folder: Settings, tmp_path: Path) -> None:
    store = parcel.Store(tmp_path / "parcels")
    counter = parcel.Counter(folder)
    wanted = counter.parcel("en", "fr")
    send(counter, store, wanted)
    digest = dict(wanted.files)["locales/fr/glossary.csv"]
    (store.folder / digest).write_text("source,target\norchard,poison!\n", "utf-8")
    assert store.lacking(wanted) == (digest,)
    send(counter, store, wanted)
    with store.opened(wanted, folder) as here:
        assert "verger" in (here.locales / "fr" / "glossary.csv").read_text("utf-8")


def test_a_content_that_comes_with_another_hash_is_not_kept(tmp_path: Path) -> None:
    store = parcel.Store(tmp_path)
    digest = hashlib.sha256(b"what was asked for").hexdigest()
    assert not store.lay(parcel.Piece(digest, 0, b"what came", is_last=True), "sender-1")
    assert not list(tmp_path.iterdir())


def test_a_large_content_travels_in_pieces(folder: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parcel, "CHUNK", 10)
    counter, store = parcel.Counter(folder), parcel.Store(tmp_path / "parcels")
    wanted = counter.parcel("en", "fr")
    lists = parcel.Parcel(tuple(item for item in wanted.files if item[0].startswith("locales/")))
    send(counter, store, lists)
    assert not store.lacking(lists)


# Scheduler and workers


def test_a_scheduler_out_of_reach_is_one_sentence(folder: Settings) -> None:
    pytest.importorskip("distributed")
    began = time.monotonic()
    with pytest.raises(EngineError, match="no Dask scheduler answers"):
        list(make_editions(replace(folder, scheduler="tcp://127.0.0.1:9"), [str(folder.sources / "orchard.txt")]))
    assert time.monotonic() - began < 30
    with pytest.raises(EngineError, match="no Dask scheduler answers"):
        list(cluster.map_on_cluster(str, [1], "nonsense"))


def test_without_dask_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match="needs Dask") as caught:
        list(cluster.map_on_cluster(str, [1], "tcp://127.0.0.1:9"))
    assert "pubpipe[cluster]" in caught.value.hint


def test_two_machines_that_differ_are_told_apart_by_what_differs() -> None:
    here = cluster.hello()
    assert cluster.unlike(here, here) == ""
    assert cluster.unlike(here, here | {"weasyprint": "1"}).startswith("weasyprint 1, here ")
    assert "pubpipe's code none" in cluster.unlike(here, {})


def test_a_worker_whose_disk_is_full_is_left_out_and_its_work_goes_to_another(caplog: pytest.LogCaptureFixture) -> None:
    run = cluster._Run(None, str, iter(["a task"]), "tcp://127.0.0.1:9")
    run.workers = {"tcp://node1:1": 1, "tcp://node2:1": 1}
    assert run._pull()
    at = run.waiting.popleft()
    assert not list(run.answered(at, cluster.Answer("tcp://node1:1", FullError("cannot be written", where="/cache"))))
    assert list(run.waiting) == [at]
    assert list(run.workers) == ["tcp://node2:1"]
    assert "tcp://node1:1 is left out: /cache: cannot be written" in caplog.text


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scheduler with two worker processes, whose cache has nothing but the fonts of these tests."""
    pytest.importorskip("distributed")
    place = tmp_path_factory.mktemp("dask")
    (place / "cache").mkdir()
    if (CACHE / "fonts").exists():
        (place / "cache" / "fonts").symlink_to(CACHE / "fonts")
    environment = os.environ | {"PUBPIPE_CACHE": str(place / "cache")}
    dask = [sys.executable, "-m", "dask"]
    port = str(20000 + os.getpid() % 20000)
    address = f"tcp://127.0.0.1:{port}"
    commands = (
        [*dask, "scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"],
        [*dask, "worker", address, "--nworkers", "2", "--nthreads", "1", "--no-dashboard", "--local-directory", str(place)],
    )
    with (place / "log").open("w") as log:
        running = [
            subprocess.Popen(command, stdout=log, stderr=log, cwd=place, env=environment, start_new_session=True)
            for command in commands
        ]
        yield address
        for process in reversed(running):
            os.killpg(process.pid, signal.SIGKILL)  # nannies too; they have nothing to lose
            process.wait()


def test_a_cluster_makes_what_this_machine_makes_and_is_killed_without_harm(folder: Settings, scheduler: str) -> None:
    source = str(folder.sources / "orchard.txt")
    here = list(make_editions(folder, [source], jobs=1))
    wanted = files_of(folder)
    there = replace(folder, scheduler=scheduler)
    made = list(make_editions(there, [source], force=True))
    assert not [o.error for o in (*here, *made) if o.error]
    assert [(o.lang, o.status) for o in made] == [("fr", "built"), ("it", "built")] == [(o.lang, o.status) for o in here]
    assert files_of(folder) == wanted
    for at, outcome in enumerate(make_editions(there, [source], force=True)):
        assert outcome.status == "built"
        if at == 0:
            kill_a_worker(scheduler)
    assert files_of(folder) == wanted


def kill_a_worker(scheduler: str) -> None:
    """kill -9 for one that runs; its nanny starts another."""
    from distributed import Client

    with Client(scheduler, timeout=10, set_as_default=False) as client:
        processes = client.run(os.getpid)
    os.kill(sorted(processes.values())[0], 9)


def test_a_worker_of_another_pubpipe_is_left_out_and_named(
    folder: Settings, scheduler: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(cluster, "code_hash", lambda: "another")
    (outcome, _) = make_editions(replace(folder, scheduler=scheduler), [str(folder.sources / "orchard.txt")])
    assert outcome.status == "failed"
    assert outcome.error is not None
    assert "no worker can be used" in outcome.error.what
    assert "pubpipe's code" in outcome.error.what
    assert "is left out" in caplog.text
