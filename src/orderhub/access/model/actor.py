"""The one behind a command (操作人): a person, an API key, a rule, or the hub itself."""

from dataclasses import dataclass
from enum import StrEnum

from orderhub.access.model.permissions import Permission


class ActorKind(StrEnum):
    USER = "user"
    KEY = "key"
    SYSTEM = "system"
    RULE = "rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """`shops` is the scope: None means every shop."""

    kind: ActorKind
    id: int | None
    name: str
    roles: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    shops: frozenset[int] | None = None

    def may(self, permission: str) -> bool:
        """Whether the permission is among the actor's."""
        return permission in self.permissions

    def sees(self, shop_id: int) -> bool:
        """Whether the shop is in the actor's scope."""
        return self.shops is None or shop_id in self.shops

    @property
    def reference(self) -> str:
        """Text that names the actor in audit entries and idempotency keys: `user:7`."""
        return f"{self.kind}:{self.name if self.id is None else self.id}"


def system(name: str) -> Actor:
    """The hub itself, under the name of a part ("sync"): may everything, sees every shop."""
    return Actor(kind=ActorKind.SYSTEM, id=None, name=name, permissions=frozenset(Permission))
