"""TBX, the exchange format of terminology: ISO 30042:2019 in both its styles, and the older one of 2008.

DCA (data category as attribute) writes `<termNote type="partOfSpeech">`, DCT (as tag) `<min:partOfSpeech>`; both stand in
`tbx/text/body/conceptEntry/langSec/termSec`. The format of 2008 says `martif/text/body/termEntry/langSet/tig` or `ntig`.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from lxml import etree

from pubpipe.article import Finding, Level, Term
from pubpipe.errors import InputError
from pubpipe.glossary.read import LONGEST, Read, is_of, without_repeats
from pubpipe.glossary.write import admitted

NAMESPACE = "urn:iso:std:iso:30042:ed-2"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
POS = {"noun": "noun", "propernoun": "name", "adjective": "adj", "verb": "verb", "adverb": "phrase", "other": "phrase"}
STATUS = {
    "preferredterm": "preferred", "preferred": "preferred", "admittedterm": "admitted", "admitted": "admitted",
    "deprecatedterm": "forbidden", "deprecated": "forbidden", "supersededterm": "forbidden", "superseded": "forbidden",
}  # fmt: skip
GENDERS = {"masculine": "m", "feminine": "f"}
MATCH = "pubpipe match: "


def read_tbx(data: bytes, where: str, source: str, languages: Sequence[str]) -> dict[str, Read]:
    """The terms of a file from one language into those that are wanted, by language.

    Raises:
        InputError: It is not well-formed XML, or not TBX. Entities are not resolved and nothing is fetched.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"not well-formed XML ({error})", where=where, hint="export it again as TBX") from error
    if _name(root) not in ("tbx", "martif"):
        hint = "TBX begins with <tbx> (2019) or <martif> (2008)"
        raise InputError(f"the root element is <{_name(root)}>", where=where, hint=hint)
    terms: dict[str, list[tuple[Term, str]]] = defaultdict(list)
    findings: dict[str, list[Finding]] = defaultdict(list)
    for entry in (node for node in root.iter() if _name(node) in ("conceptEntry", "termEntry")):
        sections = [(str(node.get(LANG) or ""), list(_terms(node))) for node in entry if _name(node) in ("langSec", "langSet")]
        place = f"{where}:{entry.sourceline}"
        for to in languages:
            found, said = _pairs(entry, sections, source, to, place)
            terms[to] += [(term, place) for term in found]
            findings[to] += said
    return {to: _read(terms[to], findings[to]) for to in languages if terms[to]}


def _read(terms: Sequence[tuple[Term, str]], findings: Sequence[Finding]) -> Read:
    kept, repeats = without_repeats(terms)
    return Read(kept, (*findings, *repeats))


def _name(node: Any) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


MOST_PARTS, MOST_INSIDE = 2000, 100  # elements in what is told of a term, and in one datum of it: sections may be nested


def _terms(section: Any) -> Iterator[dict[str, str]]:
    """The terms of one language as their data categories, the term itself under "term"."""
    for node in section.iter():
        if _name(node) in ("termSec", "tig", "ntig"):
            facts: dict[str, str] = {}
            for part in islice(node.iter(), MOST_PARTS):
                text = _text(part) if sum(1 for _ in islice(part.iter(), MOST_INSIDE)) < MOST_INSIDE else ""
                kind = str(part.get("type") or _name(part)) if isinstance(part.tag, str) else ""
                if text and kind:
                    facts.setdefault(kind, text)
            if facts.get("term"):
                yield facts


def _pairs(
    entry: Any, sections: Sequence[tuple[str, list[dict[str, str]]]], source: str, to: str, place: str
) -> tuple[list[Term], list[Finding]]:
    """Each term of the source language with each of the target language, the plurals with their singulars."""
    left = [facts for tag, terms in sections if tag and is_of(tag, source) for facts in terms]
    right = _with_plurals([facts for tag, terms in sections if tag and is_of(tag, to) for facts in terms])
    domain = _domain(entry)
    if not left or not right:
        missing = source if not left else to
        what = f"the entry has no term in {missing} and is left out"
        return [], [Finding("G-004", place, what, Level.WARNING, "add one to the entry")]
    long = [facts["term"] for facts in (*left, *right) if len(facts["term"]) > LONGEST]
    if long:
        what = f"a term has {len(long[0])} characters; the entry is left out"
        return [], [Finding("G-009", place, what, Level.WARNING, f"a term has {LONGEST} at most")]
    return [_term(a, b, domain, is_first=b is right[0]) for a in left for b in right], []


def _text(node: Any) -> str:
    """The text in an element, one space between words; an entity counts as nothing, since it is never resolved."""
    if not isinstance(node.tag, str):
        return ""
    parts = [node.text or "", *(piece for child in node for piece in (_text(child), child.tail or ""))]
    return " ".join("".join(parts).split())


