"""What sync says no with, beyond the kernel's errors."""

from orderhub.kernel.errors import DomainError, InfraError


class PushNotSigned(DomainError):
    """The push carries neither a signature of the shop nor an API key: sign it, or send a key."""

    code = "push_not_signed"
    http_status = 401


class PushRefused(DomainError):
    """The signature does not fit: check the shop's secret, the clock, and that the body is sent
    byte for byte as it was signed."""

    code = "signature_wrong"
    http_status = 401


class ShopNotReady(InfraError):
    """The shop is paused: keep the push and send it again later."""

    code = "shop_paused"
