"""The walk of a user over an archive, by the installed command, checked at every step. One figure a line: NAME value unit.

    python benchmarks/walk.py [--articles 200] [--keep DIR]

Generated articles, all different, in five languages by Apertium: an edition folder is made, the run is begun and in the middle
of it the whole process group is killed (-9); the next run has to finish, make nothing twice and lose nothing. Then one term of
the Spanish glossary is changed: the editions whose text has it, and no others, have to be due and be made. Last, all is built
once more into another folder by a Dask scheduler with two workers, and has to be the same to the byte. `docs/scale.md` tells
the same as a user does it. Exit code 1 where anything was not as it should be.
"""

import argparse
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import archive
import pool

LANGUAGES = ("es", "fr", "it", "pt", "ca")
TERM, BEFORE, AFTER = "sundial", "reloj de sol", "cuadrante solar"  # in the text of one article of five
OWN = Path(sys.executable).with_name("pubpipe")
COMMAND = [str(OWN)] if OWN.exists() else [sys.executable, "-m", "pubpipe"]
wrong: list[str] = []


def show(name: str, value: float, unit: str) -> None:
    print(f"walk_{name} {value:.{0 if float(value).is_integer() else 2}f} {unit}", flush=True)


def expect(is_so: bool, what: str) -> None:
    if not is_so:
        wrong.append(what)
        print(f"  WRONG: {what}", file=sys.stderr, flush=True)


def make_folder(root: Path, count: int) -> set[str]:
    """An edition folder as `pubpipe init` leaves it, with articles and a glossary; the slugs of those that have the term."""
    subprocess.run([*COMMAND, "init", str(root)], check=True, capture_output=True)
    tags = ", ".join(f'"{lang}"' for lang in LANGUAGES)
    settings = root / "pubpipe.toml"
    kept = [
        line for line in settings.read_text("utf-8").splitlines() if not line.startswith(("languages", "engine", "offline"))
    ]
    settings.write_text(f'languages = [{tags}]\nengine = "apertium"\noffline = true\n' + "\n".join(kept) + "\n", "utf-8")
    for path in (root / "source").iterdir():
        path.unlink()
    touched = set()
    for number in range(count):
        text = archive.article(number)
        if number % 5 == 2:
            touched.add(f"report-{number:04d}")
            text = text.replace("\n\n*", f"\n\nIn the yard stands a {TERM} of slate.\n\n*", 1)
        (root / "source" / f"report-{number:04d}.txt").write_text(text, "utf-8")
    write_term(root, BEFORE)
    return touched


def write_term(root: Path, target: str) -> None:
    path = root / "locales" / "es" / "glossary.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"source,target,pos,gender\n{TERM},{target},noun,m\n", "utf-8")


def start(root: Path, *more: str, out: int = subprocess.PIPE) -> subprocess.Popen[str]:
    command = [*COMMAND, "editions", "--root", str(root), "--json", *more]
    with (root / "said").open("a") as said:
        return subprocess.Popen(command, stdout=out, stderr=said, text=True, start_new_session=True)


def run(root: Path, *more: str) -> tuple[list[dict[str, Any]], float]:
    """The outcomes of a run and its seconds."""
    began = time.monotonic()
    child = start(root, *more)
    told, _ = child.communicate()
    expect(child.returncode in (0, 1), f"a run left with {child.returncode}: see {root / 'said'}")
    return [json.loads(line) for line in told.splitlines()], time.monotonic() - began


def finished(output: Path) -> dict[str, dict[str, Any]]:
    """Name of each edition that stands there whole to its record: all that it lists has the hash that it lists."""
    found = {}
    for path in output.glob("*/report-*.*.json"):
        told = json.loads(path.read_bytes())
        files = told.get("hashes", {}).get("files", {})
        if told.get("state") and files and all(digest(path.parent / name) == value for name, value in files.items()):
            found[path.stem] = told
    return found


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def contents(output: Path) -> dict[str, str]:
    return {str(path.relative_to(output)): digest(path) for path in sorted(output.rglob("*")) if path.is_file()}


def told(path: Path) -> str:
    """Hash of a file; of a record, and of the lists that name its hash, without what says only when the glossary was last
    looked through (`seen`): an edition that a change of it does not touch is not written anew."""
    if path.name == "SHA256SUMS":
        rows = [row for row in path.read_text("utf-8").splitlines() if not row.endswith(".json")]
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()
    if path.suffix != ".json" or path.name in ("cleaning.json", "terms.json"):
        return digest(path)
    value = json.loads(path.read_bytes())
    if path.name == "manifest.json":
        for edition in value["editions"]:
            edition.pop("record")
        for page in value["pages"]:
            page.pop("made_of")
    else:
        value.pop("seal", None)
        value["hashes"].pop("seen", None)
        value["hashes"].pop("seal", None)
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def of_edition(files: dict[str, str], name: str) -> dict[str, str]:
    """Its files without the pages, which come last and are made of all editions."""
    slug = name.rpartition(".")[0]
    return {
        path: value
        for path, value in files.items()
        if path.startswith(f"{slug}/{name}.") and not path.endswith((".html", ".webp"))
    }


