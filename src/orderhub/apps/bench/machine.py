"""What a measurement was made on, how figures are summed up, and how far it has come."""

import os
import platform
import statistics
import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import psycopg


def machine(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """Cores, versions and the settings that decide about speed."""
    settings: dict[str, str] = {}
    for name in ("server_version", "fsync", "synchronous_commit", "shared_buffers"):
        row = connection.execute(f"SHOW {name}".encode()).fetchone()
        settings[name] = row[0] if row else ""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "orderhub": version("orderhub"),
        "postgresql": settings.pop("server_version"),
        **settings,
    }


def median(values: Sequence[float], digits: int = 1) -> float:
    return round(statistics.median(values), digits)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def show(progress: str) -> None:
    """One line that the next one replaces, for whoever watches."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{progress}", end="", file=sys.stderr, flush=True)
