"""Fill the edition's stylesheet with the measures of a sheet and a script."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Template

from pubpipe.digits import zero_of
from pubpipe.phrases import phrases
from pubpipe.typeset import design, fonts, page
from pubpipe.typeset.galley import Galley
from pubpipe.typeset.measure import balanced_width
from pubpipe.typeset.scripts import BALANCED, DENSE, EAST_ASIAN, is_east_asian, is_rtl

DROP_LINES = 3
COUNTERS = {"0": "decimal", "٠": "arabic-indic", "۰": "persian", "०": "devanagari", "০": "bengali"}  # css-counter-styles-3
TIGHT = -0.012  # letter-spacing of the title, in ems
MM_PER_POINT = 25.4 / 72
FIGURE = 0.62  # of the text's height at most: room for a caption, and for text above or below
CAP_HEIGHT = 0.67  # of Source Serif 4, in ems: the drop cap's height from its baseline to its top


def stylesheet(galley: Galley, sheet: design.Sheet, faces: Path) -> str:
    """The CSS of one edition. Nothing of the article is in it.

    Args:
        faces: The folder of the faces, to measure the title with.
    """
    kind = design.TYPES[galley.script].scaled(sheet.scale)
    parts = (
        _colours(galley),
        _trim(galley, sheet),
        _families(galley),
        _sizes(galley, sheet, kind),
        _manners(galley, sheet, kind),
        _drop(kind),
        {"balance": _balance(galley, sheet, kind, faces)},
        {"cover": _cover(galley, sheet)},
    )
    return _template().substitute({name: value for part in parts for name, value in part.items()})


@cache
def _template() -> Template:
    return Template(files("pubpipe.typeset").joinpath("edition.css").read_text(encoding="utf-8"))


def _colours(galley: Galley) -> dict[str, str]:
    return {
        **{name.lower(): "#" + getattr(design, name) for name in ("INK", "SOFT", "RULE", "TINT")},
        "accent": "#" + galley.accent,
    }


def _trim(galley: Galley, sheet: design.Sheet) -> dict[str, str]:
    """The page box; $start is the side on which lines begin."""
    inner, outer = f"{sheet.start + sheet.hang}mm", f"{sheet.end}mm"
    left, right = (outer, inner) if galley.rtl else (inner, outer)
    start, end = ("right", "left") if galley.rtl else ("left", "right")
    return {
        **{"width": f"{sheet.width}mm", "height": f"{sheet.height}mm", "top": f"{sheet.top}mm", "foot": f"{sheet.foot}mm"},
        **{"firsttop": f"{sheet.top * 2 / 3:.2f}mm", "left": left, "right": right, "start": start, "end": end},
        **{"figuremost": f"{(sheet.height - sheet.top - sheet.foot) * FIGURE:.2f}mm"},
        **{"hang": f"{sheet.hang}mm", "folio": f"{sheet.hang or 12}mm", "label": f"{sheet.hang or 30}mm"},
        **{"direction": "rtl" if galley.rtl else "ltr", "srcside": "right" if is_rtl(galley.source_lang) else "left"},
    }


def _families(galley: Galley) -> dict[str, str]:
    """Stacks of the edition's language; "own…" are those that a word of the source's language is set in."""
    own = {f"own{role}": stack for role, stack in fonts.stacks(galley.source_lang).items()}
    return {role: ", ".join(f'"{family}"' for family in stack) for role, stack in (fonts.stacks(galley.lang) | own).items()}


def _sizes(galley: Galley, sheet: design.Sheet, kind: design.Type) -> dict[str, str]:
    wide = galley.script in EAST_ASIAN
    factor = design.title_factor(galley.title[: galley.head], wide=wide)
    points = {
        **{
            "size": design.whole_ems(kind.text[0], sheet.measure) if wide else kind.text[0],
            "lead": kind.text[1],
            "small": kind.small[0],
            "smalllead": kind.small[1],
        },
        **{"title": kind.display[0] * factor, "titlelead": kind.display[1] * factor, "titlegap": kind.text[1]},
        **{"deck": kind.deck[0], "decklead": kind.deck[1]},
        **{"standfirst": kind.standfirst[0], "standfirstlead": kind.standfirst[1]},
        **{"bysize": kind.small[0] * 1.17, "bylead": kind.text[1], "strip": kind.small[0] * (1.06 if kind.caps else 1)},
        **{"stripgap": 32 if sheet.rail else 18, "boxsize": kind.small[0] * 1.08, "boxlead": kind.small[1] * 1.08},
    }
    return {name: f"{value:.3f}pt" for name, value in points.items()}


def _manners(galley: Galley, sheet: design.Sheet, kind: design.Type) -> dict[str, str]:
    """What a script does and another does not."""
    hyphenated = _hyphenates(galley.lang)
    return {
        "digits": COUNTERS[zero_of(galley.lang)],
        "hyphens": "auto" if hyphenated else "none",
        "align": "justify" if hyphenated or galley.script != "latin" else "start",
        "features": '"chws"' if galley.script in EAST_ASIAN else "normal",  # brackets side by side share their white
        "figures": "oldstyle-nums proportional-nums" if kind.caps else "normal",
        "caps": "font-variant-caps: small-caps; letter-spacing: .07em" if kind.caps else "font-variant-caps: normal",
        "tight": f"letter-spacing: {TIGHT if kind.spaced else 0}em",
        "italic": "italic" if kind.caps else "normal",
        "emphasis": "inherit" if kind.caps else "700",  # a script without italics has its bold face for emphasis
        "headweight": str(kind.head),
        "fxsize": f"{kind.foreign}em",
        "indent": "text-indent: 0" if galley.rtl else f"text-indent: {page.indent_of(galley.script)}em",
        "first": f"{page.indent_of(galley.script) if galley.script in EAST_ASIAN else 0}em",  # of the first paragraph too
        "spacer": '""' if galley.rtl else "none",
        "railplace": _rail(galley, sheet),
        "railrow": "margin-bottom: 8pt" if sheet.rail else "flex: 1 1 0",
    }


def _balance(galley: Galley, sheet: design.Sheet, kind: design.Type, faces: Path) -> str:
    """A width for the title that makes its lines about equal, for WeasyPrint knows no `text-wrap: balance`."""
    if galley.script not in BALANCED:
        return ""
    main = galley.title[: galley.head]
    unseen = galley.title[galley.head : galley.head + 1]  # the colon takes its room all the same
    points = kind.display[0] * design.title_factor(main, wide=is_east_asian(galley.lang))
    room = (sheet.measure + sheet.hang) / MM_PER_POINT
    face = fonts.display_file(galley.lang, faces)
    pieces = phrases(main + unseen, galley.lang) if galley.script in DENSE else ()
    tracking = TIGHT if kind.spaced else 0
    return f"max-width: {balanced_width(main + unseen, face, points, room, tracking=tracking, pieces=pieces):.1f}pt"


def _cover(galley: Galley, sheet: design.Sheet) -> str:
    """The band of the first page, from edge to edge, its words white; "" for an edition without one."""
    if not galley.cover:
        return ""
    start, end = ("right", "left") if galley.rtl else ("left", "right")
    clear = sheet.top / 2  # between the band and the title
    out = f"margin: -{sheet.band + clear}mm 0 {clear}mm; margin-{start}: -{sheet.start}mm; margin-{end}: -{sheet.end}mm"
    inner = f"padding: 0; padding-{start}: {sheet.start}mm; padding-{end}: {sheet.end}mm; align-items: center"
    return (
        f"@page :first {{ margin-top: {sheet.band + clear}mm }}\n"
        ".open { border-top: none; padding-top: .01mm }\n"  # a hair, or the margins would collapse
        f".strip {{ {out}; {inner}; height: {sheet.band}mm; background: #{galley.accent}; color: #fff }}\n"
        ".strip > span:last-child { color: #fff }\n"
        f".strip .logo {{ height: {sheet.band * 0.64:.2f}mm }}\n"
    )


def _rail(galley: Galley, sheet: design.Sheet) -> str:
    side = "right" if galley.rtl else "left"
    if sheet.rail:
        return f"float: {side}; width: {sheet.rail}mm; margin-{side}: -{sheet.hang}mm; margin-top: 4pt"
    return "display: flex; column-gap: 5mm; margin-bottom: var(--b)"


def _drop(kind: design.Type) -> dict[str, str]:
    """The drop cap reaches from the top of the capitals of its first line to the baseline of its last."""
    size, lead = kind.text
    height = (DROP_LINES - 1) * lead + CAP_HEIGHT * size
    return {
        "capsize": f"{height / CAP_HEIGHT:.2f}pt",
        "caplead": f"{lead * 2.63:.2f}pt",
        "captop": f"{lead * 0.14:.2f}pt",
        "capheight": f"{lead * 2.75:.2f}pt",
    }


def _hyphenates(lang: str) -> bool:
    """Whether there is a hyphenation dictionary for the language."""
    from pyphen import language_fallback  # type: ignore[import-untyped]

    return bool(language_fallback(lang))
