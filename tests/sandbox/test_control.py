"""The control API: placing, changing, bulk, traffic."""

import json
import time

import pytest

from orderhub_sandbox.registry import PLATFORMS
from tests.sandbox.wires import Control, Json, Top, china_text

HOUR = 3600


def test_credentials_are_the_printed_line(control: Control, printed: Json) -> None:
    assert control.get("credentials") == printed
    assert {len(channel["shops"]) for channel in printed["channels"].values()} == {3}


def test_placed_orders_add_up(control: Control) -> None:
    for order in control.place("taobao/0", count=200, spread_seconds=HOUR):
        goods = sum(line["price_minor"] * line["quantity"] for line in order["lines"])
        assert order["total_minor"] == goods - order["discount_minor"] + order["freight_minor"]


def test_every_time_of_a_batch_lies_inside_its_span(control: Control) -> None:
    orders = control.place("jd/1", count=50, placed_at="2026-01-02T03:04:05Z", spread_seconds=HOUR)
    assert min(order["placed_at"] for order in orders) == "2026-01-02T03:04:05Z"
    assert max(order["modified_at"] for order in orders) <= "2026-01-02T04:04:05Z"


def test_same_seed_places_the_same_content(control: Control) -> None:
    first = control.place("taobao/0", count=3, seed=5)
    second = control.place("taobao/1", count=3, seed=5)
    assert [o["recipient"] for o in first] == [o["recipient"] for o in second]
    assert [o["lines"] for o in first] == [o["lines"] for o in second]


def test_explicit_order_is_placed_as_told(control: Control) -> None:
    wish = {
        "external_no": "2000000000000000077",
        "status": "shipped",
        "lines": [{"sku_code": "X-1", "quantity": 3, "price_minor": 990, "title": "挂钩"}],
        "recipient": {"name": "欧阳测试"},
        "freight_minor": 500,
        "seller_flag": 2,
    }
    order = control.place("taobao/森屿旗舰店", orders=[wish])[0]
    assert (order["external_no"], order["status"]) == ("2000000000000000077", "shipped")
    assert (order["total_minor"], order["seller_flag"]) == (3470, 2)
    assert order["recipient"]["name"] == "欧阳测试"
    taken = control.http.post(f"{control.url}/taobao/0/orders", json={"orders": [wish]})
    assert taken.status_code == 422


def test_change_shows_on_the_wire(control: Control, top: Top) -> None:
    number = control.place("taobao/0", count=1, status="to_ship", spread_seconds=60)[0][
        "external_no"
    ]
    control.patch(
        f"taobao/0/orders/{number}",
        raw_status="TRADE_FINISHED",
        address={"province": "西藏自治区"},
        seller_memo="改地址",
        drop_fields=["buyer_open_uid", "orders.order.0.title"],
        set_fields={"credit_card_fee": "1.00", "orders.order.0.num": 9},
    )
    now = time.time()
    trade = top.page(now - 10, now + 5)["trades"]["trade"][0]
    assert trade["status"] == "TRADE_FINISHED"
    assert trade["receiver_state"] == "西藏自治区"
    assert trade["credit_card_fee"] == "1.00"
    assert trade["orders"]["order"][0]["num"] == 9
    assert "buyer_open_uid" not in trade
    assert "title" not in trade["orders"]["order"][0]
    assert control.get(f"taobao/0/orders/{number}")["status"] == "completed"


def test_undocumented_word_is_unknown(control: Control) -> None:
    number = control.place("jd/0", count=1, status="to_ship")[0]["external_no"]
    assert control.patch(f"jd/0/orders/{number}", raw_status="ON_MARS")["status"] == "unknown"


@pytest.mark.parametrize("path", ["ebay/0/orders", "taobao/9/orders", "taobao/0/orders/1"])
def test_what_is_not_there_is_said(control: Control, path: str) -> None:
    reply = control.http.get(f"{control.url}/{path}")
    assert reply.status_code == 404
    assert reply.json()["detail"].startswith("no ")


def test_bulk_is_raw_list_answers_with_real_people(control: Control) -> None:
    query = {"count": 250, "seed": 3, "page_size": 100, "plain_people": 1, "lines": "2,4"}
    first = control.http.get(f"{control.url}/taobao/raw", params=query)
    pages = [json.loads(line) for line in first.content.splitlines()]
    trades = [page["trades_sold_increment_get_response"]["trades"]["trade"] for page in pages]
    assert [len(page) for page in trades] == [100, 100, 50]
    flat = [trade for page in trades for trade in page]
    assert len({trade["tid_str"] for trade in flat}) == 250
    assert all(2 <= len(trade["orders"]["order"]) <= 4 for trade in flat)
    assert not any("*" in trade["receiver_name"] + trade["receiver_mobile"] for trade in flat)
    again = control.http.get(f"{control.url}/taobao/raw", params=query)
    assert again.content.count(b"tid_str") == 250


@pytest.mark.parametrize("channel", ["jd", "website"])
def test_every_channel_has_bulk(control: Control, channel: str) -> None:
    reply = control.http.get(f"{control.url}/{channel}/raw", params={"count": 5, "page_size": 2})
    assert len(reply.content.splitlines()) == 3


def test_twenty_thousand_orders_can_be_read_page_by_page(control: Control, top: Top) -> None:
    placed = control.place("taobao/0", count=20_000, spread_seconds=20 * HOUR)
    now = time.time()
    window = {"start_modified": china_text(now - 21 * HOUR), "end_modified": china_text(now + 5)}
    wish = {"fields": "tid_str", "page_size": "100", **window}
    seen: set[str] = set()
    for page in (1, 50, 100, 200):
        body = top.call("trades.sold.increment.get", page_no=str(page), **wish)
        trades = body["trades_sold_increment_get_response"]["trades"]["trade"]
        seen |= {trade["tid_str"] for trade in trades}
    assert len(seen) == 400
    assert seen <= {order["external_no"] for order in placed}


def test_traffic_places_and_moves_orders_until_stopped(control: Control) -> None:
    rates = {"orders_per_minute": 60_000, "changes_per_minute": 60_000}
    control.post("traffic", **rates, channels=["jd"])
    deadline = time.monotonic() + 120
    while control.get("traffic")["changed"] == 0 and time.monotonic() < deadline:
        pass
    seen = control.get("traffic")
    control.post("traffic", channels=["jd"])
    assert seen["placed"] > 0
    assert seen["changed"] > 0
    assert control.get("traffic")["orders_per_minute"] == 0


def test_traffic_lives_on_every_platform(control: Control) -> None:
    channels = [name for name in PLATFORMS if name != "website"]
    control.post("traffic", orders_per_minute=24_000, channels=channels)
    deadline = time.monotonic() + 120
    while control.get("traffic")["placed"] < 800 and time.monotonic() < deadline:
        time.sleep(0.1)
    placed = control.get("traffic")["placed"]
    control.post("traffic", channels=channels)
    assert placed >= 800
    for name in channels:
        assert control.get(f"{name}/0/orders")["orders"], name
