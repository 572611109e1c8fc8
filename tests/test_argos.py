"""Argos's packages: decoding with a real CTranslate2 model, reading a folder that has damage in it, fetching from a server."""

import errno
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import models
from pubpipe.article import Term, TermHit
from pubpipe.engines import decode, download, install, packages, partial
from pubpipe.engines.argos import Argos
from pubpipe.engines.base import Job
from pubpipe.engines.drafts import Decoded
from pubpipe.errors import EngineError, InputError, SettingsError, UsageError


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """en-es and es-fr as .argosmodel files."""
    folder = tmp_path_factory.mktemp("files")
    models.build_package(folder / "en-es.argosmodel", "en", "es", models.SPANISH)
    models.build_package(folder / "es-fr.argosmodel", "es", "fr", models.FRENCH)
    return folder


@pytest.fixture
def home(files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A packages folder with both, and a cache of its own."""
    monkeypatch.setenv("PUBPIPE_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "argos" / "packages"
    for name in ("en-es", "es-fr"):
        install.install(files / f"{name}.argosmodel", packages_dir=folder)
    return folder


def translate(home: Path, to: str, *texts: str) -> list[str]:
    return [draft.text for draft in Argos(home).translate([Job(text) for text in texts], "en", to)]


# --- decoding -------------------------------------------------------------------------------------------------------------


def test_a_document_is_translated_by_the_installed_model(home: Path) -> None:
    assert translate(home, "es", "The government moves families to new houses.", "", "Rain falls on poor soil.") == [
        "El gobierno mueve familias a nuevas casas.",
        "",
        "Lluvia cae sobre pobre suelo.",
    ]


def test_a_second_model_is_used_where_none_leads_there_directly(home: Path) -> None:
    info = Argos(home).info("en", "fr")
    assert info is not None
    assert info.route == ("en-es", "es-fr")
    assert translate(home, "fr", "the government moves families in the valley") == [
        "le gouvernement déplace familles dans le vallon"
    ]


def test_a_text_longer_than_the_model_takes_is_cut_at_a_pause_and_nothing_is_lost(home: Path) -> None:
    text = ", ".join(["the government moves families to the valley"] * 60) + "."
    assert translate(home, "es", text) == [", ".join(["el gobierno mueve familias a el valle"] * 60) + "."]


def test_a_long_text_without_any_pause_is_cut_all_the_same(home: Path) -> None:
    assert translate(home, "es", "x" * 900)[0].replace(" ", "") == "x" * 900


def test_the_cut_is_at_the_strongest_pause_near_the_middle() -> None:
    text = "one two, three four. five six, seven eight"
    assert text[: decode.pause_near_middle(text)] == "one two, three four. "
    assert decode.pause_near_middle("abcdefgh") == 4


def test_soft_hyphens_do_not_reach_the_model(home: Path) -> None:
    assert translate(home, "es", "the gov\u00adern\u00adment") == ["el gobierno"]


def test_a_heading_in_capitals_is_translated(home: Path) -> None:
    assert translate(home, "es", "NEW HOUSES IN THE VALLEY") == ["NEW CASAS EN EL VALLE"]


def test_a_term_travels_as_a_code_and_comes_out_as_agreed(home: Path) -> None:
    text = "the government moves off-grid sites in the valley"
    term = Term("off-grid site", "lugar sin red", "noun", "m", "lugares sin red")
    start = text.index("off")
    (draft,) = Argos(home).translate([Job(text, (TermHit(start, start + 14, term, is_plural=True),))], "en", "es")
    assert draft.text == "el gobierno mueve lugares sin red en el valle"


def test_a_job_whose_code_is_lost_is_translated_without_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = decode.Model._read

    def forget(self: decode.Model, *rest: Any) -> Decoded:
        made = real(self, *rest)
        return Decoded(made.text.replace("XQZ1", ""), made.pairs)

    monkeypatch.setattr(decode.Model, "_read", forget)
    (draft,) = Argos(home).translate([Job("the valley on www.example.org")], "en", "es")
    assert draft.text.startswith("el valle sobre")
    assert "XQZ" not in draft.text


def test_addresses_pass_untouched(home: Path) -> None:
    text = "the government: https://example.org/the_houses?x=1"
    assert translate(home, "es", text) == ["el gobierno: https://example.org/the_houses?x=1"]


def test_one_translator_serves_all_calls(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    real = decode.Model.__init__
    monkeypatch.setattr(decode.Model, "__init__", lambda self, package: (loaded.append(package.pair), real(self, package))[1])
    for _ in range(3):
        translate(home, "es", "the valley")
    assert len(loaded) <= 1


def test_translating_asks_for_no_network(home: Path) -> None:
    code = """
import socket, sys
def refuse(*args, **kwargs): raise AssertionError("network")
socket.socket.connect = socket.getaddrinfo = refuse
from pubpipe.engines.argos import Argos
from pubpipe.engines.base import Job
engine = Argos(sys.argv[1])
assert engine.info("en", "es") and engine.remedy("en", "ja")
print(engine.translate([Job("the valley")], "en", "es")[0].text, "argostranslate" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code, str(home)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "el valle False"


# --- the folder -----------------------------------------------------------------------------------------------------------


def test_the_info_names_version_and_hash_of_each_model(home: Path) -> None:
    info = Argos(home).info("en", "es")
    assert info is not None
    digest = hashlib.sha256((home / "en_es" / "model" / "model.bin").read_bytes()).hexdigest()
    assert dict(info.data) == {"en-es": f"1.0 sha256:{digest}", "beam": "2"}
    assert (info.kind, info.title) == ("neural", "Argos Translate")
    assert info.version.startswith("CTranslate2 4")


def test_a_changed_model_has_another_hash_and_an_unchanged_one_is_not_read_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = packages.installed(home)[0]
    first = packages.fingerprint(package)
    monkeypatch.setattr(packages, "file_sha256", lambda path: "read")
    assert packages.fingerprint(package) == first
    with (package.folder / "model" / "model.bin").open("ab") as file:
        file.write(b"x")
    assert packages.fingerprint(package) == "read"


def damage(home: Path, name: str) -> None:
    folder = home / name
    shutil.copytree(home / "es_fr", folder)
    match name:
        case "no_meta":
            (folder / "metadata.json").unlink()
        case "bad_json":
            (folder / "metadata.json").write_text("{", "utf-8")
        case "a_list":
            (folder / "metadata.json").write_text("[]", "utf-8")
        case "no_model":
            shutil.rmtree(folder / "model")
        case "no_pieces":
            (folder / "sentencepiece.model").unlink()


@pytest.mark.parametrize("name", ["no_meta", "bad_json", "a_list", "no_model", "no_pieces"])
def test_a_damaged_package_takes_no_other_language_with_it(home: Path, name: str) -> None:
    damage(home, name)
    assert translate(home, "es", "the valley") == ["el valle"]
    (bad,) = [package for package in packages.installed(home) if package.problem]
    assert bad.folder.name == name


def test_the_remedy_names_the_damaged_package(home: Path) -> None:
    (home / "en_es" / "model" / "model.bin").unlink()
    engine = Argos(home)
    assert engine.info("en", "es") is None
    assert "en_es is damaged (model/model.bin is missing)" in engine.remedy("en", "es")
    with pytest.raises(EngineError) as caught:
        engine.translate([Job("the valley")], "en", "es")
    assert "damaged" in caught.value.hint


def test_a_model_cut_short_is_an_error_that_names_its_folder(home: Path) -> None:
    model = home / "en_es" / "model" / "model.bin"
    model.write_bytes(model.read_bytes()[:5000])
    with pytest.raises(EngineError, match="the model is damaged") as caught:
        translate(home, "es", "the valley")
    assert caught.value.where.endswith("en_es")


def test_the_remedy_is_the_command_that_fetches_the_model(tmp_path: Path) -> None:
    engine = Argos(tmp_path)
    assert engine.remedy("en", "fr").endswith("pubpipe models add en-fr")
    assert engine.remedy("en", "pt-BR").endswith("pubpipe models add en-pt-BR")
    assert engine.remedy("en", "xx") == ""
    assert engine.info("en", "fr") is None


@pytest.mark.parametrize(
    ("tag", "code"),
    [("pt-BR", "pb"), ("pt", "pt"), ("pt-PT", "pt"), ("zh", "zh"), ("zh-Hans", "zh"), ("zh-Hant", "zt"), ("zh-Hant-TW", "zt"),
     ("zh-TW", "zt"), ("no", "nb"), ("es-MX", "es"), ("de", "de")],
)  # fmt: skip
def test_language_tags_are_argos_codes(tag: str, code: str) -> None:
    assert packages.codes(tag)[0] == code


def package(source: str, to: str, version: str = "1.0", problem: str = "") -> packages.Package:
    return packages.Package(Path(f"{source}_{to}_{version}"), source, to, version, problem=problem)


def test_the_newest_of_two_versions_is_used_unless_it_is_damaged() -> None:
    found = [package("en", "es", "1.9"), package("en", "es", "1.10"), package("en", "es", "2.0", problem="cut short")]
    assert packages.find_route("en", "es", found)[0].version == "1.10"


def test_brazilian_falls_back_on_the_other_portuguese_model() -> None:
    assert packages.find_route("en", "pt-BR", [package("en", "pt")])[0].to == "pt"
    assert packages.find_route("en", "pt-BR", [package("en", "pt"), package("en", "pb")])[0].to == "pb"


def test_english_is_the_language_between_where_there_is_a_choice() -> None:
    found = [package("de", "en"), package("en", "fr"), package("de", "ca"), package("ca", "fr")]
    assert [hop.pair for hop in packages.find_route("de", "fr", found)] == ["de-en", "en-fr"]


def test_the_folder_is_argos_translates_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ARGOS_PACKAGES_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert packages.packages_folder() == tmp_path / ".local/share/argos-translate/packages"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert packages.packages_folder() == tmp_path / "data/argos-translate/packages"
    (tmp_path / ".config/argos-translate").mkdir(parents=True)
    (tmp_path / ".config/argos-translate/settings.json").write_text('{"ARGOS_PACKAGES_DIR": "/models"}', "utf-8")
    assert packages.packages_folder() == Path("/models")
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "mine"))
    assert packages.packages_folder() == tmp_path / "mine"


