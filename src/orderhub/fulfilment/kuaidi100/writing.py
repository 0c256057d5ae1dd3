"""What the service is asked: send us this waybill's route (channels reference §10.2). Pure."""

from typing import Any

import orjson

from orderhub.fulfilment.kuaidi100.carriers import COMPANIES
from orderhub.fulfilment.model.tracking import Account

ROUTE_WITH_STATES = "1"


def subscription(account: Account, carrier: str, waybill_no: str, phone: str) -> str:
    """The call's `param`; `phone` is a tail of digits, "" where none is known or needed."""
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
    return orjson.dumps(asked).decode()
