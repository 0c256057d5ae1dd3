"""After-sale cases (售后单) of a shop: what buyers claim, in the sandbox's own words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from orderhub_sandbox.book import Book
from orderhub_sandbox.clock import utc_text

ENDED = frozenset({"success", "closed", "refused", "exchange_done"})
_MONEY = ("requested", "refused", "refunding", "platform_review", "success", "closed")
_BACK = ("await_buyer_return", "await_seller_receive")
_SWAP = ("exchange_await_ship", "exchange_shipped", "exchange_done")
_GOES_BACK = frozenset({"await_seller_receive", *_SWAP})
# what a claim of each kind can come to
FITTING: Mapping[str, tuple[str, ...]] = {
    "refund_only": _MONEY,
    "return_refund": (*_MONEY, *_BACK),
    "exchange": ("requested", "refused", "platform_review", "closed", *_BACK, *_SWAP),
    "reship": ("requested", "refused", "closed", *_SWAP),
    "repair": ("requested", "refused", "closed", *_BACK, *_SWAP),
    "price_protection": ("requested", "refused", "success", "closed"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One claim at one version; `line_no` "" is the whole order; amounts in fen, times in epoch
    seconds; `version` counts changes from 1."""

    case_no: str
    external_no: str
    line_no: str
    kind: str
    status: str
    amount_minor: int
    reason: str
    created_at: int
    modified_at: int
    return_carrier: str = ""
    return_waybill_no: str = ""
    version: int = 1

    @property
    def open(self) -> bool:
        return self.status not in ENDED

    @property
    def with_return(self) -> bool:
        """The goods are on their way back, or were."""
        return self.status in _GOES_BACK


@dataclass(frozen=True, slots=True)
class CaseTerms:
    """What cases a platform knows: (shop index, serial) → number, its kinds and its statuses."""

    number: Callable[[int, int], str]
    kinds: tuple[str, ...]
    statuses: tuple[str, ...]

    def statuses_of(self, kind: str) -> tuple[str, ...]:
        return tuple(word for word in FITTING[kind] if word in self.statuses)


class CaseBook(Book[Case]):
    """The cases of a shop, listed by `modified` or `created`."""

    def __init__(self) -> None:
        super().__init__(
            lambda case: case.case_no,
            {"modified": lambda case: case.modified_at, "created": lambda case: case.created_at},
        )
        self._of_order: dict[str, list[str]] = {}

    def clear(self) -> None:
        super().clear()
        self._of_order.clear()

    def add(self, records: Iterable[Case]) -> None:
        fresh = list(records)
        super().add(fresh)
        for case in fresh:
            self._of_order.setdefault(case.external_no, []).append(case.case_no)

    def of_order(self, external_no: str) -> list[Case]:
        numbers = self._of_order.get(external_no, ())
        return [case for number in numbers if (case := self.find(number)) is not None]


def truth_of_case(case: Case) -> dict[str, object]:
    """The control API's view of a case."""
    return {
        "case_no": case.case_no,
        "external_no": case.external_no,
        "line_no": case.line_no,
        "kind": case.kind,
        "status": case.status,
        "amount_minor": case.amount_minor,
        "reason": case.reason,
        "created_at": utc_text(case.created_at),
        "modified_at": utc_text(case.modified_at),
        "return_carrier": case.return_carrier,
        "return_waybill_no": case.return_waybill_no,
        "version": case.version,
    }
