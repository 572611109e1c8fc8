"""Measure where inline codes land: NAME value unit, a line each. `make quality` runs it.

Sentences of tests/grammar.py, each with three codes, one inside another and two that touch. A code is complete when it came
back and still lies inside the one that held it, and on the right words when it covers the words of the target that its own
words became, all of them and no other: which those are the grammar knows. With a trained model it is told on the sentences
that the model translated as the grammar does; how many those are is printed beside it. Apertium's wording is its own, so
there a code is right when it holds all and only those words, of the ones that can be told by their stems.
"""

import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests")]

import grammar  # noqa: E402
from pubpipe.article import Mark, MarkKind, Segment, Unit  # noqa: E402
from pubpipe.engines import Engine, Job, install, load_engine  # noqa: E402
from pubpipe.engines.argos import Argos  # noqa: E402
from pubpipe.glossary import load_termbase  # noqa: E402
from pubpipe.localize.targets import localize  # noqa: E402
from pubpipe.memory import Memory  # noqa: E402

MODELS = ROOT / "tests" / "data" / "models"
AMOUNT = 500
WORD = re.compile(r"[^\W_]+")
STEM = 5  # letters that tell a word of Apertium's, whatever its ending
KINDS = (MarkKind.STRONG, MarkKind.EMPHASIS, MarkKind.LINK)
Judge = Callable[["Case", Unit, Mark], bool | None]


class Case(NamedTuple):
    """A sentence with its codes: each phrase under its kind of mark."""

    told: grammar.Sentence
    parts: tuple[frozenset[int], ...]
    segment: Segment
    to: str


def show(name: str, value: float, unit: str) -> None:
    print(f"{name} {value:.1f} {unit}", flush=True)


def cases(to: str, amount: int, seed: str = "codes") -> Iterator[Case]:
    made = 0
    for number, told in enumerate(grammar.sentences(seed, 40 * amount, usual=True)):
        if parts := grammar.coded(told, to, number):
            spans = [grammar.stretch(told, "en", part) or (0, 0) for part in parts]
            marks = sorted(Mark(*span, kind) for span, kind in zip(spans, KINDS, strict=True))
            yield Case(told, parts, Segment(f"b{number}.1", f"b{number}", told.text["en"], "en", marks=tuple(marks)), to)
            made += 1
            if made == amount:
                return


def words_in(text: str, start: int, end: int) -> set[int]:
    """Numbers of the words of a text that a stretch touches."""
    return {n for n, word in enumerate(WORD.finditer(text)) if word.start() < end and start < word.end()}


def is_as_told(case: Case, unit: Unit) -> bool:
    """Whether the engine wrote the grammar's own words, whatever the typography made of the signs between them."""
    return WORD.findall(unit.target) == WORD.findall(case.told.text[case.to])


def by_grammar(case: Case, unit: Unit, mark: Mark) -> bool | None:
    """Whether a code covers just its words; a word that stands for two, such as "del", may be in it or not."""
    if not is_as_told(case, unit):
        return None
    part = case.parts[KINDS.index(mark.kind)]
    text, places = case.told.text[case.to], case.told.places[case.to]
    span = grammar.stretch(case.told, case.to, part) or (0, 0)
    wanted = words_in(text, *span)
    either = {n for place in places if place.keys & part and place.keys - part for n in words_in(text, place.start, place.end)}
    found = words_in(unit.target, mark.start, mark.end)
    return wanted - either <= found <= wanted | either


