"""Manners of a process under the supervisor: it never outlives it, and stops when told."""

import asyncio
import gc
import os
import signal
import threading
import time
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

try:
    import uvloop
except ImportError:  # There is none for Windows.
    uvloop = None

PARENT = "ORDERHUB_SUPERVISOR_PID"
AUTOGROUP = Path("/proc/self/autogroup")  # sched(7): whole sessions share the cores of Linux
WEIGH_TRIES, WEIGH_EVERY_S = 20, 0.05
WATCH_S = 0.3
LAST_WORD_S = 10.0
T = TypeVar("T")


def run_loop(main: Coroutine[Any, Any, T]) -> T:
    """Run `main` on the quickest event loop that this machine has."""
    return asyncio.run(main) if uvloop is None else uvloop.run(main)


def leave_with_supervisor() -> None:
    """Stop this process when the supervisor that started it is gone; nothing without one."""
    if (parent := os.environ.get(PARENT)) is not None:
        threading.Thread(target=_watch, args=(int(parent),), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(WATCH_S)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LAST_WORD_S)
    os._exit(1)


def stop_on_signal() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set, for the running loop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for word in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(word, stop.set)
    return stop


def give_way(by: int) -> None:
    """Let others go first where all cores are busy: 10 keeps a tenth of a share."""
    if hasattr(os, "nice"):
        os.nice(by)
        _count_by_itself()


def go_first(by: int) -> None:
    """Go before others where all cores are busy: 5 has three shares to their one. Where the system
    does not let this process (it takes root or CAP_SYS_NICE), it counts as everybody."""
    if hasattr(os, "nice"):
        with suppress(PermissionError):
            os.nice(-by)
        _count_by_itself()


def _count_by_itself() -> None:
    """Become a session of one's own that weighs what this process does. Linux gives each session
    one share, and every process of PostgreSQL is a session: together in one, all of ours had as
    much as one of those, and how they went before each other counted among themselves only."""
    with suppress(PermissionError):  # A job of a shell leads a group, and stays in its session.
        os.setsid()
    if os.getsid(0) == os.getpid():
        _weigh(os.nice(0))


def _weigh(nice: int) -> None:
    for _ in range(WEIGH_TRIES):
        try:
            AUTOGROUP.write_text(str(nice))
        except BlockingIOError:  # Of all who are not root, one is heard in a tenth of a second.
            time.sleep(WEIGH_EVERY_S)
        except OSError:  # There is none, or it may not be changed.
            return
        else:
            return


def go_as_others() -> None:
    """Of a child of a process that goes first: go with everybody."""
    if hasattr(os, "nice") and (ahead := -os.nice(0)) > 0:
        os.nice(ahead)


def calm_collector() -> None:
    """Let the garbage collector look rarely: batches make many short-lived objects and no cycles,
    and looking at them after each few hundred cost a fifth of the ingest path (`bench ingest`)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 5, 50)
