"""Everybody who has to know that a parcel left: the hub itself, platforms, warehouse, a partner,
a listener."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from orderhub.apps.drill.stage import Stage, StageShop

WAREHOUSED = ("shopify", "woocommerce")
"""Platforms that give people in clear: their orders can go to a warehouse."""
SCANNED = ("taobao",)
POLL_EVERY_S = 1.0
PARTNER = "crm"
CHANGED = "orders.order_changed.v1"
PARCELS = "SELECT o.number FROM packages p JOIN orders o ON o.id = p.order_id"
RUNS = "SELECT number FROM listener_runs WHERE listener_id = %s AND state = 'acted'"
SENDER = {
    "name": "Sender",
    "mobile": "057100000000",
    "province": "Zhejiang",
    "city": "Hangzhou",
    "detail_address": "1 Road",
}
Told = Counter[str]
"""How often each order, by its number in the hub."""


@dataclass(slots=True)
class Sides:
    """What is connected once, whichever bus and however many workers the hub has just now."""

    shops: dict[str, StageShop] = field(default_factory=dict[str, StageShop])
    listener: int = 0
    ingest_path: str = ""

    def connect(self, on: Stage) -> None:
        """The first time everything; the warehouse hears each time where the hub is."""
        if not self.shops:
            offered = on.offered()
            for name in (*WAREHOUSED, *SCANNED):
                self.shops[name] = on.connect_shop(name, offered[name], 0, POLL_EVERY_S)
            self._connect_warehouse(on)
            self._subscribe(on)
            self._listen(on)
        on.shops = dict(self.shops)
        on.tell(
            "/warehouse/manners",
            {"target": f"{str(on.hub.base_url).rstrip('/')}{self.ingest_path}"},
        )

    def ids(self, *names: str) -> list[int]:
        """Of these platforms' shops."""
        return [self.shops[name].id for name in names]

    def review(self, on: Stage, numbers: list[str]) -> None:
        """Somebody reviews these: they may go to the warehouse."""
        on.post_hub("/api/v1/orders/batch", {"action": "review", "numbers": numbers})

    def given(self, on: Stage) -> set[str]:
        """Numbers that the warehouse works on."""
        return {one["code"] for one in on.told("/warehouse")["given"]}

    def leave_by_warehouse(self, on: Stage, numbers: list[str]) -> None:
        """The warehouse confirms these, the last first and each twice."""
        confirms = [
            {"code": n, "packages": [{"waybill_no": f"SF{n}"}], "times": 2} for n in numbers
        ]
        on.tell("/warehouse/confirm", {"confirms": confirms, "reverse": True})

    def leave_by_scan(self, on: Stage, numbers: list[str]) -> None:
        """Somebody scans these, and the scanner sends all of them again."""
        at = on.begun.isoformat()
        scans = [
            {"scan_id": n, "order": n, "carrier": "SF", "waybill_no": f"SF{n}", "scanned_at": at}
            for n in numbers
        ]
        for _ in range(2):
            on.post_hub("/api/v1/fulfilment/scans", {"scans": scans})

    def told(self, on: Stage, orders: dict[tuple[int, str], str]) -> dict[str, Told]:
        """By side, how often it was told that each of `orders` left."""
        mine = set(orders.values())
        platforms = [
            orders.get((shop.id, parcel["external_no"]), "")
            for name, shop in self.shops.items()
            for parcel in on.parcels(name)
        ]
        found = {
            "parcels in the hub": [number for (number,) in on.execute(PARCELS)],
            "platforms": platforms,
            "partner": [e["subject"] for e in self._events(on) if _left(e["data"])],
            "listener": [number for (number,) in on.execute(RUNS, (self.listener,))],
            "shipped at the platform and in the hub": self._agreed(on, orders),
        }
        return {side: Counter(n for n in all_ if n in mine) for side, all_ in found.items()}

    def _agreed(self, on: Stage, orders: dict[tuple[int, str], str]) -> list[str]:
        platform, (hub, _) = on.platform(), on.known()
        return [
            number
            for key, number in orders.items()
            if platform.get(key) == hub.get(key) == "shipped"
        ]

    def _events(self, on: Stage) -> list[dict[str, Any]]:
        arrived = on.told("/receivers")["arrived"]
        return [one["document"]["event"] for one in arrived if one["kind"] == f"partner:{PARTNER}"]

    def _connect_warehouse(self, on: Stage) -> None:
        offered = on.told("/credentials")["warehouse"]
        made = on.post_hub(
            "/api/v1/fulfilment/warehouses",
            {
                "code": "WH",
                "name": "Warehouse",
                "owner_code": "OWNER",
                "sender": SENDER,
                "shop_ids": self.ids(*WAREHOUSED),
                **{n: offered[n] for n in ("base_url", "app_key", "secret", "customer_no")},
            },
        )
        self.ingest_path = made["ingest_path"]

    def _subscribe(self, on: Stage) -> None:
        base = on.told("/credentials")["base_url"]
        wish = {
            "name": PARTNER,
            "url": f"{base}/receivers/partners/{PARTNER}",
            "topics": [CHANGED],
        }
        made = on.post_hub("/api/v1/partners/endpoints", wish)
        on.tell("/receivers/partners", {"name": PARTNER, "secrets": [made["secret"]]})

    def _listen(self, on: Stage) -> None:
        spec = {
            "name": "left",
            "events": ["order_changed"],
            "to_stages": ["shipped"],
            "actions": [{"kind": "note", "text": "left"}],
            "debounce_minutes": 0,
            "runs_per_hour": 10_000,
        }
        made = on.post_hub("/api/v1/listeners", spec)
        self.listener = made["id"]
        switch = {"state": "live", "based_on": made["version"]}
        on.put_hub(f"/api/v1/listeners/{self.listener}/state", switch)


def _left(change: dict[str, Any]) -> bool:
    return change["stage"] == "shipped" != change["stage_before"]
