"""Wire shapes of users and roles."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from orderhub.access.model.permissions import Role
from orderhub.access.model.user import NewUser, User, UserChange, UserState
from orderhub.access.schemas.listing import Listing
from orderhub.access.schemas.session import Password
from orderhub.infra.http import Body

Username = Annotated[str, Field(min_length=2, max_length=64, pattern=r"^[\w.@-]+$")]
Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
ShopIds = Annotated[list[Annotated[int, Field(ge=1, lt=2**31)]], Field(max_length=1000)]


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


class RoleOut(BaseModel):
    role: Role
    permissions: list[str]


class Users(Listing):
    items: list[UserOut]


class Roles(Listing):
    items: list[RoleOut]
