"""Draw the small picture of an edition's first page."""

import io

from pubpipe.errors import InputError

WIDTH = 360  # pixels: 120 CSS pixels at three device pixels each
LARGEST = 14_400  # points: the largest page of PDF 1.7 (annex C.2)


def draw_cover(pdf: bytes) -> bytes:
    """The first page as WebP, `WIDTH` pixels wide.

    Raises:
        InputError: The PDF does not open, or its page is of no size that paper has.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise InputError(f"the PDF does not open: {error}", hint="make the edition again with --force") from error
    try:
        page = document[0]
        width, height = page.get_size()
        if not (0 < width <= LARGEST and 0 < height <= 4 * width):
            raise InputError(f"its first page is {width:.0f} by {height:.0f} points", hint="make the edition again")
        picture = page.render(scale=WIDTH / width).to_pil().convert("RGB")
        page.close()
    finally:
        document.close()
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=72, method=4)
    return out.getvalue()
