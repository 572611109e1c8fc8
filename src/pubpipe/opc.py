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
HINT = "save it once more as .docx"


class Package:
    """The parts of a DOCX by name, each read once it is asked for, never beyond the limits.

    Raises:
        InputError: Not a zip, too large, damaged, or not a DOCX.
    """

    def __init__(self, data: bytes, what: str = "file", hint: str = HINT) -> None:
        """Open it; `what` it should be and a `hint` go into every complaint."""
        self._what, self._hint = what, hint
        _refuse_other_formats(data, what, hint)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except UNPACKING as error:
            raise InputError(f"the {self._what} is damaged: it does not open as a zip archive", hint=self._hint) from error
        names = self._zip.namelist()
        if len(names) > PARTS or sum(info.file_size for info in self._zip.infolist()) > 2 * PART_BYTES:
            raise InputError(f"the {self._what} unpacks to more than any text needs", hint=self._hint)
        if len(set(names)) != len(names):
            raise InputError(f"the {self._what} is damaged: two of its parts have the same name", hint=self._hint)
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
            raise InputError(f"the {self._what} is damaged: {stored} is not well-formed XML", hint=self._hint) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise InputError(f"the {self._what} is not to be trusted: {stored} declares a document type", hint=self._hint)
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

    def names(self) -> tuple[str, ...]:
        """Names of all parts, as they are stored."""
        return tuple(self._names.values())

    def _read(self, stored: str) -> bytes:
        """A part, cut off by us and not by what its header claims."""
        info = self._zip.getinfo(stored)
        try:
            with self._zip.open(info) as part:
                data = part.read(PART_BYTES + 1)
        except UNPACKING as error:
            raise InputError(f"the {self._what} is damaged: {stored} cannot be unpacked", hint=self._hint) from error
        if len(data) > PART_BYTES or len(data) > max(1 << 20, RATIO * info.compress_size):
            raise InputError(f"the {self._what} unpacks to more than any text needs: {stored}", hint=self._hint)
        return data


def _refuse_other_formats(data: bytes, what: str, hint: str) -> None:
    """Say what a file is where it is plainly something else."""
    if not data:
        raise InputError(f"the {what} is empty", hint=hint)
    if len(data) > FILE_BYTES:
        raise InputError(f"the {what} has more than {FILE_BYTES >> 20} MB", hint="take the pictures out")
    for mark, said in (
        (b"\xd0\xcf\x11\xe0", f"the {what} is in Word's old format, or has a password"),
        (b"{\\rtf", f"the {what} is in rich text format"),
        (b"%PDF", f"the {what} is a PDF"),
    ):
        if data.startswith(mark):
            raise InputError(said, hint="save it as .docx, without a password")
    if not data.startswith(b"PK"):
        raise InputError(f"the {what} is not a DOCX", hint=hint)
    if b"application/vnd.oasis.opendocument" in data[:200]:
        raise InputError(f"the {what} is an OpenDocument file", hint="save it as .docx")
