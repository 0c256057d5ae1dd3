"""What a shop's state becomes, whether a command on it makes sense, how long tokens last. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from orderhub.channels.model import Authorisation, ShopState
from orderhub.connector_kit.contract import Connector, CredentialField, Credentials, Tokens
from orderhub.kernel.errors import (
    AddressBlocked,
    AuthLapsed,
    AuthRevoked,
    ConnectorError,
    InvalidInput,
    ScopeMissing,
)
from orderhub.kernel.types import Refusal, ShopId

RENEW_BEFORE = timedelta(minutes=10)
WARN_DAYS = (14, 7, 1)


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
    _check(connector, connector.credential_fields, given)


def check_app_credentials(connector: Connector, given: Mapping[str, str]) -> None:
    """The same for what is known before the seller agreed; InvalidInput also where no seller is
    asked."""
    if connector.authorise_url is None or connector.exchange_code is None:
        told = f"{connector.label} knows no consent; connect the shop with its credentials"
        raise InvalidInput(told, where="channel")
    _check(connector, [f for f in connector.credential_fields if not f.granted], given)


def app_credentials(connector: Connector, credentials: Credentials) -> dict[str, str]:
    """What of a shop's credentials is the app's own, not granted by the seller."""
    granted = {field.name for field in connector.credential_fields if field.granted}
    return {name: value for name, value in credentials.items() if name not in granted}


def _check(
    connector: Connector, fields: Sequence[CredentialField], given: Mapping[str, str]
) -> None:
    known = {field.name for field in fields}
    needed = {field.name for field in fields if field.required}
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


def authorised(
    connector: Connector, shop_id: ShopId, version: int, tokens: Tokens
) -> Authorisation:
    """The authorisation that tokens make. It ends with the refresh token, or with an access token
    that nothing renews (channels reference §1.3: one that is dead at once)."""
    access, refresh = tokens.access_expires_at, tokens.refresh_expires_at
    renews = connector.refresh_tokens is not None
    if not (renews and tokens.credentials.get(connector.refresh_field)):
        ends_at = access
    else:
        ends_at = max(access, refresh) if access and refresh else refresh
    return Authorisation(
        shop_id=shop_id,
        version=version,
        credentials=tokens.credentials,
        access_expires_at=access,
        refresh_expires_at=refresh,
        ends_at=ends_at,
    )


def warnings_of(ends_at: datetime | None, now: datetime) -> dict[int, datetime]:
    """Days before the end → when to warn. What was past when the tokens came is no news."""
    if ends_at is None:
        return {}
    due = {days: ends_at - timedelta(days=days) for days in WARN_DAYS}
    return {days: at for days, at in due.items() if at > now}


def refused_renewal(known: Authorisation, error: ConnectorError, now: datetime) -> AuthRevoked:
    """Why a renewal was refused: the authorisation is over by its date, or it was taken back."""
    method, code = error.method, error.channel_code
    if known.ends_at is not None and known.ends_at <= now:
        ended = f"{known.ends_at:%Y-%m-%d %H:%M} UTC"
        told = f"the authorisation ended at {ended}; the seller must authorise the shop again"
        return AuthLapsed(told, method=method, channel_code=code)
    return AuthRevoked(error.detail, method=method, channel_code=code)
