"""The styles, numbering, settings and font table of the DOCX: the page design in Word's terms, for an editor to restyle."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from pubpipe.typeset import design
from pubpipe.typeset.fetched import BY_SCRIPT
from pubpipe.typeset.galley import Galley
from pubpipe.typeset.scripts import EAST_ASIAN, script_of

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NS = f'xmlns:w="{W}"'

SERIF, SANS = "Source Serif 4", "Source Sans 3"
COMPLEX = {"latin": SERIF, "arabic": "Amiri", "hebrew": "Frank Ruhl Libre", "devanagari": "Hind"}
INDENTS = {"hans": 200, "hant": 200, "japanese": 100, "korean": 100}  # hundredths of a character, as `w:firstLineChars` counts
CHARSETS = {"Noto Serif SC": "86", "Noto Serif TC": "88", "Noto Serif JP": "80", "Noto Serif KR": "81"}  # of Windows, in hex
ALTERNATIVES = {  # what Word takes where the reader has not installed the face: the closest that comes with Word; its PANOSE
    SERIF: ("Georgia", "02040603050405020204", "roman"),
    SANS: ("Calibri", "020B0303030403020204", "swiss"),
    "Amiri": ("Traditional Arabic", "", "roman"),
    "Frank Ruhl Libre": ("David", "", "roman"),
    "Hind": ("Nirmala UI", "", "swiss"),
    "Noto Serif SC": ("SimSun", "02010600030101010101", "roman"),
    "Noto Serif TC": ("PMingLiU", "02020500000000000000", "roman"),
    "Noto Serif JP": ("MS Mincho", "02020609040205080304", "roman"),
    "Noto Serif KR": ("Batang", "02030600000101010101", "roman"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """A paragraph style. Lengths are in points.

    Attributes:
        size: Name of a (size, leading) pair of `design.Type`, or a pair.
        dense: Paragraphs of it that follow one another have no room between them.
        fill: Colour behind it, as RRGGBB.
        line: Borders as (side, eighths of a point, colour).
    """

    name: str
    size: str | tuple[float, float] = "text"
    based: str = "Normal"
    then: str = ""
    sans: bool = False
    bold: bool = False
    italic: bool = False
    colour: str = design.INK
    before: float = 0
    after: float = 0
    justified: bool = False
    first: float = 0
    start: float = 0
    hanging: float = 0
    level: int = 0
    bullet: bool = False
    tab: bool = False
    keep: bool = False
    dense: bool = False
    fill: str = ""
    line: tuple[tuple[str, int, str], ...] = ()

    @property
    def id(self) -> str:
        """The style id: the name without spaces, in Word's spelling for its own styles."""
        return "".join(word[0].upper() + word[1:] for word in self.name.split())


RULED = (("top", 4, design.RULE), ("bottom", 4, design.RULE))


def looks(galley: Galley) -> tuple[Look, ...]:
    """Every paragraph style of an edition, sizes still by name."""
    italic = galley.script == "latin"
    headings = tuple(
        Look(f"heading {level}", "heading", then="Body First", sans=True, bold=True, before=16, after=2, level=level)
        for level in range(2, 7)
    )
    return (
        _strip_look(galley),
        Look("heading 1", "display", then="Byline", after=10, level=1),
        *headings,
        Look("Subtitle", "standfirst", then="Byline", italic=italic, after=8),
        Look("Standfirst", "standfirst", then="Byline", after=10),
        Look("Byline", "byline", sans=True, colour=design.SOFT, before=2, after=10, line=RULED),
        Look("Provenance", "small", sans=True, colour=design.SOFT),
        Look("Body First", then="Body", justified=True),
        Look("Body", then="Body", justified=True, first=15),
        Look("List Bullet", justified=True, start=18, hanging=14, bullet=True, before=6, after=6, dense=True),
        Look("List Number", justified=True, start=18, hanging=14, before=6, after=6, dense=True),
        Look("Quote", then="Body", italic=italic, start=20, before=6, after=6, line=(("left", 12, design.ACCENT),)),
        *([Look("Figure", "small", then="caption", before=8, after=4)] if galley.picture else []),
        Look("caption", "small", then="Body", sans=True, colour=design.SOFT, before=4, after=8),
        Look("Spacer", (6, 14)),
        Look("Notes", "small", sans=True, before=3),
        Look("Back Heading", "small", then="Notes", sans=True, bold=True, colour=design.ACCENT, after=3, keep=True),
        Look("Disclaimer", "small", sans=True, after=4),
        Look("Original Wording", "small", sans=True, colour=design.SOFT, after=4),
        Look("Colophon", "small", sans=True, colour=design.SOFT, after=2),
        Look("header", "small", sans=True, colour=design.SOFT, tab=True, line=(("bottom", 4, design.RULE),)),
        Look("footer", "small", sans=True, colour=design.SOFT, tab=True),
        Look("footnote text", "small", sans=True),
    )  # fmt: skip


