"""Alembic, run from code: one process at a time brings the schema to its newest revision."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.pool import NullPool

from orderhub.infra.schema import script_folder
from orderhub.infra.tx import text

LOCK_ID = 0x6F686D67


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(script_folder()))
    config.attributes["connection"] = connection
    return config


def migrate(url: str, revision: str = "head") -> tuple[str | None, str | None]:
    """Bring the database to `revision`; returns (before, after). Waits for another's run."""
    with _engine(url).connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:id)"), {"id": LOCK_ID})
        connection.commit()
        try:
            before = _current(connection)
            command.upgrade(_config(connection), revision)
            return before, _current(connection)
        finally:
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:id)"), {"id": LOCK_ID})
            connection.commit()


def downgrade(url: str, revision: str) -> None:
    """Take revisions back down to `revision` ("base" for all)."""
    with _engine(url).connect() as connection:
        command.downgrade(_config(connection), revision)


def _engine(url: str) -> Engine:
    return create_engine(make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool)


def _current(connection: Connection) -> str | None:
    revision = MigrationContext.configure(connection).get_current_revision()
    connection.commit()
    return revision
