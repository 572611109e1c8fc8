"""Run every timing and write them down: `make bench` prints NAME value unit, a line each, and writes docs/benchmarks.*.

The scripts that measure one room each run one after the other, then the comparisons with other tools (see peers.py). `--quick`
measures a smaller archive and writes no page; `--archive DIR` takes the archive that is there, or leaves it there, for filling
it takes ten minutes. A script that takes longer than half an hour is ended; what it printed counts.
"""

import argparse
import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import chart
import peers

ROOT = Path(__file__).parent.parent
LONGEST_S = 1800
QUICK = {"archive": ("--articles", "200", "--growing", "1", "10"), "pool": ("--articles", "2", "--rounds", "2")}
SCRIPTS = ("speed", "clean_speed", "neural", "page", "archive", "pool", "scale")
# What of the other figures a reader wants to know: name, what it says. {} is the value.
TOLD = {
    "import_cli": ("Start of the command", "s"),
    "unchanged_run": ("A run over an article in which nothing changed", "s"),
    "five_editions": ("The sample in five languages, rules, PDF, DOCX and review copy", "s"),
    "five_editions_overhead": ("Of that, over what Apertium and WeasyPrint themselves take", "%"),
    "command_one_process": ("The same from the command line, one process", "s"),
    "command_two_processes": ("The same with two processes", "s"),
    "clean_own_pages_per_second": ("Pasted pages cleaned, of 1 kB, one core", "1/s"),
    "clean_pages_per_second": ("Pasted pages cleaned, with all that a site puts around them, 27 kB, one core", "1/s"),
    "clean_memory_growth": ("More memory after 10,000 pages than after 1,000", "MB"),
    "clean_ten_times_the_length": ("Time for a page ten times as long", "times"),
    "clean_hostile_one_line_of_5_mb_sentences": ("A single line of 5 MB", "s"),
    "clean_hostile_html_5_mb_of_paragraphs": ("An HTML page of 5 MB", "s"),
    "clean_hostile_20_mb_of_paragraphs": ("A paste of 20 MB", "s"),
    "clean_hostile_worst": ("The worst of the hostile pages", "s"),
    "neural_fine_over_stock": ("Neural translation, fine, over stock Argos Translate, a model of its size", "x"),
    "neural_standard_over_stock": ("The same, standard", "x"),
    "neural_draft_over_stock": ("The same, draft", "x"),
    "neural_standard_over_bare_call": ("Standard, over one bare call of CTranslate2", "x"),
    "neural_memory_of_six_languages": ("Memory of six languages in turn", "MB"),
    "archive_unchanged": ("Nothing changed, 1,000 articles in six languages", "s"),
    "archive_unchanged_cpu": ("The same, CPU time", "s"),
    "archive_unchanged_memory": ("The same, memory", "MB"),
    "archive_without_ledger": ("The same without the ledger", "s"),
    "archive_one_entry_common": ("One entry of the common glossary changed there: what is due is known", "s"),
    "archive_one_entry_common_editions": ("What is due then (ten articles have the term)", "editions"),
    "archive_one_edition": ("One edition made anew there", "s"),
    "archive_one_edition_alone": ("The same in a folder with nothing else", "s"),
    "articles_1_cpu_per_edition": ("An edition of one article, of two", "s"),
    "articles_10_against_first": ("Of ten articles, over that", "x"),
    "articles_100_against_first": ("Of a hundred, over that", "x"),
    "two_cores_against_one": ("Two cores against one, whole run", "x"),
    "dask_against_local": ("Dask with two workers against the local pool of two", "x"),
    "index_opens_1000x6": ("The list of 1,000 articles in six languages opens", "s"),
    "index_filters_1000x6": ("Searching in it", "s"),
}


def figures(script: str, *more: str) -> Iterator[tuple[str, float, str]]:
    """What a script prints, passed on line by line."""
    command = [sys.executable, str(ROOT / "benchmarks" / f"{script}.py"), *more]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        alarm = threading.Timer(LONGEST_S, run.kill)
        alarm.daemon = True
        alarm.start()
        for line in run.stdout:
            print(line, end="", flush=True)
            parts = line.split()
            if len(parts) == 3 and not line.startswith("#"):
                yield parts[0], float(parts[1]), parts[2]
    alarm.cancel()
    if run.returncode:
        print(f"# {script}.py ended with {run.returncode}; what it had not printed is missing below", flush=True)


