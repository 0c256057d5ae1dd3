"""Published mappings of sources, version by version."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import RowMapping, text

from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotFound
from orderhub.sources.model.sources import PublishedMapping

COLUMNS = "version, spec, restored_from, published_at, published_by"
VERSIONS = text(f"""
    SELECT {COLUMNS} FROM source_mappings WHERE source_id = :source_id
    ORDER BY version DESC LIMIT :limit
""")
ONE = text(f"""
    SELECT {COLUMNS} FROM source_mappings WHERE source_id = :source_id AND version = :version
""")
INSERT = text(f"""
    INSERT INTO source_mappings (source_id, version, spec, restored_from, published_at,
        published_by)
    SELECT :source_id, coalesce(max(version), 0) + 1, cast(:spec AS jsonb), :restored_from, :now,
        :by
    FROM source_mappings WHERE source_id = :source_id
    RETURNING {COLUMNS}
""")


async def versions(tx: Tx, source_id: int, limit: int = 100) -> list[PublishedMapping]:
    """Newest first; the first is in force."""
    found = await tx.execute(VERSIONS, {"source_id": source_id, "limit": limit})
    return [_published(row) for row in found.mappings()]


async def current(tx: Tx, source_id: int) -> PublishedMapping | None:
    """The version in force."""
    return next(iter(await versions(tx, source_id, 1)), None)


async def get(tx: Tx, source_id: int, version: int) -> PublishedMapping:
    """NotFound."""
    found = await tx.execute(ONE, {"source_id": source_id, "version": version})
    row = found.mappings().one_or_none()
    if row is None:
        raise NotFound("there is no such version")
    return _published(row)


async def insert(
    tx: Tx,
    source_id: int,
    spec: Mapping[str, Any],
    published: tuple[str, datetime],
    restored_from: int | None = None,
) -> PublishedMapping:
    """The next version, `published` by whom and when; the source is locked by `tx`."""
    by, now = published
    row = {
        "source_id": source_id,
        "spec": orjson.dumps(dict(spec)).decode(),
        "restored_from": restored_from,
        "now": now,
        "by": by,
    }
    return _published((await tx.execute(INSERT, row)).mappings().one())


def _published(row: RowMapping) -> PublishedMapping:
    return PublishedMapping(**{str(name): value for name, value in row.items()})
