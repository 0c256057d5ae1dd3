"""Taobao and Tmall (淘宝/天猫). Stateless: the session signs and throttles, sync owns cursors."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from orderhub.connector_kit.causes import load_causes
from orderhub.connector_kit.contract import (
    Connector,
    CredentialField,
    Credentials,
    HttpCall,
    Page,
    Request,
    ShopSession,
    Window,
)
from orderhub.connector_kit.readers import beijing, node, to_beijing
from orderhub.connector_kit.windows import bounds, more_by_count, seek
from orderhub.connectors.taobao.after_sales import get_case, pull_cases
from orderhub.connectors.taobao.errors import classify, response_node
from orderhub.connectors.taobao.fields import CARRIERS, PATHS, PERSONAL
from orderhub.connectors.taobao.mapping import modified_at, read_rows, rows_in
from orderhub.connectors.taobao.notices import listen, subscribe
from orderhub.connectors.taobao.oauth import REFRESH, authorise_url, exchange_code, refresh_tokens
from orderhub.connectors.taobao.receivers import decrypt
from orderhub.connectors.taobao.shipping import DETAIL, FLAGS, set_note, set_stock, ship_order
from orderhub.connectors.taobao.signing import sign
from orderhub.kernel.errors import ContractViolation
from orderhub.kernel.types import ChannelCode

LIST = "taobao.trades.sold.increment.get"
TIME = "taobao.time.get"
PAGE_SIZE = 100
FIELDS = (
    "tid,tid_str,status,type,step_trade_status,shipping_type,created,modified,pay_time,"
    "consign_time,end_time,payment,total_fee,discount_fee,post_fee,adjust_fee,received_payment,"
    "seller_nick,buyer_nick,buyer_open_uid,buyer_message,has_buyer_message,seller_memo,"
    "seller_flag,oaid,receiver_name,receiver_state,receiver_city,receiver_district,receiver_town,"
    "receiver_address,receiver_zip,receiver_mobile,receiver_phone,promotion_details,orders"
)
_FORM = MappingProxyType({"content-type": "application/x-www-form-urlencoded; charset=utf-8"})


def prepare(base_url: str, credentials: Credentials, request: Request, now: datetime) -> HttpCall:
    """A signed POST form, to the token address an unsigned one; no secret stands in the address."""
    if request.host == "oauth":
        return _post(f"{base_url.rstrip('/')}/{request.method}", request.params)
    params = {
        "method": request.method,
        "app_key": credentials["app_key"],
        "timestamp": to_beijing(now),
        "format": "json",
        "v": "2.0",
        "sign_method": credentials.get("sign_method") or "hmac-sha256",
        **{name: str(value) for name, value in request.params.items() if value not in (None, "")},
    }
    if request.method != REFRESH:
        params["session"] = credentials.get("session", "")
    params["sign"] = sign(params, credentials["app_secret"])
    return _post(base_url.rstrip("/") + "/router/rest", params)


def _post(url: str, params: Mapping[str, Any]) -> HttpCall:
    return HttpCall(verb="POST", url=url, headers=_FORM, content=urlencode(params).encode())


async def pull_orders(shop: ShopSession, window: Window) -> Page:
    """The newest page of trades modified in `window`. Repeats happen, gaps do not."""
    start, end, page = bounds(window)
    answer = await shop.read(
        LIST,
        {
            "fields": FIELDS,
            "start_modified": to_beijing(start),
            "end_modified": to_beijing(end),
            "page_no": page,
            "page_size": PAGE_SIZE,
            "use_has_next": "true",
        },
    )
    rows = rows_in(answer.document)
    more = _more(answer.document, window, len(rows))
    return Page(rows, answer.body, seek(window, [modified_at(row) for row in rows], more=more))


def _more(document: Mapping[str, Any], window: Window, rows: int) -> bool:
    response = node(document.get(response_node(LIST)))
    has_next, total = response.get("has_next"), response.get("total_results")
    if isinstance(has_next, bool):
        return has_next
    return more_by_count(window, rows, PAGE_SIZE, total if isinstance(total, int) else None)


async def get_order(shop: ShopSession, external_no: str) -> Page:
    """One trade in full."""
    answer = await shop.read(DETAIL, {"fields": FIELDS, "tid": external_no, "include_oaid": "true"})
    return Page(rows_in(answer.document), answer.body, None)


async def probe(shop: ShopSession) -> datetime | None:
    """The platform's clock, once address, app, signature, session and scope have proved right; the
    seller's messages begin with it."""
    answer = await shop.read(TIME, {})
    told = node(answer.document.get(response_node(TIME))).get("time")
    try:
        at = beijing(str(told))
    except ValueError:
        raise ContractViolation("the platform's time cannot be read", field="time") from None
    await shop.read(
        LIST,
        {
            "fields": "tid",
            "start_modified": to_beijing(at - timedelta(minutes=1)),
            "end_modified": to_beijing(at),
            "page_no": 1,
            "page_size": 1,
            "use_has_next": "true",
        },
    )
    await subscribe(shop)
    return at


CONNECTOR = Connector(
    channel=ChannelCode("taobao"),
    label="淘宝/天猫",
    base_url="https://eco.taobao.com",
    oauth_url="https://oauth.taobao.com",
    credential_fields=(
        CredentialField("app_key", "App Key", secret=False),
        CredentialField("app_secret", "App Secret"),
        CredentialField("session", "Session Key（店铺授权）", granted=True),
        CredentialField("refresh_token", "Refresh Token", required=False, granted=True),
        CredentialField(
            "sign_method", "签名方式（hmac-sha256、hmac 或 md5）", secret=False, required=False
        ),
    ),
    poll_every=timedelta(minutes=10),
    # A day is the platform's limit; a second is asked on each side, and short windows are advised.
    window_max=timedelta(hours=12),
    lookback_max=timedelta(days=90),
    case_window_max=timedelta(hours=12),
    # Each round is a call of the app's day.
    quiet_for=timedelta(seconds=15),
    phone_search="mask",
    buyer_search="index",
    personal=PERSONAL,
    paths=PATHS,
    causes=load_causes(__name__),
    prepare=prepare,
    classify=classify,
    read_rows=read_rows,
    pull_orders=pull_orders,
    get_order=get_order,
    probe=probe,
    refresh_tokens=refresh_tokens,
    authorise_url=authorise_url,
    exchange_code=exchange_code,
    ship_order=ship_order,
    carriers=CARRIERS,
    ships_in="lines",
    set_stock=set_stock,
    set_note=set_note,
    note_flags=FLAGS,
    pull_cases=pull_cases,
    get_case=get_case,
    decrypt=decrypt,
    listen=listen,
)
