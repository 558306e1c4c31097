"""A `Context` from JSON, in the form of policy tests: every field known, every value checked."""

from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import TypeVar

from iot_posture.policy.arns import Arn
from iot_posture.policy.context import (
    A_TIME,
    AN_ADDRESS,
    AttachmentType,
    Attributes,
    Certificate,
    Context,
    PrincipalType,
    Protocol,
)
from iot_posture.policy.errors import PolicyError, found
from iot_posture.policy.json_text import Number, refuse_duplicates
from iot_posture.policy.operators import moment
from iot_posture.policy.variables import ALTERNATIVE_NAMES, NAME_ATTRIBUTES

_PROTOCOLS: dict[str, Protocol] = {"MQTT": "MQTT", "MQTT_WSS": "MQTT_WSS", "HTTPS": "HTTPS"}
_ATTACHMENTS: dict[str, AttachmentType] = {
    "NON_EXCLUSIVE_THING": "NON_EXCLUSIVE_THING",
    "EXCLUSIVE_THING": "EXCLUSIVE_THING",
}
_PRINCIPALS: dict[str, PrincipalType] = {
    "CERTIFICATE": "CERTIFICATE",
    "X509_CERTIFICATE": "CERTIFICATE",
    "COGNITO_AUTHENTICATED": "COGNITO_AUTHENTICATED",
    "COGNITO_UNAUTHENTICATED": "COGNITO_UNAUTHENTICATED",
    "CUSTOM_AUTHORIZER": "CUSTOM_AUTHORIZER",
    "IAM": "IAM",
}
_CONDITION_KEYS = {
    "jobId": "iot:JobId",
    "includeSocketInformation": "iot:IncludeSocketInformation",
    "cognitoIdentityId": "cognito-identity.amazonaws.com:sub",
}

Choice = TypeVar("Choice", bound=str)


def context_from_json(value: object, path: str = "$", *, near: str | None = None) -> Context:
    """Read a context. A field that is null counts as left out.

    Args:
        value: an object with the fields of `Context` in camel case, such as `clientId`; `conditionKeys` adds further
            keys.
        path: where it stands, for messages. Default: `$`.
        near: the ARN of the requested resource; a `lastWillTopic` that is a bare topic is put into its account and
            region.

    Raises:
        PolicyError: an unknown field or a wrong value, with its JSON path.

    Example:
        >>> context_from_json({"clientId": "pump7", "sourceIp": "203.0.113.9"}).source_ip
        '203.0.113.9'
    """
    fields = _Fields(value, path, "a context")
    keys = {name: values for name, values in fields.lists("conditionKeys").items() if values}
    for field, key in _CONDITION_KEYS.items():
        if (text := fields.scalar(field)) is not None:
            keys[key] = (text,)
    context = Context(
        protocol=fields.choice("protocol", _PROTOCOLS, "MQTT"),
        client_id=fields.text("clientId"),
        thing_name=fields.text("thingName"),
        thing_type_name=fields.text("thingTypeName"),
        thing_attributes=fields.texts("thingAttributes"),
        certificate=_certificate(fields.take("certificate"), f"{path}.certificate"),
        principal_attached=fields.flag("principalAttached"),
        attachment_type=fields.choice("attachmentType", _ATTACHMENTS, "NON_EXCLUSIVE_THING"),
        source_ip=fields.readable("sourceIp", ip_address, AN_ADDRESS),
        principal_type=fields.choice("principalType", _PRINCIPALS, "CERTIFICATE"),
        connect_attributes=_values(fields.take("connectAttributes"), f"{path}.connectAttributes"),
        last_will_topic=_topic_arn(fields.text("lastWillTopic"), near),
        direct_message_topic=fields.text("directMessageTopic"),
        domain_name=fields.text("domainName"),
        source_vpc=fields.text("sourceVpc"),
        source_vpce=fields.text("sourceVpce"),
        vpc_source_ip=fields.readable("vpcSourceIp", ip_address, AN_ADDRESS),
        current_time=fields.readable("currentTime", moment, A_TIME),
        condition_keys=keys,
    )
    fields.refuse_rest()
    return context


