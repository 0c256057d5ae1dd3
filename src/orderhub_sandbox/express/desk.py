"""What the tracking service knows: subscriptions, routes, pushes that wait, how it behaves."""

from dataclasses import dataclass, field
from typing import Any

KEY = "kuaidi-key"
CUSTOMER = "KUAIDICUSTOMER"
TRIES = 4
RETRY_SECONDS = 1800


@dataclass(slots=True)
class Line:
    """One line of a route; `state` is the parcel's from then on."""

    at: int
    context: str
    state: str


@dataclass(slots=True)
class Followed:
    """A number somebody subscribed to: where its pushes go, what they are signed with, its route
    so far, oldest line first; `over` ended with `shutdown` or `abort`."""

    num: str
    com: str
    callback: str
    salt: str
    phone: str
    route: list[Line] = field(default_factory=list[Line])
    over: bool = False


@dataclass(slots=True)
class Waiting:
    """A push that was not answered with success, and when it goes out again."""

    num: str
    param: str
    due: int
    tries: int


@dataclass(slots=True)
class ExpressDesk:
    """`down` answers 503 to everything; `drop_answers` calls are worked on and never answered well;
    `push_first` pushes before a subscription is answered; by itself it takes `moves_per_minute`
    steps. `asks_phone` companies want the tail of a phone."""

    down: bool = False
    drop_answers: int = 0
    push_first: bool = False
    moves_per_minute: float = 0
    asks_phone: tuple[str, ...] = ("shunfeng",)
    followed: dict[str, Followed] = field(default_factory=dict[str, Followed])
    waiting: list[Waiting] = field(default_factory=list[Waiting])
    asked: dict[str, int] = field(default_factory=dict[str, int])
    sent: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def clear(self) -> None:
        """As after the start."""
        self.down, self.drop_answers, self.push_first = False, 0, False
        self.moves_per_minute, self.asks_phone = 0, ("shunfeng",)
        for held in (self.followed, self.waiting, self.asked, self.sent):
            held.clear()


def credentials(base_url: str) -> dict[str, str]:
    """As `sandbox --json` prints them."""
    return {"base_url": f"{base_url}/kuaidi100", "key": KEY, "customer": CUSTOMER}
