"""TOP trades in our words, field by field."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from orderhub.connector_kit.contract import ChannelLine, ChannelOrder
from orderhub.connectors.taobao.mapping import read_rows, rows_in, to_order, to_row
from orderhub.kernel.errors import ContractViolation

LINE = {
    "oid": 9007199254740993009,
    "num_iid": 680000000001,
    "outer_iid": "SPU",
    "outer_sku_id": "SKU-1",
    "title": "椅子",
    "sku_properties_name": "颜色:绿",
    "num": 2,
    "price": "50.05",
    "total_fee": "100.10",
    "divide_order_fee": "90.09",
    "status": "WAIT_SELLER_SEND_GOODS",
}
TRADE = {
    "tid": 9007199254740993007,
    "status": "WAIT_SELLER_SEND_GOODS",
    "type": "fixed",
    "created": "2026-01-05 00:00:01",
    "modified": "2026-01-05 00:00:02",
    "pay_time": "2026-01-05 00:00:03",
    "consign_time": "2026-01-05 00:00:04",
    "end_time": "2026-01-05 00:00:05",
    "payment": "101.01",
    "total_fee": "102.02",
    "post_fee": "3.03",
    "discount_fee": "4.04",
    "receiver_name": "张**",
    "receiver_mobile": "*******3228",
    "receiver_state": "广东省",
    "receiver_city": "深圳市",
    "receiver_district": "南山区",
    "receiver_town": "粤海街道",
    "receiver_address": "一路1号",
    "buyer_nick": "买**",
    "buyer_open_uid": "AAH1",
    "buyer_message": "加急*",
    "seller_memo": "送礼",
    "seller_flag": 3,
    "oaid": "oaid-1",
    "orders": {"order": [LINE]},
}


def at(second: int) -> datetime:
    return datetime(2026, 1, 4, 16, 0, second, tzinfo=UTC)


def trade(**changed: Any) -> dict[str, Any]:
    return {**TRADE, **changed}


def order_of(**changed: Any) -> ChannelOrder:
    order = to_row(trade(**changed)).order
    assert order is not None
    return order


def test_every_field_goes_to_its_place() -> None:
    order = to_order(TRADE)
    assert order == ChannelOrder(
        external_no="9007199254740993007",
        status="to_ship",
        status_raw="WAIT_SELLER_SEND_GOODS",
        placed_at=at(1),
        modified_at=at(2),
        total_minor=10101,
        lines=(
            ChannelLine(
                line_no="9007199254740993009",
                sku_code="SKU-1",
                title="椅子",
                quantity=2,
                price_minor=5005,
                total_minor=9009,
                listing_no="680000000001",
                spec="颜色:绿",
                status_raw="WAIT_SELLER_SEND_GOODS",
            ),
        ),
        people=order.people,
        currency="CNY",
        goods_minor=10202,
        freight_minor=303,
        discount_minor=404,
        paid_at=at(3),
        shipped_at=at(4),
        completed_at=None,
        ship_by=None,
        province="广东省",
        city="深圳市",
        district="南山区",
        seller_flag=3,
        presale=False,
    )


def test_people_are_known_by_how_well_they_are_known() -> None:
    people = order_of().people
    assert people.fields == {
        "recipient_name": "张**",
        "recipient_phone": "*******3228",
        "recipient_address": "粤海街道一路1号",
        "buyer_name": "买**",
        "buyer_no": "AAH1",
        "buyer_note": "加急*",
        "seller_note": "送礼",
    }
    assert people.strength == {
        "recipient_name": 1,
        "recipient_phone": 1,
        "recipient_address": 3,
        "buyer_name": 1,
        "buyer_no": 3,
        "buyer_note": 3,
        "seller_note": 3,
    }
    assert people.index == {"recipient_phone": "oaid-1", "buyer_no": "AAH1"}


def test_a_finished_trade_was_completed_at_its_end() -> None:
    assert order_of(status="TRADE_FINISHED").completed_at == at(5)


@pytest.mark.parametrize(
    "changed", [{"step_trade_status": "FRONT_PAID_FINAL_NOPAID"}, {"type": "step"}]
)
def test_a_presale_is_told_apart(changed: dict[str, Any]) -> None:
    assert order_of(**changed).presale


def test_an_unknown_word_is_kept() -> None:
    order = order_of(status="WAIT_DRONE_PICKUP")
    assert (order.status, order.status_raw) == ("unknown", "WAIT_DRONE_PICKUP")


@pytest.mark.parametrize("name", ["pay_time", "seller_flag", "receiver_city", "discount_fee"])
@pytest.mark.parametrize("value", [None, ""])
def test_what_is_optional_may_be_absent_null_or_empty(name: str, value: object) -> None:
    assert order_of(**{name: value})
    assert to_row({key: given for key, given in TRADE.items() if key != name}).order


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"payment": None}, "payment"),
        ({"payment": "12.345"}, "payment"),
        ({"payment": {"amount": 1}}, "payment"),
        ({"status": None}, "status"),
        ({"status": ["a"]}, "status"),
        ({"created": "05.01.2026"}, "created"),
        ({"modified": 1767294245}, "modified"),
        ({"tid": None}, "tid"),
        ({"tid": 1.5}, "tid"),
        ({"orders": None}, "orders"),
        ({"orders": {"order": []}}, "orders"),
        ({"orders": "none"}, "orders"),
        ({"seller_flag": "red"}, "seller_flag"),
        ({"receiver_name": {"first": "A"}}, "receiver_name"),
        ({"orders": {"order": [LINE, {**LINE, "num": None}]}}, "orders.order[1].num"),
        ({"orders": {"order": [{**LINE, "price": "free"}]}}, "orders.order[0].price"),
        ({"orders": {"order": [7]}}, "orders.order[0]"),
    ],
)
def test_what_cannot_be_read_is_named(changed: dict[str, Any], field: str) -> None:
    row = to_row(trade(**changed))
    assert row.order is None
    assert isinstance(row.problem, ContractViolation)
    assert row.problem.field == field
    assert row.external_no == (None if field == "tid" else "9007199254740993007")


@pytest.mark.parametrize(
    "response",
    [
        {},
        {"trades": None},
        {"trades": []},
        {"trades": {}},
        {"trades": {"trade": None}},
        {"trades": {"trade": []}},
    ],
)
def test_no_trades_may_be_said_in_many_ways(response: dict[str, Any]) -> None:
    assert rows_in({"trades_sold_increment_get_response": response}) == ()


def test_lists_may_be_simplified() -> None:
    simple = trade(orders=[LINE])
    document = {"trades_sold_increment_get_response": {"trades": [simple]}}
    assert rows_in(document)[0].order == to_order(TRADE)


def test_a_batch_is_unharmed_by_one_bad_row() -> None:
    rows = [TRADE, trade(tid=2, payment="?"), "nonsense", trade(tid=3)]
    body = orjson.dumps({"trades_sold_get_response": {"trades": {"trade": rows}}})
    read = read_rows(body)
    assert [row.external_no for row in read] == ["9007199254740993007", "2", None, "3"]
    assert [row.order is not None for row in read] == [True, False, False, True]


@pytest.mark.parametrize(
    ("told", "closed"),
    [
        ({"status": "TRADE_CLOSED"}, True),
        ({"status": "TRADE_CLOSED_BY_TAOBAO"}, True),
        ({"refund_status": "SUCCESS"}, True),
        ({"refund_status": "WAIT_SELLER_AGREE"}, False),
        ({"refund_status": "CLOSED"}, False),
        ({"refund_status": "NO_REFUND"}, False),
    ],
)
def test_a_line_is_closed_by_its_status_or_a_refund_that_succeeded(
    told: dict[str, str], *, closed: bool
) -> None:
    (line,) = order_of(orders={"order": [{**LINE, **told}]}).lines
    assert line.closed is closed
    assert (line.quantity, line.total_minor) == (2, 9009)


@pytest.mark.parametrize(
    ("word", "refunding"),
    [
        ("WAIT_SELLER_AGREE", True),
        ("WAIT_BUYER_RETURN_GOODS", True),
        ("WAIT_SELLER_CONFIRM_GOODS", True),
        ("SELLER_REFUSE_BUYER", False),
        ("SUCCESS", False),
        ("CLOSED", False),
    ],
)
def test_a_refund_of_a_line_that_is_not_settled_is_told(word: str, *, refunding: bool) -> None:
    lines = [LINE, {**LINE, "refund_status": word}]
    assert order_of(orders={"order": lines}).refunding is refunding
