"""Which addresses belong to everybody's network, and so may be called for a person. Pure."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# NAT64, and the old IPv4-compatible form: the last four bytes are an IPv4 address.
_ENDS_IN_IPV4 = (ip_network("64:ff9b::/96"), ip_network("::/96"))
_LOCAL_NAT64 = ip_network("64:ff9b:1::/48")


def is_public(address: str) -> bool:
    """Whether it is one host's on the public network; for an IPv6 address that stands for an IPv4
    one both must be."""
    found = ip_address(address)
    if found in _LOCAL_NAT64:
        return False
    return all(one.is_global and not one.is_multicast for one in (found, *_stands_for(found)))


def _stands_for(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address]:
    if isinstance(address, IPv4Address):
        return
    if any(address in network for network in _ENDS_IN_IPV4):
        yield IPv4Address(address.packed[-4:])
    for meant in (address.ipv4_mapped, address.sixtofour):
        if meant is not None:
            yield meant
