"""What the neural engine does beyond decoding: word pairs, the ladder, remembered drafts, files that prove themselves."""

import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import models
from pubpipe.article import Term, TermHit
from pubpipe.engines import decode, install, packages
from pubpipe.engines.argos import Argos
from pubpipe.engines.attention import compose, word_pairs
from pubpipe.engines.base import Draft, Job
from pubpipe.engines.carried import Carried
from pubpipe.engines.drafts import Decoded, Drafts
from pubpipe.faults import faults


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packed")
    models.build_package(folder / "en-es.argosmodel", "en", "es", models.SPANISH)
    models.build_package(folder / "es-fr.argosmodel", "es", "fr", models.FRENCH)
    return folder


@pytest.fixture
def home(packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PUBPIPE_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "argos" / "packages"
    for name in ("en-es", "es-fr"):
        install.install(packed / f"{name}.argosmodel", packages_dir=folder)
    return folder


def pairs_of(text: str, draft: Draft) -> list[tuple[str, str]]:
    return [(text[a:b], draft.text[c:d]) for a, b, c, d in draft.alignment]


# --- which word became which ----------------------------------------------------------------------------------------------


def test_each_word_is_paired_with_what_it_became(home: Path) -> None:
    text = "The government moves families to the valley."
    (draft,) = Argos(home).translate([Job(text, aligned=True)], "en", "es")
    assert draft.text == "El gobierno mueve familias a el valle."
    assert pairs_of(text, draft) == [
        ("The", "El"), ("government", "gobierno"), ("moves", "mueve"), ("families", "familias"), ("to", "a"), ("the", "el"),
        ("valley", "valle"), (".", "."),
    ]  # fmt: skip


def test_pairs_are_only_made_where_they_are_asked_for(home: Path) -> None:
    (draft,) = Argos(home).translate([Job("the valley")], "en", "es")
    assert draft.alignment == ()


def test_pairs_go_through_the_language_between(home: Path) -> None:
    text = "the government moves families"
    (draft,) = Argos(home).translate([Job(text, aligned=True)], "en", "fr")
    assert pairs_of(text, draft) == [
        ("the", "le"), ("government", "gouvernement"), ("moves", "déplace"), ("families", "familles"),
    ]  # fmt: skip


def test_a_held_term_is_paired_whole_and_what_follows_keeps_its_place(home: Path) -> None:
    text = "the government moves off-grid sites in the valley"
    term = Term("off-grid site", "lugar sin red", "noun", "m", "lugares sin red")
    start = text.index("off")
    job = Job(text, (TermHit(start, start + 14, term, is_plural=True),), aligned=True)
    (draft,) = Argos(home).translate([job], "en", "es")
    assert ("off-grid sites", "lugares sin red") in pairs_of(text, draft)
    assert ("valley", "valle") in pairs_of(text, draft)


def test_pairs_of_a_text_that_was_cut_lie_where_its_words_are(home: Path) -> None:
    text = ", ".join(["the old river falls in the val\u00adley"] * 60) + "."
    (draft,) = Argos(home).translate([Job(text, aligned=True)], "en", "es")
    said = pairs_of(text, draft)
    assert said.count(("val\u00adley", "valle")) == 60
    assert said.count(("river", "río")) == 60


def test_pieces_are_gathered_to_words_and_their_attention_summed() -> None:
    source, target = "re location helps", "ayuda reubicación"
    places = [(0, 2), (3, 11), (12, 17)], [(0, 5), (6, 12), (12, 17)]
    attention = [[0.1, 0.2, 0.7], [0.3, 0.4, 0.3], [0.4, 0.3, 0.3]]
    assert word_pairs(*places, attention, (source, target)) == ((12, 17, 0, 5), (0, 2, 6, 17), (3, 11, 6, 17))


def test_two_hops_meet_where_their_stretches_overlap() -> None:
    assert compose([(0, 3, 0, 2), (4, 9, 3, 8)], [(3, 8, 0, 6), (0, 2, 7, 9)]) == ((4, 9, 0, 6), (0, 3, 7, 9))


def test_a_carried_text_knows_both_ways() -> None:
    carried = Carried()
    carried.keep("de el X fin", 0, 6)
    carried.become("del término", 7, 6, 7)
    carried.keep("de el X fin", 7, 11)
    assert carried.text == "del término fin"
    assert carried.new_of(6, 7) == (4, 11)
    assert carried.new_of(8, 11) == (12, 15)
    assert carried.old_of(12, 15) == (8, 11)
    assert carried.new_of(20, 22) == (0, 0)


# --- what came out wrong --------------------------------------------------------------------------------------------------

GOOD = "El gobierno traslada a 1.200 familias a casas nuevas (véase www.example.org)."
SOURCE = "The government moves 1,200 families to new houses (see www.example.org)."


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("", "empty"),
        (SOURCE.upper(), "copied"),
        (GOOD[:-1] + " de la casa y de la casa y de la casa y de la casa.", "loop"),
        ("El gobierno trasladadadadada a 1.200 familias (www.example.org).", "loop"),
        ("(www.example.org) 1200.", "length"),
        (GOOD.replace("1.200", "12.000"), "number"),
        (GOOD.replace("www.example.org", "www.ejemplo.org"), "address"),
        (GOOD.replace("familias", "⁇"), "unknown"),
        (GOOD.replace("(", ""), "bracket"),
    ],
)
def test_a_fault_is_named(target: str, name: str) -> None:
    assert faults(SOURCE, GOOD, "en", "es") == ()
    assert name in faults(SOURCE, target, "en", "es")


