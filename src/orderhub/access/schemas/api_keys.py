"""Wire shapes of API keys."""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field

from orderhub.access.model.permissions import Permission
from orderhub.access.model.user import ApiKey, NewKey
from orderhub.access.schemas.listing import Listing
from orderhub.access.schemas.users import Name, ShopIds
from orderhub.infra.http import Body


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


class Keys(Listing):
    items: list[KeyOut]
