"""Open the pictures of an article without harm, once, and keep what editions show of them by its hash.

A picture is foreign input. It is looked for below the folder of its source and nowhere else, decoded in a process that may take
so much memory and time and no more, and written anew: no byte of the file itself goes on, and none of its metadata, in which a
camera writes down where it stood.
"""

import base64
import binascii
import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from pubpipe.article import Article, Edition, Finding, Level, Picture, Unshown
from pubpipe.errors import InputError, OutputError, SettingsError
from pubpipe.files import write_atomic
from pubpipe.shelf import file_of, keep_aside
from pubpipe.workers import confined

LARGEST = 32 << 20  # bytes of one file
MOST_PIXELS = 50_000_000  # twice as many as a camera of 24 megapixels makes
MOST = 120  # pictures of one article
SMALL = 48  # pixels: what is smaller both ways is an icon
THIN = 8  # pixels: what is so thin is a rule or a tracker
WIDEST, TALLEST = 2000, 2600  # pixels: 300 dpi of the widest text of any sheet (166 mm) and of its height
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
QUALITY = 88  # of JPEG: above it files grow and nothing can be seen
SCALED = ("L", "LA", "RGB", "RGBA", "CMYK")  # modes that can be made smaller as they are
FLAT = 4096  # colours up to which a picture is a drawing and no photograph
THUMB_MM, THUMB_DOTS = (24, 32), 12  # of a picture in the review copy: most width and height, dots a millimetre
SVG_LARGEST, SVG_MOST = 1 << 20, 20_000  # bytes, elements
SVG = "{http://www.w3.org/2000/svg}"
# What an SVG may show and we cannot: without it the drawing would say something else.
TELLING = frozenset(
    ("text", "tspan", "textPath", "image", "use", "foreignObject", "style", "pattern", "mask", "filter", "marker", "switch")
)
PROPERTY = re.compile("[a-z][a-z-]{1,30}")
KINDS = "pictures are read as JPEG, PNG, GIF, WebP, AVIF or SVG"
SAVE = "save the page complete from the browser, with its pictures"
INPUT = "picture "  # begins the name of an input of an edition that is a picture's file
DATA = re.compile(r"data:image/(?:jpeg|jpg|png|gif|webp|avif|svg\+xml)(?:;[\w=.-]+)*?(;base64)?,", re.IGNORECASE)
DRIVE = re.compile(r"[A-Za-z]:")


class Shown(NamedTuple):
    """A picture as editions show it; `how` says what a person should know of the way there."""

    data: bytes
    media: str
    width: int
    height: int


# --- Where a picture is -----------------------------------------------------------------------------------------------


