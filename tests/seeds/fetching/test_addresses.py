from ipaddress import ip_address

import pytest

from seeds.fetching.addresses import find_addresses, is_public
from seeds.fetching.failures import FetchFailed, Unreachable


@pytest.mark.parametrize(
    "text",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
        "192.0.0.192",
        *("100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("::1", "::", "fe80::1", "fc00::1", "ff02::1", "2001:db8::1", "fec0::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "2002:7f00:1::", "2002:a00:1::1"),
        *("64:ff9b::a00:1", "64:ff9b:1::7f00:1", "2001:0:4136:e378:8000:63bf:80ff:fffe"),
    ],
)
def test_an_address_of_ones_own_network_is_not_public_however_wrapped(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize(
    "text", ["1.1.1.1", "93.184.215.14", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_an_address_of_the_internet_is_public(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize("host", ["127.0.0.1", "0x7f000001", "2130706433", "::1", "localhost"])
def test_a_name_that_leads_home_is_refused(host: str) -> None:
    with pytest.raises(FetchFailed, match="which is no public address; --allow-private"):
        find_addresses(host, 443)


def test_home_is_allowed_where_somebody_said_so() -> None:
    [address] = find_addresses("127.0.0.1", 443, allow_private=True)

    assert str(address.ip) == "127.0.0.1"


def test_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from seeds.fetching import addresses

    found = [(2, 1, 6, "", ("1.1.1.1", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(addresses, "getaddrinfo", lambda *_, **__: found)

    with pytest.raises(FetchFailed, match=r"boards.example leads to 10\.0\.0\.1"):
        find_addresses("boards.example", 443)


@pytest.mark.parametrize("host", ["a" * 70 + ".invalid", "no such host.invalid", ""])
def test_a_name_that_is_none_is_not_found(host: str) -> None:
    with pytest.raises((Unreachable, FetchFailed)):
        find_addresses(host, 443)
