"""The bilingual review copy: a table in Word that a person corrects, and that can be read back without a guess."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pubpipe import ooxml
from pubpipe.article import Article, Edition, Finding, Level, Mark, MarkKind, NoteKind, Role, State, Term, Unit
from pubpipe.codes import stretches
from pubpipe.ooxml import element, put
from pubpipe.review.values import NAMESPACE, OURSELVES, POINTER, Export

# Twentieths of a point; A4 on its side with margins of 14 mm leaves 15 249: ID, source, target, status, notes.
PAGE, MARGIN = (16838, 11906), 794
WIDTHS = (1530, 4790, 4990, 900, 3039)  # the first holds “Haftungsausschluss” unbroken
WHOLE_ROW = 900  # characters; a longer row may go over the page, for it could leave half a page empty
TARGET, STATUS = 2, 3  # the columns a person writes in; they have a tint

INK, GREY, RULE, HAIR, PAPER, DESK, ALARM = "1B1A18", "5F5A52", "8C8579", "D9D3C8", "EFEAE0", "FBF8F2", "9C2F14"

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

HINT_SIGN = "≈ "
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
HEADINGS = ("ID", "Source", "Target", "Status", "Notes")
FRONT = {"title": "Title", "subtitle": "Subtitle", "section": "Section"}
ROLES = {
    Role.HEADING: "Heading",
    Role.PARAGRAPH: "Paragraph",
    Role.LIST_ITEM: "List item",
    Role.QUOTE: "Quotation",
    Role.CAPTION: "Caption",
    Role.STANDFIRST: "Standfirst",
}
KINDS = {
    NoteKind.AFFILIATION: "Affiliations",
    NoteKind.DISCLAIMER: "Disclaimer",
    NoteKind.BIO: "About the author",
    NoteKind.EDITOR: "Editor’s note",
    NoteKind.SOURCE: "Source",
    NoteKind.CORRECTION: "Correction",
    NoteKind.FUNDING: "Funding",
    NoteKind.FOOTNOTE: "Note",
}
RAISED = {MarkKind.SUPERSCRIPT: "superscript", MarkKind.SUBSCRIPT: "subscript"}
# What XML 1.0 cannot hold, section 2.2.
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Faces:
    """The fonts of a copy: for Latin, complex and East Asian script, and for the furniture; each with its stand-in."""

    text: tuple[str, str]
    complex: tuple[str, str]
    east_asian: tuple[str, str]
    furniture: tuple[str, str]


def write_review(edition: Edition, *, export: str, hints: Mapping[str, str] | None = None) -> bytes:
    """The review copy of an edition as DOCX: one row a unit, in the order of `edition.units`.

    A4 on its side; tracked changes are forced on, without a password. What was sent is recorded in a custom XML part, so that
    `read_review` can tell edits from text even where tracking was off.

    Args:
        edition: Every string the copy shows; headings, instructions and roles come from `edition.labels`, else in English.
        export: Hash of what is exported; it comes back as `ReviewCopy.export`.
        hints: Segment id to a similar text of the memory, for the notes.

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
    body.insert(len(body) - 1, _table(edition, sent))
    lines += _back(document, edition)
    _comments(document, sent)
    _record(document, edition, lines, sent)
    _set_footer(document, edition)
    return ooxml.save(document)


def shown(text: str) -> str:
    """A text as a cell can hold it: line ends as "\\n", and U+FFFD for what XML has no place for."""
    return ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def export_of(unit: Unit, hint: str = "") -> Export:
    """What the row of a unit says when it is sent."""
    done = unit.state in (State.REVIEWED, State.FINAL)
    status = "" if not done or unit.how == "bulk" else "FINAL" if unit.state is State.FINAL else "OK"
    remark = "\n".join(_remarks(unit))
    return Export(shown(unit.segment.text), shown(unit.target), status, shown(hint and HINT_SIGN + hint), shown(remark))


def _remarks(unit: Unit) -> Iterator[str]:
    """Findings, worst first, one a line; then the terms of the glossary in one."""
    for level in Level:
        yield from (f"{found.code} {found.message}" for found in unit.findings if found.level is level)
    terms = dict.fromkeys(hit.term for hit in unit.hits if hit.term.status != "forbidden")
    if terms:
        yield " · ".join(dict.fromkeys(map(_term, terms)))


def _term(term: Term) -> str:
    """A term as the notes show it; what stays as it is has an equals sign."""
    return f"= {term.source}" if term.source == term.target else f"{term.source} → {term.target}"


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
        _fill(paragraph._p, shown(text), lang, proof=False)
    return [shown(text) for _, text in lines]


