"""What stands on the page and in which order, taken from an edition: one galley, from which the PDF and the DOCX are set."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby

from pubpipe.article import Block, Edition, Mark, Note, NoteKind, Role, State
from pubpipe.codes import note_labels
from pubpipe.errors import OutputError
from pubpipe.pulls import pulls_of
from pubpipe.typeset.design import ACCENT
from pubpipe.typeset.logo import clean_logo, plated
from pubpipe.typeset.scripts import is_rtl, script_of

SEE_DISCLAIMER = "See the disclaimer at the end of the article."
NOTE_LABELS = {
    NoteKind.BIO: "About the author",
    NoteKind.EDITOR: "Editor’s note",
    NoteKind.SOURCE: "Source",
    NoteKind.CORRECTION: "Correction",
    NoteKind.FUNDING: "Funding",
    NoteKind.FOOTNOTE: "",
}
MARKS = ("*", "**", "***", "†", "‡", "§")
COLONS = (": ", "：")


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with its language and marks, and the block or note that it is the wording of ("" for a house string)."""

    text: str
    lang: str
    block: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Footnote:
    """A mark on the byline and what it leads to: affiliations in full, for a disclaimer the sentence that points to its box."""

    mark: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Aside:
    """A note in the notes section, with its label or mark."""

    label: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Wording:
    """A note in both languages, side by side; `source` is None where the two do not differ."""

    target: Passage
    source: Passage | None


@dataclass(frozen=True, slots=True)
class Box:
    """A heading, its mark, and the wordings below it."""

    heading: str
    mark: str
    wordings: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class Galley:
    """An edition as the typesetter sees it, every string final.

    Attributes:
        strip: Left and right end of the line above the title; either may be "".
        title: The whole title; its first `head` characters are set large, the rest as a line below it.
        rail: (label, lines) of the provenance.
        body: Groups of blocks; a list is one group, anything else a group of one.
        boxes: Disclaimer first, then the affiliations' two wordings.
        running: Publication, short title and byline as the running head and foot show them.
        references: Note id to what a reference to it shows.
        house: Name of the publication or the publisher; `logo` is its SVG, cleaned, or "".
        accent: Colour of marks and labels, as RRGGBB.
        pulls: (block id, text) of the pull quotes: whole sentences of the text, to be shown and not read twice.
        cover: Whether a band of that colour runs across the head of the first page.
        picture: What is said of a picture of which nothing is known.
    """

    lang: str
    script: str
    rtl: bool
    source_lang: str
    strip: tuple[str, str]
    section: str
    title: str
    head: int
    subtitle: str
    standfirst: tuple[Block, ...]
    byline: str
    authors: tuple[str, ...]
    footnotes: tuple[Footnote, ...]
    rail: tuple[tuple[str, tuple[Passage, ...]], ...]
    body: tuple[tuple[Block, ...], ...]
    notes_heading: str
    notes: tuple[Aside, ...]
    original_wording: str
    boxes: tuple[Box, ...]
    about: str
    disclosure: str
    colophon: tuple[tuple[str, str], ...]
    running: tuple[str, str, str]
    names: tuple[str, ...]
    references: Mapping[str, str] = field(default_factory=dict)
    house: str = ""
    logo: str = ""
    accent: str = ACCENT
    cover: bool = False
    pulls: tuple[tuple[str, str], ...] = ()
    picture: str = ""


def label(edition: Edition, msgid: str) -> str:
    """The house string in the language of the edition.

    Raises:
        OutputError: The edition has none: it would be set in the wrong language.
    """
    try:
        return edition.labels[msgid]
    except KeyError:
        raise OutputError(
            f"there is no wording for {msgid!r} in {edition.lang}",
            where=f"locales/{edition.lang}",
            hint="add it to pubpipe.po of that language",
        ) from None


def set_galley(edition: Edition) -> Galley:
    """Take the edition apart into what the page shows.

    Raises:
        OutputError: A house string that is needed has no wording.
    """
    article = edition.article
    marked = _marked(article.notes_of(NoteKind.AFFILIATION, NoteKind.DISCLAIMER))
    boxes = _boxes(edition, marked)
    notes = tuple(_aside(edition, note) for note in article.notes_of(*NOTE_LABELS))
    return Galley(
        lang=edition.lang,
        script=script_of(edition.lang),
        rtl=is_rtl(edition.lang),
        source_lang=edition.source.lang,
        strip=_strip(edition),
        section=article.section,
        title=article.title,
        head=_head_length(article.title),
        subtitle=article.subtitle,
        standfirst=tuple(block for block in article.blocks if block.role is Role.STANDFIRST),
        byline=edition.byline,
        authors=tuple(author.name for author in article.authors),
        footnotes=_footnotes(edition, marked),
        rail=_rail(edition),
        body=_grouped(tuple(block for block in article.blocks if block.role is not Role.STANDFIRST)),
        notes_heading=label(edition, "Notes") if notes else "",
        notes=notes,
        original_wording=label(edition, "Original wording") if any(w.source for box in boxes for w in box.wordings) else "",
        boxes=boxes,
        about=label(edition, "About this edition"),
        disclosure=edition.disclosure,
        colophon=edition.colophon,
        running=(_house(edition), shorten(article.title[: _head_length(article.title)], 34), shorten(edition.byline, 76)),
        names=(*edition.names, *(author.name for author in article.authors)),
        references=note_labels(article),
        house=_house(edition),
        logo=_logo(edition),
        accent=edition.imprint.accent or ACCENT,
        cover=edition.imprint.cover == "strip",
        pulls=pulls_of(edition),
        picture=label(edition, "Picture without a description") if article.pictures else "",
    )


