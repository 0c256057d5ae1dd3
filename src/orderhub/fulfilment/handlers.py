"""Reactions to events: an order is told to its warehouse, news of it and its parcels to the
buyer."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from orderhub.channels.facade import get_shop
from orderhub.connector_kit.people import PLAIN
from orderhub.fulfilment.events import PARCEL_DELIVERED, PARCEL_SHIPPED
from orderhub.fulfilment.service.following import follow_parcel
from orderhub.fulfilment.service.pushing import follow_orders, plan_catching_up
from orderhub.infra.bus import Message
from orderhub.infra.db import Tx
from orderhub.notify.facade import (
    LONGEST_PARAMETER,
    BuyerNotice,
    TemplateKind,
    buyers_hear,
    none_approved,
    tell_buyer,
)
from orderhub.orders.events import ADDRESS_CHANGED, CHANGED, RECEIVED
from orderhub.orders.facade import standings
from orderhub.stock.events import SHOP_SET

SHIPPED = frozenset({PARCEL_SHIPPED})
TEXTS = {
    PARCEL_SHIPPED: TemplateKind.PARCEL_SENT,
    PARCEL_DELIVERED: TemplateKind.PARCEL_DELIVERED,
    ADDRESS_CHANGED: TemplateKind.ADDRESS_CHANGED,
}
TEXTED = frozenset(TEXTS)
NO_BUYER_HEARS = none_approved(TEXTS.values())
ORDERS = frozenset({RECEIVED, CHANGED})
SHOPS = frozenset({SHOP_SET})


async def text_buyers(messages: Sequence[Message], tx: Tx, now: Callable[[], datetime]) -> None:
    """An SMS that the parcel left or was signed for, or that the order goes to another address,
    once each; only to a number given in clear."""
    kinds = {TEXTS[message.topic] for message in messages}
    heard = {kind for kind in kinds if await buyers_hear(tx, kind)}
    for message in messages:
        if TEXTS[message.topic] in heard:
            await _text_buyer(message, tx, now())


async def _text_buyer(message: Message, tx: Tx, now: datetime) -> None:
    kind = TEXTS[message.topic]
    said = message.data
    for order in await standings(tx, refs=[str(said["number"])]):
        phone: dict[str, Any] = order.people.get("recipient_phone") or {}
        is_known = phone.get("strength") == PLAIN and phone.get("ref") is not None
        if order.number != said["number"] or not is_known:
            continue
        shop = await get_shop(tx, order.shop_id)
        parameters = {"order_no": order.external_no, "shop": shop.name[:LONGEST_PARAMETER]}
        if kind is not TemplateKind.ADDRESS_CHANGED:
            parameters |= {"carrier": said["carrier"], "tracking_no": said["waybill_no"]}
        notice = BuyerNotice(
            event_id=f"{kind}:{said.get('package_id') or message.id}",
            order_id=order.id,
            people_ref=int(phone["ref"]),
            kind=kind,
            parameters=parameters,
        )
        await tell_buyer(tx, notice, now)


async def track_parcel(message: Message, tx: Tx, now: Callable[[], datetime]) -> None:
    """Store that the tracking service is to be asked for the parcel's route."""
    await follow_parcel(tx, int(message.data["package_id"]), now())


async def push_orders(messages: Sequence[Message], tx: Tx, now: Callable[[], datetime]) -> None:
    """Store what the orders' warehouses are to be asked."""
    await follow_orders(tx, [message.data for message in messages], now())


async def push_shop(message: Message, tx: Tx, now: Callable[[], datetime]) -> None:
    """How the shop takes part in stock changed: its orders that wait may go, page by page."""
    shop_id = int(message.data["shop_id"])
    await plan_catching_up(tx, f"shop:{shop_id}", [shop_id], now())
