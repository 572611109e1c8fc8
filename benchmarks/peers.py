"""Measure pubpipe beside the tools that do one of its steps, in one run and in turns: NAME value unit, a line each.

CPU seconds, those of child processes included, for wall times of a busy machine say little; the median of the ratios counts,
and the least and the largest are its spread. A ratio above 1 means that the peer takes longer. A peer that is not there is left
out, with a word; `make bench-peers` puts those that are not in the environment into .pubpipe/peers. The texts are our own.
"""

import importlib.util
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PEERS = ROOT / ".pubpipe" / "peers"
MODEL = ROOT / "tests" / "data" / "models" / "translate-en_es-1_0.argosmodel"
ROUNDS = 5
Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison.

    Attributes:
        name: Of the figure, as it is printed.
        what: The task, in words for a reader.
        peer: The other tool, with its version.
        ours, theirs: Median seconds of CPU time.
        ratios: What the peer takes over what pubpipe takes, one a round.
        note: What is not the same about the two.
    """

    name: str
    what: str
    peer: str
    ours: float
    theirs: float
    ratios: tuple[float, ...]
    note: str = ""

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)


@dataclass(frozen=True, slots=True)
class Share:
    """A figure of quality: what share of lines pubpipe and the peer get wrong, in per cent."""

    name: str
    what: str
    peer: str
    ours: float
    theirs: float


def show(name: str, value: float, unit: str) -> None:
    print(f"{name} {value:.3f} {unit}", flush=True)


def left_out(peer: str, why: str) -> None:
    print(f"# {peer} is left out: {why}", flush=True)


def cpu(work: Work) -> float:
    """CPU seconds of a piece of work and of the processes that it started and waited for."""
    start = _used()
    work()
    return _used() - start


def _used() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def compare(name: str, what: str, peer: str, ours: Work, theirs: Work, note: str = "", rounds: int = ROUNDS) -> Row:
    """Both in turns, after one run of each that does not count."""
    ours()
    theirs()
    times = [(cpu(ours), cpu(theirs)) for _ in range(rounds)]
    one, other = (statistics.median(column) for column in zip(*times, strict=True))
    row = Row(name, what, peer, one, other, tuple(b / a for a, b in times), note)
    show(f"{name}_ours", row.ours, "s")
    show(f"{name}_peer", row.theirs, "s")
    show(f"{name}_peer_over_ours", row.ratio, "x")
    return row


def run(*command: str | Path, stdin: str = "", **env: str) -> str:
    """The output of a program that has to succeed."""
    done = subprocess.run(
        [str(part) for part in command], input=stdin, env=os.environ | env, capture_output=True, text=True, check=True
    )
    return done.stdout


def needs(module: str) -> bool:
    """Whether a Python package of .pubpipe/peers or of the environment is there."""
    return importlib.util.find_spec(module) is not None or (PEERS / "python" / module).is_dir()


# Cleaning


def magazine_page(number: int) -> str:
    """The sample as a page of a magazine: menus, teasers and a footer around it, its notes below. No two are the same."""
    sample = next((ROOT / "source").glob("*.txt")).read_text("utf-8")
    texts = "".join(f"<p>{escape(line)} ({number})</p>" for line in sample.splitlines() if len(line) > 60)
    menu = "".join(
        f'<li><a href="/{word}">{word.title()}</a></li>' for word in ("news", "culture", "science", "archive", "shop")
    )
    teasers = "".join(f'<div class="teaser"><a href="/{n}">Another story, number {n}</a></div>' for n in range(12))
    return (
        f"<html lang=en><head><title>Fragile land, part {number}</title></head><body><nav><ul>{menu}</ul></nav><main><article>"
        f"<h1>Fragile land, part {number}</h1><p class=byline>By Ada Example</p>{texts}</article>"
        f"<aside>{teasers}</aside></main><footer><p>Subscribe to our newsletter</p></footer></body></html>"
    )


def cleaning() -> Iterator[Row | Share]:
    import trafilatura

    from pubpipe.article import SourcePage
    from pubpipe.clean import clean_page

    peer = f"trafilatura {version('trafilatura')}"
    pages = [magazine_page(number) for number in range(20 * (ROUNDS + 1))]
    mine, other = iter(pages), iter(pages)  # each new to the tool in every round, so that nothing remembered helps

    def ours() -> None:
        for page in islice(mine, 20):
            clean_page(SourcePage("page.html", page.encode(), page, "html", "0" * 64))

    def theirs() -> None:
        for page in islice(other, 20):
            trafilatura.extract(page, with_metadata=True, include_comments=False)

    yield compare(
        "peers_clean_html",
        "Clean twenty HTML pages",
        peer,
        ours,
        theirs,
        "pubpipe asks trafilatura for the body and adds roles, notes and a receipt",
    )
    yield from pasted_lines(peer)


def pasted_lines(peer: str) -> Iterator[Share]:
    """What becomes of the lines of our own labelled pastes; trafilatura gets each line as a paragraph."""
    import clean_set
    import trafilatura

    wrong = {"site": [0, 0], "text": [0, 0]}
    count = {"site": 0, "text": 0}
    for page in clean_set.read_pages():
        lines = page.text.split("\n")
        html = "".join(f"<p>{escape(line)}</p>" for line in lines if line.strip())
        said = trafilatura.extract(f"<html><body>{html}</body></html>", include_comments=False) or ""
        theirs = {line.strip("- ") for line in said.split("\n")}
        article = clean_set.clean(page)
        ours = {number for part in (*article.blocks, *article.notes) for number in part.lines}
        for number, tag in page.tags.items():
            kind = "site" if tag in ("x", "f") else "text" if tag in clean_set.KEPT or tag.startswith("n:") else ""
            if kind:
                count[kind] += 1
                for place, is_kept in enumerate((number in ours, lines[number - 1].strip().strip("- ") in theirs)):
                    wrong[kind][place] += is_kept == (kind == "site")
    for kind, what in (("site", "Lines of the site that stay in a paste"), ("text", "Lines of the article that a paste loses")):
        one, other = (100 * wrong[kind][place] / count[kind] for place in (0, 1))
        show(f"peers_paste_{kind}_lines_wrong_ours", one, "%")
        show(f"peers_paste_{kind}_lines_wrong_peer", other, "%")
        yield Share(f"peers_paste_{kind}_lines_wrong", what, peer, one, other)


# Translating


def neural_translation(folder: Path) -> Iterator[Row]:
    """Stock Argos Translate and ours, with the same small trained model, on sentences of the grammar that it was trained on."""
    import neural

    import grammar
    from pubpipe.engines.argos import Argos
    from pubpipe.engines.base import Job

    texts = [made.text["en"] for made in grammar.sentences("peers", 120)]

    def ours(quality: str) -> None:
        (Path(os.environ["PUBPIPE_CACHE"]) / "argos" / "drafts.sqlite").unlink(missing_ok=True)
        Argos(folder, quality).translate([Job(text) for text in texts], "en", "es")

    peer = f"argostranslate {version('argos-translate-lt')} (argos-translate-lt)"
    stock = neural.stock(folder, texts)
    for quality in ("standard", "draft"):
        yield compare(
            f"peers_argos_{quality}",
            f"Translate {len(texts)} sentences, {quality}",
            peer,
            partial(ours, quality),
            stock,
            "one small model for both, of this repository; see neural_… for one of Argos's size",
        )


def apertium_translation() -> Iterator[Row]:
    from pubpipe import clean, ingest, segment
    from pubpipe.engines.apertium import Apertium
    from pubpipe.engines.base import Job

    article = clean.clean_page(ingest.open_page(next((ROOT / "source").glob("*.txt"))))
    texts = [found.text for found in segment.segment_article(article)]
    yield compare(
        "peers_apertium",
        f"Translate {len(texts)} segments by rules",
        f"Apertium {run('apertium', '-V').split()[-1]}",
        lambda: Apertium().translate([Job(text) for text in texts], "en", "es"),
        lambda: run("apertium", "-u", "eng-spa", stdin="\n\n".join(texts)),
        "pubpipe marks unknown words and keeps names and codes",
    )


def whole_way(folder: Path, scratch: Path) -> Iterator[Row]:
    """A pasted article to an edition in DOCX, and the same text as a DOCX through argos-translate-files.

    It is written of sentences that the small model knows: what it makes of others is decoded again in other ways.
    """
    import docx

    import grammar

    root = scratch / "whole"
    (root / "source").mkdir(parents=True)
    said = [made.text["en"] for made in grammar.sentences("whole way", 60)]
    paste = root / "source" / "report.txt"
    paragraphs = [" ".join(said[at : at + 5]) for at in range(0, 60, 5)]
    paste.write_text(
        "\n\n".join(("A report of the valley", "By Ada Example*", *paragraphs, "* Ada Example is a writer.")), "utf-8"
    )
    (root / "pubpipe.toml").write_text('languages = ["es"]\nengine = "argos"\nformats = ["docx"]\noffline = true\n')
    document = docx.Document()
    for line in filter(None, paste.read_text("utf-8").splitlines()):
        document.add_paragraph(line)
    document.save(str(scratch / "sample.docx"))
    code = (
        "import sys; from argostranslate import package, translate\n"
        "from argostranslatefiles import argostranslatefiles as files\n"
        "class Whole:\n    def split_sentences(self, text): return [text]\n"
        "found = package.get_installed_packages()[0]\n"
        "engine = translate.PackageTranslation(translate.Language('en', ''), translate.Language('es', ''), found)\n"
        "engine.sentencizer = Whole()\n"
        "assert files.translate_file(engine, sys.argv[1])"
    )
    python = {"PYTHONPATH": os.pathsep.join((str(PEERS / "python"), os.environ.get("PYTHONPATH", "")))}

    def ours() -> None:
        (Path(os.environ["PUBPIPE_CACHE"]) / "argos" / "drafts.sqlite").unlink(missing_ok=True)
        command = [sys.executable, "-m", "pubpipe", "editions", "--root", str(root), "--force", "-q", "--jobs", "1"]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        assert done.returncode < 2, (
            done.stderr
        )  # 1: withheld, where the small model has lost something; all is written but the edition

    yield compare(
        "peers_whole_way_docx",
        "From the article to a DOCX, one language",
        f"argos-translate-files {_installed('argos_translate_files')}",
        ours,
        lambda: run(sys.executable, "-c", code, scratch / "sample.docx", **python),
        "one process each; pubpipe cleans, checks, reads back and writes a review copy too",
        rounds=3,
    )


# Typesetting


def typesetting(scratch: Path) -> Iterator[Row]:
    import weasyprint

    from pubpipe import ingest, pipeline
    from pubpipe.record import carried_json
    from pubpipe.remake import make_edition
    from pubpipe.settings import load_settings

    source = next((ROOT / "source").glob("*.txt"))
    settings = replace(load_settings(ROOT), engine="pseudo", offline=True, cache=Path(os.environ["PUBPIPE_CACHE"]))
    article = pipeline.clean_article(settings, ingest.open_page(source))
    segments = pipeline.segment_article(article)
    units, choice = pipeline.translate(settings, article, segments, "es")
    edition = make_edition(settings, article, segments, units, choice, "es", "2026-01-01")
    carried = carried_json(edition, inputs={}, day="2026-01-01", tools={}, page=settings.page, receipt="")
    text = "".join(f"<p>{escape(unit.target)}</p>" for unit in units)
    head = f"<head><title>{escape(article.title)}</title></head>"
    page = f"<html lang=es>{head}<body><h1>{escape(article.title)}</h1>{text}</body></html>"
    yield compare(
        "peers_pdf",
        "Set one edition as PDF",
        f"WeasyPrint {version('weasyprint')} on bare HTML",
        lambda: pipeline.lay_out(replace(settings, formats=("pdf",)), edition, carried),
        lambda: weasyprint.HTML(string=page).write_pdf(),
        "pubpipe's page is tagged (PDF/UA, PDF/A), has its own faces, hyphenation and footnotes",
    )
    if not (pandoc := find_pandoc()):
        left_out("pandoc", "make bench-peers")
        return
    (scratch / "page.html").write_text(page, "utf-8")
    yield compare(
        "peers_docx",
        "Write one edition as DOCX",
        f"pandoc {run(pandoc, '--version').split()[1]}",
        lambda: pipeline.lay_out(replace(settings, formats=("docx",)), edition, carried),
        lambda: run(pandoc, scratch / "page.html", "-o", scratch / "page.docx"),
        "pandoc's start is counted, pubpipe's is not",
    )


def find_pandoc() -> Path | None:
    found = shutil.which("pandoc") or next(iter(PEERS.glob("python/pypandoc/files/pandoc")), None)
    return Path(found) if found else None


# Nothing changed


def unchanged(scratch: Path) -> Iterator[Row]:
    """A second run over an article in two languages, where nothing is to be done."""
    if not (po4a := find_po4a()):
        left_out("po4a", "make bench-peers")
        return
    root = scratch / "unchanged"
    (root / "source").mkdir(parents=True)
    sample = Path(shutil.copy(next((ROOT / "source").glob("*.txt")), root / "source"))
    (root / "pubpipe.toml").write_text('languages = ["es", "fr"]\nengine = "pseudo"\noffline = true\n')
    config = "[po4a_langs] es fr\n[po4a_paths] po/all.pot $lang:po/$lang.po\n"
    (root / "po4a.cfg").write_text(f"{config}[type: text] source/{sample.name} $lang:out/$lang.txt\n")
    program, env = po4a
    command = [sys.executable, "-m", "pubpipe", "editions", "--root", str(root), "-q"]
    yield compare(
        "peers_unchanged",
        "Run again, nothing changed, two languages",
        f"po4a {run(program, '--version', **env).split()[2].rstrip('.')}",
        lambda: subprocess.run(command, check=True, capture_output=True),
        lambda: subprocess.run(
            [str(program), "-k", "0", "po4a.cfg"], cwd=root, env=os.environ | env, check=True, capture_output=True
        ),
        "one process each; po4a keeps texts alone, pubpipe the typeset editions and their pages",
    )


def find_po4a() -> tuple[Path, dict[str, str]] | None:
    """The program and the environment that it needs where it was not installed but unpacked."""
    if found := shutil.which("po4a"):
        return Path(found), {}
    root = PEERS / "root"
    program = root / "usr" / "bin" / "po4a"
    if not program.is_file():
        return None
    modules = [root / "usr/share/perl5", *root.glob("usr/lib/*/perl5/*")]
    return program, {
        "PERL5LIB": os.pathsep.join(map(str, modules)),
        "LD_LIBRARY_PATH": os.pathsep.join(map(str, root.glob("usr/lib/*-linux-gnu"))),
        "PATH": f"{root / 'usr/bin'}{os.pathsep}{os.environ['PATH']}",
    }


def _installed(name: str) -> str:
    """The version of a package in .pubpipe/peers."""
    return next(iter((PEERS / "python").glob(f"{name}-*.dist-info"))).name.split("-")[1].removesuffix(".dist")


def rows(scratch: Path) -> Iterator[Row | Share]:
    """Every comparison whose peer is here."""
    from pubpipe.engines import install

    folder = scratch / "packages"
    home = str(scratch)
    cache = ROOT / ".pubpipe"
    os.environ |= {"ARGOS_PACKAGES_DIR": str(folder), "HOME": home, "XDG_DATA_HOME": home}
    os.environ.setdefault("PUBPIPE_CACHE", str(cache))
    install.install(MODEL, packages_dir=folder)
    yield from unless_broken("trafilatura", cleaning())
    yield from unless_broken("argostranslate", neural_translation(folder))
    if shutil.which("apertium"):
        yield from unless_broken("Apertium", apertium_translation())
    else:
        left_out("Apertium", "make system")
    if needs("argostranslatefiles"):
        yield from unless_broken("argos-translate-files", whole_way(folder, scratch))
    else:
        left_out("argos-translate-files", "make bench-peers")
    yield from unless_broken("WeasyPrint or pandoc", typesetting(scratch))
    yield from unless_broken("po4a", unchanged(scratch))


def unless_broken(peer: str, found: Iterator[Row | Share]) -> Iterator[Row | Share]:
    """Comparisons, as far as they come: a peer that is installed and does not run costs its own rows and no others."""
    try:
        yield from found
    except (OSError, ImportError, subprocess.SubprocessError) as error:
        left_out(peer, f"it did not run ({type(error).__name__}: {str(error)[:120]})")


def measure() -> list[Row | Share]:
    """The same, in a folder of its own."""
    with tempfile.TemporaryDirectory() as name:
        return list(rows(Path(name)))


def as_json(found: Sequence[Row | Share]) -> list[dict[str, Any]]:
    return [{slot: getattr(row, slot) for slot in type(row).__slots__} for row in found]


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "tests")]
    made = measure()
    if "--json" in sys.argv:
        print(json.dumps(as_json(made)))
