"""A person with an account (用户), and the API key of a program."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from orderhub.access.model.actor import Actor, ActorKind
from orderhub.access.model.permissions import Role, permissions_of


class UserState(StrEnum):
    ACTIVE = "active"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """An account to be made; `shops` None: every shop."""

    username: str
    display_name: str
    roles: frozenset[str]
    shops: frozenset[int] | None = None
    must_change_password: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UserChange:
    """What to change of a user; None leaves a field, `every_shop` lifts the scope."""

    display_name: str | None = None
    roles: frozenset[str] | None = None
    shops: frozenset[int] | None = None
    every_shop: bool = False
    state: UserState | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """`shops` None: every shop. `version` rises by one with every change."""

    id: int
    username: str
    display_name: str
    password_hash: str
    roles: frozenset[str]
    shops: frozenset[int] | None
    state: UserState
    must_change_password: bool
    created_at: datetime
    signed_in_at: datetime | None
    version: int

    @property
    def administers(self) -> bool:
        """Active, of every shop, and in the role that may repair everything."""
        active = self.state is UserState.ACTIVE
        return active and self.shops is None and Role.ADMINISTRATOR in self.roles

    def actor(self) -> Actor:
        """This person as the one behind a command."""
        return Actor(
            kind=ActorKind.USER,
            id=self.id,
            name=self.username,
            roles=self.roles,
            permissions=permissions_of(self.roles),
            shops=self.shops,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """An API key to be made; `expires_at` None: it stands until revoked."""

    name: str
    permissions: frozenset[str]
    shops: frozenset[int] | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A program's credential; the secret itself is stored nowhere, `hint` is its first letters."""

    id: int
    name: str
    hint: str
    permissions: frozenset[str]
    shops: frozenset[int] | None
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None

    def actor(self) -> Actor:
        """This key as the one behind a command."""
        return Actor(
            kind=ActorKind.KEY,
            id=self.id,
            name=self.name,
            permissions=self.permissions,
            shops=self.shops,
        )
