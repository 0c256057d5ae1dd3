"""Pinduoduo (拼多多). Stateless: the session signs and throttles, sync owns cursors."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlencode

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
from orderhub.connector_kit.passing_on import FROM_CHANNEL
from orderhub.connector_kit.readers import to_unix_ms, to_unix_s
from orderhub.connector_kit.windows import bounds, more_by_count, newest_part, seek_part
from orderhub.connectors.pinduoduo.after_sales import pull_cases
from orderhub.connectors.pinduoduo.ciphertext import A_DAY, decrypt
from orderhub.connectors.pinduoduo.details import DETAIL, in_full
from orderhub.connectors.pinduoduo.errors import classify, response_in
from orderhub.connectors.pinduoduo.fields import CARRIERS, PATHS, PERSONAL
from orderhub.connectors.pinduoduo.mapping import modified_at, read_rows, rows_in
from orderhub.connectors.pinduoduo.notices import listen
from orderhub.connectors.pinduoduo.oauth import (
    CREATE,
    REFRESH,
    authorise_url,
    exchange_code,
    refresh_tokens,
)
from orderhub.connectors.pinduoduo.shipping import set_stock, ship_order
from orderhub.connectors.pinduoduo.signing import message_digest, sign
from orderhub.connectors.pinduoduo.windows import LONGEST
from orderhub.kernel.types import ChannelCode

LIST = "pdd.order.number.list.increment.get"
PAGE_SIZE = 100
ALL = 5
_FORM = MappingProxyType({"content-type": "application/x-www-form-urlencoded; charset=utf-8"})


def prepare(base_url: str, credentials: Credentials, request: Request, now: datetime) -> HttpCall:
    """A signed POST form; for messages the address of the line, whose digest proves the app."""
    base = base_url.rstrip("/")
    if request.host == "push":
        return HttpCall(verb="GET", url=_line(base, credentials, now))
    params = {
        "type": request.method,
        "client_id": credentials["client_id"],
        "timestamp": str(to_unix_s(now)),
        "data_type": "JSON",
        "version": "V1",
        **{name: str(value) for name, value in request.params.items() if value not in (None, "")},
    }
    if request.method not in (CREATE, REFRESH):
        params["access_token"] = credentials.get("access_token", "")
    params["sign"] = sign(params, credentials["client_secret"])
    return HttpCall(
        verb="POST", url=f"{base}/api/router", headers=_FORM, content=urlencode(params).encode()
    )


def _line(base: str, credentials: Credentials, now: datetime) -> str:
    client_id, at = credentials["client_id"], str(to_unix_ms(now))
    digest = quote(message_digest(client_id, at, credentials["client_secret"]), safe="")
    return f"{base.replace('http', 'ws', 1)}/message/{client_id}/{at}/{digest}"


async def pull_orders(shop: ShopSession, window: Window) -> Page:
    """The newest page of orders updated in `window`. Repeats happen, gaps do not."""
    part = newest_part(window, LONGEST)
    start, end, page = bounds(part)
    answer = await shop.read(
        LIST,
        {
            "start_updated_at": to_unix_s(start),
            "end_updated_at": to_unix_s(end),
            "order_status": ALL,
            "refund_status": ALL,
            "is_lucky_flag": 0,
            "page": page,
            "page_size": PAGE_SIZE,
            "use_has_next": "true",
        },
    )
    body = await in_full(shop, answer)
    rows = read_rows(body)
    more = _more(response_in(answer.document), part, len(rows))
    rest = seek_part(window, part, [modified_at(row) for row in rows], more=more)
    return Page(rows, body, rest)


def _more(response: Mapping[str, Any], part: Window, rows: int) -> bool:
    has_next, total = response.get("has_next"), response.get("total_count")
    if isinstance(has_next, bool):
        return has_next
    return more_by_count(part, rows, PAGE_SIZE, total if isinstance(total, int) else None)


async def get_order(shop: ShopSession, external_no: str) -> Page:
    """One order in full."""
    answer = await shop.read(DETAIL, {"order_sn": external_no})
    return Page(rows_in(answer.document), answer.body, None)


async def probe(shop: ShopSession) -> datetime | None:
    """Proof that address, app, signature, token and scope are right; no call tells the time."""
    await shop.read("pdd.order.status.get", {"order_sns": "000000-000000000000000"})
    return None


CONNECTOR = Connector(
    channel=ChannelCode("pinduoduo"),
    label="拼多多",
    base_url="https://gw-api.pinduoduo.com",
    oauth_url="https://fuwu.pinduoduo.com/service-market/auth",
    push_url="wss://message-api.pinduoduo.com",
    credential_fields=(
        CredentialField("client_id", "Client ID", secret=False),
        CredentialField("client_secret", "Client Secret"),
        CredentialField("access_token", "Access Token（店铺授权）", granted=True),
        CredentialField("refresh_token", "Refresh Token", required=False, granted=True),
    ),
    app_key_field="client_id",
    poll_every=timedelta(minutes=10),
    window_max=LONGEST,
    case_window_max=LONGEST,
    lookback_max=timedelta(days=90),
    settles_after=timedelta(minutes=3),
    quiet_for=timedelta(seconds=15),
    decrypts_per_day=A_DAY,
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
    withheld=FROM_CHANNEL,  # nothing of its orders may go on to others (payments-compliance §3.4)
    set_stock=set_stock,
    pull_cases=pull_cases,
    decrypt=decrypt,
    listen=listen,
)