def _set_footer(document: Any, edition: Edition) -> None:
    """Slug, language and folio at the foot of each page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = document.styles["Review Key"]
    put(paragraph._p.get_or_add_pPr(), element("jc", val="end"))
    paragraph.add_run(f"{edition.article.slug} · {edition.lang} · ")
    for code, joint in (("PAGE", "/"), ("NUMPAGES", "")):
        field = element("fldSimple", instr=f" {code} ")
        field.append(_run("1", "zxx", proof=False))
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
    _fill(paragraph._p, shown(heading), edition.lang, bold=True, proof=False)
    table = element("tbl")
    table.append(_table_properties(rtl=ooxml.is_rtl(edition.lang)))
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
        cell = _cell(width)
        paragraph = _paragraph("ReviewNote", "" if text is name else text, "en", proof=False)
        if text is name:
            link = element("hyperlink", anchor=ooxml.bookmark_name(unit.segment.id), history="1")
            link.append(_run(name, "zxx", bold=True, proof=False))
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
        _fill(paragraph._p, text, edition.lang, bold=number == 1, proof=False)
    return lines


# The table


def _table(edition: Edition, sent: Mapping[str, Export]) -> Any:
    table = element("tbl")
    table.append(_table_properties(rtl=ooxml.is_rtl(edition.lang)))
    grid = element("tblGrid")
    for width in WIDTHS:
        grid.append(element("gridCol", w=str(width)))
    table.append(grid)
    table.append(_heading_row(edition))
    block = ""
    for number, unit in enumerate(edition.units, 1):
        table.append(_row(edition, unit, sent[unit.segment.id], number, opens=unit.segment.block != block))
        block = unit.segment.block
    return table


def _table_properties(rtl: bool) -> Any:
    """Full width, fixed columns, hairlines between rows; in a right-to-left edition the ID stands on the right."""
    properties = element("tblPr")
    if rtl:
        put(properties, element("bidiVisual"))
    put(properties, element("tblW", w=str(sum(WIDTHS)), type="dxa"))
    put(properties, element("tblLayout", type="fixed"))
    borders = element("tblBorders")
    for side in ("top", "bottom"):
        borders.append(element(side, val="single", sz="8", space="0", color=RULE))
    borders.append(element("insideH", val="single", sz="4", space="0", color=HAIR))
    put(properties, borders)
    margins = element("tblCellMar")
    for side, width in (("top", 50), ("start", 90), ("bottom", 50), ("end", 90)):
        name = {"start": "left", "end": "right"}.get(side, side)
        margins.append(element(name, w=str(width), type="dxa"))
    put(properties, margins)
    return properties


def _heading_row(edition: Edition) -> Any:
    row = element("tr")
    properties = element("trPr")
    properties.append(element("cantSplit"))
    properties.append(element("tblHeader"))
    row.append(properties)
    for column, (text, width) in enumerate(zip(headings(edition.labels), WIDTHS, strict=True)):
        cell = _cell(width, fill=PAPER)
        paragraph = _paragraph("ReviewHead", text, edition.lang, bold=True, proof=False)
        cell.append(_centred(paragraph) if column == STATUS else paragraph)
        row.append(cell)
    return row


def headings(labels: Mapping[str, str]) -> tuple[str, ...]:
    """The header row in the language of the labels."""
    return tuple(shown(labels.get(text, text)) for text in HEADINGS)


def _row(edition: Edition, unit: Unit, sent: Export, number: int, *, opens: bool) -> Any:
    """One unit; the first of a block has a stronger rule above it and names what the block is."""
    row = element("tr")
    if max(len(sent.source), len(sent.target), len(sent.notes)) < WHOLE_ROW:
        properties = element("trPr")
        properties.append(element("cantSplit"))
        row.append(properties)
    note = _paragraph("ReviewNote", sent.notes, edition.lang if sent.notes else "zxx", proof=False)
    texts = (_identity(edition, unit, opens=opens), None, None, None, [note])
    for index, width in enumerate(WIDTHS):
        cell = _cell(width, rule=RULE if opens else "", fill=DESK if index in (TARGET, STATUS) else "")
        cell.extend(texts[index] or ())
        row.append(cell)
    cells = row.findall(f"{{{ooxml.W}}}tc")
    source = _paragraph("ReviewText", "", unit.segment.lang, proof=False)
    source.extend(_set_runs(sent.source, unit.segment.marks if sent.source == unit.segment.text else (), unit.segment.lang))
    cells[1].append(source)
    cells[TARGET].append(_target(sent, unit, number))
    cells[STATUS].append(_centred(_paragraph("ReviewStatus", sent.status, "zxx", bold=True)))
    return row


def _identity(edition: Edition, unit: Unit, *, opens: bool) -> list[Any]:
    made = [_paragraph("ReviewID", unit.segment.id, "zxx", bold=True, proof=False)]
    if opens:
        made.append(_paragraph("ReviewID", _role(edition, unit.segment.block), edition.lang, proof=False))
    for paragraph in made if ooxml.is_rtl(edition.lang) else ():
        ooxml.set_bidi(paragraph.get_or_add_pPr())
    return made


def _role(edition: Edition, block: str) -> str:
    """What a block is, in the language of the labels where they have the word: "Heading", "Disclaimer **"."""
    word, marker = _role_word(edition.source, block)
    return shown(f"{edition.labels.get(word, word)} {marker}".strip())


def _role_word(article: Article, block: str) -> tuple[str, str]:
    if block in FRONT:
        return FRONT[block], ""
    for note in article.notes:
        if note.id == block:
            return KINDS[note.kind], note.marker
    return next((ROLES[piece.role] for piece in article.blocks if piece.id == block), ""), ""


def _target(sent: Export, unit: Unit, number: int) -> Any:
    """The cell a person writes in: its paragraph mark carries language and direction, so that new words get them too."""
    paragraph = _paragraph("ReviewText", "", unit.lang)
    properties = paragraph.find(f"{{{ooxml.W}}}pPr")
    mark = put(properties, element("rPr"))
    ooxml.set_lang(mark, unit.lang)
    paragraph.append(element("bookmarkStart", id=str(number), name=ooxml.bookmark_name(unit.segment.id)))
    paragraph.extend([element("commentRangeStart", id=str(number))] if sent.remark else [])
    paragraph.extend(_set_runs(sent.target, unit.marks if sent.target == unit.target else (), unit.lang, proof=True))
    paragraph.extend([element("commentRangeEnd", id=str(number))] if sent.remark else [])
    paragraph.append(element("bookmarkEnd", id=str(number)))
    paragraph.extend([_comment_mark(number)] if sent.remark else [])
    return paragraph


def _set_runs(text: str, marks: Sequence[Mark], lang: str, *, proof: bool = False) -> Iterator[Any]:
    """Runs of a text, set as its inline codes say, as far as a word processor's buttons can: what a person may change."""
    for start, end, over in stretches(0, len(text), marks):
        if start < end:
            yield _run(text[start:end], lang, proof=proof, kinds=frozenset(mark.kind for mark in over))


