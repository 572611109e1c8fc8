"""XLIFF 1.2 (OASIS, 2008) and 2.1 (OASIS, 2018): units out to another tool and back, inline codes and all.

Every unit carries a hash of the target that was sent (an attribute in a namespace of ours, which both versions allow), so that
what another tool only passed through is told from what somebody wrote there.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pubpipe.article import Mark
from pubpipe.codes import POINTS, joined, ordered
from pubpipe.errors import InputError
from pubpipe.memory.inline import Event, events, is_nested, mark_of, numbered

V1, V2 = "urn:oasis:names:tc:xliff:document:1.2", "urn:oasis:names:tc:xliff:document:2.0"
OURS = "urn:pubpipe:exchange"
SENT = f"{{{OURS}}}sent"
WAS = f"{{{OURS}}}state"
CODE, TO = f"{{{OURS}}}code", f"{{{OURS}}}to"
ITS = "{http://www.w3.org/2005/11/its}"
SPACES: dict[str | None, str] = {"pp": OURS, "its": ITS[1:-1]}
XML = "{http://www.w3.org/XML/1998/namespace}"
# States in which a target is a person's work: 1.2, table of `state`; 2.1, section 4.3.1.25.
DONE = frozenset(("final", "signed-off", "reviewed", "translated-and-reviewed"))
RANKS = ("", "initial", "translated", "reviewed", "final")
CTYPES = {"em": "italic", "strong": "bold", "link": "link", "br": "lb"}
SUBTYPES = {"em": "xlf:i", "strong": "xlf:b", "br": "xlf:lb"}
TYPES = {"em": "fmt", "strong": "fmt", "sup": "fmt", "sub": "fmt", "br": "fmt", "link": "link"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit as it is exchanged.

    Attributes:
        id: "b1.2", or for a unit of the memory a number.
        state: XLIFF 2's: initial, translated, reviewed, final; "" where a file says nothing.
        made: Who made the target and who revised it, by ITS's names; written, and not read back.
        sent, sent_state: Hash of the target that we sent and its state then, "" in a file that is not ours.
    """

    id: str
    source: str
    target: str
    state: str = ""
    source_marks: tuple[Mark, ...] = ()
    marks: tuple[Mark, ...] = ()
    note: str = ""
    sent: str = ""
    sent_state: str = ""
    made: tuple[tuple[str, str], ...] = ()

    @property
    def is_approved(self) -> bool:
        """Whether its state says that a person has worked on it, and did not say so already when we sent it."""
        return self.state in DONE and not (self.sent and self.state == self.sent_state)

    @property
    def is_rewritten(self) -> bool:
        """Whether the target is not what we sent."""
        return bool(self.sent) and self.sent != seal(self.target, self.marks)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A file: its languages, the article it belongs to ("" for the memory as a whole), its units in order."""

    source: str
    to: str
    slug: str
    entries: tuple[Entry, ...]


def seal(target: str, marks: Sequence[Mark]) -> str:
    """A short hash of a target with its codes."""
    told = "\0".join((target.strip(), *(f"{m.start}\0{m.end}\0{m.kind}\0{m.target}" for m in ordered(marks))))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


# Writing


def render_xliff(exchange: Exchange, version: str = "2.1") -> bytes:
    """The file, in version "1.2" or "2.1"; the same units give the same bytes.

    Raises:
        InputError: A text has a character that XML cannot hold.
    """
    from lxml import etree

    try:
        root = _root_1(exchange) if version == "1.2" else _root_2(exchange)
    except ValueError as error:
        raise InputError(
            "a text has a control character", where=exchange.slug, hint="take it out, then run this again"
        ) from error
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=False)) + b"\n"


def _root_1(exchange: Exchange) -> Any:
    from lxml import etree

    root = etree.Element(f"{{{V1}}}xliff", {"version": "1.2", ITS + "version": "2.0"}, nsmap={None: V1, **SPACES})
    told = {"original": exchange.slug or "memory", "datatype": "plaintext"}
    told |= {"source-language": exchange.source, "target-language": exchange.to}
    body = _sub(_sub(root, "file", told), "body")
    for entry in exchange.entries:
        done = {"approved": "yes"} if entry.state == "final" else {}
        unit = _sub(body, "trans-unit", {"id": entry.id, **done, **_sealed(entry), XML + "space": "preserve"})
        numbers = numbered(entry.source_marks)
        _write(_sub(unit, "source"), events(entry.source, entry.source_marks), is_nested(entry.source_marks), {})
        state = {"reviewed": "signed-off", "translated": "needs-review-translation", "initial": "new"}.get(
            entry.state, entry.state
        )
        target = _sub(unit, "target", ({"state": state} if state else {}) | _made(entry))
        _write(target, events(entry.target, entry.marks, numbers), is_nested(entry.marks), {})
        if entry.note:
            _sub(unit, "note").text = entry.note
    return root


def _sealed(entry: Entry) -> dict[str, str]:
    """What we sent, so that it is known again when it comes back."""
    return {SENT: seal(entry.target, entry.marks), WAS: entry.state}


def _made(entry: Entry) -> dict[str, str]:
    """Provenance, as ITS 2.0 has it in XML (8.11) and XLIFF 2.1 in its units (section 5.9)."""
    return {ITS + name: value for name, value in entry.made}


def _root_2(exchange: Exchange) -> Any:
    from lxml import etree

    told = {"version": "2.1", "srcLang": exchange.source, "trgLang": exchange.to, ITS + "version": "2.0"}
    root = etree.Element(f"{{{V2}}}xliff", told, nsmap={None: V2, **SPACES})
    file = _sub(root, "file", {"id": "f1", "original": exchange.slug or "memory"})
    for entry in exchange.entries:
        unit = _sub(file, "unit", {"id": f"u{entry.id}", "name": entry.id, **_sealed(entry), **_made(entry)})
        if entry.note:
            _sub(_sub(unit, "notes"), "note").text = entry.note
        numbers = numbered(entry.source_marks)
        sides = (
            (entry.source, entry.source_marks, events(entry.source, entry.source_marks)),
            (entry.target, entry.marks, events(entry.target, entry.marks, numbers)),
        )
        data = _original_data(unit, [event for _, _, steps in sides for event in steps])
        segment = _sub(unit, "segment", {"state": entry.state} if entry.state else {})
        for name, (_, marks, steps) in zip(("source", "target"), sides, strict=True):
            _write(_sub(segment, name, {XML + "space": "preserve"}), steps, is_nested(marks), data)
    return root


def _original_data(unit: Any, steps: Sequence[Event]) -> dict[str, str]:
    """What each code stands for, once for each address (2.1, section 4.2.2.11); gives back address to id."""
    told = dict.fromkeys(step.mark.target for step in steps if step.mark and step.mark.target)
    if not told:
        return {}
    holder = _sub(unit, "originalData")
    for number, address in enumerate(told, 1):
        _sub(holder, "data", {"id": f"d{number}"}).text = address
    return {address: f"d{number}" for number, address in enumerate(told, 1)}


def _write(parent: Any, steps: Sequence[Event], nested: bool, data: dict[str, str]) -> None:
    """Text and codes into a <source> or <target>. Codes that overlap without nesting are written as a beginning and an end."""
    is_2 = parent.tag.startswith(f"{{{V2}}}")
    at, last = [parent], None
    for step in steps:
        if step.mark is None:
            _add_text(at[-1], last, step.text)
            continue
        if step.step == "close" and nested:
            last = at.pop()
            continue
        names = {"open": ("g", "pc") if nested else ("bx", "sc"), "close": ("ex", "ec"), "point": ("x", "ph")}
        facts = (_facts_2 if is_2 else _facts_1)(step, nested, data)
        child = _sub(at[-1], names[step.step][is_2], facts)
        if step.step == "open" and nested:
            at.append(child)
            last = None
        else:
            last = child


def _facts_1(step: Event, nested: bool, _data: dict[str, str]) -> dict[str, str]:
    assert step.mark is not None  # noqa: S101 - for the type checker
    kind, number = step.mark.kind.value, str(step.number)
    facts = {"id": number if nested or step.step == "point" else f"{number}{'b' if step.step == 'open' else 'e'}"}
    facts |= {} if nested or step.step == "point" else {"rid": number}
    facts |= {"ctype": CTYPES.get(kind, f"x-{kind}")} if step.step != "close" else {}
    return facts | {CODE: kind} | ({TO: step.mark.target} if step.mark.target else {})


def _facts_2(step: Event, nested: bool, data: dict[str, str]) -> dict[str, str]:
    assert step.mark is not None  # noqa: S101 - for the type checker
    kind, number = step.mark.kind.value, str(step.number)
    if step.step == "close":
        return {"startRef": number}
    facts = {"id": number, "type": TYPES.get(kind, "other"), "subType": SUBTYPES.get(kind, f"pp:{kind}")}
    reference = "dataRefStart" if step.step == "open" and nested else "dataRef"
    return facts | ({reference: data[step.mark.target]} if step.mark.target else {})


def _add_text(parent: Any, last: Any, text: str) -> None:
    if last is not None and last.getparent() is parent:
        last.tail = (last.tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _sub(parent: Any, name: str, facts: dict[str, str] | None = None) -> Any:
    from lxml import etree

    return etree.SubElement(parent, parent.tag.rpartition("}")[0] + "}" + name, facts or {})


# Reading


def parse_xliff(data: bytes, where: str) -> Exchange:
    """Read XLIFF 1.2, 2.0 or 2.1. Codes that we do not know are left out, the text in and around them kept.

    Raises:
        InputError: It is no XLIFF, declares a document type, or names no languages.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
    hint = "export it again as XLIFF 1.2 or 2.1"
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"not an XLIFF file ({getattr(error, 'msg', error)})", where=where, hint=hint) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise InputError("the file declares a document type", where=where, hint=hint)
    if root.tag == f"{{{V1}}}xliff":
        return _exchange_1(root, where)
    if root.tag == f"{{{V2}}}xliff":
        return _exchange_2(root, where)
    raise InputError(f"the root element is <{etree.QName(root).localname}>, of no XLIFF that we know", where=where, hint=hint)


