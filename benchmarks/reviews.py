"""Random reviews: what reviewers do to a copy in Word, written down with what the memory must hold afterwards.

Six scripts; text typed, tracked, deleted, moved, split, merged, pasted and commented, by one and by two people, in one cell or
in many. `make quality` sends 2,000 of them through the import, and some once more with LibreOffice opening and saving in
between; the tests take a sample. What an edit should come to is written by the edit itself, never read from our own reader.
"""

import copy
import io
import random
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from pubpipe.article import Article, Block, Edition, EngineInfo, Finding, Role, Segment, State, Unit
from pubpipe.memory import Match, load_memory, remember
from pubpipe.ooxml import W
from pubpipe.review import read_review, reconcile, write_review

SCRIPTS = {
    "es": "el muro tierra agua cosecha según niño pingüino corazón «piedra» 40 años día también olivar",
    "ru": "стена земля вода урожай ёлка подъезд камень 40 лет также оливки мельница щука",
    "ar": "الجدار والأرضُ ماء حصاد حجر ٤٠ سنة أيضًا زيتون طاحونة مُعلِّم",
    "he": "הקיר אדמה מים קציר אבן 40 שנה גם זיתים טחנה שָׁלוֹם",
    "hi": "दीवार ज़मीन पानी फ़सल पत्थर ४० वर्ष भी जैतून चक्की क्षेत्र",
    "zh": "墙 土地 水 收成 石头 四十 年 也 橄榄 磨坊 𠮷野",
}
SPECIAL = ("\u00a0", "\u202f", "\u00ad", "\u2011", "\u200d", "\t", "&", "<", "’", "…", "e\u0301")
PEOPLE = ("Lena Ruiz", "Pol Vidal")
DATE = "2026-11-20T09:00:00Z"
ROWS = 12
NAMESPACES = f'xmlns:w="{W}"'


@dataclass(frozen=True, slots=True)
class Base:
    """A copy as it went out."""

    lang: str
    units: tuple[Unit, ...]
    data: bytes


@dataclass(slots=True)
class Review:
    """A copy as it comes back.

    Attributes:
        expected: Segment id to what the memory must hold; a segment that is not here must not be in it.
        notes: Segment id to words that must stand in the note.
        deeds: Names of the edits, for a report.
    """

    base: Base
    data: bytes = b""
    expected: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    deeds: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Edit:
    """Paragraphs of a cell as XML, and the text that they come to."""

    xml: tuple[str, ...]
    text: str


# What is in a cell


