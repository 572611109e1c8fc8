"""Know every edition in the output folder without reading each record on every run."""

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pubpipe.disclosure import DONE, ai_disclosure
from pubpipe.inputs import code_hash
from pubpipe.ledger import Ledger
from pubpipe.record import Record, parse_record
from pubpipe.shelf import file_of
from pubpipe.stamps import Entries, Stamp, Survey

TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}")
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
    """What earlier runs found out, in the ledger: read once, written once, safe to lose.

    Attributes:
        was: Name of each page to what it was made of, its size and its sha256.
        keys: The same of this run.
        is_remembered: The ledger knew of pages.
        is_whole: All that was read may be relied on the next time.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._before = ledger, ledger.facts()
        if self._before.pop("code", "") != code_hash():
            self._before = {}
        self.was = ledger.pages()
        self.is_remembered = bool(self.was)
        self.keys: dict[str, str] = {}
        self._new: dict[str, str] = {"code": code_hash()}
        self._seen = {"code"}
        self.is_whole = True

    def known(self, name: str, stamp: Stamp, read: Callable[[], bytes], stem: str) -> tuple[str, dict[str, Any] | None]:
        """sha256 and facts of a record; read where it changed since."""
        self._seen.add(name)
        if entry := self._before.get(name):
            seen, digest, facts = json.loads(entry)
            if tuple(seen) == stamp:
                return digest, facts
        now, data = time.time_ns(), read()
        digest, facts = hashlib.sha256(data).hexdigest(), _facts(data, stem)
        self.is_whole &= stamp.is_settled(now)
        if stamp.is_settled(now):
            self._new[name] = json.dumps([stamp, digest, facts], ensure_ascii=False)
        return digest, facts

    def save(self) -> None:
        """Write down what is new."""
        self._ledger.keep("facts", self._new, [name for name in self._before if name not in self._seen])
        new = {name: key for name, key in self.keys.items() if self.was.get(name) != key}
        self._ledger.keep("pages", new, [name for name in self.was if name not in self.keys])
        self._ledger.save()


def holdings(output: Path, memo: Memo, survey: Survey | None = None) -> Iterator[Holding]:
    """Every edition that stands in the output folder, sorted by folder and name; records that cannot be read are left out."""
    survey = survey or Survey(output)
    for slug in survey.slugs():
        entries = survey.folder(slug)
        for name in sorted(name for name in entries if name.startswith(f"{slug}.") and name.endswith(".json")):
            lang = name.removeprefix(f"{slug}.").removesuffix(".json")
            if TAG.fullmatch(lang):
                yield from _held(output / slug / name, slug, lang, entries, memo)


def _held(path: Path, slug: str, lang: str, entries: Entries, memo: Memo) -> Iterator[Holding]:
    try:
        digest, facts = memo.known(f"{slug}/{path.name}", entries[path.name], path.read_bytes, f"{slug}.{lang}.")
    except OSError:
        return
    if facts is not None:
        yield Holding(slug, lang, digest, facts, {name: entries[name].size for name in facts["files"] if name in entries})


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
        "pictures": sorted({file_of(article.slug, picture) for picture in article.pictures}),
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
