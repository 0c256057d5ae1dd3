"""A seller's consent: begun in the console, answered on the channel's own page, and back."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

import httpx
import pytest
from sqlalchemy import text

from orderhub.channels.model import ConsentOutcome as Outcome
from orderhub.connectors import CONNECTORS
from orderhub.infra.db import Database
from orderhub.kernel.types import ChannelCode
from tests.support.app import PASSWORD, running_app

CHANNELS = ("taobao", "jd")


@dataclass
class Seller:
    """A person at the console, with a browser that follows to the platform and back."""

    client: httpx.AsyncClient
    outside: httpx.AsyncClient
    sandbox: dict[str, Any] = field(repr=False)

    def app(self, channel: str, shop: int = 0) -> dict[str, Any]:
        """The connect form: the app's credentials, no shop's tokens."""
        offered = self.sandbox["channels"][channel]
        given = offered["shops"][shop]
        fields = [f for f in CONNECTORS[ChannelCode(channel)].credential_fields if not f.granted]
        return {
            "channel": channel,
            "name": given["name"],
            "base_url": offered["base_url"],
            "oauth_url": offered["oauth_url"],
            "credentials": {f.name: given[f.name] for f in fields if f.name in given},
        }

    async def begin(self, channel: str, shop: int = 0, **changed: Any) -> str:
        answer = await self.client.post("/api/v1/consents", json=self.app(channel, shop) | changed)
        assert answer.status_code == 201, answer.text
        return answer.json()["url"]

    async def begin_again(self, shop_id: int) -> str:
        answer = await self.client.post(f"/api/v1/shops/{shop_id}/consent")
        assert answer.status_code == 201, answer.text
        return answer.json()["url"]

    async def agree(self, url: str, channel: str, shop: int = 0) -> str:
        """What the platform's page answers: the address back, with code and state."""
        name = self.sandbox["channels"][channel]["shops"][shop]["name"]
        answer = await self.outside.get(f"{url}&{urlencode({'shop': name})}")
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    async def come_back(self, back: str) -> tuple[str, str | None]:
        """Outcome and shop, as the console's address tells them."""
        parts = urlsplit(back)
        answer = await self.client.get(f"{parts.path}?{parts.query}")
        assert answer.status_code == 303, answer.text
        assert answer.headers["referrer-policy"] == "no-referrer"
        led = urlsplit(answer.headers["location"])
        assert led.path == "/shops"
        told = parse_qs(led.query)
        assert not set(told) - {"consent", "shop"}
        return told["consent"][0], told.get("shop", [None])[0]

    async def connect(self, channel: str, shop: int = 0) -> int:
        url = await self.begin(channel, shop)
        outcome, shop_id = await self.come_back(await self.agree(url, channel, shop))
        assert outcome == Outcome.CONNECTED
        return int(shop_id or 0)

    async def shop(self, shop_id: int) -> dict[str, Any]:
        return (await self.client.get(f"/api/v1/shops/{shop_id}")).json()

    async def shops(self) -> list[dict[str, Any]]:
        return (await self.client.get("/api/v1/shops")).json()["items"]

    async def tell(self, path: str, **body: Any) -> None:
        url = f"{self.sandbox['control_url']}/{path}"
        (await self.outside.post(url, json=body)).raise_for_status()


def altered(back: str, **changed: str | None) -> str:
    """The address back with some of its query changed, or taken out."""
    parts = urlsplit(back)
    query = {k: v for k, v in {**dict(parse_qsl(parts.query)), **changed}.items() if v is not None}
    return urlunsplit(parts._replace(query=urlencode(query)))


@pytest.fixture
async def seller(db: Database, tmp_path: Path, sandbox: dict[str, Any]) -> AsyncIterator[Seller]:
    async with (
        running_app(db, tmp_path) as client,
        httpx.AsyncClient(trust_env=False, timeout=120) as outside,
    ):
        yield Seller(client, outside, sandbox)


@pytest.fixture(params=CHANNELS)
def channel(request: pytest.FixtureRequest) -> str:
    return request.param


async def test_a_shop_is_connected_by_its_sellers_consent(seller: Seller, channel: str) -> None:
    shop = await seller.shop(await seller.connect(channel))
    assert shop["state"] == "active"
    assert shop["last_error"] is None
    assert shop["authorisation"]["renewed_at"]


async def test_consent_again_renews_the_same_shop_and_wakes_it(
    seller: Seller, channel: str
) -> None:
    shop_id = await seller.connect(channel)
    await seller.tell(f"{channel}/0/token", state="revoked")
    back = await seller.agree(await seller.begin_again(shop_id), channel)
    assert await seller.come_back(back) == (Outcome.RENEWED, str(shop_id))
    assert [shop["id"] for shop in await seller.shops()] == [shop_id]


async def test_a_state_works_once_and_a_wrong_one_never(seller: Seller, channel: str) -> None:
    back = await seller.agree(await seller.begin(channel), channel)
    for wrong in (altered(back, state="x" * 43), altered(back, state=None)):
        assert (await seller.come_back(wrong))[0] == Outcome.STATE_UNKNOWN
    assert (await seller.come_back(back))[0] == Outcome.CONNECTED
    assert (await seller.come_back(back))[0] == Outcome.STATE_UNKNOWN
    assert len(await seller.shops()) == 1


async def test_a_state_that_is_ten_minutes_old_is_over(seller: Seller, db: Database) -> None:
    back = await seller.agree(await seller.begin("jd"), "jd")
    async with db.transaction() as tx:
        await tx.execute(
            text("UPDATE shop_consents SET expires_at = expires_at - :t"),
            {"t": timedelta(minutes=10)},
        )
    assert (await seller.come_back(back))[0] == Outcome.STATE_UNKNOWN


