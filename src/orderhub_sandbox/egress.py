"""What probes tell a caller its own address is: the same for all, but those told to say other."""

from dataclasses import dataclass, field

FIRST = "203.0.113.10"


@dataclass(slots=True)
class EgressAnswers:
    """`own` are answers of single probes, by name; an empty one is a probe that is down."""

    address: str = FIRST
    own: dict[str, str] = field(default_factory=dict[str, str])

    def of(self, probe: str) -> str:
        """What the probe says now; "" while it is down."""
        return self.own.get(probe, self.address)

    def clear(self) -> None:
        """As after the start."""
        self.address = FIRST
        self.own.clear()
