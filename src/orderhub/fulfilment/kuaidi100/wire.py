"""Signature, times and forms of Kuaidi100 (channels reference §10). Pure."""

import hashlib
from datetime import UTC, datetime
from hmac import compare_digest
from urllib.parse import parse_qsl

from orderhub.kernel.errors import InvalidInput
from orderhub.kernel.instants import CHINA

MOST_FIELDS = 10


def sign(param: str, *secrets: str) -> str:
    """Upper-case MD5 of the text as it is and what follows it: the salt, or key and customer."""
    whole = "".join((param, *secrets)).encode()
    return hashlib.md5(whole, usedforsecurity=False).hexdigest().upper()


def signed(param: str, salt: str, told: str) -> bool:
    """Whether the message was signed with our salt."""
    return compare_digest(sign(param, salt).encode(), told.upper().encode())


def read_form(body: bytes) -> dict[str, str]:
    """Fields of a form; InvalidInput for what is none. The last of one name counts."""
    try:
        text = body.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise InvalidInput("the body is no form that can be read", where="body") from None
    return dict(pairs)


def read_time(said: object) -> datetime | None:
    """The instant of a local text; None where there is none that can be read."""
    try:
        local = datetime.strptime(str(said).strip(), "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
    except ValueError:
        return None
    return local.astimezone(UTC)
