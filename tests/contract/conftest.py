"""One parametrised test is one promise; a new channel edits no test."""

import importlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import pytest

from orderhub.connector_kit.contract import Connector
from orderhub.connector_kit.session import open_client
from orderhub.connectors import CONNECTORS
from tests.support.wire import FarShop

POLLED = [connector for connector in CONNECTORS.values() if connector.pull_orders]
PUSHING = [connector for connector in CONNECTORS.values() if connector.read_push]


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


@pytest.fixture(params=POLLED, ids=lambda c: c.channel)
def polled(
    request: pytest.FixtureRequest, sandbox: dict[str, Any], control: httpx.AsyncClient
) -> FarShop:
    return far_shop(sandbox, control, request.param)


@pytest.fixture(params=PUSHING, ids=lambda c: c.channel)
def pushing(
    request: pytest.FixtureRequest, sandbox: dict[str, Any], control: httpx.AsyncClient
) -> FarShop:
    return far_shop(sandbox, control, request.param)


@pytest.fixture
def far(connector: Connector, sandbox: dict[str, Any], control: httpx.AsyncClient) -> FarShop:
    return far_shop(sandbox, control, connector)
