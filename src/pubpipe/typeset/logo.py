"""Clean a publisher's logo: shapes and colours stay; scripts, styles, links, pictures and whatever leads outside do not."""

import re
from typing import Any

from pubpipe.errors import SettingsError

SVG = "http://www.w3.org/2000/svg"
DRAWN = ("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon")
SHAPES = frozenset((*DRAWN, "defs", "linearGradient", "radialGradient", "stop", "clipPath"))
PLACE = ("id", "d", "x", "y", "width", "height", "cx", "cy", "r", "rx", "ry", "x1", "y1", "x2", "y2", "points", "transform")
PAINT = ("fill", "fill-rule", "fill-opacity", "opacity", "clip-path", "clip-rule", "offset", "stop-color", "stop-opacity")
STROKE = ("stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity")
FRAME = ("viewBox", "preserveAspectRatio", "gradientUnits", "gradientTransform", "fx", "fy")
SAFE = frozenset(PLACE + PAINT + STROKE + FRAME)
OUTSIDE = re.compile(r"url\((?!#[\w-]+\))|javascript:|data:|//", re.IGNORECASE)
LARGEST = 256 * 1024  # bytes
MOST = 4000  # elements


def clean_logo(text: str) -> str:
    """The SVG with nothing but drawing in it, as XML; the same text gives the same result.

    Raises:
        SettingsError: It is no SVG, too large, without a size, or has nothing left to draw.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode(), parser) if len(text) <= LARGEST else None
    except etree.XMLSyntaxError as error:
        raise _unfit(f"it is no XML ({error})") from error
    if root is None or root.tag != f"{{{SVG}}}svg" or sum(1 for _ in root.iter()) > MOST:
        raise _unfit("it is no SVG, or larger than a logo should be")
    _strip(root)
    if not (root.get("viewBox") or (root.get("width") and root.get("height"))):
        raise _unfit("it says no size: a viewBox is missing")
    if not any(node.tag != f"{{{SVG}}}defs" for node in root):
        raise _unfit("nothing that can be drawn is in it")
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, encoding="unicode"))


def _strip(node: Any) -> None:
    """Take out of an element, in place, what is not on the lists."""
    for name, value in list(node.attrib.items()):
        if name not in SAFE or OUTSIDE.search(value):
            del node.attrib[name]
    node.text = node.tail = None
    for child in list(node):
        space, _, name = str(child.tag).rpartition("}")
        if space != f"{{{SVG}" or name not in SHAPES:
            node.remove(child)
        else:
            _strip(child)


def _unfit(what: str) -> SettingsError:
    hint = "export the logo as plain SVG with its text turned into paths"
    return SettingsError(f"the logo cannot be used: {what}", where="pubpipe.toml, [imprint]", hint=hint)