def _strip_look(galley: Galley) -> Look:
    """A line of text under a rule; as a cover strip white on the publisher's colour, legible without the band."""
    if galley.cover:
        return Look("Strip", "strip", sans=True, bold=True, colour="FFFFFF", after=40, tab=True, fill=galley.accent)
    return Look(
        "Strip", "strip", sans=True, bold=True, colour=design.ACCENT, after=26, tab=True, line=(("top", 18, design.INK),)
    )


def sizes(galley: Galley, sheet: design.Sheet) -> dict[str, tuple[float, float]]:
    """(size, leading) by name, in points, for the script and the sheet."""
    kind = design.TYPES[galley.script].scaled(sheet.scale)
    factor = (
        design.title_factor(galley.title[: galley.head], wide=galley.script in EAST_ASIAN) * 0.8
    )  # a Word page has no rail to give the title more room
    return {
        "text": kind.text,
        "small": kind.small,
        "strip": (kind.small[0], kind.text[1]),
        "byline": (round(kind.small[0] * 1.17, 1), kind.text[1]),
        "display": (kind.display[0] * factor, kind.display[1] * factor),
        "standfirst": kind.standfirst,
        "heading": (round(kind.text[0] * 1.08, 1), kind.text[1]),
        "deck": kind.deck,
    }


def styles_xml(galley: Galley, sheet: design.Sheet) -> str:
    """The whole styles part."""
    table = sizes(galley, sheet)
    paragraphs = "".join(_paragraph_style(look, galley, sheet, table) for look in looks(galley))
    characters = _characters(galley, table)
    return f"<w:styles {NS}>{_defaults(galley, table)}{_base(galley)}{paragraphs}{characters}{TABLES}</w:styles>"


def _fonts(galley: Galley, sans: bool) -> str:
    latin = COMPLEX[galley.script] if galley.script == "devanagari" else SANS if sans else SERIF  # Hind has both scripts
    complex_face = COMPLEX.get(galley.script, latin) if galley.script != "latin" else latin
    wide = BY_SCRIPT[galley.script].name if galley.script in BY_SCRIPT else latin
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{wide}" w:cs="{complex_face}"/>'


def _sizes(pair: tuple[float, float], galley: Galley) -> str:
    """Word keeps two sizes: one for Latin letters and one for complex scripts; ours is that of the edition's script."""
    complex_size = round(pair[0] * 2)
    latin = round(pair[0] * 2 * design.TYPES[galley.script].foreign)
    return f'<w:sz w:val="{latin}"/><w:szCs w:val="{complex_size}"/>'


def languages(galley: Galley) -> str:
    """The language of Latin, East Asian and complex-script text: for an Arabic edition Latin words are the source's."""
    own, source = quoteattr(office_tag(galley.lang)), quoteattr(galley.source_lang)
    if galley.script == "latin":
        return f"<w:lang w:val={quoteattr(galley.lang)}/>"
    if galley.script in EAST_ASIAN:
        return f"<w:lang w:val={source} w:eastAsia={own}/>"
    return f"<w:lang w:val={source} w:bidi={quoteattr(galley.lang)}/>"


def office_tag(lang: str) -> str:
    """Chinese by the region whose writing it is, for Word knows no "zh-Hant"; any other tag as it is."""
    return {"hans": "zh-CN", "hant": "zh-TW"}.get(script_of(lang), lang)


