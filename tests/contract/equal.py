"""Comparing what the channel holds (the sandbox's Truth) with what we read."""

from collections import Counter
from datetime import datetime
from typing import Any

from orderhub.connector_kit.contract import ChannelOrder, Connector, Row


def assert_equal(truth: list[dict[str, Any]], rows: dict[str, Row], connector: Connector) -> None:
    """The same orders, in our words, with the same values."""
    assert set(rows) == {order["external_no"] for order in truth}
    for order in truth:
        row = rows[order["external_no"]]
        assert row.problem is None
        assert row.order is not None
        assert_same(order, row.order, connector)


def assert_same(truth: dict[str, Any], order: ChannelOrder, connector: Connector) -> None:
    """Field by field; districts and seller's notes where the channel's orders have a field for
    them at all."""
    assert order.status == truth["status"]
    assert order.status_raw == truth["raw_status"]
    assert (order.total_minor, order.currency) == (truth["total_minor"], truth["currency"])
    assert order.freight_minor == truth["freight_minor"]
    assert order.placed_at == _instant(truth["placed_at"])
    assert order.modified_at == _instant(truth["modified_at"])
    assert order.paid_at == _instant(truth["paid_at"])
    assert order.seller_flag in {truth.get("seller_flag"), None}
    assert order.people.fields.get("buyer_note", "") == truth.get("buyer_note", "")
    note = truth.get("seller_memo", "") if "seller_note" in connector.paths else ""
    assert order.people.fields.get("seller_note", "") == note
    recipient = truth["recipient"]
    assert order.province == recipient["province"]
    assert order.district == (recipient["district"] if "district" in connector.paths else "")
    assert _skus(order) == _true_skus(truth["lines"])


def _skus(order: ChannelOrder) -> Counter[tuple[str, int]]:
    counts: Counter[tuple[str, int]] = Counter()
    for line in order.lines:
        counts[line.sku_code, line.price_minor] += line.quantity
    return counts


def _true_skus(lines: list[dict[str, Any]]) -> Counter[tuple[str, int]]:
    counts: Counter[tuple[str, int]] = Counter()
    for line in lines:
        counts[line["sku_code"], line["price_minor"]] += line["quantity"]
    return counts


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
