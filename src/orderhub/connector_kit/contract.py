"""The contract a connector (平台连接器) fills in: non-None fields are its capabilities."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from orderhub.connector_kit.after_sales import CaseRow
from orderhub.connector_kit.causes import Cause
from orderhub.connector_kit.notices import Notice
from orderhub.connector_kit.shipping import SellerNote, Shipment, StockLevel
from orderhub.kernel.errors import ConnectorError
from orderhub.kernel.records import record
from orderhub.kernel.types import ChannelCode, Refusal

Json = Mapping[str, Any]
Credentials = Mapping[str, str]
Host = Literal["gateway", "oauth", "push"]
Parts = Literal["units", "lines", "whole"]


@dataclass(frozen=True, slots=True)
class Window:
    """Closed interval of the channel's modified time (时间窗); `page_token` only inside one second
    of it, the last (architecture §5, `connector_kit.windows.seek`): a page number, or a channel's
    own cursor."""

    start: datetime
    end: datetime
    page_token: str | None = None


@record
class ChannelLine:
    """One line (订单行) in our words; amounts in minor units of the order's currency. `closed`:
    refunded or cancelled at the channel (已关闭), so that it ships no more; its quantity and its
    amounts stay as they were ordered."""

    line_no: str
    sku_code: str
    title: str
    quantity: int
    price_minor: int
    total_minor: int
    listing_no: str = ""
    spec: str = ""
    status_raw: str = ""
    closed: bool = False


@record
class People:
    """Personal data as the channel gave it: plain text, a mask, or nothing. `strength` says which
    (0 absent, 1 mask, 2 ciphertext, 3 plain); `index` maps a field to the channel's own index,
    `masks` a field that is ciphertext to the channel's own mask of it."""

    fields: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    strength: Mapping[str, int] = field(default_factory=dict[str, int])
    index: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    masks: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)


@record
class ChannelOrder:
    """An order as the channel states it, in our words, times aware UTC, amounts in minor units.

    `status` is a word of `kernel.words.ChannelStatus`; `unknown` when the channel's own word
    (`status_raw`) is new to us. Of a presale: `ship_from` when it may ship, `balance_due` whether
    the balance (尾款) is unpaid; None where the channel does not tell. `refunding`: a refund of it,
    or of a line, is asked for and not settled, where the order itself tells. People field names:
    recipient_name, recipient_phone, recipient_address, buyer_name, buyer_no, buyer_note,
    seller_note.
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
    ship_from: datetime | None = None
    balance_due: bool | None = None
    refunding: bool = False


@record
class Row:
    """One order of a page: the decoded payload, and its reading or why there is none."""

    payload: Json = field(repr=False)
    external_no: str | None
    order: ChannelOrder | None
    problem: ConnectorError | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows, its raw body, and the window that remains (None = all is read)."""

    rows: tuple[Row, ...]
    body: bytes = field(repr=False)
    next: Window | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of after-sale cases, its raw body, and the window that remains."""

    rows: tuple[CaseRow, ...]
    body: bytes = field(repr=False)
    next: Window | None


@dataclass(frozen=True, slots=True)
class Cipher:
    """A ciphertext of an order to be turned into plain text, where the channel alone can."""

    external_no: str
    name: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What an authorisation (店铺授权) yields; None = the channel named no end. `account_no` and
    `account_name` are the channel's own for the shop, "" where it tells none; `scopes` what the
    seller agreed to."""

    credentials: Credentials = field(repr=False)
    access_expires_at: datetime | None = None
    refresh_expires_at: datetime | None = None
    account_no: str = ""
    account_name: str = ""
    scopes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Where a seller agrees: the app's credentials, where he comes back to, and the state that
    must come back with him."""

    oauth_url: str
    credentials: Credentials = field(repr=False)
    return_url: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A signed-to-be call: `method` is the channel's API name, `write` decides what silence means,
    `host` which of the channel's addresses is asked."""

    method: str
    params: Mapping[str, Any] = field(repr=False)
    write: bool = False
    host: Host = "gateway"


