"""The id that ties a request's answer, its log lines and its audit entries together."""

import secrets
from contextvars import ContextVar

CORRELATION_HEADER = "X-Correlation-Id"
_current: ContextVar[str] = ContextVar("correlation_id", default="")


def correlation_id() -> str:
    """The id of the request being answered; empty outside one."""
    return _current.get()


def new_correlation_id() -> str:
    """Begin a request: mint its id and make it current."""
    minted = secrets.token_hex(8)
    _current.set(minted)
    return minted
