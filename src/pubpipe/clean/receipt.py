"""Tell what became of every line of a page: as JSON for scripts, as one HTML page for people."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any, NamedTuple

from pubpipe.article import Article
from pubpipe.codes import codes_json

STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1a; --soft: #6a6a66; --paper: #fdfdfb; --line: #dcdcd6;
  --kept: #1d6b45; --gone: #9a3324; --wash: #f6efec }
@media (prefers-color-scheme: dark) { :root { --ink: #e9e8e3; --soft: #a3a29b; --paper: #171716; --line: #383835;
  --kept: #7fc9a1; --gone: #e59a8a; --wash: #251d1b } }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 Georgia, "Source Serif 4", serif }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .3rem; text-wrap: balance }
p.sum { color: var(--soft); margin: 0 0 1.6rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0 0 1.6rem; font-size: .92rem }
dt { color: var(--soft) } dd { margin: 0 }
table { width: 100%; border-collapse: collapse; font-size: .95rem }
th { text-align: start; font-weight: normal; color: var(--soft); font-size: .85rem; border-bottom: 1px solid var(--ink) }
th, td { padding: .4rem .6rem; vertical-align: top }
td { border-bottom: 1px solid var(--line) }
td.n { color: var(--soft); text-align: end; white-space: nowrap; font-variant-numeric: tabular-nums }
td.what { white-space: nowrap; color: var(--kept) }
td.text { overflow-wrap: anywhere; unicode-bidi: plaintext }
tr.gone { background: var(--wash) } tr.gone td.what { color: var(--gone) } tr.gone td.text { color: var(--soft) }
.why { display: block; color: var(--soft); font-size: .85rem; white-space: normal; max-width: 20rem }
"""


class Row(NamedTuple):
    """One source line and what became of it."""

    lines: tuple[int, ...]
    what: str
    why: str
    text: str
    kept: bool


def to_json(article: Article) -> dict[str, Any]:
    """The article as `pubpipe clean --json` prints it."""
    return {
        "source": article.source,
        "slug": article.slug,
        "title": article.title,
        "subtitle": article.subtitle,
        "lang": article.lang,
        "date": article.date,
        "url": article.url,
        "section": article.section,
        "publication": article.publication,
        "rights": article.rights,
        "sha256": article.sha256,
        "title_lines": list(article.title_lines),
        "byline_lines": list(article.byline_lines),
        "authors": [{"name": author.name, "affiliations": list(author.affiliations)} for author in article.authors],
        "blocks": [
            {"id": block.id, "role": block.role.value, "text": block.text, "level": block.level, "lines": list(block.lines)}
            | ({"number": block.number} if block.number else {})
            | codes_json(block.marks)
            for block in article.blocks
        ],
        "notes": [
            {
                "id": note.id,
                "marker": note.marker,
                "kind": note.kind.value,
                "text": note.text,
                "authors": list(note.authors),
                "lines": list(note.lines),
            }
            | codes_json(note.marks)
            for note in article.notes
        ],
        "dropped": [
            {"text": line.text, "rule": line.rule, "reason": line.reason, "lines": list(line.lines)} for line in article.dropped
        ],
    }


def receipt_of(article: Article, texts: Sequence[str]) -> str:
    """One self-contained page: every line of the source, kept as what, or dropped by which rule and why.

    Args:
        texts: The page's lines, the first of them line 1.
    """
    rows = sorted(_rows(article, texts), key=lambda row: (row.lines or (0,))[0])
    kept = sum(row.kept for row in rows)
    summary = f"{len(rows)} pieces of text: {kept} kept, {len(rows) - kept} dropped. Source: {escape(article.source)}"
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>Cleaning of {escape(article.title)}</title>\n<style>{STYLE}</style>\n"
        f'<h1 lang="{escape(article.lang)}" dir="auto">{escape(article.title)}</h1>\n<p '
        f'class="sum">{summary}</p>\n{_facts(article)}'
        '<table>\n<thead><tr><th scope="col">Line<th scope="col">Became<th scope="col">Text</thead>\n<tbody>\n'
        + "".join(map(_row, rows))
        + "</tbody>\n</table>\n</html>\n"
    )


def _rows(article: Article, texts: Sequence[str]) -> Iterator[Row]:
    if article.title_lines:
        yield Row(article.title_lines, "title", "", _at(texts, article.title_lines), True)
    yield from (Row((number,), "byline", "authors and date", _at(texts, (number,)), True) for number in article.byline_lines)
    yield from (Row(block.lines, block.role.value, block.id, block.text, True) for block in article.blocks)
    for note in article.notes:
        about = f"{note.id}, about {', '.join(note.authors)}" if note.authors else note.id
        yield Row(note.lines, f"{note.kind.value} note", about, f"{note.marker} {note.text}".strip(), True)
    yield from (Row(line.lines, "dropped", f"{line.rule}: {line.reason}", line.text, False) for line in article.dropped)


def _at(texts: Sequence[str], numbers: Sequence[int]) -> str:
    return " ".join(texts[number - 1].strip() for number in numbers if 0 < number <= len(texts))


def _row(row: Row) -> str:
    number = f"{row.lines[0]}–{row.lines[-1]}" if len(row.lines) > 1 else str(row.lines[0]) if row.lines else "–"
    why = f'<span class="why">{escape(row.why)}</span>' if row.why else ""
    gone = "" if row.kept else ' class="gone"'
    text = f'<td class="text" dir="auto">{escape(row.text)}'
    return f'<tr{gone}><td class="n">{number}<td class="what">{escape(row.what)}{why}{text}\n'


def _facts(article: Article) -> str:
    authors = "; ".join(
        author.name + (f" ({', '.join(author.affiliations)})" if author.affiliations else "") for author in article.authors
    )
    pairs = (
        ("Authors", authors),
        ("Date", article.date),
        ("Section", article.section),
        ("Publication", article.publication),
        ("Language", article.lang),
    )
    return "<dl>" + "".join(f"<dt>{name}<dd>{escape(value)}" for name, value in pairs if value) + "</dl>\n"
