"""The condition operators of IAM, each as a comparison of one request value with one policy value.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html, read
    2026-11-22. The AWS IoT guide says only that its policies follow the same conventions.
"""

import base64
import binascii
import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from iot_posture.policy.errors import PolicyError, found
from iot_posture.policy.wildcards import Pattern

_YEAR_OR_MONTH = re.compile(r"\d{4}(-\d{2})?", re.ASCII)

Comparison = Callable[[str, Pattern], bool]
"""Whether a request value meets a policy value. The policy value comes with its variables already substituted."""


@dataclass(frozen=True, slots=True)
class Operator:
    """One base operator, without set prefix and without `IfExists`.

    Args:
        name: as a policy writes it.
        compare: the comparison; for a negated operator, the one that is negated.
        negated: true when *none* of the values may meet it, and a missing key does.
        variables: whether policy variables are substituted in its values.
        check: raises ValueError for a policy value that the operator cannot read.
        expects: what a value must look like, for messages.
    """

    name: str
    compare: Comparison
    negated: bool = False
    variables: bool = False
    check: Callable[[str], object] = str
    expects: str = "a string"


@dataclass(frozen=True, slots=True)
class Condition:
    """An operator as a policy names it: perhaps with a quantifier before it, perhaps with `IfExists` after it."""

    operator: Operator
    quantifier: str = ""
    if_exists: bool = False


def parse_operator(name: str, path: str = "") -> Condition:
    """The operator a policy names. Operator names are case-sensitive.

    Example:
        >>> condition = parse_operator("ForAnyValue:StringLike")
        >>> condition.quantifier, condition.operator.name, condition.if_exists
        ('ForAnyValue', 'StringLike', False)

    Raises:
        PolicyError: IAM defines no such operator.
    """
    quantifier, _, rest = name.rpartition(":")
    base = rest.removesuffix("IfExists")
    operator = OPERATORS.get(base)
    known = quantifier in {"", "ForAllValues", "ForAnyValue"}
    if operator is None or not known or (base == "Null" and rest + quantifier != base):
        meant = next((known for known in OPERATORS if known.lower() == base.lower()), None)
        hint = f"Next: write {meant}" if meant and meant != base else f"Known are {', '.join(OPERATORS)}"
        form = "optionally after ForAllValues: or ForAnyValue:, optionally before IfExists (Null takes neither)"
        raise PolicyError(f"found the condition operator {found(name)}. {hint}, {form}", path)
    return Condition(operator, quantifier, rest != base)


def _equals(value: str, policy: Pattern) -> bool:
    return value == policy.text


def _equals_ignoring_case(value: str, policy: Pattern) -> bool:
    return value.lower() == policy.text.lower()


def _like(value: str, policy: Pattern) -> bool:
    return policy.matches(value)


def arn_like(value: str, policy: Pattern) -> bool:
    """Whether each of the six colon-separated segments matches; a lone `*` is every ARN."""
    if policy.text == "*":
        return True
    segments, patterns = value.split(":", 5), policy.split(":", 5)
    return len(segments) == len(patterns) and all(map(Pattern.matches, patterns, segments))


def number(text: str) -> Decimal:
    """A decimal number. Raises ValueError for anything else, also for NaN and infinity."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    if not value.is_finite():
        raise ValueError(text)
    return value


def moment(text: str) -> datetime:
    """A point in time: ISO 8601, UTC when no zone is given, or seconds since 1970. Raises ValueError otherwise.

    Four digits are a year and not seconds, because the W3C form of ISO 8601, which IAM takes, may stop after the year
    or the month.

    Source: https://www.w3.org/TR/NOTE-datetime, read 2026-11-22.
    """
    if _YEAR_OR_MONTH.fullmatch(text):
        return datetime(int(text[:4]), int(text[5:] or 1), 1, tzinfo=UTC)
    if text.replace(".", "", 1).isdecimal():
        try:
            return datetime.fromtimestamp(float(text), UTC)
        except (OverflowError, OSError):
            raise ValueError(text) from None
    value = datetime.fromisoformat(text)
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def truth(text: str) -> bool:
    """`true` or `false` in any case. Raises ValueError for anything else."""
    if text.lower() not in {"true", "false"}:
        raise ValueError(text)
    return text.lower() == "true"


def _in_network(value: str, policy: str) -> bool:
    return ipaddress.ip_address(value) in _network(policy)


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    return ipaddress.ip_network(text, strict=False)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError(text) from None


def _readable(compare: Callable[[str, str], bool]) -> Comparison:
    """A comparison that is false for what it cannot read: a request value of the wrong type meets nothing."""

    def compared(value: str, policy: Pattern) -> bool:
        try:
            return compare(value, policy.text)
        except ValueError:
            return False

    return compared


def _family(prefix: str, read: Callable[[str], object], expects: str) -> list[Operator]:
    """The six orderings of numbers or of dates."""
    orders: dict[str, tuple[Callable[[str, str], bool], bool]] = {
        "Equals": (lambda value, policy: read(value) == read(policy), False),
        "NotEquals": (lambda value, policy: read(value) == read(policy), True),
        "LessThan": (lambda value, policy: read(value) < read(policy), False),  # type: ignore[operator]
        "LessThanEquals": (lambda value, policy: read(value) <= read(policy), False),  # type: ignore[operator]
        "GreaterThan": (lambda value, policy: read(value) > read(policy), False),  # type: ignore[operator]
        "GreaterThanEquals": (lambda value, policy: read(value) >= read(policy), False),  # type: ignore[operator]
    }
    return [
        Operator(prefix + name, _readable(compare), negated, check=read, expects=expects)
        for name, (compare, negated) in orders.items()
    ]


def _pair(name: str, opposite: str, compare: Comparison) -> list[Operator]:
    """A comparison of text and its negation; these take variables."""
    return [Operator(name, compare, variables=True), Operator(opposite, compare, negated=True, variables=True)]


_ADDRESS = "an address or a CIDR block, such as 203.0.113.0/24 or 2001:db8::/32"
_TRUTH = "true or false"

OPERATORS: dict[str, Operator] = {
    operator.name: operator
    for operator in [
        *_pair("StringEquals", "StringNotEquals", _equals),
        *_pair("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", _equals_ignoring_case),
        *_pair("StringLike", "StringNotLike", _like),
        *_family("Numeric", number, "a number"),
        *_family("Date", moment, "a date such as 2026-11-22T12:00:00Z, or seconds since 1970"),
        Operator("Bool", _readable(lambda value, policy: truth(value) == truth(policy)), check=truth, expects=_TRUTH),
        Operator(
            "BinaryEquals",
            _readable(lambda value, policy: _decoded(value) == _decoded(policy)),
            check=_decoded,
            expects="base64 text",
        ),
        Operator("IpAddress", _readable(_in_network), check=_network, expects=_ADDRESS),
        Operator("NotIpAddress", _readable(_in_network), negated=True, check=_network, expects=_ADDRESS),
        *_pair("ArnEquals", "ArnNotEquals", arn_like),
        *_pair("ArnLike", "ArnNotLike", arn_like),
        # Null looks at the key, not at its values: statements.py asks it nothing but its value.
        Operator("Null", _readable(lambda value, policy: truth(value) == truth(policy)), check=truth, expects=_TRUTH),
    ]
}
"""Every base operator of IAM by its name."""
