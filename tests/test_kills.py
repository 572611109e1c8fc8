"""A run that is killed at any moment, here or on a cluster, is made good by the next one; benchmarks/kills.py does this
three hundred times."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".pubpipe"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize(("count", "on_cluster"), [(4, False), (2, True)])
def test_a_run_killed_at_random_leaves_nothing_that_the_next_does_not_mend(count: int, on_cluster: bool) -> None:
    """In a process of its own: forks of one that has drawn pages would not do."""
    if on_cluster:
        pytest.importorskip("distributed")
    code = f"import kills; done = list(kills.trials({count}, 7, on_cluster={on_cluster})); "
    code += "print(len(done), [one for one in done if one.wrong])"
    environment = os.environ | {
        "PUBPIPE_CACHE": str(CACHE),
        "PYTHONPATH": os.pathsep.join([str(ROOT / "benchmarks"), *sys.path]),
    }
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert found.stdout.strip() == f"{count} []", found.stdout + found.stderr
