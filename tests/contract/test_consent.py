"""A seller's consent gives tokens that work; what is not his does not."""

from typing import Any

import pytest

from orderhub.connector_kit.contract import Credentials
from orderhub.kernel.errors import AuthExpired, AuthRevoked, ContractViolation
from tests.contract.conftest import far_shop
from tests.contract.consent import STATE, agree, before_consent, exchange, page_of
from tests.support.wire import FarShop


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
    assert tokens.access_expires_at is not None or consenting.connector.refresh_tokens is None
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
