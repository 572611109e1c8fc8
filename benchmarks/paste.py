"""Judge the whole clean room on the paste set: `python benchmarks/paste.py [--folds DIR]`.

With the shipped model the figures flatter, for it has seen these pages. With the models that `train_clean.py --folds DIR`
keeps, each page is judged by one that saw no page of its domain.
"""

import argparse
import gzip
import hashlib
import json
import re
import runpy
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pubpipe.article import Article, NoteKind, Role, SourcePage
from pubpipe.clean import classify, clean_page
from pubpipe.errors import InputError

BENCH = Path(__file__).parent.parent.parent / "shared" / "bench"
# What the labels leave out of the body and the product keeps under a name of its own.
OTHER_ROLES = {Role.CAPTION, Role.STANDFIRST}
OTHER_NOTES = {NoteKind.BIO, NoteKind.AFFILIATION}


def pages(bench: Path = BENCH) -> list[dict[str, Any]]:
    with gzip.open(bench / "paste-dev.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(row) for row in file]


def pasted(page: Mapping[str, Any]) -> tuple[str, list[int]]:
    """The page as an editor would paste it, and the number of each of its lines."""
    rows: list[str] = []
    numbers: list[int] = []
    for text, gap in zip(page["lines"], page["gaps"], strict=True):
        rows += [""] * gap + [text.replace("\n", " ")]
        numbers.append(len(rows))
    return "\n".join(rows), numbers


def kept_lines(article: Article) -> Iterator[int]:
    """Numbers of the lines that the labels would call body."""
    for block in article.blocks:
        if block.role not in OTHER_ROLES:
            yield from block.lines
    for note in article.notes:
        if note.kind not in OTHER_NOTES:
            yield from note.lines


def keep(page: Mapping[str, Any]) -> list[int]:
    """1 for a line of the body; all 0 where the page is refused."""
    text, numbers = pasted(page)
    data = text.encode()
    source = SourcePage("page.txt", data, text, "text", hashlib.sha256(data).hexdigest())
    try:
        kept = set(kept_lines(clean_page(source)))
    except InputError:
        kept = set()
    return [int(number in kept) for number in numbers]


def domain_fold(url: str, folds: int = 5) -> int:
    """The fold that train_clean.py puts a page in."""
    parts = re.sub(r"^https?://", "", url).split("/")[0].split(":")[0].lower().split(".")
    deep = len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in ("co", "com", "org", "net", "gov", "ac", "edu")
    name = ".".join(parts[-3:] if deep else parts[-2:])
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % folds


def score(bench: Path = BENCH, folds: Path | None = None) -> dict[str, dict[str, float]]:
    """Figures of score_paste.py for the whole room."""
    gold = pages(bench)
    found: dict[str, dict[str, Any]] = {}
    if folds is None:
        found = {page["id"]: {"keep": keep(page)} for page in gold}
    for fold in range(5 if folds else 0):
        model = classify.read_model(Path(str(folds), f"fold-{fold}.bin").read_bytes())
        with patch.object(classify, "load_model", lambda model=model: model):
            found |= {page["id"]: {"keep": keep(page)} for page in gold if domain_fold(page["url"]) == fold}
    scorer = runpy.run_path(str(bench / "score_paste.py"))
    return dict(scorer["score"](gold, found))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, default=BENCH)
    parser.add_argument("--folds", type=Path)
    told = parser.parse_args()
    began = time.process_time()
    for kind, figures in score(told.bench, told.folds).items():
        print(f"{kind:14} " + " ".join(f"{name} {figures[name]:.4f}" for name in ("P", "R", "F1")))
    print(f"pages_per_second {len(pages(told.bench)) / (time.process_time() - began):.1f}")


if __name__ == "__main__":
    main()
