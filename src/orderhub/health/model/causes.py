"""What may be behind a failing connection, by names that join many codes to one cause."""

from dataclasses import dataclass
from enum import StrEnum

from orderhub.connector_kit.causes import Words


class CauseName(StrEnum):
    """Causes that calls and pushes show; other slices may name more (`Finding`)."""

    ADDRESS_BLOCKED = "address_blocked"
    AUTH_REVOKED = "auth_revoked"
    AUTH_EXPIRED = "auth_expired"
    CREDENTIALS_WRONG = "credentials_wrong"
    SCOPE_MISSING = "scope_missing"
    API_RETIRED = "api_retired"
    CLOCK_SKEWED = "clock_skewed"
    CLOCK_DRIFT = "clock_drift"
    SCHEMA_DRIFT = "schema_drift"
    BAD_REQUEST = "bad_request"
    RATE_LIMITED = "rate_limited"
    QUOTA_SPENT = "quota_spent"
    CHANNEL_UNAVAILABLE = "channel_unavailable"
    HOST_UNKNOWN = "host_unknown"
    CONNECTION_REFUSED = "connection_refused"
    CERTIFICATE_REFUSED = "certificate_refused"
    TIMED_OUT = "timed_out"
    CONNECTION_CUT = "connection_cut"
    OUTCOME_UNKNOWN = "outcome_unknown"
    CHANNEL_REFUSED = "channel_refused"
    ALREADY_DONE = "already_done"
    PUSH_REFUSED = "push_refused"
    PUSH_UNREADABLE = "push_unreadable"
    PUSH_TURNED_AWAY = "push_turned_away"
    EGRESS_DRIFT = "egress_drift"
    CERTIFICATE_ENDING = "certificate_ending"
    OTHER = "other"


class Reach(StrEnum):
    """Who is hit by a cause: every shop of the app key, or the one shop."""

    APP = "app"
    SHOP = "shop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a cause whichever channel it is met at.

    `heals`: it may go without a person; never where only people can follow the remedy. `at_once`:
    an incident at the first failure, not after many in a row. `proven`: a good call of any API of
    the subject shows that it is over.
    """

    what: Words
    remedy: Words
    reach: Reach
    heals: bool
    at_once: bool = False
    proven: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A code made clear: the cause's name, the words for people, and what is known of it."""

    name: str
    what: Words
    remedy: Words
    heals: bool
    known: Known
