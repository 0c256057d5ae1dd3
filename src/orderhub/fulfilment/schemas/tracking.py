"""Wire shapes of tracking."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from orderhub.fulfilment.model.tracking import (
    Account,
    Condition,
    NewAccount,
    Tracking,
    TrackingState,
)
from orderhub.infra.http import Body

ADDRESS = r"^https?://[!-~]+$"
INGEST_PATH = "/ingest/v1/tracking/kuaidi100"


class AccountIn(Body):
    """`callback_url`: `ingest_path` at the address under which the service reaches this hub;
    `daily_budget`: how often it is asked a day at most to tell of a parcel, `query_budget` how
    often for the route of one whose messages did not come for a day (each asking costs)."""

    customer: str = Field(min_length=1, max_length=100, pattern=r"^[!-~]+$")
    key: str = Field(min_length=1, max_length=200, pattern=r"^[!-~]+$", repr=False)
    base_url: str = Field(
        default="https://poll.kuaidi100.com", max_length=500, pattern=r"^https?://[!->@-~]+[^/?#]$"
    )
    callback_url: str = Field(max_length=500, pattern=ADDRESS)
    daily_budget: int = Field(default=2000, ge=1, le=10_000_000)
    query_budget: int = Field(default=200, ge=0, le=10_000_000)

    def to_account(self) -> NewAccount:
        return NewAccount(
            customer=self.customer,
            base_url=self.base_url,
            callback_url=self.callback_url,
            daily_budget=self.daily_budget,
            query_budget=self.query_budget,
            key=self.key,
        )


class AccountOut(BaseModel):
    """The key is never shown again."""

    customer: str
    base_url: str
    callback_url: str
    daily_budget: int
    query_budget: int
    used_today: int
    queried_today: int
    changed_at: datetime

    @classmethod
    def of(cls, account: Account) -> "AccountOut":
        return cls(**{name: getattr(account, name) for name in cls.model_fields})


class TrackingOut(BaseModel):
    """`counts`: waybills by state, at most 10,000 each; `ingest_path`: where the service sends its
    messages."""

    account: AccountOut | None
    counts: dict[TrackingState, int]
    ingest_path: str = INGEST_PATH


class FollowedOut(BaseModel):
    """How a waybill is followed: `said` is the newest line of its route."""

    state: TrackingState
    condition: Condition
    said: str
    said_at: datetime | None
    heard_at: datetime | None

    @classmethod
    def of(cls, tracking: Tracking) -> "FollowedOut":
        return cls(**{name: getattr(tracking, name) for name in cls.model_fields})


class RoutePointOut(BaseModel):
    """One line; `condition` where the carrier tells it for the line."""

    key: str
    occurred_at: datetime
    said: str
    condition: Condition | None


class RouteOut(BaseModel):
    tracking: FollowedOut | None
    points: list[RoutePointOut]

    @classmethod
    def of(cls, tracking: Tracking | None, points: Sequence[Mapping[Any, Any]]) -> "RouteOut":
        told = None if tracking is None else FollowedOut.of(tracking)
        return cls(tracking=told, points=[RoutePointOut(**row) for row in points])
