"""What an app as a whole is for: whether the account's settings are missing from it, or are none of its business."""

from collections.abc import Sequence

from iot_posture.facts.account_settings import ACCOUNT_WIDE, DEVICES
from iot_posture.template import Node, Resource, Template

_FRAGMENT = 4
"""With fewer resources than this, templates are taken for a part of an app."""


def serves_devices(templates: Sequence[Template]) -> Resource | None:
    """The first resource that shows an app to serve devices, where nothing says that it is only a part of one."""
    every = [resource for template in templates for resource in template.resources()]
    ours = [each for each in every if each.type.startswith("AWS::IoT::") and each.type not in ACCOUNT_WIDE]
    lets_in = any(each.type in DEVICES for each in ours)
    sets_up = any(each.type in ACCOUNT_WIDE for each in every)
    return ours[0] if ours and (len(every) >= _FRAGMENT or (lets_in and sets_up)) else None


def where_it_stands(resource: Resource) -> Node:
    """A place of a resource that the file really has: what SAM makes of an event has no type of its own there."""
    kind = resource.place("Type")
    return resource.properties if resource.place_in_file(kind.path) is None else kind
