"""The forms that a source's rows are mapped to, by what it tells of. Pure."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson

from orderhub.connector_kit.forms import Form, MappedForm, compile_form
from orderhub.sources.model.sources import SourceKind

EVENTS = frozenset({"packed", "shipped", "delivered", "returned"})
FORMS: Mapping[SourceKind, Form] = {
    SourceKind.SHIPMENTS: Form(
        one="row",
        many="rows",
        noun="a shipment",
        required=frozenset({"order", "carrier", "waybill_no", "lines.sku", "lines.quantity"}),
        targets=frozenset(
            {
                "rows",
                "key",
                "event",
                "order",
                "carrier",
                "waybill_no",
                "replaces",
                "at",
                "weight_g",
                "lines",
                "lines.sku",
                "lines.quantity",
            }
        ),
        times=frozenset({"at"}),
        words={"event": EVENTS},
    ),
    SourceKind.STOCK_COUNTS: Form(
        one="row",
        many="rows",
        noun="a stock count",
        required=frozenset({"sku", "quantity"}),
        targets=frozenset({"rows", "sku", "quantity", "warehouse", "at"}),
        times=frozenset({"at"}),
    ),
}


def compiled(kind: SourceKind, spec: Mapping[str, Any]) -> MappedForm:
    """The mapping ready to be used; InvalidInput tells by target what is wrong."""
    return _compiled(kind, orjson.dumps(dict(spec), option=orjson.OPT_SORT_KEYS))


@lru_cache(maxsize=256)
def _compiled(kind: SourceKind, spec: bytes) -> MappedForm:
    said = orjson.loads(spec)
    return compile_form(FORMS[kind], said.get("targets", {}), said.get("words", {}))
