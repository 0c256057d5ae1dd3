"""Manners of a process: who may not go first is served as before."""

import os
import subprocess
import sys

import pytest

from orderhub.apps.process import AUTOGROUP


def test_a_process_that_may_not_go_before_others_goes_on() -> None:
    told = """
import os
from orderhub.apps.process import go_first
nice, asked = os.nice, []
def refuse(by):
    asked.append(by)
    if by < 0:
        raise PermissionError
    return nice(by)
os.nice = refuse
go_first(5)
print(asked[0])
"""
    assert _said(told) == "-5"


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
    assert _said(told).split() == ["5", str(max(0, os.nice(0) - 5))]


@pytest.mark.skipif(not AUTOGROUP.exists(), reason="sessions share no cores here")
def test_who_gives_way_does_so_before_processes_of_other_sessions() -> None:
    told = """
import os
from orderhub.apps.process import AUTOGROUP, give_way
give_way(3)
print(os.getsid(0) == os.getpid(), AUTOGROUP.read_text().split()[-1], os.nice(0))
"""
    own, weighs, nice = _said(told).split()
    assert (own, weighs) == ("True", nice)
    assert int(nice) == min(19, os.nice(0) + 3)


@pytest.mark.skipif(not AUTOGROUP.exists(), reason="sessions share no cores here")
def test_what_a_shell_began_leaves_the_weight_of_the_shell_s_session_alone() -> None:
    told = """
import os
from orderhub.apps.process import AUTOGROUP, give_way
before = AUTOGROUP.read_text()
give_way(3)
print(AUTOGROUP.read_text() == before)
"""
    assert _said(told, process_group=0) == "True"


def test_who_is_not_heard_at_once_asks_again() -> None:
    told = """
from orderhub.apps import process
class Busy:
    wishes = []
    def write_text(self, wish):
        self.wishes.append(wish)
        if len(self.wishes) < 3:
            raise BlockingIOError
process.AUTOGROUP = Busy()
process.give_way(3)
print(len(Busy.wishes), len(set(Busy.wishes)))
"""
    assert _said(told) == "3 1"


def _said(told: str, process_group: int | None = None) -> str:
    ran = subprocess.run(  # noqa: S603 - our own text
        [sys.executable, "-c", told],
        capture_output=True,
        text=True,
        check=False,
        process_group=process_group,
    )
    assert ran.stderr == ""
    return ran.stdout.strip()
