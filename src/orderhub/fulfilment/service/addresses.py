"""A changed address: kept as a keyed digest, noticed, told to people where it comes too late."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from orderhub.channels.facade import get_shop, get_shops
from orderhub.connector_kit.people import PLAIN, RECIPIENT, recipient_words
from orderhub.fulfilment.decide.addresses import TOLD, Follow, follows
from orderhub.fulfilment.model.parcels import Source
from orderhub.fulfilment.model.warehouses import DeliveryOrder
from orderhub.fulfilment.service.facts import address_fact
from orderhub.fulfilment.store import warehouses
from orderhub.infra.db import Tx
from orderhub.orders.facade import (
    ExceptionKind,
    Report,
    Standing,
    clear_exceptions,
    learn,
    raise_exceptions,
)
from orderhub.vault.facade import blind, load_ring, open_people

BUYER = ("buyer_no", "buyer_name", "recipient_phone")


async def plain_people(
    tx: Tx, orders: Sequence[Standing], names: tuple[str, ...]
) -> dict[int, dict[str, str]]:
    """Order → those of the fields that the channel gave in clear, opened: for a call or a digest
    only."""
    entries: dict[int, dict[str, dict[str, Any]]] = {
        order.id: {name: order.people.get(name) or {} for name in names} for order in orders
    }
    told = [entry for fields in entries.values() for entry in fields.values()]
    opened = await open_people(
        tx, {int(entry["ref"]) for entry in told if entry.get("ref") is not None}
    )
    return {
        order_id: {
            name: opened.get(entry["ref"], {}).get(name, "")
            for name, entry in fields.items()
            if entry.get("strength") == PLAIN
        }
        for order_id, fields in entries.items()
    }


async def digest_of(tx: Tx, order: Standing) -> bytes | None:
    """A keyed digest of the address as the order has it; None when the channel hides it."""
    plain = (await plain_people(tx, [order], RECIPIENT))[order.id]
    words = recipient_words(plain, _region(order))
    if words is None:
        return None
    shop = await get_shop(tx, order.shop_id)
    return blind(await load_ring(tx, shop.region, ()), "index", f"recipient|{words}")


async def same_recipients(tx: Tx, orders: Sequence[Standing]) -> dict[int, bytes | None]:
    """Order → a keyed digest of shop, buyer and recipient; None where the channel does not tell
    them in clear, since no warehouse is given that order either. Where the buyer is not known the
    phone stands for him: else it takes no part, since orders of one buyer may have a privacy number
    each."""
    plain = await plain_people(tx, orders, (*RECIPIENT, *BUYER))
    told = {order.id: _same_words(order, plain[order.id]) for order in orders}
    readable = {order.shop_id for order in orders if told[order.id]}
    shops = await get_shops(tx, readable) if readable else []
    regions = {int(shop.id): shop.region for shop in shops}
    rings = {region: await load_ring(tx, region, ()) for region in sorted({*regions.values()})}
    return {
        order.id: blind(rings[regions[order.shop_id]], "index", f"together|{words}")
        if (words := told[order.id])
        else None
        for order in orders
    }


async def same_recipient(tx: Tx, order: Standing) -> bytes | None:
    """The digest of one order, as `same_recipients`."""
    return (await same_recipients(tx, [order]))[order.id]


def _same_words(order: Standing, plain: Mapping[str, str]) -> str:
    words = recipient_words(plain, _region(order))
    buyer = next((plain[name] for name in BUYER if plain.get(name)), None)
    return f"{order.shop_id}|{buyer}|{words}" if words is not None and buyer is not None else ""


def _region(order: Standing) -> tuple[str, str, str]:
    return (order.province, order.city, order.district)


async def look_at_address(
    tx: Tx, order: Standing, delivery: DeliveryOrder | None, now: datetime, *, left: bool
) -> bool:
    """Whether the warehouse is to be asked back for its address. Too late for that, people hear of
    it, once for each address; the caller holds the lock of the order's tasks."""
    if delivery is None or delivery.recipient is None or delivery.state not in TOLD:
        return False
    current = await digest_of(tx, order)
    step = follows(delivery, current, left=left)
    token = current.hex() if current else ""
    report = Report(order.id, ExceptionKind.ADDRESS_CHANGED, step.value, token)
    match step:
        case Follow.RECALL:
            await learn(tx, [address_fact(delivery, token, now)])
        case Follow.TOO_LATE:
            await warehouses.note_late(tx, delivery, current)
            await raise_exceptions(tx, Source.WMS, [report], now)
        case Follow.BACK:
            await warehouses.note_late(tx, delivery, None)
            await clear_exceptions(tx, Source.WMS, [report], now)
        case Follow.NOTHING:
            pass
    return step is Follow.RECALL
