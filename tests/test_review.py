"""A review copy goes to a person and comes back; nothing that the person wrote is lost, whatever was done to the file."""

import io
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))

from reviews import through_office, wrong_reviews

import factory
from pubpipe.article import (
    Article,
    Author,
    Block,
    Edition,
    EngineInfo,
    Finding,
    Level,
    Mark,
    MarkKind,
    Note,
    NoteKind,
    Role,
    Segment,
    State,
    Term,
    TermHit,
    Unit,
)
from pubpipe.errors import InputError
from pubpipe.localize.strings import languages_with_strings, load_strings
from pubpipe.ooxml import W, bookmark_name, is_rtl, normalise_zip, office_tag
from pubpipe.review import (
    Outcome,
    ReviewCopy,
    Row,
    as_set,
    codes_of,
    read_edition,
    read_review,
    reconcile,
    write_review,
)
from pubpipe.review.merge import verdict
from pubpipe.review.threeway import merge
from pubpipe.typeset.docx import write_docx

EXPORT = "9f3ac1d2"
LOCALES = Path(__file__).parent.parent / "locales"
TERM = Term("ladder terrace", "bancal en escalera", gender="m", plural="bancales en escalera")
ROWS = (
    ("title.1", "title", "The Wall Menders", "Los que reparan muros"),
    ("b1.1", "b1", "Each ladder terrace holds 40 olive trees.", "Cada bancal en escalera sostiene 40 olivos."),
    ("b1.2", "b1", "Nobody is paid for it.", "Nadie cobra por ello."),
    ("b2.1", "b2", "“A wall is a promise,” says Ines Kowal.", "«Un muro es una promesa», dice Ines Kowal."),
    ("n1.1", "n1", "Ines Kowal is a mason in Velda.", "Ines Kowal es albañila en Velda."),
    ("n2.1", "n2", "The magazine need not agree.", "La revista no tiene por qué estar de acuerdo."),
)
ARABIC = (
    "الذين يرمّمون الجدران",
    "تحمل كل مصطبة 40 شجرة زيتون.",
    "لا أحد يتقاضى أجرًا.",
    "تقول Ines Kowal: «الجدار وعد».",
    "بنّاءة.",
    "رأي الكاتبة.",
)
LABELS = {"ID": "ID", "Source": "Original", "Target": "Traducción", "Status": "Estado", "Notes": "Notas", "Disclaimer": "Aviso"}


def make_units(targets: Sequence[str] = (), lang: str = "es") -> tuple[Unit, ...]:
    found = (
        Finding("U-007", "b1.2", "a word twice in a row"),
        Finding("U-006", "b1.2", "the engine left “*olivo”", Level.ERROR),
    )
    units = [
        Unit(Segment(name, block, source, "en"), target, lang, State.TRANSLATED, "engine:apertium")
        for name, block, source, target in ROWS
    ]
    units = [replace(unit, target=target) for unit, target in zip(units, targets, strict=True)] if targets else units
    units[1] = replace(units[1], hits=(TermHit(5, 19, TERM),))
    units[2] = replace(units[2], findings=found)
    units[3] = replace(units[3], state=State.REVIEWED)
    return tuple(units)


def make_edition(lang: str = "es", units: tuple[Unit, ...] = ()) -> Edition:
    units = units or make_units(ARABIC if lang == "ar" else (), lang)
    blocks = (Block("b1", Role.PARAGRAPH, "…"), Block("b2", Role.QUOTE, "…"))
    notes = (Note("n1", "*", NoteKind.AFFILIATION, "…"), Note("n2", "**", NoteKind.DISCLAIMER, "…"))
    source = Article(
        "menders.txt", "wall-menders", ROWS[0][2], "en", authors=(Author("Ines Kowal"),), blocks=blocks, notes=notes
    )
    engine = EngineInfo("apertium", "Apertium", "rule-based", "3.8.3")
    article = replace(source, title=units[0].target, lang=lang)
    return Edition(
        source, article, lang, units, engine, State.TRANSLATED, "Por Ines Kowal", "…", LABELS if lang == "es" else {}
    )


def exported(lang: str = "es") -> bytes:
    return write_review(make_edition(lang), export=EXPORT)


# Hands of a reviewer: what Word and LibreOffice write


def repack(data: bytes, changes: dict[str, bytes | None]) -> bytes:
    """The same package with parts changed, added or (None) taken out."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys((*old.namelist(), *changes)):
            content = changes[name] if name in changes else old.read(name)
            if content is not None:
                new.writestr(name, content)
    return held.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)


def document(data: bytes) -> Any:
    return etree.fromstring(part(data, "word/document.xml"))


def edit(data: bytes, change: Callable[[Any], object]) -> bytes:
    """Let `change` work on the document's tree."""
    root = document(data)
    change(root)
    return repack(data, {"word/document.xml": etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)})


def row_of(root: Any, name: str) -> Any:
    for row in root.iter(f"{{{W}}}tr"):
        if "".join(next(row.iter(f"{{{W}}}p")).itertext()) == name:
            return row
    raise LookupError(name)


def cell_of(root: Any, name: str, column: int) -> Any:
    return row_of(root, name).findall(f"{{{W}}}tc")[column]


def fill(cell: Any, *paragraphs: str) -> None:
    """Put paragraphs given as XML in place of those of a cell."""
    for old in cell.findall(f"{{{W}}}p"):
        cell.remove(old)
    for inner in paragraphs:
        cell.append(etree.fromstring(f'<w:p xmlns:w="{W}">{inner}</w:p>'))


