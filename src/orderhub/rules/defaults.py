"""The rules a new installation starts with: tags on, automatic review off."""

from orderhub.rules.model import Review, Rule, TagDefinition

REMOTE = (
    '["新疆", "新疆维吾尔自治区", "西藏", "西藏自治区", "内蒙古", "内蒙古自治区", '
    '"宁夏", "宁夏回族自治区", "青海", "青海省", "甘肃", "甘肃省"]'
)
URGENT_WORDS = ("加急", "急用", "尽快", "急需", "催发")
URGENT = " || ".join(
    f'order.{note}.contains("{word}")'
    for note in ("buyer_note", "seller_note")
    for word in URGENT_WORDS
)

TAG_RULES = (
    Rule(
        key="high_value",
        name_zh="高价值订单",
        name_en="High value",
        when="order.total >= 1000.0",
        tag="high_value",
        priority=1,
    ),
    Rule(
        key="remote",
        name_zh="偏远地区",
        name_en="Remote area",
        when=f"order.province in {REMOTE}",
        tag="remote",
    ),
    Rule(
        key="urgent",
        name_zh="加急配送",
        name_en="Urgent",
        when=URGENT,
        tag="urgent",
        priority=2,
    ),
    Rule(
        key="bulk",
        name_zh="大件多件",
        name_en="Many pieces",
        when="order.quantity >= 10",
        tag="bulk",
    ),
    Rule(
        key="noted",
        name_zh="有备注",
        name_en="With a note",
        when='order.buyer_note != "" || order.seller_note != ""',
        tag="noted",
    ),
)
REVIEW_RULES = (
    Rule(
        key="plain",
        name_zh="普通订单自动审核",
        name_en="Approve plain orders",
        when=(
            f"order.total < 1000.0 && !(order.province in {REMOTE})"
            ' && order.buyer_note == "" && order.seller_note == ""'
        ),
        review=Review.APPROVE,
    ),
)
SETS = (
    ("tags", "标签与优先级", "Tags and priority", True, TAG_RULES),
    ("review", "自动审单", "Automatic review", False, REVIEW_RULES),
)
TAGS = (
    TagDefinition(tag="high_value", label_zh="高价值", label_en="High value", color="gold", rank=1),
    TagDefinition(tag="urgent", label_zh="加急", label_en="Urgent", color="red", rank=2),
    TagDefinition(tag="remote", label_zh="偏远", label_en="Remote", color="purple", rank=3),
    TagDefinition(tag="bulk", label_zh="多件", label_en="Many pieces", color="blue", rank=4),
    TagDefinition(tag="noted", label_zh="有备注", label_en="Note", color="cyan", rank=5),
)
