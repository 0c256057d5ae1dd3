"""What each fault of a channel must become when orders are pulled (reliability reference §4a)."""

from dataclasses import dataclass, field
from typing import Any

from orderhub.kernel import errors
from orderhub.kernel.errors import ConnectorError


@dataclass(frozen=True)
class Fault:
    """A fault, how it is shown, and the class it must become, or one of them."""

    kind: str
    becomes: type[ConnectorError] | tuple[type[ConnectorError], ...]
    args: dict[str, Any] = field(default_factory=dict[str, Any])
    times: int | None = 1

    @property
    def classes(self) -> tuple[type[ConnectorError], ...]:
        return self.becomes if isinstance(self.becomes, tuple) else (self.becomes,)

    @property
    def silent(self) -> bool:
        """Whether only a deadline ends the call: any other answer may take its time."""
        return self.kind in {"F6", "F7"}

    def __str__(self) -> str:
        return "-".join([self.kind, *(str(value) for value in self.args.values())])


FAULTS = (
    Fault("F1", errors.AddressBlocked),
    Fault("F1", errors.AddressBlocked, {"status": 403}),
    Fault("F2", errors.RateLimited),
    Fault("F2", errors.RateLimited, {"status": 429}),
    Fault("F3", errors.RateLimited),
    Fault("F4", errors.ChannelUnavailable),
    Fault("F4", errors.ChannelUnavailable, {"status": 503}),
    Fault("F5", errors.ChannelUnavailable, {"shape": "html"}),
    Fault("F5", errors.ChannelUnavailable, {"shape": "error"}),
    Fault("F6", errors.ChannelUnavailable),
    Fault("F7", errors.ChannelUnavailable, {"seconds": 5}),
    Fault("F8", errors.ChannelUnavailable, {"shape": "connection"}),
    Fault("F8", errors.ChannelUnavailable, {"shape": "body"}),
    Fault("F9", errors.ChannelUnavailable, {"shape": "invalid_utf8"}),
    Fault("F9", errors.ChannelUnavailable, {"shape": "gbk"}),
    Fault("F9", errors.ChannelUnavailable, {"shape": "broken_gzip"}),
    # More than any channel tolerates.
    Fault("F15", errors.ClockSkewed, {"offset_seconds": 1800}, times=None),
    Fault("F15", errors.ClockSkewed, {"offset_seconds": -1800}, times=None),
    Fault("F17", errors.AuthExpired),
    Fault("F19", (errors.AuthExpired, errors.AuthRevoked)),
    Fault("F25", errors.ScopeMissing),
    Fault("F25", errors.ScopeMissing, {"status": 410}),
)
