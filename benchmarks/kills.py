"""Kill runs at random moments, run again, and compare with a run that nobody disturbed. One figure a line: NAME value unit.

    python benchmarks/kills.py [--trials 300] [--seed 1] [--jobs 2] [--cluster]

Each trial begins with a folder that was built once and in which a reviewer then approved a row, changed another and left them
in the review copy, while the source got a new sentence and two languages were added. The run over it is killed: the whole
process group (as when the power goes), the parent alone, or one of its workers, once or twice in a row. The next run must leave
the output folder as the undisturbed one did, to the byte and the name, and the memory with every word of the reviewer.

With `--cluster` the work is done by a Dask scheduler with two workers, and what is killed is a worker, the scheduler or the
run. What Dask's nanny or an operator starts again is started again here; nothing else is done by hand. The undisturbed run that
all is compared with is one of this machine alone. In some trials the workers' store of what they were sent is emptied first.

Runs are forks of this process, which has imported all and drawn nothing: most of a short run is its imports, and nothing can be
lost in them. `SOURCE_DATE_EPOCH` sets the day of the editions. The second at which a correction was taken in stands in the
memory, and its hash in the record; here that clock stands still, since two runs cannot share it.
"""

import argparse
import contextlib
import datetime
import io
import multiprocessing
import multiprocessing.connection
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dask_forks import Cluster

ARTICLE = """The Mill at Low Water

By Ana Brook

The mill stood still for 11 years. Nobody asked why.

Then the river came back, and 3 people opened the gate.

Ana Brook is a miller in Dell.
"""
LATER = ARTICLE.replace("Nobody asked why.", "Nobody asked why. It ran again in May.")
APPROVED = "A row that a person approved & changed ½"
LONGEST_S = 120  # of one run; what takes longer hangs


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
    """Exit code of a run, or 124 of one that had to be ended because it hung."""
    deadline = time.monotonic() + LONGEST_S
    while time.monotonic() < deadline:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 124


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


@dataclass
class Local:
    """Runs of this machine alone."""

    kind = "local"
    hows = ("group", "group", "parent", "worker")
    more: tuple[str, ...] = ()

    def ready(self, rng: random.Random) -> None:
        """Before a run."""

    def strike(self, child: int, how: str, rng: random.Random) -> None:
        kill(child, how, rng)


@dataclass
class OnCluster:
    """Runs by a Dask scheduler with two workers."""

    cluster: Cluster
    kind = "dask"
    hows = ("worker", "worker", "scheduler", "run")

    @property
    def more(self) -> tuple[str, ...]:
        return ("--scheduler", self.cluster.address)

    def ready(self, rng: random.Random) -> None:
        if rng.random() < 0.3:
            shutil.rmtree(self.cluster.home / "cache" / "parcels", ignore_errors=True)
        self.cluster.mend()

    def strike(self, child: int, how: str, rng: random.Random) -> None:
        if how == "run":
            os.killpg(child, signal.SIGKILL)
            return
        target = self.cluster.scheduler if how == "scheduler" else rng.choice(self.cluster.workers)
        with contextlib.suppress(ProcessLookupError):
            os.kill(target, signal.SIGKILL)
        if how == "worker":  # its nanny starts another
            self.cluster.mend()


def trial(start: Path, wanted: dict[str, bytes], seconds: float, rng: random.Random, way: Local | OnCluster) -> Trial:
    """One folder, killed and run again."""
    how = rng.choice(way.hows)
    times = rng.choice((1, 1, 2))
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "folder"
        shutil.copytree(start, root)
        for _ in range(times):
            way.ready(rng)
            child = fork(command(root, *way.more), root / "log")
            time.sleep(rng.uniform(0, seconds))
            with contextlib.suppress(ProcessLookupError):
                way.strike(child, how, rng)
            hung = wait_for(child) == 124
        way.ready(rng)
        code = run(root, *way.more)
        wrong = [f"the next run left with {code}"] if code else []
        wrong += ["a run hung"] if hung else []
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


