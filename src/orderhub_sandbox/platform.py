"""What a platform must bring to be served by the sandbox."""

import random
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field

from fastapi import FastAPI

from orderhub_sandbox.cases import CaseTerms
from orderhub_sandbox.catalogue import Good
from orderhub_sandbox.notices import Notices
from orderhub_sandbox.orders import UNPAID, Order
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World


def numbers_of(good: Good) -> tuple[str, str]:
    """A listing's number and that of its sku, as most platforms have them."""
    return str(good.item_no), str(good.sku_no)


@dataclass(frozen=True, slots=True)
class Platform:
    """One folder, one of these, one entry in the registry.

    `words`: canonical status → the platform's words for it, the usual one first.
    `number`: (shop index, serial) → order number as text.
    `bulk_page`: list-answer bytes as the gateway would send them, for benches.
    `live`: runs beside the server, for platforms that push.
    `unlisted`: canonical statuses the platform's lists never show.
    `never`: faults this platform cannot have (a store whose keys do not expire has no F17), so that
    nobody waits for them; also `scope` (its tokens have none), `numbered_pages` (its lists go by
    cursor), `split_parcels` and `new_waybill` (its parcels hold whole orders, and stay),
    `refund_blocks` and `ships_once` (it forbids neither), `signed_headers` (its messages prove
    themselves by their body alone), `redelivery` (what was not answered is not sent again).
    `first_page`: number of a list's first page.
    `closes_lines`: whether it closes single lines, which stay among the order's; else whole orders
    only.
    `carriers`: the platform's carrier codes → names, for parcels; `cases`, `notices`: where the
    platform has after-sale cases and messages; `listing`: how it numbers a good.
    """

    name: str
    words: Mapping[str, Sequence[str]]
    number: Callable[[int, int], str]
    open_shops: Callable[[random.Random], list[Shop]]
    credentials: Callable[[World], dict[str, object]]
    serve: Callable[[FastAPI, World], None]
    bulk_page: Callable[[Shop, Sequence[Order], int], bytes]
    live: Callable[[World], Coroutine[None, None, None]] | None = None
    unlisted: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    first_page: int = 1
    closes_lines: bool = False
    carriers: Mapping[str, str] = field(default_factory=dict[str, str])
    cases: CaseTerms | None = None
    notices: Notices | None = None
    listing: Callable[[Good], tuple[str, str]] = numbers_of

    @property
    def listed_words(self) -> Mapping[str, Sequence[str]]:
        """Words of the statuses a reader of the lists can ever see."""
        return {
            status: words for status, words in self.words.items() if status not in self.unlisted
        }

    def word_of(self, status: str) -> str:
        """The usual platform word for a canonical status."""
        return self.words[status][0]

    def status_of(self, raw_status: str, *, paid: bool) -> str:
        """Canonical status of a platform word; `unknown` for words nobody documented."""
        meant = [status for status, words in self.words.items() if raw_status in words]
        fitting = [status for status in meant if (status in UNPAID) != paid]
        return next(iter(fitting or meant), "unknown")
