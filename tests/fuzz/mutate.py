"""Make hostile files of good ones: bytes anyhow, and by structure XML, JSON, lines, zip and tar archives."""

import contextlib
import gzip
import io
import json
import random
import re
import struct
import tarfile
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from typing import Any

Mutator = Callable[[random.Random, bytes], bytes]

DEEP = (40, 300, 3000, 100_000)
MOST = (
    32 << 20
)  # bytes of a mutant: above what any reader of ours takes, so that limits are met, and no more than a machine has
LONG = (100, 5000, 70_000, 1_000_000)
# Characters and words that have broken parsers.
TOKENS = (
    "\x00", "\x01", "\x0b", "\x1a", "\x7f", "\x85", "\ufeff", "\ufffe", "\uffff", "\u2028", "\u200b", "\u200f", "\u202e", "\u2066",  # noqa: E501
    "\u0300" * 50, "\U0001f469\u200d\U0001f52c", "\U0010ffff", "\ufdfa", "İ", "ß", "ǆ", "٣", "²", "Ⅷ", "⟦1⟧", "⟦/1⟧", "⟦999999⟧",  # noqa: E501
    "0", "-1", "1e999", "NaN", "Infinity", "9" * 30, "9" * 5000, "4294967296", "18446744073709551616", "0x7fffffff", "-0", "1.5",  # noqa: E501
    "../", "/etc/passwd", "..\\", "file:///etc/passwd", "javascript:alert(1)", "http://127.0.0.1:1/", "%s%n", "{0}", "$(id)",
    "=cmd|' /C calc'!A0", "<", ">", "&", "'", '"', '"""', "]]>", "<!--", "-->", "<![CDATA[", "<?x", "&#0;", "&#xD800;", "&#1114112;",  # noqa: E501
    "&x;", "&amp;", "\t", "\r", "\n", "\r\n", "\\", "\\u0000", "\\ud800", ",", ";", "|", "#", "[", "]", "{", "}", "- ", "---\n",
    "[^1]", "[^1]: ", "* ", "** ", "*", "†", "1. ", "> ", "```", "|---|", "By ", "en", "x-", "zh-Hant", "a" * 300, "2026-02-30",
    "0000-00-00", "true", "null", "xmlns=''", "xml:space='preserve'",
)  # fmt: skip
RAW = (
    b"\xed\xa0\x80",
    b"\xff",
    b"\xc0\x80",
    b"\xf4\x90\x80\x80",
    b"\x80",
    b"\xfe\xff",
    b"\xff\xfe",
    b"\x00\x00",
    b"PK\x03\x04",
)
ENCODINGS = ("utf-16", "utf-7", "utf-32", "ebcdic-cp-us", "latin-1", "x-none", "idna", "unicode_escape", "hex", "")


