"""The supervisor: keeps the database and the processes of one installation running."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from orderhub.apps.forked import Forked, Program
from orderhub.apps.process import PARENT

TICK_S = 0.2
FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 10.0
STEADY_AFTER_S = 30.0
STOP_PATIENCE_S = 20.0
LOG_LIMIT_BYTES = 20_000_000


@dataclass(slots=True)
class Child:
    """A process to keep alive, whose words go to `log`."""

    program: Program
    log: Path
    process: Forked | None = None
    started_at: float = 0.0
    failures: int = 0
    due_at: float = 0.0

    def tend(self, now: float) -> None:
        """Start it when it is due; notice its death and plan the next start."""
        if self.process is None:
            if now >= self.due_at:
                self._start(now)
        elif (code := self.process.poll()) is not None:
            self.process = None
            self.failures = 0 if now - self.started_at > STEADY_AFTER_S else self.failures + 1
            self.due_at = now + restart_wait(self.failures)
            note(f"{self.program.name} ended with {code}; starting it again")

    def _start(self, now: float) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        environment = {**self.program.environment, PARENT: str(os.getpid())}
        program = replace(self.program, environment=environment)
        with self.log.open("ab") as output, Path(os.devnull).open("rb") as nothing:
            written = output.fileno()
            self.process = Forked(program, stdin=nothing.fileno(), stdout=written, stderr=written)
        self.started_at = now


def restart_wait(failures: int) -> float:
    """Seconds before the next start after `failures` quick deaths in a row."""
    return min(FIRST_WAIT_S * 2.0 ** min(failures, 10), LONGEST_WAIT_S)


class Supervisor:
    """`tend_database` is called at every tick and brings the embedded server back when it died."""

    def __init__(self, children: Sequence[Child], tend_database: Callable[[], None]) -> None:
        self._children = children
        self._tend_database = tend_database
        self._stopping = False

    def run(self, ready: Callable[[], bool], announce: Callable[[], None]) -> None:
        """Tend until it is told to stop, then stop all; `announce` once when `ready`."""
        for word in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(word, self._stop)
        announced = False
        try:
            while not self._stopping:
                self._tend_database()
                for child in self._children:
                    child.tend(time.monotonic())
                if not announced and ready():
                    announce()
                    announced = True
                time.sleep(TICK_S)
        finally:
            stop_all([c.process for c in self._children if c.process is not None])

    def _stop(self, *_: object) -> None:
        self._stopping = True


def stop_all(processes: Sequence[Forked]) -> None:
    """Ask every process to stop, wait, and end those that do not."""
    for process in processes:
        process.terminate()
    give_up = time.monotonic() + STOP_PATIENCE_S
    for process in processes:
        try:
            process.wait(max(0.1, give_up - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def note(line: str) -> None:
    """One line for the person at the terminal."""
    print(line, file=sys.stderr, flush=True)
