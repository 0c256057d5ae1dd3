"""Shops push their orders: 2xx after the commit, each bad order named, every repeat harmless."""

import asyncio
import base64
import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from sqlalchemy import text

from orderhub.fulfilment.schemas.tracking import INGEST_PATH
from orderhub.infra import clock
from orderhub.infra.db import Database
from orderhub.infra.http.gate import PUSHES_PER_SENDER, Gate
from tests.support.app import running_app, the_app

ADDRESSES = ["", "/ingest/v1/warehouses/1", INGEST_PATH]
"""The shop's, a warehouse's, the tracking service's."""
SECRET = "whsec_" + base64.b64encode(b"a secret of the tests!!!").decode()


def order(no: str, **over: Any) -> dict[str, Any]:
    """One order in the documented form."""
    return {
        "order_no": no,
        "status": "to_ship",
        "currency": "CNY",
        "total": "59.80",
        "placed_at": "2026-01-05T10:00:00+08:00",
        "paid_at": "2026-01-05T10:01:00+08:00",
        "modified_at": "2026-01-05T10:01:00+08:00",
        "buyer": {"id": "b-1", "name": "王小明"},
        "recipient": {"name": "王小明", "phone": "13800000001", "province": "浙江省"},
        "lines": [{"sku": "SKU-1", "title": "杯子", "quantity": 2, "price": "29.90"}],
        **over,
    }


def signed(body: bytes, message: str = "msg_1", at: int | None = None) -> dict[str, str]:
    """Headers of a Standard Webhooks signature."""
    stamp = str(at or int(clock.now().timestamp()))
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    signature = hmac.digest(key, b".".join((message.encode(), stamp.encode(), body)), "sha256")
    return {
        "webhook-id": message,
        "webhook-timestamp": stamp,
        "webhook-signature": "v1," + base64.b64encode(signature).decode(),
        "content-type": "application/json",
    }


