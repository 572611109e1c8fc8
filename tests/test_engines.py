"""The contract every engine keeps, Apertium with its real pairs, and the pseudo-language."""

import re
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import models
from pubpipe.article import Term, TermHit
from pubpipe.engines import agree, held, install, lexicon, overlay, routes, stream
from pubpipe.engines.apertium import Apertium
from pubpipe.engines.argos import Argos
from pubpipe.engines.base import Engine, Job, load_engine, names
from pubpipe.engines.grammar import describe
from pubpipe.engines.pseudo import Pseudo
from pubpipe.errors import EngineError

REAL = Apertium()
TOKEN = re.compile(r"zq[a-z]{1,2}\d|xqz\d", re.IGNORECASE)


def needs(*tags: str) -> pytest.MarkDecorator:
    absent = [tag for tag in tags if REAL.info("en", tag) is None]
    return pytest.mark.skipif(bool(absent), reason=f"no Apertium route from English to {', '.join(absent)} is installed")


needs_compiler = pytest.mark.skipif(not overlay.can_build(), reason="lt-comp and lt-append are not installed")


def job(text: str, *terms: Term) -> Job:
    """A job with every hit of the terms, longest first, found as plain text."""
    hits: list[TermHit] = []
    for term in sorted(terms, key=lambda term: -len(term.source)):
        for found in re.finditer(rf"\b{re.escape(term.source)}(s?)\b", text, re.IGNORECASE):
            if all(found.end() <= hit.start or hit.end <= found.start() for hit in hits):
                hits.append(TermHit(found.start(), found.end(), term, bool(found[1])))
    return Job(text, tuple(sorted(hits, key=lambda hit: hit.start)))


def said(text: str, to: str, *terms: Term) -> str:
    (draft,) = REAL.translate([job(text, *terms)], "en", to)
    return draft.text


RELOCATION = {
    "es": Term("ex situ relocation", "reubicación ex situ", "noun", "f", "reubicaciones ex situ"),
    "fr": Term("ex situ relocation", "installation ex situ", "noun", "f", "installations ex situ"),
    "it": Term("ex situ relocation", "insediamento ex situ", "noun", "m", "insediamenti ex situ"),
    "pt": Term("ex situ relocation", "realocação ex situ", "noun", "f", "realocações ex situ"),
    "ca": Term("ex situ relocation", "allotjament ex situ", "noun", "m", "allotjaments ex situ"),
    "gl": Term("ex situ relocation", "reubicación ex situ", "noun", "f", "reubicacións ex situ"),
}
XINJIANG = Term("Xinjiang", "Xinjiang", "name", status="keep")
GAZETTE = Term("The Harbour Gazette", "The Harbour Gazette", "name", status="keep")


# --- the contract ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def argos(tmp_path_factory: pytest.TempPathFactory) -> Argos:
    folder = tmp_path_factory.mktemp("argos")
    install.install(models.build_package(folder / "a.argosmodel", "en", "es", models.SPANISH), packages_dir=folder / "packages")
    return Argos(folder / "packages")


@pytest.fixture(params=["apertium", "argos", "pseudo"])
def engine(request: pytest.FixtureRequest, argos: Argos) -> Engine:
    if request.param == "apertium" and REAL.info("en", "es") is None:
        pytest.skip("the Apertium pair eng-spa is not installed")
    engines: dict[str, Engine] = {"apertium": REAL, "argos": argos, "pseudo": Pseudo()}
    return engines[request.param]


TEXTS = [
    "The old river.",
    "",
    "  The government moves families.\n",
    "Rain falls on poor soil.",
    "The old river.",
    " ",
    "Hello",
    "?",
]


def test_every_engine_gives_as_many_drafts_as_it_gets_jobs(engine: Engine) -> None:
    assert len(engine.translate([Job(text) for text in TEXTS], "en", "es")) == len(TEXTS)
    assert engine.translate([], "en", "es") == []


def test_every_engine_keeps_the_order(engine: Engine) -> None:
    together = engine.translate([Job(text) for text in TEXTS], "en", "es")
    back = engine.translate([Job(text) for text in reversed(TEXTS)], "en", "es")
    assert together == back[::-1]
    assert together[0] == together[4] != together[3]


def test_every_engine_leaves_an_empty_text_empty(engine: Engine) -> None:
    drafts = engine.translate([Job(text) for text in TEXTS], "en", "es")
    assert [draft.text.strip() for draft in drafts][1::4] == ["", ""]


