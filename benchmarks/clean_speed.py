"""Time the clean room, one figure a line: NAME value unit. CPU seconds of one core, after the imports and the first page.

The pages are those of our own set, looped over; where the paste set is at hand (see paste.py), its 527 pages are timed too.
The hostile pages are made here: enormous, nested, or of one kind of line ten thousand times.
"""

import re
import resource
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import paste
from clean_set import read_pages

from pubpipe.article import SourcePage
from pubpipe.clean import clean_page
from pubpipe.errors import PubpipeError

MEGABYTE = 1_000_000
LOOPED = 10_000  # pages
SHORTEST = 50  # of our own pages are those
SENTENCE = "The keeper of the light counts the boats that come home, and she writes each of them into a book of her own. "
PARAGRAPH = SENTENCE * 4
HEAD = "The light that is never late\nBy Ada Example\n\n"
OPEN, CLOSE = "<html><body><h1>The light that is never late</h1>", "</body></html>"


def show(name: str, value: float, unit: str) -> None:
    print(f"{name} {value:.3f} {unit}", flush=True)


def page_of(text: str, media: str = "text") -> SourcePage:
    return SourcePage(f"page.{media}", b"", text, media, "")


def seconds(pages: Sequence[SourcePage]) -> float:
    """CPU time of cleaning the pages one after the other; a page may be refused, but not crash."""
    start = time.process_time()
    for page in pages:
        try:
            clean_page(page)
        except PubpipeError:
            continue
    return time.process_time() - start


def hostile_pages() -> Iterator[tuple[str, str, str]]:
    """(name, media, text) of pages that no magazine prints."""
    lines = 20 * MEGABYTE // len(PARAGRAPH)
    yield "20 MB of paragraphs", "text", HEAD + "\n".join([PARAGRAPH] * lines)
    for name, piece in {
        "sentences": SENTENCE,
        "one word": "x",
        "digits": "1 ",
        "full stops": ".",
        "quotation marks": "“",
    }.items():
        yield f"one line of 5 MB, {name}", "text", f"{HEAD}{PARAGRAPH}\n{piece * (5 * MEGABYTE // len(piece))}"
    yield "ten thousand one-word lines", "text", HEAD + "\n".join(["boat", "light", "keeper", "harbour"] * 2500)
    yield "a hundred thousand blank lines", "text", HEAD + PARAGRAPH + "\n" * 100_000 + PARAGRAPH
    yield "ten thousand copies of a title", "text", "The light that is never late again\n" * 10_000 + PARAGRAPH
    yield "ten thousand notes", "text", HEAD + f"{PARAGRAPH}\n" * 50 + f"* See the book. {SENTENCE}\n" * 10_000
    yield "invisible characters", "text", HEAD + ("\u200b\u200c\u200d\u2060\u202e" * 4000 + SENTENCE + "\n") * 200
    yield "HTML, 5 MB of paragraphs", "html", OPEN + f"<p>{PARAGRAPH}</p>" * (5 * MEGABYTE // len(PARAGRAPH)) + CLOSE
    yield "HTML, a paragraph of 5 MB", "html", f"{OPEN}<p>{SENTENCE * (5 * MEGABYTE // len(SENTENCE))}</p>{CLOSE}"
    yield "HTML, a million deep", "html", OPEN + "<div>" * 1_000_000 + PARAGRAPH + CLOSE
    yield "HTML, emphasis a hundred thousand times", "html", f"{OPEN}<p>{'<em>boat</em> ' * 100_000}</p>{CLOSE}"
    yield "HTML, twenty thousand items", "html", f"{OPEN}<p>{PARAGRAPH}</p><ul>{'<li>boat</li>' * 20_000}</ul>{CLOSE}"
    yield "HTML, a table of a hundred thousand cells", "html", f"{OPEN}<table>{'<tr>' + '<td>1</td>' * 10}" * 10_000 + CLOSE
    yield "HTML, 5 MB of script", "html", f"{OPEN}<script>{'a=`<p>no text</p>`;' * 250_000}</script><p>{PARAGRAPH}</p>{CLOSE}"
    yield "HTML, entities", "html", f"{OPEN}<p>{'&amp;&lt;&#0;&#xD800;&bogus;&nbsp;' * 100_000}</p><p>{PARAGRAPH}</p>{CLOSE}"


def growth_mb(pages: Sequence[SourcePage]) -> float:
    """How much more memory the process held at its peak after ten thousand pages than after the first tenth of them.

    No two of them are alike, so that what is remembered of a line is of no use for the next page; the shortest are taken,
    for the time it takes.
    """
    short = sorted(pages, key=lambda page: len(page.text))[:SHORTEST]
    before = 0
    for turn in range(LOOPED // len(short)):
        seconds([page_of(page.text.replace(". ", f" {turn}. ")) for page in short])
        if turn == LOOPED // len(short) // 10:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def site_page(paragraphs: int) -> SourcePage:
    """A page with a site around it and as many paragraphs, no two alike."""
    around = "\n".join(
        ["Menu", "Search", "Subscribe", "Share", "Comments", "Related articles", "Privacy policy"] * (paragraphs // 10)
    )
    body = "\n".join(f"{number} boats came. {PARAGRAPH}" for number in range(paragraphs))
    return page_of(f"{around}\n{HEAD}{body}\n{around}")


def main() -> None:
    own = [page_of(page.text) for page in read_pages()]
    seconds(own)
    show("clean_own_pages_per_second", len(own) * 2 / seconds(own * 2), "1/s")
    if Path(paste.BENCH / "paste-dev.jsonl.gz").exists():
        pages = [page_of(paste.pasted(page)[0]) for page in paste.pages()]
        show("clean_pages_per_second", len(pages) / seconds(pages), "1/s")
    show("clean_memory_growth", growth_mb(own), "MB")
    short, long = ([site_page(count)] for count in (100, 1000))
    rounds = [(seconds(short), seconds(long)) for _ in range(3)]  # in turns: a busy minute hits both
    show("clean_ten_times_the_length", min(later for _, later in rounds) / min(first for first, _ in rounds), "times")
    worst = 0.0
    for name, media, text in hostile_pages():
        took = seconds([page_of(text, media)])
        show(f"clean_hostile_{re.sub(r'[^a-z0-9]+', '_', name.lower())}", took, "s")
        worst = max(worst, took)
    show("clean_hostile_worst", worst, "s")


if __name__ == "__main__":
    main()