@dataclass
class Website:
    """A website shop of the running app."""

    client: httpx.AsyncClient
    db: Database
    url: str
    shop_id: int

    async def push(self, document: Any, message: str = "msg_1", **headers: str) -> httpx.Response:
        body = document if isinstance(document, bytes) else orjson.dumps(document)
        given = {**signed(body, message), **headers}
        return await self.client.post(self.url, content=body, headers=given)

    async def count(self, table: str) -> int:
        async with self.db.transaction() as tx:
            return (await tx.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()


@pytest.fixture
async def website(db: Database, tmp_path: Path) -> AsyncIterator[Website]:
    """A connected shop, and a client that is nobody."""
    async with running_app(db, tmp_path) as admin:
        shop = {
            "channel": "website",
            "name": "官网一店",
            "credentials": {"webhook_secret": SECRET},
        }
        answer = await admin.post("/api/v1/shops", json=shop)
        assert answer.status_code == 201, answer.text
        shop_id = answer.json()["id"]
        admin.cookies.clear()
        yield Website(admin, db, f"/ingest/v1/website/{shop_id}/orders", shop_id)


async def test_signed_orders_come_in_with_a_number_each(website: Website) -> None:
    answer = await website.push({"orders": [order("W1"), order("W2")]})
    assert answer.status_code == 200, answer.text
    results = answer.json()["results"]
    assert [(r["order_no"], r["ok"], r["result"]) for r in results] == [
        ("W1", True, "new"),
        ("W2", True, "new"),
    ]
    assert all(r["number"].startswith("ORD-20260105-") for r in results)
    assert await website.count("orders") == 2


async def test_the_same_push_again_gets_the_first_answer_and_has_no_effect(
    website: Website,
) -> None:
    document = {"orders": [order("W1")]}
    first = await website.push(document)
    again = await website.push(document)
    assert again.content == first.content
    assert again.headers["Idempotency-Replayed"] == "true"
    assert await website.count("order_facts") == 1


async def test_another_body_under_the_same_key_is_refused(website: Website) -> None:
    await website.push({"orders": [order("W1")]})
    other = await website.push({"orders": [order("W2")]})
    assert (other.status_code, other.json()["type"]) == (422, "idempotency_key_reused")
    assert await website.count("orders") == 1


async def test_a_bad_order_is_named_and_kept_while_the_others_are_in(website: Website) -> None:
    bad = order("W2", total="12,5")
    answer = await website.push({"orders": [order("W1"), bad, order("W3")]})
    assert answer.status_code == 200
    one, two, three = answer.json()["results"]
    assert (one["ok"], three["ok"]) == (True, True)
    assert (two["order_no"], two["ok"], two["field"]) == ("W2", False, "total")
    assert two["code"] == "contract_violation"
    assert two["detail"]
    assert await website.count("orders") == 2
    assert await website.count("quarantine") == 1


async def test_what_is_known_already_is_kept_once_with_its_people(website: Website) -> None:
    first, then = order("W1"), order("W1", total="49.80", modified_at="2026-01-05T10:02:00+08:00")
    for n, known in enumerate((first, then, then, first)):
        answer = await website.push({"orders": [known]}, f"msg_{n}")
        assert answer.status_code == 200, answer.text
    assert await website.count("order_facts") == 2
    assert await website.count("raw_payloads") == 2
    assert await website.count("people_records") == 2


NO_LISTS = [
    (b"", "not JSON"),
    (b"{", "not JSON"),
    (b"[" * 10_000, "not JSON"),
    (b"\xff\xfe", "not JSON"),
    (b"{}", "orders"),
    (b'{"orders": []}', "1 to 1000"),
    (b'{"orders": "all"}', "orders"),
    (b"null", "orders"),
    (orjson.dumps({"orders": [order(f"W{n}") for n in range(1001)]}), "1 to 1000"),
]


async def test_a_body_that_is_no_list_of_orders_is_told_what_is_wrong(website: Website) -> None:
    for n, (body, told) in enumerate(NO_LISTS):
        answer = await website.push(body, f"msg_{n}")
        assert answer.status_code == 422, body[:40]
        assert told in answer.json()["detail"], body[:40]
    assert await website.count("raw_payloads") == 0


WRONG_VALUES: list[dict[str, Any]] = [
    {"order_no": None},
    {"order_no": ""},
    {"order_no": "W\u00001"},
    {"order_no": "W" * 5000},
    {"status": 7},
    {"total": "1e309"},
    {"total": "NaN"},
    {"total": "9" * 400},
    {"total": 12.345},
    {"placed_at": "2026-01-05T10:00:00"},
    {"placed_at": "0000-00-00"},
    {"modified_at": None},
    {"currency": "gold"},
    {"lines": []},
    {"lines": None},
    {"lines": [{"sku": "A", "quantity": 1.5, "price": "1"}]},
    {"lines": [{"sku": "A", "quantity": "1180591620717411303424", "price": "1"}]},
    {"lines": [{"sku": "A", "quantity": 2**33, "price": "1"}]},
    {"recipient": "me"},
    {"buyer_note": "a\u0000b"},
]


async def test_a_wrong_value_never_harms_its_neighbour_and_never_fails_the_push(
    website: Website,
) -> None:
    for n, bad in enumerate(WRONG_VALUES):
        document = {"orders": [order(f"GOOD{n}"), {**order(f"BAD{n}"), **bad}]}
        answer = await website.push(document, f"msg_{n}")
        assert answer.status_code == 200, (bad, answer.text)
        first, second = answer.json()["results"]
        assert first["ok"], bad
        assert second["ok"] or (second["code"] and second["detail"]), bad


async def test_forged_stale_and_unsigned_pushes_leave_nothing(website: Website) -> None:
    body = orjson.dumps({"orders": [order("W1")]})
    good = signed(body)
    now = int(clock.now().timestamp())
    forged = [
        {},
        {**good, "webhook-signature": ""},
        {**good, "webhook-signature": "v1,AAAA"},
        {**good, "webhook-signature": "v2," + good["webhook-signature"][3:]},
        {**good, "webhook-id": "msg_2"},
        signed(body, at=now - 600),
        signed(body, at=now + 600),
        signed(body + b" "),
        {**good, "webhook-timestamp": "soon"},
    ]
    for headers in forged:
        answer = await website.client.post(website.url, content=body, headers=headers)
        assert answer.status_code == 401, answer.text
        assert answer.json()["detail"]
    assert await website.count("orders") == 0
    assert await website.count("raw_payloads") == 0


async def test_a_signature_of_one_shop_opens_no_other(website: Website) -> None:
    body = orjson.dumps({"orders": [order("W1")]})
    other = website.url.replace(f"/{website.shop_id}/", "/999/")
    assert (await website.client.post(other, content=body, headers=signed(body))).status_code == 401


@pytest.mark.parametrize("address", ADDRESSES)
async def test_who_sends_slowly_keeps_nobody_out(website: Website, address: str) -> None:
    ends, begun = asyncio.Event(), 0

    async def slowly() -> AsyncIterator[bytes]:
        nonlocal begun
        begun += 1
        yield b" "
        await ends.wait()

    async with asyncio.timeout(60), asyncio.TaskGroup() as senders:
        for _ in range(PUSHES_PER_SENDER):
            announced = signed(b" ") | {"content-length": "2"}
            pushed = website.client.post(
                address or website.url, content=slowly(), headers=announced
            )
            senders.create_task(pushed)
        while begun < PUSHES_PER_SENDER:  # noqa: ASYNC110 - other tasks'
            await asyncio.sleep(0)
        answer = await website.push({"orders": [order("W1")]})
        ends.set()
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("address", ADDRESSES)
async def test_while_there_is_no_place_at_the_gate_a_sender_is_told_to_come_again(
    website: Website, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """F34: on every way in."""
    monkeypatch.setattr(the_app().state, "push_gate", Gate(pushes=0))
    body = orjson.dumps({"orders": [order("W1")]})
    answer = await website.client.post(address or website.url, content=body, headers=signed(body))
    assert (answer.status_code, answer.json()["type"]) == (503, "overloaded")
    assert answer.headers["Retry-After"] == "2"
    assert await website.count("orders") == 0


async def test_a_body_beyond_ten_megabytes_is_refused_unread(website: Website) -> None:
    body = b" " * 10_000_001
    answer = await website.push(body)
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "body_too_large"
    assert answer.json()["correlation_id"] == answer.headers["X-Correlation-Id"]


async def test_the_payload_of_a_bad_order_is_shown_without_people(
    website: Website, db: Database
) -> None:
    await website.push({"orders": [order("W9", total="?")]})
    async with db.transaction() as tx:
        leaks = await tx.execute(
            text("SELECT count(*) FROM quarantine WHERE quarantine::text LIKE '%13800000001%'")
        )
    assert leaks.scalar_one() == 0
