"""The kept payload of a quarantined row, fit to be shown."""

from typing import Any

import orjson

from orderhub.channels.facade import get_shop, reading_of
from orderhub.infra.db import Tx
from orderhub.sync.model import Entry
from orderhub.vault.facade import RawGone, open_raw


async def masked_payload(tx: Tx, entry: Entry) -> Any:
    """The row as it came with its personal fields hidden; None when it is past its time."""
    reading = await reading_of(tx, await get_shop(tx, entry.shop_id))
    try:
        return reading.masked(orjson.loads(await open_raw(tx, entry.raw_ref)))
    except (RawGone, orjson.JSONDecodeError):
        return None
