"""Under which account the server runs: it refuses to be root, so root steps down for it."""

import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

from orderhub.kernel.errors import ConfigError

OWN_ACCOUNT = "orderhub"
FALLBACK_ACCOUNT = "nobody"


@dataclass(frozen=True, slots=True)
class Account:
    """`steps_down`: the calling process is root and the server runs as `uid`."""

    name: str
    uid: int
    gid: int
    steps_down: bool


def server_account(data: Path) -> Account:
    """The caller's own account; for root: the owner of `data`, else `orderhub`, else `nobody`."""
    uid = os.geteuid()
    if uid != 0:
        return Account(pwd.getpwuid(uid).pw_name, uid, os.getegid(), steps_down=False)
    if data.exists() and (owner := data.stat().st_uid) != 0:
        entry = pwd.getpwuid(owner)
    else:
        known = {entry.pw_name: entry for entry in pwd.getpwall()}
        entry = known.get(OWN_ACCOUNT) or known.get(FALLBACK_ACCOUNT)
    if entry is None:
        raise ConfigError("running as root: create an account named 'orderhub' for the database")
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, steps_down=True)


def reachable(path: Path, account: Account) -> bool:
    """Whether `account` may walk down to `path` with ordinary rights."""
    for folder in (path, *path.parents):
        state = folder.stat()
        if not (state.st_mode & 0o001 or (state.st_uid == account.uid and state.st_mode & 0o100)):
            return False
    return True


def step_down(account: Account, *paths: Path) -> list[str]:
    """Words that go before a command so that it runs as `account`; it can read `paths` in any case.

    Where a parent folder is closed (a home in /root), it keeps the one capability to pass.
    """
    if not account.steps_down:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise ConfigError(
            "running as root needs the program 'setpriv' (package util-linux);"
            " install it or run as an ordinary user"
        )
    words = [setpriv, f"--reuid={account.uid}", f"--regid={account.gid}", "--clear-groups"]
    if not all(reachable(path, account) for path in paths):
        words += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return [*words, "--"]


def give(path: Path, account: Account) -> None:
    """Create the folder `path` for `account` alone."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if account.steps_down:
        os.chown(path, account.uid, account.gid)
