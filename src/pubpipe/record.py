"""Remember what an edition was made from: `SLUG.LANG.json`, and what that says about its files."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pubpipe.article import (
    Article,
    Author,
    Block,
    Dropped,
    Edition,
    EngineInfo,
    Finding,
    Level,
    Note,
    NoteKind,
    Role,
    Segment,
    State,
    Unit,
)
from pubpipe.codes import codes_from, codes_json


@dataclass(frozen=True, slots=True)
class Record:
    """What the last run wrote about one edition; empty where there was none or it cannot be read.

    Attributes:
        inputs: Name of each input to the hash it had.
        files: Name of each file to its sha256; `pending` those that were about to be written when the run ended.
        review: Findings of the reviewer (a rejected row, a text that could not be taken in) that still stand.
        set_export: Hash of the texts that the DOCX was made from, as it says itself.
        set_segments, set_outside: How the DOCX reads that we wrote: bookmark to text, and the paragraphs without a segment.
    """

    state: str = ""
    day: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    pending: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    review: tuple[Finding, ...] = ()
    article: Article | None = None
    units: tuple[Unit, ...] = ()
    set_export: str = ""
    set_segments: Mapping[str, str] = field(default_factory=dict)
    set_outside: tuple[str, ...] = ()
    engine: EngineInfo = field(default_factory=lambda: EngineInfo("none", "", "none", ""))

    def knows(self, name: str, digest: str) -> bool:
        """Whether a file of this name and content was written by us, so that nobody's work is in it."""
        return digest in (self.files.get(name), self.pending.get(name))


def sha256_of(path: Path) -> str:
    """Hex digest of a file, "" where there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def read_record(path: Path) -> Record:
    """Read a record. One that is missing or damaged counts as none: the edition is then made again, and files whose origin is
    not known are treated as a person's."""
    try:
        data = json.loads(path.read_bytes())
        return _parse(data)
    except FileNotFoundError:
        return Record()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Record()


def _parse(data: Mapping[str, Any]) -> Record:
    hashes = data["hashes"]
    article = article_from(data["article"]) if "article" in data else None
    return Record(
        state=data.get("state", ""),
        day=data.get("day", ""),
        inputs=dict(hashes.get("inputs", {})),
        files=dict(hashes.get("files", {})),
        pending=dict(hashes.get("pending", {})),
        findings=tuple(_finding(item) for item in data.get("findings", ())),
        review=tuple(_finding(item) for item in data.get("review", ())),
        article=article,
        units=tuple(_unit(item, data["lang"], article.lang) for item in data["segments"]) if article else (),
        set_export=data.get("docx", {}).get("export", ""),
        set_segments=dict(data.get("docx", {}).get("segments", {})),
        set_outside=tuple(data.get("docx", {}).get("outside", ())),
        engine=_engine(data["engine"]) if article else Record().engine,
    )


def _engine(data: Mapping[str, Any]) -> EngineInfo:
    pairs = tuple((str(name), str(version)) for name, version in data["data"].items())
    return EngineInfo(data["name"], data["title"], data["kind"], data["version"], tuple(data["route"]), pairs)


def _finding(data: Mapping[str, Any]) -> Finding:
    return Finding(data["code"], data["where"], data["message"], Level(data["level"]), data.get("hint", ""))


def _unit(data: Mapping[str, Any], lang: str, source_lang: str) -> Unit:
    marks = codes_from(data.get("source_codes", ()))
    segment = Segment(data["id"], data["block"], data["source"], source_lang, data.get("lead", ""), data.get("tail", ""), marks)
    findings = tuple(_finding(item) for item in data["findings"])
    codes = codes_from(data.get("codes", ()))
    return Unit(segment, data["target"], lang, State(data["state"]), data["origin"], (), findings, codes, data.get("how", ""))


def article_from(data: Mapping[str, Any]) -> Article:
    """The article of a record, value for value."""
    parts = dict(data)
    parts["authors"] = tuple(Author(a["name"], tuple(a["affiliations"])) for a in data["authors"])
    parts["blocks"] = tuple(
        Block(b["id"], Role(b["role"]), b["text"], tuple(b["lines"]), b["level"], codes_from(b["marks"]), b["number"])
        for b in data["blocks"]
    )
    parts["notes"] = tuple(
        Note(
            n["id"], n["marker"], NoteKind(n["kind"]), n["text"], tuple(n["authors"]), tuple(n["lines"]), codes_from(n["marks"])
        )
        for n in data["notes"]
    )
    parts["dropped"] = tuple(
        Dropped(d["text"], d["rule"], d["reason"], tuple(d["lines"]), d.get("score")) for d in data["dropped"]
    )
    parts["title_lines"], parts["byline_lines"] = tuple(data["title_lines"]), tuple(data["byline_lines"])
    return Article(**parts)


def finding_json(finding: Finding) -> dict[str, str]:
    """A finding as scripts read it."""
    return {key: str(value) for key, value in asdict(finding).items()}


def unit_json(unit: Unit) -> dict[str, Any]:
    """A unit as `translate --json` prints it."""
    return {
        "id": unit.segment.id,
        "source": unit.segment.text,
        "target": unit.target,
        "lang": unit.lang,
        "state": str(unit.state),
        "origin": unit.origin,
        "findings": [finding_json(finding) for finding in unit.findings],
    } | (codes_json(unit.marks) | ({"how": unit.how} if unit.how else {}))


def render_record(
    edition: Edition,
    *,
    inputs: Mapping[str, str],
    files: Mapping[str, str],
    findings: Sequence[Finding],
    review: Sequence[Finding],
    day: str,
    withheld: bool,
    tools: Mapping[str, str],
    export: str,
    segments_set: Mapping[str, str],
    outside_set: Sequence[str],
) -> bytes:
    """`SLUG.LANG.json` as interface.md describes it; segments in reading order, front matter and notes included."""
    source = edition.source
    engine = asdict(edition.engine) | {"data": dict(edition.engine.data)}
    segments = [
        {"id": u.segment.id, "block": u.segment.block, "lead": u.segment.lead, "tail": u.segment.tail}
        | unit_json(u)
        | ({"source_codes": codes_json(u.segment.marks)["codes"]} if u.segment.marks else {})
        for u in edition.units
    ]
    data = {
        "slug": source.slug,
        "lang": edition.lang,
        "source": {"address": Path(source.source).name, "sha256": source.sha256, "lang": source.lang, "title": source.title},
        "state": "withheld" if withheld else str(edition.state),
        "day": day,
        "title": edition.article.title,
        "byline": edition.byline,
        "authors": [{"name": a.name, "affiliations": list(a.affiliations)} for a in source.authors],
        "disclosure": edition.disclosure,
        "segments": segments,
        "engine": engine,
        "tools": dict(tools),
        "findings": [finding_json(finding) for finding in findings],
        "review": [finding_json(finding) for finding in review],
        "docx": {"export": export, "segments": dict(segments_set), "outside": list(outside_set)},
        "article": asdict(source) | {"source": Path(source.source).name},
        "hashes": {"inputs": dict(inputs), "files": dict(files)},
    }
    return dump(data)


def render_pending(path: Path, pending: Mapping[str, str]) -> bytes:
    """The record that is there, with the hashes of the files about to be written: should the run be killed between two of them,
    the next one still knows its own from a person's."""
    try:
        data = json.loads(path.read_bytes())
        data["hashes"]["pending"] = dict(pending)
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        data = {"hashes": {"pending": dict(pending)}}
    return dump(data)


def dump(data: Mapping[str, Any]) -> bytes:
    """JSON for people and for diffs: UTF-8, one level of indent, a final newline."""
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
