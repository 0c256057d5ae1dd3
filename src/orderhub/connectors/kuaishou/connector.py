"""Kuaishou shop (快手小店). Stateless: the session signs and throttles, sync owns cursors."""

from datetime import timedelta

from orderhub.connector_kit.causes import load_causes
from orderhub.connector_kit.contract import Connector, CredentialField
from orderhub.connectors.kuaishou.after_sales import get_case, pull_cases
from orderhub.connectors.kuaishou.consent import authorise_url, exchange_code, refresh_tokens
from orderhub.connectors.kuaishou.errors import classify
from orderhub.connectors.kuaishou.fields import CARRIERS, PATHS, PERSONAL
from orderhub.connectors.kuaishou.mapping import read_rows
from orderhub.connectors.kuaishou.notices import REPLY, read_notices, verify_push
from orderhub.connectors.kuaishou.reading import PAGE_SIZE, get_order, probe, pull_orders
from orderhub.connectors.kuaishou.receivers import decrypt
from orderhub.connectors.kuaishou.shipping import FLAGS, set_note, ship_order
from orderhub.connectors.kuaishou.stock import set_stock
from orderhub.connectors.kuaishou.wire import prepare
from orderhub.kernel.types import ChannelCode

CONNECTOR = Connector(
    channel=ChannelCode("kuaishou"),
    label="快手小店",
    base_url="https://openapi.kwaixiaodian.com",
    # The seller agrees here; tokens come from the gateway.
    oauth_url="https://open.kwaixiaodian.com/oauth",
    credential_fields=(
        CredentialField("app_key", "App Key", secret=False),
        CredentialField("app_secret", "App Secret"),
        CredentialField("sign_secret", "Sign Secret（签名密钥）"),
        CredentialField("message_secret", "Message Secret（消息密钥）", required=False),
        CredentialField("access_token", "Access Token（店铺授权）", granted=True),
        CredentialField("refresh_token", "Refresh Token", required=False, granted=True),
        CredentialField(
            "sign_method", "签名方式（HMAC_SHA256 或 MD5）", secret=False, required=False
        ),
    ),
    poll_every=timedelta(minutes=10),
    # Seven days is the platform's limit; a second is asked on each side.
    window_max=timedelta(days=6),
    # Ninety days, counted when the question arrives.
    lookback_max=timedelta(days=89),
    page_size=PAGE_SIZE,
    # A day, with the second on each side.
    case_window_max=timedelta(hours=23),
    phone_search="none",
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
    refresh_tokens=refresh_tokens,
    authorise_url=authorise_url,
    exchange_code=exchange_code,
    ship_order=ship_order,
    carriers=CARRIERS,
    set_stock=set_stock,
    set_note=set_note,
    note_flags=FLAGS,
    pull_cases=pull_cases,
    get_case=get_case,
    decrypt=decrypt,
    verify_push=verify_push,
    read_notices=read_notices,
    notice_reply=REPLY,
)
