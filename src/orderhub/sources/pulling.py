"""Asking sources that are due: claimed, called with nothing open, then what came is taken in."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

import httpx

from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database
from orderhub.infra.telemetry import log
from orderhub.kernel.errors import ConnectorError, InvalidInput, NotFound, OutcomeUnknown
from orderhub.notify.facade import Poster
from orderhub.sources.decide.asking import parameters
from orderhub.sources.model.rows import Asked, CallOutcome
from orderhub.sources.model.sources import Sealed, Source
from orderhub.sources.service.pulls import note_failure, pull_of, take_answer
from orderhub.sources.store import pulls, sources

WITHIN_S = 30.0
ANSWER_BYTES = 10_000_000
AT_ONCE = 20
NOT_JSON = "answer_unreadable"


def polling(poster: Poster) -> Poster:
    """The poster with the limits of asking: longer, and more to read."""
    return replace(poster, within_s=WITHIN_S, at_most=ANSWER_BYTES)


@dataclass(frozen=True, slots=True)
class Puller:
    """Any number of processes may ask: each source is leased to one at a time."""

    db: Database
    master: MasterKey = field(repr=False)
    poster: Poster
    now: Callable[[], datetime]

    async def round(self) -> None:
        """Ask what is due, a few times over where an answer says that there is more."""
        for _ in range(AT_ONCE):
            async with self.db.transaction() as tx:
                due = await pulls.claim(tx, self.now())
            if due is None:
                return
            asked = await self._ask(due)
            log.info("sources.asked", source=due.id, outcome=asked.outcome, code=asked.code)

    async def ask(self, source_id: int) -> Asked:
        """Ask one now, due or not. NotFound, InvalidInput where it is not asked at all."""
        async with self.db.transaction() as tx:
            source = await sources.get(tx, source_id)
        pull_of(source)
        return await self._ask(source)

    async def _ask(self, source: Source) -> Asked:
        try:
            async with self.db.transaction() as tx:
                sealed = await sources.open_secrets(tx, self.master, source.id)
        except NotFound:  # Removed meanwhile.
            return Asked(CallOutcome.FAILED, "not_found", 0)
        began, clock = self.now(), time.monotonic()
        outcome, code, body = await self._call(source, sealed, began)
        ms = round((time.monotonic() - clock) * 1000)
        if body is not None:
            try:
                async with self.db.transaction() as tx:
                    received = await take_answer(tx, source, body, (began, self.now()), ms)
                return Asked(CallOutcome.OK, "", ms, received)
            except InvalidInput:
                outcome, code = CallOutcome.FAILED, NOT_JSON
        async with self.db.transaction() as tx:
            await note_failure(tx, source, (outcome, code, ms), self.now())
        return Asked(outcome, code, ms)

    async def _call(
        self, source: Source, sealed: Sealed, now: datetime
    ) -> tuple[CallOutcome, str, bytes | None]:
        headers = {"accept": "application/json"}
        if sealed.header:
            headers[sealed.header] = sealed.credential
        asked = parameters(source, pull_of(source), now)
        url = str(httpx.URL(sealed.url).copy_merge_params(asked)) if asked else sealed.url
        try:
            return CallOutcome.OK, "", await self.poster.get(url, headers)
        except OutcomeUnknown as error:
            return CallOutcome.UNKNOWN, error.channel_code or error.code, None
        except ConnectorError as error:
            return CallOutcome.FAILED, error.channel_code or error.code, None
