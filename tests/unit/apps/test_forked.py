"""A forked process begins as a program does: with its own files, signals and name."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from orderhub.apps.forked import Forked, Program, children_called


def run(main: Callable[[], object], fds: Sequence[int] = (), **environment: str) -> tuple[int, str]:
    """Exit code of a child and what it wrote to its standard output."""
    reading, writing = os.pipe()
    program = Program(name="child-1", main=lambda: _said(main), environment=environment, fds=fds)
    process = Forked(program, stdin=0, stdout=writing, stderr=2)
    os.close(writing)
    with os.fdopen(reading) as said:
        text = said.read()
    return process.wait(120), text


def _said(main: Callable[[], object]) -> None:
    os.write(1, str(main()).encode())


def left_with(code: object) -> int:
    def leave() -> None:
        raise SystemExit(code)

    return run(leave)[0]


def test_its_exit_codes_are_those_of_a_program() -> None:
    assert run(lambda: "done") == (0, "done")
    assert [left_with(code) for code in (None, 3, "a reason")] == [0, 3, 1]
    assert run(lambda: 1 // 0)[0] == 1


def test_it_has_its_environment_beside_its_parents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLD", "1")
    assert run(lambda: [os.environ[name] for name in ("OLD", "NEW")], NEW="2")[1] == "['1', '2']"
    assert "NEW" not in os.environ


def test_no_file_of_its_parent_is_open_in_it_but_those_it_is_given(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as lock, (tmp_path / "given").open("w") as given:
        assert open_files(given.fileno()) == {0, 1, 2, given.fileno()}
        assert open_files() == {0, 1, 2}
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = Forked(
            Program(name="child", main=lambda: time.sleep(600)), stdin=0, stdout=1, stderr=2
        )
        wait_for_its_name(process, "child")
    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    process.kill()
    assert process.wait(120) == -signal.SIGKILL


def open_files(*fds: int) -> set[int]:
    def listed() -> list[int]:
        return [fd for fd in range(200) if _is_open(fd)]

    return set(map(int, run(listed, fds)[1].strip("[]").split(",")))


def _is_open(fd: int) -> bool:
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True


def wait_for_its_name(process: Forked, name: str) -> None:
    give_up = time.monotonic() + 120
    while process.pid not in {child.pid for child in children_called(os.getpid(), name)}:
        assert time.monotonic() < give_up
        time.sleep(0.01)


def deaf(_word: int, _frame: object) -> None:
    pass


def test_it_is_found_by_its_name_and_heeds_a_signal_at_once() -> None:
    """Its parent's handlers are not its own, however early the signal comes."""
    before = signal.signal(signal.SIGTERM, deaf)
    try:
        hold_out = Program(name="child-1", main=lambda: time.sleep(600))
        early, named = (Forked(hold_out, stdin=0, stdout=1, stderr=2) for _ in range(2))
        early.terminate()
        assert early.wait(120) == -signal.SIGTERM
        wait_for_its_name(named, "child")
        assert named.poll() is None
        with pytest.raises(subprocess.TimeoutExpired):
            named.wait(0)
        named.terminate()
        assert named.wait(120) == -signal.SIGTERM
    finally:
        signal.signal(signal.SIGTERM, before)


def test_what_children_run_starts_no_thread_when_it_is_imported() -> None:
    """A lock that a thread of the supervisor held would be held in a child for ever."""
    program = (
        "import psutil; from orderhub.apps.cli import imported;"
        " from orderhub.apps.commands.up import CHILDREN;"
        " [imported(name) for name in CHILDREN]; print(psutil.Process().num_threads())"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - our own
    assert int(done.stdout) == 1
