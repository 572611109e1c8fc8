"""What python-docx leaves to its callers: order of elements, scripts, bookmarks, parts, a clean and repeatable file.

Shared by the rooms that write DOCX. Element order is that of ECMA-376-1, part 17 (`wml.xsd`); Word opens a file that has
another order only after a repair. Imports of python-docx stand inside the functions, so that importing this module is free.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
VARIANT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
CUSTOM_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # FMTID_UserDefinedProperties, MS-OLEPS 2.2

RTL_LANGUAGES = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"))
RTL_SCRIPTS = frozenset(("adlm", "arab", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"))
STALE_SETTINGS = (
    "rsids shapeDefaults savePreviewPicture doNotAutoCompressPictures proofState themeFontLang docId defaultImageDpi"
)
CJK_LANGUAGES = frozenset(("ja", "ko", "yue", "zh"))
# Written from left to right, yet "complex script" to Word, which then looks at the cs font and the bidi language.
COMPLEX_LANGUAGES = frozenset(
    (
        "as",
        "bn",
        "bo",
        "dz",
        "gu",
        "hi",
        "km",
        "kn",
        "kok",
        "lo",
        "mai",
        "ml",
        "mr",
        "my",
        "ne",
        "or",
        "pa",
        "sa",
        "si",
        "ta",
        "te",
        "th",
    )
)

ORDER: Mapping[str, str] = {
    "rPr": (
        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
        "webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang "
        "eastAsianLayout specVanish oMath rPrChange"
    ),
    "pPr": (
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
        "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
        "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
        "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
    ),
    "tblPr": (
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
        "tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription"
    ),
    "tcPr": ("cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark"),
    "sectPr": (
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols "
        "formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings"
    ),
    "settings": (
        "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries "
        "displayBackgroundShape printPostScriptOverText printFractionalCharacterWidth printFormsData embedTrueTypeFonts "
        "embedSystemFonts saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader "
        "bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors hideGrammaticalErrors activeWritingStyle proofState "
        "formsDesign attachedTemplate linkStyles stylePaneFormatFilter stylePaneSortMethod documentType mailMerge "
        "revisionView trackRevisions doNotTrackMoves doNotTrackFormatting documentProtection autoFormatOverride "
        "styleLockTheme styleLockQFSet defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone "
        "doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle defaultTableStyle evenAndOddHeaders "
        "bookFoldRevPrinting bookFoldPrinting bookFoldPrintingSheets drawingGridHorizontalSpacing "
        "drawingGridVerticalSpacing displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery "
        "doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin drawingGridVerticalOrigin doNotShadeFormData "
        "noPunctuationKerning characterSpacingControl printTwoOnOne strictFirstAndLastChars noLineBreaksAfter "
        "noLineBreaksBefore savePreviewPicture doNotValidateAgainstSchema saveInvalidXml ignoreMixedContent "
        "alwaysShowPlaceholderText doNotDemarcateInvalidXml saveXmlDataOnly useXSLTWhenSaving saveThroughXslt showXMLTags "
        "alwaysMergeEmptyNamespace updateFields hdrShapeDefaults footnotePr endnotePr compat docVars rsids mathPr "
        "attachedSchema themeFontLang clrSchemeMapping doNotIncludeSubdocsInStats doNotAutoCompressPictures forceUpgrade "
        "captions readModeInkLockDown smartTagType schemaLibrary shapeDefaults doNotEmbedSmartTags decimalSymbol "
        "listSeparator docId defaultImageDpi"
    ),
}


def element(name: str, /, **attributes: str) -> Any:
    """A new element of the main namespace, its attributes too: `element("jc", val="start")` is `<w:jc w:val="start"/>`."""
    from docx.oxml.parser import oxml_parser  # what OxmlElement calls; a review copy has thousands of elements

    named = {f"{{{W}}}{key}": value for key, value in attributes.items()}
    return oxml_parser.makeelement(f"{{{W}}}{name}", named, nsmap={"w": W})


def local(node: Any) -> str:
    """Name of an element without its namespace; "" for a comment or a processing instruction."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


