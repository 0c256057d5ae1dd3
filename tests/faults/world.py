"""A world played: a hub that reads its shops as in production, a sandbox that lies and breaks, and
a clock that both share and that runs as fast as wanted."""

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from orderhub.channels.facade import Shop, authorise, change, session_for
from orderhub.connector_kit.network import DNS, TLS
from orderhub.connector_kit.session import Limits
from orderhub.connectors import CONNECTORS
from orderhub.kernel.errors import Conflict, HubError
from orderhub.kernel.types import ChannelCode
from orderhub.sync.facade import request_run
from orderhub.sync.model import RunState
from orderhub.sync.pull.poller import Poller
from orderhub_sandbox.registry import PLATFORMS
from tests.faults.plan import PAGED, SKEW_S, Deed, Plan, Strike
from tests.support.bad_line import NOWHERE, BadHost
from tests.support.sync import ADMIN, MASTER, Control, Hub, truth

HURRIED = Limits(connect_s=0.5, total_s=0.5)
CALM = Limits(connect_s=10, total_s=20)
PAST = timedelta(hours=2)
CATCH_UP_S = 400
CATCH_UPS = 15
ELSEWHERE = ["203.0.113.9"]
# What the database keeps of quotas and circuits by its own clock.
PASS = text("""
    UPDATE token_buckets SET filled_at = filled_at - :by, closed_until = closed_until - :by,
        failed_at = failed_at - :by, opened_at = opened_at - :by, probe_at = probe_at - :by
""")
NEXT_DAY = text("UPDATE token_buckets SET day = day - 1, limit_to = limit_to - 1")
CURSORS = "SELECT shop_id, read_to, rest_end FROM sync_cursors"


LIFE = ("to_ship", "shipped", "delivered", "completed")
ENDS = ("cancelled", "closed_refunded")


def _later(channel: str, status: str) -> list[str]:
    """What may become of an order, as far as its platform has a word for it."""
    further = LIFE[LIFE.index(status) + 1 :] if status in LIFE else ()
    after = (*further, *ENDS) if status not in ENDS else ()
    return [word for word in after if word in PLATFORMS[channel].listed_words]


@dataclass
class Place:
    """One shop, at the hub and at its platform."""

    shop: Shop
    control: Control
    faults: dict[str, Strike] = field(default_factory=dict[str, Strike])

    @property
    def channel(self) -> str:
        return self.control.channel


