"""Draw an SVG as pixels, for Word, which before 2016 knew no SVG, and for LibreOffice."""

from functools import lru_cache
from io import BytesIO

from pubpipe.typeset.logo import size_of

TALL = 240  # pixels: sharp in print at a third of an inch
WIDEST = 12  # times its height; a longer one is drawn smaller


@lru_cache(maxsize=4)
def draw_logo(logo: str) -> bytes:
    """A logo that was cleaned, as PNG on white.

    Raises:
        SettingsError: It has no size.
    """
    width, height = size_of(logo)
    return draw(logo, TALL * min(width / height, WIDEST), TALL / max(width / height / WIDEST, 1))


@lru_cache(maxsize=16)
def draw(svg: str, across: float, down: float) -> bytes:
    """An SVG that was cleaned, as PNG on white, so many pixels wide and high."""
    import pypdfium2

    from pubpipe.typeset.page import LOGO
    from pubpipe.typeset.pdf import laid_out

    size = f"{across:.2f}pt {down:.2f}pt"
    sheet = f"@page {{ size: {size}; margin: 0 }} body {{ margin: 0 }} img {{ display: block; width: {across:.2f}pt }}"
    pdf = laid_out(f'<!doctype html><html lang="und"><img alt="" src="{LOGO}"></html>', sheet, svg)
    with pypdfium2.PdfDocument(pdf.write_pdf()) as document:
        picture = document[0].render().to_pil().convert("RGB")
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