@cache
def _later(parent: str, name: str) -> frozenset[str]:
    """What may stand only behind a child of this name."""
    order = ORDER[parent].split()
    return frozenset(order[order.index(name) + 1 :])


def put(parent: Any, child: Any) -> Any:
    """Set `child` in `parent` at the place the schema wants; one of the same name is replaced. Gives back the child.

    `parent` is one of `ORDER`: rPr, pPr, tblPr, tcPr, sectPr, settings.
    """
    later = _later(local(parent), local(child))
    for old in [node for node in parent if node.tag == child.tag]:
        parent.remove(old)
    place = next((index for index, node in enumerate(parent) if local(node) in later), len(parent))
    parent.insert(place, child)
    return child


def is_rtl(lang: str) -> bool:
    """Whether the text of this BCP 47 tag runs from right to left; a script subtag weighs more than the language."""
    language, *rest = lang.lower().split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    return script in RTL_SCRIPTS if script else language in RTL_LANGUAGES


@cache
def office_tag(lang: str) -> str:
    """The tag as Word writes it, with a region: "es" gives "es-ES", "zh-Hant" "zh-TW"; an unknown tag stays as it is.

    Word and LibreOffice pick the proofing tools by language and region. The likely region is CLDR's.
    """
    from babel.core import get_global

    language, *rest = lang.split("-")
    script = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), "")
    region = next((part.upper() for part in rest if len(part) == 2 or (len(part) == 3 and part.isdigit())), "")
    likely = get_global("likely_subtags")
    full = likely.get(f"{language}_{script}") or likely.get(language) or ""
    guess = full.rpartition("_")[2]
    return f"{language}-{region or guess}" if region or guess else lang


def set_lang(rpr: Any, lang: str, rtl: bool | None = None) -> None:
    """Say in a `w:rPr` which language the run is in, so that it is spelt, hyphenated and shaped as that language.

    Args:
        rpr: A `w:rPr` of a run, a style or the document's defaults.
        lang: BCP 47 tag.
        rtl: Whether it runs from right to left; None takes it from the tag.
    """
    rtl, language = (is_rtl(lang) if rtl is None else rtl), lang.split("-")[0].lower()
    slot = "bidi" if rtl or language in COMPLEX_LANGUAGES else "eastAsia" if language in CJK_LANGUAGES else "val"
    node = rpr.find(f"{{{W}}}lang")
    node = put(rpr, element("lang")) if node is None else node
    node.set(f"{{{W}}}{slot}", office_tag(lang))
    if rtl:
        put(rpr, element("rtl"))


def set_bidi(ppr: Any) -> None:
    """Make a paragraph run from right to left; its start is then on the right."""
    put(ppr, element("bidi"))


