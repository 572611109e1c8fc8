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
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
FAR = 1e6  # units: nothing is drawn larger
PAD = 0.25


def clean_logo(text: str, *, largest: int = LARGEST, most: int = MOST) -> str:
    """The SVG with nothing but drawing in it, as XML; the same text gives the same result.

    Args:
        largest: Bytes of it, before and after.
        most: Elements in it.

    Raises:
        SettingsError: It is no SVG, too large, without a size, or has nothing left to draw.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode(), parser) if len(text) <= largest else None
    except etree.XMLSyntaxError as error:
        raise _unfit(f"it is no XML ({error})") from error
    if root is None or root.tag != f"{{{SVG}}}svg" or sum(1 for _ in root.iter()) > most:
        raise _unfit("it is no SVG, or larger than a logo should be")
    _strip(root)
    if not (root.get("viewBox") or (root.get("width") and root.get("height"))):
        raise _unfit("it says no size: a viewBox is missing")
    if not any(node.tag != f"{{{SVG}}}defs" for node in root):
        raise _unfit("nothing that can be drawn is in it")
    etree.cleanup_namespaces(root)
    cleaned = str(etree.tostring(root, encoding="unicode"))
    if len(cleaned) > largest:
        raise _unfit(f"it unpacks to more than {largest // 1024} kB")
    try:
        size_of(cleaned)
    except etree.XMLSyntaxError as error:
        raise _unfit(f"it cannot be written as XML again ({error})") from error
    return cleaned


def size_of(logo: str) -> tuple[float, float]:
    """Width and height of a logo that was cleaned, in units of its own."""
    from lxml import etree

    root = etree.fromstring(logo.encode())
    box = [float(number) for number in NUMBER.findall(root.get("viewBox", ""))][2:]
    sides = [NUMBER.match(root.get(side, "")) for side in ("width", "height")]
    width, height = box if len(box) == 2 else [float(side[0]) if side else 0.0 for side in sides]
    if not (0 < width < FAR and 0 < height < FAR):
        raise _unfit("its size is none that can be drawn")
    return width, height


def plated(logo: str) -> str:
    """A logo that was cleaned, on a white plate a quarter of its height wider on each side."""
    from lxml import etree

    width, height = size_of(logo)
    pad = height * PAD
    inner = etree.fromstring(logo.encode())
    if not inner.get("viewBox"):
        inner.set("viewBox", f"0 0 {width:g} {height:g}")
    for name, value in (("x", pad), ("y", pad), ("width", width), ("height", height)):
        inner.set(name, f"{value:g}")
    across, down = width + 2 * pad, height + 2 * pad
    plate = f'<svg xmlns="{SVG}" viewBox="0 0 {across:g} {down:g}"><rect width="{across:g}" height="{down:g}" fill="#ffffff"/>'
    return f"{plate}{etree.tostring(inner, encoding='unicode')}</svg>"


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
