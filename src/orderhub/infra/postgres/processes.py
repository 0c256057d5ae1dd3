"""What runs on a data folder: the server that owns it, or what a killed one left behind."""

import contextlib
import os
import signal
import time
from pathlib import Path

import psutil

GRACE_S = 5.0
STEP_S = 0.05


def recorded_pid(data: Path) -> int | None:
    """The process id in `postmaster.pid`, or None when there is no such file."""
    try:
        return abs(int((data / "postmaster.pid").read_text().split("\n", 1)[0]))
    except (FileNotFoundError, ValueError):
        return None


def _works_in(process: psutil.Process, data: Path) -> bool:
    with contextlib.suppress(psutil.Error, OSError):
        return (
            process.status() != psutil.STATUS_ZOMBIE
            and process.name().startswith("postgres")
            and process.cwd() == str(data)
        )
    return False


def living_server(data: Path) -> psutil.Process | None:
    """The postmaster of `data` when alive; a stale pid that names another program is none."""
    pid = recorded_pid(data)
    if pid is None:
        return None
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        return process if _works_in(process, data) else None
    return None


def clear_remains(data: Path) -> bool:
    """After a killed server: wait for its children, then take its lock away. True if there was one.

    Backends notice the death by themselves; one that is busy for longer is ended, as a crash would.
    """
    if recorded_pid(data) is None:
        return False
    give_up = time.monotonic() + GRACE_S
    while remains := [p for p in psutil.process_iter() if _works_in(p, data)]:
        if time.monotonic() > give_up:
            for process in remains:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
        time.sleep(STEP_S)
    (data / "postmaster.pid").unlink(missing_ok=True)
    return True


def stop_server(process: psutil.Process, patience_s: float) -> None:
    """Fast shutdown; after `patience_s` seconds an immediate one (the next start recovers)."""
    for word, seconds in ((signal.SIGINT, patience_s), (signal.SIGQUIT, GRACE_S)):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(word)
        if _gone(process, seconds):
            return
    with contextlib.suppress(psutil.NoSuchProcess):
        process.kill()
    _gone(process, GRACE_S)


def _gone(process: psutil.Process, seconds: float) -> bool:
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        _reap(process.pid)
        try:
            if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(STEP_S)
    return False


def _reap(pid: int) -> None:
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