def _exchange_1(root: Any, where: str) -> Exchange:
    file = root.find(f"{{{V1}}}file")
    source, to = ("", "") if file is None else (file.get("source-language", ""), file.get("target-language", ""))
    _check_languages(source, to, where)
    return Exchange(source, to, _slug(file), tuple(_entry_1(unit) for unit in root.iter(f"{{{V1}}}trans-unit")))


def _entry_1(unit: Any) -> Entry:
    source, target = unit.find(f"{{{V1}}}source"), unit.find(f"{{{V1}}}target")
    state = "" if target is None else target.get("state", "")
    state = "final" if unit.get("approved") == "yes" else {"signed-off": "reviewed"}.get(state, state)
    kinds = {} if source is None else _kinds_1(source)
    text, marks = _read(source, kinds)
    said, places = _read(target, kinds)
    note = unit.findtext(f"{{{V1}}}note") or ""
    return Entry(unit.get("id", ""), text, said, state, marks, places, note, unit.get(SENT, ""), unit.get(WAS, ""))


def _kinds_1(source: Any) -> dict[str, tuple[str, str]]:
    """Id to kind and address of the codes of a source: what the target's codes of the same ids are."""
    back = {value: key for key, value in CTYPES.items()}
    kinds = {}
    for node in source.iter():
        kind = node.get(CODE) or back.get(node.get("ctype", ""), "")
        if kind:
            kinds[node.get("rid") or node.get("id", "")] = kind, node.get(TO, "")
    return kinds


