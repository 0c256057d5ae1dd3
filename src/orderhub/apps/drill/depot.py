"""A stage whose parcels leave by a warehouse: orders are reviewed by rule and pushed to it, and
platforms, a partner and the buyers hear of each parcel."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from orderhub.apps.drill import buyers, partner
from orderhub.apps.drill.stage import POLL_EVERY_S, Stage, bare_stage

CHANNELS = ("taobao", "shopify", "woocommerce")
"""Polled ones that take parcels and can show their recipients in clear; the first sends notices."""
CALLS_PER_SECOND = 100.0
SENDER = {
    "name": "演练仓",
    "mobile": "057100000000",
    "province": "浙江省",
    "city": "杭州市",
    "detail_address": "仓前路1号（演练）",
}
ALL_AT_ONCE = {
    "key": "all_of_the_drill",
    "name_zh": "演练：全部通过",
    "name_en": "Drill: approve all",
    "when": "true",
    "review": "approve",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Depot:
    """The stage, the warehouse's id at the hub, and where the warehouse sends its messages."""

    on: Stage
    warehouse_id: int
    ingest_url: str

    def manners(self, **wished: object) -> None:
        """How the warehouse behaves from now on."""
        self.on.tell("/warehouse/manners", wished)

    def warehouse(self) -> dict[str, Any]:
        """What the warehouse was given, was asked and sent."""
        return self.on.told("/warehouse")


@contextmanager
def depot(pushed: Sequence[str] = CHANNELS) -> Generator[Depot]:
    """A stage with its shops, the orders of those on `pushed` pushed to the warehouse."""
    with bare_stage("--plain-people", settings=partner.SETTINGS) as on:
        channels = on.offered()
        approve_all(on)
        for name in CHANNELS:
            rate = {"calls_per_second": CALLS_PER_SECOND}
            on.shops[name] = on.connect_shop(name, channels[name], 0, POLL_EVERY_S, **rate)
        made = _connect_warehouse(on, [on.shops[name].id for name in pushed])
        url = str(on.hub.base_url).rstrip("/") + made["ingest_path"]
        partner.subscribe(on)
        buyers.let_hear(on)
        on.tell("/warehouse/manners", {"target": url, "stuck_every": 0})
        yield Depot(on=on, warehouse_id=made["id"], ingest_url=url)


def approve_all(on: Stage) -> None:
    """Orders are reviewed by rule."""
    sets = on.ask_hub("/api/v1/rule-sets")["items"]
    (review,) = (one for one in sets if one["key"] == "review")
    published = {"rules": [ALL_AT_ONCE], "enabled": True, "based_on": review["version"]}
    on.put_hub(f"/api/v1/rule-sets/{review['id']}", published)


def _connect_warehouse(on: Stage, shop_ids: list[int]) -> dict[str, Any]:
    offered = on.told("/credentials")["warehouse"]
    return on.post_hub(
        "/api/v1/fulfilment/warehouses",
        {
            "code": "DRILL",
            "name": "演练仓",
            "owner_code": "OWNER",
            "sender": SENDER,
            "shop_ids": shop_ids,
            **{name: offered[name] for name in ("base_url", "app_key", "secret", "customer_no")},
        },
    )