def _defaults(galley: Galley, table: dict[str, tuple[float, float]]) -> str:
    run = f"<w:rPr>{_fonts(galley, False)}{_sizes(table['text'], galley)}{languages(galley)}</w:rPr>"
    return f"<w:docDefaults><w:rPrDefault>{run}</w:rPrDefault><w:pPrDefault/></w:docDefaults>"


def _base(galley: Galley) -> str:
    bidi = "<w:bidi/>" if galley.rtl else ""
    return (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f"<w:pPr><w:widowControl/>{bidi}</w:pPr></w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>'
        '<w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/></w:style>'
    )


def _paragraph_style(look: Look, galley: Galley, sheet: design.Sheet, table: dict[str, tuple[float, float]]) -> str:
    pair = table[look.size] if isinstance(look.size, str) else look.size
    then = next((other.id for other in looks(galley) if other.name == look.then), "")
    return (
        f'<w:style w:type="paragraph" w:styleId="{look.id}"><w:name w:val="{look.name}"/><w:basedOn w:val="{look.based}"/>'
        + (f'<w:next w:val="{then}"/>' if then else "")
        + f"<w:qFormat/><w:pPr>{''.join(_paragraph_properties(look, pair, galley, sheet))}</w:pPr>"
        f"<w:rPr>{''.join(_run_properties(look, pair, galley))}</w:rPr></w:style>"
    )


def _paragraph_properties(look: Look, pair: tuple[float, float], galley: Galley, sheet: design.Sheet) -> Iterator[str]:
    """In the order that the schema asks for (ECMA-376, CT_PPr)."""
    if look.level or look.keep:
        yield "<w:keepNext/><w:keepLines/>"
    if look.bullet:
        yield '<w:numPr><w:numId w:val="1"/></w:numPr>'
    if look.line:
        sides = "".join(
            f'<w:{_side(side, galley)} w:val="single" w:sz="{eighths}" w:space="4" w:color="{colour}"/>'
            for side, eighths, colour in look.line
        )
        yield f"<w:pBdr>{sides}</w:pBdr>"
    if look.fill:
        yield f'<w:shd w:val="clear" w:color="auto" w:fill="{look.fill.upper()}"/>'
    if look.tab:
        yield f'<w:tabs><w:tab w:val="right" w:pos="{text_width(sheet)}"/></w:tabs>'
    if look.level or look.sans:
        yield "<w:suppressAutoHyphens/>"
    before, after, line = (round(points * 20) for points in (look.before, look.after, pair[1]))
    yield f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="atLeast"/>'
    if galley.script in INDENTS and look.name in ("Body", "Body First"):
        chars = INDENTS[galley.script]
        yield f'<w:ind w:firstLineChars="{chars}" w:firstLine="{round(pair[0] * chars / 5)}"/>'
    elif look.first or look.start:
        shift = f' w:hanging="{round(look.hanging * 20)}"' if look.hanging else f' w:firstLine="{round(look.first * 20)}"'
        yield f'<w:ind w:left="{round(look.start * 20)}"{shift}/>'
    if look.dense:
        yield "<w:contextualSpacing/>"
    if look.justified:
        yield '<w:jc w:val="both"/>'
    if look.name == "Strip" and galley.logo:
        yield '<w:textAlignment w:val="center"/>'
    if look.level:
        yield f'<w:outlineLvl w:val="{look.level - 1}"/>'


def _side(side: str, galley: Galley) -> str:
    """A border's side: Word's left and right are those of the paper, whichever way a paragraph runs."""
    return "right" if galley.rtl and side == "left" else side


def _run_properties(look: Look, pair: tuple[float, float], galley: Galley) -> Iterator[str]:
    """In the order of CT_RPr."""
    yield _fonts(galley, look.sans)
    if look.bold or (look.level == 1 and design.TYPES[galley.script].head > 400):
        yield "<w:b/><w:bCs/>"
    if look.italic:
        yield "<w:i/><w:iCs/>"
    yield f'<w:color w:val="{look.colour}"/>' + _sizes(pair, galley)


