"""What is to be told to channels and warehouses: one row a subject, one call an order at a time."""

from collections.abc import Sequence
from datetime import datetime

import orjson
from sqlalchemy import text

from orderhub.fulfilment.model.rows import TASK_COLUMNS, task_of
from orderhub.fulfilment.model.tasks import Ended, NewTask, Task, TaskKind
from orderhub.infra.db import Tx
from orderhub.infra.ids import new_id

ADD = text("""
    INSERT INTO fulfilment_tasks (kind, subject, order_id, shop_id, number, external_no, request_no,
        body, state, attempts, code, detail, due_at, created_at, changed_at)
    SELECT kind, subject, order_id, shop_id, number, external_no, request_no,
        body, 'waiting', 0, '', '', :due_at, :now, :now
    FROM jsonb_to_recordset(cast(:tasks AS jsonb)) AS t (kind text, subject text, order_id bigint,
        shop_id integer, number text, external_no text, request_no text, body jsonb)
    ON CONFLICT (kind, subject) DO NOTHING RETURNING id
""")
LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('fulfilment.tell', :order_id))")
LOCK_OF = text("""
    SELECT order_id, pg_advisory_xact_lock(hashtextextended('fulfilment.tell', order_id))
    FROM fulfilment_tasks WHERE id = :id
""")
GET = text(f"SELECT {TASK_COLUMNS} FROM fulfilment_tasks WHERE id = :id")
OF_ORDER = text(
    f"SELECT {TASK_COLUMNS} FROM fulfilment_tasks WHERE order_id = :order_id ORDER BY id"
)
# A call that outlived its time belongs to a process that died in it: nobody knows how it ended.
EXPIRE = text("""
    UPDATE fulfilment_tasks SET state = 'unknown', calling_until = NULL
    WHERE order_id = :order_id AND state = 'calling' AND calling_until <= :now
""")
LOOK = text(f"""
    SELECT {TASK_COLUMNS}, EXISTS (SELECT FROM fulfilment_tasks b
        WHERE b.order_id = t.order_id AND b.state = 'calling') AS busy
    FROM fulfilment_tasks t WHERE id = :id
""")
CODES = text("""
    SELECT subject FROM fulfilment_tasks WHERE order_id = :order_id AND kind = 'create'
""")
NEVER_ARRIVED = text("""
    SELECT 1 FROM fulfilment_tasks
    WHERE kind = :kind AND subject = :subject AND state = 'waiting'
""")
BEGIN = text(f"""
    UPDATE fulfilment_tasks SET state = 'calling', attempts = attempts + 1, calling_until = :until,
        changed_at = :now
    WHERE id = :id RETURNING {TASK_COLUMNS}
""")
RENEW = text("""
    UPDATE fulfilment_tasks SET calling_until = :until
    WHERE id = :id AND state = 'calling' AND attempts = :attempts
""")
END = text("""
    UPDATE fulfilment_tasks SET state = :state, code = :code, detail = :detail,
        attempts = attempts - :unused, due_at = coalesce(:due_at, due_at), calling_until = NULL,
        changed_at = :now
    WHERE id = :id AND state = 'calling' AND attempts = :attempts
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


async def add(tx: Tx, wanted: Sequence[NewTask], due_at: datetime, now: datetime) -> list[int]:
    """Store what is to be told, each with its key; the ids of what was not there yet."""
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
    asked = {"tasks": orjson.dumps(records).decode(), "due_at": due_at, "now": now}
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


async def expire(tx: Tx, order_id: int, now: datetime) -> None:
    """Calls of the order that outlived their time become unknown."""
    await tx.execute(EXPIRE, {"order_id": order_id, "now": now})


async def lock_order_of(tx: Tx, task_id: int) -> int | None:
    """As `lock`, for the order of a task; its id, None when there is no such task."""
    row = (await tx.execute(LOCK_OF, {"id": task_id})).one_or_none()
    return None if row is None else row.order_id


async def look(tx: Tx, task_id: int) -> tuple[Task, bool]:
    """The task, and whether a call about its order is under way."""
    row = dict((await tx.execute(LOOK, {"id": task_id})).mappings().one())
    busy: bool = row.pop("busy")
    return task_of(row), busy


async def never_arrived(tx: Tx, kind: TaskKind, subject: str) -> bool:
    """Whether no call that told it can have arrived; the caller holds the order's lock."""
    return (await tx.execute(NEVER_ARRIVED, {"kind": kind, "subject": subject})).first() is not None


async def codes_of(tx: Tx, order_id: int) -> list[str]:
    """Every code under which a warehouse was, or was to be, asked for the order."""
    return list((await tx.execute(CODES, {"order_id": order_id})).scalars())


async def begin(tx: Tx, task_id: int, now: datetime, until: datetime) -> Task:
    """The task in hand; the caller holds the order's lock and found it free."""
    row = {"id": task_id, "now": now, "until": until}
    return task_of((await tx.execute(BEGIN, row)).mappings().one())


async def renew(tx: Tx, task: Task, until: datetime) -> None:
    """The call goes on; nothing happens when the task was taken from this process meanwhile."""
    await tx.execute(RENEW, {"id": task.id, "attempts": task.attempts, "until": until})


async def end(tx: Tx, task: Task, ended: Ended, now: datetime) -> bool:
    """Write down how the try ended; False when the task was taken from this process meanwhile."""
    row = {
        "id": task.id,
        "attempts": task.attempts,
        "state": ended.state,
        "code": ended.code,
        "detail": ended.detail,
        "unused": int(not ended.counts),
        "due_at": ended.due_at,
        "now": now,
    }
    return (await tx.execute(END, row)).rowcount == 1


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