class Reader:
    """Opens the pictures of one source.

    Attributes:
        contents: Hash of each picture that was read to its bytes.
        inputs: What was looked for, as inputs of the editions: name to SHA-256, "" for what is not there.
    """

    def __init__(self, address: str) -> None:
        """For the source at this address; one that was piped in has no folder."""
        self._folder = None if address == "-" else Path(address).absolute().parent
        self._stem = Path(address).stem
        self.contents: dict[str, bytes] = {}
        self.inputs: dict[str, str] = {}

    def __call__(self, files: Sequence[str], data: bytes | None = None) -> Picture | Unshown:
        """The picture at the first of these addresses that leads to one, or why there is none.

        Args:
            files: As the source has them, best first.
            data: Of a picture that the source holds itself.
        """
        if len(self.contents) >= MOST:
            return Unshown(
                _name(files), "too-many-pictures", f"is more than the {MOST} that one article may have", is_missed=True
            )
        if data is not None:
            return self._shown(files[0], data)
        refused: Unshown | None = None
        for file in files:
            found = self._embedded(file) if file[:5].lower() == "data:" else self._found(file)
            if isinstance(found, Picture):
                return found
            if refused is None or (refused.rule == "missing-picture" and found.rule != "missing-picture"):
                refused = found
        return refused or Unshown("", "missing-picture", "has no address", is_missed=True)

    def _found(self, file: str) -> Picture | Unshown:
        """A picture below the source's folder."""
        name, is_remote = local_name(file, self._stem)
        if self._folder is None:
            return Unshown(
                _name([file]), "missing-picture", "stands in a text that was piped in", hint="name a file", is_missed=True
            )
        if name is None:
            hint = "put it into the folder of the source and name it by its path from there"
            return Unshown(_name([file]), "outside-picture", "lies outside the folder of its source", hint=hint, is_missed=True)
        try:
            data = read_below(self._folder, name)
        except InputError as error:
            self.inputs[INPUT + name] = ""
            return Unshown(name, "outside-picture", error.what, hint=error.hint, is_missed=True)
        self.inputs[INPUT + name] = "" if data is None else hashlib.sha256(data).hexdigest()
        if data is None:
            reason = "is not on this machine, and nothing is fetched" if is_remote else "is not there"
            hint = f"{SAVE}, or put the file at {name}"
            return Unshown(_name([file]), "missing-picture", reason, hint=hint, is_missed=True)
        return self._shown(name, data)

    def _embedded(self, file: str) -> Picture | Unshown:
        data = _data_of(file)
        if data is None:
            return Unshown("data:", "unfit-picture", f"is an address of no picture that can be used; {KINDS}", is_missed=True)
        return self._shown(f"data:{hashlib.sha256(data).hexdigest()[:12]}", data)

    def _shown(self, name: str, data: bytes) -> Picture | Unshown:
        made = normalised(data)
        if isinstance(made, str):
            rule = "small-picture" if made.startswith("is only") else "unfit-picture"
            hint = "" if rule == "small-picture" else "save it anew as PNG or JPEG under the same name"
            return Unshown(name, rule, made, hint=hint, is_missed=rule == "unfit-picture")
        digest = hashlib.sha256(made.data).hexdigest()
        self.contents[digest] = made.data
        return Picture(name, digest, made.media, made.width, made.height)


def local_name(file: str, stem: str) -> tuple[str | None, bool]:
    """The path below the source's folder that an address leads to, with "/" between its parts; None where it leads elsewhere.

    Returns:
        The path, and whether the address is one of the web: its file is then looked for where a browser saves it, in
        `STEM_files/` beside the page.
    """
    try:
        parts = urlsplit(file.strip())
    except ValueError:
        return None, False
    is_remote = parts.scheme.lower() in ("http", "https") or (not parts.scheme and bool(parts.netloc))
    if is_remote:
        last = unquote(parts.path).replace("\\", "/").rpartition("/")[2]
        return (f"{stem}_files/{last}" if _is_safe([last]) else None), True
    path = unquote(parts.path)
    if parts.scheme or DRIVE.match(file) or path.startswith(("/", "\\")) or "\\" in path:
        return None, False
    steps: list[str] = []
    for step in path.split("/"):
        if step == ".." and not steps:
            return None, False
        if step == "..":
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return ("/".join(steps) if _is_safe(steps) else None), False


def _is_safe(steps: Sequence[str]) -> bool:
    return bool(steps) and all(step not in ("", ".", "..") and step.isprintable() and len(step) < 250 for step in steps)


