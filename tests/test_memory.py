"""The translation memory: what is remembered is found again, and the file is fit for other tools."""

import multiprocessing
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pubpipe.article import Mark
from pubpipe.article import MarkKind as K
from pubpipe.codes import ordered
from pubpipe.errors import InputError
from pubpipe.exchange import export_to, import_from
from pubpipe.memory import Match, load_memory, make_memory, parse_tmx, remember, render_tmx
from pubpipe.memory.fuzzy import hints_for, is_safe
from pubpipe.memory.xliff import DONE, Entry, Exchange, parse_xliff, render_xliff
from pubpipe.settings import Settings

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1).filter(str.strip)


def test_what_is_remembered_is_found_with_its_reviewer(tmp_path: Path) -> None:
    path = tmp_path / "es" / "memory.tmx"
    remember(path, "en", "es", [Match("The fox <b> & co.", "El zorro <b> y cía.", "ada", "a/b1.1", "20261123T000000Z", "nice")])
    match = load_memory(path, "en", "es").find("The fox <b> & co.", "a/b1.1")
    assert match == Match("The fox <b> & co.", "El zorro <b> y cía.", "ada", "a/b1.1", "20261123T000000Z", "nice")


def test_white_space_and_unicode_form_do_not_hide_a_match() -> None:
    memory = make_memory([Match("Un cafe\u0301  fort", "x")])
    assert memory.find("Un café\u00a0fort\n") is not None
    assert memory.find("Un cafe fort") is None


def test_a_place_keeps_its_own_rendering_and_others_get_the_latest(tmp_path: Path) -> None:
    path = tmp_path / "memory.tmx"
    remember(path, "en", "es", [Match("Fox", "Zorro", "ada", "s/b1.1", "20260101T000000Z")])
    memory = remember(path, "en", "es", [Match("Fox", "Raposa", "bob", "s/b2.1", "20260201T000000Z")])
    assert [memory.find("Fox", place).target for place in ("s/b1.1", "s/b2.1", "t/b9.1")] == ["Zorro", "Raposa", "Raposa"]  # type: ignore[union-attr]


def test_a_second_correction_of_a_place_replaces_the_first(tmp_path: Path) -> None:
    path = tmp_path / "memory.tmx"
    remember(path, "en", "es", [Match("Fox", "Zoro", "ada", "s/b1.1", "20260101T000000Z")])
    memory = remember(path, "en", "es", [Match("Fox", "Zorro", "ada", "s/b1.1", "20260102T000000Z")])
    assert [unit.target for unit in memory.units] == ["Zorro"]


def test_the_file_is_the_same_whatever_the_order_of_the_units(tmp_path: Path) -> None:
    units = [Match("b", "2"), Match("a", "1"), Match("c", "3")]
    remember(tmp_path / "one.tmx", "en", "es", units)
    for unit in reversed(units):
        remember(tmp_path / "two.tmx", "en", "es", [unit])
    assert (tmp_path / "one.tmx").read_bytes() == (tmp_path / "two.tmx").read_bytes()


@given(TEXT, TEXT, st.text(TEXT, max_size=0) | TEXT)
def test_any_text_comes_back_as_it_was(source: str, target: str, note: str) -> None:
    unit = Match(source, target, "ada", "s/b1.1", "", note)
    assert list(parse_tmx(render_tmx([unit], "en", "zh-Hant"), "m.tmx", "en", "zh-Hant")) == [unit]


def test_text_that_xml_cannot_hold_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    path = tmp_path / "memory.tmx"
    remember(path, "en", "es", [Match("Fox", "Zorro")])
    before = path.read_bytes()
    with pytest.raises(InputError, match="control character"):
        remember(path, "en", "es", [Match("Owl", "Bú\x01ho")])
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b"<tmx><body>",
        b"<html/>",
        b'<!DOCTYPE tmx [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><xliff>&b;</xliff>',
    ],
)
def test_what_is_no_tmx_is_refused_with_a_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "memory.tmx"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        load_memory(path, "en", "es")
    assert caught.value.hint


