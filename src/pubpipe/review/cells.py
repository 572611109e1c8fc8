"""Cells, paragraphs and runs of the review copy, and what a cell can hold."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pubpipe import ooxml
from pubpipe.article import Mark, MarkKind
from pubpipe.codes import stretches
from pubpipe.ooxml import element, put

INK, GREY, RULE, HAIR, PAPER, DESK, ALARM = "1B1A18", "5F5A52", "8C8579", "D9D3C8", "EFEAE0", "FBF8F2", "9C2F14"
RAISED = {MarkKind.SUPERSCRIPT: "superscript", MarkKind.SUBSCRIPT: "subscript"}
# What XML 1.0 cannot hold, section 2.2.
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def shown(text: str) -> str:
    """A text as a cell can hold it: line ends as "\\n", and U+FFFD for what XML has no place for."""
    return ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def cell_of(width: int, *, fill: str = "", rule: str = "") -> Any:
    cell, properties = element("tc"), element("tcPr")
    cell.append(properties)
    put(properties, element("tcW", w=str(width), type="dxa"))
    if rule:
        borders = put(properties, element("tcBorders"))
        borders.append(element("top", val="single", sz="6", space="0", color=rule))
    if fill:
        put(properties, element("shd", val="clear", color="auto", fill=fill))
    return cell


def paragraph_of(style: str, text: str, lang: str, *, bold: bool = False, proof: bool = True, colour: str = "") -> Any:
    paragraph, properties = element("p"), element("pPr")
    properties.append(element("pStyle", val=style))
    paragraph.append(properties)
    fill(paragraph, text, lang, bold=bold, proof=proof, colour=colour)
    return paragraph


def centred(paragraph: Any) -> Any:
    put(paragraph.get_or_add_pPr(), element("jc", val="center"))
    return paragraph


def fill(paragraph: Any, text: str, lang: str, *, bold: bool = False, proof: bool = True, colour: str = "") -> None:
    """Append a text to a paragraph and turn the paragraph where its language runs from right to left."""
    if ooxml.is_rtl(lang):
        ooxml.set_bidi(paragraph.get_or_add_pPr())
    if text:
        paragraph.append(run_of(text, lang, bold=bold, proof=proof, colour=colour))


def run_of(
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


def set_runs(text: str, marks: Sequence[Mark], lang: str, *, proof: bool = False) -> Iterator[Any]:
    """Runs of a text, set as its inline codes say, as far as a word processor's buttons can: what a person may change."""
    for start, end, over in stretches(0, len(text), marks):
        if start < end:
            yield run_of(text[start:end], lang, proof=proof, kinds=frozenset(mark.kind for mark in over))


def comment_mark(number: int) -> Any:
    run, properties = element("r"), element("rPr")
    properties.append(element("rStyle", val="CommentReference"))
    run.extend([properties, element("commentReference", id=str(number))])
    return run
