"""The drills there are: what breaks, at which shop, and the cause that must be named."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from orderhub.apps.drill.past import check_last_hour, last_hour, lay_out
from orderhub.apps.drill.stage import Stage, StageShop
from orderhub.kernel.instants import CHINA

BLOCKED = ["203.0.113.7"]
FAR_OFF_S = 900
Act = Callable[[Stage, StageShop], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """`prepares` lays out what the drill needs of the past; `breaks` and `mends` act at the
    platform (and, where a person must help, at the hub); `orders` appear at the broken shop
    meanwhile. `outage_s`: what an outage of that length would have left behind, told to the shop's
    cursor instead of waited for."""

    name: str
    about: str
    channel: str
    cause: str
    breaks: Act
    mends: Act
    orders: int = 200
    outage_s: int = 0
    prepares: Act | None = None


def _whitelist(addresses: list[str] | None) -> Act:
    def act(stage: Stage, shop: StageShop) -> None:
        place = {"channel": shop.channel, "app_key": shop.app_key}
        stage.tell("/whitelist", {**place, "addresses": addresses})

    return act


def _fault(kind: str, **args: Any) -> Act:
    def act(stage: Stage, shop: StageShop) -> None:
        place = {"channel": shop.channel, "shop": "0"}
        stage.tell("/faults", {"kind": kind, "times": None, "args": args, **place})

    return act


def _no_faults(stage: Stage, _: StageShop) -> None:
    stage.clear_faults()


def _no_faults_and_reread(stage: Stage, shop: StageShop) -> None:
    """What was put aside meanwhile is read again: the platform shows it rightly now."""
    stage.clear_faults()
    stage.sync_span(shop)


def _expire(stage: Stage, shop: StageShop) -> None:
    stage.tell(f"/{shop.channel}/0/token", {"state": "expired", "refreshable": False})


def _reauthorise(stage: Stage, shop: StageShop) -> None:
    """The seller agrees anew; a person brings the hub his tokens."""
    stage.tell(f"/{shop.channel}/0/token", {"state": "valid", "refreshable": True})
    stage.authorise(shop)


def _spend_quota(stage: Stage, shop: StageShop) -> None:
    stage.tell(f"/{shop.channel}/0/quota", {"per_day": 1})


def _reset_quota(stage: Stage, shop: StageShop) -> None:
    """The owner resets the counter at the platform and asks the hub to go on."""
    stage.tell(f"/{shop.channel}/0/quota", {"per_day": None})
    stage.sync_now(shop)


def _hide_days(stage: Stage, shop: StageShop) -> None:
    """The lists leave out, without a word, the days of the last full hour and of now."""
    days = {at.astimezone(CHINA).date() for at in (last_hour(stage), stage.now())}
    told = {"hidden_days": sorted(day.isoformat() for day in days)}
    stage.tell(f"/{shop.channel}/0/settings", told)
    check_last_hour(stage, shop)


def _show_days_and_reread(stage: Stage, shop: StageShop) -> None:
    """The platform gives the permission back; a person has the day read again."""
    stage.tell(f"/{shop.channel}/0/settings", {"hidden_days": []})
    stage.sync_span(shop)


DRILLS = (
    Drill(
        name="jd-ip-whitelist",
        about="our address falls off one platform's whitelist for seven hours",
        channel="jd",
        cause="address_blocked",
        breaks=_whitelist(BLOCKED),
        mends=_whitelist(None),
        orders=50_000,
        outage_s=7 * 3600,
    ),
    Drill(
        name="token-expiry",
        about="a token ends and cannot be renewed without the seller",
        channel="taobao",
        cause="auth_revoked",
        breaks=_expire,
        mends=_reauthorise,
    ),
    Drill(
        name="schema-drift",
        about="a platform renames the field of the amount",
        channel="jd",
        cause="schema_drift",
        breaks=_fault("F21", shape="renamed", rows=0),
        mends=_no_faults_and_reread,
    ),
    Drill(
        name="quota-exhausted",
        about="the calls of the day are used up",
        channel="taobao",
        cause="quota_spent",
        breaks=_spend_quota,
        mends=_reset_quota,
    ),
    Drill(
        name="slow-platform",
        about="a platform takes every call and answers none",
        channel="jd",
        cause="timed_out",
        breaks=_fault("F7", seconds=60),
        mends=_no_faults,
    ),
    Drill(
        name="clock-skew",
        about="a platform's clock is a quarter of an hour ahead",
        channel="taobao",
        cause="clock_skewed",
        breaks=_fault("F15", offset_seconds=FAR_OFF_S),
        mends=_no_faults,
    ),
    Drill(
        name="permission-loss",
        about="a platform lists the orders of some days no more, and says nothing",
        channel="douyin",
        cause="volume_fell",
        prepares=lay_out,
        breaks=_hide_days,
        mends=_show_days_and_reread,
    ),
)
BY_NAME = {drill.name: drill for drill in DRILLS}
