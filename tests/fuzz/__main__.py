"""Run the parsers on hostile files, by chance or, with atheris, guided by what of pubpipe they reach."""

import argparse
import faulthandler
import hashlib
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fuzz.mutate import MOST
from fuzz.walls import Bench, Breach

if TYPE_CHECKING:
    from fuzz.parsers import Parser

HANG_S = 300  # of a library that does not come back to Python
HEADROOM = 6 << 30  # of address space, so that a runaway ends as MemoryError and not with the machine


class Run:
    """One parser at work: how many files it was given, and one file for each fault."""

    def __init__(self, bench: Bench, parser: "Parser", keep: Path) -> None:
        self.bench, self.parser, self.keep = bench, parser, keep
        self.count = 0
        self.faults: dict[str, Path] = {}

    def one(self, data: bytes) -> None:
        self.count += 1
        data = data[:MOST]
        path = self.bench.folder / self.parser.file
        path.write_bytes(data)
        faulthandler.dump_traceback_later(HANG_S, exit=True)
        last = self.keep / f"{self.parser.name}.last"  # what a hang or a crash of a library was given
        last.write_bytes(data)
        try:
            self.bench.judge(self.parser.read, path)
        except Breach as breach:
            self._note(str(breach), data)
        finally:
            faulthandler.cancel_dump_traceback_later()
            path.unlink(missing_ok=True)
            last.unlink()

    def show(self) -> None:
        """What was found, as `make quality` prints figures."""
        print(f"fuzz_{self.parser.name}_files {self.count} files", flush=True)
        print(f"fuzz_{self.parser.name}_faults {len(self.faults)} faults", flush=True)

    def _note(self, fault: str, data: bytes) -> None:
        name = re.sub(r"[\d.]+ (s|MB)$", "", fault)
        if name not in self.faults:
            path = self.keep / f"{self.parser.name}-{hashlib.sha256(data).hexdigest()[:12]}"
            path.write_bytes(data)
            self.faults[name] = path
            print(f"FAULT {self.parser.name}: {fault}\n      {path}", flush=True)


def main(argv: Sequence[str]) -> int:
    """Exit code 1 where a parser did what it may not."""
    told = _arguments(argv)
    told.keep.mkdir(parents=True, exist_ok=True)
    seeds = told.seed or [random.SystemRandom().randrange(1 << 32)]
    if told.guided:
        return _guided(told, seeds[0])
    print("seeds", *seeds, flush=True)
    faults = 0
    with tempfile.TemporaryDirectory(prefix="pubpipe-fuzz-") as home:
        _isolate(Path(home))
        bench, chosen = _prepared(Path(home), told.only)
        if told.replay:
            runs = [Run(bench, parser, told.keep) for parser in chosen]
            for run in runs:
                run.one(told.replay.read_bytes())
        else:
            share = told.seconds / (1 if told.each else len(chosen)) / len(seeds)
            runs = [
                _by_chance(bench, parser, told.keep, random.Random(f"{seed} {parser.name}"), share, told.most)
                for seed in seeds
                for parser in chosen
            ]
        for run in runs:
            run.show()
            faults += len(run.faults)
    return 1 if faults else 0


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=30, help="for all parsers together")
    parser.add_argument("--each", action="store_true", help="the seconds are for each parser")
    parser.add_argument("--most", type=int, default=0, help="files for each parser; a fast machine goes no further")
    parser.add_argument("--only", nargs="*", default=(), help="names of parsers")
    parser.add_argument("--seed", type=int, nargs="*", help="of the random numbers; another one each time where none is given")
    parser.add_argument("--keep", type=Path, default=Path(".fuzz"), help="folder for files that showed a fault")
    parser.add_argument("--replay", type=Path, help="a file to be read once more")
    parser.add_argument("--guided", action="store_true", help="with atheris, each parser in a process of its own")
    return parser.parse_args(argv)


def _isolate(home: Path) -> None:
    """No user's models, fonts or caches, no network settings."""
    root = Path(__file__).parents[2]
    os.environ |= {"PUBPIPE_CACHE": str(root / ".pubpipe"), "ARGOS_PACKAGES_DIR": str(home / "no-models")}
    os.environ |= {"PUBPIPE_FONTS_DIR": str(home / "no-fonts"), "XDG_CONFIG_HOME": str(home / "no-config")}


