"""Sealed values open with the right key in the right place, and in no other way."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderhub.infra import crypto
from orderhub.infra.crypto import Cipher, MasterKey, SealBroken
from orderhub.kernel.errors import ConfigError

KEY = bytes(range(32))
MASTER = MasterKey(bytes(32))


@given(plaintext=st.binary(max_size=300), aad=st.binary(max_size=50))
def test_what_was_sealed_opens_again(plaintext: bytes, aad: bytes) -> None:
    envelope = crypto.seal(KEY, 7, plaintext, aad)
    assert crypto.key_id_of(envelope) == 7
    assert crypto.open_sealed(KEY, envelope, aad) == plaintext
    assert len(envelope) == 1 + 4 + 12 + len(plaintext) + 16


@given(place=st.integers(min_value=0, max_value=40), bit=st.integers(min_value=0, max_value=7))
def test_one_changed_bit_breaks_the_seal(place: int, bit: int) -> None:
    envelope = bytearray(crypto.seal(KEY, 7, b"13800138000", b"people|1"))
    envelope[place] ^= 1 << bit
    with pytest.raises(SealBroken):
        Cipher(7, KEY).open(bytes(envelope), b"people|1")


def test_a_value_moved_to_another_row_does_not_open() -> None:
    envelope = crypto.seal(KEY, 7, b"x", b"people|1")
    with pytest.raises(SealBroken):
        crypto.open_sealed(KEY, envelope, b"people|2")


def test_a_data_key_unwraps_only_under_its_master_key() -> None:
    wrapped = MASTER.wrap(KEY)
    assert MASTER.unwrap(wrapped) == KEY
    with pytest.raises(SealBroken):
        MasterKey(bytes([1]) * 32).unwrap(wrapped)


def test_keys_for_different_purposes_differ() -> None:
    keys = {crypto.blind_key(MASTER, p) for p in ("phone", "buyer")} | {MASTER.derive("phone")}
    assert len(keys) == 3


def test_the_master_key_file_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    first = crypto.load_master_key(path, create=True)
    assert path.stat().st_mode & 0o777 == 0o600
    assert crypto.load_master_key(path).derive("x") == first.derive("x")
    crypto.write_master_key(path, KEY)
    assert crypto.load_master_key(path).derive("x") == first.derive("x")
    path.chmod(0o644)
    with pytest.raises(ConfigError, match="open to others"):
        crypto.load_master_key(path)


def test_a_missing_or_damaged_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="ORDERHUB_MASTER_KEY_FILE"):
        crypto.load_master_key(tmp_path / "none")
    (tmp_path / "short").write_bytes(b"abc")
    (tmp_path / "short").chmod(0o600)
    with pytest.raises(ConfigError, match="ORDERHUB_MASTER_KEY_FILE"):
        crypto.load_master_key(tmp_path / "short")


def test_a_master_key_never_shows_itself() -> None:
    assert "0" not in repr(MASTER)
