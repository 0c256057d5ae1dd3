"""A polled channel. Stateless: the session signs and throttles, sync owns cursors."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

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
from orderhub.connector_kit.readers import to_beijing
from orderhub.connector_kit.windows import bounds, seek
from orderhub.connectors._template.errors import classify
from orderhub.connectors._template.mapping import PATHS, PERSONAL, read_rows, rows_in
from orderhub.connectors._template.signing import sign
from orderhub.kernel.types import ChannelCode

PAGE_SIZE = 100


def prepare(base_url: str, credentials: Credentials, request: Request, now: datetime) -> HttpCall:
    """A signed POST form; nothing secret stands in the address."""
    params = {
        "app_key": credentials["app_key"],
        "token": credentials["token"],
        "timestamp": to_beijing(now),
        **{name: str(value) for name, value in request.params.items()},
    }
    params["sign"] = sign(params, credentials["app_secret"])
    return HttpCall(
        verb="POST",
        url=f"{base_url.rstrip('/')}/{request.method}",
        headers={"content-type": "application/x-www-form-urlencoded"},
        content=urlencode(params).encode(),
    )


async def pull_orders(shop: ShopSession, window: Window) -> Page:
    """The newest page of orders modified in `window`. Repeats happen, gaps do not."""
    start, end, page = bounds(window)
    asked = {"from": to_beijing(start), "to": to_beijing(end), "page": page, "size": PAGE_SIZE}
    answer = await shop.read("orders/list", asked)
    rows = rows_in(answer.document)
    modified = [row.order.modified_at if row.order else None for row in rows]
    more = answer.document.get("has_more") is True
    return Page(rows, answer.body, seek(window, modified, more=more))


async def get_order(shop: ShopSession, external_no: str) -> Page:
    """One order in full."""
    answer = await shop.read("orders/get", {"no": external_no})
    return Page(rows_in(answer.document), answer.body, None)


async def probe(shop: ShopSession) -> datetime | None:
    """Proof that address, app, signature, token and scope are right."""
    await shop.read("orders/list", {"page": 1, "size": 1})
    return None


CONNECTOR = Connector(
    channel=ChannelCode("_template"),
    label="_template",
    base_url="https://api.example.com",
    credential_fields=(
        CredentialField("app_key", "App Key", secret=False),
        CredentialField("app_secret", "App Secret"),
        CredentialField("token", "Access Token"),
    ),
    poll_every=timedelta(minutes=15),
    personal=PERSONAL,
    paths=PATHS,
    prepare=prepare,
    classify=classify,
    read_rows=read_rows,
    pull_orders=pull_orders,
    get_order=get_order,
    probe=probe,
)
