"""Children are started again, later and later while they keep dying."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from orderhub.apps.forked import Program
from orderhub.apps.supervisor import LONGEST_WAIT_S, Child, restart_wait, stop_all


def child(tmp_path: Path, main: Callable[[], None]) -> Child:
    return Child(Program(name="child", main=main), tmp_path / "child.log")


def fail() -> None:
    raise SystemExit(3)


def hold_out() -> None:
    time.sleep(600)


def speak() -> None:
    os.write(1, b"hello\n")
    os.write(2, b"alas\n")


def wait_for_its_end(made: Child) -> None:
    assert made.process is not None
    made.process.wait(120)


def test_waits_grow_and_are_bounded() -> None:
    waits = [restart_wait(n) for n in range(20)]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT_S


def test_a_dead_child_is_started_again_when_its_time_has_come(tmp_path: Path) -> None:
    made = child(tmp_path, fail)
    now = time.monotonic()
    made.tend(now)
    wait_for_its_end(made)
    made.tend(now)
    assert (made.process, made.failures) == (None, 1)
    made.tend(now)
    assert made.process is None
    made.tend(now + LONGEST_WAIT_S)
    assert made.process is not None
    wait_for_its_end(made)


def test_a_child_that_held_out_long_begins_with_short_waits_again(tmp_path: Path) -> None:
    made = child(tmp_path, fail)
    made.failures = 7
    made.tend(0)
    wait_for_its_end(made)
    made.tend(3600)
    assert made.failures == 0


def test_its_words_go_to_its_log(tmp_path: Path) -> None:
    made = child(tmp_path, speak)
    made.tend(0)
    wait_for_its_end(made)
    assert made.log.read_text() == "hello\nalas\n"


def test_all_are_stopped_even_those_that_will_not(tmp_path: Path) -> None:
    made = child(tmp_path, hold_out)
    made.tend(0)
    assert made.process is not None
    stop_all([made.process])
    assert made.process.returncode == -15
