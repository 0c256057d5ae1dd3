"""Gifts (赠品): lines without a price that a rule or a person adds to an order. Pure."""

from collections.abc import Mapping
from typing import Any

from orderhub.orders.decide.lines import CLOSED, all_closed
from orderhub.orders.model import Data

GIFT = "gift"
GIFT_LINE = "gift:"


def gift_said(name: str, gift: Mapping[str, Any], *, on: bool) -> dict[str, Any]:
    """What a fact says of a gift (sku, title, units); one of the same `name` replaces it."""
    line = {
        "no": f"{GIFT_LINE}{name}",
        "sku": gift["sku"],
        "title": gift["title"],
        "quantity": gift["units"],
        "price": 0,
        "total": 0,
        "listing": "",
        "spec": "",
        "status": "",
    }
    detail = f"{gift['sku']} ×{gift['units']}" if on else None
    return {"name": name, "on": on, "reason_code": detail, "line": line}


def with_gifts(snapshot: Data, decisions: Mapping[str, Data]) -> Data:
    """The snapshot with a line for every gift that was given and not taken back. Where the channel
    closed every line that it sold, nothing is left to give with."""
    gifts = [
        decisions[name]["line"]
        for name in sorted(decisions)
        if name.startswith(GIFT_LINE) and decisions[name]["on"]
    ]
    if gifts and all_closed(snapshot["lines"]):
        gifts = [{**gift, CLOSED: True} for gift in gifts]
    return {**snapshot, "lines": [*snapshot["lines"], *gifts]} if gifts else snapshot
