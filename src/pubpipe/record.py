"""Remember what an edition was made from: `SLUG.LANG.json`, and what that says about its files."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, is_dataclass
from functools import cache, partial
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from pubpipe.article import (
    ENDINGS,
    Article,
    Author,
    Block,
    Dropped,
    Edition,
    EngineInfo,
    Finding,
    Imprint,
    Level,
    Note,
    NoteKind,
    Picture,
    Role,
    Segment,
    State,
    Term,
    Unit,
    Unshown,
)
from pubpipe.codes import codes_from, codes_json
from pubpipe.glossary import find_forms

LEFT_ALONE = "left alone"  # an input that names files that were open in an office program, so that the next run makes them


@dataclass(frozen=True, slots=True)
class Record:
    """What the last run wrote about one edition; empty where there was none or it cannot be read.

    Attributes:
        inputs: Name of each input to the hash it had.
        files: Name of each file to its sha256; `pending` those that were about to be written when the run ended.
        review: Findings of the reviewer (a rejected row, a text that could not be taken in) that still stand.
        lang: BCP 47 tag of the edition, as the record gives it.
        title, byline, disclosure: As the edition shows them.
        receipt: sha256 of `cleaning.json`, by which the page became this article.
        imprint, page: Of the settings that the edition was made with; None and "" where the record is older than these.
        tools: Version of everything that had a hand in it.
        prints: Name of each file to the fingerprints of its lines.
        is_sealed: The record is as it was written, but for `pending`. Whoever changes one on purpose can seal it anew; what
            holds then is SHA256SUMS and its signature.
        file: Name of the one file that a carried record is of, "" of a record that stands in a folder.
        seen: "glossary" and "memory" to the hashes of the whole lists out of which the inputs of these names were told.
        keys: Segment id to the hash of all that its unit is made of (see `reuse`); "ways" how each of its terms got there.
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
    lang: str = ""
    title: str = ""
    byline: str = ""
    disclosure: str = ""
    receipt: str = ""
    imprint: Imprint | None = None
    page: str = ""
    tools: Mapping[str, str] = field(default_factory=dict)
    prints: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    is_sealed: bool = False
    file: str = ""
    seen: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    ways: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def knows(self, name: str, digest: str) -> bool:
        """Whether a file of this name and content was written by us, so that nobody's work is in it."""
        return digest in (self.files.get(name), self.pending.get(name))


def count_origins(units: Sequence[Unit]) -> tuple[int, int]:
    """How many units a person approved, and how many an engine made."""
    approved = sum(unit.state in (State.REVIEWED, State.FINAL) for unit in units)
    return approved, sum(unit.origin.startswith("engine:") for unit in units)


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
        return parse_record(path.read_bytes())
    except FileNotFoundError:
        return Record()


def parse_record(data: bytes) -> Record:
    """The same from its bytes, wherever they came from; a value of another kind than it should be is damage too, and so is
    half a surrogate pair, which no file can hold."""
    try:
        record = _parse(json.loads(data))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Record()
    return record if _check_of(Record)(record) else Record()


@cache
def _check_of(kind: Any) -> Callable[[Any], bool]:
    """Whether a value is what its annotation says, all the way down: JSON may hold a list where a text belongs."""
    origin, args = get_origin(kind), get_args(kind)
    if kind is Any:
        return lambda value: True
    if origin in (Union, UnionType):
        return lambda value: any(_check_of(arg)(value) for arg in args)
    if origin is tuple:
        return partial(_is_tuple, args)
    if origin is not None:  # a Mapping
        names, items = map(_check_of, args)
        return lambda value: isinstance(value, Mapping) and all(names(k) and items(v) for k, v in value.items())
    if is_dataclass(kind):
        hints = tuple((name, _check_of(hint)) for name, hint in get_type_hints(kind).items())
        return lambda value: type(value) is kind and all(check(getattr(value, name)) for name, check in hints)
    wanted = (int, float) if kind is float else kind
    return lambda value: isinstance(value, wanted) and (type(value) is not bool or kind is bool)


