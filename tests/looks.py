"""How a page looks, as a small grey picture, and where two of them differ."""

import json
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops

PAGES = Path(__file__).parent / "golden" / "pages"
SCALE = 0.6  # of 72 dots an inch: a line of text is a bar of 7 dots, a letter still darkens it
CELL = 6  # dots; differences are judged by the mean of a cell, so that smoothing does not count
TOLERANCE = 26  # of 255; a word that is gone changes its cells by 60 and more


def picture(data: bytes, number: int = 0) -> Image.Image:
    """A page of a PDF in shades of grey."""
    with pypdfium2.PdfDocument(data) as document:
        return document[number].render(scale=SCALE).to_pil().convert("L")


def engine() -> dict[str, str]:
    """What decides where lines break, beside our own code: another release may break them elsewhere."""
    import weasyprint
    from weasyprint.text.ffi import pango

    return {"weasyprint": weasyprint.__version__, "pango": str(pango.pango_version())}


def was_made_by() -> dict[str, str]:
    path = PAGES / "MADE.json"
    return dict(json.loads(path.read_text("utf-8"))) if path.is_file() else {}


def save(pictures: dict[str, Image.Image]) -> None:
    PAGES.mkdir(parents=True, exist_ok=True)
    for name, image in pictures.items():
        image.quantize(16).save(PAGES / f"{name}.png", optimize=True)
    (PAGES / "MADE.json").write_text(json.dumps(engine(), indent=1) + "\n", "utf-8")


def difference(one: Image.Image, two: Image.Image) -> tuple[int, tuple[int, int, int, int] | None]:
    """The largest difference of a cell, and the box of all that differ by more than the tolerance, in dots."""
    if one.size != two.size:
        return 255, (0, 0, *one.size)
    cells = ImageChops.difference(one.convert("L"), two.convert("L")).reduce(CELL)
    box = cells.point(lambda value: 255 if value > TOLERANCE else 0).getbbox()
    return cells.getextrema()[1], tuple(edge * CELL for edge in box) if box else None  # type: ignore[return-value]


def side_by_side(one: Image.Image, two: Image.Image) -> bytes:
    """Both pictures and their difference, for a person to look at."""
    shown = Image.new("L", (one.width * 3, one.height), 255)
    for at, image in enumerate((one, two, ImageChops.invert(ImageChops.difference(one, two)))):
        shown.paste(image, (at * one.width, 0))
    out = BytesIO()
    shown.save(out, "PNG")
    return out.getvalue()
