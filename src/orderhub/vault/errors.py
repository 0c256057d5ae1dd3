"""What the vault says no with, beyond the kernel's errors."""

from orderhub.kernel.errors import DomainError, NotFound


class QuotaUsedUp(DomainError):
    """Today's reveals are used up: try again tomorrow, or ask an administrator."""

    code = "reveal_quota_used_up"
    http_status = 429


class RawGone(NotFound):
    """The raw payload is past its 90 days, or was never kept."""

    code = "raw_gone"
