"""Incremental counters: each move of a stage or flag leaves a signed row, folded behind writers.

Writers only append, so no two of them wait for one hot counter; readers add totals and changes.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache

from orderhub.infra import clock
from orderhub.infra.db import Database, Tx
from orderhub.infra.tx import text
from orderhub.orders.lanes import HOUR, SLOT, lane_of, slot_word
from orderhub.orders.model import FLAG_WORDS, Flags

CountKey = tuple[int, str, str]
Stands = tuple[str, int, datetime]  # stage, flags, time placed
PACE_KEPT = timedelta(hours=2)

_APPEND = """
    INSERT INTO order_count_changes (shop_id, dimension, word, n)
    SELECT * FROM jsonb_to_recordset({records})
        AS c (shop_id integer, dimension text, word text, n bigint)
"""
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
# Lanes by the hour an order was placed keep no empty hours, the pace of lanes only its last hours.
_TIDY = text("""
    DELETE FROM order_counts WHERE dimension = 'lane' AND n = 0
        OR dimension IN ('entered', 'left') AND split_part(word, '@', 2) < :kept
""")
_BESIDE = (Flags.EXCEPTION, Flags.HELD, Flags.PRESALE_HELD)
_CLOCK = (Flags.LATE, Flags.LATE_SOON)


def count_words(stage: str, flags: int, placed_at: datetime) -> Iterable[tuple[str, str]]:
    """The counters one order stands in: its stage, each of its flags, and its lane by the hour it
    was placed, with how the ship-by clock stands there."""
    return _words(stage, flags, slot_word(placed_at, HOUR))


@lru_cache(maxsize=8192)
def _words(stage: str, flags: int, hour: str) -> tuple[tuple[str, str], ...]:
    """Remembered, for this runs for every order that comes in."""
    lane = lane_of(stage, flags)
    words = [("stage", stage)]
    if lane is not None:
        words.append(("lane", f"{lane}@{hour}"))
    for flag, word in FLAG_WORDS.items():
        if flag & flags:
            words.append(("flag", word))
            if flag in _BESIDE:
                words.append(("lane", f"{word}@{hour}"))
            elif lane is not None and flag in _CLOCK:
                words.append((word, lane))
    return tuple(words)


def note_move(
    changes: Counter[CountKey],
    shop_id: int,
    before: Stands | None,
    after: Stands,
    at: datetime,
) -> None:
    """Count one order of the shop out of `before` and into `after`; it moved now, `at`."""
    if before == after:
        return
    if before is not None:
        for dimension, word in count_words(*before):
            changes[shop_id, dimension, word] -= 1
    for dimension, word in count_words(*after):
        changes[shop_id, dimension, word] += 1
    _note_pace(changes, shop_id, before, after, at)


def _note_pace(
    changes: Counter[CountKey],
    shop_id: int,
    before: Stands | None,
    after: Stands,
    at: datetime,
) -> None:
    """Which lane it left and entered; the past that a first pull brings is no pace."""
    if before is None and at - after[2] > HOUR:
        return
    left = before and lane_of(*before[:2])
    entered = lane_of(*after[:2])
    if left == entered:
        return
    slot = slot_word(at, SLOT)
    if left is not None:
        changes[shop_id, "left", f"{left}@{slot}"] += 1
    if entered is not None:
        changes[shop_id, "entered", f"{entered}@{slot}"] += 1


def append_changes(tx: Tx, changes: Counter[CountKey]) -> None:
    """Append what moved when `tx`, which moved it, commits."""
    tx.write_last(
        _APPEND,
        [
            {"shop_id": shop_id, "dimension": dimension, "word": word, "n": n}
            for (shop_id, dimension, word), n in changes.items()
            if n
        ],
    )


async def fold_changes(db: Database) -> None:
    """Fold appended changes into the totals; for the ticker, safe to run twice and side by side."""
    kept = slot_word(clock.now() - PACE_KEPT, SLOT)
    async with db.transaction() as tx:
        await tx.execute(text("SELECT pg_advisory_xact_lock(hashtext('orders.fold_counts'))"))
        if (await tx.execute(_FOLD)).rowcount:
            await tx.execute(_TIDY, {"kept": kept})
