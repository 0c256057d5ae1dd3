"""Conservation checked (守恒校验): balances against reservations, movements and warehouses."""

from dataclasses import dataclass

from orderhub.infra.db import Tx
from orderhub.stock.statements import fetch

LIMIT = 1000
_CHECKS = {
    "conserved": """
        SELECT b.sku_id, b.counted AS book, b.available + b.reserved + b.shipped AS found
        FROM stock_balances b WHERE b.counted <> b.available + b.reserved + b.shipped
    """,
    "held": """
        SELECT b.sku_id, b.reserved AS book, coalesce(r.n, 0) AS found
        FROM stock_balances b LEFT JOIN (
            SELECT sku_id, sum(quantity) AS n FROM stock_reservations WHERE state = 'held'
            GROUP BY sku_id) r ON r.sku_id = b.sku_id
        WHERE b.reserved <> coalesce(r.n, 0)
    """,
    "shipped": """
        SELECT b.sku_id, b.shipped AS book, coalesce(r.n, 0) AS found
        FROM stock_balances b LEFT JOIN (
            SELECT sku_id, sum(quantity) AS n FROM stock_reservations WHERE state = 'shipped'
            GROUP BY sku_id) r ON r.sku_id = b.sku_id
        WHERE b.shipped <> coalesce(r.n, 0)
    """,
    "movements": """
        SELECT b.sku_id, b.counted AS book, coalesce(m.n, 0) AS found
        FROM stock_balances b LEFT JOIN (
            SELECT sku_id, sum(available + reserved + shipped) AS n, sum(available) AS a,
                sum(reserved) AS r FROM stock_movements GROUP BY sku_id) m ON m.sku_id = b.sku_id
        WHERE (b.counted, b.available, b.reserved)
            <> (coalesce(m.n, 0), coalesce(m.a, 0), coalesce(m.r, 0))
    """,
    "returned": """
        SELECT b.sku_id, coalesce(t.n, 0) AS book, coalesce(m.n, 0) AS found
        FROM stock_balances b LEFT JOIN (
            SELECT sku_id, sum(units) AS n FROM stock_returns WHERE inventory_type = ''
            GROUP BY sku_id) t ON t.sku_id = b.sku_id LEFT JOIN (
            SELECT sku_id, sum(available) AS n FROM stock_movements WHERE kind = 'return'
            GROUP BY sku_id) m ON m.sku_id = b.sku_id
        WHERE coalesce(t.n, 0) <> coalesce(m.n, 0)
    """,
    "warehouses": """
        SELECT b.sku_id, b.available + b.reserved AS book, coalesce(o.n, 0) AS found
        FROM stock_balances b LEFT JOIN (
            SELECT sku_id, sum(quantity) AS n FROM stock_on_hand GROUP BY sku_id) o
            ON o.sku_id = b.sku_id
        WHERE b.available + b.reserved <> coalesce(o.n, 0)
    """,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A balance that does not agree: `check` says with what, `book` and `found` how much."""

    check: str
    code: str
    book: int
    found: int


async def verify(tx: Tx) -> list[Finding]:
    """Everything that does not agree, the first `LIMIT`; empty when stock is sound.

    One statement, so one snapshot: it may run beside reservations.
    """
    parts = (f"SELECT '{check}' AS of_check, f.* FROM ({sql}) f" for check, sql in _CHECKS.items())
    rows = await fetch(
        tx,
        f"""
        SELECT f.of_check, s.code, f.book, f.found FROM ({" UNION ALL ".join(parts)}) f
        JOIN stock_skus s ON s.id = f.sku_id ORDER BY s.code, f.of_check LIMIT {LIMIT}
        """,
    )
    return [
        Finding(row["of_check"], row["code"], int(row["book"]), int(row["found"])) for row in rows
    ]