@dataclass
class World:
    """The state of play; `hits` counts how often each fault bit."""

    hub: Hub
    bad: BadHost
    places: list[Place] = field(default_factory=list[Place])
    hits: Counter[str] = field(default_factory=Counter[str])
    read_to: dict[int, datetime] = field(default_factory=dict[int, datetime])
    since: datetime = field(init=False)

    async def play(self, plan: Plan) -> None:
        """Everything of the plan; afterwards no fault is left, and nothing has caught up yet."""
        self.since = self.hub.now() - PAST
        for channel in plan.channels:
            await self._settle(channel)
        self._deadline(HURRIED)
        for number, (wait_s, deeds) in enumerate(zip(plan.waits_s, plan.deeds, strict=True)):
            for strike in (s for s in plan.strikes if s.begins == number):
                await self._begin(strike)
            await self.wait(wait_s)
            for deed in deeds:
                await self._do(deed, wait_s)
            await self.read()
            for strike in (s for s in plan.strikes if s.ends == number):
                await self._end(strike)
        told = await self._tell("GET", "/faults")
        self.hits.update(told["hits_by_kind"])
        self.hits["F26"] += sum(call.channel_code in (DNS, TLS) for call in self.hub.calls)
        self._deadline(CALM)

    async def catch_up(self) -> None:
        """Time passes without faults until every shop is read to the present of now."""
        until = self.hub.now()
        for _ in range(CATCH_UPS):
            await self.wait(CATCH_UP_S)
            await self.read()
            behind = [
                row
                for row in await self._cursors()
                if row.rest_end or row.read_to is None or row.read_to < until
            ]
            if not behind:
                return
        raise AssertionError("the hub does not catch up")

    async def read_again(self) -> None:
        """A person has the whole span of every shop read again."""
        for place in self.places:
            now = self.hub.now()
            run = await self.hub.ask(place.shop, span=(self.since, now))
            assert run.state is RunState.DONE

    async def held(self, place: Place) -> dict[str, tuple[str, int]]:
        """What the platform's lists show, in the form of `Hub.stored`."""
        unlisted = PLATFORMS[place.channel].unlisted
        orders = await place.control.orders()
        return truth([order for order in orders if order["status"] not in unlisted])

    async def people(self) -> set[str]:
        """Whoever the orders are sent to, in clear."""
        told = [order["recipient"] for p in self.places for order in await p.control.orders()]
        return {str(one[name]) for one in told for name in ("name", "phone", "address")}

    async def wait(self, seconds: int) -> None:
        """So much time passes for the hub, for its database and for the platforms."""
        self.hub.ahead += timedelta(seconds=seconds)
        shift = int(self.hub.ahead.total_seconds())
        await self._tell("POST", "/clock", {"offset_seconds": shift})
        async with self.hub.db.transaction() as tx:
            await tx.execute(PASS, {"by": timedelta(seconds=seconds)})

    async def read(self) -> None:
        """Every shop that is due has its turn, as in the worker; no cursor goes back."""
        poller = Poller(self.hub.work(), concurrency=4)
        rivals = [self._rival(place) for place in self.places if "F18" in place.faults]
        await poller.start_due()
        await asyncio.gather(poller.drain(), *rivals)
        for row in await self._cursors():
            before = self.read_to.get(row.shop_id)
            assert before is None or row.read_to >= before
            if row.read_to is not None:
                self.read_to[row.shop_id] = row.read_to

    async def _settle(self, channel: str) -> None:
        shop, control = await self.hub.connect(channel, first_days=PAST / timedelta(days=1))
        async with self.hub.db.transaction() as tx:
            quick = {"poll_every": timedelta(seconds=30)}
            shop = await change(tx, ADMIN, shop.id, quick, self.hub.now())
        self.places.append(Place(shop, control))
        await control.settings(plain_people=True)
        await control.place(4)

    async def _begin(self, strike: Strike) -> None:
        place = self.places[strike.shop]
        place.faults[strike.kind] = strike
        if strike.kind == "F26":
            await self._lead_astray(place, strike.args["shape"])
            return
        if strike.args.get("offset_seconds", 0) < 0:
            await self.wait(SKEW_S)  # our clocks run ahead; the platform's own never goes back
        if strike.kind in PAGED - {"F13"}:
            await place.control.fault("F13", shop="0", times=None, args={"cap": 5})
        await place.control.fault(strike.kind, shop="0", times=strike.times, args=dict(strike.args))

    async def _end(self, strike: Strike) -> None:
        place = self.places[strike.shop]
        del place.faults[strike.kind]
        if strike.kind == "F26":
            await self._lead_back(place)
            return
        armed = (await self._tell("GET", "/faults"))["faults"]
        kinds = {strike.kind, "F13"} if strike.kind in PAGED else {strike.kind}
        for fault in armed:
            if fault["channel"] == place.channel and fault["kind"] in kinds:
                await self._tell("DELETE", f"/faults/{fault['id']}")
        match strike.kind:
            case "F3":
                async with self.hub.db.transaction() as tx:
                    await tx.execute(NEXT_DAY)
            case "F15" if strike.args["offset_seconds"] > 0:
                await self.wait(SKEW_S)
            case "F17" | "F18" | "F19":
                await self._agree_anew(place)
            case _:
                pass

    async def _agree_anew(self, place: Place) -> None:
        """The seller agrees again, and a person brings the hub the tokens."""
        await place.control.token("valid")
        offered = (await self._tell("GET", "/credentials"))["channels"][place.channel]
        names = {f.name for f in CONNECTORS[ChannelCode(place.channel)].credential_fields}
        tokens = {name: v for name, v in offered["shops"][0].items() if name in names}
        async with self.hub.db.transaction() as tx:
            await authorise(tx, MASTER, ADMIN, place.shop.id, tokens, self.hub.now())

    async def _lead_astray(self, place: Place, shape: str) -> None:
        """Our own line breaks: no name, no certificate, or another address of ours."""
        if shape == "egress":
            await place.control.whitelist(place.shop.app_key, ELSEWHERE)
        else:
            await self._move(place, NOWHERE if shape == "dns" else self.bad.address)

    async def _lead_back(self, place: Place) -> None:
        await place.control.whitelist(place.shop.app_key, None)
        await self._move(place, place.shop.base_url)

    async def _move(self, place: Place, address: str | None) -> None:
        async with self.hub.db.transaction() as tx:
            await change(tx, ADMIN, place.shop.id, {"base_url": address}, self.hub.now())

    async def _rival(self, place: Place) -> None:
        """Another worker that calls for the same shop at the same time."""
        connector = CONNECTORS[ChannelCode(place.channel)]
        assert connector.get_order is not None
        orders = await place.control.orders()
        try:
            session = await session_for(self.hub.outside, await self.hub.shop(place.shop))
            await connector.get_order(session, orders[0]["external_no"])
        except HubError:
            return

    async def _do(self, deed: Deed, wait_s: int) -> None:
        place = self.places[deed.shop]
        if deed.what == "place":
            await place.control.place(1 + int(deed.luck * 4), placed_at=None, spread_seconds=20)
            return
        if deed.what == "crowd":
            await place.control.place(12, placed_at=None, spread_seconds=0, status="to_ship")
            return
        orders = await place.control.orders()
        order = orders[int(deed.luck * len(orders))]
        if deed.what == "reread":
            with suppress(Conflict):  # a shop that waits for its seller is not asked
                await self._ask_for(place, order["external_no"])
            return
        if deed.what == "note":
            await place.control.change(order["external_no"], seller_memo=f"{deed.luck}")
        elif later := _later(place.channel, order["status"]):
            status = later[int(deed.luck * 997) % len(later)]
            await place.control.change(order["external_no"], status=status)

    async def _ask_for(self, place: Place, external_no: str) -> None:
        async with self.hub.db.transaction() as tx:
            now = self.hub.now()
            await request_run(tx, ADMIN, place.shop.id, now, external_no=external_no)

    def _deadline(self, limits: Limits) -> None:
        self.hub.outside = replace(self.hub.outside, limits=limits)

    async def _cursors(self) -> list[Any]:
        return await self.hub.rows(CURSORS)

    async def _tell(self, verb: str, path: str, body: dict[str, Any] | None = None) -> Any:
        url = f"{self.hub.sandbox['control_url']}{path}"
        answer = await self.hub.client.request(verb, url, json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None
