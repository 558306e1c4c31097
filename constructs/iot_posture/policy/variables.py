"""Every policy variable of AWS IoT, which is also every condition key that a request may carry.

Sources, read 2026-11-22: docs.aws.amazon.com/iot/latest/developerguide/ basic-policy-variables.html,
thing-policy-variables.html, cert-policy-variables.html, use-policy-variables.html (limits), IoTCore-VPC.html,
connect-policy.html (connectAttributes) and direct-messaging.html.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Kind = Literal["connection", "thing", "certificate", "request"]

NAME_ATTRIBUTES = (
    "DistinguishedNameQualifier",
    "Country",
    "Organization",
    "OrganizationalUnit",
    "State",
    "CommonName",
    "SerialNumber",
    "Title",
    "Surname",
    "GivenName",
    "Initials",
    "Pseudonym",
    "GenerationQualifier",
)
"""Attributes of a certificate's subject and issuer."""

ALTERNATIVE_NAMES = ("RFC822Name", "DNSName", "DirectoryName", "UniformResourceIdentifier", "IPAddress")
"""Kinds of alternative names of a certificate's subject and issuer."""

NOT_SUBSTITUTED = frozenset("*$+?#")
"""A certificate value with one of these stays out of variables; conditions still see it."""

ESCAPED = frozenset(',"\\+=<>;')
"""Characters of certificate values that take a backslash (U14)."""

THING_ATTRIBUTE = "iot:Connection.Thing.Attributes"
"""The condition key of a thing's attribute is this with the attribute's name in brackets; that name is
case-sensitive."""


@dataclass(frozen=True, slots=True)
class PolicyVariable:
    """One variable.

    Args:
        name: as AWS writes it; policies may write it in any case.
        kind: what it comes from. Thing variables need MQTT, an attached principal, and a client ID equal to the
            thing name unless the attachment is exclusive. Certificate variables need a certificate. Request
            variables come with one action only.
        multi_valued: a list of values: usable as a condition key, never as a variable.
        action: the only action whose requests carry it. Default: all.
    """

    name: str
    kind: Kind
    multi_valued: bool = False
    action: str | None = None


def _certificate_variables() -> list[PolicyVariable]:
    names = [f"iot:Certificate.{of}.{attribute}" for of in ("Subject", "Issuer") for attribute in NAME_ATTRIBUTES]
    names += [
        f"iot:Certificate.{of}.AlternativeName.{name}" for of in ("Subject", "Issuer") for name in ALTERNATIVE_NAMES
    ]
    lists = [PolicyVariable(f"{name}.List", "certificate", multi_valued=True) for name in names]
    return [*(PolicyVariable(name, "certificate") for name in names), *lists]


VARIABLES = (
    PolicyVariable("iot:ClientId", "connection"),
    PolicyVariable("aws:SourceIp", "connection"),
    PolicyVariable("iot:DomainName", "connection"),
    PolicyVariable("aws:SourceVpc", "connection"),
    PolicyVariable("aws:SourceVpce", "connection"),
    PolicyVariable("aws:VpcSourceIp", "connection"),
    PolicyVariable("aws:CurrentTime", "connection"),
    PolicyVariable("aws:EpochTime", "connection"),
    PolicyVariable("iot:Connection.Thing.ThingName", "thing"),
    PolicyVariable("iot:Connection.Thing.ThingTypeName", "thing"),
    PolicyVariable("iot:Connection.Thing.IsAttached", "thing"),
    PolicyVariable("iot:CertificateId", "certificate"),
    PolicyVariable("iot:Certificate.SerialNumber", "certificate"),
    PolicyVariable("iot:Certificate.AvailableKeys", "certificate", multi_valued=True),
    *_certificate_variables(),
    PolicyVariable("iot:ConnectAttributes", "request", multi_valued=True, action="iot:Connect"),
    PolicyVariable("iot:LastWillTopic", "request", action="iot:Connect"),
    PolicyVariable("iot:Topic", "request", action="iot:SendDirectMessage"),
)
"""All but the attributes of things, whose names are the user's: see `THING_ATTRIBUTE`."""

_BRACKETS = re.compile(r"(\[[^\]]*\])")
_INDEX = re.compile(r"(iot:certificate\.(?:subject|issuer)\..+)\.(\d{1,4})")


@lru_cache(maxsize=1024)
def key_of(name: str) -> str:
    """The one form of a variable's or condition key's name: lower case, but for the name of a thing attribute.

    Example:
        >>> key_of("IOT:Connection.Thing.Attributes[Site]")
        'iot:connection.thing.attributes[Site]'
    """
    return "".join(part if part.startswith("[") else part.lower() for part in _BRACKETS.split(name))


def indexed(key: str) -> tuple[str, int] | None:
    """The certificate attribute and the index of a key such as `iot:certificate.subject.country.1`, else None."""
    match = _INDEX.fullmatch(key)
    return (match[1], int(match[2])) if match else None


KNOWN_KEYS = {key_of(variable.name): variable for variable in VARIABLES}
"""`VARIABLES` by their one form."""


@lru_cache(maxsize=1024)
def is_known(name: str) -> bool:
    """Whether AWS IoT defines a variable of this name. `iot:Thing.ThingName`, which old pages show, is none."""
    key = key_of(name)
    index = indexed(key)
    return (
        key in KNOWN_KEYS
        or key.startswith(THING_ATTRIBUTE.lower() + "[")
        or (index is not None and index[0] in KNOWN_KEYS)
    )
