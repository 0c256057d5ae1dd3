"""Behind an order: what the channel sent, masked, and the calls that were made about it."""

from datetime import UTC, datetime, timedelta

import httpx
import orjson
import pytest
from sqlalchemy import text

from orderhub.connectors import CONNECTORS
from orderhub.infra.db import Database
from orderhub.kernel.types import ChannelCode, ShopId
from orderhub.orders.facade import Arrival, Batch, absorb
from orderhub.vault.facade import keep_raw, load_ring
from tests.support.orders import PEOPLE, PHONE, add_shops

API = "/api/v1"
BODY = orjson.dumps(
    {
        "orders": [
            {
                "order_no": f"W{n}",
                "status": "to_ship",
                "placed_at": "2026-01-05T09:00:00+08:00",
                "modified_at": "2026-01-05T09:05:00+08:00",
                "total": "99.00",
                "lines": [{"sku": "SKU-1", "title": "短袖", "quantity": 1, "price": "99.00"}],
                "recipient": {
                    "name": PEOPLE["recipient_name"],
                    "phone": PHONE,
                    "address": PEOPLE["recipient_address"],
                    "province": "浙江省",
                },
                "buyer": {"id": "b-77", "name": PEOPLE["buyer_name"]},
            }
            for n in (1, 2)
        ]
    }
)


@pytest.fixture
async def numbers(app_db: Database) -> list[str]:
    """Two orders that came in one pushed body, which is kept."""
    async with app_db.transaction() as tx:
        (shop_id,) = await add_shops(tx, "一号店")
        [ref] = await keep_raw(tx, await load_ring(tx, "cn", ()), shop_id, "push", [BODY])
        rows = CONNECTORS[ChannelCode("website")].read_rows(BODY)
        batch = Batch(
            shop_id=ShopId(shop_id),
            channel=ChannelCode("website"),
            region="cn",
            arrivals=[Arrival(row.order, raw_ref=ref) for row in rows if row.order],
            read_at=datetime(2026, 1, 5, 4, 0, tzinfo=UTC),
        )
        return [one.number for one in (await absorb(tx, batch)).outcomes]


async def test_the_raw_payload_is_the_orders_own_part_with_people_masked(
    app_client: httpx.AsyncClient, numbers: list[str]
) -> None:
    answer = await app_client.get(f"{API}/orders/{numbers[1]}/raw")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["payload"]["order_no"] == "W2"
    assert body["payload"]["total"] == "99.00"
    assert body["payload"]["recipient"]["phone"] == "****"
    assert body["payload"]["recipient"]["province"] == "浙江省"
    mapped = {field["field"]: (field["path"], field["value"]) for field in body["mapped"]}
    assert mapped["external_no"] == ("order_no", "W2")
    assert mapped["total_minor"] == ("total", 9900)
    assert mapped["recipient_phone"] == ("recipient.phone", "138****5678")
    for clear in (*PEOPLE.values(), "b-77"):
        assert clear not in answer.text


async def test_a_payload_past_its_time_is_said_to_be_gone(
    app_client: httpx.AsyncClient, numbers: list[str], db: Database
) -> None:
    async with db.transaction() as tx:
        await tx.execute(text("DELETE FROM raw_payloads"))
    body = (await app_client.get(f"{API}/orders/{numbers[0]}/raw")).json()
    assert body["payload"] is None


async def test_calls_about_an_order_stand_in_its_timeline(
    app_client: httpx.AsyncClient, numbers: list[str], db: Database
) -> None:
    call = {"at": datetime.now(UTC) + timedelta(hours=1)}  # noqa: TID251 - after the real arrival
    async with db.transaction() as tx:
        await tx.execute(
            text("""
                INSERT INTO api_calls (at, shop_id, channel, app_key, method, outcome, code,
                    channel_code, ms, external_no)
                SELECT :at, shop_id, 'website', '', 'trade.get', 'failed', 'rate_limited', '7',
                    120, external_no FROM orders WHERE external_no = 'W1'
            """),
            call,
        )
    answer = await app_client.get(f"{API}/orders/{numbers[0]}/timeline")
    newest, _ = answer.json()["items"]
    assert (newest["kind"], newest["title_code"]) == ("call", "call.failed")
    assert newest["detail"] == "trade.get · rate_limited · 120 ms"
    other = await app_client.get(f"{API}/orders/{numbers[1]}/timeline")
    assert [item["kind"] for item in other.json()["items"]] == ["fact"]
