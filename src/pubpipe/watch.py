"""Make editions again as their sources, glossaries and review copies are saved, until somebody says stop.

Stamps are polled: a look at a thousand articles takes a fifth of a second, no editor's way of saving and no network drive
escapes it, and nothing has to be installed. Each round is a process of its own, so that settings are read anew and memory does
not grow.
"""

import datetime
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pubpipe.errors import UsageError
from pubpipe.record import read_record, sha256_of
from pubpipe.settings import NAME, Settings
from pubpipe.stamps import Entries, Stamp, entries_of, stamp_of

LEAST_S = 0.5  # between two looks; on a large folder twenty times as long as a look takes
QUIET_S = 0.4  # nothing may move for so long before a round begins: a program may save in several steps
LONGEST_S = 10.0  # a round begins although something moves still


def watch_folder(settings: Settings, command: Sequence[str], *, is_dry: bool = False) -> int:
    """Run rounds until Ctrl-C.

    Args:
        command: What makes editions once and prints an outcome a line as JSON.

    Raises:
        UsageError: With `is_dry`, for options that do not go with it.
    """
    if is_dry:
        raise UsageError("--watch goes with none of --dry-run, --force and --json", hint="leave these out")
    try:
        _watch(settings, command)
    except KeyboardInterrupt:
        print("\nno longer watching; what is finished stays", file=sys.stderr, flush=True)
    return 0


def _watch(settings: Settings, command: Sequence[str]) -> None:
    why = "watching " + str(settings.root)
    while True:
        base = look(settings)
        start = time.monotonic()
        outcomes = _round(command)
        print(_line(why, outcomes, time.monotonic() - start), file=sys.stderr, flush=True)
        for outcome in outcomes:
            if outcome["status"] == "failed":
                print(f"  {outcome['slug']}.{outcome['lang']}: {outcome['error']['what']}", file=sys.stderr, flush=True)
        base |= _ours(outcomes)
        why = _named(settings, _wait(settings, base))


def _round(command: Sequence[str]) -> list[dict[str, Any]]:
    """Make what is out of date; what goes wrong as a whole is said by the process itself."""
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        said, _ = child.communicate()
    except KeyboardInterrupt:
        child.wait()  # it was told too, and leaves what is finished in order
        raise
    return [json.loads(line) for line in said.splitlines() if line.startswith("{")]


def look(settings: Settings) -> dict[str, Stamp]:
    """The stamp of every file that a person may change: sources with what lies beside them, settings, glossaries, memories,
    house strings, review copies and editions."""
    found: dict[str, Stamp] = {}
    folders = [settings.sources, *_folders(settings.sources), settings.locales]  # beside a page its pictures
    folders += (path for path in _folders(settings.locales) for path in (path, path / "LC_MESSAGES"))
    for folder in folders:
        found |= _under(folder, {name: stamp for name, stamp in entries_of(folder).items() if not name.startswith(".")})
    for folder in _folders(settings.output):
        found |= _under(folder, {name: stamp for name, stamp in entries_of(folder).items() if _is_watched(name)})
    logo = [settings.root / name for name in (NAME,) if stamp_of(settings.root / name)]
    return found | {str(path): stamp for path in logo if (stamp := stamp_of(path))}


def _is_watched(name: str) -> bool:
    """Whether a person may change it, or an office program says by it that a person does."""
    return name.endswith((".docx", ".docx#", ".pdf", ".epub"))


def _folders(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_dir())
    except OSError:
        return []


def _under(folder: Path, entries: Entries) -> dict[str, Stamp]:
    return {f"{folder}/{name}": stamp for name, stamp in entries.items()}


def _ours(outcomes: Sequence[Mapping[str, Any]]) -> dict[str, Stamp]:
    """The files that this round wrote and nobody has touched since, by their records."""
    found: dict[str, Stamp] = {}
    for outcome in outcomes:
        if outcome["status"] == "built" or (outcome["status"] == "withheld" and outcome["files"]):
            for path in map(Path, outcome["files"]):
                record = path.parent / f"{outcome['slug']}.{outcome['lang']}.json"
                stamp = stamp_of(path)
                if stamp and read_record(record).files.get(path.name) == sha256_of(path):
                    found[str(path)] = stamp
    return found


def _wait(settings: Settings, base: Mapping[str, Stamp]) -> list[str]:
    """Wait until something is changed and all is quiet again; the files that are not as they were."""
    while True:
        start = time.monotonic()
        now = look(settings)
        if now != base:
            now = _settled(settings, now)
            if changed := [path for path in {**base, **now} if base.get(path) != now.get(path)]:
                return changed
        time.sleep(max(LEAST_S, 20 * (time.monotonic() - start) if now == base else 0))


def _settled(settings: Settings, now: dict[str, Stamp]) -> dict[str, Stamp]:
    end = time.monotonic() + LONGEST_S
    while time.monotonic() < end:
        time.sleep(QUIET_S)
        before, now = now, look(settings)
        if now == before:
            break
    return now


def _named(settings: Settings, changed: Sequence[str]) -> str:
    """What was changed, in a few words."""
    root = f"{settings.root}/"
    names = ", ".join(path.removeprefix(root) for path in changed[:3])
    return names + (f" and {len(changed) - 3} more" if len(changed) > 3 else "") + " changed"


def _line(why: str, outcomes: Sequence[Mapping[str, Any]], seconds: float) -> str:
    """A round in a line."""
    counts = Counter(outcome["status"] for outcome in outcomes)
    told = ", ".join(f"{counts[name]} {name}" for name in ("built", "current", "withheld", "failed") if counts[name])
    now = datetime.datetime.now().astimezone().strftime("%H:%M:%S")
    return f"{now}  {why}: {told or 'nothing could be done, see above'} ({seconds:.1f} s)"