def set_fonts(style: Any, latin: str, cs: str, east_asia: str) -> None:
    """Name a style's faces for Latin, complex and East Asian script, and drop theme fonts, which would win over names."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for slot, face in (("ascii", latin), ("hAnsi", latin), ("eastAsia", east_asia), ("cs", cs)):
        fonts.set(f"{{{W}}}{slot}", face)


def set_size(style: Any, points: float) -> None:
    """Size of a style in points, for Latin and for complex scripts alike; python-docx alone leaves Arabic at its old size."""
    rpr = style.element.get_or_add_rPr()
    for name in ("sz", "szCs"):
        put(rpr, element(name, val=str(round(points * 2))))


def set_defaults(document: Any, latin: str, cs: str, east_asia: str, lang: str) -> None:
    """Fonts and language of everything that says nothing else (`w:docDefaults`)."""
    rpr = document.styles.element.find(f"{{{W}}}docDefaults/{{{W}}}rPrDefault/{{{W}}}rPr")
    slots = {"ascii": latin, "hAnsi": latin, "eastAsia": east_asia, "cs": cs}
    put(rpr, element("rFonts", **slots))
    put(rpr, element("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"))
    rtl = is_rtl(lang)
    set_lang(rpr, lang, rtl=rtl)
    for mark in rpr.findall(f"{{{W}}}rtl"):  # direction belongs to runs; as a default it would turn every digit
        rpr.remove(mark)


def bookmark(paragraph: Any, name: str, number: int) -> None:
    """Put a bookmark round all that stands in a python-docx paragraph.

    Args:
        name: At most 40 letters, digits and "_", a letter first: what Word accepts; `bookmark_name` makes one.
        number: Unique in the document.
    """
    start, end = element("bookmarkStart", id=str(number), name=name), element("bookmarkEnd", id=str(number))
    node = paragraph._p
    node.insert(1 if node.pPr is not None else 0, start)
    node.append(end)


def bookmark_name(segment_id: str, prefix: str = "seg_") -> str:
    """A segment id as Word takes it for a bookmark: "b12.3" gives "seg_b12_3"."""
    return (prefix + "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in segment_id))[:40]


def add_part(owner: Any, uri: str, content_type: str, relation: str, root: Any) -> Any:
    """Add an XML part to a python-docx part or package and relate it; gives back the part, `root` being its element.

    Args:
        owner: `document.part`, or `document.part.package` for what belongs to the whole file.
        uri: Absolute name in the package, such as "/word/footnotes.xml".
        relation: Last piece of the relationship type, such as "footnotes".
    """
    from docx.opc.packuri import PackURI
    from docx.opc.part import XmlPart

    part = XmlPart(PackURI(uri), content_type, root, getattr(owner, "package", owner))
    owner.relate_to(part, f"{RELATIONS}/{relation}")
    return part


def custom_property(document: Any, name: str, value: str) -> None:
    """Add a text property to the file (docProps/custom.xml): File, Properties, Custom in Word; it survives LibreOffice."""
    from lxml import etree

    package = document.part.package
    kind = f"{RELATIONS}/custom-properties"
    part = next((rel.target_part for rel in package.rels.values() if rel.reltype == kind), None)
    if part is None:
        root = etree.Element(f"{{{CUSTOM}}}Properties", nsmap={None: CUSTOM, "vt": VARIANT})
        mime = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
        part = add_part(package, "/docProps/custom.xml", mime, "custom-properties", root)
    attributes = {"fmtid": CUSTOM_ID, "pid": str(len(part.element) + 2), "name": name}
    entry = etree.SubElement(part.element, f"{{{CUSTOM}}}property", attributes)
    etree.SubElement(entry, f"{{{VARIANT}}}lpwstr").text = value


SANS_SERIF = frozenset(("Arial", "Calibri", "Leelawadee UI", "Nirmala UI", "Segoe UI", "Tahoma"))


def font_table(document: Any, faces: Iterable[tuple[str, str]]) -> None:
    """Name for each face the one to take where it is not installed: (("Amiri", "Traditional Arabic"), …).

    The family, serif or sans serif, is that of the alternative; Word goes by it where neither face is installed. LibreOffice
    heeds none of this: it asks the system for the name.
    """
    from docx.oxml import parse_xml

    root = parse_xml(f'<w:fonts xmlns:w="{W}"/>')
    for face, alternative in sorted(set(faces)):
        font = element("font", name=face)
        family = "swiss" if alternative in SANS_SERIF else "roman"
        said = (("altName", alternative), ("charset", "00"), ("family", family), ("pitch", "variable"))
        font.extend(element(name, val=value) for name, value in said)
        root.append(font)
    mime = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"
    add_part(document.part, "/word/fontTable.xml", mime, "fontTable", root)


def strip_debris(document: Any) -> None:
    """Take out of a new python-docx document what its template of 2013 brings along. Call it first, before adding styles.

    Stale or foreign parts (stylesWithEffects, customXml, webSettings, fontTable, thumbnail), a hundred table styles, Word 2010
    compatibility, revision ids, Japanese as theme language, the template's author and dates.
    """
    _drop_relations(document.part, ("stylesWithEffects", "customXml", "webSettings", "fontTable"))
    _drop_relations(document.part.package, ("thumbnail", "extended-properties"))
    _strip_styles(document.styles.element)
    _strip_settings(document.settings.element)
    core = document.core_properties
    for node in list(core._element):
        core._element.remove(node)


def _drop_relations(owner: Any, kinds: tuple[str, ...]) -> None:
    """Parts that nothing relates to are not written."""
    for key, rel in list(owner.rels.items()):
        if rel.reltype.rpartition("/")[2] in kinds:
            del owner.rels[key]


def _strip_styles(styles: Any) -> None:
    """Keep the two table styles in use; name no theme font, whose faces the template leaves to the machine."""
    keep = ("TableNormal", "TableGrid")
    for style in styles.findall(f"{{{W}}}style"):
        if style.get(f"{{{W}}}type") == "table" and style.get(f"{{{W}}}styleId") not in keep:
            styles.remove(style)
    for fonts in styles.iter(f"{{{W}}}rFonts"):
        for name in [name for name in fonts.attrib if name.endswith("Theme") or name.endswith("theme")]:
            del fonts.attrib[name]


def _strip_settings(settings: Any) -> None:
    """Settings of the template's own history; what is left says "made for Word 2013 and later"."""
    gone = STALE_SETTINGS.split()
    for node in [node for node in settings if local(node) in gone]:
        settings.remove(node)
    put(settings, element("zoom", percent="100"))
    compat = settings.find(f"{{{W}}}compat")
    for node in list(compat):
        if local(node) == "useFELayout":
            compat.remove(node)
        elif node.get(f"{{{W}}}name") == "compatibilityMode":
            node.set(f"{{{W}}}val", "15")


