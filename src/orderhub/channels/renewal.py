"""Renewing a shop's tokens: one renewal per shop, whoever asks, on any number of processes."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from orderhub.channels.decide import authorised, refused_renewal
from orderhub.channels.model import Authorisation
from orderhub.channels.store import authorisations, shops
from orderhub.channels.terms import keep
from orderhub.connector_kit.contract import Connector, Credentials, ShopSession
from orderhub.infra import leases
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database
from orderhub.infra.ids import new_id
from orderhub.infra.leases import Lease
from orderhub.infra.telemetry import log
from orderhub.kernel.errors import AuthExpired, AuthRevoked, ChannelUnavailable
from orderhub.kernel.types import ShopId

HOLD_FOR = timedelta(seconds=45)  # longer than one call may take
LOOK_EVERY_S = 0.1
LOOKS = 400


class Renewal:
    """`renew` of a session: newer credentials than the refused ones, by at most one call."""

    def __init__(
        self,
        db: Database,
        master: MasterKey,
        shop_id: ShopId,
        connector: Connector,
        session_with: Callable[[Credentials], ShopSession],
        now: Callable[[], datetime],
    ) -> None:
        self._db = db
        self._master = master
        self._shop_id = shop_id
        self._connector = connector
        self._session_with = session_with
        self._now = now

    async def renew(self, refused: Credentials) -> Credentials:
        """Raises AuthRevoked when only a person can help, ChannelUnavailable when it must wait."""
        for _ in range(LOOKS):
            known = await self._load()
            if dict(known.credentials) != dict(refused):
                return known.credentials
            name = f"authorisation:{self._shop_id}"
            lease = await leases.hold(self._db, name, new_id(), HOLD_FOR)
            if lease is not None:
                return await self._renew_once(lease, refused)
            await asyncio.sleep(LOOK_EVERY_S)
        raise ChannelUnavailable("another worker is still renewing the shop's token")

    async def _renew_once(self, lease: Lease, refused: Credentials) -> Credentials:
        try:
            known = await self._load()  # Who held the lease before may have done it.
            if dict(known.credentials) != dict(refused):
                return known.credentials
            return await self._ask(known)
        finally:
            await leases.release(self._db, lease)

    async def _ask(self, known: Authorisation) -> Credentials:
        refresh = self._connector.refresh_tokens
        if refresh is None:
            error = AuthRevoked("the channel refused the credentials and knows no renewal")
            raise refused_renewal(known, error, self._now())
        try:
            tokens = await refresh(self._session_with(known.credentials))
        except (AuthExpired, AuthRevoked) as error:
            raise refused_renewal(known, error, self._now()) from None
        tokens = replace(tokens, credentials={**known.credentials, **tokens.credentials})
        after = authorised(self._connector, self._shop_id, known.version + 1, tokens)
        async with self._db.transaction() as tx:
            await keep(tx, self._master, after, known.version, self._now())
            if tokens.account_no:
                await shops.note_account(tx, self._shop_id, tokens.account_no)
        log.info("channels.renewed", shop_id=self._shop_id, version=after.version)
        return after.credentials

    async def _load(self) -> Authorisation:
        async with self._db.transaction() as tx:
            return await authorisations.load(tx, self._master, self._shop_id)
