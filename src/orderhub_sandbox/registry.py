"""The platforms this sandbox speaks."""

from orderhub_sandbox.douyin.platform import DOUYIN
from orderhub_sandbox.jd.platform import JD
from orderhub_sandbox.kuaishou.platform import KUAISHOU
from orderhub_sandbox.pinduoduo.platform import PINDUODUO
from orderhub_sandbox.platform import Platform
from orderhub_sandbox.shopify.platform import SHOPIFY
from orderhub_sandbox.taobao.platform import TAOBAO
from orderhub_sandbox.website.platform import WEBSITE
from orderhub_sandbox.woocommerce.platform import WOOCOMMERCE

_ALL = (TAOBAO, JD, PINDUODUO, DOUYIN, KUAISHOU, SHOPIFY, WOOCOMMERCE, WEBSITE)
PLATFORMS: dict[str, Platform] = {platform.name: platform for platform in _ALL}
