"""Train the line classifier of the clean room on the paste set, cross-validate it, and write src/pubpipe/clean/model.bin.

    python -m venv /tmp/train && /tmp/train/bin/pip install numpy==2.4.6 lightgbm==4.7.0
    PYTHONPATH=src /tmp/train/bin/python benchmarks/train_clean.py [--bench ../shared/bench] [--folds DIR]

It takes some three minutes on one core. Seeds are fixed, one thread is used and the pages are read in their order, so that the
same pages, features and LightGBM give the same bytes. Neither library is needed to use the model.

The figures are cross-validated by domain: no page is judged by a model that saw a page of its domain, in either stage. For
that the second stage is trained on what the first says of pages it has not seen, with the judged domains left out of both.
`--folds DIR` keeps the five models of the cross-validation, for `paste.py` to judge the whole product with.
"""

import argparse
import gzip
import hashlib
import json
import re
import runpy
import zlib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from pubpipe.clean.classify import Verdict, decide, is_site, reread
from pubpipe.clean.features import measure
from pubpipe.clean.lines import Line, tidy

ROOT = Path(__file__).parent.parent
MODEL = ROOT / "src" / "pubpipe" / "clean" / "model.bin"
FOLDS = 5
COMMON = {
    "objective": "binary", "num_threads": 1, "deterministic": True, "force_col_wise": True, "seed": 7, "verbose": -1,
    "max_bin": 63, "bagging_fraction": 0.8, "bagging_freq": 1, "feature_fraction": 0.25,
}  # fmt: skip
# Best of a dozen trials each, cross-validated; differences under 0.002 are noise.
FIRST = {"num_leaves": 32, "min_data_in_leaf": 50, "learning_rate": 0.07, "lambda_l2": 10, "rounds": 200, "columns": 100}
SECOND = {"num_leaves": 12, "min_data_in_leaf": 150, "learning_rate": 0.06, "lambda_l2": 20, "rounds": 120, "columns": 70}
TRIAL_ROUNDS = 40  # of the forest that the columns are chosen by
EASY = 4  # of the short lines far from any article one in so many is learned from, with as many times the weight
NEAR = 60  # lines from the article that count as near it


class Pages:
    """The set in memory: figures, labels, weights and folds, one row a line, page after page."""

    def __init__(self, bench: Path) -> None:
        with gzip.open(bench / "paste-dev.jsonl.gz", "rt", encoding="utf-8") as file:
            self.pages = [json.loads(row) for row in file]
        self.columns = [measure(lines_of(page)) for page in self.pages]
        self.rows = np.vstack([np.array(columns).T for columns in self.columns])
        ends = np.cumsum([0, *(len(page["lines"]) for page in self.pages)])
        self.slices = [slice(a, b) for a, b in pairwise(ends)]
        self.labels = np.concatenate([page["labels"] for page in self.pages])
        self.spans = np.concatenate([span_of(page["labels"]) for page in self.pages])
        fold = [int(hashlib.sha256(domain_of(page["url"]).encode()).hexdigest(), 16) % FOLDS for page in self.pages]
        self.page_fold = fold
        self.fold = np.repeat(fold, [len(page["lines"]) for page in self.pages])
        self.weights, self.used = self._weigh()

    def _weigh(self) -> tuple[Any, Any]:
        """Every page counts as much as any other; half of it by lines, half by words."""
        weights, used = [], []
        for page, columns in zip(self.pages, self.columns, strict=True):
            words = np.array(columns[0])
            weights.append(0.4 / len(words) + 0.6 * words / max(1, words.sum()))
            near = (
                np.convolve(page["labels"], np.ones(2 * NEAR + 1), "same")[: len(words)] > 0 if len(words) > 2 * NEAR else True
            )
            used.append((words >= 8) | near)
        hard, flat = np.concatenate(used), np.concatenate(weights)
        flat = np.where(hard, flat, flat * EASY)
        return flat / flat.mean(), hard | (np.arange(len(hard)) % EASY == 0)


