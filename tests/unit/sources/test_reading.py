"""Rows of a system that speaks its own JSON: read by the mapping, or told why not."""

from datetime import UTC, datetime
from typing import Any

import pytest

from orderhub.kernel.errors import InvalidInput
from orderhub.sources.decide.forms import compiled
from orderhub.sources.decide.hiding import hidden
from orderhub.sources.decide.reading import read_row, rows_in
from orderhub.sources.model.rows import Shipment, StockCount, Trouble
from orderhub.sources.model.sources import SourceKind

PARCELS = {
    "targets": {
        "rows": "payload.docs",
        "order": "soNo",
        "event": "st",
        "carrier": "express.name",
        "waybill_no": "express.no",
        "at": "opTime",
        "lines": "items",
        "lines.sku": "cel:line.code",
        "lines.quantity": "n",
    },
    "words": {"event": {"CK": "shipped", "DB": "packed"}, "carrier": {"顺丰速运": "SF"}},
}
ROW: dict[str, Any] = {
    "soNo": "E1",
    "st": "CK",
    "express": {"name": "顺丰速运", "no": "sf10001"},
    "opTime": "2026-01-05 12:00:00",
    "items": [{"code": "SKU-1", "n": "2.0"}],
}


def read(**over: Any) -> Shipment | StockCount | Trouble:
    form = compiled(SourceKind.SHIPMENTS, PARCELS)
    return read_row({**ROW, **over}, form, SourceKind.SHIPMENTS).said


def test_a_parcel_is_read_in_the_words_of_its_system() -> None:
    form = compiled(SourceKind.SHIPMENTS, PARCELS)
    assert rows_in({"payload": {"docs": [ROW]}}, form) == [ROW]
    assert read() == Shipment(
        key="E1:SF10001:shipped",
        event="shipped",
        order="E1",
        carrier="SF",
        waybill_no="SF10001",
        at=datetime(2026, 1, 5, 4, 0, tzinfo=UTC),
        units={"SKU-1": 2},
    )


@pytest.mark.parametrize(
    ("changed", "reason", "field"),
    [
        ({"st": "飞走了"}, "unknown_word", "event"),
        ({"express": {"name": "某某快递", "no": "SF10001"}}, "unknown_word", "carrier"),
        ({"express": {"name": "SF"}}, "contract_violation", "waybill_no"),
        ({"soNo": None}, "contract_violation", "order"),
        ({"soNo": "两 个"}, "contract_violation", "order"),
        ({"opTime": "昨天"}, "contract_violation", "at"),
        ({"opTime": 10**30}, "contract_violation", "at"),
        ({"items": [{"code": "SKU-1", "n": 0}]}, "contract_violation", "lines"),
        ({"items": [{"code": "SKU-1", "n": "1.5"}]}, "contract_violation", "lines"),
        ({"items": "many"}, "contract_violation", "lines"),
    ],
)
def test_what_cannot_be_read_is_named_by_field(
    changed: dict[str, Any], reason: str, field: str
) -> None:
    said = read(**changed)
    assert isinstance(said, Trouble)
    assert (said.reason, said.field) == (reason, field)


def test_a_row_that_is_nothing_at_all_is_a_trouble_of_its_own() -> None:
    form = compiled(SourceKind.SHIPMENTS, PARCELS)
    nothing: list[Any] = [None, 7, "x", [], {}]
    for raw in nothing:
        assert isinstance(read_row(raw, form, SourceKind.SHIPMENTS).said, Trouble)


def test_a_packed_order_needs_no_waybill_yet() -> None:
    said = read(st="DB", express={}, items=None)
    assert isinstance(said, Shipment)
    assert (said.event, said.key, said.units) == ("packed", "E1::packed", {})


@pytest.mark.parametrize("document", [[ROW], ROW, {"rows": [ROW]}])
def test_rows_are_found_where_nothing_says_where_they_are(document: Any) -> None:
    targets = {k: v for k, v in PARCELS["targets"].items() if k != "rows"}
    form = compiled(SourceKind.SHIPMENTS, {**PARCELS, "targets": targets})
    assert rows_in(document, form) == [ROW]
    assert isinstance(rows_in("nothing", form), Trouble)


def test_stock_is_counted_in_whole_units() -> None:
    spec = {"targets": {"rows": "@", "sku": "goods", "quantity": "qty"}}
    form = compiled(SourceKind.STOCK_COUNTS, spec)
    row = {"goods": "SKU-1", "qty": "12"}
    assert read_row(row, form, SourceKind.STOCK_COUNTS).said == StockCount(
        key=":SKU-1", sku="SKU-1", units=12, warehouse="", at=None
    )
    for wrong in ("-1", "1.5", None, "many"):
        said = read_row(row | {"qty": wrong}, form, SourceKind.STOCK_COUNTS).said
        assert isinstance(said, Trouble)
        assert said.field == "quantity"


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ({"targets": {"order": "a", "carrier": "b"}}, "waybill_no is needed"),
        ({"targets": {**PARCELS["targets"], "colour": "x"}}, "no field of a shipment"),
        ({"targets": {**PARCELS["targets"], "order": "a..b"}}, "JMESPath"),
        ({"targets": PARCELS["targets"], "words": {"event": {"x": "flown"}}}, "no word flown"),
        ({"targets": PARCELS["targets"], "words": {"key": {"x": "y"}}}, "no expression"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused_by_field(spec: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        compiled(SourceKind.SHIPMENTS, spec)


def test_whatever_may_be_a_person_is_hidden_and_what_the_mapping_reads_is_shown() -> None:
    raw = {
        "soNo": "E1",
        "receiverName": "张三丰",
        "express": {"name": "SF", "收货地址": "文一西路"},
        "lines": [{"sku": "A", "memo": "13812345678"}, {"x": "打 13812345678"}],
        "extra": "zhang@example.com",
        "waybill": 13812345678901,
        "n": None,
    }
    assert hidden(raw, frozenset({"name"})) == {
        "soNo": "E1",
        "receiverName": "****",
        "express": {"name": "SF", "收货地址": "****"},
        "lines": [{"sku": "A", "memo": "****"}, {"x": "****"}],
        "extra": "****",
        "waybill": 13812345678901,
        "n": None,
    }
