"""The order's own part of a raw payload (原始报文), masked, beside what was read from it."""

from collections.abc import Mapping
from typing import Any, cast

from orderhub.channels.facade import Reading, get_shop, reading_of
from orderhub.infra.db import Tx
from orderhub.orders.model import Fact
from orderhub.orders.service.past import View, view_of
from orderhub.orders.store import orders as store
from orderhub.vault.facade import RawGone, open_raw

Json = Any
MASK = "****"
IMPORTED = "import"  # a file of ours, not a payload of the channel


async def read(tx: Tx, row: Mapping[str, Any], fact_key: str | None) -> dict[str, Any]:
    """Payload and mapped fields of one snapshot (the newest one without `fact_key`)."""
    facts = (await store.load_facts(tx, [row["id"]])).get(row["id"], [])
    fact = _snapshot(facts, fact_key)
    if fact is None or fact.raw_ref is None or fact.source == IMPORTED:
        return {"payload": None, "mapped": [], "received_at": None}
    view = view_of([fact], fact.learned_at)
    reading = await reading_of(tx, await get_shop(tx, row["shop_id"]))
    payload = await _payload(tx, reading, fact.raw_ref, row["external_no"])
    connector = reading.connector
    return {
        "payload": None if payload is None else masked(payload, reading.personal),
        "mapped": mapped(connector.paths, {**row, **view}) if view is not None else [],
        "received_at": fact.learned_at,
    }


def masked(value: Json, personal: frozenset[str], *, hidden: bool = False) -> Json:
    """The same JSON with every text under a personal field masked, wherever it stands."""
    if isinstance(value, dict):
        fields = cast(dict[str, Json], value)
        return {k: masked(v, personal, hidden=hidden or k in personal) for k, v in fields.items()}
    if isinstance(value, list):
        return [masked(item, personal, hidden=hidden) for item in cast(list[Json], value)]
    if hidden and isinstance(value, str) and value:
        return MASK
    return MASK if hidden and isinstance(value, int | float) else value


def mapped(paths: Mapping[str, str], view: View) -> list[dict[str, Any]]:
    """Our fields with the place each came from; people by their masks."""
    found: list[dict[str, Any]] = []
    for field, path in paths.items():
        if field in view["people"]:
            found.append({"path": path, "field": field, "value": view["people"][field]["mask"]})
        elif field in view and field not in ("people", "lines"):
            found.append({"path": path, "field": field, "value": view[field]})
    return found


def _snapshot(facts: list[Fact], key: str | None) -> Fact | None:
    snapshots = [f for f in facts if f.kind == "snapshot" and key in (None, f.key)]
    return max(snapshots, key=lambda fact: (fact.learned_at, fact.key), default=None)


async def _payload(tx: Tx, reading: Reading, ref: int, external_no: str) -> Json:
    try:
        body = await open_raw(tx, ref)
    except RawGone:
        return None
    rows = reading.rows(body)
    return next((row.payload for row in rows if row.external_no == external_no), None)
