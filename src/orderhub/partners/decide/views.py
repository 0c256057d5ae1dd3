"""An order as partners may see it: an allow-list of words, none of them personal. Pure."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from orderhub.connector_kit.passing_on import FROM_CHANNEL

# The hub's own words, and the channel's. Nothing of people is in either.
HUB = ("number", "shop_id", "channel", "stage", "fulfilment_status", "after_sale_status", "tags")
LINE = ("line_no", "sku", "title", "quantity", "price_minor", "closed")
PARCEL = ("parcel", "step", "carrier", "waybill_no")


def order_view(
    said: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    parcels: Sequence[Mapping[str, Any]],
    withheld: Collection[str],
) -> dict[str, Any]:
    """The view; what the channel forbids to pass on is null and named in `withheld`."""
    view: dict[str, Any] = {name: said[name] for name in HUB}
    view |= {name: said[name] for name in FROM_CHANNEL if name != "lines"}
    view["lines"] = [{name: line[name] for name in LINE} for line in lines]
    view |= dict.fromkeys(FROM_CHANNEL & set(withheld))
    view["parcels"] = [
        {name: one.get(name) for name in PARCEL} | {"units": one.get("units", {})}
        for one in parcels
    ]
    view["withheld"] = sorted(FROM_CHANNEL & set(withheld))
    return view
