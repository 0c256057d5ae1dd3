"""Where drills are run: a sandbox, a hub with its database in a temporary home, shops of several
platforms. Nothing but shops of that sandbox can be reached from here."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

import httpx
import psycopg
from psycopg.sql import SQL, Identifier

from orderhub.apps.drill.grounds import Grounds, grounds
from orderhub.apps.drill.verdict import Orders
from orderhub.connectors import CONNECTORS
from orderhub.infra.leases import TAKE_OVER
from orderhub.infra.postgres import EmbeddedPostgres, libpq_url
from orderhub.kernel.types import ChannelCode
from orderhub.sync.facade import lease_of

CHANNELS = ("taobao", "jd", "douyin", "kuaishou")
"""Polled ones whose changes show at once; one whose lists lag minutes behind is no stage."""
WEBSITE = "website"
"""Its orders come by the incoming API, and its buyers give their phones in clear."""
UNLISTED = ("NOT_PAY",)
POLL_EVERY_S = 2.0
P95 = """
    SELECT percentile_disc(0.95) WITHIN GROUP (
        ORDER BY extract(epoch FROM learned_at - placed_at))::float8
    FROM orders WHERE shop_id = ANY(%s) AND placed_at > %s AND learned_at <= %s
"""

# The shop is taken over from whoever reads it now: what that one saves would undo this.
SET_BACK: LiteralString = f"""
    WITH taken AS ({TAKE_OVER})
    UPDATE sync_cursors SET read_to = now() - %(seconds)s * interval '1 second',
        window_end = NULL, rest_start = NULL, rest_end = NULL
    FROM taken WHERE shop_id = %(shop_id)s RETURNING shop_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageShop:
    """The first shop of a channel, as the hub knows it."""

    id: int
    channel: str
    app_key: str

    @property
    def takes_parcels(self) -> bool:
        """Whether its platform is told of parcels."""
        return CONNECTORS[ChannelCode(self.channel)].ship_order is not None


