"""Print what a long article costs to lay out beside a short one: NAME value unit. `make quality` runs it.

An article of 300 pages against one of 4, of sentences of the tests, each in a process of its own, in turns. CPU is that of
parent and child together (a long article is laid out in a child, see `typeset/fence.py`), memory the larger peak of the two.
"""

import json
import os
import resource
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

SHORT, LONG = 24, 2440  # paragraphs, of which some eight fill a page: 4 pages and 300
ROUNDS = 2


def made(paragraphs: int) -> dict[str, float]:
    """Lay out an article of so many paragraphs, here and now."""
    import pypdf

    from factory import specimen
    from pubpipe.article import Block, Role
    from pubpipe.typeset import pdf

    edition = specimen("es")
    texts = [block.text for block in edition.article.blocks if block.role is Role.PARAGRAPH]
    blocks: list[Block] = []
    for number in range(paragraphs):
        if number % 17 == 0:
            blocks.append(Block(f"h{number}", Role.HEADING, "Las reglas", level=2))
        blocks.append(Block(f"b{number}", Role.PARAGRAPH, f"{number}. " + texts[number % len(texts)]))
    edition = replace(edition, article=replace(edition.article, blocks=tuple(blocks)), units=())
    faces = Path(os.environ.get("PUBPIPE_CACHE", ROOT / ".pubpipe")) / "fonts"
    pdf.write_pdf(specimen("es"), fonts_dir=faces)  # what the first one in a process costs is not the article's
    before = _spent()
    data = pdf.write_pdf(edition, fonts_dir=faces)
    after = _spent()
    count = len(pypdf.PdfReader(BytesIO(data)).pages)
    return {"pages": count, "cpu_s": after[0] - before[0], "peak_mb": after[1]}


def _spent() -> tuple[float, float]:
    """CPU seconds of this process and its children, and the larger of their peaks in MB."""
    each = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in each), max(one.ru_maxrss for one in each) / 1024


def alone(paragraphs: int) -> dict[str, float]:
    command = [sys.executable, __file__, str(paragraphs)]
    return dict(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))


def main() -> None:
    rounds = [(alone(SHORT), alone(LONG)) for _ in range(ROUNDS)]
    short, long = (min(one["cpu_s"] for one in each) for each in zip(*rounds, strict=True))
    print(f"typeset_long_article_pages {rounds[0][1]['pages']:.0f} pages", flush=True)
    print(f"typeset_short_article_pages {rounds[0][0]['pages']:.0f} pages", flush=True)
    print(f"typeset_long_article_cpu {long:.1f} s", flush=True)
    print(f"typeset_long_over_short_article_cpu {long / short:.1f} ratio", flush=True)
    print(f"typeset_long_article_peak_memory {max(one['peak_mb'] for _, one in rounds):.0f} MB", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(made(int(sys.argv[1]))))
    else:
        main()
