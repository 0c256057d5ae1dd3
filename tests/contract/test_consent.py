"""A seller's consent gives tokens that work; what is not his does not."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from orderhub.connector_kit.contract import Consent, Credentials, Tokens
from orderhub.kernel.errors import AuthExpired, AuthRevoked, ContractViolation
from tests.contract.conftest import far_shop
from tests.support.wire import FarShop, Near

RETURN_URL = "https://hub.example/authorisations/return"
STATE = "st_0123456789abcdef"


def app_of(far: FarShop) -> Credentials:
    """What the app has before any seller agreed."""
    granted = {field.name for field in far.connector.credential_fields if field.granted}
    return {name: value for name, value in far.credentials.items() if name not in granted}


def before_consent(far: FarShop, shop: int = 0) -> FarShop:
    """The same app, or that of another shop, without any token."""
    first = far.place["shops"][shop]
    names = {wanted.name for wanted in far.connector.credential_fields}
    known = {name: value for name, value in first.items() if name in names}
    other = FarShop(far.connector, far.place, first["name"], known, far.control)
    return FarShop(far.connector, far.place, first["name"], app_of(other), far.control)


def page_of(far: FarShop) -> str:
    assert far.connector.authorise_url is not None
    consent = Consent(
        oauth_url=far.place["oauth_url"],
        credentials=app_of(far),
        return_url=RETURN_URL,
        state=STATE,
    )
    return far.connector.authorise_url(consent)


async def agree(far: FarShop) -> dict[str, str]:
    """The query a seller comes back with."""
    answer = await far.control.get(page_of(far), params=None, follow_redirects=False)
    assert answer.status_code == 200, "without a shop the page asks which"
    answer = await far.control.get(f"{page_of(far)}&shop={far.name}", follow_redirects=False)
    assert answer.status_code == 302, answer.text
    target = answer.headers["location"]
    assert target.startswith(RETURN_URL)
    return dict(parse_qsl(urlsplit(target).query))


async def exchange(near: Near, query: Mapping[str, str]) -> Tokens:
    assert near.connector.exchange_code is not None
    return await near.connector.exchange_code(near.shop, query, RETURN_URL)


async def probe(far: FarShop, credentials: Credentials) -> None:
    again = FarShop(far.connector, far.place, far.name, credentials, far.control)
    assert far.connector.probe is not None
    async with again.session() as near:
        await far.connector.probe(near.shop)


async def test_consent_gives_tokens_that_work_and_the_old_ones_are_void(
    consenting: FarShop,
) -> None:
    query = await agree(consenting)
    assert query["state"] == STATE
    async with before_consent(consenting).session() as near:
        tokens = await exchange(near, query)
    granted = {field.name for field in consenting.connector.credential_fields if field.granted}
    assert granted <= set(tokens.credentials)
    assert granted
    assert tokens.account_no
    assert tokens.access_expires_at is not None
    await probe(consenting, tokens.credentials)
    with pytest.raises((AuthExpired, AuthRevoked)):
        await probe(consenting, consenting.credentials)


async def test_the_page_is_the_channels_and_tells_no_secret(consenting: FarShop) -> None:
    page = page_of(consenting)
    assert page.startswith(consenting.place["oauth_url"])
    secret = {field.name for field in consenting.connector.credential_fields if field.secret}
    assert [name for name in secret if consenting.credentials.get(name, "-") in page] == []


async def test_a_code_is_good_once(consenting: FarShop) -> None:
    query = await agree(consenting)
    async with before_consent(consenting).session() as near:
        await exchange(near, query)
        with pytest.raises(AuthRevoked):
            await exchange(near, query)


async def test_a_wrong_code_gives_nothing(consenting: FarShop) -> None:
    query = await agree(consenting)
    async with before_consent(consenting).session() as near:
        with pytest.raises(AuthRevoked):
            await exchange(near, {**query, "code": "guessed"})
    await probe(consenting, consenting.credentials)


@pytest.mark.parametrize("query", [{}, {"code": ""}, {"error": "access_denied", "state": STATE}])
async def test_coming_back_without_a_code_gives_nothing(
    consenting: FarShop, query: dict[str, str]
) -> None:
    async with before_consent(consenting).session() as near:
        with pytest.raises((ContractViolation, AuthRevoked)):
            await exchange(near, query)
    assert near.calls == []


async def test_a_code_for_another_app_gives_nothing(
    consenting: FarShop, sandbox: dict[str, Any]
) -> None:
    query = await agree(far_shop(sandbox, consenting.control, consenting.connector))
    async with before_consent(consenting, shop=-1).session() as near:
        with pytest.raises(AuthRevoked):
            await exchange(near, query)
