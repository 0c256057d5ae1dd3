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
_PART = re.compile(r"^(.+?)\s*[*×xX]\s*(\d{1,6})$")
_MOST = 1_000_000_000
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
    """One row that can come in."""

    row: int
    code: str
    title: str
    spec: str = ""
    barcode: str = ""
    safety: int = 0
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
        value = self._cells.get(column, "")
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # A spreadsheet keeps 1001 as 1001.0.
        text = str(value).strip()
        if len(text) > TEXT_MAX:
            self.wrong(column, "too_long", f"At most {TEXT_MAX} characters.")
        if column in REQUIRED and not text:
            self.wrong(column, "missing", "This cell must not be empty.")
        return text

    def units(self, column: str) -> int | None:
        text = self.text(column)
        if not text:
            return None
        if not text.isdecimal() or int(text) > _MOST:
            self.wrong(column, "not_a_number", "A whole number, 0 or more.")
            return None
        return int(text)

    def parts(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for one in filter(None, (p.strip() for p in re.split(r"[+;；,，]", self.text("parts")))):
            match = _PART.match(one)
            if match is None or int(match[2]) < 1:
                self.wrong("parts", "not_parts", "Write parts as A*2+B*1.")
                return {}
            found[match[1].strip()] = int(match[2])
        return found


def check(
    rows: Sequence[tuple[int, Mapping[str, Any]]],
    shops: Collection[str],
    known: Collection[str],
) -> tuple[list[GoodsRow], list[RowError]]:
    """Rows that can come in, and what keeps the others out. `shops` are the names the caller may
    use, `known` the SKU codes there are (a part must be one of them, or stand in the file)."""
    good: list[GoodsRow] = []
    errors: list[RowError] = []
    codes = {str(cells.get("code", "")).strip() for _, cells in rows} | set(known)
    for place, cells in rows:
        row, wrong = _row(_Cells(place, cells), place, shops, codes)
        errors += wrong
        if not wrong:
            good.append(row)
    return good, errors


def _row(
    cells: _Cells, place: int, shops: Collection[str], codes: Collection[str]
) -> tuple[GoodsRow, list[RowError]]:
    words = {
        name: cells.text(name)
        for name in ("code", "title", "spec", "barcode", "warehouse", "shop", "listing_no",
                     "sku_no", "merchant_code")
    }  # fmt: skip
    row = GoodsRow(
        row=place,
        safety=cells.units("safety") or 0,
        quantity=cells.units("quantity"),
        parts=cells.parts(),
        **words,
    )
    if row.quantity is not None and not row.warehouse:
        cells.wrong("warehouse", "missing", "Say in which warehouse the goods lie.")
    if row.quantity is not None and row.parts:
        cells.wrong("quantity", "bundle_has_no_stock", "A bundle is counted by its parts.")
    for part in row.parts:
        if part == row.code or part not in codes:
            cells.wrong("parts", "unknown_sku", f"There is no SKU {part} for this bundle.")
    if (row.listing_no or row.merchant_code) and row.shop not in shops:
        cells.wrong("shop", "unknown_shop", "There is no shop of this name in your reach.")
    return row, cells.errors