def _exchange_2(root: Any, where: str) -> Exchange:
    source, to = root.get("srcLang", ""), root.get("trgLang", "")
    _check_languages(source, to, where)
    entries = tuple(_entry_2(unit) for unit in root.iter(f"{{{V2}}}unit"))
    return Exchange(source, to, _slug(root.find(f"{{{V2}}}file")), entries)


def _entry_2(unit: Any) -> Entry:
    """A unit; several segments of one, as a tool may cut it, are read as one text."""
    data = {node.get("id"): "".join(node.itertext()) for node in unit.iter(f"{{{V2}}}data")}
    kinds = {
        node.get("id"): (_kind_2(node), data.get(node.get("dataRefStart") or node.get("dataRef") or "", ""))
        for side in unit.iter(f"{{{V2}}}source")
        for node in side.iter(f"{{{V2}}}pc", f"{{{V2}}}sc", f"{{{V2}}}ph")
    }
    text, said, marks, places = "", "", list[Mark](), list[Mark]()
    states = []
    for part in unit.iter(f"{{{V2}}}segment", f"{{{V2}}}ignorable"):
        source, target = part.find(f"{{{V2}}}source"), part.find(f"{{{V2}}}target")
        if part.tag.endswith("segment"):
            states.append(part.get("state", ""))
        for kept, found, node in ((marks, text, source), (places, said, target)):
            kept += [Mark(m.start + len(found), m.end + len(found), m.kind, m.target) for m in _read(node, kinds)[1]]
        text += _read(source, kinds)[0]
        said += _read(source if target is None and part.tag.endswith("ignorable") else target, kinds)[0]
    note = unit.findtext(f"{{{V2}}}notes/{{{V2}}}note") or ""
    state = states[0] if len(set(states)) == 1 else min(states, key=_rank, default="")
    name = unit.get("name") or unit.get("id", "")
    return Entry(
        name, text, said, state, joined(marks, text), joined(places, said), note, unit.get(SENT, ""), unit.get(WAS, "")
    )


