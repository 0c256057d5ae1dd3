"""A notice from the telling to the receiver, over real HTTP."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from orderhub.access.facade import system
from orderhub.connector_kit.session import Call, open_client
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database
from orderhub.infra.timers import Timer
from orderhub.notify.facade import Courier, Message, Poster, Severity, tell
from orderhub.notify.model import Duty, EndpointKind, Quiet, Target
from orderhub.notify.service.settings import add_endpoint, set_duties
from orderhub.notify.store import endpoints

PATHS = {
    EndpointKind.DINGTALK: ("/dingtalk/robot/send?access_token=sandbox", "SECsandbox"),
    EndpointKind.WECOM: ("/wecom/cgi-bin/webhook/send?key=sandbox", ""),
    EndpointKind.FEISHU: ("/feishu/open-apis/bot/v2/hook/sandbox", "feishu-sandbox"),
    EndpointKind.WEBHOOK: ("/webhook", "whsec_c2FuZGJveC1zZWNyZXQ="),
}
OPENED = Message(
    key="incident:1:0",
    severity=Severity.URGENT,
    title_zh="地址被拦",
    title_en="Address blocked",
    shop_ids=(1,),
)
OVER = replace(OPENED, key="incident:1:0:over", ends="incident:1:0", severity=Severity.WARNING)


@dataclass
class Desk:
    """A hub with somebody on call beside the sandbox's receivers."""

    db: Database
    master: MasterKey
    base: str
    courier: Courier
    client: httpx.AsyncClient = field(repr=False)

    async def on_call(self, kind: EndpointKind, person: str = "王芳") -> int:
        path, secret = PATHS[kind]
        return await self.on_call_at(kind, f"{self.base}/receivers{path}", secret, person)

    async def on_call_at(
        self, kind: EndpointKind, url: str, secret: str, person: str = "王芳"
    ) -> int:
        async with self.db.transaction() as tx:
            target = Target(kind, url, secret)
            made = await add_endpoint(tx, self.master, system("test"), str(kind), target)
            duty = Duty(person=person, endpoint_id=made.id)
            await set_duties(tx, system("test"), [duty])
        return made.id

    async def tell(self, message: Message) -> int:
        async with self.db.transaction() as tx:
            return await tell(tx, message, self.courier.now())

    async def carry(self) -> None:
        """Every timer of the queue, due or not, as the ticker would."""
        for row in await self.rows("SELECT key, payload, due_at FROM timers WHERE kind = :k"):
            timer = Timer(kind="notify.send", key=row.key, due_at=row.due_at, payload={})
            await self.courier.deliver(timer)

    async def rows(self, sql: str) -> list[Any]:
        async with self.db.transaction() as tx:
            return list(await tx.execute(text(sql), {"k": "notify.send"} if ":k" in sql else {}))

    async def states(self) -> list[tuple[str, str]]:
        found = await self.rows("SELECT state, code FROM notify_deliveries ORDER BY id")
        return [(row.state, row.code) for row in found]

    async def plan(self, **answer: Any) -> None:
        url = f"{self.base}/_control/receivers/plan"
        (await self.client.post(url, json=answer)).raise_for_status()

    async def received(self) -> dict[str, Any]:
        return (await self.client.get(f"{self.base}/_control/receivers")).json()


@pytest.fixture
async def desk(db: Database, master_key: MasterKey, sandbox: dict[str, Any]) -> AsyncIterator[Desk]:
    base = sandbox["control_url"].removesuffix("/_control")
    calls: list[Call] = []
    async with open_client() as http, httpx.AsyncClient(trust_env=False, timeout=120) as client:
        courier = Courier(
            db,
            master_key,
            Poster(http, private=True),
            lambda: datetime.now(UTC),  # noqa: TID251
            calls.append,
        )
        yield Desk(db, master_key, base, courier, client)


@pytest.mark.parametrize("kind", PATHS)
async def test_a_signed_message_arrives_by_every_kind(desk: Desk, kind: EndpointKind) -> None:
    await desk.on_call(kind)
    assert await desk.tell(OPENED) == 1
    await desk.carry()
    (arrived,) = (await desk.received())["arrived"]
    assert arrived["kind"] == kind
    assert "地址被拦" in str(arrived["document"])
    assert (await desk.states())[0][0] == "sent"


async def test_told_and_carried_again_and_again_it_arrives_once(desk: Desk) -> None:
    await desk.on_call(EndpointKind.DINGTALK)
    for _ in range(3):
        await desk.tell(OPENED)
        await desk.carry()
    assert (await desk.received())["asked"] == {"dingtalk": 1}


async def test_a_refusal_inside_http_200_is_a_failure(desk: Desk) -> None:
    url = f"{desk.base}/receivers/dingtalk/robot/send?access_token=sandbox"
    await desk.on_call_at(EndpointKind.DINGTALK, url, "SECwrong")
    await desk.tell(OPENED)
    await desk.carry()
    assert await desk.states() == [("failed", "310000")]


async def test_a_bot_that_had_too_much_is_asked_again_after_its_rest(desk: Desk) -> None:
    await desk.on_call(EndpointKind.DINGTALK)
    await desk.plan(kind="dingtalk", document={"errcode": 130101, "errmsg": "send too fast"})
    await desk.tell(OPENED)
    await desk.carry()
    assert await desk.states() == [("queued", "130101")]
    (row,) = await desk.rows("SELECT due_at - now() AS wait FROM timers WHERE kind = :k")
    assert row.wait > timedelta(minutes=9)
    await desk.carry()
    assert await desk.states() == [("sent", "0")]


