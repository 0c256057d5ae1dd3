"""Signatures that anybody can check without us: Ed25519 over canonical JSON. Pure but for dice."""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)


def new_signing_key() -> tuple[bytes, bytes]:
    """(public, private), 32 bytes each."""
    key = Ed25519PrivateKey.generate()
    return key.public_key().public_bytes_raw(), key.private_bytes_raw()


def canonical(document: Mapping[str, Any]) -> bytes:
    """The bytes that are signed: JSON without spaces, keys sorted, UTF-8."""
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)


def sign(private: bytes, document: Mapping[str, Any]) -> bytes:
    """64 bytes."""
    return Ed25519PrivateKey.from_private_bytes(private).sign(canonical(document))


def holds(public: bytes, document: Mapping[str, Any], signature: bytes) -> bool:
    """Whether `signature` is of this very document by the owner of `public`."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, canonical(document))
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public: bytes) -> str:
    """What people compare: the SHA-256 of the public key in groups of eight."""
    digest = hashlib.sha256(public).hexdigest()
    return "-".join(digest[place : place + 8] for place in range(0, 32, 8))
