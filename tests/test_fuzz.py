"""Hostile files of every kind: a short run of the fuzz harnesses, and by name what longer ones have found."""

import io
import json
import os
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pubpipe.article import Article
from pubpipe.claim import attachments
from pubpipe.clean import clean_page, read_facts
from pubpipe.clean.creditwords import credit_of
from pubpipe.engines import install
from pubpipe.errors import InputError, PubpipeError, SettingsError
from pubpipe.glossary.read import read_terms
from pubpipe.glossary.tbx import read_tbx
from pubpipe.ingest import open_page
from pubpipe.memory.xliff import V2, parse_xliff
from pubpipe.record import Record, parse_record, render_pending
from pubpipe.segment import segment_text
from pubpipe.settings import Settings, load_settings
from pubpipe.verify.books import check_epub

TESTS = Path(__file__).parent
SECONDS, MOST = 30, 60  # together, and files for each parser


def test_no_parser_does_more_with_a_hostile_file_than_return_or_refuse_it(tmp_path: Path) -> None:
    """Half a minute for all of them, from a seed that is always the same: what CI says of a change must not be a matter of
    luck, nor of how fast its machine is. `make fuzz` takes another seed each time and prints it."""
    command = [
        sys.executable,
        "-m",
        "fuzz",
        "--seconds",
        str(SECONDS),
        "--most",
        str(MOST),
        "--seed",
        "20261125",
        "--keep",
        str(tmp_path),
    ]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent / "src")))}
    done = subprocess.run(command, capture_output=True, text=True, cwd=TESTS, env=environment, timeout=900, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("fuzz_") >= 20, done.stdout


# The harness itself: a wall that nobody has seen hold is none


def judged(tmp_path: Path, code: str) -> str:
    """What a bench says of a parser that does this with its file."""
    script = (
        "import sys, pathlib\nfrom fuzz.walls import Bench, Breach, CANARY\n"
        "bench = Bench(pathlib.Path(sys.argv[1]))\npath = bench.folder / 'x.txt'\npath.write_text('x')\n"
        f"def read(path):\n    {code}\n"
        "try:\n    bench.judge(read, path)\n    print('nothing')\nexcept Breach as breach:\n    print(breach)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent / "src")))}
    command = [sys.executable, "-c", script, str(tmp_path / "bench")]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=True).stdout.strip()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("return path.read_text()", "nothing"),
        ("from pubpipe.errors import InputError; raise InputError('bad')", "nothing"),
        ("raise KeyError('x')", "KeyError at <string>:"),
        ("return pathlib.Path('/etc/hostname').exists() and open('/etc/hostname').read()", "walls: open '/etc/hostname'"),
        ("import socket; socket.socket()", "walls: socket.__new__"),
        ("import subprocess; subprocess.run(['true'])", "walls: "),
        ("(path.parent.parent.parent / 'left').write_text('x')", "walls: open"),
        ("(path.parent / 'left').write_text('x')", "left behind: "),
        ("return bench.canary and CANARY", "an external entity was resolved"),
        ("return b'x' * (800 << 20) and ''", "memory: "),
        (
            "from pubpipe.errors import PubpipeError as E; raise type('E', (E,), {'__str__': lambda _: '\\ud800'})('')",
            "the message cannot",
        ),
        (
            "from pubpipe.errors import PubpipeError as E; raise type('E', (E,), {'__str__': lambda _: 'x' * 9999})('')",
            "the message has 9999",
        ),
    ],
)
def test_the_walls_see_what_a_parser_does(tmp_path: Path, code: str, said: str) -> None:
    assert judged(tmp_path, code).startswith(said)


