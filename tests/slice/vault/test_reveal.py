"""Revealing: with a reason, within the day's quota, and always in the audit log."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from orderhub.access.facade import system
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Tx
from orderhub.kernel.errors import InvalidInput
from orderhub.vault.facade import (
    Held,
    QuotaUsedUp,
    RevealRequest,
    destroy_month,
    erase,
    load_quota,
    load_ring,
    reveal,
    seal_many,
    unlock,
)

MONTH = "2026-01"
ACTOR = system("test")
PLAIN, CIPHERTEXT, MASKED = 3, 2, 1


@pytest.fixture
def two_a_day(master_key: MasterKey) -> Iterator[None]:
    unlock(master_key, reveals_per_day=2)
    yield
    unlock(master_key)


async def make_request(tx: Tx, reason: str = "买家来电核对", **over: Any) -> RevealRequest:
    ring = await load_ring(tx, "cn", {MONTH})
    fields = {"recipient_name": "张三丰", "recipient_phone": "138****5678", "buyer_no": "~x~"}
    (ref,) = await seal_many(tx, ring, [(41, MONTH, fields)])
    held = {
        "recipient_name": Held(ref, PLAIN),
        "recipient_phone": Held(ref, MASKED),
        "buyer_no": Held(ref, CIPHERTEXT),
    }
    request: dict[str, Any] = {"order": "ORD-20260105-00001", "shop_id": 1, "held": held}
    request.update({"reason": reason, "fields": list(held), **over})
    return RevealRequest(**request)


async def test_values_come_with_what_the_platform_gave_only_masked(tx: Tx, now: datetime) -> None:
    asked = ["recipient_name", "recipient_phone", "buyer_no", "recipient_address"]
    answer = await reveal(tx, ACTOR, await make_request(tx, fields=asked), now)
    assert answer.values == {"recipient_name": "张三丰", "recipient_phone": "138****5678"}
    assert answer.masked == ("recipient_phone", "buyer_no")
    assert answer.gone == ("recipient_address",)
    assert answer.quota_left == 199


async def test_a_reveal_leaves_who_what_and_why_but_no_value(tx: Tx, now: datetime) -> None:
    await reveal(tx, ACTOR, await make_request(tx, "核对 13812345678 的地址"), now)
    entry = (await tx.execute(text("SELECT * FROM audit_entries"))).mappings().one()
    assert (entry["action"], entry["object"]) == ("vault.reveal", "order:ORD-20260105-00001")
    assert entry["detail"]["reason"] == "核对 … 的地址"
    assert "张三丰" not in str(dict(entry))
    assert "5678" not in str(dict(entry))


@pytest.mark.parametrize("reason", ["", "  ", "x", "因" * 201])
async def test_without_a_reason_nothing_is_revealed(tx: Tx, now: datetime, reason: str) -> None:
    with pytest.raises(InvalidInput, match="reason"):
        await reveal(tx, ACTOR, await make_request(tx, reason), now)
    assert (await load_quota(tx, ACTOR, now)).used == 0


@pytest.mark.usefixtures("two_a_day")
async def test_beyond_the_quota_nothing_is_revealed_until_tomorrow(tx: Tx, now: datetime) -> None:
    request = await make_request(tx)
    left = [(await reveal(tx, ACTOR, request, now)).quota_left for _ in range(2)]
    assert left == [1, 0]
    with pytest.raises(QuotaUsedUp) as refused:
        await reveal(tx, ACTOR, request, now)
    assert refused.value.context["retry_after_s"] == 12 * 3600
    assert (await load_quota(tx, ACTOR, now)).left == 0
    tomorrow = now + timedelta(hours=12)
    assert (await reveal(tx, ACTOR, request, tomorrow)).quota_left == 1


@pytest.mark.usefixtures("two_a_day")
async def test_one_actors_quota_is_not_anothers(tx: Tx, now: datetime) -> None:
    await reveal(tx, ACTOR, await make_request(tx), now)
    assert (await load_quota(tx, system("other"), now)).left == 2


async def test_erased_people_are_gone_and_the_erasure_is_on_record(tx: Tx, now: datetime) -> None:
    request = await make_request(tx)
    assert await erase(tx, ACTOR, [41], "DSR-1") == 1
    answer = await reveal(tx, ACTOR, request, now)
    assert answer.values == {}
    assert set(answer.gone) == set(request.fields)
    actions = (await tx.execute(text("SELECT action FROM audit_entries"))).scalars().all()
    assert "vault.erase" in actions


async def test_a_destroyed_month_opens_no_more_and_other_months_do(tx: Tx, now: datetime) -> None:
    ring = await load_ring(tx, "cn", {"2025-12"})
    (kept,) = await seal_many(tx, ring, [(1, "2025-12", {"recipient_name": "李四"})])
    request = await make_request(tx)
    assert await destroy_month(tx, ACTOR, "cn", MONTH) == 1
    assert (await reveal(tx, ACTOR, request, now)).values == {}
    held = {"recipient_name": Held(kept, PLAIN)}
    still = await make_request(tx, held=held, fields=["recipient_name"])
    assert (await reveal(tx, ACTOR, still, now)).values == {"recipient_name": "李四"}
