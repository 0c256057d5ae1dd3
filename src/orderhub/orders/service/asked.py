"""What a condition may ask of an order that is in the hub: the same words as of an arriving one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orderhub.infra.db import Tx
from orderhub.kernel.instants import CHINA
from orderhub.kernel.money import units_in
from orderhub.orders.model import FLAG_WORDS
from orderhub.orders.queries.past_orders import numbered
from orderhub.orders.service.prepare import NOTES
from orderhub.vault.facade import open_people

SAME = (
    "total_minor", "goods_minor", "freight_minor", "discount_minor", "currency", "quantity",
    "line_count", "channel", "shop_id", "province", "city", "district", "presale", "placed_at",
)  # fmt: skip
Opened = Mapping[int, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """An order as it stands, with every variable of a condition."""

    id: int
    number: str
    shop_id: int
    stage: str
    variables: Mapping[str, Any]


async def asked_of(tx: Tx, numbers: Sequence[str], *, notes: bool) -> list[Asked]:
    """These orders as they stand; notes are opened only where a condition asks for them."""
    rows = await numbered(tx, numbers)
    opened: Opened = await open_people(tx, note_refs(rows)) if notes else {}
    return [
        Asked(row["id"], row["number"], row["shop_id"], row["stage"], more_of(row, opened))
        for row in rows
    ]


def variables(row: Mapping[str, Any], opened: Opened) -> dict[str, Any]:
    """What a rule sees of the order of this row."""
    placed, people = row["placed_at"], row["people"]
    notes = {
        name: opened.get(people[name]["ref"], {}).get(name, "") if name in people else ""
        for name in NOTES
    }
    return {
        **{name: row[name] for name in SAME},
        **notes,
        "total": row["total_minor"] / units_in(row["currency"]),
        "skus": list(row["skus"]),
        "titles": list(row["titles"]),
        "seller_flag": row["seller_flag"] or 0,
        "paid_at": row["paid_at"] or placed,
        "hour": placed.astimezone(CHINA).hour,
        "attributes": row["attributes"] or {},
    }


def more_of(row: Mapping[str, Any], opened: Opened) -> dict[str, Any]:
    """The same, and what only an order in the hub has: tags, flags, where its parcels and its
    after-sale stand."""
    return {
        **variables(row, opened),
        "tags": list(row["tags"]),
        "flags": [word for flag, word in FLAG_WORDS.items() if row["flags"] & flag],
        "fulfilment_status": row["fulfilment_status"],
        "after_sale_status": row["after_sale_status"],
    }


def note_refs(rows: Iterable[Mapping[str, Any]]) -> set[int]:
    """Where the notes of these orders lie in the vault."""
    return {
        row["people"][name]["ref"]
        for row in rows
        for name in NOTES
        if name in row["people"] and row["people"][name]["ref"]
    }
