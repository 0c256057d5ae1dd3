"""Pushes that are encrypted instead of signed: AES-CBC with an IV of zeros, in base64."""

import base64
from typing import Any

import orjson
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from orderhub.connector_kit.readers import node

_BLOCK_BITS = 128
_ZEROS = bytes(16)


def opened(secret: str, body: bytes) -> dict[str, Any]:
    """The JSON object of a body, by a key in base64; ValueError for anything else."""
    cipher = Cipher(algorithms.AES(base64.b64decode(secret, validate=True)), modes.CBC(_ZEROS))
    decryptor = cipher.decryptor()
    padded = decryptor.update(base64.b64decode(body, validate=True)) + decryptor.finalize()
    unpadder = PKCS7(_BLOCK_BITS).unpadder()
    message = node(orjson.loads(unpadder.update(padded) + unpadder.finalize()))
    if not message:
        raise ValueError("no message")
    return message
