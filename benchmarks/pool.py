"""What more cores and a cluster are worth, one figure a line: NAME value unit. Wall time, in turns, the least of each.

    python benchmarks/pool.py [--articles 6] [--rounds 3] [--engine auto]

Articles are the sample with its sentences in another order, so that no draft is remembered from one to the next. A machine that
others use too gives ratios below what it has.
"""

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from dask_forks import free_port, wait_for_port

ROOT = Path(__file__).parent.parent


def show(name: str, value: float, unit: str) -> None:
    print(f"{name} {value:.3f} {unit}", flush=True)


def prepare(folder: Path, articles: int) -> None:
    for part in ("locales", "pubpipe.toml"):
        origin = ROOT / part
        (shutil.copytree if origin.is_dir() else shutil.copy)(origin, folder / part)
    (folder / "source").mkdir()
    text = next((ROOT / "source").glob("*.txt")).read_text("utf-8")
    for number in range(articles):
        (folder / "source" / f"article-{number}.txt").write_text(shuffled(text, number), "utf-8")
    with (folder / "pubpipe.toml").open("a") as settings:
        settings.write("offline = true\n")


def shuffled(text: str, seed: int) -> str:
    """The same sentences, those of each long paragraph in another order."""
    rng = random.Random(seed)  # noqa: S311
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if len(line) > 200:
            sentences = line.removesuffix(".").split(". ")
            lines[at] = ". ".join(rng.sample(sentences, len(sentences))) + "."
    return "\n".join(lines)


def run(folder: Path, cores: set[int], *more: str) -> float:
    """Wall seconds of one whole run on these cores."""
    command = [sys.executable, "-m", "pubpipe", "editions", "--root", str(folder), "-q", "--force", *more]
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, preexec_fn=lambda: os.sched_setaffinity(0, cores))
    return time.perf_counter() - began


def rivals(rounds: int, *ways: tuple[Path, set[int], tuple[str, ...]]) -> list[float]:
    best = [float("inf")] * len(ways)
    for _ in range(rounds):
        best = [min(old, run(folder, cores, *more)) for old, (folder, cores, more) in zip(best, ways, strict=True)]
    return best


def cluster(folder: Path) -> tuple[str, list[subprocess.Popen[bytes]]]:
    """A scheduler and two workers of one thread each, with a cache of their own."""
    port = str(free_port())
    address = f"tcp://127.0.0.1:{port}"
    dask = [sys.executable, "-m", "dask"]
    worker = [*dask, "worker", address, "--nworkers", "2", "--nthreads", "1", "--no-dashboard"]
    commands = ([*dask, "scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"], worker)
    settings = os.environ | {"PUBPIPE_CACHE": str(folder / "worker-cache")}
    quiet = subprocess.DEVNULL
    running = [subprocess.Popen(c, stdout=quiet, stderr=quiet, cwd=folder, env=settings) for c in commands]
    wait_for_port(int(port))
    return address, running


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engine", default="auto")
    given = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    engine = ("--engine", given.engine)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, given.articles)
        run(folder, set(cores), *engine)  # caches
        show("worker_peak_memory", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, "MB")
        if len(cores) > 1:
            one, two = rivals(given.rounds, (folder, {cores[0]}, engine), (folder, set(cores[:2]), engine))
            show("one_core", one, "s")
            show("two_cores", two, "s")
            show("two_cores_against_one", one / two, "x")
        address, running = cluster(folder)
        try:
            there = (*engine, "--scheduler", address)
            run(folder, set(cores), *there)  # sends and caches
            local, dask = rivals(given.rounds, (folder, set(cores), (*engine, "--jobs", "2")), (folder, set(cores), there))
            show("local_pool_of_two", local, "s")
            show("dask_with_two_workers", dask, "s")
            show("dask_against_local", local / dask, "x")
        finally:
            for process in reversed(running):
                process.terminate()


if __name__ == "__main__":
    main()
