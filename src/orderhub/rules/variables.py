"""What a rule may ask about an order: the documented variables of `order` in CEL."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

Type = Literal["number", "integer", "text", "boolean", "time", "list", "map"]


@dataclass(frozen=True, slots=True)
class Variable:
    """`order.<name>` in an expression, or the name itself where it has a root of its own
    (`event.stage`); the example is a value in CEL."""

    name: str
    type: Type
    label_zh: str
    label_en: str
    example: str


VARIABLES = (
    Variable("total", "number", "实付", "Amount paid", "1299.0"),
    Variable("total_minor", "integer", "实付（分）", "Amount paid in minor units", "129900"),
    Variable("goods_minor", "integer", "商品金额（分）", "Goods in minor units", "131900"),
    Variable("freight_minor", "integer", "运费（分）", "Freight in minor units", "1000"),
    Variable("discount_minor", "integer", "优惠（分）", "Discount in minor units", "3000"),
    Variable("currency", "text", "币种", "Currency", '"CNY"'),
    Variable("quantity", "integer", "件数", "Pieces", "3"),
    Variable("line_count", "integer", "订单行数", "Order lines", "2"),
    Variable("skus", "list", "规格编码", "SKU codes", '["TS-RED-M"]'),
    Variable("titles", "list", "商品标题", "Titles of the goods", '["夏季短袖T恤"]'),
    Variable("channel", "text", "渠道", "Channel", '"my_channel"'),
    Variable("shop_id", "integer", "店铺", "Shop", "1"),
    Variable("province", "text", "省份", "Province", '"浙江省"'),
    Variable("city", "text", "城市", "City", '"杭州市"'),
    Variable("district", "text", "区县", "District", '"西湖区"'),
    Variable("buyer_note", "text", "买家留言", "Buyer's note", '"请尽快发货"'),
    Variable("seller_note", "text", "卖家备注", "Seller's note", '""'),
    Variable("seller_flag", "integer", "卖家旗帜", "Seller's flag", "1"),
    Variable("presale", "boolean", "预售", "Presale", "false"),
    Variable("placed_at", "time", "下单时间", "Placed at", 'timestamp("2026-01-05T04:00:00Z")'),
    Variable("paid_at", "time", "付款时间", "Paid at", 'timestamp("2026-01-05T04:01:00Z")'),
    Variable("hour", "integer", "下单钟点（北京时间）", "Hour placed (Shanghai)", "12"),
    Variable("attributes", "map", "扩展属性", "Mapped attributes", '{"gift": true}'),
)
BY_NAME = {variable.name: variable for variable in VARIABLES}
NOTES = frozenset({"buyer_note", "seller_note"})
MINOR = frozenset({"total_minor", "goods_minor", "freight_minor", "discount_minor"})
MONEY = MINOR | {"total"}
MANY = frozenset(v.name for v in VARIABLES if v.type in ("list", "map"))

SAMPLE: dict[str, object] = {
    "total": 1299.0,
    "total_minor": 129900,
    "goods_minor": 131900,
    "freight_minor": 1000,
    "discount_minor": 3000,
    "currency": "CNY",
    "quantity": 3,
    "line_count": 2,
    "skus": ["TS-RED-M"],
    "titles": ["夏季短袖T恤"],
    "channel": "my_channel",
    "shop_id": 1,
    "province": "浙江省",
    "city": "杭州市",
    "district": "西湖区",
    "buyer_note": "请尽快发货",
    "seller_note": "",
    "seller_flag": 1,
    "presale": False,
    "placed_at": datetime(2026, 1, 5, 4, 0, tzinfo=UTC),
    "paid_at": datetime(2026, 1, 5, 4, 1, tzinfo=UTC),
    "hour": 12,
    "attributes": {"gift": True},
}
"""Facts of a made-up order, to try a condition on before it is published."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a condition may speak of: variables by their keys under `roots`, with a sample."""

    known: Mapping[str, Variable]
    sample: Mapping[str, object]
    roots: frozenset[str]
    field: re.Pattern[str]
    root: re.Pattern[str]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.known)

    @staticmethod
    def key(found: re.Match[str]) -> str:
        """The key of a match of `field`: an order's variable goes by its name alone."""
        return found[2] if found[1] == "order" else f"{found[1]}.{found[2]}"


def vocabulary(
    extra: Sequence[Variable] = (), sample: Mapping[str, object] | None = None
) -> Vocabulary:
    """The order's variables and `extra` ones with their sample values, by name."""
    known = BY_NAME | {variable.name: variable for variable in extra}
    roots = frozenset({"order"} | {name.partition(".")[0] for name in known if "." in name})
    either = "|".join(sorted(roots))
    return Vocabulary(
        known=known,
        sample={**SAMPLE, **(sample or {})},
        roots=roots,
        field=re.compile(rf"(?<![\w.])({either})\s*\.\s*([A-Za-z_]\w*)"),
        root=re.compile(rf"(?<![\w.])(?:{either})(?!\w)"),
    )


ORDER_WORDS = vocabulary()
