"""What is to be told, its key stored before the call; one call an order at a time."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from prometheus_client import Counter

from orderhub.access.facade import Actor, record
from orderhub.channels.facade import connector_of, next_probe
from orderhub.fulfilment.decide.retrying import may_retry
from orderhub.fulfilment.decide.shipping import not_told, plan_telling
from orderhub.fulfilment.events import task_stopped
from orderhub.fulfilment.model.parcels import Ordered, Sent
from orderhub.fulfilment.model.tasks import (
    Begun,
    NewTask,
    Task,
    TaskKind,
    TaskState,
    Times,
    Told,
    Tried,
)
from orderhub.fulfilment.model.warehouses import peer_of
from orderhub.fulfilment.qimen.line import CANCEL, CREATE
from orderhub.fulfilment.service.orders import of_channel, ordered
from orderhub.fulfilment.store import packages, tasks
from orderhub.infra import live, outbox
from orderhub.infra.db import Tx
from orderhub.infra.telemetry import log, registry
from orderhub.infra.timers import Timer, schedule, schedule_many
from orderhub.kernel.errors import (
    AddressBlocked,
    AuthRevoked,
    CircuitOpen,
    ClockSkewed,
    ConfigError,
    Conflict,
    NotFound,
    ScopeMissing,
)
from orderhub.kernel.events import Event
from orderhub.kernel.types import ChannelCode, Refusal
from orderhub.orders.facade import standings

TELL = "fulfilment.tell"
BUSY_FOR = timedelta(seconds=1)
WOKEN_AT_ONCE = 500
HELD_UP = tuple(
    kind.code for kind in (CircuitOpen, AddressBlocked, AuthRevoked, ClockSkewed, ScopeMissing)
)
CALL_FOR = timedelta(seconds=30)  # a living process renews it meanwhile
TOLD = Counter(
    "hub_fulfilment_told",
    "Tries at telling, by how they ended",
    ("kind", "state"),
    registry=registry,
)


async def want(
    tx: Tx, wanted: Sequence[NewTask], now: datetime, *, due_at: datetime | None = None
) -> list[int]:
    """Store tasks that are not there yet and let them be told, at once or at `due_at`; their
    ids."""
    return await tasks.add(tx, wanted, TELL, due_at or now, now) if wanted else []


async def wake(tx: Tx, warehouse_id: int, now: datetime, most: int = WOKEN_AT_ONCE) -> None:
    """The warehouse lives: what waited for that is told now, the oldest first; `resume` lets the
    rest follow."""
    woken = await tasks.wake(tx, warehouse_id, HELD_UP, now, most)
    await schedule_many(
        tx, [Timer(kind=TELL, key=str(task_id), due_at=now, payload={}) for task_id in woken]
    )


async def resume(tx: Tx, now: datetime) -> None:
    """Where a warehouse is asked again, all that was held up goes on at once; where it is silent
    and may be tried, the oldest of it does."""
    for warehouse_id in await tasks.held_up(tx, HELD_UP, now):
        probe_at = await next_probe(tx, peer_of(warehouse_id), (CREATE, CANCEL))
        if probe_at is None or probe_at <= now:
            await wake(tx, warehouse_id, now, WOKEN_AT_ONCE if probe_at is None else 1)


async def want_ship_back(tx: Tx, order_ids: Collection[int], now: datetime) -> list[int]:
    """A task for every parcel of these orders that its channel is to be told of and has none
    yet."""
    found = [ordered(one) for one in await standings(tx, ids=sorted(order_ids))]
    await packages.lock(tx, [one.id for one in found])
    sent = await packages.sent(tx, [one.id for one in found])
    moved = [(one, sent[one.id]) for one in found]
    return await want_told(tx, moved, frozenset(sent), now)


async def want_told(
    tx: Tx, moved: Iterable[tuple[Ordered, Sent]], grown: Collection[int], now: datetime
) -> list[int]:
    """As `want_ship_back`, of orders whose locks are held and all that left of them. Of the orders
    `grown` parcels may hold more than was told of them."""
    told = await tasks.ship_backs(tx, grown) if grown else {}
    tellings = [
        task for order, sent in moved for task in to_tell(order, sent, told.get(order.id, ()))
    ]
    return await want(tx, tellings, now)


def to_tell(order: Ordered, sent: Sent, told: Sequence[Task] = ()) -> list[NewTask]:
    """What the order's channel is told of its parcels, what it was told already too; nothing where
    it is told of none, or this version does not know it. What parcels hold beyond what was `told`
    is told by itself."""
    try:
        connector = connector_of(ChannelCode(order.channel))
    except ConfigError as error:
        log.warning("fulfilment.cannot_tell", order=order.id, reason=error.detail)
        return []
    if connector.ship_order is None:
        return []
    order = of_channel(order)
    wanted: list[NewTask] = []
    for parcel in plan_telling(order, sent.packages, connector.ships_in):
        subject = f"{order.id}:{parcel.package_id}:{parcel.waybill_no}"
        before = [one for one in told if one.subject.partition("+")[0] == subject]
        if not before:
            body = _body(parcel, sent.replaced.get((parcel.package_id, parcel.waybill_no), ""))
            wanted.append(_ship_back(order, subject, body))
        elif lines := not_told(order, parcel, [one.body["lines"] for one in before]):
            body = {**_body(replace(parcel, lines=lines), ""), "adds": True}
            wanted.append(_ship_back(order, f"{subject}+{len(before)}", body))
    return wanted


def _ship_back(order: Ordered, subject: str, body: Mapping[str, object]) -> NewTask:
    return NewTask(
        kind=TaskKind.SHIP_BACK,
        subject=subject,
        order_id=order.id,
        shop_id=order.shop_id,
        number=order.number,
        external_no=order.external_no,
        body=body,
    )


async def begin(tx: Tx, task_ids: Sequence[int], now: datetime) -> list[Begun | None]:
    """Take tasks in hand, each once. None for those of which there is nothing to do now: it is
    over, its time has not come, or another call about its order is under way (then it is looked at
    again)."""
    held = await tasks.hold(tx, task_ids, now)
    found = await tasks.begin(tx, task_ids, held, Times(now, now + CALL_FOR, now + BUSY_FOR))
    await _look_again(tx, {key: at for key, at in found.items() if isinstance(at, datetime)})
    begun = {key: one for key, one in found.items() if isinstance(one, Begun)}
    return [begun.pop(task_id, None) for task_id in task_ids]


async def _look_again(tx: Tx, times: Mapping[int, datetime]) -> None:
    await schedule_many(
        tx,
        [
            Timer(kind=TELL, key=str(task_id), due_at=at, payload={})
            for task_id, at in times.items()
        ],
    )


async def go_on(tx: Tx, task: Task, now: datetime) -> None:
    """The call about the task is still under way."""
    await tasks.renew(tx, task, now + CALL_FOR)


async def end(tx: Tx, tried: Sequence[Tried], now: datetime) -> None:
    """Write down how tries ended, and when the next ones come."""
    mine = await tasks.end(tx, tried, now)
    ours = [one for one in tried if one.task.id in mine]
    for one in ours:
        TOLD.labels(one.task.kind, one.ended.state).inc()
        live.announce(tx, "fulfilment", shop_id=one.task.shop_id, task_id=one.task.id)
    await _look_again(tx, {o.task.id: o.ended.due_at for o in ours if o.ended.due_at is not None})
    stopped = [one for one in ours if one.ended.state in (TaskState.REFUSED, TaskState.STOPPED)]
    outbox.append(tx, *(_stopped(one, now) for one in stopped))


def _stopped(tried: Tried, now: datetime) -> Event:
    task = tried.task
    said = {"kind": task.kind, "number": task.number, "code": tried.ended.code}
    return task_stopped(task.id, task.attempts, now, shop_id=task.shop_id, **said)


async def retry(tx: Tx, actor: Actor, task_id: int, now: datetime) -> Task:
    """A person asks for another round; NotFound, or Conflict when it is done or in hand."""
    found = await tasks.get(tx, task_id)
    if found is None or not actor.sees(found.shop_id):
        raise NotFound("there is no such task")
    if not may_retry(found) or not await tasks.again(tx, task_id, now):
        raise Conflict(Refusal("not_to_be_retried", f"the task is {found.state}"))
    await schedule(tx, TELL, str(task_id), now)
    await record(tx, actor, "fulfilment.retry", f"task:{task_id}", shop_id=found.shop_id)
    after = await tasks.get(tx, task_id)
    return after or found


def _body(told: Told, replaces: str) -> dict[str, object]:
    return {
        "carrier": told.carrier,
        "waybill_no": told.waybill_no,
        "lines": [list(line) for line in told.lines],
        "replaces": replaces,
    }
