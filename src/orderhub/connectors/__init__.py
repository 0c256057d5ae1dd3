"""The one list of channels. Adding a channel adds one import and one element here."""

from orderhub.connector_kit.contract import Connector
from orderhub.connectors.douyin.connector import CONNECTOR as DOUYIN
from orderhub.connectors.jd.connector import CONNECTOR as JD
from orderhub.connectors.kuaishou.connector import CONNECTOR as KUAISHOU
from orderhub.connectors.pinduoduo.connector import CONNECTOR as PINDUODUO
from orderhub.connectors.shopify.connector import CONNECTOR as SHOPIFY
from orderhub.connectors.taobao.connector import CONNECTOR as TAOBAO
from orderhub.connectors.website.connector import CONNECTOR as WEBSITE
from orderhub.connectors.woocommerce.connector import CONNECTOR as WOOCOMMERCE
from orderhub.kernel.types import ChannelCode

ALL = (TAOBAO, JD, PINDUODUO, DOUYIN, KUAISHOU, SHOPIFY, WOOCOMMERCE, WEBSITE)
CONNECTORS: dict[ChannelCode, Connector] = {c.channel: c for c in ALL}