class _Fields:
    """The fields of a JSON object, taken one by one; what nobody takes is unknown."""

    def __init__(self, value: object, path: str, what: str) -> None:
        if not isinstance(value, Mapping):
            raise PolicyError(f"found {found(value)}, expected {what}", path)
        refuse_duplicates(value, path)
        self._value, self._path = value, path
        self._known: list[str] = []

    def take(self, name: str) -> object:
        self._known.append(name)
        return self._value.get(name)

    def text(self, name: str) -> str | None:
        value = self.take(name)
        return None if value is None else _text(value, f"{self._path}.{name}")

    def scalar(self, name: str) -> str | None:
        """Text, a number or a boolean, as text: YAML makes the latter two of what looks like them."""
        value = self.take(name)
        if isinstance(value, bool):
            return str(value).lower()
        text = str(value) if isinstance(value, int | float | Number) else value
        return None if text is None else _text(text, f"{self._path}.{name}")

    def readable(self, name: str, read: Callable[[str], object], expected: str) -> str | None:
        """Text that can be read as something, such as an address."""
        text = self.scalar(name)
        try:
            if text is not None:
                read(text)
        except ValueError:
            raise PolicyError(f"found {found(text)}, expected {expected}", f"{self._path}.{name}") from None
        return text

    def flag(self, name: str) -> bool:
        value = self.take(name)
        if value is not None and not isinstance(value, bool):
            raise PolicyError(f"found {found(value)}, expected true or false", f"{self._path}.{name}")
        return bool(value)

    def choice(self, name: str, choices: Mapping[str, Choice], default: Choice) -> Choice:
        value = self.text(name)
        if value is not None and value not in choices:
            raise PolicyError(f"found {found(value)}, expected {', '.join(choices)}", f"{self._path}.{name}")
        return default if value is None else choices[value]

    def texts(self, name: str) -> dict[str, str]:
        value, path = self.take(name), f"{self._path}.{name}"
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise PolicyError(f"found {found(value)}, expected names and their values", path)
        return {_text(key, path): _text(text, f"{path}.{key}") for key, text in value.items() if text is not None}

    def lists(self, name: str) -> dict[str, tuple[str, ...]]:
        value, path = self.take(name), f"{self._path}.{name}"
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise PolicyError(f"found {found(value)}, expected names and their values", path)
        return {_text(key, path): _values(values, f"{path}.{key}") for key, values in value.items()}

    def refuse_rest(self) -> None:
        for name in self._value:
            if name not in self._known:
                raise PolicyError(f"found the field {found(name)}, expected {', '.join(self._known)}", self._path)


def _certificate(value: object, path: str) -> Certificate | None:
    if value is None:
        return None
    fields = _Fields(value, path, "a certificate or null")
    certificate = Certificate(
        fields.text("certificateId"),
        _serial(fields.scalar("serialNumber"), f"{path}.serialNumber"),
        _attributes(fields, "subject", NAME_ATTRIBUTES, path),
        _attributes(fields, "issuer", NAME_ATTRIBUTES, path),
        _attributes(fields, "subjectAlternativeName", ALTERNATIVE_NAMES, path),
        _attributes(fields, "issuerAlternativeName", ALTERNATIVE_NAMES, path),
    )
    fields.refuse_rest()
    return certificate


def _attributes(fields: _Fields, name: str, known: tuple[str, ...], path: str) -> Attributes:
    attributes = fields.lists(name)
    for attribute in attributes:
        if attribute not in known:
            message = f"found the attribute {found(attribute)}, expected {', '.join(known)}"
            raise PolicyError(message, f"{path}.{name}")
    return attributes


def _values(value: object, path: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        return (_text(value, path),)
    return tuple(_text(item, f"{path}[{number}]") for number, item in enumerate(value))


def _text(value: object, path: str) -> str:
    if type(value) is not str:
        raise PolicyError(f"found {found(value)}, expected a string", path)
    return value


def _serial(value: str | None, path: str) -> str | None:
    """A serial number in decimal, as policies see it; certificates print it as bytes: 92:12:85:cb:b7:a5:e0:86."""
    if value is None or value.isdecimal():
        return value
    try:
        return str(int(value.replace(":", ""), 16))
    except ValueError:
        expected = "decimal digits, or bytes such as 92:12:85:cb"
        raise PolicyError(f"found {found(value)}, expected {expected}", path) from None


def _topic_arn(topic: str | None, near: str | None) -> str | None:
    if topic is None or topic.startswith("arn:") or near is None or not near.startswith("arn:"):
        return topic
    return str(Arn.parse(near).sibling(f"topic/{topic}"))
