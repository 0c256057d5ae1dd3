"""Route texts without the people in them: couriers' and recipients' phones and names. Pure."""

import re

HIDDEN = "***"
LONGEST = 300
_ROLES = (
    "派件员|派送员|快递员|业务员|收派员|揽收员|揽件员|收件员|取件员|配送员|投递员|快递小哥|小哥|骑手|"
    "签收人|代收人|收件人|收货人|寄件人|联系人|经办人"
)
# Who signs is no person's name when it is one of these.
_NOBODY = (
    "本人|他人|家人|同事|邻居|朋友|门卫|前台|保安|物业|驿站|代收点|快递柜|丰巢|菜鸟|收发室|传达室|"
    "已|未|正|将|不|为|是|签|拒|派|联|电|请|的|取"
)
_NAME = re.compile(
    rf"({_ROLES})([\s::]*[【\[((〔]?\s*)(?!(?:{_NOBODY}))([\u4e00-\u9fff·]{{2,4}}?)"
    r"(?=[\s,,。;;、::】\])\)〕(((【\[*\d]|电话|手机|正在|$)"
)
_IN_BRACKETS = re.compile(
    r"(?<=[【\[])([\u4e00-\u9fff·]{2,4})(?=[】\],,::\s]*(?:电话|手机|\*\*\*))"
)
# Phones, virtual numbers and extensions, however they are cut up; pick-up codes of lockers.
_DIGITS = re.compile(r"\+?\d(?:[-\s  转()()]{0,2}\d){6,}")
_CODE = re.compile(r"((?:取件码|取货码|提货码|验证码|密码)[::\s]*)[\dA-Za-z-]+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")


def redacted(text: str, waybill_no: str) -> str:
    """The text, its control characters gone, with every phone, name of a courier or signer,
    pick-up code and mail address hidden; the waybill's own number stays."""
    plain = "".join(c if c.isprintable() else " " for c in text).strip()[:LONGEST]
    parts = re.split(f"({re.escape(waybill_no)})", plain) if waybill_no else [plain]
    return "".join(part if part == waybill_no else _hidden(part) for part in parts)


def _hidden(text: str) -> str:
    for pattern in (_MAIL, _DIGITS, _IN_BRACKETS):
        text = pattern.sub(HIDDEN, text)
    text = _CODE.sub(rf"\g<1>{HIDDEN}", text)
    return _NAME.sub(rf"\g<1>\g<2>{HIDDEN}", text)
