"""Columns an import file may have; a header is known by its English code or its Chinese name."""

from dataclasses import dataclass

from orderhub.kernel.words import ChannelStatus


@dataclass(frozen=True, slots=True)
class Column:
    """`of_line` columns differ between the rows of an order; the others count in its first row."""

    code: str
    title: str
    required: bool = False
    of_line: bool = False


COLUMNS = (
    Column("external_no", "订单号", required=True),
    Column("status", "状态", required=True),
    Column("placed_at", "下单时间", required=True),
    Column("paid_at", "付款时间"),
    Column("modified_at", "修改时间"),
    Column("ship_by", "最晚发货时间"),
    Column("recipient_name", "收件人"),
    Column("recipient_phone", "收件电话"),
    Column("recipient_address", "详细地址"),
    Column("province", "省"),
    Column("city", "市"),
    Column("district", "区"),
    Column("buyer_name", "买家"),
    Column("buyer_note", "买家留言"),
    Column("seller_note", "卖家备注"),
    Column("freight", "运费"),
    Column("discount", "优惠"),
    Column("total", "实付金额"),
    Column("currency", "币种"),
    Column("sku_code", "商家编码", required=True, of_line=True),
    Column("title", "商品名称", required=True, of_line=True),
    Column("spec", "规格", of_line=True),
    Column("quantity", "数量", required=True, of_line=True),
    Column("price", "单价", required=True, of_line=True),
)
BY_HEADER = {name: column.code for column in COLUMNS for name in (column.code, column.title)}
REQUIRED = tuple(column.code for column in COLUMNS if column.required)
TITLES = {column.code: column.title for column in COLUMNS}
PEOPLE = (
    "recipient_name", "recipient_phone", "recipient_address", "buyer_name", "buyer_note",
    "seller_note",
)  # fmt: skip
STATUSES = {
    "待付款": ChannelStatus.PENDING_PAYMENT,
    "待发货": ChannelStatus.TO_SHIP,
    "部分发货": ChannelStatus.PARTIALLY_SHIPPED,
    "已发货": ChannelStatus.SHIPPED,
    "已签收": ChannelStatus.DELIVERED,
    "已完成": ChannelStatus.COMPLETED,
    "已取消": ChannelStatus.CANCELLED,
    "已关闭": ChannelStatus.CLOSED_REFUNDED,
} | {status.value: status for status in ChannelStatus if status is not ChannelStatus.UNKNOWN}
