"""Doudian's error answers (channel reference, sections 4.9 and 4.4)."""

import secrets

from orderhub_sandbox.refusals import Refused

# kind: (code, msg, sub_code and sub_msg with {} for the detail)
_ANSWERS: dict[str, tuple[int, str, str, str]] = {
    "transient": (20000, "系统错误", "isp.service-error:1", "服务暂不可用，请稍后重试"),
    "unavailable": (20001, "系统超时", "isp.service-timeout", "服务处理超时"),
    "scope_missing": (
        30001,
        "权限不足",
        "isv.app-permissions-insufficient",
        "应用未获得 {} 的权限包",
    ),
    "revoked": (30001, "权限不足", "dop.authorization-closed", "授权已关闭，请商家重新授权"),
    "app_key_wrong": (30001, "权限不足", "dop.app-forbidden", "应用不存在或已被禁用"),
    "address_blocked": (30002, "IP 受限", "dop.ip-forbidden", "IP {} 不在应用的白名单内"),
    "missing": (40001, "缺少参数", "isv.parameter-missing:{}", "缺少参数 {}"),
    "sign_missing": (40001, "缺少参数", "isv.signature-missing", "缺少签名"),
    "wrong": (40002, "非法参数", "isv.parameter-invalid:{}", "参数 {} 不合法"),
    "method_unknown": (40002, "非法参数", "isv.method-invalid", "没有方法 {}"),
    "sign_wrong": (40003, "校验失败", "isv.signature-invalid", "签名不正确"),
    "timestamp_wrong": (40003, "校验失败", "isv.timestamp-invalid", "时间戳不在允许的范围内"),
    "expired": (40003, "校验失败", "isv.access-token-expired", "access_token 已过期"),
    "token_unknown": (40003, "校验失败", "isv.access-token-no-existed", "access_token 不存在"),
    "token_missing": (40001, "缺少参数", "isv.access-token-missing", "缺少 access_token"),
    "request_reused": (40003, "校验失败", "isv.idempotent-id-existed", "幂等 ID 已存在"),
    "grant_refused": (50001, "生成令牌失败", "dop.token-generate-failed:{}", "换取令牌失败"),
    "business": (50002, "业务处理失败", "isv.business-failed:{}", "业务处理失败"),
    "throttled": (60000, "请求频率超限", "isp.api-flow-limit", "请求过于频繁"),
    "daily_quota": (60000, "请求频率超限", "isp.api-day-limit", "今日调用量已用完"),
    "retired": (70000, "API 下线", "isp.api-service-off", "该 API 已下线"),
}


def refuse(kind: str, detail: str = "") -> Refused:
    """Doudian's answer for one kind of refusal, always HTTP 200."""
    code, msg, sub_code, sub_msg = _ANSWERS[kind]
    answer: dict[str, object] = {
        "code": code,
        "msg": msg,
        "sub_code": sub_code.format(detail),
        "sub_msg": sub_msg.format(detail),
        "log_id": secrets.token_hex(16),
    }
    named = f":{detail}" if kind == "business" else ""
    return Refused(f"{code}{named}", answer)