def run(text: str, tag: str = "t") -> str:
    held = etree.Element("x")
    held.text = text
    inner = etree.tostring(held, encoding="unicode")[3:-4] if text else ""
    return f'<w:r><w:{tag} xml:space="preserve">{inner}</w:{tag}></w:r>'


def ins(inner: str, author: str = "Lena Ruiz", tag: str = "ins") -> str:
    return f'<w:{tag} w:id="900" w:author="{author}" w:date="2026-11-20T09:00:00Z">{inner}</w:{tag}>'


def dele(text: str, author: str = "Lena Ruiz", tag: str = "del") -> str:
    return ins(run(text, "delText"), author, tag)


def typed(data: bytes, name: str, text: str, column: int = 2) -> bytes:
    """Overwrite a cell with tracking off."""
    return edit(data, lambda root: fill(cell_of(root, name, column), run(text)))


def row(copy: ReviewCopy, name: str) -> Row:
    return next(row for row in copy.rows if row.id == name)


def came_back(data: bytes, units: Sequence[Unit] = ()) -> Outcome:
    return reconcile(read_review(data), units or make_units(), slug="wall-menders")


def words(outcome: Outcome) -> str:
    """All that the outcome says."""
    texts = [f"{c.target} {c.note}" for c in outcome.corrections]
    return "\n".join(texts + [f.message for f in (*outcome.conflicts, *outcome.remarks)])


# Writing


@pytest.mark.parametrize("lang", ["es", "ar"])
def test_every_unit_has_a_row_and_comes_back_as_it_went(lang: str) -> None:
    edition = make_edition(lang)
    copy = read_review(write_review(edition, export=EXPORT))
    assert (copy.slug, copy.lang, copy.export, copy.remarks, copy.comments) == ("wall-menders", lang, EXPORT, (), ())
    assert [(r.id, r.source, r.target, r.exported) for r in copy.rows] == [
        (u.segment.id, u.segment.text, u.target, u.target) for u in edition.units
    ]
    outcome = reconcile(copy, edition.units)
    assert (outcome.corrections, outcome.conflicts, outcome.remarks, outcome.untouched) == ((), (), (), len(ROWS))


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert exported() == exported()
    assert normalise_zip(exported()) == exported()


def test_a_reviewed_unit_shows_ok_and_the_comments_show_findings_worst_first_then_terms() -> None:
    data = exported()
    assert [r.status for r in read_review(data).rows] == ["", "", "", "OK", "", ""]
    comments = etree.fromstring(part(data, "word/comments.xml"))
    assert [["".join(p.itertext()) for p in comment] for comment in comments] == [
        ["ladder terrace → bancal en escalera"],
        ["U-006 the engine left “*olivo”", "U-007 a word twice in a row"],
    ]
    anchors = {mark.get(f"{{{W}}}id") for mark in cell_of(document(data), "b1.2", 2).iter(f"{{{W}}}commentReference")}
    assert anchors == {comments[1].get(f"{{{W}}}id")}


def test_the_first_page_lists_the_worst_segments_with_links_to_their_rows() -> None:
    units = list(make_units())
    units[4] = replace(units[4], findings=(Finding("U-001", "n1.1", "a", Level.WARNING), Finding("U-002", "n1.1", "b")))
    root = document(write_review(make_edition(units=tuple(units)), export=EXPORT))
    first, second = root.iter(f"{{{W}}}tbl")
    listed = [["".join(cell.itertext()) for cell in row] for row in first.iter(f"{{{W}}}tr")]
    assert [texts[0] for texts in listed] == ["→ b1.2", "→ n1.1"]  # one error before two warnings
    assert [link.get(f"{{{W}}}anchor") for link in first.iter(f"{{{W}}}hyperlink")] == ["seg_b1_2", "seg_n1_1"]
    assert len(list(second.iter(f"{{{W}}}tr"))) == len(ROWS) + 1


def test_what_is_typed_into_the_list_of_the_worst_segments_is_listed_and_confuses_no_row() -> None:
    def type_there(root: Any) -> None:
        fill(next(root.iter(f"{{{W}}}tbl")).find(f"{{{W}}}tr").findall(f"{{{W}}}tc")[1], run("Look at this again."))

    outcome = came_back(edit(typed(exported(), "b1.2", "Nadie gana nada."), type_there))
    assert [c.target for c in outcome.corrections] == ["Nadie gana nada."]
    assert "Look at this again." in words(outcome)


def test_the_page_lies_on_its_side_the_header_repeats_and_tracking_is_forced() -> None:
    data = exported()
    root, rules = document(data), etree.fromstring(part(data, "word/settings.xml"))
    page = root.find(f".//{{{W}}}pgSz")
    assert page.get(f"{{{W}}}orient") == "landscape"
    assert (page.get(f"{{{W}}}w"), page.get(f"{{{W}}}h")) == ("16838", "11906")
    assert root.find(f".//{{{W}}}tr/{{{W}}}trPr/{{{W}}}tblHeader") is not None
    guard = rules.find(f"{{{W}}}documentProtection")
    assert dict(guard.attrib) == {f"{{{W}}}edit": "trackedChanges", f"{{{W}}}enforcement": "1"}
    assert rules.find(f"{{{W}}}trackRevisions") is not None


