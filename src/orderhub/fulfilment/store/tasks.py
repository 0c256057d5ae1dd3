"""What is to be told to channels and warehouses: one row a subject, one call an order at a time."""

from collections.abc import Collection, Sequence
from datetime import datetime

import orjson
from sqlalchemy import text

from orderhub.fulfilment.model.rows import TASK_COLUMNS, task_of
from orderhub.fulfilment.model.tasks import (
    Begun,
    NewTask,
    Task,
    TaskKind,
    TaskState,
    Times,
    Tried,
)
from orderhub.infra.db import Tx
from orderhub.infra.ids import new_id
from orderhub.infra.timers import PUT

_OF_T = ", ".join(f"t.{name.strip()}" for name in TASK_COLUMNS.split(","))
TIMED = "SELECT :timer, cast(id AS text), cast(:due_at AS timestamptz), '{}'::jsonb FROM added"
ADD = text(f"""
    WITH added AS (
    INSERT INTO fulfilment_tasks (kind, subject, order_id, shop_id, number, external_no, request_no,
        body, state, attempts, code, detail, due_at, created_at, changed_at)
    SELECT kind, subject, order_id, shop_id, number, external_no, request_no,
        body, 'waiting', 0, '', '', :due_at, :now, :now
    FROM jsonb_to_recordset(cast(:tasks AS jsonb)) AS t (kind text, subject text, order_id bigint,
        shop_id integer, number text, external_no text, request_no text, body jsonb)
    ON CONFLICT (kind, subject) DO NOTHING RETURNING id
    ), planned AS (
        {PUT.format(timers=TIMED)}
    )
    SELECT id FROM added
""")
LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('fulfilment.tell', :order_id))")
# Whose lock another transaction has is left for later: nobody waits here with locks in hand.
HOLD = text("""
    SELECT o.order_id, o.outlived,
        pg_try_advisory_xact_lock(hashtextextended('fulfilment.tell', o.order_id)) AS held
    FROM (SELECT t.order_id, bool_or(b.id IS NOT NULL) AS outlived
        FROM fulfilment_tasks t LEFT JOIN fulfilment_tasks b
            ON b.order_id = t.order_id AND b.state = 'calling' AND b.calling_until <= :now
        WHERE t.id = ANY(:ids) GROUP BY t.order_id) AS o
""")
GET = text(f"SELECT {TASK_COLUMNS} FROM fulfilment_tasks WHERE id = :id")
OF_ORDER = text(
    f"SELECT {TASK_COLUMNS} FROM fulfilment_tasks WHERE order_id = :order_id ORDER BY id"
)
SHIP_BACKS = text(f"""
    SELECT {TASK_COLUMNS} FROM fulfilment_tasks
    WHERE order_id = ANY(:ids) AND kind = 'ship_back' ORDER BY id
""")
# A call that outlived its time belongs to a process that died in it: nobody knows how it ended.
EXPIRE = text("""
    UPDATE fulfilment_tasks SET state = 'unknown', calling_until = NULL WHERE id = ANY(ARRAY(
        SELECT id FROM fulfilment_tasks
        WHERE order_id = ANY(:order_ids) AND state = 'calling' AND calling_until <= :now
        ORDER BY id FOR UPDATE))
""")
CODES = text("""
    SELECT subject FROM fulfilment_tasks WHERE order_id = :order_id AND kind = 'create'
""")
NEVER_ARRIVED = text("""
    SELECT 1 FROM fulfilment_tasks
    WHERE kind = :kind AND subject = :subject AND state = 'waiting'
""")
BEGIN = text(f"""
    WITH looked AS (
        SELECT id, order_id, state, due_at, due_at > :now AS early,
            order_id = ANY(:held) AND NOT EXISTS (SELECT FROM fulfilment_tasks b
                WHERE b.order_id = t.order_id AND b.state = 'calling') AS free
        FROM fulfilment_tasks t
        WHERE id = ANY(:ids) AND state NOT IN ('done', 'refused', 'stopped')
    ), chosen AS (
        SELECT DISTINCT ON (order_id) id FROM looked WHERE free AND NOT early
        ORDER BY order_id, id
    ), begun AS (
        UPDATE fulfilment_tasks t SET state = 'calling', attempts = attempts + 1,
            calling_until = :until, changed_at = :now
        FROM chosen WHERE t.id = chosen.id RETURNING {_OF_T}
    )
    SELECT looked.id AS looked_at, looked.state AS was,
        CASE WHEN early THEN looked.due_at ELSE :later END AS again_at, begun.*
    FROM looked LEFT JOIN begun ON begun.id = looked.id
""")
RENEW = text("""
    UPDATE fulfilment_tasks SET calling_until = :until
    WHERE id = :id AND state = 'calling' AND attempts = :attempts
""")
END = text("""
    UPDATE fulfilment_tasks t SET state = e.state, code = e.code, detail = e.detail,
        attempts = t.attempts - e.unused, due_at = coalesce(e.due_at, t.due_at),
        calling_until = NULL, changed_at = :now
    FROM (SELECT tried.* FROM fulfilment_tasks held
        JOIN jsonb_to_recordset(cast(:tried AS jsonb)) AS tried (id bigint, attempts integer,
            state text, code text, detail text, unused integer, due_at timestamptz)
            ON held.id = tried.id AND held.state = 'calling' AND held.attempts = tried.attempts
        ORDER BY held.id FOR UPDATE OF held) AS e
    WHERE t.id = e.id RETURNING t.id
""")
AGAIN = text("""
    UPDATE fulfilment_tasks SET attempts = 0, due_at = :now, changed_at = :now,
        state = CASE WHEN state = 'unknown' OR code IN ('outcome_unknown', 'contract_violation')
            THEN 'unknown' ELSE 'waiting' END
    WHERE id = :id AND state IN ('waiting', 'unknown', 'refused', 'stopped')
""")

