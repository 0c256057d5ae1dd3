"""The recovery phrase (恢复短语): high-entropy words that open the master key of a backup."""

import base64
import os
import re

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from orderhub.kernel.errors import ConfigError

PHRASE_BYTES = 25  # 200 bits: no slow derivation is needed
GROUP = 5
LETTERS = 40


def new_phrase() -> str:
    """Eight groups of five letters and digits."""
    letters = base64.b32encode(os.urandom(PHRASE_BYTES)).decode()
    return "-".join(letters[i : i + GROUP] for i in range(0, LETTERS, GROUP))


def phrase_key(phrase: str) -> bytes:
    """The 32-byte key of a phrase as a person types it; ConfigError when it cannot be one."""
    letters = re.sub(r"[\s-]", "", phrase).upper().replace("0", "O").replace("1", "I")
    if not re.fullmatch(r"[A-Z2-7]{40}", letters):
        raise ConfigError("a recovery phrase has eight groups of five letters and digits")
    return HKDF(SHA256(), 32, salt=None, info=b"orderhub|recovery").derive(letters.encode())
