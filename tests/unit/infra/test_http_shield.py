"""The real caller behind proxies, and routes that need a policy."""

import pytest
from fastapi import Depends, FastAPI

from orderhub.infra.http import Router, shield
from orderhub.infra.http.shield import caller, networks
from orderhub.kernel.errors import ConfigError

PROXIES = networks(["10.0.0.0/8", "fd00::/8"])


class Declared:
    """A dependency with a policy."""

    policy = "test"

    async def __call__(self) -> None: ...


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("203.0.113.5", "1.1.1.1", "203.0.113.5"),
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "'; DROP TABLE", "10.0.0.1"),
        ("fd00::1", "2001:db8::7", "2001:db8::7"),
        ("nonsense", "1.1.1.1", "nonsense"),
    ],
)
def test_the_caller_is_the_first_address_that_is_no_proxy(
    peer: str, forwarded: str, found: str
) -> None:
    assert caller(peer, forwarded, PROXIES) == found


def test_a_proxy_that_is_no_address_is_refused_by_the_settings_key() -> None:
    with pytest.raises(ConfigError, match="ORDERHUB_TRUSTED_PROXIES"):
        networks(["the proxy"])


def test_a_route_without_a_policy_does_not_come_to_be() -> None:
    router = Router()
    with pytest.raises(TypeError, match="declares no policy"):

        @router.get("/open")
        async def _open() -> None: ...


def test_a_declared_policy_stands_in_the_openapi_file() -> None:
    router = Router()

    @router.post("/thing", dependencies=[Depends(Declared())])
    async def _write() -> None: ...

    app = FastAPI()
    shield(app)
    app.include_router(router)
    operation = app.openapi()["paths"]["/thing"]["post"]
    assert operation["x-policy"] == "test"
    assert operation["parameters"][0]["name"] == "Idempotency-Key"
    assert {"400", "401", "403", "409", "413", "422", "503"} <= set(operation["responses"])
    assert "Problem" in app.openapi()["components"]["schemas"]
