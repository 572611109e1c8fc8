"""A million articles in twelve languages: the arithmetic, and a simulation of the cluster that would make them.

    python benchmarks/scale.py [--articles 1000000] [--languages 12] [--workers 256]

The inputs are measured here, in the same run: CPU seconds and bytes of an edition, of one article's cleaning, and of writing an
edition, on the sample with the pseudo engine (what pubpipe itself costs); an engine's words a second may be given with
`--words-per-second`, as `make bench` prints them. The simulation counts events one by one for a slice of the articles: a master
that cleans, sends and writes, one at a time; workers that make editions, of which some die and take what they had with them.
"""

import argparse
import heapq
import os
import random
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parent.parent
HOURS_BETWEEN_DEATHS = 200.0  # of one worker; rented machines that may be taken back die about so often
PRICE = 0.02  # of one core and 2 GB for one hour, in dollars, as of such machines
DISK_PRICE = 0.02  # of one GB for a month
SLICE = 20_000  # articles that are simulated event by event; the rest goes on at the same rate


@dataclass(frozen=True)
class Costs:
    """Seconds of one core, and bytes, on the machine that measured them."""

    clean_s: float
    make_s: float
    write_s: float
    edition_bytes: float
    sent_bytes: float
    words: int


def measure() -> Costs:
    """The sample in three languages, the second time, so that imports and caches are no part of it."""
    from pubpipe import ingest, pipeline
    from pubpipe.settings import load_settings

    source = next((ROOT / "source").glob("*.txt"))
    with tempfile.TemporaryDirectory() as name:
        settings = replace(load_settings(ROOT), engine="pseudo", offline=True, output=Path(name), languages=("fr", "es", "it"))
        for _ in range(2):
            began = time.process_time()
            article, segments = pipeline.open_article(settings, ingest.open_page(str(source)))
            clean = time.process_time() - began
            make, write = [], []
            for lang in settings.languages:
                task = pipeline.Task(settings, article, segments, lang, {}, pipeline.Record())
                began = time.process_time()
                made = pipeline.make(task)
                make.append(time.process_time() - began)
                began = time.process_time()
                outcome = pipeline.settle(task, made)
                write.append(time.process_time() - began)
                assert outcome.status == "built", outcome
        files = [path for path in Path(name).rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files) / len(settings.languages)
        sent = sum(len(data) for data in made.files.values())
        words = sum(len(segment.text.split()) for segment in segments)
    return Costs(clean, min(make), min(write), size, sent, words)


@dataclass
class Outcome:
    """Of a simulation: hours to the end, how busy the master and the workers were, and editions made twice."""

    hours: float
    master_busy: float
    workers_busy: float
    made_again: int


class Master:
    """The one process that holds the folder: what it is asked to do it does in the order of the asking."""

    def __init__(self) -> None:
        self.free, self.worked = 0.0, 0.0

    def does(self, now: float, seconds: float) -> float:
        """When a piece of work that comes now is done."""
        self.free, self.worked = max(now, self.free) + seconds, self.worked + seconds
        return self.free


def simulate(costs: Costs, engine_s: float, articles: int, languages: int, workers: int, seed: int = 1) -> Outcome:
    """One master, `workers` workers of one core with a task in hand and one ahead; seconds of simulated time."""
    rng = random.Random(seed)  # noqa: S311  a simulation
    master, worked, again, clock = Master(), 0.0, 0, 0.0
    todo, taken = articles * languages, 0
    lost: list[int] = []
    dies = [rng.expovariate(1 / (HOURS_BETWEEN_DEATHS * 3600)) for _ in range(workers)]
    events = [(0.0, worker) for worker in range(workers)]  # when each can begin its next task, in order of time
    while events:
        now, worker = heapq.heappop(events)
        if not lost and taken == todo:
            continue
        task = lost.pop() if lost else taken
        taken += task == taken
        # The worker's result goes to the master as its next task begins; an article is cleaned before its first edition.
        begin = master.does(now, costs.write_s + (0 if task % languages else costs.clean_s))
        begin = now if begin - now < costs.make_s else begin  # the task ahead was sent before
        lasts = (costs.make_s + engine_s) * rng.lognormvariate(-0.08, 0.4)  # mean 1
        end = min(begin + lasts, max(begin, dies[worker]))
        worked += end - begin
        clock = max(clock, end)
        if end < begin + lasts:  # it is gone; another comes in a minute, and the edition is made again
            again += 1
            lost.append(task)
            end += 60
            dies[worker] = end + rng.expovariate(1 / (HOURS_BETWEEN_DEATHS * 3600))
        heapq.heappush(events, (end, worker))
    clock = max(clock, master.free)
    return Outcome(clock / 3600, master.worked / clock, worked / (workers * clock), again)


def show(name: str, value: float, unit: str) -> None:
    print(f"scale_{name} {value:,.3g} {unit}" if value < 1000 else f"scale_{name} {value:,.0f} {unit}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--languages", type=int, default=12)
    parser.add_argument("--workers", type=int, nargs="+", default=[16, 64, 256, 512])
    parser.add_argument("--words-per-second", type=float, default=200.0, help="of the engine on one core")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        os.environ.setdefault("PUBPIPE_CACHE", cache)
        costs = measure()
    engine_s = costs.words / given.words_per_second
    editions = given.articles * given.languages
    for name, value, unit in (
        ("article_words", costs.words, "words"),
        ("clean", costs.clean_s, "s"),
        ("make", costs.make_s, "s"),
        ("engine", engine_s, "s"),
        ("write", costs.write_s, "s"),
        ("edition", costs.edition_bytes / 1000, "kB"),
        ("editions", editions, "editions"),
        ("cpu_hours", (given.articles * costs.clean_s + editions * (costs.make_s + engine_s + costs.write_s)) / 3600, "h"),
        ("storage", editions * costs.edition_bytes / 1e9, "GB"),
        ("network", editions * costs.sent_bytes / 1e9, "GB"),
    ):
        show(name, value, unit)
    cpu = (given.articles * costs.clean_s + editions * (costs.make_s + engine_s + costs.write_s)) / 3600
    show("machines_cost", cpu * PRICE, "dollars")
    show("storage_cost", editions * costs.edition_bytes / 1e9 * DISK_PRICE, "dollars_a_month")
    part = min(given.articles, SLICE)
    for workers in given.workers:
        done = simulate(costs, engine_s, part, given.languages, workers)
        show(f"workers_{workers}_days", done.hours / 24 * given.articles / part, "days")
        show(f"workers_{workers}_busy", 100 * done.workers_busy, "%")
        show(f"workers_{workers}_master_busy", 100 * done.master_busy, "%")
        show(f"workers_{workers}_made_again", done.made_again * given.articles / part, "editions")


if __name__ == "__main__":
    main()
