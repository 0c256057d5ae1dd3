"""Sealed records open only in their own row; the COPY stream is what PostgreSQL reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderhub.infra.crypto import Cipher, SealBroken, key_id_of, new_data_key
from orderhub.vault.blind import KINDS, IndexKeys
from orderhub.vault.ring import Ring
from orderhub.vault.seal import COPY_END, COPY_HEADER, COPY_ROW, open_record, seal_rows

FIELDS = st.dictionaries(st.text(max_size=20), st.text(max_size=80), max_size=8)
RING = Ring(
    "cn",
    {"2026-01": Cipher(7, new_data_key()), "2026-02": Cipher(8, new_data_key())},
    Cipher(9, new_data_key()),
    IndexKeys(dict.fromkeys(KINDS, b"k" * 32), b"d" * 32),
)


def rows_of(stream: bytes) -> list[tuple[int, int, int, bytes]]:
    """(ref, order id, key id, sealed) of a COPY stream."""
    rows: list[tuple[int, int, int, bytes]] = []
    at = len(COPY_HEADER)
    while stream[at : at + 2] != COPY_END:
        _, _, ref, _, order_id, _, key_id, size = COPY_ROW.unpack_from(stream, at)
        at += COPY_ROW.size
        rows.append((ref, order_id, key_id, stream[at : at + size]))
        at += size
    return rows


@given(records=st.lists(st.tuples(st.sampled_from(sorted(RING.people)), FIELDS), max_size=5))
def test_what_is_sealed_opens_again(records: list[tuple[str, dict[str, str]]]) -> None:
    given_records = [(n, month, fields) for n, (month, fields) in enumerate(records)]
    rows = rows_of(seal_rows(RING, given_records, range(100, 100 + len(records))))
    for (ref, order_id, key_id, sealed), (n, month, fields) in zip(
        rows, given_records, strict=True
    ):
        cipher = RING.people[month]
        assert (ref, order_id, key_id) == (100 + n, n, cipher.key_id) == (ref, n, key_id_of(sealed))
        assert open_record(cipher, ref, sealed) == fields


def test_a_record_moved_to_another_row_does_not_open() -> None:
    month = "2026-01"
    records = [(1, month, {"recipient_name": "甲"}), (2, month, {"recipient_name": "乙"})]
    (first, _, _, _), (_, _, _, other) = rows_of(seal_rows(RING, records, [1, 2]))
    with pytest.raises(SealBroken):
        open_record(RING.people[month], first, other)


def test_the_same_people_look_different_each_time() -> None:
    record = (1, "2026-01", {"recipient_name": "甲"})
    assert seal_rows(RING, [record], [1]) != seal_rows(RING, [record], [1])
