"""Raw payloads (原始报文): compressed, sealed, kept for 90 days."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import zstandard

from orderhub.infra import clock
from orderhub.infra.db import Tx
from orderhub.vault.errors import RawGone
from orderhub.vault.ring import Ring
from orderhub.vault.seal import raw_aad
from orderhub.vault.service.keys import load_ciphers
from orderhub.vault.store import records as store

KEPT_FOR = timedelta(days=90)
TRIM_AT_ONCE = 1000
LEVEL = 1
MAX_RAW_BYTES = 256 * 1024 * 1024


async def keep_raw(
    tx: Tx, ring: Ring, shop_id: int, kind: str, bodies: Sequence[bytes]
) -> list[int]:
    """Keep each of `bodies` exactly as it came; their refs in the same order, in two statements
    for any number. `kind`: "page", "push", …"""
    refs = await store.take_raw_refs(tx, len(bodies))
    await keep_raw_under(tx, ring, shop_id, kind, dict(zip(refs, bodies, strict=True)))
    return refs


async def keep_raw_under(
    tx: Tx, ring: Ring, shop_id: int, kind: str, bodies: Mapping[int, bytes]
) -> None:
    """Keep bodies under refs that were taken before (`take_raw_refs`)."""
    pack = zstandard.ZstdCompressor(level=LEVEL).compress
    sealed = [ring.raw.seal(pack(body), raw_aad(ref)) for ref, body in bodies.items()]
    about = {"shop_id": shop_id, "kind": kind, "key_id": ring.raw.key_id, "now": clock.now()}
    await store.add_raw(tx, {**about, "refs": list(bodies), "sealed": sealed})


async def open_raw(tx: Tx, ref: int) -> bytes:
    """The exact bytes kept under `ref`; RawGone when they are past their time."""
    found = await store.load_raw(tx, ref)
    if found is None:
        raise RawGone(f"raw payload {ref} is not kept any more")
    key_id, sealed = found
    cipher = (await load_ciphers(tx, [key_id])).get(key_id)
    if cipher is None:
        raise RawGone(f"the key of raw payload {ref} was destroyed")
    packed = cipher.open(sealed, raw_aad(ref))
    return zstandard.ZstdDecompressor().decompress(packed, max_output_size=MAX_RAW_BYTES)


async def trim_raw(tx: Tx, now: datetime, at_most: int = TRIM_AT_ONCE) -> int:
    """Delete payloads past their 90 days, `at_most` in this transaction; returns how many."""
    return await store.trim_raw(tx, now - KEPT_FOR, at_most)
