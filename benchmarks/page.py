"""Time the page of a large house: a thousand articles in six languages, in Debian's Chromium. `make bench` prints it.

The editions are records only, of a small article of our own; the page is the one that `publish` would write.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from unittest import mock

from pubpipe.article import Imprint
from pubpipe.distribute import File, Offer, write_feed, write_index
from pubpipe.inputs import builtin_locales
from pubpipe.localize.strings import is_rtl, language_name, load_strings
from pubpipe.pipeline import make_editions
from pubpipe.publish import WORDS, publish
from pubpipe.settings import Settings, load_settings

ROOT = Path(__file__).parent.parent
PEERS = ROOT / ".pubpipe" / "peers"
LANGS = ("es", "fr", "pt", "ar", "he", "zh")
ARTICLES = 1000
NOUNS = (
    "orchard",
    "valley",
    "lamp",
    "harbour",
    "terrace",
    "bridge",
    "library",
    "river",
    "station",
    "mill",
    "garden",
    "archive",
)
FILTER = """(() => {
  const q = document.getElementById('q'), start = performance.now();
  q.value = %s; q.dispatchEvent(new Event('input', {bubbles: true}));
  document.body.offsetHeight;
  return performance.now() - start })()"""


SHIFT = """new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => { for (const one of list.getEntries()) sum += one.value })
    .observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(sum), 300) })"""
NODES = "document.querySelectorAll('*').length"
VIEWS = (
    {"width": 1200},
    {"width": 1200, "dark": True},
    {"width": 360, "height": 740},
    {"width": 360, "height": 740, "dark": True},
)


def show(name: str, value: float, unit: str) -> None:
    print(f"{name} {value:.3f} {unit}", flush=True)


def offers() -> list[Offer]:
    """Six editions of each of a thousand articles."""
    strings = {lang: load_strings(lang, ROOT / "locales", builtin_locales()) for lang in LANGS}
    made = []
    for number in range(ARTICLES):
        title = f"The {NOUNS[number % 12]} and the {NOUNS[number // 12 % 12]}, part {number}"
        slug = f"article-{number:04}"
        for lang in LANGS:
            stem, words = f"{slug}.{lang}", {word: strings[lang][word] for word in WORDS}
            files = (File(f"{stem}.pdf", 84_000 + number, "0" * 64), File(f"{stem}.docx", 17_000, "0" * 64))
            own = language_name(lang, lang)
            made.append(
                Offer(
                    slug,
                    lang,
                    "translated",
                    f"{title} ({own})",
                    title,
                    "en",
                    ("Ilse Vantongeren", "Pio Maraschi"),
                    date="2026-05-14",
                )
            )
            made[-1] = replace(
                made[-1], files=files, own_name=own, is_rtl=is_rtl(lang), words=words, kind="neural", ai="ai-autonomous"
            )
    return made


def pages() -> None:
    """Write the list and open it."""
    shelf, words = offers(), load_strings("en", ROOT / "locales", builtin_locales())
    start = time.process_time()
    data = write_index(shelf, lang="en", is_rtl=False, words=words, imprint=Imprint())
    show("index_write_1000x6", time.process_time() - start, "s")
    show("index_size_1000x6", len(data) / 1e6, "MB")
    start = time.process_time()
    write_feed(shelf, title="x", lang="en", imprint=Imprint())
    show("feed_write_1000x6", time.process_time() - start, "s")
    chromium = shutil.which("chromium")
    if not chromium or not (PEERS / "node_modules").is_dir() or not shutil.which("node"):
        print("page: Chromium or the npm packages are not there: make peers", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder:
        page, job = Path(folder) / "index.html", Path(folder) / "job.json"
        page.write_bytes(data)
        steps = [["eval", SHIFT], ["eval", NODES]]
        steps += [["eval", FILTER % json.dumps(word)] for word in ("harbour", "harbour mill", "harbour mill 4", "")]
        job.write_text(json.dumps([{"page": str(page), "steps": steps} | view for view in VIEWS]))
        command = ["node", str(ROOT / "tests" / "browser.mjs"), str(PEERS), str(job)]
        run = subprocess.run(command, env=os.environ | {"CHROMIUM": chromium}, capture_output=True, text=True, check=True)
    seen = json.loads(run.stdout)
    for kind, views in (("desk", seen[:2]), ("phone", seen[2:])):  # of each by day and by night
        show(f"index_opens_1000x6_{kind}", min(one["opened"] for one in views) / 1000, "s")
        show(f"index_filters_1000x6_{kind}", min(max(one["results"][2:]) for one in views) / 1000, "s")
        show(f"index_layout_shift_{kind}", max(one["results"][0] for one in views), "CLS")
        show(f"index_requests_{kind}", max(len(one["requests"]) for one in views), "requests")
    show("index_nodes_1000x6", max(one["results"][1] for one in seen), "elements")


def publishing() -> None:
    """What a new edition costs in pages, and what six thousand old ones cost every run, in which nothing changed."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "source").mkdir()
        shutil.copy(ROOT / "tests" / "data" / "orchard.txt", root / "source")
        settings = replace(load_settings(root), languages=("es", "fr"), engine="pseudo", offline=True)
        settings = replace(settings, cache=Path(os.environ.get("PUBPIPE_CACHE", ROOT / ".pubpipe")))
        list(make_editions(settings, [str(root / "source" / "orchard.txt")]))
        cold = replace(settings, cache=root / "cache")
        copy_editions(settings.output, 10)
        timed(cold, "publish_22_editions_first")
        with (
            mock.patch("pubpipe.publish.draw_cover", return_value=b""),
            mock.patch("pubpipe.publish.write_reading", return_value=b""),
        ):
            copy_editions(settings.output, ARTICLES * 3)
            timed(cold, "publish_6000_editions_first_without_drawing")
            timed(cold, "publish_6000_editions_unchanged")
            timed(cold, "publish_6000_editions_unchanged_again")


def timed(settings: Settings, name: str) -> None:
    start = time.process_time()
    publish(settings)
    show(name, time.process_time() - start, "s")


def copy_editions(output: Path, count: int) -> None:
    """The same article under so many names; its files are links."""
    for number in range(count):
        folder = output / f"article-{number:04}"
        folder.mkdir(exist_ok=True)
        for path in (output / "orchard").iterdir():
            fresh = folder / path.name.replace("orchard", folder.name)
            if fresh.exists() or path.name.endswith(".review.docx"):
                continue
            if path.suffix == ".json" and path.name.startswith("orchard"):
                text = path.read_text("utf-8").replace("orchard.", f"{folder.name}.")
                fresh.write_text(text.replace('"orchard"', f'"{folder.name}"'), "utf-8")
            elif path.suffix in (".pdf", ".docx"):
                os.link(path, fresh)


def main() -> None:
    pages()
    publishing()


if __name__ == "__main__":
    main()