class Hostile:
    """Mutators of one run; entities point to its canary and its port.

    Args:
        canary: Path of a file that no parser may read.
        port: Of a listener on this machine that no parser may call.
    """

    def __init__(self, canary: str, port: int) -> None:
        self.entities = (
            f'<!ENTITY x SYSTEM "file://{canary}">',
            f'<!ENTITY x SYSTEM "http://127.0.0.1:{port}/x">',
            f'<!ENTITY % x SYSTEM "http://127.0.0.1:{port}/x.dtd"> %x;',
            f'<!ENTITY % x SYSTEM "file://{canary}"> %x;',
            '<!ENTITY x "canary-5b1c9e">'.replace("canary", "inner"),
            '<!ENTITY a "' + "lol" * 100 + '">' + "".join(
                f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghix", strict=True)
            ),
            '<!ENTITY x "' + "A" * 200_000 + '">',
            '<!ENTITY x "&x;">',
        )  # fmt: skip
        self.canary, self.port = canary, port

    # bytes and text

    def token(self, rng: random.Random) -> str:
        kind = rng.randrange(12)
        if kind == 0:
            token = rng.choice(TOKENS)
            return token * _within(token.encode("utf-8", "surrogatepass"), rng.choice(LONG[:3]))
        return f"file://{self.canary}" if kind == 1 else rng.choice(TOKENS)

    def raw(self, rng: random.Random, data: bytes) -> bytes:
        """A few changes anywhere."""
        for _ in range(rng.choice((1, 1, 2, 4, 16))):
            at = rng.randrange(len(data) + 1)
            size = rng.choice((1, 2, 8, 64, 1024))
            kind = rng.randrange(8)
            if kind == 0:
                data = data[:at] + data[at + size :]
            elif kind == 1:
                data = data[:at] + self.token(rng).encode("utf-8", "surrogatepass") + data[at:]
            elif kind == 2:
                data = data[:at] + rng.choice(RAW) + data[at + rng.choice((0, 1, 4)) :]
            elif kind == 3:
                data = data[:at] + rng.randbytes(size) + data[at + size :]
            elif kind == 4:
                other = rng.randrange(len(data) + 1)
                data = data[:at] + data[other : other + size] + data[at:]
            elif kind == 5:
                data = data[:at]
            elif kind == 6:
                data = data[:at] + data[at : at + size] * rng.choice((2, 50, 2000)) + data[at + size :]
            elif at < len(data):
                data = data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]
            if len(data) > 12 << 20:
                return data[: 12 << 20]
        return data

    def lines(self, rng: random.Random, data: bytes) -> bytes:
        """Lines dropped, doubled, moved, glued, filled with what breaks parsers; or ten megabytes of one character."""
        if rng.randrange(200) == 0:
            return data[: rng.randrange(len(data) + 1)] + rng.choice(TOKENS)[:1].encode("utf-8", "replace") * rng.choice(
                (1 << 18, 1 << 20, 7 << 20)
            )
        rows = data.split(b"\n")
        for _ in range(rng.choice((1, 2, 5, 20))):
            at = rng.randrange(len(rows))
            kind = rng.randrange(9)
            if kind == 0:
                del rows[at]
            elif kind == 1:
                rows.insert(at, rows[rng.randrange(len(rows))])
            elif kind == 2:
                rows[at:at] = [rows[at]] * _within(rows[at], rng.choice((3, 100, 3000)))
            elif kind == 3:
                rows[at] = rows[at] + (b"" if at + 1 == len(rows) else rows.pop(at + 1))
            elif kind == 4:
                rows[at] = self.token(rng).encode("utf-8", "surrogatepass")
            elif kind == 5:
                cut = rng.randrange(len(rows[at]) + 1)
                rows[at] = rows[at][:cut] + self.token(rng).encode("utf-8", "surrogatepass") + rows[at][cut:]
            elif kind == 6:
                rows[at] = rows[at] * _within(rows[at], rng.choice((2, 40, 2000)))
            elif kind == 7:
                rng.shuffle(rows)
            else:
                rows[at] = (
                    rng.choice((b"> ", b"- ", b"[", b"(", b"    ", b"* ", b"<div>", b"[[", b"{")) * rng.choice(DEEP) + rows[at]
                )
            rows = rows or [b""]
            if len(rows) > 100_000 or sum(map(len, rows)) > 12 << 20:
                break
        data = b"\n".join(rows)
        if rng.randrange(25) == 0:
            data = data.decode("utf-8", "replace").encode(
                rng.choice(("utf-16", "utf-16-be", "utf-32", "cp1252", "utf-8-sig")), "replace"
            )
        return data[: 12 << 20]

    # XML

    def xml(self, rng: random.Random, data: bytes) -> bytes:
        """Elements and attributes changed by name, place and content; document types and encodings declared."""
        from lxml import etree

        if rng.randrange(6) == 0:
            return self.raw(rng, data)
        try:
            root = etree.fromstring(
                data, etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=True)
            )
        except (etree.XMLSyntaxError, ValueError):
            root = None
        if root is None:
            return self.raw(rng, data)
        for _ in range(rng.choice((1, 1, 2, 4, 10))):
            with contextlib.suppress(ValueError):  # a name that a mutant has and that lxml would not write
                self._touch(rng, root)
        try:
            said: bytes = etree.tostring(root)
        except etree.LxmlError:  # it recovered an encoding that nothing can be written in
            return self.raw(rng, data)
        kind = rng.randrange(10)
        if kind == 0:
            said = self._typed(rng, said, root)
        elif kind == 1:
            said = f'<?xml version="1.{rng.randrange(3)}" encoding="{rng.choice(ENCODINGS)}"?>'.encode() + said
        elif kind == 2:
            said = self._deep(rng, said)
        return said[: 12 << 20]

    def _touch(self, rng: random.Random, root: Any) -> None:
        from lxml import etree

        nodes = [node for node in root.iter() if isinstance(node.tag, str)]
        node, other = rng.choice(nodes), rng.choice(nodes)
        kind = rng.randrange(11)
        if kind == 0 and node.getparent() is not None:
            node.getparent().remove(node)
        elif kind == 1 and node is not root:
            for _ in range(_within(etree.tostring(node), rng.choice((1, 1, 3, 200)))):
                node.addnext(node.__copy__())
        elif kind == 2 and node is not root and not any(above is node for above in other.iterancestors()) and other is not node:
            other.insert(rng.randrange(len(other) + 1), node)
        elif kind == 3:
            node.tag = (
                other.tag
                if rng.randrange(2) and ":" not in other.tag.rpartition("}")[2]
                else rng.choice(("x", "{urn:x}y", "p", "tu", "note", "script", "svg"))
            )
        elif kind == 4 and node.attrib:
            node.set(rng.choice(list(node.attrib)), _legal(self.token(rng)))
        elif kind == 5 and node.attrib:
            del node.attrib[rng.choice(list(node.attrib))]
        elif kind == 6 and other.attrib:
            name = rng.choice(list(other.attrib))
            node.set(name, other.get(name))
        elif kind == 7:
            node.text = _legal(self.token(rng))
        elif kind == 8:
            node.tail = _legal(self.token(rng))
        elif kind == 9:
            node.insert(0, rng.choice((etree.Comment("x"), etree.ProcessingInstruction("x", "y"), etree.Element("x"))))
        else:
            node.text = None

    def _typed(self, rng: random.Random, said: bytes, root: Any) -> bytes:
        """With a document type whose entity is used in a text or an attribute."""
        name = re.match(rb"<([\w:.-]+)", said)
        head = f"<!DOCTYPE {name[1].decode() if name else 'x'} [{rng.choice(self.entities)}]>".encode()
        places = [found.end() for found in re.finditer(rb'>|="', said)][:-1]
        for at in sorted(rng.sample(places, min(len(places), rng.choice((1, 3)))), reverse=True):
            said = said[:at] + b"&x;" + said[at:]
        return head + said

    def _deep(self, rng: random.Random, said: bytes) -> bytes:
        """One element in itself, many times."""
        found = rng.choice(list(re.finditer(rb"<([\w:.-]+)[^<>]*?(?<!/)>", said)) or [None])
        if found is None:
            return said
        count = rng.choice(DEEP)
        end = b"</" + found[1] + b">" if rng.randrange(3) else b""
        return (
            said[: found.start()] + found[0] * _within(found[0], count) + said[found.end() :] + end * _within(found[0], count)
        )

    # JSON

    def json(self, rng: random.Random, data: bytes) -> bytes:
        """Values of other kinds, keys gone, texts that no file can hold."""
        if rng.randrange(8) == 0:
            return self.raw(rng, data)
        try:
            value = json.loads(data)
        except (ValueError, RecursionError):
            return self.raw(rng, data)
        for _ in range(rng.choice((1, 1, 2, 5))):
            value = self._changed(rng, value)
        said = json.dumps(value, ensure_ascii=bool(rng.randrange(2)))
        if rng.randrange(20) == 0:
            said = said.replace('"', '"' + "[" * rng.choice(DEEP), 1)
        return said.encode("utf-8", "surrogatepass")

    def _changed(self, rng: random.Random, value: Any) -> Any:
        if isinstance(value, dict) and value and rng.randrange(8):
            key = rng.choice(list(value))
            kind = rng.randrange(8)
            if kind == 0:
                return {name: item for name, item in value.items() if name != key}
            if kind == 1:
                return {**value, self.token(rng)[:500]: value[key]}
            return {**value, key: self._changed(rng, value[key])}
        if isinstance(value, list) and value and rng.randrange(8):
            at = rng.randrange(len(value))
            kind = rng.randrange(8)
            if kind == 0:
                return value[:at] + value[at + 1 :]
            if kind == 1:
                return value + [value[at]] * _within(json.dumps(value[at]).encode(), rng.choice((1, 50, 2000)))
            return [*value[:at], self._changed(rng, value[at]), *value[at + 1 :]]
        return self.value(rng)

    def value(self, rng: random.Random) -> Any:
        deep: Any = 0
        for _ in range(200):
            deep = [deep]
        return rng.choice(
            (None, True, 0, -1, 1.5, float("nan"), float("inf"), 10**30, 10**400, "", "\ud800", [], {}, [[]], {"": ""}, deep,
             ["x"], [None], [1, 2, 3], "../x", "en", self.token(rng)[:100_000], {"start": 5, "end": -1}, list(range(200)))
        )  # fmt: skip

    # archives

    def zipped(self, by_name: Callable[[str], Mutator | None]) -> Mutator:
        """A mutator of zip files; `by_name` gives the one for a part."""

        def mutate(rng: random.Random, data: bytes) -> bytes:
            if rng.randrange(10) == 0:
                return self.raw(rng, data)
            parts = _parts(data)
            if not parts:
                return self.raw(rng, data)
            for _ in range(rng.choice((1, 1, 1, 2, 3))):
                at = rng.randrange(len(parts))
                name, body = parts[at]
                mutator = by_name(name)
                parts[at] = name, (mutator or self.raw)(rng, body)
            return self._packed(rng, parts)

        return mutate

    def _packed(self, rng: random.Random, parts: list[tuple[str, bytes]]) -> bytes:
        kind = rng.randrange(30)
        name = rng.choice(parts)[0]
        if kind == 0:
            parts.append(
                (
                    rng.choice(
                        ("../../x", "/x", "a/../../x", "..\\x", "C:\\x", "x\x00y", "", ".", "/", "a" * 60_000, "é\u202e/x")
                    ),
                    b"x",
                )
            )
        elif kind == 1:
            parts.append((name, b"<x/>"))
        elif kind == 2:
            parts.append((name.swapcase(), b"<x/>"))
        elif kind == 3:
            parts.append((f"word/{self.token(rng)[:50]}", _pack(parts)))
        elif kind == 4:
            parts = [(own, body) for own, body in parts if own != name]
        elif kind == 5:
            parts = [(own, bytes(60 << 20) if own == name else body) for own, body in parts]
        elif kind == 6:
            parts += [(f"x{number}", b"") for number in range(rng.choice((600, 5000)))]
        elif kind == 7:
            parts = [(own, rng.choice(parts)[1] if own == name else body) for own, body in parts]
        data = _pack(parts)
        return _lie(rng, data) if kind in (8, 9, 10) else data

    def tarred(self, by_name: Callable[[str], Mutator | None]) -> Mutator:
        """A mutator of .tgz files."""

        def mutate(rng: random.Random, data: bytes) -> bytes:
            try:
                plain = gzip.decompress(data)
                with tarfile.open(fileobj=io.BytesIO(plain)) as package:
                    members = [(info.name, package.extractfile(info).read()) for info in package if info.isfile()]  # type: ignore[union-attr]
            except (OSError, EOFError, tarfile.TarError, ValueError, zlib.error):
                return self.raw(rng, data)
            kind = rng.randrange(5)
            if kind == 0:
                return self.raw(rng, data)
            if kind == 1:
                return gzip.compress(self.raw(rng, plain), 1)
            if not members:
                return self.raw(rng, data)
            at = rng.randrange(len(members))
            members[at] = members[at][0], (by_name(members[at][0]) or self.raw)(rng, members[at][1])
            return tar(members, rng)

        return mutate


