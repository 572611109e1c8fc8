"""Set the source and its translation on facing pages, paragraph beside paragraph, each in its own language and direction."""

from collections.abc import Iterator, Mapping
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template

from pubpipe.article import Block, Edition, Note, Role
from pubpipe.digits import zero_of
from pubpipe.typeset import design, fonts, page
from pubpipe.typeset.enclosed import Carried
from pubpipe.typeset.galley import Galley, Passage, label, set_galley
from pubpipe.typeset.pdf import created, rendered, resources
from pubpipe.typeset.scripts import is_rtl, script_of
from pubpipe.typeset.style import COUNTERS

SPREAD = design.Sheet("spread", 297, 210, top=20, foot=18, start=22, end=22)
"""Two A5 pages side by side: on A4 paper, or on a screen, which shows both at once."""


def write_bilingual(
    edition: Edition,
    *,
    fonts_dir: Path,
    carried: Carried | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """Lay source and translation out side by side; the same edition, fonts and libraries give the same bytes.

    Raises:
        OutputError: A character has no glyph, a face cannot be made, or the layout engine complained.
    """
    galley = set_galley(edition)
    text, sheet = _html(edition, galley), _stylesheet(galley)
    shown = resources(edition, pictures or {})
    return rendered(edition, fonts_dir, lambda _, lay_out: lay_out(text, sheet, "", shown), carried)


def _html(edition: Edition, galley: Galley) -> str:
    lang, direction = escape(galley.lang), "rtl" if galley.rtl else "ltr"
    heads = f'<th scope="col">{escape(galley.strip[1])}</th><th scope="col">{escape(label(edition, "Original wording"))}</th>'
    rows = "".join(_rows(edition))
    title = f'<p class="strip">{page.inline(galley, galley.strip[0])}</p>'
    return (
        f'<!doctype html><html lang="{lang}" dir="{direction}"><head><meta charset="utf-8">'
        f"<title>{escape(galley.title)}</title>"
        f"{page.metadata(galley, edition.disclosure, created(edition.article))}</head><body>"
        f'<div class="foot"><span class="folio"></span>{page.inline(galley, galley.running[1])}</div>'
        f'<header>{title}<p class="byline">{page.inline(galley, edition.byline)}</p></header>'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        f'<p class="about">{page.inline(galley, edition.disclosure)}</p></body></html>'
    )


def _rows(edition: Edition) -> Iterator[str]:
    """A row for the title, each block and each note, which have the same ids on both sides."""
    galley = set_galley(edition)
    source, article = edition.source, edition.article
    front = ((article.title, source.title, "title"), (article.subtitle, source.subtitle, "deck"))
    yield from (_row(galley, Passage(one, galley.lang), Passage(two, source.lang), kind) for one, two, kind in front if one)
    blocks = {block.id: block for block in source.blocks}
    for block in article.blocks:
        if block.picture:  # once, for both
            yield f'<tr class="figure"><td colspan="2">{page.figure(galley, block, "")}</td></tr>'
        if block.picture and not block.text:
            continue
        yield _row(galley, _passage(block, galley.lang), _passage(blocks.get(block.id), source.lang), _kind(block))
    notes = {note.id: note for note in source.notes}
    for note in article.notes:
        yield _row(galley, _passage(note, galley.lang), _passage(notes.get(note.id), source.lang), "note", note.marker)


def _kind(block: Block) -> str:
    return "" if block.role is Role.PARAGRAPH else block.role.value


def _passage(piece: Block | Note | None, lang: str) -> Passage:
    return Passage(piece.text, lang, marks=piece.marks) if piece else Passage("", lang)


def _row(galley: Galley, target: Passage, source: Passage, kind: str, mark: str = "") -> str:
    sign = f'<b class="mark">{escape(mark)}</b> ' if mark else ""
    name = "h1" if kind == "title" else "h2" if kind == "heading" else "p"
    is_large = name != "p" and target.lang == galley.lang
    said = page.phrased(galley, target.text, target.marks) if is_large else page.own_words(galley, target)
    left = f"<td><{name}>{sign}{said}</{name}></td>"
    right = f"<td><p{_attributes(galley, source)}>{sign}{page.own_words(galley, source)}</p></td>"
    return f'<tr class="{kind}">{left}{right}</tr>' if kind else f"<tr>{left}{right}</tr>"


def _attributes(galley: Galley, passage: Passage) -> str:
    if passage.lang == galley.lang:
        return ""
    return f' class="source" lang="{escape(passage.lang)}" dir="{"rtl" if is_rtl(passage.lang) else "ltr"}"'


def _stylesheet(galley: Galley) -> str:
    """The design of the edition on the spread, with two scripts' sizes and faces."""
    values = {name.lower(): "#" + getattr(design, name) for name in ("INK", "SOFT", "RULE", "ACCENT")}
    values["accent"] = "#" + galley.accent
    for prefix, lang in (("", galley.lang), ("own", galley.source_lang)):
        kind = design.TYPES[script_of(lang)].scaled(0.9)
        faces = {role: ", ".join(f'"{family}"' for family in stack) for role, stack in fonts.stacks(lang).items()}
        values |= {prefix + role: stack for role, stack in faces.items()}
        values |= {
            prefix + "size": f"{kind.text[0]}pt",
            prefix + "lead": f"{kind.text[1]}pt",
            prefix + "small": f"{kind.small[0]}pt",
        }
        values |= {prefix + "side": "right" if is_rtl(lang) else "left"}
    kind = design.TYPES[galley.script]
    values |= {"width": f"{SPREAD.width}mm", "height": f"{SPREAD.height}mm", "margin": f"{SPREAD.start}mm"}
    values |= {"top": f"{SPREAD.top}mm", "bottom": f"{SPREAD.foot}mm", "title": f"{kind.display[0] * 0.6:.1f}pt"}
    values |= {"italic": "italic" if kind.caps else "normal", "headweight": str(kind.head), "foreign": f"{kind.foreign}em"}
    values |= {"digits": COUNTERS[zero_of(galley.lang)]}
    values |= {"titlelead": f"{kind.display[1] * 0.6:.1f}pt"}
    values |= {"owntitle": f"{design.TYPES[script_of(galley.source_lang)].display[0] * 0.6:.1f}pt"}
    return Template(files("pubpipe.typeset").joinpath("bilingual.css").read_text(encoding="utf-8")).substitute(values)