def test_headings_and_roles_are_in_the_language_of_the_edition() -> None:
    texts = ["".join(p.itertext()) for p in document(exported()).iter(f"{{{W}}}p")]
    assert {"Original", "Traducción", "Estado", "Notas", "Aviso **"} <= set(texts)
    assert texts[0] == f"wall-menders · es · {EXPORT}"


def roles_shown(labels: dict[str, str], lang: str = "es") -> list[str]:
    """The second line of the ID column, for an article with every role and every kind of note once."""
    blocks = tuple(Block(f"b{n}", role, "…") for n, role in enumerate(Role, 1))
    notes = tuple(Note(f"n{n}", "", kind, "…") for n, kind in enumerate(NoteKind, 1))
    names = ("title", "subtitle", "section", *(block.id for block in blocks), *(note.id for note in notes))
    units = tuple(Unit(Segment(f"{name}.1", name, "One.", "en"), "Uno.", lang, State.TRANSLATED, "engine:x") for name in names)
    edition = make_edition(lang)
    edition = replace(edition, source=replace(edition.source, blocks=blocks, notes=notes), units=units, labels=labels)
    root = document(write_review(edition, export=EXPORT))
    return ["".join(cell_of(root, f"{name}.1", 0).findall(f"{{{W}}}p")[1].itertext()) for name in names]


ROLE_WORDS = (
    *("Title", "Subtitle", "Section", "Heading", "Paragraph", "List item", "Quotation", "Caption", "Standfirst"),
    *("Affiliations", "Disclaimer", "About the author", "Editor’s note", "Source", "Correction", "Funding", "Note"),
)


@pytest.mark.parametrize("lang", languages_with_strings(LOCALES))
def test_every_role_and_kind_of_note_is_named_in_the_word_of_the_house(lang: str) -> None:
    strings = load_strings(lang, LOCALES, LOCALES)
    assert roles_shown(dict(strings), lang) == [strings[word] for word in ROLE_WORDS]


def test_without_labels_the_roles_are_named_in_english() -> None:
    assert roles_shown({}) == list(ROLE_WORDS)


def test_the_first_row_of_a_block_alone_names_its_role() -> None:
    edition = replace(make_edition(), labels={**LABELS, "Paragraph": "Párrafo"})
    root = document(write_review(edition, export=EXPORT))
    texts = [["".join(p.itertext()) for p in cell_of(root, name, 0).iter(f"{{{W}}}p")] for name in ("b1.1", "b1.2")]
    assert texts == [["b1.1", "Párrafo"], ["b1.2"]]


def test_byline_and_colophon_stand_below_the_table_and_what_is_written_there_is_listed() -> None:
    edition = replace(make_edition(), colophon=(("Fuente", "Revista"),))
    data = write_review(edition, export=EXPORT)
    below = [p for p in document(data).iter(f"{{{W}}}body") for p in p.findall(f"{{{W}}}p")][-4:]
    assert ["".join(p.itertext()) for p in below] == ["About this edition", "Por Ines Kowal", "…", "Fuente: Revista"]
    assert read_review(data).remarks == ()
    changed = part(data, "word/document.xml").replace(b"Por Ines Kowal", b"Texto de Ines Kowal")
    assert read_review(repack(data, {"word/document.xml": changed})).remarks == ("Texto de Ines Kowal",)


@pytest.mark.parametrize("strip", [False, True], ids=["with the record", "without the record"])
def test_a_similar_text_stands_in_the_notes_and_is_nobodys_word(strip: bool) -> None:
    data = write_review(make_edition(), export=EXPORT, hints={"b1.2": "87 %: Nobody was paid. → Nadie cobró."})
    assert row(read_review(data), "b1.2").notes == "≈ 87 %: Nobody was paid. → Nadie cobró."
    outcome = came_back(without_record(data) if strip else data)
    assert (outcome.corrections, outcome.conflicts, outcome.untouched) == ((), (), len(ROWS))


def test_each_target_cell_has_a_bookmark_of_its_own() -> None:
    names = [mark.get(f"{{{W}}}name") for mark in document(exported()).iter(f"{{{W}}}bookmarkStart")]
    assert names == ["seg_title_1", "seg_b1_1", "seg_b1_2", "seg_b2_1", "seg_n1_1", "seg_n2_1"]


def test_an_arabic_target_runs_from_the_right_and_so_will_what_is_typed_in_it() -> None:
    root = document(exported("ar"))
    (paragraph,) = cell_of(root, "b1.1", 2).findall(f"{{{W}}}p")
    assert paragraph.find(f"{{{W}}}pPr/{{{W}}}bidi") is not None
    assert paragraph.find(f"{{{W}}}pPr/{{{W}}}rPr/{{{W}}}rtl") is not None
    assert paragraph.find(f"{{{W}}}r/{{{W}}}rPr/{{{W}}}lang").get(f"{{{W}}}bidi") == office_tag("ar")
    assert root.find(f".//{{{W}}}tblPr/{{{W}}}bidiVisual") is not None
    assert cell_of(root, "b1.1", 1).find(f".//{{{W}}}bidi") is None


def test_the_file_carries_nothing_of_the_template() -> None:
    with zipfile.ZipFile(io.BytesIO(exported())) as package:
        names = package.namelist()
        said = b"".join(package.read(name) for name in names)
    assert not [name for name in names if "Effects" in name or "thumbnail" in name]
    assert b"python-docx" not in said
    assert b"Macintosh" not in said


