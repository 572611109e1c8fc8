"""TMX 1.4b (LISA, 2005), level 2: what OmegaT, Okapi and Phrase read and write."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pubpipe.article import Mark
from pubpipe.codes import ordered
from pubpipe.errors import InputError
from pubpipe.memory.inline import Event, events, mark_of, numbered, text_of
from pubpipe.memory.match import Match

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
CODES = ("bpt", "ept", "ph", "it", "ut")
PROPS = (("x-context", "context"), ("x-state", "state"), ("x-how", "how"), ("x-first-reviewer", "first"))
HEADER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
    '<header creationtool="pubpipe" creationtoolversion="1" segtype="sentence" o-tmf="pubpipe" adminlang="en" '
    'srclang={source} datatype="plaintext"/>\n<body>\n'
)


def parse_tmx(data: bytes, where: str, source: str, to: str) -> Iterator[Match]:
    """The units of a TMX file that have both languages, in file order. No entity is expanded and nothing is fetched.

    Raises:
        InputError: It is not TMX.
    """
    root = tmx_root(data, where)
    default = root.find("header").get("srclang", "") if root.find("header") is not None else ""
    for unit in root.iterfind("body/tu"):
        texts = {_language(variant): variant for variant in unit.iterfind("tuv")}
        one = _pick(texts, source)
        one = _pick(texts, default) if one is None and _serves(default, source) else one
        other = _pick(texts, to)
        if one is None or other is None:
            continue
        (text, marks), (target, places) = _segment(one), _segment(other)
        if text and target:
            yield _with_facts(unit, text, target, marks, places)


def tmx_root(data: bytes, where: str) -> Any:
    """Root element of a TMX file."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = getattr(error, "msg", str(error))
        raise InputError(f"not a TMX file ({reason})", where=where, hint="mend it, or take it back from git") from error
    if root.tag != "tmx":
        raise InputError(f"the root element is <{root.tag}>, not <tmx>", where=where, hint="export the memory as TMX 1.4")
    return root


def languages_of(data: bytes, where: str) -> tuple[str, ...]:
    """Tags of all variants of a TMX file, as BCP 47 writes them."""
    found = (_language(variant).replace("_", "-") for variant in tmx_root(data, where).iterfind("body/tu/tuv"))
    return tuple(dict.fromkeys(found))


def _language(variant: Any) -> str:
    return str(variant.get(XML_LANG) or variant.get("lang") or "")


def _segment(variant: Any) -> tuple[str, tuple[Mark, ...]]:
    """Text of a <seg> and our own codes in it; markup of other tools (bpt, ept, ph …) is left out, the text around it kept."""
    seg = variant.find("seg")
    if seg is None:
        return "", ()
    text, marks, begun = seg.text or "", list[Mark | None](), dict[str, tuple[str, str, int]]()
    for child in seg.iterchildren("*"):
        kind, number = child.get("type") or "", child.get("i") or ""
        if child.tag not in CODES:
            text += text_of(child)
        elif child.tag == "bpt":
            begun[number] = kind, text_of(child), len(text)
        elif child.tag == "ept" and number in begun:
            kind, target, start = begun.pop(number)
            marks.append(mark_of(kind, target, start, len(text)))
        elif child.tag == "ph":
            marks.append(mark_of(kind, text_of(child), len(text), len(text)))
        text += child.tail or ""
    return text, ordered(mark for mark in marks if mark is not None)


def _with_facts(unit: Any, source: str, target: str, source_marks: tuple[Mark, ...], marks: tuple[Mark, ...]) -> Match:
    told = {prop.get("type"): prop.text or "" for prop in unit.iterfind("prop")}
    note = next((note.text or "" for note in unit.iterfind("note")), "")
    reviewer = unit.get("changeid") or unit.get("creationid") or ""
    date = unit.get("changedate") or unit.get("creationdate") or ""
    facts = {name: told.get(kind, "") for kind, name in PROPS}
    return Match(source, target, reviewer, date=date, note=note, source_marks=source_marks, marks=marks, **facts)


def _pick(texts: Mapping[str, Any], tag: str) -> Any | None:
    same = (text for language, text in texts.items() if language.replace("_", "-").casefold() == tag.casefold())
    found = next(same, None)
    return next((text for language, text in texts.items() if _serves(language, tag)), None) if found is None else found


def _serves(language: str, tag: str) -> bool:
    have, want = language.replace("_", "-").casefold(), tag.casefold()
    return have == want or want.startswith(have + "-") or have.startswith(want + "-")


def render_tmx(units: Iterable[Match], source: str, to: str) -> bytes:
    """TMX for git and for other tools: one unit a block, one fact a line; deterministic for the same units."""
    blocks = "".join(_render_unit(unit, source, to) for unit in units)
    return (HEADER.format(source=quoteattr(source)) + blocks + "</body>\n</tmx>\n").encode()


def _render_unit(unit: Match, source: str, to: str) -> str:
    facts = "".join(
        f" {name}={quoteattr(value)}" for name, value in (("changeid", unit.reviewer), ("changedate", unit.date)) if value
    )
    note = f"<note>{escape(unit.note)}</note>\n" if unit.note else ""
    told = ((kind, getattr(unit, name)) for kind, name in PROPS)
    props = "".join(f'<prop type="{kind}">{escape(value)}</prop>\n' for kind, value in told if value)
    numbers = numbered(unit.source_marks)
    sides = (
        (source, events(unit.source, unit.source_marks)),
        (to, events(unit.target, unit.marks, numbers)),
    )
    texts = "".join(
        f"<tuv xml:lang={quoteattr(tag)}><seg>{''.join(map(_render_event, steps))}</seg></tuv>\n" for tag, steps in sides
    )
    return f"<tu{facts}>\n{note}{props}{texts}</tu>\n"


def _render_event(event: Event) -> str:
    if event.mark is None:
        return escape(event.text)
    kind, target = event.mark.kind.value, escape(event.mark.target)
    if event.step == "close":
        return f'<ept i="{event.number}"/>'
    name, number = ("ph", f'x="{event.number}"') if event.step == "point" else ("bpt", f'i="{event.number}" x="{event.number}"')
    return f'<{name} {number} type="{kind}">{target}</{name}>' if target else f'<{name} {number} type="{kind}"/>'
