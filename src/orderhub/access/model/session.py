"""A signed-in browser (会话)."""

from dataclasses import dataclass
from datetime import datetime

from orderhub.access.model.user import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """`expires_at` is the absolute end; the idle end follows from `seen_at`."""

    user: User
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
