"""Kuaishou's authorisations (channels reference §5.3): consent, code, renewal."""

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlencode

from orderhub.connector_kit.contract import Answer, Consent, Credentials, ShopSession, Tokens
from orderhub.connectors.kuaishou.wire import EXCHANGE, REFRESH
from orderhub.kernel.errors import (
    AuthExpired,
    AuthRevoked,
    BadRequest,
    ChannelRefused,
    ContractViolation,
    ScopeMissing,
)

SCOPES = "user_info,merchant_order,merchant_refund,merchant_item,merchant_logistics"
_REFUSED = (AuthExpired, AuthRevoked, BadRequest, ChannelRefused, ScopeMissing)


def authorise_url(consent: Consent) -> str:
    """The page where the seller agrees."""
    query = {
        "app_id": consent.credentials["app_key"],
        "redirect_uri": consent.return_url,
        "scope": SCOPES,
        "response_type": "code",
        "state": consent.state,
    }
    return f"{consent.oauth_url.rstrip('/')}/authorize?{urlencode(query)}"


async def exchange_code(shop: ShopSession, query: Mapping[str, str], _: str) -> Tokens:
    """Tokens for the code, which is good for two minutes and once."""
    code = query.get("code", "")
    if not code:
        raise ContractViolation("the seller came back without a code", field="code")
    return await _ask(shop, EXCHANGE, {"grant_type": "code", "code": code})


async def refresh_tokens(shop: ShopSession) -> Tokens:
    """New tokens; the old refresh token dies within five minutes, and 180 days after the seller
    agreed only he can help: AuthRevoked."""
    token = shop.credentials.get("refresh_token", "")
    if not token:
        raise AuthRevoked("the shop has no refresh token", method=REFRESH)
    return await _ask(shop, REFRESH, {"grant_type": "refresh_token", "refresh_token": token})


async def _ask(shop: ShopSession, method: str, grant: Mapping[str, str]) -> Tokens:
    app = {"app_id": shop.credentials["app_key"], "app_secret": shop.credentials["app_secret"]}
    try:
        answer = await shop.authorise(method, {**app, **grant}, host="gateway")
    except _REFUSED as error:
        raise AuthRevoked(
            "the platform refused to give tokens", method=method, channel_code=error.channel_code
        ) from None
    return _tokens(shop.credentials, answer)


def _tokens(before: Credentials, answer: Answer) -> Tokens:
    grant = answer.document
    renewed = {**before, "access_token": str(grant["access_token"])}
    if grant.get("refresh_token"):
        renewed["refresh_token"] = str(grant["refresh_token"])
    scopes = grant.get("scopes")
    return Tokens(
        renewed,
        answer.after(grant.get("expires_in")),
        answer.after(grant.get("refresh_token_expires_in")),
        account_no=str(grant.get("open_id") or ""),
        scopes=frozenset(map(str, cast("list[Any]", scopes) if isinstance(scopes, list) else ())),
    )
