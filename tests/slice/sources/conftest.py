"""A warehouse that speaks its own JSON beside the whole application."""

import base64
import hmac
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
import pytest

from orderhub.infra import clock
from orderhub.infra.db import Database

API = "/api/v1/sources"
MAPPING: dict[str, Any] = {
    "targets": {
        "rows": "docs",
        "order": "soNo",
        "event": "st",
        "carrier": "kd",
        "waybill_no": "no",
        "lines": "items",
        "lines.sku": "code",
        "lines.quantity": "n",
    },
    "words": {"event": {"CK": "shipped", "DB": "packed", "QS": "delivered"}},
}


def doc(order: str, waybill_no: str = "SF10001", **over: Any) -> dict[str, Any]:
    """A parcel in the words of the other system."""
    return {"soNo": order, "st": "CK", "kd": "SF", "no": waybill_no, **over}


@dataclass
class Wms:
    """A source with its secret; `key` is an API key that may push."""

    db: Database
    client: httpx.AsyncClient = field(repr=False)
    key: dict[str, str]
    id: int
    secret: str = field(repr=False)

    @property
    def url(self) -> str:
        return f"{API}/{self.id}"

    async def publish(self, spec: dict[str, Any] = MAPPING) -> int:
        answer = await self.client.post(f"{self.url}/mapping", json=spec)
        assert answer.status_code == 201, answer.text
        return answer.json()["version"]

    async def push(self, *docs: Any, **headers: str) -> list[tuple[str, str]]:
        """What became of each row, and why."""
        body = orjson.dumps({"docs": docs})
        answer = await self.post(body, headers or self.key)
        assert answer.status_code == 200, answer.text
        return [(row["result"], row["reason"]) for row in answer.json()["results"]]

    async def post(self, body: bytes, headers: dict[str, str]) -> httpx.Response:
        url = f"/ingest/v1/sources/{self.id}"
        return await self.client.post(url, content=body, headers=headers)

    async def aside(self, state: str = "open") -> list[dict[str, Any]]:
        answer = await self.client.get(f"{self.url}/aside", params={"state": state})
        return answer.json()["items"]

    async def replay(self, **which: Any) -> list[dict[str, Any]]:
        answer = await self.client.post(f"{self.url}/aside/replay", json=which)
        assert answer.status_code == 200, answer.text
        return answer.json()["results"]

    async def stage(self, number: str) -> str:
        return (await self.client.get(f"/api/v1/orders/{number}")).json()["stage"]

    def webhook(self, body: bytes, message: str = "m1") -> dict[str, str]:
        """Headers of Standard Webhooks over `body`."""
        at = str(int(clock.now().timestamp()))
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        signed = hmac.digest(key, f"{message}.{at}.".encode() + body, "sha256")
        return {
            "webhook-id": message,
            "webhook-timestamp": at,
            "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
        }

    def plain(self, body: bytes) -> dict[str, str]:
        """The header of a plain HMAC over `body`."""
        digest = hmac.digest(self.secret.encode(), body, "sha256").hex()
        return {"X-Hub-Signature-256": f"sha256={digest}"}


async def make_source(
    db: Database, client: httpx.AsyncClient, kind: str = "shipments", **over: Any
) -> Wms:
    """Added through the API."""
    answer = await client.post(API, json={"name": f"云仓 {kind}", "kind": kind, **over})
    assert answer.status_code == 201, answer.text
    new = {"name": "wms", "permissions": ["ingest.push"]}
    key = (await client.post("/api/v1/api-keys", json=new)).json()["key"]
    made = answer.json()
    return Wms(db, client, {"Authorization": f"Bearer {key}"}, made["id"], made["secret"])


@pytest.fixture
async def wms(app_client: httpx.AsyncClient, db: Database) -> Wms:
    return await make_source(db, app_client)