def machine() -> str:
    """The class of the machine and how busy it was: no name, no address."""
    memory = next((row.split()[1] for row in _lines("/proc/meminfo") if row.startswith("MemTotal")), "")
    model = next((row.partition(":")[2].strip() for row in _lines("/proc/cpuinfo") if row.startswith("model name")), "")
    size = f", {int(memory) / 1024**2:.0f} GB" if memory else ""
    system = f"{platform.system()}, Python {platform.python_version()}, load {os.getloadavg()[0]:.0f}"
    return f"{chart.count_cores()} cores of {model or platform.machine()}{size}, {system}"


def _lines(path: str) -> list[str]:
    return Path(path).read_text("utf-8").splitlines() if Path(path).exists() else []


def page_of(rows: Sequence[peers.Row | peers.Share], found: dict[str, tuple[float, str]], day: str) -> str:
    """docs/benchmarks.md."""
    times = [row for row in rows if isinstance(row, peers.Row)]
    shares = [row for row in rows if isinstance(row, peers.Share)]
    parts = [
        "# Benchmarks\n",
        f"Written by `make bench` on {day}; {machine()}.\n"
        "CPU seconds, medians; each pair in turns, A B A B. *Ratio*: what the peer takes over what pubpipe takes, with the "
        "least and the largest of the rounds; above 1 pubpipe is faster. `make bench-peers` fetches peers that are missing.\n",
        "![What each peer takes over what pubpipe takes](benchmarks.svg)\n",
        "| task | peer | pubpipe | peer | ratio | spread | not the same |\n|---|---|--:|--:|--:|--:|---|",
        *(
            f"| {row.what} | {row.peer} | {row.ours:.3g} s | {row.theirs:.3g} s | {row.ratio:.2f} "
            f"| {min(row.ratios):.2f}–{max(row.ratios):.2f} | {row.note} |"
            for row in times
        ),
        "\n## What a paste keeps\n\nOf the labelled pages in `tests/data/paste-set`, our own: the rules were mended on most of "
        "them (see the README there), and trafilatura is made for HTML.\n",
        "| lines wrong | peer | pubpipe | peer |\n|---|---|--:|--:|",
        *(f"| {row.what} | {row.peer} | {row.ours:.1f} % | {row.theirs:.1f} % |" for row in shares),
    ]
    told = [(text, *found[name]) for name, (text, _) in TOLD.items() if name in found]
    if told:
        parts += [
            "\n## pubpipe by itself\n\n| | |\n|---|--:|",
            *(f"| {text} | {value:.3g} {unit} |" for text, value, unit in told),
        ]
    return "\n".join(parts) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a smaller archive; nothing is written to docs/")
    parser.add_argument("--archive", type=Path, help="keep the archive of 1,000 articles here, or use the one that is here")
    told = parser.parse_args()
    is_quick = told.quick
    more = dict(QUICK) if is_quick else {"archive": ("--keep", str(told.archive.absolute()))} if told.archive else {}
    found: dict[str, tuple[float, str]] = {}
    for script in SCRIPTS:
        began = time.monotonic()
        found |= {name: (value, unit) for name, value, unit in figures(script, *more.get(script, ()))}
        print(f"bench_{script}_took {time.monotonic() - began:.0f} s", flush=True)
    sys.path[:0] = [str(ROOT / "tests")]
    rows = peers.measure()
    if is_quick:
        return
    day = datetime.now(UTC).date().isoformat()
    bars = [
        chart.Bar(row.what, row.peer, row.ratio, min(row.ratios), max(row.ratios)) for row in rows if isinstance(row, peers.Row)
    ]
    (ROOT / "docs" / "benchmarks.md").write_text(page_of(rows, found, day), "utf-8")
    (ROOT / "docs" / "benchmarks.svg").write_text(chart.draw(bars, f"{day}; {machine()}"), "utf-8")


if __name__ == "__main__":
    main()
