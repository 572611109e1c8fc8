"""Ingest opens what people have, and refuses the rest in one sentence."""

import codecs
import hashlib
import os
from pathlib import Path

import pytest

from pubpipe.errors import InputError
from pubpipe.ingest import open_page


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def refusal(address: object, **options: object) -> InputError:
    with pytest.raises(InputError) as caught:
        open_page(address, **options)  # type: ignore[arg-type]
    assert caught.value.hint, "every refusal says what to do"
    assert "\n" not in caught.value.what
    return caught.value


def test_a_page_keeps_its_bytes_and_their_hash(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbfFox\r\nDen\rEnd\n"
    page = open_page(write(tmp_path, "a.txt", data))
    assert (page.data, page.sha256) == (data, hashlib.sha256(data).hexdigest())
    assert (page.text, page.media, page.address) == ("Fox\nDen\nEnd\n", "text", str(tmp_path / "a.txt"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides_the_encoding(tmp_path: Path, encoding: str) -> None:
    assert open_page(write(tmp_path, "a.txt", "Füchse – 狐".encode(encoding))).text == "Füchse – 狐"


def test_utf_16_big_endian_is_read_too(tmp_path: Path) -> None:
    assert open_page(write(tmp_path, "a.txt", codecs.BOM_UTF16_BE + "Füchse".encode("utf-16-be"))).text == "Füchse"


@pytest.mark.parametrize(
    ("declared", "actual"),
    [
        ("windows-1252", "cp1252"),
        ("iso-8859-1", "cp1252"),
        ("Shift_JIS", "cp932"),
        ("iso-2022-jp", "iso2022_jp"),
        ("gb2312", "gb18030"),
    ],
)
def test_a_page_may_declare_its_encoding(tmp_path: Path, declared: str, actual: str) -> None:
    text = (
        "狐は夜に出る"
        if "jp" in declared.lower() or "jis" in declared.lower()
        else "狐狸"
        if "gb" in declared
        else "Füchse – “so”"
    )
    data = f'<html><meta charset="{declared}"><p>{text}</p></html>'.encode(actual)
    assert text in open_page(write(tmp_path, "a.html", data)).text


def test_valid_utf_8_is_believed_before_a_wrong_declaration(tmp_path: Path) -> None:
    data = '<html><meta charset="iso-8859-1"><p>Füchse</p></html>'.encode()
    assert "Füchse" in open_page(write(tmp_path, "a.html", data)).text


def test_an_unknown_encoding_is_refused_with_the_place_and_the_remedy(tmp_path: Path) -> None:
    error = refusal(write(tmp_path, "a.txt", "Eins\nDie Füchse des Tals kommen, wenn das Licht tief steht.".encode("cp1252")))
    assert "0xFC at byte 10, line 2" in error.what
    assert "iconv -f" in error.hint
    assert "-t UTF-8" in error.hint


def test_a_text_that_is_a_page_is_read_as_one(tmp_path: Path) -> None:
    assert open_page(write(tmp_path, "a.txt", b"\n<!DOCTYPE html><p>Fox")).media == "html"
    assert open_page(write(tmp_path, "b.txt", b"Fox <html> Den")).media == "text"
    assert open_page("-", stdin=b"<html><p>Fox").media == "html"


def test_stdin_is_read_as_text() -> None:
    page = open_page("-", stdin="Füchse".encode())
    assert (page.address, page.text, page.media) == ("-", "Füchse", "text")


@pytest.mark.parametrize("data", [b"", b"  \r\n\t\n", b"\xef\xbb\xbf", "\u00a0\u200b\n".encode()])
def test_an_empty_source_is_refused(tmp_path: Path, data: bytes) -> None:
    assert "empty" in (what := refusal(write(tmp_path, "a.txt", data)).what) or "white space" in what
    assert "piped in" in refusal("-", stdin=b"").what


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"{\\rtf1 x}", "RTF"),
        (b"Fox\x00Den\x00" * 40, "binary"),
        (b"\x01\x02\x03 fox \x04\x05" * 40, "binary"),
        (bytes(range(256)) * 8, "binary"),
    ],
)
def test_a_binary_is_refused_by_its_name(tmp_path: Path, data: bytes, name: str) -> None:
    assert name in refusal(write(tmp_path, "a.txt", data)).what


def test_a_stray_control_character_makes_no_binary(tmp_path: Path) -> None:
    assert open_page(write(tmp_path, "a.txt", b"The foxes of the valley " * 20 + b"\x07 and a \x0c form feed")).media == "text"


def test_size_is_checked_before_a_byte_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)  # a hole: 50 MiB that take no room
    error = refusal(path)
    assert "50.0 MiB" in error.what
    assert "8.0 MiB" in error.what
    assert "12 bytes" in refusal(write(tmp_path, "b.txt", b"Foxes at dawn"), limit=12).what
    assert "too large" in refusal("-", stdin=b"x" * 20, limit=10).what


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    fifo = tmp_path / "pipe.txt"
    os.mkfifo(fifo)
    assert "pipe or a device" in refusal(fifo).what
    assert "pipe or a device" in refusal("/dev/null").what
    assert "folder" in refusal(tmp_path).what
    assert "no such file" in refusal(tmp_path / "absent.txt").what
    assert "cannot be read" in refusal(tmp_path / ("x" * 300 + ".txt")).what
    assert "cannot be read" in refusal("a\x00b.txt").what
    assert "web" in refusal("https://example.org/a.html").what


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", b"Fox")
    path.chmod(0)
    assert "Permission denied" in refusal(path).what


def test_a_kind_that_is_not_read_names_those_that_are(tmp_path: Path) -> None:
    error = refusal(write(tmp_path, "a.odt", b"x"))
    assert ".odt" in error.what
    assert ".txt" in error.hint
    assert ".html" in error.hint