class ShopSession(Protocol):
    """One shop's line to its channel: signs, throttles, times out as a whole, classifies."""

    @property
    def credentials(self) -> Credentials: ...

    async def read(self, method: str, params: Mapping[str, Any]) -> "Answer":
        """Ask; raises a ConnectorError. May be repeated."""
        ...

    async def write(self, method: str, params: Mapping[str, Any]) -> "Answer":
        """Change; silence raises OutcomeUnknown."""
        ...

    async def authorise(
        self, method: str, params: Mapping[str, Any], *, host: Host = "oauth"
    ) -> "Answer":
        """Ask for tokens: as `read`, but a refusal is not answered by renewing the token."""
        ...

    def listen(
        self, method: str, params: Mapping[str, Any]
    ) -> AbstractAsyncContextManager["Socket"]:
        """A WebSocket to the address that `prepare` builds; raises a ConnectorError."""
        ...


class Socket(Protocol):
    """An open WebSocket; sending and receiving raise ChannelUnavailable once it is closed."""

    def now(self) -> datetime: ...

    async def send(self, frame: str) -> None: ...

    async def receive(self, within_s: float) -> str | None:
        """The next text frame, None when none came in that time."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer: the decoded document, the exact bytes, and (told by the session) when it
    was asked for, for what an answer counts from now."""

    document: Json = field(repr=False)
    body: bytes = field(repr=False)
    asked_at: datetime | None = None

    def after(self, seconds: object) -> datetime | None:
        """So many seconds after it was asked for, where that is a time to come; else None."""
        if self.asked_at is None or type(seconds) is not int or seconds <= 0:
            return None
        return self.asked_at + timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpCall:
    """What goes over the wire, built and signed by the connector's `prepare`."""

    verb: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class CredentialField:
    """One entry of the connect form by the channel's own name; a `secret` is never shown again.
    `granted` ones come with the seller's consent where the channel has one (`authorise_url`)."""

    name: str
    label: str
    secret: bool = True
    required: bool = True
    granted: bool = False


class Shape(Protocol):
    """A shop's own form of orders made ours: finds the orders in a document, and turns one over."""

    @property
    def personal(self) -> frozenset[str]: ...

    def rows(self, document: Any) -> Any: ...

    def row(self, source: Json) -> Json: ...


