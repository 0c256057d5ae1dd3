"""What a shop's state becomes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from orderhub.channels.decide import check_address, paused, resumed, state_after, wants_renewal
from orderhub.channels.model import Authorisation, ShopState
from orderhub.connectors import CONNECTORS
from orderhub.kernel import errors
from orderhub.kernel.errors import ConnectorError, InvalidInput
from orderhub.kernel.types import ChannelCode, Refusal, ShopId

NOW = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
STOPPED: dict[type[ConnectorError], ShopState] = {
    errors.AuthRevoked: ShopState.REAUTHORISE,
    errors.AddressBlocked: ShopState.BLOCKED,
    errors.ScopeMissing: ShopState.BLOCKED,
}


def all_errors(root: type[ConnectorError] = ConnectorError) -> list[type[ConnectorError]]:
    return [root, *(found for sub in root.__subclasses__() for found in all_errors(sub))]


@pytest.mark.parametrize("error", all_errors())
def test_each_error_stops_what_it_must_and_nothing_else(error: type[ConnectorError]) -> None:
    assert state_after(ShopState.ACTIVE, error("x")) is STOPPED.get(error, ShopState.ACTIVE)
    assert state_after(ShopState.PAUSED, error("x")) is ShopState.PAUSED


@pytest.mark.parametrize("state", [s for s in ShopState if s is not ShopState.PAUSED])
def test_a_call_that_goes_well_heals_every_shop_but_a_paused_one(state: ShopState) -> None:
    assert state_after(state, None) is ShopState.ACTIVE
    assert state_after(ShopState.PAUSED, None) is ShopState.PAUSED


def test_a_person_pauses_once_and_resumes_what_credentials_cannot_mend() -> None:
    assert paused(ShopState.ACTIVE) is ShopState.PAUSED
    assert isinstance(paused(ShopState.PAUSED), Refusal)
    assert resumed(ShopState.PAUSED) is ShopState.ACTIVE
    assert resumed(ShopState.BLOCKED) is ShopState.ACTIVE
    assert isinstance(resumed(ShopState.ACTIVE), Refusal)
    refused = resumed(ShopState.REAUTHORISE)
    assert isinstance(refused, Refusal)
    assert refused.code == "reauthorise_first"


@pytest.mark.parametrize(
    ("ends_in", "wanted"),
    [(None, False), (timedelta(hours=1), False), (timedelta(minutes=1), True)],
)
def test_a_token_is_renewed_before_it_ends(ends_in: timedelta | None, wanted: bool) -> None:  # noqa: FBT001
    known = Authorisation(
        shop_id=ShopId(1),
        version=1,
        credentials={},
        access_expires_at=None if ends_in is None else NOW + ends_in,
    )
    assert wants_renewal(known, NOW) is wanted


def test_a_shop_that_is_a_host_of_its_own_must_name_it() -> None:
    store = replace(CONNECTORS[ChannelCode("taobao")], base_url="")
    with pytest.raises(InvalidInput) as caught:
        check_address(store, None)
    assert caught.value.context == {"where": "base_url"}
    check_address(store, "https://store.example")
    check_address(CONNECTORS[ChannelCode("taobao")], None)
    check_address(CONNECTORS[ChannelCode("website")], None)
