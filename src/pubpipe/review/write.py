"""The bilingual review copy: a table in Word that a person corrects, and that can be read back without a guess."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pubpipe import ooxml
from pubpipe.article import Edition, Finding, Level, Unit
from pubpipe.ooxml import element, put
from pubpipe.review.cells import GREY, INK, cell_of, fill, paragraph_of, run_of, shown
from pubpipe.review.table import Thumbnail, add_comments, add_pictures, export_of, headings, table_of, table_properties
from pubpipe.review.values import NAMESPACE, POINTER, Export

# Twentieths of a point; A4 on its side with margins of 14 mm leaves 15 249: ID, source, target, status, notes.
PAGE, MARGIN = (16838, 11906), 794


# Each face with the one Word takes where it is not installed.
TEXT, FURNITURE = ("Source Serif 4", "Cambria"), ("Source Sans 3", "Calibri")
COMPLEX: Mapping[str, tuple[str, str]] = {
    "he": ("Frank Ruhl Libre", "David"),
    "yi": ("Frank Ruhl Libre", "David"),
    "hi": ("Hind", "Nirmala UI"),
    "mr": ("Hind", "Nirmala UI"),
    "ne": ("Hind", "Nirmala UI"),
    "bn": ("Noto Serif Bengali", "Nirmala UI"),
    "th": ("Noto Serif Thai", "Leelawadee UI"),
    "ar": ("Amiri", "Traditional Arabic"),
}
EAST_ASIAN: Mapping[str, tuple[str, str]] = {
    "zh": ("Noto Serif SC", "SimSun"),
    "zh-Hant": ("Noto Serif TC", "PMingLiU"),
    "ja": ("Noto Serif JP", "MS Mincho"),
    "ko": ("Noto Serif KR", "Batang"),
}

INSTRUCTIONS = (
    "Correct the text in the Target column only; leave the other columns as they are.",
    "Set Status to OK, FIX or REJECT.",
    "Save the file in its place: the next run takes your corrections in.",
    "Comments say what the checks found and which terms the glossary has; a line with ≈ is a similar text, only a hint.",
)
WORST = "Begin with these segments: the checks found a fault or a doubt in them."
LISTED = 12  # segments on the first page
SHORT = 4  # so few leave room for the table of segments below them
LIST_WIDTHS = (1530, 13719)


@dataclass(frozen=True, slots=True)
class Faces:
    """The fonts of a copy: for Latin, complex and East Asian script, and for the furniture; each with its stand-in."""

    text: tuple[str, str]
    complex: tuple[str, str]
    east_asian: tuple[str, str]
    furniture: tuple[str, str]


def write_review(
    edition: Edition, *, export: str, hints: Mapping[str, str] | None = None, pictures: Mapping[str, Thumbnail] | None = None
) -> bytes:
    """The review copy of an edition as DOCX: one row a unit, in the order of `edition.units`.

    A4 on its side; tracked changes are forced on, without a password. What was sent is recorded in a custom XML part, so that
    `read_review` can tell edits from text even where tracking was off.

    Args:
        edition: Every string the copy shows; headings, instructions and roles come from `edition.labels`, else in English.
        export: Hash of what is exported; it comes back as `ReviewCopy.export`.
        hints: Segment id to a similar text of the memory, for the notes.
        pictures: SHA-256 of each picture of the edition to a small one.

    Returns:
        The file; the same edition gives the same bytes.
    """
    from docx import Document

    document = Document()
    ooxml.strip_debris(document)
    _set_page(document)
    _set_styles(document, edition)
    _set_properties(document, edition, export)
    lines = _front(document, edition, export)
    body = document.element.body
    sent = {unit.segment.id: export_of(unit, (hints or {}).get(unit.segment.id, "")) for unit in edition.units}
    lines += _summary(document, edition)
    table = table_of(edition, sent)
    add_pictures(document.part, table, edition, pictures or {})
    body.insert(len(body) - 1, table)
    lines += _back(document, edition)
    add_comments(document, sent)
    _record(document, edition, lines, sent)
    _set_footer(document, edition)
    return ooxml.save(document)


# Page, styles, properties


def faces(lang: str) -> Faces:
    """The fonts for a target language; the same families as the editions use."""
    language = lang.split("-")[0].lower()
    hant = language == "zh" and any(part in lang for part in ("Hant", "TW", "HK", "MO"))
    return Faces(
        TEXT,
        COMPLEX.get(language, COMPLEX["ar"]),
        EAST_ASIAN.get("zh-Hant" if hant else language, EAST_ASIAN["zh"]),
        FURNITURE,
    )


def _set_page(document: Any) -> None:
    section = document.sections[0]._sectPr
    put(section, element("pgSz", w=str(PAGE[0]), h=str(PAGE[1]), orient="landscape"))
    edges = {side: str(MARGIN) for side in ("top", "right", "bottom", "left")}
    put(section, element("pgMar", **edges, header="400", footer="400", gutter="0"))
    for grid in [node for node in section if ooxml.local(node) == "docGrid"]:
        section.remove(grid)
    settings = document.settings.element
    put(settings, element("trackRevisions"))
    put(settings, element("documentProtection", edit="trackedChanges", enforcement="1"))


def _set_styles(document: Any, edition: Edition) -> None:
    """Paragraph styles of the copy; their names start with "Review", by which the reader knows them."""
    from docx.enum.style import WD_STYLE_TYPE

    fonts = faces(edition.lang)
    pair = fonts.complex[0], fonts.east_asian[0]
    ooxml.set_defaults(document, fonts.furniture[0], *pair, lang=edition.lang)
    normal = document.styles["Normal"]
    ooxml.set_fonts(normal, fonts.furniture[0], *pair)
    ooxml.set_size(normal, 9)
    for name, face, size, colour, after in (
        ("Review Key", fonts.furniture[0], 7.5, GREY, 60),
        ("Review Title", fonts.text[0], 15, INK, 20),
        ("Review Line", fonts.furniture[0], 9.5, INK, 20),
        ("Review Head", fonts.furniture[0], 8.5, INK, 0),
        ("Review ID", fonts.furniture[0], 8, GREY, 0),
        ("Review Text", fonts.text[0], 10.5, INK, 0),
        ("Review Status", fonts.furniture[0], 9.5, INK, 0),
        ("Review Note", fonts.furniture[0], 8, GREY, 20),
    ):
        _add_style(document, name, (face, *pair), size, colour, after)
    mark = document.styles.add_style("Comment Reference", WD_STYLE_TYPE.CHARACTER)
    mark.element.set(f"{{{ooxml.W}}}styleId", "CommentReference")
    ooxml.font_table(document, (fonts.text, fonts.complex, fonts.east_asian, fonts.furniture))


def _add_style(document: Any, name: str, trio: tuple[str, str, str], size: float, colour: str, after: int) -> None:
    from docx.enum.style import WD_STYLE_TYPE

    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    ooxml.set_fonts(style, *trio)
    ooxml.set_size(style, size)
    put(style.element.get_or_add_rPr(), element("color", val=colour))
    spacing = element("spacing", before="0", after=str(after), line="264", lineRule="auto")
    put(style.element.get_or_add_pPr(), spacing)


def _set_properties(document: Any, edition: Edition, export: str) -> None:
    core = document.core_properties
    core.title = shown(f"{edition.labels.get('Review copy', 'Review copy')}: {edition.article.title}")
    core.language, core.author, core.last_modified_by = edition.lang, "pubpipe", "pubpipe"
    for name, value in (("slug", edition.article.slug), ("lang", edition.lang), ("export", export)):
        ooxml.custom_property(document, f"pubpipe.{name}", value)


# Above the table


def _front(document: Any, edition: Edition, export: str) -> list[str]:
    """Key line, title and instructions; gives back their texts, as the record of what stands outside the table."""
    labels, article = edition.labels, edition.article
    key = f"{article.slug} · {edition.lang} · {export}"
    heading = f"{labels.get('Review copy', 'Review copy')} · {article.title or edition.source.title}"
    steps = [f"{number}. {labels.get(line, line)}" for number, line in enumerate(INSTRUCTIONS, 1)]
    lines = [("Review Key", key), ("Review Title", heading), *(("Review Line", step) for step in steps), ("Review Key", "")]
    for style, text in lines:
        paragraph = document.add_paragraph(style=style)
        lang = "zxx" if text == key else edition.lang
        fill(paragraph._p, shown(text), lang, proof=False)
    return [shown(text) for _, text in lines]


def _set_footer(document: Any, edition: Edition) -> None:
    """Slug, language and folio at the foot of each page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = document.styles["Review Key"]
    put(paragraph._p.get_or_add_pPr(), element("jc", val="end"))
    paragraph.add_run(f"{edition.article.slug} · {edition.lang} · ")
    for code, joint in (("PAGE", "/"), ("NUMPAGES", "")):
        field = element("fldSimple", instr=f" {code} ")
        field.append(run_of("1", "zxx", proof=False))
        paragraph._p.append(field)
        if joint:
            paragraph.add_run(joint)


