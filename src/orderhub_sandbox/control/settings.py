"""Control: credentials, calls, clock, address lists, tokens, quotas."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel

from orderhub_sandbox.control.access import platform_of, shop_named, world_of
from orderhub_sandbox.credentials import credentials
from orderhub_sandbox.notices import put
from orderhub_sandbox.world import World

router = APIRouter(prefix="/_control")
TheWorld = Annotated[World, Depends(world_of)]


class ClockRequest(BaseModel):
    """Seconds the whole sandbox is ahead of the real time."""

    offset_seconds: int


class WhitelistRequest(BaseModel):
    """Addresses that may call with this app key; null lets everybody in."""

    channel: str
    app_key: str
    addresses: list[str] | None


class TokenRequest(BaseModel):
    """State of a shop's authorisation; `refreshable` false means only re-authorising helps."""

    state: Literal["valid", "expired", "revoked", "scope_missing"]
    refreshable: bool = True


class QuotaRequest(BaseModel):
    """Calls allowed; null is unlimited."""

    per_second: int | None = None
    per_day: int | None = None


class ShopRequest(BaseModel):
    """`plain_people` shows recipients unmasked on wires that would mask them; `hidden_days` are the
    days (GMT+8) whose orders the lists silently leave out. What is not named stays."""

    plain_people: bool | None = None
    hidden_days: list[date] | None = None


@router.get("/credentials")
def read_credentials(world: TheWorld) -> dict[str, object]:
    return credentials(world)


@router.get("/calls")
def calls(world: TheWorld) -> dict[str, dict[str, dict[str, int]]]:
    """Counts by channel, method and outcome."""
    return world.calls.present()


@router.delete("/calls", status_code=204)
def forget_calls(world: TheWorld) -> None:
    world.calls.clear()


@router.post("/clock", status_code=204)
def set_clock(wish: ClockRequest, world: TheWorld) -> None:
    world.clock.offset_seconds = wish.offset_seconds


@router.post("/whitelist", status_code=204)
def set_whitelist(wish: WhitelistRequest, world: TheWorld) -> None:
    platform_of(wish.channel)
    apps = [shop.app for shop in world.shops[wish.channel] if shop.app.key == wish.app_key]
    if not apps:
        raise HTTPException(404, f"no app {wish.app_key!r} in {wish.channel}")
    for app in apps:
        app.addresses = None if wish.addresses is None else frozenset(wish.addresses)


@router.post("/{channel}/{shop}/token", status_code=204)
def set_token(channel: str, shop: str, wish: TokenRequest, world: TheWorld) -> None:
    seller, notices = shop_named(world, channel, shop), platform_of(channel).notices
    seller.grant.state, seller.grant.refreshable = wish.state, wish.refreshable
    if notices and wish.state == "revoked":
        put(world, notices, seller, "shop.revoked", None)


@router.post("/{channel}/{shop}/quota", status_code=204)
def set_quota(channel: str, shop: str, wish: QuotaRequest, world: TheWorld) -> None:
    limiter = shop_named(world, channel, shop).limiter
    limiter.per_second, limiter.per_day = wish.per_second, wish.per_day


@router.post("/{channel}/{shop}/settings", status_code=204)
def set_shop(channel: str, shop: str, wish: ShopRequest, world: TheWorld) -> None:
    seller = shop_named(world, channel, shop)
    if wish.plain_people is not None:
        seller.plain_people = wish.plain_people
    if wish.hidden_days is not None:
        seller.hidden_days = frozenset(day.isoformat() for day in wish.hidden_days)