def test_every_engine_translates_what_has_letters(engine: Engine) -> None:
    drafts = engine.translate([Job(text) for text in TEXTS], "en", "es")
    assert all(draft.text != text for draft, text in zip(drafts, TEXTS, strict=True) if " " in text.strip())


def test_every_engine_says_the_same_thing_twice(engine: Engine) -> None:
    jobs = [job(text, RELOCATION["es"]) for text in ("The ex situ relocation was old.", *TEXTS)]
    assert engine.translate(jobs, "en", "es") == engine.translate(jobs, "en", "es")


@pytest.mark.parametrize(
    "text", ["The ex situ relocations were new.", "zqef1 and XQZ1 and Zqn7", "ZQX1s", "The ex situ relocation of zqn1."]
)
def test_no_engine_leaves_a_private_token_behind(engine: Engine, text: str) -> None:
    (draft,) = engine.translate([job(text, RELOCATION["es"])], "en", "es")
    assert len(TOKEN.findall(draft.text)) <= len(TOKEN.findall(text))
    assert "situ" in draft.text.lower() or "situ" not in text


def test_every_engine_keeps_the_white_space_at_the_edges(engine: Engine) -> None:
    (draft,) = engine.translate([Job(" \tThe old river.\n")], "en", "es")
    assert (draft.text[:2], draft.text[-1]) == (" \t", "\n")


def test_every_engine_says_what_it_would_use(engine: Engine) -> None:
    info = engine.info("en", "es")
    assert info is not None
    assert info.name == engine.name
    assert info.version
    assert info.route
    assert engine.remedy("en", "es") == ""


def test_engines_are_found_by_name() -> None:
    assert {"apertium", "argos", "pseudo"} <= set(names())
    assert [load_engine(name).name for name in ("apertium", "argos", "pseudo")] == ["apertium", "argos", "pseudo"]


# --- Apertium: routes -----------------------------------------------------------------------------------------------------

ALL = ("eng-spa", "eng-cat", "en-gl", "gl-pt", "cat-fra", "spa-ita", "es-pt", "es-pt_BR", "es-fr", "eng-cat_valencia", "en-eo")


@pytest.mark.parametrize(
    ("source", "to", "route"),
    [
        ("en", "es", ("eng-spa",)),
        ("en-GB", "es-MX", ("eng-spa",)),
        ("en", "pt", ("en-gl", "gl-pt")),
        ("en", "pt-PT", ("en-gl", "gl-pt")),
        ("en", "pt-BR", ("eng-spa", "es-pt_BR")),
        ("en", "fr", ("eng-cat", "cat-fra")),
        ("en", "it", ("eng-spa", "spa-ita")),
        ("en", "ca-valencia", ("eng-cat_valencia",)),
        ("en", "eo", ("en-eo",)),
        ("es", "fr", ("es-fr",)),
        ("spa", "ita", ("spa-ita",)),
        ("en", "de", ()),
        ("es", "es-MX", ()),
    ],
)
def test_the_route_is_the_best_that_was_measured(source: str, to: str, route: tuple[str, ...]) -> None:
    assert routes.find_route(source, to, ALL) == route


def test_another_way_is_taken_where_the_best_is_not_installed() -> None:
    assert routes.find_route("en", "fr", {"eng-spa", "es-fr"}) == ("eng-spa", "es-fr")
    assert routes.find_route("en", "pt-BR", {"eng-spa", "es-pt"}) == ("eng-spa", "es-pt")


def test_the_remedy_names_the_packages_of_the_route(tmp_path: Path) -> None:
    bare = Apertium(tmp_path)
    assert bare.info("en", "fr") is None
    assert "apt-get install apertium lttoolbox-dev apertium-eng-cat apertium-fra-cat" in bare.remedy("en", "fr")
    assert "apertium-eng-spa apertium-es-pt" in bare.remedy("en", "pt-BR")
    assert bare.remedy("en", "ja") == ""


def test_without_a_route_the_error_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        Apertium(tmp_path).translate([Job("Hello")], "en", "it")
    assert "apertium-spa-ita" in caught.value.hint


