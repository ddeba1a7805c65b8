"""Every way that we know to write an address that is not public as the host of a URL."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address

PRIVATE = ("127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "100.64.0.1", "169.254.169.254",
           "169.254.170.2", "172.16.0.1", "192.0.0.8", "192.168.1.1", "198.18.0.1", "224.0.0.1",
           "255.255.255.255")  # fmt: skip
NAMES = ("localhost", "LOCALHOST", "localhost.", "ip6-localhost", "a.localhost", "metadata")
V6 = ("::1", "::", "0:0:0:0:0:0:0:1", "::ffff:0:127.0.0.1", "fe80::1", "fe80::1%25eth0", "fc00::1",
      "fd00:ec2::254", "ff02::1", "fec0::1", "2001::1", "2001:db8::1", "64:ff9b:1::1",
      "100::1")  # fmt: skip
_FULL_WIDTH = {ord(digit): chr(0xFF10 + number) for number, digit in enumerate("0123456789")}
_CIRCLED = {ord(digit): "\u24ea\u2460\u2461\u2462\u2463\u2464\u2465\u2466\u2467\u2468"[number]
            for number, digit in enumerate("0123456789")}  # fmt: skip


def hosts() -> tuple[str, ...]:
    """All spellings, each once, as they stand between ``//`` and the port."""
    written = [spelling for address in PRIVATE for spelling in _spellings(IPv4Address(address))]
    return tuple(dict.fromkeys((*written, *NAMES, *(f"[{each}]" for each in V6))))


def _spellings(ip: IPv4Address) -> Iterator[str]:
    number, parts, dotted = int(ip), list(ip.packed), str(ip)
    yield dotted
    yield f"{dotted}."
    yield str(number)
    yield f"{number}."
    yield str(number + 2**32)  # some readers count on
    yield hex(number)
    yield hex(number).upper()
    yield f"0x{0:08x}{number:08x}"
    yield f"0{number:o}"
    yield f"00000000{number:o}"
    yield ".".join(hex(part) for part in parts)
    yield ".".join(f"0{part:o}" for part in parts)
    yield ".".join(f"{part:03}" for part in parts)
    yield f"0x{parts[0]:x}.{parts[1]}.0{parts[2]:o}.{parts[3]}"
    yield f"{parts[0]}.{parts[1]}.{parts[2] * 256 + parts[3]}"
    yield f"{parts[0]}.{int.from_bytes(ip.packed[1:])}"
    yield dotted.translate(_FULL_WIDTH)
    yield dotted.translate(_CIRCLED)
    yield dotted.replace(".", "\u3002")
    yield dotted.replace(".", "\uff0e")
    yield "".join(f"%{ord(letter):02x}" for letter in dotted)
    yield f"example.com@{dotted}"
    yield f"user:password@{dotted}"
    yield f"{dotted}@example.com"
    yield f"{dotted}#@example.com"
    yield f"{dotted}\\@example.com"
    yield f"{dotted}%00.example.com"
    yield f"{dotted}\t"
    yield f"{dotted}:80:80"
    high, low = number >> 16, number & 0xFFFF
    yield f"[::ffff:{dotted}]"
    yield f"[::ffff:{high:x}:{low:x}]"
    yield f"[0:0:0:0:0:ffff:{high:x}:{low:x}]"
    yield f"[::{dotted}]"
    yield f"[2002:{high:x}:{low:x}::]"
    yield f"[64:ff9b::{dotted}]"
    yield f"[64:ff9b:1::{high:x}:{low:x}]"
    yield f"[2606:4700::5efe:{dotted}]"
    yield f"[2606:4700::200:5efe:{dotted}]"
