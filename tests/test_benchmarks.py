import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))
import archive  # noqa: E402
import chart  # noqa: E402
import peers  # noqa: E402
import suite  # noqa: E402

SVG = "{http://www.w3.org/2000/svg}"
BARS = [chart.Bar("Set a page", "Peer & Sons 1.0", 4.0, 3.5, 5.0), chart.Bar("Write a file", "Other 2", 0.5, 0.4, 0.6)]


def test_the_plot_says_in_words_what_it_shows() -> None:
    root = ET.fromstring(chart.draw(BARS, "2026-11-25; 2 cores"))
    said = {child.tag.removeprefix(SVG): child.text or "" for child in root}
    assert root.get("role") == "img"
    assert root.get("aria-labelledby", "").split() == ["title", "desc"]
    assert "Set a page: Peer & Sons 1.0 takes 4.00 times as long" in said["desc"]
    assert "prefers-color-scheme:dark" in said["style"]


def test_a_dot_stands_within_its_spread_on_its_side_of_one() -> None:
    root = ET.fromstring(chart.draw(BARS, ""))
    one = next(float(line.get("x1", "")) for line in root.iter(f"{SVG}line") if line.get("class") == "one")
    dots = [(dot.get("class"), float(dot.get("cx", ""))) for dot in root.iter(f"{SVG}circle")]
    spreads = [
        (float(line.get("x1", "")), float(line.get("x2", "")))
        for line in root.iter(f"{SVG}line")
        if line.get("class") in ("faster", "slower")
    ]
    assert [kind for kind, _ in dots] == ["faster", "slower"]
    assert dots[0][1] > one > dots[1][1]
    assert all(first < x < last <= chart.WIDTH - chart.RIGHT for (_, x), (first, last) in zip(dots, spreads, strict=True))


def test_what_is_compared_takes_turns_and_the_first_run_of_each_does_not_count(capsys: pytest.CaptureFixture[str]) -> None:
    calls: list[str] = []
    row = peers.compare(
        "n", "task", "peer", lambda: calls.append("a"), lambda: calls.append("b") or sum(range(10**6)), rounds=3
    )
    assert "".join(calls) == "abababab"
    assert len(row.ratios) == 3
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["n_ours", "n_peer", "n_peer_over_ours"]


def test_the_seconds_of_a_process_that_was_waited_for_count() -> None:
    assert peers.cpu(lambda: peers.run(sys.executable, "-c", "sum(range(10**7))")) > peers.cpu(lambda: None) + 0.02


def test_a_peer_that_does_not_run_costs_its_own_rows_alone(capsys: pytest.CaptureFixture[str]) -> None:
    row = peers.Row("peers_x", "Set a page", "Peer 1.0", 0.5, 2.0, (4.0,))

    def broken() -> Iterator[peers.Row]:
        yield row
        peers.run(sys.executable, "-c", "raise SystemExit(3)")

    assert list(peers.unless_broken("Peer", broken())) == [row]
    assert "# Peer is left out: it did not run" in capsys.readouterr().out


def test_a_script_that_fails_or_hangs_keeps_what_it_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "slow.py").write_text("import time; print('a 1.5 s', flush=True); time.sleep(60)")
    monkeypatch.setattr(suite, "ROOT", tmp_path)
    monkeypatch.setattr(suite, "LONGEST_S", 1)
    assert list(suite.figures("slow")) == [("a", 1.5, "s")]


def test_the_page_has_a_row_a_comparison_with_its_spread_and_leaves_out_what_was_not_measured() -> None:
    row = peers.Row("peers_x", "Set a page", "Peer 1.0", 0.5, 2.0, (3.9, 4.0, 4.2))
    share = peers.Share("peers_y", "Lines lost", "Peer 1.0", 1.25, 30.0)
    page = suite.page_of([row, share], {"import_cli": (0.25, "s")}, "2026-11-25")
    assert "| Set a page | Peer 1.0 | 0.5 s | 2 s | 4.00 | 3.90–4.20 |  |" in page
    assert "| Lines lost | Peer 1.0 | 1.2 % | 30.0 % |" in page
    assert "| Start of the command | 0.25 s |" in page
    assert suite.TOLD["clean_hostile_worst"][0] not in page


def test_the_archive_is_filled_with_what_the_pipeline_calls_today_and_nothing_is_due_then(tmp_path: Path) -> None:
    archive.write_archive(tmp_path, 2)
    filled = [sys.executable, archive.__file__, "--fill", str(tmp_path)]
    subprocess.run(filled, check=True, capture_output=True, timeout=120)
    assert len(list((tmp_path / "output").glob("report-*/*.review.docx"))) == 2 * len(archive.LANGUAGES)
    assert ": due" not in archive.command(tmp_path, "--dry-run", "--explain")[3]
