"""A warehouse at work during a drill: parcels are scanned out, each until the hub said yes."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg

from orderhub.apps.drill.stage import WEBSITE, Stage

AT_ONCE = 10
ASK_S = 15.0
SHIPPABLE = """
    SELECT shop_id, external_no FROM orders WHERE channel_status = 'to_ship' AND shop_id = ANY(%s)
    ORDER BY row_number() OVER (PARTITION BY shop_id ORDER BY id DESC) LIMIT 500
"""
Key = tuple[int, str]
"""(shop, the channel's number)."""


@dataclass(slots=True)
class Dock:
    """`taken`: orders whose scan got a 2xx; `asked`: those that are still to be told; `seen`: those
    that the hub knew when it was looked at last, so that scans come while its database is away.
    `at_yes` is done once, the moment the hub says yes to scans: what it keeps then it must have
    kept already."""

    on: Stage
    taken: set[Key] = field(default_factory=set[Key])
    asked: list[Key] = field(default_factory=list[Key])
    seen: list[Key] = field(default_factory=list[Key])
    at_yes: Callable[[], None] | None = None

    def work(self) -> None:
        """Scan some parcels out, every other call without waiting for the verdict; what was not
        answered well is sent again, as it was."""
        if not self.asked:
            self.asked = self._chosen()
        if self.asked and self._send(self.asked):
            self.taken.update(self.asked)
            if (act := self.at_yes) is not None:
                self.at_yes = None
                act()
            for shop, number in self.asked:
                if shop == self.on.shops[WEBSITE].id:
                    self.on.say_shipped(number)
            self.asked = []

    def _chosen(self) -> list[Key]:
        """Orders the hub knows and nobody scanned yet, of every shop some."""
        shops = [shop.id for shop in self.on.shops.values()]
        with suppress(psycopg.Error):
            self.seen = [(shop, no) for shop, no in self.on.execute(SHIPPABLE, (shops,))]
        return [key for key in self.seen if key not in self.taken][:AT_ONCE]

    def _send(self, keys: Iterable[Key]) -> bool:
        scans = [_scan(key, self.on.begun.isoformat()) for key in keys]
        wish = {"Prefer": "respond-async"} if len(self.taken) // AT_ONCE % 2 else {}
        try:
            answer = self.on.hub.post(
                "/api/v1/fulfilment/scans", json={"scans": scans}, headers=wish, timeout=ASK_S
            )
        except httpx.TransportError:
            return False
        if answer.is_client_error:
            raise RuntimeError(f"the hub refuses scans: {answer.status_code} {answer.text}")
        return answer.is_success


def waybill(key: Key) -> str:
    """Of the order's only parcel."""
    shop, number = key
    return f"SF{shop}X{''.join(c for c in number if c.isalnum()).upper()}"[:40]


def _scan(key: Key, at: str) -> dict[str, Any]:
    """As a scanner sends it; `scan_id` makes a repeat harmless."""
    return {
        "scan_id": waybill(key),
        "order": key[1],
        "carrier": "SF",
        "waybill_no": waybill(key),
        "scanned_at": at,
    }
