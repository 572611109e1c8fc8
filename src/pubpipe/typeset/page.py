"""Write the galley as HTML for WeasyPrint. Every text is escaped; nothing that an article says is ever markup here."""

import re
from collections.abc import Iterable
from html import escape

from pubpipe.article import Block, Role
from pubpipe.typeset.galley import Aside, Box, Footnote, Galley, Passage, Wording
from pubpipe.typeset.runs import Run, cut, split_at, tail_start
from pubpipe.typeset.scripts import is_rtl

DROP_CAP = re.compile(r"([^\W\d_])(?=[\w’' ])")
DROP_CAP_MIN = 230  # characters: three lines and a bit on A4; a shorter paragraph would not go round the letter
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
        f"<title>{escape(galley.title)}</title>{_metadata(galley, description, created)}</head><body>"
        f"{_furniture(galley)}<article>{_opening(galley)}{_body(galley)}</article>{_back(galley)}</body></html>"
    )


def _metadata(galley: Galley, description: str, created: str) -> str:
    pairs = [("author", author) for author in galley.authors]
    pairs += [("description", description), ("generator", "pubpipe"), ("dcterms.created", created), ("dcterms.modified", created)]
    return "".join(f'<meta name="{name}" content="{escape(text)}">' for name, text in pairs if text)


def _furniture(galley: Galley) -> str:
    house, title, byline = (_inline(galley, text) for text in galley.running)
    head = f'<div class="head"><b class="caps">{house}</b><span>{title}</span></div>' if house else f'<div class="head"><span>{title}</span></div>'
    return head + f'<div class="foot"><span class="folio"></span><span>{byline}</span></div>'


# --- Opening ----------------------------------------------------------------------------------------------------------


def _opening(galley: Galley) -> str:
    start, end = galley.strip
    strip = f'<div class="strip"><span class="caps">{_inline(galley, start)}</span><span class="caps">{_inline(galley, end)}</span></div>'
    deck = f'<p class="deck">{_inline(galley, galley.subtitle)}</p>' if galley.subtitle else ""
    standfirst = "".join(f'<p class="standfirst">{_inline(galley, block.text)}</p>' for block in galley.standfirst)
    return f'<header class="open">{strip}{_title(galley)}{deck}{standfirst}{_byline(galley)}</header>'


def _title(galley: Galley) -> str:
    """The title in one heading: its colon stays in the text, unseen, where the line break and the italics say the same."""
    main, rest = galley.title[: galley.head], galley.title[galley.head :]
    label = escape(" ".join(galley.title.split()))
    inner = f'<span class="main">{_inline(galley, main)}</span>'
    if rest:
        colon, sub = rest[0], rest[1:].lstrip()
        inner += f'<span class="colon">{escape(colon)}</span> <br><span class="sub">{_inline(galley, sub)}</span>'
    return f'<h1 data-label="{label}">{inner}</h1>'


def _byline(galley: Galley) -> str:
    if not galley.byline and not galley.footnotes:
        return ""
    runs = cut(galley.byline, names=galley.authors, rtl=galley.rtl)
    line = "".join(f"<b>{_run(galley, run)}</b>" if run.name else _run(galley, run) for run in runs)
    notes = '<span class="gap"> </span>'.join(_footnote(galley, note) for note in galley.footnotes)
    return f'<p class="byline">{line}{notes}</p>'


def _footnote(galley: Galley, note: Footnote) -> str:
    lines = "<br>".join(_inline(galley, passage.text) for passage in note.passages)
    return f'<span class="note" data-mark="{escape(note.mark)}">{lines}</span>'


def _rail(galley: Galley) -> str:
    return '<section class="rail">' + "".join(_rail_row(galley, *row) for row in galley.rail) + "</section>"


def _rail_row(galley: Galley, label: str, passages: tuple[Passage, ...]) -> str:
    lines = "".join(f'<span class="line"{_lang(galley, passage)}>{_passage(galley, passage)}</span>' for passage in passages)
    return f"<div><b>{escape(label)}</b>{lines}</div>"


# --- Body -------------------------------------------------------------------------------------------------------------


def _body(galley: Galley) -> str:
    groups = "".join(
        _group(galley, group, first=at == 0, last=at == len(galley.body) - 1) for at, group in enumerate(galley.body)
    )
    return f'{_rail(galley)}<section class="body">{groups}</section>'


def _group(galley: Galley, group: tuple[Block, ...], *, first: bool, last: bool) -> str:
    """One block, or the items of one list."""
    block, close = group[0], ' class="end"' if last else ""
    if block.role is Role.LIST_ITEM:
        return "<ul>" + "".join(f"<li><p>{_paragraph(galley, item.text)}</p></li>" for item in group) + "</ul>"
    if block.role is Role.HEADING:
        level = min(max(block.level, 2), 6)
        return f"<h{level}>{_inline(galley, block.text)}</h{level}>"
    if block.role is Role.QUOTE:
        return f"<blockquote><p>{_paragraph(galley, block.text)}</p></blockquote>"
    if block.role is Role.CAPTION:
        return f'<p class="caption">{_inline(galley, block.text)}</p>'
    return f"<p{close}>{_paragraph(galley, block.text, opening=first)}</p>"


