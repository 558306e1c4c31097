"""Certificates in PEM form, read from their DER, against the reader that comes with Python's ssl module."""

import base64
import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_posture.template import Certificate, read_certificate

DATA = Path(__file__).parent / "data"
FILES = sorted(DATA.glob("*.pem"))


def when(text: str) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_validity_is_what_openssl_reads(file: Path) -> None:
    decoded = ssl._ssl._test_decode_cert(str(file))  # type: ignore[attr-defined]
    read = read_certificate(file.read_text())
    assert read is not None
    assert (read.not_before, read.not_after) == (when(decoded["notBefore"]), when(decoded["notAfter"]))


def test_keys_and_signatures_are_told() -> None:
    told = {file.stem: read_certificate(file.read_text()) for file in FILES}
    assert {name: (read.key, read.bits, read.broken_hash) for name, read in told.items() if read} == {
        "past": ("P-256", None, None),
        "sha1": ("RSA", 2048, "SHA-1"),
        "short-key": ("RSA", 1024, None),
        "soon": ("P-256", None, None),
        "strong": ("P-256", None, None),
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\n\n-----END CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----",
    ],
)
def test_what_is_no_certificate_is_none(text: str) -> None:
    assert read_certificate(text) is None


@given(st.data())
def test_a_certificate_that_is_cut_or_changed_never_raises(data: st.DataObject) -> None:
    pem = data.draw(st.sampled_from(FILES)).read_text()
    der = bytearray(ssl.PEM_cert_to_DER_cert(pem))
    for _ in range(data.draw(st.integers(1, 4))):
        der[data.draw(st.integers(0, len(der) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(der[: data.draw(st.integers(0, len(der)))])
    text = f"-----BEGIN CERTIFICATE-----\n{base64.b64encode(cut).decode()}\n-----END CERTIFICATE-----"
    read = read_certificate(text)
    assert read is None or isinstance(read, Certificate)
