"""TOP's part of the error book (channels reference §1.9): code or sub_code → cause and remedy."""

from collections.abc import Mapping

from orderhub.connector_kit.causes import Cause, cause

_REAUTHORISE = (
    "请店主在千牛/服务市场重新授权本应用,再到「店铺」里更新 Session Key",
    "Let the seller authorise the app again, then replace the session key under Shops",
)
_SCOPE = (
    "到淘宝开放平台控制台「权限管理」申请该接口的权限包,通过后会自动恢复",
    "Apply for the API's permission package in the open platform's console; calls resume by "
    "themselves once it is granted",
)
_CLOCK = (
    "校准本机时间(NTP);淘宝只允许 10 分钟误差",
    "Set this machine's clock by NTP; TOP tolerates ten minutes",
)
_WAIT = (
    "无需处理,系统会自动重试;持续超过半小时请查看平台公告",
    "Nothing to do: calls are repeated; look at the platform's notices if it lasts half an hour",
)
_SLOW = (
    "已自动降速并等待平台解禁;长期出现请申请提高应用流量,或调低店铺的每秒调用数",
    "We slow down and wait by ourselves; if it keeps on, apply for more traffic or lower the "
    "shop's calls per second",
)

CAUSES: Mapping[str, Cause] = {
    "7": cause(("应用调用受限(流控)", "The app's calls are limited"), _SLOW),
    "accesscontrol.limited-by-app-access-count": cause(
        ("应用当日调用次数已用完", "The app's calls of the day are used up"),
        (
            "次日 0 点自动恢复;控制台每天可手动重置最多 3 次,或申请更高的应用等级",
            "It comes back at midnight; the console resets the counter up to three times a day",
        ),
        "quota_spent",
    ),
    "10": cause(("平台服务暂不可用", "The platform's service is unavailable"), _WAIT),
    "11": cause(("应用没有该接口的权限", "The app may not call this API"), _SCOPE),
    "isv.permission-ip-whitelist-limit": cause(
        ("出口 IP 不在应用的 IP 白名单", "Our address is not on the app's IP whitelist"),
        (
            "到淘宝开放平台控制台「应用管理 → 安全中心 → IP 白名单」加入证据里的出口 IP;"
            "加入后约半分钟自动恢复并补拉",
            "Add the address named in the evidence to the app's IP whitelist in the open "
            "platform's console; we resume and catch up within half a minute",
        ),
        "address_blocked",
    ),
    "12": cause(("店主的权限不足", "The seller's permission does not suffice"), _SCOPE),
    "13": cause(("合作方权限不足", "The partner's permission does not suffice"), _SCOPE),
    "15": cause(
        ("平台业务层拒绝了请求", "The platform's business layer refused"),
        (
            "按 sub_code 查看原因;isv. 开头是请求的问题,isp. 开头是平台的问题",
            "See the sub_code: isv. is about the request, isp. about the platform",
        ),
    ),
    "22": cause(
        ("接口已下线", "The API was retired"),
        (
            "升级本系统到支持新接口的版本,并查看淘宝开放平台的下线公告",
            "Update this system to a version with the new API; see the platform's notice",
        ),
        "api_retired",
    ),
    "25": cause(
        ("签名错误:App Secret 不对或被重置", "The signature is wrong: the App Secret changed"),
        (
            "到控制台核对 App Secret,在「店铺」里更新",
            "Compare the App Secret with the console and replace it under Shops",
        ),
        "credentials_wrong",
    ),
    "26": cause(("请求没有 Session Key", "The call had no session key"), _REAUTHORISE),
    "27": cause(("Session Key 失效或过期", "The session key is invalid or over"), _REAUTHORISE),
    "sessionkey-not-generated-by-server": cause(
        ("Session Key 不是本平台签发的", "The session key is not one of this platform"),
        _REAUTHORISE,
        "auth_revoked",
    ),
    "29": cause(
        ("App Key 无效:应用被删除或停用", "The App Key is invalid: deleted or disabled"),
        (
            "到控制台确认应用状态,核对 App Key",
            "Check the app's state in the console and compare the App Key",
        ),
        "credentials_wrong",
    ),
    "30": cause(("请求没有时间戳", "The call had no timestamp"), _CLOCK),
    "31": cause(("时间戳超出允许范围", "The timestamp is out of range"), _CLOCK),
    "42": cause(("短授权不足,需要店主重新授权", "Short authorisation: not enough"), _REAUTHORISE),
    "52": cause(("平台后端组件异常", "A component behind the platform failed"), _WAIT),
    "53": cause(("授权安全等级不足", "The authorisation's security level is low"), _REAUTHORISE),
    "520": cause(("平台后端返回异常", "The platform's backend failed"), _WAIT),
}