def _comment_mark(number: int) -> Any:
    run, properties = element("r"), element("rPr")
    properties.append(element("rStyle", val="CommentReference"))
    run.extend([properties, element("commentReference", id=str(number))])
    return run


def _comments(document: Any, sent: Mapping[str, Export]) -> None:
    """What the checks found and which terms the glossary has, in the margin; without a date, so that the bytes are the same."""
    from docx.oxml import parse_xml

    if not any(row.remark for row in sent.values()):
        return
    root = parse_xml(f'<w:comments xmlns:w="{ooxml.W}"/>')
    for number, row in enumerate(sent.values(), 1):
        if row.remark:
            comment = element("comment", id=str(number), author=OURSELVES, initials="pp")
            comment.extend(_paragraph("ReviewNote", line, "en", proof=False) for line in row.remark.split("\n"))
            root.append(comment)
    mime = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
    ooxml.add_part(document.part, "/word/comments.xml", mime, "comments", root)


# Cells, paragraphs, runs


def _cell(width: int, *, fill: str = "", rule: str = "") -> Any:
    cell, properties = element("tc"), element("tcPr")
    cell.append(properties)
    put(properties, element("tcW", w=str(width), type="dxa"))
    if rule:
        borders = put(properties, element("tcBorders"))
        borders.append(element("top", val="single", sz="6", space="0", color=rule))
    if fill:
        put(properties, element("shd", val="clear", color="auto", fill=fill))
    return cell


def _paragraph(style: str, text: str, lang: str, *, bold: bool = False, proof: bool = True, colour: str = "") -> Any:
    paragraph, properties = element("p"), element("pPr")
    properties.append(element("pStyle", val=style))
    paragraph.append(properties)
    _fill(paragraph, text, lang, bold=bold, proof=proof, colour=colour)
    return paragraph


def _centred(paragraph: Any) -> Any:
    put(paragraph.get_or_add_pPr(), element("jc", val="center"))
    return paragraph


def _fill(paragraph: Any, text: str, lang: str, *, bold: bool = False, proof: bool = True, colour: str = "") -> None:
    """Append a text to a paragraph and turn the paragraph where its language runs from right to left."""
    if ooxml.is_rtl(lang):
        ooxml.set_bidi(paragraph.get_or_add_pPr())
    if text:
        paragraph.append(_run(text, lang, bold=bold, proof=proof, colour=colour))


def _run(
    text: str,
    lang: str,
    *,
    bold: bool = False,
    proof: bool = True,
    colour: str = "",
    kinds: frozenset[MarkKind] = frozenset(),
) -> Any:
    """A run; "zxx", no linguistic content, leaves the language of the document."""
    run, properties = element("r"), element("rPr")
    run.append(properties)
    for name in ("b", "bCs") if bold or MarkKind.STRONG in kinds else ():
        put(properties, element(name))
    for name in ("i", "iCs") if MarkKind.EMPHASIS in kinds else ():
        put(properties, element(name))
    if MarkKind.LINK in kinds:
        put(properties, element("u", val="single"))
    for kind, raised in RAISED.items():
        if kind in kinds:
            put(properties, element("vertAlign", val=raised))
    if not proof:
        put(properties, element("noProof"))
    if colour:
        put(properties, element("color", val=colour))
    if lang != "zxx":
        ooxml.set_lang(properties, lang)
    for piece in re.split("([\t\n])", text):
        run.append(_piece(piece))
    return run


def _piece(text: str) -> Any:
    """A stretch of text, or the element that stands for a tab or a line break."""
    if text in ("\t", "\n"):
        return element("tab" if text == "\t" else "br")
    node = element("t")
    node.text = text
    node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return node


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
