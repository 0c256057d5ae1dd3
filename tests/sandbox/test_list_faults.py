"""Faults of lists and rows: F10 to F14, F16, F20 to F24."""

import time
from collections.abc import Callable

import pytest

from tests.sandbox.wires import Control, Jos, Json, Top, china_text

HOUR = 3600
Trades = Callable[[], list[Json]]


@pytest.fixture
def trades(control: Control, top: Top) -> Trades:
    """Reads the first page of three orders to ship."""
    control.place("taobao/0", count=3, status="to_ship", spread_seconds=60)
    now = time.time()
    return lambda: top.page(now - HOUR, now + 5)["trades"]["trade"]


def test_f10_repeats_a_row_of_the_page_before(control: Control, top: Top) -> None:
    control.place("taobao/0", count=60, spread_seconds=600)
    control.arm("F10")
    now = time.time()
    first, second = top.tids(now - HOUR, now + 5, 1), top.tids(now - HOUR, now + 5, 2)
    assert second[0] == first[-1]
    assert len(set(first) | set(second)) == 60


def test_f10_can_repeat_a_whole_page_once(control: Control, top: Top) -> None:
    control.place("taobao/0", count=60, spread_seconds=600)
    control.arm("F10", args={"shape": "page"})
    now = time.time()
    first, second = top.tids(now - HOUR, now + 5, 1), top.tids(now - HOUR, now + 5, 2)
    assert second == first
    assert len(top.tids(now - HOUR, now + 5, 2)) == 20


def test_f11_hides_a_page_though_more_is_said_to_come(control: Control, jos: Jos) -> None:
    control.place("jd/0", count=120, status="to_ship", spread_seconds=600)
    control.arm("F11", args={"page": 2})
    now = time.time()
    rows = [
        len(jos.search(now - HOUR, now + 5, page).get("orderInfoList") or []) for page in (1, 2, 3)
    ]
    assert rows == [50, 0, 20]
    assert len(jos.search(now - HOUR, now + 5, 2)["orderInfoList"]) == 50


def test_orders_of_a_hidden_day_are_in_no_list_and_nobody_says_so(
    control: Control, jos: Jos
) -> None:
    placed = control.place("jd/0", count=4, status="to_ship", spread_seconds=60)
    old = control.place("jd/0", count=2, status="to_ship", placed_at="2026-01-05T15:59:59Z")[0]
    control.patch(f"jd/0/orders/{old['external_no']}", seller_memo="seen again")
    now = time.time()
    control.post("jd/0/settings", hidden_days=["2026-01-05"])
    control.post("jd/0/settings", plain_people=True)
    listed = jos.search(now - HOUR, now + 5)
    assert listed["orderTotal"] == len(placed)
    assert {row["orderId"] for row in listed["orderInfoList"]} == {o["external_no"] for o in placed}
    control.post("jd/0/settings", hidden_days=[])
    assert jos.search(now - HOUR, now + 5)["orderTotal"] == len(placed) + 1


def test_f12_moves_a_row_after_the_answer(control: Control, top: Top) -> None:
    control.place("taobao/0", count=30, spread_seconds=600)
    end = time.time() - 1
    before = top.tids(end - HOUR, end)
    control.arm("F12", args={"rows": 2})
    top.tids(end - HOUR, end)
    assert len(top.tids(end - HOUR, end)) == len(before) - 2


def test_f13_caps_the_page_silently_and_lies_about_the_total(control: Control, top: Top) -> None:
    control.place("taobao/0", count=30, spread_seconds=600)
    control.arm("F13", times=2, args={"cap": 10})
    now = time.time()
    page = top.page(now - HOUR, now + 5, use_has_next="false")
    assert (len(page["trades"]["trade"]), page["total_results"]) == (10, 15)
    assert top.page(now - HOUR, now + 5)["has_next"] is True


def test_f14_loses_the_seconds_at_both_edges(control: Control, top: Top) -> None:
    second = int(time.time()) - 300
    at = f"{china_text(second).replace(' ', 'T')}+08:00"
    control.place("taobao/0", count=1, placed_at=at)
    control.arm("F14", times=2)
    assert top.tids(second, second + 60) == []
    assert top.tids(second - 60, second) == []
    assert len(top.tids(second - 60, second)) == 1


@pytest.mark.parametrize(
    ("shape", "expected"),
    [("zoned", "+08:00"), ("utc", "Z"), ("zero", "0000-00-00 00:00:00")],
)
def test_f16_writes_times_in_another_shape(
    control: Control, trades: Trades, shape: str, expected: str
) -> None:
    control.arm("F16", args={"shape": shape})
    assert [trade["created"].endswith(expected) for trade in trades()] == [True, False, False]


def test_f20_is_a_word_nobody_knows_in_one_row(control: Control, trades: Trades) -> None:
    control.arm("F20", args={"word": "WAIT_MARS"})
    words = [trade["status"] for trade in trades()]
    assert words == ["WAIT_MARS", "WAIT_SELLER_SEND_GOODS", "WAIT_SELLER_SEND_GOODS"]


@pytest.mark.parametrize("shape", ["missing", "null", "renamed", "retyped"])
def test_f21_breaks_a_field_of_one_row(control: Control, trades: Trades, shape: str) -> None:
    control.arm("F21", args={"shape": shape, "field": "tid_str"})
    broken, *good = trades()
    assert not isinstance(broken.get("tid_str"), str)
    assert ("tid_str" in broken) == (shape in ("null", "retyped"))
    assert all(isinstance(trade["tid_str"], str) for trade in good)


def test_f22_is_an_id_of_another_kind(control: Control, trades: Trades) -> None:
    control.arm("F22", args={"shape": "leading_zero"})
    control.arm("F22", args={"shape": "huge"})
    zero, huge = trades()[0]["tid_str"], trades()[0]["tid_str"]
    assert zero.startswith("00")
    assert int(huge) > 2**64


def test_f23_does_not_add_up(control: Control, trades: Trades) -> None:
    control.arm("F23", args={"delta_minor": -250})
    wrong, right = float(trades()[0]["payment"]), float(trades()[0]["payment"])
    assert round((wrong - right) * 100) == -250


def test_f24_detail_is_older_than_the_list(control: Control, top: Top) -> None:
    number = control.place("taobao/0", count=1, status="to_ship", spread_seconds=60)[0][
        "external_no"
    ]
    control.patch(f"taobao/0/orders/{number}", status="shipped")
    control.arm("F24")
    shown = [
        top.call("trade.get", tid=number, fields="status")["trade_get_response"]["trade"]["status"]
        for _ in range(2)
    ]
    assert shown == ["WAIT_SELLER_SEND_GOODS", "WAIT_BUYER_CONFIRM_GOODS"]


def test_row_faults_can_name_the_row(control: Control, jos: Jos) -> None:
    placed = control.place("jd/0", count=3, status="to_ship", spread_seconds=60)
    named = placed[2]["external_no"]
    control.arm("F20", args={"external_no": named})
    now = time.time()
    rows = jos.search(now - HOUR, now + 5)["orderInfoList"]
    odd = [row["orderId"] for row in rows if row["orderState"] == "WAIT_DRONE_PICKUP"]
    assert odd == [named]
