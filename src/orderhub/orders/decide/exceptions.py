"""Owners, clocks and remedies of exceptions, and what a person may do with one. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from orderhub.kernel.types import Refusal
from orderhub.orders.decide.desk import Statement
from orderhub.orders.model import ExceptionKind, Open

Kind = ExceptionKind
POSTPONED_AT_MOST = timedelta(days=7)
STEP = timedelta(hours=4)
DAILY = timedelta(days=1)
HIGHEST = 2
# Who hears of an exception whose clock ran out: first these, then those.
ESCALATION = {1: "operations", HIGHEST: "administrator"}


class Step(StrEnum):
    """What a person does with an exception; the last six are the standard remedies."""

    TAKE = "take"
    ASSIGN = "assign"
    POSTPONE = "postpone"
    CONFIRM_ADDRESS = "confirm_address"
    ACCEPT_AMOUNT = "accept_amount"
    APPROVE_RISK = "approve_risk"
    SETTLE_PARCEL = "settle_parcel"
    SETTLE_LINES = "settle_lines"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class Policy:
    """Whose it is at first, how long they have, and what takes it away."""

    owner_role: str
    within: timedelta
    remedies: tuple[Step, ...] = ()


_SERVICE, _OPERATIONS = "customer_service", "operations"
POLICIES: Mapping[Kind, Policy] = {
    Kind.BAD_ADDRESS: Policy(_SERVICE, timedelta(hours=4), (Step.CONFIRM_ADDRESS,)),
    Kind.ADDRESS_CHANGED: Policy(_SERVICE, timedelta(hours=2), (Step.CONFIRM_ADDRESS,)),
    Kind.LINES_CHANGED: Policy(_SERVICE, timedelta(hours=2), (Step.SETTLE_LINES,)),
    Kind.PARCEL_TROUBLE: Policy(_SERVICE, timedelta(hours=8), (Step.SETTLE_PARCEL,)),
    Kind.SPLIT_STALE: Policy(_OPERATIONS, timedelta(hours=4)),
    Kind.RECIPIENT_HIDDEN: Policy(_OPERATIONS, timedelta(hours=4)),
    Kind.NO_STOCK: Policy("warehouse", timedelta(hours=24)),
    Kind.UNKNOWN_GOODS: Policy(_OPERATIONS, timedelta(hours=8)),
    Kind.AMOUNT_MISMATCH: Policy("finance", timedelta(hours=8), (Step.ACCEPT_AMOUNT,)),
    Kind.RISK: Policy(_OPERATIONS, timedelta(hours=2), (Step.APPROVE_RISK,)),
    Kind.REFUND_OPEN: Policy(_SERVICE, timedelta(hours=12)),
    Kind.MANUAL: Policy(_OPERATIONS, timedelta(hours=24), (Step.CLEAR,)),
    Kind.UNKNOWN_STATUS: Policy(_OPERATIONS, timedelta(hours=2)),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A step with its arguments: whose it shall be, or until when it may wait."""

    step: Step
    owner: str | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """The exception stays and has another owner or clock."""

    owner: str | None
    due_at: datetime


Decision = Moved | tuple[Statement, ...] | Refusal


def decide(one: Open, asked: Asked, me: str, now: datetime) -> Decision:
    """What becomes of the exception: it moves, facts take it away, or why not."""
    match asked.step:
        case Step.TAKE | Step.ASSIGN:
            owner = me if asked.step is Step.TAKE else asked.owner
            if owner == one.owner:
                return Refusal("unchanged", "It is theirs already.")
            return Moved(owner, one.due_at)
        case Step.POSTPONE:
            return _postpone(one, asked.until or now, now)
        case _:
            return _remedy(one, asked.step)


def escalated(level: int, now: datetime) -> tuple[int, datetime]:
    """The next level and when its clock ends: step by step, then daily; it never falls silent."""
    return (level + 1, now + STEP) if level + 1 < HIGHEST else (HIGHEST, now + DAILY)


def _postpone(one: Open, until: datetime, now: datetime) -> Decision:
    if until <= now:
        return Refusal("not_later", "The time is past.")
    if until > now + POSTPONED_AT_MOST:
        return Refusal("too_late", "An exception waits for seven days at most.")
    return Moved(one.owner, until)


def _remedy(one: Open, step: Step) -> Decision:
    if step not in POLICIES[one.kind].remedies:
        return Refusal("no_remedy", f"This is no remedy for {one.kind}.")
    match one.kind:
        case Kind.RISK:
            return (Statement("hold", {"name": "rule", "on": False}),)
        case Kind.MANUAL:
            return tuple(_off(name) for name in one.standing)
        case kind:
            return (Statement("waiver", {"name": kind.value, "on": True, "cause": one.cause}),)


def _off(name: str) -> Statement:
    kind, _, detail = name.partition(":")
    return Statement(kind, {"name": detail, "on": False} if detail else {"on": False})
