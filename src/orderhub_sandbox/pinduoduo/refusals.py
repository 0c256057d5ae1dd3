"""Pinduoduo's error answers (channel reference, section 3.9)."""

from orderhub_sandbox.refusals import Refused

# kind: (error_code, error_msg with {} for the detail, sub_code)
_ANSWERS: dict[str, tuple[int, str, str]] = {
    "common_missing": (10001, "公共参数错误:{}", ""),
    "timestamp_wrong": (10001, "公共参数错误:timestamp 已过期", ""),
    "argument_wrong": (10000, "参数错误:{}", ""),
    "client_unknown": (10016, "client下线或者clientId不正确", ""),
    "type_unknown": (10017, "type不正确 {}", ""),
    "expired": (10019, "access_token已过期", ""),
    "sign_wrong": (20004, "签名sign校验失败", ""),
    "address_blocked": (20005, "ip无权访问接口,请加入ip白名单 {}", ""),
    "scope_missing": (20031, "用户没有授权访问此接口", ""),
    "revoked": (20032, "access_token或client_id错误", ""),
    "retired": (20034, "接口已下线", ""),
    "business": (50001, "业务服务错误", "isv.business-failed:{}"),
    "throttled": (70031, "调用过于频繁,请调整调用频率,{}秒后再试", ""),
    "daily_quota": (70036, "应用调用次数超限", ""),
    "transient": (52102, "接口暂时不可用,请稍后再试", ""),
}


def refuse(kind: str, detail: str = "") -> Refused:
    """Pinduoduo's answer for one kind of refusal, HTTP 200."""
    code, message, sub = _ANSWERS[kind]
    error: dict[str, object] = {
        "error_code": code,
        "error_msg": message.format(detail),
        "sub_code": sub.format(detail) or str(code),
        "sub_msg": message.format(detail),
        "request_id": "17000000000000000",
    }
    return Refused(str(code), {"error_response": error})
