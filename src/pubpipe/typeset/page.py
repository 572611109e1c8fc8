"""Write the galley as HTML for WeasyPrint. Every text is escaped; nothing that an article says is ever markup here."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from html import escape
from itertools import pairwise

from pubpipe.article import ENDINGS, Block, Mark, MarkKind, Picture, Role
from pubpipe.codes import POINTS, shown, stretches
from pubpipe.digits import counted
from pubpipe.phrases import LONGEST, phrase_ends
from pubpipe.typeset.galley import Aside, Box, Footnote, Galley, Passage, Wording
from pubpipe.typeset.runs import Run, cut, split_at, tail_start
from pubpipe.typeset.scripts import DENSE, EAST_ASIAN, is_rtl

DROP_CAP = re.compile(r"([^\W\d_])(?=[\w’' ])")
ADDRESS = re.compile(r"(https?://[^\s<>\"']*[^\s<>\"'.,;:!?()])")
DROP_CAP_MIN = 230  # characters: three lines and a bit on A4; a shorter paragraph would not go round the letter
INDENTS = {"hans": 2, "hant": 2, "japanese": 1, "korean": 1}
LOGO = "pubpipe:/logo.svg"  # the one address that is answered
FLOWING_PULL = ' epub:type="pullquote" role="doc-pullquote" aria-hidden="true"'
FLOWING_LOGO = "logo.svg"  # beside the text in an e-book
PICTURES = "pubpipe:/pictures/"  # what the address of a picture begins with: answered too
FLOWING_PICTURES = "pictures/"  # beside the text in an e-book
SVG = "image/svg+xml"
PULL = "pull"  # class of a pull quote, which is drawn and not read
UNSEEN = "unseen"  # class of a figure that is an ornament: the same
LEAD = 14  # characters of the first words that are set in small capitals, at the least


def html(galley: Galley, *, description: str = "", created: str = "") -> str:
    """The whole document.

    Args:
        description: For the PDF's subject.
        created: ISO 8601 time for the PDF's dates, "" for none.
    """
    direction = "rtl" if galley.rtl else "ltr"
    return (
        f'<!doctype html><html lang="{escape(galley.lang)}" dir="{direction}"><head><meta charset="utf-8">'
        f"<title>{escape(galley.title)}</title>{metadata(galley, description, created)}</head><body>"
        f"{_furniture(galley)}<article>{_opening(galley)}{_body(galley)}</article>{_back(galley)}</body></html>"
    )


def flowing(galley: Galley) -> str:
    """The same without pages, for e-books: the marks of the byline lead to the notes that follow it."""
    notes = "".join(map(_linked_note(galley), galley.footnotes))
    body = _body(galley, FLOWING_PULL).replace(f'src="{PICTURES}', f'src="{FLOWING_PICTURES}')
    return f"{_opening(galley, linked=True)}{notes}{body}{_back(galley, flowing=True)}"


def indent_of(script: str) -> float:
    """How far a paragraph's first line is indented, in ems (clreq 6.1, jlreq 3.5, klreq 3.3)."""
    return INDENTS.get(script, 1.4)


def metadata(galley: Galley, description: str, created: str) -> str:
    """What the file says of itself: authors, subject, dates."""
    pairs = [*(("author", author) for author in galley.authors), ("description", description), ("generator", "pubpipe")]
    pairs += [("dcterms.created", created), ("dcterms.modified", created)]
    return "".join(f'<meta name="{name}" content="{escape(text)}">' for name, text in pairs if text)


def _furniture(galley: Galley) -> str:
    house, title, byline = (inline(galley, text) for text in galley.running)
    publisher = f'<b class="caps">{house}</b>' if house else ""
    head = f'<div class="head">{publisher}<span>{title}</span></div>'
    return head + f'<div class="foot"><span class="folio"></span><span>{byline}</span></div>'


# --- Opening ----------------------------------------------------------------------------------------------------------


def _opening(galley: Galley, *, linked: bool = False) -> str:
    start, end = (f'<span class="caps">{inline(galley, text)}</span>' for text in galley.strip)
    if galley.logo:
        logo = f'<img class="logo" src="{FLOWING_LOGO if linked else LOGO}" alt="{escape(galley.house or "Logo")}">'
        start = f'<span class="caps">{logo}{inline(galley, galley.section)}</span>'
    strip = f'<div class="strip">{start}{end}</div>'
    deck = f'<p class="deck">{phrased(galley, galley.subtitle)}</p>' if galley.subtitle else ""
    standfirst = "".join(f'<p class="standfirst">{inline(galley, block.text, block.marks)}</p>' for block in galley.standfirst)
    return f'<header class="open">{strip}{_title(galley)}{deck}{standfirst}{_byline(galley, linked)}</header>'