async def test_a_state_is_worth_nothing_in_another_browser_or_without_a_session(
    seller: Seller,
) -> None:
    back = await seller.agree(await seller.begin("jd"), "jd")
    own = dict(seller.client.cookies)
    seller.client.cookies.clear()
    assert (await seller.come_back(back))[0] == Outcome.SIGNED_OUT
    login = {"username": "admin", "password": PASSWORD}
    assert (await seller.client.post("/api/v1/session", json=login)).is_success
    assert (await seller.come_back(back))[0] == Outcome.STATE_UNKNOWN
    seller.client.cookies.clear()
    seller.client.cookies.update(own)
    assert (await seller.come_back(back))[0] == Outcome.CONNECTED


async def test_refusals_of_seller_and_platform_are_told_apart(seller: Seller, channel: str) -> None:
    told = {
        Outcome.REFUSED: {"code": None, "error": "access_denied"},
        Outcome.SCOPE_MISSING: {"code": None, "error": "invalid_scope"},
        Outcome.CODE_REFUSED: {"code": "made-up"},
    }
    for outcome, changed in told.items():
        back = await seller.agree(await seller.begin(channel), channel)
        assert (await seller.come_back(altered(back, **changed)))[0] == outcome
    back = await seller.agree(await seller.begin(channel), channel)
    assert (await seller.come_back(altered(back, code=None)))[0] == Outcome.CODE_REFUSED
    assert await seller.shops() == []


async def test_another_account_than_before_changes_nothing(
    seller: Seller, db: Database, channel: str
) -> None:
    shop_id = await seller.connect(channel)
    back = await seller.agree(await seller.begin_again(shop_id), channel, shop=1)
    assert await seller.come_back(back) == (Outcome.OTHER_ACCOUNT, str(shop_id))
    async with db.transaction() as tx:
        version = await tx.execute(text("SELECT version FROM shop_authorisations"))
        assert version.scalar_one() == 1


async def test_an_account_is_connected_once(seller: Seller, channel: str) -> None:
    shop_id = await seller.connect(channel)
    back = await seller.agree(await seller.begin(channel, name="again"), channel)
    assert await seller.come_back(back) == (Outcome.ALREADY_CONNECTED, str(shop_id))
    assert len(await seller.shops()) == 1


async def test_an_address_that_is_not_listed_is_told_and_the_shop_is_kept_to_heal(
    seller: Seller, channel: str
) -> None:
    app = seller.app(channel)
    back = await seller.agree(await seller.begin(channel), channel)
    await seller.tell(
        "whitelist",
        channel=channel,
        app_key=app["credentials"]["app_key"],
        addresses=["203.0.113.7"],
    )
    outcome, shop_id = await seller.come_back(back)
    assert outcome == Outcome.ADDRESS_BLOCKED
    shop = await seller.shop(int(shop_id or 0))
    assert (shop["state"], shop["last_error"]["code"]) == ("blocked", "address_blocked")


async def test_a_platform_that_does_not_answer_is_told_from_one_that_refuses(
    seller: Seller,
) -> None:
    nowhere = "http://127.0.0.1:9/oauth2"
    url = await seller.begin("jd", oauth_url=nowhere)
    offered = seller.sandbox["channels"]["jd"]["oauth_url"]
    back = await seller.agree(url.replace(nowhere, offered), "jd")
    assert await seller.come_back(back) == (Outcome.UNREACHABLE, None)
    assert await seller.shops() == []


async def test_neither_code_nor_token_nor_secret_is_left_anywhere(
    seller: Seller, db: Database, channel: str, capfd: pytest.CaptureFixture[str]
) -> None:
    url = await seller.begin(channel)
    state = parse_qs(urlsplit(url).query)["state"][0]
    back = await seller.agree(url, channel)
    code = parse_qs(urlsplit(back).query)["code"][0]
    waiting = await dump(db)
    assert (await seller.come_back(back))[0] == Outcome.CONNECTED
    secret = seller.app(channel)["credentials"]["app_secret"]
    told = waiting + await dump(db) + "".join(capfd.readouterr())
    for hidden in (state, code, secret):
        assert hidden not in told
    assert "shop_consents" not in await dump(db)


async def dump(db: Database) -> str:
    """All rows of the tables that could hold something, with the table's name before each."""
    found = ""
    async with db.transaction() as tx:
        for table in ("shops", "shop_consents", "shop_authorisations", "audit_entries", "outbox"):
            rows = await tx.execute(text(f"SELECT t::text FROM {table} t"))
            found += "".join(f"{table} {row}\n" for row in rows.scalars())
        answers = await tx.execute(text("SELECT t::text FROM idempotency_keys t"))
        return found + "".join(answers.scalars())


async def test_what_has_no_consent_page_and_what_is_no_browser_is_refused(
    seller: Seller,
) -> None:
    body: dict[str, Any] = {"channel": "website", "name": "w", "credentials": {}}
    answer = await seller.client.post("/api/v1/consents", json=body)
    assert (answer.status_code, answer.json()["type"]) == (422, "invalid_input")
    await seller.connect("jd")
    again = await seller.client.post("/api/v1/consents", json=seller.app("jd"))
    assert (again.status_code, again.json()["type"]) == (409, "name_taken")
    key = {"name": "k", "permissions": ["shops.manage", "shops.read"]}
    minted = (await seller.client.post("/api/v1/api-keys", json=key)).json()
    headers = {"Authorization": f"Bearer {minted['key']}"}
    refused = await seller.client.post(
        "/api/v1/consents", json=seller.app("jd", 1), headers=headers
    )
    assert (refused.status_code, refused.json()["type"]) == (409, "person_needed")