def lines_of(page: Mapping[str, Any]) -> list[Line]:
    return [Line((at,), tidy(text), gap) for at, (text, gap) in enumerate(zip(page["lines"], page["gaps"], strict=True), 1)]


def span_of(labels: Sequence[int]) -> Any:
    """1 from the first line of the article to its last."""
    places, span = np.flatnonzero(labels), np.zeros(len(labels), int)
    span[places[0] : places[-1] + 1] = 1
    return span


def domain_of(url: str) -> str:
    """The registered domain, nearly: two labels, three under "co.uk" and its like."""
    parts = re.sub(r"^https?://", "", url).split("/")[0].split(":")[0].lower().split(".")
    deep = len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in ("co", "com", "org", "net", "gov", "ac", "edu")
    return ".".join(parts[-3:] if deep else parts[-2:])


class Grown:
    """A forest of LightGBM on some of the columns: those that a smaller one of all columns gained most by."""

    def __init__(self, rows: Any, target: Any, pages: Pages, where: Any, settings: Mapping[str, Any]) -> None:
        chosen = where & pages.used
        told = {**COMMON, **{key: value for key, value in settings.items() if key not in ("rounds", "columns")}}
        weights = pages.weights[chosen]
        trial = lightgbm.train(told, lightgbm.Dataset(rows[chosen], target[chosen], weight=weights), TRIAL_ROUNDS)
        gains = trial.feature_importance("gain")
        self.columns = np.sort(np.argsort(-gains, kind="stable")[: settings["columns"]])
        data = lightgbm.Dataset(rows[chosen][:, self.columns], target[chosen], weight=weights)
        self.booster = lightgbm.train(told, data, settings["rounds"])

    def scores(self, rows: Any) -> Any:
        return self.booster.predict(rows[:, self.columns], raw_score=True)


def second_rows(pages: Pages, first: Any) -> Any:
    """What the product gives the second stage: the neighbours' scores, then the figures of the first stage."""
    again = [
        np.array(reread(first[at].tolist(), columns[0])).T for at, columns in zip(pages.slices, pages.columns, strict=True)
    ]
    return np.hstack([np.vstack(again), pages.rows])


def cross_validate(pages: Pages, keep_in: Path | None) -> tuple[Any, Any, Any]:
    """(first, line, span) scores of every line, by models that saw no page of its domain."""
    held = [pages.fold == fold for fold in range(FOLDS)]
    first = np.zeros(len(pages.labels))
    singles = []
    for out in held:
        singles.append(Grown(pages.rows, pages.labels, pages, ~out, FIRST))
        first[out] = singles[-1].scores(pages.rows[out])
    pairs: dict[tuple[int, int], Any] = {}
    for one in range(FOLDS):
        for two in range(one + 1, FOLDS):
            pairs[one, two] = Grown(pages.rows, pages.labels, pages, ~(held[one] | held[two]), FIRST)
    line, span = np.zeros(len(first)), np.zeros(len(first))
    for fold, out in enumerate(held):
        inner = first.copy()
        for other in range(FOLDS):
            if other != fold:
                model = pairs[min(fold, other), max(fold, other)]
                inner[held[other]] = model.scores(pages.rows[held[other]])
        rows = second_rows(pages, inner)
        lines = Grown(rows, pages.labels, pages, ~out, SECOND)
        spans = Grown(rows, pages.spans, pages, ~out, SECOND)
        line[out], span[out] = (model.scores(rows[out]) for model in (lines, spans))
        if keep_in:
            packed = pack(singles[fold], lines, spans, {"line": -0.4, "span": 0.3}, {})
            keep_in.joinpath(f"fold-{fold}.bin").write_bytes(packed)
    return first, line, span


def verdicts(pages: Pages, scores: tuple[Any, Any, Any], settings: dict[str, float]) -> list[Verdict]:
    return [
        decide(*(part[at].tolist() for part in scores), columns[0], settings)
        for at, columns in zip(pages.slices, pages.columns, strict=True)
    ]


