"""Remember between two runs what the file system vouches for, so that nothing is read that did not change.

A cache and nothing else, as git's index is: what an edition was made from stands in its own record, and this says only which
record and which files have been read before, by stamps (see `stamps`). Damaged or deleted it is made anew, at the price of
reading everything once. Every row has a seal; one that does not fit its seal is no row.
"""

import contextlib
import hashlib
import json
import sqlite3
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pubpipe.record import sha256_of
from pubpipe.stamps import Entries, Stamp, dotted, stamp_of

VERSION = 1
FOLDERS = 12  # output folders that one cache remembers
SNAPSHOTS = 48  # states of glossaries and memories that are kept
LAYOUT = """
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, stamp TEXT, digest TEXT, seal TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS editions (slug TEXT, lang TEXT, body TEXT, seal TEXT, PRIMARY KEY (slug, lang)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS findings (slug TEXT, lang TEXT, body TEXT, seal TEXT, PRIMARY KEY (slug, lang)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS texts (slug TEXT PRIMARY KEY, key TEXT, body BLOB, seal TEXT);
CREATE TABLE IF NOT EXISTS snapshots (key TEXT PRIMARY KEY, body BLOB, seal TEXT);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, body TEXT, seal TEXT);
CREATE TABLE IF NOT EXISTS pages (name TEXT PRIMARY KEY, body TEXT, seal TEXT);
"""


@dataclass(frozen=True, slots=True)
class Row:
    """An edition as it was when its record and all its files were last known to be as they were written.

    Attributes:
        record: Stamp of the record.
        files: Name of each file of the edition that stands there to its stamp.
        inputs: As the record has them.
        seen: "glossary" and "memory": hashes of the whole lists under which the inputs were last found to hold.
        source_lang: BCP 47 tag of the article.
        state: As the record has it.
        approved, machine: How many units a person approved, and how many an engine made.
    """

    record: Stamp
    files: Mapping[str, Stamp]
    inputs: Mapping[str, str]
    seen: Mapping[str, str]
    source_lang: str = ""
    state: str = ""
    engine: str = ""
    approved: int = 0
    machine: int = 0

    def vouches_for(self, name: str, names: Sequence[str], entries: Entries) -> bool:
        """Whether nothing of the edition was touched since.

        Args:
            name: Of the record.
            names: Every file that an edition may have.
        """
        return entries.get(name) == self.record and {one: entries[one] for one in names if one in entries} == self.files

    def dump(self) -> str:
        facts = (self.source_lang, self.state, self.engine, self.approved, self.machine)
        return json.dumps([self.record, dict(self.files), dict(self.inputs), dict(self.seen), *facts], ensure_ascii=False)


def _row(body: str) -> Row:
    record, files, *rest = json.loads(body)
    return Row(Stamp(*record), {name: Stamp(*stamp) for name, stamp in files.items()}, *rest)


