"""SMS to a buyer: from the vault to the gateway, at most once, by a second provider if need be."""

import logging
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
from orderhub.notify.facade import BuyerNotice, Poster, TemplateKind, Texter, tell_buyer
from orderhub.notify.model import EndpointKind, Quiet, Target, Template, TemplateState
from orderhub.notify.service.settings import add_endpoint, set_template
from orderhub.notify.store import endpoints
from orderhub.vault.facade import load_ring, seal_many
from tests.support.canary import assert_no_canary

PHONE = "13912345678"
ALIYUN, TENCENT = EndpointKind.ALIYUN_SMS, EndpointKind.TENCENT_SMS
CODES = {ALIYUN: "SMS_100001", TENCENT: "2000001"}
OPTIONS = {"key_id": "sandbox-key", "sign_name": "示例商店", "app_id": "1400006666"}
APPROVED, PENDING = TemplateState.APPROVED, TemplateState.PENDING
PLANTED = """
    CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN NEW.recipient := NEW.recipient || clock_timestamp(); RETURN NEW; END'
"""
PLANT = "CREATE TRIGGER planted BEFORE INSERT ON notify_sms FOR EACH ROW EXECUTE FUNCTION planted()"


@dataclass
class Shop:
    """A hub with SMS providers beside the sandbox's gateways, and a buyer in the vault."""

    db: Database
    master: MasterKey
    base: str
    texter: Texter
    client: httpx.AsyncClient = field(repr=False)
    ref: int = 0
    calls: list[Call] = field(default_factory=list[Call])

    async def provider(self, kind: EndpointKind, state: TemplateState = APPROVED) -> int:
        options = OPTIONS if kind is TENCENT else {k: OPTIONS[k] for k in ("key_id", "sign_name")}
        target = Target(kind, f"{self.base}/receivers/{kind}", "sandbox-sms-secret", options)
        now = self.texter.now()
        async with self.db.transaction() as tx:
            made = await add_endpoint(tx, self.master, system("test"), str(kind), target)
            template = Template(
                id=0,
                endpoint_id=made.id,
                kind=TemplateKind.REFUND_DONE,
                code=CODES[kind],
                parameters=("order_no", "amount"),
                state=state,
                reason="",
                changed_at=now,
            )
            await set_template(tx, system("test"), template, now)
        return made.id

    async def tell(self, event: str = "refund:1", **changed: Any) -> bool:
        notice = BuyerNotice(
            event_id=event,
            order_id=7,
            people_ref=self.ref,
            kind=TemplateKind.REFUND_DONE,
            parameters={"order_no": "A-7", "amount": "12.30"},
        )
        async with self.db.transaction() as tx:
            return await tell_buyer(tx, replace(notice, **changed), self.texter.now())

    async def carry(self) -> None:
        """Every SMS timer there is, due or not, until none but the asking ones are left."""
        while waiting := await self.timers("notify.send_sms"):
            for timer in waiting:
                await self.drop(timer)
                await self.texter.deliver(timer)

    async def ask(self) -> None:
        for timer in await self.timers("notify.ask_sms"):
            await self.drop(timer)
            await self.texter.ask(timer)

    async def timers(self, kind: str) -> list[Timer]:
        rows = await self.rows("SELECT kind, key, due_at FROM timers")
        found = (Timer(kind=r.kind, key=r.key, due_at=r.due_at, payload={}) for r in rows)
        return [timer for timer in found if timer.kind == kind]

    async def drop(self, timer: Timer) -> None:
        gone = text("DELETE FROM timers WHERE kind = :kind AND key = :key")
        async with self.db.transaction() as tx:
            await tx.execute(gone, {"kind": timer.kind, "key": timer.key})

    async def rows(self, sql: str) -> list[Any]:
        async with self.db.transaction() as tx:
            return list(await tx.execute(text(sql)))

    async def states(self) -> list[tuple[str, str]]:
        rows = await self.rows("SELECT state, code FROM notify_sms ORDER BY id")
        return [(row.state, row.code) for row in rows]

    async def control(self, path: str, **body: Any) -> None:
        url = f"{self.base}/_control/receivers/{path}"
        (await self.client.post(url, json=body)).raise_for_status()

    async def received(self) -> list[tuple[str, str]]:
        answer = (await self.client.get(f"{self.base}/_control/receivers")).json()
        return [(one["gateway"], one["phone"]) for one in answer["sms"]]


