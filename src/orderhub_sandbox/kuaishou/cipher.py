"""Ciphertext for people: belongs to one order (`bizId`), the same on every read."""

import base64
import hashlib

_KEY = b"orderhub-sandbox-kuaishou"
_CHECK_BYTES = 12


def encrypt(oid: str, text: str) -> str:
    """Opaque text; the same person looks different in each order."""
    check = _digest(oid, text.encode())
    return base64.b64encode(check + _mix(check, text.encode())).decode()


def decrypt(oid: str, cipher_text: str) -> str:
    """The text again; ValueError for what `encrypt` did not make for this order."""
    raw = base64.b64decode(cipher_text, validate=True)
    check, text = raw[:_CHECK_BYTES], _mix(raw[:_CHECK_BYTES], raw[_CHECK_BYTES:])
    if check != _digest(oid, text):
        raise ValueError("not the ciphertext of this order")
    return text.decode()


def _digest(oid: str, text: bytes) -> bytes:
    return hashlib.sha256(_KEY + oid.encode() + b"/" + text).digest()[:_CHECK_BYTES]


def _mix(check: bytes, text: bytes) -> bytes:
    stream = hashlib.shake_256(_KEY + check).digest(len(text))
    return (int.from_bytes(text, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(text), "big")
