"""Read what an author wrote and no site wrapped: Markdown and Word documents. Both become the HTML that html.py walks.

Nothing of such a text is taken for the site around it by its place; bylines, notes and disclaimers are found as in any page.
"""

import contextlib
import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any
from xml.parsers.expat import ExpatError

from pubpipe.article import Mark, MarkKind, SourcePage
from pubpipe.clean.figures import Seen
from pubpipe.clean.html import read_markup
from pubpipe.clean.lines import Line, Sheet, key_of
from pubpipe.errors import InputError
from pubpipe.opc import UNPACKING, Package

UNREADABLE = (*UNPACKING, KeyError, ValueError, TypeError, AttributeError, OSError)
LARGEST, MOST_BYTES = 32 << 20, 128 << 20  # bytes of one picture of a Word document, and of all of them
MARKUP = "markup"  # hint of a line that only says how the text is set
FRONT_KEYS = ("title", "subtitle", "date", "lang", "url", "section", "publication")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NOBODY = frozenset(
    ("", "python-docx", "user", "unknown", "author", "admin", "administrator", "microsoft office user", "windows user")
)
STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => h2.subtitle:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='caption'] => figcaption:fresh
p[style-name='Caption'] => figcaption:fresh
r[style-name='Emphasis'] => em
r[style-name='Strong'] => strong
"""


def read_markdown(page: SourcePage) -> Sheet:
    """A Markdown text (CommonMark 0.31 with tables, footnotes and YAML front matter) as lines of its source.

    Raises:
        InputError: The front matter is not YAML, or nothing is there but markup.
    """
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.front_matter import front_matter_plugin

    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 40}).enable("table")
    parser.use(footnote_plugin).use(front_matter_plugin)
    parser.add_render_rule("html_block", _html_block)
    tokens = parser.parse(page.text)
    facts = _front_matter(next((token.content for token in tokens if token.type == "front_matter"), ""), page.address)
    for token in tokens:
        if token.map and token.nesting >= 0 and token.type != "html_block":
            token.attrSet("data-line", f"{token.map[0] + 1}-{token.map[1]}")
    markup = parser.renderer.render(tokens, parser.options, {})
    rows = page.text.split("\n")
    sheet = read_markup(markup, page.address)
    lines = tuple(_numbered(sheet.lines, rows))
    lines, pictures = _with_places(lines, sheet.pictures)
    return _with_facts(replace(sheet, lines=lines, texts=tuple(rows), pictures=pictures), facts)


def _with_places(lines: Sequence[Line], pictures: Sequence[Seen]) -> tuple[tuple[Line, ...], tuple[Seen, ...]]:
    """The pictures at the lines that they are written in; these lines are marked where nothing else stands in them, and so are
    the captions."""
    rows = {number: at for at, line in enumerate(lines) for number in line.numbers}
    marked, placed = list(lines), []
    for seen in pictures:
        own = [rows[number] for number in seen.span if number in rows]
        at = own[0] if own else seen.at
        alone = [place for place in own if MARKUP in lines[place].hints]
        for place in alone:
            marked[place] = replace(lines[place], hints=lines[place].hints | {"picture"})
        below = at + bool(alone)
        is_caption = own and not seen.is_within and below < len(lines) and _is_slanted(lines[below])
        if is_caption:
            marked[below] = _as_caption(lines[below])
        figure = (below, below + 1) if is_caption else ()
        alt = seen.alt or None  # "![](…)": nothing was said, which is not to say that there is nothing
        placed.append(replace(seen, at=at + bool(alone or seen.is_within), scope=(), figure=figure, alt=alt))
    return tuple(marked), tuple(placed)


def _is_slanted(line: Line) -> bool:
    """Whether all of a paragraph is emphasised, as a caption below a picture is where Markdown has no other way to say it."""
    return line.tag == "p" and any(_is_whole(mark, line) for mark in line.marks)


def _is_whole(mark: Mark, line: Line) -> bool:
    return mark.kind is MarkKind.EMPHASIS and mark.end - mark.start >= len(line.text.strip())


def _as_caption(line: Line) -> Line:
    return replace(line, tag="figcaption", marks=tuple(mark for mark in line.marks if not _is_whole(mark, line)))


def _html_block(_: Any, tokens: Sequence[Any], at: int, *rest: Any) -> str:
    token = tokens[at]
    span = f"{token.map[0] + 1}-{token.map[1]}" if token.map else ""
    return f'<div data-line="{span}">{token.content}</div>'


def _front_matter(text: str, where: str) -> dict[str, str]:
    """The keys that we know, as text; dates in ISO 8601, authors joined by ";"."""
    import yaml  # type: ignore[import-untyped]

    try:
        return _facts_of(yaml.safe_load(text) if text else {})
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 2}" if mark else ""
        what = f"the front matter is not YAML{line}"
        raise InputError(what, where=where, hint='put values with a colon into quotation marks: title: "A: B"') from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"the front matter cannot be read: {error}", where=where, hint="write plain keys and texts") from error


def _facts_of(known: object) -> dict[str, str]:
    if not isinstance(known, Mapping):
        return {}
    facts = {key: _plain(known[key]) for key in FRONT_KEYS if known.get(key)}
    people = known.get("authors", known.get("author")) or []
    names = [people] if isinstance(people, str) else people if isinstance(people, list) else []
    facts["authors"] = ";".join(_plain(name.get("name", "") if isinstance(name, Mapping) else name) for name in names)
    return facts


def _plain(value: object) -> str:
    """A value as one line of text; never a list, which a few lines of aliases can make as long as memory lasts.

    Raises:
        ValueError: It is no text, number or day, or no file can hold it.
    """
    if not isinstance(value, str | int | float | datetime.date):
        raise ValueError(f"a {type(value).__name__} stands where a text should")
    text = " ".join(str(value).split())
    text.encode()
    return text


def _numbered(lines: Sequence[Line], rows: Sequence[str]) -> Iterator[Line]:
    """The lines with the numbers of the source, each number once; what is left over is markup, and is accounted for as such."""
    free = {number for number, row in enumerate(rows, 1) if row.strip()}
    key_at = cache(lambda number: key_of(rows[number - 1]))
    placed: list[Line] = []
    for line in lines:
        own = tuple(number for number in line.numbers if number in free)
        if len(own) > 1 and (one := next((number for number in own if key_at(number) == line.key), 0)):
            own = (one,)  # a line of a block that holds several, as a table or a list
        free -= set(own)
        if not own and placed:  # more text of a source line that has given a line already
            last = placed[-1]
            shift = len(last.text) + 1
            more = tuple(replace(mark, start=mark.start + shift, end=mark.end + shift) for mark in line.marks)
            placed[-1] = replace(last, text=f"{last.text} {line.text}", marks=(*last.marks, *more))
            continue
        placed.append(replace(line, numbers=own))
    end = len(rows) + 1
    rest = [Line((number,), "", 1, "p", True, frozenset((MARKUP,))) for number in sorted(free)]
    yield from sorted((*placed, *rest), key=lambda line: line.numbers or (end,))


def _with_facts(sheet: Sheet, facts: Mapping[str, str]) -> Sheet:
    day = DAY.match(facts.get("date", ""))
    return replace(
        sheet,
        title=facts.get("title", "") or sheet.title,
        authors=tuple(filter(None, facts.get("authors", "").split(";"))) or sheet.authors,
        day=day[0] if day else sheet.day,
        lang=facts.get("lang", "") or sheet.lang,
        url=facts.get("url", "") or sheet.url,
        section=facts.get("section", "") or sheet.section,
        publication=facts.get("publication", "") or sheet.publication,
    )


def read_docx(page: SourcePage) -> Sheet:
    """A Word document as lines of its visible text: tracked insertions are taken, deletions and comments left out.

    Raises:
        InputError: Not a DOCX, a hostile one, one of ours for review, or one without text.
    """
    import io

    import mammoth  # type: ignore[import-untyped]

    try:
        package = Package(page.data, "document", "save it once more as .docx, or paste its text into a .txt file")
        core = _checked(package, page.address)
    except InputError as error:
        raise InputError(error.what, where=page.address, hint=error.hint) from error
    embedded: dict[str, bytes] = {}
    try:
        made = mammoth.convert_to_html(
            io.BytesIO(page.data),
            style_map=STYLES,
            convert_image=mammoth.images.img_element(lambda image: _embedded(image, embedded)),
            external_file_access=False,
            include_embedded_style_map=False,
        )
    except (*UNREADABLE, IndexError, RecursionError, ExpatError) as error:
        hint = "open it in Word or LibreOffice and save it once more as .docx"
        raise InputError(f"the document is damaged: {error}", where=page.address, hint=hint) from error
    sheet = read_markup(str(made.value), page.address)
    title = sheet.title or core.get("title", "")
    author = core.get("creator", "")
    authors = () if author.casefold() in NOBODY else tuple(filter(None, (name.strip() for name in author.split(";"))))
    return replace(sheet, title=title, authors=sheet.authors or authors, embedded=embedded)


def _embedded(image: Any, embedded: dict[str, bytes]) -> dict[str, str]:
    """A picture of the document under an address of our own; one that is only linked to has none that leads anywhere."""
    address = f"embedded:{len(embedded) + 1}"
    room = min(LARGEST, MOST_BYTES - sum(map(len, embedded.values())))
    embedded[address] = b""
    with contextlib.suppress(*UNREADABLE), image.open() as file:
        data = file.read(room + 1)
        embedded[address] = data if len(data) <= room else b""
    return {"src": address}


def _checked(package: Package, where: str) -> dict[str, str]:
    """Look at every XML part before anybody parses it, and give the title and the author of the document's properties."""
    if not any(name.lower() == "word/document.xml" for name in package.names()):
        raise InputError("it holds no text of Word's", where=where, hint="save it as .docx from Word or LibreOffice")
    for name in package.names():
        if name.lower().endswith((".xml", ".rels")):
            package.tree(name)
    root = package.tree("docProps/custom.xml")
    if root is not None and b"pubpipe" in b"".join((element.get("name") or "").encode() for element in root):
        what = "it is a review copy, not an article"
        raise InputError(what, where=where, hint="put it back into its folder in output/, the next run takes it in")
    core = package.tree("docProps/core.xml")
    return {} if core is None else {element.tag.rpartition("}")[2]: (element.text or "").strip() for element in core}
