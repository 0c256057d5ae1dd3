"""Manners of a process: who may not go first is served as before."""

import os

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
