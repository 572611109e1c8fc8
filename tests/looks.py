"""How a page looks, as a small grey picture, and where two of them differ."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import pypdfium2
from PIL import Image, ImageChops

from pubpipe.typeset import fetched, fonts

PAGES = Path(__file__).parent / "golden" / "pages"
SCALE = 0.6  # of 72 dots an inch: a line of text is a bar of 7 dots, a letter still darkens it
CELL = 6  # dots; differences are judged by the mean of a cell, so that smoothing does not count
TOLERANCE = 26  # of 255; a word that is gone changes its cells by 60 and more
ALIASES = {"Source Serif 4": fonts.SERIF, "Source Sans 3": fonts.SANS, "Frank Ruhl Libre": fonts.HEBREW}
GENERIC = {"serif": fonts.SERIF, "sans-serif": fonts.SANS, "system-ui": fonts.SANS}


def picture(data: bytes, number: int = 0) -> Image.Image:
    """A page of a PDF in shades of grey."""
    with pypdfium2.PdfDocument(data) as document:
        return document[number].render(scale=SCALE).to_pil().convert("L")


def shrunk(path: Path) -> Image.Image:
    """A screenshot at the same scale."""
    with Image.open(path) as image:
        size = round(image.width * SCALE), round(image.height * SCALE)
        return image.convert("L").resize(size, Image.Resampling.BOX)


def engine() -> dict[str, str]:
    """What decides where lines break, beside our own code: another release may break them elsewhere."""
    import weasyprint
    from weasyprint.text.ffi import pango

    return {"weasyprint": weasyprint.__version__, "pango": str(pango.pango_version())}


def version_of(program: str) -> dict[str, str]:
    """The same of LibreOffice or Chromium."""
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return {Path(program).name: done.stdout.split("\n")[0].strip()}


def was_made_by(kind: str = "") -> dict[str, str]:
    path = PAGES / kind / "MADE.json"
    return dict(json.loads(path.read_text("utf-8"))) if path.is_file() else {}


def save(pictures: Mapping[str, Image.Image], kind: str = "", by: Mapping[str, str] | None = None) -> None:
    """Keep the pictures of one kind: "" for PDF, "docx", "epub", "html"."""
    folder = PAGES / kind
    folder.mkdir(parents=True, exist_ok=True)
    for name, image in pictures.items():
        image.point(lambda value: round(value / 17) * 17).quantize(16).save(folder / f"{name}.png", optimize=True)
    (folder / "MADE.json").write_text(json.dumps(by or engine(), indent=1) + "\n", "utf-8")


def changed(pictures: Mapping[str, Image.Image], kind: str, into: Path) -> dict[str, object]:
    """The pages that look otherwise than those that are kept; both and their difference are written to `into`."""
    found: dict[str, object] = {}
    for name, image in pictures.items():
        with Image.open(PAGES / kind / f"{name}.png") as kept:
            most, box = difference(kept.convert("L"), image)
            if box:
                found[name] = (most, box)
                (into / f"{name}.png").write_bytes(side_by_side(kept.convert("L"), image))
    return found


def difference(one: Image.Image, two: Image.Image) -> tuple[int, tuple[int, int, int, int] | None]:
    """The largest difference of a cell, and the box of all that differ by more than the tolerance, in dots."""
    if one.size != two.size:
        return 255, (0, 0, *one.size)
    cells = ImageChops.difference(one.convert("L"), two.convert("L")).reduce(CELL)
    box = cells.point(lambda value: 255 if value > TOLERANCE else 0).getbbox()
    return cells.getextrema()[1], tuple(edge * CELL for edge in box) if box else None  # type: ignore[return-value]


def side_by_side(one: Image.Image, two: Image.Image) -> bytes:
    """Both pictures and their difference, for a person to look at."""
    size = max(one.width, two.width), max(one.height, two.height)
    shown = Image.new("L", (size[0] * 3, size[1]), 255)
    for at, image in enumerate((one, two, ImageChops.invert(ImageChops.difference(one.resize(size), two.resize(size))))):
        shown.paste(image, (at * size[0], 0))
    out = BytesIO()
    shown.save(out, "PNG")
    return out.getvalue()


def fontconfig(folder: Path, faces: Path) -> Path:
    """A fontconfig file for other programs: our faces and no other, under the names that a DOCX and a page call them by."""
    places = [faces, *(family.folder for family in fetched.FAMILIES if family.is_here)]
    dirs = "".join(f"<dir>{escape(str(place.resolve()))}</dir>" for place in places)
    rules = "".join(
        f'<match target="pattern"><test name="family"><string>{old}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{new}</string></edit></match>'
        for old, new in (ALIASES | GENERIC).items()
    )
    path = folder / "looks.conf"
    path.write_text(f'<?xml version="1.0"?><fontconfig>{dirs}{rules}<cachedir>{folder / "fontconfig"}</cachedir></fontconfig>')
    return path


def by_libreoffice(files: Mapping[str, bytes], folder: Path, conf: Path) -> dict[str, Image.Image]:
    """The first page of each DOCX as LibreOffice sets it."""
    program = shutil.which("soffice")
    assert program
    for name, data in files.items():
        (folder / f"{name}.docx").write_bytes(data)
    command = [program, f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "pdf"]
    names = [str(folder / f"{name}.docx") for name in files]
    environment = os.environ | {"FONTCONFIG_FILE": str(conf)}
    subprocess.run([*command, "--outdir", str(folder), *names], env=environment, capture_output=True, check=True, timeout=300)
    return {name: picture((folder / f"{name}.pdf").read_bytes()) for name in files}


def by_chromium(pages: Mapping[str, Path], folder: Path, conf: Path, browse: Callable[..., object]) -> dict[str, Image.Image]:
    """What a window of the size of a small tablet shows of each page."""
    shots = {name: folder / f"{name}.png" for name in pages}
    jobs = ({"page": page, "width": 640, "height": 960, "shot": str(shots[name])} for name, page in pages.items())
    browse(*jobs, fonts=conf)
    return {name: shrunk(path) for name, path in shots.items()}
