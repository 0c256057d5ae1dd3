"""Three shops of the sandbox connected to a running hub, and what the sandbox says is true."""

from typing import Any

import httpx
import psycopg

from tests.support.hub import RunningHub

CHANNELS = ("taobao", "jd", "website")
NEVER_LISTED = ("NOT_PAY",)  # JD tells of an order when it is paid
IGNORED = ("name", "seller_nick", "vender_id", "account_no")


class Market:
    """The first shop of every channel, connected to the hub."""

    def __init__(self, sandbox: dict[str, Any], hub: RunningHub) -> None:
        self._sandbox = sandbox
        self._hub = hub
        self.shops: dict[str, int] = {}
        self.control = httpx.Client(base_url=sandbox["control_url"], trust_env=False, timeout=120)

    def connect(self) -> None:
        """Connect the shops; the website is told where to push."""
        with self._hub.client() as client:
            for channel in CHANNELS:
                offered = self._sandbox["channels"][channel]
                shop = offered["shops"][0]
                body = {
                    "channel": channel,
                    "name": shop["name"],
                    "base_url": offered.get("base_url"),
                    "oauth_url": offered.get("oauth_url"),
                    "poll_every_s": 1,
                    "settings": {"first_days": 1},
                    "credentials": {k: v for k, v in shop.items() if k not in IGNORED},
                }
                answer = client.post("/api/v1/shops", json=body)
                assert answer.is_success, answer.text
                self.shops[channel] = answer.json()["id"]
        self.direct_pushes()

    def direct_pushes(self) -> None:
        """Tell the website where the hub is."""
        url = f"{self._hub.told['address']}/ingest/v1/website/{self.shops['website']}/orders"
        self._post("website/0/target", {"url": url})

    def place(self, count: int) -> None:
        """New orders at every shop."""
        for channel in CHANNELS:
            self._post(f"{channel}/0/orders", {"count": count, "spread_seconds": 3600})

    def live(self, per_minute: float) -> None:
        """Orders appear and change at these rates over all shops of the sandbox; 0 stops."""
        self._post("traffic", {"orders_per_minute": per_minute, "changes_per_minute": per_minute})

    def truth(self) -> dict[tuple[int, str], str]:
        """(shop, the channel's number) → status, as the platforms show it in their lists."""
        found: dict[tuple[int, str], str] = {}
        for channel, shop_id in self.shops.items():
            for order in self.control.get(f"/{channel}/0/orders").json()["orders"]:
                if order["raw_status"] not in NEVER_LISTED:
                    found[shop_id, order["external_no"]] = order["status"]
        return found

    def known(self) -> dict[tuple[int, str], str]:
        """The same, as the hub's database has it; an order that is there twice fails."""
        url = self._hub.database.url().replace("+psycopg", "")
        with psycopg.connect(url) as connection:
            rows = connection.execute(
                "SELECT shop_id, external_no, channel_status FROM orders"
            ).fetchall()
        known = {(shop_id, number): status for shop_id, number, status in rows}
        assert len(known) == len(rows), "an order is in the hub twice"
        return known

    def _post(self, path: str, body: dict[str, Any]) -> None:
        answer = self.control.post(f"/{path}", json=body)
        assert answer.is_success, answer.text
