"""What the webhooks of stores are about (reference §6.5, §7.5)."""

import pytest

from orderhub.connector_kit.contract import ReadNotices
from orderhub.connectors.shopify import notices as shopify
from orderhub.connectors.woocommerce import notices as woocommerce
from orderhub.kernel.errors import ContractViolation


def said(read: ReadNotices, body: bytes) -> list[tuple[str, str, bool]]:
    return [(notice.topic, notice.external_no, notice.revoked) for notice in read({}, body)]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (b'{"id":7,"status":"processing","line_items":[]}', [("order.processing", "7", False)]),
        (b'{"id":7}', [("order.deleted", "7", False)]),
        (b'{"id":7,"sku":"A","type":"simple"}', []),
    ],
)
def test_a_store_tells_of_orders_alone(body: bytes, wanted: list[tuple[str, str, bool]]) -> None:
    assert said(woocommerce.read_notices, body) == wanted


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (b'{"id":7,"line_items":[]}', [("order", "7", False)]),
        (b'{"id":7,"admin_graphql_api_id":"gid://shopify/Order/7"}', [("order", "7", False)]),
        (b'{"id":9,"order_id":7,"tracking_number":"x"}', [("order.part", "7", False)]),
        (b'{"id":1,"myshopify_domain":"demo.myshopify.com"}', [("app", "", True)]),
        (b'{"shop_id":1,"shop_domain":"demo.myshopify.com","customer":{"id":2}}', []),
        (b'{"inventory_item_id":1,"location_id":2,"available":3}', []),
    ],
)
def test_shopify_tells_of_orders_their_parts_and_its_leave(
    body: bytes, wanted: list[tuple[str, str, bool]]
) -> None:
    assert said(shopify.read_notices, body) == wanted


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"id":{},"line_items":[]}'])
def test_a_body_that_cannot_be_read_is_named(body: bytes) -> None:
    for read in (shopify.read_notices, woocommerce.read_notices):
        with pytest.raises(ContractViolation):
            read({}, body)
