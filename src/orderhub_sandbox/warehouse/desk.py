"""What the warehouse knows: orders it was given, messages it sent, how it behaves."""

from dataclasses import dataclass, field
from typing import Any

APP_KEY = "qimen-app"
SECRET = "qimen-secret"  # noqa: S105 - of the sandbox's own warehouse
CUSTOMER = "c0001"
STUCK_EVERY = 25


@dataclass(slots=True)
class Given:
    """An order the hub asked to ship; `state`: accepted, picked, shipped, stuck or cancelled.
    `waybills` of the parcels that left, each once."""

    code: str
    body: str
    remote_no: str
    receiver: dict[str, str]
    items: dict[str, int]
    state: str = "accepted"
    waybills: list[str] = field(default_factory=list[str])

    def left(self, waybill_no: str) -> None:
        """A parcel of it left; told again it is still one."""
        if waybill_no not in self.waybills:
            self.waybills.append(waybill_no)


@dataclass(slots=True)
class Desk:
    """`down` answers 503 to everything and lets no message out; `refuses` is a code of the router,
    which then lets no call in; `drop_answers` orders or cancels are worked on and never answered
    well, `lose_replies` messages arrive and their answers do not come back;
    `answers_lost` counts both. `target` is where messages go; `sent` are messages with what was
    answered. By itself it lets `parcels_per_minute` leave; each `stuck_every`-th order is stuck
    (0: none)."""

    target: str = ""
    down: bool = False
    refuses: str = ""
    drop_answers: int = 0
    lose_replies: int = 0
    answers_lost: int = 0
    parcels_per_minute: float = 0
    stuck_every: int = STUCK_EVERY
    given: dict[str, Given] = field(default_factory=dict[str, Given])
    asked: dict[str, int] = field(default_factory=dict[str, int])
    sent: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    serial: int = 0

    def clear(self) -> None:
        """As after the start."""
        self.target, self.down, self.drop_answers, self.serial = "", False, 0, 0
        self.lose_replies, self.answers_lost = 0, 0
        self.parcels_per_minute, self.stuck_every, self.refuses = 0, STUCK_EVERY, ""
        for held in (self.given, self.asked, self.sent):
            held.clear()

    def next_no(self, prefix: str) -> str:
        self.serial += 1
        return f"{prefix}{self.serial:08}"


def credentials(base_url: str) -> dict[str, str]:
    """As `sandbox --json` prints them."""
    return {
        "base_url": f"{base_url}/qimen/router/qimen/service",
        "app_key": APP_KEY,
        "secret": SECRET,
        "customer_no": CUSTOMER,
    }
