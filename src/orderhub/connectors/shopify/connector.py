"""Shopify. Stateless: the session signs and throttles, sync owns cursors."""

from datetime import timedelta

from orderhub.connector_kit.causes import load_causes
from orderhub.connector_kit.contract import Connector, CredentialField
from orderhub.connectors.shopify.errors import classify
from orderhub.connectors.shopify.fields import CARRIERS, PATHS, PERSONAL
from orderhub.connectors.shopify.mapping import read_rows
from orderhub.connectors.shopify.notices import read_notices, verify_push
from orderhub.connectors.shopify.oauth import authorise_url, exchange_code
from orderhub.connectors.shopify.reading import PAGE_SIZE, get_order, probe, pull_orders
from orderhub.connectors.shopify.shipping import ship_order
from orderhub.connectors.shopify.stock import set_stock
from orderhub.connectors.shopify.wire import prepare
from orderhub.kernel.types import ChannelCode

CONNECTOR = Connector(
    channel=ChannelCode("shopify"),
    label="Shopify",
    # Every shop has an address of its own, which it names; its sellers agree below it.
    base_url="",
    oauth_url="/admin/oauth",
    credential_fields=(
        CredentialField("client_id", "Client ID", secret=False),
        CredentialField("client_secret", "Client Secret"),
        CredentialField("access_token", "Access Token（店铺授权）", granted=True),
        CredentialField(
            "location_id", "库存地点编号（有多个地点时）", secret=False, required=False
        ),
    ),
    app_key_field="client_id",
    poll_every=timedelta(minutes=5),
    window_max=timedelta(days=7),
    # Older orders are not shown without `read_all_orders`; counted when the question arrives.
    lookback_max=timedelta(days=59),
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
    authorise_url=authorise_url,
    exchange_code=exchange_code,
    ship_order=ship_order,
    carriers=CARRIERS,
    set_stock=set_stock,
    verify_push=verify_push,
    read_notices=read_notices,
)