@needs("es")
def test_the_info_names_version_and_data_of_the_pair() -> None:
    info = REAL.info("en", "es-MX")
    assert info is not None
    assert info.route == ("eng-spa",)
    assert re.search(r"[0-9a-f]{8}$", dict(info.data)["eng-spa"])


def fake(folder: Path, mode: str, pipeline: str, **scripts: str) -> Path:
    """A data folder with one mode; each script becomes a program whose path replaces its name in braces."""
    (folder / "modes").mkdir(parents=True, exist_ok=True)
    for name, body in scripts.items():
        program = folder / name
        program.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        pipeline = pipeline.replace(f"{{{name}}}", str(program))
    (folder / "modes" / f"{mode}.mode").write_text(pipeline, "utf-8")
    return folder


def test_an_upgraded_pair_is_noticed(tmp_path: Path) -> None:
    folder = fake(tmp_path, "en-eo", "cat {data} | cat", data="one")
    before = Apertium(folder).info("en", "eo")
    fake(tmp_path, "en-eo", "cat {data} | cat", data="three")
    after = Apertium(folder).info("en", "eo")
    assert before is not None
    assert after is not None
    assert before.data != after.data


def test_the_data_folder_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APERTIUM_DATADIR", str(fake(tmp_path, "en-eo", "cat | cat")))
    assert Apertium().info("en", "eo") is not None


# --- Apertium: failures ---------------------------------------------------------------------------------------------------


def test_a_command_that_fails_is_named_with_what_it_said(tmp_path: Path) -> None:
    folder = fake(tmp_path, "en-eo", "cat | {bad} | cat", bad="echo 'no such dictionary' >&2; exit 3")
    with pytest.raises(
        EngineError, match="bad of the Apertium pair en-eo stopped with exit code 3: no such dictionary"
    ) as caught:
        Apertium(folder).translate([Job("Hello world.")], "en", "eo")
    assert caught.value.hint


def test_a_command_that_is_killed_is_an_error(tmp_path: Path) -> None:
    folder = fake(tmp_path, "en-eo", "cat | {dies} | cat", dies="kill -9 $$")
    with pytest.raises(EngineError, match="killed by signal 9"):
        Apertium(folder).translate([Job("Hello world. " * 20_000)], "en", "eo")


def test_a_command_that_hangs_is_ended(tmp_path: Path) -> None:
    folder = fake(tmp_path, "en-eo", "cat | {hangs} | cat", hangs="exec sleep 60")
    with pytest.raises(EngineError, match="took longer than"):
        stream.translate_texts("en-eo", stream.read_mode(folder / "modes" / "en-eo.mode"), ["Hello."], limit_s=0.3)
    assert threading.active_count() < 20


def test_a_command_that_is_missing_is_an_error(tmp_path: Path) -> None:
    folder = fake(tmp_path, "en-eo", "cat | no-such-program")
    assert Apertium(folder).info("en", "eo") is None
    with pytest.raises(EngineError, match="no-such-program"):
        Apertium(folder).translate([Job("Hello")], "en", "eo")


def test_a_mode_that_is_no_pipeline_is_an_error(tmp_path: Path) -> None:
    folder = fake(tmp_path, "en-eo", "cat | | cat")
    with pytest.raises(EngineError, match="not a pipeline"):
        Apertium(folder).translate([Job("Hello")], "en", "eo")


def test_texts_stay_apart_when_the_pipeline_eats_a_mark(tmp_path: Path) -> None:
    folder = fake(tmp_path, "en-eo", "cat | {eats}", eats="sed 's/\\[2pp\\]//'")
    commands = stream.read_mode(folder / "modes" / "en-eo.mode")
    texts = [f"Text {number}." for number in range(7)]
    assert stream.translate_texts("en-eo", commands, texts) == texts


# --- Apertium: texts ------------------------------------------------------------------------------------------------------

SPECIAL = "^ $ / @ * # < > { } [ ] ~ \\ | & % ` ´ “x” \n \n\n \t \0 \u2028 ﬁ é 你好 🙂 \ue000 \U0010ffff"


@needs("es", "fr")
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.text(alphabet="ab .^$/@*#<>{}[]~\\\n'’-1Zqn", max_size=12), st.text(max_size=8)), max_size=30))
def test_any_texts_come_back_one_for_one(texts: list[str]) -> None:
    marked = [piece for text in texts for piece in (text, "The house.")]
    drafts = REAL.translate([Job(text) for text in marked], "en", "es")
    assert [draft.text for draft in drafts[1::2]] == ["La casa."] * len(texts)
    assert all(
        bool(draft.text.strip()) or not any(c.isalnum() for c in text) for draft, text in zip(drafts, marked, strict=True)
    )


