"""Manners of a process: who may not go first is served as before."""

import os
import subprocess
import sys

import pytest

from orderhub.apps.process import go_first


def test_a_process_that_may_not_go_before_others_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def refuse(by: int) -> int:
        asked.append(by)
        raise PermissionError

    monkeypatch.setattr(os, "nice", refuse)
    go_first(5)
    assert asked == [-5]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root goes before others")
def test_who_was_begun_by_a_process_that_goes_first_goes_with_everybody() -> None:
    told = """
import os, subprocess, sys
from orderhub.apps.process import go_as_others, go_first
at = os.nice(0)
go_first(5)
child = [sys.executable, "-c", "import os; print(os.nice(0))"]
ahead = at - int(subprocess.run(child, capture_output=True, text=True).stdout)
go_as_others()
print(ahead, os.nice(0))
"""
    ran = subprocess.run(  # noqa: S603 - our own text
        [sys.executable, "-c", told], capture_output=True, text=True, check=False
    )
    assert ran.stderr == ""
    assert ran.stdout.split() == ["5", str(max(0, os.nice(0) - 5))]
