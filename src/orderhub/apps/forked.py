"""Processes forked from this one, which has imported what they run: an import takes seconds of a
core and a hundred megabytes, a fork milliseconds and only what it changes (ADR 21)."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

import psutil

WORDS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
NAME = Path("/proc/self/comm")
LOOK_EVERY_S = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What a process runs. `main` ends as a program does: by returning or by SystemExit.

    `name` is what `top` and `ps -o comm` show (15 characters). `environment` is added to this
    process's; `fds` stay open in it.
    """

    name: str
    main: Callable[[], None]
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    fds: Sequence[int] = ()


class Forked:
    """A running child; like `subprocess.Popen`, but for what it begins with.

    Only a process with one thread may make one: a lock that another thread holds at that instant
    is held in the child for ever. `stdout` and `stderr` are file numbers.
    """

    def __init__(self, program: Program, *, stdin: int, stdout: int, stderr: int) -> None:
        self.returncode: int | None = None
        sys.stdout.flush()
        sys.stderr.flush()
        # Until the child has manners of its own, a signal to it waits.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, WORDS)
        try:
            self.pid = os.fork()
            if self.pid == 0:
                _become(program, (stdin, stdout, stderr), before)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def poll(self) -> int | None:
        """Its exit code, negative for a signal; None while it runs."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float = float("inf")) -> int:
        """Its exit code once it ended; subprocess.TimeoutExpired after `timeout` seconds."""
        give_up = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > give_up:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(LOOK_EVERY_S)
        return code

    def terminate(self) -> None:
        """SIGTERM; nothing when it has ended."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL; nothing when it has ended."""
        self._send(signal.SIGKILL)

    def _send(self, word: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, word)


def children_called(pid: int, name: str) -> list[psutil.Process]:
    """Children of `pid` whose program has that name ("api"), or that and a number ("worker")."""
    found: list[psutil.Process] = []
    for child in psutil.Process(pid).children():
        with contextlib.suppress(psutil.Error):
            if child.name().partition("-")[0] == name:
                found.append(child)
    return found


def _become(program: Program, standard: Sequence[int], signals: Iterable[int]) -> NoReturn:
    """The child: never returns, for what is below it on the stack is its parent's to clean up."""
    code = 1
    try:
        _settle(program, standard)
        signal.pthread_sigmask(signal.SIG_SETMASK, signals)
        program.main()
        code = 0
    except SystemExit as left:
        code = _code(left)
    except BaseException:  # noqa: BLE001 - what would end a program with a trace
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _settle(program: Program, standard: Sequence[int]) -> None:
    """As after an exec: standard files, no other but those it is given, signals, a name."""
    for number, fd in enumerate(standard):
        if fd != number:
            os.dup2(fd, number)
    # Files of the parent hold its locks and its connections.
    kept = [2, *sorted(program.fds), os.sysconf("SC_OPEN_MAX")]
    for low, high in pairwise(kept):
        os.closerange(low + 1, high)
    for word in WORDS:
        signal.signal(word, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with contextlib.suppress(OSError):
        NAME.write_text(program.name)
    os.environ.update(program.environment)


def _code(left: SystemExit) -> int:
    if left.code is None or isinstance(left.code, int):
        return left.code or 0
    print(left.code, file=sys.stderr)
    return 1
