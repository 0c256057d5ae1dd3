"""Published mappings in the database: the greatest version is the one in force."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import RowMapping, text

from orderhub.channels.model import MappingKind, Published
from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotFound

COLUMNS = "kind, version, spec, restored_from, published_at, published_by"
VERSIONS = text(f"""
    SELECT {COLUMNS} FROM shop_mappings WHERE shop_id = :shop_id AND kind = :kind
    ORDER BY version DESC
""")
CURRENT = text(f"""
    SELECT DISTINCT ON (kind) {COLUMNS} FROM shop_mappings WHERE shop_id = :shop_id
    ORDER BY kind, version DESC
""")
ONE = text(f"""
    SELECT {COLUMNS} FROM shop_mappings
    WHERE shop_id = :shop_id AND kind = :kind AND version = :version
""")
INSERT = text(f"""
    INSERT INTO shop_mappings (shop_id, kind, version, spec, restored_from, published_at,
        published_by)
    SELECT :shop_id, :kind, coalesce(max(version), 0) + 1, cast(:spec AS jsonb), :restored_from,
        :now, :by
    FROM shop_mappings WHERE shop_id = :shop_id AND kind = :kind
    RETURNING {COLUMNS}
""")


async def versions(tx: Tx, shop_id: int, kind: MappingKind) -> list[Published]:
    """Every published version, newest first."""
    found = await tx.execute(VERSIONS, {"shop_id": shop_id, "kind": kind})
    return [_published(row) for row in found.mappings()]


async def current(tx: Tx, shop_id: int) -> dict[MappingKind, Published]:
    """The versions in force."""
    found = await tx.execute(CURRENT, {"shop_id": shop_id})
    return {MappingKind(row["kind"]): _published(row) for row in found.mappings()}


async def get(tx: Tx, shop_id: int, kind: MappingKind, version: int) -> Published:
    """One version; NotFound."""
    found = await tx.execute(ONE, {"shop_id": shop_id, "kind": kind, "version": version})
    row = found.mappings().one_or_none()
    if row is None:
        raise NotFound("there is no such version")
    return _published(row)


async def insert(  # noqa: PLR0913 - the columns of a version
    tx: Tx,
    shop_id: int,
    kind: MappingKind,
    spec: Mapping[str, Any],
    *,
    by: str,
    now: datetime,
    restored_from: int | None = None,
) -> Published:
    """Publish the next version; the shop's row must be locked by `tx`."""
    row = {
        "shop_id": shop_id,
        "kind": kind,
        "spec": orjson.dumps(dict(spec)).decode(),
        "restored_from": restored_from,
        "now": now,
        "by": by,
    }
    return _published((await tx.execute(INSERT, row)).mappings().one())


def _published(row: RowMapping) -> Published:
    return Published(
        kind=MappingKind(row["kind"]),
        version=row["version"],
        spec=row["spec"],
        restored_from=row["restored_from"],
        published_at=row["published_at"],
        published_by=row["published_by"],
    )
