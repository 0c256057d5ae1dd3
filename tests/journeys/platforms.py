"""The platforms of the demo, through the sandbox's control API."""

import time
from pathlib import Path
from typing import Any

import httpx

from tests.support.hub import RunningHub

DEMO = ["taobao", "jd", "website"]
LOOK_EVERY_S, PATIENCE_S = 0.2, 180.0


class Platforms:
    """What a test does to a platform; shops are named by channel and index."""

    def __init__(self, hub: RunningHub) -> None:
        port = (Path(hub.told["home"]) / "sandbox.port").read_text()
        self.address = f"http://127.0.0.1:{port}"
        self._await_start()

    def place(self, channel: str, shop: int = 0, **order: Any) -> dict[str, Any]:
        """One order with these values; returns the truth about it."""
        status = order.pop("status", "to_ship")
        wish = {"status": status, "orders": [order], "count": 1}
        return self._send("POST", f"{channel}/{shop}/orders", wish)["orders"][0]

    def calm(self) -> None:
        """A few orders a minute instead of the demo's many, once it has begun with them."""
        while not self._send("GET", "traffic")["orders_per_minute"]:
            time.sleep(LOOK_EVERY_S)
        few = {"orders_per_minute": 20, "changes_per_minute": 10, "channels": DEMO}
        self._send("POST", "traffic", few)

    def change(self, channel: str, external_no: str, **change: Any) -> None:
        """Change an order of the first shop."""
        self._send("PATCH", f"{channel}/0/orders/{external_no}", change)

    def show_people(self, channel: str) -> None:
        """The first shop's people are no longer masked by the platform."""
        self._send("POST", f"{channel}/0/settings", {"plain_people": True})

    def push_to(self, channel: str, shop: int, url: str) -> None:
        """From now on this shop's new and changed orders are pushed there."""
        self._send("POST", f"{channel}/{shop}/target", {"url": url})

    def let_in(self, channel: str, app_key: str, addresses: list[str] | None) -> None:
        """The app's address list; None lets everybody in."""
        body = {"channel": channel, "app_key": app_key, "addresses": addresses}
        self._send("POST", "whitelist", body)

    def tell_egress(self, address: str) -> None:
        """What every probe says that the hub's own address is."""
        self._send("POST", "egress", {"address": address})

    def parcels(self, channel: str, external_no: str) -> list[str]:
        """Waybills that the first shop's platform knows of for an order."""
        every = self._send("GET", f"{channel}/0/parcels")["parcels"]
        return [one["waybill_no"] for one in every if one["external_no"] == external_no]

    def take_back(self, return_no: str, items: dict[str, int], kind: str = "ZP") -> None:
        """The warehouse looked a return parcel through: units by SKU, of inventory type `kind`."""
        parcel = {"return_no": return_no, "items": items, "inventory_type": kind}
        answers = self._send("POST", "warehouse/stock", parcel)["answers"]
        assert [one["status"] for one in answers] == [200], answers

    def tracking(self) -> dict[str, str]:
        """The account at the tracking service."""
        return self._send("GET", "credentials")["tracking"]

    def move(self, waybill_no: str, state: str, context: str) -> bool:
        """The carrier moves a parcel and tells of it; False while nobody follows it."""
        followed = self._send("GET", "express")["followed"]
        if waybill_no not in [one["num"] for one in followed]:
            return False
        self._send("POST", "express/move", {"num": waybill_no, "state": state, "context": context})
        return True

    def trust(self, partner: str, secret: str) -> None:
        """The receiver of an ERP or CRM checks what it gets by this secret."""
        self._send("POST", "receivers/partners", {"name": partner, "secrets": [secret]})

    def erp(self, what: str, body: dict[str, Any]) -> Any:
        """Tell the ERP that speaks its own JSON; its answer."""
        return self._send("POST", f"erp/{what}", body)

    def notices_received(self) -> str:
        """Everything that the receivers of notices accepted."""
        return str(self._send("GET", "receivers", None)["arrived"])

    def shop(self, channel: str, index: int) -> dict[str, Any]:
        """Name and credentials of a shop, with the channel's address."""
        offered = self._send("GET", "credentials")["channels"][channel]
        return {"base_url": offered.get("base_url"), **offered["shops"][index]}

    def first_shops(self) -> dict[str, str]:
        """Each channel with the name of its first shop, the one that the demo connects."""
        offered = self._send("GET", "credentials")["channels"]
        return {channel: its["shops"][0]["name"] for channel, its in offered.items()}

    def _await_start(self) -> None:
        """The hub is ready before the demo's platforms are."""
        give_up = time.monotonic() + PATIENCE_S
        while True:
            try:
                self._send("GET", "traffic")
            except httpx.TransportError:
                if time.monotonic() > give_up:
                    raise
                time.sleep(LOOK_EVERY_S)
            else:
                return

    def _send(self, method: str, path: str, body: Any = None) -> Any:
        url = f"{self.address}/_control/{path}"
        answer = httpx.request(method, url, json=body, trust_env=False, timeout=60)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None
