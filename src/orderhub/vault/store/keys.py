"""Data keys: loaded by place or id, added once, destroyed for good."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, text

from orderhub.infra.db import Tx
from orderhub.vault.model import DataKey, KeyPlace, Purpose

WANTED_KEYS = text("""
    SELECT id, region, purpose, month, wrapped FROM data_keys
    WHERE state = 'active' AND region = :region AND (purpose, month) IN
        (SELECT * FROM unnest(CAST(:purposes AS text[]), CAST(:months AS text[])))
""")
KEYS_BY_ID = text("""
    SELECT id, region, purpose, month, wrapped FROM data_keys WHERE id = ANY(:ids)
""")
ADD_KEY = text("""
    INSERT INTO data_keys (region, purpose, month, wrapped, state, created_at)
    VALUES (:region, :purpose, :month, :wrapped, 'active', :now)
    ON CONFLICT (region, purpose, month) WHERE state = 'active' DO NOTHING
""")
ANY_KEY = text(
    "SELECT id, region, purpose, month, wrapped FROM data_keys WHERE wrapped IS NOT NULL LIMIT 1"
)
DESTROY_KEYS = text("""
    UPDATE data_keys SET state = 'destroyed', wrapped = NULL, destroyed_at = :now
    WHERE region = :region AND purpose = 'people' AND month = :month AND state <> 'destroyed'
""")


async def load_active_keys(
    tx: Tx, region: str, wanted: Iterable[tuple[Purpose, str]]
) -> list[DataKey]:
    """The active keys of these (purpose, month), as many as there are."""
    pairs = sorted(wanted)
    given = {
        "region": region,
        "purposes": [str(purpose) for purpose, _ in pairs],
        "months": [month for _, month in pairs],
    }
    return [key_of(row) for row in (await tx.execute(WANTED_KEYS, given)).mappings()]


async def load_keys(tx: Tx, ids: Iterable[int]) -> dict[int, DataKey]:
    """Data keys by id, whatever their state."""
    rows = (await tx.execute(KEYS_BY_ID, {"ids": sorted(ids)})).mappings()
    return {row["id"]: key_of(row) for row in rows}


async def load_any_key(tx: Tx) -> DataKey | None:
    """Some key that is not destroyed, to try the master key on."""
    row = (await tx.execute(ANY_KEY)).mappings().first()
    return None if row is None else key_of(row)


async def add_keys(tx: Tx, wrapped: Mapping[KeyPlace, bytes], now: datetime) -> None:
    """Add active keys; where another writer was first, his stay."""
    if not wrapped:
        return
    # In sorted order, so that two writers never wait for each other crosswise.
    rows = [{**_place(place), "wrapped": wrapped[place], "now": now} for place in sorted(wrapped)]
    await tx.execute(ADD_KEY, rows)


async def destroy_keys(tx: Tx, region: str, month: str, now: datetime) -> int:
    """Forget the wrapped people keys of a month for good."""
    given = {"region": region, "month": month, "now": now}
    return (await tx.execute(DESTROY_KEYS, given)).rowcount


def _place(place: KeyPlace) -> dict[str, Any]:
    return {"region": place.region, "purpose": place.purpose, "month": place.month}


def key_of(row: RowMapping) -> DataKey:
    """The key of a row with id, region, purpose, month, wrapped."""
    place = KeyPlace(row["region"], Purpose(row["purpose"]), row["month"])
    return DataKey(row["id"], place, None if row["wrapped"] is None else bytes(row["wrapped"]))