class Stage:
    """A running hub beside a running sandbox."""

    def __init__(
        self, control: httpx.Client, hub: httpx.Client, server: EmbeddedPostgres, pid: int
    ) -> None:
        self._control = control
        self.hub = hub
        self.server = server
        self.database_url = libpq_url(server.url())
        self.pid = pid
        self.begun = self.now()
        self.shops: dict[str, StageShop] = {}

    @property
    def time_scale(self) -> float:
        """How much quicker than by default the shops are asked, at the slowest."""
        usual = [CONNECTORS[ChannelCode(name)].poll_every for name in self.shops]
        return min(every.total_seconds() for every in usual if every) / POLL_EVERY_S

    def connect(self) -> None:
        """Connect the first shop of each channel."""
        channels = self.offered()
        for name in CHANNELS:
            self.shops[name] = self.connect_shop(name, channels[name], 0, POLL_EVERY_S)

    def offered(self) -> dict[str, Any]:
        """Addresses, apps and shops by channel, as the sandbox holds them now."""
        return self.told("/credentials")["channels"]

    def connect_shop(
        self,
        channel: str,
        offered: Mapping[str, Any],
        place: int,
        poll_every_s: float,
        **settings: float,
    ) -> StageShop:
        """Connect one of the shops that the sandbox offers on a channel; `settings` as a person
        sets them."""
        connector = CONNECTORS[ChannelCode(channel)]
        first = offered["shops"][place]
        wanted = {field.name for field in connector.credential_fields}
        answer = self.hub.post(
            "/api/v1/shops",
            json={
                "channel": channel,
                "name": first["name"],
                "base_url": offered.get("base_url"),
                "oauth_url": offered.get("oauth_url"),
                "poll_every_s": poll_every_s,
                "settings": {"first_days": 1, **settings},
                "credentials": {name: v for name, v in first.items() if name in wanted},
            },
        )
        app_key = first.get(connector.app_key_field, "")
        return StageShop(id=self._told(answer)["id"], channel=channel, app_key=app_key)

    def connect_website(self) -> StageShop:
        """Connect the first shop that pushes its orders itself, and tell it where the hub is."""
        shop = self.connect_shop(WEBSITE, self.offered()[WEBSITE], 0, POLL_EVERY_S)
        url = f"{str(self.hub.base_url).rstrip('/')}/ingest/v1/{WEBSITE}/{shop.id}/orders"
        self.tell(f"/{WEBSITE}/0/target", {"url": url})
        return shop

    def authorise(self, shop: StageShop) -> None:
        """Bring the hub the tokens that the shop has at its platform now."""
        offered = self.offered()[shop.channel]
        fields = CONNECTORS[ChannelCode(shop.channel)].credential_fields
        wanted = {field.name for field in fields}
        tokens = {name: v for name, v in offered["shops"][0].items() if name in wanted}
        path = f"/api/v1/shops/{shop.id}/credentials"
        self._told(self.hub.put(path, json={"credentials": tokens}))

    def sync_now(self, shop: StageShop) -> None:
        """As a person presses it."""
        self._told(self.hub.post(f"/api/v1/shops/{shop.id}/sync", json={}))

    def sync_span(self, shop: StageShop) -> None:
        """The last hour of the shop, read again."""
        now = self.now()
        span = {"from": now.replace(hour=0, minute=0, second=0).isoformat(), "to": now.isoformat()}
        self._told(self.hub.post(f"/api/v1/shops/{shop.id}/sync", json=span))

    def back_fill(self, shop: StageShop, since: datetime, until: datetime) -> None:
        """As a person begins it."""
        span = {"from": since.isoformat(), "to": until.isoformat()}
        self._told(self.hub.post(f"/api/v1/shops/{shop.id}/backfills", json=span))

    def ask_hub(self, path: str) -> Any:
        """What the hub answers a person."""
        return self._told(self.hub.get(path))

    def put_hub(self, path: str, body: Mapping[str, Any]) -> None:
        """As a person saves it."""
        self._told(self.hub.put(path, json=dict(body)))

    def post_hub(self, path: str, body: Mapping[str, Any]) -> Any:
        """As a person adds it."""
        return self._told(self.hub.post(path, json=dict(body)))

    def poll_as_usual(self, shop: StageShop) -> None:
        """Ask its platform as often as in earnest from now on."""
        usual = CONNECTORS[ChannelCode(shop.channel)].poll_every
        if usual is not None:
            wish = {"poll_every_s": usual.total_seconds()}
            self._told(self.hub.patch(f"/api/v1/shops/{shop.id}", json=wish))

    def bring_in(self, name: str, content: bytes) -> None:
        """Goods from a file: looked at, then committed."""
        seen = self._told(self.hub.post("/api/v1/stock/imports", files={"file": (name, content)}))
        if seen["errors"]:
            raise RuntimeError(f"goods cannot come in: {seen['errors'][:3]}")
        self._told(self.hub.post(f"/api/v1/stock/imports/{seen['id']}/commit"))

    def tell(self, path: str, body: Mapping[str, Any]) -> Any:
        """The sandbox's control API."""
        return self._told(self._control.post(path, json=dict(body)))

    def told(self, path: str) -> Any:
        """What the sandbox's control API knows."""
        return self._told(self._control.get(path))

    @property
    def receivers(self) -> str:
        """Where the sandbox takes notices, webhooks and SMS."""
        return str(self._control.base_url).rstrip("/").removesuffix("/_control") + "/receivers"

    def clear_faults(self) -> None:
        self._told(self._control.delete("/faults"))

    def live(self, per_minute: float) -> None:
        """Orders appear at the first shops' channels; the sandbox deals them out to all shops."""
        rates = {"orders_per_minute": per_minute, "changes_per_minute": 0}
        self.tell("/traffic", {**rates, "channels": list(CHANNELS)})

    def place(
        self,
        shop: StageShop,
        count: int,
        spread_s: int,
        begin: datetime | None = None,
        lines: tuple[int, int] = (1, 3),
    ) -> None:
        """Orders of the last `spread_s` seconds, or of as many from `begin`, of so many lines."""
        wanted = {
            "count": count,
            "spread_seconds": spread_s,
            "status": "to_ship",
            "lines": lines,
        }
        if begin is not None:
            wanted["placed_at"] = begin.isoformat()
        self.tell(f"/{shop.channel}/0/orders", wanted)

    def say_shipped(self, external_no: str) -> None:
        """The website heard that its order left, and pushes it as shipped."""
        path = f"/{WEBSITE}/0/orders/{external_no}"
        self._told(self._control.patch(path, json={"status": "shipped"}))

    def set_back(self, shop: StageShop, seconds: int) -> None:
        """The shop was last read so long ago; one that was never read cannot be set back."""
        held = {"name": lease_of(shop.id), "owner": "drill"}
        if not self.execute(SET_BACK, {**held, "shop_id": shop.id, "seconds": seconds}):
            raise RuntimeError(f"shop {shop.id} was never read")

    def execute(
        self, sql: LiteralString, values: Sequence[object] | Mapping[str, object] = ()
    ) -> list[tuple[Any, ...]]:
        """In the hub's database: what no person can do, and what nobody else sees so exactly."""
        with psycopg.connect(self.database_url) as connection:
            cursor = connection.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def slow_disk(self, by_us: int) -> None:
        """From now on a commit in the hub's database takes so many microseconds longer."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            for name, value in (("commit_delay", by_us), ("commit_siblings", 0)):
                connection.execute(SQL("ALTER SYSTEM SET {} = {}").format(Identifier(name), value))
            connection.execute("SELECT pg_reload_conf()")

    def platform(self) -> dict[tuple[int, str], str]:
        """What the platforms' lists show."""
        found: dict[tuple[int, str], str] = {}
        for name, shop in self.shops.items():
            for number, status in self.listed(name, 0).items():
                found[shop.id, number] = status
        return found

    def parcels(self, channel: str) -> list[dict[str, Any]]:
        """What a channel's first shop was told of."""
        return self.told(f"/{channel}/0/parcels")["parcels"]

    def listed(self, channel: str, place: int) -> dict[str, str]:
        """Numbers and statuses that one shop's list shows."""
        told = self.told(f"/{channel}/{place}/orders")
        shown = [order for order in told["orders"] if order["raw_status"] not in UNLISTED]
        return {order["external_no"]: order["status"] for order in shown}

    def known(self) -> tuple[Orders, int]:
        """What the hub has, and how many of them twice."""
        rows = self.execute("SELECT shop_id, external_no, channel_status FROM orders")
        known = {(shop_id, number): status for shop_id, number, status in rows}
        return known, len(rows) - len(known)

    def count(self, shop: StageShop) -> int:
        [[found]] = self.execute("SELECT count(*) FROM orders WHERE shop_id = %s", (shop.id,))
        return found

    def count_late(self, shop: StageShop, since: datetime) -> int:
        """Orders placed since then that took longer than a minute to come in."""
        [[found]] = self.execute(
            "SELECT count(*) FROM orders WHERE shop_id = %s AND learned_at >= %s"
            " AND learned_at - placed_at > interval '60 seconds'",
            (shop.id, since),
        )
        return found

    def p95_s(self, shops: Sequence[StageShop], since: datetime, until: datetime) -> float | None:
        """Seconds from placed to known of the orders placed since, by then."""
        [[found]] = self.execute(P95, ([shop.id for shop in shops], since, until))
        return found

    def now(self) -> datetime:
        """The database's clock."""
        [[now]] = self.execute("SELECT now()")
        return now

    def incidents(self) -> list[dict[str, Any]]:
        """Open ones, as a person sees them."""
        told = self._told(self.hub.get("/api/v1/incidents", params={"state": "current"}))
        return told["items"]

    @staticmethod
    def _told(answer: httpx.Response) -> Any:
        if not answer.is_success:
            raise RuntimeError(f"{answer.request.url.path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None


@contextmanager
def stage(settings: Mapping[str, str] | None = None) -> Generator[Stage]:
    """A stage with its shops connected; gone afterwards."""
    with bare_stage(settings=settings) as ready:
        ready.connect()
        yield ready


@contextmanager
def bare_stage(
    *sandbox_options: str, settings: Mapping[str, str] | None = None
) -> Generator[Stage]:
    """A stage without shops, its hub with these settings (`ORDERHUB_…`). Refuses to start beside
    a database that is configured."""
    with grounds(*sandbox_options) as ground, stage_on(ground, settings or {}) as ready:
        yield ready


@contextmanager
def stage_on(ground: Grounds, settings: Mapping[str, str]) -> Generator[Stage]:
    """A stage where others may have been before: its hub knows what theirs knew."""
    with ground.hub(settings) as (hub, pid):
        yield Stage(ground.control, hub, EmbeddedPostgres(ground.home), pid)