@pytest.mark.parametrize(
    ("source", "target", "to", "lost"),
    [
        ("They did not move.", "Se trasladaron.", "es", True),
        ("They did not move.", "No se trasladaron.", "es", False),
        ("They didn’t move.", "Ils ont déménagé.", "fr", True),
        ("They can't move.", "Ils n’ont pas pu.", "fr", False),
        ("It is not only a plan.", "Es también un plan.", "es", False),
        ("They did not move.", "Umzug.", "xx", False),
    ],
)
def test_a_lost_negation_is_seen(source: str, target: str, to: str, lost: bool) -> None:
    assert ("negation" in faults(source, target, "en", to)) is lost


def test_what_came_out_wrong_is_tried_in_other_ways_and_the_best_is_taken(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[decode.Options] = []
    real = decode.Model._decode

    def loop_at_first(self: decode.Model, texts: Sequence[str], options: decode.Options, aligned: bool) -> list[Decoded]:
        tried.append(options)
        good = real(self, texts, options, aligned)
        return good if options.no_repeat else [Decoded("el valle el valle el valle el valle") for _ in good]

    monkeypatch.setattr(decode.Model, "_decode", loop_at_first)
    (draft,) = Argos(home).translate([Job("the government moves families")], "en", "es")
    assert draft.text == "el gobierno mueve familias"
    assert tried == [decode.Options(2), decode.Options(2, 3)]


def test_only_the_failing_texts_are_tried_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    real = decode.Model._decode

    def count(self: decode.Model, texts: Sequence[str], options: decode.Options, aligned: bool) -> list[Decoded]:
        asked.append(len(texts))
        return [
            Decoded("") if text.startswith("rain") and len(asked) == 1 else made
            for text, made in zip(texts, real(self, texts, options, aligned), strict=True)
        ]

    monkeypatch.setattr(decode.Model, "_decode", count)
    drafts = Argos(home).translate([Job("the valley"), Job("rain falls")], "en", "es")
    assert [draft.text for draft in drafts] == ["el valle", "lluvia cae"]
    assert asked == [2, 1]


# --- remembered drafts ----------------------------------------------------------------------------------------------------


def decoded_texts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    seen: list[str] = []
    real = decode.Model._decode
    monkeypatch.setattr(decode.Model, "_decode", lambda self, texts, *rest: (seen.extend(texts), real(self, texts, *rest))[1])
    return seen


def test_one_changed_sentence_is_one_segment_decoded(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["the valley", "rain falls", "the old river"]
    Argos(home).translate([Job(text) for text in texts], "en", "es")
    seen = decoded_texts(monkeypatch)
    Argos(home).translate([Job(text) for text in (*texts[:2], "the river")], "en", "es")
    assert seen == ["the river"]


def test_another_quality_is_decoded_anew(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Argos(home).translate([Job("the valley")], "en", "es")
    seen = decoded_texts(monkeypatch)
    Argos(home).tuned("fine").translate([Job("the valley")], "en", "es")
    assert seen == ["the valley"]


def test_a_damaged_memory_of_drafts_is_made_anew(home: Path, tmp_path: Path) -> None:
    Argos(home).translate([Job("the valley")], "en", "es")
    path = tmp_path / "cache" / "argos" / "drafts.sqlite"
    path.write_bytes(b"no database at all" * 300)
    for _ in range(2):
        assert Argos(home).translate([Job("the valley")], "en", "es")[0].text == "el valle"
    assert sqlite3.connect(path).execute("SELECT COUNT(*) FROM drafts").fetchone() == (1,)


def test_a_draft_that_somebody_changed_is_not_believed(tmp_path: Path) -> None:
    drafts = Drafts("model", "options", tmp_path / "drafts.sqlite")
    drafts.add({"the valley": Decoded("el valle", ((0, 3, 0, 2),))})
    assert drafts.find(["the valley"], aligned=True) == {"the valley": Decoded("el valle", ((0, 3, 0, 2),))}
    with sqlite3.connect(tmp_path / "drafts.sqlite") as table:
        table.execute("UPDATE drafts SET text = 'el monte'")
    assert drafts.find(["the valley"], aligned=False) == {}


def test_a_draft_without_pairs_does_not_answer_who_wants_them(tmp_path: Path) -> None:
    drafts = Drafts("model", "options", tmp_path / "drafts.sqlite")
    drafts.add({"the valley": Decoded("el valle")})
    assert drafts.find(["the valley"], aligned=True) == {}
    assert Drafts("another", "options", tmp_path / "drafts.sqlite").find(["the valley"], aligned=False) == {}


# --- models that are kept -------------------------------------------------------------------------------------------------


def test_models_beyond_the_budget_are_let_go(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decode._models.clear()
    first, second = packages.installed(home)
    monkeypatch.setattr(decode, "BUDGET", 10 << 20)
    both = decode.load_model(first), decode.load_model(second)
    assert len(decode._models) == 2
    assert decode.load_model(first) is both[0]
    monkeypatch.setattr(decode, "BUDGET", 1)
    decode.load_model(second)
    assert list(decode._models.values()) == [both[1]]


def test_a_flipped_byte_in_the_weights_is_found(home: Path) -> None:
    assert [package.problem for package in install.verify(home)] == ["", ""]
    model = home / "en_es" / "model" / "model.bin"
    data = bytearray(model.read_bytes())
    data[len(data) // 2] ^= 1
    model.write_bytes(data)
    bad = next(package for package in install.verify(home) if package.pair == "en-es")
    assert "model/model.bin is not what was installed" in bad.problem


def test_a_file_that_is_gone_is_found_and_a_package_of_argos_own_is_only_probed(home: Path) -> None:
    (home / "es_fr" / install.RECEIPT).unlink()
    shutil.copy(home / "en_es" / "metadata.json", home / "en_es" / "extra.txt")
    (home / "en_es" / "model" / "config.json").unlink()
    said: dict[str, Any] = {package.pair: package.problem for package in install.verify(home)}
    assert said["es-fr"] == ""
    assert "model/config.json is missing" in said["en-es"]


def test_the_quality_of_the_settings_reaches_the_engine(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pubpipe.engines.choose import choose_engine

    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(home))
    assert [dict(choose_engine("argos", "en", "es", name).info.data)["beam"] for name in ("draft", "fine")] == ["1", "4"]
    assert dict(choose_engine("argos", "en", "es").info.data)["beam"] == "2"
