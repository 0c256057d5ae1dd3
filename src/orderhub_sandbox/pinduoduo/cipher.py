"""Ciphertext of one order's people, different on every read, opened by `open.decrypt` alone."""

import base64
import binascii
import hashlib
import secrets

_KEY = b"orderhub-sandbox-pinduoduo"
_NONCE_BYTES = 12
_MARK = b"pdd:"


def seal(order_sn: str, text: str) -> str:
    """Opaque text of this order."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return base64.b64encode(nonce + _mix(order_sn, nonce, _MARK + text.encode())).decode()


def unseal(order_sn: str, sealed: str) -> str | None:
    """The text again; None for what was not sealed for this order."""
    try:
        raw = base64.b64decode(sealed, validate=True)
    except (binascii.Error, ValueError):
        return None
    text = _mix(order_sn, raw[:_NONCE_BYTES], raw[_NONCE_BYTES:])
    return text.removeprefix(_MARK).decode(errors="replace") if text.startswith(_MARK) else None


def _mix(order_sn: str, nonce: bytes, text: bytes) -> bytes:
    stream = hashlib.shake_256(_KEY + nonce + order_sn.encode()).digest(len(text))
    return bytes(one ^ other for one, other in zip(text, stream, strict=True))
