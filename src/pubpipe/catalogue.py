"""Know every edition in the output folder without reading each record on every run."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pubpipe.disclosure import DONE, ai_disclosure
from pubpipe.errors import OutputError
from pubpipe.files import write_atomic
from pubpipe.inputs import code_hash
from pubpipe.record import Record, parse_record

TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}")
FOLDERS = 12  # output folders that one cache remembers
SUMMARY = 220  # characters: what a search engine or a messenger shows


@dataclass(frozen=True, slots=True)
class Holding:
    """An edition that stands in the output folder.

    Attributes:
        record: sha256 of its record.
        facts: What the lists need of the record, as JSON has it; see `_facts`.
        sizes: Name of each file that is really there to its bytes.
    """

    slug: str
    lang: str
    record: str
    facts: Mapping[str, Any]
    sizes: Mapping[str, int]

    @property
    def stem(self) -> str:
        return f"{self.slug}.{self.lang}"

    @property
    def files(self) -> tuple[str, ...]:
        """Names of what may be handed out: all files of the record that are there, but for the review copy."""
        return tuple(name for name in self.facts["files"] if name in self.sizes and not name.endswith(".review.docx"))

    @property
    def is_offered(self) -> bool:
        """Whether it may be handed out: it was not withheld, and a file of it is there."""
        return self.facts["state"] not in ("", "withheld") and bool(self.files)


class Memo:
    """What earlier runs found out, in the cache: read once, written once, safe to lose."""

    def __init__(self, cache: Path, output: Path) -> None:
        name = hashlib.sha256(str(output.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:12]
        self._path = cache / f"catalogue.{name}.json"  # several output folders may share a cache
        self._before = self._read()
        self.records: dict[str, Any] = {}
        self.keys: dict[str, str] = {}
        self.was = self._before.get("keys", {})

    def _read(self) -> dict[str, Any]:
        try:
            data = json.loads(self._path.read_bytes())
            return data if data.get("code") == code_hash() else {}
        except (OSError, ValueError, AttributeError):
            return {}

    def known(self, name: str, stamp: list[int]) -> Any:
        """The facts of a record that has not changed since, or None."""
        entry = self._before.get("records", {}).get(name)
        return entry if entry and entry[0] == stamp else None

    def save(self) -> None:
        data = {"code": code_hash(), "records": self.records, "keys": self.keys}
        if data != self._before:
            try:
                write_atomic(self._path, json.dumps(data, ensure_ascii=False))
                for old in sorted(self._path.parent.glob("catalogue.*.json"), key=lambda path: path.stat().st_mtime)[:-FOLDERS]:
                    old.unlink()
            except (OutputError, OSError):  # a cache that cannot be written costs time and nothing else
                return


def holdings(output: Path, memo: Memo) -> Iterator[Holding]:
    """Every edition that stands in the output folder, sorted by folder and name; records that cannot be read are left out."""
    for folder in sorted(path for path in output.iterdir() if path.is_dir()) if output.is_dir() else ():
        entries = {entry.name: entry for entry in folder.iterdir() if not entry.name.startswith(".")}
        for name in sorted(name for name in entries if name.startswith(f"{folder.name}.") and name.endswith(".json")):
            lang = name.removeprefix(f"{folder.name}.").removesuffix(".json")
            if TAG.fullmatch(lang):
                yield from _held(entries[name], folder.name, lang, entries, memo)


def _held(path: Path, slug: str, lang: str, entries: Mapping[str, Path], memo: Memo) -> Iterator[Holding]:
    try:
        stat = path.stat()
        entry = memo.known(f"{slug}/{path.name}", [stat.st_mtime_ns, stat.st_size])
        if entry is None:
            data = path.read_bytes()
            facts = _facts(data, f"{slug}.{lang}.")
            entry = [[stat.st_mtime_ns, stat.st_size], hashlib.sha256(data).hexdigest(), facts]
    except OSError:
        return
    memo.records[f"{slug}/{path.name}"] = entry
    if entry[2] is not None:
        sizes = {name: entries[name].stat().st_size for name in entry[2]["files"] if name in entries}
        yield Holding(slug, lang, entry[1], entry[2], sizes)


def _facts(data: bytes, stem: str) -> dict[str, Any] | None:
    """What the lists need of a record; None of one that is damaged or names files that are not its own."""
    record = parse_record(data)
    article = record.article
    if article is None or not all(name.startswith(stem) and "/" not in name and "\0" not in name for name in record.files):
        return None
    return facts_of(record)


def facts_of(record: Record) -> dict[str, Any]:
    """The same of one that has been read."""
    article = record.article
    assert article is not None  # noqa: S101  asked for those only
    return {
        "state": record.state,
        "title": record.title or article.title,
        "source_title": article.title,
        "source_lang": article.lang,
        "source": article.sha256,
        "authors": [author.name for author in article.authors],
        "byline": record.byline,
        "publication": article.publication,
        "date": article.date,
        "day": record.day,
        "disclosure": record.disclosure,
        "summary": _summary(record),
        "kind": record.engine.kind if any(unit.origin.startswith("engine:") for unit in record.units) else "none",
        "ai": ai_disclosure(record.engine, record.units),
        "reviewed": sum(unit.state in DONE for unit in record.units),
        "segments": len(record.units),
        "files": dict(record.files),
        "inputs": dict(record.inputs),
        "receipt": record.receipt,
        "engine": {
            "name": record.engine.name,
            "title": record.engine.title,
            "kind": record.engine.kind,
            "version": record.engine.version,
            "route": list(record.engine.route),
            "data": dict(record.engine.data),
        },
        "tools": dict(record.tools),
    }


def _summary(record: Record) -> str:
    """The first words of the first paragraph, in the language of the edition."""
    assert record.article is not None  # noqa: S101  asked for those only
    first = next((block.id for block in record.article.blocks if block.role.value in ("standfirst", "paragraph")), "")
    text = " ".join(unit.target for unit in record.units if unit.segment.block == first)
    if len(text) <= SUMMARY:
        return text
    return text[:SUMMARY].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
