"""How Alembic runs our revisions: on the caller's connection, each in a transaction of its own."""

from alembic import context
from sqlalchemy import text
from sqlalchemy.engine import Connection

LOCK_TIMEOUT = "2s"


def run(connection: Connection) -> None:
    connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
    connection.commit()
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.execute(text("RESET lock_timeout"))
    connection.commit()


run(context.config.attributes["connection"])
