"""Faults armed over the control API: which calls they meet and how often."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

SILENT_AFTER_WRITE = "silent_after_write"
KINDS = (
    *(f"F{number}" for number in range(1, 26)),
    *("F27", "F28", "F29", "F34", "F36"),
    SILENT_AFTER_WRITE,
)


@dataclass(frozen=True, slots=True)
class CallPlace:
    """Where a call happens; a fault meets it when every place it names is the same."""

    channel: str
    method: str
    app_key: str = ""
    shop_name: str = ""
    shop_index: int = -1


@dataclass(slots=True)
class Fault:
    """`times` None never ends; `probability` is drawn with the fault's own seed."""

    id: str
    kind: str
    channel: str | None = None
    shop: str | None = None
    app_key: str | None = None
    method: str | None = None
    times: int | None = None
    probability: float = 1.0
    seed: int = 0
    args: Mapping[str, object] = field(default_factory=dict[str, object])
    hits: int = 0
    begun: bool = False
    rng: random.Random = field(default_factory=random.Random)

    def __post_init__(self) -> None:
        self.rng.seed(self.seed)

    @property
    def spent(self) -> bool:
        return self.times is not None and self.hits >= self.times

    def meets(self, place: CallPlace) -> bool:
        return (
            not self.spent
            and self.channel in (None, place.channel)
            and self.shop in (None, place.shop_name, str(place.shop_index))
            and self.app_key in (None, place.app_key)
            and self.method in (None, place.method)
        )

    def number(self, name: str, default: int) -> int:
        value = self.args.get(name, default)
        return int(value) if isinstance(value, int | float | str) else default

    def text(self, name: str, default: str) -> str:
        return str(self.args.get(name, default))


class FaultBoard:
    """The armed faults, in arming order, and how often each kind ever struck."""

    def __init__(self) -> None:
        self._armed: dict[str, Fault] = {}
        self._serial = 0
        self.hits_by_kind: Counter[str] = Counter()

    def arm(self, fault: Fault) -> str:
        self._serial += 1
        fault.id = f"fault{self._serial}"
        self._armed[fault.id] = fault
        return fault.id

    def disarm(self, fault_id: str | None) -> list[Fault]:
        """Removes one, or all for None; returns what was removed."""
        gone = [f for f in self._armed.values() if fault_id in (None, f.id)]
        for fault in gone:
            del self._armed[fault.id]
        return gone

    def clear(self) -> None:
        """Disarms everything and forgets the hits."""
        self._armed.clear()
        self.hits_by_kind.clear()

    def armed(self) -> list[Fault]:
        return list(self._armed.values())

    def take(self, kind: str, place: CallPlace) -> Fault | None:
        """The first fault of this kind that strikes this call; it counts as one hit."""
        for fault in self._armed.values():
            if fault.kind == kind and fault.meets(place) and self._drawn(fault):
                return self.hit(fault)
        return None

    def hit(self, fault: Fault) -> Fault:
        fault.hits += 1
        self.hits_by_kind[fault.kind] += 1
        return fault

    @staticmethod
    def _drawn(fault: Fault) -> bool:
        return fault.probability >= 1 or fault.rng.random() < fault.probability
