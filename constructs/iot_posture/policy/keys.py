"""The condition keys of one request: which are there, with which values, and why the others are not."""

from collections.abc import Iterable, Mapping

from iot_posture.policy import operators, variables
from iot_posture.policy.context import Certificate, Context
from iot_posture.policy.limits import MAX_ATTRIBUTE_VALUES, MAX_SUBSTITUTED_LENGTH
from iot_posture.policy.templates import Unresolved, Variable
from iot_posture.policy.uncertainties import Reading

Values = tuple[str, ...]


class RequestKeys:
    """The condition keys that a request of one action carries over one connection.

    Args:
        context: the connection.
        action: in any case; some keys come with one action only.
        reading: how to read what the documents leave open.
    """

    def __init__(self, context: Context, action: str, reading: Reading) -> None:
        self._context = context
        self._reading = reading
        self._action = action.lower()
        self._keys: dict[str, Values] = {
            variables.key_of(name): values for name, values in context.condition_keys.items()
        }
        self._keys |= {key: (value,) for key, value in self._connection() if value is not None}
        if self._action == "iot:connect" and context.connect_attributes:
            self._keys["iot:connectattributes"] = context.connect_attributes
        if context.certificate is not None:
            self._keys |= _certificate_keys(context.certificate)

    def values(self, name: str) -> Values | None:
        """The values of a condition key, or None when the request does not carry it."""
        key = variables.key_of(name)
        if key.startswith("iot:connection.thing."):
            value = self._thing_value(key)
            return None if value is None else (value,)
        if key.startswith("iot:certificate."):
            return self._escaped(self._certificate_values(key))
        return self._keys.get(key) or None

    def substitute(self, variable: Variable) -> str | Unresolved:
        """The value that stands in for a variable, its default when it has no value, or why neither."""
        text = "${" + variable.name + "}"
        reason = self._obstacle(variable.name)
        if reason is None:
            return (self.values(variable.name) or ("",))[0]
        if variable.default is not None and not self._reading.takes_other("U7"):
            return variable.default
        return Unresolved(text, reason)

    def _obstacle(self, name: str) -> str | None:
        """Why the variable has no value to put in its place, or None."""
        key = variables.key_of(name)
        known = variables.KNOWN_KEYS.get(key)
        values = self.values(name)
        if (known is not None and known.multi_valued) or (values is not None and len(values) > 1):
            return "a key with several values cannot be a variable"
        if values is None:
            return self._absence(key)
        if key.startswith("iot:certificate."):
            return _not_substituted((self._certificate_values(key) or values)[0])
        return None

    def _absence(self, key: str) -> str:
        if key.startswith("credentials-iot:"):
            return "it exists only in IAM role policies of the credential provider"
        if not variables.is_known(key):
            return "AWS IoT defines no such variable"
        if key == "iot:clientid" or key.startswith("iot:connection.thing."):
            return self._no_thing(key)
        if key.startswith("iot:certificate") and self._context.certificate is None:
            return "the request has no certificate"
        if key.startswith("iot:certificate"):
            return "the certificate has no such value"
        return "the request does not carry it"

    def _no_thing(self, key: str) -> str:
        context = self._context
        if not context.over_mqtt:
            return "it exists only over MQTT, and this is HTTPS"
        if key == "iot:clientid":
            return "the context has no client ID"
        if context.thing_name is None or not context.principal_attached:
            return "the principal is not attached to a thing"
        if not context.exclusive and not context.names_thing:
            return "the client ID is not the name of the thing, and the attachment is not exclusive"
        return "the thing has no such value"

    def _connection(self) -> Iterable[tuple[str, str | None]]:
        context = self._context
        yield "iot:clientid", context.client_id if context.over_mqtt else None
        yield "aws:sourceip", context.source_ip
        yield "iot:domainname", context.domain_name
        yield "aws:sourcevpc", context.source_vpc
        yield "aws:sourcevpce", context.source_vpce
        yield "aws:vpcsourceip", context.vpc_source_ip
        yield "aws:currenttime", context.current_time
        yield "aws:epochtime", _epoch(context.current_time)
        if self._action == "iot:connect":
            yield "iot:lastwilltopic", context.last_will_topic
        elif self._action == "iot:senddirectmessage":
            yield "iot:topic", context.direct_message_topic

    def _thing_value(self, key: str) -> str | None:
        context = self._context
        attached = context.principal_attached and context.thing_name is not None
        if key == "iot:connection.thing.isattached":
            return self._is_attached(attached)
        if not context.over_mqtt or not attached or not (context.names_thing or context.exclusive):
            return None
        if key == "iot:connection.thing.thingname":
            return context.thing_name
        if not context.names_thing and self._reading.takes_other("U6"):
            return None
        if key == "iot:connection.thing.thingtypename":
            return context.thing_type_name
        prefix = variables.THING_ATTRIBUTE.lower() + "["
        return context.thing_attributes.get(key[len(prefix) : -1]) if key.startswith(prefix) else None

    def _is_attached(self, attached: bool) -> str | None:
        context = self._context
        if not context.over_mqtt:
            return str(attached).lower() if self._reading.takes_other("U6") else None
        if attached and context.exclusive and not context.names_thing:
            return "false" if self._reading.takes_other("U6") else "true"
        return str(attached and context.names_thing).lower()

    def _certificate_values(self, key: str) -> Values | None:
        index = variables.indexed(key)
        if index is None or key in self._keys:
            return self._keys.get(key)
        attribute, position = index
        position -= self._reading.takes_other("U8")
        values = self._keys.get(attribute + ".list", ())
        return (values[position],) if 0 <= position < len(values) else None

    def _escaped(self, values: Values | None) -> Values | None:
        if values is None or not any(variables.ESCAPED & set(value) for value in values):
            return values
        return values if self._reading.takes_other("U14") else tuple(map(_with_backslashes, values))


def _certificate_keys(certificate: Certificate) -> dict[str, Values]:
    """The keys of a certificate: each attribute by its first value, and as a list of at most five."""
    keys: dict[str, Values] = {}
    if certificate.certificate_id is not None:
        keys["iot:certificateid"] = (certificate.certificate_id,)
    if certificate.serial_number is not None:
        keys["iot:certificate.serialnumber"] = (certificate.serial_number,)
    parts: tuple[tuple[str, Mapping[str, Values]], ...] = (
        ("Subject.", certificate.subject),
        ("Issuer.", certificate.issuer),
        ("Subject.AlternativeName.", certificate.subject_alternative_name),
        ("Issuer.AlternativeName.", certificate.issuer_alternative_name),
    )
    present = []
    for prefix, attributes in parts:
        for attribute, values in attributes.items():
            if values:
                name = f"iot:Certificate.{prefix}{attribute}"
                present.append(name)
                keys[name.lower()] = values[:1]
                keys[f"{name}.List".lower()] = values[:MAX_ATTRIBUTE_VALUES]
    if present:
        keys["iot:certificate.availablekeys"] = tuple(present)
    return keys


def _not_substituted(value: str) -> str | None:
    hindering = sorted(variables.NOT_SUBSTITUTED & set(value))
    if hindering:
        return f"its value has {' '.join(hindering)}, and such values are not substituted"
    if len(value) > MAX_SUBSTITUTED_LENGTH:
        return f"its value has {len(value):,} characters, and no more than {MAX_SUBSTITUTED_LENGTH:,} are substituted"
    return None


def _with_backslashes(value: str) -> str:
    return "".join(f"\\{character}" if character in variables.ESCAPED else character for character in value)


def _epoch(current_time: str | None) -> str | None:
    return None if current_time is None else str(int(operators.moment(current_time).timestamp()))
