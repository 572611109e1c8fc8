"""Write an edition as a DOCX that an editor can work in: named styles, real footnotes, a bookmark round every segment."""

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any
from xml.sax.saxutils import quoteattr

from pubpipe.article import Block, Edition, Role
from pubpipe.digits import counted
from pubpipe.disclosure import IPTC, ai_disclosure, digital_source
from pubpipe.ooxml import custom_property
from pubpipe.phrases import phrases
from pubpipe.typeset import design, fonts
from pubpipe.typeset.docx_parts import (
    Piece,
    Writer,
    footnote_references,
    footnotes_xml,
    paragraph,
    run,
    segment_pieces,
    source_run,
    table,
)
from pubpipe.typeset.docx_pictures import band_run, figure_run, logo_run
from pubpipe.typeset.docx_styles import (
    NS,
    font_table_xml,
    numbering_xml,
    settings_xml,
    side_margin,
    sizes,
    styles_xml,
    text_width,
    top_margin,
)
from pubpipe.typeset.galley import Aside, Box, Galley, Passage, Wording, set_galley
from pubpipe.typeset.measure import line_ends
from pubpipe.typeset.pdf import created
from pubpipe.typeset.scripts import BALANCED, is_rtl

FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STALE = ("stylesWithEffects", "customXml", "webSettings", "thumbnail", "extended-properties", "printerSettings")
"""What python-docx's template of 2013 carries along: out of date as soon as the styles change, or somebody else's."""

TWIPS = 1440 / 25.4  # a millimetre in twentieths of a point
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a ZIP entry can bear
STYLE_OF = {Role.QUOTE: "Quote", Role.CAPTION: "Caption", Role.LIST_ITEM: "ListBullet"}


def write_docx(edition: Edition, *, page: str = "A4", export: str = "", pictures: Mapping[str, bytes] | None = None) -> bytes:
    """Set the edition as a DOCX; the same edition gives the same bytes.

    Args:
        page: "A4", "A5" or "Letter".
        export: Hash of the texts, as a property of the file, by which it is known again when a person has worked on it.
        pictures: SHA-256 of each picture of the edition to its bytes.

    Raises:
        OutputError: A character has no glyph in any of our faces, or a house string has no wording.
        SettingsError: There is no such page size.
    """
    sheet = design.sheet_of(page)
    fonts.check_glyphs(edition)
    galley = set_galley(edition)
    document = _document(galley, sheet, segment_pieces(edition.units), pictures or {})
    _properties(document, edition)
    if export:
        custom_property(document, "pubpipe.export", export)
    out = BytesIO()
    document.save(out)
    return _normalised(out.getvalue())


def _document(galley: Galley, sheet: design.Sheet, pieces: dict[str, tuple[Piece, ...]], pictures: Mapping[str, bytes]) -> Any:
    """The package: python-docx's, with every part that we care about written anew."""
    from docx import Document
    from docx.oxml import parse_xml

    document = Document()
    writer = Writer(galley, pieces, _relating(document.part), title_breaks(galley, sheet))
    logo = logo_run(galley, document.part)
    figures = _figures(galley, sheet, pictures, document.part)
    lists = list_starts(galley)
    _drop_stale(document.part)
    _drop_stale(document.part.package)
    _page_setup(document.sections[0], sheet, galley)
    for element in (document.styles.element, document.settings.element, document.part.numbering_part.element):
        element[:] = []
    _fill(document.styles.element, _coloured(styles_xml(galley, sheet), galley))
    _fill(document.settings.element, settings_xml(galley))
    _fill(document.part.numbering_part.element, _coloured(numbering_xml(tuple(lists.values())), galley))
    _blob(document.part, "fontTable", font_table_xml())
    body = document.element.body
    for element in parse_xml(f"<w:body {NS}>{_coloured(_content(galley, sheet, writer, logo, figures), galley)}</w:body>"):
        body.insert(len(body) - 1, element)  # before the section's properties, which stay last
    _add_footnotes(document.part, writer)
    _furniture(document.sections[0], sheet, writer)
    return document