@pytest.mark.parametrize(
    ("tag", "right", "office"),
    [("ar", True, "ar-EG"), ("az-Arab", True, "az-IR"), ("es", False, "es-ES"), ("pt-BR", False, "pt-BR")],
)
def test_a_tag_tells_direction_and_region(tag: str, right: bool, office: str) -> None:
    assert (is_rtl(tag), office_tag(tag)) == (right, office)


# Reading what a person did

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\ufffe\uffff")
    | st.sampled_from("\t\n\u00a0\u2011\u00ad"),
    max_size=12,
)
PIECE = st.tuples(st.sampled_from(("keep", "ins", "del", "moveTo", "moveFrom", "both", "link", "control")), TEXT)
MARK = st.sampled_from(("", "ins", "del"))


def as_xml(text: str, tag: str) -> str:
    """A run as Word writes it: tabs, breaks and special hyphens are elements of their own."""
    signs = {"\t": "<w:tab/>", "\n": "<w:br/>", "\u2011": "<w:noBreakHyphen/>", "\u00ad": "<w:softHyphen/>"}
    inner = "".join(signs.get(sign) or run(sign, tag)[5:-6] for sign in text)
    return f"<w:r><w:rPr><w:b/></w:rPr>{inner}</w:r>"


def as_piece(kind: str, text: str) -> tuple[str, str, str]:
    """(XML, text before, text after) of one edit."""
    plain, gone = as_xml(text, "t"), as_xml(text, "delText")
    return {
        "keep": (plain, text, text),
        "ins": (ins(plain), "", text),
        "moveTo": (ins(plain, tag="moveTo"), "", text),
        "del": (ins(gone, tag="del"), text, ""),
        "moveFrom": (ins(plain, tag="moveFrom"), text, ""),
        "both": (ins(ins(gone, "Pol Vidal", "del")), "", ""),
        "link": (f'<w:hyperlink w:anchor="x">{plain}</w:hyperlink>', text, text),
        "control": (f'<w:sdt><w:sdtPr><w:tag w:val="x"/></w:sdtPr><w:sdtContent>{plain}</w:sdtContent></w:sdt>', text, text),
    }[kind]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.lists(PIECE, max_size=4), MARK), min_size=1, max_size=3))
def test_any_mixture_of_edits_is_read_to_the_letter(paragraphs: list[tuple[list[tuple[str, str]], str]]) -> None:
    texts, before, after = [], "", ""
    for number, (pieces, mark) in enumerate(paragraphs):
        made = [as_piece(*piece) for piece in pieces]
        change = f'<w:rPr><w:{mark} w:id="1" w:author="Lena Ruiz"/></w:rPr>' if mark else ""
        texts.append(f"<w:pPr>{change}</w:pPr>" + "".join(xml for xml, _, _ in made))
        last = number == len(paragraphs) - 1
        before += "".join(old for _, old, _ in made) + ("" if last or mark == "ins" else "\n")
        after += "".join(new for _, _, new in made) + ("" if last or mark == "del" else "\n")
    data = edit(COPY, lambda root: fill(cell_of(root, "b1.2", 2), *texts))
    assert row(read_review(data), "b1.2").target == after
    assert row(read_review(without_record(data)), "b1.2").exported == before


COPY = exported()


def without_record(data: bytes) -> bytes:
    return repack(data, {"customXml/item1.xml": b"<other/>"})


def test_authors_of_changes_and_comments_with_their_dates_come_back() -> None:
    inner = f'<w:comment w:id="4" w:author="Pol Vidal" w:date="2026-11-21T10:00:00Z"><w:p>{run("¿Seguro?")}</w:p></w:comment>'
    note = f'<w:comments xmlns:w="{W}">{inner}</w:comments>'
    text = run("Nadie cobra ") + dele("por ello", "Ana") + ins(run("nada")) + '<w:r><w:commentReference w:id="4"/></w:r>'
    changed = edit(exported(), lambda root: fill(cell_of(root, "b1.2", 2), text))
    rels = part(changed, "word/_rels/document.xml.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="rId77" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"'
        b' Target="comments.xml"/></Relationships>',
    )
    copy = read_review(repack(changed, {"word/comments.xml": note.encode(), "word/_rels/document.xml.rels": rels}))
    back = row(copy, "b1.2")
    assert back.authors == ("Ana", "Lena Ruiz")
    assert [(c.author, c.date, c.text) for c in back.comments] == [("Pol Vidal", "2026-11-21T10:00:00Z", "¿Seguro?")]
    (correction,) = reconcile(copy, make_units()).corrections
    assert (correction.target, correction.reviewer, correction.note) == (
        "Nadie cobra nada",
        "Ana, Lena Ruiz",
        "Pol Vidal, 2026-11-21: ¿Seguro?",
    )


def test_a_table_that_was_split_and_a_strict_file_are_read_all_the_same() -> None:
    def split(root: Any) -> None:
        table = root.find(f".//{{{W}}}tbl")
        other = etree.SubElement(root.find(f"{{{W}}}body"), f"{{{W}}}tbl")
        table.addnext(other)
        for node in table.findall(f"{{{W}}}tr")[4:]:
            other.append(node)

    data = edit(exported(), split)
    assert [r.id for r in read_review(data).rows] == [name for name, *_ in ROWS]
    strict = part(data, "word/document.xml").replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert [r.target for r in read_review(repack(data, {"word/document.xml": strict})).rows] == [target for *_, target in ROWS]


