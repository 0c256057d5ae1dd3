"""Plain clients of the wires, written from the channel reference and not from the sandbox."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any

import httpx

Json = dict[str, Any]
TRADE_FIELDS = (
    "tid,tid_str,status,type,created,modified,pay_time,payment,post_fee,total_fee,seller_nick,"
    "seller_memo,seller_flag,buyer_open_uid,receiver_name,receiver_state,receiver_address,"
    "receiver_mobile,receiver_phone,oaid,orders,promotion_details"
)
ORDER_FIELDS = (
    "orderId,orderState,orderPayment,orderStartTime,paymentConfirmTime,modified,"
    "consigneeInfo,itemInfoList"
)
JD_STATES = (
    "WAIT_SELLER_STOCK_OUT,WAIT_GOODS_RECEIVE_CONFIRM,RECEIPTS_CONFIRM,FINISHED_L,PAUSE,"
    "TRADE_CANCELED"
)


def china_text(at: float) -> str:
    """`yyyy-MM-dd HH:mm:ss` at GMT+8."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(at + 8 * 3600))


def joined(params: dict[str, str]) -> str:
    return "".join(name + params[name] for name in sorted(params) if params[name] != "")


def wrap_md5(params: dict[str, str], secret: str) -> str:
    return hashlib.md5((secret + joined(params) + secret).encode()).hexdigest().upper()  # noqa: S324


def hmac_hex(params: dict[str, str], secret: str, algorithm: str) -> str:
    return hmac.new(secret.encode(), joined(params).encode(), algorithm).hexdigest().upper()


@dataclass
class Top:
    """One Taobao shop as a caller sees it."""

    http: httpx.Client
    url: str
    shop: Json

    def signed(self, method: str, **changed: str) -> dict[str, str]:
        """The form of a call; keyword `_name` overrides a system parameter."""
        params = {
            "method": f"taobao.{method}",
            "app_key": self.shop["app_key"],
            "session": self.shop["session"],
            "timestamp": china_text(time.time()),
            "format": "json",
            "v": "2.0",
            "sign_method": "md5",
        }
        params |= {name.removeprefix("_"): value for name, value in changed.items()}
        secret = self.shop["app_secret"]
        match params["sign_method"]:
            case "md5":
                sign = wrap_md5(params, secret)
            case "hmac":
                sign = hmac_hex(params, secret, "md5")
            case _:
                sign = hmac_hex(params, secret, "sha256")
        return {"sign": sign} | params

    def post(self, method: str, **changed: str) -> httpx.Response:
        return self.http.post(self.url, data=self.signed(method, **changed))

    def call(self, method: str, **changed: str) -> Json:
        return self.post(method, **changed).json()

    def page(self, start: float, end: float, page_no: int = 1, /, **changed: str) -> Json:
        """One `increment.get` page with `use_has_next`."""
        wish = {
            "fields": TRADE_FIELDS,
            "start_modified": china_text(start),
            "end_modified": china_text(end),
            "page_no": str(page_no),
            "page_size": "40",
            "use_has_next": "true",
        } | changed
        body = self.call("trades.sold.increment.get", **wish)
        return body.get("trades_sold_increment_get_response", body)

    def tids(self, start: float, end: float, page_no: int = 1, /, **changed: str) -> list[str]:
        trades: Json = self.page(start, end, page_no, **changed).get("trades") or {}
        rows: list[Json] = trades.get("trade", [])
        return [row["tid_str"] for row in rows]


@dataclass
class Jos:
    """One JD shop as a caller sees it."""

    http: httpx.Client
    url: str
    shop: Json

    def post(self, method: str, business: Json, **changed: str) -> httpx.Response:
        """A signed call; keyword `_name` overrides a system parameter."""
        params = {
            "method": f"jingdong.{method}",
            "app_key": self.shop["app_key"],
            "access_token": self.shop["access_token"],
            "timestamp": china_text(time.time()),
            "v": "2.0",
            "360buy_param_json": json.dumps(business),
        }
        params |= {name.removeprefix("_"): value for name, value in changed.items()}
        sign = wrap_md5(params, self.shop["app_secret"])
        return self.http.post(self.url, data={"sign": sign} | params)

    def call(self, method: str, business: Json, **changed: str) -> Json:
        return self.post(method, business, **changed).json()

    def search(self, start: float, end: float, page: int = 1, /, **changed: Any) -> Json:
        """`searchorderinfo_result` of one enSearch page, or the error."""
        business = {
            "order_state": JD_STATES,
            "optional_fields": ORDER_FIELDS,
            "start_date": china_text(start),
            "end_date": china_text(end),
            "page": str(page),
            "page_size": "50",
        } | changed
        body = self.call("pop.order.enSearch", business)
        node = body.get("jingdong_pop_order_enSearch_responce")
        return node["searchorderinfo_result"] if node else body


@dataclass
class Control:
    """The control API."""

    http: httpx.Client
    url: str

    def get(self, path: str, **query: Any) -> Any:
        return self._read(self.http.get(f"{self.url}/{path}", params=query))

    def post(self, path: str, **body: Any) -> Any:
        return self._read(self.http.post(f"{self.url}/{path}", json=body, timeout=120))

    def patch(self, path: str, **body: Any) -> Any:
        return self._read(self.http.patch(f"{self.url}/{path}", json=body))

    def delete(self, path: str) -> Any:
        return self._read(self.http.delete(f"{self.url}/{path}"))

    def arm(self, kind: str, **fields: Any) -> str:
        return self.post("faults", kind=kind, **fields)["id"]

    def hits(self, kind: str) -> int:
        return self.get("faults")["hits_by_kind"].get(kind, 0)

    def place(self, shop: str, **wish: Any) -> list[Json]:
        return self.post(f"{shop}/orders", **wish)["orders"]

    @staticmethod
    def _read(reply: httpx.Response) -> Any:
        assert reply.is_success, reply.text
        return reply.json() if reply.content else None
