"""JD's error answers (channel reference, section 2.8)."""

from orderhub_sandbox.refusals import Refused

# kind: (code, zh_desc, en_desc with {} for the detail); 62, 66 and 67 are from hearsay
_ANSWERS: dict[str, tuple[str, str, str]] = {
    "daily_quota": ("2", "超出调用次数限制", "App Call Limited"),
    "version_missing": ("4", "缺少版本参数", "Missing version"),
    "version_wrong": ("5", "不支持的版本号", "Unsupported version"),
    "timestamp_missing": ("7", "缺少时间戳参数", "Missing timestamp"),
    "timestamp_wrong": (
        "8",
        "非法的时间戳参数",
        "Invalid timestamp, server time is {}",
    ),
    "sign_missing": ("11", "缺少签名参数", "Missing signature"),
    "sign_wrong": ("12", "无效签名", "Invalid signature"),
    "method_missing": ("14", "缺少方法名参数", "Missing method"),
    "method_unknown": ("15", "不存在的方法名", "Unknown method {}"),
    "token_missing": ("18", "缺少access_token参数", "Missing access_token"),
    "expired": ("19", "access_token已过期", "access_token has expired"),
    "revoked": ("19", "无效access_token", "Invalid access_token"),
    "app_key_missing": ("20", "缺少app_key参数", "Missing app_key"),
    "app_key_wrong": ("21", "无效app_key", "Invalid app_key"),
    "scope_missing": ("24", "商家无权调用此API", "The vender may not call this api"),
    "transient": ("33", "处理超时", "Processing timed out"),
    "unavailable": ("43", "系统错误", "System error"),
    "retired": ("62", "API已下线", "This api has been removed"),
    "address_blocked": ("66", "IP不在白名单内", "Caller ip {} is not allowed"),
    "throttled": ("67", "平台流控", "Flow limit, wait {} seconds"),
}


def refuse(kind: str, detail: str = "") -> Refused:
    """JD's answer for one kind of refusal, always HTTP 200."""
    code, chinese, english = _ANSWERS[kind]
    error = {"code": code, "zh_desc": chinese, "en_desc": english.format(detail)}
    return Refused(code, {"error_response": error})
