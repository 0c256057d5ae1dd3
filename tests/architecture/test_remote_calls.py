"""A transaction never waits for somebody else's server."""

import pytest

from tests.architecture.remote_calls import CAPABILITIES, imported_lines, violations
from tests.architecture.source import modules, parse


def test_no_remote_call_is_made_inside_a_transaction() -> None:
    assert violations(modules()) == []


def test_use_cases_and_stores_import_no_line_to_the_outside() -> None:
    assert [found for module in modules() for found in imported_lines(module)] == []


@pytest.mark.parametrize(
    "planted", ["import httpx", "from orderhub.connector_kit.session import HttpSession"]
)
def test_a_planted_line_to_the_outside_is_found(planted: str) -> None:
    assert len(imported_lines(parse(planted, "orderhub.orders.service.planted"))) == 1


def test_the_connectors_capabilities_are_known() -> None:
    assert {"pull_orders", "get_order", "probe", "refresh_tokens"} <= CAPABILITIES


DIRECT = """
async def pull(db: Database, shop: ShopSession) -> None:
    async with db.transaction() as tx:
        await shop.read("orders.get", {})
"""
GIVEN_ONE = """
async def load(tx: Tx, shop: ShopSession) -> None:
    await shop.write("orders.ship", {})
"""
CAPABILITY = """
async def probe_all(db: Database, connector: Connector) -> None:
    async with db.transaction():
        await connector.probe(shop)
"""
BY_A_NAME = """
async def look(db: Database, connector: Connector) -> None:
    ask = connector.get_order
    async with db.transaction():
        await ask(shop, "1")
"""
TWO_STEPS_AWAY = """
async def fetch(shop: ShopSession) -> None:
    await shop.read("orders.get", {})

async def fetch_all(shop: ShopSession) -> None:
    await fetch(shop)

class Poller:
    async def turn(self, db: Database) -> None:
        async with db.transaction() as tx:
            await fetch_all(self.shop)
"""
CLIENT = """
async def call(tx: Transaction, client: AsyncClient) -> None:
    await client.send(request)
"""


@pytest.mark.parametrize(
    "planted", [DIRECT, GIVEN_ONE, CAPABILITY, BY_A_NAME, TWO_STEPS_AWAY, CLIENT]
)
def test_a_planted_remote_call_is_found(planted: str) -> None:
    assert len(violations([parse(planted)])) == 1


def test_a_call_before_the_transaction_is_free() -> None:
    planted = """
async def pull(db: Database, shop: ShopSession, take: PullOrders) -> None:
    page = await take(shop, window)
    async with db.transaction() as tx:
        await save(tx, page)
"""
    assert violations([parse(planted)]) == []


def test_the_real_session_counts_as_remote() -> None:
    """The checker knows the product's own way out, not only planted ones."""
    planted = """
from orderhub.sync.pull.requested import read_order

async def ask(tx: Tx, turn: Turn, run: Run) -> None:
    await read_order(turn, run, None)
"""
    assert len(violations([*modules(), parse(planted)])) == 1
