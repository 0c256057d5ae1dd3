"""A shop (店铺), its authorisation, its mappings, and what people ask of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from orderhub.connector_kit.contract import Tokens
from orderhub.kernel.types import ChannelCode, ShopId


class ShopState(StrEnum):
    """`paused` by a person; `reauthorise` needs one; `blocked` is probed and heals by itself."""

    ACTIVE = "active"
    PAUSED = "paused"
    REAUTHORISE = "reauthorise"
    BLOCKED = "blocked"


class MappingKind(StrEnum):
    """`fields` adds attributes to orders (B2); `shape` turns a shop's own form into ours."""

    FIELDS = "fields"
    SHAPE = "shape"


class ConsentOutcome(StrEnum):
    """How a seller's consent (授权) ended, as the console tells it."""

    CONNECTED = "connected"
    RENEWED = "renewed"
    REFUSED = "refused"
    STATE_UNKNOWN = "state_unknown"
    SIGNED_OUT = "signed_out"
    CODE_REFUSED = "code_refused"
    OTHER_ACCOUNT = "other_account"
    ALREADY_CONNECTED = "already_connected"
    NAME_TAKEN = "name_taken"
    SCOPE_MISSING = "scope_missing"
    ADDRESS_BLOCKED = "address_blocked"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong last, since when; the message is safe to show."""

    code: str
    message: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """Our account at a channel: the unit of credentials, quota and cursor.

    `poll_every`, `base_url`, `oauth_url` are None where the channel's own apply. Settings:
    `first_days` (how far back the first sync reads), `calls_per_second`, `ship_within_hours`,
    `carriers` (the hub's carrier word → the channel's code).
    `account_no` is the channel's own number of the account, "" until the channel told it.
    """

    id: ShopId
    channel: ChannelCode
    name: str
    region: str
    state: ShopState
    base_url: str | None
    oauth_url: str | None
    app_key: str
    poll_every: timedelta | None
    settings: Mapping[str, Any]
    last_good_at: datetime | None
    trouble: Trouble | None
    created_at: datetime
    version: int
    account_no: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """A shop's credentials in clear, for calls only: never shown, never in a repr. `ends_at` is
    when only the seller's consent helps on, None when nobody told."""

    shop_id: ShopId
    version: int
    credentials: Mapping[str, str] = field(repr=False)
    access_expires_at: datetime | None = None
    refresh_expires_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """When a shop's tokens were last had anew, and when only the seller's consent helps on."""

    renewed_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One published version of a mapping; `spec` is what `connector_kit` compiles."""

    kind: MappingKind
    version: int
    spec: Mapping[str, Any]
    restored_from: int | None
    published_at: datetime
    published_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Connect:
    """Add a shop, with `credentials` a person gave or `tokens` its seller granted."""

    channel: ChannelCode
    name: str
    credentials: Mapping[str, str] = field(repr=False)
    region: str = "cn"
    base_url: str | None = None
    oauth_url: str | None = None
    poll_every: timedelta | None = None
    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])
    tokens: Tokens | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Change a shop; a field that is not in `fields` stays."""

    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A consent in waiting: for a shop of ours (`shop_id`), or for the one `connect` will make."""

    channel: ChannelCode
    return_url: str
    shop_id: int | None = None
    connect: Connect | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a consent ended, and the shop it is about where there is one."""

    outcome: ConsentOutcome
    shop_id: int | None = None
