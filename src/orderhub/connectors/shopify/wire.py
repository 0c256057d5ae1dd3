"""What goes over the wire to Shopify (channels reference §7.1)."""

from datetime import datetime

import orjson

from orderhub.connector_kit.contract import Credentials, HttpCall, Request
from orderhub.connectors.shopify.documents import DOCUMENTS

VERSION = "2026-10"


def prepare(base_url: str, credentials: Credentials, request: Request, _: datetime) -> HttpCall:
    """A GraphQL document with its variables under the shop's token; to the authorisation host a
    JSON object, by the platform's own rule."""
    headers = {"content-type": "application/json", "accept": "application/json"}
    if request.host == "oauth":
        return HttpCall(
            verb="POST",
            url=f"{base_url.rstrip('/')}/{request.method}",
            headers=headers,
            content=orjson.dumps(dict(request.params)),
        )
    token = credentials.get("access_token", "")
    asked = {"query": DOCUMENTS[request.method], "variables": dict(request.params)}
    return HttpCall(
        verb="POST",
        url=f"{base_url.rstrip('/')}/admin/api/{VERSION}/graphql.json",
        headers={**headers, "x-shopify-access-token": token},
        content=orjson.dumps(asked),
    )


def gid(kind: str, number: str) -> str:
    """`gid://shopify/Order/1` of a number."""
    return f"gid://shopify/{kind}/{number}"
