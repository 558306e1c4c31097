"""X.509 certificates in PEM form: how long one is valid, and how strong its key and signature are.

Read from the DER with the few lines that this takes, because a library for all of X.509 would be the heaviest
dependency of the analyser. Source: RFC 5280, sections 4.1 and 4.1.2.
"""

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime

_PEM = re.compile(r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)
_SEQUENCE, _INTEGER, _BITS, _OID, _UTC_TIME, _TIME, _VERSION = 0x30, 0x02, 0x03, 0x06, 0x17, 0x18, 0xA0
_KEYS = {"2a864886f70d010101": "RSA", "2a8648ce3d0201": "EC", "2a8648ce380401": "DSA"}
_CURVES = {"2a8648ce3d030107": "P-256", "2b81040022": "P-384", "2b81040023": "P-521"}
_BROKEN_HASHES = {
    "2a864886f70d010102": "MD2",
    "2a864886f70d010104": "MD5",
    "2a864886f70d010105": "SHA-1",
    "2a8648ce380403": "SHA-1",
    "2a8648ce3d0401": "SHA-1",
}


@dataclass(frozen=True, slots=True)
class Certificate:
    """What can be told of a certificate without trusting anybody.

    `key` is `RSA`, `DSA`, the name of an elliptic curve that AWS IoT takes, or `other`; `bits` is the length of an RSA
    key. `broken_hash` names the hash of the signature where it is one that can be forged.
    """

    not_before: datetime
    not_after: datetime
    key: str
    bits: int | None
    broken_hash: str | None


def read_certificate(text: str) -> Certificate | None:
    """The first certificate of a PEM text; None when there is none that can be read.

    Example:
        >>> read_certificate("no certificate") is None
        True
    """
    found = _PEM.search(text)
    if found is None:
        return None
    try:
        der = base64.b64decode("".join(found.group(1).replace("\\n", "").split()), validate=True)
        return _certificate(der)
    except (ValueError, IndexError):
        return None


def _certificate(der: bytes) -> Certificate:
    signed, *_ = _inside(_one(der, _SEQUENCE))
    fields = _inside(_expect(signed, _SEQUENCE))
    if fields[0][0] == _VERSION:
        fields = fields[1:]
    _, signature, _, validity, _, public_key = fields[:6]
    not_before, not_after = (_time(each) for each in _inside(_expect(validity, _SEQUENCE))[:2])
    algorithm, key = _inside(_expect(public_key, _SEQUENCE))[:2]
    named, *parameters = _inside(_expect(algorithm, _SEQUENCE))
    kind, bits = _KEYS.get(_expect(named, _OID).hex(), "other"), None
    if kind == "RSA":
        modulus = _inside(_one(_expect(key, _BITS)[1:], _SEQUENCE))[0]
        bits = int.from_bytes(_expect(modulus, _INTEGER)).bit_length()
    elif kind == "EC":
        kind = _CURVES.get(parameters[0][1].hex(), "other")
    broken = _BROKEN_HASHES.get(_expect(_inside(_expect(signature, _SEQUENCE))[0], _OID).hex())
    return Certificate(not_before, not_after, kind, bits, broken)


_Element = tuple[int, bytes]


def _inside(data: bytes) -> list[_Element]:
    """The elements that stand one after the other: the tag and the content of each."""
    found: list[_Element] = []
    at = 0
    while at < len(data):
        tag, length = data[at], data[at + 1]
        at += 2
        if length & 0x80:
            size = length & 0x7F
            length = int.from_bytes(data[at : at + size])
            at += size
        if at + length > len(data):
            raise ValueError("an element is longer than what it stands in")
        found.append((tag, data[at : at + length]))
        at += length
    return found


def _one(data: bytes, tag: int) -> bytes:
    return _expect(_inside(data)[0], tag)


def _expect(element: _Element, tag: int) -> bytes:
    if element[0] != tag:
        raise ValueError(f"found an element of type {element[0]}, expected {tag}")
    return element[1]


def _time(element: _Element) -> datetime:
    tag, content = element
    if tag not in (_UTC_TIME, _TIME):
        raise ValueError("this is no time")
    text = content.decode("ascii")
    if tag == _UTC_TIME:
        text = ("19" if text >= "50" else "20") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
