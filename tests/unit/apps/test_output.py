"""What commands print for people: amounts in their currency, instants by China's clocks."""

from datetime import UTC, datetime
from typing import Any

from orderhub.apps.output import counted, described, for_people, table

PLACED_AT = datetime(2026, 11, 29, 17, 46, 56, 166634, tzinfo=UTC)
ORDER: dict[str, Any] = {
    "number": "ORD-1",
    "currency": "CNY",
    "total_minor": 105666,
    "placed_at": PLACED_AT,
    "paid_at": None,
    "amounts": {"goods_minor": 105666, "refunded_minor": None},
    "lines": [
        {"title": "露营灯", "quantity": 1, "unit_minor": 5, "spec": ""},
        {"title": "lamp", "quantity": 12, "unit_minor": 120000, "spec": ""},
    ],
    "moments": [PLACED_AT, PLACED_AT],
    "notes": [],
}


def test_a_list_tells_yuan_and_china_s_time_with_its_zone() -> None:
    assert table([ORDER], ("number", "total_minor", "placed_at", "paid_at")) == [
        "number  total      placed_at                  paid_at",
        "ORD-1   ¥1,056.66  2026-11-30 01:46:56 UTC+8",
    ]


def test_one_thing_tells_them_too_however_deep_they_stand() -> None:
    instant = "2026-11-30 01:46:56 UTC+8"
    assert described(ORDER) == [
        "number                 ORD-1",
        "currency               CNY",
        "total                  ¥1,056.66",
        f"placed_at              {instant}",
        "amounts                goods ¥1,056.66",
        "lines",
        "  title   quantity  unit",
        "  露营灯  1         ¥0.05",
        "  lamp    12        ¥1,200.00",
        f"moments                {instant}, {instant}",
    ]


def test_an_amount_has_the_currency_and_the_decimals_of_its_order() -> None:
    yen = {"currency": "JPY", "total_minor": 1200, "lines": [{"unit_minor": -300}]}
    assert for_people(yen) == {
        "currency": "JPY",
        "total": "JPY 1,200",
        "lines": [{"unit": "-JPY 300"}],
    }


def test_what_is_so_or_not_and_what_is_not_there_are_told_in_words() -> None:
    order = {
        "presale": False,
        "flags": {"late": True, "since": None},
        "tags": (None, "vip"),
        "lines": ({"sku_no": "A", "closed": False}, {"sku_no": None, "closed": True}),
        "notes": (),
    }
    assert described(order) == [
        "presale                no",
        "flags                  late yes",
        "tags                   vip",
        "lines",
        "  sku_no  closed",
        "  A       no",
        "          yes",
    ]


def test_one_is_told_in_the_singular() -> None:
    assert [counted(n, "order") for n in (0, 1, 2)] == ["0 orders", "1 order", "2 orders"]
