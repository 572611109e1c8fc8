"""The layout shows the data flow: rooms do not import rooms, and one file knows the order."""

import ast
import graphlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pubpipe.pipeline import STEPS

SRC = Path(__file__).parent.parent / "src" / "pubpipe"
COMMON = {"article", "codes", "colours", "digits", "disclosure", "errors", "files", "phrases", "pulls"}
# What each room may import beside the values, the errors and its own files. Every line that gives more has its reason.
DOORS: dict[str, set[str]] = {
    "ingest": set(),
    "clean": {"opc"},  # a DOCX from outside is opened by the same rules here and in the review
    "segment": set(),
    "engines": {"faults"},  # what a machine gets wrong is one question, asked by the engine and again by the check
    "glossary": set(),
    "memory": set(),
    "localize": {"engines", "glossary", "memory"},  # it conducts the three
    "typeset": {"ooxml"},  # how WordprocessingML is written, not a room
    "review": {"ooxml", "opc"},
    "verify": {"faults", "opc"},  # a file to be verified is from outside too
    "distribute": set(),
}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "pubpipe":
            parts = node.module.split(".")
            yield from [parts[1]] if len(parts) > 1 else [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[1] for alias in node.names if alias.name.startswith("pubpipe."))


def _files(room: str) -> list[Path]:
    return [SRC / f"{room}.py"] if (SRC / f"{room}.py").exists() else sorted((SRC / room).rglob("*.py"))


@pytest.mark.parametrize("room", DOORS)
def test_a_room_imports_no_other_room(room: str) -> None:
    files = _files(room)
    assert files
    for path in files:
        strangers = set(_imports(path)) - COMMON - DOORS[room] - {room, "__version__"}
        assert not strangers, f"{path.relative_to(SRC)} imports {sorted(strangers)}"


def _needs(path: Path, known: set[str]) -> set[str]:
    """Modules of ours that a file imports, wherever in it; what is only there for the type checker aside."""
    tree = ast.parse(path.read_text("utf-8"))
    typing = [node for node in ast.walk(tree) if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"]
    aside = {id(node) for block in typing for node in ast.walk(block)}
    needs: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and id(node) not in aside:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            needs |= (names & known) or {node.module}
    return needs & known


def test_no_two_files_import_each_other() -> None:
    files = {
        ".".join(path.relative_to(SRC.parent).with_suffix("").parts).removesuffix(".__init__"): path
        for path in SRC.rglob("*.py")
    }
    graph = {name: _needs(path, set(files)) - {name} for name, path in files.items()}
    assert len(graph) > 60
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def test_the_table_in_the_docs_has_the_order_of_the_pipeline() -> None:
    tour = (SRC.parent.parent / "docs" / "tour.md").read_text("utf-8")
    named = [line.split("`")[1] for line in tour.splitlines() if line.startswith("| `")]
    assert [name.removesuffix(".py").rstrip("/") for name in named if name.removesuffix(".py").rstrip("/") in STEPS] == [
        step for step in STEPS if step != "write"
    ]


def test_importing_the_command_line_loads_no_heavy_library() -> None:
    import subprocess
    import sys

    code = "import sys, pubpipe.cli; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {
        "weasyprint",
        "docx",
        "trafilatura",
        "lxml",
        "ctranslate2",
        "sentencepiece",
        "choppa",
        "babel",
        "fontTools",
        "pypdfium2",
    }
    assert not heavy & set(loaded)