def judge(pages: Pages, found: Sequence[Verdict], scorer: Mapping[str, Any]) -> dict[str, float]:
    """Figures of score_paste.py, macro-averaged over pages."""
    kept = {page["id"]: {"keep": [int(keep) for keep in one.keeps]} for page, one in zip(pages.pages, found, strict=True)}
    result = scorer["score"](pages.pages, kept)
    short = {"P": "precision", "R": "recall", "F1": "f1"}
    return {
        f"{kind}_{name}": round(result[kind][key], 4)
        for kind in ("token", "line", "neutral-token", "neutral-line")
        for key, name in short.items()
    }


def trees_of(model: Grown) -> list[Any]:
    """[[[figure, threshold, first leaf, end leaf], …], [value, …]] a tree: see `pubpipe.clean.forest.plant`."""
    found = []
    columns = model.columns.tolist()
    for info in model.booster.dump_model()["tree_info"]:
        nodes: list[Any] = []
        values: list[float] = []
        _walk(info["tree_structure"], columns, nodes, values)
        found.append([nodes, values])
    return found


def _walk(node: Mapping[str, Any], columns: Sequence[int], nodes: list[Any], values: list[float]) -> None:
    if "leaf_value" in node:
        values.append(round(node["leaf_value"], 5))
        return
    begin = len(values)
    _walk(node["left_child"], columns, nodes, values)
    nodes.append([columns[node["split_feature"]], float(f"{node['threshold']:.7g}"), begin, len(values)])
    _walk(node["right_child"], columns, nodes, values)


def pack(
    first: Grown,
    line: Grown,
    span: Grown,
    settings: Mapping[str, float],
    figures: Mapping[str, float],
) -> bytes:
    told = {
        "cross_validated": figures,
        "settings": settings,
        "first": trees_of(first),
        "line": trees_of(line),
        "span": trees_of(span),
    }
    return zlib.compress(json.dumps(told, sort_keys=True, separators=(",", ":")).encode(), 9)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, default=ROOT.parent / "shared" / "bench")
    parser.add_argument("--folds", type=Path)
    told = parser.parse_args()
    if told.folds:
        told.folds.mkdir(parents=True, exist_ok=True)
    scorer = runpy.run_path(str(told.bench / "score_paste.py"))
    pages = Pages(told.bench)
    print(f"pages {len(pages.pages)}, lines {len(pages.labels)}, figures {pages.rows.shape[1]}", flush=True)
    print(f"pages that show a site {sum(map(is_site, pages.columns))}", flush=True)
    scores = cross_validate(pages, told.folds)
    settings, figures = choose(pages, scores, scorer)
    rows = second_rows(pages, scores[0])
    everything = np.ones(len(pages.labels), bool)
    packed = pack(
        Grown(pages.rows, pages.labels, pages, everything, FIRST),
        Grown(rows, pages.labels, pages, everything, SECOND),
        Grown(rows, pages.spans, pages, everything, SECOND),
        settings,
        figures,
    )
    MODEL.write_bytes(packed)
    print(f"{MODEL.name}: {len(packed)} bytes, sha256 {hashlib.sha256(packed).hexdigest()}")
    for name, value in figures.items():
        print(f"cross_validated_{name} {value:.4f}")


def choose(pages: Pages, scores: tuple[Any, Any, Any], scorer: Mapping[str, Any]) -> tuple[dict[str, float], dict[str, float]]:
    """The two thresholds with the best sum of token and line F1; two numbers over 527 pages, so hardly fitted to them."""
    found = []
    for line in (-0.6, -0.4, -0.2, 0.0):
        for span in (0.0, 0.3, 0.6):
            settings = {"line": line, "span": span}
            figures = judge(pages, verdicts(pages, scores, settings), scorer)
            print(settings, figures["token_f1"], figures["line_f1"], flush=True)
            found.append((figures["token_f1"] + figures["line_f1"], settings, figures))
    _, settings, figures = max(found, key=lambda one: one[0])
    return settings, figures


if __name__ == "__main__":
    main()
