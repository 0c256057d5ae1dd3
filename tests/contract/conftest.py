"""One parametrised test is one promise; a new channel edits no test."""

import importlib
from collections.abc import AsyncIterator, Iterable, Mapping
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
# fixture → the capability that a channel needs to be asked for the promise
BY_CAPABILITY = {
    "polled": "pull_orders",
    "shipping": "ship_order",
    "stocking": "set_stock",
    "noting": "set_note",
    "claimed": "pull_cases",
    "inquired": "get_case",
    "consenting": "exchange_code",
    "listening": "listen",
    "notified": "read_notices",
    "decrypting": "decrypt",
}


def can_have(kind: str, connectors: Iterable[Connector] = POLLED) -> list[Connector]:
    """The channels whose platform can have this fault, or does this thing, at all."""
    return [c for c in connectors if kind not in PLATFORMS[c.channel].never]


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


def _the_shop(
    request: pytest.FixtureRequest, sandbox: dict[str, Any], control: httpx.AsyncClient
) -> FarShop:
    return far_shop(sandbox, control, request.param)


for _name in BY_CAPABILITY:
    globals()[_name] = pytest.fixture(name=_name)(_the_shop)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A promise that no channel can be asked is no test, not a skipped one."""
    nobody = "got empty parameter set"
    items[:] = [
        item
        for item in items
        if not any(nobody in str(mark.kwargs.get("reason")) for mark in item.iter_markers("skip"))
    ]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A fixture of `BY_CAPABILITY` is every channel that has the capability, but for what its
    platform cannot have: the test's `fault` argument, or what its mark `needs` names."""
    name = next((name for name in BY_CAPABILITY if name in metafunc.fixturenames), None)
    if name is None:
        return
    needs = [str(kind) for mark in metafunc.definition.iter_markers("needs") for kind in mark.args]
    polled = [c for c in CONNECTORS.values() if getattr(c, BY_CAPABILITY[name])]
    for kind in needs:
        polled = can_have(kind, polled)
    if "fault" not in metafunc.fixturenames:
        metafunc.parametrize(name, polled, indirect=True, ids=lambda c: c.channel)
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
