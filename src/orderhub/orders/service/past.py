"""An order as its facts make it: the same words as its row, for any moment. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from orderhub.orders.decide.derive import derive
from orderhub.orders.decide.fold import PARCEL_RANK, fold
from orderhub.orders.decide.lines import in_parcels, is_closed
from orderhub.orders.model import Data, Fact, State
from orderhub.orders.store.rows import has_note, summary_of

View = dict[str, Any]
TIMES = {
    "placed_at": "placed",
    "paid_at": "paid",
    "modified_at": "modified",
    "shipped_at": "shipped",
    "completed_at": "completed",
}
SAID = {
    "channel_status": "status",
    "channel_status_raw": "status_raw",
    "currency": "currency",
    "total_minor": "total",
    "goods_minor": "goods",
    "freight_minor": "freight",
    "discount_minor": "discount",
    "province": "province",
    "city": "city",
    "district": "district",
    "presale": "presale",
}
LINE = {
    "line_no": "no",
    "sku_code": "sku",
    "listing_no": "listing",
    "title": "title",
    "spec": "spec",
    "quantity": "quantity",
    "price_minor": "price",
    "total_minor": "total",
    "status_raw": "status",
}


def view_of(facts: Iterable[Fact], at: datetime) -> View | None:
    """The order these facts make as of `at`, named as its row; None before the first snapshot."""
    return view_of_state(fold(facts), at)


def view_of_state(state: State, at: datetime) -> View | None:
    snapshot = state.snapshot
    if snapshot is None:
        return None
    derived = derive(state, at)
    return {
        **{name: snapshot[key] for name, key in SAID.items()},
        **{name: _instant(snapshot.get(key)) for name, key in TIMES.items()},
        "ship_by": _instant(derived.ship_by),
        "ship_from": derived.ship_from,
        "waits_for": derived.waits_for,
        "stage": derived.stage.value,
        "flags": int(derived.flags),
        "fulfilment_status": derived.fulfilment_status,
        "after_sale_status": derived.after_sale_status,
        "priority": derived.priority,
        "seller_flag": derived.seller_flag,
        "reviewed": derived.reviewed,
        "tags": [tag.tag for tag in derived.tags],
        "tags_why": [asdict(tag) for tag in derived.tags],
        "people": people_of(state.people),
        "has_note": has_note(state.people),
        "attributes": snapshot.get("attributes") or {},
        "lines": lines_of(state, snapshot),
        "line_count": len(snapshot["lines"]),
        "quantity": sum(line["quantity"] for line in snapshot["lines"]),
        "summary": summary_of(snapshot["lines"]),
    }


def people_of(entries: Mapping[str, list[Any]]) -> dict[str, dict[str, Any]]:
    """Fact entries [mask, strength, ref, …] in the form the row keeps."""
    return {
        name: {"mask": entry[0], "strength": entry[1], "ref": entry[2]}
        for name, entry in entries.items()
    }


def lines_of(state: State, snapshot: Data) -> list[dict[str, Any]]:
    """Lines with the units that left and did not come back."""
    gone = [
        parcel
        for parcel in state.parcels.values()
        if parcel.step != "returned" and PARCEL_RANK[parcel.step] >= PARCEL_RANK["shipped"]
    ]
    shipped = in_parcels(snapshot["lines"], gone)
    return [
        {name: line[key] for name, key in LINE.items()}
        | {
            "closed": is_closed(line),
            "shipped_quantity": min(shipped[line["no"]], line["quantity"]),
        }
        for line in snapshot["lines"]
    ]


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
