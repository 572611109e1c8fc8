"""The neural engine with a model that was trained: words that move, agree and are chosen; numbers and names that are copied."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import grammar
from pubpipe.article import Level, Mark, MarkKind, Segment
from pubpipe.engines import decode, install, packages
from pubpipe.engines.argos import Argos
from pubpipe.engines.base import Draft, Job
from pubpipe.engines.drafts import Decoded
from pubpipe.glossary import load_termbase
from pubpipe.localize.targets import localize
from pubpipe.memory import Memory
from pubpipe.pipeline import check_units

MODELS = Path(__file__).parent / "data" / "models"
LANGS = ("es", "fr")


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained") / "packages"
    for to in LANGS:
        install.install(MODELS / f"translate-en_{to}-1_0.argosmodel", packages_dir=folder)
    return folder


@pytest.fixture(autouse=True)
def _drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBPIPE_CACHE", str(tmp_path / "cache"))


def drafts(folder: Path, to: str, texts: Sequence[str], *, aligned: bool = False) -> list[Draft]:
    return Argos(folder).translate([Job(text, aligned=aligned) for text in texts], "en", to)


@pytest.mark.parametrize("to", LANGS)
def test_new_sentences_come_out_as_the_grammar_has_them(trained: Path, to: str) -> None:
    told = list(grammar.sentences("unseen", 60, usual=True))
    made = drafts(trained, to, [one.text["en"] for one in told])
    same = sum(draft.text == one.text[to] for draft, one in zip(made, told, strict=True))
    assert same >= 48  # four of five, letter by letter, although nouns have several good translations


@pytest.mark.parametrize("to", LANGS)
def test_a_number_comes_out_with_all_its_digits_or_is_a_finding(trained: Path, to: str) -> None:
    told = [one for one in grammar.sentences("numbers", 200, usual=True) if re.search(r"\d", one.text["en"])]
    segments = [Segment(f"b{n}.1", f"b{n}", one.text["en"], "en") for n, one in enumerate(told)]
    done = localize(segments, to, engine=Argos(trained), termbase=load_termbase(), memory=Memory(), slug="x")
    units = check_units(done.units, done.unknown, done.guessed)
    lost = [u for u in units if Counter(re.findall(r"\d", u.target)) != Counter(re.findall(r"\d", u.segment.text))]
    assert len(lost) <= 0.2 * len(units)
    silent = [
        (u.segment.text, u.target) for u in lost if not {f.code for f in u.findings} & {"U-002", "U-003", "U-007", "U-008"}
    ]
    assert silent == []


@pytest.mark.parametrize("to", LANGS)
def test_the_attention_finds_the_words_that_the_grammar_links(trained: Path, to: str) -> None:
    told = list(grammar.sentences("attention", 60, usual=True))
    right = total = 0
    for one, draft in zip(told, drafts(trained, to, [one.text["en"] for one in told], aligned=True), strict=True):
        if draft.text != one.text[to]:
            continue
        here, there = one.places["en"], one.places[to]
        gold = {(a, b) for a, b in one.links(to)}
        for start, _, to_start, _ in draft.alignment:
            pair = [
                next((n for n, p in enumerate(places) if p.start <= at < p.end), -1)
                for places, at in ((here, start), (there, to_start))
            ]
            if pair[1] >= 0 and there[pair[1]].keys:
                total += 1
                right += tuple(pair) in gold
    assert total > 200
    assert right >= 0.95 * total


def test_a_forced_beginning_changes_what_follows_in_gender(trained: Path) -> None:
    model = decode.load_model(next(p for p in packages.installed(trained) if p.to == "es"))
    source = model.pieces.encode("The relocation was expensive.")
    forced = {}
    for start in ("La reubicación", "El traslado"):
        prefix = model.pieces.encode(start)
        (result,) = model.translator.translate_batch([source], target_prefix=[prefix], beam_size=2)
        forced[start] = model.pieces.decode(result.hypotheses[0])
    assert forced == {"La reubicación": "La reubicación era cara.", "El traslado": "El traslado era caro."}


@pytest.mark.parametrize("to", LANGS)
def test_nested_and_adjacent_codes_come_back_on_their_words(trained: Path, to: str) -> None:
    told = [
        (one, parts)
        for n, one in enumerate(grammar.sentences("marked", 200, usual=True))
        if (parts := grammar.coded(one, to, n))
    ]
    kinds = (MarkKind.STRONG, MarkKind.EMPHASIS, MarkKind.SUPERSCRIPT)
    segments = []
    for n, (one, parts) in enumerate(told):
        spans = [grammar.stretch(one, "en", part) or (0, 0) for part in parts]
        marks = tuple(sorted(Mark(*span, kind) for span, kind in zip(spans, kinds, strict=True)))
        segments.append(Segment(f"b{n}.1", f"b{n}", one.text["en"], "en", marks=marks))
    done = localize(segments, to, engine=Argos(trained), termbase=load_termbase(), memory=Memory(), slug="x")
    assert all(sorted(m.kind for m in u.marks) == sorted(m.kind for m in u.segment.marks) for u in done.units)
    right = total = 0
    for unit, (one, parts) in zip(done.units, told, strict=True):
        if re.findall(r"\w+", unit.target) != re.findall(r"\w+", one.text[to]):
            continue
        for mark in unit.marks:
            start, end = grammar.stretch(one, to, parts[kinds.index(mark.kind)]) or (0, 0)
            total += 1
            right += re.findall(r"\w+", unit.target[mark.start : mark.end]) == re.findall(r"\w+", one.text[to][start:end])
    assert total > 60
    assert right >= 0.93 * total  # words that two stand for, such as "del", are counted as wrong here


# --- what goes wrong, with a model that can be wrong ----------------------------------------------------------------------


def found(folder: Path, text: str, to: str = "es") -> tuple[str, dict[str, Level]]:
    """Target of one text and the codes of the findings on it."""
    done = localize(
        [Segment("b1.1", "b1", text, "en")], to, engine=Argos(folder), termbase=load_termbase(), memory=Memory(), slug="x"
    )
    (unit,) = check_units(done.units, done.unknown, done.guessed)
    return unit.target, {finding.code: finding.level for finding in unit.findings}


def broken(monkeypatch: pytest.MonkeyPatch, spoil: Any) -> None:
    """Every way of decoding comes out spoilt in the same manner, so that no step of the ladder helps."""
    real = decode.Model._decode

    def decoded(self: decode.Model, texts: Sequence[str], options: decode.Options, aligned: bool) -> list[Decoded]:
        return [
            Decoded(spoil(text, made.text), made.pairs)
            for text, made in zip(texts, real(self, texts, options, aligned), strict=True)
        ]

    monkeypatch.setattr(decode.Model, "_decode", decoded)


SOURCE = "The committee did not approve 1,250 new houses for the farmers of the valley (see Maria Duarte)."


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda source, made: source, "U-001"),
        (lambda source, made: made.replace("1.250", "1.520"), "U-002"),
        (lambda source, made: made.replace(" no ", " "), "U-020"),
        (lambda source, made: made.replace("Duarte)", "Duarte"), "U-009"),
        (lambda source, made: made + " de las casas de las casas de las casas de las casas", "U-007"),
        (lambda source, made: "El comité 1.250.", "U-008"),
        (lambda source, made: made.replace("comité", "⁇"), "U-006"),
    ],
)
def test_what_no_step_of_the_ladder_mends_is_a_finding(
    trained: Path, monkeypatch: pytest.MonkeyPatch, spoil: Any, code: str
) -> None:
    target, findings = found(trained, SOURCE)
    assert "1250" in target  # Spanish groups from five digits on
    assert code not in findings
    broken(monkeypatch, spoil)
    monkeypatch.setenv("PUBPIPE_CACHE", str(trained.parent / "spoilt" / code))
    assert code in found(trained, SOURCE)[1]


def test_a_heading_in_capitals_is_translated_by_a_model_that_never_saw_capitals(trained: Path) -> None:
    (draft,) = drafts(trained, "es", ["THE NEW HOUSES OF THE VALLEY"])
    assert draft.text == "LAS CASAS NUEVAS DEL VALLE"


def test_garbage_from_a_text_beyond_what_the_model_was_trained_for_is_found(trained: Path) -> None:
    told = list(grammar.sentences("long", 40, usual=True))
    text = " ".join(one.text["en"] for one in told if one.text["en"].endswith("."))
    target, findings = found(trained, text)
    assert target
    assert set(findings) & {"U-002", "U-007", "U-008", "U-009"}


@pytest.mark.parametrize("to", LANGS)
def test_a_sentence_of_words_the_model_has_not_met_is_a_warning_and_one_of_known_words_is_not(trained: Path, to: str) -> None:
    _, findings = found(trained, "Critics quarrelled about slippery vegetables beyond the shoreline.", to)
    assert findings["U-011"] is Level.WARNING
    told = [one.text["en"] for one in grammar.sentences("known", 40, usual=True)]
    assert sum(bool(draft.unknown) for draft in drafts(trained, to, told)) <= 2
