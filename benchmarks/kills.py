"""Kill runs at random moments, run again, and compare with a run that nobody disturbed. One figure a line: NAME value unit.

    python benchmarks/kills.py [--trials 300] [--seed 1]

Each trial begins with a folder that was built once and in which a reviewer then approved a row, changed another and left them
in the review copy, while the source got a new sentence and two languages were added. The run over it is killed: the whole
process group (as when the power goes), the parent alone, or one of its workers, once or twice in a row. The next run must leave
the output folder as the undisturbed one did, to the byte and the name, and the memory with every word of the reviewer.

Runs are forks of this process, which has imported all and drawn nothing: most of a short run is its imports, and nothing can be
lost in them. `SOURCE_DATE_EPOCH` sets the day of the editions. The second at which a correction was taken in stands in the
memory, and its hash in the record; here that clock stands still, since two runs cannot share it.
"""

import argparse
import contextlib
import datetime
import io
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ARTICLE = """The Mill at Low Water

By Ana Brook

The mill stood still for 11 years. Nobody asked why.

Then the river came back, and 3 people opened the gate.

Ana Brook is a miller in Dell.
"""
LATER = ARTICLE.replace("Nobody asked why.", "Nobody asked why. It ran again in May.")
APPROVED = "A row that a person approved & changed ½"


class Still(datetime.datetime):
    """A module `datetime` whose clock stands still."""

    datetime: "type[Still]"
    UTC = datetime.UTC

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> "Still":
        return cls.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), tz)


Still.datetime = Still


@dataclass(frozen=True)
class Trial:
    """What became of one: how it was killed, and what was not as it should be."""

    how: str
    wrong: tuple[str, ...] = ()


def command(root: Path, *more: str) -> list[str]:
    return ["editions", "--root", str(root), "--engine", "pseudo", "--offline", "-q", *more]


def fork(arguments: list[str], log: Path) -> int:
    """The command line in a fork of this process, in a process group of its own; its process id."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    os.setsid()
    with log.open("a") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    from pubpipe import cli

    sys.argv = ["pubpipe", *arguments]
    try:
        cli.main()
    except SystemExit as left:
        os._exit(left.code if isinstance(left.code, int) else 1)
    finally:
        os._exit(99)


def wait_for(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run(root: Path, *more: str) -> int:
    return wait_for(fork(command(root, *more), root / "log"))


def children_of(process: int) -> list[int]:
    """Those of a process that runs (proc(5)); empty elsewhere than on Linux."""
    try:
        return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def kill(child: int, how: str, rng: random.Random) -> None:
    if how == "group":
        os.killpg(child, signal.SIGKILL)
    elif how == "parent":
        os.kill(child, signal.SIGKILL)
    elif workers := children_of(child):
        with contextlib.suppress(ProcessLookupError):
            os.kill(rng.choice(workers), signal.SIGKILL)


def prepare(root: Path) -> None:
    """A folder that was built, reviewed and changed since."""
    (root / "source").mkdir(parents=True)
    (root / "source" / "mill.txt").write_text(ARTICLE, "utf-8")
    settings = 'languages = ["fr"{}]\nformats = ["docx"]\nengine = "pseudo"\noffline = true\n'
    (root / "pubpipe.toml").write_text(settings.format(""), "utf-8")
    assert run(root) == 0, (root / "log").read_text()
    review(root / "output" / "mill" / "mill.fr.review.docx")
    (root / "source" / "mill.txt").write_text(LATER, "utf-8")
    (root / "pubpipe.toml").write_text(settings.format(', "it", "ca"'), "utf-8")
    (root / "log").unlink()


def review(path: Path) -> None:
    """What a word processor leaves: one target changed and its row approved, another approved as it was."""
    from docx import Document

    document = Document(str(path))
    (table,) = (table for table in document.tables if len(table.columns) == 5)
    rows = {row.cells[0].text.split()[0]: row for row in table.rows if row.cells[0].text}
    rows["b1.2"].cells[2].text = APPROVED
    for name in ("b1.2", "b2.1"):
        rows[name].cells[3].text = "OK"
    stream = io.BytesIO()
    document.save(stream)
    path.write_bytes(stream.getvalue())


def state(root: Path) -> dict[str, bytes]:
    """Every file of the output and the locales."""
    files = [path for name in ("output", "locales") for path in (root / name).rglob("*") if path.is_file()]
    return {str(path.relative_to(root)): path.read_bytes() for path in files if path.name != ".memory.lock"}


def trial(start: Path, wanted: dict[str, bytes], seconds: float, rng: random.Random, more: tuple[str, ...] = ()) -> Trial:
    """One folder, killed and run again."""
    how = rng.choice(("group", "group", "parent", "worker"))
    times = rng.choice((1, 1, 2))
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "folder"
        shutil.copytree(start, root)
        for _ in range(times):
            child = fork(command(root, *more), root / "log")
            time.sleep(rng.uniform(0, seconds))
            with contextlib.suppress(ProcessLookupError):
                kill(child, how, rng)
            wait_for(child)
        code = run(root, *more)
        wrong = [f"the next run left with {code}"] if code else []
        wrong += differences(wanted, state(root))
        if APPROVED.replace("&", "&amp;").encode() not in (root / "locales" / "fr" / "memory.tmx").read_bytes():
            wrong.append("the reviewer's words are lost")
        if wrong and os.environ.get("KEEP"):
            shutil.copytree(root, Path(os.environ["KEEP"]) / Path(name).name)
    return Trial(f"{how} x{times}", tuple(wrong))


def differences(wanted: dict[str, bytes], found: dict[str, bytes]) -> list[str]:
    names = sorted(wanted.keys() | found.keys())
    return [
        f"{name} " + ("is missing" if name not in found else "was left behind" if name not in wanted else "differs")
        for name in names
        if wanted.get(name) != found.get(name)
    ]


def trials(count: int, seed: int, *, more: tuple[str, ...] = ()) -> Iterator[Trial]:
    """So many trials, all from one folder; the undisturbed run is made first, in this run."""
    warm()
    rng = random.Random(seed)  # noqa: S311  moments to kill at are no secret
    with tempfile.TemporaryDirectory() as name:
        start, calm = Path(name) / "start", Path(name) / "calm"
        prepare(start)
        shutil.copytree(start, calm)
        began = time.monotonic()
        assert run(calm, *more) == 0, (calm / "log").read_text()
        seconds = time.monotonic() - began
        wanted = state(calm)
        for _ in range(count):
            yield trial(start, wanted, seconds, rng, more)


def warm() -> None:
    """Import what a run needs; with caches that are filled, so that trials are short."""
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1764000000")
    from pubpipe import cli, inputs, intake, pipeline, publish, report, review, sheet  # noqa: F401

    pipeline.warm()
    inputs.code_hash()  # once: the code may be edited while this runs
    intake.datetime = Still  # type: ignore[attr-defined]


def report(kind: str, done: list[Trial]) -> None:
    wrong = [one for one in done if one.wrong]
    print(f"kills_{kind}_trials {len(done)} runs", flush=True)
    print(f"kills_{kind}_as_undisturbed {len(done) - len(wrong)} runs", flush=True)
    for one in wrong:
        print(f"  {one.how}: {'; '.join(one.wrong[:4])}", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--trials", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        os.environ.setdefault("PUBPIPE_CACHE", cache)
        report("local", list(trials(given.trials, given.seed)))


if __name__ == "__main__":
    main()
