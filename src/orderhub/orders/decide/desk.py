"""What a person may state about an order at the desk. Pure: no clock, no ids, no database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from orderhub.kernel.types import Refusal
from orderhub.kernel.words import Stage
from orderhub.orders.decide.gifts import GIFT, GIFT_LINE, gift_said
from orderhub.orders.decide.presale import BY_HAND
from orderhub.orders.model import OPEN_STAGES, Data, Flags


class Action(StrEnum):
    """Everything the batch bar offers."""

    REVIEW = "review"
    UNREVIEW = "unreview"
    HOLD = "hold"
    RELEASE = "release"
    MARK_EXCEPTION = "mark_exception"
    CLEAR_EXCEPTION = "clear_exception"
    ADD_TAG = "add_tag"
    REMOVE_TAG = "remove_tag"
    SET_FLAG = "set_flag"
    SET_PRIORITY = "set_priority"
    NOTE = "note"
    PRESALE_HOLD = "presale_hold"
    PRESALE_RELEASE = "presale_release"
    GIVE_GIFT = "give_gift"
    TAKE_GIFT = "take_gift"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskOrder:
    """What a decision looks at; `decisions` are people's words so far, by their fold name;
    `sale_cause` the token of what the channel says of its presale (`decide.presale`)."""

    id: int
    number: str
    shop_id: int
    stage: Stage
    flags: Flags
    fulfilment_status: str
    priority: int
    seller_flag: int | None
    tags: frozenset[str]
    version: int
    decisions: Mapping[str, Data] = field(default_factory=dict[str, Data])
    sale_cause: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """An action with its arguments: reason_code, tag, value, until; sku, title, units of a gift."""

    action: Action
    args: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact to be stated by a person: kind and data."""

    kind: str
    data: Mapping[str, Any]


Decision = tuple[Statement, ...] | Refusal
SETTLED = frozenset({Stage.CANCELLED, Stage.CLOSED, Stage.COMPLETED})
_STOPS = (
    (Flags.HELD, "held"),
    (Flags.EXCEPTION, "exception"),
    (Flags.CHANNEL_HELD, "channel_held"),
    (Flags.REFUNDING, "refunding"),
)


def decide(order: DeskOrder, command: Command) -> Decision:
    """The statements that carry `command` out on `order`, or why not."""
    return _DECISIONS[command.action](order, command.args)


def _review(order: DeskOrder, _: Data) -> Decision:
    if order.stage in OPEN_STAGES - {Stage.AWAITING_REVIEW}:
        return Refusal("already_reviewed", "The order is reviewed already.")
    if order.stage is not Stage.AWAITING_REVIEW:
        return Refusal("not_awaiting_review", f"The order is {order.stage}.")
    for flag, code in _STOPS:
        if order.flags & flag:
            return Refusal(code, "Clear this flag before the review.")
    return (Statement("review", {"decision": "approved"}),)


def _unreview(order: DeskOrder, _: Data) -> Decision:
    if order.stage is not Stage.TO_SHIP:
        return Refusal("not_reviewed", f"The order is {order.stage}.")
    if order.fulfilment_status != "none":
        return Refusal("already_fulfilling", "The warehouse has begun with it.")
    return (Statement("review", {"decision": "withdrawn"}),)


def _hold(order: DeskOrder, args: Data) -> Decision:
    if order.stage in SETTLED:
        return Refusal("settled", f"The order is {order.stage}.")
    if _is_on(order, "hold:manual"):
        return Refusal("already_held", "The order is held already.")
    return (Statement("hold", {"name": "manual", "on": True, "reason_code": args["reason_code"]}),)


def _release(order: DeskOrder, _: Data) -> Decision:
    if not order.flags & Flags.HELD:
        return Refusal("not_held", "The order is not held.")
    if order.stage is Stage.UNKNOWN:
        return Refusal("unknown_status", "The channel's status word is not understood yet.")
    held = [n for n, data in order.decisions.items() if n.startswith("hold:") and data["on"]]
    names = [name.removeprefix("hold:") for name in held] or ["rule"]
    return tuple(Statement("hold", {"name": name, "on": False}) for name in sorted(names))


def _mark_exception(order: DeskOrder, args: Data) -> Decision:
    if _is_on(order, "exception"):
        return Refusal("already_exception", "The order is an exception already.")
    return (Statement("exception", {"on": True, "reason_code": args["reason_code"]}),)