@needs("es", "ca", "pt", "fr", "it")
@pytest.mark.parametrize("to", ["es", "ca", "pt", "fr", "it"])
def test_signs_with_a_meaning_to_the_engine_pass_unharmed(to: str) -> None:
    text = "He *said [sic] {x} ^a$ <b> 50% ~ \\ c/d # @ | * end."
    signs = re.compile(r"[^\w\s]")
    assert signs.findall(said(text, to)) == signs.findall(text)


@needs("es")
def test_a_text_of_only_such_signs_comes_back() -> None:
    assert [draft.text.strip() for draft in REAL.translate([Job("[*]"), Job("^$"), Job("\\")], "en", "es")] == [
        "[*]",
        "^$",
        "\\",
    ]
    assert REAL.translate([Job(SPECIAL)], "en", "es")[0].text


@needs("es")
def test_ten_thousand_texts_go_in_one_run() -> None:
    texts = [f"The house {number}." for number in range(10_000)]
    drafts = REAL.translate([Job(text) for text in texts], "en", "es")
    assert [draft.text for draft in drafts] == [f"La casa {number}." for number in range(10_000)]


@needs("es")
def test_neighbours_do_not_change_a_translation() -> None:
    text = "The houses which"
    alone = REAL.translate([Job(text)], "en", "es")
    among = REAL.translate([Job("and"), Job(text), Job("were large.")], "en", "es")
    assert alone[0] == among[1]


@needs("es", "fr", "it", "pt", "ca")
@pytest.mark.parametrize("to", ["es", "fr", "it", "pt", "ca"])
def test_addresses_pass_untouched(to: str) -> None:
    text = (
        "Write to news.desk@example.org, see https://example.org/the_house?x=1 or www.example.org/new and ask @house or #house."
    )
    out = said(text, to)
    for address in ("news.desk@example.org", "https://example.org/the_house?x=1", "www.example.org/new", "@house", "#house"):
        assert address in out


@needs("es")
def test_no_space_is_left_before_a_full_stop_or_doubled() -> None:
    text = said("The growth of the country, the plan of the city and the people’s choice (of the year).", "es")
    assert not re.search(r"\s[.,;:)]|  |\( ", text)


@needs("es")
def test_a_sentence_begins_with_a_capital_although_its_pronoun_is_dropped() -> None:
    assert said("He said it. He visited the house.", "es").startswith("Lo ") or said("He said it.", "es")[0].isupper()
    assert said("It costs a lot.", "es")[0].isupper()


@needs("es")
def test_every_question_opens_in_spanish() -> None:
    assert said("Why did they move?", "es").startswith("¿")
    assert re.fullmatch(r"¿[A-Z][^?]+\? [A-Z][^¿]+\.", said("Who pays? The state pays.", "es"))


@needs("es")
def test_a_quoted_sentence_keeps_its_capital() -> None:
    assert "“No" in said("She said: “We did not leave.”", "es")


@needs("es")
def test_no_capital_moves_behind_a_name_that_opens_the_sentence() -> None:
    assert said("Xinjiang will grow.", "es", XINJIANG) == "Xinjiang crecerá."


@needs("es")
def test_the_words_of_a_compound_are_not_glued() -> None:
    assert said("The well-known house is old.", "es") == "La casa bien sabida es vieja."
    assert "ex-ministro" in said("The ex-minister is old.", "es")


@needs("es")
def test_a_name_of_two_unknown_words_stays_one_name() -> None:
    assert said("The house of Quxia Blorv is old.", "es") == "La casa de Quxia Blorv es vieja."
    assert said("Quxia Blorv and Mizzor Tanq agreed.", "es").startswith("Quxia Blorv y Mizzor Tanq ")


@needs("es")
def test_two_names_that_an_ampersand_joins_stay_in_order() -> None:
    assert said("Quxia Blorv & Mizzor Tanq are old.", "es").startswith("Quxia Blorv y Mizzor Tanq ")


@needs("es", "ca")
def test_initials_and_a_doctor_are_not_translated() -> None:
    text = "A U.S. doctor and Dr. Smith agreed."
    assert all(name in said(text, to) for name in ("U.S.", "Dr. Smith") for to in ("es", "ca"))


