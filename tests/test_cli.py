"""The command line as scripts see it: exit codes, what goes to stdout and stderr, and one clear sentence for bad input."""

import json
import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PASTE = (Path(__file__).parent / "data" / "lamps.txt").read_text("utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "lamps.txt").write_text(PASTE, "utf-8")
    (tmp_path / "pubpipe.toml").write_text('languages = ["fr"]\nengine = "pseudo"\noffline = true\n')
    return tmp_path


def pubpipe(*arguments: str | Path, at: Path, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pubpipe", *map(str, arguments)]
    run = subprocess.run(
        command, cwd=at, input=stdin, capture_output=True, env=os.environ | environment, timeout=120, check=False
    )
    return subprocess.CompletedProcess(command, run.returncode, run.stdout.decode(), run.stderr.decode())


def test_editions_prints_the_paths_on_stdout_and_the_rest_on_stderr(folder: Path) -> None:
    run = pubpipe("editions", at=folder)
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == [f"output/lamps/lamps.fr.{kind}" for kind in ("pdf", "docx", "review.docx")]
    assert "[8/9] write" in run.stderr
    assert "machine" in run.stderr  # the closing table
    assert all((folder / path).exists() for path in run.stdout.split())


def test_editions_as_json_is_one_object_a_line(folder: Path) -> None:
    (line,) = pubpipe("editions", "--json", "-q", at=folder).stdout.splitlines()
    outcome = json.loads(line)
    assert (outcome["slug"], outcome["lang"], outcome["status"], outcome["error"]) == ("lamps", "fr", "built", None)


def test_clean_as_json_follows_the_interface(folder: Path) -> None:
    article = json.loads(pubpipe("clean", "source/lamps.txt", "--json", at=folder).stdout)
    assert set(article) >= {
        "source",
        "slug",
        "title",
        "subtitle",
        "lang",
        "date",
        "url",
        "authors",
        "blocks",
        "notes",
        "dropped",
    }
    assert article["title"] == "The Lamp Makers of Ostrel"
    assert article["authors"] == [{"name": "Nadia Brunswick", "affiliations": []}]
    assert [set(block) >= {"id", "role", "text", "lines"} for block in article["blocks"]] == [True] * 3
    lines = [n for part in ("blocks", "notes", "dropped") for item in article[part] for n in item["lines"]]
    lines += article["title_lines"] + article["byline_lines"]
    assert sorted(lines) == [n for n, line in enumerate(PASTE.splitlines(), 1) if line.strip()]


def test_segment_and_translate_as_json_follow_the_interface(folder: Path) -> None:
    segments = [json.loads(line) for line in pubpipe("segment", "source/lamps.txt", "--json", at=folder).stdout.splitlines()]
    assert all(set(segment) >= {"id", "block", "text", "lang"} for segment in segments)
    units = [
        json.loads(line)
        for line in pubpipe("translate", "source/lamps.txt", "--lang", "fr", "--json", at=folder).stdout.splitlines()
    ]
    assert [unit["source"] for unit in units] == [segment["text"] for segment in segments]
    assert all(set(unit) >= {"id", "source", "target", "lang", "state", "origin", "findings"} for unit in units)
    assert {unit["origin"] for unit in units} == {"engine:pseudo"}


def test_translate_reads_plain_text_from_stdin(folder: Path) -> None:
    run = pubpipe("translate", "-", "--lang", "fr", at=folder, stdin=b"One lamp.\n\nTwo lamps.\n")
    assert run.returncode == 0, run.stderr
    assert len(run.stdout.splitlines()) == 2
    assert "One lamp" not in run.stdout


def test_the_last_pipe_may_close_early(folder: Path) -> None:
    script = f"{shlex.quote(sys.executable)} -m pubpipe segment source/lamps.txt --json | head -n 1"
    run = subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, text=True, check=False)
    assert run.stdout.count("\n") == 1
    assert run.stderr == ""


def test_doctor_names_a_remedy_for_what_is_missing(folder: Path) -> None:
    run = pubpipe("doctor", "--json", at=folder, PATH=os.path.dirname(sys.executable), APERTIUM_DATADIR=str(folder))
    checks = [json.loads(line) for line in run.stdout.splitlines()]
    assert all(check["remedy"] for check in checks if check["is_needed"] and not check["is_there"])
    assert any(check["name"] == "weasyprint" and check["is_there"] for check in checks)


def test_init_makes_a_folder_that_works_and_touches_nothing_that_is_there(tmp_path: Path) -> None:
    new = tmp_path / "mine"
    new.mkdir()
    (new / "pubpipe.toml").write_text('languages = ["it"]\nengine = "pseudo"\n')
    assert pubpipe("init", "mine", at=tmp_path).returncode == 0
    assert (new / "pubpipe.toml").read_text() == 'languages = ["it"]\nengine = "pseudo"\n'
    shutil.copy(_write(tmp_path / "lamps.txt", PASTE), new / "source")
    run = pubpipe("editions", "--root", "mine", at=tmp_path)
    assert run.returncode == 0, run.stderr
    assert (new / "output" / "lamps" / "lamps.it.pdf").exists()


def _write(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


BAD = {
    "empty": (b"", "empty"),
    "white space": (b" \n\t\n", ""),
    "binary": (b"%PDF-1.7\n\x00\x01\x02\xff\xfe" * 50, ""),
    "zip": (b"PK\x03\x04" + b"\x00" * 400, ""),
    "latin-1": ("Une lampe fêlée, réparée à Ostrel.\n".encode("latin-1") * 5, "iconv"),
    "no title": ("\n\n".join(["a long paragraph that goes on and on, " * 12 + "and ends."] * 4).encode(), "title"),
    "50 MB": (b"All work and no play makes a long text.\n" * 1_300_000, "MiB"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_ends_in_one_sentence_with_what_to_do(folder: Path, name: str) -> None:
    data, word = BAD[name]
    (folder / "source" / "lamps.txt").unlink()
    bad = _write(folder / "source" / "bad.txt", data)
    run = pubpipe("editions", "-q", at=folder)
    assert run.returncode == 3, run.stderr
    assert "Traceback" not in run.stderr
    assert "hint:" in run.stderr
    assert word in run.stderr
    assert run.stdout == ""
    assert bad.read_bytes() == data
    assert not list((folder / "output").glob("*/*.pdf"))


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("editions", "--lang", "xx-nonsense"), 2, "xx-nonsense"),
        (("editions", "--lang", "klingonish"), 2, "klingonish"),
        (("editions", "--lang", ","), 2, "no language"),
        (("editions", "--engine", "deepl"), 2, "apertium, argos"),
        (("editions", "nowhere.txt"), 3, "nowhere.txt"),
        (("editions", "source"), 3, "source"),
        (("editions", "--colour"), 2, "--colour"),
        (("editions", "--root", "nowhere"), 2, "pubpipe init"),
        (("editions", "--config", "nowhere.toml"), 5, "nowhere.toml"),
        (("translate", "source/lamps.txt", "--lang", "en", "--engine", "apertium"), 3, "in en already"),
        (("translate", "source/lamps.txt", "--lang", "sw", "--engine", "apertium"), 4, "sw"),
        (("verify", "nowhere.pdf"), 3, "nowhere.pdf"),
        (("editions", "--lang", "e" * 10_000), 2, "no language tag, with 10000 characters"),
        (("release", "--only", "good"), 2, "--only reviewed"),
        (("release", "out.zip"), 3, "no edition to release"),
        (("review", "import", "source/lamps.txt"), 3, "lamps.txt"),
        (("models", "add", "en"), 2, "en-fr"),
        (("nonsense",), 2, "nonsense"),
    ],
)
def test_a_mistake_is_named_and_has_its_exit_code(folder: Path, arguments: tuple[str, ...], code: int, words: str) -> None:
    run = pubpipe(*arguments, at=folder)
    assert run.returncode == code, run.stderr
    assert words in run.stderr
    assert "Traceback" not in run.stderr
    assert run.stdout == ""


def test_a_glossary_without_a_column_names_the_file_and_the_column(folder: Path) -> None:
    (folder / "locales" / "fr").mkdir(parents=True)
    _write(folder / "locales" / "fr" / "glossary.csv", "source,pos\nlamp,noun\n")
    run = pubpipe("editions", "-q", at=folder)
    assert run.returncode == 3
    assert "glossary.csv" in run.stderr
    assert "'target' is missing" in run.stderr


def test_an_output_folder_that_cannot_be_written_is_one_sentence(folder: Path) -> None:
    (folder / "file").write_text("in the way")
    run = pubpipe("editions", "-q", "--output", "file/output", at=folder)
    assert run.returncode == 6, run.stderr
    assert "--output" in run.stderr
    assert "Traceback" not in run.stderr
    assert (folder / "file").read_text() == "in the way"


def test_a_read_only_disk_is_one_sentence(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    locked = tmp_path_factory.mktemp("locked")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(locked)], capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount a read-only file system")
    try:
        run = pubpipe("editions", "-q", "--output", locked / "output", at=folder)
        assert run.returncode == 6, run.stderr
        assert "--output" in run.stderr
        assert "Traceback" not in run.stderr
    finally:
        subprocess.run(["umount", str(locked)], check=False)


def test_a_full_disk_leaves_what_was_there(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A real full disk: a file system of 200 kB, where this user may mount one."""
    small = tmp_path_factory.mktemp("small")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(small)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("this user may not mount a small file system")
    try:
        (small / "notes.txt").write_text("a person wrote this")
        run = pubpipe("editions", "-q", "--lang", "fr,it,es,pt,ca", "--output", small / "output", at=folder)
        assert run.returncode in (1, 6), run.stderr
        assert "Traceback" not in run.stderr
        assert "free some space" in run.stderr
        assert (small / "notes.txt").read_text() == "a person wrote this"
        assert not list(small.rglob("*.part"))
    finally:
        subprocess.run(["umount", str(small)], check=False)


def test_on_a_terminal_the_closing_table_fits_eighty_columns(folder: Path) -> None:
    """Run on a real pseudo-terminal, as a person would."""
    head, tail = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "pubpipe", "editions"], cwd=folder, stdout=tail, stderr=tail, env=os.environ | {"COLUMNS": "80"}
    )
    os.close(tail)
    seen = b""
    while True:
        try:
            chunk = os.read(head, 4096)
        except OSError:
            break
        if not chunk:
            break
        seen += chunk
    assert process.wait() == 0
    plain = re.sub(r"\x1b\[[0-9;]*m", "", seen.decode())
    table = plain[plain.rindex("lang  state") :].splitlines()
    assert "built" in table[1]
    assert "pdf docx review" in table[1]
    assert all(len(line) <= 80 for line in table)


def test_terms_go_out_as_tbx_and_come_in_again_elsewhere(folder: Path) -> None:
    (folder / "locales" / "fr").mkdir(parents=True, exist_ok=True)
    _write(folder / "locales" / "fr" / "glossary.csv", "source,target,gender\nbrass lamp,lampe en laiton,f\n=1+1,x,\n")
    out = pubpipe("glossary", "export", "terms.tbx", "--lang", "fr", at=folder)
    assert out.returncode == 1
    assert "glossary.csv:3" in out.stderr
    assert "formula" in out.stderr
    done = pubpipe("glossary", "import", "terms.tbx", "--lang", "fr-CA", at=folder)
    assert done.returncode == 0, done.stderr
    assert "brass lamp,lampe en laiton" in (folder / "locales" / "fr_CA" / "glossary.csv").read_text("utf-8")


def test_a_glossary_that_is_no_table_is_refused_in_a_sentence(folder: Path) -> None:
    (folder / "x.tbx").write_bytes(b"<html/>")
    run = pubpipe("glossary", "import", "x.tbx", at=folder)
    assert run.returncode >= 3
    assert "x.tbx" in run.stderr
    assert "Traceback" not in run.stderr
