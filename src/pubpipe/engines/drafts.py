"""Remember what a model made of a text, so that the same text is decoded once and comes out the same whatever stands beside it.

CTranslate2's int8 results may differ in a near tie with what else is in the batch (its issue 693), and an edition must not.
"""

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pubpipe.engines.cache import cache_folder

MOST = 200_000  # drafts kept; the oldest go first
LAYOUT = "CREATE TABLE IF NOT EXISTS drafts (key TEXT PRIMARY KEY, text TEXT NOT NULL, pairs TEXT NOT NULL, seal TEXT NOT NULL)"

Pairs = tuple[tuple[int, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a model made of one text; `pairs` is None where its attention was not asked for."""

    text: str
    pairs: Pairs | None = None


class Drafts:
    """A table on disk of what one model made with one set of options. A fault of the disk costs time, never a result."""

    def __init__(self, model: str, options: object, path: Path | None = None) -> None:
        """Remember for a model, by its fingerprint."""
        self._path = path or cache_folder("argos") / "drafts.sqlite"
        self._salt = f"{model}\0{options!r}\0"

    def find(self, texts: Iterable[str], *, aligned: bool) -> dict[str, Decoded]:
        """Those that are known; with `aligned`, only those that are known with their pairs of words."""
        wanted = {self._key(text): text for text in texts}
        found: dict[str, Decoded] = {}
        for key, text, pairs, seal in self._rows(wanted):
            known = _read(text, pairs) if seal == _seal(key, text, pairs) else None
            if known and not (aligned and known.pairs is None):
                found[wanted[key]] = known
        return found

    def add(self, made: Mapping[str, Decoded]) -> None:
        """Write new ones down, all or none."""
        rows = []
        for source, decoded in made.items():
            key, pairs = self._key(source), json.dumps(decoded.pairs)
            rows.append((key, decoded.text, pairs, _seal(key, decoded.text, pairs)))
        with contextlib.suppress(sqlite3.Error, OSError), contextlib.closing(self._open()) as table, table:
            table.executemany("INSERT OR REPLACE INTO drafts VALUES (?, ?, ?, ?)", rows)
            table.execute("DELETE FROM drafts WHERE rowid <= (SELECT MAX(rowid) FROM drafts) - ?", (MOST,))

    def _rows(self, keys: Mapping[str, str]) -> list[tuple[str, str, str, str]]:
        names = list(keys)
        rows: list[tuple[str, str, str, str]] = []
        try:
            with contextlib.closing(self._open()) as table:
                for at in range(0, len(names), 500):
                    part = names[at : at + 500]
                    rows += table.execute(f"SELECT * FROM drafts WHERE key IN ({','.join('?' * len(part))})", part).fetchall()  # noqa: S608
        except (sqlite3.OperationalError, OSError):
            return []  # locked for long, or no room on the disk
        except sqlite3.DatabaseError:
            with contextlib.suppress(OSError):
                self._path.unlink()  # damaged: it is made anew
            return []
        return rows

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        table = sqlite3.connect(self._path, timeout=20)
        try:
            table.execute(LAYOUT)
        except sqlite3.Error:
            table.close()
            raise
        return table

    def _key(self, text: str) -> str:
        return hashlib.sha256((self._salt + text).encode("utf-8", "surrogatepass")).hexdigest()


def _seal(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _read(text: str, pairs: str) -> Decoded | None:
    try:
        known: Sequence[Sequence[int]] | None = json.loads(pairs)
    except ValueError:
        return None
    return Decoded(text, None if known is None else tuple((a, b, c, d) for a, b, c, d in known))
