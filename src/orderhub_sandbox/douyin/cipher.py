"""Ciphertext for people, in Doudian's shapes `#…#…#1##` (channel reference, section 4.7)."""

import base64
import hashlib

_KEY = b"orderhub-sandbox-douyin"
_INDEX_BYTES = 9


def encrypt(order_no: str, text: str) -> str:
    """Opaque, the same for the same text of an order; the first part is the same for each text."""
    nonce = hashlib.sha256(f"{order_no}/{text}".encode()).digest()[:12]
    index = base64.b64encode(hashlib.sha256(_KEY + text.encode()).digest()[:_INDEX_BYTES]).decode()
    sealed = base64.b64encode(nonce + _mix(nonce, text.encode())).decode()
    return f"#{index}#{sealed}#1##"


def decrypt(cipher_text: str) -> str:
    """The text again; ValueError for what `encrypt` did not make."""
    if not (cipher_text.startswith("#") and cipher_text.endswith("#1##")):
        raise ValueError("not a ciphertext")
    raw = base64.b64decode(cipher_text.split("#")[2], validate=True)
    return _mix(raw[:12], raw[12:]).decode()


def _mix(nonce: bytes, text: bytes) -> bytes:
    stream = hashlib.shake_256(_KEY + nonce).digest(len(text))
    return (int.from_bytes(text, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(text), "big")
