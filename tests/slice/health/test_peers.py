"""Receivers of notices and partners on the board: judged like a warehouse, told once, gone."""

from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import text

from orderhub.access.facade import system
from orderhub.apps.peers import name_peers
from orderhub.connector_kit.session import Call
from orderhub.health.facade import Recorder, judge
from orderhub.infra import clock
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database
from orderhub.notify.model import Duty, EndpointKind, Target
from orderhub.notify.service.settings import add_endpoint, remove_endpoint, set_duties
from orderhub.partners.facade import TOPICS
from orderhub.partners.model.endpoints import Wish
from orderhub.partners.service import endpoints
from orderhub.partners.service.endpoints import Rules
from tests.slice.health.test_people_told import keys, relay

TIMES = 5
URL = "https://example.com/hook"


def failing(peer: str) -> Call:
    return Call(
        channel=peer.partition(":")[0], shop=peer, app_key="", method="send", outcome="failed",
        code="bad_request", channel_code="http:403", ms=5, at=clock.now(),
    )  # fmt: skip


async def board(client: httpx.AsyncClient) -> dict[str, Any]:
    peers = (await client.get("/api/v1/health/board")).json()["peers"]
    return {one["peer"]: (one["name"], len(one["incidents"])) for one in peers}


async def test_what_fails_in_a_row_is_one_incident_that_people_hear_of_once_and_ends_with_its_peer(
    db: Database, master_key: MasterKey, app_client: httpx.AsyncClient
) -> None:
    me = system("test")
    async with db.transaction() as tx:
        bot = await add_endpoint(tx, master_key, me, "群", Target(EndpointKind.WECOM, URL, ""))
        await set_duties(tx, me, [Duty(person="王芳", endpoint_id=bot.id)])
        wish = Wish(name="ERP", url=URL, topics=sorted(TOPICS)[:1], shop_ids=())
        erp = await endpoints.add(
            tx, master_key, me, wish, Rules(TOPICS, private=True), clock.now()
        )
    await name_peers(db)
    recorder = Recorder(db)
    group, partner = f"notify:{bot.id}", f"partner:{erp.endpoint_id}"
    for peer in (group, partner) * TIMES:
        recorder.record(failing(peer))
    await recorder.flush()
    async with db.transaction() as tx:
        await judge(tx, clock.now())
    assert await board(app_client) == {group: ("群", 1), partner: ("ERP", 1)}
    await relay(db)
    assert len(await keys(db)) == 1  # the partner's own slice tells of the other
    async with db.transaction() as tx:
        await remove_endpoint(tx, me, bot.id)
    await name_peers(db)
    assert await board(app_client) == {partner: ("ERP", 1)}
    async with db.transaction() as tx:
        states = await tx.execute(text("SELECT peer, state FROM incidents ORDER BY peer"))
        assert [tuple(row) for row in states] == [(group, "resolved"), (partner, "open")]
        assert await judge(tx, clock.now() + timedelta(minutes=1)) == 0
