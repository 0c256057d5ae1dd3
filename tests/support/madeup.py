"""A made-up channel that lists, tells, pushes and is listened to: what sync is tested with where
no platform of the sandbox can do it yet."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import orjson

from orderhub.channels.facade import Connect, Shop, connect
from orderhub.connector_kit.contract import (
    Connector,
    CredentialField,
    Credentials,
    Page,
    Row,
    ShopSession,
    TakeNotices,
    Window,
)
from orderhub.connector_kit.notices import Notice
from orderhub.connectors import CONNECTORS
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database
from orderhub.kernel.errors import ChannelUnavailable, ConnectorError, ContractViolation
from orderhub.kernel.types import ChannelCode, Refusal
from tests.support.orders import make_actor, make_order

CHANNEL = ChannelCode("madeup")
PAGE = 3
BEGIN = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)


@dataclass
class Platform:
    """What the made-up platform knows, and what was asked of it."""

    orders: dict[str, Any] = field(default_factory=dict[str, Any])
    broken: set[str] = field(default_factory=set[str])
    unlisted: set[str] = field(default_factory=set[str])
    queue: list[Notice] = field(default_factory=list[Notice])
    acknowledged: list[str] = field(default_factory=list[str])
    asked: list[str] = field(default_factory=list[str])
    listed: list[Window] = field(default_factory=list[Window])
    trouble: ConnectorError | None = None
    meanwhile: Callable[[], Awaitable[None]] | None = None  # happens once, while an order is read

    def place(self, no: str, at: datetime, **over: Any) -> None:
        over = {"placed_at": at, "paid_at": at, "ship_by": at + timedelta(days=2), **over}
        self.orders[no] = replace(make_order(1, **over), external_no=no, modified_at=at)

    def row(self, no: str) -> Row:
        payload = {"no": no}
        if no in self.broken:
            return Row(payload, no, None, ContractViolation("no total", field="total"))
        return Row(payload, no, self.orders[no])

    def check(self) -> None:
        if self.trouble is not None:
            raise self.trouble


PLATFORMS: dict[str, Platform] = {}  # by app key


def platform_of(shop: ShopSession) -> Platform:
    platform = PLATFORMS[shop.credentials["app_key"]]
    platform.check()
    return platform


async def pull_orders(shop: ShopSession, window: Window) -> Page:
    """Newest first; the page token counts rows."""
    platform = platform_of(shop)
    platform.listed.append(window)
    found = sorted(
        (
            (order.modified_at, no)
            for no, order in platform.orders.items()
            if window.start <= order.modified_at <= window.end and no not in platform.unlisted
        ),
        reverse=True,
    )
    done = int(window.page_token or 0)
    rows = tuple(platform.row(no) for _, no in found[done : done + PAGE])
    more = len(found) > done + PAGE
    rest = replace(window, page_token=str(done + PAGE)) if more else None
    return Page(rows, orjson.dumps([row.payload for row in rows]), rest)


async def get_order(shop: ShopSession, external_no: str) -> Page:
    platform = platform_of(shop)
    platform.asked.append(external_no)
    known = external_no in platform.orders
    if (happen := platform.meanwhile) is not None:
        platform.meanwhile = None
        await happen()
    return Page((platform.row(external_no),) if known else (), b"{}", None)


def signature(secret: str, body: bytes) -> str:
    return hmac.digest(secret.encode(), body, "sha256").hex()


def verify_push(
    credentials: Credentials, headers: Mapping[str, str], body: bytes, _now: datetime
) -> str | Refusal:
    given = headers.get("x-signature", "")
    if not hmac.compare_digest(given, signature(credentials["app_secret"], body)):
        return Refusal("signature_wrong", "the signature does not fit")
    return hashlib.sha256(body).hexdigest()


def read_notices(_credentials: Credentials, body: bytes) -> Sequence[Notice]:
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise ContractViolation("the notice is not JSON", field="body") from None
    return [
        Notice(
            message_no=one["id"],
            topic=one.get("topic", "changed"),
            external_no=one.get("order", ""),
            revoked=one.get("revoked", False),
            at=datetime.fromisoformat(one["at"]) if "at" in one else None,
        )
        for one in said
    ]


async def listen(shop: ShopSession, take: TakeNotices) -> None:
    """All that waits; it stays in the queue unless `take` returned."""
    platform = platform_of(shop)
    heard = list(platform.queue)
    if heard:
        await take(heard)
        platform.acknowledged += [notice.message_no for notice in heard]
        platform.queue = [notice for notice in platform.queue if notice not in heard]


def read_rows(_body: bytes) -> Sequence[Row]:
    return ()


CONNECTOR = Connector(
    channel=CHANNEL,
    label="虚构平台",
    credential_fields=(CredentialField("app_key", "App Key"), CredentialField("app_secret", "S")),
    personal=frozenset(),
    read_rows=read_rows,
    pull_orders=pull_orders,
    get_order=get_order,
    verify_push=verify_push,
    read_notices=read_notices,
    listen=listen,
    notice_reply=b'{"ok":true}',
    poll_every=timedelta(minutes=15),
    window_max=timedelta(hours=1),
)


def register() -> None:
    """Let the hub know the made-up channel, in this process."""
    CONNECTORS[CHANNEL] = CONNECTOR


def unregister() -> None:
    del CONNECTORS[CHANNEL]


class Session:
    """A session as far as the made-up connector needs one."""

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials


async def connect_shop(
    db: Database, master: MasterKey, name: str, now: datetime, app_key: str = "app"
) -> Shop:
    command = Connect(
        channel=CHANNEL,
        name=name,
        credentials={"app_key": app_key, "app_secret": f"secret of {app_key}"},
        settings={"first_days": 1},
    )
    async with db.transaction() as tx:
        return await connect(tx, master, make_actor(), command, now)


async def open_session(shop: Shop, **_: bool) -> ShopSession:
    """What `Work.open_session` gives for a shop of the made-up channel."""
    if shop.app_key not in PLATFORMS:
        raise ChannelUnavailable("there is no such platform")
    session = Session({"app_key": shop.app_key, "app_secret": f"secret of {shop.app_key}"})
    return cast(ShopSession, session)
