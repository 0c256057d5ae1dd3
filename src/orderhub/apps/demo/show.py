"""The demo: the sandbox beside the hub, a shop of each platform connected, a life of orders."""

import asyncio
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from orderhub.apps.demo.desk import ACTOR, BENCH, WAREHOUSE, Desk, open_hub
from orderhub.apps.demo.staff import run_desk
from orderhub.apps.process import leave_with_supervisor, stop_on_signal
from orderhub.apps.sandbox_port import FILE
from orderhub.channels.facade import Connect, Shop, change, connect, connector_of, get_shops
from orderhub.health.facade import declare_whitelist
from orderhub.infra import clock
from orderhub.infra.crypto import load_master_key
from orderhub.infra.db import Database
from orderhub.infra.settings import Settings, load_settings
from orderhub.infra.telemetry import configure_logging, log
from orderhub.infra.wake import pause
from orderhub.kernel.errors import ConfigError
from orderhub.kernel.types import ChannelCode

CHANNELS = (
    "taobao",
    "jd",
    "pinduoduo",
    "douyin",
    "kuaishou",
    "shopify",
    "woocommerce",
    "website",
)
HISTORY = {"count": 250, "spread_seconds": 20 * 3600, "status": None}
SHOP_SETTINGS = {"first_days": 1.0}
SHIP_WITHIN_H = {"website": 12.0, "woocommerce": 18.0}  # so that some orders are late
WHITELIST = ("203.0.113.10",)  # what the sandbox's probes say that the hub's address is
POLL_EVERY = timedelta(seconds=10)
# The sandbox deals its traffic out to three shops a channel, one of which is connected.
TRAFFIC = {
    "orders_per_minute": 240,
    "changes_per_minute": 240,
    "channels": list(CHANNELS),
    "seller_ships": [*WAREHOUSE, *BENCH],
}
LOOK_EVERY_S = 0.3


async def show(settings: Settings, hub_address: str, stop: asyncio.Event) -> None:
    """Run the demo until `stop` or until the sandbox ends."""
    begun = clock.now()
    sandbox, printed = await asyncio.to_thread(_start_sandbox, settings.home / FILE)
    db = Database(str(settings.database_url), pool_size=2, name="orderhub demo")
    try:
        async with _control(printed) as control:
            is_first = not await _known_shops(db)
            if is_first:
                await _fill(control)  # before the first pull asks what there was
            shops = await _connect_shops(db, settings, printed)
            await _direct_pushes(control, shops, hub_address)
            (await control.post("/traffic", json=TRAFFIC)).raise_for_status()
        log.info("demo.running", shops=len(shops))
        async with open_hub(db, hub_address) as hub, _control(printed) as control:
            desk = Desk(hub, control, printed, shops, None if is_first else begun)
            work = asyncio.create_task(run_desk(desk, stop))
            while not stop.is_set() and sandbox.poll() is None:
                await pause(stop, LOOK_EVERY_S)
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
    finally:
        await db.close()
        sandbox.terminate()
        sandbox.wait()
    if not stop.is_set():
        raise ConfigError("the sandbox ended")


def _control(printed: dict[str, Any]) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=printed["control_url"], trust_env=False, timeout=60)


def _start_sandbox(port_file: Path) -> tuple[subprocess.Popen[bytes], dict[str, Any]]:
    """On the port of last time where it is free, so that the shops' addresses stay."""
    known = port_file.read_text() if port_file.exists() else "0"
    for port in (known, "0"):
        process = subprocess.Popen(  # noqa: S603 - our own program
            [
                sys.executable,
                "-m",
                "orderhub_sandbox",
                "--json",
                "--die-with-parent",
                "--port",
                port,
            ],
            stdout=subprocess.PIPE,
        )
        if process.stdout is not None and (line := process.stdout.readline()):
            printed = json.loads(line)
            port_file.write_text(printed["base_url"].rsplit(":", 1)[1])
            return process, printed
        process.wait()
    raise ConfigError("the sandbox does not start")


async def _known_shops(db: Database) -> dict[str, Shop]:
    async with db.transaction() as tx:
        return {str(shop.channel): shop for shop in await get_shops(tx)}


async def _connect_shops(
    db: Database, settings: Settings, printed: dict[str, Any]
) -> dict[str, Shop]:
    master = load_master_key(settings.master_key_path)
    known = await _known_shops(db)
    async with db.transaction() as tx:
        for channel in CHANNELS:
            offered = printed["channels"][channel]
            addresses = {name: offered.get(name) for name in ("base_url", "oauth_url")}
            if channel not in known:
                command = _connect_command(channel, offered)
                known[channel] = shop = await connect(tx, master, ACTOR, command, clock.now())
                if connector_of(shop.channel).prepare is not None:
                    app = shop.channel, shop.app_key
                    await declare_whitelist(tx, ACTOR, app, WHITELIST, clock.now())
            elif known[channel].base_url != addresses["base_url"]:
                known[channel] = await change(tx, ACTOR, known[channel].id, addresses, clock.now())
    return {channel: known[channel] for channel in CHANNELS}


def _connect_command(channel: str, offered: dict[str, Any]) -> Connect:
    first = offered["shops"][0]
    wanted = {field.name for field in connector_of(ChannelCode(channel)).credential_fields}
    return Connect(
        channel=ChannelCode(channel),
        name=first["name"],
        credentials={name: value for name, value in first.items() if name in wanted},
        base_url=offered.get("base_url"),
        oauth_url=offered.get("oauth_url"),
        poll_every=POLL_EVERY,
        settings=_settings_of(channel),
    )


def _settings_of(channel: str) -> dict[str, float]:
    hours = SHIP_WITHIN_H.get(channel)
    return SHOP_SETTINGS if hours is None else {**SHOP_SETTINGS, "ship_within_hours": hours}


async def _direct_pushes(
    control: httpx.AsyncClient, shops: dict[str, Shop], hub_address: str
) -> None:
    for channel, shop in shops.items():
        if connector_of(ChannelCode(channel)).read_push is not None:
            target = {"url": f"{hub_address}/ingest/v1/{channel}/{shop.id}/orders"}
            answer = await control.post(f"/{channel}/0/target", json=target)
            answer.raise_for_status()


async def _fill(control: httpx.AsyncClient) -> None:
    for channel in CHANNELS:
        answer = await control.post(f"/{channel}/0/orders", json=HISTORY)
        answer.raise_for_status()


def main(hub_address: str) -> None:
    """Run by the supervisor of `up --demo`."""
    settings = load_settings()
    configure_logging(settings.log_level, "demo")
    leave_with_supervisor()

    async def run() -> None:
        await show(settings, hub_address, stop_on_signal())

    asyncio.run(run())
