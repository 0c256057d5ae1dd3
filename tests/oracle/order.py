"""An order told by a clerk who gets every message once, in the order in which things happened."""

from dataclasses import dataclass, field
from typing import Any

WORD_STEPS = ["created", "picked", "packed", "shipped", "in_transit", "delivered", "returned"]


@dataclass
class Clerk:
    """Keeps the last word on each matter; `stage()` says what the desk would show."""

    page: dict[str, Any] | None = None
    decisions: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    parcels: dict[str, str] = field(default_factory=dict[str, str])
    people: dict[str, tuple[int, str]] = field(default_factory=dict[str, tuple[int, str]])

    def hear(self, kind: str, data: dict[str, Any]) -> None:
        """One message, in the order of happening."""
        if kind == "snapshot":
            self.page = data
            for name, entry in data["people"].items():
                if name not in self.people or entry[1] >= self.people[name][0]:
                    self.people[name] = (entry[1], entry[0])
        elif kind == "parcel":
            self.parcels[data["parcel"]] = data["step"]
        else:
            self.decisions[kind + str(data.get("name") or data.get("tag") or "")] = data

    def stage(self) -> str:
        """The stage in plain words of the architecture's table."""
        if self.page is None:
            return "nothing"
        word = self.page["status"]
        plain = {
            "pending_payment": "pending_payment",
            "cancelled": "cancelled",
            "closed_refunded": "closed",
            "unknown": "unknown",
            "paid_held": "awaiting_review",
        }
        if word in plain:
            return plain[word]
        ladder = ["to_ship", "partially_shipped", "shipped", "delivered", "completed"]
        reached = max(ladder.index(word), ladder.index(self._warehouse()))
        if reached == 0:
            said = self.decisions.get("review", {}).get("decision")
            return "to_ship" if said == "approved" else "awaiting_review"
        return ladder[reached]

    def _warehouse(self) -> str:
        gone = {"shipped", "in_transit", "delivered"}
        steps = [s for s in self.parcels.values() if s != "returned"]
        if not any(s in gone for s in steps):
            return "to_ship"
        if not all(s in gone for s in self.parcels.values()):
            return "partially_shipped"
        return "delivered" if all(s == "delivered" for s in steps) else "shipped"

    def held(self) -> bool:
        """Somebody said hold and nobody released, or the channel's word is strange."""
        held = [d["on"] for name, d in self.decisions.items() if name.startswith("hold")]
        return any(held) or (self.page or {}).get("status") == "unknown"
