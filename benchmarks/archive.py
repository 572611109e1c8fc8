"""An archive of generated articles, and what a run over it costs: `python benchmarks/archive.py [--keep DIR]`.

Each article is another: sentences put together from words of our own by a seeded generator. The large archive is filled in by
the pipeline itself, with the pages of one real edition in place of 6,000 typeset ones; what is timed is the real command,
`pubpipe editions`, over it. The last figures are of real editions, typeset and all.
"""

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

LANGUAGES = ("es", "fr", "it", "pt", "ca", "de")
RARE = "quillwort"  # stands in one article of a hundred
WORDS = {
    "place": "Harrow Valmora Tessel Ardmoor Quenby Lissac Ormont Pellworth Saxby Trevane Ulmark Venlow Wexcombe Yarrow Zellin",
    "name": "Ilse Pio Mara Tomas Lena Anselm Ruth Odile Ivo Greta Nils Petra Jonas Edda Kaspar",
    "surname": "Vantongeren Maraschi Oyelaran Lindqvist Ferrante Kowalczyk Haas Brandao Novotny Sorel Tamm Urbanek",
    "thing": "orchard river terrace harvest school library workshop market bridge mill archive garden cooperative station well "
    "lamp quarry ferry meadow observatory kiln vineyard canal greenhouse lighthouse tram",
    "deed": "repaired moved counted opened closed measured painted sold borrowed planted insured rebuilt surveyed described "
    "drained named divided photographed catalogued heated",
    "people": "families growers teachers engineers neighbours councils visitors students carpenters nurses drivers weavers",
    "when": "In_spring Every_winter Two_years_later At_first By_the_end_of_the_decade On_most_days After_the_flood For_a_while",
    "why": "it_was_cheaper no_one_else_would the_old_one_leaked the_rules_had_changed it_had_always_been_so the_road_was_shut",
}
FORMS = (
    "{when} the {people} of {place} {deed} the {thing}, because {why}.",
    "The {people} {deed} {number:,} parts of the {thing} and {deed} the {other}.",
    "“We {deed} the {thing} in {year},” said {name} {surname}.",
    "What the {people} could not find was a {thing} that anyone had {deed} since {year}.",
)


def draw(dice: random.Random) -> dict[str, Any]:
    """A word of each kind."""
    words = {kind: dice.choice(listed.split()).replace("_", " ") for kind, listed in WORDS.items()}
    other = dice.choice(WORDS["thing"].split())
    return words | {"other": other, "number": dice.randrange(2, 9999), "year": dice.randrange(1890, 2026)}


def sentence(dice: random.Random) -> str:
    """One of some hundred million."""
    return dice.choice(FORMS).format(**draw(dice))


def article(number: int) -> str:
    """A page as it is pasted: trail, doubled title, byline, some 900 words, notes, and what a site puts below."""
    dice = random.Random(number)  # noqa: S311  the same articles on every machine
    title = "The {thing} of {place} and the {people}: report ".format(**draw(dice)).title() + str(number)
    author = "{name} {surname}".format(**draw(dice))
    paragraphs = [" ".join(sentence(dice) for _ in range(dice.randrange(3, 6))) for _ in range(12)]
    if number % 100 == 7:
        paragraphs[5] += f" Beside the water grew the {RARE}, which nobody had planted."
    where = draw(dice)["place"]
    notes = f"*{author} is affiliated with the {where} Institute of Land Studies."
    end = "**The views in this article are those of its author alone."
    return "\n\n".join((f"HomeFieldwork{title}", title, author, *paragraphs, notes, end, "Follow us")) + "\n"


def write_archive(root: Path, count: int, first: int = 0) -> None:
    """An edition folder with generated articles, glossaries of some size, and the pseudo-language as engine."""
    for name in ("source", "locales"):
        (root / name).mkdir(parents=True, exist_ok=True)
    tags = ", ".join(f'"{lang}"' for lang in LANGUAGES)
    (root / "pubpipe.toml").write_text(
        f'languages = [{tags}]\nengine = "pseudo"\noffline = true\n[imprint]\npublisher = "Terrace"\n'
    )
    things = WORDS["thing"].split()[:12]
    rows = [f"{thing},{thing}-o,noun,m" for thing in things]
    rows += [f"no such word {number},palabra {number},noun,m" for number in range(300)]
    for lang in LANGUAGES:
        (root / "locales" / lang).mkdir(exist_ok=True)
        (root / "locales" / lang / "glossary.csv").write_text("source,target,pos,gender\n" + "\n".join(rows) + "\n")
    (root / "locales" / "glossary.csv").write_text("source,target,status\nHarrow,Harrow,keep\n")
    for number in range(first, first + count):
        (root / "source" / f"report-{number:04d}.txt").write_text(article(number))


