"""Judge the clean room on the HTML pages of the article extraction benchmark: `python benchmarks/web.py [--worst N]`.

Scored are the texts of the blocks, the lines that stand in the page as body text. `--worst N` names the pages with the lowest
scores, with their precision and recall.
"""

import argparse
import gzip
import hashlib
import json
import runpy
import sys
import tempfile
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from pubpipe.article import SourcePage
from pubpipe.clean import clean_page
from pubpipe.errors import InputError

BENCH = Path(__file__).parent.parent.parent / "shared" / "bench"


def body_of(packed: bytes) -> str:
    """The article's text; "" where the page is refused."""
    data = gzip.decompress(packed)
    page = SourcePage("page.html", data, data.decode("utf-8", "replace"), "html", hashlib.sha256(data).hexdigest())
    try:
        return "\n".join(block.text for block in clean_page(page).blocks)
    except InputError:
        return ""


def score(bench: Path = BENCH) -> dict[str, tuple[float, float]]:
    """Precision and recall of each page by id, as score_html.py counts them."""
    folder = bench / "html-dev"
    gold = folder / "gold.json"
    found = {name: body_of((folder / f"{name}.html.gz").read_bytes()) for name in json.loads(gold.read_text(encoding="utf-8"))}
    with tempfile.TemporaryDirectory() as made:
        said = Path(made, "found.json")
        said.write_text(json.dumps(found), encoding="utf-8")
        with patch.object(sys, "argv", ["score_html.py", str(gold), str(said)]), redirect_stdout(StringIO()):
            told = runpy.run_path(str(bench / "score_html.py"))
    return dict(zip(found, told["rows"], strict=True))


def mean_f1(rows: dict[str, tuple[float, float]]) -> float:
    """F1 of the mean precision and the mean recall, as in that benchmark."""
    precision, recall = (sum(row[part] for row in rows.values()) / len(rows) for part in (0, 1))
    return 2 * precision * recall / (precision + recall)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, default=BENCH)
    parser.add_argument("--worst", type=int, default=0)
    told = parser.parse_args()
    rows = score(told.bench)
    print(f"html_f1 {100 * mean_f1(rows):.1f} %")
    for name, (precision, recall) in sorted(rows.items(), key=lambda row: sum(row[1]))[: told.worst]:
        print(f"{name} precision {precision:.3f} recall {recall:.3f}")


if __name__ == "__main__":
    main()
