"""Raw payloads come back byte for byte, and leave after ninety days."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from orderhub.infra import clock
from orderhub.infra.crypto import SealBroken
from orderhub.infra.db import Tx
from orderhub.vault.facade import RawGone, keep_raw, load_ring, open_raw, trim_raw

BODY = '{"receiver_name":"张三丰"}'.encode() * 40 + b"\xff\x00"


async def test_a_payload_comes_back_byte_for_byte(tx: Tx) -> None:
    [ref] = await keep_raw(tx, await load_ring(tx, "cn", ()), 1, "page", [BODY])
    assert await open_raw(tx, ref) == BODY


async def test_an_empty_payload_comes_back_too(tx: Tx) -> None:
    [ref] = await keep_raw(tx, await load_ring(tx, "cn", ()), 1, "page", [b""])
    assert await open_raw(tx, ref) == b""


async def test_nothing_of_it_lies_in_clear(tx: Tx) -> None:
    [ref] = await keep_raw(tx, await load_ring(tx, "cn", ()), 1, "page", [BODY])
    given = {"ref": ref}
    sealed = await tx.execute(text("SELECT sealed FROM raw_payloads WHERE id = :ref"), given)
    assert "张三丰".encode() not in bytes(sealed.scalar_one())


async def test_a_payload_in_another_row_does_not_open(tx: Tx) -> None:
    ring = await load_ring(tx, "cn", ())
    one, two = await keep_raw(tx, ring, 1, "page", [b"one", b"two"])
    await tx.execute(
        text("""
            UPDATE raw_payloads r SET sealed = o.sealed FROM raw_payloads o
            WHERE r.id = :one AND o.id = :two
        """),
        {"one": one, "two": two},
    )
    with pytest.raises(SealBroken):
        await open_raw(tx, one)


async def test_after_ninety_days_it_is_gone_and_says_so(tx: Tx) -> None:
    [ref] = await keep_raw(tx, await load_ring(tx, "cn", ()), 1, "page", [BODY])
    kept_at = clock.now()
    assert await trim_raw(tx, kept_at + timedelta(days=89)) == 0
    assert await trim_raw(tx, kept_at + timedelta(days=91)) == 1
    with pytest.raises(RawGone):
        await open_raw(tx, ref)
