"""Terms and checks: how many come out, what the checks raise on human translations, and what they catch. One figure a line.

The sentences are TICO-19's (CC0) in ../shared/bench; nothing of them is kept here, and without that folder these figures are
left out. The glossary is made from the terms that come with the sentences.
"""

import json
import random
import re
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pubpipe import ingest, pipeline
from pubpipe.article import Segment, State, Term, Unit
from pubpipe.engines.apertium import Apertium
from pubpipe.engines.base import Job
from pubpipe.engines.grammar import describe
from pubpipe.glossary import load_termbase, make_termbase, missing_terms, read_terms
from pubpipe.localize.targets import localize
from pubpipe.localize.typography import missing_numbers
from pubpipe.memory import make_memory
from pubpipe.settings import load_settings
from pubpipe.verify import check_unit

ROOT = Path(__file__).parent.parent
BENCH = ROOT.parent / "shared" / "bench" / "terms-dev.en-es.jsonl"
PER_KIND = 40
Row = dict[str, str]
Fault = Callable[[Unit, random.Random], str | None]


def show(name: str, value: float, unit: str, digits: int = 1) -> None:
    print(f"{name} {value:.{digits}f} {unit}", flush=True)


def rows() -> list[Row]:
    return [json.loads(line) for line in BENCH.read_text("utf-8").splitlines()]


def glossary(lines: Sequence[Row]) -> tuple[Term, ...]:
    """Source and target alone, the most frequent target of each, as a person would jot them down."""
    counts = Counter(pair for line in lines for pair in dict(line["terms"]).items())
    best: dict[str, str] = {}
    for (source, target), _ in counts.most_common():
        best.setdefault(source, target)
    table = "source,target\n" + "".join(f'"{source}","{target}"\n' for source, target in sorted(best.items()))
    return read_terms(table.encode(), "bench.csv").terms


def human_units(lines: Sequence[Row]) -> list[Unit]:
    """The references as units, with the hits of the glossary that the pipeline would give them."""
    base = make_termbase(glossary(lines))
    segments = [Segment(f"b{n}.1", f"b{n}", line["en"], "en") for n, line in enumerate(lines, 1)]
    made = localize(segments, "es", engine=None, termbase=base, memory=make_memory([]), slug="x", describe=describe).units
    return [
        replace(unit, target=line["es"], state=State.REVIEWED, origin="memory") for unit, line in zip(made, lines, strict=True)
    ]


def codes_of(unit: Unit) -> Counter[str]:
    return Counter(finding.code for finding in check_unit(unit, missing_numbers=_lost_numbers))


def _lost_numbers(source: str, target: str, source_lang: str, to: str) -> Sequence[str]:
    return missing_numbers(source, target, source_lang, to)[0]


# What a careless hand does to a translation. Each gives the spoilt target, or None where the unit has nothing of the kind.


def change_number(unit: Unit, dice: random.Random) -> str | None:
    """One digit of a number that the source has too."""
    places = [found for found in re.finditer(r"\d[\d.,]*\d|\d", unit.target) if found[0] in unit.segment.text]
    if not places:
        return None
    found = dice.choice(places)
    at = dice.choice([n for n in range(found.start(), found.end()) if unit.target[n].isdigit()])
    other = dice.choice([digit for digit in "123456789" if digit != unit.target[at]])
    return unit.target[:at] + other + unit.target[at + 1 :]


def drop_not(unit: Unit, dice: random.Random) -> str | None:
    """The word that denies, where the source denies once and the target once."""
    english = re.findall(r"\b(?:not|cannot|never)\b|n[’']t\b", unit.segment.text, re.IGNORECASE)
    spanish = list(re.finditer(r"\b(?:[Nn]o|[Nn]unca|[Nn]i|[Ss]in|[Nn]ing\w+|[Nn]ada|[Tt]ampoco)\b\s?", unit.target))
    if len(english) != 1 or len(spanish) != 1:
        return None
    return unit.target[: spanish[0].start()] + unit.target[spanish[0].end() :]


def alter_name(unit: Unit, dice: random.Random) -> str | None:
    """Two letters of a name change places, or one is lost; every occurrence of it."""
    names = [hit.term.target for hit in unit.hits if hit.term.pos == "name" or hit.term.status == "keep"]
    names = [name for name in names if len(name) > 3 and name in unit.target]
    if not names:
        return None
    name = dice.choice(names)
    at = dice.randrange(len(name) - 1)
    other = name[:at] + name[at + 1] + name[at] + name[at + 2 :] if name[at] != name[at + 1] else name[:at] + name[at + 1 :]
    return unit.target.replace(name, other)


def lose_term(unit: Unit, dice: random.Random) -> str | None:
    """Every form of a term becomes "asunto"."""
    hits = [hit for hit in unit.hits if hit.term.pos != "name" and not missing_terms([hit], unit.target)]
    if not hits:
        return None
    term = dice.choice(hits).term
    forms = "|".join(re.escape(form) for form in (term.plural, term.target, *term.forms, *term.also) if form)
    return re.sub(rf"(?<!\w)(?:{forms})(?!\w)", "asunto", unit.target, flags=re.IGNORECASE)


def lose_bracket(unit: Unit, dice: random.Random) -> str | None:
    places = [at for at, sign in enumerate(unit.target) if sign in "()[]"]
    if not places or not any(sign in unit.segment.text for sign in "()[]"):
        return None
    at = dice.choice(places)
    return unit.target[:at] + unit.target[at + 1 :]


