"""Goods of a flash sale: two SKUs at every shop, and what became of them in the hub."""

from dataclasses import dataclass
from typing import Any

from orderhub.apps.drill.stage import Stage

UNITS = 500
PARTED, POOLED = "SY-TENT-01", "SY-TENT-02"
FIXED, PERCENT = 83, 33
"""Units set apart for every second of six shops, and the share of what these leave over that each
of the others has: all there is but five."""
SHARED = (UNITS - 3 * FIXED) * PERCENT // 100
HEADER = "code,title,warehouse,quantity,shop,listing_no,sku_no,merchant_code"
COUNTED = """
    SELECT s.code, coalesce(sum(r.quantity) FILTER (WHERE r.state = 'held'), 0)::int,
        coalesce(sum(r.quantity) FILTER (WHERE r.state = 'short'), 0)::int,
        max(extract(epoch FROM r.taken_at - o.placed_at))
            FILTER (WHERE r.state = 'short')::float8
    FROM stock_skus s LEFT JOIN stock_reservations r ON r.sku_id = s.id
    LEFT JOIN orders o ON o.id = r.order_id GROUP BY s.code
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """Units of one SKU that orders hold and wait for, and the seconds from buying to the queue of
    the slowest."""

    held: int
    short: int
    short_after_s: float | None


def stock_up(on: Stage) -> None:
    """Both SKUs come in by a file, as goods do; then every shop reserves and is told."""
    offered = on.offered()
    rows = [HEADER, *(f"{code},{code},HZ,{UNITS},,,," for code in (PARTED, POOLED))]
    for name in on.shops:
        shop = offered[name]["shops"][0]["name"]
        rows += [
            f"{code},{code},,,{shop},{item['listing_no']},{item['sku_no']},{code}"
            for item in on.told(f"/{name}/0/stock")["items"]
            if (code := item["sku_code"]) in (PARTED, POOLED)
        ]
    on.bring_in("goods.csv", "\n".join(rows).encode())
    [[parted]] = on.execute("SELECT id FROM stock_skus WHERE code = %s", (PARTED,))
    for name, shop in on.shops.items():
        path = f"/api/v1/stock/shops/{shop.id}"
        on.put_hub(f"{path}/allocations/{parted}", _part(on, name))
        on.put_hub(path, {"active": True, "publish": True})


def on_sale(on: Stage, channel: str) -> bool:
    """Whether the platform shows what the hub means it to."""
    shown = {i["sku_code"]: i["quantity"] for i in on.told(f"/{channel}/0/stock")["items"]}
    part = FIXED if _is_fixed(on, channel) else SHARED
    return (shown[PARTED], shown[POOLED]) == (part, UNITS)


def _part(on: Stage, name: str) -> dict[str, Any]:
    if _is_fixed(on, name):
        return {"mode": "fixed", "amount": FIXED}
    return {"mode": "share", "amount": PERCENT}


def _is_fixed(on: Stage, name: str) -> bool:
    return list(on.shops).index(name) % 2 == 0


def counted(on: Stage) -> dict[str, Counts]:
    """By SKU code."""
    return {code: Counts(held, short, after) for code, held, short, after in on.execute(COUNTED)}