@dataclass(slots=True)
class Ledger:
    """The ledger of one output folder. A fault of the disk costs time, never a result."""

    path: Path
    _base: sqlite3.Connection = field(init=False)

    def __post_init__(self) -> None:
        self._base = _opened(self.path)

    # The hash of a file that is looked at on every run

    def digest(self, path: Path) -> str:
        """sha256 of a file, "" where there is none; read only where its stamp does not vouch for what it was."""
        seen, before = time.time_ns(), stamp_of(path)
        if before is None:
            return ""
        for stamp, digest in self._rows("SELECT stamp, digest, seal FROM files WHERE path = ?", (str(path),)):
            if stamp == dotted(before):
                return str(digest)
        digest = sha256_of(path)
        if before.is_settled(seen) and stamp_of(path) == before:
            self._put("files", str(path), dotted(before), digest)
        return digest

    # Editions

    def rows(self) -> dict[tuple[str, str], Row]:
        """Every edition that is known, by slug and tag."""
        return {
            (slug, lang): _row(body)
            for slug, lang, body in self._rows("SELECT slug, lang, body, seal FROM editions ORDER BY slug")
        }

    def put(self, slug: str, lang: str, row: Row, findings: str | None = None) -> None:
        """Remember an edition.

        Args:
            findings: Of the record, as JSON; what is there stays without them.
        """
        self._put("editions", slug, lang, row.dump())
        if findings is not None:
            self._put("findings", slug, lang, findings)

    def drop(self, slug: str, lang: str) -> None:
        """Forget an edition."""
        self._do("DELETE FROM editions WHERE slug = ? AND lang = ?", [(slug, lang)])

    def findings(self) -> dict[tuple[str, str], str]:
        """The findings of every edition, as JSON."""
        return {
            (slug, lang): body for slug, lang, body in self._rows("SELECT slug, lang, body, seal FROM findings ORDER BY slug")
        }

    # What has been read of articles, glossaries and memories

    def texts(self, slug: str, key: str) -> list[list[str]] | None:
        """The segments of an article, each with id and text, as they were put under this very key."""
        found = list(self._rows("SELECT key, body, seal FROM texts WHERE slug = ?", (slug,)))
        return _unpacked(found[0][1]) if found and found[0][0] == key else None

    def put_texts(self, slug: str, key: str, texts: Sequence[Sequence[str]]) -> None:
        """Remember the segments of an article."""
        self._put("texts", slug, key, _packed(texts))

    def snapshot(self, key: str) -> list[Any] | None:
        """A list as it was in the state that the key names."""
        found = list(self._rows("SELECT body, seal FROM snapshots WHERE key = ?", (key,)))
        return _unpacked(found[0][0]) if found else None

    def has_snapshot(self, key: str) -> bool:
        """Whether the list is remembered in this state."""
        return bool(list(self._ask("SELECT 1 FROM snapshots WHERE key = ?", (key,))))

    def put_snapshot(self, key: str, rows: Iterable[Any]) -> None:
        """Remember a list; the states that were put longest ago are forgotten."""
        self._put("snapshots", key, _packed(list(rows)))
        self._do("DELETE FROM snapshots WHERE rowid <= (SELECT MAX(rowid) FROM snapshots) - ?", [(SNAPSHOTS,)])

    # What the pages that editions are handed out from were made of

    def facts(self) -> dict[str, str]:
        """What the lists need of each record, by the record's name, as JSON."""
        return dict(self._rows("SELECT name, body, seal FROM facts"))

    def pages(self) -> dict[str, str]:
        """What each page was made of, by name."""
        return dict(self._rows("SELECT name, body, seal FROM pages"))

    def keep(self, table: str, rows: Mapping[str, str], gone: Iterable[str] = ()) -> None:
        """Write rows of `facts` or `pages`, and forget others."""
        self._do(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)", [(n, body, _seal(n, body)) for n, body in rows.items()])  # noqa: S608
        self._do(f"DELETE FROM {table} WHERE name = ?", [(name,) for name in gone])  # noqa: S608

    # The table itself

    def save(self) -> None:
        """Write down what was put since the last time."""
        with self._mended():
            self._base.commit()

    def close(self) -> None:
        self.save()
        self._base.close()

    def _put(self, table: str, *values: str | bytes) -> None:
        self._do(f"INSERT OR REPLACE INTO {table} VALUES ({','.join('?' * (len(values) + 1))})", [(*values, _seal(*values))])  # noqa: S608

    def _do(self, command: str, rows: Sequence[Sequence[Any]]) -> None:
        with self._mended():
            self._base.executemany(command, rows)

    def _rows(self, query: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Rows whose seal holds; the last column is the seal."""
        for *row, seal in self._ask(query, values):
            keyed = (*values, *row) if values else row
            if _seal(*keyed) == seal:
                yield tuple(row)

    def _ask(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._mended():
            return self._base.execute(query, values).fetchall()
        return []

    @contextlib.contextmanager
    def _mended(self) -> Iterator[None]:
        """Make a damaged table anew; of one that cannot be written, as on a full disk, go on with a copy in memory."""
        try:
            yield
        except sqlite3.OperationalError:
            self._base = _new(":memory:")
        except sqlite3.Error:
            self._base.close()
            _remove(self.path)
            self._base = _opened(self.path)


def open_ledger(cache: Path, output: Path) -> Ledger:
    """The ledger of an output folder; several folders may share a cache."""
    name = hashlib.sha256(str(output.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:12]
    with contextlib.suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        known = sorted(cache.glob("ledger.*.sqlite"), key=lambda path: path.stat().st_mtime)
        for old in [path for path in known if name not in path.name][: -FOLDERS + 1]:
            _remove(old)
    return Ledger(cache / f"ledger.{name}.sqlite")


def _opened(path: Path) -> sqlite3.Connection:
    for _ in range(2):
        try:
            return _new(str(path))
        except sqlite3.OperationalError:
            break
        except sqlite3.Error:
            _remove(path)
    return _new(":memory:")


def _new(path: str) -> sqlite3.Connection:
    base = sqlite3.connect(path, timeout=10)
    try:
        (version,) = base.execute("PRAGMA user_version").fetchone()
        if version not in (0, VERSION):
            raise sqlite3.DatabaseError("of another version")
        base.execute("PRAGMA synchronous = OFF")  # what a power cut spoils the seals tell
        if version != VERSION:
            base.executescript(f"{LAYOUT}PRAGMA user_version = {VERSION};")
    except sqlite3.Error:
        base.close()
        raise
    return base


def _remove(path: Path) -> None:
    for name in (path, path.with_name(path.name + "-journal")):
        with contextlib.suppress(OSError):
            name.unlink()


def _packed(value: Any) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"), 1)


def _unpacked(data: bytes) -> Any:
    return json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))


def _seal(*parts: str | bytes) -> str:
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        digest.update((part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part) + b"\0")
    return digest.hexdigest()
