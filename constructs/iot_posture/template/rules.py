"""The actions of a topic rule, and the resources of the template that they write to."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from iot_posture.facts.rule_actions import RULE_ACTIONS, TARGETS
from iot_posture.template.memo import once, remembered
from iot_posture.template.nodes import Node
from iot_posture.template.resource import Resource
from iot_posture.template.template import Template


@dataclass(frozen=True)
class RuleAction:
    """One action of a topic rule where it stands. `kind` is empty when the template does not tell."""

    rule: Resource
    kind: str
    settings: Node
    on_error: bool

    @once
    def target(self) -> Node:
        """The field that names what the action writes to, absent for kinds that have none."""
        facts = RULE_ACTIONS.get(self.kind)
        return self.settings.get(*(facts.target.split(".") if facts and facts.target else ("",)))

    @once
    def target_resource(self) -> Resource | None:
        """What the action writes to, where it is in the template."""
        facts = RULE_ACTIONS.get(self.kind)
        return named(self.rule.template, self.target, facts.type) if facts and facts.type else None

    @once
    def role(self) -> Resource | None:
        """The role of the action, where it is in the template."""
        return named(self.rule.template, self.settings.get("RoleArn"), "AWS::IAM::Role")


@remembered
def rule_actions(rule: Resource) -> Sequence[RuleAction]:
    """The actions of a rule, its error action last; one without a kind for each place that cannot be read."""
    return tuple(_actions(rule))


def _actions(rule: Resource) -> Iterator[RuleAction]:
    payload = rule.properties.get("TopicRulePayload")
    if payload.unknown_reason is not None:
        yield RuleAction(rule, "", payload, on_error=False)
        return
    for field in ("Actions", "ErrorAction"):
        for action in payload.get(field).elements():
            if action.unknown_reason is not None:
                yield RuleAction(rule, "", action, on_error=field == "ErrorAction")
            for kind, settings in action.members():
                yield RuleAction(rule, kind, settings, on_error=field == "ErrorAction")


def writers(target: Resource) -> Sequence[RuleAction]:
    """The actions of the template's topic rules that write to this resource."""
    return _uses(target.template)[0].get(target.logical_id, ())


def role_users(role: Resource) -> Sequence[RuleAction]:
    """The actions of the template's topic rules that use this role."""
    return _uses(role.template)[1].get(role.logical_id, ())


def named(template: Template, node: Node, kind: str) -> Resource | None:
    """The resource of this type that a value means: by reference, or by the name that the resource is given."""
    text = node.text
    if text is None:
        return None
    for hole in text.holes:
        found = template.resource(hole.target) if hole.target is not None else None
        if found is not None and found.type == kind:
            return found
    names = _names(template, kind)
    written = str(text) if names else ""
    starts = [0, *(found.end() for found in re.finditer("[/:]", written))]
    return next((names[written[start:]] for start in starts if written[start:] in names), None)


def name_of(resource: Resource) -> str:
    """The name that the template gives a resource, with its unknown parts in angle brackets; empty for none."""
    facts = TARGETS.get(resource.type)
    name = resource.properties.get("RoleName" if facts is None else facts.name).text
    return "" if name is None or (name.whole_hole is not None and name.whole_hole.target is not None) else str(name)


@remembered
def _uses(template: Template) -> tuple[Mapping[str, list[RuleAction]], Mapping[str, list[RuleAction]]]:
    """The actions of all rules by their target, and by their role; each check of one template asks again."""
    by_target: dict[str, list[RuleAction]] = {}
    by_role: dict[str, list[RuleAction]] = {}
    for rule in template.resources("AWS::IoT::TopicRule"):
        for action in (action for variant in rule.variants for action in rule_actions(variant)):
            if (target := action.target_resource) is not None:
                by_target.setdefault(target.logical_id, []).append(action)
            if (role := action.role) is not None:
                by_role.setdefault(role.logical_id, []).append(action)
    return by_target, by_role


@remembered
def _names(template: Template, kind: str) -> Mapping[str, Resource]:
    return {name: resource for resource in reversed(template.resources(kind)) if (name := name_of(resource))}
