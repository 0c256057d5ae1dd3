"""Who stops when something changes, which probes are believed, and when a certificate is told."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderhub.health.decide.dependencies import (
    agreed,
    at_risk,
    dependencies,
    ending_step,
    impact,
    line_of,
)
from orderhub.health.model.dependency import DependencyKind, Effect, Impact, ProbeAnswer
from orderhub.health.watching import address_in

NOW = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
OURS, NEW, OTHER = "203.0.113.10", "203.0.113.99", "198.51.100.7"
LINES = [
    line_of(1, ("a", "k1"), ["https://api.a.example/router", "https://oauth.a.example"]),
    line_of(2, ("a", "k1"), ["https://own.example:8443", "/admin/oauth"]),
    line_of(3, ("b", "k2"), ["http://b.example"]),
    line_of(4, ("c", "k3"), ["https://c.example"]),
]
WHITELISTS = {("a", "k1"): [OURS], ("b", "k2"): [OURS, "203.0.113.96/28"]}


def effects(kind: DependencyKind, subject: str, planned: str) -> dict[int, Effect]:
    found: Impact = impact(dependencies(LINES, WHITELISTS), LINES, kind, subject, planned)
    return {hit.shop_id: hit.effect for hit in found.hits}


def test_a_new_address_stops_who_does_not_list_it_and_is_uncertain_where_nobody_said() -> None:
    assert effects(DependencyKind.EGRESS_ADDRESS, OURS, NEW) == {
        1: Effect.STOPS,
        2: Effect.STOPS,
        3: Effect.KEEPS,  # by its network
        4: Effect.UNCERTAIN,
    }


def test_a_domain_a_key_and_a_certificate_hit_exactly_those_that_use_them() -> None:
    assert effects(DependencyKind.DOMAIN, "own.example:8443", "new.example") == {2: Effect.STOPS}
    assert effects(DependencyKind.DOMAIN, "api.a.example", "oauth.a.example") == {1: Effect.KEEPS}
    assert effects(DependencyKind.APP_KEY, "a:k1", "a:k9") == {1: Effect.STOPS, 2: Effect.STOPS}
    assert effects(DependencyKind.CERTIFICATE, "c.example", "new") == {4: Effect.UNCERTAIN}
    assert effects(DependencyKind.CERTIFICATE, "b.example", "new") == {}  # no TLS there


def test_at_risk_are_lines_with_a_whitelist_that_lacks_the_address() -> None:
    assert [line.shop_id for line in at_risk(LINES, WHITELISTS, NEW)] == [1, 2]
    assert at_risk(LINES, WHITELISTS, OURS) == []


def answers(*told: str) -> list[ProbeAnswer]:
    return [ProbeAnswer(probe=str(n), address=address) for n, address in enumerate(told)]


@pytest.mark.parametrize(
    ("told", "believed"),
    [
        ((OURS, OURS, OURS), OURS),
        ((OURS, OURS, NEW), OURS),
        ((OURS, OURS, ""), OURS),
        ((OURS, NEW, ""), None),
        ((NEW, "", ""), None),
        ((OURS, NEW), None),
        ((OURS, OURS, NEW, NEW), None),
        ((NEW,), None),
        ((), None),
    ],
)
def test_most_probes_decide_and_one_alone_never(told: tuple[str, ...], believed: str) -> None:
    assert agreed(answers(*told)) == believed


@given(st.integers(2, 9), st.integers(0, 8), st.sampled_from([NEW, OTHER, ""]))
def test_one_lying_or_dead_probe_never_makes_another_address_believed(
    n: int, place: int, lie: str
) -> None:
    told = [OURS] * n
    told[place % n] = lie
    assert agreed(answers(*told)) in {OURS, None}


@pytest.mark.parametrize(
    ("days", "step"), [(-1, 1), (0.5, 1), (1, 1), (6, 7), (7, 7), (13, 14), (14.01, None)]
)
def test_a_certificate_is_told_at_14_7_and_1_days(days: float, step: int | None) -> None:
    assert ending_step(NOW + timedelta(days=days), NOW) == step


@pytest.mark.parametrize(
    ("body", "address"),
    [
        (b"203.0.113.10\n", OURS),
        (b'{"ip": "203.0.113.10"}', OURS),
        (b'{"origin": "203.0.113.10", "x": 1}', OURS),
        (b"2001:db8::1", "2001:db8::1"),
        (b"<html>203.0.113.10</html>", ""),
        (b'["203.0.113.10"]', ""),
        (b'{"ip": "no"}', ""),
        (b"\xff\xfe", ""),
    ],
)
def test_an_address_is_read_from_text_or_json_and_nothing_else(body: bytes, address: str) -> None:
    assert address_in(body) == address