def test_words_outside_the_table_are_kept_as_remarks() -> None:
    def add(root: Any) -> None:
        root.find(f"{{{W}}}body").insert(1, etree.fromstring(f'<w:p xmlns:w="{W}">{run("Falta el mapa.")}</w:p>'))

    outcome = came_back(edit(exported(), add))
    assert [(f.code, f.level) for f in outcome.conflicts] == [("R-012", Level.WARNING)]
    assert "Falta el mapa." in words(outcome)


def test_the_key_line_is_enough_where_an_office_program_dropped_the_properties() -> None:
    bare = repack(without_record(exported()), {"docProps/custom.xml": b"<Properties/>"})
    copy = read_review(bare)
    assert (copy.slug, copy.lang, copy.export, copy.remarks) == ("wall-menders", "es", EXPORT, ())


# Taking corrections in


def test_a_tracked_change_is_a_correction_by_its_author() -> None:
    data = edit(
        exported(),
        lambda root: fill(cell_of(root, "b1.2", 2), dele("Nadie cobra") + ins(run("Nadie recibe nada")) + run(" por ello.")),
    )
    outcome = came_back(data)
    (correction,) = outcome.corrections
    assert (correction.segment_id, correction.source) == ("b1.2", "Nobody is paid for it.")
    assert (correction.target, correction.reviewer, correction.status) == ("Nadie recibe nada por ello.", "Lena Ruiz", "")
    assert (outcome.conflicts, outcome.untouched) == ((), 5)


@pytest.mark.parametrize("strip", [False, True], ids=["with the record", "without the record"])
def test_an_edit_made_with_tracking_off_is_found(strip: bool) -> None:
    data = typed(exported(), "b1.1", "Cada bancal da de comer a 40 olivos.")
    outcome = came_back(without_record(data) if strip else data)
    (correction,) = outcome.corrections
    assert (correction.segment_id, correction.target, correction.reviewer) == (
        "b1.1",
        "Cada bancal da de comer a 40 olivos.",
        "unknown",
    )


def test_ok_approves_a_target_that_nobody_changed() -> None:
    (correction,) = came_back(typed(exported(), "b1.2", "ok.", column=3)).corrections
    assert (correction.segment_id, correction.target, correction.status) == ("b1.2", "Nadie cobra por ello.", "OK")


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("OK", "OK"),
        (" o.k. ", "OK"),
        ("ＯＫ", "OK"),
        ("✓", "OK"),
        ("fix", "FIX"),
        ("Reject!", "REJECT"),
        ("—", ""),
        ("perhaps", "perhaps"),
    ],
)
def test_a_status_is_understood_as_people_write_it(said: str, means: str) -> None:
    assert verdict(said) == means


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        (3, "FIX", "R-008"),
        (3, "REJECT", "R-009"),
        (3, "perhaps", "R-010"),
        (1, "Nobody was paid.", "R-005"),
        (2, "", "R-007"),
        (0, "b9.9", "R-002"),
        (0, "b2.1", "R-003"),
        (4, "Suena raro.", "R-015"),
    ],
)
def test_what_cannot_be_taken_is_listed_and_approves_nothing(column: int, text: str, code: str) -> None:
    outcome = came_back(typed(exported(), "b1.2", text, column))
    assert "b1.2" not in [correction.segment_id for correction in outcome.corrections]
    assert code in [finding.code for finding in outcome.conflicts]


def test_a_changed_text_is_taken_whatever_the_status_says_except_reject() -> None:
    changed = typed(exported(), "b1.2", "Nadie gana nada.")
    taken = {said: came_back(typed(changed, "b1.2", said, 3)) for said in ("OK", "FIX", "perhaps", "REJECT")}
    assert [[c.target for c in taken[said].corrections] for said in taken] == [["Nadie gana nada."]] * 3 + [[]]
    assert [f.code for f in taken["perhaps"].remarks] == ["R-010"]
    assert "Nadie gana nada." in words(taken["REJECT"])


def test_the_reviewer_wins_over_a_target_that_changed_since() -> None:
    now = list(make_units())
    now[2] = replace(now[2], target="Ninguno cobra por ello.")
    outcome = came_back(typed(exported(), "b1.2", "Nadie gana nada."), now)
    assert [c.target for c in outcome.corrections] == ["Nadie gana nada."]
    assert [(f.code, f.level, f.where) for f in outcome.remarks] == [("R-011", Level.REMARK, "b1.2")]
    assert "Ninguno cobra por ello." in words(outcome)


def test_a_row_nobody_touched_stays_untouched_though_the_target_changed_since() -> None:
    now = tuple(replace(unit, target=unit.target + " (bis)") for unit in make_units())
    outcome = came_back(exported(), now)
    assert (outcome.corrections, outcome.conflicts, outcome.untouched) == ((), (), len(ROWS))


def test_a_source_that_changed_since_makes_a_conflict_with_both_texts() -> None:
    now = list(make_units())
    now[2] = replace(now[2], segment=replace(now[2].segment, text="Nobody was ever paid."), target="Nadie cobró nunca.")
    outcome = came_back(typed(exported(), "b1.2", "Nadie gana nada."), now)
    assert [(f.code, f.where) for f in outcome.conflicts] == [("R-006", "b1.2")]
    assert "Nadie gana nada." in words(outcome)
    assert "Nadie cobró nunca." in words(outcome)


@pytest.mark.parametrize(("slug", "lang"), [("another", "es"), ("wall-menders", "fr")])
def test_the_copy_of_another_edition_corrects_nothing(slug: str, lang: str) -> None:
    copy = read_review(typed(exported(), "b1.2", "Nadie gana nada."))
    outcome = reconcile(copy, make_units(lang=lang), slug=slug)
    assert (outcome.corrections, [f.code for f in outcome.conflicts]) == ((), ["R-001"])
    assert "Nadie gana nada." in words(outcome)


