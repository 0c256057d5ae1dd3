"""Authorisations in the database, sealed: one data key each, wrapped by the master key."""

from collections.abc import Collection, Mapping
from datetime import datetime

import orjson

from orderhub.channels.model import Authorisation, Term
from orderhub.infra.crypto import MasterKey, new_data_key, open_sealed, seal
from orderhub.infra.db import Tx
from orderhub.infra.tx import text
from orderhub.kernel.errors import NotFound, StaleVersion
from orderhub.kernel.types import ShopId

SELECT = text("""
    SELECT version, wrapped_key, sealed, access_expires_at, refresh_expires_at, ends_at
    FROM shop_authorisations WHERE shop_id = :shop_id
""")
SAVE = text("""
    INSERT INTO shop_authorisations AS a (shop_id, version, wrapped_key, sealed,
        access_expires_at, refresh_expires_at, ends_at, updated_at)
    VALUES (:shop_id, :version, :wrapped_key, :sealed, :access, :refresh, :ends_at, :now)
    ON CONFLICT (shop_id) DO UPDATE SET
        version = excluded.version, wrapped_key = excluded.wrapped_key, sealed = excluded.sealed,
        access_expires_at = excluded.access_expires_at,
        refresh_expires_at = excluded.refresh_expires_at, ends_at = excluded.ends_at,
        updated_at = excluded.updated_at
    WHERE a.version = :before
""")
TERMS = text("""
    SELECT shop_id, updated_at, ends_at FROM shop_authorisations WHERE shop_id = ANY(:ids)
""")


async def load(tx: Tx, master: MasterKey, shop_id: int) -> Authorisation:
    """The credentials in clear; NotFound when the shop has none."""
    found = await tx.execute(SELECT, {"shop_id": shop_id})
    row = found.mappings().one_or_none()
    if row is None:
        raise NotFound("the shop has no credentials")
    data_key = master.unwrap(row["wrapped_key"])
    return Authorisation(
        shop_id=ShopId(shop_id),
        version=row["version"],
        credentials=orjson.loads(open_sealed(data_key, row["sealed"], _place(shop_id))),
        access_expires_at=row["access_expires_at"],
        refresh_expires_at=row["refresh_expires_at"],
        ends_at=row["ends_at"],
    )


async def terms(tx: Tx, shop_ids: Collection[int]) -> dict[int, Term]:
    """When the shops' tokens were had anew and when their authorisations end; nothing is opened."""
    found = await tx.execute(TERMS, {"ids": list(shop_ids)})
    return {row.shop_id: Term(renewed_at=row.updated_at, ends_at=row.ends_at) for row in found}


async def version_of(tx: Tx, shop_id: int) -> int:
    """The version in force; 0 when the shop has no credentials."""
    found = await tx.execute(
        text("SELECT version FROM shop_authorisations WHERE shop_id = :id"), {"id": shop_id}
    )
    return found.scalar_one_or_none() or 0


async def save(tx: Tx, master: MasterKey, after: Authorisation, before: int, now: datetime) -> None:
    """Replace version `before` (0: there is none); StaleVersion when somebody was first."""
    data_key = new_data_key()
    row = {
        "shop_id": after.shop_id,
        "version": after.version,
        "wrapped_key": master.wrap(data_key),
        "sealed": _sealed(data_key, after.shop_id, after.credentials),
        "access": after.access_expires_at,
        "refresh": after.refresh_expires_at,
        "ends_at": after.ends_at,
        "now": now,
        "before": before,
    }
    if (await tx.execute(SAVE, row)).rowcount != 1:
        raise StaleVersion("the shop's credentials were replaced meanwhile")


def _sealed(data_key: bytes, shop_id: int, credentials: Mapping[str, str]) -> bytes:
    return seal(data_key, shop_id, orjson.dumps(dict(credentials)), _place(shop_id))


def _place(shop_id: int) -> bytes:
    return f"shop_authorisations|{shop_id}".encode()
