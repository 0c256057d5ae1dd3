"""Standard Webhooks signatures over the exact bytes received (reliability reference §1)."""

from collections.abc import Mapping
from datetime import datetime

from orderhub.connector_kit.contract import Credentials
from orderhub.connector_kit.webhooks import verify_webhook
from orderhub.kernel.types import Refusal


def verify_push(
    credentials: Credentials, headers: Mapping[str, str], body: bytes, now: datetime
) -> str | Refusal:
    """The sender's message id, or why the push is not his. `webhook_secret` may hold several
    secrets separated by spaces, so that one can follow the other; header names are lower case."""
    return verify_webhook(credentials.get("webhook_secret", "").split(), headers, body, now)