def test_rows_in_another_order_are_known_by_their_ids() -> None:
    def turn(root: Any) -> None:
        table = root.findall(f".//{{{W}}}tbl")[-1]
        for node in table.findall(f"{{{W}}}tr")[1:]:
            table.insert(3, node)

    outcome = came_back(edit(typed(exported(), "b1.2", "Nadie gana nada."), turn))
    assert [c.segment_id for c in outcome.corrections] == ["b1.2"]
    assert [f.code for f in outcome.remarks] == ["R-013"]


def test_a_target_pasted_over_another_segments_row_is_not_taken_for_it() -> None:
    def swap(root: Any) -> None:
        mine, other = row_of(root, "b1.2"), row_of(root, "b2.1")
        mine.replace(mine.findall(f"{{{W}}}tc")[2], other.findall(f"{{{W}}}tc")[2])

    outcome = came_back(edit(exported(), swap))
    assert "R-014" in [finding.code for finding in outcome.conflicts]
    assert not outcome.corrections


def test_deleted_and_merged_rows_are_listed() -> None:
    def damage(root: Any) -> None:
        gone = row_of(root, "b1.1")
        gone.getparent().remove(gone)
        mark = row_of(root, "b1.2").find(f"{{{W}}}trPr")
        holder = etree.SubElement(row_of(root, "b1.2"), f"{{{W}}}trPr") if mark is None else mark
        etree.SubElement(holder, f"{{{W}}}del", {f"{{{W}}}author": "Lena Ruiz"})
        merged = row_of(root, "b2.1")
        merged.remove(merged.findall(f"{{{W}}}tc")[4])

    outcome = came_back(edit(exported(), damage))
    assert sorted((f.code, f.where) for f in outcome.conflicts) == [
        ("R-004", "b1.2"),
        ("R-004", "review copy"),
        ("R-016", "b2.1"),
    ]
    assert "b1.1" in words(outcome)


FAULTS = st.tuples(
    st.sampled_from([name for name, *_ in ROWS]), st.integers(0, 4), st.text("abcdefghij \u00e9\u0645", min_size=6, max_size=14)
)


@settings(max_examples=80, deadline=None)
@given(st.lists(FAULTS, min_size=1, max_size=5, unique_by=lambda fault: fault[0]))
def test_whatever_is_typed_in_whichever_cell_stands_in_the_outcome(faults: list[tuple[str, int, str]]) -> None:
    data = COPY
    for name, column, text in faults:
        data = typed(data, name, "X" + text.strip() + "X", column)
    outcome = came_back(data)
    for _, _, text in faults:
        assert "X" + text.strip() + "X" in words(outcome)


# Hostile and foreign files


def plain_docx(body: str) -> bytes:
    from docx import Document

    held = io.BytesIO()
    made = Document()
    made.add_paragraph(body)
    made.save(held)
    return held.getvalue()


def bomb() -> bytes:
    return repack(exported(), {"word/document.xml": b"<x>" + b" " * (60 << 20) + b"</x>"})


def entities() -> bytes:
    text = part(exported(), "word/document.xml").partition(b"?>")[2]
    return repack(exported(), {"word/document.xml": b'<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + text})


def deep() -> bytes:
    return repack(exported(), {"word/document.xml": b"<w>" * 100_000 + b"</w>" * 100_000})


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"hello", "not a DOCX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old format"),
        (b"{\\rtf1}", "rich text"),
        (b"PK\x03\x04 broken", "damaged"),
        (exported()[:3000], "damaged"),
        (repack(exported(), {"word/document.xml": None}), "no Word document"),
        (repack(exported(), {"word/document.xml": b"<w:document"}), "not well-formed"),
        (plain_docx("A letter."), "not a review copy"),
        (plain_docx(f"wall-menders · es · {EXPORT}"), "no table"),
        (bomb(), "unpacks to more"),
        (entities(), "document type"),
        (deep(), "not well-formed"),
    ],
    ids=["empty", "text", "doc", "rtf", "broken", "cut", "no part", "bad xml", "foreign", "no table", "bomb", "entity", "deep"],
)
def test_a_file_that_is_no_review_copy_is_refused_in_one_sentence(data: bytes, says: str) -> None:
    with pytest.raises(InputError) as caught:
        read_review(data)
    assert says in caught.value.what
    assert "\n" not in caught.value.what
    assert caught.value.hint


# LibreOffice


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_keeps_rows_bookmarks_record_and_pending_changes(tmp_path: Path) -> None:
    edited = edit(
        exported("ar"),
        lambda root: fill(
            cell_of(root, "b1.2", 2), run("لا أحد ") + dele("يتقاضى") + ins(run("يأخذ"), "Lena Ruiz") + run(" أجرًا.")
        ),
    )
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "r.docx").write_bytes(edited)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "docx",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "in" / "r.docx"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    copy = read_review((tmp_path / "r.docx").read_bytes())
    before = read_review(edited)
    assert (copy.slug, copy.lang, copy.export, copy.remarks) == (before.slug, before.lang, before.export, ())
    assert [(r.id, r.bookmark, r.source, r.target, r.status, r.notes, r.record) for r in copy.rows] == [
        (r.id, r.bookmark if r.id != "b1.2" else "", r.source, r.target, r.status, r.notes, r.record) for r in before.rows
    ]
    (correction,) = reconcile(copy, make_edition("ar").units).corrections
    assert (correction.target, correction.reviewer) == ("لا أحد يأخذ أجرًا.", "Lena Ruiz")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("make", [factory.coded_edition, lambda: factory.make_edition("ar")], ids=["codes", "ar"])
