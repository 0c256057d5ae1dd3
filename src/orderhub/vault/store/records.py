"""Sealed rows: people records and raw payloads."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text

from orderhub.infra.db import Tx
from orderhub.vault.model import PeopleRecord

BLOCK = 1000  # INCREMENT of the sequence people_record_ids


TAKE_BLOCKS = text(
    "SELECT nextval('people_record_ids') FROM generate_series(1, CAST(:blocks AS integer))"
)
COPY_PEOPLE = b"COPY people_records (id, order_id, key_id, sealed) FROM STDIN (FORMAT binary)"
LOAD_PEOPLE = text("SELECT id, order_id, key_id, sealed FROM people_records WHERE id = ANY(:refs)")
ERASE_PEOPLE = text("""
    UPDATE people_records SET sealed = NULL WHERE order_id = ANY(:orders) AND sealed IS NOT NULL
""")
TAKE_RAW_REFS = text("""
    SELECT nextval(pg_get_serial_sequence('raw_payloads', 'id'))
    FROM generate_series(1, CAST(:count AS integer))
""")
COPY_RAW = b"""
    COPY raw_payloads (id, shop_id, kind, key_id, sealed, kept_at) FROM STDIN (FORMAT binary)
"""
RAW_TYPES = ("int8", "int4", "text", "int4", "bytea", "timestamptz")
LOAD_RAW = text("SELECT key_id, sealed FROM raw_payloads WHERE id = :ref")
LATEST_RAW = text("""
    SELECT id FROM raw_payloads WHERE shop_id = :shop_id AND kind = ANY(:kinds)
    ORDER BY id DESC LIMIT :limit
""")
TRIM_RAW = text("""
    DELETE FROM raw_payloads WHERE id IN (
        SELECT id FROM raw_payloads WHERE kept_at < :before LIMIT :at_most FOR UPDATE SKIP LOCKED)
""")


async def take_people_refs(tx: Tx, count: int) -> list[int]:
    """`count` unused record ids, by blocks of one statement."""
    blocks = -(-count // BLOCK)
    firsts = (await tx.execute(TAKE_BLOCKS, {"blocks": blocks})).scalars().all()
    return [first + n for first in firsts for n in range(BLOCK)][:count]


async def copy_people(tx: Tx, stream: bytes) -> None:
    """COPY the rows that `seal.seal_rows` made."""
    connection = tx.raw
    async with connection.cursor() as cursor, cursor.copy(COPY_PEOPLE) as copy:
        await copy.write(stream)


async def load_people(tx: Tx, refs: Iterable[int]) -> dict[int, PeopleRecord]:
    """Records by ref; a ref without a row is left out."""
    rows = await tx.execute(LOAD_PEOPLE, {"refs": sorted(refs)})
    return {
        ref: PeopleRecord(ref, order_id, key_id, None if sealed is None else bytes(sealed))
        for ref, order_id, key_id, sealed in rows
    }


async def erase_people(tx: Tx, order_ids: Sequence[int]) -> int:
    """Remove the ciphertext of these orders' people; the masks stay with their owner."""
    return (await tx.execute(ERASE_PEOPLE, {"orders": list(order_ids)})).rowcount


async def take_raw_refs(tx: Tx, count: int) -> list[int]:
    """`count` unused ids of raw payloads."""
    return list((await tx.execute(TAKE_RAW_REFS, {"count": count})).scalars())


async def add_raw(tx: Tx, row: Mapping[str, Any]) -> None:
    """Keep sealed raw payloads of one shop: refs, sealed; shop_id, kind, key_id, now of all. By
    binary COPY: as a parameter the bytes would be written out in hexadecimal and read again."""
    about = (row["shop_id"], row["kind"], row["key_id"])
    async with tx.raw.cursor() as cursor, cursor.copy(COPY_RAW) as copy:
        copy.set_types(RAW_TYPES)
        for ref, sealed in zip(row["refs"], row["sealed"], strict=True):
            await copy.write_row((ref, *about, sealed, row["now"]))


async def load_raw(tx: Tx, ref: int) -> tuple[int, bytes] | None:
    """(key id, sealed bytes) of a raw payload."""
    row = (await tx.execute(LOAD_RAW, {"ref": ref})).first()
    return None if row is None else (row[0], bytes(row[1]))


async def latest_raw(tx: Tx, shop_id: int, kinds: Sequence[str], limit: int) -> list[int]:
    """Refs of a shop's newest raw payloads, newest first."""
    asked = {"shop_id": shop_id, "kinds": list(kinds), "limit": limit}
    return list((await tx.execute(LATEST_RAW, asked)).scalars())


async def trim_raw(tx: Tx, before: datetime, at_most: int) -> int:
    """Delete up to `at_most` payloads kept before that instant."""
    return (await tx.execute(TRIM_RAW, {"before": before, "at_most": at_most})).rowcount
