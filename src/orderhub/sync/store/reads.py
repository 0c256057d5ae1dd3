"""Orders that notices ask to be read again (待读订单): one row each, however many ask."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import text

from orderhub.infra.db import Tx
from orderhub.sync.model import Asked, Read

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
DUE = text("""
    SELECT shop_id, external_no, due_at, happened_at, account_no, asked, looks, attempts
    FROM sync_reads WHERE shop_id = :shop_id AND due_at <= :now ORDER BY due_at LIMIT :limit
""")
# Who asked again meanwhile is not answered by what was read before.
ANSWERED = text("""
    DELETE FROM sync_reads r
    USING unnest(cast(:nos AS text[]), cast(:asked AS integer[])) AS done (no, asked)
    WHERE r.shop_id = :shop_id AND r.external_no = done.no AND r.asked = done.asked
""")
LATER = text("""
    UPDATE sync_reads SET due_at = :at, looks = looks + :looks, attempts = attempts + :attempts
    WHERE shop_id = :shop_id AND external_no = :no AND asked = :asked
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


async def due(tx: Tx, shop_id: int, now: datetime, limit: int) -> list[Read]:
    """Orders to read now, the longest waiting first."""
    asked = {"shop_id": shop_id, "now": now, "limit": limit}
    return [Read(**row) for row in (await tx.execute(DUE, asked)).mappings()]


async def answered(tx: Tx, shop_id: int, reads: Sequence[Read]) -> None:
    """These have been read; those that were asked for again meanwhile stay."""
    if reads:
        columns = {"nos": [r.external_no for r in reads], "asked": [r.asked for r in reads]}
        await tx.execute(ANSWERED, {"shop_id": shop_id, **columns})


async def later(tx: Tx, read: Read, at: datetime, *, looks: int = 0, attempts: int = 0) -> None:
    """Read it again at `at`, having looked in vain, or failed."""
    row = {"shop_id": read.shop_id, "no": read.external_no, "asked": read.asked, "at": at}
    await tx.execute(LATER, {**row, "looks": looks, "attempts": attempts})


async def forget_foreign(tx: Tx, shop_id: int, account_no: str, others: Collection[int]) -> None:
    """The shop has that account: what notices of other accounts asked of it, and notices of this
    account of other shops, was asked of the wrong one."""
    row = {"shop_id": shop_id, "no": account_no, "others": list(others)}
    await tx.execute(FORGET_FOREIGN, row)


async def postpone(tx: Tx, shop_ids: Collection[int], at: datetime) -> None:
    """The shops cannot be asked before `at`."""
    await tx.execute(POSTPONE, {"shop_ids": list(shop_ids), "at": at})
