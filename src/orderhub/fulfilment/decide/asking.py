"""What a warehouse is to be asked about an order as it stands now. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from orderhub.fulfilment.model.tasks import TaskKind
from orderhub.fulfilment.model.warehouses import DeliveryOrder, DeliveryState
from orderhub.kernel.words import Stage

State = DeliveryState
CLOSED = frozenset({Stage.CANCELLED, Stage.CLOSED})
NOT_YET = frozenset({Stage.PENDING_PAYMENT, Stage.AWAITING_REVIEW})
OPEN = frozenset({State.SENDING, State.ACCEPTED})
NOT_ASKED = frozenset({State.PLANNED, State.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """How an order stands: `stopped` by a hold, a refund or its platform; `lacking` goods or with
    an exception, which may be the warehouse's own and is no reason to take it back; `left` when
    something of it did; `moved` when the warehouse was told another address, `stale` when other
    lines than the order has by now. Of a part of a `split` order `left` is about it alone."""

    stage: str
    stopped: bool
    lacking: bool
    left: bool
    moved: bool = False
    split: bool = False
    stale: bool = False


def may_ship(order: Position) -> bool:
    """Reviewed, its goods at hand, nothing in its way, and nothing of it has left; another part of
    a split order may have."""
    is_due = order.stage == Stage.TO_SHIP
    if order.split:
        is_due = order.stage in (Stage.TO_SHIP, Stage.PARTIALLY_SHIPPED)
    return is_due and not (order.stopped or order.lacking or order.left or order.stale)


def must_stay(order: Position) -> bool:
    """Closed, or stopped or under a wrong address before anything of it left."""
    if order.stage in CLOSED:
        return True
    stays = order.stopped or order.moved or order.stale or order.stage in NOT_YET
    return stays and not order.left


def asks(order: Position, delivery: DeliveryOrder | None) -> TaskKind | None:
    """To ship, to leave, or nothing: what was refused waits for a person, what is being taken back
    for the warehouse's answer."""
    if delivery is None or delivery.state in NOT_ASKED:
        return TaskKind.CREATE if may_ship(order) else None
    return TaskKind.CANCEL if delivery.state in OPEN and must_stay(order) else None


def next_code(number: str, used: Collection[str], *, split: bool = False) -> str:
    """Our key for the warehouse: the order's number, then number-2, …, since it knows a code that
    was taken back for ever; parts of a split order have number-1, number-2, …"""
    times = [int(code.removeprefix(number).removeprefix("-") or 1) for code in used]
    next_one = max(times, default=0) + 1
    return number if next_one == 1 and not split else f"{number}-{next_one}"


def numbers_of(code: str) -> list[str]:
    """The order numbers that a warehouse may mean by `code`."""
    number, dash, times = code.rpartition("-")
    return [code, number] if dash and times.isdecimal() else [code]


def after_answer(state: DeliveryState, told: DeliveryState) -> DeliveryState:
    """The state once the warehouse answered `told` to being asked to ship: an order that is being
    taken back meanwhile goes on being so, unless the warehouse never took it."""
    if state is not State.CANCELLING:
        return told
    return State.CANCELLED if told is State.REJECTED else state
