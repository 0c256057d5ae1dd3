"""A seller's consent and the renewal of its tokens (channels reference §1.3)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlencode

import orjson

from orderhub.connector_kit.contract import Consent, Credentials, ShopSession, Tokens
from orderhub.connector_kit.readers import node, text
from orderhub.connectors.taobao.errors import response_node
from orderhub.kernel.errors import (
    AuthExpired,
    AuthRevoked,
    BadRequest,
    ChannelRefused,
    ContractViolation,
)

REFRESH = "taobao.top.auth.token.refresh"
_TOKEN = "token"  # noqa: S105 - the path of the address


def authorise_url(consent: Consent) -> str:
    """The page on which the seller agrees."""
    query = {
        "response_type": "code",
        "client_id": consent.credentials["app_key"],
        "redirect_uri": consent.return_url,
        "state": consent.state,
        "view": "web",
    }
    return f"{consent.oauth_url.rstrip('/')}/authorize?{urlencode(query)}"


async def exchange_code(shop: ShopSession, query: Mapping[str, str], return_url: str) -> Tokens:
    """Tokens for the code; AuthRevoked for a code that is not, or no longer, one of this app."""
    if not query.get("code"):
        raise ContractViolation("the seller came back without a code", field="code")
    answer = await shop.authorise(
        _TOKEN,
        {
            "grant_type": "authorization_code",
            "code": query["code"],
            "client_id": shop.credentials["app_key"],
            "client_secret": shop.credentials["app_secret"],
            "redirect_uri": return_url,
        },
    )
    return _tokens(shop.credentials, answer.document)


async def refresh_tokens(shop: ShopSession) -> Tokens:
    """New tokens for the refresh token; AuthRevoked when only a person can help."""
    token = shop.credentials.get("refresh_token", "")
    if not token:
        raise AuthRevoked("the shop has no refresh token", method=REFRESH)
    try:
        answer = await shop.authorise(REFRESH, {"refresh_token": token}, host="gateway")
    except (AuthExpired, BadRequest, ChannelRefused) as error:
        raise AuthRevoked(
            "the refresh token was refused", method=REFRESH, channel_code=error.channel_code
        ) from None
    response = node(answer.document.get(response_node(REFRESH)))
    try:  # a JSON document written as a string
        grant = node(orjson.loads(response["token_result"]))
    except (KeyError, TypeError, orjson.JSONDecodeError):
        grant = {}
    return _tokens(shop.credentials, grant)


def _tokens(before: Credentials, grant: Mapping[str, Any]) -> Tokens:
    if not grant.get("access_token"):
        raise ContractViolation("no tokens in the grant", field="access_token")
    renewed = {**before, "session": str(grant["access_token"])}
    if grant.get("refresh_token"):
        renewed["refresh_token"] = str(grant["refresh_token"])
    return Tokens(
        renewed,
        _instant(grant.get("expire_time")),
        _instant(grant.get("refresh_token_valid_time")),
        text(grant.get("taobao_user_id")),
        unquote(text(grant.get("taobao_user_nick"))),
    )


def _instant(milliseconds: object) -> datetime | None:
    if isinstance(milliseconds, int) and milliseconds > 0:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    return None
