"""The values every room shares. All are frozen: a room takes them and gives new ones, it never changes what it was given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/svg+xml": "svg"}  # of the pictures that editions have
ALT = "alt"  # begins the name of a block that is the alternate text of a picture; no other name begins so


class Role(StrEnum):
    """What a block is in the article, for the reader and for the page design."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list-item"
    QUOTE = "quote"
    CAPTION = "caption"
    STANDFIRST = "standfirst"


class NoteKind(StrEnum):
    """Why a note stands beside the article."""

    AFFILIATION = "affiliation"
    DISCLAIMER = "disclaimer"
    BIO = "bio"
    EDITOR = "editor"
    SOURCE = "source"
    CORRECTION = "correction"
    FUNDING = "funding"
    FOOTNOTE = "footnote"


class MarkKind(StrEnum):
    """What a stretch of a text is set as, or what stands at a place in it; the names are HTML's where it has one."""

    EMPHASIS = "em"
    STRONG = "strong"
    LINK = "link"
    SUPERSCRIPT = "sup"
    SUBSCRIPT = "sub"
    CODE = "code"
    NOTE = "note"
    BREAK = "br"


class State(StrEnum):
    """How far a target has come; the names of XLIFF 2.1, section 4.3.1.25 (`state`)."""

    INITIAL = "initial"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"
    FINAL = "final"


class Level(StrEnum):
    """How much a finding weighs: an error withholds the edition, a warning goes to the reviewer, a remark to the report."""

    ERROR = "error"
    WARNING = "warning"
    REMARK = "remark"


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One page as it came in.

    Attributes:
        address: Where it came from, as the user named it; "-" for stdin.
        data: The bytes, untouched.
        text: The bytes decoded, line ends as "\\n", no byte order mark.
        media: "text", "html", "markdown" or "docx".
        sha256: Hex digest of `data`.
    """

    address: str
    data: bytes
    text: str
    media: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Author:
    """A name as the page spells it, and the institutions that the page ties to it."""

    name: str
    affiliations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """An inline code that stands off its text: the text itself stays plain for every step that reads or translates it.

    Marks may nest and touch; two that overlap without nesting are cut by whoever lays them out.

    Attributes:
        start, end: Code point offsets in the text; the same for NOTE and BREAK, which stand at a place and cover nothing.
        target: Of LINK its address (http, https or mailto, nothing else is let in), of NOTE the id of the note it refers to.
    """

    start: int
    end: int
    kind: MarkKind
    target: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that stands in the article, as every edition shows it; its bytes travel by their hash.

    Attributes:
        file: As the source calls it: a path below the source's folder, or "embedded:1" for one that the source holds itself.
        sha256: Hex digest of the bytes that editions have.
        media: "image/jpeg", "image/png" or "image/svg+xml".
        width, height: In pixels; of an SVG in units of its own.
        alt: Alternate text; "" where the source has none.
        is_decorative: The source says that there is nothing to tell: an empty alternate text, written on purpose.
    """

    file: str
    sha256: str
    media: str
    width: int
    height: int
    alt: str = ""
    is_decorative: bool = False