def kill_in_the_middle(root: Path, total: int) -> dict[str, str]:
    """Begin, and kill the whole process group once half of it is there; what stands there then, by name and hash."""
    began = time.monotonic()
    child = start(root, "--log", str(root / "log.jsonl"), out=subprocess.DEVNULL)
    first = 0.0
    while len(list((root / "output").glob("*/report-*.*.json"))) < total // 2 and child.poll() is None:
        if not first and any((root / "output").glob("*/report-*.*.json")):
            first = time.monotonic() - began
        time.sleep(0.05)
    expect(child.poll() is None, "the first run ended before it was killed")
    os.killpg(child.pid, signal.SIGKILL)
    child.communicate()
    show("first_edition", first, "s")
    show("killed_after", time.monotonic() - began, "s")
    return contents(root / "output")


def resume(root: Path, total: int, before: dict[str, str]) -> None:
    """The next run finishes, makes nothing twice and loses nothing."""
    was = finished(root / "output")
    show("editions_before_the_kill", len(was), "editions")
    outcomes, seconds = run(root)
    statuses = Counter(outcome["status"] for outcome in outcomes)
    made = {f"{outcome['slug']}.{outcome['lang']}" for outcome in outcomes if outcome["status"] == "built"}
    made |= {name for name in finished(root / "output") if name not in was}
    now = contents(root / "output")
    twice = [name for name in was if name in made or of_edition(before, name) != of_edition(now, name)]
    lost = total - len(finished(root / "output"))
    show("resumed_in", seconds, "s")
    show("made_by_the_second_run", len(made), "editions")
    show("made_twice", len(twice), "editions")
    show("lost", lost, "editions")
    show("withheld", statuses["withheld"], "editions")
    expect(not twice, f"made twice: {twice[:5]}")
    expect(not lost and len(outcomes) == total, f"{lost} editions are not there after the second run: {dict(statuses)}")
    expect(not list(root.rglob("*.part")), "parts of files were left behind")
    again, seconds = run(root)
    show("unchanged", seconds, "s")
    expect(all(outcome["status"] in ("current", "withheld") for outcome in again), "a third run made something")
    expect(contents(root / "output") == now, "a third run changed files")


def change_a_term(root: Path, touched: set[str]) -> None:
    """Only the editions whose text has the term are due, and only these are made."""
    before, wanted = contents(root / "output"), {f"{slug}.es" for slug in touched}
    write_term(root, AFTER)
    told, seconds = run(root, "--dry-run")
    due = {f"{outcome['slug']}.{outcome['lang']}" for outcome in told if outcome["status"] == "due"}
    show("term_found_in", seconds, "s")
    show("term_touches", len(wanted), "editions")
    show("term_due", len(due), "editions")
    expect(due == wanted, f"due are {sorted(due)[:5]}, touched {sorted(wanted)[:5]}")
    outcomes, seconds = run(root)
    now = contents(root / "output")
    names = [f"{outcome['slug']}.{outcome['lang']}" for outcome in outcomes]
    changed = {name for name in names if of_edition(before, name) != of_edition(now, name)}
    show("term_made_in", seconds, "s")
    show("term_changed", len(changed), "editions")
    expect(changed == wanted, f"changed are {sorted(changed)[:5]}, touched {sorted(wanted)[:5]}")
    for name in sorted(wanted):
        record = json.loads((root / "output" / name.rpartition(".")[0] / f"{name}.json").read_bytes())
        targets = [one["target"] for one in record["segments"] if TERM in one["source"]]
        expect(any(AFTER.split()[0] in target for target in targets), f"{name} has not the new term: {targets}")


def by_dask(root: Path, scratch: Path) -> None:
    """Once more, elsewhere, by two workers that have none of these folders."""
    other = scratch / "by-dask"
    address, running = pool.cluster(scratch)
    try:
        outcomes, seconds = run(root, "--scheduler", address, "--output", str(other))
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait()
    show("dask", seconds, "s")
    show("dask_editions", sum(outcome["status"] in ("built", "withheld") for outcome in outcomes), "editions")
    here, there = ({name: told(output / name) for name in contents(output)} for output in (root / "output", other))
    different = sorted(name for name in here.keys() | there.keys() if here.get(name) != there.get(name))
    show("dask_files", len(there), "files")
    show("dask_files_different", len(different), "files")
    expect(not different, f"not the same: {different[:8]}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--keep", type=Path, help="make the folder here and leave it")
    given = parser.parse_args()
    if shutil.which("apertium") is None:
        print("# Apertium is not here; the walk is left out", flush=True)
        return 0
    os.environ["SOURCE_DATE_EPOCH"] = str(int(time.time()) // 86400 * 86400)  # it may walk past midnight
    os.environ.pop("PUBPIPE_CACHE", None)
    with tempfile.TemporaryDirectory() as name:
        scratch = given.keep or Path(name)
        root, total = scratch / "archive", given.articles * len(LANGUAGES)
        touched = make_folder(root, given.articles)
        show("articles", given.articles, "articles")
        show("editions", total, "editions")
        before = kill_in_the_middle(root, total)
        resume(root, total, before)
        change_a_term(root, touched)
        by_dask(root, scratch)
    show("wrong", len(wrong), "faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