def test_an_entity_in_a_foreign_memory_never_reads_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hunter2")
    data = f'<!DOCTYPE tmx [<!ENTITY s SYSTEM "file://{secret}">]><tmx><body><tu><tuv lang="en"><seg>a&s;</seg></tuv>'
    data += '<tuv lang="es"><seg>b&s;</seg></tuv></tu></body></tmx>'
    assert "hunter2" not in repr(list(parse_tmx(data.encode(), "m.tmx", "en", "es")))


def test_inline_markup_of_other_tools_is_left_out_and_the_text_kept() -> None:
    data = (
        b'<tmx><body><tu><tuv xml:lang="EN-us"><seg>A <bpt i="1">&lt;b&gt;</bpt>red<ept i="1">&lt;/b&gt;</ept> fox</seg></tuv>'
    )
    data += b'<tuv xml:lang="ES-es"><seg>Un zorro rojo</seg></tuv></tu></body></tmx>'
    assert [(unit.source, unit.target) for unit in parse_tmx(data, "m.tmx", "en", "es")] == [("A red fox", "Un zorro rojo")]


def _remember(path: Path, start: int) -> None:
    for n in range(start, start + 10):
        remember(path, "en", "es", [Match(f"Fox {n}", f"Zorro {n}")])


def test_two_processes_that_remember_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "memory.tmx"
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_remember, args=(path, start)) for start in (0, 10)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert {unit.target for unit in load_memory(path, "en", "es").units} == {f"Zorro {n}" for n in range(20)}


