"""What the warehouse knows: orders it was given, messages it sent, how it behaves."""

from dataclasses import dataclass, field
from typing import Any

APP_KEY = "qimen-app"
SECRET = "qimen-secret"  # noqa: S105 - of the sandbox's own warehouse
CUSTOMER = "c0001"


@dataclass(slots=True)
class Given:
    """An order the hub asked to ship; `state`: accepted, picked, shipped, stuck or cancelled."""

    code: str
    body: str
    remote_no: str
    receiver: dict[str, str]
    items: dict[str, int]
    state: str = "accepted"


@dataclass(slots=True)
class Desk:
    """`down` answers 503 to everything; `drop_answers` calls are worked on and never answered
    well; `target` is where messages go; `sent` are messages with what was answered. By itself it
    lets `parcels_per_minute` leave."""

    target: str = ""
    down: bool = False
    drop_answers: int = 0
    parcels_per_minute: float = 0
    given: dict[str, Given] = field(default_factory=dict[str, Given])
    asked: dict[str, int] = field(default_factory=dict[str, int])
    sent: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    serial: int = 0

    def clear(self) -> None:
        """As after the start."""
        self.target, self.down, self.drop_answers, self.serial = "", False, 0, 0
        self.parcels_per_minute = 0
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