def trials(count: int, seed: int, *, on_cluster: bool = False) -> Iterator[Trial]:
    """So many trials, all from one folder; the undisturbed run is made first, in this run and on this machine."""
    warm(on_cluster=on_cluster)
    rng = random.Random(seed)  # noqa: S311  moments to kill at are no secret
    with tempfile.TemporaryDirectory() as name:
        start, calm = Path(name) / "start", Path(name) / "calm"
        prepare(start)
        shutil.copytree(start, calm)
        began = time.monotonic()
        assert run(calm) == 0, (calm / "log").read_text()
        seconds = time.monotonic() - began
        wanted = state(calm)
        if not on_cluster:
            yield from (trial(start, wanted, seconds, rng, Local()) for _ in range(count))
            return
        cluster = Cluster(Path(name) / "dask")
        try:
            seconds = rehearse(start, Path(name) / "rehearsal", cluster, wanted)
            yield from (trial(start, wanted, seconds, rng, OnCluster(cluster)) for _ in range(count))
        finally:
            cluster.close()


def rehearse(start: Path, root: Path, cluster: Cluster, wanted: dict[str, bytes]) -> float:
    """How long a run by the cluster takes that nobody disturbs, once the workers have all they need."""
    seconds = 0.0
    for _ in range(2):
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(start, root)
        cluster.mend()
        began = time.monotonic()
        assert run(root, "--scheduler", cluster.address) == 0, (root / "log").read_text()
        seconds = time.monotonic() - began
        wrong = differences(wanted, state(root))
        if wrong and os.environ.get("KEEP"):
            shutil.copytree(root, Path(os.environ["KEEP"]) / "rehearsal")
        assert not wrong, wrong
    return seconds


def streams(count: int, seed: int, jobs: int, *, on_cluster: bool) -> Iterator[Trial]:
    """The trials in several processes at once, each with its own folders, cluster and chance."""
    warm(on_cluster=on_cluster)
    with tempfile.TemporaryDirectory() as name:
        prepare(Path(name) / "folder")  # the faces are cut once, and not by every stream
    context = multiprocessing.get_context("fork")
    inlets = []
    for at in range(jobs):
        inlet, outlet = context.Pipe(duplex=False)
        share = count // jobs + (at < count % jobs)
        context.Process(target=_stream, args=(outlet, share, seed * 1000 + at, on_cluster)).start()
        outlet.close()
        inlets.append(inlet)
    while inlets:
        for inlet in multiprocessing.connection.wait(inlets):
            try:
                yield inlet.recv()  # type: ignore[union-attr]
            except EOFError:
                inlets.remove(inlet)  # type: ignore[arg-type]


def _stream(outlet: Any, count: int, seed: int, on_cluster: bool) -> None:
    for one in trials(count, seed, on_cluster=on_cluster):
        outlet.send(one)


def warm(*, on_cluster: bool = False) -> None:
    """Import what a run needs; with caches that are filled, so that trials are short."""
    if on_cluster:
        import distributed.scheduler
        import distributed.worker  # noqa: F401
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1764000000")
    from pubpipe import cli, inputs, intake, pipeline, publish, report, review, sheet  # noqa: F401

    pipeline.warm()
    inputs.code_hash()  # once: the code may be edited while this runs
    intake.datetime = Still  # type: ignore[attr-defined]


def report(kind: str, count: int, done: Iterable[Trial]) -> int:
    """Say how it went, wrong ones at once; how many those were, and those that were not run."""
    right = total = 0
    for total, one in enumerate(done, 1):
        right += not one.wrong
        if one.wrong:
            print(f"  {one.how}: {'; '.join(one.wrong[:4])}", file=sys.stderr, flush=True)
        elif total % 50 == 0:
            print(f"  {total} trials", file=sys.stderr, flush=True)
    print(f"kills_{kind}_trials {total} runs", flush=True)
    print(f"kills_{kind}_as_undisturbed {right} runs", flush=True)
    return count - right


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--trials", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="trials at once")
    parser.add_argument("--cluster", action="store_true", help="of runs by a Dask scheduler with two workers")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        os.environ.setdefault("PUBPIPE_CACHE", cache)
        done = streams(given.trials, given.seed, given.jobs, on_cluster=given.cluster)
        return report("dask" if given.cluster else "local", given.trials, done) and 1


if __name__ == "__main__":
    sys.exit(main())
