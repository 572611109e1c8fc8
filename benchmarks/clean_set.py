"""Print how well notes and front matter of our own labelled pages are read, one figure a line: NAME value unit.

The pages stand in tests/data/paste-set, each line behind its role (see the README there). They were written in parts,
each before the rules were mended on it; what each scored when it was new stands in the README beside the pages.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pubpipe.article import Article, Author, Role, SourcePage
from pubpipe.clean import clean_page
from pubpipe.clean.lines import key_of
from pubpipe.errors import PubpipeError

PARTS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
APART = ("eighth", "ninth", "tenth", "eleventh")  # no rule was mended on these until each had shown what unseen pages come to
PAGES = Path(__file__).parent.parent / "tests" / "data" / "paste-set"
KEPT = {"h": Role.HEADING, "p": Role.PARAGRAPH, "l": Role.LIST_ITEM, "q": Role.QUOTE, "c": Role.CAPTION}


@dataclass(frozen=True, slots=True)
class GoldNote:
    """A note as labelled; `kinds` has two where either is right."""

    line: int
    kinds: tuple[str, ...]
    marker: str
    authors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A labelled page: `tags` holds the role of each line by its number, `said` what stands in its head."""

    name: str
    text: str
    tags: dict[int, str]
    notes: tuple[GoldNote, ...]
    authors: tuple[Author, ...]
    said: dict[str, str]


@dataclass(frozen=True, slots=True)
class Score:
    """What came of one page; each list names the faults, so that an empty one is a page done right."""

    page: GoldPage
    lost: tuple[str, ...]
    kinds: tuple[str, ...]
    markers: tuple[str, ...]
    tied: tuple[str, ...]
    false_notes: tuple[str, ...]
    chrome: tuple[str, ...]
    cut: tuple[str, ...]
    roles: tuple[str, ...]
    authors: tuple[str, ...]
    affiliations: tuple[str, ...]
    facts: tuple[str, ...]


def read_pages(part: str = "*") -> tuple[GoldPage, ...]:
    """The pages of one part, or of all, in the order of their names."""
    return tuple(read_page(path) for path in sorted(PAGES.glob(f"{part}/*.page")))


def read_page(path: Path) -> GoldPage:
    said: dict[str, str] = {}
    rows: list[str] = []
    for row in path.read_text(encoding="utf-8").splitlines():
        if row.startswith("@"):
            key, _, value = row[1:].partition(" ")
            said[key] = value.strip()
        else:
            rows.append(row)
    split = [row.partition("|") for row in rows]
    tags = {number: tag for number, (tag, bar, _) in enumerate(split, 1) if bar}
    notes = tuple(_note(number, tag) for number, tag in tags.items() if tag.startswith("n:"))
    text = "\n".join(rest for _, _, rest in split)
    return GoldPage(path.stem, text, tags, notes, tuple(_authors(said.get("authors", ""))), said)


def _note(number: int, tag: str) -> GoldNote:
    _, kinds, marker, *authors = tag.split(":")
    names = tuple(name for name in "".join(authors).split(";") if name)
    return GoldNote(number, tuple(kinds.split("/")), marker, names)


def _authors(row: str) -> Iterator[Author]:
    for part in row.split(" | ") if row else ():
        name, _, places = part.partition(" = ")
        yield Author(name.strip(), tuple(place.strip() for place in places.split(";") if place.strip()))


def clean(page: GoldPage) -> Article:
    data = page.text.encode()
    return clean_page(SourcePage(f"{page.name}.txt", data, page.text, "text", "0" * 64))


def score(page: GoldPage) -> Score:
    """How the page comes out; a page that cannot be cleaned at all has lost everything."""
    try:
        return judge(page, clean(page))
    except PubpipeError as error:
        why = (str(error),)
        lost = tuple(f"{note.line}" for note in page.notes)
        return Score(page, lost, lost, lost, lost, (), why, why, why, why, why, why)


