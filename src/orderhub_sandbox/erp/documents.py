"""Documents as this ERP writes them: quantities as decimal text, times at GMT+8, people within."""

from collections.abc import Sequence
from typing import Any

from orderhub_sandbox.clock import local_text
from orderhub_sandbox.erp.desk import WAREHOUSE, Outbound

RECEIVER = {"receiverName": "赵小满", "tel": "13900001111", "addr": "南山区科技园 1 号"}


def outbound(rows: Sequence[Outbound], following: str) -> dict[str, Any]:
    """One answer of the list; `following`: the place after it."""
    return {"code": 0, "data": {"docs": [_doc(row) for row in rows], "next": following}}


def inventory(stock: dict[str, int], at: int) -> dict[str, Any]:
    """The stock of its one warehouse."""
    rows = [
        {
            "whCode": WAREHOUSE,
            "itemCode": sku,
            "usableQty": f"{units}.00",
            "snapTime": local_text(at),
        }
        for sku, units in stock.items()
    ]
    return {"code": 0, "data": rows}


def _doc(row: Outbound) -> dict[str, Any]:
    return {
        "docNo": f"CK{row.seq:08}",
        "soNo": row.order,
        "state": row.state,
        "express": {"company": row.carrier, "no": row.waybill_no},
        "opTime": local_text(row.at),
        "receiver": RECEIVER,
        "goods": [{"itemCode": sku, "qty": f"{n}.00"} for sku, n in row.items.items()],
    }
