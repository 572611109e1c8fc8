"""Two runs at once in a folder, runs that were killed, disks that are full: nothing is lost and nobody has to tidy up."""

import errno
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pubpipe import alone, files
from pubpipe.engines import overlay
from pubpipe.errors import OutputError
from pubpipe.settings import Settings, load_settings

CACHE = Path(__file__).parent.parent / ".pubpipe"  # the faces are cut once, not once a test
HOLD = """
import sys, time
from pathlib import Path
from pubpipe.alone import alone
from pubpipe.settings import load_settings
with alone(load_settings(Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def holder(root: Path, seconds: float) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(root), str(seconds)], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


@pytest.fixture
def folder(tmp_path: Path) -> Settings:
    return load_settings(tmp_path)


def test_a_second_run_waits_and_says_so(folder: Settings, caplog: pytest.LogCaptureFixture) -> None:
    first = holder(folder.root, 1.5)
    began = time.monotonic()
    with alone.alone(folder):
        assert first.wait() == 0
    assert time.monotonic() - began > 0.5
    assert "waiting for another pubpipe" in caplog.text
    assert sys.platform != "linux" or f"process {first.pid}" in caplog.text


def test_a_second_run_that_may_not_wait_says_so_and_leaves(folder: Settings) -> None:
    first = holder(folder.root, 60)
    with pytest.raises(OutputError, match="another pubpipe is at work"), alone.alone(replace(folder, is_patient=False)):
        pass
    first.kill()
    first.wait()
    with alone.alone(replace(folder, is_patient=False)):  # the kernel freed it: nothing is left to clean up
        pass


def test_a_fork_does_not_hold_what_its_parent_held(folder: Settings) -> None:
    inlet, outlet = os.pipe()
    with alone.alone(folder):
        child = os.fork()
        if child == 0:
            os.write(outlet, b"!")
            time.sleep(30)
            os._exit(0)
        os.read(inlet, 1)
    with alone.alone(replace(folder, is_patient=False)):
        pass
    os.kill(child, 9)
    os.waitpid(child, 0)


def test_what_is_done_under_the_lock_may_take_it_again(folder: Settings) -> None:
    with alone.alone(folder), alone.alone(replace(folder, is_patient=False)):
        pass


def test_an_output_folder_elsewhere_is_held_too(folder: Settings, tmp_path: Path) -> None:
    out = tmp_path.parent / f"{tmp_path.name}-out"
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    first, second = (replace(load_settings(root), output=out, is_patient=False) for root in (one, two))
    plain = "load_settings(Path(sys.argv[1]))"
    code = "from dataclasses import replace" + HOLD.replace(plain, f"replace({plain}, output=Path(sys.argv[3]))")
    process = subprocess.Popen([sys.executable, "-c", code, str(one), "60", str(out)], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    with pytest.raises(OutputError, match="another pubpipe"), alone.alone(second):
        pass
    process.kill()
    process.wait()
    with alone.alone(first):
        pass


def test_where_folders_cannot_be_locked_a_file_stands_in(folder: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    real = alone.fcntl.flock

    def of_files_only(handle: int, how: int) -> None:
        if os.path.isdir(f"/proc/self/fd/{handle}"):
            raise OSError(errno.EBADF, "Bad file descriptor")
        real(handle, how)

    monkeypatch.setattr(alone.fcntl, "flock", of_files_only)
    with alone.alone(folder):
        assert (folder.root / alone.STAND_IN).exists()


def test_what_a_killed_run_left_is_swept_and_what_a_person_has_is_not(folder: Settings) -> None:
    spot = folder.output / "mill" / "reviews"
    spot.mkdir(parents=True)
    left = [
        spot.parent / ".mill.fr.pdf.a1b2c3d4.part",
        folder.output / ".index.html.00000000.part",
        spot / ".x.docx.zz__0000.part",
    ]
    kept = [spot.parent / "mill.part", spot.parent / ".notes.part", spot / "old.docx"]
    for path in (*left, *kept):
        path.touch()
    with alone.alone(folder):
        pass
    assert not any(path.exists() for path in left)
    assert all(path.exists() for path in kept)


def test_a_cache_is_swept_of_what_is_old_only(tmp_path: Path) -> None:
    old, young = tmp_path / "fonts" / ".faces-abcdefgh", tmp_path / "fonts" / ".faces-12345678"
    for path in (old, young, tmp_path / "fonts" / "faces-1"):
        path.mkdir(parents=True)
    os.utime(old, (0, 0))
    files.sweep_cache(tmp_path)
    assert sorted(path.name for path in (tmp_path / "fonts").iterdir()) == [young.name, "faces-1"]


def test_what_a_person_wrote_reaches_the_disk_before_the_old_file_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    force, move = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (order.append("fsync"), force(handle))[1])
    monkeypatch.setattr(os, "replace", lambda old, new: (order.append("replace"), move(old, new))[1])
    files.write_atomic(tmp_path / "memory.tmx", b"words", durable=True)
    assert order == ["fsync", "replace", "fsync"]  # the words, their new name, and the folder that knows the name


def test_the_name_of_a_folder_that_is_made_for_it_reaches_the_disk_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forced: list[Path] = []
    real = files._force
    monkeypatch.setattr(files, "_force", lambda folder: (forced.append(folder), real(folder))[1])
    files.write_atomic(tmp_path / "mill" / "reviews" / "copy.docx", b"words", durable=True)
    assert forced == [tmp_path / "mill" / "reviews", tmp_path / "mill", tmp_path]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 kB, where this machine lets us have one."""
    place = tmp_path / "disk"
    place.mkdir()
    if shutil.which("mount") is None or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)],
                                                       capture_output=True, check=False).returncode:  # fmt: skip
        pytest.skip("no disk may be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_disk_that_fills_up_costs_no_file(small_disk: Path) -> None:
    files.write_atomic(small_disk / "old", b"x" * 100_000)
    with pytest.raises(OutputError, match="No space left") as caught:
        files.write_atomic(small_disk / "old", b"y" * 400_000)
    assert "free some space" in caught.value.hint
    assert (small_disk / "old").read_bytes() == b"x" * 100_000
    assert [path.name for path in small_disk.iterdir()] == ["old"]


def test_a_run_on_a_full_disk_says_so_and_goes_on_when_there_is_room(
    small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "mill.txt").write_text(
        "The Mill at Low Water\n\nBy Ana Brook\n\nThe mill stood still for 11 years.\n"
    )
    (tmp_path / "pubpipe.toml").write_text('languages = ["fr"]\nformats = ["docx"]\nengine = "pseudo"\noffline = true\n')
    run = [sys.executable, "-m", "pubpipe", "editions", "--root", str(tmp_path), "--output", str(small_disk / "out"), "-q"]
    monkeypatch.setenv("PUBPIPE_CACHE", str(CACHE))
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 235_000)
    full = subprocess.run(run, capture_output=True, text=True, check=False)
    assert full.returncode == 6, full.stderr
    assert "No space left" in full.stderr
    assert "Traceback" not in full.stderr
    ballast.unlink()
    again = subprocess.run(run, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert not list((small_disk / "out").rglob("*.part"))


def test_compiled_terms_that_lost_their_end_are_compiled_again(tmp_path: Path) -> None:
    if not (shutil.which("apertium") and overlay.can_build()):
        pytest.skip("Apertium and lttoolbox-dev are not here")
    from pubpipe.engines.apertium import Apertium

    engine = Apertium()
    if engine.info("en", "es") is None:
        pytest.skip("the pair en-es is not here")
    commands = engine._commands(engine.info("en", "es").route[0])  # type: ignore[union-attr]
    overlay.with_terms("eng-spa", commands, "k", tmp_path, gendered=False)
    (home,) = tmp_path.iterdir()
    whole = (home / "autobil.bin").read_bytes()
    (home / "autobil.bin").write_bytes(whole[: len(whole) // 2])
    overlay.with_terms("eng-spa", commands, "k", tmp_path, gendered=False)
    assert (home / "autobil.bin").read_bytes() == whole
    assert [path.name for path in tmp_path.iterdir()] == [home.name]
