"""JD (京东). Stateless: the session signs and throttles, sync owns cursors."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

import orjson

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
from orderhub.connector_kit.readers import node, to_beijing
from orderhub.connector_kit.windows import bounds, more_by_count, seek
from orderhub.connectors.jd.after_sales import get_case, pull_cases
from orderhub.connectors.jd.errors import classify, response_of
from orderhub.connectors.jd.fields import CARRIERS, DETAIL, PATHS, PERSONAL
from orderhub.connectors.jd.mapping import STATUS, modified_at, read_rows, rows_in
from orderhub.connectors.jd.oauth import authorise_url, exchange_code, refresh_tokens
from orderhub.connectors.jd.shipping import set_stock, ship_order
from orderhub.connectors.jd.signing import sign
from orderhub.kernel.types import ChannelCode

LIST = "jingdong.pop.order.enSearch"
PAGE_SIZE = 100
FIELDS = (
    "orderId,venderId,parentOrderId,directParentOrderId,orderType,orderSource,storeOrder,payType,"
    "orderTotalPrice,orderSellerPrice,orderPayment,freightPrice,sellerDiscount,balanceUsed,"
    "orderState,orderStateRemark,orderStartTime,orderEndTime,paymentConfirmTime,modified,"
    "logisticsId,waybill,pin,open_id_buyer,consigneeInfo,itemInfoList,couponDetailList,"
    "venderRemark,orderRemark"
)
_FORM = MappingProxyType({"content-type": "application/x-www-form-urlencoded; charset=utf-8"})


def prepare(base_url: str, credentials: Credentials, request: Request, now: datetime) -> HttpCall:
    """A signed POST form; the authorisation host takes a plain GET, by the platform's own rule."""
    if request.host == "oauth":
        query = urlencode({**request.params})
        return HttpCall(verb="GET", url=f"{base_url.rstrip('/')}/{request.method}?{query}")
    business = {name: value for name, value in request.params.items() if value not in (None, "")}
    params = {
        "360buy_param_json": orjson.dumps(business, option=orjson.OPT_SORT_KEYS).decode(),
        "access_token": credentials["access_token"],
        "app_key": credentials["app_key"],
        "method": request.method,
        "timestamp": to_beijing(now) + ".000+0800",
        "v": "2.0",
    }
    params["sign"] = sign(params, credentials["app_secret"])
    return HttpCall(
        verb="POST",
        url=base_url.rstrip("/") + "/routerjson",
        headers=_FORM,
        content=urlencode(params).encode(),
    )


async def pull_orders(shop: ShopSession, window: Window) -> Page:
    """The newest page of orders modified in `window`. Repeats happen, gaps do not."""
    start, end, page = bounds(window)
    answer = await shop.read(
        LIST,
        {
            "start_date": to_beijing(start),
            "end_date": to_beijing(end),
            "order_state": ",".join(STATUS),
            "optional_fields": FIELDS,
            "page": str(page),
            "page_size": str(PAGE_SIZE),
            "sortType": "1",
            "dateType": "0",
        },
    )
    rows = rows_in(answer.document)
    more = more_by_count(window, len(rows), PAGE_SIZE, _total(answer.document))
    return Page(rows, answer.body, seek(window, [modified_at(row) for row in rows], more=more))


def _total(document: Mapping[str, Any]) -> int | None:
    result = node(response_of(document, LIST).get("searchorderinfo_result"))
    total = str(result.get("orderTotal", ""))
    return int(total) if total.isdecimal() else None


async def get_order(shop: ShopSession, external_no: str) -> Page:
    """One order in full."""
    answer = await shop.read(DETAIL, {"order_id": external_no, "optional_fields": FIELDS})
    return Page(rows_in(answer.document), answer.body, None)


async def probe(shop: ShopSession) -> datetime | None:
    """Proof that address, app, signature, token and scope are right; JD tells no time."""
    await shop.read(
        LIST,
        {
            "order_state": "WAIT_SELLER_STOCK_OUT",
            "optional_fields": "orderId",
            "page": "1",
            "page_size": "1",
        },
    )
    return None


CONNECTOR = Connector(
    channel=ChannelCode("jd"),
    label="京东",
    base_url="https://api.jd.com",
    oauth_url="https://open-oauth.jd.com/oauth2",
    credential_fields=(
        CredentialField("app_key", "App Key", secret=False),
        CredentialField("app_secret", "App Secret"),
        CredentialField("access_token", "Access Token（店铺授权）", granted=True),
        CredentialField("refresh_token", "Refresh Token", required=False, granted=True),
    ),
    poll_every=timedelta(minutes=15),
    window_max=timedelta(days=28),
    lookback_max=timedelta(days=90),
    phone_search="none",
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
    ships_in="whole",
    set_stock=set_stock,
    pull_cases=pull_cases,
    get_case=get_case,
)
