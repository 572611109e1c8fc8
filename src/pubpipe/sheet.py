"""The proof sheet of the terms: each term of an article, every place where it stands, the form found in every language, how it
got there, what is missing; and terms that no glossary holds yet. `output/SLUG/terms.html`, and `terms.json` for scripts."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import Any

from pubpipe.files import write_atomic
from pubpipe.glossary import COLUMNS
from pubpipe.glossary.candidates import Candidate, candidates
from pubpipe.record import dump, sha256_of

QUOTED = re.compile("“([^”]+)”")
AROUND = 60  # characters of a sentence on each side of a term
WAYS = {
    "plain": "the engine chose it",
    "overlay": "put in with its grammar",
    "token": "put in as it is",
    "prefix": "decoded again behind it",
    "splice": "put where its words had gone",
    "code": "carried as a placeholder",
    "memory": "approved",
    "source": "kept",
}
STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1a; --soft: #5f5f5a; --paper: #fdfdfb; --line: #dcdcd6;
  --kept: #1d6b45; --gone: #9a3324; --wash: #f6efec; --mark: #e4efe6 }
@media (prefers-color-scheme: dark) { :root { --ink: #e9e8e3; --soft: #aeada6; --paper: #171716; --line: #383835;
  --kept: #7fc9a1; --gone: #e59a8a; --wash: #251d1b; --mark: #22352a } }
body { margin: 0 auto; max-width: 84rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 Georgia, "Source Serif 4", serif }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .3rem; text-wrap: balance }
h2 { font-size: 1.05rem; margin: 2rem 0 .5rem } h3 { font-size: 1.05rem; margin: 0; font-weight: bold }
p.sum { color: var(--soft); margin: 0 0 1.2rem; max-width: 60rem }
table { border-collapse: collapse; width: 100%; font-size: .92rem } .wide { overflow-x: auto }
th, td { text-align: start; vertical-align: top; padding: .3rem .8rem .3rem 0; border-top: 1px solid var(--line) }
th { color: var(--soft); font-weight: normal } td.n { text-align: end; font-variant-numeric: tabular-nums }
table.count { width: auto } table.count td, table.count th { padding-inline-end: 1.6rem }
section { border-top: 1px solid var(--line); padding: .7rem 0 }
section ol { list-style: none; margin: .2rem 0 0; padding: 0 }
section li { display: grid; grid-template-columns: minmax(14rem, 2fr) 3fr; gap: .2rem 1.6rem; padding: .3rem 0 }
.text { overflow-wrap: anywhere; unicode-bidi: plaintext; margin: 0 } .text small { color: var(--soft) }
mark { background: var(--mark); color: inherit; padding: 0 .15em; border-radius: .15em }
dl { display: grid; grid-template-columns: 3.4rem minmax(0, 1fr); gap: .05rem .6rem; margin: 0; font-size: .92rem }
dt { color: var(--soft) } dd { margin: 0; unicode-bidi: plaintext } dd b { font-weight: 600 }
dd small { color: var(--soft); font-size: .86em; unicode-bidi: isolate } dd.gone b { color: var(--gone) }
dd.gone { background: var(--wash) } dd details { display: inline }
summary { cursor: pointer; display: inline-block; min-height: 24px }
details:has(> pre) > summary { text-decoration: underline; text-underline-offset: .2em; font-size: .92rem }
fieldset { border: 0; padding: 0; margin: 0 0 1rem; display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; font-size: .95rem }
legend { float: left; margin-inline-end: 1rem; color: var(--soft) }
:root:has(#only-gone:checked) section:not(.gone), :root:has(#only-gone:checked) li:not(.gone) { display: none }
pre { font: .82rem/1.45 ui-monospace, monospace; background: var(--wash); padding: .7rem 1rem; overflow-x: auto;
  user-select: all }
a { color: inherit }
@media (max-width: 44rem) { section li { grid-template-columns: minmax(0, 1fr) } }
@media print { fieldset { display: none } body { max-width: none; padding: 0 } section { break-inside: avoid } }
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """A term at one place in one language; `found` and `way` are "" where it is missing."""

    expected: str
    found: str
    way: str
    target: str


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place of the source where a term stands: segment id, offsets, and what became of it by language."""

    segment: str
    start: int
    end: int
    source: str
    cells: Mapping[str, Cell]

    @property
    def is_missing(self) -> bool:
        return any(not cell.way for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of it, for one article.

    Attributes:
        terms: Source of each term as the glossary has it, to its occurrences, in the order of the article.
    """

    slug: str
    title: str
    source_lang: str
    languages: tuple[str, ...]
    terms: Mapping[str, tuple[Occurrence, ...]]
    candidates: tuple[Candidate, ...]


def write_sheet(folder: Path) -> Sheet | None:
    """Write the sheet of the editions in a folder, from their records; untouched where it says the same already.

    Returns:
        None where there is no edition.
    """
    sheet = read_sheet(folder)
    if sheet is not None:
        for name, data in (("terms.html", render_html(sheet).encode()), ("terms.json", dump(to_json(sheet)))):
            if sha256_of(folder / name) != hashlib.sha256(data).hexdigest():
                write_atomic(folder / name, data)
    return sheet


def read_sheet(folder: Path) -> Sheet | None:
    """Gather the terms from `SLUG.LANG.json` of every language that stands in the folder."""
    records = [record for path in sorted(folder.glob(f"{folder.name}.*.json")) if (record := _open(path))]
    return make_sheet(folder.name, records) if records else None


def _open(path: Path) -> Mapping[str, Any] | None:
    try:
        record = json.loads(path.read_bytes())
        return record if "segments" in record and "article" in record else None
    except (ValueError, OSError, TypeError):
        return None


def make_sheet(slug: str, records: Sequence[Mapping[str, Any]]) -> Sheet:
    """Lay the records of one article side by side."""
    cells: dict[tuple[str, int, int], dict[str, Cell]] = {}
    names: dict[tuple[str, int, int], str] = {}
    texts: dict[str, str] = {}
    for record in records:
        for segment in record["segments"]:
            texts.setdefault(segment["id"], segment["source"])
            for term in segment.get("terms", ()):
                key = (segment["id"], term["start"], term["end"])
                names.setdefault(key, term["source"])
                cell = Cell(term["target"], term["found"], term["way"], segment["target"])
                cells.setdefault(key, {})[record["lang"]] = cell
    order = {name: place for place, name in enumerate(texts)}
    terms: dict[str, list[Occurrence]] = {}
    for key in sorted(cells, key=lambda key: (order[key[0]], key[1])):
        terms.setdefault(names[key], []).append(Occurrence(*key, texts[key[0]], cells[key]))
    return Sheet(
        slug,
        records[0]["source"]["title"],
        records[0]["source"]["lang"],
        tuple(record["lang"] for record in records),
        {name: tuple(found) for name, found in terms.items()},
        candidates(texts, _spans(cells), _unknown(records)) if records[0]["source"]["lang"].startswith("en") else (),
    )


def _spans(cells: Mapping[tuple[str, int, int], object]) -> dict[str, list[tuple[int, int]]]:
    spans: dict[str, list[tuple[int, int]]] = {}
    for name, start, end in cells:
        spans.setdefault(name, []).append((start, end))
    return spans


def _unknown(records: Sequence[Mapping[str, Any]]) -> set[str]:
    """Words that an engine said it does not know: what the findings of code U-011 name."""
    found = (finding for record in records for segment in record["segments"] for finding in segment["findings"])
    return {word for finding in found if finding["code"] == "U-011" for word in QUOTED.findall(finding["message"])}


def to_json(sheet: Sheet) -> dict[str, Any]:
    """The sheet for scripts."""
    return {
        "slug": sheet.slug,
        "languages": list(sheet.languages),
        "terms": [
            {
                "source": name,
                "occurrences": [
                    {
                        "segment": one.segment,
                        "start": one.start,
                        "end": one.end,
                        "languages": {
                            lang: {"expected": cell.expected, "found": cell.found, "way": cell.way}
                            for lang, cell in one.cells.items()
                        },
                    }
                    for one in found
                ],
            }
            for name, found in sheet.terms.items()
        ],
        "candidates": [asdict(one) | {"where": list(one.where)} for one in sheet.candidates],
    }


def render_html(sheet: Sheet) -> str:
    """One page that needs nothing beside it."""
    places = [one for found in sheet.terms.values() for one in found]
    missing = sum(not cell.way for one in places for cell in one.cells.values())
    summary = (
        f"{len(sheet.terms)} terms of the glossaries stand at {len(places)} places; "
        f"{f'{missing} renderings are missing' if missing else 'every one of them came out in every language'}."
    )
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>Terms of {escape(sheet.title)}</title>\n<style>{STYLE}</style>\n<main>\n"
        f'<h1 lang="{escape(sheet.source_lang)}" dir="auto">{escape(sheet.title)}</h1>\n<p class="sum">{summary}</p>\n'
        f"<h2>By language</h2>\n{_counts(sheet)}\n"
        f"{_proposals(sheet.candidates)}<h2>Term by term</h2>\n{FILTER}\n"
        + "".join(_term(name, found, sheet.source_lang) for name, found in sheet.terms.items())
        + "</main>\n</html>\n"
    )


FILTER = (
    '<fieldset><legend>Show</legend><label><input type="radio" name="show" checked> everything</label>'
    '<label><input type="radio" name="show" id="only-gone"> what is missing</label></fieldset>'
)


def _wide(label: str) -> str:
    """The start of a box that scrolls sideways on a narrow screen, by keyboard too."""
    return f'<div class="wide" tabindex="0" role="group" aria-label="{escape(label)}">'


def _counts(sheet: Sheet) -> str:
    """How many terms each language has, and how they got in."""
    ways = {
        lang: [one.cells[lang].way for found in sheet.terms.values() for one in found if lang in one.cells]
        for lang in sheet.languages
    }
    used = [way for way in WAYS if any(way in said for said in ways.values())]
    head = "".join(f"<th>{escape(WAYS[way])}" for way in used)
    rows = "".join(
        f'<tr><td>{escape(lang)}<td class="n">{len(said)}'
        + "".join(f'<td class="n">{said.count(way)}' for way in used)
        + f'<td class="n">{said.count("")}'
        for lang, said in ways.items()
    )
    return f'{_wide("By language")}<table class="count"><tr><th>language<th>places{head}<th>missing{rows}</table></div>'


def _proposals(found: Sequence[Candidate]) -> str:
    if not found:
        return ""
    rows = "".join(
        f'<tr><td lang="en">{escape(one.text)}<td class="n">{one.count}<td>{escape(one.why)}<td>{_links(one.where)}'
        for one in found
    )
    table = io.StringIO()
    out = csv.writer(table, lineterminator="\n")
    out.writerow(COLUMNS)
    for one in found:
        is_name = one.why == "name"
        out.writerow(
            [one.text, one.text if is_name else "", "name" if is_name else "", "", "", "", "keep" if is_name else "", "", ""]
        )
    return (
        '<h2>Not in any glossary</h2>\n<p class="sum">Words that an engine does not know, names, and phrases that come again, '
        "the most promising first. Fill in the target, and paste the rows into <code>locales/LANG/glossary.csv</code>.</p>\n"
        f"{_wide('Not in any glossary')}<table><tr><th>candidate<th>times<th>why<th>where{rows}</table></div>\n"
        f"<details><summary>as rows of a glossary</summary><pre>{escape(table.getvalue())}</pre></details>\n"
    )


def _links(names: Sequence[str]) -> str:
    return " ".join(escape(name) for name in names[:6]) + (" …" if len(names) > 6 else "")


def _term(name: str, found: Sequence[Occurrence], lang: str) -> str:
    gone = " gone" if any(one.is_missing for one in found) else ""
    times = f"{len(found)} places" if len(found) > 1 else "1 place"
    rows = "".join(_row(one, lang) for one in found)
    return (
        f'<section class="term{gone}"><h3 lang="{escape(lang)}" dir="auto">{escape(name)}</h3> '
        f"<small>{times}</small>\n<ol>\n{rows}</ol></section>\n"
    )


def _row(one: Occurrence, lang: str) -> str:
    before, after = one.source[: one.start], one.source[one.end :]
    before = "…" + before[-AROUND:] if len(before) > AROUND else before
    after = after[:AROUND] + "…" if len(after) > AROUND else after
    cells = "".join(f"<dt>{escape(to)}{_cell(cell, to)}" for to, cell in one.cells.items())
    hit = f"{escape(before)}<mark>{escape(one.source[one.start : one.end])}</mark>{escape(after)}"
    return (
        f'<li class="{"gone" if one.is_missing else "there"}"><p class="text" lang="{escape(lang)}" dir="auto">'
        f"<small>{escape(one.segment)}</small> {hit}</p><dl>{cells}</dl></li>\n"
    )


def _cell(cell: Cell, lang: str) -> str:
    if not cell.way:
        sentence = f"<details><summary><small>sentence</small></summary> <span>{escape(cell.target)}</span></details>"
        return f'<dd class="gone" dir="auto"><b>missing: {escape(cell.expected)}</b> {sentence}'
    marked = (
        escape(cell.target).replace(escape(cell.found), f"<mark>{escape(cell.found)}</mark>")
        if cell.found
        else escape(cell.target)
    )
    return (
        f'<dd lang="{escape(lang)}" dir="auto"><details><summary><b>{escape(cell.found or cell.expected)}</b> '
        f'<small lang="en">{escape(WAYS.get(cell.way, cell.way))}</small></summary> <span>{marked}</span></details>'
    )
