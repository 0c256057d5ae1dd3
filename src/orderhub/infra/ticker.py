"""The ticker: claims due timers with SKIP LOCKED and runs each once, on any number of processes."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import text

from orderhub.infra.db import Database, Tx
from orderhub.infra.gather import Gathered
from orderhub.infra.ids import new_id
from orderhub.infra.telemetry import log
from orderhub.infra.timers import Timer
from orderhub.infra.wake import pause
from orderhub.kernel.errors import InfraError

DbTimer = Callable[[Timer, Tx], Awaitable[None]]
RemoteTimer = Callable[[Timer], Awaitable[None]]

POLL_S = 0.5
CLAIM_FOR = timedelta(seconds=30)
RENEW_S = 10.0
FIRST_RETRY_S = 2
LONGEST_RETRY_S = 300
CLAIM = text("""
UPDATE timers SET claim = :claim, claimed_until = now() + :claim_for
WHERE (kind, key) IN (
    SELECT kind, key FROM timers
    WHERE kind = ANY(:kinds) AND due_at <= now()
        AND (claimed_until IS NULL OR claimed_until < now())
    ORDER BY due_at LIMIT :free FOR UPDATE SKIP LOCKED)
RETURNING kind, key, due_at, payload, attempts
""")
MINE = text("SELECT 1 FROM timers WHERE kind = :kind AND key = :key AND claim = :claim FOR UPDATE")
RENEW = text("""
UPDATE timers SET claimed_until = now() + :claim_for
WHERE kind = :kind AND key = :key AND claim = :claim
""")
# A handler that scheduled the timer anew has cleared the claim: then the row stays.
DONE = text("""
DELETE FROM timers AS t USING (
    SELECT held.kind, held.key FROM timers AS held
    JOIN unnest(cast(:kinds AS text[]), cast(:keys AS text[]), cast(:claims AS uuid[]))
        AS done (kind, key, claim)
        ON held.kind = done.kind AND held.key = done.key AND held.claim = done.claim
    ORDER BY held.kind COLLATE "C", held.key COLLATE "C"  -- as `schedule_many` locks
    FOR UPDATE OF held) AS ran
WHERE t.kind = ran.kind AND t.key = ran.key
""")
FAILED = text("""
UPDATE timers SET due_at = now() + :wait, attempts = attempts + 1, last_error = :reason,
    claim = NULL, claimed_until = NULL
WHERE kind = :kind AND key = :key AND claim = :claim
""")


class Ticker:
    """`in_transaction` handlers commit with the timer's end: exactly once; others at least once."""

    def __init__(
        self,
        db: Database,
        in_transaction: Mapping[str, DbTimer] | None = None,
        outside: Mapping[str, RemoteTimer] | None = None,
        slots: int = 4,
    ) -> None:
        self._db = db
        self._in_transaction = dict(in_transaction or {})
        self._outside = dict(outside or {})
        self._slots = slots
        self._running: set[asyncio.Task[None]] = set()
        self._end = Gathered(db.autocommit, _end_all)

    async def run(self, stop: asyncio.Event) -> None:
        """Run due timers until `stop`, then let the running ones end."""
        while not stop.is_set():
            try:
                if await self.start_due() == 0:
                    await pause(stop, POLL_S)
            except (InfraError, psycopg.Error) as error:
                log.warning("ticker.waits", error=type(error).__name__)
                await pause(stop, POLL_S)
        await self.drain()

    async def start_due(self) -> int:
        """Claim what is due, as far as slots are free, and start it; returns how many."""
        free = self._slots - len(self._running)
        if free <= 0:
            await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED, timeout=POLL_S)
            return 1
        claim = UUID(new_id())
        asked = {
            "claim": claim,
            "claim_for": CLAIM_FOR,
            "kinds": [*self._in_transaction, *self._outside],
            "free": free,
        }
        async with self._db.autocommit() as tx:
            rows = (await tx.execute(CLAIM, asked)).all()
        for row in rows:
            timer = Timer(
                kind=row.kind,
                key=row.key,
                due_at=row.due_at,
                payload=row.payload,
                attempts=row.attempts,
            )
            task = asyncio.create_task(self._run_one(timer, claim))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return len(rows)

    async def drain(self) -> None:
        """Wait for the running timers to end."""
        while self._running:
            await asyncio.wait(self._running)

    async def _run_one(self, timer: Timer, claim: UUID) -> None:
        which = {"kind": timer.kind, "key": timer.key, "claim": claim}
        try:
            if (handler := self._in_transaction.get(timer.kind)) is not None:
                async with self._db.transaction() as tx:
                    if (await tx.execute(MINE, which)).scalar_one_or_none() is None:
                        return
                    await handler(timer, tx)
                    await _end_all(tx, [which])
            else:
                async with self._renewing(which):
                    await self._outside[timer.kind](timer)
                await self._end(which)
        except Exception as error:  # noqa: BLE001 - a periodic job must outlive any error
            await self._failed(timer, which, error)

    async def _failed(self, timer: Timer, which: dict[str, Any], error: Exception) -> None:
        log.error(
            "timer.failed",
            kind=timer.kind,
            key=timer.key,
            attempts=timer.attempts + 1,
            exc_info=error if not isinstance(error, InfraError) else None,
            error=type(error).__name__,
        )
        wait = min(FIRST_RETRY_S * 2 ** min(timer.attempts, 10), LONGEST_RETRY_S)
        reason = {"wait": timedelta(seconds=wait), "reason": type(error).__name__}
        try:
            async with self._db.transaction() as tx:
                await tx.execute(FAILED, {**which, **reason})
        except InfraError:
            log.warning("timer.left_to_its_claim", kind=timer.kind, key=timer.key)

    @asynccontextmanager
    async def _renewing(self, which: dict[str, Any]):
        async def renew() -> None:
            while True:
                await asyncio.sleep(RENEW_S)
                try:
                    async with self._db.transaction() as tx:
                        await tx.execute(RENEW, {**which, "claim_for": CLAIM_FOR})
                except InfraError as error:
                    log.warning("timer.not_renewed", error=type(error).__name__)

        task = asyncio.create_task(renew())
        try:
            yield
        finally:
            task.cancel()


async def _end_all(tx: Tx, ended: Sequence[dict[str, Any]]) -> Sequence[None]:
    """Take away timers that ran, so many at once as ended while others were taken away."""
    columns = {f"{name}s": [which[name] for which in ended] for name in ("kind", "key", "claim")}
    await tx.execute(DONE, columns)
    return [None] * len(ended)
