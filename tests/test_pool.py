"""Many tasks in processes that may die: none is lost, none is made twice, and a death is one task's failure."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pubpipe import pool, workers
from pubpipe.engines import share
from pubpipe.errors import EngineError, PubpipeError
from pubpipe.pool import map_in_processes


def double(number: int) -> int:
    return 2 * number


def die_of_three(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


def die_once(mark: Path) -> str:
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return mark.name


def threads(_: int) -> int:
    return share.threads()


def test_every_task_comes_back_once_whatever_the_order() -> None:
    found = dict(map_in_processes(double, range(40), 2))
    assert found == {number: 2 * number for number in range(40)}


def test_a_task_that_kills_its_process_twice_fails_and_the_others_are_made() -> None:
    found = list(map_in_processes(die_of_three, range(12), 2))
    assert sorted(at for at, _ in found) == list(range(12))
    results = dict(found)
    assert isinstance(results.pop(3), EngineError)
    assert results == {number: 2 * number for number in range(12) if number != 3}


def test_a_process_that_is_killed_once_costs_nothing_but_time(tmp_path: Path) -> None:
    marks = [tmp_path / f"{number}" for number in range(5)]
    for mark in marks[1:]:
        mark.touch()
    assert dict(map_in_processes(die_once, marks, 2)) == {number: f"{number}" for number in range(5)}


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="the cores are counted otherwise here")
def test_processes_and_their_threads_fill_the_cores_and_no_more() -> None:
    cores = len(os.sched_getaffinity(0))
    found = dict(map_in_processes(threads, range(2), 2))
    assert set(found.values()) == {max(1, cores // 2)}
    assert share.threads() == cores


def test_no_more_processes_than_have_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_free_memory", lambda: 3 * pool.WORKER)
    assert pool.fitting(8) == 2
    monkeypatch.setattr(pool, "_free_memory", lambda: 1 << 20)
    assert pool.fitting(8) == 1
    monkeypatch.setattr(pool, "_free_memory", lambda: None)
    assert pool.fitting(8) == 8


def test_one_task_needs_no_process() -> None:
    assert list(workers.each(os.getpgid, [0], 8, 1, warm=lambda: None)) == [(0, os.getpgid(0))]


def test_an_error_that_is_no_fault_of_the_input_ends_the_run_at_once() -> None:
    with pytest.raises(TypeError):
        list(map_in_processes(double, [1, None, 2], 2))  # type: ignore[list-item]


ORPHANS = """
import os, sys, time
from pubpipe.pool import map_in_processes
def work(n):
    print(os.getpid(), flush=True)
    time.sleep(60)
list(map_in_processes(work, range(2), 2))
"""


def test_workers_end_when_their_parent_is_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", ORPHANS], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    children = [int(parent.stdout.readline()) for _ in range(2)]
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 20
    while any(is_alive(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(is_alive(child) for child in children)


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_a_task_is_asked_for_when_it_is_wanted_and_not_before() -> None:
    asked: list[int] = []

    def line() -> Iterator[int]:
        for number in range(40):
            asked.append(number)
            yield number

    results = map_in_processes(double, line(), 2)
    next(results)
    assert len(asked) <= 1 + 2 * pool.AHEAD
    assert len(list(results)) == 39


def test_a_process_that_dies_takes_no_task_with_it_that_nobody_has_asked_for_yet() -> None:
    found = list(map_in_processes(die_of_three, iter(range(30)), 2))
    assert sorted(at for at, _ in found) == list(range(30))


def test_a_named_failure_travels_as_a_value() -> None:
    (found,) = map_in_processes(fail, [1], 1)
    assert isinstance(found[1], PubpipeError)
    assert (found[1].where, found[1].hint) == ("here", "do this")


def fail(_: int) -> PubpipeError:
    return EngineError("no", where="here", hint="do this")


LEFT = """
import random, time
from pubpipe.pool import map_in_processes

def large(number):
    time.sleep(0.002 * (number % 5))
    return b"x" * (3 << 20)

for turn in range(30):
    results = map_in_processes(large, iter(range(200)), 2)
    for _ in range(1 + turn % 5):
        next(results)
    time.sleep(random.Random(turn).random() / 100)
    results.close()
print("left")
"""


def test_a_pool_that_is_left_ends_although_a_worker_is_killed_within_a_result() -> None:
    run = subprocess.run([sys.executable, "-c", LEFT], capture_output=True, text=True, timeout=120, check=False)
    assert run.stdout == "left\n", run.stderr