@needs("es", "fr", "it", "pt", "ca")
@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("es", "US$48 millones"),
        ("fr", "de US$48 millions"),
        ("it", "di US$48 milioni"),
        ("pt", "US$48"),
        ("ca", "de US$48 milions"),
    ],
)
def test_the_sign_of_the_dollar_is_not_translated(to: str, words: str) -> None:
    assert words in said("In 2016, the state received a grant of US$48 million.", to)


@needs("es", "fr", "it", "pt", "ca")
@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("es", "600 mil millones"),
        ("fr", "600 milliards"),
        ("it", "600 miliardi"),
        ("pt", "600 mil milhões"),
        ("ca", "600 mil milions"),
    ],
)
def test_a_billion_keeps_its_value(to: str, words: str) -> None:
    assert words in said("The plan cost about 600 billion yuan.", to)


@needs("fr")
def test_a_term_of_the_termbase_wins_over_the_scale_word() -> None:
    own = Term("billion yuan", "milliards de yuans", "noun", "m", "milliards de yuans")
    text = "It cost 600 billion yuan."
    (draft,) = Apertium().translate([Job(text, (TermHit(12, 24, own, True),))], "en", "fr")
    assert "600 milliards de yuans" in draft.text


@needs("es", "fr", "it")
@pytest.mark.parametrize(("to", "words"), [("fr", "En 2016"), ("it", "Nel 2016"), ("es", "En 2016")])
def test_a_year_has_the_preposition_of_a_year(to: str, words: str) -> None:
    assert said("In 2016, the state received a grant.", to).startswith(words)


@needs("it")
def test_italian_prepositions_melt_with_the_article() -> None:
    assert not re.search(r"\b[Ii]n (?:il|la)\b", said("In the valley and in the house of the old man there is a plan.", "it"))


@needs("it")
def test_italian_does_not_give_birth_where_spanish_has_for() -> None:
    assert said("A plan for the poor families.", "it") == "Un piano per le famiglie povere."


@needs("es")
def test_a_heading_in_title_case_is_read_as_a_sentence() -> None:
    assert said("A New House for the Poor Families of China", "es") == "Una casa nueva para las familias pobres de China"


@needs("es")
def test_a_heading_in_capitals_is_translated_and_stays_in_capitals() -> None:
    text = said("THE NEW HOUSE OF XINJIANG’S EX SITU RELOCATION", "es", RELOCATION["es"])
    assert text.isupper()
    assert "REUBICACIÓN EX SITU" in text
    assert "CASA NUEVA" in text


@needs("es")
def test_unknown_words_are_reported_in_order_without_their_marks() -> None:
    (draft,) = REAL.translate([Job("*A plethora of houses and the *dearth of unwavering # houses.")], "en", "es")
    assert draft.unknown == ("plethora", "dearth", "unwavering")
    assert draft.text.count("*") == 2
    assert draft.text.count("#") == 1


@needs("fr")
def test_unknown_words_go_through_a_second_hop_unchanged() -> None:
    (draft,) = REAL.translate([Job("The dearth is unwavering.")], "en", "fr")
    assert "dearth" in draft.text
    assert "unwavering" in draft.text
    assert draft.unknown == ("dearth", "unwavering")


@needs("es")
def test_a_name_that_the_engine_does_not_know_can_own_things() -> None:
    assert said("Quxville’s economy grew.", "es") == "La economía de Quxville creció."
    assert REAL.translate([Job("Quxville’s economy grew.")], "en", "es")[0].unknown == ("Quxville",)


# --- Apertium: terms ------------------------------------------------------------------------------------------------------

