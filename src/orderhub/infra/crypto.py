"""Keys and sealed values: a master key wraps data keys, data keys seal values (AES-256-GCM)."""

import os
import struct
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap,
    aes_key_wrap,
)

from orderhub.kernel.errors import ConfigError, HubError

KEY_BYTES = 32
FORMAT = 1
HEAD = struct.Struct(">BI")
NONCE_BYTES = 12
PREFIX_BYTES = HEAD.size + NONCE_BYTES


class SealBroken(HubError):
    """A sealed value does not open: wrong key, wrong place, or tampered with."""

    code = "seal_broken"


class MasterKey:
    """The one key that is not in the database; wraps data keys and derives index keys."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ConfigError(
                "the master key must be 32 bytes; ORDERHUB_MASTER_KEY_FILE is damaged"
            )
        self._key = key

    def wrap(self, data_key: bytes) -> bytes:
        """AES-KW of `data_key` (40 bytes for 32)."""
        return aes_key_wrap(self._key, data_key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The data key again; SealBroken when it was wrapped by another master key."""
        try:
            return aes_key_unwrap(self._key, wrapped)
        except InvalidUnwrap:
            raise SealBroken("a data key belongs to another master key") from None

    def derive(self, purpose: str) -> bytes:
        """A 32-byte key for `purpose`, always the same for this master key (HKDF-SHA-256)."""
        info = b"orderhub|" + purpose.encode()
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(self._key)

    def wrapped_under(self, phrase_key: bytes) -> bytes:
        """The master key itself, wrapped for a backup."""
        return aes_key_wrap(phrase_key, self._key)

    def __repr__(self) -> str:
        return "MasterKey(…)"


def unwrap_master_key(wrapped: bytes, phrase_key: bytes) -> bytes:
    """The inverse of `MasterKey.wrapped_under`; SealBroken when the phrase is another one."""
    try:
        return aes_key_unwrap(phrase_key, wrapped)
    except InvalidUnwrap:
        raise SealBroken("the recovery phrase does not fit this backup") from None


def blind_key(master: MasterKey, purpose: str) -> bytes:
    """Key of a blind index; keyed apart from every data key and every other purpose."""
    return master.derive(f"blind|{purpose}")


def new_data_key() -> bytes:
    """32 random bytes."""
    return os.urandom(KEY_BYTES)


def load_master_key(path: Path, *, create: bool = False) -> MasterKey:
    """Read the key file (mode 0600); with `create`, make it at the first start.

    Raises ConfigError when it is absent, damaged or open to others.
    """
    if create and not path.exists():
        write_master_key(path, new_data_key())
    try:
        state = path.stat()
        key = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"ORDERHUB_MASTER_KEY_FILE: {error.strerror} ({path})") from None
    if state.st_mode & 0o077:
        raise ConfigError(f"ORDERHUB_MASTER_KEY_FILE: {path} is open to others; chmod 600 it")
    return MasterKey(key)


def write_master_key(path: Path, key: bytes) -> None:
    """Write the key durably, whole or not at all; an existing file stays as it is."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


class Cipher:
    """One data key at work. Envelope: 0x01 | key_id u32 BE | nonce 12 | ciphertext || tag 16."""

    __slots__ = ("_aead", "_head", "key_id")

    def __init__(self, key_id: int, data_key: bytes) -> None:
        self.key_id = key_id
        self._aead = AESGCM(data_key)
        self._head = HEAD.pack(FORMAT, key_id)

    def seal(self, plaintext: bytes, aad: bytes) -> bytes:
        """Envelope of `plaintext`, bound to the place named by `aad` (`table|id`)."""
        nonce = os.urandom(NONCE_BYTES)
        return self._head + nonce + self._aead.encrypt(nonce, plaintext, aad)

    def open(self, envelope: bytes, aad: bytes) -> bytes:
        """The plaintext; SealBroken when key, place or bytes are not those it was sealed with."""
        if key_id_of(envelope) != self.key_id:
            raise SealBroken("sealed with another key")
        nonce = envelope[HEAD.size : PREFIX_BYTES]
        try:
            return self._aead.decrypt(nonce, envelope[PREFIX_BYTES:], aad)
        except InvalidTag:
            raise SealBroken("a sealed value was moved or changed") from None


def key_id_of(envelope: bytes) -> int:
    """Which data key sealed this envelope; SealBroken when it is none of ours."""
    if len(envelope) < PREFIX_BYTES or envelope[0] != FORMAT:
        raise SealBroken("not a sealed value")
    return HEAD.unpack_from(envelope)[1]


def seal(data_key: bytes, key_id: int, plaintext: bytes, aad: bytes) -> bytes:
    """One envelope; for many under one key, keep a `Cipher`."""
    return Cipher(key_id, data_key).seal(plaintext, aad)


def open_sealed(data_key: bytes, envelope: bytes, aad: bytes) -> bytes:
    """The plaintext of one envelope."""
    return Cipher(key_id_of(envelope), data_key).open(envelope, aad)
