"""What access says no with, beyond the kernel's errors."""

from orderhub.kernel.errors import DomainError


class NotAuthenticated(DomainError):
    """Nobody is signed in: sign in, or send an API key."""

    code = "not_authenticated"
    http_status = 401


class SignInRefused(DomainError):
    """Name or password is wrong; which of them is not told."""

    code = "sign_in_refused"
    http_status = 401


class CsrfRefused(DomainError):
    """A write by cookie needs the session's CSRF token in its header."""

    code = "csrf_refused"
    http_status = 403


class TooManyTries(DomainError):
    """Too many sign-ins of this account or address: wait."""

    code = "too_many_tries"
    http_status = 429


class KeyReused(DomainError):
    """The idempotency key already belongs to another request: take a new key."""

    code = "idempotency_key_reused"
    http_status = 422


class KeyInFlight(DomainError):
    """A request with this idempotency key is still running: ask again soon."""

    code = "idempotency_key_in_flight"
    http_status = 409
