"""Whatever breaks, in whatever order: once it is over the hub has what the platforms have."""

import logging
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from orderhub.infra.db import Database
from tests.faults.plan import KINDS, WORLDS_A_DECK, plan
from tests.faults.world import Place, World
from tests.support.bad_line import bad_host
from tests.support.sync import hub_on

SEEDS = int(os.environ.get("ORDERHUB_FAULT_SEEDS", "20"))


@pytest.fixture(scope="module")
def ledger() -> Counter[str]:
    """How often each fault bit in the worlds so far."""
    return Counter()


def known_as(number: str) -> set[str]:
    """An order's number, and how F22 may have shown it."""
    return {number, f"00{number}", f"9{number[-20:]:0>20}"}


async def missing(world: World, place: Place) -> set[str]:
    """Orders of the platform that the hub has never seen; all it has must be the platform's."""
    stored = set(await world.hub.stored(place.shop))
    aside = await world.hub.rows(
        "SELECT external_no FROM quarantine WHERE shop_id = :id", id=place.shop.id
    )
    seen = stored | {row.external_no for row in aside}
    held = set(await world.held(place))
    strange = stored - set().union(*(known_as(number) for number in held))
    assert not strange
    return {number for number in held if not known_as(number) & seen}


@pytest.mark.parametrize("seed", range(SEEDS))
async def test_nothing_is_lost_or_doubled_whatever_breaks(
    seed: int,
    db: Database,
    sandbox: dict[str, Any],
    ledger: Counter[str],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    async with hub_on(db, sandbox) as hub, bad_host(tmp_path) as bad:
        world = World(hub, bad)
        await world.play(plan(seed))
        ledger.update(world.hits)
        await world.catch_up()
        for place in world.places:
            assert not await missing(world, place)
        await world.read_again()
        for place in world.places:
            stored, held = await hub.stored(place.shop), await world.held(place)
            assert {number: stored.get(number) for number in held} == held
        assert not bad.heard
        assert not [person for person in await world.people() if person in caplog.text]


def test_every_fault_of_the_matrix_bit_at_least_once(ledger: Counter[str]) -> None:
    assert not [kind for kind in KINDS if not ledger[kind]]


class Careless(World):
    """A hub that moves its cursors although rows are not in: after every failed reading."""

    async def read(self) -> None:
        await super().read()
        async with self.hub.db.transaction() as tx:
            await tx.execute(
                text(
                    "UPDATE sync_cursors SET read_to = :now, window_end = NULL, rest_end = NULL,"
                    " rest_start = NULL WHERE attempts > 0"
                ),
                {"now": self.hub.now()},
            )


async def test_a_cursor_that_runs_ahead_of_its_rows_is_found(
    db: Database, sandbox: dict[str, Any], tmp_path: Path
) -> None:
    async with hub_on(db, sandbox) as hub, bad_host(tmp_path) as bad:
        world = Careless(hub, bad)
        await world.play(plan(3))
        await world.catch_up()
        lost = [await missing(world, place) for place in world.places]
    assert any(lost)


def test_a_seed_always_plays_the_same_and_a_deck_of_them_has_every_fault() -> None:
    assert plan(7) == plan(7) != plan(8)
    for first in range(0, 60, WORLDS_A_DECK):
        dealt = [s.kind for n in range(WORLDS_A_DECK) for s in plan(first + n).strikes]
        assert sorted(dealt) == sorted(KINDS)
