"""Each fault becomes its class, costs no orders, and tells no secret and no person."""

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest

from orderhub.connector_kit.contract import Credentials, Row, Window
from orderhub.kernel.errors import (
    AuthRevoked,
    ConnectorError,
    ContractViolation,
    RateLimited,
    ScopeMissing,
)
from tests.contract.faults import Fault
from tests.support.wire import FarShop, span


def secrets(far: FarShop, truth: list[dict[str, Any]]) -> set[str]:
    """What must never be told: credentials but the public app key, and people."""
    people = {str(order["recipient"][name]) for order in truth for name in ("name", "phone")}
    addresses = {str(order["recipient"]["address"]) for order in truth}
    secret = {field.name for field in far.connector.credential_fields if field.secret}
    return people | addresses | {value for k, value in far.credentials.items() if k in secret}


def told(error: ConnectorError) -> str:
    causes = [error.__cause__, None if error.__suppress_context__ else error.__context__]
    return f"{error} {error!r} {error.detail} {error.context} {error.channel_code} {causes}"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


async def test_a_fault_becomes_its_class_and_the_orders_come_after_it(
    polled: FarShop, fault: Fault, log: pytest.LogCaptureFixture
) -> None:
    truth = await polled.place_orders(30, spread_seconds=600)
    await polled.break_with(fault.kind, times=fault.times, **fault.args)
    async with polled.session(total_s=1.0) if fault.silent else polled.session() as near:
        with pytest.raises(ConnectorError) as caught:
            await near.rows(span(truth))
        error = caught.value
        assert type(error) in fault.classes
        assert error.context == {"channel": polled.connector.channel, "shop": "1"}
        assert error.method == near.calls[-1].method
        assert (near.calls[-1].outcome, near.calls[-1].code) == ("failed", error.code)
        everything = told(error) + log.text + repr(near.shop) + repr(near.calls)
        assert not [secret for secret in secrets(polled, truth) if secret in everything]
    await polled.tell("DELETE", "faults")
    await polled.ask("POST", "token", {"state": "valid"})
    current = await polled.tell("GET", "credentials")
    assert await _comes_back(polled, current, truth)


async def _comes_back(far: FarShop, current: dict[str, Any], truth: list[dict[str, Any]]) -> bool:
    shop = current["channels"][far.connector.channel]["shops"][0]
    async with replace(far, credentials=shop).session() as near:
        return set(await near.rows(span(truth))) == {order["external_no"] for order in truth}


@pytest.mark.needs("F2")
async def test_a_throttled_call_tells_how_long_to_wait(polled: FarShop) -> None:
    for args in ({"seconds": 7}, {"seconds": 7, "status": 429}):
        await polled.break_with("F2", **args)
        async with polled.session() as near:
            with pytest.raises(RateLimited) as caught:
                await near.rows(span([]))
            assert caught.value.retry_after_s in {7, None}


async def test_reading_people_does_not_show_them_in_a_repr(polled: FarShop) -> None:
    await polled.ask("POST", "settings", {"plain_people": True})
    truth = await polled.place_orders(5)
    async with polled.session() as near:
        pages = [page async for page in near.pages(span(truth))]
    hidden = {v for row in pages[0].rows if row.order for v in row.order.people.fields.values()}
    assert not [value for value in hidden if value in repr(pages)]


@pytest.mark.needs("F17")
async def test_an_expired_token_is_renewed_once_and_no_page_is_lost(polled: FarShop) -> None:
    truth = await polled.place_orders(150, spread_seconds=600)
    await polled.break_with("F17")
    renewed: list[Credentials] = []

    async def renew(refused: Credentials) -> Credentials:
        assert polled.connector.refresh_tokens is not None
        async with replace(polled, credentials=refused).session() as apart:
            tokens = await polled.connector.refresh_tokens(apart.shop)
        renewed.append(tokens.credentials)
        assert tokens.access_expires_at is None or tokens.access_expires_at.tzinfo is UTC
        return tokens.credentials

    async with polled.session(renew) as near:
        assert len(await near.rows(span(truth))) == len(truth)
        assert near.shop.credentials == renewed[0]
    assert len(renewed) == 1


@pytest.mark.needs("F19")
async def test_a_revoked_shop_asks_for_a_person(polled: FarShop) -> None:
    await polled.break_with("F19")

    async def renew(refused: Credentials) -> Credentials:
        assert polled.connector.refresh_tokens is not None
        async with replace(polled, credentials=refused).session() as apart:
            return (await polled.connector.refresh_tokens(apart.shop)).credentials

    async with polled.session(renew if polled.connector.refresh_tokens else None) as near:
        with pytest.raises(AuthRevoked):
            await near.rows(span([]))


