"""What a warehouse is asked, over every state of an order and of what it was asked before."""

from dataclasses import replace
from datetime import UTC, datetime

from orderhub.fulfilment.decide.asking import Position, after_answer, asks, next_code, numbers_of
from orderhub.fulfilment.model.tasks import TaskKind
from orderhub.fulfilment.model.warehouses import DeliveryOrder, DeliveryState

AT = datetime(2026, 1, 5, tzinfo=UTC)
ORDER = Position(stage="to_ship", stopped=False, lacking=False, left=False)
State = DeliveryState


def asked(state: DeliveryState, code: str = "N7") -> DeliveryOrder:
    return DeliveryOrder(
        order_id=1, shop_id=1, number="N7", warehouse_id=1, asked_as=code, remote_no="",
        state=state, step="", changed_at=AT,
    )  # fmt: skip


def test_a_stop_keeps_an_order_from_the_warehouse_and_takes_it_back() -> None:
    stopped = replace(ORDER, stopped=True)
    assert asks(stopped, None) is None
    assert asks(stopped, asked(State.SENDING)) is TaskKind.CANCEL
    assert asks(stopped, asked(State.ACCEPTED)) is TaskKind.CANCEL
    assert asks(replace(stopped, left=True), asked(State.ACCEPTED)) is None


def test_what_lacks_goods_or_is_in_trouble_is_not_pushed_but_not_taken_back() -> None:
    lacking = replace(ORDER, lacking=True)
    assert asks(lacking, None) is None
    assert asks(lacking, asked(State.ACCEPTED)) is None


def test_an_order_is_asked_for_once_until_it_was_taken_back() -> None:
    assert asks(ORDER, None) is TaskKind.CREATE
    assert asks(ORDER, asked(State.CANCELLED)) is TaskKind.CREATE
    for state in set(State) - {State.CANCELLED, State.PLANNED}:
        assert asks(ORDER, asked(state)) is None
    closed = replace(ORDER, stage="closed")
    assert asks(closed, asked(State.CANCELLED)) is None
    assert asks(closed, asked(State.ACCEPTED)) is TaskKind.CANCEL
    assert asks(replace(ORDER, stage="awaiting_review"), asked(State.ACCEPTED)) is TaskKind.CANCEL


def test_every_asking_has_a_code_of_its_own_that_leads_to_the_order() -> None:
    first = next_code("N7", [])
    second = next_code("N7", [first])
    third = next_code("N7", [second, first])
    assert [first, second, third] == ["N7", "N7-2", "N7-3"]
    assert all("N7" in numbers_of(code) for code in (first, second, third))
    assert numbers_of("A-B") == ["A-B"]


def test_an_answer_to_an_order_that_is_taken_back_does_not_bring_it_back() -> None:
    assert after_answer(State.SENDING, State.ACCEPTED) is State.ACCEPTED
    assert after_answer(State.CANCELLING, State.ACCEPTED) is State.CANCELLING
    assert after_answer(State.CANCELLING, State.REJECTED) is State.CANCELLED
