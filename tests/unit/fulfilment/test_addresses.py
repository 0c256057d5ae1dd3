"""What a changed address leads to, over every state of what the warehouse was asked."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from orderhub.connector_kit.people import recipient_words
from orderhub.fulfilment.decide.addresses import (
    TOLD,
    Follow,
    being_told,
    follows,
    told_otherwise,
)
from orderhub.fulfilment.decide.asking import Position, asks
from orderhub.fulfilment.model.tasks import TaskKind
from orderhub.fulfilment.model.warehouses import DeliveryOrder, DeliveryState

OLD, NEW = b"old", b"new"
ASKED = DeliveryOrder(
    order_id=1, shop_id=1, number="N7", warehouse_id=1, asked_as="N7", remote_no="",
    state=DeliveryState.ACCEPTED, step="", changed_at=datetime(2026, 1, 5, tzinfo=UTC),
    recipient=OLD,
)  # fmt: skip
PERSON = {"recipient_name": "王一", "recipient_address": "仓前路 1 号"}
REGION = ("浙江省", "杭州市", "余杭区")


@pytest.mark.parametrize("state", list(DeliveryState))
def test_another_address_is_recalled_only_where_the_warehouse_may_hold_the_old_one(
    state: DeliveryState,
) -> None:
    step = follows(replace(ASKED, state=state), NEW, left=False)
    if state is DeliveryState.TOO_LATE:
        assert step is Follow.TOO_LATE
    else:
        assert step is (Follow.RECALL if state in TOLD else Follow.NOTHING)


def test_what_left_is_told_to_people_once_for_each_address_and_taken_back_with_its_cause() -> None:
    assert follows(ASKED, NEW, left=True) is Follow.TOO_LATE
    late = replace(ASKED, late_for=NEW)
    assert follows(late, NEW, left=True) is Follow.NOTHING
    assert follows(late, b"third", left=True) is Follow.TOO_LATE
    assert follows(late, OLD, left=True) is Follow.BACK


def test_an_address_that_cannot_be_read_is_no_change() -> None:
    assert follows(ASKED, None, left=False) is Follow.NOTHING
    assert follows(replace(ASKED, recipient=None), NEW, left=False) is Follow.NOTHING
    assert recipient_words({}, REGION) is None
    assert recipient_words(PERSON, ("", "", "")) is None
    assert recipient_words(PERSON, ("浙江省", "", "")) is None
    assert recipient_words(PERSON, ("河南省", "", "济源市")) is not None


def test_blanks_widths_and_phones_change_no_address_but_every_other_word_does() -> None:
    same = {"recipient_name": "王一 ", "recipient_address": "仓前路１号", "recipient_phone": "1"}
    assert recipient_words(same, REGION) == recipient_words(PERSON, REGION)
    for name in PERSON:
        assert recipient_words(PERSON | {name: "别的"}, REGION) != recipient_words(PERSON, REGION)
    assert recipient_words(PERSON, ("浙江省", "杭州市", "西湖区")) != recipient_words(
        PERSON, REGION
    )


def test_a_code_that_may_be_known_under_another_address_is_not_asked_for_again() -> None:
    silent = replace(ASKED, state=DeliveryState.SENDING)
    assert told_otherwise(silent, NEW)
    assert not told_otherwise(silent, OLD)
    assert not told_otherwise(silent, None)
    assert being_told(silent, None) == OLD
    refused = replace(silent, state=DeliveryState.REJECTED)
    assert not told_otherwise(refused, NEW)
    assert being_told(refused, NEW) == NEW


def test_a_wrong_address_takes_an_order_back_until_something_left() -> None:
    moved = Position(stage="to_ship", stopped=False, lacking=False, left=False, moved=True)
    assert asks(moved, ASKED) is TaskKind.CANCEL
    assert asks(replace(moved, left=True), ASKED) is None
