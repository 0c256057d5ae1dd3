"""Backup and restore of a whole installation: one file, made from one snapshot while all runs."""

import asyncio
import io
import json
import os
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from orderhub.infra import clock
from orderhub.infra.crypto import MasterKey, seal, unwrap_master_key
from orderhub.infra.crypto import open_sealed as unseal
from orderhub.infra.db import Database
from orderhub.infra.installation import recall, remember
from orderhub.infra.postgres import libpq_url
from orderhub.infra.postgres.cluster import binaries
from orderhub.infra.recovery import new_phrase, phrase_key
from orderhub.infra.settings import SETTINGS_FILE, Settings
from orderhub.infra.tx import text
from orderhub.kernel.errors import ConfigError, HubError

FORMAT = 1
RECOVERY = "recovery"
SETTINGS_AAD = b"backup|settings"


class BackupFailed(HubError):
    """The backup or restore could not be completed; nothing was changed."""

    code = "backup_failed"


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup file says about itself."""

    manifest: dict[str, Any]
    wrapped_key: bytes
    settings: bytes | None


@dataclass(frozen=True, slots=True)
class Recovery:
    """The wrapped master key that backups carry; `phrase` only when it was made just now."""

    wrapped_key: bytes
    phrase: str | None = None


async def load_recovery(db: Database, master: MasterKey, *, renew: bool) -> Recovery:
    """The installation's recovery, or a new one that is not remembered yet."""
    async with db.transaction() as tx:
        kept = await recall(tx, RECOVERY)
    if kept is not None and not renew:
        return Recovery(bytes.fromhex(kept["wrapped_key"]))
    phrase = new_phrase()
    return Recovery(master.wrapped_under(phrase_key(phrase)), phrase)


async def remember_recovery(db: Database, recovery: Recovery) -> None:
    """Keep a new recovery, once a backup was written with it."""
    async with db.transaction() as tx:
        await remember(tx, RECOVERY, {"wrapped_key": recovery.wrapped_key.hex()})


async def write_backup(
    db: Database, settings: Settings, master: MasterKey, recovery: Recovery, file: Path
) -> int:
    """Write the backup whole or not at all; returns its size in bytes. The hub may keep running."""
    async with db.transaction() as tx:
        revision = (await tx.execute(text("SELECT version_num FROM alembic_version"))).scalar()
        installation = await recall(tx, "id")
    manifest = {
        "format": FORMAT,
        "revision": revision,
        "installation": installation,
        "made_at": clock.now().isoformat(),
    }
    parts: dict[str, bytes] = {
        "manifest.json": json.dumps(manifest).encode(),
        "master.key.wrapped": recovery.wrapped_key,
    }
    settings_file = settings.home / SETTINGS_FILE
    if settings_file.exists():
        sealing = master.derive("backup settings")
        parts["settings.sealed"] = seal(sealing, 0, settings_file.read_bytes(), SETTINGS_AAD)
    dump = file.with_name(file.name + ".dump")
    whole = file.with_name(file.name + ".part")
    try:
        run_program("pg_dump", settings, "--format=custom", "--compress=gzip:1", f"--file={dump}")
        os.close(os.open(whole, os.O_WRONLY | os.O_CREAT, 0o600))
        with tarfile.open(whole, "w") as tar:
            for name, content in parts.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                tar.addfile(entry, io.BytesIO(content))
            tar.add(dump, "database.dump")
        whole.replace(file)
    finally:
        dump.unlink(missing_ok=True)
        whole.unlink(missing_ok=True)
    return await asyncio.to_thread(lambda: file.stat().st_size)


def read_backup(file: Path) -> Backup:
    """The parts of a backup but the database; ConfigError when it is none."""
    try:
        with tarfile.open(file) as tar:
            manifest = json.loads(_part(tar, "manifest.json"))
            wrapped = _part(tar, "master.key.wrapped")
            names = tar.getnames()
            sealed = _part(tar, "settings.sealed") if "settings.sealed" in names else None
    except (OSError, tarfile.TarError, KeyError, ValueError):
        raise ConfigError(f"{file} is not a backup of OrderHub") from None
    if manifest.get("format") != FORMAT:
        raise ConfigError(f"{file} was made by another version (format {manifest.get('format')})")
    return Backup(manifest, wrapped, sealed)


def open_keys(backup: Backup, phrase: str) -> tuple[bytes, bytes | None]:
    """(master key, settings file); SealBroken when the phrase is another one."""
    key = unwrap_master_key(backup.wrapped_key, phrase_key(phrase))
    if backup.settings is None:
        return key, None
    sealing = MasterKey(key).derive("backup settings")
    return key, unseal(sealing, backup.settings, SETTINGS_AAD)


async def restore_database(settings: Settings, file: Path) -> None:
    """Load the dump into the empty database of `settings`, in one transaction."""
    dump = settings.home / "restoring.dump"
    try:
        with tarfile.open(file) as tar:
            source = cast(io.BufferedReader, tar.extractfile("database.dump"))
            with dump.open("wb") as target:
                while chunk := source.read(1 << 20):
                    target.write(chunk)
        run_program(
            *("pg_restore", settings, "--single-transaction", "--exit-on-error"),
            *("--no-owner", "--no-privileges", str(dump)),
        )
    finally:
        dump.unlink(missing_ok=True)


def run_program(name: str, settings: Settings, *words: str) -> None:
    """Run one of the server's own programs on the database; BackupFailed tells its last words."""
    url = libpq_url(str(settings.database_url))
    command = [str(binaries() / name), f"--dbname={url}", *words]
    done = subprocess.run(  # noqa: S603 - our own program and arguments
        command, capture_output=True, text=True, check=False, umask=0o077
    )
    if done.returncode != 0:
        raise BackupFailed(f"{name}: {done.stderr.strip()[-400:]}")


def _part(tar: tarfile.TarFile, name: str) -> bytes:
    file = tar.extractfile(name)
    if file is None:
        raise KeyError(name)
    return file.read()
