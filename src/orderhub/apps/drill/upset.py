"""Drills of our own data path: what is struck while orders and scans flow. Catalogue only."""

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass

import psutil
import psycopg

from orderhub.apps.bench.rabbit import RabbitNode, running_rabbit
from orderhub.apps.drill.dock import Dock
from orderhub.apps.drill.stage import Stage
from orderhub.apps.drill.verdict import RECOVERED_WITHIN_S
from orderhub.apps.forked import children_called

KILLS = 6
BETWEEN_KILLS_S = 4.0
AFTER_YES_S = (0.0, 0.01, 0.0, 0.03)
"""When the database is killed after a yes to scans: at once, and while they are taken."""
BETWEEN_RESTARTS_S = 2.0
COMMIT_US = 20_000
"""Of a disk so slow that a yes which does not wait for it comes first."""
LOOK_EVERY_S = 0.25
BROKER_DOWN_S = 15.0
SCANNED_WITHIN_S = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Blow:
    """What a strike has to do with: the stage, its dock, and the broker where there is one."""

    on: Stage
    dock: Dock
    broker: RabbitNode | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upset:
    """`strikes` breaks and mends, and returns how often it struck. `told`: people must be told of
    it within a minute. After `patience_s` it is not waited for any longer."""

    name: str
    about: str
    strikes: Callable[[Blow], int]
    broker: Callable[[], AbstractContextManager[RabbitNode | None]] = nullcontext
    told: bool = False
    patience_s: float = RECOVERED_WITHIN_S + 5


def _kill_workers(blow: Blow) -> int:
    killed = 0
    for _ in range(KILLS):
        taken = len(blow.dock.taken)
        killed += kill_worker(blow.on)
        time.sleep(BETWEEN_KILLS_S)
        _until_more(blow.dock, taken)
    return killed


def kill_worker(on: Stage) -> int:
    """SIGKILL one worker of the hub; how many were killed."""
    workers = children_called(on.pid, "worker")
    workers.sort(key=psutil.Process.create_time)  # those of all duties, by turns
    for worker in workers[:1]:
        worker.kill()
    return len(workers[:1])


def _restart_database(blow: Blow) -> int:
    killed = 0
    blow.on.slow_disk(COMMIT_US)
    for after_s in AFTER_YES_S:
        killed += kill_database(blow, after_s)
        time.sleep(BETWEEN_RESTARTS_S)
    with suppress(psycopg.Error):  # still away: then it catches up with the slow one
        blow.on.slow_disk(0)
    return killed


def kill_database(blow: Blow, after_s: float = 0.0) -> int:
    """SIGKILL the whole server `after_s` after the hub says yes to scans, and wait until it does so
    again; how many were killed. A process of it that outlived the others would end its commit."""
    if (server := blow.on.server.server()) is None:
        return 0
    pids = [child.pid for child in server.children(recursive=True)]
    struck = threading.Event()

    def strike() -> None:
        time.sleep(after_s)
        for pid in (*pids, server.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        struck.set()

    blow.dock.at_yes = strike
    if not struck.wait(SCANNED_WITHIN_S):
        blow.dock.at_yes = None
        return 0
    _until_more(blow.dock, len(blow.dock.taken))
    return 1


def _until_more(dock: Dock, taken: int) -> None:
    """A strike that nothing flows after shows nothing: the next one waits for scans, a while."""
    give_up = time.monotonic() + SCANNED_WITHIN_S
    while len(dock.taken) == taken and time.monotonic() < give_up:
        time.sleep(LOOK_EVERY_S)


def _break_broker(blow: Blow) -> int:
    if blow.broker is None:
        raise RuntimeError("this drill has no broker")
    blow.broker.kill()
    time.sleep(BROKER_DOWN_S)
    blow.broker.start()
    return 1


UPSETS = (
    Upset(
        name="worker-kill",
        about="workers are killed again and again while orders and scans flow",
        strikes=_kill_workers,
    ),
    Upset(
        name="database-restart",
        about="the database is killed again and again while orders and scans flow",
        strikes=_restart_database,
    ),
    Upset(
        name="broker-down",
        about="RabbitMQ is killed and stays away while orders and scans flow",
        strikes=_break_broker,
        broker=running_rabbit,
        told=True,
    ),
)