def title_breaks(galley: Galley, sheet: design.Sheet) -> tuple[int, ...]:
    """Where the lines of a title end: Word and LibreOffice fill one after the other, so that the last may be one word or in
    Chinese half of one. Not in joined scripts, whose width is not that of their letters.
    """
    if galley.script not in BALANCED:
        return ()
    table, made, at = sizes(galley, sheet), [], 0
    for part, size in ((galley.title[: galley.head + 1], "display"), (galley.title[galley.head + 1 :], "deck")):
        made += [at + end for end in line_ends(_pieces(part, galley.lang), text_width(sheet) / 20 / table[size][0])]
        at += len(part)
    return tuple(made)


def _pieces(text: str, lang: str) -> tuple[str, ...]:
    """What no line of a title may end within: phrases, or words with the space after them."""
    made = phrases(text, lang)
    return tuple(re.findall(r"[^ ]* +|[^ ]+$", text)) if len(made) == 1 and " " in text else made


# --- Content ----------------------------------------------------------------------------------------------------------


def _figures(galley: Galley, sheet: design.Sheet, pictures: Mapping[str, bytes], part: Any) -> dict[str, str]:
    """Block id to a paragraph with its picture, on the page of the caption below it."""
    blocks = [block for group in galley.body for block in group if block.picture]
    most = text_width(sheet) / TWIPS, (sheet.height - top_margin(sheet) - sheet.foot) * 0.62
    runs = {
        block.id: figure_run(galley, block, pictures[block.picture.sha256], number, most, part)
        for number, block in enumerate(blocks, 1)
        if block.picture
    }
    return {block.id: paragraph("Figure", runs[block.id], keep=bool(block.text)) for block in blocks}


def _content(galley: Galley, sheet: design.Sheet, writer: Writer, logo: str, figures: Mapping[str, str]) -> str:
    width = text_width(sheet)
    pairs = zip((None, *galley.body), galley.body, strict=False)
    body = "".join(figures.get(group[0].id, "") + _group(writer, group, previous) for previous, group in pairs)
    return _opening(writer, width, logo) + body + _notes(writer) + _boxes(writer, width) + _about(writer, width)


def _opening(writer: Writer, width: int, logo: str) -> str:
    galley = writer.galley
    parts = [_strip(writer, logo), paragraph("Heading1", writer.title())]
    if galley.subtitle:
        parts.append(paragraph("Subtitle", writer.text(galley.subtitle, "subtitle")))
    parts += [paragraph("Standfirst", writer.text(block.text, block.id, block.marks)) for block in galley.standfirst]
    if galley.byline or galley.footnotes:
        parts.append(paragraph("Byline", writer.runs(galley.byline, names="Name"), footnote_references(galley)))
    return "".join(parts) + _provenance(writer, width)


def _strip(writer: Writer, logo: str) -> str:
    """House or its logo, section and edition; the section is a segment of its own, so it keeps its bookmark."""
    start, end = writer.galley.strip
    section = writer.galley.section
    house = start[: len(start) - len(section)] if section and start.endswith(section) else start
    left = (logo or writer.runs(house)) + (writer.text(section, "section") if house != start else "")
    quiet = "" if writer.galley.cover else "Quiet"
    return paragraph("Strip", left, "<w:r><w:tab/></w:r>", writer.runs(end, style=quiet))