def normalise_zip(data: bytes) -> bytes:
    """The same package with its entries sorted and without clocks or machines in them: same content, same bytes.

    Raises:
        ValueError: Two entries have one name; Word repairs such a file by guessing.
    """
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w") as new:
        names = old.namelist()
        if len(set(names)) != len(names):
            raise ValueError("two parts of the package have the same name")
        for name in sorted(names, key=lambda name: (name != "[Content_Types].xml", not name.startswith("_rels/"), name)):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o600 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name), compresslevel=6)
    return held.getvalue()


def save(document: Any) -> bytes:
    """A python-docx document as repeatable bytes."""
    held = io.BytesIO()
    document.save(held)
    return normalise_zip(held.getvalue())


# --- Pictures (ECMA-376-1, 20) -----------------------------------------------------------------------------------------

EMU = 36_000  # a millimetre, in the English Metric Units of DrawingML
DRAWING_MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
DRAWING_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
OURS = "pubpipe "  # begins the name of a drawing that we sent, by which it is known from one that a person put in
IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
DRAWING = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    f'xmlns:a="{DRAWING_MAIN}" xmlns:pic="{DRAWING_PICTURE}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def graphic(image: str, extent: str, extension: str = "") -> str:
    """The picture itself (ECMA-376-1, 20.2)."""
    return (
        f'<a:graphic><a:graphicData uri="{DRAWING_PICTURE}"><pic:pic>'
        '<pic:nvPicPr><pic:cNvPr id="0" name=""/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{image}">{extension}</a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "</pic:spPr></pic:pic></a:graphicData></a:graphic>"
    )


def image_part(part: Any, name: str, kind: str, data: bytes) -> str:
    """Put a picture into the package, for a part that shows it, and give the id of the relationship; the same one once."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    for relation in part.rels.values():
        if relation.reltype == IMAGE and str(relation.target_part.partname) == f"/word/media/{name}":
            return str(relation.rId)
    return str(part.relate_to(Part(PackURI(f"/word/media/{name}"), kind, data, part.package), IMAGE))


def thumbnail(part: Any, name: str, kind: str, data: bytes, size_mm: tuple[float, float], number: int) -> Any:
    """A run with a small picture that says nothing of itself: what it shows is written beside it.

    Args:
        number: Among the drawings of the file, from 1.
    """
    from docx.oxml import parse_xml

    extent = " ".join(f'{side}="{round(length * EMU)}"' for side, length in zip(("cx", "cy"), size_mm, strict=True))
    return parse_xml(
        f'<w:r xmlns:w="{W}"><w:drawing><wp:inline {DRAWING} distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
        f'<wp:docPr id="{number}" name="{OURS}{number}" descr=""/>{graphic(image_part(part, name, kind, data), extent)}'
        "</wp:inline></w:drawing></w:r>"
    )
