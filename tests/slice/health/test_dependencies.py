"""What connections depend on: drift told before calls fail, two persons, verification by calls."""

import asyncio
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from orderhub.access.facade import Actor, ActorKind
from orderhub.channels.facade import Shop, change, session_for
from orderhub.health.facade import VERIFY, Heart, Verifier, Watched, Watcher, declare_whitelist
from orderhub.health.model.change import Change, Proposal
from orderhub.health.model.dependency import DependencyKind
from orderhub.health.service import changes
from orderhub.infra.timers import Timer
from orderhub.kernel.errors import Conflict, NotFound
from orderhub.notify.model import Duty, EndpointKind, Target
from orderhub.notify.service.settings import add_endpoint, set_duties
from tests.slice.health.conftest import Watch
from tests.support.sync import ADMIN, MASTER, Control

OURS, NEW = "203.0.113.10", "203.0.113.99"
PROBES = ("first", "second", "third")


def person(number: int, shops: frozenset[int] | None = None) -> Actor:
    return Actor(kind=ActorKind.USER, id=number, name=f"person {number}", shops=shops)


@dataclass
class Keeper:
    """The watch of a worker beside the sandbox's probes."""

    watch: Watch
    watcher: Watcher
    verifier: Verifier

    async def tell(self, address: str, **probes: str) -> None:
        """What the probes say from now on; then one look."""
        hub = self.watch.hub
        body = {"address": address, "probes": probes}
        answer = await hub.client.post(f"{hub.sandbox['control_url']}/egress", json=body)
        answer.raise_for_status()
        assert await self.watcher.look()

    async def declare(self, shop: Shop, *addresses: str) -> None:
        async with self.watch.hub.db.transaction() as tx:
            app = shop.channel, shop.app_key
            await declare_whitelist(tx, ADMIN, app, addresses, self.watch.hub.now())

    async def drifts(self) -> list[Any]:
        return [row for row in await self.watch.incidents() if row.cause == "egress_drift"]

    async def propose(self, by: Actor) -> Change:
        """That the address becomes NEW."""
        now = self.watch.hub.now()
        proposal = Proposal(
            kind=DependencyKind.EGRESS_ADDRESS,
            subject=OURS,
            planned=NEW,
            planned_at=now,
            reason="the line moves",
        )
        async with self.watch.hub.db.transaction() as tx:
            return await changes.propose(tx, by, proposal, now)

    async def carry_out(self, found: Change) -> Change:
        """Done, and the end of the verification which that had scheduled."""
        async with self.watch.hub.db.transaction() as tx:
            await changes.carry_out(tx, person(1), found.id, self.watch.hub.now())
        (timer,) = await self.watch.hub.rows(
            "SELECT * FROM timers WHERE kind = :kind AND key = :key", kind=VERIFY, key=str(found.id)
        )
        await self.verifier.verify(
            Timer(kind=VERIFY, key=timer.key, due_at=timer.due_at, payload={})
        )
        async with self.watch.hub.db.transaction() as tx:
            return await changes.changes.lock(tx, found.id)


@pytest.fixture
def keeper(watch: Watch) -> Keeper:
    hub = watch.hub
    base = hub.sandbox["base_url"]
    probes = [f"{base}/egress/{probe}/address" for probe in PROBES]
    probes[1] += "?form=json"
    watched = Watched(db=hub.db, http=hub.outside.http, probes=probes, now=hub.now, owner="tests")
    opened = partial(session_for, hub.outside)
    heart = Heart(db=hub.db, open_session=opened, now=hub.now, owner="tests")
    return Keeper(watch, Watcher(watched), Verifier(heart))


@pytest.fixture
async def two(keeper: Keeper) -> list[tuple[Shop, Control]]:
    """Two shops of two platforms that let the hub in by its address."""
    found = [await keeper.watch.hub.connect(channel) for channel in ("taobao", "jd")]
    for shop, _ in found:
        await keeper.declare(shop, OURS)
    return found


async def test_a_drift_names_platforms_and_shops_before_any_call_fails_and_ends_by_itself(
    keeper: Keeper, two: list[tuple[Shop, Control]]
) -> None:
    await keeper.tell(OURS)
    await keeper.tell(OURS, first=NEW)  # one lies
    await keeper.tell(OURS, second="")  # one is down
    await keeper.tell(OURS, first=NEW, second="")  # nobody agrees with anybody
    assert await keeper.watch.incidents() == []
    await keeper.tell(NEW, third=OURS)
    (drift,) = await keeper.drifts()
    assert drift.shop_ids == [shop.id for shop, _ in two]
    assert NEW in drift.words["what"]["zh"]
    assert "2 of 3 probes" in drift.detail
    for shop, _ in two:
        assert shop.app_key in drift.detail
    assert await keeper.watch.hub.rows("SELECT 1 FROM api_calls") == []  # nobody was refused yet
    await keeper.tell(NEW)
    assert await keeper.watch.topics() == ["health.incident_opened.v1"]
    await keeper.tell(OURS)
    assert [row.state for row in await keeper.drifts()] == ["resolved"]
    await keeper.tell(NEW)
    await keeper.declare(two[0][0], OURS, NEW)
    assert [row.state for row in await keeper.drifts()] == ["open"]
    await keeper.declare(two[1][0], "203.0.113.0/24")
    assert [row.state for row in await keeper.drifts()] == ["resolved"]