@pytest.mark.skipif(not shutil.which("omegat"), reason="OmegaT is not installed: make peers")
def test_omegat_translates_from_our_memory(tmp_path: Path) -> None:
    for name in ("source", "target", "tm/auto", "glossary", "omegat", "dictionary"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "source" / "a.txt").write_text("The fox & the owl moved.\n", "utf-8")
    remember(
        tmp_path / "tm" / "auto" / "m.tmx", "en", "es", [Match("The fox & the owl moved.", "El zorro y el búho se mudaron.")]
    )
    (tmp_path / "omegat.project").write_text(PROJECT, "utf-8")
    home = tmp_path / "home"
    home.mkdir()
    run = subprocess.run(
        ["omegat", str(tmp_path), "--mode=console-translate", f"--config-dir={tmp_path / 'cfg'}"],
        env={"HOME": str(home), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (tmp_path / "target" / "a.txt").exists(), run.stdout + run.stderr
    assert (tmp_path / "target" / "a.txt").read_text("utf-8") == "El zorro y el búho se mudaron.\n"


PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>EN</source_lang><target_lang>ES</target_lang>
<sentence_seg>true</sentence_seg><support_default_translations>true</support_default_translations><remove_tags>false</remove_tags>
</project></omegat>
"""


# Inline codes, other tools

CODED = Match(
    "A bold red fox.",
    "Un zorro rojo.",
    "ada",
    "s/b1.1",
    "20260101T000000Z",
    source_marks=ordered(
        (
            Mark(2, 10, K.STRONG),
            Mark(7, 10, K.EMPHASIS),
            Mark(11, 14, K.LINK, "https://fox.example/?a=1&b=2"),
            Mark(14, 14, K.NOTE, "n1"),
        )
    ),
    marks=ordered(
        (
            Mark(3, 8, K.LINK, "https://fox.example/?a=1&b=2"),
            Mark(0, 13, K.STRONG),
            Mark(9, 13, K.EMPHASIS),
            Mark(13, 13, K.NOTE, "n1"),
        )
    ),
)
CROSSED = (Mark(0, 7, K.STRONG), Mark(4, 12, K.EMPHASIS))


def test_inline_codes_are_remembered_on_both_sides(tmp_path: Path) -> None:
    path = tmp_path / "memory.tmx"
    crossed = Match("One two three.", "Uno dos tres.", source_marks=CROSSED, marks=CROSSED)
    remember(path, "en", "es", [CODED, crossed])
    assert set(load_memory(path, "en", "es").units) == {CODED, crossed}


def entries() -> tuple[Entry, ...]:
    return (
        Entry("b1.1", CODED.source, CODED.target, "translated", CODED.source_marks, CODED.marks, "U-001 a word"),
        Entry("b1.2", "Plain & <simple>.", "Simple.", "reviewed"),
        Entry("b1.3", "One two three.", "Uno dos tres.", "final", CROSSED, CROSSED),
        Entry("b1.4", "Not yet.", "", "initial"),
    )


@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_xliff_goes_out_and_comes_back_with_every_code(version: str) -> None:
    sent = Exchange("en", "es", "walls", entries())
    back = parse_xliff(render_xliff(sent, version), "x.xlf")
    assert (back.source, back.to, back.slug) == ("en", "es", "walls")
    for one, other in zip(sent.entries, back.entries, strict=True):
        wanted = (one.id, one.source, one.target, one.source_marks, one.marks, one.note)
        assert (other.id, other.source, other.target, other.source_marks, other.marks, other.note) == wanted
        assert not other.is_rewritten
    assert [entry.state in DONE for entry in back.entries] == [False, True, True, False]


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4), st.sampled_from(["1.2", "2.1"]), st.data())
def test_any_text_and_any_codes_come_back_from_xliff(texts: list[tuple[str, str]], version: str, data: st.DataObject) -> None:
    def codes(text: str) -> tuple[Mark, ...]:
        places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).filter(lambda p: p[0] < p[1])
        kinds = st.sampled_from([K.EMPHASIS, K.STRONG, K.SUPERSCRIPT, K.CODE])
        drawn = data.draw(st.lists(st.tuples(places, kinds), max_size=3, unique_by=lambda each: each[1]))
        return ordered(Mark(a, b, kind) for (a, b), kind in drawn)

    made = []
    for number, (source, target) in enumerate(texts):
        marks = codes(source)
        kinds = [mark.kind for mark in marks]
        made.append(Entry(str(number), source, target, "", marks, ordered(Mark(0, len(target), kind) for kind in kinds)))
    back = parse_xliff(render_xliff(Exchange("en", "es", "", tuple(made)), version), "x")
    assert [(e.source, e.target, e.source_marks, e.marks) for e in back.entries] == [
        (e.source, e.target, e.source_marks, e.marks) for e in made
    ]


def toolkit(name: str) -> Any:
    return pytest.importorskip(f"translate.storage.{name}", reason="translate-toolkit is not installed")


@pytest.mark.parametrize(("version", "place"), [("1.2", "target"), ("2.1", "unit")])
def test_xliff_says_who_made_and_who_revised_a_target_in_the_words_of_its(version: str, place: str) -> None:
    by_machine = Entry("b1.1", "Fox.", "Zorro.", "translated", made=(("tool", "Apertium 3.8.3"),))
    by_person = Entry("b1.2", "Dog.", "Perro.", "reviewed", made=(("revPerson", "Ana & Ben"),))
    data = render_xliff(Exchange("en", "es", "fox", (by_machine, by_person, Entry("b1.3", "x", "y"))), version)
    root = etree.fromstring(data)
    assert root.get("{http://www.w3.org/2005/11/its}version") == "2.0"
    told = [
        {key.rpartition("}")[2]: value for key, value in node.attrib.items() if "its" in key}
        for node in root.iter(f"{{*}}{place}")
    ]
    assert told == [{"tool": "Apertium 3.8.3"}, {"revPerson": "Ana & Ben"}, {}]
    back = parse_xliff(data, "x.xlf")
    assert not any(entry.is_rewritten for entry in back.entries)


def test_translate_toolkit_reads_our_tmx_and_xliff() -> None:
    texts = [(entry.source, entry.target) for entry in entries() if entry.target]
    matches = [Match(source, target) for source, target in texts]
    tmx = toolkit("tmx").tmxfile.parsestring(render_tmx(matches, "en", "es"))
    assert [(unit.source, unit.target) for unit in tmx.units] == texts
    sent = Exchange("en", "es", "walls", entries()[:3])
    for version, room, reader in (("1.2", "xliff", "Xliff1File"), ("2.1", "xliff2", "Xliff2File")):
        read = getattr(toolkit(room), reader).parsestring(render_xliff(sent, version))
        assert [(str(unit.source), str(unit.target)) for unit in read.units if not unit.isheader()] == texts


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not an XLIFF"),
        (b"<xliff/>", "no XLIFF that we know"),
        (b'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file/></xliff>', "both languages"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>', "document type"),
    ],
)
def test_a_hostile_or_broken_xliff_is_refused_in_one_sentence(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        parse_xliff(data, "x.xlf")


# Similar texts

SAME = "The cooperative repairs the old wall above the river every spring."


@pytest.mark.parametrize(
    "other",
    [
        "The cooperative repairs the old wall above the river every 2 springs.",
        "The cooperative never repairs the old wall above the river every spring.",
        "The cooperative may repair the old wall above the river every spring.",
        "The cooperative repairs the old Kowal wall above the river every spring.",
        "The cooperative repairs the old wall above the river most springs.",
        "Velda repairs the old wall above the river every spring.",
    ],
)
def test_a_similar_text_that_differs_in_number_name_negation_or_modal_is_never_offered(other: str) -> None:
    assert not is_safe(SAME, other, "en")
    assert not hints_for([("b1.1", SAME)], [Match(other, "x")], "en")


@pytest.mark.parametrize(
    ("lang", "one", "other"),
    [
        ("en", "The prices increased last year in the valley.", "The prices decreased last year in the valley."),
        ("en", "The council accepted the plan of the farmers.", "The council rejected the plan of the farmers."),
        ("en", "The well is 40 m deep in the valley.", "The well is 40 km deep in the valley."),
        ("en", "It weighs 5 kg when it is dry.", "It weighs 5 g when it is dry."),
        ("en", "The upper terraces were built by masons.", "The lower terraces were built by masons."),
        ("es", "Los precios subieron en el valle este año.", "Los precios bajaron en el valle este año."),
        ("fr", "Les prix ont augmenté dans la vallée.", "Les prix ont diminué dans la vallée."),
        ("de", "Die Preise stiegen im Tal in diesem Jahr.", "Die Preise sanken im Tal in diesem Jahr."),
        ("it", "La legge è legale in tutta la valle.", "La legge è illegale in tutta la valle."),
        ("pt", "Os preços subiram no vale este ano.", "Os preços desceram no vale este ano."),
    ],
)
def test_a_similar_text_with_an_opposite_or_another_unit_is_never_offered(lang: str, one: str, other: str) -> None:
    assert not hints_for([("b1.1", one)], [Match(other, "x")], lang)
    assert not hints_for([("b1.1", other)], [Match(one, "x")], lang)


def test_a_hint_says_which_words_differ() -> None:
    other = "Our cooperative repairs the old wall above the lake every spring, quietly."
    (hint,) = hints_for([("b1.1", SAME.lower())], [Match(other.lower(), "x")], "en").values()
    assert hint.difference == "the ≠ our, river ≠ lake, – ≠ quietly"


def test_a_similar_text_that_differs_in_other_words_is_offered_with_its_likeness() -> None:
    other = "The cooperative repairs the old wall above the lake every spring."
    (hint,) = hints_for([("b1.1", SAME)], [Match(other, "x"), Match(SAME.upper(), "y")], "en").values()
    assert (hint.match.source, 90 < hint.score < 100) == (other, True)


def test_in_a_language_without_word_lists_only_signs_and_spaces_may_differ() -> None:
    assert is_safe("Vesi nousi yli äyräiden.", "Vesi nousi yli äyräiden!", "fi")
    assert not is_safe("Vesi nousi yli äyräiden.", "Vesi laski yli äyräiden.", "fi")


# What a translator types in OmegaT, with its short tags for our codes.
TYPED = {
    "A <g0>bold <g1>red</g1></g0> <g2>fox</g2><x3/>.": "Un <g2>zorro</g2><x3/> <g0>atrevido y <g1>rojo</g1></g0>.",
    "Plain & <simple>.": "Simple, sin más.",
    "Not yet.": "Todavía no.",
}


@pytest.mark.skipif(not shutil.which("omegat"), reason="OmegaT is not installed: make peers")
def test_what_a_translator_writes_in_omegat_comes_back_with_its_codes(tmp_path: Path) -> None:
    settings = Settings(tmp_path, languages=("es",))
    sent = [replace(entry, target=entry.source, marks=entry.source_marks, state="initial") for entry in entries()]
    work = tmp_path / "work"
    for name in ("source", "target", "tm/auto", "glossary", "omegat", "dictionary", "home"):
        (work / name).mkdir(parents=True)
    (work / "source" / "a.xlf").write_bytes(render_xliff(Exchange("en", "es", "walls", tuple(sent)), "1.2"))
    (work / "omegat.project").write_text(PROJECT, "utf-8")
    typed = render_tmx([Match(*pair) for pair in TYPED.items()], "en", "es")
    (work / "omegat" / "project_save.tmx").write_bytes(typed.replace(b'creationtool="pubpipe"', b'creationtool="OmegaT"'))
    subprocess.run(
        ["omegat", str(work), "--mode=console-translate", f"--config-dir={work / 'cfg'}"],
        env={"HOME": str(work / "home"), "PATH": "/usr/bin:/bin"}, capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    (done,) = import_from(settings, work / "target" / "a.xlf", reviewer="Ada")
    assert (done.taken, done.left) == (3, {"no person has touched it": 1})
    units = {unit.source: unit for unit in load_memory(tmp_path / "locales" / "es" / "memory.tmx", "en", "es").units}
    fox = units["A bold red fox."]
    assert (fox.target, fox.reviewer, fox.context) == ("Un zorro atrevido y rojo.", "Ada", "walls/b1.1")
    assert {(mark.kind, fox.target[mark.start : mark.end], mark.target) for mark in fox.marks} == {
        (K.STRONG, "atrevido y rojo", ""),
        (K.EMPHASIS, "rojo", ""),
        (K.LINK, "zorro", "https://fox.example/?a=1&b=2"),
        (K.NOTE, "", "n1"),
    }
    assert units["Plain & <simple>."].target == "Simple, sin más."


def test_only_what_a_person_has_worked_on_is_taken_and_nothing_newer_is_replaced(tmp_path: Path) -> None:
    settings = Settings(tmp_path, languages=("es",))
    path = tmp_path / "a.xlf"
    path.write_bytes(render_xliff(Exchange("en", "es", "walls", entries()), "2.1").replace(b"Simple.<", b"Sencillo.<"))
    (first,) = import_from(settings, path)
    assert (first.taken, first.left) == (1, {"no person has touched it": 2, "the target is empty": 1})
    (again,) = import_from(settings, path)
    assert (again.taken, again.known) == (0, 1)
    path.write_bytes(path.read_bytes().replace(b"Sencillo.<", b"Llano.<"))  # from the same export; Sencillo came in between
    (third,) = import_from(settings, path)
    assert (third.taken, third.left["the memory has a later one"]) == (0, 1)
    path.write_bytes(path.read_bytes().replace(b'state="translated"><source', b'state="reviewed"><source'))
    (fourth,) = import_from(settings, path)
    assert fourth.taken == 1  # approved in the other tool, as it stood
    old = tmp_path / "old.tmx"
    old.write_bytes(render_tmx([Match("Plain & <simple>.", "Viejo.", "Bea", "walls/b1.2", "20200101T000000Z")], "en", "es"))
    (late,) = import_from(settings, old)
    assert (late.taken, late.left) == (0, {"the memory has a later one": 1})


def test_the_memory_goes_out_and_comes_back_the_same(tmp_path: Path) -> None:
    one, other = Settings(tmp_path / "one", languages=("es",)), Settings(tmp_path / "two", languages=("es",))
    remember(one.locales / "es" / "memory.tmx", "en", "es", [CODED, Match("b", "2", note="n")])
    for name in ("m.tmx", "m.xliff"):
        assert export_to(one, tmp_path / name, "es") == 2
        list(import_from(other, tmp_path / name))
    wanted = {
        (unit.source, unit.target, unit.marks) for unit in load_memory(one.locales / "es" / "memory.tmx", "en", "es").units
    }
    units = load_memory(other.locales / "es" / "memory.tmx", "en", "es").units
    assert {(unit.source, unit.target, unit.marks) for unit in units} == wanted
