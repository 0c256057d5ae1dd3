"""Douyin shop (抖店). Stateless: the session signs and throttles, sync owns cursors."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from orderhub.connector_kit.causes import load_causes
from orderhub.connector_kit.contract import (
    Answer,
    Connector,
    CredentialField,
    Credentials,
    HttpCall,
    Page,
    Request,
    ShopSession,
    Window,
)
from orderhub.connector_kit.readers import node, to_unix_s
from orderhub.connector_kit.windows import bounds, later_half, more_by_count, seek_part
from orderhub.connectors.douyin.after_sales import get_case, pull_cases
from orderhub.connectors.douyin.errors import TOO_MANY_ORDERS, business_code, classify
from orderhub.connectors.douyin.fields import CARRIERS, DETAIL, PATHS, PERSONAL
from orderhub.connectors.douyin.mapping import modified_at, read_rows, rows_in
from orderhub.connectors.douyin.notices import REPLY, read_notices, verify_push
from orderhub.connectors.douyin.oauth import (
    CREATE,
    REFRESH,
    authorise_url,
    exchange_code,
    refresh_tokens,
)
from orderhub.connectors.douyin.receivers import decrypt
from orderhub.connectors.douyin.shipping import set_stock, ship_order
from orderhub.connectors.douyin.signing import canonical, sign
from orderhub.kernel.errors import ChannelRefused
from orderhub.kernel.types import ChannelCode

LIST = "order.searchList"
COMPANIES = "order.logisticsCompanyList"
PAGE_SIZE = 100
_WITHOUT_TOKEN = frozenset({CREATE, REFRESH})
_HEADERS = MappingProxyType(
    # Answers in the newer codes alone.
    {"content-type": "application/json; charset=utf-8", "x-open-no-old-err-code": "1"}
)


def prepare(base_url: str, credentials: Credentials, request: Request, now: datetime) -> HttpCall:
    """A POST whose body is the signed text itself; the platform wants the token in the address."""
    body = canonical(request.params)
    query = {
        "app_key": credentials["app_key"],
        "method": request.method,
        "v": "2",
        "timestamp": str(to_unix_s(now)),
        "sign_method": "hmac-sha256",
    }
    secret = credentials["app_secret"]
    query["sign"] = sign(query["app_key"], request.method, body, query["timestamp"], secret)
    if request.method not in _WITHOUT_TOKEN:
        query["access_token"] = credentials.get("access_token", "")
    path = request.method.replace(".", "/")
    return HttpCall(
        verb="POST",
        url=f"{base_url.rstrip('/')}/{path}?{urlencode(query)}",
        headers=_HEADERS,
        content=body.encode(),
    )


async def pull_orders(shop: ShopSession, window: Window) -> Page:
    """The newest page of orders modified in `window`. Repeats happen, gaps do not."""
    part, answer = await _listed(shop, window)
    rows = rows_in(answer.document)
    more = more_by_count(part, len(rows), PAGE_SIZE, _total(answer.document))
    modified = [modified_at(row) for row in rows]
    return Page(rows, answer.body, seek_part(window, part, modified, more=more))


async def _listed(shop: ShopSession, part: Window) -> tuple[Window, Answer]:
    """The answer for the window, or for the latest part of it that the platform does not find too
    full (50,000 orders)."""
    while True:
        start, end, page = bounds(part)
        try:
            return part, await shop.read(LIST, _asked(start, end, page - 1, PAGE_SIZE))
        except ChannelRefused as error:
            if business_code(error) != TOO_MANY_ORDERS:
                raise
            part = later_half(part)


def _asked(start: datetime, end: datetime, page: int, size: int) -> Mapping[str, Any]:
    """Newest first; pages count from 0."""
    return {
        "update_time_start": to_unix_s(start),
        "update_time_end": to_unix_s(end),
        "order_by": "update_time",
        "order_asc": False,
        "page": page,
        "size": size,
    }


def _total(document: Mapping[str, Any]) -> int | None:
    total = node(document.get("data")).get("total")
    return total if type(total) is int else None


async def get_order(shop: ShopSession, external_no: str) -> Page:
    """One order in full."""
    answer = await shop.read(DETAIL, {"shop_order_id": external_no})
    return Page(rows_in(answer.document), answer.body, None)


async def probe(shop: ShopSession) -> datetime | None:
    """Proof that address, app, signature, token and scope are right; the platform tells no time,
    so the last minute that is listed is our own."""
    now = (await shop.read(COMPANIES, {})).asked_at
    if now is not None:
        await shop.read(LIST, _asked(now - timedelta(minutes=1), now, 0, 1))
    return None


CONNECTOR = Connector(
    channel=ChannelCode("douyin"),
    label="抖店",
    base_url="https://openapi-fxg.jinritemai.com",
    oauth_url="https://fuwu.jinritemai.com",
    credential_fields=(
        CredentialField("app_key", "App Key", secret=False),
        CredentialField("app_secret", "App Secret"),
        CredentialField("service_id", "服务 ID（工具型应用）", secret=False, required=False),
        CredentialField("shop_id", "店铺 ID（自用型应用）", secret=False, required=False),
        CredentialField("access_token", "Access Token（店铺授权）", granted=True),
        CredentialField("refresh_token", "Refresh Token", required=False, granted=True),
    ),
    poll_every=timedelta(minutes=10),
    window_max=timedelta(hours=12),
    # Ninety days is the platform's limit, and a second is asked on each side.
    lookback_max=timedelta(days=89),
    phone_search="mask",
    personal=PERSONAL,
    paths=PATHS,
    prepare=prepare,
    classify=classify,
    causes=load_causes(__name__),
    read_rows=read_rows,
    pull_orders=pull_orders,
    get_order=get_order,
    probe=probe,
    refresh_tokens=refresh_tokens,
    authorise_url=authorise_url,
    exchange_code=exchange_code,
    ship_order=ship_order,
    carriers=CARRIERS,
    set_stock=set_stock,
    pull_cases=pull_cases,
    get_case=get_case,
    decrypt=decrypt,
    verify_push=verify_push,
    read_notices=read_notices,
    notice_reply=REPLY,
)