def running_texts(edition: Edition) -> tuple[str, ...]:
    """What the running head and foot of every page after the first say, besides the folio: publication, short title, byline.

    The PDF has the byline in the foot of the first page too. A check of the text subtracts these, and the bare page number.
    """
    return tuple(text for text in set_galley(edition).running if text)


def shorten(text: str, most: int) -> str:
    """The text, or as many whole words of it as fit in `most` characters with an ellipsis."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    ends_a_word = kept[-1].isspace() or text[most - 1].isspace()
    words = kept if ends_a_word or " " not in kept else kept.rsplit(None, 1)[0]
    return words.rstrip(" ,;:–—-") + "…"


def _head_length(title: str) -> int:
    """Length of the title up to its first colon, which is left out; the whole title where nothing follows it."""
    for colon in COLONS:
        at = title.find(colon)
        if at > 0 and title[at + len(colon) :].strip():
            return at
    return len(title)


def _house(edition: Edition) -> str:
    return edition.article.publication or edition.imprint.publisher


def _logo(edition: Edition) -> str:
    """The publisher's logo; on a band of colour it stands on a plate of white."""
    if not edition.imprint.logo:
        return ""
    clean = clean_logo(edition.imprint.logo)
    return plated(clean) if edition.imprint.cover else clean


def _strip(edition: Edition) -> tuple[str, str]:
    parts = [_house(edition), edition.article.section]
    start = " · ".join(dict.fromkeys(part for part in parts if part))
    return start, label(edition, "{language} edition")


def _marked(notes: tuple[Note, ...]) -> tuple[tuple[str, tuple[Note, ...]], ...]:
    """Notes of the byline by mark, in source order; a note without one gets the first mark that is free."""
    taken = {note.marker for note in notes}
    groups: dict[str, list[Note]] = {}
    unmarked = ""
    for note in notes:
        mark = note.marker
        if not mark:
            kind_mark = unmarked if unmarked and groups[unmarked][0].kind is note.kind else ""
            mark = unmarked = kind_mark or next(mark for mark in (*MARKS, *map(str, range(1, 99))) if mark not in taken)
            taken.add(mark)
        groups.setdefault(mark, []).append(note)
    return tuple((mark, tuple(group)) for mark, group in groups.items())


def _footnotes(edition: Edition, marked: tuple[tuple[str, tuple[Note, ...]], ...]) -> tuple[Footnote, ...]:
    return tuple(Footnote(mark, _footnote_texts(edition, notes)) for mark, notes in marked)


def _footnote_texts(edition: Edition, notes: tuple[Note, ...]) -> tuple[Passage, ...]:
    """Affiliations in full; one pointer, however many disclaimers there are."""
    said = [Passage(note.text, edition.lang, note.id, note.marks) for note in notes if note.kind is NoteKind.AFFILIATION]
    points = any(note.kind is NoteKind.DISCLAIMER for note in notes)
    return (*said, *((Passage(label(edition, SEE_DISCLAIMER), edition.lang),) if points else ()))


def _rail(edition: Edition) -> tuple[tuple[str, tuple[Passage, ...]], ...]:
    """A row without a text is left out, and so is its label."""
    source, lang = edition.source, edition.lang
    rows = (
        ("Original title", (Passage(source.title, source.lang),)),
        ("Source", (Passage(edition.article.publication, lang),)),
        ("Published", (Passage(edition.date, lang),)),
        ("Translation", tuple(Passage(text, lang) for text in _standing(edition))),
    )
    return tuple((label(edition, msgid), passages) for msgid, passages in rows if any(passage.text for passage in passages))


def _standing(edition: Edition) -> tuple[str, ...]:
    """How the translation was made and how far the review is, in a word each."""
    machine = any(unit.origin.startswith("engine:") for unit in edition.units)
    made = (
        [label(edition, "Machine translation") if edition.engine.kind != "pseudo" else edition.engine.title] if machine else []
    )
    reviewed = edition.state in (State.REVIEWED, State.FINAL)
    return (*made, label(edition, "Reviewed" if reviewed else "Unreviewed"))


def _grouped(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], ...]:
    """Items that follow one another make one list."""
    groups: list[tuple[Block, ...]] = []
    for is_list, run in groupby(blocks, key=lambda block: block.role is Role.LIST_ITEM):
        members = tuple(run)
        groups += [members] if is_list else [(block,) for block in members]
    return tuple(groups)


def _aside(edition: Edition, note: Note) -> Aside:
    msgid = NOTE_LABELS[note.kind]
    said = label(edition, msgid) if msgid else note_labels(edition.article).get(note.id, "")
    return Aside(said, Passage(note.text, edition.lang, note.id, note.marks))


def _boxes(edition: Edition, marked: tuple[tuple[str, tuple[Note, ...]], ...]) -> tuple[Box, ...]:
    """The disclaimer in both wordings; then the affiliations, where their wording differs from the source's."""
    boxes = []
    for kind, msgid in ((NoteKind.DISCLAIMER, "Disclaimer"), (NoteKind.AFFILIATION, "Affiliations")):
        for mark, notes in marked:
            wordings = tuple(_wording(edition, note) for note in notes if note.kind is kind)
            if wordings and (kind is NoteKind.DISCLAIMER or any(wording.source for wording in wordings)):
                boxes.append(Box(label(edition, msgid), mark, wordings))
    return tuple(boxes)


def _wording(edition: Edition, note: Note) -> Wording:
    source = next((other for other in edition.source.notes if other.id == note.id), None)
    target = Passage(note.text, edition.lang, note.id, note.marks)
    if source is None or not source.text or source.text == note.text:
        return Wording(target, None)
    return Wording(target, Passage(source.text, edition.source.lang, marks=source.marks))
