"""Which addresses an endpoint may have. Pure; whether a name is public is seen at the call."""

import re

from orderhub.kernel.errors import InvalidInput

# A host, perhaps a port, path and query; no user name (the trick of `https://good@bad/`).
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])"
    r"(?::(?P<port>[0-9]{1,5}))?(?:[/?][^#\s]*)?"
)
PORTS = 2**16


def host_of(url: str, *, private: bool) -> str:
    """The host that people see of an address; InvalidInput unless it is https (http only where
    `private` ones may be called), with a host, and without a user name or a fragment in it."""
    found = _ADDRESS.fullmatch(url)
    if found is None:
        raise InvalidInput("the address needs a host, and neither user name nor fragment")
    if found["scheme"] != "https" and not private:
        raise InvalidInput("the address must begin with https://")
    if found["port"] is None:
        return found["host"]
    if int(found["port"]) >= PORTS:
        raise InvalidInput("there is no such port")
    return f"{found['host']}:{found['port']}"
