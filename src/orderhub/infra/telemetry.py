"""Structured logs without personal data or secrets, and the registry of metrics."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from prometheus_client import CollectorRegistry

HIDDEN = "[hidden]"
SECRET_KEY = re.compile(
    r"secret|password|passwd|token|session|cookie|authorization|credential|api_?key|master|phrase"
    r"|signature|recipient|buyer|phone|mobile|address|id_no|note|raw|payload|body|people",
    re.IGNORECASE,
)
SAFE_KEYS = frozenset({"address_blocked", "session_id_hash", "quarantined"})
SECRET_VALUE = re.compile(
    r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d{9}(?!\d)"  # mobile numbers
    r"|(?<!\d)\d{17}[\dXx](?!\d)"  # identity numbers
    r"|(?i:bearer\s+\S+|whsec_[A-Za-z0-9+/=]+|[a-z]+://[^/\s:@]+:[^@\s]+@)"
    r"|[\w.+-]+@[\w-]+\.[\w.]+"  # e-mail
    # What PostgreSQL quotes of a row or a value in its errors.
    r"|(?<=DETAIL:)[^\n]*|(?<=CONTEXT:)[^\n]*|(?<=syntax for type )[^\n]*"
)

registry = CollectorRegistry()


def redact(
    _logger: object, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Hide values under telling keys and values that look like people or secrets."""
    return {key: _clean(key, value) for key, value in event.items()}


def _clean(key: str, value: Any) -> Any:
    if key not in SAFE_KEYS and SECRET_KEY.search(key):
        return HIDDEN
    if isinstance(value, str):
        return SECRET_VALUE.sub(HIDDEN, value)
    if isinstance(value, dict):
        return {str(k): _clean(str(k), v) for k, v in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean("", item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, bool | int | float | None):
        return value
    return SECRET_VALUE.sub(HIDDEN, str(value))


def configure_logging(level: str = "info", process: str = "") -> None:
    """JSON lines on standard error, for structlog and the standard library alike."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in ("httpx", "httpcore", "uvicorn.access", "alembic.runtime"):
        logging.getLogger(noisy).setLevel("WARNING")
    if process:
        structlog.contextvars.bind_contextvars(process=process)


log: structlog.stdlib.BoundLogger = structlog.get_logger("orderhub")
