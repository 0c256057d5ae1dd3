"""The command line on a home of its own, in processes that need not import it each time."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orderhub.apps.cli import main
from tests.support.processes import FORKED


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left."""

    returncode: int | None
    stdout: str
    stderr: str


class Terminal:
    """Runs `orderhub` on one home."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def run(self, *words: str, given: str = "") -> Done:
        """One command to its end, `given` at its standard input."""
        lines = [self.home.with_name(f"{self.home.name}.{name}") for name in ("in", "out", "err")]
        lines[0].write_text(given)
        environment = {k: v for k, v in os.environ.items() if not k.startswith("ORDERHUB_")}
        environment["ORDERHUB_HOME"] = str(self.home)
        command = FORKED.Process(target=_run, args=(words, environment, lines))
        command.start()
        command.join()
        return Done(command.exitcode, lines[1].read_text(), lines[2].read_text())

    def answer(self, *words: str, given: str = "") -> dict[str, Any]:
        """The JSON of a command that succeeds."""
        done = self.run(*words, "--json", given=given)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def _run(words: Sequence[str], environment: Mapping[str, str], lines: Sequence[Path]) -> None:
    """In the process of the command."""
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(os.open(lines[0], os.O_RDONLY), 0)
    sys.stdin = os.fdopen(0)
    for number, path in enumerate(lines[1:], 1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    sys.argv = ["orderhub", *words]
    main()
