"""Give the page back from the receipt of its cleaning, to the byte: the proof that nothing was lost.

A line that stands in the article as it stood in the page is not written down twice: its entry is the id of the part that has
its text. Every other line is there as it was, with all that cannot be seen.
"""

import base64
import codecs
import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pubpipe.article import Article, SourcePage
from pubpipe.errors import InputError

if TYPE_CHECKING:
    from pubpipe.clean.trail import Trail

ENDS = re.compile("(\r\n|\r|\n)")
BOMS = (  # the longer mark first: UTF-32 LE begins with the mark of UTF-16 LE
    ("utf-32-le", codecs.BOM_UTF32_LE),
    ("utf-32-be", codecs.BOM_UTF32_BE),
    ("utf-8", codecs.BOM_UTF8),
    ("utf-16-le", codecs.BOM_UTF16_LE),
    ("utf-16-be", codecs.BOM_UTF16_BE),
)
KINDS = ("lines", "bytes", "visible")
LARGEST = 64 * 2**20  # bytes of a page that a receipt is unpacked to: far more than any that was taken in


def page_of(article: Article, trail: "Trail", page: SourcePage) -> dict[str, Any]:
    """What `undo` needs beside the article.

    Returns:
        `kind` "lines" for a text: its lines, encoding, byte order mark and line ends. "bytes" for a text in an encoding that
        does not give the same bytes again: all of them, packed. "visible" for any other page: the lines of its visible text.
    """
    texts = _texts(article)
    known = {numbers[0]: part for part, (numbers, _) in texts.items() if len(numbers) == 1}
    lines = [
        [known[number]] if number in known and texts[known[number]][1] == text else text
        for number, text in enumerate(trail.texts, 1)
    ]
    if "\n".join(trail.texts) != page.text or page.media == "html":
        return {"kind": "visible", "lines": lines}
    mark, encoding = next(((mark, name) for name, mark in BOMS if page.data.startswith(mark)), (b"", "utf-8"))
    try:
        pieces = ENDS.split(page.data[len(mark) :].decode(encoding))
        same = tuple(pieces[::2]) == trail.texts and mark + "".join(pieces).encode(encoding) == page.data
    except UnicodeError:
        same = False
    if not same:
        return {"kind": "bytes", "data": base64.b64encode(zlib.compress(page.data, 9)).decode("ascii")}
    ends = pieces[1::2]
    usual = Counter(ends).most_common(1)[0][0] if ends else "\n"
    others = {str(number): end for number, end in enumerate(ends, 1) if end != usual}
    return {"kind": "lines", "encoding": encoding, "mark": bool(mark), "end": usual, "other_ends": others, "lines": lines}


def _texts(article: Article) -> dict[str, tuple[tuple[int, ...], str]]:
    parts = {block.id: (block.lines, block.text) for block in article.blocks}
    parts |= {note.id: (note.lines, note.text) for note in article.notes}
    return parts | {f"d{number}": (line.lines, line.text) for number, line in enumerate(article.dropped, 1)}


def undo(receipt: object, where: str) -> bytes:
    """The page's bytes from its receipt; of a page that is no text, the lines that a reader sees, as UTF-8.

    Args:
        receipt: What cleaning.json holds.
        where: Its name, for messages.

    Raises:
        InputError: No such receipt, or one that does not give the page that its hash is of.
    """
    if not isinstance(receipt, Mapping) or not isinstance(receipt.get("page"), Mapping):
        raise InputError("this is no receipt of a cleaning", where=where, hint="name a cleaning.json below output/")
    try:
        data = _data(receipt, receipt["page"])
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, LookupError, zlib.error) as error:
        raise _damaged(where) from error
    if receipt["page"]["kind"] != "visible" and hashlib.sha256(data).hexdigest() != receipt.get("sha256"):
        raise _damaged(where)
    return data


def _damaged(where: str) -> InputError:
    return InputError(
        "the receipt does not give the page that its sha256 is of: it was changed after it was written",
        where=where,
        hint="run `pubpipe editions --force` to write it anew from the source",
    )


def _data(receipt: Mapping[str, Any], page: Mapping[str, Any]) -> bytes:
    if page["kind"] == "bytes":
        return zlib.decompressobj().decompress(base64.b64decode(page["data"], validate=True), LARGEST)
    texts = {part["id"]: part["text"] for part in (*receipt["blocks"], *receipt["notes"])}
    texts |= {f"d{number}": line["text"] for number, line in enumerate(receipt["dropped"], 1)}
    lines = [entry if isinstance(entry, str) else texts[entry[0]] for entry in page["lines"]]
    if page["kind"] == "visible":
        return "".join(f"{line}\n" for line in lines).encode()
    if page["kind"] != "lines" or page["encoding"] not in dict(BOMS):
        raise ValueError(page["kind"])
    usual, others = page["end"], page["other_ends"]
    ends = [others.get(str(number), usual) for number in range(1, len(lines))]
    text = "".join(line + end for line, end in zip(lines, [*ends, ""], strict=True))
    return (dict(BOMS)[page["encoding"]] if page["mark"] else b"") + text.encode(page["encoding"])
