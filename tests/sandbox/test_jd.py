"""JD's wire: search, detail, ciphertext, refusals."""

import time

import pytest

from tests.sandbox.wires import Control, Jos

HOUR = 3600


def test_search_is_sorted_oldest_first_unless_asked_otherwise(control: Control, jos: Jos) -> None:
    control.place("jd/0", count=40, status="to_ship", spread_seconds=HOUR)
    now = time.time()
    up = [row["modified"] for row in jos.search(now - 2 * HOUR, now + 5)["orderInfoList"]]
    down = jos.search(now - 2 * HOUR, now + 5, sortType="1")["orderInfoList"]
    assert up == sorted(up)
    assert [row["modified"] for row in down] == sorted(up, reverse=True)


def test_unpaid_order_is_not_visible_until_it_is_paid(control: Control, jos: Jos) -> None:
    number = control.place("jd/0", count=1, status="pending_payment")[0]["external_no"]
    now = time.time()
    assert jos.search(now - HOUR, now + 5)["orderTotal"] == 0
    control.patch(f"jd/0/orders/{number}", status="to_ship")
    assert jos.search(now - HOUR, now + 5)["orderTotal"] == 1


def test_cancelled_before_payment_has_the_zero_date(control: Control, jos: Jos) -> None:
    control.place("jd/0", count=1, status="cancelled")
    control.place("jd/0", count=1, status="closed_refunded")
    now = time.time()
    rows = jos.search(now - HOUR, now + 5)["orderInfoList"]
    assert {row["orderState"] for row in rows} == {"TRADE_CANCELED"}
    zero = [row["paymentConfirmTime"] == "0001-01-01 00:00:00" for row in rows]
    assert sorted(zero) == [False, True]


def test_people_are_ciphertext_that_changes_on_every_read(control: Control, jos: Jos) -> None:
    truth = control.place("jd/0", count=1, status="to_ship")[0]
    business = {"order_id": truth["external_no"], "optional_fields": "orderId,consigneeInfo"}
    seen = [
        jos.call("pop.order.enGet", business)["jingdong_pop_order_enGet_responce"][
            "orderDetailInfo"
        ]["orderInfo"]["consigneeInfo"]["fullname"]
        for _ in range(2)
    ]
    assert seen[0] != seen[1]
    assert control.post("jd/decrypt", texts=seen)["texts"] == [truth["recipient"]["name"]] * 2


def test_dates_may_be_left_out_for_orders_to_ship_alone(control: Control, jos: Jos) -> None:
    control.place("jd/0", count=2, status="to_ship")
    without = {"start_date": None, "end_date": None}
    assert jos.search(0, 0, order_state="WAIT_SELLER_STOCK_OUT", **without)["orderTotal"] == 2
    assert jos.search(0, 0, **without)["apiResult"]["success"] is False


@pytest.mark.parametrize(
    "changed",
    [
        {"page_size": "101"},
        {"page": "0"},
        {"order_state": ""},
        {"optional_fields": ""},
        {"start_date": "2020-01-01 00:00:00"},
        {"start_date": "yesterday"},
    ],
)
def test_wrong_business_parameter_fails_inside_the_node(jos: Jos, changed: dict[str, str]) -> None:
    now = time.time()
    assert jos.search(now - 60, now, **changed)["apiResult"]["success"] is False


def test_pages_above_one_hundred_are_empty(control: Control, jos: Jos) -> None:
    control.place("jd/0", count=102, status="to_ship")
    now = time.time()
    deep = jos.search(now - 60, now + 5, 101, page_size="1")
    assert not deep.get("orderInfoList")
    assert deep["orderTotal"] == 102


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"v": "1.0"}, "5"),
        ({"timestamp": "2021-05-07 09:20:39"}, "8"),
        ({"sign": "0" * 32}, "12"),
        ({"_method": "jingdong.nothing"}, "15"),
        ({"access_token": "nobody"}, "19"),
        ({"app_key": "nobody"}, "21"),
    ],
)
def test_wrong_system_parameter_has_its_own_code(
    jos: Jos, changed: dict[str, str], code: str
) -> None:
    reply = jos.post("pop.order.get", {"order_id": "1", "optional_fields": "orderId"}, **changed)
    assert reply.status_code == 200
    assert reply.json()["error_response"]["code"] == code


@pytest.mark.parametrize(
    ("state", "code"), [("expired", "19"), ("revoked", "19"), ("scope_missing", "24")]
)
def test_token_state_has_its_own_code(control: Control, jos: Jos, state: str, code: str) -> None:
    control.post("jd/0/token", state=state)
    now = time.time()
    assert jos.search(now - 60, now)["error_response"]["code"] == code
