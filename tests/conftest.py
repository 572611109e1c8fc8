"""What several test files share."""

import json
import os
import shutil
import signal
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pubpipe.pipeline import make_editions
from pubpipe.settings import Settings, load_settings

ROOT = Path(__file__).parent.parent
PEERS = ROOT / ".pubpipe" / "peers"
REAL = ROOT.parent / "shared" / "articles" / "000_f84bfa84a18198a0.txt"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the pictures in tests/golden anew; look at them")


@pytest.fixture(scope="session", autouse=True)
def _machine(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test touches the user's models, caches or network settings."""
    os.environ["PUBPIPE_CACHE"] = str(ROOT / ".pubpipe")  # cut fonts and overlays are made once, not once a test
    os.environ["ARGOS_PACKAGES_DIR"] = str(tmp_path_factory.mktemp("argos-packages"))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job has none, nor have its children


@pytest.fixture(scope="session")
def fonts_dir() -> Path:
    """The cache of faces, so that they are cut once and not once a run."""
    return Path(os.environ["PUBPIPE_CACHE"]) / "fonts"


@pytest.fixture
def real_article() -> Path:
    """The article every stage is judged on; it is a third party's and not in this repository."""
    if not REAL.exists():
        pytest.skip("the real article is not at hand")
    return REAL


@pytest.fixture(scope="session")
def sample() -> Path:
    """The sample of our own in source/."""
    (path,) = (ROOT / "source").glob("*.txt")
    return path


@pytest.fixture
def needs_apertium() -> None:
    if not shutil.which("apertium"):
        pytest.skip("Apertium is not installed: make system")


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An edition folder with one article in four scripts, made once; a test that changes something works on a copy."""
    root = tmp_path_factory.mktemp("shelf")
    (root / "source").mkdir()
    shutil.copy(ROOT / "tests" / "data" / "orchard.txt", root / "source")
    (root / "source" / "orchard.toml").write_text('date = "2026-05-14"\nurl = "https://terrace.example/orchard?a=1&b=2"\n')
    house = 'publisher = "Terrace House"\nrights = "CC BY 4.0"\nurl = "https://terrace.example/editions/"\n'
    (root / "pubpipe.toml").write_text(
        f'languages = ["es", "ar", "ru", "he"]\nengine = "pseudo"\noffline = true\n[imprint]\n{house}'
    )
    settings = replace(load_settings(root), cache=ROOT / ".pubpipe")
    outcomes = list(make_editions(settings, [str(root / "source" / "orchard.txt")]))
    assert [outcome.status for outcome in outcomes] == ["built"] * 4
    return settings


@pytest.fixture(scope="session")
def browse(tmp_path_factory: pytest.TempPathFactory):
    """A function from jobs (see browser.mjs) to what was seen, with the fonts of a fontconfig file or the machine's."""
    chromium, node = shutil.which("chromium"), shutil.which("node")
    if not chromium or not node:
        pytest.skip("Chromium or Node is not installed: make peers")
    if not all((PEERS / "node_modules" / name).is_dir() for name in ("playwright-core", "axe-core")):
        pytest.skip("playwright-core and axe-core are not installed: make peers")

    def look(*jobs: dict[str, Any], fonts: Path | None = None) -> list[dict[str, Any]]:
        path = tmp_path_factory.mktemp("browse") / "job.json"
        path.write_text(json.dumps([job | {"page": str(job["page"])} for job in jobs]))
        command = [node, str(ROOT / "tests" / "browser.mjs"), str(PEERS), str(path)]
        environment = os.environ | {"CHROMIUM": chromium} | ({"FONTCONFIG_FILE": str(fonts)} if fonts else {})
        run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout)

    return look


@pytest.fixture
def folder_of_editions(shelf: Settings, tmp_path: Path) -> Settings:
    """A copy of the same, to be changed at will."""
    shutil.copytree(shelf.root, tmp_path / "shelf", symlinks=True)
    return replace(load_settings(tmp_path / "shelf"), cache=tmp_path / "cache")
