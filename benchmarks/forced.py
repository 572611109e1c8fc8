"""Terms that a neural model would not choose: are they all there, and does the sentence stay as good? One figure a line.

300 sentences of the grammar in tests/grammar.py a language, each with a noun whose second translation, which the model rarely
writes, is made a term of the glossary. BLEU (Papineni et al. 2002, one reference, four grams, no smoothing) of the forced
run is against the reference with that term, of the free run against the reference without it. Left out where the trained
models of tests/data/models are not at hand.
"""

import importlib
import importlib.util
import math
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pubpipe.article import Term
from pubpipe.engines import install
from pubpipe.engines.argos import Argos
from pubpipe.engines.base import Job
from pubpipe.faults import faults
from pubpipe.glossary import make_termbase, missing_terms

TESTS = Path(__file__).parent.parent / "tests"
MODELS = Path(os.environ.get("PUBPIPE_MODELS") or TESTS / "data" / "models")
AMOUNT = 300
SEED = "terms"


def show(name: str, value: float, unit: str) -> None:
    print(f"{name} {value:.1f} {unit}", flush=True)


def bleu(made: Sequence[str], wanted: Sequence[str]) -> float:
    """Corpus BLEU in per cent."""
    right, total, ours, theirs = Counter[int](), Counter[int](), 0, 0
    for one, other in zip(made, wanted, strict=True):
        left, there = (re.findall(r"\w+|[^\w\s]", text) for text in (one, other))
        ours, theirs = ours + len(left), theirs + len(there)
        for n in range(1, 5):
            grams, gold = (Counter(tuple(words[at : at + n]) for at in range(len(words) - n + 1)) for words in (left, there))
            right[n] += (grams & gold).total()
            total[n] += grams.total()
    if not all(right[n] for n in range(1, 5)):
        return 0.0
    mean = sum(math.log(right[n] / total[n]) for n in range(1, 5)) / 4
    return 100 * math.exp(mean + min(0.0, 1 - theirs / max(1, ours)))


def grammar() -> Any:
    return importlib.import_module("grammar")


def cases(to: str, amount: int) -> list[tuple[str, Term, str, str]]:
    """English, the term, the usual reference and the one with the term."""
    told = grammar()
    others = {noun: forms[to] for noun, forms in told.alternatives().items() if len(forms.get(to, ())) > 1}
    found: list[tuple[str, Term, str, str]] = []
    number = 0
    while len(found) < amount:
        plain = told.sentence(SEED, number, usual=True)
        for noun in sorted(set(plain.nouns) & set(others))[:1]:
            one, many, gender = others[noun][1]
            other = told.sentence(SEED, number, usual=True, choose={noun: 1})
            if other.text["en"] == plain.text["en"] and other.text[to] != plain.text[to]:
                found.append((plain.text["en"], Term(noun, one, "noun", gender, many), plain.text[to], other.text[to]))
        number += 1
    return found


def measure(engine: Argos, to: str, *, amount: int = AMOUNT, verbose: bool = False) -> tuple[float, float, float]:
    """Share of sentences with every term, BLEU of the forced and of the free run."""
    told = cases(to, amount)
    jobs = [Job(text, tuple(make_termbase([term]).find(text))) for text, term, _, _ in told]
    free = [draft.text for draft in engine.translate([Job(job.text) for job in jobs], "en", to)]
    made = engine.translate(jobs, "en", to)
    forced = [draft.text for draft in made]
    there = [not missing_terms(job.hits, text) for job, text in zip(jobs, forced, strict=True)]
    name = f"forced_en_{to}"
    show(
        f"{name}_terms_chosen_freely",
        100 * sum(not missing_terms(j.hits, t) for j, t in zip(jobs, free, strict=True)) / amount,
        "%",
    )
    show(f"{name}_terms_present", 100 * sum(there) / amount, f"% of {amount}")
    usual, wanted = bleu(free, [one[2] for one in told]), bleu(forced, [one[3] for one in told])
    show(f"{name}_bleu_free", usual, "%")
    show(f"{name}_bleu_forced", wanted, "%")
    for way, count in sorted(Counter(way or "free" for draft in made for way in draft.ways).items()):
        show(f"{name}_{way}", count, "terms")
    worse = [
        number
        for number, (job, text) in enumerate(zip(jobs, forced, strict=True))
        if set(faults(job.text, text, "en", to)) - set(faults(job.text, free[number], "en", to))
    ]
    show(f"{name}_new_faults", len(worse), "sentences")
    if verbose:
        for (text, term, _, gold), plain, said, draft in zip(told, free, forced, made, strict=True):
            if said != gold:
                print(f"{draft.ways} {term.source}→{term.target}\n  {text}\n  free   {plain}\n  forced {said}\n  gold   {gold}")
    return sum(there) / amount, wanted, usual


def main(*, verbose: bool = False) -> None:
    sys.path.append(str(TESTS))
    if not list(MODELS.glob("*.argosmodel")) or importlib.util.find_spec("grammar") is None:
        return
    with tempfile.TemporaryDirectory() as home:
        os.environ["PUBPIPE_CACHE"] = home
        for path in MODELS.glob("*.argosmodel"):
            install.install(path, packages_dir=Path(home) / "packages")
        for to in ("es", "fr"):
            engine = Argos(Path(home) / "packages")
            if engine.info("en", to) is not None:
                measure(engine, to, verbose=verbose)


if __name__ == "__main__":
    main(verbose="-v" in sys.argv)
