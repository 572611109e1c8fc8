"""The page to read one edition on: each paragraph of the translation beside that of the source, segment by segment."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from pubpipe.article import Article, Block, Edition, Finding, Imprint, Level, NoteKind, Role, Unit
from pubpipe.codes import note_labels
from pubpipe.digits import counted
from pubpipe.disclosure import IPTC, digital_source, in_html, provenance
from pubpipe.distribute.index import base_of
from pubpipe.distribute.offer import Offer, size_of
from pubpipe.distribute.pairs import Side, set_block, with_breaks
from pubpipe.distribute.press import render
from pubpipe.phrases import phrase_ends

RTL_LETTER = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
TAGS = {Role.QUOTE: "blockquote", Role.HEADING: "h2"}
ASIDE = (NoteKind.AFFILIATION, NoteKind.DISCLAIMER)
LABELS = {
    NoteKind.AFFILIATION: "Affiliations",
    NoteKind.DISCLAIMER: "Disclaimer",
    NoteKind.BIO: "About the author",
    NoteKind.EDITOR: "Editor’s note",
    NoteKind.SOURCE: "Source",
    NoteKind.CORRECTION: "Correction",
    NoteKind.FUNDING: "Funding",
    NoteKind.FOOTNOTE: "Notes",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: its file beside the page, what is said of it in the language of the edition, its size in pixels."""

    file: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Row:
    """A piece of the article in both languages, as HTML.

    Attributes:
        tag: Element of the translation: "p", "h2" to "h6", "blockquote".
        kind: Role of the block or kind of the note, for its look.
        label: What stands before it: a note's mark, the number of a list's item; `own` is the same on the side of the source.
        heading: House string over it, "" where the row before has the same.
        picture: What stands over it.
    """

    id: str
    tag: str
    kind: str
    target: str
    source: str
    level: int = 0
    label: str = ""
    own: str = ""
    heading: str = ""
    picture: Figure | None = None


def write_reading(
    edition: Edition,
    offer: Offer,
    siblings: Sequence[Offer],
    *,
    imprint: Imprint,
    findings: Sequence[Finding] = (),
    beside: Mapping[str, str] | None = None,
    pictures: Mapping[str, str] | None = None,
    logo: str = "",
) -> bytes:
    """`SLUG.LANG.html`.

    Args:
        offer: The same edition as the list knows it.
        siblings: All editions of the article, itself included.
        findings: Of the edition as a whole; those of its segments stand with them.
        beside: House string to the name of a file that stands beside the page: the receipt, the terms.
        pictures: SHA-256 of each picture to the name of its file beside the page.
        logo: The publisher's, as SVG with nothing but drawing in it.
    """
    told = [f for unit in edition.units for f in unit.findings if f.level is not Level.ERROR]
    known = {(finding.code, finding.where, finding.message) for finding in told}
    told += [f for f in findings if f.level is not Level.ERROR and (f.code, f.where, f.message) not in known]
    segments = {unit.segment.id for unit in edition.units}
    base = base_of(imprint)
    sides = _sides(edition, told, offer.is_rtl)
    return render(
        "reading.html",
        edition=edition,
        offer=offer,
        siblings=siblings,
        words=edition.labels,
        byline=_byline(edition),
        house=edition.article.publication or imprint.publisher,
        section=_plain(edition.article.section, "section", _units_of(edition), sides[0]),
        logo=logo,
        is_rtl_text=RTL_LETTER.search,
        rows=_rows(edition, sides, pictures or {}),
        notes=_notes(edition, sides),
        findings=[(n, finding, finding.where in segments) for n, finding in enumerate(told, 1)],
        terms=_terms(edition.units),
        beside=beside or {},
        base=base,
        imprint=imprint,
        described=_described(edition, offer, base),
        size_of=size_of,
        source_lang=edition.source.lang,
    )


