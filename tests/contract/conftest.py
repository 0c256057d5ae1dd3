"""One parametrised test is one promise; a new channel edits no test."""

import importlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import pytest

from orderhub.connector_kit.contract import Connector
from orderhub.connector_kit.session import open_client
from orderhub.connectors import CONNECTORS
from orderhub_sandbox.registry import PLATFORMS
from tests.contract.faults import FAULTS
from tests.support.wire import FarShop

POLLED = [connector for connector in CONNECTORS.values() if connector.pull_orders]
PUSHING = [connector for connector in CONNECTORS.values() if connector.read_push]


def can_have(kind: str) -> list[Connector]:
    """The polled channels whose platform can have this fault at all."""
    return [c for c in POLLED if kind not in PLATFORMS[c.channel].never]


def words_of(channel: str) -> Mapping[str, str]:
    """The channel's own status words and ours."""
    return importlib.import_module(f"orderhub.connectors.{channel}.mapping").STATUS


@pytest.fixture
async def control(sandbox: dict[str, Any]) -> AsyncIterator[httpx.AsyncClient]:
    async with open_client() as client:
        client.base_url, client.timeout = sandbox["control_url"] + "/", 60
        yield client


def far_shop(sandbox: dict[str, Any], control: httpx.AsyncClient, connector: Connector) -> FarShop:
    place = sandbox["channels"][connector.channel]
    first = place["shops"][0]
    names = {wanted.name for wanted in connector.credential_fields}
    credentials = {name: value for name, value in first.items() if name in names}
    return FarShop(connector, place, first["name"], credentials, control)


@pytest.fixture(params=CONNECTORS.values(), ids=lambda c: c.channel)
def connector(request: pytest.FixtureRequest) -> Connector:
    return request.param


@pytest.fixture
def polled(
    request: pytest.FixtureRequest, sandbox: dict[str, Any], control: httpx.AsyncClient
) -> FarShop:
    return far_shop(sandbox, control, request.param)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`polled` is every polled channel, but for the faults that its platform cannot have: those of
    the test's `fault` argument, or of its mark `needs`."""
    if "polled" not in metafunc.fixturenames:
        return
    needs = [str(kind) for mark in metafunc.definition.iter_markers("needs") for kind in mark.args]
    polled = [c for c in POLLED if all(c in can_have(kind) for kind in needs)]
    if "fault" not in metafunc.fixturenames:
        metafunc.parametrize("polled", polled, indirect=True, ids=lambda c: c.channel)
        return
    pairs = [(c, fault) for fault in FAULTS for c in polled if c in can_have(fault.kind)]
    metafunc.parametrize(
        ("polled", "fault"),
        pairs,
        indirect=["polled"],
        ids=[f"{c.channel}-{fault}" for c, fault in pairs],
    )


@pytest.fixture(params=PUSHING, ids=lambda c: c.channel)
def pushing(
    request: pytest.FixtureRequest, sandbox: dict[str, Any], control: httpx.AsyncClient
) -> FarShop:
    return far_shop(sandbox, control, request.param)


@pytest.fixture
def far(connector: Connector, sandbox: dict[str, Any], control: httpx.AsyncClient) -> FarShop:
    return far_shop(sandbox, control, connector)
