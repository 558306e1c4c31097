"""From the values that a search found to a connection that the evaluator can be asked about."""

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from iot_posture.policy.context import Certificate, Context
from iot_posture.policy.errors import PolicyError
from iot_posture.policy.statements import PreparedCondition
from iot_posture.policy.variables import ALTERNATIVE_NAMES, NAME_ATTRIBUTES, THING_ATTRIBUTE, key_of
from iot_posture.proof.patterns import Side
from iot_posture.proof.policies import ReadyStatement
from iot_posture.proof.ways import CERTIFICATE_ID, CLIENT, THING_NAME, Way

Values = Mapping[tuple[Side, str], str]
MAX_NAME = 128
_ID_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Parties:
    """Who acts and whose topic it is, in plain values."""

    thing: str
    client: str
    owner: str | None


def parties(values: Values, way: Way, identity: str | None) -> Parties | None:
    """The names behind values, or None when they cannot be told apart or are too long."""
    owner = values.get((Side.OWNER, identity)) if identity is not None else None
    taken = {owner, values.get((Side.ACTOR, CLIENT))}
    thing = values.get((Side.ACTOR, THING_NAME)) or next(name for name in ("a", "b", "c") if name not in taken)
    client = values.get((Side.ACTOR, CLIENT)) or (thing if way is Way.OWN else "x")
    if owner is not None and identity is not None and values.get((Side.ACTOR, identity), thing) == owner:
        return None
    if max(len(thing), len(client), len(owner or "")) > MAX_NAME or (way is Way.OTHER and client == thing):
        return None
    return Parties(thing, client, owner)


def context_of(values: Values, way: Way, who: Parties) -> Context:
    """The connection on which the variables have these values."""
    actor = {label: value for (side, label), value in values.items() if side is Side.ACTOR}
    context = way.context(who.thing, who.client, _certificate(actor))
    prefix = f"{THING_ATTRIBUTE.lower()}["
    others = {
        label: (value,)
        for label, value in actor.items()
        if not label.startswith(("iot:connection.thing.", "iot:certificate")) and label != CLIENT
    }
    return replace(
        context,
        thing_type_name=actor.get("iot:connection.thing.thingtypename"),
        thing_attributes={label[len(prefix) : -1]: value for label, value in actor.items() if label.startswith(prefix)},
        condition_keys=others,
    )


def whole(values: Values) -> dict[tuple[Side, str], str]:
    """The values with certificate IDs made as long as certificate IDs are."""
    return {
        (side, label): value.ljust(_ID_LENGTH, "0") if label == CERTIFICATE_ID else value
        for (side, label), value in values.items()
    }


def _certificate(actor: Mapping[str, str]) -> Certificate:
    fields: dict[str, dict[str, tuple[str, ...]]] = {"subject.": {}, "issuer.": {}}
    names: dict[str, dict[str, tuple[str, ...]]] = {"subject.": {}, "issuer.": {}}
    for label, value in actor.items():
        for of, attributes in fields.items():
            attribute = label.removeprefix(f"iot:certificate.{of}")
            attributes |= {known: (value,) for known in NAME_ATTRIBUTES if known.lower() == attribute}
            names[of] |= {
                known: (value,) for known in ALTERNATIVE_NAMES if f"alternativename.{known.lower()}" == attribute
            }
    return Certificate(
        actor.get(CERTIFICATE_ID, "c" * _ID_LENGTH),
        actor.get("iot:certificate.serialnumber"),
        fields["subject."],
        fields["issuer."],
        names["subject."],
        names["issuer."],
    )


def contexts(context: Context, statements: Iterable[ReadyStatement]) -> Iterator[Context]:
    """The connection as it is, and then with the condition keys that let an Allow apply and keep a Deny from it."""
    yield context
    meets: dict[str, tuple[str, ...]] = {}
    avoids: dict[str, tuple[str, ...]] = {}
    for ready in statements:
        allows = ready.statement.effect == "Allow"
        for condition in ready.conditions:
            negated = condition.condition.operator.negated
            if condition.condition.operator.name == "Null" or not allows ^ negated:
                continue
            sample = _sample(condition)
            if sample is not None:
                (meets if allows else avoids).setdefault(key_of(condition.key), (sample,))
    for keys in (meets, meets | avoids):
        if keys:
            try:
                yield replace(context, condition_keys={**context.condition_keys, **keys})
            except PolicyError:
                continue


def names_asked_for(statements: Iterable[ReadyStatement]) -> Iterator[str]:
    """Names of things and clients that conditions ask for."""
    for ready in statements:
        for condition in ready.conditions:
            if key_of(condition.key) in (THING_NAME, CLIENT) and not condition.condition.operator.negated:
                for text in condition.values:
                    yield text.template.text.replace("*", "a").replace("?", "a")


def _sample(condition: PreparedCondition) -> str | None:
    """A value that a positive operator takes; one that a negated operator does not."""
    if not condition.values:
        return None
    text = condition.values[0].template.text
    if "IpAddress" in condition.condition.operator.name:
        try:
            return str(ipaddress.ip_network(text, strict=False).network_address)
        except ValueError:
            return None
    return text.replace("*", "a").replace("?", "a") if "Like" in condition.condition.operator.name else text
