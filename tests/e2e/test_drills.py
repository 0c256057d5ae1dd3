"""A drill breaks a platform for real: the cause is named, and nothing is lost or doubled. Where the
hub has a bug, the drill tells of it."""

from dataclasses import replace

import pytest

from orderhub.apps.drill.catalogue import BY_NAME, DRILLS
from orderhub.apps.drill.outage import outage
from orderhub.apps.drill.run import run
from orderhub.apps.drill.stage import stage
from orderhub.apps.drill.storm import storm
from orderhub.apps.drill.upset import UPSETS, kill_database
from orderhub.apps.drill.upsetting import upset
from orderhub.connectors import CONNECTORS
from orderhub.kernel.errors import ConfigError
from orderhub.kernel.types import ChannelCode
from tests.support.planted import plant

PATIENCE_S = 900  # what is told again and again waits longer from try to try
TIMED = {
    "nobody noticed in time",
    "it took too long",
    "it caught up too late",
    "it was in step too late",
    "the other shops suffered",
    "too few orders to tell how the other shops fared",
}
SHOWN = {
    *("sms_doubled", "sms_lost", "webhooks_doubled", "webhooks_lost"),
    *("parcels_lost", "ship_backs_lost", "ship_backs_doubled"),
    *("states_wrong", "in_step_after_s"),
}


def test_the_cause_is_named_and_nothing_is_lost() -> None:
    told: list[str] = []
    verdict = run(BY_NAME["jd-ip-whitelist"], lambda phase, _: told.append(phase), 150, PATIENCE_S)
    assert set(verdict["shortcomings"]) <= TIMED
    assert verdict["cause_right"]
    assert (verdict["orders_lost"], verdict["orders_doubled"]) == (0, 0)
    assert verdict["orders"] >= 150
    assert told == ["setting_up", "calm", "broken", "noticed", "catching_up"]


def test_shuffled_and_repeated_messages_lead_to_what_they_tell_once_and_in_order() -> None:
    verdict = storm(lambda _, __: None, 12, PATIENCE_S)
    assert set(verdict["shortcomings"]) <= TIMED
    assert verdict["strikes"] > 0
    assert (verdict["orders"], verdict["parcels"]) == (12, 20)


def test_a_storm_shows_what_a_hub_with_bugs_loses_and_does_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plant(
        "sms_twice,sms_forgotten,parcels_told_twice,scans_forgotten,webhooks_twice,"
        "webhooks_forgotten",
        monkeypatch,
    )
    missed: set[str] = set()
    for patience_s in (6, 60, 300):  # the busier the machine, the later all of it shows
        if not missed >= SHOWN:
            missed = set(storm(lambda _, __: None, 12, patience_s)["missed"])
    assert missed >= SHOWN


def test_a_database_that_dies_after_a_yes_shows_what_was_not_on_its_disk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plant("kept_in_memory", monkeypatch)
    (drill,) = (one for one in UPSETS if one.name == "database-restart")
    verdict = upset(replace(drill, strikes=kill_database, patience_s=1), lambda _, __: None)
    assert verdict["strikes"] == 1
    assert "scans_lost" in verdict["missed"]


def test_a_warehouse_whose_line_flaps_lets_each_order_out_once_and_people_hear_of_it() -> None:
    verdict = outage(lambda _, __: None, 60, PATIENCE_S)
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
