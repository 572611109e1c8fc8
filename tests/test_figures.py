"""Figures with their pictures: which are the article's, what becomes of their bytes, and how every format shows them."""

import base64
import hashlib
import io
import itertools
import json
import os
import re
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms

from pubpipe import due, pictures, pipeline
from pubpipe.article import Article, Level, Picture, Role, Unshown
from pubpipe.clean import clean_with_trail, receipt_html, receipt_json
from pubpipe.errors import OutputError, SettingsError
from pubpipe.ingest import open_page
from pubpipe.intake import take_in_all
from pubpipe.parcel import Counter, Store
from pubpipe.pictures import Reader, local_name, normalised, read_below
from pubpipe.pipeline import make_editions, read_format
from pubpipe.record import parse_record, read_record
from pubpipe.segment import segment_article, sew
from pubpipe.settings import Settings, load_settings
from pubpipe.shelf import Place, file_of
from pubpipe.typeset import design
from pubpipe.typeset.docx_styles import text_width

ROOT = Path(__file__).parent.parent
PROSE = (
    "<p>The wall was built long before anybody wrote down who had asked for it, and every spring the same families carry the "
    "stones that the rain has moved back to their places. Nobody is paid for this work, and nobody keeps a list of it.</p>"
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 120"><rect width="300" height="120" fill="#eeeeee"/>'
    '<rect x="20" y="40" width="40" height="80" style="fill: #8c2f1b"/></svg>'
)
ALT, CAPTION = "Lines cross a pale sky over the wall.", "The wall in the spring of 1998."


def image(size: tuple[int, int] = (900, 500), mode: str = "RGB") -> Image.Image:
    """A picture with something on it."""
    made = Image.radial_gradient("L").resize(size)
    return made.convert(mode) if mode != "RGBA" else Image.merge("RGBA", [made, made, made, made])


