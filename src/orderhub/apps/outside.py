"""What a process needs to call channels: keys, one HTTP client, the record of calls."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from orderhub.channels.facade import OpenSession, Outside, Shop, session_for
from orderhub.connector_kit.contract import ShopSession
from orderhub.connector_kit.session import open_client
from orderhub.connector_kit.transport import Client
from orderhub.health.facade import Recorder
from orderhub.infra import clock, schema
from orderhub.infra.crypto import MasterKey, load_master_key
from orderhub.infra.db import Database
from orderhub.infra.disk import DiskGuard
from orderhub.infra.installation import bind_master_key
from orderhub.infra.settings import Settings
from orderhub.vault.facade import unlock


@asynccontextmanager
async def way_out(
    db: Database, master: MasterKey, recorder: Recorder
) -> AsyncGenerator[Outside, None]:
    """What an API process needs to call channels by itself: seldom, for a person who waits."""
    async with open_client(connections=10) as http:
        yield Outside(db=db, master=master, http=http, record_call=recorder.record, now=clock.now)


@dataclass(frozen=True, slots=True)
class Lines:
    """`open_session` refuses while the disk is full: what is read could not be kept."""

    open_session: OpenSession
    recorder: Recorder
    master: MasterKey
    http: Client
    outside: Outside


@asynccontextmanager
async def lines_open(db: Database, settings: Settings) -> AsyncGenerator[Lines, None]:
    """Unlock the vault and open the way to the channels for the block."""
    master = load_master_key(settings.master_key_path)
    async with db.transaction() as tx:
        await schema.require_newest(tx)
        await bind_master_key(tx, master)
    unlock(master)
    guard = DiskGuard(settings.home, settings.disk_warn_mb, settings.disk_refuse_mb)
    recorder = Recorder(db)
    async with open_client() as http:
        outside = Outside(
            db=db, master=master, http=http, record_call=recorder.record, now=clock.now
        )

        async def open_session(shop: Shop, *, valuable: bool = False) -> ShopSession:
            guard.admit_write()
            return await session_for(outside, shop, valuable=valuable)

        yield Lines(open_session, recorder, master, http, outside)
        await recorder.flush()
