"""Policies out of CloudFormation templates, with what only a deployment knows as a variable of its own.

A part that the template leaves open, such as `${Prefix}` in a topic, has one value for all devices and any value at all. It
becomes the policy variable `${template:Prefix}`, so what is proved holds for every value of it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from iot_posture.policy.errors import PolicyError
from iot_posture.policy.parsing import parse_policy_object
from iot_posture.proof.answers import Answer, Verdict
from iot_posture.proof.policies import NamedPolicy
from iot_posture.proof.resources import DEFAULT_PLACE
from iot_posture.template import MARK, Node, Resource, Template, Text, policy_document
from iot_posture.template.policies import StatementView, statements

SHARED_TOPICS = "shared_topics"
"""The metadata of a policy that declares topics shared: `{"iot_posture": {"shared_topics": {"news/#": "the reason"}}}`."""

_THING_NAME = "${iot:Connection.Thing.ThingName}"
_PLACE = (DEFAULT_PLACE.partition, DEFAULT_PLACE.service, DEFAULT_PLACE.region, DEFAULT_PLACE.account)
_ANYTHING: Mapping[str, object] = {"Effect": "Allow", "Action": "*", "Resource": "*"}
_OPEN = re.compile(rf"[*?${MARK}]")
_NOTHING = {**_ANYTHING, "Effect": "Deny", "Condition": {"StringEquals": {"template:unknown": "unknown"}}}


@dataclass(frozen=True, slots=True)
class TemplatePolicy:
    """An `AWS::IoT::Policy` of a template.

    Args:
        resource: where it stands.
        policy: the policy, what is unknown as variables; None when AWS IoT would not take it.
        sure: the same without the statements of which it is not known what they say.
        unsure: for statements by number, why it is not known what they say; they are taken to allow everything.
        shared: topics that it declares shared.
    """

    resource: Resource
    policy: NamedPolicy | None
    sure: NamedPolicy | None
    unsure: Mapping[int, str]
    shared: tuple[str, ...] = ()

    def ask(self, question: Callable[[Sequence[NamedPolicy]], Answer]) -> Answer:
        """The answer to a question about the policy; undecided where a counterexample needs what is not known.

        Raises:
            PolicyError: AWS IoT would not take the policy.
        """
        if self.policy is None or self.sure is None:
            raise PolicyError(f"{self.resource.logical_id} is no policy that AWS IoT takes")
        answer = question([self.sure])
        if not self.unsure or answer.verdict is Verdict.REFUTED:
            return answer
        answer = question([self.policy])
        if answer.verdict is not Verdict.REFUTED:
            return answer
        reasons = "; ".join(dict.fromkeys(self.unsure.values()))
        return replace(answer, verdict=Verdict.UNDECIDED, witnesses=(), reason=reasons)


def policies_in(template: Template) -> Iterator[TemplatePolicy]:
    """The policies of a template; one with conditions in it once for each way they can turn out."""
    for resource in template.resources("AWS::IoT::Policy"):
        for variant in resource.variants:
            yield policy_of(variant)


def policy_of(resource: Resource) -> TemplatePolicy:
    """One `AWS::IoT::Policy`."""
    return _Reader(resource).read()


def _place_of(listed: Iterable[StatementView]) -> tuple[str, ...]:
    """Partition, service, region and account of the deployment: those that the policy itself names, where it does."""
    named: list[dict[str, None]] = [{}, {}, {}, {}]
    texts = [node.text.masked for view in listed for node in view.resources if node.text is not None]
    for segments in dict.fromkeys(tuple(text.split(":", 5)[1:5]) for text in texts):  # mostly they are all the same
        for found, segment in zip(named, segments, strict=False):
            if segment and not _OPEN.search(segment):
                found[segment] = None
    return tuple(next(iter(found), default) for found, default in zip(named, _PLACE, strict=True))


@dataclass(slots=True)
class _Reader:
    resource: Resource
    unsure: dict[int, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    place: tuple[str, ...] | None = None

    def read(self) -> TemplatePolicy:
        document = policy_document(self.resource)
        listed = [self._statement(number, view) for number, view in enumerate(statements(document), 1)]
        body: dict[str, object] = {"Statement": listed}
        version = document.get("Version").literal
        if version is not None:
            body["Version"] = version
        policy = self._ready(body)
        known = [_NOTHING if number in self.unsure else statement for number, statement in enumerate(listed, 1)]
        sure = self._ready(body | {"Statement": known}) if self.unsure else policy
        return TemplatePolicy(self.resource, policy, sure, self.unsure, _shared_topics(self.resource))

    def _ready(self, body: Mapping[str, object]) -> NamedPolicy | None:
        try:
            return NamedPolicy.of(self.resource.logical_id, parse_policy_object(body))
        except PolicyError:
            return None

    def _statement(self, number: int, view: StatementView) -> dict[str, object]:
        node = view.node
        effect = node.get("Effect")
        if view.unknown is not None or (effect.literal is None and effect.unknown_reason is not None):
            return self._anything(number, node.unknown_reason or effect.unknown_reason or "")
        statement: dict[str, object] = {"Effect": effect.literal if effect.present else None}
        for element in ("Action", "NotAction", "Resource", "NotResource"):
            found = node.get(element)
            if not found.present:
                continue
            values = []
            for each in found.elements():
                text = self._resource(each) if element.endswith("Resource") else each.literal
                if text is None:
                    reason = each.unknown_reason or f"{each.dotted} is no text"
                    return self._anything(number, reason, denies=effect.literal == "Deny")
                values.append(text)
            statement[element] = values
        conditions = self._conditions(node.get("Condition"))
        if conditions:
            statement["Condition"] = conditions
        return statement

    def _anything(self, number: int, reason: str, *, denies: bool = False) -> dict[str, object]:
        """What nobody knows allows everything, and denies nothing."""
        self.unsure[number] = reason
        return dict(_NOTHING if denies else _ANYTHING)

    def _resource(self, node: Node) -> str | None:
        """A resource; a hole in its region or account is that of the deployment."""
        if node.text is None:
            return None
        text = self._filled(node.text)
        if text is None:
            return None
        return text if text.startswith(("arn:", "*", "?")) else None

    def _filled(self, text: Text) -> str | None:
        filled, colons = "", 0
        for part in text.parts:
            if isinstance(part, str):
                filled += part
                colons += part.count(":")
            elif colons < 5:
                if not filled.startswith("arn:"):
                    return None
                filled += self._of_deployment(colons - 1) if 1 <= colons <= 4 else ""
            elif part.target is not None and self._is_thing(part.target):
                filled += _THING_NAME
            else:
                filled += "${template:" + self._name(part.name) + "}"
        # A hole that would have to hold several segments of the ARN may hold anything.
        return filled if colons >= 5 or not text.holes else None

    def _of_deployment(self, segment: int) -> str:
        if self.place is None:  # most policies have no hole there
            self.place = _place_of(statements(policy_document(self.resource)))
        return self.place[segment]

    def _name(self, hole: str) -> str:
        plain = re.sub(r"[^A-Za-z0-9:._-]+", "-", hole)
        # Variables are not case-sensitive, the names of parameters are.
        taken = {name.lower() for other, name in self.names.items() if other != hole}
        return self.names.setdefault(hole, f"{plain}-{len(self.names)}" if plain.lower() in taken else plain)

    def _is_thing(self, logical_id: str) -> bool:
        found = self.resource.template.resource(logical_id)
        return found is not None and found.type == "AWS::IoT::Thing"

    def _conditions(self, node: Node) -> dict[str, dict[str, list[str]]]:
        """The conditions; one that is not known can hold or not, as that of a key nobody knows."""
        conditions: dict[str, dict[str, list[str]]] = {}
        for operator, keys in node.members():
            for key, values in keys.members():
                texts = [self._value(value) for value in values.elements()]
                conditions.setdefault(operator, {})[key] = texts
        return conditions if node.unknown_reason is None else {"StringEquals": {"template:condition": ["unknown"]}}

    def _value(self, node: Node) -> str:
        if node.text is None:
            return "unknown"
        return "".join(
            part if isinstance(part, str) else "${template:" + self._name(part.name) + "}" for part in node.text.parts
        )


def _shared_topics(resource: Resource) -> tuple[str, ...]:
    settings = resource.metadata.get("iot_posture")
    topics = settings.get(SHARED_TOPICS) if isinstance(settings, Mapping) else None
    return tuple(map(str, topics)) if isinstance(topics, Mapping) else ()
