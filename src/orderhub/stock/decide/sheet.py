"""Rows of an import file of goods: SKUs, bundles, what lies where, and listings. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

COLUMNS = {
    "code": "规格编码",
    "title": "商品名称",
    "spec": "规格",
    "barcode": "条码",
    "safety": "安全库存",
    "parts": "套装组成",
    "warehouse": "仓库",
    "quantity": "在库数量",
    "shop": "店铺",
    "listing_no": "平台商品编号",
    "sku_no": "平台规格编号",
    "merchant_code": "商家编码",
}
REQUIRED = {"code": COLUMNS["code"], "title": COLUMNS["title"]}
BY_HEADER = {name: code for code, title in COLUMNS.items() for name in (code, title)}
_PARTED = re.compile(r"[+;；,，]")
_PART = re.compile(r"^(.+?)\s*[*×xX]\s*(\d{1,6})$")
_DIGITS_MAX = 9
TEXT_MAX = 200


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one cell; `row` as the spreadsheet counts."""

    row: int
    column: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class GoodsRow:
    """One row that can come in; what it leaves empty stays as it is."""

    row: int
    code: str
    title: str
    spec: str = ""
    barcode: str = ""
    safety: int | None = None
    parts: Mapping[str, int] = field(default_factory=dict[str, int])
    warehouse: str = ""
    quantity: int | None = None
    shop: str = ""
    listing_no: str = ""
    sku_no: str = ""
    merchant_code: str = ""


class _Cells:
    """One row's cells, read one by one; what is wrong with them is noted."""

    def __init__(self, place: int, cells: Mapping[str, Any]) -> None:
        self._place, self._cells = place, cells
        self.errors: list[RowError] = []

    def wrong(self, column: str, code: str, detail: str) -> None:
        self.errors.append(RowError(self._place, column, code, detail))

    def text(self, column: str) -> str:
        text = _text(self._cells.get(column, ""))
        if len(text) > TEXT_MAX:
            self.wrong(column, "too_long", f"At most {TEXT_MAX} characters.")
        if column in REQUIRED and not text:
            self.wrong(column, "missing", "This cell must not be empty.")
        return text

    def units(self, column: str) -> int | None:
        text = self.text(column)
        if not text:
            return None
        if not text.isdecimal() or len(text) > _DIGITS_MAX:
            self.wrong(column, "not_a_number", "A whole number, 0 or more.")
            return None
        return int(text)

    def parts(self) -> dict[str, int]:
        found = _parts(self.text("parts"))
        if found is None:
            self.wrong("parts", "not_parts", "Write parts as A*2+B*1.")
        return found or {}


def named(cells: Mapping[str, Any]) -> set[str]:
    """SKU codes that a row speaks of: its own and those of its parts."""
    return {_text(cells.get("code", "")), *(_parts(_text(cells.get("parts", ""))) or ())}


def check(
    rows: Sequence[tuple[int, Mapping[str, Any]]],
    shops: Collection[str],
    known: Mapping[str, bool],
) -> tuple[list[GoodsRow], list[RowError]]:
    """Rows that can come in, and what keeps the others out. `shops` are the names the caller may
    use, `known` the SKU codes there are and whether each is a bundle (a part must be a simple SKU
    that is there, or stands in the file)."""
    read: list[GoodsRow] = []
    errors: list[RowError] = []
    for place, cells in rows:
        row, wrong = _row(_Cells(place, cells), place, shops)
        errors += wrong
        if not wrong:
            read.append(row)
    new = {row.code: False for row in read} | {row.code: True for row in read if row.parts}
    bundles = new | dict(known)
    good: list[GoodsRow] = []
    for row in read:
        wrong = _wrong_kind(row, bundles)
        errors += wrong
        if not wrong:
            good.append(row)
    return good, sorted(errors, key=lambda error: error.row)


def _row(cells: _Cells, place: int, shops: Collection[str]) -> tuple[GoodsRow, list[RowError]]:
    words = {
        name: cells.text(name)
        for name in ("code", "title", "spec", "barcode", "warehouse", "shop", "listing_no",
                     "sku_no", "merchant_code")
    }  # fmt: skip
    row = GoodsRow(
        row=place,
        safety=cells.units("safety"),
        quantity=cells.units("quantity"),
        parts=cells.parts(),
        **words,
    )
    if row.quantity is not None and not row.warehouse:
        cells.wrong("warehouse", "missing", "Say in which warehouse the goods lie.")
    if (row.listing_no or row.merchant_code) and row.shop not in shops:
        cells.wrong("shop", "unknown_shop", "There is no shop of this name in your reach.")
    return row, cells.errors


def _wrong_kind(row: GoodsRow, bundles: Mapping[str, bool]) -> list[RowError]:
    """What a row wants of SKUs that are none, or are of the other kind."""
    wrong: list[RowError] = []
    if row.quantity is not None and bundles[row.code]:
        detail = "A bundle is counted by its parts."
        wrong.append(RowError(row.row, "quantity", "bundle_has_no_stock", detail))
    if row.parts and not bundles[row.code]:
        detail = f"{row.code} is a SKU with goods of its own: give the bundle another code."
        wrong.append(RowError(row.row, "parts", "not_a_bundle", detail))
    for part in row.parts:
        if part not in bundles:
            detail = f"There is no SKU {part} for this bundle."
            wrong.append(RowError(row.row, "parts", "unknown_sku", detail))
        elif bundles[part]:
            detail = f"{part} is a bundle itself: name what is in it."
            wrong.append(RowError(row.row, "parts", "part_is_bundle", detail))
    return wrong


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # A spreadsheet keeps 1001 as 1001.0.
    return str(value).strip()


def _parts(text: str) -> dict[str, int] | None:
    """SKU code → units of a text such as A*2+B*1; None where it is none."""
    found: dict[str, int] = {}
    for one in filter(None, (part.strip() for part in _PARTED.split(text))):
        match = _PART.match(one)
        if match is None or int(match[2]) < 1:
            return None
        code = match[1].strip()
        found[code] = found.get(code, 0) + int(match[2])
    return found
