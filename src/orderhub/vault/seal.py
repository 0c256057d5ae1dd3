"""Sealing and opening people records: one AES-GCM per order, bound to its own row."""

from collections.abc import Iterable, Mapping, Sequence
from struct import Struct

import orjson

from orderhub.infra.crypto import Cipher
from orderhub.vault.ring import Ring

Record = tuple[int, str, Mapping[str, str]]
"""(order id, order month "2026-01", people fields in clear)."""

COPY_HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
COPY_END = b"\xff\xff"
COPY_ROW = Struct(">hiqiqiii")  # 4 fields: id bigint, order_id bigint, key_id int, length of sealed


def people_aad(ref: int) -> bytes:
    """A record opens only in the row it was sealed for."""
    return b"people_records|%d" % ref


def raw_aad(ref: int) -> bytes:
    """A raw payload opens only in the row it was sealed for."""
    return b"raw_payloads|%d" % ref


def seal_rows(ring: Ring, records: Sequence[Record], refs: Iterable[int]) -> bytes:
    """The binary COPY stream of these people records; KeyError for a month not in the ring."""
    parts = [COPY_HEADER]
    people = ring.people
    for (order_id, month, fields), ref in zip(records, refs, strict=True):
        cipher = people[month]
        sealed = cipher.seal(orjson.dumps(fields), people_aad(ref))
        parts.append(COPY_ROW.pack(4, 8, ref, 8, order_id, 4, cipher.key_id, len(sealed)))
        parts.append(sealed)
    parts.append(COPY_END)
    return b"".join(parts)


def open_record(cipher: Cipher, ref: int, sealed: bytes) -> dict[str, str]:
    """The people fields of one record; SealBroken when it was moved or changed."""
    return orjson.loads(cipher.open(sealed, people_aad(ref)))
