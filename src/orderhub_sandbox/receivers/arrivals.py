"""What the receivers got, and the answers they were told to give instead of good ones."""

from dataclasses import dataclass, field
from typing import Any

from orderhub_sandbox.receivers.sms import SmsBook

PER_MINUTE = {"dingtalk": 20, "wecom": 20, "feishu": 100}
BLOCKED_SECONDS = 600


@dataclass(slots=True)
class Planned:
    """`status` alone, or a JSON document with it, after `hang_s` seconds of silence."""

    status: int
    document: dict[str, Any] | None
    hang_s: float = 0.0


@dataclass(slots=True)
class Receivers:
    """`arrived` holds accepted messages only; `asked` counts every call of a kind. `partners`: the
    secrets by which each partner's receiver checks what it gets."""

    arrived: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    asked: dict[str, int] = field(default_factory=dict[str, int])
    planned: dict[str, list[Planned]] = field(default_factory=dict[str, list[Planned]])
    times: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    blocked_until: dict[str, int] = field(default_factory=dict[str, int])
    sms: SmsBook = field(default_factory=SmsBook)
    partners: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def clear(self) -> None:
        """As after the start."""
        for held in (self.arrived, self.asked, self.planned, self.times, self.blocked_until):
            held.clear()
        self.sms.clear()
        self.partners.clear()

    def count(self, kind: str) -> Planned | None:
        """Count the call; the answer planned for it, if any."""
        self.asked[kind] = self.asked.get(kind, 0) + 1
        waiting = self.planned.get(kind)
        return waiting.pop(0) if waiting else None

    def too_many(self, kind: str, now: int) -> bool:
        """Whether the bot is over its minute; DingTalk then blocks for ten (reference §2.1)."""
        if now < self.blocked_until.get(kind, 0):
            return True
        lately = [at for at in self.times.get(kind, []) if at > now - 60]
        self.times[kind] = [*lately, now]
        over = len(lately) >= PER_MINUTE[kind]
        if over and kind == "dingtalk":
            self.blocked_until[kind] = now + BLOCKED_SECONDS
        return over

    def keep(self, kind: str, document: dict[str, Any]) -> None:
        """An accepted message."""
        self.arrived.append({"kind": kind, "document": document})