FAULTS: dict[str, Fault] = {
    "number_changed": change_number,
    "not_dropped": drop_not,
    "name_altered": alter_name,
    "term_missing": lose_term,
    "bracket_lost": lose_bracket,
}


def seeded(units: Sequence[Unit]) -> Iterator[tuple[str, int, int]]:
    """Of each kind of fault how many were put in, and how many raised a finding that the sound unit does not raise."""
    for name, fault in FAULTS.items():
        dice = random.Random(5)  # noqa: S311 - the same on every run
        done = caught = 0
        for unit in [unit for _ in range(PER_KIND) for unit in dice.sample(list(units), len(units))]:
            if done == PER_KIND:
                break
            spoilt = fault(unit, dice)
            if spoilt is not None and spoilt != unit.target:
                done += 1
                caught += bool(codes_of(replace(unit, target=spoilt)) - codes_of(unit))
        yield name, done, caught


def measure_checks(units: Sequence[Unit]) -> None:
    raised = Counter(code for unit in units for code in codes_of(unit))
    for code in sorted(raised):
        show(f"check_{code}_raised_on_human_translations", 100 * sum(code in codes_of(u) for u in units) / len(units), "%")
    false = sum(_is_false_alarm(unit) for unit in units)
    show("check_U-004_false_on_human_translations", 100 * false / len(units), "%")
    total = found = 0
    for name, done, caught in seeded(units):
        show(f"seeded_{name}_caught", 100 * caught / max(1, done), f"% of {done}")
        total, found = total + done, found + caught
    show("seeded_faults_caught", 100 * found / max(1, total), f"% of {total}")


def _is_false_alarm(unit: Unit) -> bool:
    """Whether a term is said to be missing that a person would find; that a translator did not use it is no false alarm."""
    said = [f.message for f in check_unit(unit, missing_numbers=_lost_numbers) if f.code == "U-004"]
    return any(f"“{hit.term.source}”" in message and _is_there(hit.term, unit.target) for message in said for hit in unit.hits)


def _is_there(term: Term, target: str) -> bool:
    """Whether a translator did use the term, in a form that we lack: the beginnings of its words stand in a row."""
    words = [word[: max(4, len(word) - 3)] for word in re.findall(r"\w+", term.target.casefold())]
    return bool(re.search(r"\b" + r"\w*\W+".join(map(re.escape, words)), target.casefold()))


def measure_terms(lines: Sequence[Row]) -> None:
    """Terms that Apertium's edition shows, by our own count; `score_terms.py` beside the set scores the text itself."""
    base = make_termbase(glossary(lines))
    segments = [Segment(f"b{n}.1", f"b{n}", line["en"], "en") for n, line in enumerate(lines, 1)]
    engine = Apertium()
    if engine.info("en", "es") is None:
        return
    units = localize(segments, "es", engine=engine, termbase=base, memory=make_memory([]), slug="x", describe=describe).units
    hits = [hit for unit in units for hit in unit.hits]
    show("tico_terms_rendered", 100 * sum(bool(hit.way) for hit in hits) / len(hits), f"% of {len(hits)}")
    for way, count in sorted(Counter(hit.way or "missing" for hit in hits).items()):
        show(f"tico_terms_{way}", count, "terms", 0)


def measure_matching() -> None:
    """CPU time to find terms in a text of 100,000 words, against the number of entries."""
    dice = random.Random(3)  # noqa: S311
    words = ["".join(dice.choice("abcdefghij") for _ in range(6)) for _ in range(4000)]
    text = " ".join(dice.choice(words) for _ in range(100_000))
    times = {}
    for count in (200, 2_000, 20_000):
        terms = [Term(f"{dice.choice(words)} {dice.choice(words)}", "x") for _ in range(count)]
        base = make_termbase(terms)
        base.find(text)  # the tree grows at the first text
        start = time.process_time()
        base.find(text)
        times[count] = time.process_time() - start
    show("matching_20000_entries_over_200", times[20_000] / times[200], "times", 2)


def measure_cost() -> None:
    """CPU time of a glossary of 2,000 entries on the sample article, against that of translating it; children's time too."""
    article = pipeline.clean_article(load_settings(ROOT), ingest.open_page(next((ROOT / "source").glob("*.txt"))))
    segments = pipeline.segment_article(article)
    table = "source,target\n" + "".join(f"coast {n} path,senda {n}\n" for n in range(2_000))
    engine, jobs = Apertium(), [Job(segment.text) for segment in segments]
    if engine.info("en", "es") is None:
        return
    engine.translate(jobs, "en", "es")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "glossary.csv"
        first = again = theirs = 0.0
        for turn in range(3):
            path.write_text(table + f"turn {turn},vuelta {turn}\n", "utf-8")  # another list, so that it is read anew
            times = [_cpu()]
            for _ in range(2):
                base = load_termbase(path)
                for segment in segments:
                    base.find(segment.text)
                times.append(_cpu())
            engine.translate(jobs, "en", "es")
            first, again, theirs = first + times[1] - times[0], again + times[2] - times[1], theirs + _cpu() - times[2]
    show("cost_of_2000_entries", 1000 * first / 3, "ms")
    show("cost_of_2000_entries_over_translating", 100 * first / theirs, "%")
    show("cost_of_2000_entries_over_translating_next_article", 100 * again / theirs, "%")


def _cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> None:
    measure_matching()
    measure_cost()
    if BENCH.is_file():
        lines = rows()
        measure_terms(lines)
        measure_checks(human_units(lines))


if __name__ == "__main__":
    main()