def _title(galley: Galley) -> str:
    """The title in one heading: its colon stays in the text, unseen, where the line break and the italics say the same."""
    main, rest = galley.title[: galley.head], galley.title[galley.head :]
    label = escape(" ".join(galley.title.split()))
    colon, sub = rest[:1], rest[1:].lstrip()
    large = f'<span class="main">{phrased(galley, main)}<span class="colon">{escape(colon)}</span></span>'
    small = f' <br><span class="sub">{phrased(galley, sub)}</span>' if sub else ""
    return f'<h1 id="title" data-label="{label}">{large}{small}</h1>'


def _byline(galley: Galley, linked: bool = False) -> str:
    if not galley.byline and not galley.footnotes:
        return ""
    runs = cut(galley.byline, names=galley.names, rtl=galley.rtl)
    line = "".join(f"<b>{_run(galley, run)}</b>" if run.text in galley.authors else _run(galley, run) for run in runs)
    each = (_call(at, note) if linked else _footnote(galley, note) for at, note in enumerate(galley.footnotes, 1))
    notes = '<span class="gap"> </span>'.join(each)
    return f'<p class="byline">{line}{notes}</p>'


def _footnote(galley: Galley, note: Footnote) -> str:
    lines = "<br>".join(_kept(galley, passage.text, passage.marks) for passage in note.passages)
    kind = "note number" if note.mark.isalnum() else "note"
    return f'<span class="{kind}" data-mark="{escape(note.mark)}">{lines}</span>'


def _call(at: int, note: Footnote) -> str:
    return f'<a class="mark" epub:type="noteref" role="doc-noteref" href="#by-{at}" id="call-{at}">{escape(note.mark)}</a>'


def _linked_note(galley: Galley) -> Callable[[Footnote], str]:
    """Writes a note of the byline with the way back to its mark."""

    def written(note: Footnote) -> str:
        at = galley.footnotes.index(note) + 1
        lines = "<br>".join(inline(galley, passage.text, passage.marks) for passage in note.passages)
        back = f'<a class="mark" href="#call-{at}">{escape(note.mark)}</a>'
        return f'<aside epub:type="footnote" role="doc-footnote" id="by-{at}"><p>{back} {lines}</p></aside>'

    return written


def _rail(galley: Galley) -> str:
    return '<section class="rail">' + "".join(_rail_row(galley, *row) for row in galley.rail) + "</section>"


def _rail_row(galley: Galley, label: str, passages: tuple[Passage, ...]) -> str:
    lines = "".join(f'<span class="line">{_spoken(galley, passage)}</span>' for passage in passages)
    return f"<div><b>{escape(label)}</b>{lines}</div>"


def _spoken(galley: Galley, passage: Passage) -> str:
    return f"<span{_lang(galley, passage)}>{own_words(galley, passage)}</span>"


# --- Body -------------------------------------------------------------------------------------------------------------


def _body(galley: Galley, hidden: str = "") -> str:
    """The rail and the text.

    Args:
        hidden: Attributes of a pull quote that keep it from being read twice.
    """
    pulls = _placed(galley)
    first = next((at for at, group in enumerate(galley.body) if not group[0].picture), 0)
    groups = "".join(
        _pull(galley, pulls.get(at, ()), hidden) + _group(galley, group, first=at == first, last=at == len(galley.body) - 1)
        for at, group in enumerate(galley.body)
    )
    end = _pull(galley, pulls.get(len(galley.body), ()), hidden)
    return f'{_rail(galley)}<section class="body">{groups}{end}</section>'


def _placed(galley: Galley) -> dict[int, tuple[str, ...]]:
    """Pull quotes by the place in the body that they stand before: ahead of their own words where two paragraphs meet."""
    placed: dict[int, tuple[str, ...]] = {}
    is_plain = [group[0].role is Role.PARAGRAPH for group in galley.body]
    for block, text in galley.pulls:
        at = next((at for at, group in enumerate(galley.body) if any(one.id == block for one in group)), None)
        if at is not None:
            place = at if at and is_plain[at] and is_plain[at - 1] else at + 1
            placed[place] = (*placed.get(place, ()), text)
    return placed


def _pull(galley: Galley, texts: Sequence[str], hidden: str) -> str:
    return "".join(f'<aside class="{PULL}"{hidden}><p>{_large(galley, text)}</p></aside>' for text in texts)