GRAMMAR = [
    ("es", "The new ex situ relocations were large.", "Las reubicaciones ex situ nuevas eran grandes."),
    ("es", "Ex situ relocation is a plan.", "La reubicación ex situ es un plan."),
    ("es", "The old ex situ relocation was expensive.", "La reubicación ex situ vieja era cara."),
    ("es", "The cost of the ex situ relocations was high.", "El coste de las reubicaciones ex situ era alto."),
    ("es", "Xinjiang’s ex situ relocation was large.", "La reubicación ex situ de Xinjiang era grande."),
    ("gl", "The new ex situ relocations were large.", "As reubicacións ex situ novas eran grandes."),
    ("pt", "The new ex situ relocations were large.", "As realocações ex situ novas eram grandes."),
    ("pt", "The cost of the ex situ relocations was high.", "O custo das realocações ex situ era alto."),
    ("ca", "The new ex situ relocations were large.", "Els allotjaments ex situ nous eren grans."),
    ("ca", "The new ex situ relocation was large.", "L’allotjament ex situ nou era gran."),
    ("ca", "The cost of the ex situ relocation was high.", "El cost de l’allotjament ex situ era alt."),
    ("fr", "The new ex situ relocations were large.", "Les installations ex situ nouvelles étaient grandes."),
    ("fr", "The new ex situ relocation was large.", "L’installation ex situ nouvelle était grande."),
    ("fr", "The cost of the ex situ relocation was high.", "Le coût de l’installation ex situ était haut."),
    ("it", "The new ex situ relocations were large.", "Gli insediamenti ex situ nuovi erano grandi."),
    ("it", "The new ex situ relocation was large.", "L’insediamento ex situ nuovo era grande."),
    ("it", "The cost of the ex situ relocation was high.", "Il costo dell’insediamento ex situ era alto."),
]


@needs_compiler
@pytest.mark.parametrize(("to", "text", "expected"), GRAMMAR)
def test_articles_and_adjectives_agree_with_a_term(to: str, text: str, expected: str) -> None:
    if REAL.info("en", to) is None:
        pytest.skip(f"no Apertium route from English to {to} is installed")
    assert said(text, to, RELOCATION[to], XINJIANG) == expected


@needs("es", "fr", "it", "pt", "ca")
@pytest.mark.parametrize("to", ["es", "fr", "it", "pt", "ca"])
def test_kept_names_and_terms_come_out_exactly_once(to: str) -> None:
    text = "The Harbour Gazette wrote that ex situ relocation helps Xinjiang, and Xinjiang’s ex situ relocations grow."
    out = said(text, to, RELOCATION[to], XINJIANG, GAZETTE)
    counts = [out.count(word) for word in ("The Harbour Gazette", "Xinjiang", RELOCATION[to].plural, RELOCATION[to].target)]
    assert counts[:2] == [1, 2]
    assert out.lower().count("ex situ") == 2


@needs("es")
def test_a_verb_or_an_adjective_is_held_as_it_is_agreed() -> None:
    green = Term("off-grid", "sin red", "adj")
    assert "sin red" in said("The off-grid house is old.", "es", green)


@needs("es")
def test_a_forbidden_term_is_not_put_in() -> None:
    assert "vivienda" not in said("The house is old.", "es", Term("house", "vivienda", "noun", "f", status="forbidden"))


@needs("es")
def test_without_the_compiler_terms_come_out_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pubpipe.engines.apertium.can_build", lambda: False)
    assert "reubicaciones ex situ" in said("The new ex situ relocations were large.", "es", RELOCATION["es"])
    info = REAL.info("en", "es")
    assert info is not None
    assert "not installed" in dict(info.data)["terms"]


@needs("es")
def test_a_term_is_set_free_where_the_engine_loses_its_token(monkeypatch: pytest.MonkeyPatch) -> None:
    real = stream.translate_texts

    def forgetful(*args: object, **options: object) -> list[str]:
        return [re.sub(r"[Zz]q\w+", "", text) for text in real(*args, **options)]  # type: ignore[arg-type]

    monkeypatch.setattr("pubpipe.engines.apertium.translate_texts", forgetful)
    text = said("The old house and the ex situ relocation.", "es", Term("house", "vivienda", "noun", "f"))
    assert "casa" in text
    assert not TOKEN.search(text)


