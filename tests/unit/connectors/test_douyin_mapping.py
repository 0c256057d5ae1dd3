"""Doudian orders in our words, field by field."""

from datetime import UTC, datetime
from typing import Any

import pytest

from orderhub.connector_kit.contract import ChannelLine, ChannelOrder
from orderhub.connectors.douyin.mapping import rows_in, to_row
from orderhub.kernel.errors import ContractViolation

NOON = 1767585600  # 2026-01-05 04:00 UTC
LINE = {
    "order_id": "4800000000000000001",
    "product_id": "680000000001",
    "sku_id": "1",
    "code": "SKU-1",
    "out_sku_id": "OUT-1",
    "product_name": "椅子",
    "spec": [{"name": "颜色", "value": "绿"}, {"name": "尺码", "value": "大"}],
    "item_num": 2,
    "origin_amount": 5005,
    "sum_amount": 10010,
    "pay_amount": 9009,
    "order_status": 2,
}
ORDER = {
    "order_id": "4800000000000000000",
    "order_status": 2,
    "main_status": 2,
    "pay_amount": 9312,
    "post_amount": 303,
    "promotion_amount": 1001,
    "create_time": NOON + 1,
    "update_time": NOON + 2,
    "pay_time": NOON + 3,
    "finish_time": 0,
    "exp_ship_time": NOON + 5,
    "encrypt_post_receiver": "#a#name#1##",
    "encrypt_post_tel": "#b#phone#1##",
    "mask_post_receiver": "张**",
    "mask_post_tel": "138****1234",
    "mask_post_addr": {"province": {"name": "广东省"}, "detail": "一路***"},
    "open_address_id": "#same",
    "buyer_words": "加急*",
    "seller_words": "送礼",
    "seller_remark_stars": 3,
    "post_addr": {
        "province": {"id": "44", "name": "广东省"},
        "city": {"id": "4403", "name": "深圳市"},
        "town": {"id": "440305", "name": "南山区"},
        "encrypt_detail": "#c#address#1##",
    },
    "logistics_info": [{"ship_time": NOON + 9}, {"ship_time": NOON + 4}, {"ship_time": 0}],
    "sku_order_list": [LINE],
}


def at(second: int) -> datetime:
    return datetime(2026, 1, 5, 4, 0, second, tzinfo=UTC)


def order_of(**changed: Any) -> ChannelOrder:
    order = to_row({**ORDER, **changed}).order
    assert order is not None
    return order


def test_every_field_goes_to_its_place() -> None:
    order = order_of()
    assert order == ChannelOrder(
        external_no="4800000000000000000",
        status="to_ship",
        status_raw="2",
        placed_at=at(1),
        modified_at=at(2),
        total_minor=9312,
        lines=(
            ChannelLine(
                line_no="4800000000000000001",
                sku_code="SKU-1",
                title="椅子",
                quantity=2,
                price_minor=5005,
                total_minor=9009,
                listing_no="680000000001",
                spec="颜色:绿;尺码:大",
                status_raw="2",
            ),
        ),
        people=order.people,
        goods_minor=10010,
        freight_minor=303,
        discount_minor=1001,
        paid_at=at(3),
        shipped_at=at(4),
        ship_by=at(5),
        province="广东省",
        city="深圳市",
        district="南山区",
        seller_flag=3,
    )


def test_people_are_ciphertext_with_the_platforms_masks_beside_it() -> None:
    people = order_of().people
    sealed = ("recipient_name", "recipient_phone", "recipient_address")
    assert [people.fields[name] for name in sealed] == [
        "#a#name#1##",
        "#b#phone#1##",
        "#c#address#1##",
    ]
    assert [people.strength[name] for name in sealed] == [2, 2, 2]
    assert [people.masks[name] for name in sealed] == ["张**", "138****1234", "一路***"]
    assert people.index == {"recipient_phone": "#same"}
    assert (people.fields["buyer_note"], people.strength["seller_note"]) == ("加急*", 3)


