"""Wire shapes of the vault."""

from pydantic import BaseModel

from orderhub.vault.model import Quota


class QuotaOut(BaseModel):
    """Reveals of the caller today (Asia/Shanghai)."""

    used: int
    limit: int
    left: int

    @classmethod
    def of(cls, quota: Quota) -> "QuotaOut":
        return cls(used=quota.used, limit=quota.limit, left=quota.left)
