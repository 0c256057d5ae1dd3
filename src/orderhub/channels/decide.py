"""What a shop's state becomes, and whether a command on it makes sense. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from orderhub.channels.model import Authorisation, ShopState
from orderhub.connector_kit.contract import Connector
from orderhub.kernel.errors import (
    AddressBlocked,
    AuthRevoked,
    ConnectorError,
    InvalidInput,
    ScopeMissing,
)
from orderhub.kernel.types import Refusal

RENEW_BEFORE = timedelta(minutes=10)


def state_after(state: ShopState, error: ConnectorError | None) -> ShopState:
    """The state after a call ended with `error` (None: well). A paused shop stays paused."""
    if state is ShopState.PAUSED:
        return state
    match error:
        case None:
            return ShopState.ACTIVE
        case AuthRevoked():
            return ShopState.REAUTHORISE
        case AddressBlocked() | ScopeMissing():
            return ShopState.BLOCKED
        case _:
            return state


def paused(state: ShopState) -> ShopState | Refusal:
    """Pause by a person."""
    if state is ShopState.PAUSED:
        return Refusal("already_paused", "the shop is paused already")
    return ShopState.PAUSED


def resumed(state: ShopState) -> ShopState | Refusal:
    """Resume by a person: a shop whose authorisation is over needs new credentials instead."""
    match state:
        case ShopState.PAUSED | ShopState.BLOCKED:
            return ShopState.ACTIVE
        case ShopState.REAUTHORISE:
            return Refusal("reauthorise_first", "give the shop new credentials first")
        case ShopState.ACTIVE:
            return Refusal("already_active", "the shop is active already")


def check_address(connector: Connector, base_url: str | None) -> None:
    """Raises InvalidInput where the channel's shops are hosts of their own and this has none."""
    if connector.prepare is not None and not connector.base_url and not base_url:
        raise InvalidInput(
            f"every shop of {connector.label} has an address of its own: give base_url",
            where="base_url",
        )


def check_credentials(connector: Connector, given: Mapping[str, str]) -> None:
    """Raises InvalidInput naming what is missing or unknown, never a value."""
    known = {field.name for field in connector.credential_fields}
    needed = {field.name for field in connector.credential_fields if field.required}
    missing = sorted(name for name in needed if not given.get(name, "").strip())
    if missing:
        raise InvalidInput(f"credentials: {', '.join(missing)} missing", where="credentials")
    unknown = sorted(set(given) - known)
    if unknown:
        told = f"credentials: {connector.label} has no {', '.join(unknown)}; it has {sorted(known)}"
        raise InvalidInput(told, where="credentials")


def wants_renewal(authorisation: Authorisation, now: datetime) -> bool:
    """Whether the access token ends so soon that it is renewed before the next call."""
    end = authorisation.access_expires_at
    return end is not None and end - now < RENEW_BEFORE
