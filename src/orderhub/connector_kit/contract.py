"""The contract a connector (平台连接器) fills in: a frozen record of functions; capabilities are its non-None fields."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any, Protocol

from orderhub.kernel.errors import ConnectorError
from orderhub.kernel.types import ChannelCode

Json = Mapping[str, Any]
Credentials = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Window:
    """Closed interval of the channel's modified time (时间窗); `page_token` only inside one second (architecture §5)."""

    start: datetime
    end: datetime
    page_token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLine:
    """One line (订单行) in our words; amounts in minor units of the order's currency."""

    line_no: str
    sku_code: str
    title: str
    quantity: int
    price_minor: int
    total_minor: int
    listing_no: str = ""
    spec: str = ""
    status_raw: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Personal data as the channel gave it: plain text, a mask, or nothing. `strength` says which
    (0 absent, 1 mask, 2 ciphertext, 3 plain); `index` maps a field to the channel's own search index."""

    fields: Mapping[str, str] = field(default_factory=dict[str, str])
    strength: Mapping[str, int] = field(default_factory=dict[str, int])
    index: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelOrder:
    """An order as the channel states it, in our words, times aware UTC, amounts in minor units.

    `status` is a word of `kernel.words.ChannelStatus`; `unknown` when the channel's own word (`status_raw`) is new to us.
    People field names: recipient_name, recipient_phone, recipient_address, buyer_name, buyer_no, buyer_note, seller_note.
    """

    external_no: str
    status: str
    status_raw: str
    placed_at: datetime
    modified_at: datetime
    total_minor: int
    lines: tuple[ChannelLine, ...]
    people: People
    currency: str = "CNY"
    goods_minor: int = 0
    freight_minor: int = 0
    discount_minor: int = 0
    paid_at: datetime | None = None
    shipped_at: datetime | None = None
    completed_at: datetime | None = None
    ship_by: datetime | None = None
    province: str = ""
    city: str = ""
    district: str = ""
    seller_flag: int | None = None
    presale: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One order of a page as it came: the decoded payload, and its reading or the reason why there is none."""

    payload: Json
    external_no: str | None
    order: ChannelOrder | None
    problem: ConnectorError | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows, its raw body, and the window that remains (None = the asked window is read)."""

    rows: tuple[Row, ...]
    body: bytes
    next: Window | None


@dataclass(frozen=True, slots=True)
class Tokens:
    """What an authorisation (店铺授权) yields; None = the channel named no end."""

    credentials: Credentials
    access_expires_at: datetime | None = None
    refresh_expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A signed-to-be call: `method` is the channel's API name, `write` decides what silence means."""

    method: str
    params: Mapping[str, Any]
    write: bool = False


class ShopSession(Protocol):
    """One shop's line to its channel: signs, throttles, times out as a whole, classifies, records every call."""

    @property
    def credentials(self) -> Credentials: ...

    async def read(self, method: str, params: Mapping[str, Any]) -> "Answer":
        """Ask; raises a ConnectorError. May be repeated."""
        ...

    async def write(self, method: str, params: Mapping[str, Any]) -> "Answer":
        """Change; silence raises OutcomeUnknown."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer: the decoded document and the exact bytes."""

    document: Json
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpCall:
    """What goes over the wire, built and signed by the connector's `prepare`."""

    verb: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class CredentialField:
    """One entry of the connect form: the channel's own name; `secret` values are never shown again."""

    name: str
    label: str
    secret: bool = True
    required: bool = True


Prepare = Callable[[str, Credentials, Request, datetime], HttpCall]
Classify = Callable[[int, Mapping[str, str], bytes, Request], "Answer | ConnectorError"]
PullOrders = Callable[[ShopSession, Window], Awaitable[Page]]
GetOrder = Callable[[ShopSession, str], Awaitable[Page]]
ReadRows = Callable[[bytes], Sequence[Row]]
Probe = Callable[[ShopSession], Awaitable[datetime | None]]
RefreshTokens = Callable[[ShopSession], Awaitable[Tokens]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """One channel. `prepare(base_url, credentials, request, now)` builds and signs, `classify` reads any answer,
    `read_rows(body)` maps a kept raw body again (replay, raw view, benches)."""

    channel: ChannelCode
    label: str
    base_url: str
    credential_fields: tuple[CredentialField, ...]
    prepare: Prepare
    classify: Classify
    read_rows: ReadRows
    poll_every: timedelta | None = None
    window_max: timedelta = timedelta(days=1)
    overlap: timedelta = timedelta(minutes=2)
    lookback_max: timedelta = timedelta(days=90)
    phone_search: str = "none"
    buyer_search: str = "none"
    app_key_field: str = "app_key"
    pull_orders: PullOrders | None = None
    get_order: GetOrder | None = None
    probe: Probe | None = None
    refresh_tokens: RefreshTokens | None = None

    @property
    def capabilities(self) -> frozenset[str]:
        optional = (f.name for f in fields(self) if f.default is None)
        return frozenset(name for name in optional if getattr(self, name) is not None)
