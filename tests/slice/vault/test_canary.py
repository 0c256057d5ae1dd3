"""What goes through the vault lies nowhere in clear; and the search for it would find it."""

from datetime import datetime

import pytest
from sqlalchemy import text

from orderhub.access.facade import system
from orderhub.infra.db import Database
from orderhub.vault.facade import (
    Held,
    RevealRequest,
    blind,
    keep_raw,
    load_ring,
    reveal,
    rotate,
    seal_many,
)
from tests.support.canary import FULL_WIDTH, assert_no_canary, find_canaries

NAME, PHONE = "金丝雀鸟", "13900001234"
MONTH = "2026-01"


async def test_sealed_kept_revealed_and_rotated_people_lie_nowhere_in_clear(
    db: Database, now: datetime
) -> None:
    fields = {"recipient_name": NAME, "recipient_phone": PHONE}
    async with db.transaction() as tx:
        ring = await load_ring(tx, "cn", {MONTH})
        (ref,) = await seal_many(tx, ring, [(1, MONTH, fields)])
        await keep_raw(tx, ring, 1, "page", [f"{NAME}{PHONE}".encode()])
        await tx.execute(
            text("INSERT INTO reveal_days VALUES (:index, '2026-01-05', 0)"),
            {"index": blind(ring, "phone", PHONE).hex()},
        )
        held = {name: Held(ref, 3) for name in fields}
        request = RevealRequest(
            order="ORD-1", shop_id=1, held=held, fields=list(held), reason=f"核对 {PHONE}"
        )
        await reveal(tx, system("test"), request, now)
    await rotate(db)
    await assert_no_canary(db, [NAME, PHONE])


@pytest.mark.parametrize(
    "leak",
    [
        NAME,
        f"x{PHONE}y",
        PHONE.translate(FULL_WIDTH),
        " ".join(PHONE),
        f"{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}",
        NAME.encode("unicode_escape").decode(),
        NAME.encode().hex(),
    ],
)
async def test_a_leak_is_found_however_it_is_written(db: Database, leak: str) -> None:
    async with db.transaction() as tx:
        given = {"leak": leak}
        await tx.execute(text("INSERT INTO reveal_days VALUES (:leak, '2026-01-05', 0)"), given)
    assert {place for place, _ in await find_canaries(db, [NAME, PHONE])} == {"public.reveal_days"}


async def test_a_leak_in_bytes_is_found(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute(
            text("INSERT INTO people_records VALUES (1, 1, 1, :leak)"), {"leak": NAME.encode()}
        )
    assert await find_canaries(db, [NAME]) == {("public.people_records", NAME)}
