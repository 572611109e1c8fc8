"""Put a page through the steps: lines, front, notes, body; and make the article of what is left."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pubpipe.article import Article, Author, Block, Dropped, Mark, MarkKind, Note, NoteKind, Role, SourcePage
from pubpipe.clean.account import METADATA, SIDECAR, trail_of
from pubpipe.clean.affiliations import place_of, read_affiliations
from pubpipe.clean.body import drop_site, heading_of_text
from pubpipe.clean.facts import check_facts, facts_path
from pubpipe.clean.figures import Hall, Look, captions_of, hang, with_pictures
from pubpipe.clean.front import find_front, settle_byline
from pubpipe.clean.gather import take_footnotes, take_notes
from pubpipe.clean.language import detect_language
from pubpipe.clean.lines import Line, Sheet, key_of, text_lines
from pubpipe.clean.marked import take_marked
from pubpipe.clean.names import Byline, Name, marks_of, named_in, read_byline
from pubpipe.clean.naming import slug_of
from pubpipe.clean.notes import Found, in_full, note_as, publication_of
from pubpipe.clean.overrides import REASON, Order, orders_of
from pubpipe.clean.shapes import roles
from pubpipe.clean.sorting import Sorting
from pubpipe.clean.title import Front
from pubpipe.clean.trail import Hung, Trail
from pubpipe.codes import carry, cut_marks
from pubpipe.errors import InputError

STYLES = (MarkKind.EMPHASIS, MarkKind.STRONG)


def article_of(
    page: SourcePage, lang: str | None, facts: Mapping[str, Any], default_lang: str, look: Look | None = None
) -> tuple[Article, Trail]:
    """See `pubpipe.clean.clean_with_trail`."""
    where = str(facts_path(page.address) or f"facts for {page.address}")
    known = check_facts(facts, where)
    sheet = _sheet(page)
    sort = Sorting(sheet.lines)
    orders = orders_of(known, sheet.lines, sheet.texts, where)
    begun = _obey(sort, orders)
    for at, line in enumerate(sheet.lines):
        if {"markup", "picture"} <= line.hints and sort.is_open(at):
            sort.drop(at, "picture-place", "says where a picture stands; what became of it is told under the pictures")
        elif "markup" in line.hints and sort.is_open(at):
            sort.drop(at, "markup", "says how the text is set, or what it is about, and is no part of it")
        elif not line.text and sort.is_open(at):
            sort.drop(at, "nothing-visible", "holds no character that can be seen")
    for at in captions_of(sheet) if look else ():
        if sort.is_open(at):
            sort.settle(at, "body", "caption", "stands under a picture")
    authors = [author["name"] for author in known.get("authors", ())] or list(sheet.authors)
    front = find_front(
        sort,
        title=known.get("title", "") or ("" if _place_of("title", orders) is not None else sheet.title),
        source=SIDECAR if known.get("title") else METADATA if sheet.title else "",
        authors=authors,
        told_at=_place_of("title", orders),
        front=begun,
    )
    if front is None and (title := heading_of_text(sort)):
        front = find_front(sort, title=title, source="the heading of what reads like the article", authors=authors, front=begun)
    if front is None:
        raise _no_title(page)
    article, hall = _article(page, sheet, sort, front, known, lang, default_lang, orders, look, where)
    return article, replace(trail_of(article, sort, sheet, front, known, lang, orders), pictures=_with_parts(article, hall))


def _with_parts(article: Article, hall: Hall) -> tuple[Hung, ...]:
    """What became of each picture, with the block that it is in."""
    names = [(one.name, one.picture) for one in hall.hanging]
    parts = {name: next((b.id for b in article.blocks if b.picture is picture), name) for name, picture in names}
    return tuple(step._replace(part=parts.get(step.part, step.part)) for step in hall.steps)


def _obey(sort: Sorting, orders: Mapping[int, Order]) -> Front:
    """Settle what a person has decided, before any rule looks at the page."""
    front = Front("")
    for at, order in sorted(orders.items()):
        line = sort.lines[at]
        if order.role == "drop":
            sort.drop(at, "sidecar", REASON)
        elif order.role == "keep":
            sort.held.add(at)
        elif order.role == "subtitle":
            front.subtitle = line.text
            front.evidence["subtitle"] = f"line {line.numbers[0]}: {REASON}"
            sort.settle(at, "title", "sidecar", REASON)
        elif order.role == "byline":
            settle_byline(sort, at, front, read_byline(line.text) or Byline(()), REASON)
        elif order.role in [kind.value for kind in NoteKind]:
            sort.settle(at, "note", "sidecar", REASON)
        elif order.role != "title":
            sort.settle(at, "body", "sidecar", REASON)
    return front


def _place_of(role: str, orders: Mapping[int, Order]) -> int | None:
    return next((at for at, order in orders.items() if order.role == role), None)


def _told_notes(sort: Sorting, orders: Mapping[int, Order], names: Sequence[str]) -> Iterator[tuple[int, Found]]:
    """The lines that a person calls notes, read as such."""
    for at, order in orders.items():
        if order.role in [kind.value for kind in NoteKind]:
            yield at, note_as(sort.lines[at].text, NoteKind(order.role), names, order.marker, order.authors)


def lines_of(page: SourcePage) -> tuple[str, ...]:
    """See `pubpipe.clean.source_lines`."""
    return _sheet(page).texts


def _sheet(page: SourcePage) -> Sheet:
    if page.media == "html":
        from pubpipe.clean.html import read_html

        return read_html(page)
    if page.media in ("markdown", "docx"):
        from pubpipe.clean.written import read_docx, read_markdown

        return read_markdown(page) if page.media == "markdown" else read_docx(page)
    return Sheet(text_lines(page.text), tuple(page.text.split("\n")))


def _no_title(page: SourcePage) -> InputError:
    name = Path(page.address).stem if page.address != "-" else "NAME"
    return InputError(
        "no title was found",
        where=page.address,
        hint=f'put title = "…" into {name}.toml beside it, or the title above the text',
    )


def _article(
    page: SourcePage,
    sheet: Sheet,
    sort: Sorting,
    front: Front,
    known: Mapping[str, Any],
    lang: str | None,
    default_lang: str,
    orders: Mapping[int, Order],
    look: Look | None,
    where: str,
) -> tuple[Article, Hall]:
    names = _names(front, sheet, known)
    bare = [name.name for name in names]
    footnotes = take_footnotes(sort)
    marked = take_marked(sort, front.start, names)
    found = [*footnotes, *marked, *take_notes(sort, front.start, bare), *_told_notes(sort, orders, bare)]
    notes = sorted(found, key=lambda pair: pair[0])
    disclaimers = [found.text for _, found in notes if found.kind is NoteKind.DISCLAIMER]
    others = [line.text for at, line in enumerate(sheet.lines) if sort.is_open(at) or sort.fates[at].kind == "dropped"]
    publication = known.get("publication", "") or sheet.publication or publication_of(disclaimers, others)
    if not sheet.is_written:
        drop_site(sort, front.start, notes, publication, front.standfirst)
        notes = [(at, found) for at, found in notes if sort.fates[at].kind == "note"]
    refers = {sort.lines[at].anchor: f"n{n}" for n, (at, _) in reversed(list(enumerate(notes, 1))) if sort.lines[at].anchor}
    hall = hang(sheet, sort, known.get("picture", ()), look, where)
    blocks = tuple(_blocks(sort, front, known, refers, orders))
    if not blocks:
        raise InputError(
            "there is a title but no text below it",
            where=page.address,
            hint="paste the whole article, or check that the page holds its text",
        )
    text = " ".join(block.text for block in blocks)
    article = Article(
        source=page.address,
        slug=slug_of(page.address),
        title=front.title,
        lang=lang or known.get("lang", "") or sheet.lang or detect_language(text) or default_lang,
        subtitle=known.get("subtitle", front.subtitle),
        date=known.get("date", front.day or sheet.day),
        url=known.get("url", sheet.url),
        section=known.get("section", front.section or sheet.section),
        publication=publication,
        rights=known.get("rights", ""),
        authors=_authors(names, notes, known),
        blocks=with_pictures(blocks, hall, sort.lines),
        notes=tuple(_notes(sort, notes, known, refers)),
        dropped=tuple(_dropped(sort, sheet)),
        title_lines=sort.numbers("title"),
        byline_lines=sort.numbers("byline"),
        sha256=page.sha256,
        pulls=tuple(dict.fromkeys(filter(None, known.get("pull", ())))),
        unshown=hall.unshown,
    )
    return article, hall


def _names(front: Front, sheet: Sheet, known: Mapping[str, Any]) -> tuple[Name, ...]:
    """The sidecar's authors, else the byline that readers see, else the page's metadata."""
    if "authors" in known:
        marks = {key_of(name.name): name.mark for name in front.names}
        return tuple(Name(author["name"], marks.get(key_of(author["name"]), "")) for author in known["authors"])
    return front.names or tuple(Name(name) for name in sheet.authors)


def _authors(names: Sequence[Name], notes: Sequence[tuple[int, Found]], known: Mapping[str, Any]) -> tuple[Author, ...]:
    told = {author["name"]: author["affiliations"] for author in known.get("authors", ()) if author["affiliations"] is not None}
    return tuple(
        Author(name.name, tuple(told[name.name]) if name.name in told else _places(name, names, notes)) for name in names
    )


def _places(name: Name, names: Sequence[Name], notes: Sequence[tuple[int, Found]]) -> tuple[str, ...]:
    """Institutions of one author: behind the name in the byline, in a note that names it, or in the note of its mark."""
    bare = [other.name for other in names]
    found = list(name.affiliations)
    for _, note in notes:
        if note.kind in (NoteKind.AFFILIATION, NoteKind.BIO):
            found += read_affiliations(in_full(note.text, bare), bare).get(name.name, ())
            if _points_to(name, note) and not named_in(note.text, bare) and in_full(note.text, bare) == note.text:
                found.append(place_of(note.text))
    return tuple(dict.fromkeys(filter(None, found)))


def _points_to(name: Name, note: Found) -> bool:
    """Whether the mark behind the name is the note's, or the note has none and stands below the byline of its authors."""
    if not note.marker:
        return note.kind is NoteKind.AFFILIATION and name.name in note.authors
    return bool(marks_of(name.mark) & marks_of(note.marker))


