"""The website's part of the error book: what its pushes are refused for."""

from collections.abc import Mapping

from orderhub.connector_kit.causes import Cause, cause

_SIGNING = (
    "核对网站的 Webhook Secret 与「店铺」里的一致(换密钥时新旧可并存,用空格分隔),"
    "并确认中间层没有改写请求体",
    "Compare the site's webhook secret with the shop's (old and new may stand side by side, "
    "separated by a space), and see that no proxy rewrites the body",
)

CAUSES: Mapping[str, Cause] = {
    "push_not_signed": cause(
        ("网站推送没有签名", "The site pushes without a signature"), _SIGNING, "push_refused"
    ),
    "push_refused": cause(
        ("网站推送的签名不对", "The signature of the site's pushes is wrong"),
        _SIGNING,
        "push_refused",
    ),
    "signature_stale": cause(
        ("推送的时间戳超出 5 分钟", "The push's timestamp is more than five minutes off"),
        ("校准网站服务器的时间(NTP)", "Set the site's clock by NTP"),
        "push_refused",
    ),
    "invalid_input": cause(
        ("推送的订单格式不对", "The pushed orders are not of the documented form"),
        (
            "对照接口文档或报文格式映射修正;同一推送改好后会被重新接收",
            "Follow the documented form or the shape mapping; a mended push is taken in again",
        ),
        "push_unreadable",
    ),
}
