"""A seller's consent (channels reference §7.1). The token does not end."""

import hmac
from collections.abc import Mapping
from urllib.parse import urlencode

from orderhub.connector_kit.contract import Consent, ShopSession, Tokens
from orderhub.connector_kit.readers import text
from orderhub.connectors.shopify.signing import callback_sign
from orderhub.kernel.errors import AuthRevoked, ContractViolation

SCOPES = (
    "read_orders,read_all_orders,read_merchant_managed_fulfillment_orders,"
    "write_merchant_managed_fulfillment_orders,read_inventory,write_inventory"
)
_TOKEN = "access_token"  # noqa: S105 - the path of the address


def authorise_url(consent: Consent) -> str:
    """The page of the shop on which the seller agrees; without `grant_options[]` the token is not
    bound to the person's own session."""
    query = {
        "client_id": consent.credentials["client_id"],
        "scope": SCOPES,
        "redirect_uri": consent.return_url,
        "state": consent.state,
    }
    return f"{consent.oauth_url.rstrip('/')}/authorize?{urlencode(query)}"


async def exchange_code(shop: ShopSession, query: Mapping[str, str], return_url: str) -> Tokens:
    """Tokens for the code; AuthRevoked for a way back that Shopify did not sign for this app, or a
    code that is no longer good."""
    del return_url  # Shopify does not ask for it again
    if not query.get("code"):
        raise ContractViolation("the seller came back without a code", field="code")
    wanted = callback_sign(query, shop.credentials["client_secret"])
    if not hmac.compare_digest(wanted.encode(), query.get("hmac", "").encode()):
        raise AuthRevoked("the way back is not signed by the channel", method=_TOKEN)
    app = {name: shop.credentials[name] for name in ("client_id", "client_secret")}
    answer = await shop.authorise(_TOKEN, {**app, "code": query["code"]})
    granted = answer.document
    scopes = frozenset(text(granted.get("scope")).replace(",", " ").split())
    known = {**shop.credentials, "access_token": text(granted["access_token"])}
    return Tokens(known, account_no=query.get("shop", ""), scopes=scopes)
