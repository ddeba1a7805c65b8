"""Every way that we know to write an address that is not public, and some that are."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tvdbproxy.fetch.addresses import refusal


def _words(table: str) -> list[str]:
    return table.split()


PRIVATE_V4 = _words("""
    0.0.0.0 0.0.0.1 0.255.255.255
    10.0.0.0 10.0.0.1 10.255.255.255
    100.64.0.0 100.64.0.1 100.100.100.200 100.127.255.255
    127.0.0.0 127.0.0.1 127.0.1.1 127.255.255.255
    169.254.0.0 169.254.169.254 169.254.170.2 169.254.255.255
    172.16.0.0 172.17.0.1 172.31.255.255
    192.0.0.0 192.0.0.8 192.0.0.170 192.0.0.192 192.0.0.255
    192.0.2.0 192.0.2.255
    192.88.99.0 192.88.99.1 192.88.99.255
    192.168.0.0 192.168.1.1 192.168.255.255
    198.18.0.0 198.18.0.1 198.19.255.255
    198.51.100.0 198.51.100.255
    203.0.113.0 203.0.113.255
    224.0.0.0 224.0.0.1 239.255.255.250 239.255.255.255
    240.0.0.0 240.0.0.1 255.255.255.254 255.255.255.255
""")

PRIVATE_V6 = _words("""
    :: ::1 ::2 ::ffff ::1:0
    ::127.0.0.1 ::10.0.0.1 ::169.254.169.254 ::8.8.8.8
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:172.16.0.1 ::ffff:192.168.0.1 ::ffff:0.0.0.0
    ::ffff:169.254.169.254 ::ffff:100.64.0.1 ::ffff:224.0.0.1 ::ffff:255.255.255.255
    ::ffff:7f00:1 0:0:0:0:0:ffff:7f00:1 ::FFFF:C0A8:1
    ::ffff:0:127.0.0.1 ::ffff:0:8.8.8.8
    2002:7f00:1:: 2002:7f00:1::1 2002:a00:1:: 2002:ac10:1:: 2002:c0a8:101:: 2002:a9fe:a9fe::
    2002:6440:1:: 2002:e000:1:: 2002:ffff:ffff:: 2002::
    64:ff9b::127.0.0.1 64:ff9b::7f00:1 64:ff9b::10.1.2.3 64:ff9b::169.254.169.254
    64:ff9b::192.168.0.1 64:ff9b::100.64.0.1 64:ff9b::0.0.0.0 64:ff9b::224.0.0.1
    64:ff9b:1:: 64:ff9b:1::1 64:ff9b:1::8.8.8.8 64:ff9b:1:7f00:0:100::
    64:ff9b:1:ffff:ffff:ffff:ffff:ffff 64:ff9b:0:1::8.8.8.8
    2001:: 2001:0:4136:e378:8000:63bf:80ff:fffe 2001:0:808:808::f7f7:f7f7 2001::1
    2001:2::1 2001:10::1 2001:20::1 2001:1ff::1
    2001:db8:: 2001:db8::1 2001:db8:ffff::1 3fff::1 3fff:fff::1 3ffe::1
    2606:4700::5efe:127.0.0.1 2606:4700::200:5efe:10.0.0.1 2606:4700::5efe:a9fe:a9fe
    fe80::1 fe80::5efe:8.8.8.8 fe80::200:5efe:192.168.0.1 febf::1 fec0::1 feff::1
    fc00:: fc00::1 fd00::1 fd00:ec2::254 fdff:ffff::1
    ff00:: ff01::1 ff02::1 ff05::2 ff0e::1 ff3e::1
    100:: 100::1 100:0:0:1::1 200::1 400::1 1fff::1 4000::1 5f00::1 8000::1 e000::1
""")

NOT_ADDRESSES = ["fe80::1%eth0", "fe80::1%1", "2606:4700::1%0", "::1%lo", "", "localhost", "1.2.3"]

PUBLIC = _words("""
    1.0.0.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.1
    169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.0.3.0 192.167.255.255
    192.169.0.0 198.17.255.255 198.20.0.0 203.0.112.255 203.0.114.0 223.255.255.255
    2606:4700::1111 2a00:1450:4001:800::200e 2620:fe::fe 2001:200::1 2001:4860:4860::8888
    ::ffff:8.8.8.8 2002:808:808:: 64:ff9b::8.8.8.8 2606:4700::5efe:8.8.8.8
""")


@pytest.mark.proves("S2")
@pytest.mark.parametrize("address", PRIVATE_V4 + PRIVATE_V6 + NOT_ADDRESSES)
def test_what_is_not_public_is_refused_with_a_reason(address: str) -> None:
    assert refusal(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_is_not_refused(address: str) -> None:
    assert refusal(address) is None


@pytest.mark.proves("S2")
@given(st.ip_addresses(v=4))
def test_a_carried_address_is_exactly_as_public_as_the_address_itself(ip: IPv4Address) -> None:
    mapped = IPv6Address(b"\0" * 10 + b"\xff\xff" + ip.packed)
    translated = IPv6Address(bytes.fromhex("0064ff9b") + b"\0" * 8 + ip.packed)
    routed = IPv6Address(b"\x20\x02" + ip.packed + b"\0" * 10)
    tunnelled = IPv6Address(bytes.fromhex("2606470000000000") + b"\0\0\x5e\xfe" + ip.packed)

    for carrier in (mapped, translated, routed, tunnelled):
        assert bool(refusal(str(carrier))) == bool(refusal(str(ip)))


@pytest.mark.proves("S2")
@given(st.ip_addresses(v=4))
def test_nothing_that_python_calls_private_is_let_through(ip: IPv4Address) -> None:
    if not ip.is_global:
        assert refusal(str(ip))


@pytest.mark.proves("S2")
@given(st.ip_addresses(v=6))
def test_no_v6_address_that_python_calls_private_is_let_through(ip: IPv6Address) -> None:
    if not ip.is_global and ip.ipv4_mapped is None:
        assert refusal(str(ip))