def judge(page: GoldPage, article: Article) -> Score:
    """Compare what came out of a page with its labels."""
    notes = {number: note for note in article.notes for number in note.lines}
    blocks = {number: block for block in article.blocks for number in block.lines}
    dropped = {number: line for line in article.dropped for number in line.lines}
    texts = page.text.split("\n")

    def named(numbers: Sequence[int]) -> tuple[str, ...]:
        return tuple(f"{number}: {texts[number - 1]}{_why(number)}" for number in numbers)

    def _why(number: int) -> str:
        if number in dropped:
            return f" [dropped: {dropped[number].rule}]"
        if number in notes:
            return f" [note: {notes[number].kind} {notes[number].marker!r} {notes[number].authors}]"
        return f" [{blocks[number].role}]" if number in blocks else " [front]"

    gold = page.notes
    found = [note for note in gold if note.line in notes]
    kept = [number for number, tag in page.tags.items() if tag in KEPT]
    stand = [number for number, tag in page.tags.items() if tag == "s"]
    is_subtitle = {n: key_of(article.subtitle) == key_of(texts[n - 1]) for n in stand}
    role_wrong = [n for n in kept if n in blocks and blocks[n].role is not KEPT[page.tags[n]]]
    role_wrong += [n for n in stand if not is_subtitle[n] and (n not in blocks or blocks[n].role is not Role.STANDFIRST)]
    wanted, got = page.authors, article.authors
    return Score(
        page,
        lost=named([note.line for note in gold if note.line not in notes]),
        kinds=named([n.line for n in gold if n.line not in notes or notes[n.line].kind.value not in n.kinds]),
        markers=named([note.line for note in found if notes[note.line].marker.strip("()") != note.marker.strip("()")]),
        tied=named([note.line for note in found if set(notes[note.line].authors) != set(note.authors)]),
        false_notes=named([number for number in notes if not page.tags[number].startswith("n:")]),
        chrome=named([n for n, tag in page.tags.items() if tag in ("x", "f") and (n in blocks or n in notes)]),
        cut=named([n for n in kept if n not in blocks] + [n for n in stand if n not in blocks and not is_subtitle[n]]),
        roles=named(role_wrong),
        authors=() if [a.name for a in got] == [a.name for a in wanted] else (f"{[a.name for a in got]}",),
        affiliations=() if got == wanted else (f"{[(a.name, a.affiliations) for a in got]}",),
        facts=tuple(_facts(page, article)),
    )


def _facts(page: GoldPage, article: Article) -> Iterator[str]:
    if article.title != page.said["title"]:
        yield f"title {article.title!r}"
    if article.date != page.said.get("date", ""):
        yield f"date {article.date!r}"
    if article.lang != page.said["lang"]:
        yield f"lang {article.lang!r}"


def figures(scores: Sequence[Score]) -> Iterator[tuple[str, float, str]]:
    """Shares over all pages, or over all notes, of these scores."""
    notes = max(1, sum(len(each.page.notes) for each in scores))
    pages = max(1, len(scores))

    def share(faults: int, whole: int) -> float:
        return 100 * (1 - faults / whole)

    yield "pages", len(scores), "pages"
    yield "notes_lost", sum(len(each.lost) for each in scores), "notes"
    yield "kinds_right", share(sum(len(each.kinds) for each in scores), notes), "%"
    yield "authors_exact", share(sum(bool(each.authors) for each in scores), pages), "%"
    yield "affiliations_exact", share(sum(bool(each.affiliations) for each in scores), pages), "%"
    yield "pages_without_chrome", share(sum(bool(each.chrome) for each in scores), pages), "%"
    yield "pages_uncut", share(sum(bool(each.cut) for each in scores), pages), "%"
    yield "pages_without_false_notes", share(sum(bool(each.false_notes) for each in scores), pages), "%"
    yield "pages_with_every_role", share(sum(bool(each.roles) for each in scores), pages), "%"
    yield "markers_right", share(sum(len(each.markers) for each in scores), notes), "%"
    yield "notes_tied_to_their_authors", share(sum(len(each.tied) for each in scores), notes), "%"
    yield "title_date_language_right", share(sum(bool(each.facts) for each in scores), pages), "%"


def show() -> None:
    """Print the figures of each part."""
    for part in (*PARTS, *APART):
        for name, value, unit in figures([score(page) for page in read_pages(part)]):
            print(f"clean_set_{part}_{name} {value:.1f} {unit}", flush=True)


def show_faults(part: str) -> None:
    """Print each fault with its page, to see where a rule falls short."""
    for each in (score(page) for page in read_pages(part)):
        for name in Score.__slots__[1:]:
            for fault in getattr(each, name):
                print(f"{each.page.name} {name}: {fault}")


if __name__ == "__main__":
    if "--faults" in sys.argv:
        show_faults(sys.argv[-1] if sys.argv[-1] in (*PARTS, *APART) else "*")
    else:
        show()
