"""A blind index is equal for every spelling of one value, and for nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderhub.vault.blind import KINDS, IndexKeys, Kind, last4_of, normalise, phone_digits

KEYS = IndexKeys({kind: kind.encode() * 8 for kind in KINDS}, b"d" * 32)
MOBILE = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
FULL_WIDTH = str.maketrans("0123456789+", "０１２３４５６７８９＋")


def of(kind: Kind, value: str) -> bytes:
    return KEYS.of(kind, value)


@given(number=MOBILE)
def test_a_mobile_is_found_however_it_is_written(number: str) -> None:
    spellings = (
        f"+86{number}",
        f"0086 {number}",
        f"86 {number}",
        f"{number[:3]}-{number[3:7]}-{number[7:]}",
        f" {number[:3]} {number[3:7]} {number[7:]} ",
        number.translate(FULL_WIDTH),
        f"＋８６{number}",
    )
    assert {of("phone", spelling) for spelling in spellings} == {of("phone", number)}


@given(first=MOBILE, second=MOBILE)
def test_different_numbers_differ(first: str, second: str) -> None:
    assert (of("phone", first) == of("phone", second)) == (first == second)


@pytest.mark.parametrize("kind", KINDS)
def test_an_index_has_sixteen_bytes_and_a_key_per_kind(kind: Kind) -> None:
    assert len(of(kind, "1234")) == 16
    assert len({of(other, "1234") for other in KINDS}) == len(KINDS)


@pytest.mark.parametrize(
    ("value", "tail"),
    [
        ("13812345678", "5678"),
        ("138****5678", "5678"),
        ("138*******8", None),
        ("13212345774-1234", "5774"),
        ("0571-88156789", "6789"),
        ("无", None),
        ("", None),
        ("１３８１２３４５６７８", "5678"),
    ],
)
def test_the_last_four_come_from_a_number_or_from_its_mask(value: str, tail: str | None) -> None:
    assert last4_of(value) == tail


def test_the_tail_of_a_number_and_of_its_mask_are_one_index() -> None:
    assert of("last4", "138****5678") == of("last4", "13812345678") == of("last4", "5678")


def test_a_virtual_number_keeps_its_extension() -> None:
    assert phone_digits("13212345774转1234") == phone_digits("+86 13212345774-1234")
    assert phone_digits("13212345774-1234") != phone_digits("13212345774")


@pytest.mark.parametrize("value", ["Tom Smith", "tom  smith", "ＴＯＭ smith ", "TOM SMITH"])
def test_a_buyer_is_found_in_any_case_and_width(value: str) -> None:
    assert normalise("buyer", value) == "tom smith"


def test_a_platforms_own_index_is_taken_as_it_is() -> None:
    assert of("index", "jd|AbC=") != of("index", "jd|abc=")


def test_keys_are_hidden() -> None:
    assert repr(KEYS) == "IndexKeys()"
