"""Numbers of orders are unique, whoever takes them at the same time."""

import asyncio
from datetime import UTC, datetime, timedelta

from orderhub.infra.db import Database
from orderhub.orders.store.numbers import BLOCK, take_numbers

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)


async def test_who_waits_for_one_day_loses_no_number_of_another_to_those_beside_him(
    db: Database,
) -> None:
    most = BLOCK - 10

    async def take(*placed: datetime) -> list[str]:
        async with db.transaction() as tx:
            return await take_numbers(tx, placed)

    first = await take(TUESDAY)  # a block is there
    mixed, beside = await asyncio.gather(take(MONDAY, *[TUESDAY] * most), take(*[TUESDAY] * most))
    numbers = first + mixed + beside
    assert len(set(numbers)) == len(numbers) == 2 + 2 * most
