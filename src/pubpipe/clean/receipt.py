"""Tell what became of every line of a page: as JSON for scripts, as one HTML page for people."""

from collections import Counter
from dataclasses import asdict
from html import escape
from typing import Any

from pubpipe.article import Article
from pubpipe.clean.trail import Evidence, Hung, Step, Trail
from pubpipe.codes import codes_json

STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1a; --soft: #5f5f5a; --paper: #fdfdfb; --line: #dcdcd6;
  --kept: #1d6b45; --gone: #9a3324; --wash: #f6efec }
@media (prefers-color-scheme: dark) { :root { --ink: #e9e8e3; --soft: #aeada6; --paper: #171716; --line: #383835;
  --kept: #7fc9a1; --gone: #e59a8a; --wash: #251d1b } }
body { margin: 0 auto; max-width: 76rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 Georgia, "Source Serif 4", serif }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .3rem; text-wrap: balance }
h2 { font-size: 1.05rem; margin: 2rem 0 .5rem }
p.sum { color: var(--soft); margin: 0 0 1.2rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0 0 1.2rem; font-size: .92rem }
dt { color: var(--soft) } dd { margin: 0 } dd small { color: var(--soft); font-size: .88em }
fieldset { border: 0; padding: 0; margin: 0 0 1rem; display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; font-size: .95rem }
legend { float: left; margin-right: 1rem; color: var(--soft) }
:root:has(#only-kept:checked) li.gone, :root:has(#only-gone:checked) li.kept { display: none }
ol { list-style: none; margin: 0; padding: 0 }
li { display: grid; grid-template-columns: 3.6rem minmax(0, 3fr) minmax(0, 2fr); gap: 0 1.2rem; padding: .45rem 0;
  border-top: 1px solid var(--line) }
li:target { outline: 2px solid var(--kept) }
.n { color: var(--soft); text-align: end; font-variant-numeric: tabular-nums; font-size: .85rem; text-decoration: none }
.text { overflow-wrap: anywhere; unicode-bidi: plaintext; margin: 0 }
.title .text { font-size: 1.35rem } .heading .text { font-weight: bold }
.quote .text { font-style: italic; padding-inline-start: 1em }
li.gone .text { grid-column: 3; color: var(--soft); background: var(--wash); padding: .1rem .5rem }
li.gone .why { grid-column: 3; padding: 0 .5rem } li.gone .n { grid-row: 1 / span 2 }
li.kept .text { grid-column: 2 } li.kept .why { grid-column: 3 }
.why { color: var(--soft); font-size: .84rem; margin: 0 } .why b { color: var(--kept); font-weight: 600 }
.gone .why b { color: var(--gone) }
code { font: .82rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere; user-select: all }
summary { cursor: pointer }
@media (max-width: 44rem) { li { grid-template-columns: 2.4rem minmax(0, 1fr) }
  li .text, li .why, li.gone .text, li.gone .why, li.kept .why { grid-column: 2 } }
@media print { fieldset, details { display: none } body { max-width: none; padding: 0 } li { break-inside: avoid } }
"""


def to_json(article: Article, trail: Trail | None = None) -> dict[str, Any]:
    """The article as `pubpipe clean --json` prints it; with its trail also where each fact was read."""
    facts = [fact._asdict() for fact in trail.facts] if trail else []
    pulls = {"pulls": list(article.pulls)} if article.pulls else {}
    return (
        pulls
        | {
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
                | ({"picture": asdict(block.picture)} if block.picture else {})
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
                {"text": line.text, "rule": line.rule, "reason": line.reason, "lines": list(line.lines)}
                | ({} if line.score is None else {"score": line.score})
                for line in article.dropped
            ],
        }
        | ({"evidence": facts} if facts else {})
        | ({"pictures": [_hung_json(hung) for hung in trail.pictures]} if trail and trail.pictures else {})
    )


def _hung_json(hung: Hung) -> dict[str, str]:
    """What became of a picture: `block` is the id of the block that shows it, "" where none does."""
    return {"file": hung.file, "alt": hung.alt, "block": hung.part, "rule": hung.rule, "reason": hung.reason, "hint": hung.hint}


def receipt_of(article: Article, trail: Trail) -> str:
    """One self-contained page: the article as it will read on the left, beside it what was dropped and why.

    Every fact about the article says where it was read, and every line which entry of the sidecar file turns its fate round.
    """
    kept = sum(step.is_kept for step in trail.steps)
    rules = Counter(step.rule for step in trail.steps if not step.is_kept)
    counted = "".join(f"<dt>{escape(rule)}<dd>{count}" for rule, count in rules.most_common())
    summary = (
        f"{len(trail.steps)} pieces of text: {kept} kept, {len(trail.steps) - kept} dropped. Source: {escape(article.source)}"
    )
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>Cleaning of {escape(article.title)}</title>\n<style>{STYLE}</style>\n"
        f'<main>\n<h1 lang="{escape(article.lang)}" dir="auto">{escape(article.title)}</h1>\n<p class="sum">{summary}</p>\n'
        f"<h2>What is known of it, and from where</h2>\n<dl>{''.join(map(_fact, trail.facts))}</dl>\n"
        + (f"<h2>Lines dropped, by rule</h2>\n<dl>{counted}</dl>\n" if counted else "")
        + (f"<h2>Pictures</h2>\n<ol>\n{''.join(map(_picture, trail.pictures))}</ol>\n" if trail.pictures else "")
        + f'<h2>Line by line</h2>\n<p class="sum">{HELP}</p>\n{FILTER}\n<ol>\n{"".join(map(_row, trail.steps))}</ol>\n'
        + "</main>\n</html>\n"
    )


HELP = (
    "To change what became of a line, write the entry that stands beside it into a file named like the source, "
    "ending in .toml, and run <code>pubpipe editions</code> again."
)
FILTER = (
    '<fieldset><legend>Show</legend><label><input type="radio" name="show" id="all" checked> everything</label>'
    '<label><input type="radio" name="show" id="only-kept"> what was kept</label>'
    '<label><input type="radio" name="show" id="only-gone"> what was dropped</label></fieldset>'
)


def _fact(fact: Evidence) -> str:
    source = f" <small>({escape(fact.source)})</small>" if fact.source else ""
    return f'<dt>{escape(fact.name.capitalize())}<dd dir="auto">{escape(fact.value)}{source}'


def _picture(hung: Hung) -> str:
    """A picture by its name, for the page shows none: it stands beside files of the web that nobody has looked at."""
    said = f'<p class="text" dir="auto">{escape(hung.file)}<br><small>{escape(hung.alt)}</small></p>'
    why = f"<b>{escape(hung.part or 'not shown')}</b>, {escape(hung.rule)}: {escape(hung.reason)}"
    why += f"; to have it shown, {escape(hung.hint)}" if hung.hint else ""
    change = (
        f"<details><summary>change this</summary><pre><code>{escape(hung.change)}</code></pre></details>" if hung.change else ""
    )
    kind = "kept" if hung.part else "gone"
    return f'<li class="{kind}"><span class="n"></span>{said}<div class="why">{why}{change}</div></li>\n'


def _row(step: Step) -> str:
    first, last = (step.lines[0], step.lines[-1]) if step.lines else (0, 0)
    number = f"{first}–{last}" if last > first else str(first or "–")
    score = f", {step.score:.2f} like the article's text" if step.score is not None else ""
    why = f"<b>{escape(step.label)}</b>, {escape(step.rule)}{score}: {escape(step.reason)}"
    change = f"<details><summary>change this</summary><code>{escape(step.change)}</code></details>"
    return (
        f'<li id="L{first}" class="{"kept" if step.is_kept else "gone"} {escape(step.label)}">'
        f'<a class="n" href="#L{first}" aria-label="line {number}">{number}</a>'
        f'<p class="text" dir="auto">{escape(step.text)}</p><div class="why">{why}{change}</div></li>\n'
    )
