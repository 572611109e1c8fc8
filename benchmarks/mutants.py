"""How many altered editions `pubpipe verify` catches, and how often it cries wolf. `make quality` prints it.

Finished editions in several scripts are altered one thing at a time: in the bytes of the DOCX and of the PDF, and by setting
an altered edition anew. A mutant counts as caught only where a finding of level error says what reads otherwise; that its bytes
are others is not counted. A glyph that was exchanged for another of the same text is no mutant and not counted.
"""

import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pubpipe import proof
from pubpipe.article import Edition, Level
from pubpipe.claim import Claim, claim_of
from pubpipe.pipeline import make_editions
from pubpipe.record import read_record
from pubpipe.remake import recorded_edition
from pubpipe.settings import Settings, load_settings
from pubpipe.shelf import Place
from pubpipe.typeset import pdf
from pubpipe.typeset.fetched import fonts_folder
from pubpipe.verify.prints import lines_of

ROOT = Path(__file__).parent.parent
LANGS = ("es", "ru", "ar", "he", "hi", "zh", "ja")
SEED = 8
CODE = 4  # hexadecimal digits of a glyph in a page's text
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HARD = ("name", "affiliation", "disclaimer", "source wording", "digit", "disclosure")


def show(name: str, value: float, unit: str) -> None:
    print(f"{name} {value:.1f} {unit}", flush=True)


@dataclass(frozen=True)
class Finished:
    """An edition as it stands in an output folder."""

    settings: Settings
    place: Place
    edition: Edition

    def path(self, kind: str) -> Path:
        return self.place.folder / f"{self.place.slug}.{self.place.lang}.{kind}"

    def data(self, kind: str) -> bytes:
        return self.path(kind).read_bytes()


def finished(root: Path) -> Iterator[Finished]:
    """Editions of a small article of our own, by the pseudo-language; a script that cannot be set here is left out."""
    (root / "source").mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "data" / "orchard.txt", root / "source")
    settings = replace(load_settings(root), languages=LANGS, engine="pseudo", offline=True)
    settings = replace(settings, cache=Path(os.environ.get("PUBPIPE_CACHE", ROOT / ".pubpipe")))
    for outcome in make_editions(settings, [str(root / "source" / "orchard.txt")]):
        if outcome.status != "built":
            print(f"mutants: {outcome.lang} was {outcome.status} and is left out", file=sys.stderr)
            continue
        place = Place(settings.output, outcome.slug, outcome.lang)
        yield Finished(settings, place, recorded_edition(settings, place, read_record(place.record)))


# Mutants of the DOCX, in its own XML


def altered(text: str, dice: random.Random) -> str:
    """The text with one letter another, or two letters in each other's place."""
    places = [at for at, sign in enumerate(text) if sign.isalpha()]
    at = dice.choice(places)
    if dice.random() < 0.3 and at + 1 < len(text) and text[at + 1].isalpha() and text[at] != text[at + 1]:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    others = [sign for sign in sorted(set(text)) if sign.isalpha() and sign.casefold() != text[at].casefold()]
    return text[:at] + dice.choice(others or ["x"]) + text[at + 1 :]


def other_digit(text: str, dice: random.Random) -> str:
    at = dice.choice([at for at, sign in enumerate(text) if sign.isdigit()])
    return text[:at] + str((int(text[at]) + dice.randrange(1, 10)) % 10) + text[at + 1 :]


