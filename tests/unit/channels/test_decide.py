"""What a shop's state becomes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from orderhub.channels.decide import (
    authorised,
    check_address,
    paused,
    refused_renewal,
    resumed,
    state_after,
    wants_renewal,
    warnings_of,
)
from orderhub.channels.model import Authorisation, ShopState
from orderhub.connector_kit.contract import Connector, Tokens
from orderhub.connectors import CONNECTORS
from orderhub.kernel import errors
from orderhub.kernel.errors import ConnectorError, InvalidInput
from orderhub.kernel.types import ChannelCode, Refusal, ShopId

NOW = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
STOPPED: dict[type[ConnectorError], ShopState] = {
    errors.AuthRevoked: ShopState.REAUTHORISE,
    errors.AuthLapsed: ShopState.REAUTHORISE,
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


POLLED = CONNECTORS[ChannelCode("taobao")]
PUSHING = CONNECTORS[ChannelCode("website")]
SOON, LATER = NOW + timedelta(days=1), NOW + timedelta(days=30)


def test_an_authorisation_ends_with_its_refresh_token_or_an_access_token_nothing_renews() -> None:
    def ends(connector: Connector, renewer: str) -> datetime | None:
        tokens = Tokens({connector.refresh_field: renewer}, SOON, LATER)
        return authorised(connector, ShopId(1), 1, tokens).ends_at

    assert ends(POLLED, "r") == LATER
    assert ends(POLLED, "") == SOON
    assert ends(PUSHING, "r") == SOON


def test_one_warning_each_comes_14_7_and_1_days_before_the_end_and_none_of_the_past() -> None:
    def days(ahead: float) -> list[int]:
        return sorted(warnings_of(NOW + timedelta(days=ahead), NOW))

    assert days(180) == [1, 7, 14]
    assert days(14) == days(10) == [1, 7]
    assert days(0.5) == []
    assert warnings_of(LATER, NOW)[14] == LATER - timedelta(days=14)
    assert warnings_of(None, NOW) == {}


def test_an_authorisation_that_is_over_by_its_date_is_told_from_one_taken_back() -> None:
    known = authorised(POLLED, ShopId(1), 1, Tokens({"refresh_token": "r"}, SOON, LATER))
    error = errors.AuthRevoked("refused", method="refresh", channel_code="27")
    assert refused_renewal(known, error, NOW).code == "auth_revoked"
    lapsed = refused_renewal(known, error, LATER)
    assert (lapsed.code, lapsed.method, lapsed.channel_code) == ("auth_lapsed", "refresh", "27")
    assert "2026-02-04 04:00 UTC" in lapsed.detail
