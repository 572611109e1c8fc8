"""Open one page; keep its bytes and where they came from.

Only local files and stdin are read. The decoder never guesses: a page whose encoding cannot be known from a byte order mark,
from valid UTF-8 or from its own declaration is refused, because a wrong guess ("cafÃ©") survives every later step unseen.
"""

import codecs
import hashlib
import os
import re
import stat
import sys
from pathlib import Path

from pubpipe.article import SourcePage
from pubpipe.errors import InputError

MEBIBYTE = 1024 * 1024
LIMIT = 8 * MEBIBYTE
MEDIA = {".txt": "text", ".text": "text", ".html": "html", ".htm": "html", ".xhtml": "html"}
MEDIA |= {".md": "markdown", ".markdown": "markdown", ".docx": "docx"}
KINDS = "pubpipe reads pasted text (.txt), saved web pages (.html, .htm), Markdown (.md) and Word documents (.docx)"
PASTE = "open it in its own program, copy the article and save it as a .txt file"

# First bytes of files that people take for a text, and what to call them.
MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive (DOCX, ODT and EPUB files are such archives)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Office file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
BOMS = (  # the longer mark first: UTF-32 LE begins with the mark of UTF-16 LE
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What browsers take these labels to mean: https://encoding.spec.whatwg.org/#names-and-labels
LABELS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs",
}
# Seven-bit encodings: their bytes are valid UTF-8 too, so the declaration has to be asked first.
SEVEN_BIT = {"iso-2022-jp", "iso-2022-kr", "hz-gb-2312"}
DECLARED = re.compile(
    rb"""<(?:meta[^>]{0,200}?\bcharset|\?xml[^>]{0,80}?\bencoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
MARKUP = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|main)\b", re.IGNORECASE | re.DOTALL
)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
SCHEME = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def open_page(address: str | Path, *, stdin: bytes | None = None, limit: int = LIMIT) -> SourcePage:
    """Read one page and decode it.

    Args:
        address: Path of a .txt, .html, .htm, .md or .docx file, or "-" for stdin.
        stdin: What was piped in, where the caller has read it already; only for "-".
        limit: Most bytes that are taken.

    Raises:
        InputError: Nothing there, not a file, too large, empty, binary, or in an encoding that is not known for certain.
    """
    where = str(address)
    data = _stdin_bytes(stdin, limit) if where == "-" else _file_bytes(where, limit)
    declared = "text" if where == "-" else MEDIA.get(Path(where).suffix.lower(), "text")
    if declared == "docx":  # its text is read where its structure is
        if not data:
            raise InputError("the file is empty", where=where, hint="save the article as .docx once more")
        return SourcePage(where, data, "", declared, hashlib.sha256(data).hexdigest())
    _refuse_other_kinds(data, where)
    text = _decode(data, where, declared)
    _refuse_no_text(text, where)
    media = "html" if declared != "markdown" and MARKUP.match(text[:4096]) else declared
    return SourcePage(where, data, text, media, hashlib.sha256(data).hexdigest())


def _stdin_bytes(stdin: bytes | None, limit: int) -> bytes:
    data = sys.stdin.buffer.read(limit + 1) if stdin is None else stdin
    if len(data) > limit:
        raise _too_large(f"more than {_size(limit)}" if stdin is None else _size(len(data)), limit, "-")
    return data


def _file_bytes(where: str, limit: int) -> bytes:
    """The bytes of a regular file; its size is looked at before a byte is read."""
    if SCHEME.match(where):
        raise InputError("this is an address on the web", where=where, hint="save the page as .html and give the file's name")
    try:
        status = os.stat(where)
        _refuse_no_file(status.st_mode, where)
        if Path(where).suffix and Path(where).suffix.lower() not in MEDIA:
            raise InputError(f"a {Path(where).suffix} file cannot be read", where=where, hint=KINDS)
        if status.st_size > limit:
            raise _too_large(_size(status.st_size), limit, where)
        with open(where, "rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError as error:
        raise InputError("there is no such file", where=where, hint="check the name, or look in source/") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"the file cannot be read: {reason}", where=where, hint="check its name and its permissions"
        ) from error
    if len(data) > limit:  # it grew while it was read
        raise _too_large(f"more than {_size(limit)}", limit, where)
    return data


def _refuse_no_file(mode: int, where: str) -> None:
    if stat.S_ISDIR(mode):
        raise InputError("this is a folder, not a file", where=where, hint="give the files in it, one by one")
    if not stat.S_ISREG(mode):
        raise InputError("this is a pipe or a device, not a file", where=where, hint='to read what is piped in, give "-"')


def _too_large(size: str, limit: int, where: str) -> InputError:
    hint = "an article is far smaller; keep the article and leave the rest of the page away"
    if where.lower().endswith(".docx"):
        hint = "make its pictures smaller in Word, or raise limit_mb in pubpipe.toml"
    return InputError(f"{size} is too large, the limit is {_size(limit)}", where=where, hint=hint)


def _size(count: int) -> str:
    return f"{count / MEBIBYTE:.1f} MiB" if count >= MEBIBYTE // 10 else f"{count} bytes"


def _refuse_other_kinds(data: bytes, where: str) -> None:
    for magic, name in MAGIC:
        if data.startswith(magic):
            raise InputError(f"this is {name}, not a text", where=where, hint=f"{PASTE}; {KINDS}")


def _decode(data: bytes, where: str, media: str) -> str:
    """Decode without guessing: byte order mark, then UTF-8, then what the page itself declares. Line ends become "\\n"."""
    declared = _declared(data) if media == "html" or data.lstrip()[:1] == b"<" else ""
    mark, encoding = next(((bom, name) for bom, name in BOMS if data.startswith(bom)), (b"", ""))
    if not encoding:
        encoding = declared if declared and (declared in SEVEN_BIT or not _is_utf8(data)) else "utf-8"
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        raise _wrong_encoding(data, error, len(mark), where) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _declared(data: bytes) -> str:
    """The encoding that the page's <meta> or XML line names, as Python calls it; "" where there is none that is known."""
    found = DECLARED.search(data[:4096])
    label = found[1].decode("ascii").lower() if found else ""
    try:
        known = codecs.lookup(label) if label else None
    except LookupError:
        return ""
    if known is None or not known._is_text_encoding or known.name.startswith(("utf-7", "utf-16", "utf-32")):
        return ""  # a declaration that can be read byte by byte is not in UTF-16, whatever it says
    return label if label in SEVEN_BIT else LABELS.get(label, known.name)


def _wrong_encoding(data: bytes, error: UnicodeDecodeError, skipped: int, where: str) -> InputError:
    at = error.start + skipped
    if b"\x00" in data[:4096] and not skipped:
        return _binary(where)
    line = data.count(b"\n", 0, at) + 1
    bad = f"0x{data[at]:02X}" if at < len(data) else "the end of the file"
    what = f"not valid {error.encoding.upper()}: {bad} at byte {at}, line {line}"
    name = where if where != "-" else "FILE"
    likely = _likely_encoding(data)
    return InputError(
        what, where=where, hint=f"convert it first: iconv -f {likely} -t UTF-8 '{name}' > NEW, and read what came out"
    )


def _likely_encoding(data: bytes) -> str:
    """Which encoding to suggest. A suggestion only: the person sees the result of the conversion before we do."""
    import charset_normalizer

    best = charset_normalizer.from_bytes(data[: MEBIBYTE // 4]).best()
    name = best.encoding if best else "cp1252"
    return {"cp1252": "WINDOWS-1252", "latin_1": "WINDOWS-1252", "utf_8": "WINDOWS-1252"}.get(
        name, name.replace("_", "-").upper()
    )


def _binary(where: str) -> InputError:
    return InputError("this is a binary file, not a text", where=where, hint=f"{PASTE}; {KINDS}")


def _refuse_no_text(text: str, where: str) -> None:
    if not text.strip("\ufeff \t\n\r\f\v\u00a0\u200b"):
        what = (
            "nothing was piped in" if where == "-" else "the file is empty" if not text else "the file holds only white space"
        )
        raise InputError(what, where=where, hint="paste the article into it, the title first")
    # More than one character in 100 that no keyboard makes: no text is like that, a stray form feed or bell is.
    if "\x00" in text or len(CONTROL.findall(text)) * 100 > len(text):
        raise _binary(where)