def _domain(entry: Any) -> str:
    """The subject field of an entry, alone or in a group with its source."""
    for node in entry.iter():
        if "subjectField" in (node.get("type"), _name(node)):
            return _text(node)
    return ""


def _with_plurals(terms: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """A term marked as plural becomes the plural of the one before it; by itself it is a term that has only a plural."""
    done: list[dict[str, str]] = []
    for facts in terms:
        is_plural = facts.get("grammaticalNumber", "").lower() == "plural"
        if is_plural and done and not done[-1].get("plural") and _status(facts, "") in ("", _status(done[-1], "")):
            done[-1] = done[-1] | {"plural": facts["term"]}
        else:
            done.append(facts | ({"plural": facts["term"]} if is_plural else {}))
    return done


def _status(facts: Mapping[str, str], default: str) -> str:
    said = facts.get("administrativeStatus") or facts.get("normativeAuthorization") or ""
    return STATUS.get(said.lower().removesuffix("-admn-sts"), default)


def _term(left: Mapping[str, str], right: Mapping[str, str], domain: str, *, is_first: bool) -> Term:
    said = (right.get("partOfSpeech") or left.get("partOfSpeech") or "noun").lower().replace(" ", "").replace("-", "")
    pos = POS.get(said, "noun")
    status = _status(right, "preferred" if is_first else "admitted")
    if pos == "name" and left["term"] == right["term"] and status == "preferred":
        status = "keep"
    match = left.get("note", "").removeprefix(MATCH) if left.get("note", "").startswith(MATCH) else "lemma"
    note = right.get("note", "")
    gender = GENDERS.get(right.get("grammaticalGender", "").lower(), "")
    match = match if match in ("lemma", "exact", "case") else "lemma"
    return Term(left["term"], right["term"], pos, gender, right.get("plural", ""), match, status, note, domain)


def write_tbx(termbases: Mapping[str, Iterable[Term]], source: str) -> bytes:
    """A file of ISO 30042:2019, style DCA, dialect TBX-Basic: one entry a source term, every language in it."""
    root = etree.Element(f"{{{NAMESPACE}}}tbx", {"type": "TBX-Basic", "style": "dca", LANG: source}, nsmap={None: NAMESPACE})
    description = _child(_child(root, "tbxHeader"), "fileDesc")
    _child(_child(description, "sourceDesc"), "p", "Written by pubpipe")
    body = _child(_child(root, "text"), "body")
    entries: dict[tuple[str, str, str, str], dict[str, list[Term]]] = {}
    for to, terms in termbases.items():
        for given in terms:
            for term in (given, *admitted(given)):
                key = (term.source, term.match, term.domain, term.pos)
                entries.setdefault(key, {}).setdefault(to, []).append(term)
    for number, (key, targets) in zip(itertools.count(1), entries.items(), strict=False):
        _entry(_child(body, "conceptEntry", id=f"c{number}"), key, targets, source)
    etree.indent(root, " ")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"


def _entry(entry: Any, key: tuple[str, str, str, str], targets: Mapping[str, Sequence[Term]], source: str) -> None:
    text, match, domain, pos = key
    if domain:
        _child(entry, "descrip", domain, type="subjectField")
    section = _child(entry, "langSec")
    section.set(LANG, source)
    part = _child(section, "termSec")
    _child(part, "term", text)
    _note(part, "partOfSpeech", _pos(pos))
    if match != "lemma":
        _child(part, "note", MATCH + match)
    for to, terms in targets.items():
        section = _child(entry, "langSec")
        section.set(LANG, to)
        for term in sorted(terms, key=lambda term: ("preferred", "keep", "admitted", "forbidden").index(term.status)):
            _target(section, term)


def _target(section: Any, term: Term) -> None:
    only_plural = term.plural == term.target
    forms = [(term.target, "plural" if only_plural else "")]
    forms += [(term.plural, "plural")] if term.plural and not only_plural else []
    for form, number in forms:
        part = _child(section, "termSec")
        _child(part, "term", form)
        status = {"forbidden": "deprecatedTerm", "admitted": "admittedTerm"}.get(term.status, "preferredTerm")
        _note(part, "administrativeStatus", f"{status}-admn-sts")
        _note(part, "partOfSpeech", _pos(term.pos))
        _note(part, "grammaticalGender", {"m": "masculine", "f": "feminine"}.get(term.gender, ""))
        _note(part, "grammaticalNumber", number)
        if term.note and form == term.target:
            _child(part, "note", term.note)


def _pos(pos: str) -> str:
    return {"name": "properNoun", "adj": "adjective", "verb": "verb", "phrase": "other"}.get(pos, "noun")


def _child(parent: Any, name: str, text: str = "", **attributes: str) -> Any:
    node = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    node.text = text or None
    return node


def _note(parent: Any, kind: str, value: str) -> None:
    if value:
        _child(parent, "termNote", value, type=kind)
