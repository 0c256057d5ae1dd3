"""Places orders and changes them, as sellers, buyers and tests do."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from orderhub_sandbox.catalogue import BY_CODE, GOODS
from orderhub_sandbox.clock import read_iso
from orderhub_sandbox.generate import Recipe, make_order
from orderhub_sandbox.orders import ENDED, SENT, UNPAID, Line, Order, Recipient
from orderhub_sandbox.platform import Platform
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

Change = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Placement:
    """Orders to place over a closed span (epoch seconds), one for each override."""

    recipe: Recipe
    start: int
    end: int
    overrides: Sequence[Change]
    rng: random.Random


def place_orders(world: World, platform: Platform, shop: Shop, placement: Placement) -> list[Order]:
    """Spreads the orders evenly; every time of an order lies inside the span."""
    made: list[Order] = []
    count, start, end = len(placement.overrides), placement.start, placement.end
    for position, override in enumerate(placement.overrides):
        number = override.get("external_no") or platform.number(shop.index, world.next_serial())
        placed_at, until = start + (end - start) * position // count, end
        if override.get("placed_at"):
            placed_at = until = read_iso(str(override["placed_at"]))
        order = make_order(placement.rng, placement.recipe, str(number), placed_at, until)
        if override:
            order = _explicit(order, override)
            order = changed_order(platform, order, override, order.modified_at)
        made.append(order)
    shop.book.add(made)
    return made


def changed_order(platform: Platform, order: Order, change: Change, now: int) -> Order:
    """The order after one change; `modified_at` is now unless the change names another."""
    modified_at = read_iso(str(change["modified_at"])) if change.get("modified_at") else now
    entered_at = read_iso(str(change["entered_at"])) if change.get("entered_at") else modified_at
    order = replace(order, modified_at=modified_at, entered_at=entered_at)
    if change.get("raw_status"):
        word = str(change["raw_status"])
        status = platform.status_of(word, paid=order.paid_at is not None)
        order = replace(_in_status(order, status, modified_at), raw_status=word)
    elif change.get("status"):
        status = str(change["status"])
        order = _in_status(order, status, modified_at)
        order = replace(order, raw_status=platform.word_of(status))
    order = replace(order, lines=_counted(_closed(platform, order, change), change))
    if change.get("address"):
        order = replace(order, recipient=_moved(order.recipient, cast("Change", change["address"])))
    dropped = cast("Sequence[str]", change.get("drop_fields") or ())
    extra = cast("Change", change.get("set_fields") or {})
    return replace(
        order,
        seller_memo=str(change.get("seller_memo", order.seller_memo)),
        seller_flag=int(str(change.get("seller_flag", order.seller_flag))),
        buyer_note=str(change.get("buyer_note", order.buyer_note)),
        drop_fields=(*order.drop_fields, *dropped),
        set_fields=(*order.set_fields, *extra.items()),
    )


def _explicit(order: Order, override: Change) -> Order:
    lines = cast("Sequence[Change]", override.get("lines") or ())
    person = cast("Change", override.get("recipient") or {})
    return replace(
        order,
        freight_minor=int(str(override.get("freight_minor", order.freight_minor))),
        lines=tuple(_line(line, at) for at, line in enumerate(lines)) or order.lines,
        recipient=_moved(order.recipient, person),
        buyer_no=str(override.get("buyer_no", order.buyer_no)),
        buyer_name=str(override.get("buyer_name", order.buyer_name)),
    )


def _in_status(order: Order, status: str, at: int) -> Order:
    """Sets the times a status implies and leaves those that are there."""
    shipped = status in SENT
    return replace(
        order,
        status=status,
        paid_at=None if status in UNPAID else order.paid_at or at,
        shipped_at=order.shipped_at or (at if shipped else None),
        ended_at=order.ended_at or (at if status in ENDED else None),
        carrier=order.carrier or ("顺丰速运" if shipped else ""),
        waybill_no=order.waybill_no or (f"SF{order.external_no[-12:]}" if shipped else ""),
    )


def _closed(platform: Platform, order: Order, change: Change) -> tuple[Line, ...]:
    """The lines after some were closed or opened again; ValueError where there are none such, or
    the platform closes whole orders only."""
    closing = cast("Sequence[str]", change.get("close_lines") or ())
    opening = cast("Sequence[str]", change.get("open_lines") or ())
    named = {*closing, *opening}
    if not named:
        return order.lines
    if not platform.closes_lines:
        raise ValueError(f"{platform.name} does not close lines")
    if unknown := named - {line.line_no for line in order.lines}:
        raise ValueError(f"no lines {sorted(unknown)}")
    return tuple(
        replace(line, closed=line.line_no in closing) if line.line_no in named else line
        for line in order.lines
    )


def _counted(lines: tuple[Line, ...], change: Change) -> tuple[Line, ...]:
    """The lines with the units they are to have; ValueError where there are none such, or none is
    left."""
    units = cast("Mapping[str, int]", change.get("quantities") or {})
    if unknown := units.keys() - {line.line_no for line in lines}:
        raise ValueError(f"no lines {sorted(unknown)}")
    counted = [replace(line, quantity=units.get(line.line_no, line.quantity)) for line in lines]
    if not any(line.quantity > 0 for line in counted):
        raise ValueError("an order keeps a line")
    return tuple(line for line in counted if line.quantity > 0)


def _moved(person: Recipient, change: Change) -> Recipient:
    texts = {name: str(value) for name, value in change.items()}
    return replace(person, **texts)


def _line(line: Change, position: int) -> Line:
    good = BY_CODE.get(str(line.get("sku_code")), GOODS[position % len(GOODS)])
    return Line(
        line_no=str(position + 1),
        sku_code=str(line.get("sku_code", good.sku_code)),
        title=str(line.get("title", good.title)),
        variant=good.variant,
        quantity=int(str(line.get("quantity", 1))),
        price_minor=int(str(line.get("price_minor", good.price_minor))),
        discount_minor=int(str(line.get("discount_minor", 0))),
        item_no=good.item_no,
        sku_no=good.sku_no,
    )
