"""Hubs with bugs in them: what watches a hub must see these."""

from pathlib import Path

import pytest

PLANTING = Path(__file__).parent / "planting"


def plant(names: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hubs that are started as programs from now on have these bugs (`planting/bugs.py`)."""
    monkeypatch.setenv("PYTHONPATH", str(PLANTING))
    monkeypatch.setenv("PLANTED", names)
