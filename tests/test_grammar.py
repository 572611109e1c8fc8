"""What is derived where a term's author left cells empty, with Apertium's own dictionaries and without any."""

from pathlib import Path

import pytest

from pubpipe.article import Term
from pubpipe.engines.apertium import Apertium
from pubpipe.engines.grammar import describe

needs_apertium = pytest.mark.skipif(Apertium().info("en", "es") is None, reason="Apertium's eng-spa is not installed")


def derived(target: str, to: str, source: str = "x y", data: Path | None = None) -> Term:
    term = Term(source, target, pos="")
    return describe([term], to, data=data).get(term, term)


@needs_apertium
@pytest.mark.parametrize(
    ("target", "gender", "plural"),
    [
        ("reubicación ex situ", "f", "reubicaciones ex situ"),
        ("tasa de mortalidad", "f", "tasas de mortalidad"),
        ("vía respiratoria", "f", "vías respiratorias"),
        ("medios de vida", "m", "medios de vida"),
        ("ley de la selva", "f", "leyes de la selva"),
        ("Comité Central", "m", "Comités Centrales"),
        ("cortafuegos", "m", "cortafuegos"),
    ],
)
def test_gender_and_plural_of_a_spanish_noun_phrase(target: str, gender: str, plural: str) -> None:
    term = derived(target, "es")
    assert (term.pos, term.gender, term.plural) == ("noun", gender, plural)


@needs_apertium
def test_an_adjective_has_its_four_forms() -> None:
    assert derived("respiratorio", "es").forms == ("respiratorio", "respiratorios", "respiratoria", "respiratorias")
    assert derived("transmisible", "es").forms == ("transmisible", "transmisibles", "transmisible", "transmisibles")


@needs_apertium
@pytest.mark.parametrize(("target", "pos"), [("toser", "verb"), ("a base de alcohol", "phrase"), ("patógeno", "noun")])
def test_a_part_of_speech_is_told_from_the_target(target: str, pos: str) -> None:
    assert derived(target, "es").pos == pos


def test_what_stays_as_it_is_and_has_capitals_is_a_name() -> None:
    assert derived("SARS-CoV-2", "es", "SARS-CoV-2").pos == "name"


@pytest.mark.parametrize(
    ("target", "to", "gender", "plural"),
    [
        ("situación", "es", "f", "situaciones"),
        ("região", "pt", "f", "regiões"),
        ("bateau", "fr", "m", "bateaux"),
        ("nazione", "it", "f", "nazioni"),
        ("acció", "ca", "f", "accions"),
    ],
)
def test_without_a_dictionary_the_ending_decides(target: str, to: str, gender: str, plural: str, tmp_path: Path) -> None:
    term = derived(target, to, data=tmp_path)
    assert (term.pos, term.gender, term.plural) == ("noun", gender, plural)


def test_what_the_author_wrote_stays() -> None:
    term = Term("x y", "cuenca", "noun", "m", "cuencos")
    assert describe([term], "es") == {}
    half = Term("x y", "cuenca", "noun", "m")
    assert describe([half], "es").get(half, half).gender == "m"


def test_a_language_without_rules_is_left_alone() -> None:
    assert describe([Term("x", "вода", pos="")], "ru") == {}