def bytes_of(made: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    made.save(out, kind, **options)
    return out.getvalue()


def page(body: str) -> str:
    """A saved page; no two paragraphs are the same, or the second would be dropped."""
    number = itertools.count(2)
    body = re.sub("a list of it", lambda _: f"a list of its {next(number)} thousand stones", body)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The Long Wall</title>'
        '<meta name="author" content="Ada Moreno"><link rel="canonical" href="https://terrace.example/wall"></head><body>'
        f'<nav><a href="/">Home</a></nav><article><h1>The Long Wall</h1><p class="byline">By Ada Moreno</p>{body}</article>'
        "</body></html>"
    )


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with pictures in wall_files/, as a browser saves a page."""
    files = tmp_path / "wall_files"
    files.mkdir()
    (files / "sky.jpg").write_bytes(bytes_of(image(), "JPEG"))
    (files / "tall.png").write_bytes(bytes_of(image((300, 500))))
    (files / "bars.svg").write_text(SVG)
    (files / "tiny.png").write_bytes(bytes_of(image((32, 32))))
    return tmp_path


def cleaned(folder: Path, text: str, *, name: str = "wall.html", facts: dict[str, Any] | None = None) -> tuple[Article, Any]:
    path = folder / name
    path.write_text(text)
    article, trail = clean_with_trail(open_page(path), facts=facts, look=Reader(str(path)))
    return article, trail


def shown(article: Article) -> list[tuple[str, str]]:
    """(file, caption) of each picture of an article."""
    return [(block.picture.file, block.text) for block in article.blocks if block.picture]


def article_of(folder: Path, body: str, **options: Any) -> Article:
    return cleaned(folder, page(body), **options)[0]


# --- Which pictures are the article's ---------------------------------------------------------------------------------


def test_a_figure_has_its_picture_over_its_caption_in_its_place(source: Path) -> None:
    figure = f'<figure><img src="wall_files/sky.jpg" alt="{ALT}"><figcaption>{CAPTION}</figcaption></figure>'
    article = article_of(source, f"{PROSE}{figure}{PROSE}")
    assert [block.role for block in article.blocks] == [Role.PARAGRAPH, Role.CAPTION, Role.PARAGRAPH]
    caption = article.blocks[1]
    assert (caption.text, caption.picture.alt) == (CAPTION, ALT)  # type: ignore[union-attr]
    assert (caption.picture.media, caption.picture.width, caption.picture.height) == ("image/jpeg", 900, 500)  # type: ignore[union-attr]


def test_a_lone_picture_among_paragraphs_is_a_block_of_its_own_and_moves_no_id(source: Path) -> None:
    without = article_of(source, PROSE * 2)
    article = article_of(source, f'{PROSE}<p><img src="wall_files/sky.jpg" alt="{ALT}"></p>{PROSE}')
    assert [block.id for block in article.blocks] == ["b1", "p1", "b2"]
    assert [block for block in article.blocks if not block.picture] == list(without.blocks)


def test_the_credit_below_a_picture_is_kept_with_it_and_dropped_without_it(source: Path) -> None:
    credit = '<p class="credit">Photo: Ada Moreno / Terrace</p>'
    with_picture = article_of(source, f'{PROSE}<div><img src="wall_files/sky.jpg" alt="{ALT}">{credit}</div>{PROSE}')
    assert shown(with_picture) == [("wall_files/sky.jpg", "Photo: Ada Moreno / Terrace")]
    gone = article_of(source, f'{PROSE}<div><img src="wall_files/none.jpg" alt="{ALT}">{credit}</div>{PROSE}')
    assert "Photo: Ada Moreno / Terrace" in [line.text for line in gone.dropped]


@pytest.mark.parametrize(
    ("markup", "rule"),
    [
        ('<p><img src="wall_files/sky.jpg" width="1" height="1"></p>', "small-picture"),
        ('<p><img src="wall_files/tiny.png"></p>', "small-picture"),
        ('<p><img class="avatar" src="wall_files/sky.jpg"></p>', "site-picture"),
        ('<div class="share social"><img src="wall_files/sky.jpg"></div>', "site-picture"),
        ('<p><a href="https://shop.example/"><img src="wall_files/sky.jpg"></a></p>', "linked-picture"),
        ('<div><img src="wall_files/sky.jpg"><p>Subscribe to our newsletter</p></div>', "beside-the-site"),
    ],
)
def test_a_picture_of_the_site_is_dropped_with_a_rule(source: Path, markup: str, rule: str) -> None:
    article = article_of(source, PROSE * 2 + markup + PROSE * 2)
    assert shown(article) == []
    assert [(one.rule, one.is_missed) for one in article.unshown] == [(rule, False)]


def test_pictures_beside_the_article_are_not_the_articles(source: Path) -> None:
    beside = '<aside class="more"><a href="/x"><img src="wall_files/sky.jpg"></a><p>Read this too</p></aside>'
    text = page(PROSE * 3).replace("</body>", f"{beside}</body>")
    article, _ = cleaned(source, text)
    assert shown(article) == []
    assert len(article.unshown) == 1


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="wall_files/tall.png" alt="Tall">',
        '<img src="data:," data-src="x.png"><noscript><img src="wall_files/tall.png" alt="Tall"></noscript>',
        '<img data-srcset="https://a.example/s.png 300w, wall_files/tall.png 900w" alt="Tall">',
        '<picture><source srcset="https://a.example/t.webp"><img src="wall_files/tall.png" alt="Tall"></picture>',
        '<img src="https://cdn.example/2026/tall.png?w=900" alt="Tall">',
        '<img srcset="https://a.example/w_300,h_2/s.png, wall_files/tall.png 2x" alt="Tall">',
        '<img src="./wall_files/../wall_files/tall.png#top" alt="Tall">',
        '<img src="wall_files/t%61ll.png" alt="Tall">',
    ],
)
def test_the_ways_of_the_web_to_name_a_picture_lead_to_the_saved_file_once(source: Path, markup: str) -> None:
    article = article_of(source, f"{PROSE}<p>{markup}</p>{PROSE}")
    assert [file for file, _ in shown(article)] == ["wall_files/tall.png"]


def test_a_picture_within_the_page_itself_is_read(source: Path) -> None:
    data = base64.b64encode(bytes_of(image((120, 80)))).decode()
    article = article_of(source, f'{PROSE}<p><img src="data:image/png;base64,{data}" alt="{ALT}"></p>{PROSE}')
    assert [picture.width for picture in article.pictures] == [120]


def test_a_picture_that_is_not_here_leaves_its_caption_and_says_what_to_do(source: Path) -> None:
    figure = f'<figure><img src="https://cdn.example/gone.jpg" alt="{ALT}"><figcaption>{CAPTION}</figcaption></figure>'
    article, trail = cleaned(source, page(f"{PROSE}{PROSE}{figure}{PROSE}"))
    (one,) = article.unshown
    assert one.is_missed
    assert one.alt == ALT
    assert "wall_files/gone.jpg" in one.hint
    assert "nothing is fetched" in one.reason
    (remark,) = pictures.remarks(article)
    assert (remark.code, remark.level) == ("E-012", Level.REMARK)
    assert "cdn.example/gone.jpg" in receipt_html(article, trail)
    (told,) = receipt_json(article, trail, open_page(source / "wall.html"))["pictures"]
    assert (told["block"], told["rule"], told["hint"]) == ("", "missing-picture", one.hint)


def test_without_a_look_an_article_is_what_it_was_before_pictures(source: Path) -> None:
    (source / "wall.html").write_text(page(f'{PROSE}<p><img src="wall_files/sky.jpg"></p>{PROSE}'))
    article, trail = clean_with_trail(open_page(source / "wall.html"))
    assert (article.pictures, article.unshown, trail.pictures) == ((), (), ())


def test_a_files_name_is_no_alternate_text_and_the_caption_is_not_said_twice(source: Path) -> None:
    markup = (
        f'<figure><img src="wall_files/sky.jpg" alt="IMG_2034.JPG"><figcaption>{CAPTION}</figcaption></figure>{PROSE}'
        f'<figure><img src="wall_files/tall.png" alt="A tall drawing"><figcaption>A tall drawing.</figcaption></figure>{PROSE}'
        '<figure><img src="wall_files/bars.svg" alt=""></figure>'
    )
    article = article_of(source, f"{PROSE}{markup}{PROSE}")
    assert [(picture.alt, picture.is_decorative) for picture in article.pictures] == [("", False), ("", False), ("", True)]
    assert [finding.code for finding in pictures.remarks(article)] == ["E-013", "E-013"]


def test_markdown_pictures_have_the_emphasised_line_below_as_caption(source: Path) -> None:
    text = (
        f"# The Long Wall\n\nBy Ada Moreno\n\n![{ALT}](wall_files/sky.jpg)\n*{CAPTION}*\n\n{PROSE[3:-4]}\n\n"
        f'![](wall_files/tall.png)\n\n*A tall one.*\n\n{PROSE[3:-4]}\n\n![Bars](wall_files/bars.svg "Two bars")\n'
    )
    article, _ = cleaned(source, text, name="wall.md")
    assert shown(article) == [
        ("wall_files/sky.jpg", CAPTION),
        ("wall_files/tall.png", "A tall one."),
        ("wall_files/bars.svg", "Two bars"),
    ]
    assert [picture.alt for picture in article.pictures] == [ALT, "", "Bars"]
    numbers = [
        *article.title_lines,
        *article.byline_lines,
        *(n for part in (*article.blocks, *article.dropped) for n in part.lines),
    ]
    written = [number for number, row in enumerate(text.split("\n"), 1) if row.strip()]
    assert sorted(numbers) == written, "every line is in exactly one place"


def test_the_pictures_of_a_word_document_come_with_their_alternate_text_and_caption(source: Path) -> None:
    import docx

    document = docx.Document()
    document.add_heading("The Long Wall", 0)
    document.add_paragraph("By Ada Moreno")
    document.add_paragraph(PROSE[3:-4])
    document.add_picture(str(source / "wall_files" / "sky.jpg"))
    document.inline_shapes[0]._inline.docPr.set("descr", ALT)
    document.add_paragraph(CAPTION, style="Caption")
    document.add_paragraph(PROSE[3:-4])
    document.save(str(source / "wall.docx"))
    look = Reader(str(source / "wall.docx"))
    article, _ = clean_with_trail(open_page(source / "wall.docx"), look=look)
    assert shown(article) == [("embedded:1", CAPTION)]
    assert article.pictures[0].alt == ALT
    assert look.inputs == {}, "the file is the source itself"


# --- The sidecar ------------------------------------------------------------------------------------------------------


def test_the_sidecar_drops_corrects_and_adds_pictures(source: Path) -> None:
    body = f'{PROSE}<p><img src="wall_files/sky.jpg"></p>{PROSE}<p><img class="ad" src="wall_files/tall.png"></p>{PROSE}'
    told = [
        {"file": "sky.jpg", "drop": True},
        {"file": "wall_files/tall.png", "alt": ALT, "caption": CAPTION},
        {"file": "wall_files/bars.svg", "alt": "Two bars", "after": 3},
    ]
    article = article_of(source, body, facts={"picture": told})
    assert shown(article) == [("wall_files/bars.svg", ""), ("wall_files/tall.png", CAPTION)]
    assert [picture.alt for picture in article.pictures] == ["Two bars", ALT]
    assert [one.rule for one in article.unshown] == ["sidecar"]


def test_a_pasted_text_has_the_pictures_that_its_sidecar_adds(source: Path) -> None:
    text = "The Long Wall\n\nBy Ada Moreno\n\n" + "\n\n".join(
        f"{PROSE[3:-4]} It is {word}." for word in ("old", "long", "ours")
    )
    told = [{"file": "wall_files/sky.jpg", "alt": ALT, "caption": CAPTION, "after": f"{PROSE[3:-4]} It is long."}]
    article, _ = cleaned(source, text, name="wall.txt", facts={"picture": told})
    assert [(block.id, block.text == CAPTION) for block in article.blocks][2] == ("p1", True)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ([{"file": "none.png", "drop": True}], "no picture 'none.png'"),
        ([{"alt": "x"}], "has no file"),
        ([{"file": "a.png", "altt": "x"}], "did you mean 'alt'"),
        ([{"file": "wall_files/sky.jpg", "after": "no such line"}], "no line of the page"),
        (["a.png"], "has to be a table"),
    ],
)
def test_a_sidecar_that_makes_no_sense_is_refused_with_what_to_write(source: Path, told: Any, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        article_of(source, PROSE * 2, facts={"picture": told})
    assert said in str(caught.value)


# --- Where a picture may be -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        *(
            "../secret.png",
            "a/../../secret.png",
            "/etc/secret.png",
            "file:///etc/secret.png",
            "C:\\secret.png",
            "..\\secret.png",
        ),
        *(
            "a/%2e%2e/%2e%2e/secret.png",
            "%2Fetc/secret.png",
            "a\0b.png",
            "",
            "..",
            "ftp://a.example/secret.png",
            "x" * 300,
            "//[",
        ),
    ],
)
def test_no_address_leads_out_of_the_sources_folder(tmp_path: Path, address: str) -> None:
    (tmp_path / "secret.png").write_bytes(bytes_of(image()))
    (tmp_path / "inner").mkdir()
    assert local_name(address, "wall")[0] is None
    found = Reader(str(tmp_path / "inner" / "wall.html"))([address])
    assert isinstance(found, Unshown)
    assert found.is_missed


def test_a_link_out_of_the_folder_is_not_followed_and_one_within_is(
    source: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.png"
    outside.write_bytes(bytes_of(image()))
    (source / "out.png").symlink_to(outside)
    (source / "in.png").symlink_to(source / "wall_files" / "tall.png")
    (source / "round.png").symlink_to(source / "round.png")
    (source / "away").symlink_to(outside.parent)
    look = Reader(str(source / "wall.html"))
    assert "leads out" in look(["out.png"]).reason  # type: ignore[union-attr]
    assert "leads out" in look(["away/secret.png"]).reason  # type: ignore[union-attr]
    assert isinstance(look(["in.png"]), Picture)
    assert isinstance(look(["round.png"]), Unshown)


def test_a_pipe_a_folder_and_a_huge_file_are_no_pictures(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(source / "pipe.png")
    look = Reader(str(source / "wall.html"))
    assert isinstance(look(["pipe.png"]), Unshown)
    assert isinstance(look(["wall_files"]), Unshown)
    monkeypatch.setattr(pictures, "LARGEST", 1000)
    assert "larger" in look(["wall_files/sky.jpg"]).reason  # type: ignore[union-attr]
    assert read_below(source, "none.png") is None


def test_a_piped_page_has_no_folder_to_look_in() -> None:
    found = Reader("-")(["wall_files/sky.jpg"])
    assert isinstance(found, Unshown)
    assert "piped" in found.reason


# --- What becomes of the bytes ----------------------------------------------------------------------------------------


def test_the_same_bytes_give_the_same_picture_and_nothing_of_the_file_goes_on() -> None:
    exif = Image.Exif()
    exif[0x010E] = "a secret place"
    exif[0x0112] = 6  # turned by a quarter
    data = bytes_of(image((640, 400)), "JPEG", exif=exif, comment=b"a secret word") + b"a secret tail"
    one, two = normalised(data), normalised(data)
    assert not isinstance(one, str)
    assert one == two
    assert (one.media, one.width, one.height) == ("image/jpeg", 400, 640), "turned upright"
    assert b"secret" not in one.data
    assert not Image.open(io.BytesIO(one.data)).getexif()


@pytest.mark.parametrize(
    ("data", "media", "mode"),
    [
        (bytes_of(image(mode="CMYK"), "JPEG"), "image/jpeg", "RGB"),
        (bytes_of(image(mode="L"), "JPEG"), "image/jpeg", "L"),
        (bytes_of(image(mode="RGBA")), "image/png", "RGB"),
        (bytes_of(image(mode="P")), "image/png", "RGB"),
        (bytes_of(image(mode="1")), "image/png", "L"),
        (bytes_of(image(mode="L").convert("I").point(lambda value: value * 256).convert("I;16")), "image/png", "L"),
        (bytes_of(image(mode="P"), "GIF"), "image/png", "L"),
        (bytes_of(image(), "WEBP", lossless=True), "image/png", "RGB"),
        (bytes_of(Image.effect_noise((400, 300), 90).convert("HSV").convert("RGB"), "WEBP"), "image/png", "RGB"),
    ],
)
def test_every_kind_becomes_srgb_or_grey_in_a_format_of_print(data: bytes, media: str, mode: str) -> None:
    made = normalised(data)
    assert not isinstance(made, str), made
    opened = Image.open(io.BytesIO(made.data))
    assert (made.media, opened.mode) == (media, mode)
    assert "icc_profile" not in opened.info


def test_a_photograph_of_another_format_becomes_a_jpeg() -> None:
    noise = Image.merge("RGB", [Image.effect_noise((400, 300), 90) for _ in range(3)])
    made = normalised(bytes_of(noise, "WEBP", quality=90))
    assert not isinstance(made, str)
    assert made.media == "image/jpeg"


def test_what_was_transparent_is_white_and_sixteen_bits_keep_their_grey() -> None:
    half = Image.new("RGBA", (80, 80), (0, 0, 0, 0))
    half.paste((200, 0, 0, 255), (40, 0, 80, 80))
    clear = normalised(bytes_of(half))
    deep = normalised(bytes_of(Image.new("I;16", (80, 80), 40000)))
    assert not isinstance(clear, str)
    assert not isinstance(deep, str)
    with Image.open(io.BytesIO(clear.data)) as opened:
        assert (opened.getpixel((9, 9)), opened.getpixel((70, 9))) == ((255, 255, 255), (200, 0, 0))
    assert abs(Image.open(io.BytesIO(deep.data)).getpixel((9, 9)) - 40000 // 256) <= 1  # type: ignore[operator]


def test_another_colour_space_is_converted_and_a_broken_profile_is_ignored() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    for profile in (lab, b"no profile"):
        made = normalised(bytes_of(image(), "JPEG", icc_profile=profile))
        assert not isinstance(made, str)
        assert "icc_profile" not in Image.open(io.BytesIO(made.data)).info


def test_a_huge_picture_is_brought_to_what_print_can_show() -> None:
    made = normalised(bytes_of(Image.new("RGB", (6000, 3000), "red"), "JPEG"))
    assert not isinstance(made, str)
    assert (made.width, made.height) == (pictures.WIDEST, pictures.WIDEST // 2)
    widest = max(max(sheet.measure, text_width(sheet) / 1440 * 25.4) for sheet in design.SHEETS.values())
    assert widest / 25.4 * 300 <= pictures.WIDEST + 1, "no text is wider than 300 dots an inch of it"


def test_of_an_animation_the_first_picture_is_shown() -> None:
    frames = [Image.new("RGB", (80, 80), colour) for colour in ("red", "blue")]
    made = normalised(bytes_of(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert not isinstance(made, str)
    assert Image.open(io.BytesIO(made.data)).getpixel((9, 9))[0] > 200  # type: ignore[index]


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of a few bytes that says it is 3.6 gigapixels."""
    head = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (bomb(), "million"),
        (bomb(7000, 7000), "damaged"),
        (bytes_of(image(), "JPEG")[:4000], "damaged"),
        (bytes_of(image())[:300], "damaged"),
        (b"GIF89a" + b"\xff" * 40, "no kind"),
        (b"%PDF-1.4 no picture", "no kind"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", "no kind"),
        (bytes_of(image((20, 20))), "only 20 × 20"),
        (bytes_of(image((600, 3))), "only 600 × 3"),
        (b"<html><body>no picture</body></html>", "SVG"),
        (b"<svg", "no kind"),
    ],
)
def test_a_hostile_or_broken_file_is_no_picture_and_says_why(data: bytes, said: str) -> None:
    made = normalised(data)
    assert isinstance(made, str)
    assert said in made


