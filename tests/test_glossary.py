"""The termbase: what it reads, what it finds in a source, what it accepts in a target."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubpipe.article import Term
from pubpipe.errors import InputError
from pubpipe.glossary import is_rendered, load_termbase, make_termbase, missing_terms, read_terms

HEADER = "source,target,pos,gender,plural,match,status,note\n"
MOVE = Term("ex situ relocation", "reubicación ex situ", "noun", "f", "reubicaciones ex situ")
SHORT = Term("relocation", "reubicación", "noun", "f", "reubicaciones")
POLICY = Term("policy", "política", "noun", "f", "políticas")


def found(text: str, *terms: Term) -> list[tuple[str, str, bool]]:
    return [(text[hit.start : hit.end], hit.term.target, hit.is_plural) for hit in make_termbase(terms).find(text)]


def test_the_longest_term_wins_and_the_shorter_one_is_found_elsewhere() -> None:
    text = "Ex situ relocation is one kind of relocation."
    assert found(text, SHORT, MOVE) == [
        ("Ex situ relocation", "reubicación ex situ", False),
        ("relocation", "reubicación", False),
    ]


@pytest.mark.parametrize(
    "text", ["ex-situ relocations", "Ex Situ Relocations", "ex\nsitu relocations", "ex\u00a0situ\u2011relocations"]
)
def test_plurals_hyphens_line_breaks_and_capitals_do_not_hide_a_term(text: str) -> None:
    assert found(f"The {text} were large.", MOVE) == [(text, "reubicación ex situ", True)]


def test_a_term_is_a_whole_word() -> None:
    assert found("A policymaker repolices.", POLICY) == []


@pytest.mark.parametrize(
    ("word", "plural"), [("policy", "policies"), ("marsh", "marshes"), ("valley", "valleys"), ("basin", "basins")]
)
def test_english_plurals_are_found(word: str, plural: str) -> None:
    assert found(f"Two {plural}.", Term(word, "x", plural="xs")) == [(plural, "x", True)]


def test_a_verb_is_found_as_it_is_conjugated() -> None:
    terms = Term("log in", "iniciar sesión", "verb"), Term("supply", "abastecer", "verb"), Term("bake", "hornear", "verb")
    text = "She logged in and logs in; logging in he supplied, baking and bakes. Login supplier bakers."
    assert [said for said, *_ in found(text, *terms)] == ["logged in", "logs in", "logging in", "supplied", "baking", "bakes"]
    assert found("she logs in", Term("log in", "x", "verb", match="exact")) == []


def test_a_possessive_stays_outside_the_term() -> None:
    text = "the relocation’s cost"
    assert found(text, SHORT) == [("relocation", "reubicación", False)]


def test_a_phrase_is_not_found_where_its_last_word_owns_the_next() -> None:
    phrase = Term("in Fiji", "en Fiyi", pos="phrase", match="exact")
    assert found("in Fiji’s villages", phrase) == []
    assert found("the villages in Fiji, and more", phrase) == [("in Fiji", "en Fiyi", False)]


def test_a_curly_apostrophe_matches_a_straight_one() -> None:
    assert found("the People’s Daily", Term("People's Daily", "People's Daily", status="keep")) != []


def test_a_kept_name_is_not_found_in_small_letters() -> None:
    assert found("niger and Niger", Term("Niger", "Niger", status="keep", pos="name")) == [("Niger", "Niger", False)]


def test_matching_by_case_tells_a_name_from_a_word() -> None:
    assert found("March or march", Term("March", "marzo", match="case")) == [("March", "marzo", False)]


def test_an_exact_term_has_no_plural() -> None:
    assert found("means and meanss", Term("means", "medios", match="exact")) == [("means", "medios", False)]


def test_a_term_whose_target_has_only_a_plural_is_always_plural() -> None:
    assert found("a livelihood", Term("livelihood", "medios de vida", plural="medios de vida"))[0][2] is True


def test_han_terms_need_no_spaces_around_them() -> None:
    assert found("实行易地扶贫搬迁政策", Term("易地扶贫搬迁", "ex situ relocation")) == [
        ("易地扶贫搬迁", "ex situ relocation", False)
    ]


def test_a_term_of_one_letter_is_found() -> None:
    assert found("水 and plan B.", Term("水", "agua"), Term("B", "B", status="keep")) == [
        ("水", "agua", False),
        ("B", "B", False),
    ]


def test_a_forbidden_rendering_is_reported_beside_the_preferred_one() -> None:
    hits = make_termbase([POLICY, Term("policy", "póliza", status="forbidden")]).find("the policy")
    assert [(hit.term.target, hit.term.status) for hit in hits] == [("política", "preferred"), ("póliza", "forbidden")]


def test_a_target_may_use_the_plural_other_case_and_other_spaces() -> None:
    (hit,) = make_termbase([MOVE]).find("an ex situ relocation")
    assert is_rendered(hit, "Las Reubicaciones ex\u00a0situ")
    assert not is_rendered(hit, "la reubicacion ex situ")
    assert not is_rendered(hit, "la prereubicación ex situ")


def test_a_kept_name_must_be_there_letter_for_letter() -> None:
    (hit,) = make_termbase([Term("Tulele Peisa", "Tulele Peisa", status="keep")]).find("Tulele Peisa sailed")
    assert missing_terms([hit], "tulele peisa") == (hit,)
    assert missing_terms([hit], "La asociación Tulele Peisa") == ()


def test_a_languages_own_list_overrides_the_common_one(tmp_path: Path) -> None:
    common, own = tmp_path / "common.csv", tmp_path / "es.csv"
    common.write_text(HEADER + "Tarim Basin,,,,,,keep,\n", "utf-8")
    own.write_text(HEADER + "Tarim Basin,cuenca del Tarim,noun,f,,,,\n", "utf-8")
    (hit,) = load_termbase(own, common).find("the Tarim Basin")
    assert hit.term.target == "cuenca del Tarim"


def test_files_that_do_not_exist_make_an_empty_termbase(tmp_path: Path) -> None:
    assert load_termbase(tmp_path / "none.csv").find("anything") == ()


@pytest.mark.parametrize("data", [b"source,pos\na,noun\n", b"\xff\xfe", b"a,b\nc,d\n"])
def test_a_glossary_without_its_two_columns_is_refused_with_a_remedy(data: bytes) -> None:
    with pytest.raises(InputError, match="is missing") as caught:
        read_terms(data, "es.csv")
    assert caught.value.where == "es.csv:1"
    assert "source,target" in caught.value.hint


@pytest.mark.parametrize(
    ("row", "code", "message", "used"),
    [
        (b"fox,zorro,noun,x,,,,", "G-003", "gender is 'x'", 2),
        (b"fox,zorro,,,,,final,", "G-003", "status is 'final'", 1),
        (b",zorro,,,,,,", "G-004", "the source is empty", 1),
        (b"fox,,,,,,,", "G-004", "the target is empty", 1),
        (b"fox,zorro,,,,,,,,extra", "G-001", "it has 10 cells and the header 8", 1),
        (b"owl,b\xfaho,,,,,,", "G-001", "not UTF-8", 1),
        (b'fox,"zorro,,,,,,', "G-001", "cannot be read", 1),
        (b"=cmd|' /C calc'!A0,zorro,,,,,,", "G-007", "is a formula", 1),
        (b"fox,=1+1,,,,,,", "G-007", "is a formula", 1),
        (b"+cmd|x,zorro,,,,,,", "G-007", "is a formula", 1),
        (b"f\x00x,zorro,,,,,,", "G-001", "control character", 1),
        (b"a,uno,,,,,,", "G-008", "single letter", 2),
        (b"x" * 2000 + b",zorro,,,,,,", "G-009", "2000 characters", 1),
        (b"marsh,pantano,,,,,,", "G-005", "row counts as admitted", 2),
        (b"marsh,marisma,,,,,,", "G-005", "stands twice", 1),
        (b"marisma,marsh,,,,,,", "G-006", "translations of each other", 2),
    ],
)
def test_a_row_that_makes_no_sense_is_named_with_a_remedy_and_the_rest_is_used(
    row: bytes, code: str, message: str, used: int
) -> None:
    read = read_terms(HEADER.encode() + b"marsh,marisma,,,,,,\n" + row + b"\n", "es.csv")
    found = [finding for finding in read.findings if finding.code == code]
    assert found, read.findings
    assert message in found[0].message
    assert found[0].where in ("es.csv:2", "es.csv:3")
    assert found[0].hint
    assert len(read.terms) == used
    assert read.terms[0].source == "marsh"


def test_a_quotation_mark_that_is_never_closed_costs_its_own_row_alone() -> None:
    rows = ["owl,búho", 'fox,"zorro', *(f"word {n},palabra {n}" for n in range(200))]
    read = read_terms(("source,target\n" + "\n".join(rows)).encode(), "es.csv")
    assert len(read.terms) == 201
    assert [finding.where for finding in read.findings] == ["es.csv:3"]


def test_a_term_that_looks_like_a_pattern_is_only_itself() -> None:
    assert found("a.c abc (a|b)* \\d", Term("(a|b)*", "x"), Term("a.c", "y")) == [("a.c", "y", False), ("(a|b)*", "x", False)]


def test_a_hundred_thousand_rows_are_read_and_searched() -> None:
    rows = "".join(f"coast {n} path,senda {n},,,,,,\n" for n in range(100_000))
    read = read_terms((HEADER + rows).encode(), "es.csv")
    assert len(read.terms) == 100_000
    hits = make_termbase(read.terms).find("Along the coast 77 path and coast 99999 paths.")
    assert [hit.term.target for hit in hits] == ["senda 77", "senda 99999"]


def test_columns_may_stand_in_any_order_with_a_byte_order_mark() -> None:
    (term,) = read_terms("\ufefftarget,source\npolítica,policy\n".encode(), "x.csv").terms
    assert (term.source, term.target, term.match, term.status) == ("policy", "política", "lemma", "preferred")


@pytest.mark.parametrize(
    "data",
    [
        "source;target;domain\r\npolicy;política;law\r\n".encode(),
        "source\ttarget\tdomain\npolicy\tpolítica\tlaw".encode("utf-16"),
    ],
)
def test_a_table_as_spreadsheets_save_it_elsewhere_is_read(data: bytes) -> None:
    read = read_terms(data, "x.csv")
    assert [(term.source, term.target, term.domain) for term in read.terms] == [("policy", "política", "law")]
    assert read.findings == ()


def test_admitted_targets_are_accepted_beside_the_preferred_one() -> None:
    base = make_termbase([POLICY, Term("policy", "directriz", plural="directrices", status="admitted")])
    (hit,) = base.find("two policies")
    assert hit.term.target == "política"
    assert is_rendered(hit, "las directrices")


def test_a_term_within_a_longer_one_is_found_when_all_are_asked_for() -> None:
    base = make_termbase([MOVE, SHORT])
    assert [hit.term.source for hit in base.find_all("ex situ relocation")] == ["ex situ relocation", "relocation"]


def test_of_two_terms_that_overlap_the_longer_is_held_though_it_comes_later() -> None:
    pair, long = Term("poor soil", "a"), Term("soil of the high plain", "b")
    assert found("poor soil of the high plain", pair, long) == [("soil of the high plain", "b", False)]


def test_a_term_that_stands_twice_wants_two_renderings() -> None:
    hits = make_termbase([POLICY]).find("A policy and a policy")
    assert len(missing_terms(hits, "Una política y una póliza")) == 1
    assert missing_terms(hits, "Una política y dos políticas") == ()


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).map(str.strip).filter(bool), max_size=5), st.text()
)
def test_hits_never_overlap_and_lie_in_the_text(sources: list[str], text: str) -> None:
    base = make_termbase(Term(source, "x") for source in sources)
    end = 0
    for hit in base.find(" ".join([text, *sources])):
        assert end <= hit.start < hit.end
        end = hit.end
