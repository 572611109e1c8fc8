"""Write down how an article was made of its page, when all is decided."""

from collections.abc import Iterator, Mapping
from typing import Any

from pubpipe.article import Article, Block, Role
from pubpipe.clean.lines import Line, Sheet
from pubpipe.clean.overrides import Namer, Order
from pubpipe.clean.sorting import Fate, Sorting
from pubpipe.clean.title import Front
from pubpipe.clean.trail import Evidence, Step, Trail

SIDECAR = "your sidecar file"
METADATA = "the page's metadata"
# What a role of a pasted line is read from; a page of HTML says it by the element.
LOOKS = {
    Role.HEADING: "a short line with a capital and running text below it, or one marked with #",
    Role.LIST_ITEM: "begins with the bullet or number of a list",
    Role.QUOTE: "begins with >, the mark of a quotation",
    Role.CAPTION: "begins or ends as captions and credits do",
    Role.STANDFIRST: "a sentence between title and byline",
    Role.PARAGRAPH: "no mark of another role",
}


def trail_of(
    article: Article,
    sort: Sorting,
    sheet: Sheet,
    front: Front,
    known: Mapping[str, Any],
    lang: str | None,
    orders: Mapping[int, Order],
) -> Trail:
    """The steps and the evidence of an article."""
    facts = tuple(_evidence(article, sheet, front, known, lang))
    return Trail(tuple(_steps(article, sort, orders)), facts, sheet.texts, sheet.lines)


def _steps(article: Article, sort: Sorting, orders: Mapping[int, Order]) -> Iterator[Step]:
    blocks = {block.lines: block for block in article.blocks if block.lines}
    notes = {note.lines: note for note in article.notes if note.lines}
    namer = Namer(sort.lines)
    for at, line in enumerate(sort.lines):
        numbers = line.numbers
        fate = sort.fates.get(at, Fate("body"))
        if fate.kind == "body":
            block = blocks[numbers]
            rule, reason = _why_kept(block, line, sort, at, fate)
            part, label, text = block.id, block.role.value, block.text
        elif fate.kind == "note":
            note = notes[numbers]
            part, label, text = note.id, f"{note.kind.value} note", f"{note.marker} {note.text}".strip()
            rule, reason = fate.rule, fate.reason
        else:
            rule, reason = fate.rule, fate.reason
            is_subtitle = fate.kind == "title" and (rule == "subtitle" or getattr(orders.get(at), "role", "") == "subtitle")
            part = label = "subtitle" if is_subtitle else fate.kind
            text = line.text
        kept = fate.kind != "dropped"
        score = sort.score(at) if fate.kind in ("body", "dropped") else None
        yield Step(numbers, part, label, rule, reason, text, score, namer.change(line, kept))


def _why_kept(block: Block, line: Line, sort: Sorting, at: int, fate: Fate) -> tuple[str, str]:
    role = f"the page has it in <{line.tag}>" if line.tag else LOOKS[block.role]
    if fate.rule == "sidecar" or at in sort.held:
        return "sidecar", f"your sidecar file says so; {role}" if at in sort.held else fate.reason
    if fate.rule == "caption":
        return fate.rule, fate.reason
    if line.inside:
        return "article-body", f"stands in the part of the page that holds the article; {role}"
    if sort.scores:
        return "article-text", f"reads like text of the article; {role}"
    return "not-the-site", f"no rule takes it for the site's, and in doubt a line is kept; {role}"


def _evidence(article: Article, sheet: Sheet, front: Front, known: Mapping[str, Any], lang: str | None) -> Iterator[Evidence]:
    """Each fact that the article has, and where it was read: the sidecar file, a line, or the page's metadata."""
    path = "the path through the site before the title"
    read = {
        "title": front.evidence.get("title", ""),
        "subtitle": front.evidence.get("subtitle", ""),
        "authors": front.evidence.get("authors", METADATA),
        "date": front.evidence.get("date", METADATA),
        "section": front.evidence.get("section", path if front.section else METADATA),
        "publication": METADATA if sheet.publication else "a disclaimer that names it, and a line of the site that begins so",
        "url": METADATA,
        "rights": "",
    }
    values = {
        "title": article.title,
        "subtitle": article.subtitle,
        "authors": "; ".join(
            author.name + (f" ({', '.join(author.affiliations)})" if author.affiliations else "") for author in article.authors
        ),
        "date": article.date,
        "section": article.section,
        "publication": article.publication,
        "url": article.url,
        "rights": article.rights,
    }
    for name, value in values.items():
        if value:
            at = read[name]
            is_told = name in known
            yield Evidence(name, value, (at if name == "title" and at else SIDECAR) if is_told else at)
    yield Evidence("language", article.lang, _language(article, sheet, known, lang))


def _language(article: Article, sheet: Sheet, known: Mapping[str, Any], lang: str | None) -> str:
    if lang:
        return "the command"
    if known.get("lang"):
        return SIDECAR
    return "the page's lang attribute" if sheet.lang else "guessed from the words of the text"