WAKE = text("""
    UPDATE fulfilment_tasks SET due_at = :now WHERE id = ANY(ARRAY(
        SELECT t.id FROM fulfilment_tasks t JOIN delivery_orders d ON d.asked_as = t.subject
        WHERE d.warehouse_id = :warehouse_id AND t.kind IN ('create', 'cancel')
          AND t.state IN ('waiting', 'unknown') AND t.code = ANY(:codes) AND t.due_at > :now
        ORDER BY t.id LIMIT :limit FOR UPDATE OF t SKIP LOCKED))
    RETURNING id
""")


HELD_UP = text("""
    SELECT DISTINCT d.warehouse_id FROM fulfilment_tasks t
    JOIN delivery_orders d ON d.asked_as = t.subject
    WHERE t.kind IN ('create', 'cancel') AND t.state <> 'done'
      AND t.state IN ('waiting', 'unknown') AND t.code = ANY(:codes) AND t.due_at > :now
    ORDER BY d.warehouse_id
""")


async def add(
    tx: Tx, wanted: Sequence[NewTask], timer: str, due_at: datetime, now: datetime
) -> list[int]:
    """Store what is to be told, each with its key and a `timer` of this kind; the ids of what was
    not there yet."""
    tasks = sorted(wanted, key=lambda task: (task.kind, task.subject))  # one order of locking
    records = [
        {
            "kind": task.kind,
            "subject": task.subject,
            "order_id": task.order_id,
            "shop_id": task.shop_id,
            "number": task.number,
            "external_no": task.external_no,
            "request_no": new_id(),
            "body": dict(task.body),
        }
        for task in tasks
    ]
    asked = {"tasks": orjson.dumps(records).decode(), "timer": timer, "due_at": due_at, "now": now}
    added = await tx.execute(ADD, asked)
    return list(added.scalars())


async def lock(tx: Tx, order_id: int) -> None:
    """Take turns about what is told of one order, until commit."""
    await tx.execute(LOCK, {"order_id": order_id})


async def get(tx: Tx, task_id: int) -> Task | None:
    row = (await tx.execute(GET, {"id": task_id})).mappings().one_or_none()
    return None if row is None else task_of(row)


async def of_order(tx: Tx, order_id: int) -> list[Task]:
    """Everything that was to be told of an order, oldest first."""
    rows = (await tx.execute(OF_ORDER, {"order_id": order_id})).mappings()
    return [task_of(row) for row in rows]


