"""Tracking of parcels (物流跟踪): the account, a waybill's subscription, what its carrier says."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

PEER = "tracking:1"  # what the service is called where calls are recorded and counted


class Condition(StrEnum):
    """How a parcel fares: nothing heard yet, collected, moving, out for delivery, signed for, in
    trouble, on its way back, back, refused by the recipient."""

    WAITING = "waiting"
    COLLECTED = "collected"
    MOVING = "moving"
    DELIVERING = "delivering"
    SIGNED = "signed"
    PROBLEM = "problem"
    RETURNING = "returning"
    RETURNED = "returned"
    REFUSED = "refused"


class TrackingState(StrEnum):
    """`unasked`: heard of before anybody here asked; `ended`: the service will say no more;
    `given_up`: it told nothing however often it was asked, or refused."""

    UNASKED = "unasked"
    WANTED = "wanted"
    SUBSCRIBED = "subscribed"
    ENDED = "ended"
    GIVEN_UP = "given_up"


class Word(StrEnum):
    """What a message says of its subscription."""

    POLLING = "polling"
    UPDATE_ALL = "updateall"
    SHUTDOWN = "shutdown"
    ABORT = "abort"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """The account at the tracking service as a person enters it; `key` is never shown again.
    `callback_url` is where the service sends its messages, `daily_budget` how often it is asked a
    day at most to tell of a waybill, `query_budget` how often for a route whose messages do not
    come."""

    customer: str
    base_url: str
    callback_url: str
    daily_budget: int
    query_budget: int
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`salt` is of our own making and stays: every subscription's messages are signed with it."""

    customer: str
    base_url: str
    callback_url: str
    daily_budget: int
    query_budget: int
    used_today: int
    queried_today: int
    changed_at: datetime
    key: str = field(repr=False)
    salt: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    """A waybill's subscription, in its `round`-th asking; `said` is the newest point of its route,
    free of personal data."""

    waybill_no: str
    carrier: str
    round: int
    state: TrackingState
    condition: Condition
    said: str
    said_at: datetime | None
    heard_at: datetime | None
    asked_at: datetime | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Point:
    """One line of a route; `key` is the same whenever the line is told again."""

    key: str
    at: datetime
    said: str
    condition: Condition | None


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A message of the service about a waybill, with its whole route so far."""

    waybill_no: str
    word: Word
    message: str
    condition: Condition | None
    points: tuple[Point, ...]

    @property
    def newest(self) -> Point | None:
        """The line that happened last; the earlier told of two at one instant."""
        return max(self.points, key=lambda point: point.at, default=None)
