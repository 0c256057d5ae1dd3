"""The ring: the opened keys of one region for one piece of work. Holds keys, knows no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from orderhub.infra.crypto import Cipher
from orderhub.vault.blind import IndexKeys, Kind


@dataclass(frozen=True, slots=True)
class Ring:
    """`people` by order month; `digest_key` keys content digests against guessing from a dump."""

    region: str
    people: Mapping[str, Cipher] = field(repr=False)
    raw: Cipher = field(repr=False)
    index: IndexKeys = field(repr=False)

    @property
    def digest_key(self) -> bytes:
        return self.index.digest


def blind(ring: Ring, kind: Kind, value: str) -> bytes:
    """Blind index of `value`: 16 bytes, keyed per region and kind, the same for every spelling."""
    return ring.index.of(kind, value)
