"""What apps may ask of partners."""

from orderhub.partners.calls import peer_of
from orderhub.partners.decide.addresses import host_of
from orderhub.partners.handlers import TOPICS, queue_events
from orderhub.partners.sending import Dispatcher
from orderhub.partners.service.replays import forget_old
from orderhub.partners.service.statements import ratings
from orderhub.partners.store.endpoints import NONE_SUBSCRIBED, named

__all__ = [
    "NONE_SUBSCRIBED",
    "TOPICS",
    "Dispatcher",
    "forget_old",
    "host_of",
    "named",
    "peer_of",
    "queue_events",
    "ratings",
]
