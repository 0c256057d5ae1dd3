"""`orderhub restore`: a backup into an empty installation."""

import asyncio
import sys
from pathlib import Path

import psycopg
import typer

from orderhub.apps.archive import open_keys, read_backup, restore_database
from orderhub.apps.installation import current_settings, database_url, is_up
from orderhub.apps.options import AsJson, commands
from orderhub.apps.output import say
from orderhub.infra.crypto import write_master_key
from orderhub.infra.migrate import migrate
from orderhub.infra.postgres import libpq_url
from orderhub.infra.settings import SETTINGS_FILE, Settings
from orderhub.kernel.errors import ConfigError

app = commands(group=False)
GAP = """
    SELECT setval(place, nextval(place) + 1000000000)
    FROM cast(pg_get_serial_sequence('outbox', 'id') AS regclass) AS place
"""


@app.command()
def restore(file: Path, *, as_json: AsJson = False) -> None:
    """Restore FILE into an empty home or database; the recovery phrase is asked for."""
    settings = current_settings()
    if is_up(settings.home):
        raise ConfigError("stop `orderhub up` first")
    backup = read_backup(file)
    master_key, settings_file = open_keys(backup, _phrase())
    key_path = settings.master_key_path
    if key_path.exists() and key_path.read_bytes() != master_key:
        raise ConfigError(f"{key_path} is another installation's key; restore into an empty home")
    with database_url(settings) as url:
        _refuse_a_used_database(url)
        target = settings.model_copy(update={"database_url": url})
        asyncio.run(restore_database(target, file))
        migrate(url)
        _leave_the_given_ids(url)
    _put_files(settings, master_key, settings_file)
    answer = {"ok": True, "home": str(settings.home), **backup.manifest}
    say(answer, as_json=as_json, lines=[f"restored into {settings.home}"])


def _phrase() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Recovery phrase"))
    return sys.stdin.readline().strip()


def _refuse_a_used_database(url: str) -> None:
    with psycopg.connect(libpq_url(url)) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        if found.fetchone() != (0,):
            raise ConfigError("the database is not empty; restore into an empty home or database")


def _leave_the_given_ids(url: str) -> None:
    """Events of the restored hub get ids that none had: what was given out after the backup would
    come twice, and who remembers ids to drop repeats would drop what is new."""
    with psycopg.connect(libpq_url(url)) as connection:
        connection.execute(GAP)


def _put_files(settings: Settings, master_key: bytes, settings_file: bytes | None) -> None:
    write_master_key(settings.master_key_path, master_key)
    path = settings.home / SETTINGS_FILE
    if settings_file is not None and not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(settings_file)