def fill(root: Path) -> None:
    """Make all editions of an archive with the pages of one real edition: all is done but typesetting, reading back, and
    the reading pages."""
    from pubpipe import pipeline, publish, review
    from pubpipe.distribute import draw_cover
    from pubpipe.settings import load_settings

    os.environ["PUBPIPE_CACHE"] = str(root / ".pubpipe")
    settings = load_settings(root)
    sources = sorted(str(path) for path in settings.sources.glob("*.txt"))
    list(pipeline.make_editions(replace(settings, languages=("es",)), sources[:1]))
    stem = settings.output / Path(sources[0]).stem / f"{Path(sources[0]).stem}.es"
    parts = {name: stem.with_name(f"{stem.name}.{name}").read_bytes() for name in ("pdf", "docx", "review.docx")}
    picture = draw_cover(parts["pdf"])

    def laid_out(settings: Any, edition: Any, carried: Any) -> dict[str, bytes]:
        mark = f"\n% {edition.source.slug} {edition.lang}\n".encode()
        return {"pdf": parts["pdf"] + mark, "docx": parts["docx"] + mark}

    def no_findings(made: Any, edition: Any) -> tuple[()]:
        return ()

    with (
        mock.patch.object(pipeline, "lay_out", laid_out),
        mock.patch.object(pipeline, "read_back", no_findings),
        mock.patch.object(pipeline, "take_all_prints", return_value={}),
        mock.patch.object(review, "as_set", return_value=review.AsSet()),
        mock.patch.object(review, "write_review", lambda edition, **rest: parts["review.docx"] + edition.lang.encode()),
        mock.patch.object(publish, "draw_cover", return_value=picture),
        mock.patch.object(publish, "write_reading", return_value=b"<!doctype html><title>Read</title>"),
    ):
        for at, _ in enumerate(pipeline.make_editions(settings, sources, jobs=2), 1):
            if at % 600 == 0:
                print(f"  {at} editions", file=sys.stderr, flush=True)


def command(root: Path, *options: str) -> tuple[float, float, float, str]:
    """Wall seconds, CPU seconds and peak MB of `pubpipe editions`, and what it printed."""
    run = [sys.executable, "-m", "pubpipe", "editions", "--root", str(root), *options]
    reader, writer = os.pipe()
    start = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(run, stdout=said, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode()
    os.close(reader)
    os.close(writer)
    assert child.returncode in (0, 1), text
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, text


def show(name: str, value: float, unit: str) -> None:
    print(f"{name} {value:.2f} {unit}", flush=True)


def unchanged(root: Path, rounds: int = 3) -> None:
    """The command where nothing changed: the least of several rounds, and the first of all, which has no ledger."""
    for path in (root / ".pubpipe").glob("ledger.*"):
        path.unlink()
    wall, _, peak, _ = command(root)
    show("archive_without_ledger", wall, "s")
    show("archive_without_ledger_memory", peak, "MB")
    runs = [command(root) for _ in range(rounds)]
    assert "built" not in runs[0][3].split("built", 1)[0]
    show("archive_unchanged", min(run[0] for run in runs), "s")
    show("archive_unchanged_cpu", min(run[1] for run in runs), "s")
    show("archive_unchanged_memory", max(run[2] for run in runs), "MB")


def one_entry(root: Path) -> None:
    """One entry of the common glossary, then one of one language: what is due, and how long it takes to know."""
    common, own = root / "locales" / "glossary.csv", root / "locales" / "es" / "glossary.csv"
    for name, path, row in (("common", common, f"{RARE},{RARE},keep\n"), ("language", own, f"{RARE},isoete,noun,m\n")):
        before = path.read_text()
        path.write_text(before + row)
        wall, _, _, text = command(root, "--dry-run", "--explain")
        show(f"archive_one_entry_{name}", wall, "s")
        show(f"archive_one_entry_{name}_editions", len(re.findall(r"^report-\d+\.\w+: due", text, re.MULTILINE)), "editions")
        path.write_text(before)
    command(root)


def one_edition(root: Path) -> None:
    """One edition of the archive made anew, and one of a folder that holds nothing else: what the archive adds."""
    source = root / "source" / "report-0003.txt"
    before = source.read_text()
    source.write_text(before.replace("Follow us", "Follow us all"))
    wall, _, peak, _ = command(root, str(source), "--lang", "es")
    show("archive_one_edition", wall, "s")
    show("archive_one_edition_memory", peak, "MB")
    source.write_text(before)
    with tempfile.TemporaryDirectory() as name:
        alone = Path(name)
        write_archive(alone, 1, first=3)
        shutil.copytree(root / ".pubpipe" / "fonts", alone / ".pubpipe" / "fonts")
        show("archive_one_edition_alone", command(alone, "--lang", "es")[0], "s")
    command(root)


def growing(counts: Sequence[int]) -> None:
    """CPU seconds an edition for one article, ten and a hundred, made in earnest in two languages in one process."""
    first = 0.0
    for count in counts:
        with tempfile.TemporaryDirectory() as name:
            root = Path(name)
            write_archive(root, count, first=2000)
            command(
                root, "--lang", "es", "--jobs", "1", str(root / "source" / "report-2000.txt"), "--output", str(root / "warm")
            )
            _, cpu, peak, _ = command(root, "--lang", "es,fr", "--jobs", "1", "-q")
            each = cpu / (2 * count)
            first = first or each
            show(f"articles_{count}_cpu_per_edition", each, "s")
            show(f"articles_{count}_against_first", each / first, "x")
            show(f"articles_{count}_memory", peak, "MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--growing", type=int, nargs="*", default=[1, 10, 100])
    parser.add_argument("--keep", type=Path, help="make the archive here, or use the one that is here")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root = told.keep or Path(name)
        if told.articles and not (root / "output").exists():
            start = time.perf_counter()
            write_archive(root, told.articles)
            subprocess.run([sys.executable, __file__, "--fill", str(root)], check=True)
            print(f"  the archive was filled in {time.perf_counter() - start:.0f} s", file=sys.stderr)
        if told.articles:
            unchanged(root)
            one_entry(root)
            one_edition(root)
    growing(told.growing)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--fill"]:
        fill(Path(sys.argv[2]))
    else:
        main()