async def test_one_process_watches_for_all(keeper: Keeper) -> None:
    assert await keeper.watcher.look()
    hub = keeper.watch.hub
    watched = Watched(db=hub.db, http=hub.outside.http, probes=(), now=hub.now, owner="another")
    assert not await Watcher(watched).look()


async def test_a_change_of_address_takes_two_persons_covers_the_drift_and_is_verified_by_calls(
    keeper: Keeper, two: list[tuple[Shop, Control]]
) -> None:
    hub = keeper.watch.hub
    await keeper.tell(OURS)
    made = await keeper.propose(person(1))
    assert len(made.impact.shops()) == 2
    with pytest.raises(Conflict) as refused:
        async with hub.db.transaction() as tx:
            await changes.approve(tx, person(1), made.id, hub.now())
    assert refused.value.refusal.code == "second_person_needed"
    with pytest.raises(NotFound):
        async with hub.db.transaction() as tx:
            await changes.approve(tx, person(3, frozenset({int(two[0][0].id)})), made.id, hub.now())
    async with hub.db.transaction() as tx:
        await changes.approve(tx, person(2), made.id, hub.now())
    await keeper.tell(NEW)
    assert await keeper.drifts() == []  # foreseen
    await two[1][1].fault("F1", times=None)  # one platform was forgotten
    failed = await keeper.carry_out(made)
    assert failed.state == "failed"
    assert failed.verification is not None
    found = {(one.shop_id, one.ok, one.code) for one in failed.verification.shops}
    assert found == {(two[0][0].id, True, ""), (two[1][0].id, False, "address_blocked")}
    assert [row.state for row in await keeper.drifts()] == ["open"]  # no longer foreseen
    await two[1][1].heal()
    assert (await keeper.carry_out(made)).state == "verified"
    assert [row.state for row in await keeper.drifts()] == ["resolved"]
    rows = await hub.rows("SELECT 1 FROM health_whitelists WHERE address = :new", new=NEW)
    assert len(rows) == 2


async def test_a_certificate_that_ends_soon_is_a_warning_told_again_as_it_comes_nearer(
    keeper: Keeper, tmp_path: Path
) -> None:
    hub = keeper.watch.hub
    shop, _ = await hub.connect("jd")
    async with hub.db.transaction() as tx:
        target = Target(EndpointKind.WECOM, "https://example.com/?key=1", "")
        made = await add_endpoint(tx, MASTER, ADMIN, "group", target)
        await set_duties(tx, ADMIN, [Duty(person="王芳", endpoint_id=made.id)])
    async with tls_host(tmp_path, hub.now() + timedelta(days=10)) as host:
        async with hub.db.transaction() as tx:
            addresses = {"base_url": f"https://{host}/x", "oauth_url": f"https://{host}/y"}
            await change(tx, ADMIN, shop.id, addresses, hub.now())
        await keeper.watcher.look()
        (ending,) = await keeper.watch.incidents()
        assert (ending.cause, ending.shop_ids, ending.state) == (
            "certificate_ending",
            [shop.id],
            "open",
        )
        assert host in ending.detail
        for hours in (2, 2, 24 * 4, 2):
            hub.ahead += timedelta(hours=hours)
            await keeper.watcher.look()
        told = await hub.rows("SELECT message FROM notify_deliveries")
        assert [row.message["key"].rpartition(":")[2] for row in told] == ["7"]
        assert told[0].message["severity"] == "warning"


async def test_what_shops_depend_on_is_shown_with_the_impact_of_a_plan(
    app_client: httpx.AsyncClient,
) -> None:
    body = {"channel": "jd", "name": "JD", "credentials": CREDENTIALS}
    made = await app_client.post("/api/v1/shops", json=body)
    assert made.is_success, made.text
    shop, path = made.json()["id"], "/api/v1/health"
    app = {"channel": "jd", "app_key": "k1"}
    wrong = await app_client.put(f"{path}/whitelists", json={**app, "addresses": ["soon"]})
    assert wrong.status_code == 422
    unknown = {**app, "app_key": "k2", "addresses": [OURS]}
    assert (await app_client.put(f"{path}/whitelists", json=unknown)).status_code == 404
    good = await app_client.put(f"{path}/whitelists", json={**app, "addresses": [OURS]})
    assert good.status_code == 204, good.text
    told = (await app_client.get(f"{path}/dependencies")).json()
    assert told["egress"]["watching"] is False
    (one,) = told["apps"]
    assert (one["addresses"], one["admission"]) == ([OURS], "unobserved")
    assert [s["shop_id"] for s in one["shops"]] == [shop]
    assert all(host["secured"] and host["shop_ids"] == [shop] for host in told["hosts"])
    plan = {"kind": "egress_address", "planned": NEW}
    seen = (await app_client.get(f"{path}/changes/impact", params=plan)).json()
    assert (seen["stops"], seen["parts"][0]["shop_ids"]) == (1, [shop])
    plan |= {"planned": "soon"}
    assert (await app_client.get(f"{path}/changes/impact", params=plan)).status_code == 422


CREDENTIALS = {"app_key": "k1", "app_secret": "s", "access_token": "t"}


@asynccontextmanager
async def tls_host(folder: Path, ends_at: datetime) -> AsyncGenerator[str, None]:
    """A host that shows a certificate of its own making; yields "127.0.0.1:port"."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ends_at - timedelta(days=90))
        .not_valid_after(ends_at)
        .sign(key, hashes.SHA256())
    )
    file = folder / "host.pem"
    form = serialization.Encoding.PEM
    private = key.private_bytes(
        form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(form))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