async def ship_backs(tx: Tx, order_ids: Collection[int]) -> dict[int, list[Task]]:
    """Order → what its channel was to be told of its parcels, oldest first; none without any."""
    found: dict[int, list[Task]] = {}
    for row in (await tx.execute(SHIP_BACKS, {"ids": list(order_ids)})).mappings():
        found.setdefault(row["order_id"], []).append(task_of(row))
    return found


async def hold(tx: Tx, task_ids: Sequence[int], now: datetime) -> list[int]:
    """As `lock`, for the orders of these tasks, of those that nobody holds just now; their ids.
    Calls about them that outlived their time are unknown from then on."""
    asked = {"ids": list(task_ids), "now": now}
    rows = [row for row in await tx.execute(HOLD, asked) if row.held]
    outlived = [row.order_id for row in rows if row.outlived]
    if outlived:
        await tx.execute(EXPIRE, {"order_ids": outlived, "now": now})
    return [row.order_id for row in rows]


async def never_arrived(tx: Tx, kind: TaskKind, subject: str) -> bool:
    """Whether no call that told it can have arrived; the caller holds the order's lock."""
    return (await tx.execute(NEVER_ARRIVED, {"kind": kind, "subject": subject})).first() is not None


async def codes_of(tx: Tx, order_id: int) -> list[str]:
    """Every code under which a warehouse was, or was to be, asked for the order."""
    return list((await tx.execute(CODES, {"order_id": order_id})).scalars())


async def begin(
    tx: Tx, task_ids: Sequence[int], held: Sequence[int], times: Times
) -> dict[int, Begun | datetime]:
    """Of the open ones of these tasks: in hand, one an order; or when to look at it again, because
    its time has not come, its order is not `held`, or a call about it is under way."""
    row = {"ids": list(task_ids), "held": list(held)}
    row |= {"now": times.now, "until": times.until, "later": times.later}
    found: dict[int, Begun | datetime] = {}
    for one in (await tx.execute(BEGIN, row)).mappings():
        values = dict(one)
        looked_at, was, again_at = (values.pop(key) for key in ("looked_at", "was", "again_at"))
        is_begun = values["id"] is not None
        found[looked_at] = (
            Begun(task_of(values), was == TaskState.UNKNOWN) if is_begun else again_at
        )
    return found


async def renew(tx: Tx, task: Task, until: datetime) -> None:
    """The call goes on; nothing happens when the task was taken from this process meanwhile."""
    await tx.execute(RENEW, {"id": task.id, "attempts": task.attempts, "until": until})


async def end(tx: Tx, tried: Sequence[Tried], now: datetime) -> set[int]:
    """Write down how tries ended; the ids of those that were not taken from this process
    meanwhile."""
    records = [
        {
            "id": one.task.id,
            "attempts": one.task.attempts,
            "state": one.ended.state,
            "code": one.ended.code,
            "detail": one.ended.detail,
            "unused": int(not one.ended.counts),
            "due_at": one.ended.due_at,
        }
        for one in tried
    ]
    asked = {"tried": orjson.dumps(records).decode(), "now": now}
    return set((await tx.execute(END, asked)).scalars())


async def again(tx: Tx, task_id: int, now: datetime) -> bool:
    """Ready for another round of tries; False when it is done or in hand. What may have arrived is
    still asked for first."""
    return (await tx.execute(AGAIN, {"id": task_id, "now": now})).rowcount == 1


async def wake(
    tx: Tx, warehouse_id: int, codes: Sequence[str], now: datetime, limit: int
) -> list[int]:
    """Let tasks of a warehouse that wait for one of these reasons be due now, oldest first."""
    row = {"warehouse_id": warehouse_id, "codes": list(codes), "now": now, "limit": limit}
    return list((await tx.execute(WAKE, row)).scalars())


async def held_up(tx: Tx, codes: Sequence[str], now: datetime) -> list[int]:
    """Warehouses of which tasks wait for one of these reasons."""
    return list((await tx.execute(HELD_UP, {"codes": list(codes), "now": now})).scalars())
