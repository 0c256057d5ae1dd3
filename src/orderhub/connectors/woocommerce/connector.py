"""WooCommerce. Stateless: the session signs and throttles, sync owns cursors."""

from datetime import UTC, datetime, timedelta

from orderhub.connector_kit.causes import load_causes
from orderhub.connector_kit.contract import (
    Connector,
    CredentialField,
    Page,
    ShopSession,
    Window,
)
from orderhub.connector_kit.readers import to_gmt
from orderhub.connector_kit.windows import SECOND, bounds, more_by_count, seek
from orderhub.connectors.woocommerce.errors import ROWS, TOTAL, classify
from orderhub.connectors.woocommerce.fields import CARRIERS, PATHS, PERSONAL
from orderhub.connectors.woocommerce.mapping import modified_at, read_rows, rows_in
from orderhub.connectors.woocommerce.notices import read_notices, verify_push
from orderhub.connectors.woocommerce.refunds import with_refunds
from orderhub.connectors.woocommerce.shipping import set_stock, ship_order
from orderhub.connectors.woocommerce.wire import DETAIL, LIST, prepare
from orderhub.kernel.errors import ScopeMissing
from orderhub.kernel.types import ChannelCode

PAGE_SIZE = 100
_BEFORE_ANY_STORE = datetime(2000, 1, 1, tzinfo=UTC)


async def pull_orders(shop: ShopSession, window: Window) -> Page:
    """The newest page of orders modified in `window`. Repeats happen, gaps do not."""
    start, end, page = bounds(window)
    answer = await shop.read(
        LIST,
        {
            # The store leaves out the second that it is told.
            "modified_after": to_gmt(start - SECOND),
            "modified_before": to_gmt(end + SECOND),
            "dates_are_gmt": "true",
            "orderby": "modified",
            "order": "desc",
            "status": "any",
            "page": page,
            "per_page": PAGE_SIZE,
        },
    )
    answer = await with_refunds(shop, answer)
    rows = rows_in(answer.document)
    more = more_by_count(window, len(rows), PAGE_SIZE, answer.document.get(TOTAL))
    return Page(rows, answer.body, seek(window, [modified_at(row) for row in rows], more=more))


async def get_order(shop: ShopSession, external_no: str) -> Page:
    """One order in full."""
    answer = await with_refunds(shop, await shop.read(DETAIL, {"id": external_no}))
    return Page(rows_in(answer.document), answer.body, None)


async def probe(shop: ShopSession) -> datetime | None:
    """Proof that address and keys are right and that the store lists by modified time: one too old
    for that ignores the bound, and would be read wrongly. A store tells no time."""
    answer = await shop.read(
        LIST,
        {
            "modified_before": to_gmt(_BEFORE_ANY_STORE),
            "dates_are_gmt": "true",
            "orderby": "modified",
            "status": "any",
            "per_page": 1,
        },
    )
    if answer.document.get(ROWS) != []:
        raise ScopeMissing("the store does not list by modified time: update it", method=LIST)
    return None


CONNECTOR = Connector(
    channel=ChannelCode("woocommerce"),
    label="WooCommerce",
    # Every store has an address of its own, which the shop names.
    base_url="",
    credential_fields=(
        CredentialField("consumer_key", "Consumer Key(ck_…)", secret=False),
        CredentialField("consumer_secret", "Consumer Secret(cs_…)"),
        CredentialField("webhook_secret", "Webhook Secret（可多个，空格分隔）", required=False),
    ),
    app_key_field="consumer_key",
    poll_every=timedelta(minutes=5),
    # A store knows no limit; long windows only make a first import hard to follow.
    window_max=timedelta(days=30),
    lookback_max=timedelta(days=3650),
    page_size=PAGE_SIZE,
    phone_search="plain",
    buyer_search="index",
    personal=PERSONAL,
    paths=PATHS,
    prepare=prepare,
    classify=classify,
    causes=load_causes(__name__),
    read_rows=read_rows,
    pull_orders=pull_orders,
    get_order=get_order,
    probe=probe,
    ship_order=ship_order,
    carriers=CARRIERS,
    ships_in="whole",
    set_stock=set_stock,
    verify_push=verify_push,
    read_notices=read_notices,
)
