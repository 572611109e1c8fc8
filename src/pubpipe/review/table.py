"""The table of the review copy: one row a unit, and in the margin what the checks found and which terms the glossary has."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pubpipe import ooxml
from pubpipe.article import ENDINGS, Article, Edition, Level, NoteKind, Role, State, Term, Unit
from pubpipe.ooxml import element, put
from pubpipe.review.cells import DESK, HAIR, PAPER, RULE, cell_of, centred, comment_mark, paragraph_of, set_runs, shown
from pubpipe.review.values import OURSELVES, Export

# Twentieths of a point: ID, source, target, status, notes.
WIDTHS = (1530, 4790, 4990, 900, 3039)  # the first holds “Haftungsausschluss” unbroken
WHOLE_ROW = 900  # characters; a longer row may go over the page, for it could leave half a page empty
TARGET, STATUS = 2, 3  # the columns a person writes in; they have a tint
HINT_SIGN = "≈ "
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


class Thumbnail(NamedTuple):
    """A small picture: its bytes as JPEG or PNG, its width and height in millimetres."""

    data: bytes
    media: str
    size_mm: tuple[float, float]


def table_of(edition: Edition, sent: Mapping[str, Export]) -> Any:
    table = element("tbl")
    table.append(table_properties(rtl=ooxml.is_rtl(edition.lang)))
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


def table_properties(rtl: bool) -> Any:
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
        cell = cell_of(width, fill=PAPER)
        paragraph = paragraph_of("ReviewHead", text, edition.lang, bold=True, proof=False)
        cell.append(centred(paragraph) if column == STATUS else paragraph)
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
    note = paragraph_of("ReviewNote", sent.notes, edition.lang if sent.notes else "zxx", proof=False)
    texts = (_identity(edition, unit, opens=opens), None, None, None, [note])
    for index, width in enumerate(WIDTHS):
        cell = cell_of(width, rule=RULE if opens else "", fill=DESK if index in (TARGET, STATUS) else "")
        cell.extend(texts[index] or ())
        row.append(cell)
    cells = row.findall(f"{{{ooxml.W}}}tc")
    source = paragraph_of("ReviewText", "", unit.segment.lang, proof=False)
    source.extend(set_runs(sent.source, unit.segment.marks if sent.source == unit.segment.text else (), unit.segment.lang))
    cells[1].append(source)
    cells[TARGET].append(_target(sent, unit, number))
    cells[STATUS].append(centred(paragraph_of("ReviewStatus", sent.status, "zxx", bold=True)))
    return row


def _identity(edition: Edition, unit: Unit, *, opens: bool) -> list[Any]:
    made = [paragraph_of("ReviewID", unit.segment.id, "zxx", bold=True, proof=False)]
    if opens:
        made.append(paragraph_of("ReviewID", _role(edition, unit.segment.block), edition.lang, proof=False))
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
    if any(piece.alt_id == block for piece in article.blocks):
        return "Alternate text", ""
    return next((ROLES[piece.role] for piece in article.blocks if piece.id == block), ""), ""


def _target(sent: Export, unit: Unit, number: int) -> Any:
    """The cell a person writes in: its paragraph mark carries language and direction, so that new words get them too."""
    paragraph = paragraph_of("ReviewText", "", unit.lang)
    properties = paragraph.find(f"{{{ooxml.W}}}pPr")
    mark = put(properties, element("rPr"))
    ooxml.set_lang(mark, unit.lang)
    paragraph.append(element("bookmarkStart", id=str(number), name=ooxml.bookmark_name(unit.segment.id)))
    paragraph.extend([element("commentRangeStart", id=str(number))] if sent.remark else [])
    paragraph.extend(set_runs(sent.target, unit.marks if sent.target == unit.target else (), unit.lang, proof=True))
    paragraph.extend([element("commentRangeEnd", id=str(number))] if sent.remark else [])
    paragraph.append(element("bookmarkEnd", id=str(number)))
    paragraph.extend([comment_mark(number)] if sent.remark else [])
    return paragraph


def add_pictures(part: Any, table: Any, edition: Edition, pictures: Mapping[str, Thumbnail]) -> None:
    """Put each picture beside the first segment that is about it, below its ID: who corrects a description has to see it."""
    rows = dict(zip((unit.segment.id for unit in edition.units), table.findall(f"{{{ooxml.W}}}tr")[1:], strict=True))
    shown = [block for block in edition.article.blocks if block.picture and block.picture.sha256 in pictures]
    for number, block in enumerate(shown, 1):
        name = next((unit.segment.id for unit in edition.units if unit.segment.block in (block.alt_id, block.id)), "")
        if name and block.picture:
            small = pictures[block.picture.sha256]
            paragraph = paragraph_of("ReviewID", "", "zxx", proof=False)
            file = f"{block.picture.sha256[:16]}.{ENDINGS[small.media]}"
            paragraph.append(ooxml.thumbnail(part, file, small.media, small.data, small.size_mm, number))
            rows[name].find(f"{{{ooxml.W}}}tc").append(paragraph)


def add_comments(document: Any, sent: Mapping[str, Export]) -> None:
    """What the checks found and which terms the glossary has, in the margin; without a date, so that the bytes are the same."""
    from docx.oxml import parse_xml

    if not any(row.remark for row in sent.values()):
        return
    root = parse_xml(f'<w:comments xmlns:w="{ooxml.W}"/>')
    for number, row in enumerate(sent.values(), 1):
        if row.remark:
            comment = element("comment", id=str(number), author=OURSELVES, initials="pp")
            comment.extend(paragraph_of("ReviewNote", line, "en", proof=False) for line in row.remark.split("\n"))
            root.append(comment)
    mime = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
    ooxml.add_part(document.part, "/word/comments.xml", mime, "comments", root)