def test_the_ending_of_a_name_says_nothing(source: Path) -> None:
    (source / "sky.gif").write_bytes(bytes_of(image(), "JPEG"))
    found = Reader(str(source / "wall.html"))(["sky.gif"])
    assert isinstance(found, Picture)
    assert found.media == "image/jpeg"


def test_an_svg_keeps_shapes_and_colours_and_loses_what_runs_or_leads_outside() -> None:
    hostile = SVG.replace(
        "</svg>",
        '<script>fetch("https://x.example")</script><a href="https://x.example"><path d="M0 0"/></a>'
        '<rect width="9" height="9" onclick="x()" fill="url(https://x.example/y)"/></svg>',
    )
    made = normalised(hostile.encode())
    assert not isinstance(made, str)
    text = made.data.decode()
    assert (made.media, made.width, made.height) == ("image/svg+xml", 300, 120)
    assert 'fill="#8c2f1b"' in text, "what a style attribute says is kept"
    assert not any(word in text for word in ("script", "onclick", "x.example", "style"))


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<text>40</text>", "<text>"),
        ('<image href="file:///etc/passwd" width="9" height="9"/>', "<image>"),
        ('<g id="a"><path d="M0 0h9"/></g><use href="#a"/>', "<use>"),
        ("<style>rect { fill: red }</style>", "<style>"),
    ],
)
def test_an_svg_that_would_say_something_else_without_a_part_is_refused(inside: str, said: str) -> None:
    made = normalised(SVG.replace("</svg>", f"{inside}</svg>").encode())
    assert isinstance(made, str)
    assert said in made


