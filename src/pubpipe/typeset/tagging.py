"""Mend the tag tree that WeasyPrint 70 writes: what a screen reader hears, in which language and in which order.

Running heads and feet become artifacts, the notes of the byline real notes behind it, a word in another language says so
(ISO 14289-1, 7.2 to 7.9), and the notes are painted where they are read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pubpipe.typeset.outlines import as_shapes
from pubpipe.typeset.page import PULL, UNSEEN


@dataclass(slots=True)
class _Tagger:
    """What is known while one document is drawn and tagged.

    Attributes:
        lang: Of the document; an element in it needs no language of its own.
        byline: Structure element of the byline, once it is built.
        waiting: The notes of the page that is drawn, until its byline is.
        notes: How many notes were met.
    """

    lang: str
    draw: Any
    build: Any
    byline: Any = None
    waiting: list[Any] = field(default_factory=list)
    notes: int = 0

    def paint(self, stream: Any, context: Any) -> None:
        """Draw one piece of a page: furniture as an artifact, notes after the byline."""
        from weasyprint.formatting_structure.boxes import FootnoteAreaBox, MarginBox

        box = context.box
        if isinstance(box, MarginBox):
            with _as_artifact(stream, "Pagination"):
                self.draw(stream, context)
        elif _class(box) == PULL:
            with _as_artifact(stream, "Layout"), as_shapes(stream):
                self.draw(stream, context)
        elif _class(box) == UNSEEN:
            with _as_artifact(stream, "Layout"):
                self.draw(stream, context)
        elif isinstance(box, FootnoteAreaBox) and any(_class(other) == "byline" for other in context.page.descendants()):
            self.waiting.append(context)
        else:
            self.draw(stream, context)
            if _class(box) == "byline":
                while self.waiting:
                    self.draw(stream, self.waiting.pop())

    def elements(self, box: Any, parent: Any, pdf: Any, *others: Any) -> Iterator[Any]:
        """The structure elements of a box."""
        import pydyf
        from weasyprint.formatting_structure.boxes import FootnoteAreaBox, MarginBox

        if isinstance(box, MarginBox) or _class(box) in (PULL, UNSEEN):
            return
        if isinstance(box, FootnoteAreaBox) and self.byline is not None:
            for element in self.build(box, self.byline, pdf, *others):
                self.byline["K"].append(element.reference)
            return
        kind, lang = _class(box), _attribute(box, "lang")
        for element in self.build(box, parent, pdf, *others):
            if lang not in ("", "und", self.lang):
                element["Lang"] = pydyf.String(lang)
            if str(box.element_tag) == "figure":
                element["S"] = "/Div"  # holds the picture and its caption (ISO 32000-1, 14.8.4.2)
            if kind == "byline" and element["S"] == "/P":
                self.byline = element
            elif kind.partition(" ")[0] == "note" and element["S"] == "/Span" and _is_note(box):
                self.notes += 1
                element["S"], element["ID"] = "/Note", pydyf.String(f"note-{self.notes}")
            if not _is_hollow(element):
                yield element


def _is_hollow(element: Any) -> bool:
    """Whether a span says nothing, as the part of one that a line's end has cut off may."""
    return element["S"] == "/Span" and not any(element.get(key) for key in ("K", "Alt", "ActualText"))


def _is_note(box: Any) -> bool:
    """Whether a box is the note itself and no line or call of it."""
    from weasyprint.formatting_structure.boxes import BlockBox

    return str(box.element_tag) == "span" and isinstance(box, BlockBox)


def _attribute(box: Any, name: str) -> str:
    element: Any = getattr(box, "element", None)
    if element is None or "::" in str(box.element_tag):
        return ""
    return str(element.get(name) or "")


def _class(box: Any) -> str:
    return _attribute(box, "class")


@contextmanager
def _as_artifact(stream: Any, kind: str) -> Iterator[None]:
    """Mark as an artifact all that is drawn, and tag nothing in it (ISO 32000-1, 14.8.2.2.2)."""
    import pydyf

    tags = stream._tags
    stream.begin_marked_content("Artifact", pydyf.Dictionary({"Type": f"/{kind}"}))
    stream._tags = None
    try:
        yield
    finally:
        stream._tags = tags
        stream.end_marked_content()


@contextmanager
def faithful_tags(lang: str) -> Iterator[None]:
    """Draw and tag so while a PDF is written, then put WeasyPrint back."""
    from weasyprint import draw
    from weasyprint.pdf import tags

    tagger = _Tagger(lang, draw.draw_stacking_context, tags._build_box_tree)
    draw.draw_stacking_context, tags._build_box_tree = tagger.paint, tagger.elements
    try:
        yield
    finally:
        draw.draw_stacking_context, tags._build_box_tree = tagger.draw, tagger.build