def _blocks(
    sort: Sorting, front: Front, known: Mapping[str, Any], refers: Mapping[str, str], orders: Mapping[int, Order]
) -> Iterator[Block]:
    """Standfirst first, then what is left of the lines, with ids b1, b2 …"""
    number = 0
    places = [at for at in range(len(sort.lines)) if sort.is_open(at) or sort.fates[at].kind == "body"]
    if told := known.get("standfirst", ""):
        same = tuple(at for at in places if key_of(sort.lines[at].text) == key_of(told))[:1]
        number += 1
        yield Block(f"b{number}", Role.STANDFIRST, told, tuple(n for at in same for n in sort.lines[at].numbers))
        places = [at for at in places if at not in same]
    for at, role, level, text in roles(sort, places):
        if not text:
            continue
        number += 1
        role = Role.STANDFIRST if at in front.standfirst and not told else role
        if at in orders and orders[at].role != "keep":
            role = Role(orders[at].role)
            level = level or 2
        line = sort.lines[at]
        if role is Role.LIST_ITEM and line.number:
            text = text.removeprefix(f"{line.number}. ")
        depth = line.depth if role is Role.LIST_ITEM else level if role is Role.HEADING else 0
        marks = own_marks(line, text, refers, whole=role is not Role.HEADING)
        yield Block(f"b{number}", role, text, line.numbers, depth, marks, line.number if role is Role.LIST_ITEM else 0)


