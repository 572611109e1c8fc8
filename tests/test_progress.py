"""What a run says: every step of a few articles, a line an article of many, a log, a closing table; and watching."""

import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pubpipe import report
from pubpipe.article import Finding, Level
from pubpipe.due import Reason
from pubpipe.errors import EngineError, OutputError
from pubpipe.pipeline import Outcome, Plan
from pubpipe.progress import Progress

ROOT = Path(__file__).parent.parent
PASTE = (ROOT / "tests" / "data" / "lamps.txt").read_text("utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "folder"
    (root / "source").mkdir(parents=True)
    (root / "source" / "lamps.txt").write_text(PASTE, "utf-8")
    (root / "pubpipe.toml").write_text('languages = ["fr"]\nengine = "pseudo"\noffline = true\n')
    return root


def pubpipe(*arguments: str | Path, at: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pubpipe", *map(str, arguments)]
    return subprocess.run(command, cwd=at, capture_output=True, text=True, timeout=120, check=False)


def outcomes(count: int) -> list[Outcome]:
    return [Outcome(f"a{number}", lang, "built", "pseudo", 0, 9) for number in range(count) for lang in ("es", "fr")]


def plan(count: int) -> Plan:
    due: dict[str, dict[str, tuple[Reason, ...]]] = {f"a{number}": {"es": (), "fr": ()} for number in range(count)}
    return Plan(2 * count + 5, due, dict.fromkeys(due, (".txt", 900)))


def begun(count: int, log: Path | None = None) -> Progress:
    progress = Progress(log)
    progress.begin(plan(count))
    return progress


def test_of_many_articles_each_has_one_line_with_pace_and_time_left(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="pubpipe.progress"):
        progress = begun(4)
        for outcome in outcomes(4)[:4]:
            progress.note(outcome)
    first, one, two = caplog.messages
    assert first == "8 editions of 4 articles to make; 5 are up to date"
    assert one.startswith("1/4  a0  2 built; ")
    assert two.startswith("2/4  a1  2 built; ")
    assert "editions a minute" in two
    assert two.endswith(" left")


def test_the_time_left_goes_by_segments_and_not_by_editions(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    progress = Progress()
    due: dict[str, dict[str, tuple[Reason, ...]]] = {"a0": {"es": ()}, "a1": {"es": (), "fr": ()}}
    progress.begin(Plan(3, due, {"a0": (".txt", 1000), "a1": (".txt", 9000)}))
    clock[0] = 102.0
    progress.note(Outcome("a0", "es", "built", "pseudo", 1, 9))  # 10 segments of 1,000 bytes in 2 s; the rest has 180
    assert progress._left() == 36.0


def test_a_web_page_counts_by_the_text_that_web_pages_had(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    progress = Progress()
    due: dict[str, dict[str, tuple[Reason, ...]]] = {name: {"es": ()} for name in ("a0", "a1", "a2")}
    progress.begin(Plan(3, due, {"a0": (".txt", 1000), "a1": (".html", 100_000), "a2": (".html", 100_000)}))
    clock[0] = 2.0
    progress.note(Outcome("a0", "es", "built", "pseudo", 0, 10))
    clock[0] = 4.0
    progress.note(Outcome("a1", "es", "built", "pseudo", 0, 10))
    assert progress._left() == 2.0


def test_the_steps_of_few_are_shown_and_of_many_left_out_and_a_warning_comes_once() -> None:
    def shown(progress: Progress, level: int, text: str) -> bool:
        return progress.filter(logging.LogRecord("pubpipe.progress", level, "", 0, text, (), None))

    few, many = begun(3), begun(4)
    assert shown(few, logging.INFO, "[5/9] localize  fr: 9 segments")
    assert not shown(many, logging.INFO, "[5/9] localize  fr: 9 segments")
    assert shown(many, logging.INFO, "1/4  a0  2 built")
    assert [shown(many, logging.WARNING, "      glossary  row 3 is bad") for _ in range(2)] == [True, False]
    assert [shown(few, logging.WARNING, "      glossary  row 3 is bad") for _ in range(2)] == [True, True]


def test_the_log_has_an_object_a_line_and_is_added_to(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    for _ in range(2):
        progress = begun(1, log)
        progress.note(Outcome("a0", "es", "failed", error=EngineError("no engine", hint="get one")))
        progress.note(Outcome("a0", "fr", "built"))
        progress.end()
    rows = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert [row["event"] for row in rows] == ["begin", "edition", "edition", "end"] * 2
    assert (rows[1]["status"], rows[1]["error"], rows[1]["hint"], rows[1]["done"], rows[1]["of"]) == (
        *("failed", "no engine", "get one"),
        *(1, 2),
    )
    assert rows[3]["counts"] == {"failed": 1, "built": 1}


def test_a_log_that_cannot_be_written_is_said_before_anything_is_made(folder: Path) -> None:
    with pytest.raises(OutputError, match="log cannot be written"):
        Progress(folder / "nowhere" / "log.jsonl")
    run = pubpipe("editions", "--log", folder / "source", at=folder)
    assert run.returncode == OutputError.exit_code
    assert not (folder / "output").exists()


def test_the_closing_table_lists_every_failure_with_its_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    lost = Finding("U-003", "b1.2", "3 is missing", Level.ERROR, "put it back")
    made = outcomes(400)
    made[6] = Outcome("a3", "es", "withheld", "pseudo", findings=(lost, lost))
    for at in (10, 20):
        made[at] = Outcome(
            made[at].slug, made[at].lang, "failed", error=EngineError("nothing translates", hint="get an engine")
        )
    report.close(made, show_paths=False, show_remarks=False)
    said = capsys.readouterr().err
    assert said.count("\n") < 25
    assert "3 editions cannot be handed out" in said
    assert "a3.es\n  withheld: b1.2: U-003 3 is missing, and 1 more errors\n  remedy: put it back" in said
    assert "a5.es, a10.es\n  failed: nothing translates\n  remedy: get an engine" in said
    last = next(line for line in said.splitlines() if line.startswith("all"))
    assert last.split() == ["all", "797", "0", "1", "2", "2", "0"]


def test_one_bad_article_of_many_is_in_the_closing_table_and_the_others_are_made(folder: Path) -> None:
    for number in range(3):
        (folder / "source" / f"more-{number}.txt").write_text(PASTE.replace("lamps", f"lamps {number}"), "utf-8")
    (folder / "source" / "bad.txt").write_bytes(b"%PDF-1.7")
    run = pubpipe("editions", "--log", "log.jsonl", at=folder)
    assert run.returncode == 1
    assert "[5/9]" not in run.stderr
    assert "5/5" in run.stderr or "4/5" in run.stderr
    assert "bad.fr\n  failed: " in run.stderr
    assert "remedy: " in run.stderr
    assert run.stdout.split()[0] == "output/lamps/lamps.fr.pdf"
    assert len(run.stdout.split()) == 12
    rows = [json.loads(line) for line in (folder / "log.jsonl").read_text("utf-8").splitlines()]
    assert sorted(row["slug"] for row in rows if row["event"] == "edition") == ["bad", "lamps", "more-0", "more-1", "more-2"]


def test_a_dry_run_says_on_stdout_what_would_be_made_and_explain_why_or_why_not(folder: Path) -> None:
    run = pubpipe("editions", "--dry-run", at=folder)
    assert (run.returncode, run.stdout) == (0, "lamps.fr: due\n")
    assert "1 editions would be made; 0 are up to date" in run.stderr
    run = pubpipe("editions", "--dry-run", "--explain", at=folder)
    assert run.stdout == "lamps.fr: due: edition: it was not made yet, or its record cannot be read\n"
    run = pubpipe("editions", "--explain", at=folder)
    assert "lamps.fr: built: edition: it was not made yet" in run.stderr
    assert run.stdout.startswith("output/lamps/")
    run = pubpipe("editions", "-n", "--explain", at=folder)
    assert run.stdout == "lamps.fr: current: nothing that it is made of has changed\n"
    run = pubpipe("editions", "-n", "--force", "--json", "--explain", at=folder)
    row = json.loads(run.stdout)
    assert (row["status"], row["reasons"][0]["name"]) == ("due", "force")


# Watching


def wait_for(text: str, path: Path, times: int = 1) -> str:
    """What was said, once the text has been said so often."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        said = path.read_text("utf-8")
        if said.count(text) >= times:
            return said
        time.sleep(0.1)
    pytest.fail(f"{text!r} was not said:\n{path.read_text('utf-8')}")


def test_watching_makes_what_is_saved_and_ends_with_ctrl_c(folder: Path, tmp_path: Path) -> None:
    said = tmp_path / "said.txt"
    command = [sys.executable, "-m", "pubpipe", "editions", "--watch"]
    with said.open("w") as file:
        child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=file, start_new_session=True)
    try:
        wait_for("1 built", said)
        save(folder / "source" / "lamps.txt", lambda text: text.replace("lamps", "lanterns"))
        assert "source/lamps.txt changed: 1 built" in wait_for("1 built", said, 2)
        (folder / "locales").mkdir()
        (folder / "locales" / "glossary.csv").write_text("source,target,status\nnarwhal,narwhal,keep\n")
        assert "locales/glossary.csv changed: 1 current" in wait_for("1 current", said)
        (folder / "output" / "lamps" / "lamps.fr.pdf").unlink()
        assert "lamps.fr.pdf changed: 1 built" in wait_for("1 built", said, 3)
        time.sleep(1.5)
        assert len(said.read_text("utf-8").splitlines()) == 4  # its own files wake it up no more
    finally:
        os.killpg(child.pid, signal.SIGINT)
    assert child.wait(20) == 0
    assert "no longer watching" in said.read_text("utf-8")
    assert "Traceback" not in said.read_text("utf-8")


def save(path: Path, change: Callable[[str], str]) -> None:
    """As a program saves that writes in two steps."""
    text = change(path.read_text("utf-8"))
    path.write_text("")
    time.sleep(0.05)
    part = path.with_suffix(".part")
    part.write_text(text, "utf-8")
    shutil.move(part, path)


def test_watching_goes_with_no_dry_run(folder: Path) -> None:
    run = pubpipe("editions", "--watch", "--dry-run", at=folder)
    assert run.returncode == 2
    assert "leave these out" in run.stderr