def read_below(folder: Path, name: str) -> bytes | None:
    """A regular file below a folder; None where there is none. Links are followed as long as they stay below it.

    Raises:
        InputError: It leads out of the folder, is no file, or is too large.
    """
    try:
        path = (folder / name).resolve(strict=True)
        if not path.is_relative_to(folder.resolve()):
            raise InputError("leads out of the folder of its source", hint="put the file itself there, and no link to it")
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, RuntimeError, ValueError) as error:  # a circle of links, no permission, a name too long
        raise InputError(f"cannot be read ({getattr(error, 'strerror', None) or error})", hint="check the file") from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise InputError("is no file", hint="put a picture there")
    with os.fdopen(handle, "rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InputError(f"is larger than {LARGEST >> 20} MiB", hint="save it smaller")
    return data


def still(address: str, name: str) -> Path | None:
    """The file that an input of this name is of, None where it is of no picture or leads elsewhere."""
    if not name.startswith(INPUT) or local_name(name.removeprefix(INPUT), "")[0] is None:
        return None
    folder = Path(address).absolute().parent
    path = folder / name.removeprefix(INPUT)
    try:
        return path if path.resolve().is_relative_to(folder.resolve()) else None
    except (OSError, RuntimeError, ValueError):
        return None


def _data_of(address: str) -> bytes | None:
    """The bytes of a `data:` address of a picture (RFC 2397)."""
    found = DATA.match(address)
    if not found or len(address) > LARGEST:
        return None
    body = address[found.end() :]
    try:
        return base64.b64decode(unquote_to_bytes(body), validate=False) if found[1] else unquote_to_bytes(body)
    except (binascii.Error, ValueError):
        return None


def _name(files: Sequence[str]) -> str:
    """An address as a person is told it."""
    file = next(iter(files), "")
    return "data:" if file[:5].lower() == "data:" else file[:200]


# --- What a picture becomes -------------------------------------------------------------------------------------------


def normalised(data: bytes) -> Shown | str:
    """A picture as editions show it, or why it cannot be one, as words that follow its name.

    JPEG stays JPEG, a photograph in another format becomes one, everything else PNG: upright, in sRGB or grey, on white where
    it was transparent, no larger than print can show. Of an animation the first picture is taken. The same bytes and libraries
    give the same bytes.
    """
    if not data:
        return "is empty"
    if _is_markup(data):
        return _within(_drawing, data)
    import PIL.Image

    PIL.Image.init()  # before the process is copied, so that the copy need not
    return _within(_decoded, data)


def _within(work: Callable[[bytes], Shown | str], data: bytes) -> Shown | str:
    try:
        return confined(work, data, memory_mb=768, cpu_s=20)
    except InputError:
        return "takes more than 768 MB or 20 s to decode, or breaks what decodes it"


def _is_markup(data: bytes) -> bool:
    return data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _decoded(data: bytes) -> Shown | str:
    """In a process of its own: what Pillow makes of the bytes."""
    import struct
    import warnings
    import zlib

    from PIL import Image, ImageFile, UnidentifiedImageError

    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on
    Image.MAX_IMAGE_PIXELS = None  # our own limit is asked before a pixel is decoded
    formats = [name for name in FORMATS if name in Image.OPEN]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data), formats=formats) as image:
                return _unfit(image) or _written(image, data)
    except UnidentifiedImageError:
        return f"is of no kind that can be shown; {KINDS}"
    except (
        *(OSError, SyntaxError, ValueError, TypeError, IndexError, KeyError, EOFError, OverflowError, AttributeError),
        *(ZeroDivisionError, RuntimeError, AssertionError, struct.error, zlib.error),
    ):
        return "is cut off or damaged"


def _unfit(image: Any) -> str:
    width, height = image.size
    if width * height > MOST_PIXELS:
        return f"has {width} × {height} pixels, more than {MOST_PIXELS // 1_000_000} million"
    return small_reason(width, height)


def small_reason(width: float, height: float) -> str:
    """Why a picture of this size is none of an article; "" where it may be."""
    is_small = (width < SMALL and height < SMALL) or min(width, height) < THIN
    return f"is only {width:.0f} × {height:.0f} pixels" if is_small else ""


