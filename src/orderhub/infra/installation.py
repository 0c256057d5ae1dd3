"""Facts about this installation, kept in its own database."""

from typing import Any

import orjson

from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Tx
from orderhub.infra.tx import text
from orderhub.kernel.errors import ConfigError

KEY_MARK = "master_key_mark"
PUT = text("""
INSERT INTO installation (key, value) VALUES (:key, cast(:value AS jsonb))
ON CONFLICT (key) DO UPDATE SET value = excluded.value, changed_at = now()
""")


async def remember(tx: Tx, key: str, value: Any) -> None:
    """Keep `value` (JSON) under `key`, replacing an older one."""
    await tx.execute(PUT, {"key": key, "value": orjson.dumps(value).decode()})


async def recall(tx: Tx, key: str) -> Any:
    """What is kept under `key`; None when nothing is."""
    found = await tx.execute(text("SELECT value FROM installation WHERE key = :k"), {"k": key})
    return found.scalar_one_or_none()


async def bind_master_key(tx: Tx, master: MasterKey) -> None:
    """Tie the database to its master key at the first start; ConfigError when it is another one."""
    mark = master.derive("mark").hex()[:16]
    known = await recall(tx, KEY_MARK)
    if known is None:
        await remember(tx, KEY_MARK, mark)
    elif known != mark:
        raise ConfigError(
            "ORDERHUB_MASTER_KEY_FILE: this master key does not belong to this database;"
            " put the right file back, or restore a backup"
        )
