"""Admission of pushes (准入): how many, and how large, may be in work at once."""

from collections import Counter
from collections.abc import Generator, Mapping
from contextlib import contextmanager

from orderhub.sync.errors import Overloaded, TooFast

PUSHES = 64
PUSHES_PER_SHOP = 24
BYTES = 96_000_000


class Gate:
    """One per API process. Refuses at once what would only wait: the sender repeats it."""

    def __init__(
        self, pushes: int = PUSHES, per_shop: int = PUSHES_PER_SHOP, size: int = BYTES
    ) -> None:
        self._free = pushes
        self._per_shop = per_shop
        self._bytes = size
        self._of_shop: Counter[int] = Counter()

    def look(self, shop_id: int, size: int) -> None:
        """Raises as `admit` does, and takes no place: to be asked before a body is read, so that
        whoever sends slowly, known or not, keeps nobody out."""
        if self._of_shop[shop_id] >= self._per_shop:
            raise TooFast("too many pushes of this sender are in work", retry_after_s=1)
        if self._free <= 0 or size > self._bytes:
            raise Overloaded("more is coming in than can be taken", retry_after_s=2)

    @contextmanager
    def admit(self, shop_id: int, size: int) -> Generator[None]:
        """A place for one push whose `size` bytes are here. Raises TooFast, or Overloaded."""
        self.look(shop_id, size)
        self._free -= 1
        self._bytes -= size
        self._of_shop[shop_id] += 1
        try:
            yield
        finally:
            self._free += 1
            self._bytes += size
            self._of_shop[shop_id] -= 1
            if not self._of_shop[shop_id]:
                del self._of_shop[shop_id]


def size_of(headers: Mapping[str, str], limit: int) -> int:
    """Bytes to reckon with for a push: what its head says, else the most it may have."""
    told = headers.get("content-length", "")
    return min(int(told), limit) if told.isdecimal() else limit
