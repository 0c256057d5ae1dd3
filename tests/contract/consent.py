"""A seller who agrees: the page, what he comes back with, and the tokens for it."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from orderhub.connector_kit.contract import Consent, Credentials, Tokens
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