async def test_an_answer_that_says_nothing_clear_is_never_repeated(desk: Desk) -> None:
    await desk.on_call(EndpointKind.WECOM)
    await desk.plan(kind="wecom", status=502)
    await desk.tell(OPENED)
    for _ in range(2):
        await desk.carry()
    assert await desk.states() == [("unknown", "http:502")]
    assert (await desk.received())["asked"] == {"wecom": 1}


async def test_recovery_is_told_to_those_who_were_told_and_to_nobody_else(desk: Desk) -> None:
    await desk.on_call(EndpointKind.FEISHU)
    await desk.tell(OPENED)
    await desk.carry()
    async with desk.db.transaction() as tx:
        await set_duties(tx, system("test"), [])
    assert await desk.tell(OVER) == 1
    assert await desk.tell(replace(OVER, key="x:over", ends="x")) == 0


async def test_what_is_over_before_anybody_was_told_is_not_told(desk: Desk) -> None:
    await desk.on_call(EndpointKind.FEISHU)
    await desk.tell(OPENED)
    assert await desk.tell(OVER) == 0
    await desk.carry()
    assert (await desk.received())["asked"] == {}


async def test_an_address_that_is_not_public_is_not_called(desk: Desk) -> None:
    shut = replace(desk.courier, poster=replace(desk.courier.poster, private=False))
    await desk.on_call_at(EndpointKind.WEBHOOK, "https://127.0.0.1:9/hook", "")
    await desk.tell(OPENED)
    (row,) = await desk.rows("SELECT key FROM timers WHERE kind = :k")
    now = datetime.now(UTC)  # noqa: TID251
    await shut.deliver(Timer(kind="notify.send", key=row.key, due_at=now, payload={}))
    assert await desk.states() == [("failed", "address_not_public")]


async def test_a_flood_is_told_one_by_one_at_first_and_then_in_one_digest(desk: Desk) -> None:
    await desk.on_call(EndpointKind.WECOM)
    desk = await at(desk, datetime(2026, 1, 5, 4, tzinfo=UTC))  # no window ends meanwhile
    flood = [replace(OPENED, key=f"incident:{n}:0", title_zh=f"事件{n}") for n in range(9)]
    for message in flood:
        await desk.tell(message)
    await desk.tell(replace(OVER, key="incident:8:0:over", ends="incident:8:0"))
    await desk.carry()
    arrived = [str(one["document"]) for one in (await desk.received())["arrived"]]
    (digest,) = (text for text in arrived if "告警汇总" in text)
    assert len(arrived) == 6
    assert "3 条" in digest  # the one that was over by then is not told
    assert all(f"事件{n}" in digest for n in (5, 6, 7))


async def test_what_nobody_could_be_told_for_a_day_is_not_told(desk: Desk) -> None:
    await desk.on_call(EndpointKind.WECOM)
    await desk.tell(OPENED)
    late = replace(desk, courier=replace(desk.courier, now=tomorrow))
    await late.carry()
    assert await desk.states() == [("failed", "expired")]


def tomorrow() -> datetime:
    return datetime.now(UTC) + timedelta(hours=25)  # noqa: TID251


async def test_addresses_and_secrets_lie_sealed(desk: Desk) -> None:
    await desk.on_call(EndpointKind.DINGTALK)
    (row,) = await desk.rows("SELECT * FROM notify_endpoints")
    assert b"access_token" not in bytes(row.sealed)
    assert b"SECsandbox" not in bytes(row.sealed)


async def at(desk: Desk, now: datetime) -> Desk:
    """Here and at the receivers it is this instant."""
    offset = now - datetime.now(UTC)  # noqa: TID251
    clock = {"offset_seconds": round(offset.total_seconds())}
    (await desk.client.post(f"{desk.base}/_control/clock", json=clock)).raise_for_status()
    return replace(desk, courier=replace(desk.courier, now=lambda: now))


async def test_what_is_not_urgent_keeps_the_quiet_hours_however_late_it_is_carried(
    desk: Desk,
) -> None:
    await desk.on_call(EndpointKind.DINGTALK)
    async with desk.db.transaction() as tx:
        await endpoints.set_quiet(tx, Quiet(22 * 60, 8 * 60))
    evening = datetime(2026, 1, 5, 13, tzinfo=UTC)  # 21:00 there
    night, morning = evening + timedelta(hours=2), evening + timedelta(hours=11)
    warning = replace(OPENED, severity=Severity.WARNING)
    async with desk.db.transaction() as tx:
        await tell(tx, warning, evening)
        await tell(tx, replace(warning, key="incident:2:0"), night)
        await tell(tx, replace(OPENED, key="incident:3:0"), night)
    due = "SELECT due_at FROM timers WHERE kind = :k ORDER BY due_at"
    assert [row.due_at for row in await desk.rows(due)] == [evening, night, morning]
    late = await at(desk, night)
    await late.carry()
    assert [state for state, _ in await desk.states()] == ["queued", "queued", "sent"]
    awake = await at(desk, morning)
    await awake.carry()
    assert [state for state, _ in await desk.states()] == ["sent"] * 3
