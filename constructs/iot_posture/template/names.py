"""Which names a policy's resource stands for: what follows the type in its ARN, with wildcards and variables.

Sources: docs.aws.amazon.com/iot/latest/developerguide/iot-action-resources.html and .../pub-sub-policy.html, read
2026-11-22.
"""

import re
from dataclasses import dataclass

from iot_posture.template.memo import remembered
from iot_posture.template.nodes import Node
from iot_posture.template.resource import Resource
from iot_posture.template.values import MARK, Text

THING_NAME = "${iot:Connection.Thing.ThingName}"
_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_IDENTITY = re.compile(
    r"iot:connection\.thing\.|iot:certificate|iot:clientid$|cognito-identity\.amazonaws\.com:sub$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class NamePattern:
    """Names of one resource type, such as the topics `dt/${iot:Connection.Thing.ThingName}/*`.

    Example:
        >>> NamePattern("dt/${iot:Connection.Thing.ThingName}/*").unbounded_prefix() is None
        True
        >>> NamePattern("dt/*/temperature").unbounded_prefix()
        'dt/'
    """

    masked: str

    @property
    def variables(self) -> list[str]:
        """The names of its policy variables."""
        return _VARIABLE.findall(self.masked)

    @property
    def has_wildcard(self) -> bool:
        """Whether it holds a policy wildcard; `${*}` is how policies write a literal star."""
        return _wildcard_at(self.masked, mqtt=False) is not None

    def unbounded_prefix(self, *, mqtt: bool = False) -> str | None:
        """What stands before the first wildcard that no variable of the device bounds; None if there is none.

        A variable bounds a wildcard from a level of its own: in `${iot:Connection.Thing.ThingName}*` the wildcard
        stands in the same level, so the thing `a` reaches the thing `ab`. With `mqtt`, the levels `+` and `#` count
        as wildcards too.
        """
        levels = self.masked.split("/")
        wild = [index for index, level in enumerate(levels) if _wildcard_at(level, mqtt=mqtt) is not None]
        if not wild:
            return None
        fixed = levels[: wild[0]] + levels[wild[-1] + 1 :]
        if any(_IDENTITY.match(name) for level in fixed for name in _VARIABLE.findall(level)):
            return None
        first = levels[wild[0]]
        return "/".join([*levels[: wild[0]], first[: _wildcard_at(first, mqtt=mqtt)]])


def names_of(resource: Resource, node: Node, kind: str) -> NamePattern | Node | None:
    """The names of this type (`topic`, `client`, ...) that a policy resource stands for.

    None when it stands for none, and the node itself when the template does not tell. A reference to an AWS::IoT::Thing
    counts as the thing name: such a policy is written for that one thing.
    """
    return _names(node, resource, kind)


@remembered
def _names(node: Node, resource: Resource, kind: str) -> NamePattern | Node | None:
    text = node.text
    if text is None:
        return node if node.unknown_reason is not None else None
    parts = [
        THING_NAME
        if not isinstance(part, str) and part.target is not None and _is_thing(resource, part.target)
        else part
        for part in text.parts
    ]
    masked = Text.of(*parts).masked
    segments = masked.split(":", 5)
    fixed = {0: "arn", 2: "iot"}
    for index, segment in enumerate(segments[:-1] if len(segments) == 6 else segments):
        expected = fixed.get(index)
        if "*" in segment and len(segments) < 6 and index == len(segments) - 1:
            return NamePattern("*") if expected is None or expected.startswith(segment.partition("*")[0]) else None
        if expected is not None and segment != expected and "*" not in segment:
            return node if MARK in segment else None
    if len(segments) < 6:
        return node if MARK in masked else None
    return _after_type(segments[5], kind, node)


def _after_type(rest: str, kind: str, node: Node) -> NamePattern | Node | None:
    found, slash, name = rest.partition("/")
    if slash and found == kind:
        return NamePattern(name)
    literal = re.split(rf"[*?{MARK}]", found, maxsplit=1)[0]
    if literal == found or not f"{kind}/".startswith(literal):
        return None
    if found[len(literal)] == MARK:
        return node
    return NamePattern(f"*/{name}" if slash else "*")


def _wildcard_at(text: str, *, mqtt: bool) -> int | None:
    if mqtt and text in ("+", "#"):
        return 0
    blanked = _VARIABLE.sub(lambda variable: " " * len(variable.group()), text)
    found = re.search(r"[*?]", blanked)
    return None if found is None else found.start()


def _is_thing(resource: Resource, logical_id: str) -> bool:
    found = resource.template.resource(logical_id)
    return found is not None and found.type == "AWS::IoT::Thing"
