"""A shop's own form becomes the documented one, or the mapping is refused by field."""

from typing import Any

import pytest

from orderhub.connector_kit.shape import compile_shape
from orderhub.kernel.errors import ContractViolation, InvalidInput

MAPPING = {
    "orders": "data.list",
    "order_no": "id",
    "status": 'cel:{"paid": "to_ship", "new": "pending_payment"}[order.state]',
    "total": "sum.pay",
    "placed_at": "created",
    "modified_at": "updated",
    "paid_at": "cel:has(order.paid) ? timestamp(order.paid) : null",
    "recipient.name": "to.who",
    "recipient.phone": "cel:order.to.tel",
    "recipient.province": "region.province",
    "lines": "goods",
    "lines.sku": "code",
    "lines.quantity": "n",
    "lines.price": "cel:string(double(line.cents) / 100.0)",
}
SOURCE = {
    "id": 17,
    "state": "paid",
    "sum": {"pay": "12.50"},
    "created": 1767585600,
    "updated": 1767585600123,
    "paid": "2026-01-05T12:00:00+08:00",
    "to": {"who": "测试", "tel": "13800000000"},
    "region": {"province": "浙江省"},
    "goods": [{"code": "SKU-1", "n": 2, "cents": 625}],
}


def test_a_shop_of_its_own_form_is_read() -> None:
    shape = compile_shape(MAPPING)
    assert shape.rows({"data": {"list": [SOURCE]}}) == [SOURCE]
    assert shape.row(SOURCE) == {
        "order_no": 17,
        "status": "to_ship",
        "total": "12.50",
        "placed_at": "2026-01-05T04:00:00+00:00",
        "modified_at": "2026-01-05T04:00:00.123000+00:00",
        "paid_at": "2026-01-05T12:00:00+08:00",
        "recipient": {"name": "测试", "phone": "13800000000", "province": "浙江省"},
        "lines": [{"line_no": "1", "sku": "SKU-1", "quantity": 2, "price": "6.25"}],
    }


def test_what_feeds_people_is_personal_in_the_shops_own_words() -> None:
    assert compile_shape(MAPPING).personal == {"to", "who", "tel"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"created": []}, ""),
        ({"goods": None}, "lines"),
        ({"goods": "many"}, "lines"),
        ({"goods": [{"code": "a", "n": 1, "cents": "free"}]}, "lines.price"),
        ({"created": 10**30}, "placed_at"),
    ],
)
def test_a_value_that_does_not_fit_is_named(changed: dict[str, Any], field: str) -> None:
    shape = compile_shape(MAPPING)
    if not field:
        assert "placed_at" not in shape.row({**SOURCE, **changed})
        return
    with pytest.raises(ContractViolation) as caught:
        shape.row({**SOURCE, **changed})
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("changed", "field", "told"),
    [
        ({"total": "sum..pay"}, "total", "JMESPath"),
        ({"total": "cel:order.("}, "total", "CEL"),
        ({"colour": "x"}, "colour", "no field"),
        ({"status": None}, "status", "needed"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused_by_field(
    changed: dict[str, str | None], field: str, told: str
) -> None:
    mapping = {k: v for k, v in {**MAPPING, **changed}.items() if v is not None}
    with pytest.raises(InvalidInput) as caught:
        compile_shape(mapping)
    problems = caught.value.context["problems"]
    assert isinstance(problems, dict)
    assert told in problems[field]
    assert field in caught.value.detail
