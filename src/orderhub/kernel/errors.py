"""Errors are states of the world; each class tells its reader what to do next."""

from typing import ClassVar

from orderhub.kernel.types import Refusal


class HubError(Exception):
    """`code` for machines, `detail` for people; neither holds personal data or secrets."""

    code: ClassVar[str] = "error"
    http_status: ClassVar[int] = 500

    def __init__(self, detail: str = "", **context: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.context = context


class DomainError(HubError):
    """The request cannot be done as things stand."""


class NotFound(DomainError):
    """There is no such thing, or the caller may not know of it."""

    code = "not_found"
    http_status = 404


class NotPermitted(DomainError):
    """The caller's role lacks the permission."""

    code = "not_permitted"
    http_status = 403


class Conflict(DomainError):
    """A rule said no; carries the refusal."""

    code = "conflict"
    http_status = 409

    def __init__(self, refusal: Refusal, **context: object) -> None:
        super().__init__(refusal.detail, **context)
        self.refusal = refusal


class StaleVersion(DomainError):
    """Somebody else changed it first."""

    code = "stale_version"
    http_status = 409


class InvalidInput(DomainError):
    """The shape of the input is wrong; `context` names where."""

    code = "invalid_input"
    http_status = 422


class ConnectorError(HubError):
    """A call to a channel that did not succeed; knows what was asked and the channel's own code."""

    code = "connector_error"
    http_status = 502

    def __init__(
        self, detail: str = "", *, method: str = "", channel_code: str = "", **context: object
    ) -> None:
        super().__init__(detail, **context)
        self.method = method
        self.channel_code = channel_code


class ChannelUnavailable(ConnectorError):
    """Refused, 5xx, HTML instead of an answer, or a timeout on a read."""

    code = "channel_unavailable"


class CircuitOpen(ChannelUnavailable):
    """The channel was silent so often that it is not asked: wait `retry_after_s` seconds."""

    code = "circuit_open"

    def __init__(
        self, detail: str = "", *, retry_after_s: float | None = None, **context: object
    ) -> None:
        super().__init__(detail, **context)  # pyright: ignore[reportArgumentType]
        self.retry_after_s = retry_after_s


class RateLimited(ConnectorError):
    """The quota said wait: `retry_after_s` seconds when the channel told, until tomorrow when
    `daily`."""

    code = "rate_limited"

    def __init__(
        self,
        detail: str = "",
        *,
        retry_after_s: float | None = None,
        daily: bool = False,
        **context: object,
    ) -> None:
        super().__init__(detail, **context)  # pyright: ignore[reportArgumentType]
        self.retry_after_s = retry_after_s
        self.daily = daily


class AuthExpired(ConnectorError):
    """The access token is over: refresh once, repeat."""

    code = "auth_expired"


class AuthRevoked(ConnectorError):
    """Only a person can authorise the shop again."""

    code = "auth_revoked"


class AuthLapsed(AuthRevoked):
    """The authorisation came to its end by itself: only the seller's consent helps on."""

    code = "auth_lapsed"


class AddressBlocked(ConnectorError):
    """Our egress address is not on the channel's list."""

    code = "address_blocked"


class ScopeMissing(ConnectorError):
    """The shop may not call this API, or may not any more."""

    code = "scope_missing"


class BadRequest(ConnectorError):
    """Our fault: signature, parameter, clock."""

    code = "bad_request"


class ClockSkewed(BadRequest):
    """The channel refused our timestamp."""

    code = "clock_skewed"


class AlreadyDone(ConnectorError):
    """A repeated write: success after reading back."""

    code = "already_done"


class ChannelRefused(ConnectorError):
    """Understood, and the answer is no: business news."""

    code = "channel_refused"


class OutcomeUnknown(ConnectorError):
    """A write went silent: ask before any repeat."""

    code = "outcome_unknown"


class ContractViolation(ConnectorError):
    """Structure we cannot read: `field` names where; the value is never told."""

    code = "contract_violation"

    def __init__(self, detail: str = "", *, field: str = "", **context: object) -> None:
        super().__init__(detail, **context)  # pyright: ignore[reportArgumentType]
        self.field = field


class InfraError(HubError):
    """Our own machinery is not able to serve just now: wait and try again."""

    code = "unavailable"
    http_status = 503


class DatabaseBusy(InfraError):
    """The database gave no connection or no space."""

    code = "database_busy"


class DiskFull(InfraError):
    """Writing is refused until there is space."""

    code = "disk_full"


class BrokerDown(InfraError):
    """The broker took nothing, or did not say that it did; messages with an id in `safe` it has."""

    code = "broker_down"

    def __init__(
        self, detail: str = "", *, safe: frozenset[str] = frozenset(), **context: object
    ) -> None:
        super().__init__(detail, **context)
        self.safe = safe


class BrokerRefused(BrokerDown):
    """The broker has no place for some messages, such as a queue that is gone; others it took."""

    code = "broker_refused"


class ConfigError(HubError):
    """The installation is set up wrongly: refuse to start, naming the key, never its value."""

    code = "config_error"