def by_stems(alone: dict[str, str]) -> Judge:
    """Judge by words that can be told: an English word's are the grammar's and those Apertium makes of it alone."""

    def stems(case: Case, keys: frozenset[int], *, inside: bool) -> set[str]:
        here = [p for p in case.told.places["en"] if p.keys and (p.keys <= keys) is inside]
        there = [p for p in case.told.places[case.to] if p.keys and (p.keys <= keys) is inside]
        texts = [case.told.text[case.to][p.start : p.end] for p in there]
        texts += [alone.get(case.told.text["en"][p.start : p.end], "") for p in here]
        return {w[:STEM].casefold() for text in texts for w in WORD.findall(text) if len(w) > 3 or w.isdigit()}

    def judge(case: Case, unit: Unit, mark: Mark) -> bool | None:
        part = case.parts[KINDS.index(mark.kind)]
        own, other = stems(case, part, inside=True), stems(case, part, inside=False)
        words = [w[:STEM].casefold() for w in WORD.findall(unit.target)]
        told = {n for n, word in enumerate(words) if word in own - other}
        if not told:
            return None
        found = words_in(unit.target, mark.start, mark.end)
        return told <= found and not any(words[n] in other - own for n in found)

    return judge


def is_complete(case: Case, unit: Unit) -> bool:
    """Every code came back, covers something, and holds what it held."""
    found = {mark.kind: mark for mark in unit.marks}
    if len(unit.marks) != len(case.segment.marks) or any(mark.start >= mark.end for mark in unit.marks):
        return False
    return all(
        found[KINDS[two]].start <= found[KINDS[one]].start and found[KINDS[one]].end <= found[KINDS[two]].end
        for one, inner in enumerate(case.parts)
        for two, outer in enumerate(case.parts)
        if inner < outer
    )


def place(engine: Engine, told: Sequence[Case]) -> list[Unit]:
    segments = [case.segment for case in told]
    done = localize(segments, told[0].to, engine=engine, termbase=load_termbase(), memory=Memory(), slug="codes")
    return list(done.units)


def measure(name: str, told: Sequence[Case], units: Sequence[Unit], judge: Judge) -> None:
    pairs = list(zip(told, units, strict=True))
    judged = [[judge(case, unit, mark) for mark in unit.marks] for case, unit in pairs]
    codes = [right for one in judged for right in one if right is not None]
    whole = [all(right is not False for right in one) for one in judged if any(right is not None for right in one)]
    show(f"codes_{name}_complete", 100 * sum(is_complete(*pair) for pair in pairs) / len(pairs), "%")
    show(f"codes_{name}_on_the_right_words", 100 * sum(codes) / max(1, len(codes)), "%")
    show(f"codes_{name}_sentences_with_every_code_right", 100 * sum(whole) / max(1, len(whole)), "%")
    show(f"codes_{name}_sentences_judged", len(whole), "sentences")


def with_model(to: str, folder: Path) -> None:
    """Sentences are drawn until 500 came out as the grammar has them."""
    told = list(cases(to, AMOUNT * 6 // 5))
    units = place(Argos(folder), told)
    same = [pair for pair in zip(told, units, strict=True) if is_as_told(*pair)]
    show(f"model_{to}_sentences_as_the_grammar_has_them", 100 * len(same) / len(told), "%")
    show(f"codes_model_{to}_complete_in_all", 100 * sum(map(is_complete, told, units)) / len(told), "%")
    measure(f"model_{to}", *zip(*same[:AMOUNT], strict=True), by_grammar)  # type: ignore[arg-type]


def with_apertium(to: str) -> None:
    engine = load_engine("apertium")
    if engine.info("en", to) is None:
        return
    told = list(cases(to, AMOUNT))
    single = sorted({w for case in told for w in WORD.findall(case.told.text["en"])})
    alone = dict(zip(single, (draft.text for draft in engine.translate([Job(w) for w in single], "en", to)), strict=True))
    measure(f"apertium_{to}", told, place(engine, told), by_stems(alone))


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        os.environ.setdefault("PUBPIPE_CACHE", f"{name}/cache")
        for to in ("es", "fr"):
            folder = Path(name) / "packages"
            install.install(MODELS / f"translate-en_{to}-1_0.argosmodel", packages_dir=folder)
            with_model(to, folder)
        with_apertium("es")


if __name__ == "__main__":
    main()
