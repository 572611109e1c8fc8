"""Print how good the editions of the sample are, one figure a line: NAME value unit. `make quality` runs it.

Terms, numbers and names are judged by the same checks that withhold an edition. An article in ../shared/articles is measured
too, where that folder is at hand, and so is the cleaning of pasted text and of HTML on the sets in ../shared/bench. The shipped
classifier has seen those pages; the figures named "cross_validated" are of models that had seen no page of the same domain.
Where inline codes land is measured by `codes.py`, on sentences of a grammar.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import agreement
import clean_set
import codes
import forced
import paste
import review_limits
import reviews
import terms
import web

from pubpipe import ingest, pipeline
from pubpipe.article import Level, Unit
from pubpipe.clean.classify import load_model
from pubpipe.glossary import missing_terms
from pubpipe.settings import Settings, load_settings

ROOT = Path(__file__).parent.parent


def show(name: str, value: float, unit: str) -> None:
    print(f"{name} {value:.1f} {unit}", flush=True)


def figures(units: tuple[Unit, ...]) -> Iterator[tuple[str, float, str]]:
    """Shares over all segments of one edition."""
    held = [(unit, hit) for unit in units for hit in unit.hits if hit.term.status != "forbidden"]
    kept = sum(not missing_terms([hit], unit.target) for unit, hit in held)
    findings = [finding for unit in units for finding in unit.findings]
    unknown = {finding.message for finding in findings if finding.code == "U-011"}
    yield "terms_in_source", len(held), "terms"
    yield "terms_rendered", 100 * kept / max(1, len(held)), "%"
    yield "segments_without_error", 100 * sum(not _is_wrong(unit) for unit in units) / max(1, len(units)), "%"
    yield "segments_with_unknown_words", len(unknown), "segments"


def _is_wrong(unit: Unit) -> bool:
    return any(finding.level is Level.ERROR for finding in unit.findings)


def measure(settings: Settings, source: Path, name: str) -> None:
    article = pipeline.clean_article(settings, ingest.open_page(source))
    segments = pipeline.segment_article(article)
    show(f"{name}_segments", len(segments), "segments")
    show(f"{name}_lines_dropped", len(article.dropped), "lines")
    for lang in settings.languages:
        units, choice = pipeline.translate(settings, article, segments, lang)
        for figure, value, unit in figures(units):
            show(f"{name}_{lang}_{choice.info.name}_{figure}", value, unit)


def measure_paste() -> None:
    """The whole clean room on the paste set, and the classifier alone as `train_clean.py` judged it."""
    figures = paste.score()
    show("paste_token_f1", 100 * figures["token"]["F1"], "%")
    show("paste_line_f1", 100 * figures["line"]["F1"], "%")
    for name, value in load_model().figures.items():
        if name in ("token_f1", "line_f1"):
            show(f"paste_classifier_cross_validated_{name}", 100 * value, "%")


def main() -> None:
    clean_set.show()
    with tempfile.TemporaryDirectory() as cache:
        os.environ.setdefault("PUBPIPE_CACHE", cache)
        settings = load_settings(ROOT)
        codes.main()
        measure(settings, next((ROOT / "source").glob("*.txt")), "sample")
        for path in sorted((ROOT.parent / "shared" / "articles").glob("*.txt")):
            measure(settings, path, "article")
        terms.main()
        agreement.main()
        forced.main()
        if paste.BENCH.is_dir():
            measure_paste()
            show("html_f1", 100 * web.mean_f1(web.score()), "%")
        review_limits.main()
        reviews.main()


if __name__ == "__main__":
    main()