def _byline(edition: Edition) -> str:
    """The byline, each name held together with what is joined to it, such as the Arabic "and": broken over two lines that run
    from right to left its halves would be far apart."""
    names = sorted({author.name for author in edition.source.authors}, key=len, reverse=True)
    found = re.compile(rf"(\w*)({'|'.join(map(re.escape, names))})") if names else re.compile("(?!)()()")
    made, at = "", 0
    for match in found.finditer(edition.byline):
        made += escape(edition.byline[at : match.start()])
        made += f'<span class="name">{escape(match[1])}<bdi>{escape(match[2])}</bdi></span>'
        at = match.end()
    return made + escape(edition.byline[at:])


def _sides(edition: Edition, findings: Sequence[Finding], is_rtl: bool) -> tuple[Side, Side]:
    numbers: dict[str, tuple[int, ...]] = {}
    for number, finding in enumerate(findings, 1):
        numbers[finding.where] = (*numbers.get(finding.where, ()), number)
    held = {unit.segment.id: [hit for hit in unit.hits if hit.term.status != "forbidden"] for unit in edition.units}
    source = {
        unit.segment.id: tuple(unit.segment.text[hit.start : hit.end] for hit in held[unit.segment.id])
        for unit in edition.units
    }
    target = {
        name: tuple(filter(None, (form for hit in hits for form in (hit.term.target, hit.term.plural))))
        for name, hits in held.items()
    }
    references = note_labels(edition.article)
    made = {unit.segment.id: in_html(provenance(unit, edition.engine)) for unit in edition.units}
    return (
        Side("t", references, target, numbers, edition.labels["Findings"], made, _isolated(edition) if is_rtl else ()),
        Side("s", references, source, {}),
    )


def _isolated(edition: Edition) -> tuple[str, ...]:
    """The names that run from left to right in a text that does not."""
    names = dict.fromkeys((*edition.names, *(author.name for author in edition.source.authors)))
    return tuple(name for name in names if not RTL_LETTER.search(name))


def _units_of(edition: Edition) -> dict[str, list[Unit]]:
    groups: dict[str, list[Unit]] = {}
    for unit in edition.units:
        groups.setdefault(unit.segment.block, []).append(unit)
    return groups


def _rows(edition: Edition, sides: tuple[Side, Side], pictures: Mapping[str, str]) -> list[Row]:
    """Title and subtitle, then the blocks in reading order."""
    units = _units_of(edition)
    article, source = edition.article, edition.source
    front = [("title", "h1", article.title, source.title), ("subtitle", "p", article.subtitle, source.subtitle)]
    rows = [
        Row(
            name,
            tag,
            name,
            _large(_plain(text, name, units, sides[0]), text, edition.lang),
            _large(_plain(original, name, units, sides[1]), original, source.lang),
        )
        for name, tag, text, original in front
        if text
    ]
    originals = {block.id: block for block in source.blocks}
    both = (edition.lang, source.lang)
    made = ((block, _block_row(block, originals.get(block.id, block), units, sides, both)) for block in article.blocks)
    return rows + [replace(_phrased(row, block, edition), picture=_figure(edition, block, pictures)) for block, row in made]


def _figure(edition: Edition, block: Block, pictures: Mapping[str, str]) -> Figure | None:
    """One without an alternate text is described by the caption below it (HTML Standard, 4.8.4.4.7)."""
    picture = block.picture
    if picture is None or picture.sha256 not in pictures:
        return None
    is_told = picture.alt or picture.is_decorative or block.text
    alt = picture.alt if is_told else edition.labels["Picture without a description"]
    return Figure(pictures[picture.sha256], alt, picture.width, picture.height)


def _phrased(row: Row, block: Block, edition: Edition) -> Row:
    """A heading breaks between phrases, as a title does."""
    return replace(row, target=_large(row.target, block.text, edition.lang)) if block.role is Role.HEADING else row


def _large(html: str, text: str, lang: str) -> str:
    return with_breaks(html, phrase_ends(text, lang))


def _plain(text: str, name: str, units: Mapping[str, Sequence[Unit]], side: Side) -> str:
    return set_block(text, (), units.get(name, ()), side)


