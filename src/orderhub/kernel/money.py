"""Money (金额): integer minor units and a currency; never a float."""

import re
from dataclasses import dataclass

MINOR_DIGITS = {"CNY": 2, "HKD": 2, "USD": 2, "EUR": 2, "GBP": 2, "TWD": 2, "JPY": 0, "KRW": 0}
_DECIMAL = re.compile(r"(-?)(\d{1,15})(?:\.(\d+))?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """`minor` units of `currency` (ISO 4217): Money(9900, "CNY") is ¥99.00."""

    minor: int
    currency: str = "CNY"

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise ValueError(f"{other.currency} is not {self.currency}")
        return other.minor


def shown(minor: int, currency: str = "CNY") -> str:
    """The amount as people read it: 129900 → "¥1,299.00", other currencies "JPY 1,299"."""
    sign = "¥" if currency == "CNY" else f"{currency} "
    whole, point, cents = decimal_of(abs(minor), currency).partition(".")
    return f"{'-' if minor < 0 else ''}{sign}{int(whole):,}{point}{cents}"


def units_in(currency: str) -> int:
    """Minor units in one whole unit: 100 fen in a yuan, 1 in a yen."""
    return 10 ** MINOR_DIGITS.get(currency, 2)


def minor_of(text: str, currency: str = "CNY") -> int:
    """Minor units of a decimal string such as "12.30"; ValueError when it is not one, or finer."""
    match = _DECIMAL.fullmatch(text)
    if match is None:
        raise ValueError("not a decimal amount")
    sign, whole, fraction = match.groups()
    digits = MINOR_DIGITS.get(currency, 2)
    fraction = (fraction or "").rstrip("0")
    if len(fraction) > digits:
        raise ValueError("finer than the minor unit")
    minor = int(whole) * 10**digits + int(fraction.ljust(digits, "0") or 0)
    return -minor if sign else minor


def decimal_of(minor: int, currency: str = "CNY") -> str:
    """Decimal string of minor units: 1230 → "12.30"; the inverse of `minor_of`."""
    digits = MINOR_DIGITS.get(currency, 2)
    sign = "-" if minor < 0 else ""
    if digits == 0:
        return f"{sign}{abs(minor)}"
    whole, fraction = divmod(abs(minor), 10**digits)
    return f"{sign}{whole}.{fraction:0{digits}d}"
