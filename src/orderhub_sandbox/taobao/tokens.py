"""TOP authorisation: codes, tokens and their refresh (channel reference, section 1.3)."""

from urllib.parse import quote

import orjson

from orderhub_sandbox.gateway import Call
from orderhub_sandbox.grants import shop_of_code, shop_of_refresh_token
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.taobao.params import required
from orderhub_sandbox.taobao.refusals import refuse
from orderhub_sandbox.taobao.tmc import user_no
from orderhub_sandbox.world import World

LIFETIME_SECONDS = 2592000


def create(world: World, call: Call) -> Row:
    """`top.auth.token.create`: the answer is a JSON document inside a string."""
    code = required(call.params, "code")
    shop = shop_of_code(world, "taobao", call.place.app_key, code)
    if shop is None:
        raise refuse("argument_wrong", "code")
    return {"token_result": orjson.dumps(token_fields(world, shop)).decode()}


def refresh(world: World, call: Call) -> Row:
    """`top.auth.token.refresh`: rotates both tokens; the old pair is void at once."""
    token = required(call.params, "refresh_token")
    shop = shop_of_refresh_token(world, "taobao", call.place.app_key, token)
    if shop is None:
        raise refuse("argument_wrong", "refresh_token")
    return {"token_result": orjson.dumps(token_fields(world, shop)).decode()}


def token_fields(world: World, shop: Shop) -> Row:
    """The token document; `re_expires_in` 0 says that only a new authorisation helps."""
    lasting = LIFETIME_SECONDS if shop.grant.refreshable else 0
    now = world.now(shop.channel)
    return {
        "access_token": shop.grant.access_token,
        "token_type": "Bearer",
        "expires_in": LIFETIME_SECONDS,
        "refresh_token": shop.grant.refresh_token,
        "re_expires_in": lasting,
        "r1_expires_in": LIFETIME_SECONDS,
        "r2_expires_in": LIFETIME_SECONDS,
        "w1_expires_in": LIFETIME_SECONDS,
        "w2_expires_in": LIFETIME_SECONDS,
        "taobao_user_id": user_no(shop),
        "taobao_user_nick": quote(shop.account),
        "taobao_open_uid": f"AAE{shop.grant.seed[:12]}",
        "expire_time": (now + LIFETIME_SECONDS) * 1000,
        "refresh_token_valid_time": (now + lasting) * 1000,
    }
