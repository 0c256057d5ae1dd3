"""After an outage a subscriber has a hundred thousand messages to come: a batch of them costs what
the batch is, not what waits."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from orderhub.infra.ids import new_id
from orderhub.partners.store.queue import CLAIM, MORE, claim
from tests.slice.partners.conftest import Desk

WAITING, MOST = 5000, 64
FILL = f"""
    INSERT INTO partners_deliveries (endpoint_id, event_id, topic, key, version, occurred_at, data,
        state, outcome, code, tries, replays, created_at, due_at)
    SELECT e.id, n::text, 'orders.order_changed.v1', 'ORD-' || n / 2, 1, now(), '{{}}',
        'queued', '', '', 0, 0, now(), now() - interval '1 minute'
    FROM partners_endpoints e, generate_series(1, {WAITING}) n
"""
LONG_ENDED = FILL.replace("'queued'", "'delivered'").replace(f"(1, {WAITING})", "(0, 0)")
ROWS_READ = text("""
    SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables
    WHERE relname = 'partners_deliveries'
""")
OFTEN = 8  # from the sixth run on the server keeps one plan for all values


async def test_a_batch_reads_no_more_than_it_takes(desk: Desk) -> None:
    made = await desk.subscribe()
    asked = {
        "endpoint_id": made.endpoint_id,
        "claim": UUID(new_id()),
        "claim_for": timedelta(seconds=30),
        "states": ["active"],
        "in_hand": [],
        "most": MOST,
    }
    async with desk.db.transaction() as tx:
        await tx.execute(text(FILL))
        asked["now"] = (await tx.execute(text("SELECT now()"))).scalar_one()
        for statement in (CLAIM, MORE):
            explained = text(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement.text}")
            [plan] = (await tx.execute(explained, asked)).scalar_one()
            assert max(_read(plan["Plan"])) <= 3 * MOST, statement.text


async def test_a_plan_made_while_nothing_waited_serves_when_much_does(desk: Desk) -> None:
    await desk.subscribe()
    mine = UUID(new_id())
    async with desk.db.transaction() as tx:
        now = (await tx.execute(text("SELECT now()"))).scalar_one()
        await tx.execute(text(LONG_ENDED))
        await tx.execute(text("ANALYZE partners_deliveries"))
    for _ in range(OFTEN):
        async with desk.db.transaction() as tx:
            assert await claim(tx, mine, MOST, now) is None
    async with desk.db.transaction() as tx:
        await tx.execute(text(FILL))
        before = (await tx.execute(ROWS_READ)).scalar_one()
        claimed = await claim(tx, mine, MOST, now)
        read = (await tx.execute(ROWS_READ)).scalar_one() - before
    assert claimed is not None
    assert len(claimed[1]) == MOST
    assert read <= 2 * WAITING


def _read(plan: dict[str, Any]) -> Iterator[float]:
    """Rows of the queue that each step of the plan looked at."""
    if plan.get("Relation Name") == "partners_deliveries":
        yield plan["Actual Loops"] * (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0))
    for step in plan.get("Plans", ()):
        yield from _read(step)
