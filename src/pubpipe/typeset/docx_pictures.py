"""Pictures in the DOCX: the article's, the publisher's logo, a strip's band; an SVG also as PNG, for whoever cannot draw it."""

import struct
import zlib
from typing import Any
from xml.sax.saxutils import quoteattr

from pubpipe.article import Block, Picture
from pubpipe.ooxml import DRAWING, DRAWING_MAIN, EMU, graphic, image_part
from pubpipe.typeset import design
from pubpipe.typeset.docx_styles import top_margin
from pubpipe.typeset.galley import Galley
from pubpipe.typeset.logo import size_of
from pubpipe.typeset.page import SVG, alternate
from pubpipe.typeset.picture import draw, draw_logo

SVG_BLIP = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"  # MS-ODRAWXML 2.3.2, svgBlip
DECORATIVE = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"  # MS-ODRAWXML 2.3.14, decorative
SVG_EXTENSION = (
    f'<a:extLst><a:ext uri="{SVG_BLIP}"><asvg:svgBlip '
    'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="{}"/></a:ext></a:extLst>'
).replace(SVG_BLIP, "{" + SVG_BLIP + "}")
DECORATION = (
    f'<a:extLst xmlns:a="{DRAWING_MAIN}"><a:ext uri="{DECORATIVE}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)
FIRST = 100  # ids of pictures come after those of logo and band
DRAWN = 200 / 25.4  # pixels a millimetre of an SVG that is drawn for old programs
LOGO_MM = 6.5
LINE_MM, LOGO_LINE_MM = 10, 14  # from the top margin to the foot of the band, without and with a logo


def logo_run(galley: Galley, part: Any) -> str:
    """A run with the logo, its name as alternate text, and a space; "" where there is none."""
    if not galley.logo:
        return ""
    width, height = size_of(galley.logo)
    tall = LOGO_MM * (1.3 if galley.cover else 1)
    extent = f'cx="{round(tall * width / height * EMU)}" cy="{round(tall * EMU)}"'
    vector = image_part(part, "logo.svg", "image/svg+xml", galley.logo.encode())
    svg = SVG_EXTENSION.format(vector)
    alt = quoteattr(galley.house or "Logo")
    inner = graphic(image_part(part, "logo.png", "image/png", draw_logo(galley.logo)), extent, svg)
    return (
        f'<w:r><w:drawing><wp:inline {DRAWING} distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
        f'<wp:docPr id="1" name="Logo" descr={alt}/>{inner}</wp:inline></w:drawing></w:r>'
        '<w:r><w:t xml:space="preserve"> </w:t></w:r>'
    )


def figure_run(galley: Galley, block: Block, data: bytes, number: int, most: tuple[float, float], part: Any) -> str:
    """A run with a picture of the article, in the line.

    Args:
        number: Among the pictures of the file, from 1.
        most: Width and height that it may have, in millimetres.
    """
    picture = block.picture
    assert picture is not None  # noqa: S101  asked for those only
    width, height = _extent(picture, most)
    extent = f'cx="{round(width * EMU)}" cy="{round(height * EMU)}"'
    alt = alternate(galley, block)
    told = "" if alt else DECORATION
    about = f'<wp:docPr id="{FIRST + number}" name="Picture {number}" descr={quoteattr(alt)}>{told}</wp:docPr>'
    svg, shown, kind = "", data, picture.media
    if picture.media == SVG:
        vector = image_part(part, f"{picture.sha256[:16]}.svg", SVG, data)
        svg, kind = SVG_EXTENSION.format(vector), "image/png"
        shown = draw(data.decode(), width * DRAWN, height * DRAWN)
    ending = "jpg" if kind == "image/jpeg" else "png"
    inner = graphic(image_part(part, f"{picture.sha256[:16]}.{ending}", kind, shown), extent, svg)
    return (
        f'<w:r><w:drawing><wp:inline {DRAWING} distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
        f"{about}{inner}</wp:inline></w:drawing></w:r>"
    )


def _extent(picture: Picture, most: tuple[float, float]) -> tuple[float, float]:
    """Width and height in millimetres, at 144 dots an inch or, of an SVG, as wide as the text; never over the measure."""
    wide = most[0] if picture.media == SVG else min(most[0], picture.width / 144 * 25.4)
    high = wide * picture.height / picture.width
    return (wide, high) if high <= most[1] else (most[1] * picture.width / picture.height, most[1])


def band_run(galley: Galley, sheet: design.Sheet, part: Any) -> str:
    """A run with the band of the cover strip: behind the text, from edge to edge of the page, and no content."""
    extent = f'cx="{round(sheet.width * EMU)}" cy="{round(_band_height(galley, sheet) * EMU)}"'
    inner = graphic(image_part(part, "band.png", "image/png", one_pixel(galley.accent)), extent)
    place = '<wp:positionH relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionH>'
    place += '<wp:positionV relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionV>'
    return (
        f'<w:r><w:drawing><wp:anchor {DRAWING} distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" '
        'behindDoc="1" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'{place}<wp:extent {extent}/><wp:wrapNone/><wp:docPr id="2" name="Band" descr="">{DECORATION}</wp:docPr>'
        f"{inner}</wp:anchor></w:drawing></w:r>"
    )


def _band_height(galley: Galley, sheet: design.Sheet) -> float:
    """In millimetres: from the edge of the paper to below the strip, which begins at the top margin."""
    return top_margin(sheet) + (LOGO_LINE_MM if galley.logo else LINE_MM)


def one_pixel(colour: str) -> bytes:
    """A PNG of one dot, which the page stretches (PNG 3rd ed., 11.2)."""
    rows = zlib.compress(b"\0" + bytes.fromhex(colour), 9)
    chunks = ((b"IHDR", struct.pack(">2I5B", 1, 1, 8, 2, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b""))
    body = (struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)
