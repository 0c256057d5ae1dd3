"""The merchant's own website (官网): it pushes; nothing is polled."""

from orderhub.connector_kit.causes import load_causes
from orderhub.connector_kit.contract import Connector, CredentialField
from orderhub.connectors.website.fields import PATHS, PERSONAL
from orderhub.connectors.website.mapping import read_push, read_rows
from orderhub.connectors.website.signing import verify_push
from orderhub.kernel.types import ChannelCode

CONNECTOR = Connector(
    channel=ChannelCode("website"),
    label="官网",
    credential_fields=(CredentialField("webhook_secret", "Webhook Secret（可多个，空格分隔）"),),
    phone_search="plain",
    buyer_search="index",
    personal=PERSONAL,
    paths=PATHS,
    causes=load_causes(__name__),
    read_rows=read_rows,
    verify_push=verify_push,
    read_push=read_push,
)
