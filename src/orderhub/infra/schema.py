"""Which revision of the schema the program knows, and which the database has."""

from functools import cache
from pathlib import Path

import orderhub
from orderhub.infra.db import Tx
from orderhub.infra.tx import text
from orderhub.kernel.errors import ConfigError

PACKAGED = Path(orderhub.__file__).parent / "_migrations"
IN_SOURCE = Path(orderhub.__file__).parents[2] / "migrations"


def script_folder() -> Path:
    """Where the revisions lie: inside the installed package, else beside the source."""
    return PACKAGED if PACKAGED.is_dir() else IN_SOURCE


@cache
def newest() -> str:
    """The newest revision this program knows; files carry their revision's name, in order."""
    return max(path.stem for path in (script_folder() / "versions").glob("[0-9]*.py"))


async def current(tx: Tx) -> str | None:
    """The database's revision; None when it was never migrated."""
    known = await tx.execute(text("SELECT to_regclass('alembic_version')"))
    if known.scalar_one() is None:
        return None
    return (await tx.execute(text("SELECT version_num FROM alembic_version"))).scalar()


async def require_newest(tx: Tx) -> None:
    """ConfigError when the database is behind (or ahead of) this program."""
    if (found := await current(tx)) != newest():
        raise ConfigError(
            f"the database's schema is {found or 'empty'}, this program's {newest()}:"
            " run `orderhub migrate` with the newer of the two"
        )