def _summary(document: Any, edition: Edition) -> list[str]:
    """The worst segments, each with a link to its row; gives back the texts. Nothing where there are none."""
    worst = worst_of(edition.units)
    if not worst:
        return []
    heading = edition.labels.get(WORST, WORST)
    paragraph = document.add_paragraph(style="Review Line")
    fill(paragraph._p, shown(heading), edition.lang, bold=True, proof=False)
    table = element("tbl")
    table.append(table_properties(rtl=ooxml.is_rtl(edition.lang)))
    grid = element("tblGrid")
    for width in LIST_WIDTHS:
        grid.append(element("gridCol", w=str(width)))
    table.append(grid)
    lines = [shown(heading)]
    for unit, found in worst:
        name, said = POINTER + unit.segment.id, shown("\n".join(f"{finding.code} {finding.message}" for finding in found))
        table.append(_listed(name, said, unit))
        lines += [name, said]
    document.element.body.insert(len(document.element.body) - 1, table)
    if len(worst) > SHORT:
        _break_page(document)
    else:
        document.add_paragraph(style="Review Key")
    return lines


def worst_of(units: Sequence[Unit]) -> list[tuple[Unit, tuple[Finding, ...]]]:
    """The segments with errors and warnings, the worst first, at most `LISTED`, each with what was found."""
    bad = []
    for place, unit in enumerate(units):
        found = tuple(f for level in (Level.ERROR, Level.WARNING) for f in unit.findings if f.level is level)
        errors = sum(finding.level is Level.ERROR for finding in found)
        if found:
            bad.append(((-errors, -len(found), place), unit, found))
    return [(unit, found) for _, unit, found in sorted(bad, key=lambda each: each[0])[:LISTED]]