def _notes(
    sort: Sorting, notes: Sequence[tuple[int, Found]], known: Mapping[str, Any], refers: Mapping[str, str]
) -> Iterator[Note]:
    number = 0
    for number, (at, found) in enumerate(notes, 1):
        marks = own_marks(sort.lines[at], found.text, refers, whole=False)
        yield Note(f"n{number}", found.marker, found.kind, found.text, found.authors, sort.lines[at].numbers, marks)
    said = {key_of(found.text) for _, found in notes}
    added = (note for note in known.get("notes", ()) if key_of(note["text"]) not in said)
    for place, note in enumerate(added, number + 1):
        yield Note(f"n{place}", note["marker"], note["kind"], note["text"], note["authors"])


def own_marks(line: Line, text: str, refers: Mapping[str, str], *, whole: bool) -> tuple[Mark, ...]:
    """The marks of a line on what of it became a block or a note; references lead to the ids of the notes.

    Args:
        refers: Anchor of a footnote to the id of its note.
        whole: Emphasis over all of the text stays; on a heading or a note it only says what that is.
    """
    at = line.text.find(text) if line.marks else -1
    if at < 0:
        return carry(_told(line.marks, refers), line.text, text)
    marks = cut_marks(_told(line.marks, refers), at, at + len(text), first=at == 0)
    inner = len(text.strip(" .:"))
    return tuple(mark for mark in marks if whole or mark.kind not in STYLES or mark.end - mark.start < inner)


def _told(marks: Sequence[Mark], refers: Mapping[str, str]) -> tuple[Mark, ...]:
    known = (m for m in marks if m.kind is not MarkKind.NOTE or m.target in refers)
    return tuple(replace(m, target=refers[m.target]) if m.kind is MarkKind.NOTE else m for m in known)


def _dropped(sort: Sorting, sheet: Sheet) -> Iterator[Dropped]:
    for at in sort.of("dropped"):
        line, fate = sort.lines[at], sort.fates[at]
        raw = " ".join(sheet.texts[number - 1].strip() for number in line.numbers)
        yield Dropped(line.text or ascii(raw), fate.rule, fate.reason, line.numbers, sort.score(at))