def test_a_mutant_of_a_mutant_stays_as_small_as_a_machine_can_hold() -> None:
    """Growth by repetition, again and again, once made an index of 1.5 GB."""
    from fuzz.mutate import MOST, Hostile

    hostile = Hostile("/x", 1)
    rows = [{"code": f"translate-en_{number}", "links": ["https://a.example/x"] * 3} for number in range(20)]
    tree = b"<a>" + b"<b c='d'><e>text</e></b>" * 50 + b"</a>"
    for mutate, seed in (
        (hostile.json, json.dumps(rows).encode()),
        (hostile.xml, tree),
        (hostile.raw, tree),
        (hostile.lines, tree),
    ):
        rng, data = random.Random(7), seed  # noqa: S311
        for _ in range(150):
            data = mutate(rng, data)
            assert len(data) <= MOST
            data = data if len(data) < 200_000 and data.strip() else seed
    assert max(len(hostile.token(rng).encode("utf-8", "surrogatepass")) for _ in range(3000)) < 5 << 20


# Found by fuzzing


@pytest.mark.parametrize("piece", ["a. ", ". . ", "abc. ", "He is. "])
@pytest.mark.parametrize("lang", ["en", "es"])
def test_stops_that_stand_close_cost_no_more_than_others(piece: str, lang: str) -> None:
    segment_text("Once.", lang)
    start = time.process_time()
    segment_text((piece * 6000)[:6000], lang)
    assert time.process_time() - start < 3  # 6 s for each 1,000 characters before


def test_a_line_of_brackets_is_compared_with_every_credit_in_no_time() -> None:
    start = time.process_time()
    assert credit_of("[" * 3000 + "What keeps it alive is repair.", 6) is None
    assert time.process_time() - start < 1


def test_two_stops_or_more_in_parentheses_still_end_no_sentence() -> None:
    text = "A thing (see p. 4. It says: no. Or yes: so. And Then. But It ended. More.) Then next (One. Two) end."
    assert [segment.text for segment in segment_text(text, "en")] == text.replace(") Then", ")|Then").split("|")


def test_many_addresses_and_boundaries_are_compared_in_order() -> None:
    start = time.process_time()
    segment_text("See http://a.example/b now. " * 4000, "lt")
    assert time.process_time() - start < 10


def test_a_state_that_the_standard_does_not_have_counts_as_none() -> None:
    def side(state: str) -> str:
        return f'<segment state="{state}"><source>a</source><target>b</target></segment>'

    data = f'<xliff xmlns="{V2}" version="2.1" srcLang="en" trgLang="es"><file id="f"><unit id="1">{side("odd")}{side("final")}</unit></file></xliff>'  # noqa: E501
    (entry,) = parse_xliff(data.encode(), "x.xlf").entries
    assert (entry.target, entry.is_approved) == ("bb", False)


def of_record(shelf: Settings, change: Callable[[dict[str, object]], object]) -> bytes:
    data = json.loads((shelf.output / "orchard" / "orchard.es.json").read_bytes())
    change(data)
    return json.dumps(data).encode()


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.update(day=["2026"]),
        lambda data: data.update(state=None),
        lambda data: data["article"].update(title=7),
        lambda data: data["article"]["blocks"][0].update(level=True),
        lambda data: data["segments"][0].update(target={"a": "b"}),
        lambda data: data["segments"][0].update(target="\ud800"),
        lambda data: data["hashes"]["files"].update({"x": 5}),
        lambda data: data["imprint"].update(logo=[]),
    ],
)
def test_a_record_with_a_value_of_another_kind_is_a_damaged_record(shelf: Settings, change, tmp_path: Path) -> None:
    assert parse_record(of_record(shelf, lambda data: None)).article is not None
    data = of_record(shelf, change)
    assert parse_record(data) == Record()
    (tmp_path / "record.json").write_bytes(data)
    assert b'"a"' in render_pending(tmp_path / "record.json", {"a": "b"})


ALIASES = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "front", [ALIASES + "title: *i", "title: 0x" + "f" * 6000, 'title: "\\uD800"', "authors: [[1]]", "title: {a: b}"]
)
def test_front_matter_that_is_no_text_is_refused_before_it_is_made_one(tmp_path: Path, front: str) -> None:
    path = tmp_path / "article.md"
    path.write_text(f"---\n{front}\n---\n\n# A title\n\nA paragraph that says what there is to say.\n")
    with pytest.raises(InputError, match="front matter cannot be read"):
        clean_page(open_page(path))


