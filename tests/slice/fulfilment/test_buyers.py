"""Buyers hear once of each of their parcels."""

from typing import Any

from orderhub.fulfilment.service.scans import take_scans
from tests.slice.fulfilment.conftest import make_scan
from tests.support.yard import Yard

TWO_LINES: dict[str, Any] = {
    "orders": [{"lines": [{"sku_code": "SKU-1", "quantity": 2}, {"sku_code": "SKU-2"}]}]
}


async def confirmed(yard: Yard, order: Any, waybill_no: str, units: dict[str, int]) -> None:
    """The warehouse tells of so many more units in a parcel."""
    package = {"waybill_no": waybill_no, "items": units}
    told = {"code": order.number, "status": "PARTDELIVERED", "packages": [package]}
    await yard.ask("POST", "/confirm", {"confirms": [told]})


async def test_a_buyer_hears_once_of_a_parcel_whatever_is_told_of_it_and_of_the_next(
    yard: Yard,
) -> None:
    """Its second unit comes in a confirm of its own, and it goes on with another waybill."""
    await yard.text_template("parcel_sent")
    (order,) = await yard.reviewed(**TWO_LINES)
    await yard.follow()
    await confirmed(yard, order, "SF30001", {"SKU-1": 1})
    changed = make_scan(
        order_ref=order.number, waybill_no="SF30009", replaces="SF30001",
        occurred_at=yard.hub.now(),
    )  # fmt: skip
    async with yard.hub.db.transaction() as tx:
        (taken,) = await take_scans(tx, [changed], yard.hub.now())
    assert taken.state == "applied"
    await confirmed(yard, order, "SF30001", {"SKU-1": 1})
    await confirmed(yard, order, "SF30002", {"SKU-2": 1})
    assert (await yard.order(order.external_no)).stage == "shipped"
    await yard.text_buyers()
    texts = await yard.hub.rows("SELECT parameters FROM notify_sms ORDER BY id")
    assert [text.parameters["tracking_no"] for text in texts] == ["SF30001", "SF30002"]


async def test_a_buyer_whose_phone_the_platform_hides_is_sent_nothing(yard: Yard) -> None:
    await yard.text_template("parcel_sent")
    url = f"{yard.hub.sandbox['control_url']}/taobao/0/settings"
    (await yard.hub.client.post(url, json={"plain_people": False})).raise_for_status()
    (order,) = await yard.reviewed(**TWO_LINES)
    scan = make_scan(order_ref=order.number, occurred_at=yard.hub.now())
    async with yard.hub.db.transaction() as tx:
        await take_scans(tx, [scan], yard.hub.now())
    assert (await yard.order(order.external_no)).stage == "shipped"
    await yard.text_buyers()
    assert await yard.hub.rows("SELECT 1 FROM notify_sms") == []
