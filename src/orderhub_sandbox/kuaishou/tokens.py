"""Kuaishou's tokens: the old pair lives on for a while (channel reference, section 5.3)."""

from orderhub_sandbox.grants import shop_of_code
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

ACCESS_SECONDS = 48 * 3600
REFRESH_SECONDS = 180 * 86400
GRACE_SECONDS = 300
SCOPES = ("merchant_order", "merchant_refund", "merchant_item", "merchant_logistics", "user_info")


def is_good(shop: Shop, access_token: str, now: int) -> bool:
    """The newest token, or an older one that is not over yet."""
    grant = shop.grant
    return access_token == grant.access_token or grant.still_good.get(access_token, 0) > now


def exchange(world: World, app_key: str, code: str) -> Shop | None:
    """Spends a code: a new authorisation of 180 days."""
    shop = shop_of_code(world, "kuaishou", app_key, code)
    if shop is not None:
        shop.grant.still_good.clear()
        shop.grant.began = world.now("kuaishou")
    return shop


def refresh(world: World, app_key: str, token: str) -> Shop | None:
    """A new pair. The old refresh token dies within five minutes, the old access token at its own
    end, the authorisation as a whole 180 days after it began."""
    now = world.now("kuaishou")
    for shop in world.shops["kuaishou"]:
        grant = shop.grant
        known = token == grant.refresh_token or grant.still_good.get(token, 0) > now
        if shop.app.key == app_key and token and known:
            if grant.state == "revoked" or not grant.refreshable or _ends(shop, now) <= now:
                return None
            _rotate(shop, now)
            return shop
    return None


def grant_row(world: World, shop: Shop) -> Row:
    """The token document."""
    now = world.now("kuaishou")
    return {
        "result": 1,
        "access_token": shop.grant.access_token,
        "expires_in": ACCESS_SECONDS,
        "refresh_token": shop.grant.refresh_token,
        "refresh_token_expires_in": _ends(shop, now) - now,
        "open_id": shop.account,
        "scopes": list(SCOPES),
    }


def _ends(shop: Shop, now: int) -> int:
    """When the seller must agree again; an authorisation of the first hour began with its use."""
    if shop.grant.began is None:
        shop.grant.began = now
    return shop.grant.began + REFRESH_SECONDS


def _rotate(shop: Shop, now: int) -> None:
    grant = shop.grant
    if grant.state != "valid":
        grant.still_good.clear()
    else:
        grant.still_good[grant.access_token] = now + ACCESS_SECONDS
    grant.still_good[grant.refresh_token] = now + GRACE_SECONDS
    grant.rotate(now)