@cache
def base_of(lang: str) -> Base:
    """A copy in one language, the same on every run; some of its segments have findings, so that it has comments of ours."""
    rng = random.Random(lang)  # noqa: S311 - the same on every run
    units = []
    for n in range(1, ROWS + 1):
        block = f"b{(n + 1) // 2}"
        segment = Segment(f"{block}.{2 - n % 2}", block, f"Sentence {n} of the source, number {rng.randrange(10**6)}.", "en")
        unit = Unit(segment, sentence(rng, lang), lang, State.TRANSLATED, "engine:x")
        finding = Finding("U-007", segment.id, "a word twice in a row")
        units.append(replace(unit, findings=(finding,)) if n % 4 == 0 else unit)
    blocks = tuple(Block(f"b{n}", Role.PARAGRAPH, "…") for n in range(1, ROWS // 2 + 1))
    source = Article("a.txt", "walls", "Walls", "en", blocks=blocks)
    engine = EngineInfo("x", "X", "pseudo", "1")
    edition = Edition(source, replace(source, lang=lang), lang, tuple(units), engine, State.TRANSLATED, "", "")
    return Base(lang, tuple(units), write_review(edition, export="e"))


def words(rng: random.Random, lang: str, least: int = 1, most: int = 4) -> str:
    chosen = [rng.choice(SCRIPTS[lang].split()) for _ in range(rng.randint(least, most))]
    at = rng.randrange(len(chosen))
    chosen[at] += rng.choice(SPECIAL) + rng.choice(SCRIPTS[lang].split()) if rng.random() < 0.3 else ""
    return ("" if lang == "zh" else " ").join(chosen)


def sentence(rng: random.Random, lang: str) -> str:
    return words(rng, lang, 5, 12).replace("\t", " ") + {"zh": "。", "hi": "।"}.get(lang, ".")


def run(text: str, *, gone: bool = False, properties: str = "") -> str:
    """A run as Word writes it: tabs, breaks and special hyphens are elements of their own."""
    tag = "delText" if gone else "t"
    signs = {"\t": "<w:tab/>", "\n": "<w:br/>", "\u2011": "<w:noBreakHyphen/>", "\u00ad": "<w:softHyphen/>"}
    inner, held = "", ""
    for sign in (*text, ""):
        if sign in signs or not sign:
            inner += f'<w:{tag} xml:space="preserve">{escape(held)}</w:{tag}>' if held else ""
            inner, held = inner + signs.get(sign, ""), ""
        else:
            held += sign
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{inner}</w:r>" if text else ""


def change(kind: str, inner: str, who: str, number: int) -> str:
    return f'<w:{kind} w:id="{number}" w:author="{who}" w:date="{DATE}">{inner}</w:{kind}>' if inner else ""


def paragraph(inner: str, mark: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="ReviewText"/>{f"<w:rPr>{mark}</w:rPr>" if mark else ""}</w:pPr>'
    return f"<w:p {NAMESPACES}>{properties}{inner}</w:p>"


def pieces_of(rng: random.Random, text: str) -> list[str]:
    """A text cut at a few places, never inside what a reader sees as one letter."""
    import unicodedata

    places = [at for at in range(1, len(text)) if not unicodedata.combining(text[at]) and text[at] != "\u200d"]
    cuts = sorted(rng.sample(places, min(len(places), rng.randint(1, 4))))
    return [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]


# What a person does


def typed(rng: random.Random, text: str, lang: str, number: int) -> Edit:
    """Written over with tracking off."""
    new = words(rng, lang, 2, 8)
    return Edit((paragraph(run(new)),), new)


def tracked(rng: random.Random, text: str, lang: str, number: int) -> Edit:
    """Words put in, taken out and replaced, each change marked; two people, one inside the other's."""
    xml, new = "", ""
    for piece in pieces_of(rng, text):
        who, deed = rng.choice(PEOPLE), rng.choice(("keep", "keep", "insert", "delete", "replace", "nested"))
        fresh = words(rng, lang)
        kept, gone = run(piece), change("del", run(piece, gone=True), who, number)
        put_in = change("ins", run(fresh), who, number + 1)
        undone = change("ins", run(fresh) + change("del", run(fresh, gone=True), PEOPLE[1], number + 2), PEOPLE[0], number + 1)
        made = {
            "keep": (kept, piece),
            "insert": (kept + put_in, piece + fresh),
            "delete": (gone, ""),
            "replace": (gone + put_in, fresh),
            "nested": (kept + undone, piece + fresh),
        }[deed]
        xml, new, number = xml + made[0], new + made[1], number + 3
    return Edit((paragraph(xml),), new)


def deleted(rng: random.Random, text: str, lang: str, number: int) -> Edit:
    parts = pieces_of(rng, text)
    at = rng.randrange(len(parts))
    xml = "".join(change("del", run(p, gone=True), PEOPLE[0], number) if n == at else run(p) for n, p in enumerate(parts))
    return Edit((paragraph(xml),), "".join(p for n, p in enumerate(parts) if n != at))


def moved(rng: random.Random, text: str, lang: str, number: int) -> Edit:
    """A piece dragged to the front, as Word marks a move."""
    parts = pieces_of(rng, text)
    rest, last = "".join(parts[:-1]), parts[-1]
    name = f'w:name="move{number}" w:author="{PEOPLE[0]}" w:date="{DATE}"'
    to = f'<w:moveToRangeStart w:id="{number}" {name}/>' + change("moveTo", run(last), PEOPLE[0], number + 1)
    to += f'<w:moveToRangeEnd w:id="{number}"/>'
    away = f'<w:moveFromRangeStart w:id="{number + 2}" {name}/>' + change("moveFrom", run(last), PEOPLE[0], number + 3)
    away += f'<w:moveFromRangeEnd w:id="{number + 2}"/>'
    return Edit((paragraph(to + run(rest) + away),), last + rest)


def split(rng: random.Random, text: str, lang: str, number: int) -> Edit:
    """Return pressed in the middle, with tracking on or off."""
    parts = pieces_of(rng, text)
    at = rng.randint(1, len(parts) - 1)
    first, second = "".join(parts[:at]), "".join(parts[at:])
    mark = rng.choice(("", f'<w:ins w:id="{number}" w:author="{PEOPLE[0]}" w:date="{DATE}"/>'))
    return Edit((paragraph(run(first), mark), paragraph(run(second))), f"{first}\n{second}")


def merged(rng: random.Random, text: str, lang: str, number: int) -> Edit:
    """A second paragraph typed, and the break taken out again with tracking on."""
    added = words(rng, lang)
    mark = f'<w:del w:id="{number}" w:author="{PEOPLE[1]}" w:date="{DATE}"/>'
    return Edit((paragraph(run(text), mark), paragraph(change("ins", run(added), PEOPLE[0], number + 1))), text + added)


def pasted(rng: random.Random, text: str, lang: str, number: int) -> Edit:
    """Text from a web page or another file: formatting, links, fields, proofing marks.

    No field that an office program works out anew on opening (a date, a reference): there the reviewer sees the new text.
    """
    parts = pieces_of(rng, text)
    fresh = words(rng, lang)
    look = '<w:rFonts w:ascii="Georgia" w:hAnsi="Georgia"/><w:b/><w:i/><w:color w:val="FF0000"/><w:sz w:val="36"/>'
    wrapped = rng.choice(
        (
            run(fresh, properties=look),
            f'<w:hyperlink w:anchor="seg_b1_1" w:history="1">{run(fresh, properties=look)}</w:hyperlink>',
            f'<w:fldSimple w:instr=" MERGEFIELD place ">{run(fresh)}</w:fldSimple>',
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "https://walls.example/"</w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(fresh)}<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            f'<w:proofErr w:type="spellStart"/>{run(fresh)}<w:proofErr w:type="spellEnd"/>',
            change("ins", run(fresh, properties=look), PEOPLE[1], number),
        )
    )
    return Edit(
        (paragraph(run(parts[0]) + wrapped + run("".join(parts[1:]), properties="<w:u w:val='single'/>")),),
        parts[0] + fresh + "".join(parts[1:]),
    )


DEEDS: Mapping[str, Callable[[random.Random, str, str, int], Edit]] = {
    "typed": typed,
    "tracked": tracked,
    "deleted": deleted,
    "moved": moved,
    "split": split,
    "merged": merged,
    "pasted": pasted,
}


def make_review(seed: int) -> Review:
    """One random review: in each row nothing, an edit, an approval, or a comment with an approval."""
    rng = random.Random(seed)  # noqa: S311 - the same on every run
    base = base_of(rng.choice(sorted(SCRIPTS)))
    review = Review(base)
    with zipfile.ZipFile(io.BytesIO(base.data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    root = etree.fromstring(parts["word/document.xml"])
    comments = etree.fromstring(parts["word/comments.xml"])
    rows = {_name(row): row.findall(f"{{{W}}}tc") for row in root.iter(f"{{{W}}}tr")}
    for place, unit in enumerate(base.units):
        _review_row(rng, review, unit, rows[unit.segment.id], comments, 1000 + 50 * place)
    for name, tree in (("word/document.xml", root), ("word/comments.xml", comments)):
        parts[name] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    review.data = held.getvalue()
    return review


def _name(row: Any) -> str:
    first = next(row.iter(f"{{{W}}}p"))
    return "".join(first.itertext())


def _review_row(rng: random.Random, review: Review, unit: Unit, cells: Sequence[Any], comments: Any, number: int) -> None:
    name, lang = unit.segment.id, review.base.lang
    deed = rng.choice(("nothing", "approved", "commented", *DEEDS, *DEEDS))
    review.deeds.append(deed)
    if deed == "nothing":
        return
    if deed in DEEDS:
        edit = DEEDS[deed](rng, unit.target, lang, number)
        _fill(cells[2], edit.xml)
        if edit.text.strip() != unit.target:
            review.expected[name] = edit.text.strip()
    if deed in ("approved", "commented") or rng.random() < 0.2:
        said = change("ins", run("OK"), PEOPLE[0], number + 40) if rng.random() < 0.5 else run("OK")
        _fill(cells[3], (paragraph(said),))
        review.expected.setdefault(name, unit.target)
    if deed == "commented" or (name in review.expected and rng.random() < 0.2):
        review.notes[name] = _comment(rng, cells[2], comments, lang, number)
    if name in review.expected and not review.expected[name]:  # all was taken out: a point to settle, nothing for the memory
        del review.expected[name]
        review.notes.pop(name, None)


def _fill(cell: Any, paragraphs: Sequence[str]) -> None:
    """Put paragraphs in the place of those that are there; the bookmark and our comment's anchor stay, as in Word."""
    old = cell.findall(f"{{{W}}}p")
    kept = [copy.deepcopy(node) for node in old[0] if etree.QName(node).localname in ("bookmarkStart", "bookmarkEnd")]
    marks = [node for node in old[0].iter(f"{{{W}}}r") if node.find(f"{{{W}}}commentReference") is not None]
    for node in old:
        cell.remove(node)
    made = [etree.fromstring(xml) for xml in paragraphs]
    for node in kept[:1]:
        made[0].insert(1, node)
    made[-1].extend([*kept[1:], *marks])
    cell.extend(made)


def _comment(rng: random.Random, cell: Any, comments: Any, lang: str, number: int) -> str:
    text = words(rng, lang, 1, 5).replace("\t", " ")
    who = rng.choice(PEOPLE)
    inner = paragraph(run(text))
    xml = f'<w:comment {NAMESPACES} w:id="{number}" w:author="{who}" w:date="{DATE}" w:initials="x">{inner}</w:comment>'
    comments.append(etree.fromstring(xml))
    last = cell.findall(f"{{{W}}}p")[-1]
    last.append(etree.fromstring(f'<w:r {NAMESPACES}><w:commentReference w:id="{number}"/></w:r>'))
    return f"{who}, {DATE[:10]}: {text.strip()}"


# What comes of it


def faults_of(review: Review, data: bytes, folder: Path) -> list[str]:
    """What the memory holds otherwise than it should after the import of a copy; empty when every character is right."""
    path = folder / "memory.tmx"
    path.unlink(missing_ok=True)
    outcome = reconcile(read_review(data), review.base.units, slug="walls")
    fresh = [Match(c.source, c.target, c.reviewer, f"walls/{c.segment_id}", note=c.note) for c in outcome.corrections]
    remember(path, "en", review.base.lang, fresh)
    memory = load_memory(path, "en", review.base.lang)
    found = []
    for unit in review.base.units:
        name = unit.segment.id
        match = memory.find(unit.segment.text, f"walls/{name}")
        wanted = review.expected.get(name)
        if (match.target if match else None) != wanted:
            found.append(f"{name}: {wanted!r} was typed, {match.target if match else None!r} is in the memory")
        if match and review.notes.get(name, "") not in match.note:
            found.append(f"{name}: {review.notes[name]!r} is not in the note {match.note!r}")
    return found


def through_office(copies: Sequence[bytes], folder: Path, *, program: str = "soffice") -> list[bytes]:
    """The same copies opened and saved by LibreOffice, all in one call, in a profile of its own."""
    ours, theirs = folder / "in", folder / "out"
    for each in (ours, theirs):
        shutil.rmtree(each, ignore_errors=True)
        each.mkdir(parents=True)
    paths = [ours / f"r{number}.docx" for number in range(len(copies))]
    for path, data in zip(paths, copies, strict=True):
        path.write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [program, profile, "--headless", "--convert-to", "docx", "--outdir", str(theirs), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=60 + 10 * len(copies))
    return [(theirs / path.name).read_bytes() for path in paths]


def wrong_reviews(seeds: Sequence[int], *, office: bool = False) -> Iterator[tuple[int, list[str]]]:
    """The reviews that did not come back to the letter, with what was wrong."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for start in range(0, len(seeds), 30):
            reviews = [make_review(seed) for seed in seeds[start : start + 30]]
            copies = [review.data for review in reviews]
            copies = through_office(copies, folder) if office else copies
            for seed, review, data in zip(seeds[start : start + 30], reviews, copies, strict=True):
                if faults := faults_of(review, data, folder):
                    yield seed, faults


def show(name: str, value: float, unit: str) -> None:
    print(f"{name} {value:.1f} {unit}", flush=True)


def main(plain: int = 2000, office: int = 60) -> None:
    wrong = dict(wrong_reviews(range(plain)))
    show(f"review_{plain}_random_reviews_right_to_the_letter", 100 * (1 - len(wrong) / plain), "%")
    if shutil.which("soffice"):
        wrong = dict(wrong_reviews(range(10**6, 10**6 + office), office=True))
        show(f"review_{office}_through_libreoffice_right_to_the_letter", 100 * (1 - len(wrong) / office), "%")


if __name__ == "__main__":
    main()
