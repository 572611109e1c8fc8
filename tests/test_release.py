"""A release holds what was verified, as it was made, and nothing that was withheld."""

import hashlib
import json
import os
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from pubpipe.errors import InputError, OutputError, UsageError
from pubpipe.memory import Match, remember
from pubpipe.pipeline import make_editions
from pubpipe.record import read_record, seal_of
from pubpipe.release import make_release
from pubpipe.settings import Settings


def told(settings: Settings, lang: str, **changes: object) -> None:
    """Rewrite a record as a run would have written it."""
    path = settings.output / "orchard" / f"orchard.{lang}.json"
    record = json.loads(path.read_bytes()) | changes
    record["hashes"]["seal"] = seal_of(record)
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")


def test_a_release_is_whole_and_its_sums_hold(shelf: Settings, tmp_path: Path) -> None:
    made = make_release(shelf, tmp_path / "out")
    assert made.editions == tuple(f"orchard.{lang}" for lang in ("ar", "es", "he", "ru"))
    assert made.refused == ()
    names = {str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert {"index.html", "feed.xml", "orchard/orchard.ar.pdf", "orchard/orchard.ar.html", "orchard/cleaning.html"} <= names
    assert not any("review" in name or "kept" in name for name in names)
    rows = dict(reversed(line.split("  ")) for line in (tmp_path / "out" / "SHA256SUMS").read_text("utf-8").splitlines())
    assert all(hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest for name, digest in rows.items())


def test_a_release_as_a_zip_has_the_same_bytes_each_time(shelf: Settings, tmp_path: Path) -> None:
    make_release(shelf, tmp_path / "a.zip")
    make_release(shelf, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert zipfile.ZipFile(tmp_path / "a.zip").testzip() is None


def test_what_was_withheld_or_changed_is_refused_and_not_on_the_page(folder_of_editions: Settings, tmp_path: Path) -> None:
    told(folder_of_editions, "ru", state="withheld")
    pdf = folder_of_editions.output / "orchard" / "orchard.es.pdf"
    pdf.write_bytes(pdf.read_bytes() + b"\n")
    made = make_release(folder_of_editions, tmp_path / "out")
    assert dict(made.refused).keys() == {"orchard.es", "orchard.ru"}
    assert "withheld" in dict(made.refused)["orchard.ru"]
    assert made.editions == ("orchard.ar", "orchard.he")
    for page in ("index.html", "orchard/orchard.ar.html", "manifest.json"):
        text = (tmp_path / "out" / page).read_text("utf-8")
        assert "orchard.es" not in text
        assert "orchard.ru" not in text
    assert not list((tmp_path / "out").rglob("orchard.ru.*"))


def test_only_reviewed_editions_when_asked(folder_of_editions: Settings, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no edition to release"):
        make_release(folder_of_editions, tmp_path / "out", only_reviewed=True)
    path = folder_of_editions.output / "orchard" / "orchard.he.json"
    segments = json.loads(path.read_bytes())["segments"]
    told(folder_of_editions, "he", state="reviewed", segments=[segment | {"state": "reviewed"} for segment in segments])
    with pytest.raises(InputError):  # the file still says that nobody has read it
        make_release(folder_of_editions, tmp_path / "out", only_reviewed=True)


def test_an_edition_that_a_person_reviewed_as_a_whole_is_in_a_release_of_reviewed_ones(
    shelf: Settings, folder_of_editions: Settings, tmp_path: Path
) -> None:
    settings = replace(folder_of_editions, cache=shelf.cache)  # its faces are cut already
    units = read_record(settings.output / "orchard" / "orchard.he.json").units
    approved = [
        Match(unit.segment.text, unit.target, "ana", f"orchard/{unit.segment.id}", state="reviewed", how="approved")
        for unit in units
    ]
    remember(settings.locales / "he" / "memory.tmx", "en", "he", approved)
    (made,) = make_editions(replace(settings, languages=("he",)), [str(settings.sources / "orchard.txt")])
    assert made.status == "built"
    release = make_release(settings, tmp_path / "out", only_reviewed=True)
    assert (release.editions, release.refused) == (("orchard.he",), ())
    assert not list((tmp_path / "out").rglob("orchard.es.*"))


def test_a_release_does_not_write_over_a_folder_that_is_something_else(shelf: Settings, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "diary.txt").write_text("mine")
    with pytest.raises(OutputError, match="no release"):
        make_release(shelf, tmp_path / "home")
    with pytest.raises(OutputError, match="no release"):
        make_release(shelf, shelf.output)  # the output folder looks like one, and holds review copies
    assert (tmp_path / "home" / "diary.txt").read_text() == "mine"
    make_release(shelf, tmp_path / "out")
    make_release(shelf, tmp_path / "out")  # an earlier release may be replaced


def test_a_release_is_signed_with_the_users_own_key(shelf: Settings, tmp_path: Path) -> None:
    if not shutil.which("ssh-keygen"):
        pytest.skip("ssh-keygen is not installed")
    key, sums = tmp_path / "key", tmp_path / "out" / "SHA256SUMS"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    make_release(shelf, tmp_path / "out", sign=f"ssh:{key}")
    (tmp_path / "who").write_text("ana " + key.with_suffix(".pub").read_text())
    command = ["ssh-keygen", "-Y", "verify", "-f", str(tmp_path / "who"), "-I", "ana", "-n", "file", "-s", f"{sums}.sig"]
    assert subprocess.run(command, input=sums.read_bytes(), capture_output=True, check=False).returncode == 0
    assert subprocess.run(command, input=sums.read_bytes() + b"x", capture_output=True, check=False).returncode != 0


@pytest.mark.parametrize("password", ["", "a pass phrase"])
def test_a_release_is_signed_with_minisign_whose_password_is_the_users_to_give(
    shelf: Settings, tmp_path: Path, password: str
) -> None:
    if not shutil.which("minisign"):
        pytest.skip("minisign is not installed: make peers")
    key, public, sums = tmp_path / "key", tmp_path / "key.pub", tmp_path / "out" / "SHA256SUMS"
    made = ["minisign", "-G", *([] if password else ["-W"]), "-p", str(public), "-s", str(key)]
    subprocess.run(made, input=f"{password}\n{password}\n", text=True, capture_output=True, check=True)
    (tmp_path / "typed").write_text(f"{password}\n")
    with (tmp_path / "typed").open() as typed:  # what it reads where there is no terminal
        before = os.dup(0)
        os.dup2(typed.fileno(), 0)
        try:
            make_release(shelf, tmp_path / "out", sign=f"minisign:{key}")
        finally:
            os.dup2(before, 0)
            os.close(before)
    check = ["minisign", "-V", "-p", str(public), "-m", str(sums)]
    assert subprocess.run(check, capture_output=True, check=False).returncode == 0
    assert (tmp_path / "out" / "SHA256SUMS.minisig").read_text().count("file:SHA256SUMS") == 1
    sums.write_bytes(sums.read_bytes() + b"x")
    assert subprocess.run(check, capture_output=True, check=False).returncode != 0


def test_a_key_that_minisign_has_not_is_an_error_and_no_release(shelf: Settings, tmp_path: Path) -> None:
    if not shutil.which("minisign"):
        pytest.skip("minisign is not installed: make peers")
    with pytest.raises(OutputError, match="minisign did not sign") as caught:
        make_release(shelf, tmp_path / "out", sign="minisign:/no/such/key")
    assert "minisign:KEYFILE" in caught.value.hint
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("sign", "error"), [("gpg", UsageError), ("ssh:/no/such/key", OutputError)])
def test_a_signature_that_cannot_be_made_is_an_error_and_no_release(
    shelf: Settings, tmp_path: Path, sign: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        make_release(shelf, tmp_path / "out", sign=sign)
    assert not (tmp_path / "out").exists()
