"""Kuaishou orders in our words, field by field."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from orderhub.connector_kit.contract import ChannelLine, ChannelOrder
from orderhub.connectors.kuaishou.mapping import modified_at, read_rows, rows_in, to_row
from orderhub.kernel.errors import ContractViolation

MS = 1767585600123
BASE = {
    "oid": 9200000000000100,
    "status": 30,
    "createTime": MS,
    "updateTime": MS + 1000,
    "payTime": MS + 2000,
    "sendTime": MS + 3000,
    "totalFee": 10101,
    "discountFee": 404,
    "expressFee": 303,
    "buyerOpenId": "f18",
    "buyerNick": "买***",
    "remark": "加急*",
    "preSale": 0,
}
ADDRESS = {
    "encryptedConsignee": "sealed name",
    "encryptedMobile": "sealed phone",
    "encryptedAddress": "sealed address",
    "desensitiseConsignee": "张**",
    "desensitiseMobile": "138****0000",
    "desensitiseAddress": "****",
    "province": "广东省",
    "city": "深圳市",
    "district": "南山区",
}
ITEM = {
    "itemId": 19000000000001,
    "skuNick": "SKU-1",
    "skuDesc": "颜色:绿",
    "itemTitle": "椅子",
    "num": 2,
    "price": 5005,
    "discountFee": 10,
}
PARTS = [
    {"subOrderBaseInfo": {"oid": 9200000000000101}, "subOrderItemInfo": ITEM},
    {"subOrderBaseInfo": {"oid": 9200000000000102}, "subOrderItemInfo": {**ITEM, "num": 1}},
]
ORDER = {
    "orderBaseInfo": BASE,
    "orderAddress": ADDRESS,
    "orderItemInfo": ITEM,
    "orderNoteInfo": [
        {"note": "旧", "flagTagCode": "1", "createTime": MS},
        {"note": "送礼", "flagTagCode": "3", "createTime": MS + 1},
        {"note": "更旧", "flagTagCode": None},
    ],
    "subOrderInfo": [],
}


def at(second: int) -> datetime:
    return datetime(2026, 1, 5, 4, 0, second, 123000, tzinfo=UTC)


def order(**changed: Any) -> dict[str, Any]:
    """Changes of the order, or of its base where the field is one of its."""
    base = {**BASE, **{name: value for name, value in changed.items() if name in BASE}}
    rest = {name: value for name, value in changed.items() if name not in BASE}
    return {**ORDER, "orderBaseInfo": base, **rest}


def read(**changed: Any) -> ChannelOrder:
    found = to_row(order(**changed)).order
    assert found is not None
    return found


def test_every_field_goes_to_its_place() -> None:
    found = read()
    assert found == ChannelOrder(
        external_no="9200000000000100",
        status="to_ship",
        status_raw="30",
        placed_at=at(0),
        modified_at=at(1),
        total_minor=10101,
        lines=(
            ChannelLine(
                line_no="9200000000000100",
                sku_code="SKU-1",
                title="椅子",
                quantity=2,
                price_minor=5005,
                total_minor=10000,
                listing_no="19000000000001",
                spec="颜色:绿",
            ),
        ),
        people=found.people,
        goods_minor=10010,
        freight_minor=303,
        discount_minor=404,
        paid_at=at(2),
        shipped_at=at(3),
        province="广东省",
        city="深圳市",
        district="南山区",
        seller_flag=3,
        presale=False,
    )


def test_recipients_are_known_as_ciphertext_and_shown_by_their_mask() -> None:
    people = read().people
    assert people.fields == {
        "recipient_name": "sealed name",
        "recipient_phone": "sealed phone",
        "recipient_address": "sealed address",
        "buyer_name": "买***",
        "buyer_no": "f18",
        "buyer_note": "加急*",
        "seller_note": "送礼",
    }
    assert [people.strength[f"recipient_{name}"] for name in ("name", "phone", "address")] == [
        2
    ] * 3
    assert (people.strength["buyer_name"], people.strength["buyer_note"]) == (1, 3)
    assert people.index == {"buyer_no": "f18"}
    assert people.masks == {
        "recipient_name": "张**",
        "recipient_phone": "138****0000",
        "recipient_address": "****",
    }


@pytest.mark.parametrize("spelling", ["desensitise", "desensitised"])
def test_a_recipient_without_ciphertext_is_known_by_the_mask(spelling: str) -> None:
    people = read(orderAddress={f"{spelling}Mobile": "138****0000", "encryptedMobile": ""}).people
    assert people.fields["recipient_phone"] == "138****0000"
    assert people.strength["recipient_phone"] == 1


def test_an_order_of_several_goods_has_a_line_of_each_item_order() -> None:
    lines = read(subOrderInfo=[{"subOrderId": 1}, {"subOrderId": 2}], subOrderDetail=PARTS).lines
    assert [line.line_no for line in lines] == ["9200000000000101", "9200000000000102"]
    assert [line.quantity for line in lines] == [2, 1]


def test_an_order_whose_item_orders_are_not_told_is_put_aside_and_not_cut_short() -> None:
    row = to_row(order(subOrderInfo=[{"subOrderId": 1}, {"subOrderId": 2}]))
    assert isinstance(row.problem, ContractViolation)
    assert (row.external_no, row.problem.field) == ("9200000000000100", "subOrderDetail")
    assert modified_at(row) == at(1)


@pytest.mark.parametrize("paid", [None, 0, ""])
def test_a_closed_order_was_paid_or_was_not(paid: object) -> None:
    assert read(status=80, payTime=paid).status == "cancelled"
    assert read(status=80).status == "closed_refunded"


@pytest.mark.parametrize("word", [0, 35, "WAIT_DRONE_PICKUP"])
def test_an_unknown_word_is_kept(word: object) -> None:
    found = read(status=word)
    assert (found.status, found.status_raw) == ("unknown", str(word))


@pytest.mark.parametrize(
    "name", ["payTime", "sendTime", "discountFee", "remark", "preSale", "orderAddress"]
)
@pytest.mark.parametrize("value", [None, ""])
def test_what_is_optional_may_be_absent_null_or_empty(name: str, value: object) -> None:
    assert read(**{name: value})


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"totalFee": None}, "orderBaseInfo.totalFee"),
        ({"totalFee": "12.30"}, "orderBaseInfo.totalFee"),
        ({"totalFee": True}, "orderBaseInfo.totalFee"),
        ({"status": None}, "orderBaseInfo.status"),
        ({"createTime": 1767585600}, "orderBaseInfo.createTime"),
        ({"updateTime": "2026-01-05 12:00:00"}, "orderBaseInfo.updateTime"),
        ({"payTime": "soon"}, "orderBaseInfo.payTime"),
        ({"oid": None}, "orderBaseInfo.oid"),
        ({"orderBaseInfo": 7}, "orderBaseInfo"),
        ({"orderAddress": {"city": []}}, "orderAddress.city"),
        ({"orderAddress": [1]}, "orderAddress"),
        ({"orderItemInfo": None}, "orderItemInfo"),
        ({"orderItemInfo": {**ITEM, "num": None}}, "orderItemInfo.num"),
        ({"orderItemInfo": {**ITEM, "price": 1.5}}, "orderItemInfo.price"),
        ({"orderNoteInfo": "送礼"}, "orderNoteInfo"),
        ({"orderNoteInfo": [{"flagTagCode": "red"}]}, "orderNoteInfo[0].flagTagCode"),
        ({"subOrderDetail": [PARTS[0], 7]}, "subOrderDetail[1]"),
        ({"subOrderDetail": [{**PARTS[0], "subOrderItemInfo": {}}]},
         "subOrderDetail[0].subOrderItemInfo.num"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(changed: dict[str, Any], field: str) -> None:
    row = to_row(order(**changed))
    assert row.order is None
    assert isinstance(row.problem, ContractViolation)
    assert row.problem.field == field


def test_a_batch_is_unharmed_by_one_bad_row() -> None:
    rows = [ORDER, order(oid=2, totalFee="?"), "nonsense", order(oid=3)]
    read = read_rows(orjson.dumps({"result": 1, "data": {"orderList": rows}}))
    assert [row.external_no for row in read] == ["9200000000000100", "2", None, "3"]
    assert [row.order is not None for row in read] == [True, False, False, True]


@pytest.mark.parametrize("listed", [None, []])
def test_no_orders_may_be_said_in_two_ways(listed: object) -> None:
    assert rows_in({"data": {"orderList": listed}}) == ()


OPEN: list[object] = [10, "20", 22, 30, 40, 50]
SETTLED: list[object] = [12, 45, 60, 70, None, []]
REFUNDS: list[tuple[object, bool]] = [
    *[([{"refundStatus": word}], True) for word in OPEN],
    *[([{"refundStatus": word}], False) for word in SETTLED],
    ([{"refundStatus": 70}, {"refundStatus": 10}], True),
    ([7, None], False),
    ({"refundStatus": 10}, False),
    (None, False),
]


@pytest.mark.parametrize(("refunds", "refunding"), REFUNDS)
@pytest.mark.parametrize("name", ["orderRefundInfo", "orderRefundList"])
def test_a_refund_that_is_not_settled_is_told(
    name: str, refunds: object, *, refunding: bool
) -> None:
    assert read(**{name: refunds}).refunding is refunding
