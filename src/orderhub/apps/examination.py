"""What `orderhub doctor` looks at; each finding says what to do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from orderhub.apps.consumers import subscriptions
from orderhub.apps.output import counted
from orderhub.apps.routes.console import console_folder
from orderhub.channels.facade import Shop, ShopState, get_shops
from orderhub.fulfilment.facade import oldest_accepted
from orderhub.infra import clock
from orderhub.infra.bus.opening import open_bus
from orderhub.infra.crypto import load_master_key
from orderhub.infra.db import Database
from orderhub.infra.disk import DiskGuard, free_mb
from orderhub.infra.installation import bind_master_key
from orderhub.infra.schema import newest
from orderhub.infra.settings import Settings
from orderhub.kernel.errors import BrokerDown, HubError

REMEDIES = {
    ShopState.REAUTHORISE: "run `orderhub shops authorize`",
    ShopState.BLOCKED: "see the channel's words in its runs; it is probed and heals by itself",
}
OLDEST_SERVER = 150000
CLOCK_TOLERANCE = timedelta(seconds=5)
OUTBOX_TOLERANCE_S = 60
STATE = text("""
SELECT
    current_setting('server_version_num')::int AS server,
    (SELECT version_num FROM alembic_version) AS revision,
    now() AS now,
    (SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)
        FROM (SELECT created_at FROM outbox ORDER BY id LIMIT 1) AS oldest) AS outbox_age_s,
    (SELECT coalesce(extract(epoch FROM now() - min(due_at)), 0)
        FROM timers WHERE due_at < now()) AS timers_late_s,
    (SELECT count(*) FROM dead_letters) AS dead_letters
""")


@dataclass(frozen=True, slots=True)
class Finding:
    """`remedy` is empty when all is well. `serious` false: worth knowing, not wrong."""

    check: str
    ok: bool
    detail: str
    remedy: str = ""
    serious: bool = True


def examine_files(settings: Settings) -> list[Finding]:
    """The home, the key, the disk, the console."""
    guard = DiskGuard(settings.home, settings.disk_warn_mb, settings.disk_refuse_mb)
    disk = guard.state()
    console = console_folder()
    return [
        Finding(
            "disk",
            disk == "ok",
            f"{free_mb(settings.home)} MB free",
            "" if disk == "ok" else f"make room on the disk of {settings.home}",
            serious=disk == "full",
        ),
        _attempt(
            "master_key", lambda: str(load_master_key(settings.master_key_path)) and "present"
        ),
        Finding(
            "console",
            console is not None,
            str(console or "not built"),
            "" if console else "run `make run` once, or build web/",
            serious=False,
        ),
    ]


async def examine_database(db: Database, settings: Settings) -> list[Finding]:
    """The server, the schema, the queues, the clock."""
    async with db.transaction() as tx:
        row = (await tx.execute(STATE)).one()
        scanned = await oldest_accepted(tx)
    scans_age_s = 0 if scanned is None else (row.now - scanned).total_seconds()
    skew = abs(clock.now() - row.now)
    findings = [
        Finding(
            "server",
            row.server >= OLDEST_SERVER,
            f"PostgreSQL {row.server // 10000}.{row.server % 10000}",
            "PostgreSQL 15 or newer is needed",
        ),
        Finding("schema", row.revision == newest(), row.revision),
        Finding(
            "clock",
            skew < CLOCK_TOLERANCE,
            f"{skew.total_seconds():.3f} s apart",
            "set the clocks by NTP",
        ),
        Finding(
            "outbox",
            row.outbox_age_s < OUTBOX_TOLERANCE_S,
            f"oldest event waits {row.outbox_age_s:.0f} s",
            "start `orderhub up` or a worker",
            serious=False,
        ),
        Finding(
            "scans",
            scans_age_s < OUTBOX_TOLERANCE_S,
            f"oldest accepted scan waits {scans_age_s:.0f} s",
            "start `orderhub up` or a worker; its log tells why it does not take scans",
        ),
        Finding(
            "timers",
            row.timers_late_s < OUTBOX_TOLERANCE_S,
            f"{row.timers_late_s:.0f} s late",
            "start `orderhub up` or a worker",
            serious=False,
        ),
        Finding(
            "dead_letters",
            row.dead_letters == 0,
            f"{counted(row.dead_letters, 'message')} put aside",
            "look at their reasons in the console, quarantine, dead letters",
            serious=False,
        ),
        await _key_fits(db, settings),
    ]
    return [f if not f.ok else Finding(f.check, f.ok, f.detail) for f in findings]


async def examine_bus(db: Database, settings: Settings) -> Finding:
    """Whether the bus answers, now and from here, and what it holds."""
    kind = settings.bus_url.partition(":")[0]
    bus = open_bus(settings.bus_url, db, subscriptions(settings.public_url or ""))
    try:
        held = await bus.backlog()
    except BrokerDown as error:
        remedy = "start the broker, or mend ORDERHUB_BUS_URL; events wait in the outbox meanwhile"
        return Finding("bus", ok=False, detail=f"{kind}: {error.detail}", remedy=remedy)
    except HubError as error:
        return Finding("bus", ok=False, detail=error.detail, remedy="see the detail")
    finally:
        await bus.close()
    lag = sum(held.values())
    return Finding("bus", ok=True, detail=f"{kind}: {counted(lag, 'message')} on it")


async def examine_shops(db: Database) -> list[Finding]:
    """Shops whose orders do not come in, with what their channel said."""
    async with db.transaction() as tx:
        shops = await get_shops(tx)
    return [_shop(shop) for shop in shops]


def _shop(shop: Shop) -> Finding:
    ok = shop.trouble is None and shop.state in (ShopState.ACTIVE, ShopState.PAUSED)
    words = f"{shop.state}{f': {shop.trouble.code}' if shop.trouble else ''}"
    remedy = "" if ok else REMEDIES.get(shop.state, "look at its runs")
    return Finding(f"shop {shop.id} {shop.name}", ok, words, remedy, serious=False)


async def _key_fits(db: Database, settings: Settings) -> Finding:
    try:
        async with db.transaction() as tx:
            await bind_master_key(tx, load_master_key(settings.master_key_path))
            await tx.rollback()  # only asked
    except HubError as error:
        return Finding("key_of_database", ok=False, detail=error.detail, remedy="see the detail")
    return Finding("key_of_database", ok=True, detail="fits")


def _attempt(check: str, look: Callable[[], Any]) -> Finding:
    try:
        return Finding(check, ok=True, detail=str(look()))
    except HubError as error:
        return Finding(check, ok=False, detail=error.detail, remedy="see the detail")
