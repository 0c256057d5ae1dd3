"""Manners of a process under the supervisor: it never outlives it, and stops when told."""

import asyncio
import gc
import os
import signal
import threading
import time
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

try:
    import uvloop
except ImportError:  # There is none for Windows.
    uvloop = None

PARENT = "ORDERHUB_SUPERVISOR_PID"
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
    """Let others go first where all cores are busy: 2 keeps two thirds of a share, 15 a
    thirtieth."""
    if hasattr(os, "nice"):
        os.nice(by)


def go_first(by: int) -> None:
    """Go before others where all cores are busy: 5 has three shares to their one. Where the system
    does not let this process (it takes root or CAP_SYS_NICE), all is as before."""
    with suppress(PermissionError):
        give_way(-by)


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
