"""What a warehouse is to be asked about an order as it stands now. Pure."""

from dataclasses import dataclass

from orderhub.fulfilment.model.tasks import TaskKind
from orderhub.fulfilment.model.warehouses import DeliveryOrder, DeliveryState
from orderhub.kernel.words import Stage

State = DeliveryState
CLOSED = frozenset({Stage.CANCELLED, Stage.CLOSED})
NOT_YET = frozenset({Stage.PENDING_PAYMENT, Stage.AWAITING_REVIEW})
OPEN = frozenset({State.SENDING, State.ACCEPTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """How an order stands: `stopped` by a hold, a refund or its platform; `lacking` goods or with
    an exception, which may be the warehouse's own and is no reason to take it back; `left` when
    something of it did; `moved` when the warehouse was told another address."""

    stage: str
    stopped: bool
    lacking: bool
    left: bool
    moved: bool = False


def may_ship(order: Position) -> bool:
    """Reviewed, its goods at hand, nothing in its way, and nothing of it has left."""
    return order.stage == Stage.TO_SHIP and not (order.stopped or order.lacking or order.left)


def must_stay(order: Position) -> bool:
    """Closed, or stopped or under a wrong address before anything of it left."""
    if order.stage in CLOSED:
        return True
    return (order.stopped or order.moved or order.stage in NOT_YET) and not order.left


def asks(order: Position, delivery: DeliveryOrder | None) -> TaskKind | None:
    """To ship, to leave, or nothing: what was refused waits for a person, what is being taken back
    for the warehouse's answer."""
    if delivery is None or delivery.state is State.CANCELLED:
        return TaskKind.CREATE if may_ship(order) else None
    return TaskKind.CANCEL if delivery.state in OPEN and must_stay(order) else None


def next_code(number: str, delivery: DeliveryOrder | None) -> str:
    """Our key for the warehouse: the order's number, then number-2, …, since it knows a code that
    was taken back for ever."""
    if delivery is None:
        return number
    times = delivery.asked_as.removeprefix(number).removeprefix("-")
    return f"{number}-{int(times or 1) + 1}"


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
