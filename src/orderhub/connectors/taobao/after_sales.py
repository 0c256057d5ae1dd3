"""TOP refunds, listed by modified time and one by one (channels reference §1.7, §1.8)."""

from collections.abc import Mapping
from typing import Any

from orderhub.connector_kit.after_sales import CaseRow, ChannelCase
from orderhub.connector_kit.case_rows import case_row, changed_at
from orderhub.connector_kit.contract import CasePage, ShopSession, Window
from orderhub.connector_kit.culprit import Fields
from orderhub.connector_kit.readers import beijing, ident, node, rows_of, text, to_beijing, yuan
from orderhub.connector_kit.windows import bounds, more_by_count, seek
from orderhub.connectors.taobao.errors import response_node
from orderhub.kernel.words import CaseKind, CaseStatus

_LIST = "taobao.refunds.receive.get"
_ONE = "taobao.refund.get"
_PAGE_SIZE = 100
_ASKED = (
    "refund_id,tid,oid,status,refund_fee,total_fee,payment,good_status,has_good_return,reason,"
    "company_name,sid,created,modified,refund_phase,refund_version,order_status,dispute_type"
)
STATUS: Mapping[str, str] = {
    "WAIT_SELLER_AGREE": CaseStatus.REQUESTED.value,
    "WAIT_BUYER_RETURN_GOODS": CaseStatus.AWAIT_BUYER_RETURN.value,
    "WAIT_SELLER_CONFIRM_GOODS": CaseStatus.AWAIT_SELLER_RECEIVE.value,
    "SELLER_REFUSE_BUYER": CaseStatus.REFUSED.value,
    "SUCCESS": CaseStatus.SUCCESS.value,
    "CLOSED": CaseStatus.CLOSED.value,
    "WAIT_SELLER_CONSIGN_GOODS": CaseStatus.EXCHANGE_AWAIT_SHIP.value,
    "WAIT_BUYER_CONFIRM_EXCHANGE_SELLER_SEND_GOODS": CaseStatus.EXCHANGE_SHIPPED.value,
    "EXCHANGE_TRANSFORM_TO_REFUND": CaseStatus.REFUNDING.value,
}
KIND: Mapping[str, str] = {
    "REFUND": CaseKind.REFUND_ONLY.value,
    "REFUND_AND_RETURN": CaseKind.RETURN_REFUND.value,
    "TMALL_EXCHANGE": CaseKind.EXCHANGE.value,
    "TAOBAO_EXCHANGE": CaseKind.EXCHANGE.value,
    "REPAIR": CaseKind.REPAIR.value,
    "RESHIPPING": CaseKind.RESHIP.value,
}
_FIELDS: Fields = (
    ("refund_id", ident),
    ("tid", ident),
    ("status", ident),
    ("refund_fee", yuan),
    ("created", beijing),
    ("modified", beijing),
    *((name, text) for name in ("oid", "reason", "dispute_type", "refund_version")),
    *((name, text) for name in ("company_name", "sid")),
)


async def pull_cases(shop: ShopSession, window: Window) -> CasePage:
    """The newest page of refunds modified in `window`. Repeats happen, gaps do not."""
    start, end, page = bounds(window)
    answer = await shop.read(
        _LIST,
        {
            "fields": _ASKED,
            "start_modified": to_beijing(start),
            "end_modified": to_beijing(end),
            "page_no": page,
            "page_size": _PAGE_SIZE,
            "use_has_next": "true",
        },
    )
    response = node(answer.document.get(response_node(_LIST)))
    rows = tuple([_row(refund) for refund in rows_of(response.get("refunds"), "refund")])
    more = response.get("has_next")
    if not isinstance(more, bool):
        more = more_by_count(window, len(rows), _PAGE_SIZE, response.get("total_results"))
    remains = seek(window, changed_at(rows, "modified", beijing), more=more)
    return CasePage(rows, answer.body, remains)


async def get_case(shop: ShopSession, case_no: str) -> CasePage:
    """One refund in full."""
    answer = await shop.read(_ONE, {"fields": _ASKED, "refund_id": case_no})
    refund = node(answer.document.get(response_node(_ONE))).get("refund")
    return CasePage((_row(refund),) if refund else (), answer.body, None)


def _row(refund: Any) -> CaseRow:
    return case_row(refund, "refund_id", to_case, _FIELDS)


def to_case(refund: Mapping[str, Any]) -> ChannelCase:
    """A refund in our words; `refund_version` is what an answer must name again."""
    kind, status = text(refund.get("dispute_type")), ident(refund["status"])
    return ChannelCase(
        case_no=ident(refund["refund_id"]),
        external_no=ident(refund["tid"]),
        line_no=text(refund.get("oid")),
        kind=KIND.get(kind, CaseKind.UNKNOWN.value),
        kind_raw=kind,
        status=STATUS.get(status, CaseStatus.UNKNOWN.value),
        status_raw=status,
        amount_minor=yuan(refund["refund_fee"]),
        created_at=beijing(refund["created"]),
        modified_at=beijing(refund["modified"]),
        reason=text(refund.get("reason")),
        version_no=text(refund.get("refund_version")),
        return_carrier=text(refund.get("company_name")),
        return_waybill_no=text(refund.get("sid")),
    )