def _characters(galley: Galley, table: dict[str, tuple[float, float]]) -> str:
    """The line below the title, names in the byline, marks, labels."""
    italic = "<w:i/><w:iCs/>" if galley.script == "latin" else ""
    plain = '<w:b w:val="0"/><w:bCs w:val="0"/>'
    accent, ink, soft = (f'<w:color w:val="{colour}"/>' for colour in (design.ACCENT, design.INK, design.SOFT))
    made = (
        ("TitleLine", "Title Line", plain + italic + soft + _sizes(table["deck"], galley)),
        ("Name", "Name", "<w:b/><w:bCs/>" + ink),
        ("Label", "Label", "<w:b/><w:bCs/>" + ink),
        ("House", "House", "<w:b/><w:bCs/>" + accent),
        ("Quiet", "Quiet", plain + soft),
        # Said outright, because LibreOffice has the style raised and small by itself, which a star already is.
        ("FootnoteReference", "footnote reference", "<w:b/><w:bCs/>" + accent + '<w:vertAlign w:val="baseline"/>'),
    )
    return "".join(
        f'<w:style w:type="character" w:styleId="{key}"><w:name w:val="{name}"/><w:basedOn w:val="DefaultParagraphFont"/>'
        f"<w:qFormat/><w:rPr>{properties}</w:rPr></w:style>"
        for key, name, properties in made
    )


TABLES = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>'
    '<w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
)


def text_width(sheet: design.Sheet) -> int:
    """Width of the text column in twentieths of a point."""
    return round((sheet.width - 2 * side_margin(sheet)) / 25.4 * 1440)


def top_margin(sheet: design.Sheet) -> float:
    """Margin above the text, in millimetres."""
    return sheet.top - 4


def side_margin(sheet: design.Sheet) -> float:
    """Margin on either side, in millimetres: a Word page has no rail, so the measure is centred."""
    return 31 if sheet.rail else 19


LEVELS = 6


def numbering_xml(starts: tuple[tuple[int, int], ...] = ()) -> str:
    """Bullets for "List Bullet" as list 1, and from 2 on each numbered list of the edition.

    Args:
        starts: Of each numbered list its level, from 0, and its first number.
    """
    bullets = "".join(
        _level(level, "bullet", "•", '<w:pStyle w:val="ListBullet"/>' if not level else "") for level in range(LEVELS)
    )
    numbers = "".join(_level(level, "decimal", f"%{level + 1}.", "") for level in range(LEVELS))
    lists = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="{level}">'
        f'<w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
        for number, (level, start) in enumerate(starts, 2)
    )
    return (
        f'<w:numbering {NS}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/>{bullets}'
        f'</w:abstractNum><w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="multilevel"/>{numbers}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{lists}</w:numbering>'
    )


def _level(level: int, form: str, text: str, style: str) -> str:
    indent = 360 * (level + 1)
    face = f'<w:rFonts w:ascii="{SERIF}" w:hAnsi="{SERIF}" w:cs="{SERIF}"/>'
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{style}<w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{indent}" w:hanging="280"/></w:pPr>'
        f'<w:rPr>{face}<w:color w:val="{design.ACCENT}"/></w:rPr></w:lvl>'
    )


def settings_xml(galley: Galley) -> str:
    """Word 2013's layout (mode 15, so that no "compatibility mode" is shown), hyphenation, and the footnote separators."""
    compat = "http://schemas.microsoft.com/office/word"
    return (
        f'<w:settings {NS}><w:zoom w:percent="100"/><w:autoHyphenation/><w:doNotHyphenateCaps/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
        "<w:compat><w:doNotExpandShiftReturn/>"
        f'<w:compatSetting w:name="compatibilityMode" w:uri="{compat}" w:val="15"/></w:compat>'
        f"{languages(galley).replace('w:lang', 'w:themeFontLang')}"
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def font_table_xml() -> str:
    """The faces with what may stand in for them, in the order of CT_Font.

    Word goes by the name, then by the PANOSE number. LibreOffice heeds neither: it asks the system for the name.
    """
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/>'
        + (f'<w:panose1 w:val="{panose}"/>' if panose else "")
        + f'<w:charset w:val="{CHARSETS.get(name, "00")}"/><w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
        for name, (other, panose, family) in sorted(ALTERNATIVES.items())
    )
    return f"<w:fonts {NS}>{fonts}</w:fonts>"
