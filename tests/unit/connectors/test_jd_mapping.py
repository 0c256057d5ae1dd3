"""JD orders in our words, where they differ from what one expects."""

from datetime import UTC, datetime
from typing import Any

import pytest

from orderhub.connector_kit.contract import ChannelOrder
from orderhub.connectors.jd.mapping import rows_in, to_row
from orderhub.kernel.errors import ContractViolation

ITEM = {
    "skuId": "1001",
    "outerSkuId": "SKU-1",
    "wareId": "9",
    "skuName": "椅子",
    "itemTotal": "2",
    "jdPrice": "50.05",
}
ORDER = {
    "orderId": "300000000001",
    "orderState": "WAIT_SELLER_STOCK_OUT",
    "orderTotalPrice": "102.02",
    "orderPayment": "101.01",
    "freightPrice": "3.03",
    "sellerDiscount": "4.04",
    "orderStartTime": "2026-01-05 00:00:01",
    "modified": "2026-01-05 00:00:02",
    "paymentConfirmTime": "2026-01-05 00:00:03",
    "orderEndTime": "0001-01-01 00:00:00",
    "pin": "jd_user",
    "open_id_buyer": "open-1",
    "consigneeInfo": {
        "fullname": "cipher-name",
        "mobile": "cipher-phone",
        "fullAddress": "cipher-address",
        "province": "广东",
        "city": "深圳市",
        "county": "南山区",
    },
    "itemInfoList": [ITEM],
    "orderRemark": "快",
    "venderRemark": None,
}


def order_of(**changed: Any) -> ChannelOrder:
    order = to_row({**ORDER, **changed}).order
    assert order is not None
    return order


def test_amounts_times_and_places() -> None:
    order = order_of()
    assert (order.total_minor, order.goods_minor) == (10101, 10202)
    assert (order.freight_minor, order.discount_minor) == (303, 404)
    assert order.paid_at == datetime(2026, 1, 4, 16, 0, 3, tzinfo=UTC)
    assert order.completed_at is None
    assert (order.province, order.city, order.district) == ("广东", "深圳市", "南山区")


def test_ciphertext_is_no_plain_text() -> None:
    people = order_of().people
    sealed = ("recipient_name", "recipient_phone", "recipient_address")
    assert [people.strength[name] for name in sealed] == [2, 2, 2]
    assert people.strength["buyer_note"] == 3
    assert people.index == {"buyer_no": "open-1"}


@pytest.mark.parametrize(
    ("paid", "status"),
    [
        ("2026-01-05 00:00:03", "closed_refunded"),
        ("0001-01-01 00:00:00", "cancelled"),
        (None, "cancelled"),
        ("", "cancelled"),
    ],
)
def test_a_cancelled_order_was_paid_or_not(paid: str | None, status: str) -> None:
    assert order_of(orderState="TRADE_CANCELED", paymentConfirmTime=paid).status == status


def test_rows_of_one_sku_add_up_and_gifts_stay_apart() -> None:
    gift = {**ITEM, "jdPrice": "0.00", "itemTotal": 1}
    lines = order_of(itemInfoList=[ITEM, gift, ITEM, {**ITEM, "skuId": 7}]).lines
    assert [(line.line_no, line.quantity, line.total_minor) for line in lines] == [
        ("1001", 4, 20020),
        ("1001-gift", 1, 0),
        ("7", 2, 10010),
    ]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"orderPayment": "x"}, "orderPayment"),
        ({"orderId": None}, "orderId"),
        ({"orderStartTime": "0001-01-01 00:00:00"}, "orderStartTime"),
        ({"itemInfoList": None}, "itemInfoList"),
        ({"itemInfoList": [{**ITEM, "itemTotal": "two"}]}, "itemInfoList[0].itemTotal"),
        ({"consigneeInfo": "someone"}, "consigneeInfo"),
        ({"consigneeInfo": {"mobile": {}, "telephone": ["1"]}}, "consigneeInfo.mobile"),
    ],
)
def test_what_cannot_be_read_is_named(changed: dict[str, Any], field: str) -> None:
    row = to_row({**ORDER, **changed})
    assert isinstance(row.problem, ContractViolation)
    assert row.problem.field == field


@pytest.mark.parametrize("result", [None, {}, {"orderInfoList": None}, {"orderInfoList": []}])
def test_no_orders_may_be_said_in_many_ways(result: Any) -> None:
    node = {"code": "0", "searchorderinfo_result": result}
    assert rows_in({"jingdong_pop_order_enSearch_responce": node}) == ()
