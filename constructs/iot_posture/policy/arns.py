"""ARNs: what a request is about, and what a policy may name."""

from dataclasses import dataclass

from iot_posture.policy.errors import PolicyError, found

_SHAPE = "arn:partition:iot:region:account:type/name, for example arn:aws:iot:us-east-1:123456789012:topic/dt/pump7"


@dataclass(frozen=True, slots=True)
class Arn:
    """The six parts of an ARN. Colons after the fifth belong to the resource.

    Example:
        >>> arn = Arn.parse("arn:aws:iot:us-east-1:123456789012:topic/dev:1/data")
        >>> arn.resource_type, arn.name
        ('topic', 'dev:1/data')

    Source: https://docs.aws.amazon.com/iot/latest/developerguide/iot-action-resources.html
    """

    partition: str
    service: str
    region: str
    account: str
    resource: str

    @classmethod
    def parse(cls, text: str) -> "Arn":
        """Read an ARN.

        Raises:
            PolicyError: not an ARN.
        """
        parts = text.split(":", 5)
        if len(parts) != 6 or parts[0] != "arn":
            raise PolicyError(f"found {found(text)}, expected {_SHAPE}")
        return cls(*parts[1:])

    @property
    def resource_type(self) -> str:
        """What stands before the first slash: `client`, `topic`, `topicfilter`, `thing`, `rolealias`."""
        return self.resource.partition("/")[0]

    @property
    def name(self) -> str:
        """What stands after the first slash: a client ID, a topic, a topic filter, a thing name."""
        return self.resource.partition("/")[2]

    def sibling(self, resource: str) -> "Arn":
        """Another resource of the same account and region."""
        return Arn(self.partition, self.service, self.region, self.account, resource)

    def __str__(self) -> str:
        return f"arn:{self.partition}:{self.service}:{self.region}:{self.account}:{self.resource}"


def account_id(value: object, path: str = "") -> str:
    """An account ID. YAML and JSON may have made a number of it, and so may have cut its zeros in front.

    Raises:
        PolicyError: not up to 12 digits.
    """
    text = str(value) if isinstance(value, str | int) else ""
    if not text.isascii() or not text.isdecimal() or len(text) > 12:
        raise PolicyError(f"found {found(value)}, expected an account ID of 12 digits", path)
    return text.zfill(12)