def _large(galley: Galley, text: str) -> str:
    """A text in large type, its last words together, or its phrases."""
    if galley.script in EAST_ASIAN:
        return phrased(galley, text)
    end = len(text) if galley.rtl else tail_start(text, least=12, most=18)
    body, tail = split_at(cut(text, names=galley.names, rtl=galley.rtl), end)
    return _runs(galley, body) + (f'<span class="tail">{_runs(galley, tail)}</span>' if tail else "")


def _group(galley: Galley, group: tuple[Block, ...], *, first: bool, last: bool) -> str:
    """One block, or the items of one list."""
    block, close = group[0], ' class="end"' if last else ""
    if block.role is Role.LIST_ITEM:
        return _list(galley, group)
    if block.role is Role.HEADING:
        level = min(max(block.level, 2), 6)
        return f'<h{level} id="h-{escape(block.id)}">{phrased(galley, block.text, block.marks)}</h{level}>'
    if block.role is Role.QUOTE:
        return f"<blockquote><p>{_paragraph(galley, block)}</p></blockquote>"
    if block.picture:
        return figure(galley, block, inline(galley, block.text, block.marks))
    if block.role is Role.CAPTION:
        return f'<p class="caption">{inline(galley, block.text, block.marks)}</p>'
    return f"<p{close}>{_paragraph(galley, block, opening=first)}</p>"


def figure(galley: Galley, block: Block, caption: str) -> str:
    """A picture over its caption, which is HTML; "" where that stands elsewhere."""
    picture = block.picture
    assert picture is not None  # noqa: S101  asked for those only
    kind = "vector" if picture.media == SVG else "raster"
    unseen = f' class="{UNSEEN}"' if picture.is_decorative and not block.text else ""
    size = f'width="{picture.width}" height="{picture.height}"'
    alt = escape(alternate(galley, block))
    below = f'<figcaption class="caption">{caption}</figcaption>' if caption else ""
    return f'<figure{unseen}><img class="{kind}" src="{PICTURES}{name_of(picture)}" alt="{alt}" {size}>{below}</figure>'


def alternate(galley: Galley, block: Block) -> str:
    """What a screen reader says of a picture: its alternate text, else its caption, for a figure must have one (ISO 14289-1,
    7.3); of one that has neither, that it is there; "" of one of which there is nothing to tell."""
    picture = block.picture
    if picture is None or (picture.is_decorative and not block.text):
        return ""
    return picture.alt or shown(block.text, block.marks, galley.references) or galley.picture


def name_of(picture: Picture) -> str:
    """Name of a picture's file within an edition."""
    return f"{picture.sha256[:16]}.{ENDINGS[picture.media]}"


def _list(galley: Galley, items: Sequence[Block]) -> str:
    """Items that follow one another, as lists in lists by their level; a numbered one says its numbers itself."""
    made, at = "", 0
    while at < len(items):
        end = at + 1
        while end < len(items) and items[end].level > items[at].level:
            end += 1
        inner = _list(galley, items[at + 1 : end]) if end > at + 1 else ""
        counted_as = f"{counted(items[at].number, galley.lang)}."
        tag, number = ("ol", f' data-number="{counted_as}"') if items[at].number else ("ul", "")
        item = f"<li><p{number}>{_paragraph(galley, items[at])}</p>{inner}</li></{tag}>"
        made = made.removesuffix(f"</{tag}>") + item if made.endswith(f"</{tag}>") else f"{made}<{tag}>{item}"
        at = end
    return made


def _paragraph(galley: Galley, block: Block, *, opening: bool = False) -> str:
    """A paragraph whose last words keep together; the opening one has a drop cap where script and length allow."""
    text, marks = block.text, block.marks
    body, close = _with_tail(galley, text, marks)
    if not (opening and takes_drop_cap(galley, text)):
        return _runs(galley, body, marks) + close
    letter, body = split_at(body, 1)
    lead, body = split_at(body, lead_end(text))
    start = f'<span class="cap">{_runs(galley, letter)}</span><span class="lead">{_runs(galley, lead, marks)}</span>'
    return start + _runs(galley, body, marks) + close


def _with_tail(galley: Galley, text: str, marks: Sequence[Mark]) -> tuple[tuple[Run, ...], str]:
    """The runs of a text but for its last words, and those as HTML."""
    runs = cut(text, names=galley.names, rtl=galley.rtl)
    # In right-to-left text WeasyPrint 70 shifts a line that ends before a span by the width of its last space.
    body, tail = split_at(runs, len(text) if galley.rtl else tail_start(text, dense=galley.script in DENSE))
    return body, f'<span class="tail">{_runs(galley, tail, marks)}</span>' if tail else ""