def test_a_long_style_or_srcset_costs_no_more_than_its_length(source: Path) -> None:
    made = normalised(SVG.replace("fill: #8c2f1b", "a" * 500_000).encode())
    assert not isinstance(made, str)
    many = "a" * 200_000 + " b"
    article = article_of(source, f'{PROSE}<p><img srcset="{many}" src="wall_files/tall.png" alt="{many}"></p>{PROSE}')
    assert [file for file, _ in shown(article)] == ["wall_files/tall.png"]


def test_an_svg_resolves_no_entity(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    data = f'<!DOCTYPE svg [<!ENTITY e SYSTEM "file://{tmp_path}/secret"><!ENTITY l "lol">]>{SVG}'.replace(
        "</svg>", '<rect width="9" height="9" id="&l;"/></svg>'
    )
    made = normalised(data.encode())
    assert isinstance(made, str)
    assert "entities" in made


def test_what_decoding_does_to_its_process_does_not_reach_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_decoded", lambda data: os._exit(9))
    made = normalised(bytes_of(image()))
    assert isinstance(made, str)
    assert "breaks what decodes it" in made


# --- Alternate text is a segment --------------------------------------------------------------------------------------


def test_an_alternate_text_is_a_segment_of_its_own_before_its_caption(source: Path) -> None:
    figure = f'<figure><img src="wall_files/sky.jpg" alt="{ALT} It is grey."><figcaption>{CAPTION}</figcaption></figure>'
    article = article_of(source, f"{PROSE}{figure}{PROSE}")
    segments = segment_article(article)
    names = [segment.id for segment in segments if segment.block in ("b2", "altb2")]
    assert names == ["altb2.1", "b2.1"]
    assert next(one for one in segments if one.id == "altb2.1").text == f"{ALT} It is grey."
    targets = {one.id: one.text.upper() for one in segments}
    sewn = sew(article, targets, segments, to="de")
    assert sewn.pictures[0].alt == f"{ALT} It is grey.".upper()
    assert sewn.pictures[0].sha256 == article.pictures[0].sha256
    assert sew(article, {one.id: one.text for one in segments}, segments) == article


# --- Editions ---------------------------------------------------------------------------------------------------------

FIGURES = (
    f'<figure><img src="wall_files/sky.jpg" alt="{ALT}"><figcaption>{CAPTION}</figcaption></figure>{PROSE}{PROSE}'
    f'<p><img src="wall_files/tall.png"></p>{PROSE}<figure><img src="wall_files/bars.svg" alt="Two bars, 40 and 110."></figure>'
    f'{PROSE}<p><img src="wall_files/tall.png" alt=""></p>{PROSE}'
    f'<p><img src="https://cdn.example/gone.png" alt="Gone"></p>{PROSE}'
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition folder in which an article with figures, and one without, was made in the pseudo-language."""
    root = tmp_path_factory.mktemp("figures")
    files = root / "source" / "wall_files"
    files.mkdir(parents=True)
    (files / "sky.jpg").write_bytes(bytes_of(image(), "JPEG"))
    (files / "tall.png").write_bytes(bytes_of(image((1200, 2000))))
    (files / "bars.svg").write_text(SVG)
    (root / "source" / "wall.html").write_text(page(FIGURES))
    shutil.copy(ROOT / "tests" / "data" / "lamps.txt", root / "source")
    formats = 'formats = ["pdf", "docx", "epub", "bilingual"]'
    (root / "pubpipe.toml").write_text(f'languages = ["es"]\nengine = "pseudo"\noffline = true\n{formats}\n')
    (root / ".pubpipe").mkdir()
    (root / ".pubpipe" / "fonts").symlink_to(ROOT / ".pubpipe" / "fonts")
    outcomes = list(run(root))
    assert [outcome.status for outcome in outcomes] == ["built", "built"], outcomes
    return root


@pytest.fixture
def copy(house: Path, tmp_path: Path) -> Path:
    """A copy of it to change; times and all, so that the ledger need not believe them."""
    shutil.copytree(house, tmp_path / "house", symlinks=True)
    return tmp_path / "house"


def settings_of(root: Path) -> Settings:
    return load_settings(root)


def run(root: Path, **options: Any) -> Iterator[pipeline.Outcome]:
    return make_editions(settings_of(root), [str(root / "source" / name) for name in ("lamps.txt", "wall.html")], **options)


def made(root: Path, ending: str) -> bytes:
    return (root / "output" / "wall" / f"wall.es.{ending}").read_bytes()


def edition_of(root: Path) -> Any:
    from pubpipe.remake import recorded_edition

    place = Place(root / "output", "wall", "es")
    return recorded_edition(settings_of(root), place, place.read())


def test_the_record_gives_the_pictures_back_value_for_value(house: Path) -> None:
    record = read_record(house / "output" / "wall" / "wall.es.json")
    assert record.article is not None
    assert [picture.media for picture in record.article.pictures] == ["image/jpeg", "image/png", "image/svg+xml", "image/png"]
    assert [one.file for one in record.article.unshown] == ["https://cdn.example/gone.png"]
    assert {f.code for f in record.findings} >= {"E-012", "E-013"}
    for picture in record.article.pictures:
        path = house / "output" / "wall" / file_of("wall", picture)
        assert hashlib.sha256(path.read_bytes()).hexdigest() == picture.sha256


@pytest.mark.parametrize("change", [{"sha256": "../../etc/passwd"}, {"media": "text/html"}, {"width": 0}, {"file": 3}])
def test_a_record_with_a_picture_that_is_none_is_damaged(house: Path, change: dict[str, Any]) -> None:
    data = json.loads(made(house, "json"))
    next(block for block in data["article"]["blocks"] if "picture" in block)["picture"].update(change)
    assert parse_record(json.dumps(data).encode()).article is None


def test_the_pdf_tags_each_figure_with_its_alternate_text_and_its_caption(house: Path) -> None:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(made(house, "pdf")))
    root: Any = reader.trailer["/Root"]["/StructTreeRoot"]  # type: ignore[index]
    elements = list(walk(root))
    figures = [str(element.get("/Alt")) for element in elements if element.get("/S") == "/Figure"]
    told = [block.picture.alt for block in edition_of(house).article.blocks if block.picture]
    assert figures == [told[0], "Imagen sin descripción", told[2]], "the ornament is an artifact"
    assert [element.get("/S") for element in elements].count("/Caption") == 1
    assert drawn_in(made(house, "pdf")) == 3
    for sheet in reader.pages:
        for item in (sheet["/Resources"].get("/XObject") or {}).values():  # type: ignore[index]
            if item.get_object()["/Subtype"] == "/Image":
                assert item.get_object()["/ColorSpace"] in ("/DeviceRGB", "/DeviceGray")
                assert item.get_object()["/Interpolate"].value is False, "ISO 19005-3, 6.2.8"


def drawn_in(data: bytes) -> int:
    """How often the pages of a PDF draw a picture of pixels."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        return sum(1 for number in range(len(document)) for _ in document[number].get_objects(filter=[3], max_depth=8))


def walk(element: Any) -> Iterator[Any]:
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object() if hasattr(kid, "get_object") else kid
        if hasattr(kid, "get") and "/S" in kid:
            yield kid
            yield from walk(kid)


def test_no_picture_is_wider_than_the_text_or_taller_than_the_page(house: Path) -> None:
    import pypdfium2

    sheet = design.SHEETS["A4"]
    with pypdfium2.PdfDocument(made(house, "pdf")) as document:
        boxes = [
            item.get_bounds()
            for number in range(len(document))
            for item in document[number].get_objects(filter=[3], max_depth=8)
        ]
    assert len(boxes) == 3
    for left, bottom, right, top in boxes:
        assert (right - left) / 72 * 25.4 <= sheet.measure + 0.1
        assert (top - bottom) / 72 * 25.4 <= sheet.height - sheet.top - sheet.foot
        assert left / 72 * 25.4 >= sheet.start + sheet.hang - 0.1
    wide, tall = boxes[0], boxes[1]
    assert abs((wide[2] - wide[0]) / (wide[3] - wide[1]) - 900 / 500) < 0.02, "its proportions are kept"
    assert abs((tall[2] - tall[0]) / (tall[3] - tall[1]) - 1200 / 2000) < 0.02


def test_the_docx_has_each_picture_in_the_line_with_its_description(house: Path) -> None:
    import docx

    document = docx.Document(io.BytesIO(made(house, "docx")))
    about = [shape._inline.docPr for shape in document.inline_shapes]
    assert [node.get("descr") for node in about][1] == "Imagen sin descripción"
    assert about[3].get("descr") == ""
    assert "decorative" in about[3].xml
    assert len({node.get("id") for node in about}) == 4
    paragraphs = document.paragraphs
    at = next(n for n, paragraph in enumerate(paragraphs) if paragraph.style.name == "Figure")
    assert paragraphs[at + 1].style.name == "Caption"
    assert paragraphs[at].paragraph_format.keep_with_next
    with zipfile.ZipFile(io.BytesIO(made(house, "docx"))) as package:
        names = package.namelist()
    assert len(names) == len(set(names)), "a picture that is shown twice is there once"


def test_the_epub_lists_each_picture_once_and_describes_it(house: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(made(house, "epub"))) as package:
        names = [name for name in package.namelist() if name.startswith("EPUB/pictures/")]
        opf, text = package.read("EPUB/package.opf").decode(), package.read("EPUB/text.xhtml").decode()
    assert len(names) == 3
    assert all(f'href="{name.removeprefix("EPUB/")}"' in opf for name in names)
    assert text.count("<figure") == 4
    assert text.count("<figcaption") == 1
    assert 'alt="Imagen sin descripción"' in text
    assert "visual" in opf


def test_the_reading_page_shows_each_picture_once_from_the_file_beside_it(house: Path) -> None:
    from lxml import html

    root = html.fromstring(made(house, "html"))
    sources = [node.get("src") for node in root.iter("img")]
    assert len(sources) == 4
    assert all((house / "output" / "wall" / name).is_file() for name in sources)
    sums = (house / "output" / "SHA256SUMS").read_text()
    assert all(f"wall/{name}\n" in sums for name in sources)


def test_the_bilingual_pdf_shows_each_picture_once(house: Path) -> None:
    assert drawn_in(made(house, "bilingual.pdf")) == 3


@pytest.mark.parametrize("name", ["pdf", "docx", "epub", "bilingual"])
def test_a_file_without_a_picture_or_with_another_description_is_found_out(house: Path, name: str) -> None:
    ending = "bilingual.pdf" if name == "bilingual" else name
    edition, data = edition_of(house), made(house, ending)
    assert [f for f in read_format(name, data, edition) if f.code.endswith("-019")] == []
    blocks = [
        replace(block, picture=replace(block.picture, alt="Quite another", sha256="0" * 64)) if block.picture else block
        for block in edition.article.blocks
    ]
    other = replace(edition, article=replace(edition.article, blocks=tuple(blocks)))
    assert {f.code[2:] for f in read_format(name, data, other)} == {"019"}


def test_two_runs_give_the_same_bytes(copy: Path) -> None:
    endings = ("pdf", "docx", "epub", "bilingual.pdf", "review.docx", "html")
    before = {ending: made(copy, ending) for ending in endings}
    assert [outcome.status for outcome in run(copy, force=True)] == ["built", "built"]
    assert {ending: made(copy, ending) for ending in endings} == before


def test_a_changed_picture_makes_the_editions_of_its_article_again_and_no_other(copy: Path) -> None:
    list(run(copy))
    (copy / "source" / "wall_files" / "sky.jpg").write_bytes(bytes_of(image((800, 500)), "JPEG"))
    outcomes = list(run(copy, explain=True))
    assert [(outcome.slug, outcome.status) for outcome in outcomes] == [("lamps", "current"), ("wall", "built")]
    assert [reason.name for reason in outcomes[1].reasons] == ["picture wall_files/sky.jpg"]
    assert len(list((copy / "output" / "wall").glob("wall.*.jpg"))) == 1, "the old one is gone"


def test_a_picture_that_arrives_is_taken_in(copy: Path) -> None:
    list(run(copy))
    (copy / "source" / "wall_files" / "gone.png").write_bytes(bytes_of(image()))
    outcomes = list(run(copy))
    assert [outcome.status for outcome in outcomes] == ["current", "built"]
    assert len(read_record(copy / "output" / "wall" / "wall.es.json").article.pictures) == 5  # type: ignore[union-attr]


def test_where_nothing_changed_no_picture_is_opened(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    for _ in range(2):
        list(run(copy))
        time.sleep(0.1)
    opened: list[str] = []
    real = due.Ledger.digest
    monkeypatch.setattr("pubpipe.ledger.sha256_of", lambda path: opened.append(str(path)) or "")
    monkeypatch.setattr(pictures, "read_below", lambda *args: opened.append(str(args)))
    assert real is due.Ledger.digest
    assert [outcome.status for outcome in run(copy)] == ["current", "current"]
    assert [name for name in opened if "wall_files" in name] == []


def test_who_may_not_print_pictures_has_none(copy: Path) -> None:
    with (copy / "pubpipe.toml").open("a") as file:
        file.write("pictures = false\n")
    outcomes = list(run(copy, explain=True))
    assert {reason.name for outcome in outcomes for reason in outcome.reasons} == {"pictures"}
    record = read_record(copy / "output" / "wall" / "wall.es.json")
    assert record.article is not None
    assert (record.article.pictures, record.article.unshown) == ((), ())
    assert CAPTION in [line.text for line in record.article.dropped] + [block.text for block in record.article.blocks]
    assert list((copy / "output" / "wall").glob("wall.*.png")) == []


def test_a_corrected_alternate_text_comes_back_from_the_review_copy(copy: Path) -> None:
    import docx

    path = copy / "output" / "wall" / "wall.es.review.docx"
    document = docx.Document(str(path))
    rows = [row for table in document.tables for row in table.rows if row.cells[0].text.split("\n")[0].startswith("alt")]
    assert [row.cells[0].text.split("\n")[1] for row in rows] == ["Texto alternativo"] * 2
    assert len(rows[0].cells[0]._tc.xpath(".//w:drawing")) == 1, "who corrects a description sees the picture"
    target = rows[0].cells[2].paragraphs[0]
    for piece in target.runs:
        piece.text = ""
    target.runs[0].text = "Un cielo pálido sobre el muro."
    rows[0].cells[3].paragraphs[0].add_run("OK") if not rows[0].cells[3].text else None
    document.save(str(path))
    list(run(copy))
    edition = edition_of(copy)
    assert edition.article.pictures[0].alt == "Un cielo pálido sobre el muro."
    assert Place(copy / "output", "wall", "es").read().review == (), "no picture of ours is taken for a person's"
    assert "Un cielo pálido sobre el muro." in (copy / "locales" / "es" / "memory.tmx").read_text()


def test_work_on_an_editions_docx_is_taken_in_beside_its_pictures(copy: Path) -> None:
    import docx

    settings = settings_of(copy)
    place = Place(settings.output, "wall", "es")
    path = place.folder / place.docx
    document = docx.Document(str(path))
    body = next(paragraph for paragraph in document.paragraphs if paragraph.style.name == "Body First")
    body.runs[0].text = "Changed. " + body.runs[0].text
    document.save(str(path))
    findings = take_in_all(settings, place, place.read(), lambda text: None)
    assert [finding for finding in findings if finding.where.startswith("alt")] == []


def test_a_parcel_takes_the_pictures_to_a_machine_that_has_none(house: Path, tmp_path: Path) -> None:
    settings = settings_of(house)
    article = read_record(house / "output" / "wall" / "wall.es.json").article
    assert article is not None
    counter, store = Counter(settings), Store(tmp_path / "parcels")
    parcel = counter.parcel("en", "es", article)
    for letter in counter.letters(store.lacking(parcel)):
        assert all(store.lay(piece, "sender") for piece in letter)
    with store.opened(parcel, settings) as there:
        assert there.output != settings.output
        found = pictures.load(there.output / "wall", edition_of(house))
    assert {hashlib.sha256(data).hexdigest() for data in found.values()} == {one.sha256 for one in article.pictures}


def test_a_picture_that_is_gone_from_the_output_folder_is_named(copy: Path) -> None:
    next((copy / "output" / "wall").glob("wall.*.svg")).unlink()
    with pytest.raises(OutputError, match=r"bars\.svg is missing"):
        pictures.load(copy / "output" / "wall", edition_of(copy))


def test_a_release_has_the_pictures_of_its_pages(copy: Path, tmp_path: Path) -> None:
    from pubpipe.release import make_release

    make_release(settings_of(copy), tmp_path / "release")
    assert len([path for path in (tmp_path / "release" / "wall").iterdir() if path.suffix in (".jpg", ".png", ".svg")]) == 3