_FIGURES = frozenset({"poll_every", "decrypts_per_day"})
Prepare = Callable[[str, Credentials, Request, datetime], HttpCall]
Classify = Callable[[int, Mapping[str, str], bytes, Request], "Answer | ConnectorError"]
PullOrders = Callable[[ShopSession, Window], Awaitable[Page]]
GetOrder = Callable[[ShopSession, str], Awaitable[Page]]
ReadRows = Callable[[bytes], Sequence[Row]]
Probe = Callable[[ShopSession], Awaitable[datetime | None]]
RefreshTokens = Callable[[ShopSession], Awaitable[Tokens]]
VerifyPush = Callable[[Credentials, Mapping[str, str], bytes, datetime], "str | Refusal"]
ReadPush = Callable[[bytes, "Shape | None"], Sequence[Row]]
AuthoriseUrl = Callable[[Consent], str]
ExchangeCode = Callable[[ShopSession, Mapping[str, str], str], Awaitable[Tokens]]
ShipOrder = Callable[[ShopSession, Shipment], Awaitable[None]]
SetStock = Callable[[ShopSession, StockLevel], Awaitable[None]]
SetNote = Callable[[ShopSession, SellerNote], Awaitable[None]]
PullCases = Callable[[ShopSession, Window], Awaitable[CasePage]]
GetCase = Callable[[ShopSession, str], Awaitable[CasePage]]
Decrypt = Callable[[ShopSession, Sequence[Cipher]], Awaitable[Sequence[str | None]]]
ReadNotices = Callable[[Credentials, bytes], Sequence[Notice]]
TakeNotices = Callable[[Sequence[Notice]], Awaitable[None]]
Listen = Callable[[ShopSession, TakeNotices], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """One channel, polled (`prepare`, `classify`, `pull_orders`, …) or pushing (`verify_push`, …).

    `prepare(base_url, credentials, request, now)` builds and signs; `classify` reads any answer;
    `read_rows(body)` maps a kept raw body, or one row of it, again (replay, raw view, benches).
    `verify_push(credentials, headers, body, now)` gives the sender's message id, or why the push
    is not his. `read_push(body, shape)` raises InvalidInput for a body that is no list of orders;
    `shape` turns the shop's own form into ours (`connector_kit.shape`). `personal` names payload
    fields that hold personal data, wherever they stand; `paths` tells which payload path each of
    our fields comes from. An empty `base_url` of a channel that is called means that every shop is
    a host of its own and must name it; an `oauth_url` that is a path ("/admin/oauth") is below it.

    `authorise_url(consent)` is the page where a seller agrees, `exchange_code(session, query,
    return_url)` turns what he comes back with into tokens (ContractViolation or AuthRevoked when it
    is not the channel's). `ship_order`, `set_stock` and `set_note` are writes: OutcomeUnknown when
    silent, AlreadyDone once reading back proves it. `pull_cases` reads as `pull_orders` does.
    `decrypt` gives None for what the channel does not tell; `decrypts_per_day` is the app's budget.
    `read_notices(credentials, body)` reads a verified HTTP push, which is answered with
    `notice_reply`; `listen(session, take)` hears one round of messages and acknowledges those that
    `take` returned for, and `quiet_for` is the pause after a round that heard nothing; after one
    that heard little it is a second at most.
    `settles_after` is how long a change may take to show in the list.
    `causes` is the channel's part of the error book: its code, as `classify` tells it, or one word
    of that code → what is behind it (health has an answer for every code that is not in it).
    `rates` is calls per second and app of those APIs (`Request.method`) whose limit is known;
    `refresh_field` is the credential without which tokens cannot be renewed.
    `carriers` turns the hub's carrier word (Qimen's, channels reference §9.3) into the channel's
    code; `ships_in` is what one parcel may be told to hold: some units, whole lines, or the order.
    `note_flags` are the colours of seller flags that `set_note` may put, by number.
    `withheld` names what partners (ERP, CRM) may not be passed of the channel's orders; personal
    data never is, on any channel (`connector_kit.passing_on`).
    """

    channel: ChannelCode
    label: str
    credential_fields: tuple[CredentialField, ...]
    read_rows: ReadRows
    personal: frozenset[str]
    paths: Mapping[str, str] = field(default_factory=dict[str, str])
    causes: Mapping[str, Cause] = field(default_factory=dict[str, Cause])
    base_url: str = ""
    oauth_url: str = ""
    push_url: str = ""
    poll_every: timedelta | None = None
    window_max: timedelta = timedelta(days=1)
    overlap: timedelta = timedelta(minutes=2)
    lookback_max: timedelta = timedelta(days=90)
    settles_after: timedelta = timedelta()
    page_size: int = 100
    case_window_max: timedelta = timedelta(days=1)
    decrypts_per_day: int | None = None
    notice_reply: bytes = b"{}"
    quiet_for: timedelta = timedelta(seconds=3)
    phone_search: str = "none"
    buyer_search: str = "none"
    app_key_field: str = "app_key"
    refresh_field: str = "refresh_token"
    rates: Mapping[str, float] = field(default_factory=dict[str, float])
    carriers: Mapping[str, str] = field(default_factory=dict[str, str])
    ships_in: Parts = "units"
    note_flags: Mapping[int, str] = field(default_factory=dict[int, str])
    withheld: frozenset[str] = frozenset()
    prepare: Prepare | None = None
    classify: Classify | None = None
    pull_orders: PullOrders | None = None
    get_order: GetOrder | None = None
    probe: Probe | None = None
    refresh_tokens: RefreshTokens | None = None
    verify_push: VerifyPush | None = None
    read_push: ReadPush | None = None
    authorise_url: AuthoriseUrl | None = None
    exchange_code: ExchangeCode | None = None
    ship_order: ShipOrder | None = None
    set_stock: SetStock | None = None
    set_note: SetNote | None = None
    pull_cases: PullCases | None = None
    get_case: GetCase | None = None
    decrypt: Decrypt | None = None
    read_notices: ReadNotices | None = None
    listen: Listen | None = None

    @property
    def capabilities(self) -> frozenset[str]:
        optional = (f.name for f in fields(self) if f.default is None and f.name not in _FIGURES)
        return frozenset(name for name in optional if getattr(self, name) is not None)
