"""The translation memory: what is remembered is found again, and the file is fit for other tools."""

import multiprocessing
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubpipe.errors import InputError
from pubpipe.memory import Match, load_memory, make_memory, parse_tmx, remember, render_tmx

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
