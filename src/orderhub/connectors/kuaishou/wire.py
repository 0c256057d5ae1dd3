"""What goes over the wire to Kuaishou (channels reference §5.1): methods, addresses, forms."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

import orjson

from orderhub.connector_kit.contract import Credentials, HttpCall, Request
from orderhub.connector_kit.readers import to_unix_ms
from orderhub.connectors.kuaishou.signing import sign

LIST = "open.order.cursor.list"
DETAIL = "open.order.detail"
DELIVER = "open.seller.order.goods.deliver"
SPLIT = "open.order.goods.split.deliver"
RESEND = "open.seller.order.logistics.update"
NOTE = "open.seller.order.note.add"
ITEM = "open.item.get"
STOCK = "open.item.sku.stock.update"
REFUNDS = "open.seller.order.refund.pcursor.list"
REFUND = "open.seller.order.refund.detail"
DECRYPT = "open.order.decrypt.batch"
EXCHANGE = "oauth2.access_token"
REFRESH = "oauth2.refresh_token"
_GETS = frozenset({LIST, DETAIL, ITEM, REFUNDS, REFUND, EXCHANGE})
LAST = "nomore"
_FORM = MappingProxyType({"content-type": "application/x-www-form-urlencoded; charset=utf-8"})
_MINUTE_MS = 60_000


def prepare(base_url: str, credentials: Credentials, request: Request, now: datetime) -> HttpCall:
    """A signed call. Most reads are GETs by the platform's own rule, so that their address holds
    the token and is never told; what is posted stands in the body."""
    address = f"{base_url.rstrip('/')}/{request.method.replace('.', '/')}"
    form = request.params
    if request.method not in (EXCHANGE, REFRESH):
        form = _signed(credentials, request, now)
    if request.method in _GETS:
        return HttpCall(verb="GET", url=f"{address}?{urlencode(form)}")
    return HttpCall(verb="POST", url=address, headers=_FORM, content=urlencode(form).encode())


def _signed(credentials: Credentials, request: Request, now: datetime) -> Mapping[str, str]:
    params = {
        "access_token": credentials.get("access_token", ""),
        "appkey": credentials["app_key"],
        "method": request.method,
        "param": orjson.dumps(_business(request, now)).decode(),
        "signMethod": credentials.get("sign_method") or "HMAC_SHA256",
        "timestamp": str(to_unix_ms(now)),
        "version": "1",
    }
    return {**params, "sign": sign(params, credentials["sign_secret"])}


def _business(request: Request, now: datetime) -> Mapping[str, Any]:
    """A list that names no time is asked for its last minute."""
    if request.method != LIST or "endTime" in request.params:
        return request.params
    until = to_unix_ms(now)
    return {**request.params, "beginTime": until - _MINUTE_MS, "endTime": until}