def _paragraph(galley: Galley, text: str, *, opening: bool = False) -> str:
    """A paragraph whose last words keep together; the opening one has a drop cap where script and length allow."""
    runs = cut(text, names=galley.names, rtl=galley.rtl)
    body, tail = split_at(runs, tail_start(text))
    close = f'<span class="tail">{_runs(galley, tail)}</span>' if tail else ""
    if not (opening and takes_drop_cap(galley, text)):
        return _runs(galley, body) + close
    letter, body = split_at(body, 1)
    lead, body = split_at(body, lead_end(text))
    return f'<span class="cap">{_runs(galley, letter)}</span><span class="lead">{_runs(galley, lead)}</span>{_runs(galley, body)}{close}'


def takes_drop_cap(galley: Galley, text: str) -> bool:
    """Only a letter that has capitals, before a text long enough to go round it."""
    return galley.script == "latin" and len(text) >= DROP_CAP_MIN and bool(DROP_CAP.match(text)) and text[0].isupper()


def lead_end(text: str) -> int:
    """Where the first words end, `LEAD` characters on or at the first comma after a few."""
    at = text.find(" ", LEAD)
    comma = re.search(r"[,;:]", text[4:at])
    return 4 + comma.start() if comma else at


# --- Back matter ------------------------------------------------------------------------------------------------------


def _back(galley: Galley) -> str:
    return _notes(galley) + "".join(_box(galley, box) for box in galley.boxes) + _about(galley)


def _notes(galley: Galley) -> str:
    if not galley.notes:
        return ""
    notes = "".join(_aside(galley, note) for note in galley.notes)
    return f'<section class="notes"><h2 class="caps">{escape(galley.notes_heading)}</h2>{notes}</section>'


def _aside(galley: Galley, note: Aside) -> str:
    label = f"<b>{escape(note.label)}</b>" if note.label else ""
    return f"<p>{label}{_inline(galley, note.passage.text)}</p>"


def _box(galley: Galley, box: Box) -> str:
    pairs = "".join(_pair(galley, wording, labelled=at == 0) for at, wording in enumerate(box.wordings))
    heading = f'<span class="caps">{escape(box.heading)}</span> <span class="mark">{escape(box.mark)}</span>'
    return f'<section class="box"><h2>{heading}</h2>{pairs}</section>'


def _pair(galley: Galley, wording: Wording, *, labelled: bool) -> str:
    target = f'<div class="target"><p>{_inline(galley, wording.target.text)}</p></div>'
    if wording.source is None:
        return f'<div class="pair">{target}</div>'
    title = f"<b>{escape(galley.original_wording)}</b>" if labelled else ""
    source = f'<div class="source">{title}<p{_lang(galley, wording.source)}>{_passage(galley, wording.source)}</p></div>'
    return f'<div class="pair">{target}{source}</div>'


def _about(galley: Galley) -> str:
    rows = "".join(f"<dt>{escape(label)}</dt><dd>{_inline(galley, text)}</dd>" for label, text in galley.colophon)
    disclosure = f"<p>{_inline(galley, galley.disclosure)}</p>" if galley.disclosure else ""
    listing = f"<dl>{rows}</dl>" if rows else ""
    return f'<section class="about"><h2 class="caps">{escape(galley.about)}</h2>{disclosure}{listing}</section>'


# --- Text -------------------------------------------------------------------------------------------------------------


def _lang(galley: Galley, passage: Passage) -> str:
    """Attributes of a text in another language than the edition's."""
    if passage.lang == galley.lang:
        return ""
    return f' lang="{escape(passage.lang)}" dir="{"rtl" if is_rtl(passage.lang) else "ltr"}"'


def _passage(galley: Galley, passage: Passage) -> str:
    """A text in its own language; in the source's nothing is foreign."""
    return _inline(galley, passage.text) if passage.lang == galley.lang else escape(passage.text)


def _inline(galley: Galley, text: str) -> str:
    return _runs(galley, cut(text, names=galley.names, rtl=galley.rtl))


def _runs(galley: Galley, runs: Iterable[Run]) -> str:
    return "".join(_run(galley, run) for run in runs)


def _run(galley: Galley, run: Run) -> str:
    text = escape(run.text)
    if run.foreign:
        lang, direction = (galley.source_lang, "ltr") if galley.rtl else ("und", "rtl")
        return f'<span class="fx" lang="{escape(lang)}" dir="{direction}">{text}</span>'
    return f'<span class="n">{text}</span>' if run.name else text
