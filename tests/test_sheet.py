"""The proof sheet: every term at every place in every language, and candidates for the glossary."""

import json
from pathlib import Path
from typing import Any

from pubpipe.article import Segment, State, Term, TermHit, Unit
from pubpipe.glossary import read_terms
from pubpipe.glossary.candidates import candidates
from pubpipe.record import unit_json
from pubpipe.sheet import make_sheet, render_html, to_json, write_sheet

MILL = Term("mill", "molino", "noun", "m", "molinos")


def record(lang: str, *units: Unit) -> dict[str, Any]:
    source = {"title": "The <Old> Mill", "lang": "en"}
    return {"lang": lang, "source": source, "article": {}, "segments": [unit_json(unit) for unit in units]}


def unit(number: int, text: str, target: str, *hits: TermHit, lang: str = "es") -> Unit:
    return Unit(Segment(f"b{number}.1", f"b{number}", text, "en"), target, lang, State.TRANSLATED, "engine:x", hits)


def test_each_place_has_the_form_that_stands_there_and_the_way_it_came() -> None:
    hits = TermHit(4, 8, MILL, way="overlay"), TermHit(13, 18, MILL, is_plural=True, way="overlay")
    done = unit(1, "The mill and mills <here>.", "El molino y los molinos.", *hits)
    sheet = make_sheet(
        "mill",
        [record("es", done), record("ar", unit(1, "The mill and mills <here>.", "طاحونة", TermHit(4, 8, MILL), lang="ar"))],
    )
    first, second = sheet.terms["mill"]
    assert [(one.cells["es"].found, one.cells["es"].way) for one in (first, second)] == [
        ("molino", "overlay"),
        ("molinos", "overlay"),
    ]
    assert first.is_missing
    assert not second.is_missing
    html = render_html(sheet)
    assert "missing: molino" in html
    assert "&lt;here&gt;" in html
    assert "<Old>" not in html
    assert 'lang="ar" dir="auto"' not in html.split("missing: molino")[1][:20]
    assert "http" not in html.replace("http-equiv", "")
    places = to_json(sheet)["terms"][0]["occurrences"]
    assert [place["languages"]["es"]["found"] for place in places] == ["molino", "molinos"]


def test_a_sheet_is_written_beside_the_editions_and_left_alone_when_nothing_changed(tmp_path: Path) -> None:
    folder = tmp_path / "mill"
    folder.mkdir()
    assert write_sheet(folder) is None
    data = record("es", unit(1, "The mill.", "El molino.", TermHit(4, 8, MILL, way="plain")))
    (folder / "mill.es.json").write_text(json.dumps(data), "utf-8")
    (folder / "mill.fr.json").write_text("{broken", "utf-8")
    assert write_sheet(folder)
    stamp = (folder / "terms.html").stat().st_mtime_ns
    write_sheet(folder)
    assert (folder / "terms.html").stat().st_mtime_ns == stamp
    assert json.loads((folder / "terms.json").read_text("utf-8"))["terms"][0]["source"] == "mill"


def test_what_a_term_or_a_sentence_says_is_shown_and_not_run() -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=y>"
    term = Term(evil, evil, note=evil)
    done = unit(1, f"The {evil} {evil} Bergmann.", evil, TermHit(4, 4 + len(evil), term, way="plain"))
    html = render_html(make_sheet("mill", [record("es", done)]))
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_unknown_words_names_and_phrases_that_come_again_are_candidates_and_terms_are_not() -> None:
    texts = {
        "b1.1": "The seed bed of the upper field is wet. Anna Bergmann drained the seed beds.",
        "b1.2": "She said the mill and the seed bed were flooded by a freshet.",
    }
    found = candidates(texts, {"b1.2": [(13, 17)]}, ["freshet"])
    assert [(one.text, one.count, one.why) for one in found] == [
        ("seed bed", 3, "comes again"), ("Anna Bergmann", 1, "name"), ("freshet", 1, "unknown to the engine"),
    ]  # fmt: skip
    assert candidates({"b1.1": "the mill, the mill"}, {"b1.1": [(4, 8), (14, 18)]}, []) == ()


def test_the_rows_of_the_candidates_are_rows_of_a_glossary() -> None:
    done = unit(1, "Anna Bergmann saw Anna Bergmann.", "Anna Bergmann vio a Anna Bergmann.")
    html = render_html(make_sheet("mill", [record("es", done)]))
    rows = html.split("<pre>")[1].split("</pre>")[0]
    assert [(term.source, term.status) for term in read_terms(rows.encode(), "x.csv").terms] == [("Anna Bergmann", "keep")]