def _is_tuple(args: tuple[Any, ...], value: Any) -> bool:
    if not isinstance(value, tuple):
        return False
    kinds = args[:1] * len(value) if args[-1] is ... else args
    return len(kinds) == len(value) and all(_check_of(kind)(item) for kind, item in zip(kinds, value, strict=True))


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
        lang=str(data.get("lang", "")),
        title=str(data.get("title", "")),
        byline=str(data.get("byline", "")),
        disclosure=str(data.get("disclosure", "")),
        receipt=str(hashes.get("receipt", "")),
        imprint=Imprint(**data["imprint"]) if "imprint" in data else None,
        page=str(data.get("page", "")),
        tools=dict(data.get("tools", {})),
        prints={str(name): _prints(item) for name, item in data.get("prints", {}).items()},
        is_sealed=hashes.get("seal") == seal_of(data),
        file=str(data.get("file", "")),
        seen=dict(hashes.get("seen", {})),
        keys=dict(hashes.get("units", {})),
        ways={item["id"]: tuple(str(term["way"]) for term in item.get("terms", ())) for item in data.get("segments", ())},
    )


def _prints(data: Mapping[str, Any]) -> dict[str, Any]:
    return {"reader": str(data["reader"]), "pages": [[str(line) for line in page] for page in data["pages"]]}


