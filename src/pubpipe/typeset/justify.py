"""Make the lines of East Asian text end flush: what a line is short of goes between its characters, as the scripts do it.

WeasyPrint 70 widens spaces only, of which Chinese and Japanese have none; and a space that it widens may change its face on the
way, by which Korean lines ended short. So here a line is measured as it will be drawn.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

HAIR = 0.01  # CSS pixels; a line that fills the measure to the last bit is sometimes taken for one that does not fit
OVER = 0.1  # ems by which a line may reach over the measure
MOST = 0.3  # ems between two characters; a line that would need more stays short

# Ideographs, kana, hangul, their punctuation and full-width forms; not the dashes and dots that make one sign with their like.
WIDE = re.compile(
    "[\u2e80-\u303e\u3041-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003ffff]"
)


@contextmanager
def between_characters() -> Iterator[None]:
    """Justify so while the pages are laid out and drawn, then put WeasyPrint back."""
    from weasyprint.layout import inline
    from weasyprint.text.line_break import Layout

    justify, set_text, avoid = inline.justify_line, Layout.set_text, inline.avoid_collisions

    def spaced(layout: Any, text: str, justify: bool = False) -> None:
        set_text(layout, text, justify)
        if justify and layout.justification_spacing:
            _space(layout)

    def lenient(context: Any, box: Any, block: Any, outer: bool = True) -> Any:
        """Pango lets a line be a little longer than it may; WeasyPrint would then put it below the float beside it."""
        width, room = box.width, getattr(block, "width", 0)
        if 0 < width - room < OVER * box.style["font_size"]:
            box.width = room - HAIR
        try:
            return avoid(context, box, block, outer)
        finally:
            box.width = width

    inline.justify_line, Layout.set_text = lambda context, line, extra: _justify(line, extra), spaced
    inline.avoid_collisions = lenient
    try:
        yield
    finally:
        inline.justify_line, Layout.set_text, inline.avoid_collisions = justify, set_text, avoid


def _space(layout: Any) -> None:
    """Let every wide character of a layout take its share of the room."""
    from weasyprint.text.ffi import TO_UNITS, ffi, pango

    attributes = pango.pango_layout_get_attributes(layout.layout)
    if attributes == ffi.NULL:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    at = 0
    for sign in layout.text:
        end = at + len(sign.encode())
        if WIDE.match(sign):
            attribute = pango.pango_attr_letter_spacing_new(int(layout.justification_spacing * TO_UNITS))
            attribute.start_index, attribute.end_index = at, end
            pango.pango_attr_list_change(attributes, attribute)
        at = end
    pango.pango_layout_set_attributes(layout.layout, attributes)


def _justify(line: Any, extra: float) -> None:
    """Widen a line by `extra`; the width grows with the spacing as a straight line, which two trials give."""
    texts = list(_texts(line))
    one, two = (sum(_width(box, spacing) for box in texts) for spacing in (1.0, 2.0))
    if two - one < 1:
        return
    spacing = 1 + (sum(box.width for box in texts) + extra - HAIR - one) / (two - one)
    if 0 < spacing <= MOST * line.style["font_size"] or any(" " in box.text.strip() for box in texts):
        _spread(line, spacing, 0)


def _texts(box: Any) -> Iterator[Any]:
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            yield from _texts(child)


def _width(box: Any, spacing: float) -> float:
    """Width of a text as it is drawn with that spacing, in CSS pixels."""
    from weasyprint.text.line_break import Layout, line_size

    layout = Layout(box.style, spacing)
    layout.set_text(box.text, justify=True)
    line, _ = layout.get_first_line()
    return float(line_size(line, box.style)[0])


def _spread(box: Any, spacing: float, shift: float) -> float:
    """Move a box by what those before it grew, let it grow itself, and say how far what follows has to move."""
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        box.position_x += shift
        box.justification_spacing = spacing
        wide = _width(box, spacing)
        shift, box.width = shift + wide - box.width, wide
        box.pango_layout.justification_spacing = spacing
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        before = shift
        box.position_x += shift
        for child in box.children:
            if child.is_in_normal_flow():
                shift = _spread(child, spacing, shift)
        box.width += shift - before
    else:
        box.translate(shift, 0)
    return shift
