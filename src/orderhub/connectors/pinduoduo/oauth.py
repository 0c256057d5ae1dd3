"""A seller's consent and the renewal of its tokens (channels reference §3.3)."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from orderhub.connector_kit.contract import Consent, Credentials, ShopSession, Tokens
from orderhub.connector_kit.readers import rows_of, text, unix_s_or_none
from orderhub.connectors.pinduoduo.errors import response_in
from orderhub.kernel.errors import (
    AuthExpired,
    AuthRevoked,
    BadRequest,
    ChannelRefused,
    ContractViolation,
)

CREATE = "pdd.pop.auth.token.create"
REFRESH = "pdd.pop.auth.token.refresh"


def authorise_url(consent: Consent) -> str:
    """The page on which the shop's main account agrees."""
    query = {
        "response_type": "code",
        "client_id": consent.credentials["client_id"],
        "redirect_uri": consent.return_url,
        "state": consent.state,
    }
    return f"{consent.oauth_url}?{urlencode(query)}"


async def exchange_code(shop: ShopSession, query: Mapping[str, str], return_url: str) -> Tokens:
    """Tokens for the code; AuthRevoked for a code that is not, or no longer, one of this app."""
    del return_url  # no part of the platform's exchange
    if not query.get("code"):
        raise ContractViolation("the seller came back without a code", field="code")
    return await _grant(shop, CREATE, {"code": query["code"]})


async def refresh_tokens(shop: ShopSession) -> Tokens:
    """New tokens for the refresh token; AuthRevoked when only a person can help."""
    token = shop.credentials.get("refresh_token", "")
    if not token:
        raise AuthRevoked("the shop has no refresh token", method=REFRESH)
    return await _grant(shop, REFRESH, {"refresh_token": token})


async def _grant(shop: ShopSession, method: str, params: Mapping[str, str]) -> Tokens:
    try:
        answer = await shop.authorise(method, params, host="gateway")
    except (AuthExpired, BadRequest, ChannelRefused) as error:
        raise AuthRevoked(
            "code or refresh token was refused", method=method, channel_code=error.channel_code
        ) from None
    return _tokens(shop.credentials, response_in(answer.document))


def _tokens(before: Credentials, grant: Mapping[str, Any]) -> Tokens:
    if not grant.get("access_token"):
        raise ContractViolation("no tokens in the grant", field="access_token")
    renewed = {**before, "access_token": str(grant["access_token"])}
    if grant.get("refresh_token"):
        renewed["refresh_token"] = str(grant["refresh_token"])
    return Tokens(
        renewed,
        unix_s_or_none(grant.get("expires_at")),
        unix_s_or_none(grant.get("refresh_token_expires_at")),
        text(grant.get("owner_id")),
        text(grant.get("owner_name")),
        frozenset(map(str, rows_of(grant.get("scope"), "scope"))),
    )
