"""Open a DOCX that came from outside: limits on size, no entities, one sentence for whatever is wrong."""

import io
import lzma
import posixpath
import zipfile
import zlib
from typing import Any

from pubpipe.errors import InputError

FILE_BYTES = 64 << 20
PART_BYTES = 96 << 20
PARTS = 4096
# Word's own XML packs 10 to 40 times, a table of one repeated sentence 150 times, a bomb 1 000 times.
RATIO = 400
# All that zipfile raises for a wrong checksum, a cut stream, a password or an unknown method.
UNPACKING = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, RuntimeError, ValueError)
HINT = "send back the file that pubpipe wrote, saved as .docx"


class Package:
    """The parts of a DOCX by name, each read once it is asked for, never beyond the limits.

    Raises:
        InputError: Not a zip, too large, damaged, or not a DOCX.
    """

    def __init__(self, data: bytes) -> None:
        _refuse_other_formats(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise InputError("the review copy is damaged: it does not open as a zip archive", hint=HINT) from error
        names = self._zip.namelist()
        if len(names) > PARTS or sum(info.file_size for info in self._zip.infolist()) > 2 * PART_BYTES:
            raise InputError("the review copy unpacks to more than any review needs", hint=HINT)
        if len(set(names)) != len(names):
            raise InputError("the review copy is damaged: two of its parts have the same name", hint=HINT)
        self._names = {name.lower(): name for name in names}

    def tree(self, name: str) -> Any | None:
        """Root element of a part, None where there is no such part."""
        from lxml import etree

        stored = self._names.get(name.lower())
        if stored is None:
            return None
        data = self._read(stored)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise InputError(f"the review copy is damaged: {stored} is not well-formed XML", hint=HINT) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise InputError(f"the review copy is not to be trusted: {stored} declares a document type", hint=HINT)
        return root

    def related(self, name: str, kind: str) -> list[str]:
        """Names of the parts that `name` ("" for the package) relates to by this kind, the last piece of the type's address."""
        folder, base = posixpath.split(name)
        root = self.tree(posixpath.join(folder, "_rels", f"{base}.rels"))
        links = [] if root is None else [link for link in root if isinstance(link.tag, str)]
        return [
            posixpath.normpath(posixpath.join("/", folder, link.get("Target") or ""))[1:]
            for link in links
            if (link.get("Type") or "").rpartition("/")[2] == kind and link.get("TargetMode") != "External"
        ]

    def _read(self, stored: str) -> bytes:
        """A part, cut off by us and not by what its header claims."""
        info = self._zip.getinfo(stored)
        try:
            with self._zip.open(info) as part:
                data = part.read(PART_BYTES + 1)
        except UNPACKING as error:
            raise InputError(f"the review copy is damaged: {stored} cannot be unpacked", hint=HINT) from error
        if len(data) > PART_BYTES or len(data) > max(1 << 20, RATIO * info.compress_size):
            raise InputError(f"the review copy unpacks to more than any review needs: {stored}", hint=HINT)
        return data


def _refuse_other_formats(data: bytes) -> None:
    """Say what a file is where it is plainly something else."""
    if not data:
        raise InputError("the review copy is empty", hint=HINT)
    if len(data) > FILE_BYTES:
        raise InputError(f"the review copy has more than {FILE_BYTES >> 20} MB", hint="take the pictures out")
    for mark, what in (
        (b"\xd0\xcf\x11\xe0", "the review copy is in Word's old format, or has a password"),
        (b"{\\rtf", "the review copy is in rich text format"),
        (b"%PDF", "the review copy is a PDF"),
    ):
        if data.startswith(mark):
            raise InputError(what, hint="save it as .docx, without a password")
    if not data.startswith(b"PK"):
        raise InputError("the review copy is not a DOCX", hint=HINT)
    if b"application/vnd.oasis.opendocument" in data[:200]:
        raise InputError("the review copy is an OpenDocument file", hint="save it as .docx")
