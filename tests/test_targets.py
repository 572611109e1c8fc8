"""Where a target comes from: the memory, then the engine, held to the termbase."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubpipe.article import EngineInfo, Mark, MarkKind, Segment, State, Term
from pubpipe.engines.base import Draft, Job
from pubpipe.errors import EngineError
from pubpipe.glossary import make_termbase
from pubpipe.localize.edition import state_of
from pubpipe.localize.targets import Localized, localize
from pubpipe.memory import Match, make_memory

EMPTY = make_memory([])


class Upper:
    """A pseudo-language anyone can read: the translation of a text is its capitals; held terms come out as asked."""

    name = "upper"

    def __init__(self) -> None:
        self.asked: list[list[Job]] = []

    def info(self, source: str, to: str) -> EngineInfo | None:
        return EngineInfo(self.name, "Upper", "pseudo", "1")

    def remedy(self, source: str, to: str) -> str:
        return ""

    def translate(self, jobs: Sequence[Job], source: str, to: str) -> list[Draft]:
        self.asked.append(list(jobs))
        return [Draft(self.one(job)) for job in jobs]

    def one(self, job: Job) -> str:
        text, end = "", 0
        for hit in job.hits:
            text += job.text[end : hit.start].upper() + hit.term.target
            end = hit.end
        return text + job.text[end:].upper()


def run(*texts: str, terms: Sequence[Term] = (), memory: Sequence[Match] = (), engine: Upper | None = None) -> Localized:
    segments = [Segment(f"b{n}.1", f"b{n}", text, "en") for n, text in enumerate(texts, 1)]
    return localize(
        segments, "es", engine=engine or Upper(), termbase=make_termbase(terms), memory=make_memory(memory), slug="fox"
    )


def test_memory_is_asked_before_the_engine() -> None:
    engine = Upper()
    (unit,) = run("The fox moved.", memory=[Match("The fox moved.", "El zorro se mudó.")], engine=engine).units
    assert (unit.target, unit.state, unit.origin) == ("El zorro se mudó.", State.REVIEWED, "memory")
    assert engine.asked == []


def test_a_correction_made_for_this_place_names_its_reviewer() -> None:
    approved = Match("The fox moved.", "El zorro se mudó.", "ada", "fox/b1.1")
    here, there = run("The fox moved.", "The fox moved.", memory=[approved]).units
    assert (here.origin, there.origin) == ("reviewer:ada", "memory")


def test_a_text_that_stands_twice_is_asked_for_once() -> None:
    engine = Upper()
    units = run("The fox.", "An owl.", "The fox.", engine=engine).units
    assert [unit.target for unit in units] == ["THE FOX.", "AN OWL.", "THE FOX."]
    assert [job.text for job in engine.asked[0]] == ["The fox.", "An owl."]


def test_only_a_segment_that_misses_a_term_is_asked_for_again_with_its_terms() -> None:
    engine = Upper()
    units = run("The red fox.", "The owl.", terms=[Term("fox", "zorro")], engine=engine).units
    assert units[0].target == "THE RED zorro."
    assert [[job.text for job in jobs] for jobs in engine.asked] == [["The red fox.", "The owl."], ["The red fox."]]
    assert engine.asked[0][0].hits == ()
    assert [hit.term.target for hit in engine.asked[1][0].hits] == ["zorro"]


def test_names_are_held_from_the_first() -> None:
    engine = Upper()
    keep = Term("Tulele Peisa", "Tulele Peisa", "name", status="keep")
    (unit,) = run("Tulele Peisa moved.", terms=[keep], engine=engine).units
    assert unit.target == "Tulele Peisa MOVED."
    assert len(engine.asked) == 1


def test_a_forbidden_rendering_is_never_handed_to_the_engine() -> None:
    engine = Upper()
    (unit,) = run("The fox.", terms=[Term("fox", "raposo", status="forbidden")], engine=engine).units
    assert all(job.hits == () for jobs in engine.asked for job in jobs)
    assert [hit.term.status for hit in unit.hits] == ["forbidden"]


def test_of_two_drafts_the_one_that_keeps_the_numbers_is_taken() -> None:
    class Careless(Upper):
        def one(self, job: Job) -> str:
            return super().one(job).replace("40", "") if job.hits else super().one(job)

    (unit,) = run("The 40 foxes.", terms=[Term("fox", "zorro", plural="zorros")], engine=Careless()).units
    assert unit.target == "THE 40 FOXES."


def test_without_an_engine_a_text_stays_untranslated_and_says_so() -> None:
    segments = [Segment("b1.1", "b1", "The fox.", "en")]
    done = localize(segments, "es", engine=None, termbase=make_termbase([]), memory=EMPTY, slug="fox")
    assert [(unit.target, unit.state) for unit in done.units] == [("", State.INITIAL)]


def test_an_empty_answer_is_no_translation() -> None:
    class Silent(Upper):
        def one(self, job: Job) -> str:
            return " "

    (unit,) = run("The fox.", engine=Silent()).units
    assert (unit.target, unit.state) == ("", State.INITIAL)


def test_what_is_all_numbers_and_names_is_kept_and_set_as_the_language_sets_it() -> None:
    engine = Upper()
    (unit,) = run("40,146", engine=engine).units
    assert (unit.target, unit.origin) == ("40.146", "source")
    assert engine.asked == []


def test_an_engine_that_miscounts_is_refused() -> None:
    class Short(Upper):
        def translate(self, jobs: Sequence[Job], source: str, to: str) -> list[Draft]:
            return []

    with pytest.raises(EngineError, match="0 texts for 1"):
        run("The fox.", engine=Short())


def test_an_edition_is_as_far_as_its_last_unit() -> None:
    units = run("The fox.", "The owl.", memory=[Match("The fox.", "El zorro.")]).units
    assert state_of(units) is State.TRANSLATED
    assert state_of(units[:1]) is State.REVIEWED


@given(st.lists(st.text(min_size=1).filter(str.strip), max_size=8))
def test_every_segment_comes_back_once_and_in_order(texts: list[str]) -> None:
    assert [unit.segment.text for unit in run(*texts).units] == texts


def test_marked_words_that_come_out_alone_as_in_the_sentence_tell_where_their_mark_belongs() -> None:
    spoken = {
        "The poor soil fed nobody here.": "La tierra pobre no alimentó a nadie aquí.",
        "poor soil": "Tierra pobre",
        "fed": "comida",
    }
    marks = (Mark(4, 13, MarkKind.EMPHASIS), Mark(14, 17, MarkKind.STRONG))
    segment = Segment("b1.1", "b1", "The poor soil fed nobody here.", "en", marks=marks)
    done = localize([segment], "es", engine=Speaker(spoken), termbase=make_termbase([]), memory=EMPTY, slug="x")
    (unit,) = done.units
    assert unit.target[unit.marks[0].start : unit.marks[0].end] == "tierra pobre"
    assert len(unit.marks) == 2
    assert done.guessed == {"b1.1": ("fed",)}


def test_an_engine_that_aligns_is_believed_and_not_asked_again() -> None:
    text, said = "The poor soil", "La tierra pobre"
    engine = Speaker({text: said}, ((4, 8, 10, 15), (9, 13, 3, 9)))
    segment = Segment("b1.1", "b1", text, "en", marks=(Mark(4, 8, MarkKind.EMPHASIS),))
    (unit,) = localize([segment], "es", engine=engine, termbase=make_termbase([]), memory=EMPTY, slug="x").units
    assert unit.marks == (Mark(10, 15, MarkKind.EMPHASIS),)
    assert [job.aligned for job in engine.asked] == [True]


class Speaker:
    """An engine that says what it was given to say."""

    name = "speaker"

    def __init__(self, said: dict[str, str], alignment: tuple[tuple[int, int, int, int], ...] = ()) -> None:
        self.said, self.alignment, self.asked = said, alignment, list[Job]()

    def info(self, source: str, to: str) -> None:
        return None

    def remedy(self, source: str, to: str) -> str:
        return ""

    def translate(self, jobs: Sequence[Job], source: str, to: str) -> list[Draft]:
        self.asked += jobs
        return [Draft(self.said[job.text], alignment=self.alignment) for job in jobs]


class Knower(Upper):
    """Knows every word but one, and says so."""

    def translate(self, jobs: Sequence[Job], source: str, to: str) -> list[Draft]:
        return [replace(draft, unknown=("vole",)) for draft in super().translate(jobs, source, to)]


def test_a_term_with_a_word_that_the_engine_does_not_know_is_held_even_where_it_came_out() -> None:
    engine = Knower()
    run("The vole.", "The owl.", terms=[Term("vole", "VOLE"), Term("owl", "OWL")], engine=engine)
    assert [[job.text for job in jobs] for jobs in engine.asked] == [["The vole.", "The owl."], ["The vole."]]


def test_each_term_of_a_unit_says_how_it_got_there() -> None:
    class Says(Upper):
        def translate(self, jobs: Sequence[Job], source: str, to: str) -> list[Draft]:
            return [
                replace(draft, ways=("overlay",) * len(job.hits))
                for draft, job in zip(super().translate(jobs, source, to), jobs, strict=True)
            ]

    terms = [Term("fox", "zorro"), Term("owl", "OWL"), Term("Ann", "Ann", "name", status="keep")]
    units = run("Ann saw a fox.", "An owl.", "It was.", terms=terms, engine=Says()).units
    assert [[(hit.term.source, hit.way) for hit in unit.hits] for unit in units] == [
        [("Ann", "overlay"), ("fox", "overlay")], [("owl", "plain")], [],
    ]  # fmt: skip
    (approved,) = run("A fox.", terms=terms, memory=[Match("A fox.", "Un zorro.")]).units
    assert approved.hits[0].way == "memory"
    (missing,) = run("A fox.", terms=terms, memory=[Match("A fox.", "Un raposo.")]).units
    assert missing.hits[0].way == ""


def test_what_is_known_of_a_term_is_filled_in_before_the_engine_is_asked() -> None:
    def describe(terms: Collection[Term], to: str, source: str) -> dict[Term, Term]:
        return {term: replace(term, gender="m", plural="zorros") for term in terms}

    engine = Upper()
    segments = [Segment("b1.1", "b1", "Two foxes.", "en")]
    base = make_termbase([Term("fox", "zorro", pos="")])
    (unit,) = localize(segments, "es", engine=engine, termbase=base, memory=EMPTY, slug="x", describe=describe).units
    assert (unit.hits[0].term.gender, unit.hits[0].term.plural, unit.hits[0].is_plural) == ("m", "zorros", True)


@pytest.mark.parametrize(
    ("text", "source", "target", "said"),
    [
        ("the COVID-19 ward", "covid-19", "covid-19", "COVID-19"),
        ("in Wuhan now", "Wuhan", "wuhan", "Wuhan"),
        ("Internet cafes", "internet", "internet", "internet"),
        ("the PhD", "PhD", "doctorado", "doctorado"),
    ],
)
def test_a_term_that_stays_as_it_is_has_the_letters_of_the_text(text: str, source: str, target: str, said: str) -> None:
    (unit,) = run(text, terms=[Term(source, target, pos="")]).units
    assert unit.hits[0].term.target == said


def test_a_draft_that_shrank_by_half_is_not_taken_for_the_sake_of_a_term() -> None:
    class Swallows(Upper):
        def one(self, job: Job) -> str:
            return "zorro" if job.hits else super().one(job)

    (unit,) = run("The fox ran over the long hill.", terms=[Term("fox", "zorro")], engine=Swallows()).units
    assert unit.target == "THE FOX RAN OVER THE LONG HILL."
