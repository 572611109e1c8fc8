"""Which word Apertium made of which: blanks that words carry through its pipeline."""

import shutil
from dataclasses import replace

import pytest

from pubpipe.engines import Job, links, load_engine
from pubpipe.engines.base import Draft

MODE = (("lt-proc", "a.bin"), ("apertium-tagger", "-g", "x"), ("lt-proc", "-b", "b.bin"), ("lt-proc", "-g", "g.bin"))


def told(text: str, pairs: links.Pairs, answer: str) -> list[tuple[str, str]]:
    return [(text[a:b], answer[c:d]) for a, b, c, d in pairs]


def test_every_word_is_in_a_blank_of_its_own() -> None:
    assert links.with_blanks("Old city’s 1,200, new.") == (
        "[[t:w:0]]Old[[/]] [[t:w:1]]city’s[[/]] [[t:w:2]]1,200[[/]], [[t:w:3]]new[[/]]."
    )


def test_blanks_are_read_back_moved_joined_or_gone() -> None:
    text = "The old houses of the valley"
    marked = "[[t:w:0; t:w:2]]Les cases[[/]] [[t:w:1]]velles[[/]] [[t:w:3; t:w:4]]del[[/]] *vall"
    answer, pairs = links.read_blanks(text, marked)
    assert answer == "Les cases velles del *vall"
    assert told(text, pairs, answer) == [
        ("The", "Les"), ("houses", "cases"), ("old", "velles"), ("of", "del"), ("the", "del"),
    ]  # fmt: skip
    assert links.read_blanks("one", "[[t:w:7]]x[[/]]") == ("x", ())


def test_a_trail_leads_from_the_first_text_to_the_last() -> None:
    trail = links.Trail("OLD HOUSES here", aligned=True)
    trail.add("old houses here", "[[t:w:2]]aquí[[/]] [[t:w:1]]casas[[/]] [[t:w:0]]viejas[[/]]", "aquí las casas viejas")
    assert told("OLD HOUSES here", trail.pairs_to("Aquí, las casas viejas"), "Aquí, las casas viejas") == [
        ("here", "Aquí"), ("HOUSES", "casas"), ("OLD", "viejas"),
    ]  # fmt: skip
    assert links.Trail("x", aligned=False).pairs_to("y") == ()
    assert links.Trail("x", aligned=True).pairs_to("y") == ()


def test_blanks_are_tied_after_the_analysis_and_loosened_before_the_generator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert [command[0] for command in links.carrying(MODE)] == [
        "lt-proc", "apertium-wblank-attach", "apertium-tagger", "lt-proc", "apertium-wblank-detach", "lt-proc",
    ]  # fmt: skip
    assert links.carrying(MODE[:3]) == ()
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert links.carrying(MODE) == ()


@pytest.mark.parametrize(
    ("to", "wanted"),
    [
        ("es", [("old", "vieja"), ("house", "casa"), ("committee", "comité"), ("poor", "pobres"), ("farmers", "labradores")]),
        ("fr", [("old", "vieille"), ("house", "maison"), ("committee", "comité"), ("poor", "pauvres")]),
    ],
)
def test_apertium_says_which_word_became_which(to: str, wanted: list[tuple[str, str]], needs_apertium: None) -> None:
    text = "In front of the old house, the committee visited 12 poor farmers."
    job = Job(text, aligned=True)
    with_places, plain = (load_engine("apertium").translate([one], "en", to)[0] for one in (job, replace(job, aligned=False)))
    assert with_places.text == plain.text
    assert plain.alignment == ()
    assert set(wanted) <= set(told(text, with_places.alignment, with_places.text))


def test_without_the_tools_for_blanks_the_draft_is_the_same(monkeypatch: pytest.MonkeyPatch, needs_apertium: None) -> None:
    monkeypatch.setattr(links, "ATTACH", ("apertium-no-such-tool",))
    (draft,) = load_engine("apertium").translate([Job("The old house.", aligned=True)], "en", "es")
    assert draft == Draft("La casa vieja.")
