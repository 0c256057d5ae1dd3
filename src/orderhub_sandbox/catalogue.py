"""The goods of an invented home and outdoor brand."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Good:
    """One sellable SKU; price in fen."""

    sku_code: str
    title: str
    variant: str
    price_minor: int
    item_no: int
    sku_no: int


_SERIES = (
    (
        "SY-TENT",
        "森屿 三季双人露营帐篷 防暴雨加厚",
        59900,
        ("颜色:苔原绿", "颜色:沙漠卡其", "颜色:雪山白"),
    ),
    ("SY-BAG", "森屿 羽绒睡袋 零下10度户外成人", 89900, ("尺码:标准", "尺码:加长")),
    (
        "SY-CHAIR",
        "森屿 月亮椅 铝合金便携折叠椅",
        19900,
        ("颜色:墨黑", "颜色:奶杏", "颜色:橄榄绿"),
    ),
    ("SY-TABLE", "森屿 蛋卷桌 碳钢折叠野餐桌", 25900, ("规格:小号", "规格:大号")),
    ("SY-LAMP", "森屿 复古氛围营地灯 充电款", 12900, ("颜色:古铜", "颜色:磨砂黑")),
    ("SY-STOVE", "森屿 卡式炉 防风便携", 16900, ("规格:单炉", "规格:炉+收纳箱")),
    ("SY-POT", "森屿 钛合金套锅 2-3人", 45900, ("规格:两件套", "规格:四件套")),
    ("SY-PACK", "森屿 徒步登山包 50L 防泼水", 69900, ("颜色:石墨灰", "颜色:深海蓝")),
    (
        "SY-JKT",
        "森屿 三合一冲锋衣 男女同款",
        129900,
        ("尺码:M", "尺码:L", "尺码:XL", "尺码:2XL"),
    ),
    (
        "SY-SHOE",
        "森屿 防滑徒步鞋 中帮",
        49900,
        ("尺码:39", "尺码:40", "尺码:41", "尺码:42", "尺码:43"),
    ),
    ("SY-CUP", "森屿 316不锈钢保温杯 大容量", 9900, ("容量:500ml", "容量:750ml")),
    (
        "SY-TOWEL",
        "山野集 长绒棉浴巾 吸水速干",
        5990,
        ("颜色:雾蓝", "颜色:米白", "颜色:浅灰"),
    ),
    ("SY-QUILT", "山野集 大豆纤维被 四季通用", 32900, ("尺寸:1.5米", "尺寸:1.8米")),
    ("SY-PILLOW", "山野集 乳胶枕 护颈椎", 13900, ("规格:单只", "规格:一对")),
    ("SY-RUG", "山野集 加厚防滑地垫 入户门", 3990, ("尺寸:40x60", "尺寸:60x90")),
    (
        "SY-AROMA",
        "山野集 无火香薰 卧室持久",
        6900,
        ("香型:白茶", "香型:雪松", "香型:橙花"),
    ),
    ("SY-HOOK", "山野集 不锈钢登山扣 钥匙扣", 990, ("规格:1只", "规格:3只")),
    ("SY-WARM", "森屿 户外柴火暖炉 帐篷专用", 599900, ("规格:含烟囱",)),
)


def _goods() -> tuple[Good, ...]:
    made: list[Good] = []
    for row, (code, title, price, variants) in enumerate(_SERIES):
        for column, variant in enumerate(variants):
            step = price // 10 // 100 * 100 * column
            made.append(
                Good(
                    sku_code=f"{code}-{column + 1:02d}",
                    title=title,
                    variant=variant,
                    price_minor=min(price + step, 599900),
                    item_no=680000000000 + row * 1013,
                    sku_no=4900000000000 + row * 1013 + column,
                )
            )
    return tuple(made)


GOODS = _goods()
BY_CODE = {good.sku_code: good for good in GOODS}
BY_SKU_NO = {str(good.sku_no): good for good in GOODS}
BUYER_NOTES = (
    "",
    "",
    "",
    "",
    "",
    "加急",
    "送礼，请不要放价格单",
    "周末送货",
    "麻烦发顺丰",
    "急用，请今天发货",
)
SELLER_MEMOS = (
    "",
    "",
    "",
    "",
    "",
    "",
    "老客户，送小礼品",
    "已电联改地址",
    "等补货一起发",
)
