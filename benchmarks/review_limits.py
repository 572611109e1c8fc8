"""Hostile copies, similar texts that must not be offered, and the time that a large copy takes: NAME value unit, a line each.

`make quality` prints the first two, `make bench` the last.
"""

import io
import random
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

from pubpipe import intake, pipeline
from pubpipe.article import Article, Block, Edition, EngineInfo, Role, Segment, State, Unit
from pubpipe.errors import InputError
from pubpipe.memory import Match
from pubpipe.memory.fuzzy import LEAST, hints_for
from pubpipe.ooxml import W
from pubpipe.review import read_review, reconcile, write_review
from pubpipe.settings import Settings

PASTE = """Walls That Last

By Ines Kowal

Each terrace above Velda holds 40 olive trees. Nobody is paid for the walls. A wall is a promise, the masons say.

The oldest wall was built before the road. It has never fallen. Every spring the stones are counted again.

Ines Kowal is a mason in Velda.
"""


def show(name: str, value: float, unit: str) -> None:
    print(f"{name} {value:.1f} {unit}", flush=True)


# Hostile copies

Parts = dict[str, bytes]
DOCUMENT, COMMENTS = "word/document.xml", "word/comments.xml"


def hostile(parts: Parts) -> Iterator[tuple[str, bytes]]:
    """(name, file) of copies that are damaged, forged or meant to hurt."""
    xml = parts[DOCUMENT]
    yield "empty", b""
    yield "text", b"not a file of Word"
    yield "cut", packed(parts)[:4000]
    yield "bytes flipped", flipped(packed(parts))
    yield "damaged XML", packed(parts | {DOCUMENT: xml[:-40]})
    yield "NUL in the XML", packed(parts | {DOCUMENT: xml.replace(b"Velda", b"Vel\0da", 1)})
    yield "deep XML", packed(parts | {DOCUMENT: b"<w>" * 200_000 + b"</w>" * 200_000})
    yield "zip bomb", packed(parts | {DOCUMENT: b"<x>" + b" " * (80 << 20) + b"</x>"})
    yield "bomb in the comments", packed(parts | {COMMENTS: b"<x>" + b" " * (80 << 20) + b"</x>"} | related(parts))
    yield "50 MB of comments", packed(parts | {COMMENTS: many_comments(50 << 20)} | related(parts))
    doctype = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    yield "external entity", packed(parts | {DOCUMENT: b"<?xml version='1.0'?>" + doctype + xml.partition(b"?>")[2]})
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
    yield "entities in entities", packed(parts | {DOCUMENT: laughs + xml.partition(b"?>")[2].replace(b"Velda", b"&c;", 1)})
    yield "macros", packed(parts | {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    yield "5000 parts", packed(parts | {f"word/x{n}.xml": b"<x/>" for n in range(5000)})
    yield "climbing part", packed({("../../" + name if name == DOCUMENT else name): data for name, data in parts.items()})
    yield "no table", packed(parts | {DOCUMENT: xml.replace(b"w:tbl>", b"w:p>").replace(b"<w:tbl ", b"<w:p ")})
    yield "another article", packed(renamed(parts, b"walls", b"other"))
    yield "another language", packed(renamed(parts, b">fr<", b">es<"))
    yield from ((name, packed(parts | {DOCUMENT: changed(xml)})) for name, changed in ROW_FAULTS.items())


def packed(parts: Parts) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return held.getvalue()


def flipped(data: bytes) -> bytes:
    """Single bits wrong all over the file, its table of contents intact."""
    made = bytearray(data)
    for at in range(200, len(made) * 3 // 4, 211):
        made[at] ^= 1
    return bytes(made)


def related(parts: Parts) -> Parts:
    """The relationships with one to the comments, where there is none."""
    name, kind = "word/_rels/document.xml.rels", "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    link = f'<Relationship Id="rId90" Type="{kind}" Target="comments.xml"/></Relationships>'.encode()
    return {} if COMMENTS in parts else {name: parts[name].replace(b"</Relationships>", link)}


def many_comments(size: int) -> bytes:
    rng = random.Random(1)  # noqa: S311 - the same on every run
    words = [f"w{rng.randrange(10**6)}" for _ in range(5000)]
    made, length, number = [f'<w:comments xmlns:w="{W}">'], 0, 0
    while length < size:
        text = " ".join(rng.choices(words, k=800))
        made.append(f'<w:comment w:id="{number}" w:author="X"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:comment>')
        length, number = length + len(made[-1]), number + 1
    return "".join((*made, "</w:comments>")).encode()


def renamed(parts: Parts, old: bytes, new: bytes) -> Parts:
    return {name: data.replace(old, new) if name in ("docProps/custom.xml", DOCUMENT) else data for name, data in parts.items()}


def rows_of(xml: bytes) -> list[bytes]:
    """The rows of segments, as they stand in the file."""
    pieces = xml.split(b"<w:tr>")[1:]
    return [
        b"<w:tr>" + piece.partition(b"</w:tr>")[0] + b"</w:tr>" for piece in pieces if b"seg_" in piece and b"ReviewID" in piece
    ]


def typed(row: bytes, words: bytes = b"Other words.") -> bytes:
    """A row with a text run more in its target."""
    head, mark, tail = row.partition(b"<w:bookmarkEnd")
    return head + b"<w:r><w:t>" + words + b"</w:t></w:r>" + mark + tail


def in_row(change: Callable[[bytes], bytes], number: int = 1) -> Callable[[bytes], bytes]:
    def made(xml: bytes) -> bytes:
        row = rows_of(xml)[number]
        assert change(row) != row
        return xml.replace(row, change(row), 1)

    return made


def without_cell(row: bytes) -> bytes:
    head, _, tail = row.rpartition(b"<w:tc>")
    return head + tail.partition(b"</w:tc>")[2]


ROW_FAULTS: dict[str, Callable[[bytes], bytes]] = {
    "row doubled": in_row(lambda row: typed(row, b"One.") + typed(row, b"Two.")),
    "row with a foreign ID": in_row(lambda row: typed(row).replace(b">b1.1<", b">b9.9<").replace(b"seg_b1_1", b"seg_b9_9")),
    "row without an ID": in_row(lambda row: typed(row).replace(b">b1.1<", b"><")),
    "row of another segment": in_row(lambda row: typed(row).replace(b">b1.1<", b">b1.2<")),
    "cell taken out": in_row(lambda row: without_cell(typed(row))),
    "cells merged": in_row(lambda row: typed(row).replace(b"<w:tcPr>", b"<w:tcPr><w:vMerge/>")),
    "source changed": in_row(lambda row: typed(row).replace(b"Each", b"No", 1)),
    "row deleted with tracking": in_row(
        lambda row: typed(row).replace(b"<w:cantSplit/>", b'<w:cantSplit/><w:del w:author="X"/>')
    ),
    "a picture alone": in_row(lambda row: row.replace(b"<w:bookmarkEnd", b"<w:r><w:drawing/></w:r><w:bookmarkEnd", 1)),
}


def hostile_figures() -> tuple[int, list[str]]:
    """How many hostile copies there are, and what each that was not dealt with did."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "source").mkdir()
        (root / "source" / "walls.txt").write_text(PASTE, "utf-8")
        settings = replace(
            Settings(root, ("fr",), engine="pseudo", offline=True), output=root / "output", cache=root / ".pubpipe"
        )
        list(pipeline.make_editions(settings, [str(root / "source" / "walls.txt")]))
        copy = root / "output" / "walls" / "walls.fr.review.docx"
        with zipfile.ZipFile(copy) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        store, files = root / "locales" / "fr" / "memory.tmx", list(hostile(parts))
        return len(files), [
            f"{kind}: {fault}" for kind, data in files if (fault := fault_of(settings, root / "mail.docx", data, store))
        ]


def fault_of(settings: Settings, path: Path, data: bytes, store: Path) -> str:
    """What is wrong with the way a copy was dealt with; "" where it was refused or listed, and nothing changed."""
    path.write_bytes(data)
    try:
        taken = intake.take_in_mail(settings, path)
    except InputError as error:
        said = [error.what] if error.hint else []
    else:
        said = [finding.message for finding in taken.open_points] if not taken.changes else []
    path.with_name(path.name + ".rej").unlink(missing_ok=True)
    if store.exists():
        store.unlink()
        return "the memory was changed"
    if path.read_bytes() != data:
        return "the copy was changed"
    return "" if said and all(said) else "neither refused nor listed"


# Similar texts

SUBJECTS = ("Ines Kowal", "The cooperative", "The council of Velda", "The old mason", "Her neighbour")
DEEDS = (
    ("repairs", "repair", "the long wall above the mill with 40 stones"),
    ("sells", "sell", "the oil of the upper terraces for 12 coins a jar"),
    ("counts", "count", "the trees of the valley in the first week of May"),
    ("opens", "open", "the sluice below the bridge after three days of rain"),
    ("teaches", "teach", "the children how a dry wall carries 500 tons of earth"),
)
TAIL = "and writes the result into the book that has lain in the chapel since the flood."
NUMBERS = {"40": "45", "12": "21", "first": "second", "three": "four", "500": "5,000"}
NAMES = {"Ines Kowal": "Inge Kowal", "The cooperative": "Cooperativa Velda", "The council of Velda": "The council of Vehla"}
NAMES |= {"The old mason": "The old mason Brandt", "Her neighbour": "Her neighbour Tomas"}
DENIALS = ("does not {}", "never {s}", "doesn’t {}", "hardly {s}", "no longer {s}", "refuses to {}", "cannot {}", "fails to {}")
MODALS = ("must {}", "may {}", "should {}", "can {}", "might {}", "could {}", "has to {}", "would {}", "needs to {}", "will {}")


def pairs() -> list[tuple[str, str]]:
    """200 pairs of sentences that differ in a number, a name, a negation or a modal and in nothing else."""
    made = []
    for place, (subject, (verb, base, rest)) in enumerate(product(SUBJECTS, DEEDS)):
        one = f"{subject} {verb} {rest} {TAIL}"
        number = next(key for key in NUMBERS if key in rest)
        made.append((one, one.replace(number, NUMBERS[number])))
        made.append((one, one.replace(subject, NAMES[subject])))
        for ways in (DENIALS, MODALS):
            for step in range(3):
                way = ways[(place * 3 + step) % len(ways)]
                made.append((one, one.replace(f" {verb} ", " " + way.replace("{s}", verb).replace("{}", base) + " ")))
    return made


def similar_figures() -> tuple[int, int, int]:
    """(pairs that plain likeness would offer, pairs that we offer, harmless pairs of 25 that we offer)."""
    from rapidfuzz import fuzz

    tempting = sum(fuzz.ratio(one, other) >= LEAST for one, other in pairs())
    offered = sum(bool(hints_for([("a", one)], [Match(other, "x")], "en")) for one, other in pairs())
    harmless = [f"{subject} {verb} {rest} {TAIL}" for subject, (verb, _, rest) in product(SUBJECTS, DEEDS)]
    kept = sum(bool(hints_for([("a", one)], [Match(one.replace("chapel", "town hall"), "x")], "en")) for one in harmless)
    return tempting, offered, kept


# Time


def large_edition(count: int) -> Edition:
    sentence = "The wall above the mill holds the earth of {} terraces, and in spring the water runs off between its stones."
    units = tuple(
        Unit(
            Segment(f"b{n // 4}.{n % 4 + 1}", f"b{n // 4}", sentence.format(n), "en"),
            sentence.format(n)[::-1],
            "es",
            State.TRANSLATED,
            "engine:x",
        )
        for n in range(count)
    )
    blocks = tuple(Block(f"b{n}", Role.PARAGRAPH, "…") for n in range(count // 4 + 1))
    source = Article("a.txt", "walls", "Walls", "en", blocks=blocks)
    return Edition(source, source, "es", units, EngineInfo("x", "X", "pseudo", "1"), State.TRANSLATED, "", "")


def timings(count: int) -> tuple[float, float]:
    """CPU seconds to write a review copy of so many segments, and to read it back with every tenth row approved."""
    edition = large_edition(count)
    start = time.process_time()
    data = write_review(edition, export="e")
    written = time.process_time()
    outcome = reconcile(read_review(data), edition.units)
    assert outcome.untouched == count
    return written - start, time.process_time() - written


def show_times() -> None:
    small, large = [min(timings(count) for _ in range(3)) for count in (1000, 2000)]
    for name, one, two in zip(("export", "import"), small, large, strict=True):
        print(f"review_{name}_1000_segments {one:.2f} s", flush=True)
        print(f"review_{name}_2000_over_1000_segments {two / one:.2f} times", flush=True)


def main() -> None:
    count, faults = hostile_figures()
    show("review_hostile_copies", count, "copies")
    show("review_hostile_copies_refused_or_listed", 100 * (1 - len(faults) / count), "%")
    tempting, offered, kept = similar_figures()
    show("memory_unsafe_pairs_that_likeness_alone_would_offer", tempting, f"of {len(pairs())} pairs")
    show("memory_unsafe_pairs_offered", offered, f"of {len(pairs())} pairs")
    show("memory_harmless_pairs_offered", 4 * kept, "%")
    for fault in faults:
        print(f"# {fault}")


if __name__ == "__main__":
    main()
    show_times()
