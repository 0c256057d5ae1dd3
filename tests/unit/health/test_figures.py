"""Percentiles from sums, and what a batch of calls adds to minutes and connections."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from orderhub.health.decide.streaks import minutes_of, streaks_of
from orderhub.health.model.calls import KeptCall
from orderhub.health.model.latency import BUCKETS, EDGES_MS, bucket, percentile

NOW = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)


def call(second: float, code: str = "", ms: int = 20, method: str = "list") -> KeptCall:
    return KeptCall(
        at=NOW + timedelta(seconds=second),
        shop_id=1,
        channel="any",
        app_key="app",
        method=method,
        outcome="failed" if code else "ok",
        code=code,
        channel_code="",
        ms=ms,
    )


@given(st.lists(st.integers(0, 40_000), min_size=1, max_size=200), st.sampled_from([0.5, 0.95]))
def test_a_percentile_lies_in_the_bucket_of_the_true_one(times: list[int], share: float) -> None:
    counts = [0] * BUCKETS
    for ms in times:
        counts[bucket(ms)] += 1
    true = sorted(times)[max(0, -(-len(times) * int(share * 100) // 100) - 1)]
    told = percentile(counts, share)
    assert told is not None
    place = bucket(true)
    low = EDGES_MS[place - 1] if place else 0
    high = EDGES_MS[place] if place < len(EDGES_MS) else EDGES_MS[-1]
    assert low <= told <= high


def test_without_calls_there_is_no_percentile() -> None:
    assert percentile([0] * BUCKETS, 0.5) is None


@given(st.lists(st.tuples(st.integers(0, 300), st.sampled_from(["", "a", "b"])), max_size=60))
def test_minutes_of_any_batches_sum_up_to_its_calls(told: list[tuple[int, str]]) -> None:
    calls = [call(second, code) for second, code in told]
    rows = minutes_of(calls)
    assert sum(row.ok + row.failed for row in rows) == len(calls)
    assert sum(sum(row.latency) for row in rows) == len(calls)
    codes: Counter[str] = Counter()
    for row in rows:
        codes.update(row.codes)
    assert codes == Counter(code for _, code in told if code)


def test_a_streak_begins_where_the_last_turn_was() -> None:
    (bad,) = streaks_of([call(0), call(1, "x"), call(2, "y")])
    assert (bad.failures, bad.goods, bad.code) == (2, 0, "y")
    assert (bad.first_failed_at, bad.last_good_at) == (call(1).at, call(0).at)
    (good,) = streaks_of([call(0, "x"), call(1), call(2)])
    assert (good.failures, good.goods, good.good_since) == (0, 2, call(1).at)


def test_business_news_is_a_good_call() -> None:
    (streak,) = streaks_of([call(0, "channel_refused")])
    assert (streak.failures, streak.goods) == (0, 1)
