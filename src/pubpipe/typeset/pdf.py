"""Set an edition as a tagged PDF: PDF/A-3a that declares PDF/UA-1 too, with nothing read from the network or the disk."""

import logging
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from pubpipe.article import Article, Edition
from pubpipe.disclosure import IPTC, digital_source
from pubpipe.errors import OutputError
from pubpipe.typeset import design, fonts
from pubpipe.typeset.enclosed import UNKNOWN, Carried, dump, fill_in, identified, segments_json, source_json
from pubpipe.typeset.fence import LONG, fenced
from pubpipe.typeset.galley import set_galley
from pubpipe.typeset.glyphs import faithful_text
from pubpipe.typeset.justify import between_characters
from pubpipe.typeset.page import LOGO, PICTURES, html, name_of
from pubpipe.typeset.scripts import is_east_asian
from pubpipe.typeset.style import stylesheet
from pubpipe.typeset.tagging import faithful_tags

VARIANT = "pdf/a-3a"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def write_pdf(
    edition: Edition,
    *,
    page: str = "A4",
    fonts_dir: Path,
    carried: Carried | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """Lay the edition out; the same edition, fonts and libraries give the same bytes.

    Args:
        page: "A4", "A5" or "Letter".
        fonts_dir: Where the faces are kept; they are made on the first call.
        carried: What the file is to say of its making; without it, its segments.
        pictures: SHA-256 of each picture of the edition to its bytes.

    Raises:
        OutputError: A character has no glyph, a face cannot be made, or the layout engine complained.
        SettingsError: There is no such page size.
    """
    sheet = design.sheet_of(page)
    shown = resources(edition, pictures or {})
    return rendered(edition, fonts_dir, lambda faces, lay_out: _document(edition, sheet, faces, lay_out, shown), carried)


def resources(edition: Edition, pictures: Mapping[str, bytes]) -> dict[str, tuple[bytes, str]]:
    """Address of each picture on our own page to its bytes and media type."""
    return {PICTURES + name_of(one): (pictures[one.sha256], one.media) for one in edition.article.pictures}


LayOut = Callable[..., Any]


def rendered(
    edition: Edition, fonts_dir: Path, compose: Callable[[Path, LayOut], Any], carried: Carried | None = None
) -> bytes:
    """A PDF of the edition, with nothing read from the network or the disk but its faces.

    Args:
        compose: Gives the pages to write, from the folder of the faces and a function from HTML, CSS and a logo to pages.
    """
    fonts.check_glyphs(edition)
    conf = fonts.prepare(fonts_dir, fonts.scripts_of(edition))
    wide = is_east_asian(edition.lang) or is_east_asian(edition.source.lang)
    justified = between_characters() if wide else nullcontext()
    with _only_fonts_of(conf), justified, faithful_text(), faithful_tags(edition.lang), _complaints() as complaints:
        if sum(len(block.text) for block in edition.article.blocks) < LONG:
            return _rendered(edition, lambda: compose(conf.parent, laid_out), complaints, carried)
        import weasyprint  # noqa: F401  in this process, so that the copy has it

        return fenced(lambda: _rendered(edition, lambda: compose(conf.parent, laid_out), complaints, carried))


def _rendered(edition: Edition, compose: Callable[[], Any], complaints: list[str], carried: Carried | None) -> bytes:
    data = _render(edition, compose, carried)
    if complaints:
        where = f"{edition.article.slug}.{edition.lang}.pdf"
        raise OutputError("the layout engine complained: " + "; ".join(complaints[:3]), where=where)
    return data


def created(article: Article) -> str:
    """The time that a file of this article bears: the article's day, or "" for none at all.

    Not the time of the run, which would change the bytes of an edition in which nothing has changed; the day on which the
    edition was made is in its colophon.
    """
    return f"{article.date}T00:00:00Z" if DAY.fullmatch(article.date) else ""


def _render(edition: Edition, compose: Callable[[], Any], carried: Carried | None) -> bytes:
    from weasyprint.urls import FatalURLFetchingError

    def finish(_: Any, pdf: Any) -> None:
        _declare(pdf, edition)
        if carried:
            fill_in(pdf, dump(segments_json(edition)), carried)

    try:
        document = compose()
        data: bytes = document.write_pdf(
            pdf_variant=VARIANT, pdf_identifier=UNKNOWN, attachments=_attachments(edition), finisher=finish
        )
    except FatalURLFetchingError as error:
        raise OutputError("a page asked for an outside resource, which is refused", where=edition.article.slug) from error
    return identified(data)


def _attachments(edition: Edition) -> list[Any]:
    """What the edition was made from, for whoever meets the file alone: the source article and the segments (PDF/A-3, 6.8)."""
    from weasyprint import Attachment

    day = edition.article.date if created(edition.article) else "1980-01-01"
    moment = datetime.fromisoformat(day)
    return [
        Attachment(
            string=dump(data),
            name=f"{edition.article.slug}.{name}.json",
            description=description,
            created=moment,
            modified=moment,
            relationship=relationship,
        )
        for name, data, description, relationship in (
            (edition.source.lang, source_json(edition), "The source article", "Source"),
            (edition.lang, segments_json(edition), "Segments, source beside target", "Data"),
        )
    ]


def _document(
    edition: Edition, sheet: design.Sheet, faces: Path, lay_out: LayOut, shown: Mapping[str, tuple[bytes, str]]
) -> Any:
    """The laid-out pages."""
    galley = set_galley(edition)
    text = html(galley, description=edition.disclosure, created=created(edition.article))
    return lay_out(text, stylesheet(galley, sheet, faces), galley.logo, shown)


def laid_out(text: str, sheet: str, logo: str = "", shown: Mapping[str, tuple[bytes, str]] | None = None) -> Any:
    """Pages from our own HTML and CSS; nothing but the logo and the pictures, which must be clean, is fetched."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    config = FontConfiguration()  # one for each edition: a shared one has given wrong glyphs without a warning
    fetcher = _closed_fetcher(logo, shown or {})
    css = CSS(string=sheet, font_config=config, url_fetcher=fetcher, base_url="pubpipe:/")
    with _whole_lines(), _notes_that_stay():
        return HTML(string=text, url_fetcher=fetcher, base_url="pubpipe:/").render(stylesheets=[css], font_config=config)


@contextmanager
def _whole_lines() -> Iterator[None]:
    """Let a text before a name fill its line although the space after it no longer fits.

    WeasyPrint 70 takes such a text for one that cannot be broken and puts its first word on a line of its own
    (text/line_break.py, `split_first_line`, step 3).
    """
    from weasyprint.layout import inline

    split = inline.split_first_line

    def mended(text: str, style: Any, context: Any, width: Any, *others: Any, **named: Any) -> Any:
        line = split(text, style, context, width, *others, **named)
        broken_early = line[2] is not None and text.endswith(" ") and " " not in text.encode()[: line[1]].decode()
        if not broken_early or width is None:
            return line
        without_space = split(text.rstrip(" "), style, context, width, *others, **named)
        return split(text, style, context, None, *others, **named) if without_space[2] is None else line

    inline.split_first_line = mended
    try:
        yield
    finally:
        inline.split_first_line = split


@contextmanager
def _notes_that_stay() -> Iterator[None]:
    """Keep the notes on the page of the byline where a paragraph at its foot cannot be broken.

    WeasyPrint 70 pushes all footnotes of a page to the next where the line that overflows is the last of the orphans
    (layout/block.py, `report`), but for text in columns. Once no note waits for its line, a text is laid out as one in a column
    is: it moves to the next page itself.
    """
    from weasyprint.layout import block

    lay_out = block._linebox_layout

    def mended(context: Any, *others: Any) -> Any:
        before, context.in_column = context.in_column, context.in_column or not context.footnotes
        try:
            return lay_out(context, *others)
        finally:
            context.in_column = before

    block._linebox_layout = mended
    try:
        yield
    finally:
        block._linebox_layout = lay_out


def _closed_fetcher(logo: str, shown: Mapping[str, tuple[bytes, str]]) -> Any:
    """A fetcher that has the logo and the pictures and fetches nothing; the default one would read from the network and embed
    local files."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class ClosedFetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> Any:
            if logo and url == LOGO:
                return URLFetcherResponse(url, logo, {"Content-Type": "image/svg+xml"})
            if url in shown:
                return URLFetcherResponse(url, shown[url][0], {"Content-Type": shown[url][1]})
            raise ValueError(f"refused: {url}")

    return ClosedFetcher(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)


@contextmanager
def _only_fonts_of(conf: Path) -> Iterator[None]:
    """Let fontconfig see one folder, from WeasyPrint's import to the last glyph, then put the environment back."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(conf)
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


class _Ear(logging.Handler):
    """Keeps what the layout engine says at WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """Collect WeasyPrint's warnings: a rule or a font that it ignored would otherwise spoil the page in silence."""
    logger, ear = logging.getLogger("weasyprint"), _Ear()
    propagate, logger.propagate = logger.propagate, False
    handlers, logger.handlers = logger.handlers, [ear]
    try:
        yield ear.heard
    finally:
        logger.propagate, logger.handlers = propagate, handlers


# --- What WeasyPrint cannot say by itself ------------------------------------------------------------------------------

IPTC_SCHEMA = (
    '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>IPTC Extension schema</pdfaSchema:schema>'
    "<pdfaSchema:namespaceURI>http://iptc.org/std/Iptc4xmpExt/2008-02-29/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>Iptc4xmpExt</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>DigitalSourceType</pdfaProperty:name>'
    "<pdfaProperty:valueType>URI</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>"
    "<pdfaProperty:description>How the content was made, a word of IPTC's NewsCodes</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li>"
)
UA_SCHEMA = (
    '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>"
    f"</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li>{IPTC_SCHEMA}</rdf:Bag></pdfaExtension:schemas></rdf:Description>"
    '<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>'
)
"""PDF/A lets a file carry properties of its own only where their schema is declared (ISO 19005-3, 6.6.2.3)."""

DUBLIN_CORE = (
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:language><rdf:Bag><rdf:li>{lang}</rdf:li></rdf:Bag></dc:language>"
    "<dc:source>{source}</dc:source>{rights}</rdf:Description>"
    '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">'
    "<Iptc4xmpExt:DigitalSourceType>{kind}</Iptc4xmpExt:DigitalSourceType></rdf:Description>"
)
RIGHTS = '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:rights>'


def _declare(pdf: Any, edition: Edition) -> None:
    """Add PDF/UA-1, language, source, rights and how the text was made to the metadata that WeasyPrint wrote."""
    rights = edition.imprint.rights or edition.article.rights
    core = DUBLIN_CORE.format(
        lang=escape(edition.lang),
        source=escape(edition.source.url or f"sha256:{edition.source.sha256}"),
        kind=IPTC + digital_source(edition.engine, edition.units),
        rights=RIGHTS.format(escape(rights)) if rights else "",
    )
    close = "</rdf:RDF>"
    for item in pdf.objects:
        if getattr(item, "extra", None) and item.extra.get("Type") == "/Metadata":
            head, _, tail = item.stream[0].decode().rpartition(close)
            item.stream = [(head + UA_SCHEMA + core + close + tail).encode()]
