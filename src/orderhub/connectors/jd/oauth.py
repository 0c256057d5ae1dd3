"""A seller's consent and the renewal of its tokens (channels reference §2.3)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from orderhub.connector_kit.contract import Consent, Credentials, ShopSession, Tokens
from orderhub.connector_kit.readers import text
from orderhub.kernel.errors import AuthRevoked, ContractViolation

REFRESH = "refresh_token"
_TOKEN = "access_token"  # noqa: S105 - the path of the address
_SCOPE = "snsapi_base"


def authorise_url(consent: Consent) -> str:
    """The page on which the seller agrees."""
    query = {
        "app_key": consent.credentials["app_key"],
        "response_type": "code",
        "redirect_uri": consent.return_url,
        "state": consent.state,
        "scope": _SCOPE,
    }
    return f"{consent.oauth_url.rstrip('/')}/to_login?{urlencode(query)}"


async def exchange_code(shop: ShopSession, query: Mapping[str, str], return_url: str) -> Tokens:
    """Tokens for the code; AuthRevoked for a code that is not, or no longer, one of this app."""
    del return_url  # JD does not ask for it again
    if not query.get("code"):
        raise ContractViolation("the seller came back without a code", field="code")
    grant = {"grant_type": "authorization_code", "code": query["code"]}
    return await _granted(shop, _TOKEN, grant)


async def refresh_tokens(shop: ShopSession) -> Tokens:
    """New tokens for the refresh token; AuthRevoked when only a person can help."""
    token = shop.credentials.get("refresh_token", "")
    if not token:
        raise AuthRevoked("the shop has no refresh token", method=REFRESH)
    return await _granted(shop, REFRESH, {"grant_type": REFRESH, "refresh_token": token})


async def _granted(shop: ShopSession, method: str, grant: Mapping[str, str]) -> Tokens:
    app = {name: shop.credentials[name] for name in ("app_key", "app_secret")}
    answer = await shop.authorise(method, {**app, **grant})
    return _tokens(shop.credentials, answer.document)


def _tokens(before: Credentials, grant: Mapping[str, Any]) -> Tokens:
    renewed = {**before, "access_token": str(grant["access_token"])}
    if grant.get("refresh_token"):
        renewed["refresh_token"] = str(grant["refresh_token"])
    scopes = frozenset(text(grant.get("scope")).replace(",", " ").split())
    return Tokens(renewed, _expiry(grant), account_no=text(grant.get("uid")), scopes=scopes)


def _expiry(grant: Mapping[str, Any]) -> datetime | None:
    """`time` (ms, the platform's now) + `expires_in` (s)."""
    try:
        return datetime.fromtimestamp(int(grant["time"]) / 1000 + int(grant["expires_in"]), UTC)
    except (KeyError, TypeError, ValueError):
        return None
