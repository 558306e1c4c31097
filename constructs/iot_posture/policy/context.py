"""Who asks: the connection, its principal, the thing and the certificate, as far as they bear on a decision."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal, get_args

from iot_posture.policy.errors import PolicyError, found
from iot_posture.policy.operators import moment

Protocol = Literal["MQTT", "MQTT_WSS", "HTTPS"]
AttachmentType = Literal["NON_EXCLUSIVE_THING", "EXCLUSIVE_THING"]
PrincipalType = Literal["CERTIFICATE", "COGNITO_AUTHENTICATED", "COGNITO_UNAUTHENTICATED", "CUSTOM_AUTHORIZER", "IAM"]

A_TIME = "a date such as 2026-11-22T12:00:00Z"
AN_ADDRESS = "an IPv4 or IPv6 address such as 203.0.113.9 or 2001:db8::1"

Attributes = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Certificate:
    """The parts of an X.509 certificate that policies can name.

    Args:
        certificate_id: what `RegisterCertificate` answered. Default: none.
        serial_number: in decimal. Default: none.
        subject: values of the subject by AWS's attribute name (`CommonName`, `Country`, ...), in certificate order.
            Default: none.
        issuer: the same of the issuer.
        subject_alternative_name: the same of the subject's alternative names (`DNSName`, `RFC822Name`, ...).
        issuer_alternative_name: the same of the issuer's alternative names.

    Source: https://docs.aws.amazon.com/iot/latest/developerguide/cert-policy-variables.html
    """

    certificate_id: str | None = None
    serial_number: str | None = None
    subject: Attributes = field(default_factory=dict)
    issuer: Attributes = field(default_factory=dict)
    subject_alternative_name: Attributes = field(default_factory=dict)
    issuer_alternative_name: Attributes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """A connection, or one call over HTTPS.

    Args:
        protocol: `MQTT`, `MQTT_WSS` or `HTTPS`. Default: MQTT.
        client_id: of the CONNECT packet. Default: none. Over HTTPS there is none, and one given here is not used.
        thing_name: the thing that the principal is attached to, or a registered thing of that name. Default: none.
        thing_type_name: the type of that thing. Default: none.
        thing_attributes: the attributes of that thing. Default: none.
        certificate: that the device presented. Default: none.
        principal_attached: whether the principal is attached to the thing. Default: false.
        attachment_type: `EXCLUSIVE_THING` when the certificate belongs to one thing alone. Default:
            NON_EXCLUSIVE_THING.
        source_ip: the address that the device came from, IPv4 or IPv6. Default: none.
        principal_type: what kind of identity asks. Default: CERTIFICATE.
        connect_attributes: `PersistentConnect` and `LastWill`, as far as the CONNECT packet asks for them. Default:
            none.
        last_will_topic: the ARN of the last-will topic. Default: none.
        direct_message_topic: the topic of a direct message. Default: none.
        domain_name: of the endpoint that the device connected to. Default: none.
        source_vpc: the VPC that the request came through. Default: none.
        source_vpce: the VPC endpoint that it came through. Default: none.
        vpc_source_ip: the address inside that VPC. Default: none.
        current_time: as ISO 8601 text. Default: none; there is no clock in here.
        condition_keys: further condition keys and their values. Default: none.

    Raises:
        PolicyError: another protocol, attachment type or principal type, or a time or an address that is none.

    Example:
        >>> Context(client_id="pump7", thing_name="pump7", principal_attached=True).names_thing
        True
    """

    protocol: Protocol = "MQTT"
    client_id: str | None = None
    thing_name: str | None = None
    thing_type_name: str | None = None
    thing_attributes: Mapping[str, str] = field(default_factory=dict)
    certificate: Certificate | None = None
    principal_attached: bool = False
    attachment_type: AttachmentType = "NON_EXCLUSIVE_THING"
    source_ip: str | None = None
    principal_type: PrincipalType = "CERTIFICATE"
    connect_attributes: tuple[str, ...] = ()
    last_will_topic: str | None = None
    direct_message_topic: str | None = None
    domain_name: str | None = None
    source_vpc: str | None = None
    source_vpce: str | None = None
    vpc_source_ip: str | None = None
    current_time: str | None = None
    condition_keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        choices: tuple[tuple[str, str, object], ...] = (
            ("protocol", self.protocol, Protocol),
            ("attachment_type", self.attachment_type, AttachmentType),
            ("principal_type", self.principal_type, PrincipalType),
        )
        for name, value, allowed in choices:
            if value not in get_args(allowed):
                raise PolicyError(f"found the {name} {found(value)}, expected {', '.join(get_args(allowed))}")
        readable: tuple[tuple[str, str | None, Callable[[str], object], str], ...] = (
            ("current_time", self.current_time, moment, A_TIME),
            ("source_ip", self.source_ip, ip_address, AN_ADDRESS),
            ("vpc_source_ip", self.vpc_source_ip, ip_address, AN_ADDRESS),
        )
        for name, text, read, expected in readable:
            try:
                if text is not None:
                    read(text)
            except ValueError:
                raise PolicyError(f"found the {name} {found(text)}, expected {expected}") from None

    @property
    def over_mqtt(self) -> bool:
        """Whether there is an MQTT connection, plain or over WebSocket."""
        return self.protocol != "HTTPS"

    @property
    def names_thing(self) -> bool:
        """Whether the client ID of an MQTT connection is the name of the thing."""
        return self.over_mqtt and self.thing_name is not None and self.client_id == self.thing_name

    @property
    def exclusive(self) -> bool:
        """Whether the principal is attached to this one thing alone."""
        return self.principal_attached and self.attachment_type == "EXCLUSIVE_THING"