def seal_of(data: Mapping[str, Any]) -> str:
    """sha256 of a record's content, whatever the order of its keys, without the seal itself and what is pending."""
    hashes = {name: value for name, value in data["hashes"].items() if name not in ("seal", "pending")}
    text = json.dumps({**data, "hashes": hashes}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _engine(data: Mapping[str, Any]) -> EngineInfo:
    pairs = tuple((str(name), str(version)) for name, version in data["data"].items())
    return EngineInfo(data["name"], data["title"], data["kind"], data["version"], tuple(data["route"]), pairs)


def _finding(data: Mapping[str, Any]) -> Finding:
    return Finding(data["code"], data["where"], data["message"], Level(data["level"]), data.get("hint", ""))


def _unit(data: Mapping[str, Any], lang: str, source_lang: str) -> Unit:
    marks = codes_from(data.get("source_codes", ()))
    segment = Segment(data["id"], data["block"], data["source"], source_lang, data.get("lead", ""), data.get("tail", ""), marks)
    findings = tuple(_finding(item) for item in data.get("findings", ()))
    codes = codes_from(data.get("codes", ()))
    return Unit(segment, data["target"], lang, State(data["state"]), data["origin"], (), findings, codes, data.get("how", ""))


def article_from(data: Mapping[str, Any]) -> Article:
    """The article of a record, value for value."""
    parts = dict(data)
    parts["authors"] = tuple(Author(a["name"], tuple(a["affiliations"])) for a in data["authors"])
    parts["blocks"] = tuple(
        Block(
            b["id"],
            Role(b["role"]),
            b["text"],
            tuple(b["lines"]),
            b["level"],
            codes_from(b["marks"]),
            b["number"],
            _picture(b["picture"]) if b.get("picture") else None,
        )
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
    parts["pulls"] = tuple(data.get("pulls", ()))
    parts["unshown"] = tuple(Unshown(**u) for u in data.get("unshown", ()))
    return Article(**parts)


def _picture(data: Mapping[str, Any]) -> Picture:
    """A picture whose file can only have a name of ours.

    Raises:
        ValueError: It has another.
    """
    picture = Picture(**data)
    if not re.fullmatch("[0-9a-f]{64}", picture.sha256) or picture.media not in ENDINGS or picture.width * picture.height < 1:
        raise ValueError("no picture of an edition")
    return picture


def finding_json(finding: Finding) -> dict[str, str]:
    """A finding as scripts read it."""
    return {key: str(value) for key, value in asdict(finding).items()}


def unit_json(unit: Unit) -> dict[str, Any]:
    """A unit as `translate --json` prints it."""
    findings = [finding_json(finding) for finding in unit.findings]
    more = codes_json(unit.marks) | ({"how": unit.how} if unit.how else {})
    return {"id": unit.segment.id, **_texts_json(unit), "findings": findings, "terms": terms_json(unit)} | more


def _texts_json(unit: Unit) -> dict[str, str]:
    texts = {"source": unit.segment.text, "target": unit.target, "lang": unit.lang}
    return texts | {"state": str(unit.state), "origin": unit.origin}


def terms_json(unit: Unit) -> list[dict[str, Any]]:
    """The terms of a unit: where each stands in the source, what it is to be, the form it has in the target, and how it got
    there; both are "" where it is missing."""
    left: dict[Term, list[tuple[int, int]]] = {}
    terms = []
    for hit in unit.hits:
        if hit.term.status != "forbidden":
            places = left.setdefault(hit.term, list(find_forms(hit.term, unit.target)))
            start, end = places.pop(0) if hit.way and places else (0, 0)
            terms.append(
                {"start": hit.start, "end": hit.end, "source": hit.term.source, "target": hit.term.target}
                | {"found": unit.target[start:end], "way": hit.way}
            )
    return terms


def carried_json(
    edition: Edition, *, inputs: Mapping[str, str], day: str, tools: Mapping[str, str], page: str, receipt: str
) -> dict[str, Any]:
    """What a file can carry of its own record: what was known before it was set, and nothing of what came after, no findings
    and no hash of itself; nor what the cleaning took out, for which the receipt's hash stands.

    It is a function of the edition and these facts, so that it comes again from the record."""
    source = edition.source
    return {
        "slug": source.slug,
        "lang": edition.lang,
        "source": {"address": Path(source.source).name, "sha256": source.sha256, "lang": source.lang, "title": source.title},
        "state": str(edition.state),
        "day": day,
        "title": edition.article.title,
        "byline": edition.byline,
        "authors": [{"name": a.name, "affiliations": list(a.affiliations)} for a in source.authors],
        "disclosure": edition.disclosure,
        "imprint": asdict(edition.imprint),
        "page": page,
        "segments": [_segment_json(unit) for unit in edition.units],
        "engine": asdict(edition.engine) | {"data": dict(edition.engine.data)},
        "tools": dict(tools),
        "article": _article_json(source) | {"dropped": []},
        "hashes": {"inputs": dict(inputs), "receipt": receipt, "files": {}},
    }


def _article_json(article: Article) -> dict[str, Any]:
    told = asdict(article) | {"source": Path(article.source).name}
    for block in told["blocks"]:
        if block["picture"] is None:
            del block["picture"]
    return told


def carried_again(edition: Edition, record: Record) -> dict[str, Any]:
    """The same from the record of an edition that was made before; that a file was open then came after it was set."""
    inputs = {name: digest for name, digest in record.inputs.items() if name != LEFT_ALONE}
    return carried_json(edition, inputs=inputs, day=record.day, tools=record.tools, page=record.page, receipt=record.receipt)


def carried_by(carried: Mapping[str, Any], name: str, prints: Mapping[str, Any]) -> dict[str, Any]:
    """The record as one file carries it: with its name and the fingerprints of its lines, and sealed."""
    data = {**carried, "file": name, "prints": {name: dict(prints)}}
    return {**data, "hashes": {**data["hashes"], "seal": seal_of(data)}}


def _segment_json(unit: Unit) -> dict[str, Any]:
    """A segment of a record, without what the checks and the termbase say of it."""
    segment = unit.segment
    place = {"id": segment.id, "block": segment.block, "lead": segment.lead, "tail": segment.tail}
    codes = {"source_codes": codes_json(segment.marks)["codes"]} if segment.marks else {}
    return place | _texts_json(unit) | codes_json(unit.marks) | ({"how": unit.how} if unit.how else {}) | codes


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
    page: str = "",
    receipt: str = "",
    prints: Mapping[str, Mapping[str, Any]] | None = None,
    seen: Mapping[str, str] | None = None,
    keys: Mapping[str, str] | None = None,
) -> bytes:
    """`SLUG.LANG.json` as interface.md describes it; segments in reading order, front matter and notes included."""
    data = carried_json(edition, inputs=inputs, day=day, tools=tools, page=page, receipt=receipt)
    segments = [
        told | {"findings": [finding_json(finding) for finding in unit.findings], "terms": terms_json(unit)}
        for told, unit in zip(data["segments"], edition.units, strict=True)
    ]
    data |= {
        "state": "withheld" if withheld else data["state"],
        "segments": segments,
        "article": _article_json(edition.source),
        "findings": [finding_json(finding) for finding in findings],
        "review": [finding_json(finding) for finding in review],
        "docx": {"export": export, "segments": dict(segments_set), "outside": list(outside_set)},
        "prints": dict(prints or {}),
    }
    data["hashes"] |= {"files": dict(files)}
    data["hashes"] |= {name: dict(value) for name, value in (("seen", seen), ("units", keys)) if value}
    data["hashes"]["seal"] = seal_of(data)
    return dump(data)


def render_pending(path: Path, pending: Mapping[str, str]) -> bytes:
    """The record that is there, with the hashes of the files about to be written: should the run be killed between two of them,
    the next one still knows its own from a person's."""
    try:
        data = json.loads(path.read_bytes())
        data["hashes"]["pending"] = dict(pending)
        return dump(data)
    except (FileNotFoundError, ValueError, KeyError, TypeError, RecursionError):  # as damaged as `parse_record` finds it
        return dump({"hashes": {"pending": dict(pending)}})


def dump(data: Mapping[str, Any]) -> bytes:
    """JSON for people and for diffs: UTF-8, one level of indent, a final newline."""
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
