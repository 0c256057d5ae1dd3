"""Notices (NOTIFY) of a transaction: gathered while it runs, sent with its COMMIT.

PostgreSQL delivers them at commit only, so nobody hears them later for that."""

from typing import cast

from psycopg.errors import InFailedSqlTransaction
from psycopg.pq import Escaping, TransactionStatus

from orderhub.infra.tx import Tx

GATHERED = "orderhub.notices"


def notify(tx: Tx, channel: str, payload: str = "") -> None:
    """Let those who listen to `channel` hear `payload` when `tx` commits, once however often it is
    said. One that is said in a part that is rolled back is heard all the same: notices wake,
    they do not tell what is true."""
    gathered: dict[tuple[str, str], None] = tx.info.setdefault(GATHERED, {})
    gathered[channel, payload] = None


async def commit(tx: Tx) -> None:
    """Write what comes last, commit `tx` and send what was gathered, in one round trip. Raises
    InFailedSqlTransaction where an error was swallowed: the server would roll back and say
    nothing."""
    if tx.raw.info.transaction_status is TransactionStatus.INERROR:
        raise InFailedSqlTransaction("a statement of this transaction failed")
    last = tx.take_last()
    gathered = cast(dict[tuple[str, str], None], tx.info.pop(GATHERED, {}))
    if not last and not gathered:
        await tx.raw.commit()
        return
    said = Escaping(tx.raw.pgconn)
    told = [
        b"NOTIFY %b, %b; "
        % (
            bytes(said.escape_identifier(channel.encode())),
            bytes(said.escape_literal(payload.encode())),
        )
        for channel, payload in gathered
    ]
    await tx.raw.execute(last + b"".join(told) + b"COMMIT", prepare=False)