@pytest.fixture
async def shop(db: Database, master_key: MasterKey, sandbox: dict[str, Any]) -> AsyncIterator[Shop]:
    base = sandbox["control_url"].removesuffix("/_control")
    async with db.transaction() as tx:
        ring = await load_ring(tx, "cn", {"2026-01"})
        (ref,) = await seal_many(tx, ring, [(7, "2026-01", {"recipient_phone": PHONE})])
    calls: list[Call] = []
    async with open_client() as http, httpx.AsyncClient(trust_env=False, timeout=120) as client:
        texter = Texter(
            db,
            master_key,
            Poster(http, private=True),
            lambda: datetime.now(UTC),  # noqa: TID251
            calls.append,
        )
        yield Shop(db, master_key, base, texter, client, ref, calls)


async def test_a_buyer_is_told_once_and_the_phone_is_kept_and_logged_nowhere(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await shop.provider(ALIYUN)
    told = [await shop.tell() for _ in range(3)]
    for _ in range(2):
        await shop.carry()
    assert told == [True, False, False]
    assert await shop.received() == [("aliyun_sms", PHONE)]
    assert await shop.states() == [("sent", "OK")]
    (call,) = shop.calls
    assert (call.channel, call.method, call.outcome) == ("sms", "send", "ok")
    assert PHONE not in str(call)
    await assert_no_canary(shop.db, [PHONE])
    assert PHONE not in caplog.text


async def test_a_planted_recipient_that_evades_the_constraint_is_told_twice(shop: Shop) -> None:
    await shop.provider(ALIYUN)
    async with shop.db.transaction() as tx:
        await tx.execute(text(PLANTED))
        await tx.execute(text(PLANT))
    for _ in range(2):
        await shop.tell()
        await shop.carry()
    assert len(await shop.received()) == 2


async def test_the_second_provider_is_asked_when_the_first_refused(shop: Shop) -> None:
    await shop.provider(ALIYUN)
    await shop.provider(TENCENT)
    limit = {"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "触发天级流控Permits:10"}
    await shop.control("plan", kind="aliyun_sms", document=limit)
    await shop.tell()
    await shop.carry()
    assert await shop.received() == [("tencent_sms", f"+86{PHONE}")]
    assert await shop.states() == [("sent", "Ok")]


@pytest.mark.parametrize("kind", [ALIYUN, TENCENT])
async def test_a_lost_answer_is_looked_up_in_the_record_and_not_repeated(
    shop: Shop, kind: EndpointKind
) -> None:
    await shop.provider(kind)
    await shop.control("fate", kind=kind, fate="arrived", silent=True)
    await shop.tell()
    await shop.carry()
    assert await shop.states() == [("unknown", "http:502")]
    await shop.ask()
    assert await shop.states() == [("sent", "arrived")]
    assert len(await shop.received()) == 1


async def test_the_second_provider_is_asked_after_the_record_says_that_it_failed(
    shop: Shop,
) -> None:
    await shop.provider(ALIYUN)
    await shop.provider(TENCENT)
    await shop.control("fate", kind="aliyun_sms", fate="failed", silent=True)
    await shop.tell()
    await shop.carry()
    assert [gateway for gateway, _ in await shop.received()] == ["aliyun_sms"]
    await shop.ask()
    await shop.carry()
    assert [gateway for gateway, _ in await shop.received()] == ["aliyun_sms", "tencent_sms"]


async def test_an_outcome_that_no_record_tells_stays_unknown_and_is_never_repeated(
    shop: Shop,
) -> None:
    await shop.provider(ALIYUN)
    await shop.provider(TENCENT)
    await shop.control("plan", kind="aliyun_sms", status=502)
    await shop.tell()
    await shop.carry()
    for _ in range(6):
        await shop.ask()
    assert await shop.states() == [("unknown", "http:502")]
    assert await shop.received() == []
    assert await shop.timers("notify.ask_sms") == []


async def test_a_template_that_is_not_approved_is_never_sent(shop: Shop) -> None:
    await shop.provider(ALIYUN, PENDING)
    await shop.tell()
    await shop.carry()
    assert await shop.states() == [("failed", "template_not_approved")]
    assert await shop.received() == []


async def test_a_template_that_the_provider_refuses_is_rejected_here_too(shop: Shop) -> None:
    await shop.provider(ALIYUN)
    await shop.control("plan", kind="aliyun_sms", document={"Code": "isv.SMS_TEMPLATE_ILLEGAL"})
    await shop.tell()
    await shop.carry()
    (row,) = await shop.rows("SELECT state, reason FROM notify_templates")
    assert (row.state, row.reason) == ("rejected", "isv.SMS_TEMPLATE_ILLEGAL")
    assert await shop.states() == [("failed", "isv.SMS_TEMPLATE_ILLEGAL")]


async def test_a_code_that_is_older_than_five_minutes_is_not_sent(shop: Shop) -> None:
    await shop.provider(ALIYUN)
    await shop.tell(kind=TemplateKind.CODE, parameters={"code": "123456"})
    late = replace(shop, texter=replace(shop.texter, now=in_six_minutes))
    await late.carry()
    assert await shop.states() == [("failed", "expired")]
    (row,) = await shop.rows("SELECT parameters FROM notify_sms")
    assert row.parameters == {}


def in_six_minutes() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=6)  # noqa: TID251


NIGHT, MORNING = (datetime(2026, 1, day, hour, tzinfo=UTC) for day, hour in ((5, 15), (6, 0)))
EVENING = NIGHT - timedelta(hours=2)  # 21:00 there; quiet are 22:00 to 8:00


async def at(shop: Shop, now: datetime) -> Shop:
    """Quiet hours at night; here and at the providers it is this instant."""
    async with shop.db.transaction() as tx:
        await endpoints.set_quiet(tx, Quiet(22 * 60, 8 * 60))
    offset = now - datetime.now(UTC)  # noqa: TID251
    clock = {"offset_seconds": round(offset.total_seconds())}
    url = f"{shop.base}/_control/clock"
    (await shop.client.post(url, json=clock)).raise_for_status()
    return replace(shop, texter=replace(shop.texter, now=lambda: now))


async def due(shop: Shop) -> list[datetime]:
    return [timer.due_at for timer in await shop.timers("notify.send_sms")]


async def test_a_notice_of_the_night_waits_for_the_morning_and_a_code_does_not(shop: Shop) -> None:
    await shop.provider(ALIYUN)
    night = await at(shop, NIGHT)
    await night.tell()
    await night.tell("code", kind=TemplateKind.CODE, parameters={"code": "123456"})
    assert sorted(await due(shop)) == [NIGHT, MORNING]


async def test_a_notice_of_the_evening_that_nobody_carried_in_time_waits_for_the_morning(
    shop: Shop,
) -> None:
    """No worker ran, or the provider had to be tried once more: it is night by now."""
    await shop.provider(ALIYUN)
    await (await at(shop, EVENING)).tell()
    (timer,) = await shop.timers("notify.send_sms")
    assert timer.due_at == EVENING
    night = await at(shop, NIGHT)
    await night.drop(timer)
    await night.texter.deliver(timer)
    assert (await night.received(), await due(shop)) == ([], [MORNING])
    await (await at(shop, MORNING)).carry()
    assert await shop.received() == [("aliyun_sms", PHONE)]


async def test_a_buyer_who_was_erased_is_not_told(shop: Shop) -> None:
    await shop.provider(ALIYUN)
    await shop.tell(people_ref=shop.ref + 1000)
    await shop.carry()
    assert await shop.states() == [("failed", "phone_not_usable")]
