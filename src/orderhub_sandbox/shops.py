"""Apps and shops of a platform: credentials, authorisation, quota, orders."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from orderhub_sandbox.book import OrderBook
from orderhub_sandbox.cases import CaseBook
from orderhub_sandbox.limits import Limiter
from orderhub_sandbox.orders import Order
from orderhub_sandbox.outbox import Outbox
from orderhub_sandbox.stock import Shelf

if TYPE_CHECKING:
    from orderhub_sandbox.website.desk import PushDesk

TOKEN_STATES = ("valid", "expired", "revoked", "scope_missing")


@dataclass(slots=True)
class App:
    """An application at a platform; `addresses` None lets every caller in; `nonces` were used."""

    key: str
    secret: str
    addresses: frozenset[str] | None = None
    nonces: set[str] = field(default_factory=set[str])


@dataclass(slots=True)
class Grant:
    """A shop's authorisation: the tokens rotate, the previous ones are void at once, but for those
    that a platform keeps `still_good` until some second. `issued_at` is 0 for the first ones, which
    never end by themselves; `began` is when the seller agreed, where that counts."""

    seed: str
    serial: int = 0
    issued_at: int = 0
    state: str = "valid"
    refreshable: bool = True
    code: str = ""
    issued: set[str] = field(default_factory=set[str])
    still_good: dict[str, int] = field(default_factory=dict[str, int])
    began: int | None = None

    def __post_init__(self) -> None:
        self.issued.add(self.access_token)

    @property
    def access_token(self) -> str:
        return self._token("access")

    @property
    def refresh_token(self) -> str:
        return self._token("refresh")

    def rotate(self, now: int) -> None:
        """A new pair; the authorisation is valid again."""
        self.serial += 1
        self.issued_at = now
        self.state = "valid"
        self.issued.add(self.access_token)

    def clear(self) -> None:
        """The first tokens again, valid."""
        self.serial, self.state, self.refreshable, self.code = 0, "valid", True, ""
        self.issued_at = 0
        self.issued = {self.access_token}
        self.still_good.clear()
        self.began = None

    def _token(self, kind: str) -> str:
        return hashlib.sha256(f"{self.seed}/{kind}/{self.serial}".encode()).hexdigest()[:48]


@dataclass(slots=True)
class PageChanges:
    """Changes waiting for the k-th list answer."""

    after_reads: int
    changes: tuple[Callable[[], None], ...]
    every: bool
    reads: int = 0


@dataclass(slots=True)
class Shop:
    """One shop; `account` is the seller's name or number as the platform writes it. Lists leave out
    what was placed on `hidden_days` (ISO, GMT+8), as for an application that lost a permission.
    `retold` counts, by order and waybill, how often a parcel was told of that was known."""

    channel: str
    index: int
    name: str
    app: App
    grant: Grant
    account: str
    book: OrderBook = field(default_factory=OrderBook)
    limiter: Limiter = field(default_factory=Limiter)
    plain_people: bool = False
    hidden_days: frozenset[str] = frozenset()
    between_pages: list[PageChanges] = field(default_factory=list[PageChanges])
    cases: CaseBook = field(default_factory=CaseBook)
    stock: Shelf = field(default_factory=Shelf)
    outbox: Outbox = field(default_factory=Outbox)
    retold: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    desk: "PushDesk | None" = None

    def clear(self) -> None:
        """Back to the state after the start."""
        self.book.clear()
        self.cases.clear()
        self.stock.clear()
        self.outbox.clear()
        self.retold.clear()
        self.limiter = Limiter()
        self.grant.clear()
        self.app.addresses = None
        self.plain_people = False
        self.hidden_days = frozenset()
        self.between_pages.clear()
        if self.desk is not None:
            self.desk.clear()


def widen(shops: list[Shop], count: int) -> list[Shop]:
    """The platform's shops and more like its first, `count` in all; where every shop has an app of
    its own, so have these. A platform that only pushes stays as it is."""
    first = shops[0]
    if first.desk is not None:
        return shops
    apart = len({shop.app.key for shop in shops}) == len(shops)
    more = [
        Shop(
            channel=first.channel,
            index=index,
            name=f"{first.name} {index}",
            app=_another(first.app, index) if apart else first.app,
            grant=Grant(f"{first.grant.seed}{index}"),
            account=f"{index}{first.account}",
        )
        for index in range(len(shops), count)
    ]
    return shops + more


def _another(app: App, index: int) -> App:
    return App(f"{app.key}{index}", f"{app.secret}{index}")


def find_shop(shops: Sequence[Shop], key: str) -> Shop | None:
    """By name or 0-based index."""
    if key.isdigit() and int(key) < len(shops):
        return shops[int(key)]
    return next((shop for shop in shops if shop.name == key), None)


def move(order: Order, at: int) -> Order:
    """The order touched at this second and nothing else changed."""
    return replace(order, modified_at=at, entered_at=at)