def docx_with(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The DOCX with one of its parts changed; itself where the change finds nothing to change."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        parts = {name: before.read(name) for name in before.namelist()}
        changed = change(parts[part])
        if changed == parts[part]:
            return data
        for name, content in parts.items():
            after.writestr(name, changed if name == part else content)
    return out.getvalue()


def in_text(needle: str, change: Callable[[str, random.Random], str], dice: random.Random) -> Callable[[bytes], bytes]:
    """Change one of the text nodes that hold a part of the needle; a part of the file without one stays as it is."""
    from lxml import etree

    def work(xml: bytes) -> bytes:
        root = etree.fromstring(xml)
        nodes = [node for node in root.iter(f"{W}t") if node.text and _fits(node.text, needle)]
        if not nodes:
            return xml
        node = dice.choice(nodes)
        node.text = change(node.text, dice)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    return work


def _fits(text: str, needle: str) -> bool:
    bare = text.strip()
    return len(bare) > 2 and any(map(str.isalpha, bare)) and (bare in needle or needle in text)


def without_segment(dice: random.Random) -> Callable[[bytes], bytes]:
    """Take out what stands between the bookmarks of one segment of the body."""
    from lxml import etree

    def work(xml: bytes) -> bytes:
        root = etree.fromstring(xml)
        starts = [mark for mark in root.iter(f"{W}bookmarkStart") if (mark.get(f"{W}name") or "").startswith("seg_b")]
        node = dice.choice(starts).getnext()
        while node is not None and node.tag != f"{W}bookmarkEnd":
            after = node.getnext()
            node.getparent().remove(node)
            node = after
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    return work


def mutants_of_docx(done: Finished, dice: random.Random, rounds: int) -> Iterator[tuple[str, bytes]]:
    data, edition = done.data("docx"), done.edition
    document, notes = "word/document.xml", "word/footnotes.xml"
    words = edition.article.notes
    for _ in range(rounds):
        author = dice.choice(edition.source.authors).name
        yield "name", docx_with(data, document, in_text(author, altered, dice))
        yield "affiliation", docx_with(data, notes, in_text(words[0].text, altered, dice))
        yield "disclaimer", docx_with(data, document, in_text(words[1].text, altered, dice))
        yield "source wording", docx_with(data, document, in_text(edition.source.notes[1].text, altered, dice))
        yield "disclosure", docx_with(data, document, in_text(edition.disclosure, altered, dice))
        block = dice.choice(edition.article.blocks)
        yield "letter", docx_with(data, document, in_text(block.text, altered, dice))
        digits = [unit.target for unit in edition.units if re.search(r"\d", unit.target)]
        yield "digit", docx_with(data, document, _digit_in(dice.choice(digits), dice))
        yield "segment", docx_with(data, document, without_segment(dice))
    for part, old in ((document, b">*<"), (document, b">**<"), (document, b" **<"), (notes, b"*")):
        yield "mark", docx_with(data, part, lambda xml, old=old: xml.replace(old, old.replace(b"*", "§".encode()), 1))  # type: ignore[misc]
    tag = edition.lang.encode()
    yield "language tag", docx_with(data, "docProps/core.xml", lambda xml: xml.replace(b">" + tag + b"<", b">nl<"))
    yield "language tag", docx_with(data, "word/styles.xml", lambda xml: xml.replace(b'="' + tag + b'"', b'="nl"'))


def _digit_in(needle: str, dice: random.Random) -> Callable[[bytes], bytes]:
    from lxml import etree

    def work(xml: bytes) -> bytes:
        root = etree.fromstring(xml)
        nodes = [
            node for node in root.iter(f"{W}t") if node.text and node.text.strip() in needle and re.search(r"\d", node.text)
        ]
        if not nodes:
            return xml
        node = dice.choice(nodes)
        node.text = other_digit(node.text, dice)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    return work


# Mutants of the PDF


def set_anew(done: Finished, edition: Edition) -> bytes:
    return pdf.write_pdf(edition, page=done.settings.page, fonts_dir=done.settings.cache / "fonts")


def altered_editions(edition: Edition, dice: random.Random) -> Iterator[tuple[str, Edition]]:
    """The edition with one thing another, before it is set."""
    at = dice.randrange(len(edition.source.authors))
    name = edition.source.authors[at].name
    other = altered(name, dice)
    authors = tuple(replace(a, name=other) if n == at else a for n, a in enumerate(edition.source.authors))
    names = tuple(other if n == name else n for n in edition.names)
    fresh = replace(edition, byline=edition.byline.replace(name, other), names=names)
    yield (
        "name",
        replace(fresh, source=replace(edition.source, authors=authors), article=replace(edition.article, authors=authors)),
    )
    yield "affiliation", _with_note(edition, 0, altered(edition.article.notes[0].text, dice))
    yield "disclaimer", _with_note(edition, 1, altered(edition.article.notes[1].text, dice))
    yield "source wording", _with_note(edition, 1, altered(edition.source.notes[1].text, dice), source=True)
    yield "disclosure", replace(edition, disclosure=altered(edition.disclosure, dice))
    yield "mark", _with_note(edition, 0, edition.article.notes[0].text, marker="§")
    block = dice.randrange(len(edition.article.blocks))
    yield "letter", _with_block(edition, block, altered(edition.article.blocks[block].text, dice))
    with_digits = [n for n, b in enumerate(edition.article.blocks) if re.search(r"\d", b.text)]
    block = dice.choice(with_digits)
    yield "digit", _with_block(edition, block, other_digit(edition.article.blocks[block].text, dice))
    units = [u for u in edition.units if u.segment.block.startswith("b")]
    unit = dice.choice(units)
    block = next(n for n, b in enumerate(edition.article.blocks) if b.id == unit.segment.block)
    text = edition.article.blocks[block].text.replace(unit.target, "", 1).strip()
    yield "segment", _with_block(edition, block, text or "…")


def _with_note(edition: Edition, at: int, text: str, *, source: bool = False, marker: str | None = None) -> Edition:
    article = edition.source if source else edition.article
    notes = tuple(
        replace(note, text=text, marker=note.marker if marker is None else marker) if n == at else note
        for n, note in enumerate(article.notes)
    )
    changed = replace(article, notes=notes)
    return replace(edition, source=changed) if source else replace(edition, article=changed)


def _with_block(edition: Edition, at: int, text: str) -> Edition:
    blocks = tuple(replace(block, text=text, marks=()) if n == at else block for n, block in enumerate(edition.article.blocks))
    return replace(edition, article=replace(edition.article, blocks=blocks))


def other_glyph(data: bytes, dice: random.Random) -> bytes:
    """The PDF with one glyph of one page exchanged for another that the same line has."""
    import pypdf
    from pypdf.generic import NameObject, StreamObject

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    page = dice.choice(writer.pages)
    content = page.get_contents().get_data()  # type: ignore[union-attr]
    words = [_codes(match) for match in re.finditer(rb"\[[^\]]+\] TJ", content)]
    word = dice.choice([codes for codes in words if len(set(codes.values())) > 1])
    at = dice.choice(sorted(word))
    new = dice.choice(sorted(set(word.values()) - {word[at]}))
    stream = StreamObject()
    stream._data = content[:at] + new + content[at + CODE :]
    page[NameObject("/Contents")] = writer._add_object(stream)
    return written(writer)


def _codes(shown: re.Match[bytes]) -> dict[int, bytes]:
    """Place to code of each glyph that a TJ shows."""
    runs = re.finditer(rb"<([0-9a-f]+)>", shown[0])
    return {shown.start() + run.start(1) + at: run[1][at : at + CODE] for run in runs for at in range(0, len(run[1]), CODE)}


def written(writer: "object") -> bytes:
    out = io.BytesIO()
    writer.write(out)  # type: ignore[attr-defined]
    return out.getvalue()


def with_language(data: bytes, lang: str) -> bytes:
    import pypdf
    from pypdf.generic import NameObject, TextStringObject

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.root_object[NameObject("/Lang")] = TextStringObject(lang)
    return written(writer)


def with_record(data: bytes, record: bytes) -> bytes:
    """The PDF with a record attached."""
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    for name in list(writer.attachments):
        writer.root_object["/Names"].pop("/EmbeddedFiles", None)  # type: ignore[union-attr]
        del name
    writer.add_attachment("edition.json", record)
    return written(writer)


def other_record(record: bytes, dice: random.Random) -> bytes:
    """The record with one digit of one hash, or one letter of one target, another."""
    told = json.loads(record)
    if dice.random() < 0.6:
        hashes = told["hashes"]["inputs"] if dice.random() < 0.5 else told["hashes"]["files"]
        name = dice.choice([name for name, digest in hashes.items() if digest])
        at = dice.randrange(len(hashes[name]))
        hashes[name] = hashes[name][:at] + ("0" if hashes[name][at] != "0" else "1") + hashes[name][at + 1 :]
    else:
        segment = dice.choice([s for s in told["segments"] if any(map(str.isalpha, s["target"]))])
        segment["target"] = altered(segment["target"], dice)
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def mutants_of_pdf(done: Finished, dice: random.Random, rounds: int) -> Iterator[tuple[str, bytes]]:
    data, record = done.data("pdf"), done.place.record.read_bytes()
    for _ in range(rounds):
        for what, edition in altered_editions(done.edition, dice):
            yield what, set_anew(done, edition)
        for _ in range(12):
            yield "glyph", other_glyph(data, dice)
        yield "attached hash", with_record(data, other_record(record, dice))
    yield "language tag", with_language(data, "nl")


# Judging


def findings_of(done: Finished, name: str, data: bytes, folder: Path) -> tuple[str, ...]:
    """Codes of level error that verify has for these bytes, with their verdict; asked as a stranger would ask."""
    path = folder / name
    path.write_bytes(data)
    claim, contradictions = claim_of(done.settings, path, data)
    judged = proof._compare(done.settings, claim, path, data)
    return tuple(f.code for f in (*contradictions, *judged.findings) if f.level is Level.ERROR)


def by_contract_alone(done: Finished, name: str, data: bytes) -> bool:
    """Whether the promises alone, without fingerprints, would have caught it."""
    record = replace(read_record(done.place.record), prints={})
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
    (root / "pubpipe.toml").write_text(f'languages = [{tags}]\nengine = "pseudo"\noffline = true\n')
    other = {"TZ": "Pacific/Apia", "LC_ALL": "C", "LANG": "", "HOME": str(root), "USER": "nobody", "PYTHONHASHSEED": "7"}
    other |= {"PUBPIPE_CACHE": str(done[0].settings.cache), "PUBPIPE_FONTS_DIR": str(fonts_folder())}
    command = [sys.executable, "-m", "pubpipe", "editions", "-q", "--root", str(root)]
    subprocess.run(command, env=os.environ | other, capture_output=True, check=True)
    pairs = [
        (one.path(kind), root / "output" / one.place.slug / one.path(kind).name) for one in done for kind in ("pdf", "docx")
    ]
    same = sum(here.read_bytes() == there.read_bytes() for here, there in pairs)
    show("rebuilt_elsewhere_same_bytes", 100 * same / len(pairs), f"% of {len(pairs)}")


def measure(rounds: int) -> None:
    dice = random.Random(SEED)  # noqa: S311  mutants, not secrets
    caught, made, contract = Counter[str](), Counter[str](), 0
    alarms, times, same = 0, [], 0
    with tempfile.TemporaryDirectory() as name:
        root, away = Path(name) / "folder", Path(name) / "away"
        away.mkdir()
        all_done = list(finished(root))
        accessibility(root / "output")
        elsewhere(all_done, Path(name) / "elsewhere")
        for done in all_done:
            for kind in ("pdf", "docx"):
                start = time.perf_counter()
                path, data = done.path(kind), done.data(kind)
                alarms += bool(findings_of(done, path.name, data, away))
                times.append(time.perf_counter() - start)
                makers = mutants_of_pdf if kind == "pdf" else mutants_of_docx
                for what, mutant in makers(done, dice, rounds):
                    if not is_mutant(kind, data, mutant, what):
                        same += 1
                        continue
                    made[what] += 1
                    if findings_of(done, path.name, mutant, away):
                        caught[what] += 1
                    else:
                        print(f"mutants: not caught: {what} in {path.name}", file=sys.stderr)
                    contract += by_contract_alone(done, path.name, mutant)
            alarms += bool(
                findings_of(done, done.path("pdf").name, with_record(done.data("pdf"), done.place.record.read_bytes()), away)
            )
            again = resaved(done.path("docx"), away)
            alarms += again is not None and bool(findings_of(done, done.path("docx").name, again, away))
    total, hard = made.total(), sum(made[what] for what in HARD)
    show("mutants", total, "files")
    show("mutants_equivalent", same, "files")
    show("mutants_caught", 100 * caught.total() / max(1, total), "%")
    show("mutants_caught_hard", 100 * sum(caught[what] for what in HARD) / max(1, hard), "%")
    show("mutants_caught_by_promises_alone", 100 * contract / max(1, total), "%")
    for what in sorted(made):
        show(f"mutants_caught_{what.replace(' ', '_')}", 100 * caught[what] / made[what], f"% of {made[what]}")
    show("verify_false_alarms", alarms, "files")
    show("verify_scripts", len({done.place.lang for done in all_done}), "languages")
    show("verify_slowest", 1000 * max(times, default=0), "ms")


def main() -> None:
    measure(int(os.environ.get("MUTANT_ROUNDS", "4")))


if __name__ == "__main__":
    main()
