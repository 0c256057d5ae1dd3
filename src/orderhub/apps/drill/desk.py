"""One drill at a time, run by the console: a child process of its own, followed to its verdict."""

import asyncio
import contextlib
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from orderhub.infra import clock
from orderhub.kernel.errors import Conflict
from orderhub.kernel.types import Refusal

COMMAND = (sys.executable, "-m", "orderhub.apps", "drill", "run", "--json", "--phases")
STOP_S = 15.0
LAST_WORDS = 2000
State = Literal["running", "done", "failed"]


@dataclass(slots=True, kw_only=True)
class Run:
    """`done` has a verdict, good or bad; `failed` ended without one, `error` tells its last words.
    `phase` is the last that the drill told."""

    drill: str
    begun_at: datetime
    state: State = "running"
    phase: str | None = None
    ended_at: datetime | None = None
    verdict: Mapping[str, Any] | None = None
    error: str = ""


class Desk:
    """Keeps the last run until the next one; `command` gets the drill's name at its end."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = command
        self._process: Process | None = None
        self._following: asyncio.Task[None] | None = None
        self.last: Run | None = None

    async def begin(self, drill: str) -> Run:
        """Start it; Conflict `drill_running` while another runs."""
        if self.last is not None and self.last.state == "running":
            detail = f"the drill {self.last.drill} is running; wait for its verdict"
            raise Conflict(Refusal("drill_running", detail))
        self.last = run = Run(drill=drill, begun_at=clock.now())
        environment = {k: v for k, v in os.environ.items() if not k.startswith("ORDERHUB_")}
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                drill,
                env=environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=PIPE,
                stderr=PIPE,
                start_new_session=True,
            )
        except OSError as error:
            _end(run, f"{error.strerror}: {self._command[0]}")
            return run
        self._following = asyncio.create_task(_follow(self._process, run))
        return run

    async def close(self) -> None:
        """Ask a running drill to stop and give it time to take its hub and sandbox with it."""
        if self._process is None or self._following is None:
            return
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.terminate()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._following, STOP_S)


async def _follow(process: Process, run: Run) -> None:
    if process.stdout is None or process.stderr is None:
        raise RuntimeError("the drill has no output")
    said = asyncio.create_task(process.stderr.read())
    async for line in process.stdout:
        _hear(run, line)
    last_words = (await said)[-LAST_WORDS:].decode(errors="replace").strip()
    code = await process.wait()
    _end(run, last_words or f"the drill ended with {code}")


def _hear(run: Run, line: bytes) -> None:
    with contextlib.suppress(ValueError):  # What is no JSON is chatter.
        told = json.loads(line)
        if "phase" in told:
            run.phase = told["phase"]
        elif "ok" in told:
            run.verdict = told


def _end(run: Run, last_words: str) -> None:
    run.ended_at = clock.now()
    run.state = "failed" if run.verdict is None else "done"
    run.error = last_words if run.verdict is None else ""