@pytest.mark.parametrize("value", ["9" * 5000, "[" * 5000, '"\\ud800"'])
def test_a_sidecar_or_settings_with_endless_numbers_or_nesting_is_refused_in_a_sentence(tmp_path: Path, value: str) -> None:
    path = tmp_path / "article.toml"
    path.write_text(f"title = {value}\n")
    for read in (read_facts, lambda path: load_settings(tmp_path, path)):
        with pytest.raises(SettingsError, match="not TOML"):
            read(path)


def test_an_attachment_that_cannot_be_read_is_none(monkeypatch: pytest.MonkeyPatch, shelf: Settings) -> None:
    import pypdfium2

    def broken(*_: object) -> None:
        raise pypdfium2.PdfiumError("Failed to get attachment at index 0.")

    monkeypatch.setattr(pypdfium2.PdfDocument, "count_attachments", lambda _: 1)
    monkeypatch.setattr(pypdfium2.PdfDocument, "get_attachment", broken)
    assert attachments((shelf.output / "orchard" / "orchard.es.pdf").read_bytes()) == []


def test_an_epub_whose_stream_is_broken_is_a_finding() -> None:
    import factory

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("EPUB/text.xhtml", b"<html>" + os.urandom(2000).hex().encode() + b"</html>")
    data = bytearray(out.getvalue())
    data[60:90] = b"\xff" * 30
    (finding,) = check_epub(bytes(data), factory.make_edition("es"))
    assert finding.code == "B-001"


def test_a_package_whose_stream_is_broken_or_whose_names_are_endless_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path, home = tmp_path / "x.argosmodel", tmp_path / "argos" / "packages"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("top/model/model.bin", os.urandom(2000).hex())
    data = bytearray(path.read_bytes())
    data[60:90] = b"\xff" * 30
    path.write_bytes(data)
    with pytest.raises(InputError, match="it is damaged"):
        install.install(path, packages_dir=home)
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("../" + "a" * 60_000, b"")
    with pytest.raises(InputError, match="a file named") as caught:
        install.install(path, packages_dir=home)
    assert len(caught.value.what) < 400


def test_an_error_can_be_printed_and_does_not_recite_the_file(tmp_path: Path) -> None:
    error = InputError("\ud800" + "x" * 100_000, where=os.fsdecode(b"/tmp/\xff.txt"), hint="y" * 5000)
    str(error).encode()
    assert len(str(error)) < 4000
    with pytest.raises(InputError) as caught:
        read_tbx(f"<{'a' * 20_000}/>".encode(), "x.tbx", "en", ["es"])
    assert len(str(caught.value)) < 2000


# Values of any kind where ours belong


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ("article", "segments", "hashes", "engine", "findings", "review", "docx", "imprint", "prints", "tools", "day")
)


@given(field=FIELDS, value=JSON)
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_stands_in_a_record_it_is_one_or_it_is_none(shelf: Settings, field: str, value: object) -> None:
    record = parse_record(of_record(shelf, lambda data: data.update({field: value})))
    assert record.article is None or isinstance(record.article, Article)
    assert isinstance(record.day, str)


@given(st.lists(st.lists(st.text(max_size=12), max_size=11), max_size=6), st.sampled_from((",", ";", "\t")), st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_table_is_a_termbase_or_a_sentence(rows: list[list[str]], delimiter: str, header: bool) -> None:
    data = "\n".join(map(delimiter.join, (["source", "target", "note"], *rows))).encode("utf-8", "surrogatepass")
    try:
        terms = read_terms(data, "glossary.csv", header=header).terms
    except InputError:
        terms = ()
    assert all(term.source and term.target for term in terms)


@given(st.text(max_size=60), st.sampled_from(("languages", "page", "limit_mb", "formats", "imprint", "review", "engine")))
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_settings_file_is_read_or_refused_in_a_sentence(tmp_path: Path, text: str, key: str) -> None:
    (tmp_path / "pubpipe.toml").write_bytes(f"{key} = {text}\n".encode("utf-8", "surrogatepass"))
    said = "read"
    try:
        load_settings(tmp_path)
    except PubpipeError as error:
        said = error.hint
    assert said