@needs("es")
@needs_compiler
def test_two_processes_may_build_the_dictionary_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBPIPE_CACHE", str(tmp_path))
    texts: list[str] = []
    threads = [
        threading.Thread(target=lambda: texts.append(said("The ex situ relocation.", "es", RELOCATION["es"]))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == ["La reubicación ex situ."] * 3
    assert len(list((tmp_path / "apertium").iterdir())) == 1


@needs("es")
@needs_compiler
def test_a_cache_that_cannot_be_written_is_an_error_with_a_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("PUBPIPE_CACHE", str(tmp_path / "file"))
    with pytest.raises(EngineError, match="cache") as caught:
        said("The house.", "es")
    assert "PUBPIPE_CACHE" in caught.value.hint


@pytest.mark.parametrize(
    ("language", "before", "term", "gender", "expected"),
    [
        ("fr", "La ", "installation", "f", "L’installation"),
        ("fr", "le coût du ", "habitat", "m", "le coût de l’habitat"),
        ("fr", "le ", "hameau", "m", "le hameau"),
        ("fr", "ce ", "abri", "m", "cet abri"),
        ("fr", "sa ", "aide", "f", "son aide"),
        ("fr", "dit que ", "Aktas", "", "dit qu’Aktas"),
        ("fr", "de ", "Hunan", "", "de Hunan"),
        ("it", "lo ", "trasferimento", "m", "il trasferimento"),
        ("it", "dello ", "aiuto", "m", "dell’aiuto"),
        ("it", "gli ", "trasferimenti", "m", "i trasferimenti"),
        ("it", "un ", "sgombero", "m", "uno sgombero"),
        ("it", "una ", "area", "f", "un’area"),
        ("it", "nella ", "area", "f", "nell’area"),
        ("ca", "la ", "universitat", "f", "la universitat"),
        ("ca", "la ", "illa", "f", "l’illa"),
        ("ca", "la ", "ajuda", "f", "l’ajuda"),
        ("ca", "del ", "habitatge", "m", "de l’habitatge"),
        ("ca", "pel ", "ajut", "m", "per l’ajut"),
        ("ca", "el ", "iogurt", "m", "el iogurt"),
        ("es", "casas y ", "instalaciones", "f", "casas e instalaciones"),
        ("es", "casas o ", "hogares", "m", "casas u hogares"),
        ("es", "la ", "agua", "f", "la agua"),
        ("pt", "a ", "área", "f", "a área"),
    ],
)
def test_the_word_before_a_term_agrees_with_its_beginning(
    language: str, before: str, term: str, gender: str, expected: str
) -> None:
    word = agree.Word(term, gender, term.endswith(("nti", "nes")), is_name=term[0].isupper())
    assert agree.join(before, word, language) == expected


def test_a_text_that_looks_like_a_token_is_held_itself() -> None:
    spans = held.hold("See zqef1 and Zqn12.", (), held.Hold.NOUNS)
    assert [item.one for _, _, item in spans] == ["zqef1", "Zqn12"]


def test_a_noun_of_a_gendered_source_keeps_the_gender_its_article_shows() -> None:
    hit = TermHit(9, 20, Term("reubicación", "relogement", "noun", "m"))
    for article, token in (("la", "zqfm1"), ("el", "zqmm1"), ("xy", "zqmm1")):
        text = f"Plan de {article} reubicación"
        spans = [
            (start + 2, end + 2, item) for start, end, item in held.hold("Plan de " + " reubicación", [hit], held.Hold.NOUNS)
        ]
        assert held.put_in(text, spans, gendered=True).text.endswith(token)


def test_a_term_inside_a_word_is_not_held() -> None:
    hit = TermHit(0, 3, Term("car", "coche", "noun", "m"))
    assert held.hold("cargo", [hit], held.Hold.NOUNS) == []


def test_a_sentence_in_title_case_needs_more_than_a_few_capitals() -> None:
    assert lexicon.is_title("A Catalyst for Development in Poor Regions")
    assert not lexicon.is_title("The Democratic Republic of Congo has a new plan")
    assert not lexicon.is_capitals("NATO")


# --- the pseudo-language --------------------------------------------------------------------------------------------------


def pseudo(text: str, to: str, *terms: Term) -> str:
    return Pseudo().translate([job(text, *terms)], "en", to)[0].text


@pytest.mark.parametrize("to", ["de", "ru", "el", "ar", "fa", "ur", "he", "hi", "zh", "ja", "sw"])
def test_pseudo_keeps_numbers_names_terms_addresses_and_marks(to: str) -> None:
    term = Term("relocation", "AGREED", "noun", "f")
    out = pseudo("In 2019, 40,146 homes (3.5%) of Xinjiang: relocation? See https://example.org/a.", to, XINJIANG, term)
    for kept in ("2019", "40,146", "(3.5%)", "Xinjiang", "AGREED", "https://example.org/a."):
        assert kept in out
    assert re.sub(r"[^,:?.()%]", "", out) == ",,(.%):?:.."


def test_pseudo_is_longer_in_latin_letters_and_can_still_be_read() -> None:
    text = "The government moves poor families to new houses."
    out = pseudo(text, "fr")
    assert 1.2 < len(out) / len(text) < 1.45
    assert pseudo("The fox", "fr") == "Ťħée föox"


@pytest.mark.parametrize(
    ("to", "first", "last"),
    [("ar", "\u0600", "\u06ff"), ("he", "\u0590", "\u05ff"), ("hi", "\u0900", "\u097f"), ("ru", "\u0400", "\u04ff")],
)
def test_pseudo_is_written_in_the_letters_of_the_language(to: str, first: str, last: str) -> None:
    assert all(first <= char <= last for char in pseudo("The quick brown fox jumps over the lazy dog", to) if char != " ")


def test_pseudo_has_no_spaces_where_the_language_has_none() -> None:
    assert pseudo("The new house", "ja") == "ＴｈｅＮｅｗＨｏｕｓｅ"


# --- words of the termbase that are no nouns, and titles ------------------------------------------------------------------

DRY = Term("parched", "reseco", "adj", forms=("reseco", "resecos", "reseca", "resecas"))


def held_draft(to: str, text: str, words: str, term: Term) -> str:
    start = text.index(words)
    (draft,) = REAL.translate([Job(text, (TermHit(start, start + len(words), term),))], "en", to)
    return draft.text


@needs_compiler
@needs("es")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The parched lands are big.", "Las tierras resecas son grandes."),
        ("A parched field.", "Un campo reseco."),
        ("The land is parched.", "La tierra es reseca."),
    ],
)
def test_an_adjective_of_the_termbase_agrees_with_its_noun(text: str, expected: str) -> None:
    assert held_draft("es", text, "parched", DRY) == expected


