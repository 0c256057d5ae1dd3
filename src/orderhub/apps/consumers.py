"""Which consumer reacts to which topics: the same in every process."""

from functools import partial

from orderhub.apps.parcels import parcel_subscriptions
from orderhub.apps.partners import partner_subscriptions
from orderhub.health.facade import TOPICS, tell_people
from orderhub.infra import clock
from orderhub.infra.bus import Subscription, each
from orderhub.listeners import facade as listeners
from orderhub.orders import handlers as order_handlers


def subscriptions(console: str) -> list[Subscription]:
    """Every consumer of this installation. `console`: its public address, for links in notices."""
    tell = partial(tell_people, now=clock.now, console=console)
    hear = partial(order_handlers.stock_moved, now=clock.now)
    escalated = partial(order_handlers.tell_escalated, now=clock.now)
    return [
        Subscription(consumer="health.tell", topics=TOPICS, handler=each(tell)),
        Subscription(consumer="orders.stock", topics=order_handlers.TOPICS, handler=each(hear)),
        Subscription(
            consumer="orders.tell", topics=order_handlers.ESCALATIONS, handler=each(escalated)
        ),
        Subscription(
            consumer="orders.goods",
            topics=order_handlers.GOODS,
            handler=each(order_handlers.goods_known),
        ),
        Subscription(
            consumer="orders.remapped",
            topics=order_handlers.REMAPPED,
            handler=each(partial(order_handlers.goods_remapped, now=clock.now)),
        ),
        *parcel_subscriptions(),
        *partner_subscriptions(),
        Subscription(
            consumer="listeners",
            topics=listeners.TOPICS,
            handler=each(partial(listeners.listen, now=clock.now)),
            idle=listeners.NONE_LIVE,
        ),
    ]