def _listed(name: str, said: str, unit: Unit) -> Any:
    row = element("tr")
    for width, text in zip(LIST_WIDTHS, (name, said), strict=True):
        cell = cell_of(width)
        paragraph = paragraph_of("ReviewNote", "" if text is name else text, "en", proof=False)
        if text is name:
            link = element("hyperlink", anchor=ooxml.bookmark_name(unit.segment.id), history="1")
            link.append(run_of(name, "zxx", bold=True, proof=False))
            paragraph.append(link)
        cell.append(paragraph)
        row.append(cell)
    return row


def _break_page(document: Any) -> None:
    """A list that fills a page has it for itself."""
    run = document.add_paragraph(style="Review Key")._p
    node = element("r")
    node.append(element("br", type="page"))
    run.append(node)


def _back(document: Any, edition: Edition) -> list[str]:
    """Byline, disclosure and colophon below the table, to be read with the rest; they are made from house strings, so what is
    written here is listed and not taken. Gives back the texts."""
    label = "About this edition"
    rows = [edition.byline, edition.disclosure, *(f"{name}: {text}" for name, text in edition.colophon)]
    rows = [shown(text) for text in rows if text.strip()]
    if not rows:
        return []
    lines = ["", shown(edition.labels.get(label, label)), *rows]
    for number, text in enumerate(lines):
        paragraph = document.add_paragraph(style="Review Line" if number == 1 else "Review Note")
        fill(paragraph._p, text, edition.lang, bold=number == 1, proof=False)
    return lines


# The record


def _record(document: Any, edition: Edition, lines: Sequence[str], sent: Mapping[str, Export]) -> None:
    """What was sent, as a custom XML part: Word and LibreOffice keep it, and no reviewer sees it."""
    from docx.oxml import parse_xml
    from lxml import etree

    root = parse_xml(f'<review xmlns="{NAMESPACE}"/>')
    for line in (*lines, *headings(edition.labels)):
        etree.SubElement(root, f"{{{NAMESPACE}}}line").text = line
    for name, said in sent.items():
        row = etree.SubElement(root, f"{{{NAMESPACE}}}row", {"id": name, "status": said.status})
        for part in ("source", "target", "notes", "remark"):
            etree.SubElement(row, f"{{{NAMESPACE}}}{part}").text = getattr(said, part)
    store_part = ooxml.add_part(document.part, "/customXml/item1.xml", "application/xml", "customXml", root)
    schema = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
    store = parse_xml(
        f'<ds:datastoreItem xmlns:ds="{schema}" ds:itemID="{{6D4B3B1E-52A4-4C39-9D8B-0B6A8F1E7C55}}"><ds:schemaRefs>'
        f'<ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    mime = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    ooxml.add_part(store_part, "/customXml/itemProps1.xml", mime, "customXmlProps", store)
