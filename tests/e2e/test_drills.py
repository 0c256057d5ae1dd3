"""A drill breaks a platform for real: the cause is named, and nothing is lost or doubled."""

import pytest

from orderhub.apps.drill.catalogue import BY_NAME, DRILLS
from orderhub.apps.drill.outage import outage
from orderhub.apps.drill.run import run
from orderhub.apps.drill.stage import stage
from orderhub.apps.drill.storm import storm
from orderhub.connectors import CONNECTORS
from orderhub.kernel.errors import ConfigError
from orderhub.kernel.types import ChannelCode

TIMED = {
    "nobody noticed in time",
    "it took too long",
    "it caught up too late",
    "it was in step too late",
    "the other shops suffered",
}


def test_the_cause_is_named_and_nothing_is_lost() -> None:
    told: list[str] = []
    verdict = run(BY_NAME["jd-ip-whitelist"], lambda phase, _: told.append(phase), orders=150)
    assert set(verdict["shortcomings"]) <= TIMED
    assert verdict["cause_right"]
    assert (verdict["orders_lost"], verdict["orders_doubled"]) == (0, 0)
    assert verdict["orders"] >= 150
    assert told == ["setting_up", "calm", "broken", "noticed", "catching_up"]


def test_shuffled_and_repeated_messages_lead_to_what_they_tell_once_and_in_order() -> None:
    verdict = storm(lambda _, __: None, orders=12)
    assert set(verdict["shortcomings"]) <= TIMED
    assert verdict["strikes"] > 0
    assert (verdict["orders"], verdict["parcels"]) == (12, 20)


def test_a_warehouse_whose_line_flaps_lets_each_order_out_once_and_people_hear_of_it() -> None:
    verdict = outage(lambda _, __: None, orders=60)
    assert set(verdict["shortcomings"]) <= TIMED
    assert verdict["answers_lost"] > 0
    assert verdict["cause_named"] == "channel_unavailable"
    assert (verdict["orders"], verdict["parcels"]) == (60, 60)


def test_every_drill_breaks_a_channel_that_there_is() -> None:
    assert {drill.channel for drill in DRILLS} <= {str(name) for name in CONNECTORS}
    assert all(CONNECTORS[ChannelCode(drill.channel)].pull_orders for drill in DRILLS)


def test_a_drill_refuses_a_database_that_is_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERHUB_DATABASE_URL", "postgresql://somebody@example.invalid/real")
    with pytest.raises(ConfigError), stage():
        pass