def _within(piece: bytes, count: int) -> int:
    """So many times, as long as no more than four megabytes come of it."""
    return min(count, (4 << 20) // (len(piece) + 1) + 1)


def _legal(text: str) -> str:
    """What lxml lets into a tree; the rest of the hostile signs go in as bytes."""
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)


def _parts(data: bytes) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [(info.filename, archive.read(info)) for info in archive.infolist() if info.file_size < 8 << 20]
    except Exception:  # the archive is a mutant already
        return []


def _pack(parts: Sequence[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # two parts of one name are wanted
        for name, body in parts:
            info = zipfile.ZipInfo(name or "x")
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=False) as part:
                part.write(body)
    return out.getvalue()


def _lie(rng: random.Random, data: bytes) -> bytes:
    """A field of one of the headers says something else: a size, a method, a flag, a place."""
    marks = [found.start() for found in re.finditer(rb"PK\x01\x02|PK\x03\x04|PK\x05\x06", data)]
    at = rng.choice(marks) + rng.choice((4, 6, 8, 10, 14, 16, 18, 20, 22, 24, 26, 28, 30, 34, 38, 42))
    value = rng.choice((0, 1, 8, 9, 12, 14, 99, 0xFFFF, 0xFFFFFFFF, 0x7FFFFFFF, len(data), rng.getrandbits(32)))
    lie = struct.pack("<I", value)[: rng.choice((2, 4))]
    return data[:at] + lie + data[at + len(lie) :]


def tar(members: Sequence[tuple[str, bytes]], rng: random.Random | None = None) -> bytes:
    """A .tgz file of these members; by chance some of them are links, pipes or devices."""
    out = io.BytesIO()
    kind = rng.randrange(6) if rng else 6
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as package:
        for name, body in members:
            info = tarfile.TarInfo(name)
            info.size = len(body)
            if kind == 0 and rng and rng.randrange(2):
                info.type, info.linkname, info.size, body = (
                    rng.choice((tarfile.SYMTYPE, tarfile.LNKTYPE)),
                    "/etc/passwd",
                    0,
                    b"",
                )
            elif kind == 1 and rng and rng.randrange(2):
                info.type = rng.choice((tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE))
                info.size, body = 0, b""
            package.addfile(info, io.BytesIO(body))
    return out.getvalue()


def pdf(hostile: Hostile) -> Mutator:
    """A mutator of PDFs: numbers, names and references exchanged, so that the file still opens more often than not."""
    number = re.compile(rb"(?<![\w.])\d+(?![\w.])")
    names = (
        b"/Page",
        b"/Pages",
        b"/Kids",
        b"/Catalog",
        b"/Length",
        b"/Filter",
        b"/FlateDecode",
        b"/EmbeddedFiles",
        b"/EF",
        b"/Names",
        b"/Prev",
    )

    def mutate(rng: random.Random, data: bytes) -> bytes:
        if rng.randrange(4) == 0:
            return hostile.raw(rng, data)
        places = list(number.finditer(data))
        for _ in range(rng.choice((1, 2, 6, 30))):
            found = rng.choice(places)
            value = str(rng.choice((0, 1, 2, 3, 65535, 2**31, 2**63, -1, rng.randrange(60)))).encode()
            size = len(found[0])
            if rng.randrange(3) == 0:
                value, size = rng.choice(names), 5
            data = data[: found.start()] + value[:size].ljust(size) + data[found.start() + size :]
        return data

    return mutate
