"""Secrets that prove who asks: session tokens, API keys; stored only as hashes."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from orderhub.access.model.user import ApiKey, User

KEY_PREFIX = "ohk_"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A new session with the token that only the browser keeps."""

    user: User
    token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class MintedKey:
    """A new API key with the secret, which is shown once."""

    key: ApiKey
    secret: str = field(repr=False)


def secret_hash(secret: str) -> bytes:
    """What is stored of a random secret; 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def csrf_token(session_token: str) -> str:
    """What a write by cookie repeats in its header; tells nothing about the session's token."""
    return hashlib.sha256(f"csrf {session_token}".encode("utf-8", "surrogatepass")).hexdigest()
