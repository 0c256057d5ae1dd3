"""Opening the vault with the master key, and the rings of opened data keys."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from itertools import product

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from orderhub.infra import clock
from orderhub.infra.crypto import Cipher, MasterKey, SealBroken, new_data_key
from orderhub.infra.db import Tx
from orderhub.kernel.errors import ConfigError
from orderhub.vault.blind import KINDS, IndexKeys
from orderhub.vault.model import DataKey, KeyPlace, Purpose
from orderhub.vault.ring import Ring
from orderhub.vault.store import keys as store

MONTH = "%Y-%m"
REVEALS_PER_DAY = 200
WRONG_KEY = (
    "ORDERHUB_MASTER_KEY_FILE: this master key does not open the data keys of this database; "
    "put back the key file that belongs to it, or restore the backup with its recovery phrase"
)


class _Lock:
    """The master key of this process and its reveals a day; `apps` opens it once, at the start."""

    def __init__(self) -> None:
        self._master: MasterKey | None = None
        self.reveals_per_day = REVEALS_PER_DAY

    def open(self, master: MasterKey, reveals_per_day: int) -> None:
        self._master = master
        self.reveals_per_day = reveals_per_day

    @property
    def master(self) -> MasterKey:
        if self._master is None:
            raise ConfigError("the vault is locked: no master key (ORDERHUB_MASTER_KEY_FILE)")
        return self._master


LOCK = _Lock()


def unlock(master: MasterKey, reveals_per_day: int = REVEALS_PER_DAY) -> None:
    """Give this process the master key; without it every use of the vault raises ConfigError."""
    LOCK.open(master, reveals_per_day)


async def check_master_key(tx: Tx) -> None:
    """Raise ConfigError when the master key is missing or is not the one of this database."""
    key = await store.load_any_key(tx)
    if key is None:
        _ = LOCK.master
    else:
        open_key(key)


async def load_ring(tx: Tx, region: str, months: Iterable[str]) -> Ring:
    """The region's ring with people keys of these order months; keys are made at their first use.

    One statement when all keys exist. Keys are read anew for each piece of work, so that a rotation
    or a destroyed month shows at once; opening one costs a few microseconds.
    """
    now = clock.now()
    people = set(months)
    wanted = {(Purpose.INDEX, ""), (Purpose.RAW, now.strftime(MONTH))}
    wanted |= set(product((Purpose.PEOPLE,), people))
    keys = await _ensure(tx, region, wanted, now)
    ciphers = {key.place: cipher_of(key) for key in keys if key.place.month}
    index = next(key for key in keys if key.place.purpose is Purpose.INDEX)
    return Ring(
        region=region,
        people={month: ciphers[KeyPlace(region, Purpose.PEOPLE, month)] for month in people},
        raw=ciphers[KeyPlace(region, Purpose.RAW, now.strftime(MONTH))],
        index=_index_keys(open_key(index)),
    )


async def load_ciphers(tx: Tx, key_ids: Iterable[int]) -> dict[int, Cipher]:
    """Opened data keys by id; destroyed ones are left out."""
    keys = (await store.load_keys(tx, set(key_ids))).values()
    return {key.id: cipher_of(key) for key in keys if key.wrapped is not None}


def cipher_of(key: DataKey) -> Cipher:
    """The key at work."""
    return Cipher(key.id, open_key(key))


def wrap_new_key() -> bytes:
    """A fresh data key, wrapped by the master key."""
    return LOCK.master.wrap(new_data_key())


def open_key(key: DataKey) -> bytes:
    """The data key in clear; ConfigError when it belongs to another master key."""
    if key.wrapped is None:
        raise SealBroken("this data key was destroyed")
    try:
        return LOCK.master.unwrap(key.wrapped)
    except SealBroken:
        raise ConfigError(WRONG_KEY) from None


async def _ensure(
    tx: Tx, region: str, wanted: set[tuple[Purpose, str]], now: datetime
) -> list[DataKey]:
    keys = await store.load_active_keys(tx, region, wanted)
    missing = wanted - {(key.place.purpose, key.place.month) for key in keys}
    if not missing:
        return keys
    await check_master_key(tx)  # A new key under a wrong master key would split the vault in two.
    fresh = {KeyPlace(region, purpose, month): wrap_new_key() for purpose, month in missing}
    await store.add_keys(tx, fresh, now)
    return await store.load_active_keys(tx, region, wanted)


@lru_cache(maxsize=16)
def _index_keys(key: bytes) -> IndexKeys:
    return IndexKeys({kind: _derive(key, kind) for kind in KINDS}, _derive(key, "digest"))


def _derive(key: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"orderhub|blind|" + purpose.encode()).derive(key)
