"""One sandbox process for the session, reset before every test."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.sandbox.wires import Control, Jos, Json, Top


@pytest.fixture(scope="session")
def printed(sandbox_process: dict[str, Any]) -> Json:
    """What `python -m orderhub_sandbox --json` prints."""
    return sandbox_process


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=60) as client:
        yield client


@pytest.fixture
def control(printed: Json, http: httpx.Client) -> Control:
    """The control API of a sandbox in its first state."""
    api = Control(http, printed["control_url"])
    api.post("reset")
    return api


@pytest.fixture
def top(printed: Json, control: Control) -> Top:
    """The first Taobao shop."""
    taobao = printed["channels"]["taobao"]
    return Top(control.http, f"{taobao['base_url']}/router/rest", taobao["shops"][0])


@pytest.fixture
def jos(printed: Json, control: Control) -> Jos:
    """The first JD shop."""
    jd = printed["channels"]["jd"]
    return Jos(control.http, f"{jd['base_url']}/routerjson", jd["shops"][0])
