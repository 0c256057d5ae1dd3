"""Wire shapes of access."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, SecretStr

from orderhub.access.model.audit import GENESIS, AuditFilter, Entry, Verification
from orderhub.access.model.permissions import Permission, Role
from orderhub.access.model.user import ApiKey, NewKey, NewUser, User, UserChange, UserState
from orderhub.infra.http import Body

Username = Annotated[str, Field(min_length=2, max_length=64, pattern=r"^[\w.@-]+$")]
Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
Password = Annotated[SecretStr, Field(min_length=1, max_length=1024)]
ShopIds = Annotated[list[Annotated[int, Field(ge=1, lt=2**31)]], Field(max_length=1000)]


class SignInIn(Body):
    username: Annotated[str, Field(min_length=1, max_length=256)]
    password: Password


class PasswordChangeIn(Body):
    old: Password
    new: Password


class PasswordIn(Body):
    password: Password


class UserIn(Body):
    username: Username
    display_name: Name
    password: Password
    roles: Annotated[list[Role], Field(min_length=1, max_length=10)]
    shop_ids: ShopIds | None = None

    def to_new(self) -> NewUser:
        return NewUser(
            username=self.username,
            display_name=self.display_name,
            roles=frozenset(role.value for role in self.roles),
            shops=None if self.shop_ids is None else frozenset(self.shop_ids),
        )


class UserChangeIn(Body):
    """Absent fields stay; `shop_ids` null means every shop."""

    display_name: Name | None = None
    roles: Annotated[list[Role], Field(min_length=1, max_length=10)] | None = None
    shop_ids: ShopIds | None = None
    state: UserState | None = None
    version: int | None = None

    def to_change(self) -> UserChange:
        return UserChange(
            display_name=self.display_name,
            roles=None if self.roles is None else frozenset(role.value for role in self.roles),
            shops=None if self.shop_ids is None else frozenset(self.shop_ids),
            every_shop="shop_ids" in self.model_fields_set and self.shop_ids is None,
            state=self.state,
            version=self.version,
        )


class KeyIn(Body):
    name: Name
    permissions: Annotated[list[Permission], Field(min_length=1, max_length=50)]
    shop_ids: ShopIds | None = None
    expires_at: AwareDatetime | None = None

    def to_new(self) -> NewKey:
        return NewKey(
            name=self.name,
            permissions=frozenset(p.value for p in self.permissions),
            shops=None if self.shop_ids is None else frozenset(self.shop_ids),
            expires_at=self.expires_at,
        )


class AuditQuery(Body):
    """`action` and `object` match from their beginning, `actor` is a whole name."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    cursor: Annotated[str, Field(max_length=30, pattern=r"^[ba][0-9]{1,18}$")] | None = None
    actor: Annotated[str, Field(max_length=200)] | None = None
    action: Annotated[str, Field(max_length=200)] | None = None
    object: Annotated[str, Field(max_length=200)] | None = None
    start: AwareDatetime | None = Field(default=None, alias="from")
    end: AwareDatetime | None = Field(default=None, alias="to")
    limit: Annotated[int, Field(ge=1, le=200)] = 50

    @property
    def before(self) -> int | None:
        """The id to list older entries from."""
        return int(self.cursor[1:]) if self.cursor and self.cursor[0] == "b" else None

    @property
    def after(self) -> int | None:
        """The id to list newer entries from."""
        return int(self.cursor[1:]) if self.cursor and self.cursor[0] == "a" else None

    def to_filter(self) -> AuditFilter:
        return AuditFilter(
            actor=self.actor,
            action=self.action,
            object=self.object,
            start=self.start,
            end=self.end,
        )


class PersonOut(BaseModel):
    id: int
    username: str
    display_name: str


class SessionOut(BaseModel):
    """`csrf_token` goes into the header X-CSRF-Token of every write; empty for an API key."""

    user: PersonOut
    roles: list[str]
    permissions: list[str]
    shops: list[int] | None
    csrf_token: str
    must_change_password: bool


class UserOut(BaseModel):
    id: int
    username: str
    display_name: str
    roles: list[str]
    shop_ids: list[int] | None
    state: UserState
    must_change_password: bool
    created_at: datetime
    last_sign_in_at: datetime | None
    version: int

    @classmethod
    def of(cls, user: User) -> "UserOut":
        return cls(
            id=user.id,
            username=user.username,
            display_name=user.display_name,
            roles=sorted(user.roles),
            shop_ids=None if user.shops is None else sorted(user.shops),
            state=user.state,
            must_change_password=user.must_change_password,
            created_at=user.created_at,
            last_sign_in_at=user.signed_in_at,
            version=user.version,
        )


class KeyOut(BaseModel):
    """`hint` is how the key begins; the key itself is stored nowhere."""

    id: int
    name: str
    hint: str
    permissions: list[str]
    shop_ids: list[int] | None
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, key: ApiKey) -> "KeyOut":
        return cls(
            id=key.id,
            name=key.name,
            hint=key.hint,
            permissions=sorted(key.permissions),
            shop_ids=None if key.shops is None else sorted(key.shops),
            created_at=key.created_at,
            created_by=key.created_by,
            expires_at=key.expires_at,
            last_used_at=key.used_at,
            revoked_at=key.revoked_at,
        )


class MintedKeyOut(KeyOut):
    """`key` is shown this once."""

    key: str


class RoleOut(BaseModel):
    role: Role
    permissions: list[str]


class EntryOut(BaseModel):
    """`seq` and `hash` are null until the sealer has chained the entry, within a second."""

    id: int
    at: datetime
    actor: dict[str, Any]
    action: str
    object: str
    shop_id: int | None
    detail: dict[str, Any]
    seq: int | None
    hash: str | None

    @classmethod
    def of(cls, entry: Entry) -> "EntryOut":
        return cls(
            id=entry.id,
            at=entry.at,
            actor={"kind": entry.actor_kind, "id": entry.actor_id, "name": entry.actor_name},
            action=entry.action,
            object=entry.object,
            shop_id=entry.shop_id,
            detail=entry.detail,
            seq=entry.seq,
            hash=None if entry.hash is None else entry.hash.hex(),
        )


class BreakOut(BaseModel):
    seq: int
    entry_id: int | None
    reason: str


class VerificationOut(BaseModel):
    ok: bool
    sealed: int
    unsealed: int
    oldest_unsealed_at: datetime | None
    head: str = Field(examples=[GENESIS.hex()])
    broken: BreakOut | None

    @classmethod
    def of(cls, found: Verification) -> "VerificationOut":
        broken = found.broken
        return cls(
            ok=broken is None,
            sealed=found.sealed,
            unsealed=found.unsealed,
            oldest_unsealed_at=found.oldest_unsealed_at,
            head=found.head,
            broken=broken
            and BreakOut(seq=broken.seq, entry_id=broken.entry_id, reason=broken.reason),
        )


class Listing(BaseModel):
    """Cursors are opaque; null where there is nothing further that way."""

    next: str | None = None
    previous: str | None = None


class Users(Listing):
    items: list[UserOut]


class Keys(Listing):
    items: list[KeyOut]


class Roles(Listing):
    items: list[RoleOut]


class Entries(Listing):
    items: list[EntryOut]
