"""What a receiver's answer means, and what of it may be kept. Pure."""

import re
from collections.abc import Sequence

from orderhub.partners.model.deliveries import TryOutcome

EXCERPT_CHARS = 200
BROKEN = 500
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
# Phones, identity and card numbers, mail addresses, tokens: whatever a receiver may echo.
_TELLING = re.compile(
    r"\d(?:[ -]?\d){5,}|[\w.+-]+@[\w-]+\.[\w.]+|(?i:bearer\s+\S+)|whsec_\S+|v1,\S+", re.ASCII
)


def outcome_of(status: int) -> TryOutcome:
    """2xx is ok; from 500 on nobody knows what the receiver did; the rest is a plain no."""
    if 200 <= status < 300:  # noqa: PLR2004
        return TryOutcome.OK
    return TryOutcome.UNKNOWN if status >= BROKEN else TryOutcome.FAILED


def excerpt_of(body: bytes, secrets: Sequence[str] = ()) -> str:
    """The beginning of an answer in one line, without secrets and without what could be a
    person's."""
    text = _CONTROL.sub(" ", body[: 4 * EXCERPT_CHARS].decode("utf-8", "replace")).strip()
    for secret in secrets:
        text = text.replace(secret, "***").replace(secret.removeprefix("whsec_"), "***")
    return _TELLING.sub("***", text)[:EXCERPT_CHARS]
