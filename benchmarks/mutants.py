"""How many altered editions `pubpipe verify` catches, and how often it cries wolf. `make quality` prints it.

Finished editions in six scripts are altered one thing at a time (`mutations.py`): in the bytes of the DOCX, EPUB, page and PDF,
and by setting an altered edition anew. A mutant counts as caught only where a finding of level error says what reads otherwise;
that its bytes are others is not counted. A glyph that was exchanged for another of the same text is no mutant and not counted.
PDF and EPUB are judged twice: with the folder that they came from, and alone, by what they carry.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from mutations import MAKERS, Finished

from pubpipe import proof
from pubpipe.article import Level
from pubpipe.claim import Claim, claim_of
from pubpipe.errors import InputError
from pubpipe.pipeline import make_editions
from pubpipe.record import read_record
from pubpipe.remake import recorded_edition
from pubpipe.settings import Settings, load_settings
from pubpipe.shelf import Place
from pubpipe.typeset.fetched import fonts_folder
from pubpipe.verify.prints import lines_of

ROOT = Path(__file__).parent.parent
LANGS = ("es", "ru", "ar", "he", "hi", "zh", "ja")
SEED = 8
FORMATS = ("pdf", "docx", "epub", "bilingual")
KINDS = ("pdf", "docx", "epub", "html")
HARD = ("name", "affiliation", "disclaimer", "source wording", "digit", "disclosure")


def show(name: str, value: float, unit: str) -> None:
    print(f"{name} {value:.1f} {unit}", flush=True)


def finished(root: Path) -> Iterator[Finished]:
    """Editions of a small article of our own, by the pseudo-language; a script that cannot be set here is left out."""
    (root / "source").mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "data" / "orchard.txt", root / "source")
    settings = replace(load_settings(root), languages=LANGS, engine="pseudo", offline=True, formats=FORMATS)
    settings = replace(settings, cache=Path(os.environ.get("PUBPIPE_CACHE", ROOT / ".pubpipe")))
    for outcome in make_editions(settings, [str(root / "source" / "orchard.txt")]):
        if outcome.status != "built":
            print(f"mutants: {outcome.lang} was {outcome.status} and is left out", file=sys.stderr)
            continue
        place = Place(settings.output, outcome.slug, outcome.lang)
        yield Finished(settings, place, recorded_edition(settings, place, read_record(place.record)))


# Judging


def is_caught(settings: Settings, path: Path, data: bytes) -> bool:
    """Whether verify has a finding of level error for these bytes; asked as a stranger would ask."""
    path.write_bytes(data)
    try:
        claim, contradictions = claim_of(settings, path, data)
    except InputError:  # of a record that names no edition: a refusal is an answer
        return True
    judged = proof._compare(settings, claim, path, data)
    return any(finding.level is Level.ERROR for finding in (*contradictions, *judged.findings))


def by_contract_alone(done: Finished, name: str, data: bytes) -> bool:
    """Whether the promises alone, without fingerprints, would have caught it."""
    record = replace(read_record(done.place.record), prints={}, inputs={"code": "another"})
    claim = Claim(done.place.slug, done.place.lang, record, "output")
    judged = proof._compare(done.settings, claim, Path(name), data)
    return any(f.level is Level.ERROR for f in judged.findings)


def is_mutant(kind: str, before: bytes, after: bytes, what: str) -> bool:
    """Whether anything that a reader or a machine can read is another; a form of the same letter is not."""
    if after == before:
        return False
    return what != "glyph" or lines_of(f"x.{kind}", before) != lines_of(f"x.{kind}", after)


def resaved(path: Path, folder: Path) -> bytes | None:
    """A DOCX that LibreOffice opened and saved, None without LibreOffice."""
    if not shutil.which("soffice"):
        return None
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder), str(path)]
    subprocess.run(command, capture_output=True, check=True, timeout=180)
    return (folder / path.name).read_bytes()


def accessibility(output: Path) -> None:
    """What axe-core finds on every kind of page, by day on a desk and by night on a phone."""
    peers, chromium = ROOT / ".pubpipe" / "peers", shutil.which("chromium")
    if not chromium or not shutil.which("node") or not (peers / "node_modules").is_dir():
        print("mutants: Chromium or the npm packages are not there, no page was judged: make peers", file=sys.stderr)
        return
    jobs = [{"page": str(path), "axe": True} for path in sorted(output.rglob("*.html"))]
    job = output.parent / "job.json"
    job.write_text(json.dumps([*jobs, *(one | {"width": 360, "dark": True} for one in jobs)]))
    command = ["node", str(ROOT / "tests" / "browser.mjs"), str(peers), str(job)]
    run = subprocess.run(command, env=os.environ | {"CHROMIUM": chromium}, capture_output=True, text=True, check=True)
    seen = json.loads(run.stdout)
    show("axe_pages", len(seen), "views")
    show("axe_violations", sum(len(one["violations"]) for one in seen), "violations")
    home = output.as_uri()
    show("requests_that_leave_a_page", sum(not url.startswith(home) for one in seen for url in one["requests"]), "requests")


def elsewhere(done: list[Finished], root: Path) -> None:
    """Share of the files that have the same bytes when they are made in another folder, time zone, locale and home."""
    shutil.copytree(done[0].settings.root / "source", root / "source")
    tags = ", ".join(f'"{one.place.lang}"' for one in done)
    made = f'languages = [{tags}]\nengine = "pseudo"\noffline = true\nformats = {json.dumps(FORMATS)}\n'
    (root / "pubpipe.toml").write_text(made)
    other = {"TZ": "Pacific/Apia", "LC_ALL": "C", "LANG": "", "HOME": str(root), "USER": "nobody", "PYTHONHASHSEED": "7"}
    other |= {"PUBPIPE_CACHE": str(done[0].settings.cache), "PUBPIPE_FONTS_DIR": str(fonts_folder())}
    command = [sys.executable, "-m", "pubpipe", "editions", "-q", "--root", str(root)]
    subprocess.run(command, env=os.environ | other, capture_output=True, check=True)
    kinds = (*FORMATS[:-1], "bilingual.pdf", "html")
    pairs = [(one.path(kind), root / "output" / one.place.slug / one.path(kind).name) for one in done for kind in kinds]
    same = sum(here.read_bytes() == there.read_bytes() for here, there in pairs)
    show("rebuilt_elsewhere_same_bytes", 100 * same / len(pairs), f"% of {len(pairs)}")


@dataclass
class Tally:
    """What was counted, by what was altered."""

    made: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    alone: Counter[str] = field(default_factory=Counter)
    alone_caught: Counter[str] = field(default_factory=Counter)
    formats: Counter[str] = field(default_factory=Counter)
    same: int = 0
    by_contract: int = 0
    untouched: int = 0
    alarms: int = 0
    times: list[float] = field(default_factory=list)

    def show(self) -> None:
        total, hard = self.made.total(), sum(self.made[what] for what in HARD)
        show("mutants", total, "files")
        for kind, count in sorted(self.formats.items()):
            show(f"mutants_{kind}", count, "files")
        show("mutants_equivalent", self.same, "files")
        show("mutants_caught", 100 * self.caught.total() / max(1, total), "%")
        show("mutants_caught_hard", 100 * sum(self.caught[what] for what in HARD) / max(1, hard), f"% of {hard}")
        show("mutants_caught_by_promises_alone", 100 * self.by_contract / max(1, total), "%")
        for what in sorted(self.made):
            show(
                f"mutants_caught_{what.replace(' ', '_')}", 100 * self.caught[what] / self.made[what], f"% of {self.made[what]}"
            )
        alone = self.alone.total()
        show("mutants_caught_without_a_folder", 100 * self.alone_caught.total() / max(1, alone), f"% of {alone}")
        show("verify_false_alarms", self.alarms, f"of {self.untouched} files")
        show("verify_slowest", 1000 * max(self.times, default=0), "ms")


def judge(done: Finished, kind: str, rounds: int, dice: random.Random, away: Path, tally: Tally) -> None:
    """Hold the mutants of one file of an edition up to verify, with its folder and, where it carries a record, without."""
    path, data = away / done.path(kind).name, done.data(kind)
    start = time.perf_counter()
    tally.untouched += 1
    tally.alarms += is_caught(done.settings, path, data)
    tally.times.append(time.perf_counter() - start)
    carries = kind in ("pdf", "epub")
    nowhere = Settings(away, output=away / "output", cache=done.settings.cache)
    tally.untouched += carries
    tally.alarms += carries and is_caught(nowhere, path, data)
    for what, mutant in MAKERS[kind](done, dice, rounds):
        if not is_mutant(kind, data, mutant, what):
            tally.same += 1
            continue
        tally.made[what] += 1
        tally.formats[kind] += 1
        is_known = is_caught(done.settings, path, mutant)
        tally.caught[what] += is_known
        tally.by_contract += by_contract_alone(done, path.name, mutant)
        is_alone = carries and is_caught(nowhere, path, mutant)
        if carries:
            tally.alone[what] += 1
            tally.alone_caught[what] += is_alone
        if not is_known or (carries and not is_alone):
            where = "" if not is_known else " without its folder"
            print(f"mutants: not caught{where}: {what} in {path.name}", file=sys.stderr)


def measure(rounds: int) -> None:
    dice = random.Random(SEED)  # noqa: S311  mutants, not secrets
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        root, away = Path(name) / "folder", Path(name) / "away"
        away.mkdir()
        all_done = list(finished(root))
        accessibility(root / "output")
        elsewhere(all_done, Path(name) / "elsewhere")
        for done in all_done:
            for kind in KINDS:
                judge(done, kind, rounds, dice, away, tally)
            again = resaved(done.path("docx"), away)
            tally.untouched += again is not None
            tally.alarms += again is not None and is_caught(done.settings, away / done.path("docx").name, again)
    show("verify_scripts", len({done.place.lang for done in all_done}), "languages")
    tally.show()


def main() -> None:
    measure(int(os.environ.get("MUTANT_ROUNDS", "3")))


if __name__ == "__main__":
    main()
