"""The vault on a real database: keys made once, people sealed and opened in place."""

import asyncio

import orjson
import pytest
from sqlalchemy import text

from orderhub.infra.crypto import MasterKey, SealBroken, new_data_key
from orderhub.infra.db import Database, Tx
from orderhub.kernel.errors import ConfigError
from orderhub.vault.facade import (
    Record,
    blind,
    check_master_key,
    load_ring,
    open_people,
    seal_many,
    unlock,
)

MONTH = "2026-01"
PEOPLE = {
    "recipient_name": "张三丰",
    "recipient_phone": "13812345678",
    "recipient_address": "文一西路969号3幢501室",
}


def make_records(count: int, month: str = MONTH) -> list[Record]:
    return [(n, month, {**PEOPLE, "buyer_no": f"b{n}"}) for n in range(1, count + 1)]


async def test_what_is_sealed_opens_again_in_the_same_order(tx: Tx) -> None:
    ring = await load_ring(tx, "cn", {MONTH})
    records = make_records(1500)
    refs = await seal_many(tx, ring, records)
    assert len(set(refs)) == 1500
    opened = await open_people(tx, refs)
    assert [opened[ref] for ref in refs] == [fields for _, _, fields in records]


async def test_nothing_to_seal_costs_no_statement(tx: Tx) -> None:
    assert await seal_many(tx, await load_ring(tx, "cn", ()), []) == []


async def test_a_value_moved_to_another_row_does_not_open(tx: Tx) -> None:
    ring = await load_ring(tx, "cn", {MONTH})
    first, second = await seal_many(tx, ring, make_records(2))
    await tx.execute(
        text("""
            UPDATE people_records r SET sealed = o.sealed FROM people_records o
            WHERE r.id = :first AND o.id = :second
        """),
        {"first": first, "second": second},
    )
    with pytest.raises(SealBroken):
        await open_people(tx, [first])


async def test_each_month_has_a_key_of_its_own_and_it_stays(tx: Tx) -> None:
    one = await load_ring(tx, "cn", {"2026-01", "2026-02"})
    again = await load_ring(tx, "cn", {"2026-02"})
    assert one.people["2026-01"].key_id != one.people["2026-02"].key_id
    assert again.people["2026-02"].key_id == one.people["2026-02"].key_id


async def test_regions_share_neither_keys_nor_blind_indexes(tx: Tx) -> None:
    cn, eu = await load_ring(tx, "cn", {MONTH}), await load_ring(tx, "eu", {MONTH})
    assert cn.people[MONTH].key_id != eu.people[MONTH].key_id
    assert blind(cn, "phone", "13812345678") != blind(eu, "phone", "13812345678")
    assert cn.digest_key != eu.digest_key


async def test_two_first_users_of_a_month_end_with_one_key(db: Database) -> None:
    async def key_id() -> int:
        async with db.transaction() as tx:
            return (await load_ring(tx, "cn", {MONTH})).people[MONTH].key_id

    assert len(set(await asyncio.gather(*(key_id() for _ in range(6))))) == 1


async def test_another_master_key_is_refused_by_name(tx: Tx, master_key: MasterKey) -> None:
    await load_ring(tx, "cn", {MONTH})
    unlock(MasterKey(new_data_key()))
    try:
        with pytest.raises(ConfigError, match="ORDERHUB_MASTER_KEY_FILE"):
            await check_master_key(tx)
        with pytest.raises(ConfigError, match="ORDERHUB_MASTER_KEY_FILE"):
            await load_ring(tx, "eu", {MONTH})
    finally:
        unlock(master_key)


async def test_no_clear_text_reaches_the_table(tx: Tx) -> None:
    ring = await load_ring(tx, "cn", {MONTH})
    await seal_many(tx, ring, make_records(3))
    stored = (await tx.execute(text("SELECT sealed FROM people_records"))).scalars().all()
    whole = b"".join(bytes(sealed) for sealed in stored)
    assert all(orjson.dumps(value) not in whole for value in PEOPLE.values())


async def test_a_ring_shows_no_key_in_its_repr(tx: Tx) -> None:
    ring = await load_ring(tx, "cn", {MONTH})
    assert repr(ring) == "Ring(region='cn')"
