"""The bus that `ORDERHUB_BUS_URL` names."""

from collections.abc import Sequence

from orderhub.infra.bus import Bus, Subscription
from orderhub.infra.bus.address import AmqpAddress, address
from orderhub.infra.bus.local import LocalBus
from orderhub.infra.db import Database


def open_bus(url: str, db: Database, subscriptions: Sequence[Subscription]) -> Bus:
    """Not connected yet: it connects at its first use, and again whenever it has to."""
    at = address(url)
    if at is None:
        return LocalBus(db, subscriptions)
    if isinstance(at, AmqpAddress):
        from orderhub.infra.bus.rabbitmq import RabbitBus  # noqa: PLC0415 - only who has it

        return RabbitBus(at, db, subscriptions)
    from orderhub.infra.bus.kafka import KafkaBus  # noqa: PLC0415 - only who has it

    return KafkaBus(at, db, subscriptions)
