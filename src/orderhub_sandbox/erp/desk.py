"""What the ERP knows: documents that left its warehouse, its stock, how it behaves."""

from dataclasses import dataclass, field

TOKEN = "erp-token"  # noqa: S105 - of the sandbox's own ERP
WAREHOUSE = "HZ-1"


@dataclass(frozen=True, slots=True)
class Outbound:
    """A document of its warehouse; `seq` rises with every document, `at` is epoch seconds."""

    seq: int
    order: str
    state: str
    carrier: str
    waybill_no: str
    items: dict[str, int]
    at: int


@dataclass(slots=True)
class ErpDesk:
    """`down` answers 503 to everything, `hang_s` answers so late; `asked` are the paths and queries
    it was asked by."""

    down: bool = False
    hang_s: float = 0
    outbound: list[Outbound] = field(default_factory=list[Outbound])
    stock: dict[str, int] = field(default_factory=dict[str, int])
    asked: list[str] = field(default_factory=list[str])

    def clear(self) -> None:
        """As after the start."""
        self.down, self.hang_s = False, 0
        for held in (self.outbound, self.stock, self.asked):
            held.clear()


def credentials(base_url: str) -> dict[str, str]:
    """As `sandbox --json` prints them."""
    return {"base_url": f"{base_url}/erp/open", "header": "X-Erp-Token", "token": TOKEN}
