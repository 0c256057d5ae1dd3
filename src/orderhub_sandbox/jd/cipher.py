"""Ciphertext for people: opaque, different on every read, readable by the control API alone."""

import base64
import hashlib
import secrets

_KEY = b"orderhub-sandbox-jd"
_NONCE_BYTES = 12


def encrypt(text: str) -> str:
    """Opaque text; the same person looks different each time."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return base64.b64encode(nonce + _mix(nonce, text.encode())).decode()


def decrypt(cipher_text: str) -> str:
    """The text again; ValueError for what `encrypt` did not make."""
    raw = base64.b64decode(cipher_text, validate=True)
    return _mix(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]).decode()


def _mix(nonce: bytes, text: bytes) -> bytes:
    stream = hashlib.shake_256(_KEY + nonce).digest(len(text))
    return (int.from_bytes(text, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(text), "big")
