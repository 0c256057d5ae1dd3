"""Quantities a shop has on sale at its platform."""

from dataclasses import dataclass, field

from orderhub_sandbox.catalogue import GOODS
from orderhub_sandbox.clock import utc_text

FIRST_QUANTITY = 100


@dataclass(frozen=True, slots=True)
class StockChange:
    """One accepted write: what the platform holds after it."""

    sku_code: str
    quantity: int
    way: str
    request_no: str
    at: int

    def present(self) -> dict[str, object]:
        return {
            "sku_code": self.sku_code,
            "quantity": self.quantity,
            "way": self.way,
            "request_no": self.request_no,
            "at": utc_text(self.at),
        }


def _first() -> dict[str, int]:
    return dict.fromkeys((good.sku_code for good in GOODS), FIRST_QUANTITY)


@dataclass(slots=True)
class Shelf:
    """sku code → quantity on sale, and every write; KeyError for a sku the shop does not sell."""

    quantities: dict[str, int] = field(default_factory=_first)
    log: list[StockChange] = field(default_factory=list[StockChange])

    def set(self, sku_code: str, quantity: int, at: int, request_no: str = "") -> int:
        """The whole quantity, at least 0; returns it. ValueError below 0."""
        return self._write(sku_code, quantity, "set", at, request_no)

    def add(self, sku_code: str, difference: int, at: int, request_no: str = "") -> int:
        """An increment; one whose `request_no` was seen changes nothing. ValueError below 0."""
        if request_no and any(change.request_no == request_no for change in self.log):
            return self.quantities[sku_code]
        quantity = self.quantities[sku_code] + difference
        return self._write(sku_code, quantity, "add", at, request_no)

    def sell(self, sku_code: str, units: int, tries: int) -> int:
        """Buyers who want `units` each: how many of them get theirs. Leaves no line in the log."""
        served = min(tries, self.quantities[sku_code] // units)
        self.quantities[sku_code] -= served * units
        return served

    def clear(self) -> None:
        self.quantities = _first()
        self.log.clear()

    def _write(self, sku_code: str, quantity: int, way: str, at: int, request_no: str) -> int:
        if sku_code not in self.quantities:
            raise KeyError(sku_code)
        if quantity < 0:
            raise ValueError("no quantity below zero")
        self.quantities[sku_code] = quantity
        self.log.append(StockChange(sku_code, quantity, way, request_no, at))
        return quantity
