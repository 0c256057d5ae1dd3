"""Doudian's authorisation: consent, token pairs, self-use apps (channels reference §4.3)."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from orderhub.connector_kit.contract import Answer, Consent, Credentials, ShopSession, Tokens
from orderhub.connector_kit.readers import ident, node, text
from orderhub.kernel.errors import AuthExpired, AuthRevoked, ChannelRefused, ContractViolation

CREATE = "token.create"
REFRESH = "token.refresh"


def authorise_url(consent: Consent) -> str:
    """The page where the seller agrees. The platform comes back to the address that the app has
    registered; `redirect_uri` repeats it."""
    query = {
        "service_id": consent.credentials.get("service_id", ""),
        "state": consent.state,
        "redirect_uri": consent.return_url,
    }
    return f"{consent.oauth_url.rstrip('/')}/authorize?{urlencode(query)}"


async def exchange_code(shop: ShopSession, query: Mapping[str, str], _: str) -> Tokens:
    """Tokens for the code the seller came back with. A self-use app (a `shop_id`, no `service_id`)
    has no page and no code. The code is bound to the app: the platform does not want the return
    address again."""
    known = shop.credentials
    if code := query.get("code", ""):
        return await _granted(shop, CREATE, {"grant_type": "authorization_code", "code": code})
    own_shop = known.get("shop_id", "")
    if not own_shop or known.get("service_id"):
        raise ContractViolation("the seller came back without a code", field="code")
    asked = {"grant_type": "authorization_self", "code": "", "shop_id": own_shop}
    return await _granted(shop, CREATE, asked)


async def refresh_tokens(shop: ShopSession) -> Tokens:
    """Tokens for the refresh token, the same ones until their last hour; AuthRevoked when only a
    person can help."""
    token = shop.credentials.get("refresh_token", "")
    if not token:
        raise AuthRevoked("the shop has no refresh token", method=REFRESH)
    return await _granted(shop, REFRESH, {"grant_type": "refresh_token", "refresh_token": token})


async def _granted(shop: ShopSession, method: str, asked: Mapping[str, str]) -> Tokens:
    try:
        answer = await shop.authorise(method, asked, host="gateway")
    except (AuthExpired, ChannelRefused) as error:
        raise AuthRevoked(
            "the grant was refused", method=method, channel_code=error.channel_code
        ) from None
    return _tokens(shop.credentials, answer)


def _tokens(before: Credentials, answer: Answer) -> Tokens:
    grant: Mapping[str, Any] = node(answer.document.get("data"))
    try:
        fresh = {name: ident(grant[name]) for name in ("access_token", "refresh_token")}
    except (KeyError, ValueError):
        raise ContractViolation("no tokens in the grant", field="data") from None
    return Tokens(
        {**before, **fresh},
        answer.after(grant.get("expires_in")),
        account_no=text(grant.get("shop_id")),
        account_name=text(grant.get("shop_name")),
        scopes=frozenset(text(grant.get("scope")).replace(",", " ").split()),
    )
