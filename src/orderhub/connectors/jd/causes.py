"""JOS's part of the error book (channels reference §2.8): code → cause and remedy."""

from collections.abc import Mapping

from orderhub.connector_kit.causes import Cause, cause

_REAUTHORISE = (
    "请商家在京麦/服务市场重新授权,再到「店铺」里更新 Access Token",
    "Let the merchant authorise the app again, then replace the access token under Shops",
)
_CLOCK = (
    "校准本机时间(NTP);京东只允许 6 分钟误差",
    "Set this machine's clock by NTP; JOS tolerates six minutes",
)
_WAIT = (
    "无需处理,系统会自动重试;持续超过半小时请提工单给京东宙斯",
    "Nothing to do: calls are repeated; raise a ticket with JOS if it lasts half an hour",
)
_KEYS = (
    "到京东宙斯控制台核对 App Key 与 App Secret,在「店铺」里更新",
    "Compare App Key and App Secret with the JOS console and replace them under Shops",
)

CAUSES: Mapping[str, Cause] = {
    "2": cause(
        ("应用当日调用次数已用完", "The app's calls of the day are used up"),
        (
            "次日 0 点自动恢复;需要更多次数请在宙斯控制台提工单申请",
            "It comes back at midnight; ask for more by a ticket in the JOS console",
        ),
        "quota_spent",
    ),
    "7": cause(("请求没有时间戳", "The call had no timestamp"), _CLOCK),
    "8": cause(("时间戳超出 6 分钟", "The timestamp is more than six minutes off"), _CLOCK),
    "12": cause(("签名错误:App Secret 不对", "The signature is wrong"), _KEYS, "credentials_wrong"),
    "15": cause(
        ("接口不存在或已下线", "The API does not exist any more"),
        (
            "升级本系统到支持新接口的版本,并查看京东宙斯公告",
            "Update this system to a version with the new API; see the notices of JOS",
        ),
        "api_retired",
    ),
    "18": cause(("请求没有 Access Token", "The call had no access token"), _REAUTHORISE),
    "19": cause(("Access Token 失效或过期", "The access token is invalid or over"), _REAUTHORISE),
    "21": cause(("App Key 无效", "The App Key is invalid"), _KEYS, "credentials_wrong"),
    "24": cause(
        ("商家没有该接口的权限", "The merchant may not call this API"),
        (
            "到京东宙斯控制台申请该接口权限,或请商家重新授权并勾选该权限",
            "Apply for the API in the JOS console, or let the merchant authorise it",
        ),
    ),
    "33": cause(("平台处理超时", "The platform timed out"), _WAIT),
    "43": cause(("平台系统错误", "The platform's system failed"), _WAIT),
    "50": cause(("平台系统错误", "The platform's system failed"), _WAIT),
    "62": cause(
        ("接口已下线", "The API was removed"),
        (
            "升级本系统到支持新接口的版本,并查看京东宙斯公告",
            "Update this system to a version with the new API; see the notices of JOS",
        ),
        "api_retired",
    ),
    "65": cause(("平台处理超时", "The platform timed out"), _WAIT),
    "66": cause(
        ("出口 IP 不在应用的 IP 白名单", "Our address is not on the app's IP whitelist"),
        (
            "到京东宙斯控制台「应用管理 → IP 白名单」加入证据里的出口 IP;约半分钟自动恢复并补拉",
            "Add the address named in the evidence to the app's IP whitelist in the JOS console; "
            "we resume and catch up within half a minute",
        ),
    ),
    "67": cause(
        ("调用过快,被平台流控", "Calls come too fast: flow control"),
        (
            "已自动降速;长期出现请调低店铺的每秒调用数",
            "We slow down by ourselves; lower the shop's calls per second if it keeps on",
        ),
    ),
    "11100006": cause(
        ("店铺未开通或已取消授权", "The shop is not open, or withdrew its consent"), _REAUTHORISE
    ),
}
