"""What an export reads of each order: its row and its lines in one go."""

from typing import Any

import sqlalchemy as sa

from orderhub.orders.queries.tables import ROW_COLUMNS, orders

_LINES = sa.literal_column(
    """(SELECT coalesce(json_agg(json_build_object(
            'line_no', l.line_no, 'sku_code', l.sku_code, 'title', l.title, 'spec', l.spec,
            'quantity', l.quantity, 'price_minor', l.price_minor, 'total_minor', l.total_minor
        ) ORDER BY l.position), '[]'::json)
        FROM order_lines l WHERE l.order_id = orders.id)""",
    sa.JSON,
).label("lines")
EXPORT_COLUMNS: tuple[sa.ColumnElement[Any], ...] = (
    *(orders.c[column.name] for column in ROW_COLUMNS),
    *(orders.c[name] for name in ("goods_minor", "freight_minor", "discount_minor", "district")),
    _LINES,
)