def test_argos_translate_itself_finds_the_same_packages(home: Path, tmp_path: Path) -> None:
    code = (
        "from argostranslate import package; print(sorted((p.from_code, p.to_code) for p in package.get_installed_packages()))"
    )
    env = {"HOME": str(tmp_path), "ARGOS_PACKAGES_DIR": str(home), "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True)
    assert done.stdout.strip().endswith("[('en', 'es'), ('es', 'fr')]")


def test_a_package_can_be_removed(home: Path) -> None:
    assert [path.name for path in install.remove("es-fr", packages_dir=home)] == ["es_fr"]
    assert [found.pair for found in packages.installed(home)] == ["en-es"]


def test_a_language_that_argos_calls_otherwise_is_removed_by_the_name_it_was_added_with(home: Path) -> None:
    shutil.copytree(home / "en_es", home / "en_pb")
    data = json.loads((home / "en_pb" / "metadata.json").read_text("utf-8"))
    (home / "en_pb" / "metadata.json").write_text(json.dumps({**data, "to_code": "pb"}), "utf-8")
    assert [path.name for path in install.remove("en-pt-BR", packages_dir=home)] == ["en_pb"]


def test_a_package_that_names_no_language_is_removed_by_its_folder(home: Path) -> None:
    damage(home, "no_meta")
    assert [path.name for path in install.remove("no_meta", packages_dir=home)] == ["no_meta"]


def test_nothing_is_removed_where_one_of_the_pairs_is_unknown(home: Path) -> None:
    with pytest.raises(UsageError, match="en-ja") as caught:
        install.remove("en-es", "en-ja", packages_dir=home)
    assert caught.value.hint == "installed: en-es, es-fr"
    assert len(packages.installed(home)) == 2


def test_verifying_finds_the_damage_that_only_decoding_shows(home: Path) -> None:
    model = home / "en_es" / "model" / "model.bin"
    model.write_bytes(model.read_bytes()[:5000])
    assert [found.problem for found in packages.installed(home)] == ["", ""]
    for folder in home.iterdir():
        (folder / install.RECEIPT).unlink()  # as Argos itself installs
    en_es, es_fr = install.verify(home)
    assert "decoder/embeddings/weight" in en_es.problem  # where the file ends
    assert es_fr.problem == ""


def test_a_model_that_answers_nothing_is_not_verified(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode.Model, "translate", lambda self, texts: [" "] * len(texts))
    assert {found.problem for found in install.verify(home)} == {"it translates nothing"}


# --- the commands ---------------------------------------------------------------------------------------------------------


def pubpipe_models(home: Path, *args: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "ARGOS_PACKAGES_DIR": str(home)}
    command = [sys.executable, "-m", "pubpipe", "models", *args, "--root", str(home)]
    return subprocess.run(command, capture_output=True, text=True, env=env, check=False)


def test_models_verify_has_a_line_for_each_package_and_fails_for_a_damaged_one(home: Path) -> None:
    sound = pubpipe_models(home, "verify")
    assert (sound.returncode, sound.stdout) == (0, "en-es 1.0: ready\nes-fr 1.0: ready\n")
    (home / "es_fr" / "model" / "shared_vocabulary.json").write_text("{", "utf-8")
    damage(home, "no_meta")
    broken = pubpipe_models(home, "verify")
    assert broken.returncode == 1
    first, second, third = broken.stdout.splitlines()
    assert (first, third) == ("en-es 1.0: ready", "no_meta: damaged: metadata.json is missing")
    assert second.startswith("es-fr 1.0: damaged: ")
    assert "hint: pubpipe models remove es_fr && pubpipe models add es-fr" in broken.stderr
    assert "Traceback" not in broken.stderr


def test_models_verify_as_json_has_the_rows_of_the_list(home: Path) -> None:
    listed, verified = (pubpipe_models(home, command, "--json") for command in ("list", "verify"))
    assert [json.loads(line)["pair"] for line in verified.stdout.splitlines()] == ["en-es", "es-fr"]
    assert verified.stdout == listed.stdout


def test_models_remove_prints_the_folders_and_then_list_has_none(home: Path) -> None:
    done = pubpipe_models(home, "remove", "en-es", "es-fr")
    assert done.stdout.splitlines() == [str(home / "en_es"), str(home / "es_fr")]
    assert "no Argos model is installed" in pubpipe_models(home, "verify").stdout
    again = pubpipe_models(home, "remove", "en-es")
    assert again.returncode == 2
    assert again.stderr == "pubpipe: no Argos model 'en-es' is installed\n  hint: no model is installed\n"


# --- installing a file ----------------------------------------------------------------------------------------------------


def rebuilt(source: Path, path: Path, change: Callable[[str, bytes], tuple[str, bytes] | None], **more: bytes) -> Path:
    """A copy of a package with other entries."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            if entry := change(name, old.read(name)):
                new.writestr(*entry)
        for name, data in more.items():
            new.writestr(name, data)
    return path


def hostile(kind: str, source: Path, path: Path) -> Path:
    data = source.read_bytes()
    match kind:
        case "half":
            path.write_bytes(data[: len(data) // 2])
        case "html":
            path.write_text("<html>Not found</html>", "utf-8")
        case "bit rot":
            middle = data.index(b"model.bin") + 5000
            path.write_bytes(data[:middle] + bytes(40) + data[middle + 40 :])
        case "no metadata":
            rebuilt(source, path, lambda name, body: None if "metadata" in name else (name, body))
        case "no pieces":
            rebuilt(source, path, lambda name, body: None if "sentencepiece" in name else (name, body))
        case "other metadata":
            rebuilt(
                source,
                path,
                lambda name, body: (name, b'{"from_code": "../x", "to_code": "es"}' if "metadata" in name else body),
            )
        case "cut model":
            rebuilt(source, path, lambda name, body: (name, body[:9000] if "model.bin" in name else body))
        case "traversal":
            rebuilt(source, path, lambda name, body: (name, body), **{"../outside.txt": b"x"})
        case "absolute":
            rebuilt(source, path, lambda name, body: (name, body), **{"/outside.txt": b"x"})
        case "backslash":
            rebuilt(source, path, lambda name, body: (name, body), **{"a\\..\\x": b"x"})
        case "two folders":
            rebuilt(source, path, lambda name, body: (name, body), **{"other/file": b"x"})
        case "flat":
            rebuilt(source, path, lambda name, body: (name.split("/", 1)[1], body))
        case "bomb":
            rebuilt(source, path, lambda name, body: (name, body))
            with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
                info = zipfile.ZipInfo("translate-en_es-1_0/zeros")
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, bytes(1 << 20))
        case "link":
            rebuilt(source, path, lambda name, body: (name, body))
            with zipfile.ZipFile(path, "a") as archive:
                info = zipfile.ZipInfo("translate-en_es-1_0/link")
                info.external_attr = 0o120777 << 16
                archive.writestr(info, "/etc/passwd")
    return path


HOSTILE = ["half", "html", "bit rot", "no metadata", "no pieces", "other metadata", "cut model", "traversal", "absolute",
    "backslash",
           "two folders", "flat", "bomb", "link"]  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_bad_package_is_refused_in_one_sentence_and_nothing_stays_behind(
    kind: str, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "MAX_BYTES", 2 << 20 if kind != "bomb" else 1 << 20)
    folder = tmp_path / "argos" / "packages"
    with pytest.raises(InputError) as caught:
        install.install(hostile(kind, files / "en-es.argosmodel", tmp_path / "bad.argosmodel"), packages_dir=folder)
    assert caught.value.what.startswith("this is not a model package that can be used: ")
    assert "\n" not in caught.value.what
    assert list(folder.iterdir()) == []
    assert {path.name for path in folder.parent.iterdir()} == {"packages", ".packages.lock"}
    assert not (tmp_path / "outside.txt").exists()


def test_the_installed_package_stays_when_a_newer_one_is_bad(home: Path, files: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        install.install(hostile("cut model", files / "en-es.argosmodel", tmp_path / "bad.argosmodel"), packages_dir=home)
    assert translate(home, "es", "the valley") == ["el valle"]


def test_a_newer_package_takes_the_place_of_the_old(home: Path, tmp_path: Path) -> None:
    words = {**models.SPANISH, "valley": "cuenca"}
    newer = models.build_package(tmp_path / "new.argosmodel", "en", "es", words, version="2.0")
    install.install(newer, packages_dir=home)
    assert [found.version for found in packages.installed(home) if found.pair == "en-es"] == ["2.0"]
    assert translate(home, "es", "the valley") == ["el cuenca"]


def test_the_receipt_holds_origin_and_hash_of_the_file(home: Path, files: Path) -> None:
    receipt = json.loads((home / "en_es" / install.RECEIPT).read_text("utf-8"))
    assert receipt["sha256"] == hashlib.sha256((files / "en-es.argosmodel").read_bytes()).hexdigest()
    assert receipt["origin"] == "en-es.argosmodel"


# --- fetching from a server -----------------------------------------------------------------------------------------------


class Server:
    """A loopback server: a body for each path, or a function that answers by itself."""

    def __init__(self) -> None:
        self.bodies: dict[str, bytes | Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(f"{self.command} {self.path}")
                body = outer.bodies.get(self.path)
                if body is None:
                    self.send_error(404)
                elif callable(body):
                    body(self)
                else:
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    if self.command == "GET":
                        self.wfile.write(body)

            do_HEAD = do_GET

            def log_message(self, *args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}/"
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()

    def offer(self, *rows: tuple[str, str, str]) -> None:
        index = [
            {"from_code": source, "to_code": to, "package_version": "1.0", "links": [self.url + name], "type": "translate"}
            for source, to, name in rows
        ]
        self.bodies["/index.json"] = json.dumps(index).encode()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    one = Server()
    one.offer(("en", "es", "en-es"), ("es", "fr", "es-fr"))
    yield one
    one.http.shutdown()
    one.http.server_close()


def fetch(server: Server, folder: Path, to: str = "es", said: list[str] | None = None) -> tuple[Path, ...]:
    lines = [] if said is None else said
    return download.fetch("en", to, index_url=server.url, packages_dir=folder, progress=lines.append, read_s=0.5)


def test_a_package_is_fetched_proved_and_installed(server: Server, files: Path, tmp_path: Path) -> None:
    server.bodies["/en-es"] = (files / "en-es.argosmodel").read_bytes()
    folder, said = tmp_path / "argos" / "packages", list[str]()
    assert fetch(server, folder, said=said) == (folder / "en_es",)
    assert translate(folder, "es", "the valley") == ["el valle"]
    assert said[0].startswith("en-es 1.0: ")
    assert said[-1].startswith("en-es 1.0: installed in ")
    assert json.loads((folder / "en_es" / install.RECEIPT).read_text("utf-8"))["origin"] == server.url + "en-es"


def test_what_is_installed_is_not_fetched_again(server: Server, files: Path, tmp_path: Path) -> None:
    server.bodies["/en-es"] = (files / "en-es.argosmodel").read_bytes()
    fetch(server, tmp_path / "packages")
    server.asked.clear()
    fetch(server, tmp_path / "packages")
    assert server.asked == []


def test_both_packages_of_a_pivot_are_fetched(server: Server, files: Path, tmp_path: Path) -> None:
    for name in ("en-es", "es-fr"):
        server.bodies[f"/{name}"] = (files / f"{name}.argosmodel").read_bytes()
    assert [path.name for path in fetch(server, tmp_path / "packages", "fr")] == ["en_es", "es_fr"]


def test_the_index_comes_from_argos_translates_variable(
    server: Server, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", server.url)
    server.bodies["/en-es"] = (files / "en-es.argosmodel").read_bytes()
    download.fetch("en", "es", packages_dir=tmp_path / "packages")
    assert server.asked[0] == "GET /index.json"


def test_available_tells_the_size_without_fetching(server: Server, files: Path, tmp_path: Path) -> None:
    body = server.bodies["/en-es"] = (files / "en-es.argosmodel").read_bytes()
    offers = download.available("en", "es", index_url=server.url, packages_dir=tmp_path)
    assert offers is not None
    assert [(offer.package.pair, offer.bytes) for offer in offers] == [("en-es", len(body))]
    assert server.asked == ["GET /index.json", "HEAD /en-es"]
    assert download.available("en", "ja", index_url=server.url, packages_dir=tmp_path) == ()


def test_a_server_that_refuses_to_tell_a_size_may_still_give_the_file(server: Server, tmp_path: Path) -> None:
    def refuse(handler: BaseHTTPRequestHandler) -> None:
        handler.send_error(405)

    server.bodies["/en-es"] = refuse
    offers = download.available("en", "es", index_url=server.url, packages_dir=tmp_path)
    assert offers is not None
    assert [(offer.package.pair, offer.bytes) for offer in offers] == [("en-es", 0)]


def test_available_is_none_without_a_network(tmp_path: Path) -> None:
    assert download.available("en", "es", index_url="http://127.0.0.1:9/", packages_dir=tmp_path) is None


def test_the_list_names_what_the_index_has_beside_what_is_installed(
    server: Server, home: Path, files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from pubpipe import cli

    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", server.url)
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(home))
    install.remove("es-fr", packages_dir=home)
    server.bodies["/es-fr"] = bytes(2_000_000)
    (home.parent / "pubpipe.toml").write_text('languages = ["es", "fr"]\n', "utf-8")
    cli.models_list(available=True, as_json=True, root=home.parent)
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["pair"], row["state"], row["bytes"]) for row in rows[1:]] == [("es-fr", "available", 2_000_000)]
    assert (rows[0]["pair"], rows[0]["state"]) == ("en-es", "ready")
    server.bodies["/index.json"] = b"<html>"
    with pytest.raises(EngineError, match="cannot be reached"):
        cli.models_list(available=True, root=home.parent)
    (home.parent / "pubpipe.toml").write_text("offline = true\n", "utf-8")
    with pytest.raises(SettingsError, match="offline is set"):
        cli.models_list(available=True, root=home.parent)


def test_a_file_that_is_not_there_is_named_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        install.install(tmp_path / "gone.argosmodel", packages_dir=tmp_path / "packages")


def hangs(request: BaseHTTPRequestHandler) -> None:
    time.sleep(3)


def drips(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    for _ in range(60):
        request.wfile.write(b" ")
        request.wfile.flush()
        time.sleep(0.05)


@pytest.mark.parametrize("answer", [hangs, drips])
def test_an_index_that_never_ends_costs_no_more_than_the_patience(
    answer: Callable[[BaseHTTPRequestHandler], None], server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "PATIENCE_S", 0.5)
    server.bodies["/index.json"] = answer
    start = time.monotonic()
    assert download.available("en", "es", index_url=server.url, packages_dir=tmp_path) is None
    assert time.monotonic() - start < 2.5  # the index takes three seconds
    assert download.PATIENCE_S < 10


def test_dead_addresses_share_the_time_and_the_live_one_is_reached(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    dead = ("127.0.0.77", server.http.server_port)
    tried: list[tuple[str, float]] = []
    real = socket.create_connection

    def connect(place: tuple[str, int], limit_s: float, source: object = None) -> socket.socket:
        tried.append((place[0], limit_s))
        if place[0] == dead[0]:
            raise TimeoutError("timed out")
        return real(place, limit_s)

    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place) for place in (dead, dead, ("127.0.0.1", dead[1]))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(socket, "create_connection", connect)
    download._dial(("models.example", 1), 3).close()
    assert [place for place, _ in tried] == [dead[0], dead[0], "127.0.0.1"]
    assert tried[0][1] == pytest.approx(1, abs=0.2)


def in_parts(body: bytes, part: int, *, ranges: bool = True) -> Callable[[BaseHTTPRequestHandler], None]:
    """Breaks off after so many bytes each time; with ranges it goes on from where it is asked to."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-", request.headers.get("Range", "")) if ranges else None
        start = int(asked[1]) if asked and request.headers.get("If-Range") == '"one"' else 0
        request.send_response(206 if start else 200)
        request.send_header("ETag", '"one"')
        request.send_header("Content-Length", str(len(body) - start))
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        request.end_headers()
        if request.command == "GET":
            request.wfile.write(body[start : start + part])

    return answer


