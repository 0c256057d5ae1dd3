"""A partner during a drill: told of every change of an order."""

from collections.abc import Iterable

from orderhub.apps.drill.receivers import News
from orderhub.apps.drill.stage import Stage

SETTINGS = {"ORDERHUB_NOTIFY_PRIVATE": "true"}  # the receivers are on this machine
NAME = "drill-erp"
TOPICS = ["orders.order_received.v1", "orders.order_changed.v1"]
VERSIONS = "SELECT number, version FROM orders"


def subscribe(on: Stage) -> None:
    """His receiver is known to the hub, and knows its secret."""
    wish = {"name": NAME, "url": f"{on.receivers}/partners/{NAME}", "topics": TOPICS}
    minted = on.post_hub("/api/v1/partners/endpoints", wish)
    on.tell("/receivers/partners", {"name": NAME, "secrets": [minted["secret"]]})


def unheard(on: Stage, news: Iterable[News]) -> int:
    """Words of orders that did not reach him: each has one for every version of it."""
    said = {
        (number, version) for number, last in on.execute(VERSIONS) for version in range(1, last + 1)
    }
    return len(said - {(number, version) for _, number, version in news})
