"""The board of the flow: lanes follow from stage and flags; ages and pace follow from counters."""

from datetime import UTC, datetime, timedelta

import pytest

from orderhub.kernel.words import Lane, Stage
from orderhub.orders.decide.flow import BAND_HOURS, board_of
from orderhub.orders.lanes import LANES, lane_of, slot_word
from orderhub.orders.model import Flags

NOW = datetime(2026, 1, 5, 12, 7, tzinfo=UTC)
AT, UNTOLD = Flags.AT_WAREHOUSE.value, Flags.UNTOLD.value


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("flags", [0, AT, UNTOLD, AT | UNTOLD, Flags.LATE.value | AT])
def test_the_filter_of_a_lane_finds_the_orders_counted_in_it_and_no_others(
    stage: Stage, flags: int
) -> None:
    found = {
        lane
        for lane, rule in LANES.items()
        if stage in rule.stages and flags & rule.having == rule.having and not flags & rule.lacking
    }
    counted = lane_of(stage, flags)
    assert found == ({counted} if counted else set())


def test_every_order_between_payment_and_the_end_is_in_a_lane() -> None:
    outside = {stage for stage in Stage if lane_of(stage, 0) is None}
    assert outside == {
        Stage.PENDING_PAYMENT,
        Stage.COMPLETED,
        Stage.CANCELLED,
        Stage.CLOSED,
        Stage.UNKNOWN,
    }


def test_ages_late_ones_and_pace_are_read_from_the_counters() -> None:
    board = board_of(
        [
            ("lane", "to_push@2026-01-05T11:00", 2),
            ("lane", "to_push@2026-01-05T06:00", 1),
            ("lane", "to_push@2026-01-01T06:00", 1),
            ("lane", "held@2026-01-05T06:00", 1),
            ("late", "to_push", 1),
            ("late_soon", "to_push", 2),
            ("entered", "to_push@2026-01-05T12:05", 3),
            ("entered", "to_push@2026-01-05T11:10", 4),
            ("entered", "to_push@2026-01-05T11:05", 50),
            ("left", "to_push@2026-01-05T12:00", 5),
        ],
        NOW,
    )
    lanes = {lane.lane: lane for lane in board}
    assert list(lanes) == [*Lane, "exception", "held", "presale_held"]
    push = lanes["to_push"]
    assert (push.n, push.late, push.late_soon) == (4, 1, 2)
    assert push.oldest == datetime(2026, 1, 1, 6, 30, tzinfo=UTC)
    assert push.median == datetime(2026, 1, 5, 6, 30, tzinfo=UTC)
    assert dict(zip((*BAND_HOURS, None), push.bands, strict=True)) == {
        1: 2, 4: 0, 12: 1, 24: 0, 48: 0, 72: 0, None: 1
    }  # fmt: skip
    assert (push.entered, push.left, push.pace[0], push.pace[-1]) == (7, 5, 4, 3)
    assert (lanes["held"].n, lanes["exception"].n, lanes["exception"].oldest) == (1, 0, None)


def test_spans_of_counters_are_of_utc_and_sort_as_times_do() -> None:
    shanghai = datetime.fromisoformat("2026-01-05T20:07:59+08:00")
    assert slot_word(shanghai, timedelta(hours=1)) == "2026-01-05T12:00"
    assert slot_word(shanghai, timedelta(minutes=5)) == "2026-01-05T12:05"
