"""SIGKILL of every process in turn, and of all at once, while orders come in."""

import socket
import time
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg

from tests.support.hub import RunningHub, running_hub
from tests.support.market import Market

PATIENCE_S = 300.0
LIVE_S = 2.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_ready(hub: RunningHub) -> None:
    give_up = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up:
        try:
            answer = httpx.get(f"{hub.told['address']}/health/ready", trust_env=False, timeout=30)
            if answer.status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError("the hub did not come back")


def wait_for_others(hub: RunningHub, name: str, killed: set[int]) -> None:
    give_up = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up:
        if len({child.pid for child in hub.children(name)} - killed) == len(killed):
            return
        time.sleep(0.1)
    raise AssertionError(f"{name} was not started again")


def kill_children(hub: RunningHub, name: str) -> None:
    """All processes of that name at once."""
    victims = hub.children(name)
    assert victims
    for victim in victims:
        victim.kill()
    wait_for_others(hub, name, {victim.pid for victim in victims})


def kill_database(hub: RunningHub) -> None:
    server = hub.database.server()
    assert server is not None
    server.kill()
    psutil.wait_procs([server], timeout=PATIENCE_S)


def kill_supervisor(hub: RunningHub) -> None:
    hub.process.kill()
    hub.process.wait()
    hub.start()


def kill_everything(hub: RunningHub) -> None:
    hub.kill_group()
    hub.start()


def wait_until_equal(market: Market) -> None:
    """Every order of the platforms in the hub, in its present status, and no other."""
    give_up = time.monotonic() + PATIENCE_S
    while (known := market.known()) != (truth := market.truth()):
        if time.monotonic() > give_up:
            missing = [key for key in truth if key not in known]
            other = [key for key in truth if key in known and known[key] != truth[key]]
            extra = [key for key in known if key not in truth]
            raise AssertionError(f"lost {missing[:5]} stale {other[:5]} invented {extra[:5]}")
        time.sleep(0.5)


def test_a_kill_of_each_process_and_of_all_loses_and_doubles_nothing(
    sandbox: dict[str, Any], tmp_path: Path
) -> None:
    port = str(free_port())
    with running_hub(tmp_path / "home", "--port", port) as hub:
        market = Market(sandbox, hub)
        market.place(40)
        market.connect()
        market.live(300)
        for kill in (
            lambda: kill_children(hub, "api"),
            lambda: kill_children(hub, "worker"),
            lambda: kill_database(hub),
            lambda: kill_supervisor(hub),
            lambda: kill_everything(hub),
        ):
            time.sleep(LIVE_S)
            kill()
            wait_until_ready(hub)
        market.live(0)
        wait_until_equal(market)
        with hub.client() as client:
            wait_until_counted(client, len(market.truth()))
        with psycopg.connect(hub.database.url().replace("+psycopg", "")) as connection:
            assert connection.execute("SELECT count(*) FROM dead_letters").fetchone() == (0,)
        assert hub.stop() == 0
        leaves_nothing(hub, int(port))


def wait_until_counted(client: httpx.Client, orders: int) -> None:
    give_up = time.monotonic() + PATIENCE_S
    while sum(client.get("/api/v1/orders/counts").json()["stages"].values()) != orders:
        assert time.monotonic() < give_up, "the counters are not exact"
        time.sleep(0.2)


def leaves_nothing(hub: RunningHub, port: int) -> None:
    assert hub.database.server() is None
    assert not (hub.database.data / "postmaster.pid").exists()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