def _written(image: Any, data: bytes) -> Shown:
    from PIL import Image, ImageOps

    kind = image.format
    image.seek(0)
    if kind in ("JPEG", "MPO"):
        image.draft(None, (WIDEST * 2, TALLEST * 2))
    image.load()
    whole = ImageOps.exif_transpose(image)
    if whole.mode in ("P", "PA"):
        whole = whole.convert("RGBA" if whole.mode == "PA" or "transparency" in whole.info else "RGB")
    whole = whole if whole.mode in SCALED else _plain(whole)
    whole.thumbnail((WIDEST, TALLEST), Image.Resampling.LANCZOS, reducing_gap=3.0)  # first, for it is the smaller then
    whole = _plain(whole)
    is_photo = kind in ("JPEG", "MPO") or (kind in ("WEBP", "AVIF") and whole.getcolors(FLAT) is None)
    whole = Image.frombytes(whole.mode, whole.size, whole.tobytes())  # nothing of the file but its pixels
    out = BytesIO()
    if is_photo:
        whole.save(out, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
        return Shown(out.getvalue(), "image/jpeg", whole.width, whole.height)
    whole.save(out, "PNG", optimize=True)
    return Shown(out.getvalue(), "image/png", whole.width, whole.height)


def _plain(image: Any) -> Any:
    """In sRGB or grey, eight bits, on white."""
    from PIL import Image

    if image.mode in ("L", "RGB") and "transparency" not in image.info and not image.info.get("icc_profile"):
        return image
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in ("LA", "PA", "P", "RGBA", "RGBa", "La") or "transparency" in image.info:
        above = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(above)
        is_grey = image.mode in ("LA", "La", "L")
        image = ground.convert("L" if is_grey else "RGB")
    elif image.mode == "1":
        image = image.convert("L")
    elif image.mode not in ("L", "RGB", "CMYK"):
        image = image.convert("RGB")
    return _in_srgb(image, profile)


def _in_srgb(image: Any, profile: bytes | None) -> Any:
    """By the profile that the file brings; one that cannot be read counts as none."""
    from PIL import ImageCms

    if profile and image.mode != "L":
        try:
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            changed = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            changed = None
        if changed is not None:
            return changed
    return image if image.mode in ("L", "RGB") else image.convert("RGB")


def _drawing(data: bytes) -> Shown | str:
    """In a process of its own: an SVG with nothing but shapes and colours in it, as a publisher's logo."""
    from pubpipe.typeset.logo import clean_logo, size_of

    try:
        cleaned = clean_logo(_attributed(data), largest=SVG_LARGEST, most=SVG_MOST)
        width, height = size_of(cleaned)
    except SettingsError as error:
        return f"is no SVG that can be shown: {error.what.partition(': ')[2]}"
    except ValueError as error:
        return str(error)
    if not _can_be_drawn(cleaned, width, height):
        return "is an SVG that cannot be drawn"
    return Shown(cleaned.encode(), "image/svg+xml", max(1, round(width)), max(1, round(height)))


def _can_be_drawn(svg: str, width: float, height: float) -> bool:
    """Whether the layout engine draws it and complains of nothing."""
    import logging

    from pubpipe.typeset.picture import draw

    heard: list[str] = []
    logger, ear = logging.getLogger("weasyprint"), logging.Handler(logging.WARNING)
    ear.emit = lambda record: heard.append(record.getMessage())  # type: ignore[method-assign]
    logger.handlers, logger.propagate = [ear], False
    try:
        draw(svg, 400.0, max(1.0, 400.0 * height / width))
    except (ValueError, TypeError, ArithmeticError, LookupError, AttributeError, RecursionError, OSError):
        return False
    return not heard


def _attributed(data: bytes) -> str:
    """The SVG with what its `style` attributes say as attributes, which are all that is kept.

    Raises:
        ValueError: It is none, or has what cannot be kept and must not be lost.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser) if len(data) <= SVG_LARGEST else None
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ValueError(f"is of no kind that can be shown; {KINDS}") from error
    if root is None:
        raise ValueError(f"is an SVG of more than {SVG_LARGEST >> 10} kB")
    if root.getroottree().docinfo.internalDTD is not None and root.getroottree().docinfo.internalDTD.entities():
        raise ValueError("is an SVG with entities of its own, which are not resolved")
    lost = sorted({str(node.tag).removeprefix(SVG) for node in root.iter() if str(node.tag).removeprefix(SVG) in TELLING})
    if lost:
        raise ValueError(f"is an SVG with <{lost[0]}>, which would be lost: turn text into paths, or save it as PNG")
    for node in root.iter():
        for rule in (node.get("style") or "").split(";"):
            name, _, value = rule.partition(":")
            if PROPERTY.fullmatch(name.strip()):
                node.set(name.strip(), value.strip().removesuffix("!important").strip())
    return str(etree.tostring(root, encoding="unicode"))


def remarks(article: Article) -> Iterator[Finding]:
    """E-012, E-013: what of the article's pictures an edition lacks, and what a person can do about it."""
    for one in article.unshown:
        if one.is_missed:
            yield Finding("E-012", one.file, f"the picture {one.reason}; editions are without it", Level.REMARK, one.hint)
    for block in article.blocks:
        if block.picture and not block.picture.alt and not (block.picture.is_decorative and not block.text):
            instead = (
                "its caption is read in its place" if block.text else "a screen reader can only say that a picture is there"
            )
            message = f"the picture {block.picture.file} has no alternate text; {instead}"
            hint = f'say in NAME.toml what it shows: [[picture]] file = "{block.picture.file}", alt = "…"; alt = "" if nothing'
            yield Finding("E-013", block.id, message, Level.REMARK, hint)


# --- Where editions have it from --------------------------------------------------------------------------------------


def keep(folder: Path, article: Article, contents: Mapping[str, bytes]) -> None:
    """Put the pictures of an article into its output folder; what a person put in the place of one is kept aside."""
    for picture in article.pictures:
        path, data = folder / file_of(article.slug, picture), contents[picture.sha256]
        stands = path.read_bytes() if path.is_file() else b""
        if stands == data:
            continue
        if stands:
            keep_aside(path)
        write_atomic(path, data)


def thumbnails(edition: Edition, contents: Mapping[str, bytes]) -> dict[str, tuple[bytes, str, tuple[float, float]]]:
    """A small copy of each picture, for the review copy: bytes, media type, width and height in millimetres."""
    return {one.sha256: _small(one, contents[one.sha256]) for one in edition.source.pictures}


def _small(picture: Picture, data: bytes) -> tuple[bytes, str, tuple[float, float]]:
    from PIL import Image

    scale = min(THUMB_MM[0] / picture.width, THUMB_MM[1] / picture.height)
    size = picture.width * scale, picture.height * scale
    if picture.media == "image/svg+xml":
        from pubpipe.typeset.picture import draw

        return draw(data.decode(), size[0] * THUMB_DOTS, size[1] * THUMB_DOTS), "image/png", size
    out = BytesIO()
    with Image.open(BytesIO(data)) as image:
        image.thumbnail((max(1, round(size[0] * THUMB_DOTS)), max(1, round(size[1] * THUMB_DOTS))))
        image.save(out, "JPEG", quality=80) if picture.media == "image/jpeg" else image.save(out, "PNG", optimize=True)
    return out.getvalue(), picture.media, size


def load(folder: Path, edition: Edition) -> dict[str, bytes]:
    """The bytes of an edition's pictures by their hash.

    Raises:
        OutputError: One is not in the output folder, or is another than it was.
    """
    return dict(_loaded(folder, edition.source))


def _loaded(folder: Path, article: Article) -> Iterator[tuple[str, bytes]]:
    for picture in article.pictures:
        path = folder / file_of(article.slug, picture)
        data = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(data).hexdigest() != picture.sha256:
            what = "is another than it was" if data else "is missing"
            raise OutputError(
                f"the picture {picture.file} {what}", where=path.name, hint="run `pubpipe editions --force` with its source"
            )
        yield picture.sha256, data