def _prepared(home: Path, only: Sequence[str]) -> "tuple[Bench, tuple[Parser, ...]]":
    """The parsers, each with its seeds read once: whatever is imported at first use has been imported then."""
    from fuzz.parsers import parsers

    bench = Bench(home)
    chosen = tuple(parser for parser in parsers(bench) if not only or parser.name in only)
    if not chosen:
        raise SystemExit(f"there is no parser {' '.join(only)}")
    for parser in chosen:
        for seed in parser.seeds:
            path = bench.folder / parser.file
            path.write_bytes(seed)
            parser.read(path)  # a seed must be read without complaint
            path.unlink()
    resource.setrlimit(resource.RLIMIT_AS, (_mapped() + HEADROOM, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return bench, chosen


def _mapped() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def _by_chance(bench: Bench, parser: "Parser", keep: Path, rng: random.Random, seconds: float, most: int) -> Run:
    """Seeds, and mutants of seeds and of mutants, for so long or so many."""
    run, end = Run(bench, parser, keep), time.monotonic() + seconds
    pool = list(parser.seeds)
    for seed in parser.seeds:
        run.one(seed)
    while time.monotonic() < end and (not most or run.count < most):
        data = parser.mutate(rng, rng.choice(pool))
        run.one(data)
        if len(data) < 200_000 and rng.randrange(4) == 0:  # a mutant of a mutant is stranger still
            pool[len(parser.seeds) :] = [*pool[len(parser.seeds) :][-30:], data]
    return run


def _guided(told: argparse.Namespace, seed: int) -> int:
    """Each parser in a process of its own: libFuzzer does not come back."""
    if len(told.only) == 1:
        return _guide_one(told, seed)
    with tempfile.TemporaryDirectory(prefix="pubpipe-fuzz-") as home:
        _isolate(Path(home))
        names = [parser.name for parser in _prepared(Path(home), told.only)[1]]
    own = [
        sys.executable,
        "-m",
        "fuzz",
        "--guided",
        "--keep",
        str(told.keep),
        "--seconds",
        str(told.seconds / (1 if told.each else len(names))),
    ]
    return max(subprocess.run([*own, "--seed", str(seed), "--only", name], check=False).returncode for name in names)


def _guide_one(told: argparse.Namespace, seed: int) -> int:
    import atheris

    with atheris.instrument_imports(include=["pubpipe"]):
        _import_all()
    with tempfile.TemporaryDirectory(prefix="pubpipe-fuzz-") as home, tempfile.TemporaryDirectory() as corpus:
        _isolate(Path(home))
        bench, (parser,) = _prepared(Path(home), told.only)
        run = Run(bench, parser, told.keep)
        for number, data in enumerate(parser.seeds):
            (Path(corpus) / str(number)).write_bytes(data)
        child = os.fork()
        if child == 0:
            _fuzz(atheris, run, corpus, told.seconds, seed)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status not in (0, 1):  # libFuzzer ended it, or a library did
        print(f"FAULT {parser.name}: the process ended with {status}; see {told.keep / parser.name}.last", flush=True)
    return 1 if status else 0


def _fuzz(atheris: Any, run: Run, corpus: str, seconds: float, seed: int) -> None:
    """In the copy: libFuzzer chooses what is worth mutating, `mutate` how. It leaves with 1 if there was a fault."""
    end = time.monotonic() + seconds

    def mutator(data: bytes, most: int, number: int) -> bytes:
        return run.parser.mutate(random.Random(number), data or run.parser.seeds[0])[:most]

    def one(data: bytes) -> None:
        run.one(data)
        if time.monotonic() > end:
            run.show()
            os._exit(1 if run.faults else 0)

    options = [
        f"-seed={seed % (1 << 31) or 1}",
        "-max_len=2000000",
        "-rss_limit_mb=0",
        "-timeout=1200",  # the walls and `HANG_S` come first
        "-report_slow_units=600",
        f"-artifact_prefix={run.keep.resolve()}/",
        "-verbosity=0",
        "-detect_leaks=0",
    ]
    atheris.Setup([sys.argv[0], *options, corpus], one, custom_mutator=mutator)
    atheris.Fuzz()


def _import_all() -> None:
    import importlib
    import pkgutil

    import pubpipe

    for found in pkgutil.walk_packages(pubpipe.__path__, "pubpipe."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
