"""What the service is asked: send us this waybill's route, tell it now (reference §10). Pure."""

from collections.abc import Mapping
from typing import Any

import orjson

from orderhub.fulfilment.kuaidi100.carriers import COMPANIES
from orderhub.fulfilment.kuaidi100.wire import sign
from orderhub.fulfilment.model.tracking import Account

ROUTE_WITH_STATES = "1"


def subscription(account: Account, carrier: str, waybill_no: str, phone: str) -> Mapping[str, str]:
    """The call's form; `phone` is a tail of digits, "" where none is known or needed."""
    company = COMPANIES.get(carrier, "")
    parameters: dict[str, Any] = {
        "callbackurl": account.callback_url,
        "salt": account.salt,
        "resultv2": ROUTE_WITH_STATES,
    }
    if not company:
        parameters["autoCom"] = "1"
    if phone:
        parameters["phone"] = phone
    asked = {"number": waybill_no, "key": account.key, "parameters": parameters}
    if company:
        asked["company"] = company
    return {"schema": "json", "param": orjson.dumps(asked).decode()}


def query(account: Account, carrier: str, waybill_no: str, phone: str) -> Mapping[str, str]:
    """The form of a real-time query, signed with key and customer; the whole route, newest first.
    Unlike a subscription it wants the carrier's code: `COMPANIES` must know it."""
    asked = {
        "com": COMPANIES[carrier],
        "num": waybill_no,
        "phone": phone,
        "resultv2": ROUTE_WITH_STATES,
        "show": "0",
        "order": "desc",
    }
    param = orjson.dumps(asked).decode()
    signature = sign(param, account.key, account.customer)
    return {"customer": account.customer, "sign": signature, "param": param}
