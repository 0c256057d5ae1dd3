"""The error book's part that holds for every channel: cause → words, reach, manner. Pure data."""

from collections.abc import Mapping

from orderhub.connector_kit.causes import Words
from orderhub.health.model.causes import CauseName, Known, Reach

_WAIT = Words(
    "无需处理，系统会自动重试并补拉；持续超过半小时请联系平台",
    "Nothing to do: calls are repeated and orders caught up; ask the platform if it lasts",
)
_REAUTHORISE = Words(
    "请店主重新授权，再到「店铺」里更新授权",
    "Let the seller authorise the app again, then replace the credentials under Shops",
)
_CLOCK = Words(
    "用 NTP 校准运行本系统的机器的时间", "Set the clock of the machine that runs this system by NTP"
)
_NETWORK = Words(
    "检查本机网络、DNS、代理与防火墙；若配置了自定义地址，请在「店铺」里核对",
    "Check this machine's network, DNS, proxy and firewall, and the shop's own base URL if any",
)

KNOWN: Mapping[str, Known] = {
    CauseName.ADDRESS_BLOCKED: Known(
        what=Words("出口 IP 不在平台的白名单", "Our address is not on the platform's whitelist"),
        remedy=Words(
            "把证据里的出口 IP 加入应用的 IP 白名单；加入后约 10 秒内自动恢复并补拉",
            "Add the address in the evidence to the app's whitelist; we resume within about 10 s",
        ),
        reach=Reach.APP,
        heals=False,
        at_once=True,
        proven=True,
    ),
    CauseName.AUTH_REVOKED: Known(
        what=Words("店铺授权被取消或已失效", "The shop's authorisation was withdrawn or is over"),
        remedy=_REAUTHORISE,
        reach=Reach.SHOP,
        heals=False,
        at_once=True,
        proven=True,
    ),
    CauseName.AUTH_EXPIRED: Known(
        what=Words("访问令牌过期", "The access token is over"),
        remedy=Words(
            "系统会自动续期；续期失败时会另行告警",
            "It is renewed by itself; a failure is told apart",
        ),
        reach=Reach.SHOP,
        heals=True,
        proven=True,
    ),
    CauseName.CREDENTIALS_WRONG: Known(
        what=Words("应用密钥不对", "The app's key or secret is wrong"),
        remedy=Words(
            "到平台控制台核对 App Key 与 App Secret，在「店铺」里更新",
            "Compare key and secret with the platform's console and replace them under Shops",
        ),
        reach=Reach.APP,
        heals=False,
        at_once=True,
        proven=True,
    ),
    CauseName.SCOPE_MISSING: Known(
        what=Words("没有该接口的权限，或权限被收回", "The permission for this API is missing"),
        remedy=Words(
            "到平台控制台申请该接口的权限，或请店主重新授权并勾选",
            "Apply for the API in the platform's console, or let the seller grant it again",
        ),
        reach=Reach.SHOP,
        heals=False,
        at_once=True,
    ),
    CauseName.API_RETIRED: Known(
        what=Words("接口已下线", "The API was retired"),
        remedy=Words(
            "升级本系统到支持新接口的版本，并查看平台公告",
            "Update this system to a version with the new API; see the platform's notices",
        ),
        reach=Reach.APP,
        heals=False,
        at_once=True,
    ),
    CauseName.CLOCK_SKEWED: Known(
        what=Words("平台拒绝了我们的时间戳", "The platform refused our timestamp"),
        remedy=_CLOCK,
        reach=Reach.APP,
        heals=False,
        at_once=True,
        proven=True,
    ),
    CauseName.CLOCK_DRIFT: Known(
        what=Words("本机时间与平台相差超过 30 秒", "Our clock is over 30 s off the platform's"),
        remedy=_CLOCK,
        reach=Reach.APP,
        heals=False,
        at_once=True,
    ),
    CauseName.SCHEMA_DRIFT: Known(
        what=Words("平台返回的数据结构变了", "The platform's data changed its structure"),
        remedy=Words(
            "看证据里的字段：在「隔离区」查看原始报文，升级连接器后可整批重放",
            "See the field in the evidence and the payloads in quarantine; replay them all once "
            "the connector is updated",
        ),
        reach=Reach.SHOP,
        heals=False,
        at_once=True,
    ),
    CauseName.BAD_REQUEST: Known(
        what=Words("平台认为请求有误", "The platform found our request wrong"),
        remedy=Words(
            "多半是本系统的缺陷或参数问题：把证据里的代码交给技术人员",
            "Most likely a defect or parameter of ours: hand the code in the evidence to engineers",
        ),
        reach=Reach.SHOP,
        heals=False,
    ),
    CauseName.RATE_LIMITED: Known(
        what=Words("调用过快，被平台限流", "Calls come too fast for the platform"),
        remedy=Words(
            "系统会自动降速；长期出现请申请提高流量或调低每秒调用数",
            "We slow down by ourselves; apply for more or lower the shop's calls per second",
        ),
        reach=Reach.APP,
        heals=True,
    ),
    CauseName.QUOTA_SPENT: Known(
        what=Words("当日调用次数已用完", "The calls of the day are used up"),
        remedy=Words(
            "次日自动恢复；可在平台控制台申请更多次数",
            "It comes back the next day; ask for more in the platform's console",
        ),
        reach=Reach.APP,
        heals=True,
        at_once=True,
    ),
    CauseName.CHANNEL_UNAVAILABLE: Known(
        what=Words("平台没有正常回答", "The platform does not answer as it should"),
        remedy=_WAIT,
        reach=Reach.APP,
        heals=True,
    ),
    CauseName.HOST_UNKNOWN: Known(
        what=Words("平台域名解析失败", "The platform's host name cannot be resolved"),
        remedy=_NETWORK,
        reach=Reach.APP,
        heals=True,
    ),
    CauseName.CONNECTION_REFUSED: Known(
        what=Words("连接被拒绝", "The connection was refused"),
        remedy=_NETWORK,
        reach=Reach.APP,
        heals=True,
    ),
    CauseName.CERTIFICATE_REFUSED: Known(
        what=Words("TLS 证书无法验证或握手失败", "The TLS certificate or handshake failed"),
        remedy=Words(
            "不会降级到不安全的连接：检查代理是否拦截 HTTPS、本机根证书与时间",
            "We never fall back to an unsafe line: see whether a proxy intercepts HTTPS, and "
            "check this machine's root certificates and clock",
        ),
        reach=Reach.APP,
        heals=False,
        at_once=True,
    ),
    CauseName.TIMED_OUT: Known(
        what=Words("平台超时没有回答", "The platform did not answer in time"),
        remedy=_WAIT,
        reach=Reach.APP,
        heals=True,
    ),
    CauseName.CONNECTION_CUT: Known(
        what=Words("连接中途断开", "The connection was cut"),
        remedy=_WAIT,
        reach=Reach.APP,
        heals=True,
    ),
    CauseName.OUTCOME_UNKNOWN: Known(
        what=Words("写操作没有得到回答", "Writes went unanswered"),
        remedy=Words(
            "系统会先核对再决定是否重做，请勿手工重复操作",
            "We ask before any repeat; do not repeat it by hand",
        ),
        reach=Reach.SHOP,
        heals=True,
    ),
    CauseName.CHANNEL_REFUSED: Known(
        what=Words(
            "对方答复「不可以」：接口正常，业务上不允许",
            "The answer was no: the API works, the business does not let it",
        ),
        remedy=Words(
            "接口不用修；相关订单或任务按对方给的原因处理",
            "Nothing to mend here: deal with the order or task by the reason it gave",
        ),
        reach=Reach.SHOP,
        heals=False,
    ),
    CauseName.ALREADY_DONE: Known(
        what=Words("对方说这件事已经做过", "The answer was that it is done already"),
        remedy=Words("无需处理：系统当作成功", "Nothing to do: it counts as a success"),
        reach=Reach.SHOP,
        heals=True,
    ),
    CauseName.PUSH_REFUSED: Known(
        what=Words("推送的签名不对", "Pushes come with a wrong signature"),
        remedy=Words(
            "核对双方的推送密钥；若不是你们的系统在推送，可能有人伪造",
            "Compare the secrets of both sides; somebody may be forging if it is not your system",
        ),
        reach=Reach.SHOP,
        heals=False,
    ),
    CauseName.PUSH_UNREADABLE: Known(
        what=Words("推送的内容读不懂", "Pushes cannot be read"),
        remedy=Words(
            "对照接口文档修正推送方；改好后重推即可",
            "Mend the sender by the documented form and push again",
        ),
        reach=Reach.SHOP,
        heals=False,
    ),
    CauseName.PUSH_TURNED_AWAY: Known(
        what=Words("推送被暂时拒收", "Pushes are turned away for now"),
        remedy=Words(
            "店铺是否暂停？推送过快？本机是否繁忙？恢复后对方会重推",
            "Is the shop paused, the sender too fast, this machine busy? The sender will repeat",
        ),
        reach=Reach.SHOP,
        heals=True,
    ),
    CauseName.EGRESS_DRIFT: Known(
        what=Words(
            "出口地址变了，不在平台白名单（尚未被拒）",
            "Our address changed and is off a platform's whitelist (no call refused yet)",
        ),
        remedy=Words(
            "把新地址加入平台应用的白名单并在「依赖与变更」登记，或恢复原地址",
            "Add it to the app's whitelist and declare it under Dependencies, or bring it back",
        ),
        reach=Reach.APP,
        heals=False,
        at_once=True,
    ),
    CauseName.CERTIFICATE_ENDING: Known(
        what=Words("对方域名的证书即将到期", "A host's certificate is about to end"),
        remedy=Words(
            "平台一般会自行换证；自建站请尽快续期，到期后调用会被拒绝",
            "Platforms usually renew it; renew it where the host is yours: calls stop at its end",
        ),
        reach=Reach.SHOP,
        heals=True,
        at_once=True,
    ),
    CauseName.OTHER: Known(
        what=Words("未归类的错误", "An error without a class"),
        remedy=Words("把证据里的代码交给技术人员", "Hand the code in the evidence to engineers"),
        reach=Reach.SHOP,
        heals=False,
    ),
}
