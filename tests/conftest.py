"""What several test files share."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
REAL = ROOT.parent / "shared" / "articles" / "000_f84bfa84a18198a0.txt"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the pictures in tests/golden anew; look at them")


@pytest.fixture(scope="session", autouse=True)
def _machine(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test touches the user's models, caches or network settings."""
    os.environ["PUBPIPE_CACHE"] = str(ROOT / ".pubpipe")  # cut fonts and overlays are made once, not once a test
    os.environ["ARGOS_PACKAGES_DIR"] = str(tmp_path_factory.mktemp("argos-packages"))


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
