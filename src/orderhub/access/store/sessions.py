"""Sessions in PostgreSQL, under the hash of their token."""

from datetime import datetime

from orderhub.access.model.session import Session
from orderhub.access.store.users import COLUMNS, to_user
from orderhub.infra.db import Tx
from orderhub.infra.tx import text


async def insert_session(
    tx: Tx, token_hash: bytes, user_id: int, now: datetime, expires_at: datetime
) -> None:
    """Begin a session."""
    await tx.execute(
        text("""INSERT INTO sessions (token_hash, user_id, created_at, seen_at, expires_at)
                VALUES (:hash, :user_id, :now, :now, :expires_at)"""),
        {"hash": token_hash, "user_id": user_id, "now": now, "expires_at": expires_at},
    )


async def find_session(tx: Tx, token_hash: bytes) -> Session | None:
    """The session with its user as they are now."""
    found = await tx.execute(
        text(f"""SELECT {COLUMNS}, s.created_at AS begun_at, s.seen_at, s.expires_at
                 FROM sessions s JOIN users u ON u.id = s.user_id
                 WHERE s.token_hash = :hash"""),
        {"hash": token_hash},
    )
    row = found.mappings().first()
    if row is None:
        return None
    return Session(
        user=to_user(row),
        created_at=row["begun_at"],
        seen_at=row["seen_at"],
        expires_at=row["expires_at"],
    )


async def note_session(tx: Tx, token_hash: bytes, now: datetime) -> None:
    """Move the idle end of the session."""
    await tx.execute(
        text("UPDATE sessions SET seen_at = :now WHERE token_hash = :hash AND seen_at < :now"),
        {"hash": token_hash, "now": now},
    )


async def delete_session(tx: Tx, token_hash: bytes) -> None:
    """End one session at once."""
    await tx.execute(text("DELETE FROM sessions WHERE token_hash = :h"), {"h": token_hash})


async def delete_sessions(tx: Tx, user_id: int, but: bytes | None = None) -> None:
    """End every session of a user at once, except `but`."""
    await tx.execute(
        text("""DELETE FROM sessions WHERE user_id = :id
                AND token_hash IS DISTINCT FROM CAST(:but AS bytea)"""),
        {"id": user_id, "but": but},
    )


async def delete_expired(tx: Tx, now: datetime) -> None:
    """Forget sessions past their absolute end."""
    await tx.execute(text("DELETE FROM sessions WHERE expires_at <= :now"), {"now": now})