def _clear_exception(order: DeskOrder, _: Data) -> Decision:
    if not _is_on(order, "exception"):
        return Refusal("no_exception", "No person marked the order as an exception.")
    return (Statement("exception", {"on": False}),)


def _add_tag(order: DeskOrder, args: Data) -> Decision:
    if args["tag"] in order.tags:
        return Refusal("already_tagged", "The order has this tag already.")
    return (Statement("tag", {"tag": args["tag"], "on": True}),)


def _remove_tag(order: DeskOrder, args: Data) -> Decision:
    if args["tag"] not in order.tags:
        return Refusal("not_tagged", "The order does not have this tag.")
    return (Statement("tag", {"tag": args["tag"], "on": False}),)


def _set_flag(order: DeskOrder, args: Data) -> Decision:
    if args["value"] is not None and args["value"] == order.seller_flag:
        return Refusal("unchanged", "The order has this flag already.")
    return (Statement("flag", {"value": args["value"]}),)


def _set_priority(order: DeskOrder, args: Data) -> Decision:
    if args["value"] == order.priority:
        return Refusal("unchanged", "The order has this priority already.")
    return (Statement("priority", {"value": args["value"]}),)


def _note(_: DeskOrder, args: Data) -> Decision:
    return (Statement("note", {"ref": args["ref"]}),)


def _presale_hold(order: DeskOrder, args: Data) -> Decision:
    if order.stage not in OPEN_STAGES | {Stage.PENDING_PAYMENT}:
        return Refusal("moved_on", f"The order is {order.stage} by now.")
    if order.decisions.get(BY_HAND, {}).get("until") == args["until"] and _is_on(order, BY_HAND):
        return Refusal("unchanged", "The order waits until then already.")
    said = {"name": "manual", "on": True, "until": args["until"]}
    return (Statement("presale", {**said, "reason_code": args["reason_code"]}),)


def _presale_release(order: DeskOrder, _: Data) -> Decision:
    if not order.flags & Flags.PRESALE_HELD:
        return Refusal("not_presale_held", "The order does not wait as a presale.")
    return (Statement("presale", {"name": "manual", "on": False, "cause": order.sale_cause}),)


def _give_gift(order: DeskOrder, args: Data) -> Decision:
    name = f"manual.{args['sku']}"
    said = gift_said(name, args, on=True)
    if order.decisions.get(f"{GIFT_LINE}{name}") == said:
        return Refusal("unchanged", "The order has this gift already.")
    return no_gift_now(order) or (Statement(GIFT, said),)


def _take_gift(order: DeskOrder, args: Data) -> Decision:
    given = [
        data
        for name, data in sorted(order.decisions.items())
        if name.startswith(GIFT_LINE) and data["on"] and data["line"]["sku"] == args["sku"]
    ]
    if not given:
        return Refusal("no_gift", "The order has no such gift.")
    return no_gift_now(order) or tuple(
        Statement(GIFT, {**one, "on": False, "reason_code": None}) for one in given
    )


def no_gift_now(order: DeskOrder) -> Refusal | None:
    """Why people change no gift of the order now: they do so before its review, while no warehouse
    was told its goods and no part of it holds them."""
    if order.stage is not Stage.AWAITING_REVIEW:
        return Refusal("not_awaiting_review", f"The order is {order.stage}: withdraw its review.")
    for name in order.decisions:
        if name.partition(":")[0] == "warehouse" and _is_on(order, name):
            return Refusal("at_warehouse", "A warehouse has it and is being asked to leave it.")
    if _is_on(order, "split"):
        return Refusal("is_split", "The order is split.")
    return None


def _is_on(order: DeskOrder, name: str) -> bool:
    return bool(order.decisions.get(name, {}).get("on"))


_DECISIONS: Mapping[Action, Callable[[DeskOrder, Data], Decision]] = {
    Action.REVIEW: _review,
    Action.UNREVIEW: _unreview,
    Action.HOLD: _hold,
    Action.RELEASE: _release,
    Action.MARK_EXCEPTION: _mark_exception,
    Action.CLEAR_EXCEPTION: _clear_exception,
    Action.ADD_TAG: _add_tag,
    Action.REMOVE_TAG: _remove_tag,
    Action.SET_FLAG: _set_flag,
    Action.SET_PRIORITY: _set_priority,
    Action.NOTE: _note,
    Action.PRESALE_HOLD: _presale_hold,
    Action.PRESALE_RELEASE: _presale_release,
    Action.GIVE_GIFT: _give_gift,
    Action.TAKE_GIFT: _take_gift,
}
