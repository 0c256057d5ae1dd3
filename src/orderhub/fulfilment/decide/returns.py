"""What came back, split by whether it may be sold again. Pure."""

from orderhub.fulfilment.model.warehouses import GOOD, Returned


def good_units(said: Returned) -> dict[str, int]:
    """Units by SKU that may be sold again."""
    return {item.sku: item.units for item in said.items if item.inventory_type == GOOD}


def poor_units(said: Returned) -> dict[tuple[str, str], int]:
    """Units by SKU and inventory type that may not."""
    return {
        (item.sku, item.inventory_type): item.units
        for item in said.items
        if item.inventory_type != GOOD
    }


def said_of(said: Returned) -> str:
    """One line for the order's timeline: `R1 · SF9 · SKU-1 ×2, SKU-2 ×1 (CC)`."""
    units = ", ".join(
        f"{item.sku} ×{item.units}"
        + ("" if item.inventory_type == GOOD else f" ({item.inventory_type})")
        for item in said.items
    )
    return " · ".join(part for part in (said.return_no, said.waybill_no, units) if part)
