"""Exchanges codes and refresh tokens for new access, the same way on every platform."""

import hashlib

from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World


def issue_code(shop: Shop) -> str:
    """A code the seller's consent page hands to the application; good for one exchange."""
    seed = f"{shop.grant.seed}/code/{shop.grant.serial}/{len(shop.grant.code)}"
    shop.grant.code = hashlib.sha256(f"{seed}{shop.grant.code}".encode()).hexdigest()[:24]
    return shop.grant.code


def shop_of_code(world: World, channel: str, app_key: str, code: str) -> Shop | None:
    """Spends the code: the shop it was issued for is authorised anew, whatever it was before."""
    for shop in world.shops[channel]:
        if code and shop.app.key == app_key and shop.grant.code == code:
            shop.grant.code = ""
            shop.grant.rotate(world.now(channel))
            return shop
    return None


def shop_of_refresh_token(world: World, channel: str, app_key: str, token: str) -> Shop | None:
    """Spends the refresh token; None when it is void, revoked, or the shop may not refresh."""
    shop = shop_with_refresh_token(world, channel, app_key, token)
    if shop is not None:
        shop.grant.rotate(world.now(channel))
    return shop


def shop_with_refresh_token(world: World, channel: str, app_key: str, token: str) -> Shop | None:
    """The shop this refresh token is good for, unspent."""
    for shop in world.shops[channel]:
        grant = shop.grant
        if shop.app.key == app_key and grant.refresh_token == token:
            if grant.state == "revoked" or not grant.refreshable:
                return None
            return shop
    return None
