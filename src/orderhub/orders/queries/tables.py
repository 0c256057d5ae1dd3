"""The columns that order screens read (made by migration 0006)."""

from collections.abc import Mapping
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

Row = Mapping[str, Any]


def named(result: sa.Result[*tuple[Any, ...]]) -> list[Row]:
    """Rows of a result by column name."""
    return cast(list[Row], result.mappings().all())


ROW_COLUMNS: tuple[sa.ColumnClause[Any], ...] = (
    sa.column("id", sa.BigInteger),
    sa.column("number", sa.Text),
    sa.column("external_no", sa.Text),
    sa.column("shop_id", sa.Integer),
    sa.column("channel", sa.Text),
    sa.column("stage", sa.Text),
    sa.column("channel_status", sa.Text),
    sa.column("channel_status_raw", sa.Text),
    sa.column("fulfilment_status", sa.Text),
    sa.column("after_sale_status", sa.Text),
    sa.column("flags", sa.SmallInteger),
    sa.column("priority", sa.SmallInteger),
    sa.column("tags", pg.ARRAY(sa.Text)),
    sa.column("currency", sa.Text),
    sa.column("total_minor", sa.BigInteger),
    sa.column("line_count", sa.SmallInteger),
    sa.column("quantity", sa.Integer),
    sa.column("summary", sa.Text),
    sa.column("placed_at", sa.DateTime(timezone=True)),
    sa.column("paid_at", sa.DateTime(timezone=True)),
    sa.column("modified_at", sa.DateTime(timezone=True)),
    sa.column("shipped_at", sa.DateTime(timezone=True)),
    sa.column("ship_by", sa.DateTime(timezone=True)),
    sa.column("ship_from", sa.DateTime(timezone=True)),
    sa.column("people", sa.JSON),
    sa.column("province", sa.Text),
    sa.column("city", sa.Text),
    sa.column("seller_flag", sa.SmallInteger),
    sa.column("has_note", sa.Boolean),
    sa.column("version", sa.Integer),
)
DETAIL_COLUMNS: tuple[sa.ColumnClause[Any], ...] = (
    sa.column("goods_minor", sa.BigInteger),
    sa.column("freight_minor", sa.BigInteger),
    sa.column("discount_minor", sa.BigInteger),
    sa.column("completed_at", sa.DateTime(timezone=True)),
    sa.column("district", sa.Text),
    sa.column("presale", sa.Boolean),
    sa.column("attributes", pg.JSONB),
    sa.column("raw_ref", sa.BigInteger),
    sa.column("learned_at", sa.DateTime(timezone=True)),
)
orders = sa.table(
    "orders",
    *ROW_COLUMNS,
    *DETAIL_COLUMNS,
    sa.column("phone_key", sa.LargeBinary),
    sa.column("last4_key", sa.LargeBinary),
    sa.column("buyer_key", sa.LargeBinary),
)
lines = sa.table(
    "order_lines",
    sa.column("order_id", sa.BigInteger),
    sa.column("position", sa.SmallInteger),
    sa.column("line_no", sa.Text),
    sa.column("sku_code", sa.Text),
    sa.column("listing_no", sa.Text),
    sa.column("title", sa.Text),
    sa.column("spec", sa.Text),
    sa.column("quantity", sa.Integer),
    sa.column("price_minor", sa.BigInteger),
    sa.column("total_minor", sa.BigInteger),
    sa.column("status_raw", sa.Text),
    sa.column("placed_at", sa.DateTime(timezone=True)),
)
tags = sa.table(
    "order_tags",
    sa.column("order_id", sa.BigInteger),
    sa.column("tag", sa.Text),
    sa.column("shop_id", sa.Integer),
    sa.column("placed_at", sa.DateTime(timezone=True)),
    sa.column("rule", sa.Text),
    sa.column("reason", sa.Text),
)
attributes = sa.table(
    "order_attribute_index",
    sa.column("attribute", sa.Text),
    sa.column("value", sa.Text),
    sa.column("placed_at", sa.DateTime(timezone=True)),
    sa.column("order_id", sa.BigInteger),
)
