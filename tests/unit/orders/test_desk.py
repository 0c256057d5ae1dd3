"""What a person may state about an order, and how it is taken back."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from orderhub.kernel.types import Refusal
from orderhub.kernel.words import Stage
from orderhub.orders.decide.derive import Flags
from orderhub.orders.decide.desk import Action, Command, DeskOrder, Statement, decide
from orderhub.orders.decide.gifts import gift_said
from orderhub.orders.decide.undo import UNDOABLE, last_words, take_back
from orderhub.orders.model import Fact

AT = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
ORDER = DeskOrder(
    id=1,
    number="ORD-20260105-00001",
    shop_id=1,
    stage=Stage.AWAITING_REVIEW,
    flags=Flags(0),
    fulfilment_status="none",
    priority=1,
    seller_flag=None,
    tags=frozenset({"vip"}),
    version=1,
)
REVIEWED = replace(ORDER, stage=Stage.TO_SHIP)
HELD = replace(ORDER, flags=Flags.HELD, decisions={"hold:manual": {"name": "manual", "on": True}})
STRANGE = replace(ORDER, flags=Flags.EXCEPTION, decisions={"exception": {"on": True}})
REASON = {"reason_code": "x"}
CUP = {"sku": "CUP", "title": "马克杯", "units": 2}
ONE = ("manual.CUP", CUP | {"units": 1})
GIVEN = gift_said("manual.CUP", CUP, on=True)
GIFTED = replace(ORDER, decisions={"gift:manual.CUP": GIVEN})


def said(kind: str, data: dict[str, Any], key: str = "k1", n: int = 0) -> Fact:
    at = AT.replace(second=n)
    return Fact(
        order_id=1,
        source="person",
        kind=kind,
        key=key,
        occurred_at=at,
        learned_at=at,
        data=data,
    )


ALLOWED: list[tuple[DeskOrder, Action, dict[str, Any], Statement]] = [
    (ORDER, Action.REVIEW, {}, Statement("review", {"decision": "approved"})),
    (REVIEWED, Action.UNREVIEW, {}, Statement("review", {"decision": "withdrawn"})),
    (
        ORDER,
        Action.HOLD,
        REASON,
        Statement("hold", {"name": "manual", "on": True, "reason_code": "x"}),
    ),
    (HELD, Action.RELEASE, {}, Statement("hold", {"name": "manual", "on": False})),
    (
        replace(ORDER, flags=Flags.HELD),
        Action.RELEASE,
        {},
        Statement("hold", {"name": "rule", "on": False}),
    ),
    (
        ORDER,
        Action.MARK_EXCEPTION,
        REASON,
        Statement("exception", {"on": True, "reason_code": "x"}),
    ),
    (STRANGE, Action.CLEAR_EXCEPTION, {}, Statement("exception", {"on": False})),
    (ORDER, Action.ADD_TAG, {"tag": "t"}, Statement("tag", {"tag": "t", "on": True})),
    (ORDER, Action.REMOVE_TAG, {"tag": "vip"}, Statement("tag", {"tag": "vip", "on": False})),
    (ORDER, Action.SET_FLAG, {"value": 1}, Statement("flag", {"value": 1})),
    (ORDER, Action.SET_PRIORITY, {"value": 3}, Statement("priority", {"value": 3})),
    (ORDER, Action.NOTE, {"ref": 9}, Statement("note", {"ref": 9})),
    (ORDER, Action.GIVE_GIFT, CUP, Statement("gift", GIVEN)),
    (GIFTED, Action.GIVE_GIFT, CUP | {"units": 1}, Statement("gift", gift_said(*ONE, on=True))),
    (GIFTED, Action.TAKE_GIFT, CUP, Statement("gift", GIVEN | {"on": False, "reason_code": None})),
]


@pytest.mark.parametrize(("order", "action", "args", "statement"), ALLOWED)
def test_what_is_allowed_is_stated(
    order: DeskOrder, action: Action, args: dict[str, Any], statement: Statement
) -> None:
    assert decide(order, Command(action, args)) == (statement,)


REFUSED: list[tuple[DeskOrder, Action, dict[str, Any], str]] = [
    (REVIEWED, Action.REVIEW, {}, "already_reviewed"),
    (replace(ORDER, stage=Stage.CANCELLED), Action.REVIEW, {}, "not_awaiting_review"),
    (HELD, Action.REVIEW, {}, "held"),
    (STRANGE, Action.REVIEW, {}, "exception"),
    (replace(ORDER, flags=Flags.CHANNEL_HELD), Action.REVIEW, {}, "channel_held"),
    (replace(ORDER, flags=Flags.REFUNDING), Action.REVIEW, {}, "refunding"),
    (ORDER, Action.UNREVIEW, {}, "not_reviewed"),
    (replace(REVIEWED, fulfilment_status="to_ship"), Action.UNREVIEW, {}, "already_fulfilling"),
    (HELD, Action.HOLD, REASON, "already_held"),
    (replace(ORDER, stage=Stage.CLOSED), Action.HOLD, REASON, "settled"),
    (ORDER, Action.RELEASE, {}, "not_held"),
    (replace(HELD, stage=Stage.UNKNOWN), Action.RELEASE, {}, "unknown_status"),
    (STRANGE, Action.MARK_EXCEPTION, REASON, "already_exception"),
    (ORDER, Action.CLEAR_EXCEPTION, {}, "no_exception"),
    (ORDER, Action.ADD_TAG, {"tag": "vip"}, "already_tagged"),
    (ORDER, Action.REMOVE_TAG, {"tag": "t"}, "not_tagged"),
    (replace(ORDER, seller_flag=2), Action.SET_FLAG, {"value": 2}, "unchanged"),
    (ORDER, Action.SET_PRIORITY, {"value": 1}, "unchanged"),
    (GIFTED, Action.GIVE_GIFT, CUP, "unchanged"),
    (REVIEWED, Action.GIVE_GIFT, CUP, "not_awaiting_review"),
    (replace(ORDER, decisions={"split": {"on": True}}), Action.GIVE_GIFT, CUP, "is_split"),
    (
        replace(ORDER, decisions={"warehouse:1": {"on": True}}),
        Action.GIVE_GIFT,
        CUP,
        "at_warehouse",
    ),
    (ORDER, Action.TAKE_GIFT, CUP, "no_gift"),
    (replace(GIFTED, stage=Stage.TO_SHIP), Action.TAKE_GIFT, CUP, "not_awaiting_review"),
]


@pytest.mark.parametrize(("order", "action", "args", "code"), REFUSED)
def test_what_is_not_allowed_is_refused_by_its_code(
    order: DeskOrder, action: Action, args: dict[str, Any], code: str
) -> None:
    outcome = decide(order, Command(action, args))
    assert isinstance(outcome, Refusal)
    assert outcome.code == code


def test_every_action_but_a_note_can_be_undone() -> None:
    assert frozenset(Action) - UNDOABLE == {Action.NOTE}


def test_the_newest_word_about_each_thing_stands() -> None:
    first = said("tag", {"tag": "a", "on": True}, "k1", 1)
    other = said("tag", {"tag": "b", "on": True}, "k1", 2)
    last = said("tag", {"tag": "a", "on": False}, "k2", 3)
    assert last_words([last, other, first]) == {"tag:a": last, "tag:b": other}


def test_undo_says_again_what_was_said_before() -> None:
    fact = said("priority", {"value": 3})
    assert take_back(ORDER, fact, {"value": 2}, fact) == Statement("priority", {"value": 2})
    assert take_back(ORDER, fact, None, fact) == Statement("priority", {"value": None})


def test_undo_of_a_switch_nobody_had_touched_turns_it_off() -> None:
    fact = said("hold", {"name": "manual", "on": True})
    undone = take_back(HELD, fact, None, fact)
    assert undone == Statement("hold", {"name": "manual", "on": False})


def test_undo_yields_to_anything_newer() -> None:
    fact = said("priority", {"value": 3})
    newer = said("priority", {"value": 0}, "k2", 1)
    for newest in (newer, None):
        outcome = take_back(ORDER, fact, None, newest)
        assert isinstance(outcome, Refusal)
        assert outcome.code == "changed_since"


def test_a_gift_is_undone_only_before_the_review() -> None:
    gift = said("gift", GIVEN)
    assert take_back(GIFTED, gift, None, gift) == Statement("gift", GIVEN | {"on": False})
    assert isinstance(take_back(replace(GIFTED, stage=Stage.TO_SHIP), gift, None, gift), Refusal)


def test_a_review_is_undone_only_while_nothing_followed_from_it() -> None:
    approved = said("review", {"decision": "approved"})
    back = take_back(REVIEWED, approved, None, approved)
    assert back == Statement("review", {"decision": "withdrawn"})
    shipped = take_back(replace(ORDER, stage=Stage.SHIPPED), approved, None, approved)
    assert shipped == Refusal("not_reviewed", "The order is shipped.")


def test_a_withdrawal_is_undone_only_while_the_order_waits() -> None:
    withdrawn = said("review", {"decision": "withdrawn"})
    back = take_back(ORDER, withdrawn, None, withdrawn)
    assert back == Statement("review", {"decision": "approved"})
    closed = take_back(replace(ORDER, stage=Stage.CLOSED), withdrawn, None, withdrawn)
    assert isinstance(closed, Refusal)
    assert closed.code == "moved_on"
