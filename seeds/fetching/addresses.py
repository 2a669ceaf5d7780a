"""The addresses behind a host's name: looked up once, checked, and then connected to as they are.

A name that is looked up again for the connection could by then lead into one's own network.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from socket import SOCK_STREAM, AddressFamily, getaddrinfo
from typing import Any

from seeds.fetching.failures import FetchFailed, Unreachable

# Services of the network that one is in, some clouds' metadata too; older Pythons call it global.
ASSIGNMENTS = ip_network("192.0.0.0/24")
# NAT64 and IPv4-compatible addresses lead to the IPv4 address in their last 32 bits.
EMBEDDING = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"), ip_network("::/96"))


@dataclass(frozen=True, slots=True)
class Address:
    """Where to connect to: family and address as a socket takes them."""

    family: AddressFamily
    where: tuple[Any, ...]

    @property
    def ip(self) -> IPv4Address | IPv6Address:
        """The address alone; the zone of a link-local one is cut off."""
        return ip_address(str(self.where[0]).partition("%")[0])


def find_addresses(host: str, port: int, *, allow_private: bool = False) -> list[Address]:
    """Return the addresses of a host. Raises FetchFailed when one of them is not public."""
    try:
        found = getaddrinfo(host, port, type=SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"{host} was not found: {error}") from error
    addresses = [Address(family, where) for family, _, _, _, where in found]
    for address in addresses:
        if not allow_private and not is_public(address.ip):
            raise FetchFailed(
                f"{host} leads to {address.ip}, which is no public address; --allow-private "
                "fetches from one's own network"
            )
    return addresses


def is_public(ip: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of the public internet, whatever it is wrapped in."""
    if isinstance(ip, IPv6Address):
        inner = find_inner(ip)
        if inner is not None:
            return is_public(inner)
        if ip.is_site_local:  # Python counts the old fec0::/10 as global
            return False
    is_special = ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip in ASSIGNMENTS
    return ip.is_global and not is_special


def find_inner(ip: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 address stands for, None for one of its own."""
    if ip.ipv4_mapped or ip.sixtofour:
        return ip.ipv4_mapped or ip.sixtofour
    if ip.teredo:
        return ip.teredo[1]
    if any(ip in network for network in EMBEDDING) and int(ip) > 1:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return None
