"""Users in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from orderhub.access.model.user import NewUser, User, UserState
from orderhub.infra.db import Tx
from orderhub.infra.tx import text
from orderhub.kernel.errors import StaleVersion

COLUMNS = (
    "u.id, u.username, u.display_name, u.password_hash, u.roles, u.shops, u.state,"
    " u.must_change_password, u.created_at, u.signed_in_at, u.version"
)


def to_user(row: RowMapping) -> User:
    """A row with `COLUMNS` as a user."""
    values: dict[str, Any] = {name: row[name] for name in User.__dataclass_fields__}
    shops: Sequence[int] | None = row["shops"]
    values["roles"] = frozenset(row["roles"])
    values["shops"] = None if shops is None else frozenset(shops)
    values["state"] = UserState(row["state"])
    return User(**values)


async def load_user(tx: Tx, user_id: int) -> User | None:
    """The user, locked until the transaction ends."""
    found = await tx.execute(
        text(f"SELECT {COLUMNS} FROM users u WHERE id = :id FOR UPDATE"),
        {"id": user_id},
    )
    row = found.mappings().first()
    return None if row is None else to_user(row)


async def find_user(tx: Tx, username: str) -> User | None:
    """The user of that name, whatever its case."""
    found = await tx.execute(
        text(f"SELECT {COLUMNS} FROM users u WHERE lower(username) = lower(:name)"),
        {"name": username},
    )
    row = found.mappings().first()
    return None if row is None else to_user(row)


async def all_users(tx: Tx) -> list[User]:
    """Every user by name."""
    found = await tx.execute(text(f"SELECT {COLUMNS} FROM users u ORDER BY lower(username)"))
    return [to_user(row) for row in found.mappings()]


async def insert_user(tx: Tx, user: NewUser, password_hash: str) -> int | None:
    """The new user's id, None when the name is taken."""
    found = await tx.execute(
        text("""INSERT INTO users (username, display_name, password_hash, roles, shops,
                                   must_change_password)
                VALUES (:username, :display_name, :password_hash, :roles, :shops,
                        :must_change_password)
                ON CONFLICT DO NOTHING RETURNING id"""),
        {
            "username": user.username,
            "display_name": user.display_name,
            "password_hash": password_hash,
            "roles": sorted(user.roles),
            "shops": None if user.shops is None else sorted(user.shops),
            "must_change_password": user.must_change_password,
        },
    )
    return found.scalar_one_or_none()


async def save_user(tx: Tx, user: User) -> None:
    """Write the user as its next version; raises StaleVersion when somebody else was first."""
    found = await tx.execute(
        text("""UPDATE users SET display_name = :display_name,
                    roles = :roles, shops = :shops, state = :state, version = :version
                WHERE id = :id AND version = :version - 1"""),
        {
            "id": user.id,
            "display_name": user.display_name,
            "roles": sorted(user.roles),
            "shops": None if user.shops is None else sorted(user.shops),
            "state": user.state.value,
            "version": user.version,
        },
    )
    if found.rowcount != 1:
        raise StaleVersion("somebody else changed this user; load it again")


async def save_password(tx: Tx, user_id: int, password_hash: str, *, must_change: bool) -> None:
    """Replace the password; a change of the user, hence a new version."""
    await tx.execute(
        text("""UPDATE users SET password_hash = :hash, must_change_password = :must_change,
                    version = version + 1 WHERE id = :id"""),
        {"id": user_id, "hash": password_hash, "must_change": must_change},
    )


async def note_sign_in(tx: Tx, user_id: int, now: datetime) -> None:
    """Remember the last sign-in; not a change of the user, so no new version."""
    await tx.execute(
        text("UPDATE users SET signed_in_at = :now WHERE id = :id"), {"id": user_id, "now": now}
    )


async def lock_administrators(tx: Tx) -> None:
    """One change of users at a time, so that two cannot each remove the other's administrator."""
    await tx.execute(text("SELECT pg_advisory_xact_lock(hashtext('access.administrators'))"))


async def count_administrators(tx: Tx, besides: int | None = None) -> int:
    """Active administrators of every shop, not counting `besides`."""
    found = await tx.execute(
        text("""SELECT count(*) FROM users WHERE state = 'active' AND shops IS NULL
                AND 'administrator' = ANY (roles) AND id IS DISTINCT FROM :besides"""),
        {"besides": besides},
    )
    return int(found.scalar_one())