@dataclass(frozen=True, slots=True)
class Unshown:
    """A picture of the source that no edition shows, with the rule and a reason that a person understands.

    Attributes:
        hint: What a person can do to have it shown.
        is_missed: It belongs to the article, and its file is not there or cannot be used.
    """

    file: str
    rule: str
    reason: str
    alt: str = ""
    hint: str = ""
    is_missed: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the body, in reading order.

    Attributes:
        id: "b1", "b2" …; the same page gives the same ids on every run.
        lines: 1-based line numbers of the source (for HTML, of the page's visible text).
        level: 2 to 6 for a heading; 1 to 6, how deep it is nested, for a list item; otherwise 0.
        marks: In the order of their start, the longer first.
        number: Of an item of a numbered list as the reader sees it; 0 for any other.
        picture: What a caption stands under; a picture without one is a caption without a text, its id "p1", "p2" …
    """

    id: str
    role: Role
    text: str
    lines: tuple[int, ...] = ()
    level: int = 0
    marks: tuple[Mark, ...] = ()
    number: int = 0
    picture: Picture | None = None

    @property
    def alt_id(self) -> str:
        """The block that the segment of its picture's alternate text belongs to."""
        return ALT + self.id


@dataclass(frozen=True, slots=True)
class Note:
    """A note to the article, its marker stripped from the text.

    Attributes:
        id: "n1", "n2" …
        marker: As the source has it: "*", "**", "1"; "" where there was none.
        authors: Names of the authors it speaks of; empty where it is about the article.
    """

    id: str
    marker: str
    kind: NoteKind
    text: str
    authors: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line that was taken out, with the rule that did it and a reason that a person understands.

    Attributes:
        score: How surely the line classifier takes it for text of the article, 0 to 1; None where it was not asked.
    """

    text: str
    rule: str
    reason: str
    lines: tuple[int, ...] = ()
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """An article without the site around it.

    Attributes:
        source: Address of the page it came from.
        slug: Name of its folder below output/: ASCII, lower case, hyphens.
        lang: BCP 47 tag of the text.
        date: ISO 8601 day, or "" where none is known.
        publication: Name of the magazine as the page gives it, or "".
        sha256: Of the source bytes.
        pulls: Whole sentences of the text that a person wants set as pull quotes.
        unshown: Pictures of the source that no edition shows.
    """

    source: str
    slug: str
    title: str
    lang: str
    subtitle: str = ""
    date: str = ""
    url: str = ""
    section: str = ""
    publication: str = ""
    rights: str = ""
    authors: tuple[Author, ...] = ()
    blocks: tuple[Block, ...] = ()
    notes: tuple[Note, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    title_lines: tuple[int, ...] = ()
    byline_lines: tuple[int, ...] = ()
    sha256: str = ""
    pulls: tuple[str, ...] = ()
    unshown: tuple[Unshown, ...] = ()

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The pictures of the body, in reading order."""
        return tuple(block.picture for block in self.blocks if block.picture)

    def notes_of(self, *kinds: NoteKind) -> tuple[Note, ...]:
        """The notes of these kinds, in source order."""
        return tuple(note for note in self.notes if note.kind in kinds)


@dataclass(frozen=True, slots=True)
class Segment:
    """One translatable piece of an article, usually a sentence.

    Attributes:
        id: "<block>.<n>", n from 1.
        block: "title", "subtitle", "section", the id of a block or a note, or a block's `alt_id`.
        text: Source text without the white space around it.
        lang: BCP 47 tag of the text.
        lead, tail: White space before and after, so that sewing gives the block back to the byte.
        marks: Those of the block that touch this text, with offsets in it; one that goes on in the next segment is in both.
    """

    id: str
    block: str
    text: str
    lang: str
    lead: str = ""
    tail: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of the termbase.

    Attributes:
        source: As it stands in the source language, singular, in the case a dictionary would give it.
        target: Preferred rendering; for status "keep" the same as `source`.
        pos: "noun", "name", "adj", "verb", "phrase" or "".
        gender: "m", "f" or "" of the target.
        plural: Plural of the target, "" where it has none.
        match: "lemma" (either number, either case), "exact" (this form, either case) or "case" (this form, this case).
        status: "preferred", "admitted", "forbidden" or "keep".
        domain: Subject field, for people and for TBX.
        also: Admitted targets beside the preferred one.
        forms: Of an adjective, masculine singular and plural, feminine singular and plural; of a verb its persons and tenses;
            () where they are not known.
    """

    source: str
    target: str
    pos: str = "noun"
    gender: str = ""
    plural: str = ""
    match: str = "lemma"
    status: str = "preferred"
    note: str = ""
    domain: str = ""
    also: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TermHit:
    """A term found in a source text.

    Attributes:
        start, end: Code point offsets in the text.
        is_plural: The source has the plural form, so the target should too.
        way: How the term got into the target: "plain" (the engine chose it), "overlay" (a private word that the grammar saw),
            "token" (a word that it did not see), "prefix" (decoding was begun anew behind it), "splice" (put where the
            attention pointed), "code" (carried through as a placeholder), "memory" or "source"; "" where it is not there.
    """

    start: int
    end: int
    term: Term
    is_plural: bool = False
    way: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault that was found and not mended.

    Attributes:
        code: "U-001" and the like; a code is never reused for another fault.
        where: Segment id, block id or file name.
        level: See `Level`.
    """

    code: str
    where: str
    message: str
    level: Level = Level.WARNING
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A segment beside its target.

    Attributes:
        lang: BCP 47 tag of the target.
        origin: "memory", "engine:argos", "engine:apertium", "reviewer:NAME" or "source" (kept as it is).
        hits: Terms of the termbase in the source text.
        marks: The segment's marks where they belong in the target, offsets in `target`.
        how: How a person approved it: "edited", "approved", or "bulk" (with many others, in less time than reading takes).
    """

    segment: Segment
    target: str
    lang: str
    state: State
    origin: str
    hits: tuple[TermHit, ...] = ()
    findings: tuple[Finding, ...] = ()
    marks: tuple[Mark, ...] = ()
    how: str = ""


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What made the translation, for the colophon and the manifest.

    Attributes:
        name: Name in the registry: "argos", "apertium", "pseudo".
        title: As a reader should see it: "Apertium".
        kind: "neural", "rule-based" or "pseudo".
        version: Of the engine itself.
        route: Hops, first to last, such as ("eng-cat", "cat-fra").
        data: Each model or language pair with its version or sha256.
    """

    name: str
    title: str
    kind: str
    version: str
    route: tuple[str, ...] = ()
    data: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Imprint:
    """What the publisher sets in pubpipe.toml; every field may be empty.

    Attributes:
        logo: Text of an SVG file.
        accent: Colour of marks and labels, as RRGGBB in lower case.
        cover: "strip" for a band of that colour across the head of the first page, "" for a line of text.
    """

    publisher: str = ""
    rights: str = ""
    contact: str = ""
    url: str = ""
    logo: str = ""
    accent: str = ""
    cover: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """One article in one language, ready to be laid out: every string in it is final.

    Attributes:
        source: The article as its authors wrote it.
        article: The same in `lang`: same ids, order and roles; `authors` and markers untouched.
        labels: House strings, English message id to wording in `lang`.
        byline: The whole line: "Por A, B y C".
        date: Date of the article in the language's words, or "".
        disclosure: What the reader must know about how the translation was made and checked; sentences.
        colophon: (label, text) rows, in order.
        names: Names that stay verbatim: never hyphenated, isolated in right-to-left text.
    """

    source: Article
    article: Article
    lang: str
    units: tuple[Unit, ...]
    engine: EngineInfo
    state: State
    byline: str
    disclosure: str
    labels: Mapping[str, str] = field(default_factory=dict)
    colophon: tuple[tuple[str, str], ...] = ()
    date: str = ""
    names: tuple[str, ...] = ()
    imprint: Imprint = field(default_factory=Imprint)
