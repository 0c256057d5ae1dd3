"""The bus without a broker: what only it does."""

from datetime import UTC, datetime

from sqlalchemy import text

from orderhub.infra.bus import InTransaction, Message
from orderhub.infra.bus.delivery import deliver_in_transaction, waiting_shards
from orderhub.infra.bus.local import LocalBus
from orderhub.infra.db import Database, Tx
from tests.support.orders import add_shops

TOPIC = "tests.counted.v1"


async def deliver(db: Database, subscription: InTransaction) -> None:
    for shard in await waiting_shards(db, subscription.consumer):
        await deliver_in_transaction(db, subscription, shard)


async def test_messages_that_can_have_no_effect_are_done_unread_and_later_ones_are_read(
    db: Database,
) -> None:
    heard: list[str] = []

    async def hear(message: Message, _tx: Tx) -> None:
        heard.append(message.key)

    async def nobody_cares(tx: Tx) -> bool:
        return (await tx.execute(text("SELECT NOT EXISTS (SELECT 1 FROM shops)"))).scalar_one()

    subscription = InTransaction(
        consumer="a", topics=frozenset({TOPIC}), handler=hear, idle=nobody_cares
    )
    bus = LocalBus(db, [subscription])
    at = datetime(2026, 1, 5, tzinfo=UTC)
    first, second = (
        Message(id=key, topic=TOPIC, key=key, version=1, occurred_at=at, data={})
        for key in ("before", "after")
    )
    await bus.publish([first])
    await deliver(db, subscription)
    async with db.transaction() as tx:
        await add_shops(tx, "the first")
    await bus.publish([second])
    await deliver(db, subscription)
    assert heard == ["after"]
    assert await waiting_shards(db, "a") == []
