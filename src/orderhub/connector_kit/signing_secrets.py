"""Secrets that sign webhooks (Standard Webhooks): made, followed by another, good until."""

import base64
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Secret:
    """A signing secret (`whsec_…`); `until`: when a rotated one ends, None for the newest."""

    value: str = field(repr=False)
    until: datetime | None = None


def new_secret() -> Secret:
    return Secret(f"whsec_{base64.b64encode(os.urandom(SECRET_BYTES)).decode()}")


def rotated(
    secrets: Sequence[Secret], fresh: Secret, keep: timedelta, now: datetime
) -> tuple[Secret, ...]:
    """`fresh`, and the newest of `secrets` beside it for `keep`; older ones end now."""
    if keep <= timedelta():
        return (fresh,)
    return (fresh, Secret(secrets[0].value, now + keep))


def valid(secrets: Sequence[Secret], now: datetime) -> list[str]:
    """Those that sign now, newest first."""
    return [one.value for one in secrets if one.until is None or one.until > now]


def secret_of(kept: Mapping[str, Any]) -> Secret:
    """As its fields were kept in JSON."""
    until = kept["until"]
    return Secret(kept["value"], None if until is None else datetime.fromisoformat(until))
