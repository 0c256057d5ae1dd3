"""Incremental counters: each move of a stage or flag leaves a signed row, folded behind writers.

Writers only append, so no two of them wait for one hot counter; readers add totals and changes.
"""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import text

from orderhub.infra.db import Database, Tx
from orderhub.orders.model import FLAG_WORDS

CountKey = tuple[int, str, str]

_APPEND = text("""
    INSERT INTO order_count_changes (shop_id, dimension, word, n)
    SELECT * FROM unnest(
        cast(:shops AS int[]), cast(:dimensions AS text[]),
        cast(:words AS text[]), cast(:ns AS bigint[]))
""")
_FOLD = text("""
    WITH taken AS (
        DELETE FROM order_count_changes
        WHERE id IN (SELECT id FROM order_count_changes ORDER BY id LIMIT 20000)
        RETURNING shop_id, dimension, word, n
    ), summed AS (
        SELECT shop_id, dimension, word, sum(n) AS n FROM taken GROUP BY 1, 2, 3
    )
    INSERT INTO order_counts AS c (shop_id, dimension, word, n)
    SELECT shop_id, dimension, word, n FROM summed
    ON CONFLICT (shop_id, dimension, word) DO UPDATE SET n = c.n + excluded.n
""")


def count_words(stage: str, flags: int) -> Iterable[tuple[str, str]]:
    """The counters one order stands in: its stage and each of its flags."""
    yield "stage", stage
    if flags:
        for flag, word in FLAG_WORDS.items():
            if flag & flags:
                yield "flag", word


def note_move(
    changes: Counter[CountKey], shop_id: int, before: tuple[str, int] | None, after: tuple[str, int]
) -> None:
    """Count one order out of (stage, flags) `before` and into `after`."""
    if before == after:
        return
    if before is not None:
        for dimension, word in count_words(*before):
            changes[shop_id, dimension, word] -= 1
    for dimension, word in count_words(*after):
        changes[shop_id, dimension, word] += 1


async def append_changes(tx: Tx, changes: Counter[CountKey]) -> None:
    """Append what moved; part of the transaction that moved it."""
    moved = [(key, n) for key, n in changes.items() if n]
    if not moved:
        return
    await tx.execute(
        _APPEND,
        {
            "shops": [key[0] for key, _ in moved],
            "dimensions": [key[1] for key, _ in moved],
            "words": [key[2] for key, _ in moved],
            "ns": [n for _, n in moved],
        },
    )


async def fold_changes(db: Database) -> None:
    """Fold appended changes into the totals; for the ticker, safe to run twice and side by side."""
    async with db.transaction() as tx:
        await tx.execute(text("SELECT pg_advisory_xact_lock(hashtext('orders.fold_counts'))"))
        await tx.execute(_FOLD)
