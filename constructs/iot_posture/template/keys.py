"""The customer-managed keys that the template's resources are encrypted with."""

from iot_posture.facts.rule_actions import TARGETS
from iot_posture.template.memo import remembered
from iot_posture.template.nodes import Node
from iot_posture.template.resource import Resource


@remembered
def key_of(target: Resource) -> Node | None:
    """The place that names a customer-managed key, or None where the template names none or one that AWS manages.

    With conditions it is the key of the first outcome that has one.
    """
    facts = TARGETS.get(target.type)
    if facts is None or not facts.key:
        return None
    places = [variant.properties for variant in target.variants]
    for step in facts.key.split("."):
        places = [below for place in places for below in place.get(step).elements()]
    for place in places:
        if place.text is not None and "alias/aws/" not in place.text.masked:
            return place
    return None


def key_resource(target: Resource, key: Node) -> Resource | None:
    """The key itself where it is in the template, be it named by an alias."""
    for hole in key.text.holes if key.text is not None else ():
        found = target.template.resource(hole.target) if hole.target is not None else None
        if found is not None and found.type == "AWS::KMS::Alias":
            return key_resource(found, found.properties.get("TargetKeyId"))
        if found is not None and found.type == "AWS::KMS::Key":
            return found
    return None
