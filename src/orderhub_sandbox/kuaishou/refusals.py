"""Kuaishou's yes and no (channel reference, sections 5.3 and 5.8)."""

from orderhub_sandbox.refusals import Refused

# The published table has no numbers for signatures, addresses and limits: those from 9001 on are
# chosen here. 2001 is seen with a wrong endTime. kind: (result, error_msg with {} for the detail)
_ANSWERS: dict[str, tuple[int, str]] = {
    "business": (2001, "{}"),
    "request_wrong": (100200100, "invalid_request: {}"),
    "app_wrong": (100200101, "unauthorized_client"),
    "token_missing": (100200102, "access_denied: access_token is missing"),
    "expired": (100200102, "access_denied: access_token is invalid"),
    "revoked": (100200102, "access_denied: access_token is invalid"),
    "scope_missing": (100200102, "token has no scope merchant_order"),
    "grant_type": (100200104, "unsupported_grant_type"),
    "code_wrong": (100200105, "invalid_grant"),
    "refresh_wrong": (100200102, "access_denied: refresh_token is invalid"),
    "transient": (100200500, "server_error"),
    "sign_wrong": (9001, "签名错误"),
    "address_blocked": (9002, "ip {} 不在白名单内"),
    "throttled": (9003, "调用过于频繁,已被限流,请 {} 秒后重试"),
    "daily_quota": (9004, "今日调用配额已用完"),
    "retired": (9005, "该 API 已下线"),
    "method_unknown": (9006, "不支持的 method {}"),
}


def refuse(kind: str, detail: str = "") -> Refused:
    """Kuaishou's answer for one kind of refusal, always HTTP 200."""
    result, message = _ANSWERS[kind]
    told = message.format(detail)
    answer: dict[str, object] = {"result": result, "error_msg": told}
    if kind == "business":
        answer |= {
            "code": str(result),
            "msg": "业务处理失败",
            "sub_code": str(result),
            "sub_msg": told,
        }
    return Refused(str(result), answer)


def done(data: object) -> dict[str, object]:
    """A successful answer."""
    return {"result": 1, "error_msg": "", "data": data}
