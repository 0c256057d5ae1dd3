"""A partner during a drill: told of every change of an order, and what of it reached him."""

from orderhub.apps.drill.stage import Stage

SETTINGS = {"ORDERHUB_NOTIFY_PRIVATE": "true"}  # the receivers are on this machine
NAME = "drill-erp"
TOPICS = ["orders.order_received.v1", "orders.order_changed.v1"]
VERSIONS = "SELECT number, version FROM orders"
News = tuple[str, str, int]
"""(topic, order's number, its version)."""


def subscribe(on: Stage) -> None:
    """His receiver is known to the hub, and knows its secret."""
    wish = {"name": NAME, "url": f"{on.receivers}/partners/{NAME}", "topics": TOPICS}
    minted = on.post_hub("/api/v1/partners/endpoints", wish)
    on.tell("/receivers/partners", {"name": NAME, "secrets": [minted["secret"]]})


def heard(on: Stage) -> list[tuple[str, News]]:
    """Message id and news of everything that he took. A repeat has the id of the first."""
    told = [one["document"] for one in on.told("/receivers")["arrived"]]
    return [
        (one["id"], (event["type"], event["subject"], event["aggregateversion"]))
        for one in told
        for event in (one["event"],)
    ]


def unheard(on: Stage, news: list[News]) -> int:
    """Words of orders that did not reach him: each has one for every version of it."""
    said = {
        (number, version) for number, last in on.execute(VERSIONS) for version in range(1, last + 1)
    }
    return len(said - {(number, version) for _, number, version in news})