def test_a_mask_alone_is_a_mask() -> None:
    people = order_of(encrypt_post_tel="", mask_post_addr="一路***", post_addr=None).people
    assert people.fields["recipient_phone"] == "138****1234"
    assert people.fields["recipient_address"] == "一路***"
    assert (people.strength["recipient_phone"], people.strength["recipient_address"]) == (1, 1)
    assert set(people.masks) == {"recipient_name"}


@pytest.mark.parametrize(
    ("main", "plain", "status", "raw"),
    [
        (103, 1, "pending_payment", "103"),
        (21, 4, "closed_refunded", "21"),
        (None, 101, "partially_shipped", "101"),
        ("5", 5, "completed", "5"),
        (777, 2, "unknown", "777"),
    ],
)
def test_the_main_status_leads(main: object, plain: int, status: str, raw: str) -> None:
    order = order_of(main_status=main, order_status=plain)
    assert (order.status, order.status_raw) == (status, raw)


def test_only_a_finished_order_was_completed() -> None:
    assert order_of(finish_time=NOON + 7).completed_at is None
    assert order_of(main_status=5, finish_time=NOON + 7).completed_at == at(7)


def test_a_code_of_ones_own_stands_in_for_the_merchants() -> None:
    assert order_of(sku_order_list=[{**LINE, "code": ""}]).lines[0].sku_code == "OUT-1"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"pay_amount": "12.50"}, "pay_amount"),
        ({"pay_amount": None}, "pay_amount"),
        ({"order_id": None}, "order_id"),
        ({"create_time": 0}, "create_time"),
        ({"update_time": NOON * 1000}, "update_time"),
        ({"pay_time": "2026-01-05"}, "pay_time"),
        ({"main_status": None, "order_status": None}, "main_status"),
        ({"main_status": {"value": 2}}, "main_status"),
        ({"sku_order_list": None}, "sku_order_list"),
        ({"sku_order_list": [LINE, {**LINE, "item_num": 1.5}]}, "sku_order_list[1].item_num"),
        ({"buyer_words": ["x"]}, "buyer_words"),
        ({"seller_remark_stars": "red"}, "seller_remark_stars"),
    ],
)
def test_what_cannot_be_read_is_named(changed: dict[str, Any], field: str) -> None:
    row = to_row({**ORDER, **changed})
    assert isinstance(row.problem, ContractViolation)
    assert row.problem.field == field
    assert row.external_no == (None if field == "order_id" else ORDER["order_id"])


@pytest.mark.parametrize("data", [{}, {"shop_order_list": None}, {"shop_order_list": []}])
def test_no_orders_may_be_said_in_many_ways(data: dict[str, Any]) -> None:
    assert rows_in({"code": 10000, "data": data}) == ()


@pytest.mark.parametrize(
    ("told", "closed"),
    [
        ({"order_status": 4}, True),
        ({"order_status": 21}, True),
        ({"after_sale_info": {"after_sale_type": 2, "refund_status": 3}}, True),
        ({"after_sale_info": {"after_sale_type": 6, "refund_status": 3}}, False),  # money alone
        ({"after_sale_info": {"after_sale_type": 2, "refund_status": 2}}, False),
        ({"after_sale_info": None}, False),
    ],
)
def test_a_line_is_closed_by_its_own_word_or_goods_that_were_refunded(
    told: dict[str, Any], *, closed: bool
) -> None:
    order = to_row({**ORDER, "sku_order_list": [{**LINE, **told}]}).order
    assert order is not None
    (line,) = order.lines
    assert line.closed is closed
    assert (line.quantity, line.total_minor) == (2, 9009)


@pytest.mark.parametrize(("word", "refunding"), [(6, True), (7, True), (12, False), (28, False)])
def test_an_after_sale_of_a_line_that_is_not_settled_is_told(word: int, *, refunding: bool) -> None:
    line = {**LINE, "after_sale_info": {"after_sale_status": word}}
    order = to_row({**ORDER, "sku_order_list": [line]}).order
    assert order is not None
    assert order.refunding is refunding