def _kept(galley: Galley, text: str, marks: Sequence[Mark] = ()) -> str:
    """A text in small type, its last words together."""
    if galley.script == "korean":
        return phrased(galley, text, marks)
    body, close = _with_tail(galley, text, marks)
    return _runs(galley, body, marks) + close


def takes_drop_cap(galley: Galley, text: str) -> bool:
    """Only a letter that has capitals, before a text long enough to go round it."""
    return galley.script == "latin" and len(text) >= DROP_CAP_MIN and bool(DROP_CAP.match(text)) and text[0].isupper()


def lead_end(text: str) -> int:
    """Where the first words end, `LEAD` characters on or at the first comma after a few."""
    at = text.find(" ", LEAD)
    comma = re.search(r"[,;:]", text[4:at])
    return 4 + comma.start() if comma else at


# --- Back matter ------------------------------------------------------------------------------------------------------


def _back(galley: Galley, *, flowing: bool = False) -> str:
    write = _flowing_box if flowing else _box
    boxes = "".join(write(galley, box, labelled=at == 0) for at, box in enumerate(galley.boxes))
    return _notes(galley) + (f'<section class="boxes">{boxes}</section>' if boxes else "") + _about(galley)


def _notes(galley: Galley) -> str:
    if not galley.notes:
        return ""
    notes = "".join(_aside(galley, note) for note in galley.notes)
    return f'<section class="notes"><h2>{_caps(galley.notes_heading)}</h2>{notes}</section>'


def _aside(galley: Galley, note: Aside) -> str:
    label = f"<b>{escape(note.label)}</b>" if note.label else ""
    return f'<p id="note-{escape(note.passage.block)}">{label}{inline(galley, note.passage.text, note.passage.marks)}</p>'


def _box(galley: Galley, box: Box, *, labelled: bool) -> str:
    original = f"<p>{escape(galley.original_wording)}</p>" if labelled else ""
    mark = f'<span class="mark">{escape(box.mark)}</span>'
    pairs = "".join(_pair(galley, wording) for wording in box.wordings)
    return f'<div class="box"><div class="boxhead"><h2>{_caps(box.heading)} {mark}</h2>{original}</div>{pairs}</div>'


def _flowing_box(galley: Galley, box: Box, *, labelled: bool) -> str:
    """Without columns the label of the source's wording stands right above it."""
    label = f'<p class="original">{escape(galley.original_wording)}</p>' if labelled else ""
    pairs = "".join(_pair(galley, wording, label) for wording in box.wordings)
    return f'<div class="box"><h2>{_caps(box.heading)} <span class="mark">{escape(box.mark)}</span></h2>{pairs}</div>'


def _pair(galley: Galley, wording: Wording, label: str = "") -> str:
    """The translation, and beside it the wording that it was made from."""
    target = f'<div class="target"><p>{_kept(galley, wording.target.text, wording.target.marks)}</p></div>'
    source = ""
    if wording.source:
        said = own_words(galley, wording.source)
        source = f'<div class="source">{label}<p{_lang(galley, wording.source)}>{said}</p></div>'
    return f'<div class="pair">{target}{source}</div>'


def _about(galley: Galley) -> str:
    first = _row(galley, f'<h2 class="key">{_caps(galley.about)}</h2>', galley.disclosure)
    rows = (_row(galley, f'<p class="key">{escape(label)}</p>', text) for label, text in galley.colophon)
    return f'<section class="about">{first}{"".join(rows)}</section>'


def _row(galley: Galley, key: str, text: str) -> str:
    return f'<div class="row">{key}<p class="value">{_linked(galley, text)}</p></div>'


def _linked(galley: Galley, text: str) -> str:
    """A text whose web addresses can be followed."""
    parts = ADDRESS.split(text)  # text, address, text …
    return "".join(
        f'<a class="fx" dir="ltr" href="{escape(part)}">{escape(part)}</a>' if at % 2 else inline(galley, part)
        for at, part in enumerate(parts)
    )


def _caps(text: str) -> str:
    """Small capitals where the script has them: unlike capitals they leave the text as it is for whoever copies it."""
    return f'<span class="caps">{escape(text)}</span>'


# --- Text -------------------------------------------------------------------------------------------------------------


def _lang(galley: Galley, passage: Passage) -> str:
    """Attributes of a text in another language than the edition's."""
    if passage.lang == galley.lang:
        return ""
    return f' class="src" lang="{escape(passage.lang)}" dir="{"rtl" if is_rtl(passage.lang) else "ltr"}"'


