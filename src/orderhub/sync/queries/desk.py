"""What screens ask of sync: shops as they fare, quarantine lists and groups."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import text

from orderhub.channels.facade import (
    Shop,
    ShopState,
    Term,
    connector_of,
    get_shops,
    open_circuits,
    terms_of,
)
from orderhub.health.facade import Pulse, pulses
from orderhub.infra.db import Tx
from orderhub.orders.facade import totals
from orderhub.sync.model import ENTRY_COLUMNS, ORDERS, Entry

CURSORS = text("""
    SELECT shop_id, due_at, interval_s, read_to, clock_offset_ms FROM sync_cursors
    WHERE stream = :stream AND shop_id = ANY(:ids)
""")
OPEN = text("""
    SELECT shop_id, count(*) AS n FROM quarantine
    WHERE state = 'open' AND shop_id = ANY(:ids) GROUP BY shop_id
""")
LIST = text(f"""
    SELECT {ENTRY_COLUMNS} FROM quarantine
    WHERE (cast(:shops AS integer[]) IS NULL OR shop_id = ANY(:shops))
      AND (cast(:reason AS text) IS NULL OR reason = :reason)
      AND (cast(:state AS text) IS NULL OR state = :state)
      AND (cast(:before AS bigint) IS NULL OR id < :before)
    ORDER BY id DESC LIMIT :limit
""")
ONE = text(f"""
    SELECT {ENTRY_COLUMNS} FROM quarantine
    WHERE id = :id AND (cast(:shops AS integer[]) IS NULL OR shop_id = ANY(:shops))
""")
GROUPS = text("""
    SELECT shop_id, reason, field, count(*) AS n, min(received_at) AS oldest_at FROM quarantine
    WHERE state = 'open' AND (cast(:shops AS integer[]) IS NULL OR shop_id = ANY(:shops))
    GROUP BY shop_id, reason, field ORDER BY n DESC, shop_id, reason LIMIT 500
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A shop as the shops screen shows it; `lag_s` is how far behind the present it is read,
    `silent_since` since when its channel is not asked because it does not answer."""

    shop: Shop
    poll_every_s: float | None
    next_run_at: datetime | None
    lag_s: int | None
    orders_total: int
    quarantined: int
    searchable: dict[str, str]
    pulse: Pulse | None
    term: Term | None
    silent_since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Open entries that share shop, reason and field."""

    shop_id: int
    reason: str
    field: str
    n: int
    oldest_at: datetime


async def boards(tx: Tx, shop_ids: Sequence[int] | None, now: datetime) -> list[Board]:
    """Shops and how they fare, oldest shop first; None: every shop."""
    shops = await get_shops(tx, shop_ids)
    ids = [int(shop.id) for shop in shops]
    found = await tx.execute(CURSORS, {"stream": ORDERS, "ids": ids})
    cursors = {row.shop_id: row for row in found}
    quarantined = {row.shop_id: row.n for row in await tx.execute(OPEN, {"ids": ids})}
    counted = await totals(tx, ids)
    beats = await pulses(tx, ids, now)
    terms = await terms_of(tx, ids)
    silent = await open_circuits(tx, shops)
    bare = [
        _board(shop, cursors.get(shop.id), counted, quarantined, beats.get(shop.id), now)
        for shop in shops
    ]
    return [
        replace(board, term=terms.get(board.shop.id), silent_since=silent.get(board.shop.id))
        for board in bare
    ]


async def entries(
    tx: Tx,
    shops: Sequence[int] | None,
    *,
    reason: str | None,
    state: str | None,
    before: int | None,
    limit: int,
) -> list[Entry]:
    """Quarantined rows, newest first."""
    asked = {
        "shops": None if shops is None else list(shops),
        "reason": reason,
        "state": state,
        "before": before,
        "limit": limit,
    }
    return [Entry.of(row) for row in (await tx.execute(LIST, asked)).mappings()]


async def find_entry(tx: Tx, entry_id: int, shops: Sequence[int] | None) -> Entry | None:
    """One entry, None when there is none or its shop is out of scope."""
    asked = {"id": entry_id, "shops": None if shops is None else list(shops)}
    row = (await tx.execute(ONE, asked)).mappings().one_or_none()
    return None if row is None else Entry.of(row)


async def groups(tx: Tx, shops: Sequence[int] | None) -> list[Group]:
    """Open entries by shop, reason and field, the most frequent first."""
    asked = {"shops": None if shops is None else list(shops)}
    return [Group(**row) for row in (await tx.execute(GROUPS, asked)).mappings()]


def _board(
    shop: Shop,
    cursor: Any,
    counted: dict[int, int],
    quarantined: dict[int, int],
    pulse: Pulse | None,
    now: datetime,
) -> Board:
    connector = connector_of(shop.channel)
    every = shop.poll_every or connector.poll_every
    read_to = None if cursor is None else cursor.read_to
    polled = connector.pull_orders is not None
    running = shop.state in (ShopState.ACTIVE, ShopState.BLOCKED)
    return Board(
        shop=shop,
        poll_every_s=every.total_seconds() if every is not None and polled else None,
        next_run_at=cursor.due_at if cursor is not None and polled and running else None,
        lag_s=max(0, int((now - read_to).total_seconds())) if polled and read_to else None,
        orders_total=counted.get(shop.id, 0),
        quarantined=quarantined.get(shop.id, 0),
        searchable={"phone": connector.phone_search, "buyer": connector.buyer_search},
        pulse=pulse,
        term=None,
        silent_since=None,
    )
