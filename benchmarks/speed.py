"""Time what a user waits for, and print one figure a line: NAME value unit. Noisy machines: the least of several rounds counts.

`make bench` runs it. Nothing here is asserted; the targets stand in the README.
"""

import contextlib
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import review_limits

ROOT = Path(__file__).parent.parent
ROUNDS = 5


def show(name: str, value: float, unit: str) -> None:
    print(f"{name} {value:.3f} {unit}", flush=True)


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def rivals(*commands: list[str]) -> list[float]:
    """The least time of each command, in turns, so that a busy minute hits all of them."""
    best = [float("inf")] * len(commands)
    for _ in range(ROUNDS):
        best = [min(old, seconds(command)) for old, command in zip(best, commands, strict=True)]
    return best


def unchanged(folder: Path) -> None:
    """`pubpipe editions` when nothing has changed, beside the import that any command costs."""
    run = [sys.executable, "-m", "pubpipe", "editions", "--root", str(folder), "-q"]
    subprocess.run(run, check=False, capture_output=True)
    bare, nothing = rivals([sys.executable, "-c", "import pubpipe.cli"], run)
    show("import_cli", bare, "s")
    show("unchanged_run", nothing, "s")
    show("unchanged_run_target", 1.5 * bare + 0.5, "s")


@contextlib.contextmanager
def stopwatch(owner: Any, name: str, clock: dict[str, float], key: str) -> Iterator[None]:
    """Add the time spent in a function to a clock while the block runs."""
    inner: Callable[..., Any] = getattr(owner, name)

    def timed(*args: Any, **kwargs: Any) -> Any:
        start = time.perf_counter()
        try:
            return inner(*args, **kwargs)
        finally:
            clock[key] += time.perf_counter() - start

    setattr(owner, name, timed)
    try:
        yield
    finally:
        setattr(owner, name, inner)


OVERHEAD = """
import logging, os, sys, time
start = time.perf_counter()
sys.path.insert(0, {bench!r})
from speed import stopwatch
from pathlib import Path
from pubpipe import pipeline
from pubpipe.settings import load_settings
root = Path({root!r})
os.environ["PUBPIPE_CACHE"] = str(root / ".pubpipe")
clock = dict(engine=0.0, weasyprint=0.0)
before = time.perf_counter()
import weasyprint
clock["weasyprint"] += time.perf_counter() - before
from weasyprint.document import Document
from pubpipe.engines.apertium import Apertium
render, write = stopwatch(weasyprint.HTML, "render", clock, "weasyprint"), stopwatch(Document, "write_pdf", clock, "weasyprint")
with stopwatch(Apertium, "translate", clock, "engine"), render, write:
    settings = load_settings(root)
    outcomes = list(pipeline.make_editions(settings, [str(next((root / "source").glob("*.txt")))], force=True))
assert all(outcome.status == "built" for outcome in outcomes), outcomes
print(time.perf_counter() - start, clock["engine"], clock["weasyprint"])
"""


def overhead(folder: Path) -> None:
    """The sample in five languages, one process: the time that is neither Apertium's nor WeasyPrint's, as a share of theirs."""
    code = OVERHEAD.format(bench=str(Path(__file__).parent), root=str(folder))
    rounds = []
    for _ in range(3):
        run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        rounds.append([float(value) for value in run.stdout.split()])
    total, engine, pages = min(rounds, key=lambda seconds: (seconds[0] - seconds[1] - seconds[2]) / (seconds[1] + seconds[2]))
    show("five_editions", total, "s")
    show("five_editions_engine", engine, "s")
    show("five_editions_weasyprint", pages, "s")
    show("five_editions_overhead", 100 * (total - engine - pages) / (engine + pages), "%")


def processes(folder: Path) -> None:
    """The same from the command line, with one process and with two."""
    run = [sys.executable, "-m", "pubpipe", "editions", "--root", str(folder), "-q", "--force", "--jobs"]
    one, two = rivals([*run, "1"], [*run, "2"])
    show("command_one_process", one, "s")
    show("command_two_processes", two, "s")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("source", "locales", "pubpipe.toml"):
            origin = ROOT / part
            (shutil.copytree if origin.is_dir() else shutil.copy)(origin, folder / part)
        with (folder / "pubpipe.toml").open("a") as settings:
            settings.write("offline = true\n")
        unchanged(folder)
        overhead(folder)
        processes(folder)
    review_limits.show_times()


if __name__ == "__main__":
    main()
