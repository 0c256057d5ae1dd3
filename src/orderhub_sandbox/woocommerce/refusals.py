"""A store's error answers (channel reference, section 6.4)."""

from orderhub_sandbox.refusals import Refused

_AUTH = "woocommerce_rest_authentication_error"
# kind: (HTTP status, code, message with {} for the detail); the messages are not in any source
_ANSWERS: dict[str, tuple[int, str, str]] = {
    "key_missing": (401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources."),
    "key_wrong": (401, _AUTH, "Consumer key is invalid."),
    "revoked": (401, _AUTH, "Consumer key is invalid."),
    "expired": (401, _AUTH, "Consumer key is invalid."),
    "sign_missing": (401, _AUTH, "Missing OAuth parameter {}"),
    "sign_wrong": (401, _AUTH, "Invalid signature - provided signature does not match."),
    "timestamp_wrong": (401, _AUTH, "Invalid timestamp."),
    "nonce_used": (401, _AUTH, "Invalid nonce - nonce has already been used."),
    "scope_missing": (403, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources."),
    "address_blocked": (403, "rest_forbidden", "Access from {} is forbidden."),
    "retired": (404, "rest_no_route", "No route was found matching the URL and request method."),
    "order_unknown": (404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID."),
    "product_unknown": (404, "woocommerce_rest_product_invalid_id", "Invalid ID."),
    "argument_wrong": (400, "rest_invalid_param", "Invalid parameter(s): {}"),
    "json_wrong": (400, "rest_invalid_json", "Invalid JSON body passed."),
    "throttled": (429, "too_many_requests", "Too many requests, wait {} seconds."),
    "transient": (500, "internal_server_error", "There has been a critical error on this website."),
}


def refuse(kind: str, detail: str = "") -> Refused:
    """A store's answer for one kind of refusal."""
    status, code, message = _ANSWERS[kind]
    told: dict[str, object] = {"status": status}
    if kind == "argument_wrong":
        told["params"] = {detail: "Invalid parameter."}
    answer = {"code": code, "message": message.format(detail), "data": told}
    refused = Refused(code, answer, status)
    if kind == "throttled":
        refused.headers["Retry-After"] = detail
    return refused