def test_a_download_that_breaks_off_is_taken_up_where_it_broke(server: Server, files: Path, tmp_path: Path) -> None:
    body = (files / "en-es.argosmodel").read_bytes()
    server.bodies["/en-es"] = in_parts(body, len(body) // 3 + 1)
    said: list[str] = []
    assert fetch(server, tmp_path / "argos" / "packages", said=said)
    assert server.asked.count("GET /en-es") == 3
    assert translate(tmp_path / "argos" / "packages", "es", "the valley") == ["el valle"]


def test_a_server_that_cannot_go_on_is_not_asked_for_ever(server: Server, files: Path, tmp_path: Path) -> None:
    body = (files / "en-es.argosmodel").read_bytes()
    server.bodies["/en-es"] = in_parts(body, len(body) // 3 + 1, ranges=False)
    with pytest.raises(EngineError, match="broke off after"):
        fetch(server, tmp_path / "argos" / "packages")
    assert server.asked.count("GET /en-es") == 2


def test_a_download_goes_on_in_the_next_run_after_the_process_was_killed(
    server: Server, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body, folder = (files / "en-es.argosmodel").read_bytes(), tmp_path / "argos" / "packages"
    monkeypatch.setenv("PUBPIPE_CACHE", str(tmp_path / "cache"))
    half, released = len(body) // 2, threading.Event()

    def half_then_nothing(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("ETag", '"one"')
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body[:half])
        request.wfile.flush()
        released.wait(30)

    server.bodies["/en-es"] = half_then_nothing
    code = (
        "import sys; from pathlib import Path; from pubpipe.engines import download\n"
        "download.fetch('en', 'es', index_url=sys.argv[1], packages_dir=Path(sys.argv[2]))"
    )
    process = subprocess.Popen([sys.executable, "-c", code, server.url, str(folder)])
    kept = tmp_path / "cache" / "downloads"
    deadline = time.monotonic() + 30
    while sum(path.stat().st_size for path in kept.glob("*.part")) <= half // 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.kill()
    process.wait()
    released.set()
    (part,) = kept.glob("*.part")
    held = part.stat().st_size
    assert held > half // 2  # all but the piece that was on its way
    server.bodies["/en-es"] = in_parts(body, len(body))
    asked: list[str | None] = []
    answer = server.bodies["/en-es"]

    def noted(request: BaseHTTPRequestHandler) -> None:
        asked.append(request.headers.get("Range"))
        answer(request)

    server.bodies["/en-es"] = noted
    said: list[str] = []
    assert fetch(server, folder, said=said)
    assert asked == [f"bytes={held}-"]
    assert "going on after" in said[0]
    assert translate(folder, "es", "the valley") == ["el valle"]
    assert list(kept.iterdir()) == []


def begun(server: Server, body: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A download that broke off for good after a third; gives the folder in which the part is kept."""
    monkeypatch.setenv("PUBPIPE_CACHE", str(tmp_path / "cache"))
    server.bodies["/en-es"] = in_parts(body, len(body) // 3)
    monkeypatch.setattr(download, "RESUMED", 0)
    with pytest.raises(EngineError, match="broke off"):
        fetch(server, tmp_path / "packages")
    return tmp_path / "cache" / "downloads"


def test_a_file_that_has_changed_since_is_fetched_from_its_beginning(
    server: Server, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = (files / "en-es.argosmodel").read_bytes()
    begun(server, bytes(len(body)), tmp_path, monkeypatch)
    server.bodies["/en-es"] = body  # a server that answers If-Range with all of it, as of another version
    assert fetch(server, tmp_path / "packages")


def test_two_halves_that_make_no_package_are_thrown_away_and_the_whole_is_fetched(
    server: Server, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = (files / "en-es.argosmodel").read_bytes()
    begun(server, bytes(len(body)), tmp_path, monkeypatch)
    server.bodies["/en-es"] = in_parts(body, len(body))  # says that it is the same file, and is not
    assert fetch(server, tmp_path / "packages")
    assert server.asked.count("GET /en-es") == 3


def test_a_server_that_has_no_such_part_any_more_is_asked_for_the_whole(
    server: Server, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = (files / "en-es.argosmodel").read_bytes()
    begun(server, body, tmp_path, monkeypatch)

    def no_part(request: BaseHTTPRequestHandler) -> None:
        if request.headers.get("Range"):
            request.send_error(416)
        else:
            in_parts(body, len(body))(request)

    server.bodies["/en-es"] = no_part
    assert fetch(server, tmp_path / "packages")


def test_a_part_of_another_place_is_not_put_behind_what_is_there(
    server: Server, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = (files / "en-es.argosmodel").read_bytes()
    begun(server, body, tmp_path, monkeypatch)

    def other_part(request: BaseHTTPRequestHandler) -> None:
        if not request.headers.get("Range"):
            return in_parts(body, len(body))(request)
        request.send_response(206)
        request.send_header("Content-Range", f"bytes 0-{len(body) - 1}/{len(body)}")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
        return None

    server.bodies["/en-es"] = other_part
    assert fetch(server, tmp_path / "packages")


def test_nothing_is_kept_of_a_server_that_cannot_say_whether_its_file_is_the_same(
    server: Server, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBPIPE_CACHE", str(tmp_path / "cache"))
    server.bodies["/en-es"] = cut_short((files / "en-es.argosmodel").read_bytes())
    with pytest.raises(EngineError, match="broke off"):
        fetch(server, tmp_path / "packages")
    assert list((tmp_path / "cache" / "downloads").iterdir()) == []


def test_parts_that_nobody_came_back_for_are_swept(
    server: Server, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = (files / "en-es.argosmodel").read_bytes()
    kept = begun(server, body, tmp_path, monkeypatch)
    assert len(list(kept.iterdir())) == 2
    partial.sweep(kept)
    assert len(list(kept.iterdir())) == 2
    partial.sweep(kept, now=time.time() + partial.STALE_S + 60)
    assert list(kept.iterdir()) == []


def test_a_length_that_is_no_number_is_a_length_that_is_not_told(server: Server, files: Path, tmp_path: Path) -> None:
    body = (files / "en-es.argosmodel").read_bytes()

    def odd(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "many")
        request.end_headers()
        if request.command == "GET":
            request.wfile.write(body)

    server.bodies["/en-es"] = odd
    assert [offer.bytes for offer in download.available("en", "es", index_url=server.url, packages_dir=tmp_path) or ()] == [0]
    assert fetch(server, tmp_path / "packages")


def test_a_disk_that_is_full_is_said_in_one_sentence(
    server: Server, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: partial.Partial, chunk: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(partial.Partial, "add", full)
    server.bodies["/en-es"] = (files / "en-es.argosmodel").read_bytes()
    with pytest.raises(EngineError, match="cannot be kept: No space left"):
        fetch(server, tmp_path / "packages")


def test_a_server_that_drops_the_connection_is_named(server: Server, tmp_path: Path) -> None:
    def drop(request: BaseHTTPRequestHandler) -> None:
        request.connection.shutdown(socket.SHUT_RDWR)

    server.bodies["/en-es"] = drop
    with pytest.raises(EngineError, match="the model's server cannot be asked"):
        fetch(server, tmp_path / "argos" / "packages")


def cut_short(body: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body[: len(body) // 2])

    return answer


def stalls(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "1000000")
    request.end_headers()
    request.wfile.write(b"PK" * 100)
    request.wfile.flush()
    time.sleep(2)


def page(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "text/html; charset=utf-8")
    request.end_headers()
    request.wfile.write(b"<html>Sign in to the guest network</html>")


def moved(to: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", to)
        request.end_headers()

    return answer


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("truncated", "broke off after"),
        ("stalled", "does not answer|timed out"),
        ("missing", "404"),
        ("page", "a web page in place of the model"),
        ("elsewhere", "not https"),
        ("loop", "302|redirect"),
        ("hostile", "is not usable.*a file named"),
        ("not a zip", "is not usable.*not a zip"),
    ],
)
def test_a_download_that_fails_says_why_and_leaves_nothing(
    case: str, words: str, server: Server, files: Path, tmp_path: Path
) -> None:
    good = (files / "en-es.argosmodel").read_bytes()
    bad = hostile("traversal", files / "en-es.argosmodel", tmp_path / "bad.argosmodel").read_bytes()
    answers: dict[str, bytes | Callable[[BaseHTTPRequestHandler], None] | None] = {
        "truncated": cut_short(good), "stalled": stalls, "missing": None, "page": page, "hostile": bad, "not a zip": b"nothing",
        "elsewhere": moved("http://example.org/model"), "loop": moved(server.url + "en-es"),
    }  # fmt: skip
    if (answer := answers[case]) is not None:
        server.bodies["/en-es"] = answer
    folder = tmp_path / "argos" / "packages"
    with pytest.raises(EngineError, match=words) as caught:
        fetch(server, folder)
    assert "\n" not in caught.value.what
    assert caught.value.hint
    assert list(folder.iterdir()) == []
    assert {path.name for path in folder.parent.iterdir()} == {"packages", ".packages.lock"}


def test_a_redirect_on_the_same_machine_is_followed(server: Server, files: Path, tmp_path: Path) -> None:
    server.bodies["/real"] = (files / "en-es.argosmodel").read_bytes()
    server.bodies["/en-es"] = moved(server.url + "real")
    assert fetch(server, tmp_path / "packages")


def test_the_second_link_is_tried_when_the_first_fails(server: Server, files: Path, tmp_path: Path) -> None:
    server.bodies["/real"] = (files / "en-es.argosmodel").read_bytes()
    row = {"from_code": "en", "to_code": "es", "package_version": "1.0", "links": [server.url + "gone", server.url + "real"]}
    server.bodies["/index.json"] = json.dumps([row, "junk", {"from_code": "en"}]).encode()
    assert fetch(server, tmp_path / "packages")


@pytest.mark.parametrize("body", [b"<html>", b"{}", b"[1, 2]"])
def test_an_index_that_is_none_is_an_error(body: bytes, server: Server, tmp_path: Path) -> None:
    server.bodies["/index.json"] = body
    with pytest.raises(EngineError):
        fetch(server, tmp_path / "packages")


def test_a_language_that_is_not_offered_is_an_error(server: Server, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no model from en to ja"):
        fetch(server, tmp_path / "packages", "ja")


@pytest.mark.parametrize(
    ("url", "is_safe"),
    [
        ("https://example.org/x", True), ("http://example.org/x", False), ("http://127.0.0.1:8/x", True),
        ("http://localhost/x", True), ("http://[::1]/x", True), ("file:///etc/passwd", False), ("ftp://example.org/x", False),
        ("http://127.0.0.1.example.org/", False),
    ],
)  # fmt: skip
def test_only_https_and_this_machine_are_opened(url: str, is_safe: bool) -> None:
    assert download._is_safe(url) is is_safe


def test_two_processes_that_fetch_at_once_install_once(server: Server, files: Path, tmp_path: Path) -> None:
    server.bodies["/en-es"] = (files / "en-es.argosmodel").read_bytes()
    folder = tmp_path / "packages"
    threads = [threading.Thread(target=fetch, args=(server, folder)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert server.asked.count("GET /en-es") == 1
    assert [path.name for path in folder.iterdir()] == ["en_es"]


def test_byte_pair_packages_are_cut_and_joined_as_their_training_did(tmp_path: Path) -> None:
    (tmp_path / "bpe.model").write_text("#version: 0.2\nl o\nlo w\ne r</w>\n", "utf-8")
    pieces = decode.BytePairs(tmp_path / "bpe.model", "en", "es")
    assert pieces.encode("lower low") == ["low@@", "er", "lo@@", "w"]
    assert pieces.decode(["low@@", "er", "lo@@", "w"]) == "lower low"
    (tmp_path / "bpe.model").write_text("l o\nlo w\nlow </w>\n", "utf-8")
    assert decode.BytePairs(tmp_path / "bpe.model", "en", "es").encode("lower low") == ["low@@", "e@@", "r", "low"]
