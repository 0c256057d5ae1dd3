"""Shopify's error answers (channel reference, section 7.4)."""

from orderhub_sandbox.refusals import Refused

REQUESTED_COST, BUDGET, RESTORE_RATE = 120, 2000, 100
_TEXTS = {
    401: "[API] Invalid API key or access token (unrecognized login or wrong password)",
    402: "Unavailable Shop",
    403: "[API] This action requires merchant approval for the read_orders scope.",
    404: "Not Found",
    423: "Shop is locked",
}
_STATUSES = {"token_missing": 401, "revoked": 401, "expired": 401, "scope_missing": 403}
# kind: (code in extensions, message with {} for the detail)
_FAILURES = {
    "throttled": ("THROTTLED", "Throttled"),
    "transient": ("INTERNAL_SERVER_ERROR", "Internal error. Looks like something went wrong"),
    "retired": ("undefinedField", "Field '{}' doesn't exist on type 'QueryRoot'"),
    "syntax": ("parseError", "syntax error, {}"),
    "argument_wrong": ("argumentLiteralsIncompatible", "Argument '{}' has an invalid value"),
}


def refuse(kind: str, detail: str = "") -> Refused:
    """Shopify's answer for one kind of refusal: a status of HTTP, or errors inside of 200."""
    if kind in _STATUSES:
        return refuse_status(_STATUSES[kind])
    code, message = _FAILURES["throttled" if kind == "daily_quota" else kind]
    told: dict[str, object] = {"message": message.format(detail), "extensions": {"code": code}}
    answer: dict[str, object] = {"errors": [told]}
    if code == "THROTTLED":
        seconds = int(detail) if detail.isdigit() else 1
        answer["extensions"] = {"cost": cost(20, requested=20 + seconds * RESTORE_RATE)}
    return Refused(code, answer)


def refuse_status(status: int) -> Refused:
    """The plain answer for a status of HTTP."""
    return Refused(str(status), {"errors": _TEXTS[status]}, status)


def cost(
    available: int, actual: int | None = None, requested: int = REQUESTED_COST
) -> dict[str, object]:
    """What a query costs and what is left."""
    return {
        "requestedQueryCost": requested,
        "actualQueryCost": actual,
        "throttleStatus": {
            "maximumAvailable": float(BUDGET),
            "currentlyAvailable": available,
            "restoreRate": float(RESTORE_RATE),
        },
    }
