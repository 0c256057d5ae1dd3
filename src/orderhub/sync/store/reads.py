"""Orders to be read again (待读订单): one row each, however many ask."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import text

from orderhub.infra.db import Tx
from orderhub.sync.model import Asked, Done, Read

ASK = text("""
    INSERT INTO sync_reads AS r (shop_id, external_no, due_at, happened_at, account_no)
    SELECT :shop_id, n.*  FROM (
        SELECT no, cast(:now AS timestamptz), at, account
        FROM unnest(cast(:nos AS text[]), cast(:ats AS timestamptz[]), cast(:accounts AS text[]))
            AS asked (no, at, account)
        ORDER BY no) AS n
    ON CONFLICT (shop_id, external_no) DO UPDATE SET
        account_no = CASE WHEN r.account_no = excluded.account_no THEN r.account_no ELSE '' END,
        due_at = least(r.due_at, excluded.due_at), asked = r.asked + 1, looks = 0, attempts = 0,
        happened_at = greatest(r.happened_at, excluded.happened_at)
""")
# What was read before its time is over does not answer it.
NOT_BEFORE = text("""
    INSERT INTO sync_reads AS r (shop_id, external_no, due_at, again_at, asked)
    SELECT :shop_id, no, cast(:at AS timestamptz), cast(:at AS timestamptz), 0
    FROM unnest(cast(:nos AS text[])) AS asked (no) ORDER BY no
    ON CONFLICT (shop_id, external_no) DO UPDATE SET
        due_at = least(r.due_at, excluded.due_at),
        again_at = greatest(r.again_at, excluded.again_at)
""")
DUE = text("""
    SELECT shop_id, external_no, due_at, happened_at, account_no, asked, looks, attempts
    FROM sync_reads WHERE shop_id = :shop_id AND due_at <= :now ORDER BY due_at LIMIT :limit
""")
# Who asked again meanwhile is not answered by what was read before. Rows are locked in the order in
# which others ask for several.
SETTLE = text("""
    WITH told AS (
        SELECT * FROM unnest(cast(:nos AS text[]), cast(:asked AS integer[]),
            cast(:ats AS timestamptz[]), cast(:looks AS integer[]), cast(:attempts AS integer[]))
            AS t (no, asked, at, looks, attempts)
    ), held AS MATERIALIZED (
        SELECT r.external_no, t.looks, t.attempts, t.at IS NULL AS answered, coalesce(t.at,
            CASE WHEN r.again_at > cast(:read_at AS timestamptz) THEN r.again_at END) AS at
        FROM sync_reads r JOIN told t ON t.no = r.external_no AND t.asked = r.asked
        WHERE r.shop_id = :shop_id ORDER BY r.external_no FOR UPDATE OF r
    ), gone AS (
        DELETE FROM sync_reads r USING held h
        WHERE r.shop_id = :shop_id AND r.external_no = h.external_no AND h.at IS NULL
    )
    UPDATE sync_reads r SET due_at = h.at, looks = h.looks, attempts = h.attempts,
        asked = CASE WHEN h.answered THEN 0 ELSE r.asked END
    FROM held h
    WHERE r.shop_id = :shop_id AND r.external_no = h.external_no AND h.at IS NOT NULL
""")
FORGET_FOREIGN = text("""
    DELETE FROM sync_reads
    WHERE (shop_id = :shop_id AND account_no NOT IN ('', :no))
        OR (shop_id = ANY(:others) AND account_no = :no)
""")
POSTPONE = text("""
    UPDATE sync_reads SET due_at = :at WHERE shop_id = ANY(:shop_ids) AND due_at < :at
""")


async def ask(tx: Tx, shop_id: int, orders: Mapping[str, Asked], now: datetime) -> None:
    """Let orders be read soon, by external number."""
    if orders:
        columns = {
            "nos": list(orders),
            "ats": [one.changed_at for one in orders.values()],
            "accounts": [one.account_no for one in orders.values()],
        }
        await tx.execute(ASK, {"shop_id": shop_id, "now": now, **columns})


async def ask_after(tx: Tx, shop_id: int, external_nos: Collection[str], at: datetime) -> None:
    """Let orders be read at `at`, whatever is read before; what that shows is enough."""
    if external_nos:
        nos = sorted(set(external_nos))  # pages that overlap name an order twice
        await tx.execute(NOT_BEFORE, {"shop_id": shop_id, "nos": nos, "at": at})


async def due(tx: Tx, shop_id: int, now: datetime, limit: int) -> list[Read]:
    """Orders to read now, the longest waiting first."""
    asked = {"shop_id": shop_id, "now": now, "limit": limit}
    return [Read(**row) for row in (await tx.execute(DUE, asked)).mappings()]


async def settle(tx: Tx, shop_id: int, done: Sequence[Done], read_at: datetime) -> None:
    """What readings that began at `read_at` led to. Who is wanted again after that is not answered
    by them; who was asked for again meanwhile stays due."""
    columns = {
        "nos": [one.read.external_no for one in done],
        "asked": [one.read.asked for one in done],
        "ats": [one.again_at for one in done],
        "looks": [one.looks for one in done],
        "attempts": [one.attempts for one in done],
    }
    await tx.execute(SETTLE, {"shop_id": shop_id, "read_at": read_at, **columns})


async def forget_foreign(tx: Tx, shop_id: int, account_no: str, others: Collection[int]) -> None:
    """The shop has that account: what notices of other accounts asked of it, and notices of this
    account of other shops, was asked of the wrong one."""
    row = {"shop_id": shop_id, "no": account_no, "others": list(others)}
    await tx.execute(FORGET_FOREIGN, row)


async def postpone(tx: Tx, shop_ids: Collection[int], at: datetime) -> None:
    """The shops cannot be asked before `at`."""
    await tx.execute(POSTPONE, {"shop_ids": list(shop_ids), "at": at})