@needs_compiler
@needs("es")
def test_a_title_behind_a_preposition_gets_the_article_that_a_translation_wants() -> None:
    term = Term("Ridge Water Board", "junta de aguas de la sierra", "noun", "f")
    assert "de la junta de aguas" in held_draft("es", "A book of Ridge Water Board is red.", "Ridge Water Board", term)
    assert "la la" not in held_draft("es", "A book of the Ridge Water Board is red.", "Ridge Water Board", term)


@needs_compiler
@needs("es")
def test_an_article_behind_a_phrase_of_the_termbase_stays_small() -> None:
    term = Term("As per", "según", "phrase", match="exact")
    assert held_draft("es", "As per the book the house is red.", "As per", term).startswith("Según el libro")


@needs_compiler
@needs("ca")
def test_a_genitive_is_no_verb_in_catalan() -> None:
    term = Term("hill farm", "granja de vessant", "noun", "f", "granges de vessant")
    assert "cost de la granja de vessant" in held_draft("ca", "The hill farm’s cost grew.", "hill farm", term)


@needs_compiler
@needs("es", "fr")
@pytest.mark.parametrize(
    ("to", "verb", "text", "words", "expected"),
    [
        ("es", "apoyar", "The program loads the page.", "loads", "El programa apoya la página."),
        ("es", "apoyar", "They loaded a page.", "loaded", "Apoyaron una página."),
        ("es", "apoyar", "The loaded page is red.", "loaded", "La página apoyada es roja."),
        ("fr", "appuyer", "The program loads the page.", "loads", "Le programme appuie la page."),
        ("fr", "appuyer", "The loaded page is red.", "loaded", "La page appuyée est rouge."),
    ],
)
def test_a_verb_of_the_termbase_is_conjugated(to: str, verb: str, text: str, words: str, expected: str) -> None:
    term = Term("load", verb, "verb")
    assert held_draft(to, text, words, describe([term], to)[term]) == expected


@needs_compiler
@needs("es")
def test_the_genitive_of_a_plural_is_opened_and_a_quotation_is_not() -> None:
    term = Term("water council", "consejo del agua", "noun", "m", "consejos del agua")
    hit = TermHit(4, 18, term, is_plural=True)
    (draft,) = REAL.translate([Job("The water councils’ decisions were good.", (hit,))], "en", "es")
    assert draft.text.startswith("Las decisiones de los consejos del agua")
    quoted = TermHit(5, 19, term, is_plural=True)
    (draft,) = REAL.translate([Job("The ‘water councils’ decisions were good.", (quoted,))], "en", "es")
    assert "de los consejos" not in draft.text
