"""Which addresses an endpoint may have. Pure; whether a name is public is seen at the call."""

from urllib.parse import urlsplit

from orderhub.kernel.errors import InvalidInput


def host_of(url: str, *, private: bool) -> str:
    """The host that people see of an address; InvalidInput unless it is https (http only where
    `private` ones may be called), with a host, and without a user name or a fragment in it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise InvalidInput("the address cannot be read") from None
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise InvalidInput("the address must begin with https://")
    if not parts.hostname or parts.username or parts.password or parts.fragment:
        raise InvalidInput("the address needs a host, and neither user name nor fragment")
    return parts.hostname if port is None else f"{parts.hostname}:{port}"
