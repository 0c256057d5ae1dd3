"""Idempotency keys and the answers kept under them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from orderhub.infra.db import Tx
from orderhub.infra.tx import text

KEPT_FOR = timedelta(days=8)
GIVEN_UP_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """`status` None: the request that holds the key has not answered yet."""

    digest: bytes
    claimed_at: datetime
    status: int | None
    content_type: str | None
    answer: bytes | None


async def lock_key(tx: Tx, key_hash: bytes) -> bool:
    """Hold the key until `tx` ends; False when another transaction holds it."""
    found = await tx.execute(
        text("SELECT pg_try_advisory_xact_lock(:place)"),
        {"place": int.from_bytes(key_hash[:8], signed=True)},
    )
    return bool(found.scalar_one())


async def find_answer(tx: Tx, actor: str, key_hash: bytes) -> KeptAnswer | None:
    """What is kept under the actor's key."""
    found = await tx.execute(
        text("""SELECT digest, claimed_at, status, content_type, answer FROM idempotency_keys
                WHERE actor = :actor AND key_hash = :key"""),
        {"actor": actor, "key": key_hash},
    )
    row = found.first()
    return None if row is None else KeptAnswer(*row)


async def keep_claim(tx: Tx, actor: str, key_hash: bytes, digest: bytes, now: datetime) -> None:
    """Mark the key as held by a request that works in transactions of its own."""
    await tx.execute(
        text("""INSERT INTO idempotency_keys (actor, key_hash, digest, claimed_at)
                VALUES (:actor, :key, :digest, :now)
                ON CONFLICT (actor, key_hash) DO UPDATE SET claimed_at = :now"""),
        {"actor": actor, "key": key_hash, "digest": digest, "now": now},
    )


async def keep_answer(tx: Tx, actor: str, key_hash: bytes, kept: KeptAnswer) -> None:
    """Keep the answer; from the commit on, repeats get it."""
    await tx.execute(
        text("""INSERT INTO idempotency_keys
                    (actor, key_hash, digest, claimed_at, status, content_type, answer)
                VALUES (:actor, :key, :digest, :claimed_at, :status, :content_type, :answer)
                ON CONFLICT (actor, key_hash) DO UPDATE SET status = excluded.status,
                    content_type = excluded.content_type, answer = excluded.answer"""),
        {
            "actor": actor,
            "key": key_hash,
            "digest": kept.digest,
            "claimed_at": kept.claimed_at,
            "status": kept.status,
            "content_type": kept.content_type,
            "answer": kept.answer,
        },
    )


async def drop_claim(tx: Tx, actor: str, key_hash: bytes) -> None:
    """Let go of a key whose request failed."""
    await tx.execute(
        text("""DELETE FROM idempotency_keys
                WHERE actor = :actor AND key_hash = :key AND status IS NULL"""),
        {"actor": actor, "key": key_hash},
    )


async def delete_old(tx: Tx, now: datetime) -> None:
    """Forget keys after their promised seven days (and one to spare)."""
    await tx.execute(
        text("DELETE FROM idempotency_keys WHERE claimed_at < :b"), {"b": now - KEPT_FOR}
    )