def _block_row(
    block: Block, source: Block, units: Mapping[str, Sequence[Unit]], sides: tuple[Side, Side], langs: tuple[str, str]
) -> Row:
    texts = [
        set_block(one.text, one.marks, units.get(block.id, ()), side) for one, side in zip((block, source), sides, strict=True)
    ]
    tag = f"h{min(max(block.level, 2), 6)}" if block.role is Role.HEADING else TAGS.get(block.role, "p")
    bullet = "•" if block.role is Role.LIST_ITEM else ""
    label, own = (f"{counted(block.number, each)}." if block.number else bullet for each in langs)
    return Row(block.id, tag, block.role.value, texts[0], texts[1], block.level, label, own)


def _notes(edition: Edition, sides: tuple[Side, Side]) -> list[Row]:
    """The notes, those about the authors and the disclaimer first: they say what the text is worth."""
    units = _units_of(edition)
    labels = note_labels(edition.article)
    originals = {note.id: note for note in edition.source.notes}
    rows: list[Row] = []
    for note in sorted(edition.article.notes, key=lambda note: (note.kind not in ASIDE, note.kind is NoteKind.FOOTNOTE)):
        pair = (note, originals.get(note.id, note))
        target, source = (
            set_block(one.text, one.marks, units.get(note.id, ()), side) for one, side in zip(pair, sides, strict=True)
        )
        kind, label = note.kind.value, labels.get(note.id, "")
        heading = "" if any(row.kind == kind for row in rows) else edition.labels[LABELS[note.kind]]
        rows.append(Row(note.id, "p", kind, target, source, label=label, own=label, heading=heading))
    return rows


def _terms(units: Sequence[Unit]) -> list[tuple[str, str]]:
    """Each term of the glossary that the source has, with its wording."""
    found = {(hit.term.source, hit.term.target) for unit in units for hit in unit.hits if hit.term.status != "forbidden"}
    return sorted(found, key=lambda pair: pair[0].casefold())


# What machines read: schema.org, by its terms `translationOfWork`, `digitalSourceType` and `sha256`.


def _described(edition: Edition, offer: Offer, base: str) -> dict[str, Any]:
    source = edition.source
    made: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": edition.article.title,
        "inLanguage": edition.lang,
        "author": _people(source),
        "dateModified": offer.day,
        "datePublished": source.date,
        "publisher": _named("Organization", edition.imprint.publisher),
        "copyrightNotice": edition.imprint.rights or source.rights,
        "abstract": edition.disclosure,
        "digitalSourceType": IPTC + digital_source(edition.engine, edition.units),
        "url": base + offer.page if base else "",
        "editor": [_named("Person", name) for name in _reviewers(edition)],
        "translationOfWork": _kept(
            {
                "@type": "Article",
                "headline": source.title,
                "inLanguage": source.lang,
                "url": source.url,
                "datePublished": source.date,
                "publisher": _named("Organization", source.publication),
                "identifier": f"sha256:{source.sha256}",
            }
        ),
        "encoding": [
            {
                "@type": "MediaObject",
                "contentUrl": (base + offer.link(file.name)) if base else file.name,
                "encodingFormat": file.media,
                "contentSize": str(file.size),
                "sha256": file.sha256,
            }
            for file in offer.files
        ],
    }
    return _kept(made)


def _people(article: Article) -> list[dict[str, Any]]:
    return [
        _kept(_named("Person", author.name) | {"affiliation": [_named("Organization", name) for name in author.affiliations]})
        for author in article.authors
    ]


def _named(kind: str, name: str) -> dict[str, Any]:
    return {"@type": kind, "name": name} if name else {}


def _kept(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}


def _reviewers(edition: Edition) -> list[str]:
    people = dict.fromkeys(unit.origin.partition(":")[2] for unit in edition.units if unit.origin.startswith("reviewer:"))
    return [name for name in people if name and name != "unknown"]
