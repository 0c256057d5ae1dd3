"""The secrets of an app beside its appSecret: they follow from it here, and differ from it."""

import base64
import hashlib

from orderhub_sandbox.shops import App


def sign_secret_of(app: App) -> str:
    """Signs requests."""
    return hashlib.sha256(f"{app.secret}/sign".encode()).hexdigest()[:32]


def message_secret_of(app: App) -> str:
    """Base64 of the 16 bytes that encrypt messages."""
    return base64.b64encode(hashlib.sha256(f"{app.secret}/message".encode()).digest()[:16]).decode()
