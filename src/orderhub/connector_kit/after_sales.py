"""An after-sale case (售后单) as a channel states it, in our words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from orderhub.kernel.errors import ConnectorError


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCase:
    """Times aware UTC, amounts in minor units of the order's currency.

    `kind` and `status` are words of `kernel.words` (`CaseKind`, `CaseStatus`), `unknown` where the
    channel's own (`kind_raw`, `status_raw`) is new to us. `version_no` is what the channel wants to
    see again with an answer (optimistic lock), as text.
    """

    case_no: str
    external_no: str
    kind: str
    kind_raw: str
    status: str
    status_raw: str
    amount_minor: int
    created_at: datetime
    modified_at: datetime
    line_no: str = ""
    reason: str = ""
    version_no: str = ""
    return_carrier: str = ""
    return_waybill_no: str = ""
    decide_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case of a page: the decoded payload, and its reading or why there is none."""

    payload: Mapping[str, Any] = field(repr=False)
    case_no: str | None
    case: ChannelCase | None
    problem: ConnectorError | None = None