def _provenance(writer: Writer, width: int) -> str:
    """The rail of the PDF, as a row."""
    rows = writer.galley.rail
    cells = ["".join(_provenance_lines(writer, label, passages)) for label, passages in rows]
    return table([cells], [width // len(rows)] * len(rows), rtl=writer.galley.rtl) + paragraph("Spacer")


def _provenance_lines(writer: Writer, label: str, passages: tuple[Passage, ...]) -> list[str]:
    said = [paragraph("Provenance", _passage(writer, passage)) for passage in passages]
    return [paragraph("Provenance", writer.runs(label, style="Label")), *said]


def _group(writer: Writer, group: tuple[Block, ...], previous: tuple[Block, ...] | None) -> str:
    follows = bool(previous) and previous[-1].role is Role.PARAGRAPH if previous else False
    return "".join(
        paragraph(
            _style(block, follows),
            writer.text(block.text, block.id, block.marks, slanted=block.role is Role.QUOTE),
            item=_item(writer, block),
        )
        for block in group
        if block.text or not block.picture
    )


def _item(writer: Writer, block: Block) -> tuple[int, int] | None:
    """List and level of an item that is not a plain bullet of the first level."""
    if block.role is not Role.LIST_ITEM or (block.number == 0 and block.level < 2):
        return None
    first = next((name for name, members in list_members(writer.galley).items() if block.id in members), "")
    return list(list_starts(writer.galley)).index(first) + 2 if first else 1, max(block.level, 1) - 1


def list_members(galley: Galley) -> dict[str, tuple[str, ...]]:
    """The numbered lists of the body: id of the first item to the ids of all; a deeper list ends where its own item does."""
    lists: dict[str, list[str]] = {}
    for group in galley.body:
        open_at: dict[int, tuple[str, int]] = {}  # level to the first item of the list there and its latest number
        for block in group if group[0].role is Role.LIST_ITEM else ():
            open_at = {level: known for level, known in open_at.items() if level <= block.level}
            first, last = open_at.pop(block.level, ("", 0))
            if block.number:
                first = first if first and block.number == last + 1 else block.id
                open_at[block.level] = first, block.number
                lists.setdefault(first, []).append(block.id)
    return {first: tuple(members) for first, members in lists.items()}


def list_starts(galley: Galley) -> dict[str, tuple[int, int]]:
    """Of each numbered list the level, from 0, and the number it begins with."""
    blocks = {block.id: block for group in galley.body for block in group}
    return {first: (max(blocks[first].level, 1) - 1, blocks[first].number) for first in list_members(galley)}


def _style(block: Block, follows_paragraph: bool) -> str:
    """Only a paragraph after a paragraph is indented."""
    if block.role is Role.HEADING:
        return f"Heading{min(max(block.level, 2), 6)}"
    if block.number:
        return "ListNumber"
    return STYLE_OF.get(block.role, "Body" if follows_paragraph else "BodyFirst")


def _notes(writer: Writer) -> str:
    galley = writer.galley
    if not galley.notes:
        return ""
    lines = "".join(_note(writer, note) for note in galley.notes)
    return paragraph("Spacer") + paragraph("BackHeading", writer.runs(galley.notes_heading)) + lines


def _note(writer: Writer, note: Aside) -> str:
    label = writer.runs(f"{note.label} ", style="Label") if note.label else ""
    return paragraph("Notes", label, writer.text(note.passage.text, note.passage.block, note.passage.marks))


def _boxes(writer: Writer, width: int) -> str:
    """The disclaimer in its box, the source's wording beside the translation; then the affiliations the same way."""
    galley = writer.galley
    if not galley.boxes:
        return ""
    side = f'w:val="single" w:sz="20" w:space="0" w:color="{design.ACCENT}"'
    tint = f'<w:shd w:val="clear" w:color="auto" w:fill="{design.TINT.upper()}"/>'
    rows = [row for at, box in enumerate(galley.boxes) for row in _box_rows(writer, box, labelled=at == 0)]
    rows[-1] = _wording_row(writer, galley.boxes[-1].wordings[-1], keep=False)
    edge = f"<w:tblBorders><w:left {side}/></w:tblBorders>"
    return paragraph("Spacer") + table(
        rows, [width // 2, width - width // 2], rtl=galley.rtl, cell=tint, edge=edge, padding=160
    )


def _box_rows(writer: Writer, box: Box, *, labelled: bool) -> list[tuple[str, str]]:
    galley = writer.galley
    heading = writer.runs(f"{box.heading} {box.mark}")
    original = writer.runs(galley.original_wording if labelled else "", style="Quiet")
    first = (paragraph("BackHeading", heading), paragraph("BackHeading", original))
    return [first, *(_wording_row(writer, wording, keep=True) for wording in box.wordings)]


def _wording_row(writer: Writer, wording: Wording, *, keep: bool) -> tuple[str, str]:
    """A text keeps its bookmarks in one place only: a disclaimer's here, an affiliation's in its footnote."""
    block = wording.target.block if not _in_footnote(writer.galley, wording.target) else ""
    target = paragraph("Disclaimer", writer.text(wording.target.text, block, wording.target.marks), keep=keep)
    if wording.source is None:
        return target, paragraph("OriginalWording")
    turned = writer.galley.rtl and not is_rtl(wording.source.lang)
    return target, paragraph("OriginalWording", source_run(wording.source.text, wording.source.lang), ltr=turned)


def _in_footnote(galley: Galley, passage: Passage) -> bool:
    return any(passage.block == other.block for note in galley.footnotes for other in note.passages)


def _about(writer: Writer, width: int) -> str:
    galley = writer.galley
    label = round(width * 0.27)
    about, disclosure = writer.runs(galley.about, style="House"), writer.runs(galley.disclosure)
    rows = [(about, disclosure), *((writer.runs(name, style="Label"), writer.runs(text)) for name, text in galley.colophon)]
    lines = [
        tuple(paragraph("Colophon", cell, keep=at < len(rows)) for cell in row)  # on one page
        for at, row in enumerate(rows, 1)
    ]
    rule = f'<w:tblBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="{design.RULE}"/></w:tblBorders>'
    made = table(lines, [label, width - label], rtl=galley.rtl, edge=rule)
    return paragraph("Spacer") + made + paragraph("Spacer")


def _passage(writer: Writer, passage: Passage) -> str:
    return writer.runs(passage.text) if passage.lang == writer.galley.lang else source_run(passage.text, passage.lang)


# --- Page, furniture, parts --------------------------------------------------------------------------------------------


def _page_setup(section: Any, sheet: design.Sheet, galley: Galley) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    section.page_width, section.page_height = Mm(sheet.width), Mm(sheet.height)
    section.left_margin = section.right_margin = Mm(side_margin(sheet))
    section.top_margin, section.bottom_margin = Mm(top_margin(sheet)), Mm(sheet.foot - 4)
    section.header_distance = section.footer_distance = Mm(sheet.top / 2 - 1)
    section.different_first_page_header_footer = True
    if galley.rtl:
        grid = section._sectPr.find(qn("w:docGrid"))
        (section._sectPr.append if grid is None else grid.addprevious)(OxmlElement("w:bidi"))


def _furniture(section: Any, sheet: design.Sheet, writer: Writer) -> None:
    """Running head from the second page, folio and byline on every page; on the first the band of a cover strip."""
    house, title, byline = writer.galley.running
    head = (writer.runs(house, style="House") + run("   ") if house else "") + writer.runs(title)
    _replace(section.header, paragraph("Header", head))
    folio = f'<w:fldSimple w:instr=" PAGE ">{_number(writer.galley)}</w:fldSimple>'
    foot = paragraph("Footer", writer.runs(byline), "<w:r><w:tab/></w:r>", folio)
    _replace(section.footer, foot)
    _replace(section.first_page_footer, foot)
    galley = writer.galley
    band = band_run(galley, sheet, section.first_page_header.part) if galley.cover else ""
    _replace(section.first_page_header, paragraph("Footer", band))


def _number(galley: Galley) -> str:
    """The result of a page field, in the digits of the language.

    No number format of ECMA-376 (17.18.59) has Arabic or Persian digits. Word draws those of a right-to-left run by the
    language of the run and its own setting; LibreOffice 7.4 counts in Latin ones.
    """
    language = f"<w:lang w:bidi={quoteattr(galley.lang)}/>" if galley.rtl else ""
    return run(counted(1, galley.lang), style="Label", rtl=galley.rtl, language=language)


def _replace(story: Any, xml: str) -> None:
    """Put one paragraph in the place of what a header or footer has."""
    from docx.oxml import parse_xml

    story.is_linked_to_previous = False
    story._element[:] = [parse_xml(xml.replace("<w:p>", f"<w:p {NS}>", 1))]


def _fill(element: Any, xml: str) -> None:
    from docx.oxml import parse_xml

    element.extend(list(parse_xml(xml)))


def _coloured(xml: str, galley: Galley) -> str:
    """The publisher's accent in the place of the house's."""
    return xml.replace(f'"{design.ACCENT}"', f'"{galley.accent}"')


def _drop_stale(part: Any) -> None:
    for key, relation in list(part.rels.items()):
        if relation.reltype.rsplit("/", 1)[-1] in STALE:
            del part.rels[key]


def _blob(part: Any, relation: str, xml: str) -> None:
    """Replace a part that python-docx keeps as bytes."""
    part.part_related_by(f"{RELATIONS}/{relation}")._blob = _declared(xml)


def _declared(xml: str) -> bytes:
    return ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + xml).encode()


def _add_footnotes(part: Any, writer: Writer) -> None:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    notes = Part(PackURI("/word/footnotes.xml"), FOOTNOTES_TYPE, b"", part.package)
    notes._blob = _declared(footnotes_xml(replace(writer, relate=_relating(notes))))
    part.relate_to(notes, f"{RELATIONS}/footnotes")


def _relating(part: Any) -> Callable[[str], str]:
    """Ties addresses to a part; the same address twice is one relationship."""
    return lambda target: str(part.relate_to(target, f"{RELATIONS}/hyperlink", is_external=True))


def _properties(document: Any, edition: Edition) -> None:
    """Title, authors, language, and in the comments how the translation was made: file managers show them."""
    core, article = document.core_properties, edition.article
    authors = "; ".join(author.name for author in article.authors)
    texts = {"title": article.title, "creator": authors, "language": edition.lang, "subject": article.section}
    texts |= {"description": edition.disclosure, "lastModifiedBy": "pubpipe", "identifier": f"{article.slug}.{edition.lang}"}
    for name, text in texts.items():  # not by python-docx's own attributes, which refuse more than 255 characters
        getattr(core._element, f"get_or_add_{name}")().text = text
    core.revision = 1
    moment = created(article)
    for name in ("created", "modified"):
        if moment:
            setattr(core, name, datetime.fromisoformat(moment.replace("Z", "+00:00")).replace(tzinfo=None))
        else:
            _drop_property(core, name)
    for name, text in _told(edition).items():
        custom_property(document, name, text)


def _told(edition: Edition) -> dict[str, str]:
    """What machines should know of the translation; Word shows it under File, Properties, Custom."""
    told = {
        "ai-disclosure": ai_disclosure(edition.engine, edition.units),
        "digitalSourceType": IPTC + digital_source(edition.engine, edition.units),
        "translationOf": edition.source.url or edition.source.title,
        "translatedFrom": edition.source.lang,
        "sourceSha256": edition.source.sha256,
        "rights": edition.imprint.rights or edition.article.rights,
    }
    return {name: text for name, text in told.items() if text}


def _drop_property(core: Any, name: str) -> None:
    """Take the template's own date out."""
    for element in list(core._element):
        if element.tag.endswith("}" + name):
            core._element.remove(element)


def _normalised(data: bytes) -> bytes:
    """The same package with its entries in order and without the time of the run."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as after:
        for name in sorted(before.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            after.writestr(entry, before.read(name))
    return out.getvalue()