def test_an_edition_that_libreoffice_saved_reads_as_it_was_and_one_edit_in_it_is_one_correction(
    tmp_path: Path, make: Callable[[], Edition]
) -> None:
    edition = make()
    edition = replace(edition, units=factory.make_units(edition.article))
    data = write_docx(edition)
    before = as_set(data)
    unit = next(unit for unit in edition.units if unit.segment.block in {block.id for block in edition.article.blocks})

    def edit_it(root: Any) -> None:
        name = bookmark_name(unit.segment.id)
        start = next(mark for mark in root.iter(f"{{{W}}}bookmarkStart") if mark.get(f"{{{W}}}name") == name)
        start.addnext(etree.fromstring(ins(run("Ey! ")).replace("<w:ins", f'<w:ins xmlns:w="{W}"')))

    for copy, wanted in ((data, []), (edit(data, edit_it), ["Ey! " + unit.target])):
        (saved,) = through_office([copy], tmp_path)
        read = read_edition(saved, edition.units, before, "x", edition.lang)
        outcome = reconcile(read, edition.units)
        assert ([c.target for c in outcome.corrections], outcome.conflicts, read.remarks) == (wanted, (), ())


def test_what_stands_between_the_notes_of_an_edition_and_is_no_note_is_passed_over() -> None:
    edition = factory.make_edition("es")
    data = write_docx(replace(edition, units=factory.make_units(edition.article)))
    notes = zipfile.ZipFile(io.BytesIO(data)).read("word/footnotes.xml")
    between = notes.replace(b"<w:footnote ", b"<?pause?><!-- of some program --><w:footnote ")
    assert between != notes
    assert as_set(repack(data, {"word/footnotes.xml": between})) == as_set(data)


# Reviews at random


def test_what_reviewers_do_at_random_is_in_the_memory_to_the_letter() -> None:
    assert dict(wrong_reviews(range(500, 600))) == {}


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_reviewers_do_at_random_survives_libreoffice_to_the_letter() -> None:
    assert dict(wrong_reviews(range(600, 612), office=True)) == {}


# The article has changed since, two people, people who do not count


def test_rows_go_with_their_source_where_a_sentence_was_put_before_them() -> None:
    def shifted(unit: Unit, block: str) -> Unit:
        return replace(unit, segment=replace(unit.segment, id=f"{block}.1", block=block))

    units = make_units()
    fresh = replace(units[3], segment=replace(units[3].segment, text="A new sentence."), target="Una frase nueva.")
    now = (*units[:3], fresh, shifted(units[3], "b3"), *units[4:])
    outcome = came_back(typed(exported(), "b2.1", "«Un muro es palabra dada», dice Ines Kowal."), now)
    assert [c.segment_id for c in outcome.corrections] == ["b3.1"]
    assert "b2.1 is now b3.1" in words(outcome)
    assert not outcome.conflicts


def test_a_source_that_occurs_twice_is_not_followed() -> None:
    now = [replace(u, segment=replace(u.segment, id=f"b9.{n}", block="b9")) for n, u in enumerate(make_units(), 1)]
    outcome = came_back(
        typed(exported(), "b1.2", "Nadie gana nada."), [*now, replace(now[2], segment=replace(now[2].segment, id="b9.9"))]
    )
    assert (outcome.corrections, [f.code for f in outcome.conflicts]) == ((), ["R-002"])
    assert "Nadie gana nada." in words(outcome)


def approved(units: Sequence[Unit], name: str, target: str) -> tuple[Unit, ...]:
    """The units as they are once another person has approved a target."""
    fresh = {"target": target, "state": State.REVIEWED, "origin": "reviewer:Ana"}
    return tuple(replace(u, **fresh) if u.segment.id == name else u for u in units)  # type: ignore[arg-type]


def test_two_people_who_changed_different_words_are_joined() -> None:
    now = approved(make_units(), "b2.1", "«El muro es una promesa», dice Ines Kowal.")
    outcome = came_back(typed(exported(), "b2.1", "«Un muro es una promesa», afirma Ines Kowal."), now)
    assert [c.target for c in outcome.corrections] == ["«El muro es una promesa», afirma Ines Kowal."]
    assert [f.code for f in outcome.remarks] == ["R-011"]


def test_two_people_who_changed_the_same_words_are_listed_with_both_texts() -> None:
    now = approved(make_units(), "b2.1", "«El muro es una promesa», dice Ines Kowal.")
    outcome = came_back(typed(exported(), "b2.1", "«Cada muro es una promesa», dice Ines Kowal."), now)
    assert (outcome.corrections, [f.code for f in outcome.conflicts]) == ((), ["R-019"])
    assert "«Cada muro" in words(outcome)
    assert "«El muro" in words(outcome)


def test_an_ok_for_a_text_that_another_person_has_changed_since_approves_nothing() -> None:
    now = approved(make_units(), "b1.2", "Nadie gana nada.")
    outcome = came_back(typed(exported(), "b1.2", "OK", 3), now)
    assert (outcome.corrections, outcome.conflicts, [f.code for f in outcome.remarks]) == ((), (), ["R-011"])


