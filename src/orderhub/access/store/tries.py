"""Sign-in tries within a sliding window, per account and per address, exact under concurrency."""

from datetime import datetime, timedelta

from orderhub.infra.db import Tx
from orderhub.infra.tx import text

MOST_TRIES = 10
WINDOW = timedelta(minutes=15)


async def take_try(tx: Tx, subject: str, now: datetime) -> bool:
    """Count one try of `subject`; False (and not counted) when its window is full."""
    found = await tx.execute(
        text("""
            INSERT INTO sign_in_tries AS t (subject, tries, tried_at)
            VALUES (:subject, ARRAY[CAST(:now AS timestamptz)], :now)
            ON CONFLICT (subject) DO UPDATE SET tried_at = :now,
                tries = array(SELECT at FROM unnest(t.tries) at WHERE at > :since) || excluded.tries
            WHERE (SELECT count(*) FROM unnest(t.tries) at WHERE at > :since) < :most
            RETURNING subject"""),
        {"subject": subject, "now": now, "since": now - WINDOW, "most": MOST_TRIES},
    )
    return found.scalar_one_or_none() is not None


async def give_back(tx: Tx, subject: str, at: datetime) -> None:
    """A try that succeeded does not count."""
    await tx.execute(
        text("""UPDATE sign_in_tries
                SET tries = tries[1 \\: place - 1] || tries[place + 1 \\: cardinality(tries)]
                FROM (SELECT array_position(tries, CAST(:at AS timestamptz)) AS place
                      FROM sign_in_tries WHERE subject = :subject FOR UPDATE) found
                WHERE subject = :subject AND place IS NOT NULL"""),
        {"subject": subject, "at": at},
    )


async def forget_tries(tx: Tx, subject: str) -> None:
    """The account's owner came in, or its password was reset: the window is empty again."""
    await tx.execute(text("DELETE FROM sign_in_tries WHERE subject = :s"), {"s": subject})


async def delete_old(tx: Tx, now: datetime) -> None:
    """Forget windows that ended."""
    await tx.execute(
        text("DELETE FROM sign_in_tries WHERE tried_at < :since"), {"since": now - WINDOW}
    )
