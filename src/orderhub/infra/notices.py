"""Notices (NOTIFY) of a transaction: gathered while it runs, sent in one statement at its end.

PostgreSQL delivers them at commit only, so nobody hears them later for that."""

from typing import cast

from sqlalchemy import text

from orderhub.infra.tx import Tx

GATHERED = "orderhub.notices"
SEND = text("""
    SELECT pg_notify(channel, payload)
    FROM unnest(cast(:channels AS text[]), cast(:payloads AS text[])) AS n (channel, payload)
""")


def notify(tx: Tx, channel: str, payload: str = "") -> None:
    """Let those who listen to `channel` hear `payload` when `tx` commits, once however often it is
    said. One that is said in a part that is rolled back is heard all the same: notices wake,
    they do not tell what is true."""
    gathered: dict[tuple[str, str], None] = tx.info.setdefault(GATHERED, {})
    gathered[channel, payload] = None


async def send(tx: Tx) -> None:
    """Send what was gathered; the last statement of a transaction."""
    gathered = cast(dict[tuple[str, str], None] | None, tx.info.pop(GATHERED, None))
    if gathered:
        channels, payloads = zip(*gathered, strict=True)
        await tx.execute(SEND, {"channels": list(channels), "payloads": list(payloads)})