@pytest.mark.needs("scope")
async def test_a_token_without_the_scope_is_told_apart(polled: FarShop) -> None:
    await polled.ask("POST", "token", {"state": "scope_missing"})
    async with polled.session() as near:
        with pytest.raises((ScopeMissing, AuthRevoked)):
            await near.rows(span([]))


@pytest.mark.needs("F18")
async def test_two_callers_with_one_expired_token_do_not_void_each_other(polled: FarShop) -> None:
    await polled.break_with("F18", times=None, delay_ms=50)
    lock, current = asyncio.Lock(), dict(polled.credentials)

    async def renew(refused: Credentials) -> Credentials:
        assert polled.connector.refresh_tokens is not None
        async with lock:
            if current != dict(refused):
                return dict(current)
            async with replace(polled, credentials=refused).session() as apart:
                tokens = await polled.connector.refresh_tokens(apart.shop)
            current.update(tokens.credentials)
            return dict(current)

    async with polled.session(renew) as one, polled.session(renew) as other:
        await asyncio.gather(one.rows(span([])), other.rows(span([])))


async def rows_with(far: FarShop, truth: list[dict[str, Any]]) -> dict[str, Row]:
    async with far.session() as near:
        window = span(truth)
        wide = Window(window.start - timedelta(minutes=1), window.end)
        return await near.rows(wide)


@pytest.mark.needs("F21")
@pytest.mark.parametrize("shape", ["missing", "null", "renamed", "retyped"])
async def test_one_unreadable_order_is_put_aside_by_name_and_the_batch_goes_on(
    polled: FarShop, shape: str, log: pytest.LogCaptureFixture
) -> None:
    truth = await polled.place_orders(20, spread_seconds=600)
    await polled.break_with("F21", shape=shape)
    rows = await rows_with(polled, truth)
    bad = [row for row in rows.values() if row.problem]
    assert len(rows) == len(truth)
    assert len(bad) <= 1
    for row in bad:
        assert isinstance(row.problem, ContractViolation)
        assert row.problem.field == polled.connector.paths["total_minor"]
        assert row.external_no in {order["external_no"] for order in truth}
        everything = told(row.problem) + repr(row) + log.text
        assert not [secret for secret in secrets(polled, truth) if secret in everything]


@pytest.mark.needs("F20")
async def test_an_unknown_status_word_is_kept_and_harms_nobody(polled: FarShop) -> None:
    truth = await polled.place_orders(20, spread_seconds=600)
    await polled.break_with("F20", word="WAIT_DRONE_PICKUP")
    orders = [row.order for row in (await rows_with(polled, truth)).values()]
    unknown = [order for order in orders if order and order.status == "unknown"]
    assert [order.status_raw for order in unknown] == ["WAIT_DRONE_PICKUP"]
    assert len([order for order in orders if order]) == len(truth)


@pytest.mark.needs("F22")
@pytest.mark.parametrize("shape", ["huge", "leading_zero"])
async def test_strange_ids_stay_text(polled: FarShop, shape: str) -> None:
    truth = await polled.place_orders(5, spread_seconds=60)
    await polled.break_with("F22", shape=shape)
    rows = await rows_with(polled, truth)
    assert len(rows) == len(truth)
    odd = set(rows) - {order["external_no"] for order in truth}
    assert len(odd) == 1
    assert all(len(no) == 21 if shape == "huge" else no.startswith("0") for no in odd)


@pytest.mark.needs("F23")
async def test_sums_that_do_not_add_up_are_still_orders(polled: FarShop) -> None:
    truth = await polled.place_orders(5, spread_seconds=60)
    await polled.break_with("F23", delta_minor=100)
    rows = await rows_with(polled, truth)
    assert all(row.order for row in rows.values())


@pytest.mark.needs("F16")
@pytest.mark.parametrize("shape", ["zoned", "utc", "zero", "naive", "gestern"])
async def test_a_time_is_read_right_or_not_at_all(polled: FarShop, shape: str) -> None:
    truth = await polled.place_orders(5, status="to_ship", spread_seconds=60)
    await polled.break_with("F16", shape=shape)
    rows = await rows_with(polled, truth)
    assert len(rows) == len(truth)
    for order in truth:
        row = rows[order["external_no"]]
        right = row.order and row.order.placed_at.isoformat()[:19] == order["placed_at"][:19]
        assert right or isinstance(row.problem, ContractViolation)
