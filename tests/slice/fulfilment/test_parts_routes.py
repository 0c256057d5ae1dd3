"""Parts of an order over HTTP: split, shown, made whole again; refused with a reason."""

from typing import Any

import httpx
import pytest

from orderhub.infra import clock
from orderhub.infra.db import Database
from orderhub.orders.facade import Fact, learn, standings
from tests.support.access import make_key
from tests.support.orders import add_shops, make_line, make_order, take_in

API = "/api/v1/fulfilment"
WAREHOUSE = {
    "code": "WH1",
    "name": "一号仓",
    "base_url": "https://wms.example.com",
    "customer_no": "C1",
    "owner_code": "O1",
    "app_key": "app",
    "method_prefix": "",
    "secret": "wms-secret-of-tests",
    "sender": {
        "name": "一号仓",
        "mobile": "057100000000",
        "province": "浙江省",
        "city": "杭州市",
        "detail_address": "仓前路1号",
    },
}


@pytest.fixture
async def number(app_client: httpx.AsyncClient, db: Database) -> str:
    """A reviewed order of two lines, three units and one, held so that it stays in the house."""
    async with db.transaction() as tx:
        (shop_id,) = await add_shops(tx, "自营官网")
    body = {**WAREHOUSE, "shop_ids": [shop_id]}
    answer = await app_client.post(f"{API}/warehouses", json=body)
    assert answer.status_code == 201, answer.text
    lines = (make_line(quantity=3), make_line(line_no="2", sku_code="SKU-2", quantity=1))
    async with db.transaction() as tx:
        (number,) = await take_in(tx, make_order(1, lines=lines), shop_id=shop_id)
        (order,) = await standings(tx, refs=[number])
        said: dict[str, dict[str, Any]] = {
            "review": {"decision": "approved"},
            "hold": {"on": True, "name": "manual"},
        }
        now = clock.now()
        facts = [
            Fact(
                order_id=order.id, source="person", kind=kind, key=kind, occurred_at=now,
                learned_at=now, data=data,
            )
            for kind, data in said.items()
        ]  # fmt: skip
        await learn(tx, facts)
    return number


async def test_an_order_is_split_shown_and_made_whole_again(
    app_client: httpx.AsyncClient, number: str
) -> None:
    url = f"{API}/orders/{number}/parts"
    assert (await app_client.get(url)).json() == {"told_in": "units", "items": [], "together": []}
    halves: list[dict[str, Any]] = [{"lines": {"1": 2}}, {"lines": {"1": 1, "2": 1}}]
    split = await app_client.put(url, json={"parts": halves})
    assert split.status_code == 200, split.text
    assert (await app_client.get(url)).json() == split.json()
    told = [(one["part"], one["state"], one["lines"]) for one in split.json()["items"]]
    assert told == [(1, "planned", {"1": 2}), (2, "planned", {"1": 1, "2": 1})]

    lost = await app_client.put(url, json={"parts": [{"lines": {"1": 2}}, {"lines": {"2": 1}}]})
    assert (lost.status_code, lost.json()["type"]) == (409, "not_all_units")
    elsewhere = [halves[0], {**halves[1], "warehouse": "WH9"}]
    unknown = await app_client.put(url, json={"parts": elsewhere})
    assert (unknown.status_code, unknown.json()["type"]) == (409, "no_warehouse")
    one = await app_client.put(url, json={"parts": halves[:1]})
    assert one.status_code == 422
    assert (await app_client.get(f"{API}/orders/ORD-0/parts")).status_code == 404

    assert (await app_client.delete(url)).json()["items"] == []
    again = await app_client.delete(url)
    assert (again.status_code, again.json()["type"]) == (409, "not_split")

    app_client.base_url = httpx.URL(f"{app_client.base_url}/api/v1")
    key = await make_key(app_client, permissions=["fulfilment.read"])
    path = url.removeprefix("/api/v1")
    assert (await app_client.get(path, headers=key)).status_code == 200
    refused = await app_client.put(path, headers=key, json={"parts": halves})
    assert refused.status_code == 403