def _rank(state: str) -> int:
    """How far a state is; one that the standard does not have counts as none."""
    return RANKS.index(state) if state in RANKS else 0


def _kind_2(node: Any) -> str:
    back = {value: key for key, value in SUBTYPES.items()}
    told = node.get("subType") or ""
    return told.removeprefix("pp:") if told.startswith("pp:") else back.get(told, "")


def _read(side: Any, kinds: dict[str, tuple[str, str]]) -> tuple[str, tuple[Mark, ...]]:
    """Text and codes of a <source> or <target>."""
    if side is None:
        return "", ()
    text, begun = side.text or "", dict[str, int]()
    marks: list[Mark | None] = []
    for child, step in _steps(side):
        name = child.tag.rpartition("}")[2]
        key = child.get("startRef") or child.get("rid") or child.get("id") or ""
        kind, address = kinds.get(key, ("", ""))
        if step == "start":
            if name in ("x", "ph"):
                marks.append(mark_of(kind, address, len(text), len(text)))
            elif name in ("g", "pc", "bx", "sc"):
                begun[key] = len(text)
            if name not in ("bpt", "ept", "it"):  # these hold the tool's own codes, as text
                text += child.text or ""
        if (
            name in (("g", "pc") if step == "end" else ("ex", "ec"))
            and key in begun
            and (step == "end") == (name in ("g", "pc"))
        ):
            marks.append(mark_of(kind, address, begun.pop(key), len(text)))
        if step == "end":
            text += child.tail or ""
    return text, ordered(mark for mark in marks if mark is not None and (mark.kind in POINTS or mark.start < mark.end))


def _steps(side: Any) -> Iterator[tuple[Any, str]]:
    from lxml import etree

    for event, node in etree.iterwalk(side, events=("start", "end")):
        if node is not side and isinstance(node.tag, str):
            yield node, event


def _slug(file: Any) -> str:
    told = "" if file is None else file.get("original") or ""
    return told if re.fullmatch(r"[a-z0-9][a-z0-9-]*", told) and told != "memory" else ""


def _check_languages(source: str, to: str, where: str) -> None:
    if not source or not to:
        raise InputError("it does not name both languages", where=where, hint="name the target language when you export it")