@given(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=8), st.data())
def test_a_merge_has_both_changes_or_is_none(base: list[str], data: st.DataObject) -> None:
    def changed(mark: str) -> tuple[str, set[int]]:
        places = data.draw(st.sets(st.integers(0, len(base) - 1), max_size=3))
        return " ".join(mark + word if n in places else word for n, word in enumerate(base)), places

    (ours, mine), (theirs, other) = changed("O"), changed("T")
    joined = merge(" ".join(base), ours, theirs)
    if joined is not None:
        wanted = [("O" if n in mine else "T" if n in other else "") + word for n, word in enumerate(base)]
        assert joined == " ".join(wanted)
        assert not mine & other
    elif not mine & other and len(set(base)) == len(base):  # which of two like words was changed may be open
        assert any(abs(a - b) == 1 for a in mine for b in other)  # neighbours are one passage


def test_a_change_among_like_words_is_not_put_in_another_place() -> None:
    assert merge("a a a a a", "Oa Oa a a a", "a a Ta a a") is None
    assert merge("on and on, b and c", "on and on, B and c", "On and on, b and c") == "On and on, B and c"


PENDING = (
    run("Nadie ") + dele("cobra", "Ana") + ins(run("gana"), "Ana") + run(" por ello") + ins(run(" nunca"), "Pol") + run(".")
)


def test_only_the_pending_changes_of_those_who_count_are_taken_and_the_others_are_listed() -> None:
    data = edit(exported(), lambda root: fill(cell_of(root, "b1.2", 2), PENDING))
    outcomes = [reconcile(read_review(data, names), make_units()) for names in ((), ("Ana",), ("pol",), ("Eva",))]
    assert [[c.target for c in outcome.corrections] for outcome in outcomes] == [
        ["Nadie gana por ello nunca."],
        ["Nadie gana por ello."],
        ["Nadie cobra por ello nunca."],
        [],
    ]
    assert [[f.code for f in outcome.conflicts] for outcome in outcomes] == [[], ["R-020"], ["R-020"], ["R-020"]]
    assert all("Nadie gana por ello nunca." in words(outcome) for outcome in outcomes)
    assert [c.reviewer for c in outcomes[1].corrections] == ["Ana"]


# What is no text


@pytest.mark.parametrize("flag", ["vMerge", "cellDel", "cellIns"])
def test_merged_and_half_deleted_cells_are_listed_with_their_words(flag: str) -> None:
    def change(root: Any) -> None:
        cell = cell_of(root, "b1.2", 2)
        fill(cell, run("Nadie gana nada."))
        etree.SubElement(cell.find(f"{{{W}}}tcPr"), f"{{{W}}}{flag}")

    outcome = came_back(edit(exported(), change))
    assert (outcome.corrections, [f.code for f in outcome.conflicts]) == ((), ["R-016"])
    assert "Nadie gana nada." in words(outcome)


def test_a_picture_in_a_row_is_named_and_the_words_beside_it_are_taken() -> None:
    text = run("Nadie gana nada.") + "<w:r><w:drawing/></w:r>"
    outcome = came_back(edit(exported(), lambda root: fill(cell_of(root, "b1.2", 2), text)))
    assert [c.target for c in outcome.corrections] == ["Nadie gana nada."]
    assert [f.code for f in outcome.conflicts] == ["R-018"]


def test_what_is_typed_in_the_running_foot_is_listed() -> None:
    name = next(n for n in zipfile.ZipFile(io.BytesIO(exported())).namelist() if "footer" in n and "_rels" not in n)
    foot = part(exported(), name).replace(b"</w:p>", f"{run('Ask Ines.')}</w:p>".encode(), 1)
    assert "Ask Ines." in words(came_back(repack(exported(), {name: foot})))


def test_a_copy_with_macros_and_one_with_endless_comments_are_refused() -> None:
    with pytest.raises(InputError, match="macros"):
        read_review(repack(exported(), {"word/vbaProject.bin": b"x"}))
    long = f'<w:comments xmlns:w="{W}"><w:comment w:id="1"><w:p>{run("ab " * 2_000_000)}</w:p></w:comment></w:comments>'
    with pytest.raises(InputError, match=r"million characters|more than any text"):
        read_review(repack(exported(), {"word/comments.xml": long.encode()}))


# Inline codes


def test_italics_that_a_reviewer_moves_are_the_code_of_the_target() -> None:
    units = list(make_units())
    marks = (Mark(7, 12, MarkKind.EMPHASIS),)
    units[2] = replace(units[2], segment=replace(units[2].segment, marks=marks), marks=(Mark(0, 5, MarkKind.EMPHASIS),))
    data = write_review(make_edition(units=tuple(units)), export=EXPORT)
    assert [r.kinds for r in read_review(data).rows if r.id == "b1.2"] == [((0, 5, "em"),)]
    slanted = run("gana").replace("<w:r>", "<w:r><w:rPr><w:i/></w:rPr>")
    (correction,) = came_back(
        edit(data, lambda root: fill(cell_of(root, "b1.2", 2), run("Nadie ") + slanted + run(" nada."))), units
    ).corrections
    assert codes_of(correction, units[2]) == (Mark(6, 10, MarkKind.EMPHASIS),)
    (plain,) = came_back(typed(data, "b1.2", "Nadie gana nada."), units).corrections
    assert codes_of(plain, units[2]) == (Mark(0, 5, MarkKind.EMPHASIS),)  # the formatting is gone: the code stays with its word
