"""TOP's error answers (channel reference, section 1.9)."""

import secrets

from orderhub_sandbox.refusals import Refused

# kind: (code, msg, sub_code, sub_msg with {} for the detail)
_ANSWERS: dict[str, tuple[int, str, str, str]] = {
    "throttled": (
        7,
        "App Call Limited",
        "accesscontrol.limited-by-api-access-count",
        "This ban will last for {} more seconds",
    ),
    "daily_quota": (
        7,
        "App Call Limited",
        "accesscontrol.limited-by-app-access-count",
        "App daily call count is used up",
    ),
    "verb": (9, "Http Action Not Allowed", "", "Only POST is allowed"),
    "unavailable": (10, "Service Currently Unavailable", "", ""),
    "address_blocked": (
        11,
        "Insufficient isv permissions",
        "isv.permission-ip-whitelist-limit",
        "Caller ip {} is not in the ip whitelist of the app",
    ),
    "scope_missing": (
        11,
        "Insufficient isv permissions",
        "isv.permission-api-package-not-allowed",
        "The session may not call this api",
    ),
    "transient": (
        15,
        "Remote service error",
        "isp.top-remote-connection-timeout",
        "Remote service timed out",
    ),
    "business": (15, "Remote service error", "isv.{}", "{}"),
    "method_missing": (21, "Missing Method", "", ""),
    "method_unknown": (22, "Invalid Method", "", "Unknown method {}"),
    "retired": (
        22,
        "Invalid Method",
        "isv.api-offline",
        "This api has been taken offline",
    ),
    "format": (23, "Invalid Format", "", "This gateway answers format=json only"),
    "sign_missing": (24, "Missing Signature", "", ""),
    "sign_wrong": (25, "Invalid Signature", "", ""),
    "session_missing": (26, "Missing Session", "", ""),
    "session_unknown": (
        27,
        "Invalid session",
        "sessionkey-not-generated-by-server",
        "",
    ),
    "expired": (27, "Invalid session", "session-expired", "The session has expired"),
    "revoked": (27, "Invalid session", "invalid-sessionkey", "The session is void"),
    "app_key_missing": (28, "Missing App Key", "", ""),
    "app_key_wrong": (29, "Invalid App Key", "", ""),
    "timestamp_missing": (30, "Missing Timestamp", "", ""),
    "timestamp_wrong": (31, "Invalid Timestamp", "", "Server time is {}"),
    "version_missing": (32, "Missing Version", "", ""),
    "version_wrong": (33, "Invalid Version", "", ""),
    "argument_missing": (
        40,
        "Missing required arguments",
        "isv.missing-parameter:{}",
        "{}",
    ),
    "argument_wrong": (41, "Invalid arguments", "isv.invalid-parameter:{}", "{}"),
}


def refuse(kind: str, detail: str = "") -> Refused:
    """TOP's answer for one kind of refusal, always HTTP 200."""
    code, msg, sub_code, sub_msg = _ANSWERS[kind]
    error: dict[str, object] = {
        "code": code,
        "msg": msg,
        "request_id": secrets.token_hex(6),
    }
    if sub_code:
        error["sub_code"] = sub_code.format(detail)
    if sub_msg:
        error["sub_msg"] = sub_msg.format(detail)
    return Refused(str(code), {"error_response": error})
