"""From what a channel said to a snapshot fact: sealed, masked, judged by the rules. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

import orjson

from orderhub.connector_kit.contract import ChannelLine, ChannelOrder, People
from orderhub.connector_kit.people import CIPHER, PLAIN
from orderhub.kernel.instants import CHINA, iso
from orderhub.kernel.money import units_in
from orderhub.orders.decide.lines import CLOSED
from orderhub.orders.decide.presale import told_sale
from orderhub.orders.decide.troubles import REFUNDING
from orderhub.orders.model import Arrival, Batch
from orderhub.rules.facade import RuleBook, evaluate
from orderhub.vault.facade import Ring, blind, last4_of, mask

NOTES = ("buyer_note", "seller_note")


@dataclass(slots=True)
class Prepared:
    """An arrival on its way in: the snapshot's data (`told` is what came, as JSON) and what the
    vault shall seal."""

    external_no: str
    placed_at: datetime
    modified_at: datetime
    digest: bytes
    data: dict[str, Any]
    told: bytes
    secrets: Mapping[str, str]
    raw_ref: int | None

    def json(self) -> bytes:
        """The whole data as JSON, without writing the part that came a second time."""
        data = self.data
        ours = {name: data[name] for name in ("read", "digest", "people", "verdict")}
        return self.told[:-1] + b"," + orjson.dumps(ours)[1:]


def prepare(arrival: Arrival, batch: Batch, ring: Ring, read: str) -> Prepared:
    """The snapshot's data without people and verdict; its digest tells two states apart.

    The digest is keyed: unkeyed, anybody with a dump could try phone numbers against it. It leaves
    out ciphertext, which some channels change on every read.
    """
    order = arrival.order
    people = order.people
    data = _core(arrival, batch)
    told = orjson.dumps(data)
    secrets = people.fields
    if CIPHER in people.strength.values():
        secrets = {k: v for k, v in secrets.items() if people.strength.get(k) != CIPHER}
        secrets |= people.masks
    named = told + orjson.dumps(secrets, option=orjson.OPT_SORT_KEYS)
    digest = blake2b(named, digest_size=16, key=ring.digest_key).digest()
    data["read"] = read
    data["digest"] = digest.hex()
    return Prepared(
        order.external_no,
        order.placed_at,
        order.modified_at,
        digest,
        data,
        told,
        people.fields,
        arrival.raw_ref,
    )


def _core(arrival: Arrival, batch: Batch) -> dict[str, Any]:
    order = arrival.order
    ship_by = order.ship_by
    if ship_by is None and order.paid_at is not None and not order.presale:
        ship_by = order.paid_at + batch.ship_within
    core = {
        "status": order.status,
        "status_raw": order.status_raw,
        "currency": order.currency,
        "total": order.total_minor,
        "goods": order.goods_minor,
        "freight": order.freight_minor,
        "discount": order.discount_minor,
        "mismatch": amounts_disagree(order),
        "placed": iso(order.placed_at),
        "paid": _iso(order.paid_at),
        "modified": iso(order.modified_at),
        "shipped": _iso(order.shipped_at),
        "completed": _iso(order.completed_at),
        "ship_by": _iso(ship_by),
        "province": order.province,
        "city": order.city,
        "district": order.district,
        "seller_flag": order.seller_flag,
        "presale": order.presale,
        "lines": [_line(line) for line in order.lines],
        "attributes": arrival.attributes,
        "searchable": arrival.searchable,
    }
    if order.refunding:  # Left out of the others, whose digests stay what they were.
        core[REFUNDING] = True
    if order.presale:
        within = batch.ship_within
        core["sale"] = told_sale(order.ship_from, within, balance_due=order.balance_due)
    return core


def _line(line: ChannelLine) -> dict[str, Any]:
    told: dict[str, Any] = {
        "no": line.line_no,
        "sku": line.sku_code,
        "title": line.title,
        "quantity": line.quantity,
        "price": line.price_minor,
        "total": line.total_minor,
        "listing": line.listing_no,
        "spec": line.spec,
        "status": line.status_raw,
    }
    if line.closed:  # Left out of open lines, whose digests stay what they were.
        told[CLOSED] = True
    return told


def amounts_disagree(order: ChannelOrder) -> bool:
    """Whether the sums do not add up (fault F23): discounts stand
    in the lines, beside the goods, or both, so one reading that adds up is enough."""
    paid = order.total_minor - order.freight_minor
    lines = sum([line.total_minor for line in order.lines])
    return paid not in (
        lines,
        lines - order.discount_minor,
        order.goods_minor - order.discount_minor,
    )


def people_entries(order: ChannelOrder, batch: Batch, ring: Ring) -> dict[str, list[Any]]:
    """Per field [mask, strength, vault ref (set later), blind key hex, last-four key hex]."""
    people = order.people
    entries: dict[str, list[Any]] = {}
    for name, value in people.fields.items():
        if not value:
            continue
        strength = people.strength.get(name, PLAIN)
        if name in NOTES:
            entries[name] = [f"（{len(value)}）", strength, None, "", ""]
            continue
        known = people.masks.get(name, "") if strength == CIPHER else value
        shown = mask(name, known) or "****"
        key, tail = _search_keys(name, value, strength, people, batch, ring)
        entries[name] = [shown, strength, None, key, tail]
    return entries


def _search_keys(
    name: str, value: str, strength: int, people: People, batch: Batch, ring: Ring
) -> tuple[str, str]:
    """What can be searched: plain text, a mask's tail, or the channel's own index. A buyer is
    searched by number, by name only where there is none."""
    if name == "recipient_phone":
        tail = last4_of(people.masks.get(name, "") if strength == CIPHER else value)
        last4 = blind(ring, "last4", tail).hex() if tail else ""
        if index := people.index.get(name):
            return blind(ring, "index", f"{batch.channel}|{index}").hex(), last4
        if strength == PLAIN:
            return blind(ring, "phone", value).hex(), last4
        return "", last4
    by_name = name == "buyer_name" and strength == PLAIN
    if name == "buyer_no" or (by_name and not people.fields.get("buyer_no")):
        return blind(ring, "buyer", value).hex(), ""
    return "", ""


def rule_input(order: ChannelOrder, batch: Batch, attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The variables a rule sees (docs: rules.facade.VARIABLES)."""
    fields = order.people.fields
    placed = order.placed_at
    return {
        "total": order.total_minor / units_in(order.currency),
        "total_minor": order.total_minor,
        "goods_minor": order.goods_minor,
        "freight_minor": order.freight_minor,
        "discount_minor": order.discount_minor,
        "currency": order.currency,
        "quantity": sum([line.quantity for line in order.lines]),
        "line_count": len(order.lines),
        "skus": [line.sku_code for line in order.lines],
        "titles": [line.title for line in order.lines],
        "channel": batch.channel,
        "shop_id": batch.shop_id,
        "province": order.province,
        "city": order.city,
        "district": order.district,
        "buyer_note": fields.get("buyer_note", ""),
        "seller_note": fields.get("seller_note", ""),
        "seller_flag": order.seller_flag or 0,
        "presale": order.presale,
        "placed_at": placed,
        "paid_at": order.paid_at or placed,
        "hour": placed.astimezone(CHINA).hour,
        "attributes": attributes,
    }


def complete(
    items: Sequence[tuple[Prepared, Arrival]], batch: Batch, ring: Ring, book: RuleBook
) -> None:
    """Write people and the rules' verdict into each snapshot that is not known yet."""
    for item, arrival in items:
        item.data["people"] = people_entries(arrival.order, batch, ring)
        verdict = evaluate(book, rule_input(arrival.order, batch, arrival.attributes))
        told: dict[str, Any] = {
            "book": book.version,
            "tags": [(hit.tag, hit.rule, hit.reason) for hit in verdict.tags],
            "priority": verdict.priority,
            "review": verdict.review,
        }
        if verdict.gifts:
            told["gifts"] = [[rule, asdict(gift)] for rule, gift in verdict.gifts]
        item.data["verdict"] = told


def _iso(instant: datetime | None) -> str | None:
    return iso(instant) if instant is not None else None