def own_words(galley: Galley, passage: Passage) -> str:
    """A text in its own language; in the source's nothing is foreign."""
    if passage.lang == galley.lang:
        return inline(galley, passage.text, passage.marks)
    return _marked(galley, ((escape(passage.text[a:b]), over) for a, b, over in stretches(0, len(passage.text), passage.marks)))


def inline(galley: Galley, text: str, marks: Sequence[Mark] = ()) -> str:
    """A text of the edition as HTML, its names and foreign words marked. Korean that is not justified breaks between words."""
    if galley.script == "korean":
        return phrased(galley, text, marks)
    return _runs(galley, cut(text, names=galley.names, rtl=galley.rtl), marks)


def phrased(galley: Galley, text: str, marks: Sequence[Mark] = ()) -> str:
    """The same for a title or a heading: where a script could break within a word, each phrase is kept whole."""
    runs, made = cut(text, names=galley.names, rtl=galley.rtl), ""
    for start, end in pairwise((0, *phrase_ends(text, galley.lang))):
        phrase, runs = split_at(runs, start + len(text[start:end].rstrip()))
        gap, runs = split_at(runs, end)
        inner = _runs(galley, phrase, marks)
        made += f'<span class="whole">{inner}</span>' if end - start <= LONGEST else inner
        made += _runs(galley, gap, marks)
    return made + _runs(galley, runs, marks)


def _runs(galley: Galley, runs: Iterable[Run], marks: Sequence[Mark] = ()) -> str:
    if not marks:
        return "".join(_run(galley, run) for run in runs)
    return _marked(galley, (piece for run in runs for piece in _pieces(galley, run, marks)))


def _pieces(galley: Galley, run: Run, marks: Sequence[Mark]) -> Iterator[tuple[str, Sequence[Mark]]]:
    """A run cut at the marks' borders. One of the other direction stays one isolate, or its parts would change places."""
    parts = list(stretches(run.start, run.start + len(run.text), marks))
    if run.foreign and len(parts) > 1:
        inner = _marked(galley, ((escape(run.text[left - run.start : right - run.start]), over) for left, right, over in parts))
        yield _isolated(galley, inner), ()
        return
    for left, right, over in parts:
        yield _run(galley, replace(run, text=run.text[left - run.start : right - run.start], start=left)), over


def _marked(galley: Galley, pieces: Iterable[tuple[str, Sequence[Mark]]]) -> str:
    """Pieces of HTML inside the elements of the marks over them; an element stays open as long as its mark goes on."""
    made = ""
    opened: list[Mark] = []
    for piece, over in pieces:
        wanted = [mark for mark in over if mark.kind not in POINTS]
        same = next((at for at, (one, two) in enumerate(zip(opened, wanted, strict=False)) if one != two), None)
        same = min(len(opened), len(wanted)) if same is None else same
        made += "".join(f"</{_tag(mark)}>" for mark in reversed(opened[same:]))
        made += "".join(f"<{_tag(mark)}{_attributes(mark)}>" for mark in wanted[same:])
        made += _point(galley, over[-1]) if len(wanted) < len(over) else piece
        opened = wanted
    return made + "".join(f"</{_tag(mark)}>" for mark in reversed(opened))


def _tag(mark: Mark) -> str:
    return "a" if mark.kind is MarkKind.LINK else mark.kind.value


def _attributes(mark: Mark) -> str:
    """Only an address that leads out of the file, and to no place of this machine, is a link."""
    is_open = mark.kind is MarkKind.LINK and mark.target.startswith(("https://", "http://", "mailto:"))
    return f' class="out" href="{escape(mark.target)}"' if is_open else ""


def _point(galley: Galley, mark: Mark) -> str:
    if mark.kind is MarkKind.BREAK:
        return "<br>"
    label = escape(galley.references.get(mark.target, ""))
    is_here = any(note.passage.block == mark.target for note in galley.notes)
    return f'<a class="ref" href="#note-{escape(mark.target)}">{label}</a>' if is_here else f'<span class="ref">{label}</span>'


def _run(galley: Galley, run: Run) -> str:
    text = escape(run.text)
    if run.foreign:
        return _isolated(galley, text)
    return f'<span class="n">{text}</span>' if run.name else text


def _isolated(galley: Galley, inner: str) -> str:
    """Words of the other direction, kept apart from what stands around them."""
    lang, direction = (galley.source_lang, "ltr") if galley.rtl else ("und", "rtl")
    return f'<span class="fx" lang="{escape(lang)}" dir="{direction}">{inner}</span>'
