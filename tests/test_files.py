"""Files are written whole or not at all, and every failure is one sentence."""

import errno
import os
from pathlib import Path

import pytest

from pubpipe.errors import OutputError
from pubpipe.files import make_folder, write_atomic


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a" / "b.txt", "héllo")
    assert (tmp_path / "a" / "b.txt").read_bytes() == "héllo".encode()
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b.txt"]


def test_a_full_disk_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "edition.pdf"
    path.write_text("old")

    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OutputError, match="No space left") as caught:
        write_atomic(path, b"new")
    assert path.read_text() == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["edition.pdf"]
    assert "free some space" in caught.value.hint


def test_a_file_where_a_folder_is_needed_is_named(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("not a folder")
    with pytest.raises(OutputError) as caught:
        make_folder(tmp_path / "output" / "article")
    assert str(tmp_path / "output") in str(caught.value)


def test_new_files_obey_the_umask(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a", b"x")
    mask = os.umask(0)
    os.umask(mask)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o666 & ~mask
